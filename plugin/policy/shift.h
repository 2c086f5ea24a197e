/*
 * How the outcome of a stored decision shifts under another policy: what a
 * person would notice, and the facts that only the other policy asks and that
 * nobody had told. Pure.
 */
#ifndef POLICY_SHIFT_H
#define POLICY_SHIFT_H

#include "policy/decide.h"

/*
 * What a person notices of a decision, by the names of its JSON members. The
 * last one, the rule, is why; it alone makes no other outcome.
 */
enum { FATE_OUTCOME, FATE_ROUTE, FATE_CHANNEL, FATE_VEHICLE, FATE_RULE,
    FATE__MAX };
extern const char *const fate_names[FATE__MAX];

struct fate {
	const char	*part[FATE__MAX];	/* NULL: none */
};

struct shift {
	struct fate	 from, to;
	int		 is_other;	/* another outcome, not only rule */
	int		 is_by_other;	/* the same by another rule */
	struct list	 lacks;		/* texts, as in decision.missing */
};

/*
 * `facts` and `decision` as a receipt has them. E_SHAPE, E_LIMIT: they are of
 * another program's schema, or no receipt at all.
 */
enum err shift_find(struct scope *, const struct policy *, const char *facts,
	    const char *decision, struct shift *ret) MUST_USE;

#endif
