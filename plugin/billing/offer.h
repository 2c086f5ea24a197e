/*
 * Which offer a customer has. Pure.
 *
 * On a day: the offer that the customer's own row names, else one that names
 * the customer, else one that names his group, else the one for everybody.
 * A customer whom nobody knows has the one for everybody. An offer that the
 * customer's row names and that is not in force that day counts as not named.
 */
#ifndef BILLING_OFFER_H
#define BILLING_OFFER_H

#include "billing/terms.h"

struct offer_customer {
	const char	*name, *offer, *group;	/* NULL: not known */
};

/* NULL: there is none for him on that day ("2026-11-21"). */
const struct terms_offer	*offer_of(const struct terms *,
				    const struct offer_customer *,
				    const char *day);

/*
 * Could two offers both be somebody's on one day? There must be one answer.
 * NULL, or what they share, for a sentence about "offer 1 and offer 2".
 */
const char	*offer_conflict(const struct terms_offer *,
		    const struct terms_offer *);

#endif
