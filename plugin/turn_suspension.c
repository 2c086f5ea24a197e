/*
 * Suspensions in a turn: a person asks and sees what will happen, another one
 * approves, one restores; what time, money or Microsoft made of it is told.
 * Only a command of a known agent gets here (turn.c), and the database holds
 * every row to two persons (store/suspension.h).
 */
#include "turn_do.h"

#include "base/str.h"
#include "bought.h"
#include "case_suspension.h"
#include "policy/words.h"
#include "store/subscription.h"

#include <strings.h>

enum { NAMES_BYTES = 2048 };

static struct clock_words
words(const struct turn *t)
{
	return (struct clock_words){ t->sc, t->texts, t->desk->language };
}

static const char *
number_text(const struct turn *t, int64_t n)
{
	return str_fmt(t->sc, "%lld", (long long)n);
}

static const char *
name_of(const struct owned *o, const char *id)
{
	return o == NULL || o->name == NULL ? id : o->name;
}

/* What it is about, read once a turn and customer; NULL: it was answered. */
static struct bought *
find(struct errand *r)
{
	struct turn *t = r->t;
	enum err e;

	if (t->desk->mode != MODE_ENFORCE) {
		answer(r, "suspend.mode", NULL);
		return NULL;
	}
	if (t->find_bought == NULL || t->state.who.id == 0) {
		answer(r, "suspend.no-customer", NULL);
		return NULL;
	}
	if (t->bought != NULL && t->bought->customer == t->state.who.id)
		return t->bought;
	t->bought = scope_alloc(t->sc, sizeof(*t->bought));
	if ((e = t->find_bought(t, t->bought)) == E_OK)
		return t->bought;
	/* A database that is away is no answer: the turn is taken again. */
	t->failed = e;
	t->bought = NULL;
	return NULL;
}

/* "Business Premium (a4c1...)" of those with that name, or of all. */
static const char *
names(const struct turn *t, const struct bought *b, const char *name)
{
	const struct owned *o = b->owned.at;
	struct buf buf;

	buf_init(&buf, t->sc, NAMES_BYTES);
	for (int i = 0; i < b->owned.n; i++)
		if (name == NULL || (o[i].name != NULL &&
		    strcasecmp(o[i].name, name) == 0))
			buf_fmt(&buf, "%s%s (%s)", buf.len == 0 ? "" : ", ",
			    name_of(&o[i], "-"), o[i].id);
	return buf.at;
}

/* By its id, or by a name that only one has; NULL: it was answered. */
static const struct owned *
pick(struct errand *r, const struct bought *b)
{
	const char *word = r->c->text;
	const struct owned *o = b->owned.at, *found = bought_owned(b, word);
	int n = found != NULL;

	for (int i = 0; found == NULL && i < b->owned.n; i++)
		n += o[i].name != NULL && strcasecmp(o[i].name, word) == 0;
	for (int i = 0; found == NULL && n == 1 && i < b->owned.n; i++)
		if (o[i].name != NULL && strcasecmp(o[i].name, word) == 0)
			found = &o[i];
	if (b->owned.n == 0)
		answer(r, "suspend.none", PAIRS("name",
		    r->t->state.who.name));
	else if (n != 1)
		answer(r, n == 0 ? "suspend.unknown" : "suspend.several",
		    PAIRS("word", word, "name", r->t->state.who.name, "names",
		    names(r->t, b, n == 0 ? NULL : word)));
	return n == 1 ? found : NULL;
}

static struct suspension_person
person(const struct author *by)
{
	return (struct suspension_person){ by->agent, by->may_bill, by->roles,
	    by->email, by->login };
}

static void
title(struct errand *r, const char *key, const struct owned *o,
    const char *id, const struct suspension_verdict *v)
{
	struct clock_words w = words(r->t);

	answer(r, key, PAIRS("name", name_of(o, id), "id", id));
	answer_add(r, suspension_foretell(&w, v));
}

static void
refuse(struct errand *r, const char *key, const char *number,
    const struct suspension_verdict *v)
{
	struct clock_words w = words(r->t);

	answer(r, key, PAIRS("number", number, "why", suspension_because(&w,
	    &v->refused)));
}

static const char *
state_text(const struct turn *t, const struct suspension *s)
{
	return text_fill(t->sc, t->texts, t->desk->language, str_fmt(t->sc,
	    "suspend-state.%s", suspension_states[s->state]), NULL);
}

static int
is_asked_already(struct errand *r, const struct bought *b,
    const struct owned *o)
{
	const struct suspension *s = bought_open(b, o->id);

	if (s != NULL)
		answer(r, "suspend.open", PAIRS("number", number_text(r->t,
		    s->id), "name", name_of(o, o->id), "state", state_text(
		    r->t, s), "ticket", s->ticket));
	return s != NULL;
}

static void
deed(struct turn *t, const struct event *ev, const char *name,
    const struct suspension *s, int64_t agent)
{
	struct deed *d = deed_add(t, DEED_SUSPENSION, ev);
	struct suspension *own = scope_alloc(t->sc, sizeof(*own));

	*own = *s;
	d->name = name;
	d->value = s->why;
	d->agent = agent;
	d->suspension = own;
}

