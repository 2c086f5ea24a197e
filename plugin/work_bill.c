/*
 * Microsoft's bills: tickets are opened and woken by their days, and Partner
 * Center is asked for them.
 *
 *	day of a step --> no ticket yet: opening, in the finance queue
 *	              '-> its ticket's lane runs: turn_bill.c tells it
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "bill_text.h"
#include "microsoft/allowed.h"
#include "work_service.h"

#include <stdlib.h>

/*
 * OLD_DAYS: who begins with us is not told of what was due so long before, as
 * something that was paid without Partner Center's knowing.
 */
enum { LOOK_SECS = 10, ASK_SECS = 300, AGAIN_SECS = 900, OLD_DAYS = 90 };
#define HOUR		((int64_t)3600 * SECOND)

static enum err
open_ticket(struct scope *sc, struct work *w, const struct desk_settings *d,
    const struct bill *b)
{
	const struct bill_words words = { sc, w->advisor->texts,
	    d->language };
	enum err e = bill_open(sc, w->db, b, &(struct opening){
	    .desk = d->conf.name, .queue = w->config->finance.queue,
	    .subject = bill_say(&words, "bill.subject", b),
	    .text = bill_say(&words, "bill.first", b) });

	/* Another worker was quicker. */
	return e == E_GONE || e == E_SEEN ? E_OK : e;
}

/* Is there something that its ticket has not heard? */
static int
is_news(const struct bill *b)
{
	return b->is_paid ? b->opening != 0 && !b->is_ended :
	    b->has_step && !b->is_told;
}

static enum err
look_at(struct scope *sc, struct work *w, const struct bill *b)
{
	const struct desk_settings *d = config_desk(w->config,
	    w->config->finance.desk);

	if (!is_news(b) || (!b->is_paid &&
	    !calendar_is_open(w->advisor->office, sc->now)))
		return E_OK;
	if (b->ticket != NULL)
		return bill_poke(sc, w->db, b);
	if (b->is_paid || (b->opening != 0 && !b->is_lost) ||
	    b->left < -OLD_DAYS || d == NULL || d->mode != MODE_ENFORCE)
		return E_OK;
	return open_ticket(sc, w, d, b);
}

enum err
bills_begin(struct scope *sc, struct work *w)
{
	struct bill *all;
	int n;
	enum err e;

	if (clock_steady() < w->bills_next)
		return E_OK;
	w->bills_next = clock_steady() + LOOK_SECS * SECOND;
	e = bill_list(sc, w->db, &w->config->finance.rule, calendar_rest(
	    w->advisor->office, db_day(w->db, sc->now)), &all, &n);
	for (int i = 0; e == E_OK && i < n; i++)
		e = look_at(sc, w, &all[i]);
	return e;
}

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;		/* steady ms */
	struct service_run	 run;
	int			 found, odd;
};

static enum err
keep(struct task *t)
{
	struct list all;
	enum err e = partner_invoices(&t->sc, t->run.got, t->run.task.ngot,
	    &all, &t->odd);

	if (e != E_OK)
		return e;
	FAULT("bill.read");
	t->found = all.n;
	if ((e = db_ready(&t->sc, t->work->db)) != E_OK)
		return e;
	t->work->bills_next = 0;
	return bill_learn(&t->sc, t->work->db, &all);
}

/* What was denied will be so in a while, too: a person must do something. */
static void
failed(struct task *t, enum err e)
{
	int64_t secs = e == E_DENIED ? t->work->config->finance.poll_hours *
	    (HOUR / SECOND) : AGAIN_SECS;
	const char *why = str_dup(&t->sc, t->sc.why);

	/* If not even that: the claim's end comes all the same. */
	if (db_ready(&t->sc, t->work->db) != E_OK ||
	    bill_poll_failed(&t->sc, t->work->db, t->sc.now + secs * SECOND,
	    why) == E_OK)
		scope_fail(&t->sc, e, "%s", why);
}

static void
over(struct service_run *r)
{
	struct task *t = r->arg;
	enum err e = r->e;

	t->sc.now = clock_now();
	if (e == E_OK)
		e = keep(t);
	if (e != E_OK)
		failed(t, e);
	log_story(&t->sc, "bills", e, LOG_FIELDS(LOG_INT("found", t->found),
	    LOG_INT("not_understood", t->odd),
	    LOG_INT("calls", r->task.ngot),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

static void
ask(struct work *w)
{
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	if ((e = bill_poll_claim(&t->sc, w->db, t->sc.now +
	    w->config->finance.poll_hours * HOUR)) != E_OK) {
		work_unclaimed(&t->sc, "bills", e);
		scope_end(&t->sc);
		free(t);
		return;
	}
	w->jobs++;
	t->run = (struct service_run){ .work = w, .sc = &t->sc,
	    .story = partner_invoice_story, .is_list = 1,
	    .ends = t->begun + ASK_SECS * SECOND, .done = over, .arg = t };
	service_start(&t->run);
}

int
bills_wanted(const struct config *c)
{
	return c->finance.poll_hours != 0 && *c->microsoft.tenant != '\0' &&
	    facts_allowed(c->partner.type, API_PARTNER_CENTER) == NULL;
}

enum err
bills_ask(struct scope *sc, struct work *w)
{
	struct bill_poll poll;
	enum err e;

	if (!bills_wanted(w->config) || service_room(w, sc->now) <= 0)
		return E_OK;
	if ((e = bill_poll(sc, w->db, &poll)) == E_OK && poll.due_at <=
	    sc->now)
		ask(w);
	return e;
}
