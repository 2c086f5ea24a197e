/*
 * The story of a lane: take the ticket's lease, read the ticket again, and
 * in one commit remember what is new in it, decide, plan, and call its
 * deliveries done. Whatever fails gives the lane back for later; a worker
 * that dies leaves a lease that runs out.
 */
#include "work.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "order.h"
#include "store/cases.h"
#include "store/customer.h"
#include "store/delivery.h"
#include "store/job.h"
#include "store/lane.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WAITING = 500, TX_TRIES = 10, PERMANENT_TRIES = 5 };

struct lane_task {
	struct lane_task *next;
	struct work	*work;
	struct scope	 sc;
	int64_t		 begun;		/* steady ms */
	struct lane	 lane;
	struct reread	 reread;
	int		 nnew, njobs;	/* for the log */
};

static void
unlink_task(struct lane_task *t)
{
	struct lane_task **at = &t->work->lane_tasks;

	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
	t->work->lanes--;
}

static void
end(struct lane_task *t, enum err e)
{
	log_story(&t->sc, "lane", e, LOG_FIELDS(
	    LOG_TEXT("desk", t->lane.desk), LOG_TEXT("ticket", t->lane.ticket),
	    LOG_INT("deliveries", t->lane.ndeliveries),
	    LOG_INT("new", t->nnew), LOG_INT("jobs", t->njobs),
	    LOG_INT("try", t->lane.tries),
	    LOG_INT("ms", clock_steady() - t->begun)));
	unlink_task(t);
	scope_end(&t->sc);
	free(t);
}

/* A fault of ours or of the ticket does not mend itself by waiting long. */
static int
tries_for(const struct work *w, enum err e)
{
	int most = (int)w->config->work.tries;

	if (e == E_SHAPE || e == E_LIMIT || e == E_GONE)
		return most < PERMANENT_TRIES ? most : PERMANENT_TRIES;
	return most;
}

static void
give_back(struct lane_task *t, enum err e)
{
	const struct work_settings *ws = &t->work->config->work;
	const char *why = str_dup(&t->sc, t->sc.why);
	int64_t due = t->sc.now + job_backoff(t->lane.tries, ws->backoff_ms,
	    ws->backoff_max_ms, (unsigned)random());
	enum err saved;

	if (t->lane.tries >= tries_for(t->work, e))
		saved = lane_bury(&t->sc, t->work->db, &t->lane, why);
	else
		saved = lane_retry(&t->sc, t->work->db, &t->lane, due, why);
	/* If not even that: the lease runs out by itself. */
	if (saved == E_OK)
		scope_fail(&t->sc, e, "%s", why);
	end(t, e);
}

static int
is_seen(const struct db_rows *seen, const char *id)
{
	for (int i = 0; i < seen->n; i++)
		if (str_same(seen->row[i].col[0], id))
			return 1;
	return 0;
}

/* Remembers every event of the thread once; counts those not seen before. */
static enum err
remember(struct scope *sc, struct db *db, struct lane_task *t)
{
	const struct thread *th = &t->reread.thread;
	struct db_rows seen;
	enum err e;

	t->nnew = 0;
	e = seen_list(sc, db, t->lane.desk, t->lane.ticket, &seen);
	for (int i = 0; e == E_OK && i < th->nevents; i++) {
		if (is_seen(&seen, th->events[i].id))
			continue;
		e = seen_add(sc, db, t->lane.desk, t->lane.ticket,
		    th->events[i].id, 0);
		if (e == E_SEEN)
			e = E_OK;
		else
			t->nnew++;
	}
	return e;
}

static enum err
plan_note(struct scope *sc, struct db *db, struct lane_task *t,
    const struct case_row *c, const char *text)
{
	struct order o = { .kind = ORDER_NOTE, .text = text };
	struct job j = { .desk = t->lane.desk, .ticket = t->lane.ticket,
	    .payload = order_json(sc, &o) };

	if (t->reread.call.desk->mode == MODE_OBSERVE)
		return E_OK;
	t->njobs++;
	return job_add(sc, db, c->id, c->version + 1, &j);
}

