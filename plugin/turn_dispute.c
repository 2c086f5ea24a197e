/*
 * What stops the collections policy by people: a dispute, which any known
 * agent may write down, and a hold, which takes the right billing or lead.
 * Both work in every ticket of a customer who owes.
 */
#include "turn_do.h"

#include "base/str.h"
#include "policy/date.h"

enum { MOST_WHY = 500 };	/* bytes, sql/036_debt.sql */

/* The debt as this turn leaves it; NULL, and the answer: there is none. */
static struct debt *
open_debt(struct errand *r)
{
	const struct debt *d = r->t->state.debt;
	struct debt *own;

	if (d == NULL || d->ends != DAY_UNKNOWN) {
		answer(r, "debt.none", NULL);
		return NULL;
	}
	own = scope_alloc(r->t->sc, sizeof(*own));
	*own = *d;
	r->t->state.debt = own;
	return own;
}

static struct deed *
change(struct errand *r, const struct debt *d, const char *name)
{
	struct deed *deed = deed_add(r->t, DEED_DEBT, r->ev);
	const char *why = r->c->text;
	char today[DATE_TEXT];

	date_text(turn_debt_day(r->t), today);
	deed->value = r->c->ends ? str_dup(r->t->sc, today) : NULL;
	deed->name = name;
	deed->agent = r->by->agent;
	deed->text = why == NULL ? NULL :
	    str_copy(r->t->sc, why, str_utf8_cut(why, MOST_WHY));
	/* In another ticket the deed itself has that one look again. */
	if (d->is_here)
		r->t->state.timer[TIMER_DEBT] = r->t->sc->now + 1;
	return deed;
}

void
do_dispute(struct errand *r)
{
	struct debt *d = open_debt(r);
	int64_t now = r->t->sc->now;

	if (d == NULL)
		return;
	if (r->c->ends && d->disputed.at == 0) {
		answer(r, "debt.not-disputed", NULL);
		return;
	}
	change(r, d, r->c->ends ? "undispute" : "dispute");
	d->disputed = (struct told_by){ r->by->name, r->c->ends ? 0 : now };
	d->dispute_why = r->c->text;
	answer(r, r->c->ends ? "debt.undisputed" : "debt.disputed",
	    PAIRS("why", r->c->text));
}

static void
end_hold(struct errand *r, struct debt *d)
{
	if (d->held.at == 0) {
		answer(r, "debt.not-held", NULL);
		return;
	}
	change(r, d, "unhold");
	d->held.at = d->held_until = 0;
	answer(r, "debt.unheld", NULL);
}

static void
begin_hold(struct errand *r, struct debt *d)
{
	struct turn *t = r->t;
	char day[DATE_TEXT] = "";

	if (r->c->number != 0)
		date_text(r->c->number, day);
	if (*day != '\0' && r->c->number < turn_debt_day(t)) {
		answer(r, "debt.past", PAIRS("day", text_date(t->sc,
		    t->desk->language, day)));
		return;
	}
	change(r, d, "hold")->value = *day == '\0' ? NULL :
	    str_dup(t->sc, day);
	d->held = (struct told_by){ r->by->name, t->sc->now };
	d->held_until = r->c->number;
	d->hold_why = r->c->text;
	answer(r, *day == '\0' ? "debt.held" : "debt.held-until",
	    PAIRS("why", r->c->text, "day", text_date(t->sc,
	    t->desk->language, day)));
}

void
do_hold(struct errand *r)
{
	struct debt *d = open_debt(r);

	if (d == NULL)
		return;
	if (!r->by->may_bill && !r->by->is_lead)
		answer(r, "debt.may-not-hold", NULL);
	else if (r->c->ends)
		end_hold(r, d);
	else
		begin_hold(r, d);
}
