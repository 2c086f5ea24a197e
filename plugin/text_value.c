/*
 * Numbers, money, dates and hours as a language writes them. Exact: money is
 * whole minor units, and no float comes near it.
 */
#include "texts.h"

#include "base/money.h"
#include "base/str.h"
#include "locales.h"

#include <stdio.h>
#include <string.h>

#define NBSP	"\xc2\xa0"

enum { MINUTES_OF_HOUR = 60, MOST_DIGITS = 20, TEXT_BYTES = 4096 };

/* The digits of a whole number with the language's groups of three. */
static const char *
grouped(struct scope *sc, const struct locale *l, uint64_t n)
{
	char digits[MOST_DIGITS + 1];
	int len = snprintf(digits, sizeof(digits), "%llu",
	    (unsigned long long)n);
	struct buf b;

	buf_init(&b, sc, TEXT_BYTES);
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && len >= l->group_from)
			buf_puts(&b, l->group);
		buf_add(&b, &digits[i], 1);
	}
	return b.at;
}

static uint64_t
size_of(int64_t n)
{
	return n < 0 ? -(uint64_t)n : (uint64_t)n;
}

const char *
text_number(struct scope *sc, const char *language, int64_t n)
{
	return str_fmt(sc, "%s%s", n < 0 ? "-" : "",
	    grouped(sc, locale_find(language), size_of(n)));
}

/* "1,234.50" */
static const char *
amount(struct scope *sc, const struct locale *l, uint64_t minor, int digits)
{
	uint64_t unit = 1;

	for (int i = 0; i < digits; i++)
		unit *= 10;
	if (digits == 0)
		return grouped(sc, l, minor);
	return str_fmt(sc, "%s%s%0*llu", grouped(sc, l, minor / unit),
	    l->decimal, digits, (unsigned long long)(minor % unit));
}

const char *
text_money(struct scope *sc, const char *language, int64_t minor,
    const char *currency)
{
	const struct locale *l = locale_find(language);
	const char *sign = currency, *minus = minor < 0 ? "-" : "";
	const char *text = amount(sc, l, size_of(minor),
	    money_digits(currency));

	for (const struct currency_sign *s = l->signs; s->sign != NULL; s++)
		if (str_same(s->currency, currency))
			sign = s->sign;
	if (l->sign_behind)
		return str_fmt(sc, "%s%s" NBSP "%s", minus, text, sign);
	/* A code stands off from the digits, a sign does not. */
	return str_fmt(sc, "%s%s%s%s", minus, sign,
	    sign == currency ? NBSP : "", text);
}

/* The number in `len` digits of a date at `s`; 0 if there are others. */
static int
part(const char *s, int len)
{
	int v = 0;

	for (int i = 0; i < len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return 0;
		v = v * 10 + s[i] - '0';
	}
	return v;
}

const char *
text_date(struct scope *sc, const char *language, const char *date)
{
	const struct locale *l = locale_find(language);
	int is_date = strlen(date) == 10 && date[4] == '-' && date[7] == '-';
	int month = is_date ? part(date + 5, 2) : 0;
	int day = is_date ? part(date + 8, 2) : 0;

	if (day == 0 || month < 1 || month > 12 || part(date, 4) == 0)
		return date;
	return str_fmt(sc, "%d %s %.4s", day, l->month[month - 1], date);
}

static const char *
clock_face(struct scope *sc, const struct locale *l, int minutes)
{
	return str_fmt(sc, "%s:%02d", str_fmt(sc, l->hour,
	    minutes / MINUTES_OF_HOUR), minutes % MINUTES_OF_HOUR);
}

const char *
text_hours(struct scope *sc, const char *language, int from, int to)
{
	const struct locale *l = locale_find(language);

	return str_fmt(sc, "%s–%s", clock_face(sc, l, from),
	    clock_face(sc, l, to));
}

const char *
text_days(struct scope *sc, const char *language, int first, int last)
{
	const struct locale *l = locale_find(language);
	int n = (last - first + 7) % 7 + 1;

	if (n == 7)
		return l->every_day;
	if (n == 1)
		return l->day[first - 1];
	if (n == 2)
		return str_fmt(sc, "%s%s%s", l->day[first - 1], l->and,
		    l->day[last - 1]);
	return str_fmt(sc, "%s%s%s%s", l->from, l->day_span[first - 1], l->to,
	    l->day_span[last - 1]);
}

const char *
text_list(struct scope *sc, const char *language, const char *const *items,
    int n)
{
	const struct locale *l = locale_find(language);
	struct buf b;

	buf_init(&b, sc, TEXT_BYTES);
	for (int i = 0; i < n; i++) {
		if (i > 0)
			buf_puts(&b, i == n - 1 ? l->and : ", ");
		buf_puts(&b, items[i]);
	}
	return b.at;
}
