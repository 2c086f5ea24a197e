/*
 * The decision (DESIGN 5): from a policy and facts to an outcome with its
 * reasons. Total and pure: every set of facts has exactly one decision, the
 * same bytes each time, and nothing outside is asked.
 *
 * The order actor and role, security, other publishers, partner type,
 * commercial, then checks, rights and vehicles is the order of the policy's
 * rules. The engine itself keeps three promises that no policy can break:
 * unknown never counts as yes, Microsoft is reached only through a vehicle
 * that fits, and a provider only when it is known.
 */
#ifndef POLICY_DECIDE_H
#define POLICY_DECIDE_H

#include "policy/facts.h"
#include "policy/policy.h"

enum { ENGINE = 1, NEAREST_MAX = 3 };

struct refused {
	int		 vehicle;
	const char	*entitlement;	/* NULL: none is held */
	const char	*reason;	/* a code; texts are made when shown */
};

/* One change of the smallest set that would allow or route. */
struct nearest {
	const char	*fact;		/* by path: "customer.azure_rbac" */
	const char	*from, *to;	/* JSON */
};

struct decision {
	int		 outcome;	/* words_outcome */
	int		 route;		/* words_route; partner: it stays */
	int		 channel;	/* words_channel */
	int		 vehicle;	/* words_vehicle, or WORD_UNKNOWN */
	const char	*entitlement;
	const char	*tier;		/* of the partner, at its baseline */
	const char	*rule;
	struct list	 missing;	/* texts: facts, then checks */
	struct list	 warnings;	/* texts */
	int		 has_response;
	int64_t		 minutes;	/* COUNT_UNKNOWN: not documented */
	int		 calendar;	/* words_calendar */
	struct list	 refused;	/* struct refused */
	int		 nnearest;	/* all together reach the next two */
	struct nearest	 nearest[NEAREST_MAX];
	int		 near_outcome, near_vehicle;
	const char	*policy;	/* its hash */
};

void	 decide(struct scope *, const struct policy *, const struct facts *,
	    struct decision *ret);
/* One line of JSON, members in the order of DESIGN 5. */
const char *decision_json(struct scope *, const struct decision *);

#endif
