/*
 * The ticket of what Microsoft bills the partner (store/bill.h): those who pay
 * are told, in notes, how many days are left, and that it is paid. Time brings
 * it about, and what Partner Center or a file says; nothing that anybody
 * writes into the ticket.
 */
#include "turn_do.h"

#include "bill_text.h"

static int
is_over(const struct bill *b)
{
	return b->is_paid && !b->is_ended;
}

static int
is_near(const struct bill *b)
{
	return !b->is_paid && b->has_step && !b->is_told;
}

int
turn_bill_due(const struct turn *t)
{
	const struct bill *b = t->state.bill;

	return b != NULL && (is_over(b) || is_near(b));
}

void
turn_bill(struct turn *t)
{
	const struct event ev = { .kind = EVENT_OUTSIDE, .id = "bill",
	    .by = AUTHOR_SYSTEM };
	const struct bill *b = t->state.bill;
	struct deed *d;

	if (!turn_bill_due(t))
		return;
	d = deed_add(t, DEED_BILL, &ev);
	d->name = is_over(b) ? "paid" : "step";
	d->bill = b;
	deed_note(t, &ev, bill_say(&(struct bill_words){ t->sc, t->texts,
	    t->desk->language }, is_over(b) ? "bill.paid" : "bill.again", b));
	if (is_over(b) && !t->thread->is_closed)
		deed_order(t, &ev, &(struct order){ .kind = ORDER_SET,
		    .status = t->desk->closed_status });
}
