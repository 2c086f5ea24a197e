/* Subscriptions of a debtor, and which of them we have suspended. */
#include "case_debt.h"

#include "base/str.h"
#include "store/suspension.h"
#include "turn.h"

/* The last thing that was done to it; NULL: nothing was. */
static const struct suspension *
last_done(const struct list *all, const char *id)
{
	const struct suspension *s = all->at, *last = NULL;

	for (int i = 0; i < all->n; i++)
		if (s[i].state == SUSPENSION_DONE &&
		    str_same(s[i].subscription, id))
			last = &s[i];
	return last;
}

enum err
case_debt_find(struct turn *t)
{
	int64_t customer = t->state.debt->customer;
	const struct owned *o;
	struct stopped *at;
	struct list asked;
	int n = 0;
	enum err e;

	if ((e = subscription_owned(t->sc, t->arg, customer,
	    &t->debtor.owned)) != E_OK ||
	    (e = suspension_of_customer(t->sc, t->arg, customer, &asked))
	    != E_OK)
		return e;
	o = t->debtor.owned.at;
	at = scope_alloc(t->sc, sizeof(*at) * (size_t)(t->debtor.owned.n + 1));
	for (int i = 0; i < t->debtor.owned.n; i++) {
		const struct suspension *s = last_done(&asked, o[i].id);

		if (s != NULL && s->kind == SUSPENSION_SUSPEND)
			at[n++] = (struct stopped){ &o[i], { o[i].kind,
			    date_of(s->ended_at), o[i].ends } };
	}
	t->debtor.stopped = (struct list){ n, at };
	return E_OK;
}
