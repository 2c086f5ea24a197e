/*
 * From a re-read ticket to what we say about it: triage, customer, facts,
 * decision, note. Pure: no database, network or clock.
 */
#ifndef ADVISE_H
#define ADVISE_H

#include "config.h"
#include "store/cases.h"
#include "store/customer.h"

struct advisor;		/* policy, triage words and texts, loaded once */

struct advice {
	const char	*language;	/* of the customer, or NULL */
	const char	*class, *topic, *product, *severity;	/* or NULL */
	const char	*note;		/* for the desk, without a marker */
	struct receipt	 receipt;
	const char	*canonical;	/* the policy of the receipt */
};

/* E_GONE, E_SHAPE: what is wrong in the policy or the texts, with file:line. */
enum err advisor_load(struct scope *, const struct config *,
	    const struct advisor **ret) MUST_USE;

void	advise(struct scope *, const struct advisor *,
	    const struct desk_settings *, const struct thread *,
	    const struct customer *, struct advice *ret);

#endif
