/*
 * How many incidents a membership of Microsoft's partner programme brings a
 * year, by vehicle (conf/policy/allowances.conf; DOMAIN 2.5). Pure.
 *
 * Three answers are different: so many units (0: none), units that nobody
 * counts, and no row at all: not published, so a person must say it.
 */
#ifndef POLICY_ALLOWANCE_H
#define POLICY_ALLOWANCE_H

#include "base/scope.h"

struct allowances;	/* owned by the scope it was loaded in */

#define ALLOWANCE_UNLIMITED	INT64_C(-1)

struct allowance {
	const char	*membership;
	int		 vehicle;	/* words_vehicle */
	int64_t		 from, to;	/* first and last day (policy/date.h);
					   DAY_UNKNOWN: no last day */
	int64_t		 units;		/* a year, or ALLOWANCE_UNLIMITED */
};

/*
 * Reads DIR/allowances.conf. E_GONE: not readable; E_SHAPE: file:line, of a
 * word that is not known, or of two rows that both hold on a day.
 */
enum err	 allowances_load(struct scope *, const char *dir,
		    const struct allowances **ret) MUST_USE;
/*
 * What holds for a vehicle (words_vehicle) that was unlocked on a day. NULL:
 * no row says, or the membership is not known.
 */
const struct allowance *allowance_find(const struct allowances *,
		    const char *membership, int vehicle, int64_t day);
/* Is it a membership's name? */
int		 allowance_has(const struct allowances *,
		    const char *membership);
/* All names, "a, b, c", for a complaint. */
const char	*allowance_names(struct scope *, const struct allowances *);

#endif
