/*
 * What has to be read again at Microsoft (store/due.h): a customer's facts are
 * asked for at once (work_facts.c), his subscriptions are read here.
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "microsoft/allowed.h"
#include "microsoft/partner_bought.h"
#include "store/customer_told.h"
#include "store/due.h"
#include "store/subscription.h"
#include "work_service.h"

#include <stdlib.h>

enum { TX_TRIES = 5, LOOK_SECS = 5, ASK_SECS = 300, LAST_TRY = 10 };

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;		/* steady ms */
	struct due		 due;
	int64_t			 customer;
	struct partner_subscription *bought;
	int			 n;
	struct service_run	 run;
};

static enum err
save_hint(struct scope *sc, struct db *db, void *arg)
{
	const struct due *d = arg;
	enum err e = customer_hurry(sc, db, d->tenant);

	return e == E_OK ? due_done(sc, db, d) : e;
}

static enum err
save_bought(struct scope *sc, struct db *db, void *arg)
{
	struct task *t = arg;
	enum err e = subscription_learn(sc, db, t->customer, t->bought, t->n);

	return e == E_OK ? due_done(sc, db, &t->due) : e;
}

/*
 * What fails is read again when the claim ends, but not for ever; a customer
 * who is not there has nothing that could be read.
 */
static void
over(struct service_run *r)
{
	struct task *t = r->arg;
	enum err e = r->e, saved = E_OK;

	t->sc.now = clock_now();
	if (e == E_OK)
		e = partner_bought(&t->sc, r->got, r->task.ngot,
		    &t->bought, &t->n);
	if (e == E_OK || e == E_GONE || t->due.tries >= LAST_TRY)
		if ((saved = db_ready(&t->sc, t->work->db)) == E_OK)
			saved = db_tx(&t->sc, t->work->db, TX_TRIES,
			    save_bought, t);
	log_story(&t->sc, "subscriptions", e != E_OK ? e : saved, LOG_FIELDS(
	    LOG_INT("customer", t->customer), LOG_INT("rows", t->n),
	    LOG_INT("try", t->due.tries), LOG_INT("calls", r->task.ngot),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

static void
read_bought(struct work *w, const struct due *due, int64_t customer)
{
	struct task *t = scope_unowned(sizeof(*t));

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	t->due = *due;
	t->due.tenant = str_dup(&t->sc, due->tenant);
	t->due.subscription = str_dup(&t->sc, due->subscription);
	t->customer = customer;
	w->jobs++;
	t->run = (struct service_run){ .work = w, .sc = &t->sc,
	    .story = partner_bought_story, .is_list = 1,
	    .task.customer = t->due.tenant,
	    .ends = t->begun + ASK_SECS * SECOND -
	    w->config->microsoft.timeout_secs * SECOND,
	    .done = over, .arg = t };
	service_start(&t->run);
}

static enum err
take(struct scope *sc, struct work *w, struct due *d)
{
	int64_t customer = 0;
	enum err e = due_claim(sc, w->db, d, sc->now + ASK_SECS * SECOND);

	if (e == E_GONE)
		return E_OK;
	if (e == E_OK && (d->what == DUE_SUBSCRIPTION ||
	    d->what == DUE_BOUGHT))
		e = customer_by_tenant(sc, w->db, d->tenant, &customer);
	if (e == E_OK && customer != 0)
		read_bought(w, d, customer);
	else if (e == E_OK || e == E_GONE)
		e = db_tx(sc, w->db, TX_TRIES, save_hint, d);
	return e;
}

enum err
due_begin(struct scope *sc, struct work *w)
{
	struct due *due;
	int n, room = service_room(w, sc->now);
	enum err e;

	if (!facts_possible(w->config) || clock_steady() < w->due_next ||
	    room <= 0)
		return E_OK;
	if ((e = due_waiting(sc, w->db, facts_wanted(w->config), room, &due,
	    &n)) != E_OK)
		return e;
	if (n < room)
		w->due_next = clock_steady() + LOOK_SECS * SECOND;
	for (int i = 0; e == E_OK && i < n; i++)
		e = take(sc, w, &due[i]);
	return e;
}
