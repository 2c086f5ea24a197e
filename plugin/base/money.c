/* ISO 4217: two digits, except for these. */
#include "base/money.h"

#include <string.h>

enum { MOST_MINOR_DIGITS = 15 };

static const struct { int digits; const char *codes; } unusual[] = {
	{ 0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF "
	    "XPF" },
	{ 3, "BHD IQD JOD KWD LYD OMR TND" },
	{ 4, "CLF UYW" },
};

int
money_is_currency(const char *s)
{
	return strlen(s) == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

int
money_digits(const char *currency)
{
	for (size_t i = 0; i < sizeof(unusual) / sizeof(*unusual); i++)
		if (strlen(currency) == 3 &&
		    strstr(unusual[i].codes, currency) != NULL)
			return unusual[i].digits;
	return 2;
}

int
money_parse(const char *s, const char *currency, int64_t *ret_minor)
{
	static const char digits[] = "0123456789";
	size_t whole = strspn(s, digits), point = s[whole] == '.';
	size_t part = strspn(s + whole + point, digits);
	int wanted = money_digits(currency);
	int64_t v = 0;

	if (whole == 0 || s[whole + point + part] != '\0' ||
	    (point && part == 0) || (int)part > wanted ||
	    whole + (size_t)wanted > MOST_MINOR_DIGITS)
		return 0;
	for (size_t i = 0; i < whole + point + part; i++)
		if (s[i] != '.')
			v = v * 10 + (s[i] - '0');
	for (int i = (int)part; i < wanted; i++)
		v *= 10;
	*ret_minor = v;
	return 1;
}

const char *
money_example(const char *currency)
{
	static const char *const examples[] = { "120", "120.0", "120.00",
	    "120.000", "120.0000" };

	return examples[money_digits(currency)];
}
