/* The same words for everybody who asks what became of a debt. */
#include "debt_told.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/date.h"

enum { MOST_TEXT = 8192, MOST_CURRENCIES = 40 };

static const char *
day(const struct clock_words *w, int64_t n)
{
	char text[DATE_TEXT];

	date_text(n, text);
	return text_date(w->sc, w->language, str_dup(w->sc, text));
}

const char *
debt_amounts(const struct clock_words *w, const struct debt *d)
{
	const struct debt_owed *owed = d->owed.at;
	const char *items[MOST_CURRENCIES];
	int n = d->owed.n < MOST_CURRENCIES ? d->owed.n : MOST_CURRENCIES;

	for (int i = 0; i < n; i++)
		items[i] = text_money(w->sc, w->language, owed[i].minor,
		    owed[i].currency);
	return n == 0 ? "" : text_list(w->sc, w->language, items, n);
}

static void
say(const struct clock_words *w, struct buf *b, const char *key,
    const char *const *pairs)
{
	buf_fmt(b, "%s%s", b->len == 0 ? "" : "\n", text_fill(w->sc, w->texts,
	    w->language, key, pairs));
}

static void
stopped(const struct clock_words *w, struct buf *b, const char *key,
    const struct told_by *by, const char *why)
{
	char at[CLOCK_TEXT];

	if (by->at == 0)
		return;
	clock_text(by->at, at);
	say(w, b, key, PAIRS("name", by->agent == NULL ? "-" : by->agent,
	    "at", at, "why", why == NULL ? "-" : why));
}

const char *
debt_tell(const struct clock_words *w, const struct debt *d)
{
	const struct debt_item *item;
	struct buf b;

	if (d == NULL)
		return "";
	buf_init(&b, w->sc, MOST_TEXT);
	if (d->ends != DAY_UNKNOWN) {
		say(w, &b, "explain.debt-paid", PAIRS("since", day(w,
		    d->since), "day", day(w, d->ends)));
		return b.at;
	}
	say(w, &b, "explain.debt", PAIRS("customer", d->customer_name,
	    "since", day(w, d->since), "text", debt_amounts(w, d), "step",
	    str_fmt(w->sc, "%d", debt_step(d)), "ticket",
	    d->ticket == NULL ? "-" : str_fmt(w->sc, "%s/%s", d->desk,
	    d->ticket)));
	item = d->items.at;
	for (int i = 0; i < d->items.n; i++)
		say(w, &b, "explain.debt-item", PAIRS("invoice",
		    item[i].number, "day", day(w, item[i].day_due), "text",
		    text_money(w->sc, w->language, item[i].minor_open,
		    item[i].currency)));
	stopped(w, &b, "explain.debt-disputed", &d->disputed, d->dispute_why);
	stopped(w, &b, "explain.debt-held", &d->held, d->hold_why);
	return b.at;
}
