/*
 * The facts of a case as the desk, the partner's configuration and our own
 * tables know them now. What nobody told is unknown, never assumed.
 */
#ifndef CASE_FACTS_H
#define CASE_FACTS_H

#include "config.h"
#include "policy/facts.h"
#include "policy/policy.h"
#include "policy/triage.h"
#include "store/customer.h"
#include "store/debt.h"

/*
 * What an agent who may do everything would have to bring along to escalate
 * this ticket now (DESIGN 5).
 */
struct case_source {
	const struct policy		*policy;	/* for ages of facts */
	const struct partner_settings	*partner;
	const struct customer		*who;
	const struct triage		*triage;
	const struct list		*held;		/* struct entitlement */
	int64_t				 held_told;	/* ms: the oldest */
	const struct debt		*debt;		/* NULL: owes nothing */
	int64_t				 debt_told;	/* ms; 0: never */
};

/* Is a fact that was told then (ms) still known? By its path. */
int	case_fact_is_fresh(const struct policy *, const char *fact,
	    int64_t told_at, int64_t now);

void	case_facts(struct scope *, const struct case_source *,
	    struct facts *ret);

#endif
