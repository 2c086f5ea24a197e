/* What suspension*.c of this folder share; nobody else includes it. */
#ifndef BILLING_SUSPENSION_IN_H
#define BILLING_SUSPENSION_IN_H

#include "billing/suspension.h"

struct suspension_policy {
	int64_t	 approve_hours, facts_hours, pending_hours;
	int64_t	 deleted_days, deleted_days_china;	/* legacy */
	int64_t	 expired_days, disabled_days;		/* new commerce */
	int	 roles;			/* bits of words_role */
	int	 roles_unknown;		/* the right alone is enough */
};

/* One question on its way; what is found stands in `v`. */
struct look {
	const struct suspension_policy	*p;
	const struct suspension_facts	*f;
	struct suspension_verdict	*v;
	int64_t				 today;
};
/* Consequences, what to mind, and the basis. */
void	 suspension_foresee(struct scope *, const struct look *);

#endif
