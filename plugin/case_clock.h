/*
 * The clocks of a case (case_state.h), and how they are told. Pure.
 */
#ifndef CASE_CLOCK_H
#define CASE_CLOCK_H

#include "case_state.h"
#include "texts.h"

/*
 * `holder` (NULL: nobody, it is closed) has the case since `at`: never before
 * the last holding began, and never later than the scope's now.
 */
void	 case_pass(struct scope *, struct case_state *, const char *holder,
	    int64_t at);
/* Has anybody the case? */
int	 case_is_held(const struct case_state *);

/* Business time (ms) that a holder had the case since his clock started. */
int64_t	 clock_used(const struct case_state *, enum clock_holder,
	    const struct calendar *, int64_t now);

/* How long (ms) a holder had the case in all. */
int64_t	 case_held(const struct case_state *, const char *holder,
	    int64_t now);

/* In whose words it is told. */
struct clock_words {
	struct scope		*sc;
	const struct texts	*texts;
	const char		*language;
};

/* A text of group `clock` about one clock: how much of what, until when. */
const char *clock_say(const struct clock_words *, const char *key,
	    const struct case_state *, enum clock_holder,
	    const struct clock_target *);
/* All that were started, a line each; "" if none was. */
const char *clock_tell(const struct clock_words *, const struct calendars *,
	    const struct case_state *);

/*
 * Who had the case how long by the clock on the wall, a line each, and all of
 * them together; "" before anybody has it.
 */
const char *held_tell(const struct clock_words *, const struct case_state *);

#endif