/* What we advise now; the same advice twice is given once. */
static enum err
decide_and_plan(struct scope *sc, struct db *db, struct lane_task *t,
    struct case_row *c)
{
	const struct thread *th = &t->reread.thread;
	char digest[SHA256_HEX];
	struct advice a;
	struct customer who;
	enum err e;

	e = customer_find(sc, db, th->requestor.email,
	    th->requestor.organisation, &who);
	if (e != E_OK)
		return e;
	advise(sc, t->work->advisor, t->reread.call.desk, th, &who, &a);
	c->customer = who.id;
	c->language = a.language;
	c->class = a.class;
	c->topic = a.topic;
	c->product = a.product;
	c->severity = a.severity;
	c->is_closed = th->is_closed || th->merged_into != NULL;
	crypto_sha256_hex(a.note, strlen(a.note), digest);
	if (c->is_closed || str_same(c->advice, digest))
		return E_OK;
	c->advice = str_dup(sc, digest);
	if ((e = policy_keep(sc, db, a.receipt.policy, a.canonical)) != E_OK ||
	    (e = receipt_add(sc, db, c, &a.receipt)) != E_OK)
		return e;
	return plan_note(sc, db, t, c, a.note);
}

static enum err
settle(struct scope *sc, struct db *db, void *arg)
{
	struct lane_task *t = arg;
	struct case_row c;
	enum err e;

	t->njobs = 0;
	if ((e = case_open(sc, db, t->lane.desk, t->lane.ticket, &c)) != E_OK ||
	    (e = remember(sc, db, t)) != E_OK)
		return e;
	FAULT("lane.remembered");
	if (t->nnew > 0) {
		if ((e = decide_and_plan(sc, db, t, &c)) != E_OK ||
		    (e = case_save(sc, db, &c)) != E_OK)
			return e;
	}
	FAULT("lane.planned");
	return lane_settle(sc, db, &t->lane);
}

static void
reread_done(struct reread *r)
{
	struct lane_task *t = r->arg;
	enum err e = r->e;

	FAULT("lane.reread");
	t->sc.now = clock_now();
	if (e == E_OK && (e = db_ready(&t->sc, t->work->db)) == E_OK)
		e = db_tx(&t->sc, t->work->db, TX_TRIES, settle, t);
	FAULT("lane.settled");
	if (e == E_OK)
		end(t, e);
	else
		give_back(t, e);
}

static void
begin(struct work *w, const struct desk_settings *d, const char *ticket)
{
	int64_t lease = w->config->work.lease_secs * SECOND;
	struct lane_task *t = calloc(1, sizeof(*t));

	if (t == NULL)
		BUG("out of memory");
	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	/* E_GONE: another worker has it, or it is settled: nothing to tell. */
	if (lane_claim(&t->sc, w->db, d->conf.name, ticket, t->sc.now + lease,
	    &t->lane) != E_OK) {
		scope_end(&t->sc);
		free(t);
		return;
	}
	FAULT("lane.claimed");
	w->lanes++;
	t->next = w->lane_tasks;
	w->lane_tasks = t;
	t->reread.call = (struct desk_call){ .work = w, .desk = d,
	    .sc = &t->sc };
	t->reread.ticket = t->lane.ticket;
	t->reread.done = reread_done;
	t->reread.arg = t;
	reread_start(&t->reread);
}

static int
is_ours(const struct work *w, const struct desk_settings *d,
    const char *ticket)
{
	for (const struct lane_task *t = w->lane_tasks; t != NULL; t = t->next)
		if (t->reread.call.desk == d &&
		    str_same(t->lane.ticket, ticket))
			return 1;
	return 0;
}

enum err
lanes_begin(struct scope *sc, struct work *w, const struct desk_settings *d)
{
	const char **tickets;
	int n;
	enum err e;

	if (work_room(w, d, sc->now) == 0)
		return E_OK;
	e = delivery_waiting(sc, w->db, d->conf.name, MOST_WAITING, &tickets,
	    &n);
	for (int i = 0; e == E_OK && i < n; i++)
		if (w->lanes < w->config->work.lanes &&
		    work_room(w, d, sc->now) > 0 && !is_ours(w, d, tickets[i]))
			begin(w, d, tickets[i]);
	return e;
}
