/* ISO 4217: two digits, except for these. */
#include "base/money.h"

#include <string.h>

enum { MOST_MINOR_DIGITS = 15 };

static const struct {
	const char	code[4];
	int		digits;
} unusual[] = {
	{ "BHD", 3 }, { "BIF", 0 }, { "CLP", 0 }, { "DJF", 0 }, { "GNF", 0 },
	{ "IQD", 3 }, { "ISK", 0 }, { "JOD", 3 }, { "JPY", 0 }, { "KMF", 0 },
	{ "KRW", 0 }, { "KWD", 3 }, { "LYD", 3 }, { "OMR", 3 }, { "PYG", 0 },
	{ "RWF", 0 }, { "TND", 3 }, { "UGX", 0 }, { "UYI", 0 }, { "VND", 0 },
	{ "VUV", 0 }, { "XAF", 0 }, { "XOF", 0 }, { "XPF", 0 },
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
		if (strcmp(unusual[i].code, currency) == 0)
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
	    "120.000" };

	return examples[money_digits(currency)];
}
