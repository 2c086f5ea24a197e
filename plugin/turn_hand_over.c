/*
 * A case that goes to the partner's provider, and back (DOMAIN 3). It is an
 * escalation like those to Microsoft: by an agent with the right, with a
 * receipt, one at a time. How the provider is reached is its own affair, a row
 * of `ways`; what no row carries over, a person does with the packet.
 */
#include "turn_do.h"

#include "base/str.h"
#include "case_facts.h"
#include "policy/decide.h"
#include "policy/words.h"

#include <strings.h>

static void
give_packet(struct errand *r, struct deed *escalation)
{
	(void)escalation;
	r->packet = PACKET_NEEDED;
}

static void
leave_alone(struct errand *r)
{
	(void)r;
}

static void
by_hand(struct errand *r)
{
	answer(r, "hand.by-hand", NULL);
}

/* In the order of words_way. */
static const struct way {
	void	(*give)(struct errand *, struct deed *escalation);
	void	(*take_back)(struct errand *);
	void	(*say)(struct errand *);
} ways[WAY__MAX] = {
	[WAY_EXCHANGE] = { exchange_give, exchange_take_back,
	    exchange_say },
	[WAY_EMAIL] = { turn_give_mail, leave_alone, turn_say_mail },
	[WAY_PORTAL] = { give_packet, leave_alone, by_hand },
};

/*
 * How the case is with its provider; NULL: it is not. A provider who has
 * opened his part again has it without an escalation of ours.
 */
static const struct way *
way_of(const struct turn *t)
{
	int i = !t->state.is_escalated || t->state.channel == NULL ?
	    WORD_UNKNOWN : word_find(words_way, t->state.channel);

	if (!t->state.is_escalated && turn_is_shared(t) &&
	    t->state.exchange->ours == SIDE_RESELLER)
		i = WAY_EXCHANGE;
	return i == WORD_UNKNOWN ? NULL : &ways[i];
}

int
turn_is_handed(const struct turn *t)
{
	return way_of(t) != NULL;
}

/* An agent may name the provider to be sure of it, not to choose another. */
static int
is_another(struct errand *r, const char *provider)
{
	const char *named = r->c->text;

	if (named == NULL || provider == NULL ||
	    strcasecmp(named, provider) == 0)
		return 0;
	answer(r, "hand.another", PAIRS("named", named, "provider",
	    provider));
	return 1;
}

void
do_hand_over(struct errand *r)
{
	struct turn *t = r->t;
	struct decision d;
	struct facts f;
	struct deed *e;

	if (!r->by->may_escalate) {
		answer(r, "done.may-not-escalate", NULL);
		return;
	}
	if (t->state.is_escalated) {
		answer(r, "done.is-escalated", NULL);
		return;
	}
	turn_facts(t, r->by->roles, &f);
	if (is_another(r, f.customer.provider))
		return;
	turn_decide(r, ACTION_HAND_OVER, WORD_UNKNOWN, &f, &d);
	if (d.outcome != OUTCOME_ROUTE || d.route != ROUTE_PROVIDER)
		return;
	e = turn_leave(r, &d);
	answer(r, "hand.over", PAIRS("provider", f.customer.provider));
	way_of(t)->give(r, e);
}

void
do_take_back(struct errand *r)
{
	const struct way *w = way_of(r->t);

	if (w == NULL) {
		answer(r, "hand.not-there", NULL);
	} else if (!r->by->may_escalate) {
		answer(r, "done.may-not-escalate", NULL);
	} else {
		w->take_back(r);
		turn_end_escalation(r->t, r->ev);
		answer(r, "hand.back", NULL);
	}
}

void
do_provider(struct errand *r)
{
	const struct way *w = way_of(r->t);

	if (w == NULL)
		answer(r, "hand.not-there", NULL);
	else if (!r->by->may_escalate)
		answer(r, "done.may-not-escalate", NULL);
	else
		w->say(r);
}

void
turn_hand_ends(struct turn *t, const struct event *ev, int by_agent)
{
	if (t->thread->is_closed && by_agent)
		turn_end_escalation(t, ev);
}
