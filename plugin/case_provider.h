/*
 * Which provider serves a case, and how sure that is (DOMAIN 3). Pure. For a
 * case of a reseller's account the first of these that says something:
 *
 *   1  the subscription that an agent named: its provider
 *   2  the customer's subscriptions of the case's product, if all have the
 *      same; of an unknown product, all that he has
 *   3  the customer's own provider
 *   4  the provider that is the default
 *
 * A subscription without a provider of its own has that of 3 or 4. One that
 * has ended counts in 2 only where no other is there; one whose product
 * nobody told might be of any. For a case of any other account only 3 counts:
 * nobody is above it.
 */
#ifndef CASE_PROVIDER_H
#define CASE_PROVIDER_H

#include "case_state.h"

/* Why a case cannot go to its provider. */
enum provider_doubt {
	PROVIDER_SURE,
	PROVIDER_NONE,		/* nothing names one */
	PROVIDER_SEVERAL,	/* his subscriptions do not agree in 2 */
	PROVIDER_STRANGER,	/* nobody said how that one is reached */
	PROVIDER_OVER,		/* its last day, `to`, is over */
	PROVIDER_WAITS,		/* its first day, `from`, is to come */
	PROVIDER_DOUBT__MAX
};

struct case_provider {
	enum provider_doubt doubt;
	const char	*name;		/* NULL: NONE or SEVERAL */
	int		 way;		/* words_way; WORD_UNKNOWN: a doubt */
	const char	*source;	/* of the receipt; NULL like `name` */
	int64_t		 told_at;	/* ms; 0: not known */
	const char	*from, *to;	/* its days; NULL: no such day */
	struct list	 several;	/* const struct subscription * */
	const char	*otherwise;	/* who has those that name none; NULL */
};

/*
 * `product`: words_product, as the case is decided; `is_reseller`: its account
 * is. The answer points into the state and lives in the scope.
 */
void	case_provider(struct scope *, const struct case_state *,
	    int is_reseller, int product, struct case_provider *ret);

#endif
