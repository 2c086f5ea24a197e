/*
 * The commands that bring a case to Microsoft and back, and the unit that
 * this takes: escalate, case, release, bug, duplicate (store/unit.h).
 */
#include "turn_do.h"

#include "base/clock.h"
#include "base/str.h"
#include "case_facts.h"
#include "explain.h"
#include "policy/decide.h"
#include "policy/words.h"

#include <string.h>

void
turn_decide(struct errand *r, int action, int via, struct facts *f,
    struct decision *ret)
{
	struct turn *t = r->t;
	struct deed *d = deed_add(t, DEED_RECEIPT, r->ev);
	const char *text;

	turn_facts(t, r->by->roles, f);
	f->request.action = action;
	f->request.via = via;
	decide(t->sc, t->policy, f, ret);
	d->receipt = (struct receipt){ policy_hash(t->policy),
	    facts_json(t->sc, f), decision_json(t->sc, ret),
	    turn_sources(t, f), t->sc->now };
	t->state.last = d->receipt;
	/* /csp why tells the facts, too: here they would drown the answer. */
	if (explain(t->sc, t->texts, t->desk->language, &(struct receipt){
	    .decision = d->receipt.decision }, &text) == E_OK)
		buf_fmt(&r->answer, "%s%s", r->answer.len == 0 ? "" : "\n",
		    text);
	text = turn_provider_lacks(t, f, ret);
	if (*text != '\0')
		buf_fmt(&r->answer, "\n%s", text);
}

/* Nobody knows but the agents; so they are asked until they say. */
static void
ask_later(struct turn *t)
{
	t->state.timer[TIMER_UNIT] = str_same(t->state.unit, "reserved") ?
	    t->sc->now + t->partner->unit_ask_secs * SECOND : 0;
}

static int
is_counted(const struct turn *t, const char *entitlement)
{
	const struct entitlement *held = t->held.at;

	for (int i = 0; entitlement != NULL && i < t->held.n; i++)
		if (str_same(held[i].id, entitlement))
			return held[i].units_left != COUNT_UNKNOWN;
	return 0;
}

struct deed *
turn_leave(struct errand *r, const struct decision *d)
{
	struct deed *e = deed_add(r->t, DEED_ESCALATE, r->ev);
	struct case_row *row = &r->t->state.row;

	e->agent = r->by->agent;
	e->value = r->t->state.told[TOLD_SEVERITY];
	if (e->value == NULL)
		e->value = word_at(words_severity, r->t->triage->severity);
	e->vehicle = word_at(words_vehicle, d->vehicle);
	e->route = word_at(words_route, d->route);
	e->channel = word_at(words_channel, d->channel);
	e->entitlement = d->entitlement;
	r->t->state.is_escalated = 1;
	r->t->state.unit = is_counted(r->t, d->entitlement) ? "reserved" :
	    NULL;
	ask_later(r->t);
	row->vehicle = e->vehicle;
	row->number = NULL;
	row->holder = word_holder(d->route);
	r->t->state.channel = e->channel;
	r->t->state.outside = NULL;
	turn_clock_escalated(r->t, d);
	return e;
}

static void
escalate(struct errand *r, const struct decision *d)
{
	struct deed *e = turn_leave(r, d);

	if (turn_opens(r->t, e->channel)) {
		turn_open(r->t, r->ev, e);
		answer(r, "microsoft.opening", NULL);
		return;
	}
	r->packet = PACKET_NEEDED;
	answer(r, "done.escalated", PAIRS("channel",
	    text_or(r->t->sc, r->t->texts, r->t->desk->language,
	    str_fmt(r->t->sc, "channel.%s", e->channel), e->channel)));
}

/* Nothing is escalated by half: what is in the way is said, and all ends. */
static int
is_in_the_way(struct errand *r, const struct facts *f,
    const struct decision *d)
{
	struct turn *t = r->t;
	const char *channel = word_at(words_channel, d->channel);
	const char *lacks = turn_open_lacks(t, channel);
	const char *why = turn_closed(t, channel, f);

	if (why != NULL)
		answer(r, "microsoft.closed", PAIRS("why", text_fill(t->sc,
		    t->texts, t->desk->language, str_fmt(t->sc, "no-call.%s",
		    why), NULL)));
	else if (lacks != NULL)
		answer(r, lacks, NULL);
	return why != NULL || lacks != NULL;
}

/*
 * What Microsoft reports itself needs no unit; unless the agent, who has been
 * told, writes that it is something else. What costs nothing is only told.
 */
static int
may_spend(struct errand *r, const char *entitlement)
{
	const struct case_incident *in = r->c->anyway ? NULL :
	    turn_incident(r->t);
	int may = in == NULL || !is_counted(r->t, entitlement);

	if (in != NULL)
		answer_add(r, turn_incident_say(r->t, may ? "health.live" :
		    "health.first", in));
	return may;
}

void
do_escalate(struct errand *r)
{
	struct turn *t = r->t;
	struct decision d;
	struct facts f;

	if (!r->by->may_escalate) {
		answer(r, "done.may-not-escalate", NULL);
		return;
	}
	if (t->state.is_escalated) {
		answer(r, "done.is-escalated", NULL);
		return;
	}
	if (r->c->severity != WORD_UNKNOWN)
		tell(r, TOLD_SEVERITY, word_at(words_severity,
		    r->c->severity));
	turn_decide(r, ACTION_ESCALATE, r->c->vehicle, &f, &d);
	if (d.outcome == OUTCOME_ALLOW && !is_in_the_way(r, &f, &d) &&
	    may_spend(r, d.entitlement))
		escalate(r, &d);
}

