/*
 * The collections policy as customers read it: the public part of the ladder
 * (policy/ladder.h), in the document of the terms and in words. Pure; texts
 * live in the scope.
 *
 *	{"steps":[{"step":1,"days":3},{"step":3,"days":20}],
 *	 "between_days":3,"notice_days":10,"support_step":0,
 *	 "business_days":true,"last_call":{"term_days":14,"suspended_day":80}}
 */
#ifndef BILLING_TERMS_LADDER_H
#define BILLING_TERMS_LADDER_H

#include "billing/terms_text.h"
#include "policy/ladder.h"

/*
 * Reads it back; what is not public is not set. E_SHAPE: it is not one. NULL
 * is none.
 */
enum err terms_take_ladder(struct scope *, const struct cJSON *,
	    const struct ladder **ret) MUST_USE;
/* Adds the member `name`. */
void	 terms_put_ladder(struct json_out *, const char *name,
	    const struct ladder *);
/* Do customers read the same of both? Either may be NULL. */
int	 terms_same_ladder(struct scope *, const struct ladder *,
	    const struct ladder *);

/* A line of it: "3 days after the due date", and what comes then. */
struct terms_rung {
	const char	*when, *what;
};
enum { TERMS_RUNGS = 12 };
/* All of it, in its order; how many. */
int	 terms_say_rungs(const struct terms_words *, const struct ladder *,
	    struct terms_rung ret[TERMS_RUNGS]);
/* The same as a mail tells it, a line for each, below its title. */
const char *terms_say_ladder(const struct terms_words *,
	    const struct ladder *);

#endif
