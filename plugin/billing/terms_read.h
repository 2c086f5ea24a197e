/*
 * Support terms as the partner writes them (conf/terms.conf), for `cspdesk
 * terms publish`. Every sentence names file:line and what to do.
 */
#ifndef BILLING_TERMS_READ_H
#define BILLING_TERMS_READ_H

#include "billing/terms.h"

/*
 * Reads and checks a file. E_GONE: not readable. E_SHAPE: an offer lacks
 * types, hours, contact or price (all that is missing is named: the programme
 * wants customers told, DOMAIN S4 and E23), a word, amount, date, zone or
 * address is none, or two offers would be in force for the same customers on
 * the same day.
 */
enum err terms_read(struct scope *, const char *path,
	    const struct terms **ret) MUST_USE;

#endif
