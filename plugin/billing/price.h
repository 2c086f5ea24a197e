/*
 * What a piece of work costs by the offer of support that the customer was
 * shown. Pure, in whole minor units: no fraction is ever rounded but once.
 *
 *	per hour	the minutes, rounded up to the offer's steps, 60th
 *			parts of its price, rounded half up
 *	per incident	so many times its price
 *	free, included	nothing, however long it took
 *
 * A fixed amount is one that somebody named. It is in the currency that was
 * shown, and no more than what was shown gives for one incident or for
 * PRICE_FIXED_MINUTES.
 */
#ifndef BILLING_PRICE_H
#define BILLING_PRICE_H

#include "billing/terms.h"

enum charge_kind {
	CHARGE_MINUTES, CHARGE_INCIDENTS, CHARGE_AMOUNT,
	CHARGE_CORRECTION,	/* of another charge; has no price */
	CHARGE__MAX
};
extern const char *const charge_kinds[CHARGE__MAX + 1];

enum { PRICE_MOST_MINUTES = 60000, PRICE_MOST_INCIDENTS = 1000,
    PRICE_FIXED_MINUTES = 480 };

struct charge_asked {
	enum charge_kind kind;
	int64_t		 n;		/* minutes or incidents */
	const char	*amount, *currency;	/* of CHARGE_AMOUNT */
};

struct price {
	int64_t		 counted;	/* minutes or incidents; or 0 */
	int64_t		 unit;		/* of an hour or an incident, minor */
	int64_t		 minor;
	const char	*currency;	/* NULL: it costs nothing */
};

/*
 * NULL, or why that cannot be charged: key of a text, of which {price} is
 * what the offer says. The amount is one of its currency, above nothing.
 */
const char	*price_find(const struct terms_offer *,
		    const struct charge_asked *, struct price *ret);

#endif
