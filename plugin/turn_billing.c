/*
 * A question about a bill is the partner's to answer: the agents are told, in
 * the note that they get anyhow, what our own data say of that customer, and
 * by which way what only Microsoft can answer goes. Once for each customer
 * that the case is taken for; nothing of it is ever said in public.
 */
#include "turn_do.h"

#include "billing/terms_text.h"
#include "packet.h"
#include "policy/date.h"
#include "policy/decide.h"
#include "policy/words.h"
#include "store/subscription.h"

enum { NOTE_BYTES = 32768, MOST_ROWS = 20 };

/* A note on its way. */
struct writer {
	const struct turn		*t;
	const struct case_billing	*has;
	struct buf			 note;
};

static int
told_or(const struct turn *t, enum told what, const char *const *words,
    int suggested)
{
	const char *told = t->state.told[what];

	return told == NULL ? suggested : word_find(words, told);
}

/* A bill's own ticket, and a debtor's, say by themselves what they are. */
static int
is_asked(const struct turn *t)
{
	const struct case_state *s = &t->state;

	return !s->row.is_closed && s->who.id != 0 && s->bill == NULL &&
	    (s->debt == NULL || !s->debt->is_here) && word_is_billing(
	    told_or(t, TOLD_CLASS, words_class, t->triage->class),
	    told_or(t, TOLD_TOPIC, words_topic, t->triage->topic));
}

static const char *
say(const struct writer *w, const char *key, const char *const *pairs)
{
	return text_fill(w->t->sc, w->t->texts, w->t->desk->language, key,
	    pairs);
}

static void
line(struct writer *w, const char *text)
{
	buf_fmt(&w->note, "%s%s", w->note.len == 0 ? "" : "\n", text);
}

static const char *
day_of(const struct writer *w, int64_t day)
{
	char text[DATE_TEXT];

	date_text(day, text);
	return text_date(w->t->sc, w->t->desk->language, text);
}

static const char *
money(const struct writer *w, const struct arrears_line *l, int64_t minor)
{
	return text_money(w->t->sc, w->t->desk->language, minor, l->currency);
}

static void
say_more(struct writer *w, int n)
{
	if (n > MOST_ROWS)
		line(w, text_count(w->t->sc, w->t->texts,
		    w->t->desk->language, "billing.more", n - MOST_ROWS,
		    NULL));
}

static void
say_offer(struct writer *w)
{
	const struct terms_offer *o = w->t->terms.offer;
	struct terms_words words = { w->t->sc, w->t->texts,
	    w->t->desk->language };

	line(w, o == NULL ? say(w, "billing.no-offer", NULL) : say(w,
	    "billing.offer", PAIRS("offer", terms_say_title(&words, o),
	    "price", terms_say_price(&words, o))));
}

static const char *
renewal(const struct writer *w, const struct owned *o)
{
	if (o->auto_renew == NULL)
		return "";
	return say(w, str_same(o->auto_renew, "yes") ? "billing.renews" :
	    "billing.ends", NULL);
}

static void
say_owned(struct writer *w)
{
	const struct owned *o = w->has->owned.at;

	line(w, say(w, w->has->owned.n == 0 ? "billing.none-owned" :
	    "billing.owned", NULL));
	for (int i = 0; i < w->has->owned.n && i < MOST_ROWS; i++)
		line(w, say(w, "billing.subscription", PAIRS("name",
		    packet_calm(w->t->sc, o[i].name == NULL ? o[i].id :
		    o[i].name), "state", say(w, str_fmt(w->t->sc,
		    "bought.%s", o[i].state), NULL), "term",
		    o[i].starts == DAY_UNKNOWN || o[i].ends == DAY_UNKNOWN ?
		    "" : say(w, "billing.term", PAIRS("from", day_of(w,
		    o[i].starts), "to", day_of(w, o[i].ends))), "renewal",
		    renewal(w, &o[i]))));
	say_more(w, w->has->owned.n);
}

