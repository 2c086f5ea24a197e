/*
 * A case that two desks share, as seen from ours (hooks/exchange/README.md).
 * What we say is put into the case first, and goes out as it was put there;
 * what the other side says makes notes, moves the holder, and may close what
 * it may close. It is never a command, a decision or an escalation.
 */
#include "turn_do.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/json.h"
#include "note_text.h"
#include "packet.h"
#include "policy/words.h"
#include "preflight.h"

#include <string.h>

enum { TEXT_MOST = 16000, CHECKS_MOST = 16384 };

static const char *
say(struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

/* As words_holder of our case, and as both sides call him. */
static const struct {
	const char		*ours[SIDE__MAX];
	enum exchange_holder	 both;
} holders[] = {
	{ { "customer", "customer" }, BALL_CUSTOMER },
	{ { "partner", "reseller" }, BALL_RESELLER },
	{ { "provider", "partner" }, BALL_PROVIDER },
	{ { "microsoft", "microsoft" }, BALL_MICROSOFT },
};

static int
holder_there(const struct exchange *x, const char *ours)
{
	for (int i = 0; i < LEN(holders); i++)
		if (str_same(holders[i].ours[x->ours], ours))
			return (int)holders[i].both;
	return BALL_PUBLISHER;
}

static const char *
holder_here(const struct exchange *x, int there)
{
	for (int i = 0; i < LEN(holders); i++)
		if ((int)holders[i].both == there)
			return holders[i].ours[x->ours];
	return NULL;
}

const char *
turn_exchange_holds(const struct turn *t)
{
	const struct exchange *x = t->state.exchange;

	return x == NULL ? NULL : holder_here(x, x->is.holder.is);
}

static int
is_in(const struct exchange *x, enum exchange_state s)
{
	return x != NULL && x->is.state.is == (int)s;
}

/* Do both sides work on it? */
static int
is_live(const struct exchange *x)
{
	return is_in(x, CASE_OFFERED) || is_in(x, CASE_ACCEPTED);
}

int
turn_is_shared(const struct turn *t)
{
	return is_live(t->state.exchange);
}

const char *
turn_asker(const struct turn *t)
{
	const struct exchange *x = t->state.exchange;

	return x != NULL && x->ours == SIDE_PROVIDER ? "reseller" :
	    "customer";
}

void
turn_exchange_tell(struct turn *t, const struct event *ev,
    const struct exchange_message *what, const struct exchange_part *parts)
{
	struct exchange *x = t->state.exchange;
	struct exchange_message m = *what;
	struct deed *d;
	int won;

	m.case_id = x->name;
	m.at = t->sc->now;
	exchange_next(&x->is, x->ours, &m);
	if (exchange_put(t->sc, &x->is, &m, &won) != E_OK)
		BUG("%s", t->sc->why);
	d = deed_add(t, DEED_EXCHANGE, ev);
	d->name = x->peer;
	d->value = x->name;
	d->text = exchange_json(t->sc, &m, parts);
	if (m.holder != WORD_UNKNOWN)
		t->state.row.holder = holder_here(x, m.holder);
}

/* A message with one text of ours. */
static void
tell_text(struct turn *t, const struct event *ev, enum exchange_type type,
    int holder, const char *text)
{
	turn_exchange_tell(t, ev, &(struct exchange_message){ .type = type,
	    .holder = holder }, (struct exchange_part[]){ { "text", text,
	    NULL }, { NULL, NULL, NULL } });
}

static const char *
plain(struct turn *t, const char *text, int is_html)
{
	if (is_html)
		text = note_text(t->sc, text);
	return preflight_clean(t->sc, str_copy(t->sc, text,
	    str_utf8_cut(text, TEXT_MOST)));
}

/* Of the peer's cases no other has this one. */
static const char *
new_name(const struct turn *t)
{
	const struct case_row *c = &t->state.row;
	const char *all = str_fmt(t->sc, "%s %s %d %lld", c->desk,
	    t->thread->ticket, c->version, (long long)t->sc->now);
	char hex[SHA256_HEX];

	crypto_sha256_hex(all, strlen(all), hex);
	return str_fmt(t->sc, "%.8s-%.4s-8%.3s-8%.3s-%.12s", hex, hex + 8,
	    hex + 13, hex + 17, hex + 20);
}

static const char *
checks_json(const struct turn *t)
{
	struct json_out out;

	json_begin(&out, t->sc, CHECKS_MOST);
	json_open(&out, NULL, '{');
	for (int i = 0; i < CHECKS; i++)
		if (t->state.check[i] != WORD_UNKNOWN)
			json_put(&out, words_check[i],
			    t->state.check_text[i] == NULL ? word_at(
			    words_mark, t->state.check[i]) : str_copy(t->sc,
			    t->state.check_text[i], str_utf8_cut(
			    t->state.check_text[i], 500)));
	json_close(&out);
	return json_end(&out);
}

/* Whose tenant it is must be known; who he is need not. */
static const char *
customer_json(const struct turn *t)
{
	struct json_out out;

	json_begin(&out, t->sc, 1024);
	json_open(&out, NULL, '{');
	if (t->state.who.tenant != NULL)
		json_put(&out, "tenant", t->state.who.tenant);
	json_close(&out);
	return json_end(&out);
}

/* An offer has these, also of a ticket without. */
static const char *
or_dash(const char *text)
{
	return text == NULL || *text == '\0' ? "-" : text;
}

void
turn_exchange_open(struct turn *t, const struct peer *peer)
{
	struct exchange *x = scope_alloc(t->sc, sizeof(*x));

	*x = (struct exchange){ .peer = peer->name, .name = new_name(t),
	    .ours = SIDE_RESELLER, .case_id = t->state.row.id,
	    .answer_by = t->sc->now + t->answer_secs * SECOND };
	exchange_case_init(&x->is);
	t->state.exchange = x;
	t->state.timer[TIMER_ANSWER] = x->answer_by;
}

static void
offer(struct errand *r, const struct peer *peer, const struct facts *f)
{
	struct turn *t = r->t;
	const char *const *told = t->state.told;
	struct packet p;
	char by[CLOCK_TEXT];

	turn_exchange_open(t, peer);
	clock_text(t->state.exchange->answer_by, by);
	turn_packet_parts(r, f, &p);
	turn_exchange_tell(t, r->ev, &(struct exchange_message){
	    .type = EXCHANGE_OFFER, .holder = BALL_PROVIDER,
	    .severity = word_at(words_severity, f->issue.severity) },
	    (struct exchange_part[]){
	    { "reference", t->thread->ticket, NULL },
	    { "title", or_dash(p.is[PACKET_TITLE]), NULL },
	    { "text", p.is[PACKET_THREAD] == NULL ?
	    or_dash(p.is[PACKET_DESCRIPTION]) : str_fmt(t->sc, "%s\n\n%s",
	    or_dash(p.is[PACKET_DESCRIPTION]), p.is[PACKET_THREAD]), NULL },
	    { "class", word_at(words_class, f->issue.class), NULL },
	    { "topic", word_at(words_topic, f->issue.topic), NULL },
	    { "product", word_at(words_product, f->issue.product), NULL },
	    { "version", told[TOLD_VERSION], NULL },
	    { "environment", told[TOLD_ENVIRONMENT], NULL },
	    { "subscription", told[TOLD_SUBSCRIPTION] == NULL ? NULL :
	    str_lower(t->sc, told[TOLD_SUBSCRIPTION]), NULL },
	    { "service", told[TOLD_SERVICE], NULL },
	    { "impact", p.is[PACKET_IMPACT], NULL },
	    { "began", p.is[PACKET_BEGAN], NULL },
	    { "steps", p.is[PACKET_STEPS], NULL },
	    { "checks", NULL, checks_json(t) },
	    { "customer", NULL, customer_json(t) },
	    { "language", t->state.row.language, NULL },
	    { "answer_by", str_dup(t->sc, by), NULL },
	    { NULL, NULL, NULL } });
}

void
exchange_give(struct errand *r, struct deed *escalation)
{
	struct turn *t = r->t;
	const struct peer *peer = NULL;
	struct facts f;

	(void)escalation;
	turn_facts(t, r->by->roles, &f);
	if (t->desk->mode == MODE_ENFORCE && t->find_peer != NULL)
		t->failed = t->find_peer(t, f.customer.provider, &peer);
	if (peer == NULL) {
		answer(r, "exchange.no-peer", NULL);
		r->packet = PACKET_NEEDED;
	} else if ((is_in(t->state.exchange, CASE_RESOLVED) ||
	    is_in(t->state.exchange, CASE_ACCEPTED)) &&
	    str_same(t->state.exchange->peer, peer->name)) {
		tell_text(t, r->ev, EXCHANGE_REOPEN, BALL_PROVIDER, NULL);
		answer(r, "exchange.again", NULL);
	} else {
		offer(r, peer, &f);
		answer(r, "exchange.offered", NULL);
		turn_share_files(t, r->ev);
	}
}

void
exchange_take_back(struct errand *r)
{
	if (is_live(r->t->state.exchange))
		tell_text(r->t, r->ev, EXCHANGE_WITHDRAW, BALL_RESELLER, NULL);
	turn_request_over(r->t, r->ev, say(r->t, "hand.back", NULL));
	r->t->state.timer[TIMER_ANSWER] = 0;
}

void
exchange_say(struct errand *r)
{
	if (!is_live(r->t->state.exchange)) {
		answer(r, "exchange.over", NULL);
		return;
	}
	turn_exchange_tell(r->t, r->ev, &(struct exchange_message){
	    .type = EXCHANGE_MESSAGE, .holder = BALL_PROVIDER },
	    (struct exchange_part[]){ { "text", plain(r->t, r->c->text, 0),
	    NULL }, { "by", "agent", NULL }, { "internal", NULL, "true" },
	    { NULL, NULL, NULL } });
	answer(r, "exchange.said", NULL);
}

/* The commands of a provider's agents; none is Microsoft's affair. */
static int
is_resellers(struct errand *r)
{
	const struct exchange *x = r->t->state.exchange;

	if (is_live(x) && x->ours == SIDE_PROVIDER)
		return 1;
	answer(r, "exchange.not-here", NULL);
	return 0;
}

void
do_reseller(struct errand *r)
{
	if (!is_resellers(r))
		return;
	turn_exchange_tell(r->t, r->ev, &(struct exchange_message){
	    .type = EXCHANGE_MESSAGE, .holder = BALL_RESELLER },
	    (struct exchange_part[]){ { "text", plain(r->t, r->c->text, 0),
	    NULL }, { "by", "agent", NULL }, { "internal", NULL, "true" },
	    { NULL, NULL, NULL } });
	answer(r, "exchange.said", NULL);
}

void
turn_exchange_accept(struct turn *t, const struct event *ev)
{
	turn_exchange_tell(t, ev, &(struct exchange_message){
	    .type = EXCHANGE_ACCEPT, .holder = BALL_PROVIDER },
	    (struct exchange_part[]){ { "reference", t->thread->ticket, NULL },
	    { NULL, NULL, NULL } });
}

void
do_accept(struct errand *r)
{
	if (!is_resellers(r))
		return;
	if (is_in(r->t->state.exchange, CASE_OFFERED))
		turn_exchange_accept(r->t, r->ev);
	answer(r, "exchange.accepted-here", NULL);
}

/* Not taken in the first place, or given back. */
void
do_decline(struct errand *r)
{
	if (!is_resellers(r))
		return;
	tell_text(r->t, r->ev, is_in(r->t->state.exchange, CASE_OFFERED) ?
	    EXCHANGE_DECLINE : EXCHANGE_RETURN, BALL_RESELLER,
	    plain(r->t, r->c->text, 0));
	answer(r, "exchange.declined-here", NULL);
	close_ticket(r);
}

/*
 * What is public here is the other side's, too: a provider's agents answer
 * the reseller, and what the customer adds is for the provider, as far as the
 * peer's row lets it cross.
 */
void
turn_exchange_message(struct turn *t, const struct event *ev)
{
	const struct exchange *x = t->state.exchange;
	int is_agent = ev->by == AUTHOR_AGENT && ev->automatic == NULL;

	if (!is_live(x) || ev->text == NULL || ev->kind != EVENT_MESSAGE)
		return;
	if (x->ours == SIDE_PROVIDER ? !is_agent : ev->by != AUTHOR_CUSTOMER ||
	    t->peer == NULL || !t->peer->relay || ev->automatic != NULL)
		return;
	turn_exchange_tell(t, ev, &(struct exchange_message){
	    .type = EXCHANGE_MESSAGE, .holder = is_agent ? BALL_RESELLER :
	    WORD_UNKNOWN },
	    (struct exchange_part[]){ { "text", plain(t, ev->text,
	    ev->is_html), NULL }, { "by", is_agent ? "agent" : "customer",
	    NULL }, { NULL, NULL, NULL } });
}

/* Who has the ball has changed by what happened here. */
void
turn_exchange_holder(struct turn *t, const struct event *ev, const char *was)
{
	const struct exchange *x = t->state.exchange;
	const char *is = t->state.row.holder;
	int there;

	if (!is_live(x) || str_same(is, was) ||
	    str_same(ev->field, EXCHANGE_NEWS))
		return;
	there = holder_there(x, is);
	if (there != x->is.holder.is)
		turn_exchange_tell(t, ev, &(struct exchange_message){
		    .type = EXCHANGE_STATE, .holder = there },
		    (struct exchange_part[]){ { NULL, NULL, NULL } });
}

void
turn_exchange_severity(struct turn *t, const struct event *ev,
    const char *severity)
{
	if (is_live(t->state.exchange) && severity != NULL &&
	    word_find(words_severity, severity) !=
	    t->state.exchange->is.severity.is)
		turn_exchange_tell(t, ev, &(struct exchange_message){
		    .type = EXCHANGE_STATE, .holder = WORD_UNKNOWN,
		    .severity = severity }, (struct exchange_part[]){
		    { NULL, NULL, NULL } });
}

/* Microsoft's number, for the reseller's eyes. */
void
turn_exchange_number(struct turn *t, const struct event *ev,
    const char *number)
{
	const struct exchange *x = t->state.exchange;

	if (is_live(x) && x->ours == SIDE_PROVIDER)
		turn_exchange_tell(t, ev, &(struct exchange_message){
		    .type = EXCHANGE_STATE, .holder = WORD_UNKNOWN },
		    (struct exchange_part[]){ { "number", number, NULL },
		    { NULL, NULL, NULL } });
}

void
turn_exchange_microsoft(struct turn *t, const struct event *ev)
{
	const struct exchange *x = t->state.exchange;

	if (is_live(x) && x->ours == SIDE_PROVIDER && ev->text != NULL)
		turn_exchange_tell(t, ev, &(struct exchange_message){
		    .type = EXCHANGE_MESSAGE, .holder = WORD_UNKNOWN },
		    (struct exchange_part[]){ { "text", plain(t, ev->text,
		    ev->is_html), NULL }, { "by", "microsoft", NULL },
		    { "internal", NULL, "true" }, { NULL, NULL, NULL } });
}

void
turn_exchange_close(struct turn *t, const struct event *ev)
{
	if (is_live(t->state.exchange))
		tell_text(t, ev, EXCHANGE_RESOLVE, BALL_RESELLER, NULL);
	turn_request_over(t, ev, say(t, "done.resolved", NULL));
	t->state.timer[TIMER_ANSWER] = 0;
}

/* A reseller hands it over again, if he wants to; a provider goes on. */
void
turn_exchange_reopened(struct turn *t, const struct event *ev)
{
	const struct exchange *x = t->state.exchange;

	if (!is_in(x, CASE_RESOLVED) || x->ours != SIDE_PROVIDER ||
	    ev->by == AUTHOR_SELF)
		return;
	tell_text(t, ev, EXCHANGE_REOPEN, BALL_PROVIDER, NULL);
	deed_note(t, ev, say(t, "exchange.told-open", NULL));
}

/* TIMER_ANSWER: nobody there has said anything in time, or has heard of it. */
void
turn_exchange_late(struct turn *t, const struct event *ev)
{
	const char *why = say(t, ev->kind == EVENT_TIMER ? "exchange.late" :
	    "exchange.unheard", NULL);

	if (!is_in(t->state.exchange, CASE_OFFERED))
		return;
	tell_text(t, ev, EXCHANGE_WITHDRAW, BALL_RESELLER, NULL);
	deed_note(t, ev, why);
	turn_request_over(t, ev, why);
	t->state.timer[TIMER_ANSWER] = 0;
	turn_end_escalation(t, ev);
}
