/* Amounts of money as whole numbers of a currency's smallest unit. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

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

#endif
