/*
 * The bare answer without its reasons: cheap and without memory, so that the
 * search for the nearest outcome can ask it a few thousand times.
 */
#ifndef POLICY_VERDICT_H
#define POLICY_VERDICT_H

#include "policy/decide.h"
#include "policy/vehicle.h"

struct verdict {
	struct view		 view;		/* outcome and vehicle set */
	const struct rule	*rule;
	int			 outcome, route;
	struct way		 way;		/* FIT_YES if one was found */
	uint32_t		 missing;	/* words_missing */
	uint32_t		 unchecked;	/* words_check */
};

void	 verdict(const struct policy *, const struct facts *,
	    struct verdict *ret);
/* Checks that a case as in this view still needs: words_check. */
uint32_t verdict_unchecked(const struct policy *, const struct facts *,
	    const struct view *);
/*
 * The smallest set of changes (policy, section nearest) that would allow or
 * route, the first in the policy's order among equals; none if it takes more
 * than three or the work is over its bound.
 */
void	 nearest(struct scope *, const struct policy *, const struct facts *,
	    struct decision *ret);

#endif
