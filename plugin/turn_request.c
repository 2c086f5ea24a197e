/*
 * A suspension that is the provider's to do (hooks/exchange/README.md, a
 * customer who does not pay). What two persons of a reseller have approved is
 * asked of its provider, whose own two persons decide; here is what is asked,
 * what is taken back, and what is answered. Nothing here approves anything.
 */
#include "turn_request.h"

#include "base/clock.h"
#include "base/str.h"
#include "case_account.h"
#include "case_suspension.h"
#include "packet.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

static const char *
say(const struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

static const char *
number_text(const struct turn *t, const struct suspension *s)
{
	return str_fmt(t->sc, "%lld", (long long)s->id);
}

void
turn_request_provider(const struct turn *t, const char *subscription,
    struct case_provider *ret)
{
	struct account at = case_account(t->partner, &t->state.who.account);
	struct case_state *as = scope_alloc(t->sc, sizeof(*as));

	*as = t->state;
	as->told[TOLD_SUBSCRIPTION] = subscription;
	case_provider(t->sc, as, at.type == PARTNER_RESELLER, WORD_UNKNOWN,
	    ret);
}

/* Whom we exchange cases with for him; NULL: nobody. */
static const struct peer *
peer_of(struct turn *t, const struct case_provider *p)
{
	const struct peer *peer = NULL;
	enum err e = p->way != WAY_EXCHANGE || t->find_peer == NULL ? E_OK :
	    t->find_peer(t, p->name, &peer);

	if (e != E_OK)
		t->failed = e;
	return peer;
}

/* Has a person asked, and not the shared case? */
static int
is_by_hand(struct turn *t, const struct suspension *s)
{
	const struct exchange *x = t->state.exchange;
	const struct peer *peer;
	struct case_provider p;

	turn_request_provider(t, s->subscription, &p);
	peer = peer_of(t, &p);
	return x == NULL || (p.way != WORD_UNKNOWN && (peer == NULL ||
	    !str_same(peer->name, x->peer)));
}

int
turn_can_request(const struct turn *t, const char *subscription)
{
	struct case_provider p;

	turn_request_provider(t, subscription, &p);
	return p.name != NULL && p.way != WORD_UNKNOWN;
}

const char *
turn_request_text(const struct turn *t, const char *language,
    const struct exchange_request *q)
{
	return text_fill(t->sc, t->texts, language == NULL ?
	    t->desk->language : language, str_fmt(t->sc, "request.%s",
	    exchange_wishes[q->kind]), PAIRS("subscription", q->subscription,
	    "tenant", t->state.who.tenant == NULL ? "-" :
	    t->state.who.tenant, "since", q->since == NULL ? "-" : q->since,
	    "step", q->step == 0 ? "-" : str_fmt(t->sc, "%d", q->step)));
}

struct exchange_request
turn_request_of(const struct turn *t, const struct suspension *s,
    enum exchange_wish kind)
{
	const struct debt *d = t->state.debt;
	struct exchange_request q = { .kind = kind,
	    .subscription = str_lower(t->sc, s->subscription) };
	char day[DATE_TEXT];

	if (kind != WISH_SUSPEND || d == NULL)
		return q;
	date_text(d->since, day);
	q.since = str_dup(t->sc, day);
	q.step = d->step;
	return q;
}

/* A case of its own: nothing of the debtor's ticket crosses. */
static void
offer(struct turn *t, const struct event *ev, const struct peer *peer,
    const struct exchange_request *q)
{
	struct json_out who;
	char by[CLOCK_TEXT];

	turn_exchange_open(t, peer);
	clock_text(t->state.exchange->answer_by, by);
	json_begin(&who, t->sc, 1024);
	json_open(&who, NULL, '{');
	if (t->state.who.tenant != NULL)
		json_put(&who, "tenant", t->state.who.tenant);
	json_close(&who);
	turn_exchange_tell(t, ev, &(struct exchange_message){
	    .type = EXCHANGE_OFFER, .holder = BALL_PROVIDER },
	    (struct exchange_part[]){
	    { "reference", t->thread->ticket, NULL },
	    { "title", say(t, str_fmt(t->sc, "request.title-%s",
	    exchange_wishes[q->kind]), PAIRS("subscription",
	    q->subscription)), NULL },
	    { "text", turn_request_text(t, NULL, q), NULL },
	    { "subscription", q->subscription, NULL },
	    { "customer", NULL, json_end(&who) },
	    { "answer_by", str_dup(t->sc, by), NULL },
	    { "request", NULL, exchange_request_json(t->sc, q) },
	    { NULL, NULL, NULL } });
}

static void
message(struct turn *t, const struct event *ev, const char *text,
    const char *request, const char *answer)
{
	turn_exchange_tell(t, ev, &(struct exchange_message){
	    .type = EXCHANGE_MESSAGE, .holder = request != NULL ?
	    BALL_PROVIDER : BALL_RESELLER }, (struct exchange_part[]){
	    { "text", text, NULL }, { "by", "agent", NULL },
	    { "internal", NULL, "true" }, { "request", NULL, request },
	    { "answer", NULL, answer }, { NULL, NULL, NULL } });
}

/* To be copied; whoever has asked tells what came of it. */
static void
by_hand(struct errand *r, const struct suspension *s,
    const struct case_provider *p, const struct exchange_request *q)
{
	struct turn *t = r->t;
	struct provider_mail mail = { .address = NULL };

	if (p->way == WAY_EMAIL && t->find_mail != NULL &&
	    t->find_mail(t, p->name, &mail) != E_OK)
		mail.address = NULL;
	answer(r, "request.by-hand", PAIRS("provider", p->name, "address",
	    mail.address == NULL ? "-" : mail.address, "text",
	    turn_request_text(t, NULL, q), "number", number_text(t, s)));
}

void
turn_request(struct errand *r, const struct suspension *s)
{
	struct turn *t = r->t;
	struct exchange_request q = turn_request_of(t, s, s->kind ==
	    SUSPENSION_SUSPEND ? WISH_SUSPEND : WISH_RESTORE);
	const struct peer *peer;
	struct case_provider p;

	turn_request_provider(t, s->subscription, &p);
	peer = peer_of(t, &p);
	if (peer == NULL || (turn_is_shared(t) &&
	    !str_same(t->state.exchange->peer, peer->name))) {
		if (!turn_request_mail(r, s, &p))
			by_hand(r, s, &p, &q);
		return;
	}
	if (turn_is_shared(t))
		message(t, r->ev, turn_request_text(t, NULL, &q),
		    exchange_request_json(t->sc, &q), NULL);
	else
		offer(t, r->ev, peer, &q);
	answer(r, "request.sent", PAIRS("provider", p.name));
}

/* The reseller's own: what it has asked a provider for is not wanted now. */
static void
take_back(struct turn *t, const struct event *ev, const struct suspension *s)
{
	struct exchange_request q = turn_request_of(t, s, WISH_WITHDRAW);
	const char *text = turn_request_text(t, NULL, &q);

	if (s->mail_ticket != NULL)
		turn_request_unmail(t, ev, s);
	else if (turn_is_shared(t) &&
	    t->state.exchange->ours == SIDE_RESELLER)
		message(t, ev, text, exchange_request_json(t->sc, &q), NULL);
	else
		deed_note(t, ev, say(t, "request.take-back", PAIRS("text",
		    text, "number", number_text(t, s))));
}

/* A provider's: what its people made of what a reseller asked. */
static void
answer_back(struct turn *t, const struct event *ev,
    const struct suspension *s)
{
	struct exchange_answer a = { s->kind == SUSPENSION_SUSPEND ?
	    WISH_SUSPEND : WISH_RESTORE, s->subscription,
	    s->state == SUSPENSION_DONE };
	struct clock_words w = { t->sc, t->texts, t->desk->language };
	const char *key = !a.is_done ? "request.not-done" :
	    s->kind == SUSPENSION_SUSPEND ? "request.is-suspended" :
	    "request.is-restored";

	message(t, ev, say(t, key, PAIRS("subscription", s->subscription,
	    "why", suspension_why(&w, s))), NULL,
	    exchange_answer_json(t->sc, &a));
}

void
turn_request_told(struct turn *t, const struct event *ev,
    const struct suspension *s)
{
	if (s->way == SUSPENSION_BY_PROVIDER) {
		if (s->state == SUSPENSION_WITHDRAWN && s->approved_at != 0)
			take_back(t, ev, s);
		else if (s->state == SUSPENSION_APPROVED)
			turn_request_opened(t, ev, s);
	} else if (s->exchange != 0 && turn_is_shared(t) &&
	    t->state.exchange->id == s->exchange &&
	    !suspension_is_open(s)) {
		answer_back(t, ev, s);
	}
}

const struct exchange_request *
turn_requested(const struct turn *t, const char *subscription,
    enum exchange_wish kind)
{
	const struct exchange_request *q = t->state.requests.at;

	for (int i = 0; i < t->state.requests.n; i++)
		if (q[i].kind == kind && strcasecmp(q[i].subscription,
		    subscription) == 0)
			return &q[i];
	return NULL;
}

/* It is told, too: what came of it, and what may be done next. */
static void
end(struct turn *t, const struct event *ev, const struct suspension *s,
    int is_done, const char *note)
{
	static const char *const keys[SUSPENSION_KIND__MAX][2] = {
		{ "request.not-suspended", "request.suspended" },
		{ "request.not-restored", "request.restored" }
	};
	struct deed *d = deed_add(t, DEED_SUSPENSION, ev);
	struct suspension *own = scope_alloc(t->sc, sizeof(*own));

	*own = *s;
	own->state = is_done ? SUSPENSION_DONE : SUSPENSION_REFUSED;
	own->why = is_done ? NULL : "provider";
	own->note = note;
	d->name = "answer";
	d->suspension = own;
	deed_note(t, ev, say(t, keys[s->kind][is_done], PAIRS("number",
	    number_text(t, s), "subscription", s->subscription, "why",
	    note == NULL ? "-" : note)));
	turn_request_close(t, ev, s);
}

/* This very turn has ended it already: once is enough. */
static int
is_ended(const struct turn *t, const struct suspension *s)
{
	for (int i = 0; i < t->n; i++)
		if (t->deed[i].kind == DEED_SUSPENSION &&
		    t->deed[i].suspension->id == s->id)
			return 1;
	return 0;
}

/* Was it asked of the provider, and has he not answered that it is done? */
static int
is_asked(const struct turn *t, const struct suspension *s)
{
	return !is_ended(t, s) && s->way == SUSPENSION_BY_PROVIDER &&
	    s->approved_at != 0 &&
	    (s->state == SUSPENSION_APPROVED ||
	    s->state == SUSPENSION_WITHDRAWN);
}

/* The newest that an answer can be about; NULL: none. */
static const struct suspension *
asked_for(const struct turn *t, const struct exchange_answer *a)
{
	const struct suspension *s = t->state.suspensions.at;
	enum suspension_kind kind = a->kind == WISH_SUSPEND ?
	    SUSPENSION_SUSPEND : SUSPENSION_RESTORE;

	for (int i = t->state.suspensions.n - 1; i >= 0; i--)
		if (is_asked(t, &s[i]) && s[i].kind == kind &&
		    strcasecmp(s[i].subscription, a->subscription) == 0)
			return a->is_done || s[i].state ==
			    SUSPENSION_APPROVED ? &s[i] : NULL;
	return NULL;
}

void
turn_request_answered(struct turn *t, const struct event *ev,
    const struct exchange_answer *a, const char *text)
{
	const struct suspension *s = asked_for(t, a);

	/* That nothing was changed is what is wanted by now. */
	if (s == NULL && a->is_done)
		deed_note(t, ev, say(t, "request.stray", PAIRS("subscription",
		    a->subscription)));
	if (s != NULL)
		end(t, ev, s, a->is_done, a->is_done ? NULL : text);
}

void
turn_request_over(struct turn *t, const struct event *ev, const char *why)
{
	const struct suspension *s = t->state.suspensions.at;

	for (int i = 0; i < t->state.suspensions.n; i++)
		if (is_asked(t, &s[i]) && s[i].state == SUSPENSION_APPROVED &&
		    !is_by_hand(t, &s[i]))
			end(t, ev, &s[i], 0, why);
}

/* Why nobody may say of this one how it ended; a key, or NULL. */
static const char *
stays(struct errand *r, const struct suspension *s)
{
	if (!r->by->may_bill)
		return "request.may-not";
	if (s == NULL)
		return "request.unknown";
	if (s->way != SUSPENSION_BY_PROVIDER)
		return "request.microsofts";
	if (s->state == SUSPENSION_ASKED)
		return "request.not-yet";
	/* What was taken back may have been done before that was read. */
	if (!is_asked(r->t, s) || (r->c->kind == COMMAND_REFUSED &&
	    s->state != SUSPENSION_APPROVED))
		return "request.is-over";
	return turn_is_shared(r->t) && !is_by_hand(r->t, s) ?
	    "request.answers" : NULL;
}

void
do_answered(struct errand *r)
{
	const struct list *all = &r->t->state.suspensions;
	const struct suspension *s = NULL, *at = all->at;
	const char *key;

	for (int i = 0; s == NULL && i < all->n; i++)
		if (at[i].id == r->c->number)
			s = &at[i];
	key = stays(r, s);
	if (key == NULL)
		end(r->t, r->ev, s, r->c->kind == COMMAND_DONE, r->c->text);
	else
		answer(r, key, PAIRS("number", str_fmt(r->t->sc, "%lld",
		    (long long)r->c->number)));
}

int
turn_request_waits(struct errand *r)
{
	const struct suspension *s = r->t->state.suspensions.at;

	for (int i = 0; i < r->t->state.suspensions.n; i++) {
		if (!is_asked(r->t, &s[i]) || s[i].state !=
		    SUSPENSION_APPROVED || !is_by_hand(r->t, &s[i]))
			continue;
		answer(r, "request.waits", PAIRS("number", number_text(r->t,
		    &s[i])));
		return 1;
	}
	return 0;
}

void
turn_request_news(struct turn *t, const struct event *ev,
    const struct exchange_message *m)
{
	struct exchange_request q;
	struct exchange_answer a;
	const char *text = exchange_text(m, "text");

	if (exchange_request(m, &q))
		deed_note(t, ev, say(t, str_fmt(t->sc, "request.asks-%s",
		    exchange_wishes[q.kind]), PAIRS("peer",
		    t->state.exchange->peer, "subscription", q.subscription,
		    "since", q.since == NULL ? "-" : q.since, "step", q.step ==
		    0 ? "-" : str_fmt(t->sc, "%d", q.step))));
	if (exchange_answer(m, &a))
		turn_request_answered(t, ev, &a, text == NULL ? NULL :
		    packet_calm(t->sc, text));
}