static void
say_line(struct writer *w, const struct arrears_line *l)
{
	const char *const *pairs;
	int64_t late;

	if (l->number == NULL || l->minor < 0) {	/* it has no due day */
		line(w, say(w, l->number == NULL ? "billing.on-account" :
		    "billing.credit", PAIRS("amount", money(w, l, -l->minor),
		    "number", packet_calm(w->t->sc, l->number == NULL ? "" :
		    l->number))));
		return;
	}
	late = turn_debt_day(w->t) - l->due;
	pairs = PAIRS("number", packet_calm(w->t->sc, l->number), "amount",
	    money(w, l, l->minor), "due", day_of(w, l->due));
	line(w, late <= 0 ? say(w, "billing.invoice", pairs) :
	    text_count(w->t->sc, w->t->texts, w->t->desk->language,
	    "billing.overdue", late, pairs));
}

static void
say_invoices(struct writer *w)
{
	const struct turn *t = w->t;
	const struct arrears_line *l = w->has->lines.at;
	int n = w->has->lines.n;

	if (w->has->told_at == 0) {
		line(w, say(w, "billing.not-told", NULL));
		return;
	}
	line(w, say(w, n == 0 ? "billing.none-open" : "billing.open",
	    PAIRS("at", day_of(w, date_of(w->has->told_at)))));
	for (int i = 0; i < n && i < MOST_ROWS; i++)
		say_line(w, &l[i]);
	say_more(w, n);
	if (t->state.debt != NULL && t->state.debt->disputed.at != 0)
		line(w, say(w, "billing.disputed", NULL));
}

static const char *
lacks(const struct writer *w, const struct decision *d)
{
	const char **names = scope_alloc(w->t->sc, sizeof(*names) *
	    (size_t)(d->missing.n + 1));
	const char *const *missing = d->missing.at;

	for (int i = 0; i < d->missing.n; i++)
		names[i] = say(w, str_fmt(w->t->sc, "%s.%s", word_find(
		    words_check, missing[i]) == WORD_UNKNOWN ? "fact" :
		    "check", missing[i]), NULL);
	return d->missing.n == 0 ? "-" : text_list(w->t->sc,
	    w->t->desk->language, names, d->missing.n);
}

/* What the policy says of it, for an agent who may everything. */
static void
say_way(struct writer *w)
{
	const struct turn *t = w->t;
	struct decision d;
	struct facts f;
	const char *channel;

	turn_facts(t, words_all(words_role), &f);
	decide(t->sc, t->policy, &f, &d);
	channel = say(w, str_fmt(t->sc, "channel.%s", word_at(words_channel,
	    d.channel)), NULL);
	if (d.outcome == OUTCOME_ALLOW)
		line(w, say(w, "billing.microsoft", PAIRS("channel",
		    channel)));
	else if (d.outcome == OUTCOME_ROUTE && d.route == ROUTE_PROVIDER)
		line(w, say(w, "billing.provider", PAIRS("channel", channel,
		    "provider", f.customer.provider)));
	else if (d.outcome == OUTCOME_ROUTE)
		line(w, say(w, "billing.elsewhere", PAIRS("route", say(w,
		    str_fmt(t->sc, "route.%s", word_at(words_route, d.route)),
		    NULL))));
	else
		line(w, say(w, "billing.not-yet", PAIRS("what", lacks(w,
		    &d))));
}

/* What the turn says anyhow, and this, are one note. */
static void
add_note(struct turn *t, const struct event *ev, const char *text)
{
	for (int i = t->n - 1; i >= 0; i--) {
		struct order *o = &t->deed[i].order;

		if (t->deed[i].kind != DEED_ORDER || o->ticket != NULL ||
		    o->kind != ORDER_NOTE)
			continue;
		o->text = str_fmt(t->sc, "%s\n\n%s", o->text, text);
		return;
	}
	deed_note(t, ev, text);
}

void
turn_billing(struct turn *t)
{
	const struct event ev = { .kind = EVENT_OUTSIDE, .id = "billing",
	    .by = AUTHOR_SYSTEM };
	struct case_billing has;
	struct writer w = { t, &has, { 0 } };
	enum err e;

	if (!is_asked(t) || t->desk->mode == MODE_OBSERVE ||
	    t->find_billing == NULL)
		return;
	if ((e = t->find_billing(t, &has)) != E_OK || has.is_told) {
		t->failed = e;
		return;
	}
	deed_add(t, DEED_BILLING, &ev);
	buf_init(&w.note, t->sc, NOTE_BYTES);
	line(&w, say(&w, "billing.title", PAIRS("name", packet_calm(t->sc,
	    t->state.who.name))));
	say_offer(&w);
	say_owned(&w);
	say_invoices(&w);
	say_way(&w);
	add_note(t, &ev, w.note.at);
}
