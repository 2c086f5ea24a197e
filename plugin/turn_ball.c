/*
 * Who has the ball after an event, and since when: the holder of the case and
 * its holdings. Pure.
 */
#include "turn_do.h"

#include "base/str.h"
#include "case_clock.h"

int
turn_is_customers(const struct event *ev)
{
	return ev->kind == EVENT_CREATED ||
	    (ev->kind == EVENT_MESSAGE && ev->by == AUTHOR_CUSTOMER);
}

/* Who speaks last waits for the other; Microsoft and others keep the ball. */
void
turn_pass_ball(struct turn *t, const struct event *ev)
{
	struct case_row *c = &t->state.row;

	if (!str_same(c->holder, "partner") &&
	    !str_same(c->holder, "customer") &&
	    !str_same(c->holder, "reseller"))
		return;
	if (turn_is_customers(ev))
		c->holder = "partner";
	else if (ev->kind == EVENT_MESSAGE && ev->by == AUTHOR_AGENT)
		c->holder = turn_asker(t);
}

/*
 * Since when who has the case: by the desk's clock, also if we were away. What
 * Microsoft says we know since now; and of a closed ticket only its end.
 */
void
turn_pass_case(struct turn *t, const struct event *ev)
{
	const struct case_row *c = &t->state.row;

	if (c->is_closed && !case_is_held(&t->state))
		return;
	case_pass(t->sc, &t->state, c->is_closed && ev->kind == EVENT_CLOSED ?
	    NULL : c->holder, ev->kind == EVENT_OUTSIDE ? t->sc->now : ev->at);
}

/* Whatever changed it has changed it by now. */
void
turn_pass_now(struct turn *t)
{
	case_pass(t->sc, &t->state, t->state.row.is_closed ? NULL :
	    t->state.row.holder, t->sc->now);
}

int
case_is_support(const struct case_state *s)
{
	return s->bill == NULL && (s->debt == NULL || !s->debt->is_here);
}
