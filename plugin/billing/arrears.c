/* Sorted by currency and due day, so that one walk sees each in its order. */
#include "billing/arrears.h"

#include "base/crypto.h"
#include "base/str.h"
#include "policy/date.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 1 << 22 };

static int
by_day(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int
by_number(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int
by_currency(const void *va, const void *vb)
{
	const struct arrears_line *a = va, *b = vb;
	int order = strcmp(a->currency, b->currency);

	if (order == 0)
		order = by_day(a->due, b->due);
	return order != 0 ? order : by_number(a->number, b->number);
}

static int
by_age(const void *va, const void *vb)
{
	const struct debt_item *a = va, *b = vb;
	int order = by_day(a->day_due, b->day_due);

	return order != 0 ? order : by_number(a->number, b->number);
}

/*
 * How many lines from here on are of one currency, and his credit in it; money
 * that went back to him takes from that.
 */
static int
group(const struct arrears_line *l, int n, int64_t *ret_credit)
{
	int i = 0;

	*ret_credit = 0;
	for (; i < n && str_same(l[i].currency, l[0].currency); i++)
		if (l[i].minor < 0 || l[i].number == NULL)
			*ret_credit -= l[i].minor;
	if (*ret_credit < 0)
		*ret_credit = 0;
	return i;
}

/* Those of one currency that are overdue; how many. */
static int
overdue(const struct arrears_line *l, int n, int64_t credit, int64_t today,
    struct debt_item *ret)
{
	int found = 0;

	for (int i = 0; i < n; i++) {
		int64_t left = l[i].minor - credit;

		if (l[i].minor <= 0 || l[i].number == NULL)
			continue;
		credit = left < 0 ? -left : 0;
		if (left > 0 && l[i].due < today)
			ret[found++] = (struct debt_item){ l[i].number,
			    l[i].due, l[i].currency, left };
	}
	return found;
}

static struct debt_owed
sum(const struct debt_item *item, int n)
{
	struct debt_owed ret = { item[0].currency, 0, n };

	for (int i = 0; i < n; i++)
		ret.minor += item[i].minor_open;
	return ret;
}

static void
digest(struct scope *sc, const struct debt_item *item, int n, char *ret)
{
	struct buf b;

	buf_init(&b, sc, MOST_TEXT);
	for (int i = 0; i < n; i++)
		buf_fmt(&b, "%s %lld %s\n", item[i].number, (long long)
		    item[i].minor_open, item[i].currency);
	crypto_sha256_hex(b.at, b.len, ret);
}

void
arrears_on(struct scope *sc, const struct arrears_line *in, int n,
    int64_t today, struct arrears *ret)
{
	struct arrears_line *l = scope_alloc(sc, sizeof(*l) * (size_t)(n + 1));
	struct debt_item *item = scope_alloc(sc, sizeof(*item) *
	    (size_t)(n + 1));
	struct debt_owed *owed = scope_alloc(sc, sizeof(*owed) *
	    (size_t)(n + 1));
	int of, found, nowed = 0;
	int64_t credit;

	*ret = (struct arrears){ .oldest = DAY_UNKNOWN };
	if (n > 0)
		memcpy(l, in, sizeof(*l) * (size_t)n);
	qsort(l, (size_t)n, sizeof(*l), by_currency);
	for (int i = 0; i < n; i += of) {
		of = group(l + i, n - i, &credit);
		found = overdue(l + i, of, credit, today, item + ret->n);
		if (found > 0)
			owed[nowed++] = sum(item + ret->n, found);
		ret->n += found;
	}
	qsort(item, (size_t)ret->n, sizeof(*item), by_age);
	digest(sc, item, ret->n, ret->digest);
	if (ret->n > 0)
		ret->oldest = item[0].day_due;
	ret->owed = (struct list){ nowed, owed };
	ret->items = (struct list){ ret->n < ARREARS_ITEMS ? ret->n :
	    ARREARS_ITEMS, item };
}
