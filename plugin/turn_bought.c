/*
 * The facts of a suspension, as its turn has them; and what Microsoft is asked
 * for, so that the next ones are better.
 */
#include "turn_do.h"

#include "bought.h"
#include "case_account.h"
#include "microsoft/allowed.h"
#include "policy/words.h"
#include "store/subscription.h"

/* Can Microsoft be asked about this customer, by us? */
static int
can_send(const struct turn *t, const struct account *at)
{
	return facts_allowed(at->type, API_PARTNER_CENTER) == NULL &&
	    at->name == NULL && t->state.who.tenant != NULL &&
	    t->microsoft->tenant != NULL && *t->microsoft->tenant != '\0';
}

static void
add_debt(const struct turn *t, struct suspension_facts *f)
{
	const struct debt *d = t->state.debt;

	f->ladder = policy_ladder(t->sc, t->policy);
	if (d == NULL || d->ends != DAY_UNKNOWN || d->customer !=
	    t->state.who.id)	/* by /csp set customer */
		return;
	f->debt.id = d->id;
	f->debt.step = d->step;
	f->debt.shown_day = d->shown_day;
	f->debt.resumed = d->resumed;
	f->debt.disputed = d->disputed.at != 0;
	f->debt.held = d->held.at != 0;
	f->debt.vip = d->is_vip;
}

/* NULL: what was asked about is not his any more. */
static void
add_owned(const struct owned *o, struct suspension_facts *f)
{
	f->kind = f->state = f->auto_renew = f->is_scheduled = f->is_queued =
	    f->is_trial = f->is_microsofts = WORD_UNKNOWN;
	f->term_ends = DAY_UNKNOWN;
	f->azure_active = -1;
	if (o == NULL)
		return;
	f->kind = o->kind;
	f->state = word_find(bought_states, o->state);
	f->term_ends = o->ends;
	f->auto_renew = word_find(words_flag, o->auto_renew);
	f->azure_active = o->azure_active;
	f->is_trial = word_find(words_flag, o->trial);
	if (o->scheduled != NULL)
		f->is_scheduled = *o->scheduled != '\0' ? FLAG_YES : FLAG_NO;
	f->scheduled = o->scheduled;
	f->reasons = o->reasons;
	f->read_at = o->read_at;
	f->told_at = o->told_at;
}

struct suspension_facts
bought_facts(const struct turn *t, enum suspension_act act,
    const struct owned *o)
{
	struct account at = case_account(t->partner, &t->state.who.account);
	struct case_provider p;
	struct suspension_facts f = { .act = act, .now = t->sc->now,
	    .today = turn_debt_day(t), .partner = at.type,
	    .cloud = at.cloud, .can_send = can_send(t, &at) };

	if (at.type == PARTNER_RESELLER)
		f.can_send = o != NULL && turn_can_request(t, o->id);
	f.is_asked = o != NULL && turn_requested(t, o->id, WISH_SUSPEND) !=
	    NULL;
	turn_provider(t, o == NULL ? WORD_UNKNOWN : o->product, &p);
	f.has_provider = p.name != NULL;
	add_debt(t, &f);
	add_owned(o, &f);
	return f;
}

int
turn_ask_bought(struct turn *t, const struct event *ev)
{
	struct account at = case_account(t->partner, &t->state.who.account);

	if (!can_send(t, &at))
		return 0;
	deed_add(t, DEED_READ, ev)->value = t->state.who.tenant;
	return 1;
}
