/*
 * What a suspension is decided upon, beside the case itself: what its
 * customer has bought, and what was asked about that. Read when a command
 * asks for it, in the transaction of its turn.
 */
#ifndef BOUGHT_H
#define BOUGHT_H

#include "billing/suspension.h"
#include "turn.h"

struct bought {
	int64_t			 customer;
	struct list		 owned;		/* struct owned, by name */
	struct suspension	*request;	/* his, and of this case */
	int			 n;
	int64_t			 next;		/* number of the next one */
};

/* turn.find_bought, of the turn's customer as he is now. */
enum err bought_read(struct turn *, struct bought *ret) MUST_USE;

/* All that a verdict needs but the persons; NULL: he has it no more. */
struct suspension_facts	 bought_facts(const struct turn *, enum suspension_act,
			    const struct owned *);

/* By its id, in any case; NULL: he has none such. */
const struct owned *bought_owned(const struct bought *, const char *id);
/* The request that is open for it, in whichever ticket; or NULL. */
const struct suspension *bought_open(const struct bought *, const char *id);
/* The suspension of ours that was not restored by us since; or NULL. */
const struct suspension *bought_in_force(const struct bought *,
	    const char *id);

#endif
