/* Amounts of money as whole numbers of a currency's smallest unit. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/scope.h"

#include <stdint.h>

/* Three capital letters, as ISO 4217 writes currencies. */
int	 money_is_currency(const char *);
/* Digits behind the decimal point: 2, but 0 for JPY and 3 for KWD. */
int	 money_digits(const char *currency);
/*
 * "1234.50" exactly: digits, then a point and no more digits than the
 * currency has. 0 if it is not, or beyond a million millions.
 */
int	 money_parse(const char *amount, const char *currency,
	    int64_t *ret_minor);
/* How an amount of that currency is written: "120", "120.00", "120.000". */
const char	*money_example(const char *currency);

/* "1234.50", "-5": exactly, as money_parse() reads it. */
const char	*money_text(struct scope *, int64_t minor,
		    const char *currency);
/*
 * `n` parts of `of` of an amount, none below nothing: exact, then rounded half
 * up to the smallest unit. 0: that is beyond what money_parse() takes.
 */
int	 money_share(int64_t minor, int64_t n, int64_t of,
	    int64_t *ret_minor);

#endif
