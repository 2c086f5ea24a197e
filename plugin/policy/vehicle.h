/*
 * Which way to Microsoft fits, and which of them is taken. A way is a vehicle
 * that the programme includes, or an entitlement that somebody holds.
 *
 * DESIGN 5: what costs nothing before what costs a unit, units before paid
 * (the policy's cost_order); then the earlier last day, then the id. A `via`
 * leaves only ways of that vehicle. Sources: DOMAIN 2.3, E9-E11, E24.
 */
#ifndef POLICY_VEHICLE_H
#define POLICY_VEHICLE_H

#include "policy/facts.h"
#include "policy/table.h"

/* One way, judged. */
struct way {
	const struct vehicle	*vehicle;	/* NULL: not offered now */
	const struct entitlement *held;		/* NULL: the programme's */
	enum fit		 fit;
	const char		*reason;	/* unless it fits: a code */
	enum cell		 unknown;	/* FIT_UNKNOWN: this cell, or */
};						/* CELL__MAX: its own dates */

/* `held` NULL: the vehicle as the programme includes it. */
void	 vehicle_judge(const struct policy *, const struct facts *,
	    const struct view *, int vehicle, const struct entitlement *held,
	    struct way *ret);
/*
 * The best fitting way, and 0; or no way (fit is not FIT_YES) and what is
 * missing for one, as words_missing.
 */
uint32_t vehicle_choose(const struct policy *, const struct facts *,
	    const struct view *, struct way *ret);
/* Is it a vehicle that an entitlement must bring? */
int	 vehicle_needs_entitlement(const struct policy *, int vehicle);
/* `view` with the cells of this way set. */
void	 vehicle_view(const struct way *, struct view *);
const struct entitlement *entitlement_at(const struct facts *, int n);

#endif
