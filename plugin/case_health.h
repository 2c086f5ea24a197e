/*
 * What Microsoft's word about the health of its services means to a case.
 * Pure. An old word is none: as old as check P1 may be (fact_max_age).
 */
#ifndef CASE_HEALTH_H
#define CASE_HEALTH_H

#include "case_clock.h"
#include "policy/concern.h"
#include "policy/policy.h"

struct health_view {
	const struct policy	*policy;
	const struct concerns	*concerns;
	const struct tenant_health	*health;
	int			 product;	/* words_product */
	int64_t			 now;
};

/* Was it told lately, of services that this product has? */
int	 health_is_told(const struct health_view *);
/* Was it told lately, and has it not ended? */
int	 health_is_live(const struct health_view *,
	    const struct case_incident *);
/*
 * One sentence of what was told, with whose word it is and when; "" if
 * nothing was. Incidents are those that concern the case.
 */
const char *health_tell(const struct clock_words *, const struct calendars *,
	    const struct health_view *);

#endif