/* A new one, which the next command of this turn sees, too. */
static const struct suspension *
add_request(struct errand *r, struct bought *b, struct suspension s)
{
	struct suspension *all = scope_alloc(r->t->sc, sizeof(*all) *
	    (size_t)(b->n + 1));

	s.id = b->next++;
	s.case_id = r->t->state.row.id;
	s.customer = b->customer;
	s.asked_by = r->by->agent;
	s.asked_name = r->by->name;
	s.asked_email = r->by->email;
	s.asked_login = r->by->login;
	s.asked_at = r->t->sc->now;
	s.asker_may = 1;
	s.desk = r->t->desk->conf.name;
	s.ticket = r->t->thread->ticket;
	if (turn_requested(r->t, s.subscription, s.kind ==
	    SUSPENSION_SUSPEND ? WISH_SUSPEND : WISH_RESTORE) != NULL)
		s.exchange = r->t->state.exchange->id;
	for (int i = 0; i < b->n; i++)
		all[i] = b->request[i];
	all[b->n] = s;
	b->request = all;
	deed(r->t, r->ev, s.kind == SUSPENSION_SUSPEND ? "ask" : "restore",
	    &s, r->by->agent);
	return &all[b->n++];
}

static const char *
time_text(const struct turn *t, int64_t at)
{
	return calendar_text(t->sc, calendar_find(clocks_calendars(
	    t->clocks), CALENDAR_BUSINESS), at);
}

/* The timer of the case: when the first of those that are asked expires. */
static void
expire_by(struct turn *t, int64_t at)
{
	int64_t *due = &t->state.timer[TIMER_SUSPENSION];

	if (*due == 0 || at < *due)
		*due = at;
}

void
do_suspend(struct errand *r)
{
	struct bought *b = find(r);
	const struct owned *o = b == NULL ? NULL : pick(r, b);
	struct suspension_verdict v;
	struct suspension_facts f;
	const struct suspension *s;

	if (o == NULL || is_asked_already(r, b, o))
		return;
	f = bought_facts(r->t, ACT_ASK, o);
	f.asker = person(r->by);
	suspension_decide(r->t->sc, r->t->suspension, &f, &v);
	title(r, "suspend.title", o, o->id, &v);
	if (v.is_to_be_read && turn_ask_bought(r->t, r->ev))
		answer(r, "suspend.reading", NULL);
	if (v.refused.code != NULL) {
		refuse(r, "suspend.not-asked", "", &v);
		return;
	}
	s = add_request(r, b, (struct suspension){ .subscription = o->id,
	    .kind = SUSPENSION_SUSPEND, .way = v.by_provider ?
	    SUSPENSION_BY_PROVIDER : SUSPENSION_BY_MICROSOFT,
	    .state = SUSPENSION_ASKED, .basis = v.basis,
	    .expires_at = v.expires_at });
	expire_by(r->t, s->expires_at);
	answer(r, "suspend.asked", PAIRS("number", number_text(r->t, s->id),
	    "at", time_text(r->t, s->expires_at)));
}

/* The request by its number, of this case and asked; NULL: answered. */
static struct suspension *
find_asked(struct errand *r, struct bought *b)
{
	const char *number = number_text(r->t, r->c->number);
	struct suspension *s = NULL;

	for (int i = 0; s == NULL && i < b->n; i++)
		if (b->request[i].id == r->c->number)
			s = &b->request[i];
	if (s == NULL)
		answer(r, "suspend.no-request", PAIRS("number", number));
	else if (s->case_id != r->t->state.row.id)
		answer(r, "suspend.elsewhere", PAIRS("number", number,
		    "ticket", s->ticket));
	else if (s->state != SUSPENSION_ASKED)
		answer(r, "suspend.is-over", PAIRS("number", number, "state",
		    state_text(r->t, s)));
	else
		return s;
	return NULL;
}

/* It is over: what was shown is not so any more, or its time has run out. */
static void
give_up(struct turn *t, const struct event *ev, struct suspension *s,
    const char *why)
{
	s->state = str_same(why, "too-late") ? SUSPENSION_EXPIRED :
	    SUSPENSION_WITHDRAWN;
	s->why = why;
	deed(t, ev, "close", s, 0);
}

static struct suspension_facts
facts_again(struct errand *r, const struct suspension *s,
    const struct owned *o)
{
	struct suspension_facts f = bought_facts(r->t, ACT_APPROVE, o);

	/* His customer is another one by now: nothing of it is as it was. */
	if (s->customer != r->t->state.who.id)
		f.debt.id = 0;
	/* His role was looked at when he asked. */
	f.asker = (struct suspension_person){ s->asked_by, s->asker_may,
	    words_all(words_role), s->asked_email, s->asked_login };
	f.approver = person(r->by);
	f.asked_at = s->asked_at;
	f.expires_at = s->expires_at;
	f.shown = s->basis;
	return f;
}

