/*
 * What stands between facts and a better outcome, and which changes could
 * take it away: so that the search for the nearest outcome asks verdict() of
 * few sets of changes. It errs on the side of trying: a set that it turns
 * down surely neither allows nor routes.
 */
#ifndef POLICY_OBSTACLE_H
#define POLICY_OBSTACLE_H

#include "policy/verdict.h"

/*
 * One way to a better outcome: to Microsoft, or by one rule to somebody else.
 * Obstacles are bits; what each means is obstacle.c's.
 */
struct goal {
	const struct rule	*rule;		/* NULL: to Microsoft */
	uint64_t		 stands;
};

struct goals {
	const struct policy	*p;
	const struct facts	*f;
	struct verdict		 now;
	uint64_t		 earlier;	/* cells of rules before */
	int			 n;
	struct goal		*goal;
};

/* All goals of facts that are blocked or denied. */
void	 goals_find(struct scope *, const struct policy *,
	    const struct facts *, struct goals *ret);
/*
 * The obstacles of a goal that the change could take away; `after` is the
 * view of the facts with this change alone.
 */
uint64_t goal_lifts(const struct goals *, const struct goal *,
	    const struct change *, const struct view *after);

#endif
