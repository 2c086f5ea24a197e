/* The words of notices. */
#include "debt_notice.h"

#include "base/str.h"
#include "debt_told.h"

#include <string.h>

enum { NOTICE_BYTES = 65536 };

static const char *
say(const struct terms_words *w, const char *key, const char *const *pairs)
{
	return text_fill(w->sc, w->texts, w->language, key, pairs);
}

const char *
debt_day_text(const struct terms_words *w, int64_t day)
{
	char text[DATE_TEXT];

	date_text(day, text);
	return text_date(w->sc, w->language, text);
}

static const char *
amounts(const struct debt_notice *n)
{
	const struct terms_words *w = &n->words;

	return debt_amounts(&(struct clock_words){ w->sc, w->texts,
	    w->language }, n->debt);
}

static void
line(const struct debt_notice *n, struct buf *b, const char *key,
    const char *const *pairs)
{
	buf_fmt(b, "%s\n", say(&n->words, key, pairs));
}

/* Every open item that we have by name, how many more, and the sum. */
static void
put_items(const struct debt_notice *n, struct buf *b)
{
	const struct terms_words *w = &n->words;
	const struct debt_item *item = n->debt->items.at;
	const struct debt_owed *owed = n->debt->owed.at;
	int more = -n->debt->items.n;

	for (int i = 0; i < n->debt->items.n; i++, item++)
		line(n, b, "reminder.item", PAIRS("number", item->number,
		    "day", debt_day_text(w, item->day_due), "amount",
		    text_money(w->sc, w->language, item->minor_open,
		    item->currency)));
	for (int i = 0; i < n->debt->owed.n; i++)
		more += owed[i].n;
	if (more > 0)
		buf_fmt(b, "%s\n", text_count(w->sc, w->texts, w->language,
		    "reminder.more", more, PAIRS(NULL)));
	line(n, b, "reminder.total", PAIRS("amount", amounts(n)));
}

/* The next step that the policy has, this one being made today. */
static int
step_after(const struct ladder *l, int step)
{
	for (int i = step + 1; i <= LADDER_REQUEST; i++)
		if (l->days[i] >= 0)
			return i;
	return 0;
}

static void
put_next(const struct debt_notice *n, struct buf *b, int step)
{
	int next = step_after(n->ladder, step);
	int64_t day = next == 0 ? DAY_UNKNOWN : ladder_day(n->ladder,
	    n->facts, next);

	if (day != DAY_UNKNOWN)
		line(n, b, str_fmt(n->words.sc, "reminder.next-%d", next),
		    PAIRS("day", debt_day_text(&n->words, day)));
	/* The second reminder and the final notice say when it is serious. */
	day = step == LADDER_REMINDER || next == LADDER_REQUEST ?
	    DAY_UNKNOWN : ladder_day(n->ladder, n->facts, LADDER_REQUEST);
	if (day != DAY_UNKNOWN)
		line(n, b, "reminder.next-4", PAIRS("day",
		    debt_day_text(&n->words, day)));
	if (step == LADDER_FINAL && n->ladder->days[LADDER_REQUEST] >= 0)
		line(n, b, "reminder.stops", NULL);
}

/* How to pay, whom to call, and what if an invoice is wrong. */
static void
put_ways(const struct debt_notice *n, struct buf *b)
{
	struct buf contacts;

	buf_init(&contacts, n->words.sc, 8192);
	for (int i = 0; n->offer != NULL && i < n->offer->ncontacts; i++)
		buf_fmt(&contacts, "%s%s", i == 0 ? "" : ", ",
		    n->offer->contact[i].value);
	line(n, b, "reminder.pay", NULL);
	if (contacts.len > 0)
		line(n, b, "reminder.call", PAIRS("contact", contacts.at));
	else
		line(n, b, "reminder.reply", NULL);
	line(n, b, "reminder.wrong", NULL);
}

static void
put_policy(const struct debt_notice *n, struct buf *b)
{
	const char *number = str_fmt(n->words.sc, "%lld",
	    (long long)n->number);

	if (n->number == 0)
		return;
	if (*n->url == '\0')
		line(n, b, "reminder.terms", PAIRS("number", number));
	else
		line(n, b, "reminder.published", PAIRS("number", number,
		    "url", n->url));
}

const char *
debt_notice_text(const struct debt_notice *n, int step, int is_whole)
{
	struct scope *sc = n->words.sc;
	struct buf b;

	buf_init(&b, sc, NOTICE_BYTES);
	line(n, &b, str_fmt(sc, "reminder.step-%d", step), PAIRS("customer",
	    n->debt->customer_name));
	buf_puts(&b, "\n");
	put_items(n, &b);
	buf_puts(&b, "\n");
	put_next(n, &b, step);
	put_ways(n, &b);
	put_policy(n, &b);
	if (is_whole && n->offer != NULL)
		buf_fmt(&b, "\n%s", terms_say_offer(&n->words, n->offer));
	if (is_whole)
		buf_fmt(&b, "\n%s", terms_say_ladder(&n->words, n->ladder));
	return str_trim(str_dup(sc, b.at));
}

const char *
debt_notice_call(const struct debt_notice *n, const char *lost)
{
	struct buf b;

	buf_init(&b, n->words.sc, NOTICE_BYTES);
	line(n, &b, "reminder.last-call", PAIRS("customer",
	    n->debt->customer_name));
	buf_fmt(&b, "%s\n", lost);
	line(n, &b, "reminder.total", PAIRS("amount",
	    amounts(n)));
	put_ways(n, &b);
	return str_trim(str_dup(n->words.sc, b.at));
}

const char *
debt_notice_thanks(const struct debt_notice *n, int is_suspended)
{
	return say(&n->words, is_suspended ? "reminder.thanks-restore" :
	    "reminder.thanks", PAIRS("customer", n->debt->customer_name));
}
