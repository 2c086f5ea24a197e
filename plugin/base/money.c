/* ISO 4217: two digits, except for these. */
#include "base/money.h"

#include "base/str.h"

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

const char *
money_text(struct scope *sc, int64_t minor, const char *currency)
{
	uint64_t size = minor < 0 ? -(uint64_t)minor : (uint64_t)minor;
	int digits = money_digits(currency);
	uint64_t unit = 1;

	for (int i = 0; i < digits; i++)
		unit *= 10;
	if (digits == 0)
		return str_fmt(sc, "%s%llu", minor < 0 ? "-" : "",
		    (unsigned long long)size);
	return str_fmt(sc, "%s%llu.%0*llu", minor < 0 ? "-" : "",
	    (unsigned long long)(size / unit), digits,
	    (unsigned long long)(size % unit));
}

int
money_share(int64_t minor, int64_t n, int64_t of, int64_t *ret_minor)
{
	int64_t most = 1, whole, part;

	for (int i = 0; i < MOST_MINOR_DIGITS; i++)
		most *= 10;
	/* Twice the rest of `of`, so that a half is a whole number. */
	if (__builtin_mul_overflow(minor / of, n, &whole) ||
	    __builtin_mul_overflow(minor % of * 2, n, &part) ||
	    whole >= most || part / (2 * of) >= most)
		return 0;
	whole += (part + of) / (2 * of);
	if (whole >= most)
		return 0;
	*ret_minor = whole;
	return 1;
}
