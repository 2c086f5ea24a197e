/*
 * /csp terms: what the customer was shown of the support terms, and when; what
 * holds for him now and was not shown yet goes out.
 */
#include "turn_do.h"

#include "base/str.h"
#include "base/zone.h"
#include "billing/terms_text.h"
#include "policy/calendar.h"

int
turn_terms(struct errand *r)
{
	struct turn *t = r->t;
	enum err e;

	if (t->find_terms == NULL || (t->shown.is_read &&
	    t->shown.customer == t->state.who.id))
		return 1;
	/* A database that is away is no answer: the turn is taken again. */
	if ((e = t->find_terms(t)) != E_OK)
		t->failed = e;
	return e == E_OK;
}

static const struct calendar *
our_calendar(const struct turn *t)
{
	return calendar_find(clocks_calendars(t->clocks), CALENDAR_BUSINESS);
}

const char *
turn_time(const struct turn *t, int64_t ms)
{
	return calendar_text(t->sc, our_calendar(t), ms);
}

int64_t
turn_day(const struct turn *t)
{
	return zone_civil(calendar_zone(our_calendar(t)), t->sc->now).day;
}

/* Is it this offer of that version? */
static int
is_now(const struct turn *t, int64_t version, const char *offer)
{
	return version == t->terms.number &&
	    str_same(offer, t->terms.offer->name);
}

int
turn_terms_come(const struct turn *t)
{
	const struct terms_told *told = t->shown.told.at;

	if (t->terms.offer == NULL)
		return 0;
	for (int i = 0; i < t->n; i++)
		if (is_now(t, t->deed[i].terms, t->deed[i].name))
			return 1;
	for (int i = 0; i < t->shown.told.n; i++)
		if (told[i].at == 0 && is_now(t, told[i].version,
		    told[i].offer))
			return 1;
	return 0;
}

static const struct terms_told *
shown_now(const struct turn *t)
{
	const struct terms_told *told = t->shown.told.at;

	for (int i = 0; i < t->shown.told.n; i++)
		if (told[i].at > 0 && is_now(t, told[i].version,
		    told[i].offer))
			return &told[i];
	return NULL;
}

static const struct terms_offer *
offer_named(const struct terms *t, const char *name)
{
	for (int i = 0; i < t->n; i++)
		if (str_same(t->offer[i].name, name))
			return &t->offer[i];
	return NULL;
}

/* The offer and its price, a version each. */
static void
say_terms(struct errand *r, const char *key, const struct terms_told *told,
    const struct terms_offer *o)
{
	const struct terms_words w = { r->t->sc, r->t->texts,
	    r->t->desk->language };

	if (o == NULL)
		return;
	answer(r, key, PAIRS("version", str_fmt(w.sc, "%lld",
	    (long long)told->version), "offer", o->name, "price",
	    terms_say_price(&w, o), "at", told->at == 0 ? "" :
	    turn_time(r->t, told->at), "ticket", told->ticket));
}

/* The last ones that he saw, whether they still are his or not. */
static void
say_last(struct errand *r)
{
	const struct terms_told *told = r->t->shown.told.at;

	for (int i = 0; i < r->t->shown.told.n; i++)
		if (told[i].at > 0) {
			say_terms(r, "shown.last", &told[i], offer_named(
			    told[i].terms, told[i].offer));
			return;
		}
	answer(r, "shown.never", NULL);
}

void
do_terms(struct errand *r)
{
	struct turn *t = r->t;
	const struct terms_told *now;
	const char *why;

	if (!turn_terms(r))
		return;
	now = t->terms.offer == NULL ? NULL : shown_now(t);
	if (now != NULL) {
		say_terms(r, "shown.last", now, t->terms.offer);
		answer(r, "shown.holds", NULL);
		return;
	}
	say_last(r);
	if (t->terms.offer == NULL) {
		answer(r, "shown.none", NULL);
		return;
	}
	say_terms(r, "shown.now", &(struct terms_told){
	    .version = t->terms.number, .ticket = "" }, t->terms.offer);
	if (turn_terms_come(t))
		answer(r, "shown.coming", NULL);
	else if ((why = turn_send_terms(t, r->ev)) == NULL)
		answer(r, "shown.sent", PAIRS("by",
		    t->thread->requestor.email));
	else
		answer(r, "shown.not-sent", PAIRS("why", text_fill(t->sc,
		    t->texts, t->desk->language, why, NULL)));
}