void
turn_number(struct turn *t, const struct event *ev, const char *number,
    int64_t agent)
{
	struct deed *d = deed_add(t, DEED_NUMBER, ev);

	d->value = number;
	d->agent = agent;
	d->outside = agent == 0 ? NULL : turn_follow(t, number);
	t->state.row.number = number;
	turn_exchange_number(t, ev, number);
	if (str_same(t->state.unit, "reserved")) {
		t->state.unit = "consumed";
		ask_later(t);
	}
	/* Whoever closed it meanwhile, Microsoft's answer ends nothing. */
	if (t->thread->is_closed && agent != 0)
		turn_end_escalation(t, ev);
}

/* Microsoft's numbers have digits only; a provider's are its own affair. */
static int
is_microsofts(const char *number)
{
	enum { LEAST = 5, MOST = 20 };
	size_t n = strlen(number);

	return n >= LEAST && n <= MOST && strspn(number, "0123456789") == n;
}

void
do_case(struct errand *r)
{
	int is_spent = str_same(r->t->state.unit, "reserved");

	if (!r->t->state.is_escalated) {
		answer(r, "done.not-escalated", NULL);
		return;
	}
	if (!turn_is_handed(r->t) && !is_microsofts(r->c->text)) {
		answer(r, "command.case-number", PAIRS("word", r->c->text));
		return;
	}
	turn_number(r->t, r->ev, r->c->text, r->by->agent);
	turn_send_files(r->t, r->ev);
	answer(r, "done.number", PAIRS("number", r->c->text));
	if (is_spent)
		answer(r, "done.unit-spent", NULL);
}

static struct deed *
unit_move(struct turn *t, const struct event *ev, const char *move,
    const char *state)
{
	struct deed *d = deed_add(t, DEED_UNIT, ev);

	d->name = move;
	t->state.unit = state;
	ask_later(t);
	return d;
}

static void
unit_back(struct errand *r, const char *move, const char *state)
{
	struct deed *d = unit_move(r->t, r->ev, move, state);

	d->text = r->c->kind == COMMAND_RELEASE ? r->c->text :
	    command_name(r->c->kind);
	d->agent = r->by->agent;
	answer(r, "done.unit-back", NULL);
}

void
turn_release(struct turn *t, const struct event *ev, const char *why)
{
	if (str_same(t->state.unit, "reserved"))
		unit_move(t, ev, "release", "released")->text = why;
	t->state.row.vehicle = NULL;
	turn_end_escalation(t, ev);
}

/* DOMAIN 2.5, E12: a duplicate, or a confirmed bug, costs nothing. */
void
give_back(struct errand *r)
{
	if (!r->t->state.is_escalated)
		return;
	if (!r->by->may_escalate)
		answer(r, "done.may-not-unit", NULL);
	else if (turn_is_opening(r->t))
		answer(r, "microsoft.is-opening", NULL);
	else if (str_same(r->t->state.unit, "reserved"))
		unit_back(r, "release", "released");
	else if (str_same(r->t->state.unit, "consumed"))
		unit_back(r, "refund", "refunded");
}

void
do_bug(struct errand *r)
{
	if (!r->t->state.is_escalated)
		answer(r, "done.not-escalated", NULL);
	else if (r->t->state.row.number == NULL)
		answer(r, "done.no-number", NULL);
	else {
		answer(r, "done.bug", NULL);
		give_back(r);
	}
}

/* No case was made there: the unit is free, and it may be tried again. */
void
do_release(struct errand *r)
{
	struct case_row *row = &r->t->state.row;

	if (!r->t->state.is_escalated) {
		answer(r, "done.not-escalated", NULL);
	} else if (!r->by->may_escalate) {
		answer(r, "done.may-not-unit", NULL);
	} else if (row->number != NULL) {
		answer(r, "done.has-number", PAIRS("number", row->number));
	} else if (turn_is_opening(r->t)) {
		answer(r, "microsoft.is-opening", NULL);
	} else {
		answer(r, "done.released", NULL);
		give_back(r);
		turn_end_escalation(r->t, r->ev);
		row->vehicle = NULL;
	}
}

void
turn_ask_unit(struct turn *t, const struct event *ev)
{
	if (!str_same(t->state.unit, "reserved"))
		return;
	deed_note(t, ev, text_fill(t->sc, t->texts, t->desk->language,
	    "unit.ask", NULL));
	ask_later(t);
}

void
turn_end_escalation(struct turn *t, const struct event *ev)
{
	if (!t->state.is_escalated || str_same(t->state.unit, "reserved"))
		return;
	deed_add(t, DEED_CLOSE, ev);
	turn_linked_end(t, ev);
	/* A provider's number is of no use to anybody else. */
	if (turn_is_handed(t))
		t->state.row.number = NULL;
	t->state.is_escalated = 0;
	t->state.outside = NULL;
	t->state.unit = NULL;
	t->state.row.holder = "partner";
}
