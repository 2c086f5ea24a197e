/*
 * Which tickets an incident of one of Microsoft's services concerns
 * (conf/policy/health.conf). Not part of the policy's hash: no decision
 * depends on it but through a check that says where it comes from.
 */
#ifndef POLICY_CONCERN_H
#define POLICY_CONCERN_H

#include "base/scope.h"

#include <stdint.h>

struct concerns;	/* owned by the scope it was loaded in */

/* A ticket as they look at it. */
struct concern_ticket {
	int		 product;	/* words_product, or WORD_UNKNOWN */
	uint64_t	 named;		/* concerns_named() of its text */
};

/* Reads DIR/health.conf. E_GONE: not readable; E_SHAPE: file:line. */
enum err concerns_load(struct scope *, const char *dir,
	    const struct concerns **ret) MUST_USE;

/* Is there a row of that product: would an incident of it be told? */
int	 concerns_cover(const struct concerns *, int product);
/* The rows whose words stand in a text, as bits; NULL is an empty text. */
uint64_t concerns_named(struct scope *, const struct concerns *,
	    const char *text);
/*
 * The first row with that name of a service, as Microsoft writes it, counts:
 * it must have the ticket's product; and the ticket one of its words, unless
 * the row has none, or the ticket names no other row of the product.
 */
int	 concerns_ticket(const struct concerns *, const char *service,
	    const struct concern_ticket *);

#endif