void
do_approve(struct errand *r)
{
	struct bought *b = find(r);
	struct suspension *s = b == NULL ? NULL : find_asked(r, b);
	const struct owned *o;
	struct suspension_verdict v;
	struct suspension_facts f;
	const char *number;

	if (s == NULL)
		return;
	number = number_text(r->t, s->id);
	o = bought_owned(b, s->subscription);
	f = facts_again(r, s, o);
	suspension_decide(r->t->sc, r->t->suspension, &f, &v);
	if (v.refused.code != NULL) {
		refuse(r, "suspend.not-approved", number, &v);
		if (!v.is_over)
			return;
		give_up(r->t, r->ev, s, v.refused.code);
		answer(r, "suspend.again", PAIRS("number", number, "id",
		    s->subscription));
		return;
	}
	title(r, "suspend.title", o, s->subscription, &v);
	s->state = SUSPENSION_APPROVED;
	s->approved_login = r->by->login;
	deed(r->t, r->ev, "approve", s, r->by->agent);
	if (s->way == SUSPENSION_BY_PROVIDER)
		turn_request(r, s);
	else
		answer(r, "suspend.approved", PAIRS("number", number, "name",
		    name_of(o, s->subscription)));
}

void
do_restore(struct errand *r)
{
	struct bought *b = find(r);
	const struct owned *o = b == NULL ? NULL : pick(r, b);
	const struct suspension *was, *s;
	struct suspension_verdict v;
	struct suspension_facts f;

	if (o == NULL || is_asked_already(r, b, o))
		return;
	was = bought_in_force(b, o->id);
	f = bought_facts(r->t, ACT_RESTORE, o);
	f.asker = person(r->by);
	f.suspended_at = was == NULL ? 0 : was->ended_at;
	f.has_image = was != NULL && was->before != NULL &&
	    *was->before != '\0';
	suspension_decide(r->t->sc, r->t->suspension, &f, &v);
	title(r, "suspend.restore-title", o, o->id, &v);
	if (v.refused.code != NULL) {
		refuse(r, "suspend.not-restored", "", &v);
		return;
	}
	s = add_request(r, b, (struct suspension){ .subscription = o->id,
	    .kind = SUSPENSION_RESTORE, .way = was->way, .of = was->id,
	    .state = SUSPENSION_APPROVED, .basis = v.basis,
	    .expires_at = v.expires_at });
	if (s->way == SUSPENSION_BY_PROVIDER)
		turn_request(r, s);
	else
		answer(r, "suspend.restoring", PAIRS("number", number_text(
		    r->t, s->id)));
}

/* Why one that is not sent yet has to stop, or NULL. */
static const char *
stops(const struct turn *t, const struct suspension *s)
{
	const struct debt *d = t->state.debt;

	if (s->kind != SUSPENSION_SUSPEND || (s->state != SUSPENSION_ASKED &&
	    s->state != SUSPENSION_APPROVED))
		return NULL;
	if (s->state == SUSPENSION_ASKED && s->expires_at <= t->sc->now)
		return "too-late";
	/* Of another customer's by now, the debt says nothing of it. */
	if (s->customer != t->state.row.customer)
		return NULL;
	if (s->exchange != 0 && turn_requested(t, s->subscription,
	    WISH_SUSPEND) == NULL)
		return "taken-back";
	if (d == NULL || d->ends != DAY_UNKNOWN)
		return s->exchange != 0 ? NULL : "paid";
	return d->disputed.at != 0 ? "disputed" : d->held.at != 0 ? "held" :
	    NULL;
}

int
turn_suspension_due(const struct turn *t)
{
	const struct suspension *s = t->state.suspensions.at;

	for (int i = 0; i < t->state.suspensions.n; i++)
		if (s[i].is_news || stops(t, &s[i]) != NULL)
			return 1;
	return 0;
}

/* One that this very turn has changed already is left to that. */
static int
is_done_here(const struct turn *t, int64_t id)
{
	for (int i = 0; i < t->n; i++)
		if (t->deed[i].kind == DEED_SUSPENSION &&
		    t->deed[i].suspension->id == id)
			return 1;
	return 0;
}

void
turn_suspension(struct turn *t)
{
	static const struct event ev = { .kind = EVENT_OUTSIDE,
	    .id = "suspension", .by = AUTHOR_SYSTEM };
	const struct suspension *all = t->state.suspensions.at;
	struct clock_words w = words(t);

	for (int i = 0; i < t->state.suspensions.n && turn_has_room(t); i++) {
		struct suspension s = all[i];
		const char *why = stops(t, &s);

		if (is_done_here(t, s.id))
			continue;
		if (why != NULL)
			give_up(t, &ev, &s, why);
		else if (s.is_news)
			deed(t, &ev, "told", &s, 0);
		else if (s.state == SUSPENSION_ASKED)
			expire_by(t, s.expires_at);
		if ((why != NULL || s.is_news) && (!suspension_is_open(&s) ||
		    str_same(s.why, "pending")))
			deed_note(t, &ev, suspension_outcome_say(&w, &s,
			    s.name != NULL ? s.name : s.subscription));
		if (why != NULL || s.is_news)
			turn_request_told(t, &ev, &s);
	}
}
