/*
 * The story of a job: one change in the desk, seen there before it counts as
 * done.
 *
 *	claim -> [asked before? a reply? read: is it there?] -> write -> read:
 *	is it there? -> settle
 *
 * No desk takes a key with a write, and some answer 200 to a change that they
 * refused, so only the ticket itself is believed. A write whose answer was
 * lost is not repeated before the ticket was read, and that only after the
 * time-out and a grace, when the desk has surely finished with it.
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "order.h"
#include "store/cases.h"
#include "store/debt.h"
#include "store/delivery.h"
#include "store/job.h"
#include "store/lane.h"
#include "store/terms.h"

#include <stdlib.h>
#include <string.h>

enum { TX_TRIES = 5 };

struct task {
	struct work	*work;
	struct scope	 sc;
	int64_t		 begun;		/* steady ms */
	int64_t		 lease_ends;	/* steady ms */
	struct job	 job;
	struct order	 order;
	struct reread	 reread;
	struct desk_call write;
};

static const char *const ends[] = {
	[JOB_DONE] = "done", [JOB_AGAIN] = "again", [JOB_DEAD] = "dead"
};

/* Of our own changes the desk tells nobody, so the lane is told here. */
static enum err
save_status(struct scope *sc, struct db *db, const struct task *t)
{
	struct delivery d = { .desk = t->job.desk, .ticket = t->job.ticket,
	    .source = SOURCE_TIMER, .at = sc->now, .request = sc->id,
	    .key = str_fmt(sc, "job-%lld", (long long)t->job.id) };
	enum err e = case_closed(sc, db, t->job.desk, t->job.ticket,
	    t->reread.thread.is_closed);

	if (e == E_OK && t->reread.thread.is_closed)
		e = delivery_add(sc, db, &d);
	return e == E_SEEN ? E_OK : e;
}

/*
 * The desk shows it: a reply has told the customer, and a status closes the
 * case or does not.
 */
static enum err
save_shown(struct scope *sc, struct db *db, void *arg)
{
	const struct task *t = arg;
	enum err e = job_settle(sc, db, &t->job, JOB_DONE, 0, NULL);

	if (e == E_OK && t->order.kind == ORDER_REPLY &&
	    (e = debt_shown(sc, db, t->job.id)) == E_OK)
		return terms_shown_done(sc, db, t->job.id);
	if (e == E_OK && t->order.status != NULL)
		return save_status(sc, db, t);
	return e;
}

static enum err
save(struct task *t, enum job_end end, int64_t wait_ms, const char *why)
{
	struct db *db = t->work->db;
	enum err e = db_ready(&t->sc, db);

	if (e != E_OK)
		return e;
	if (end == JOB_DONE)
		return db_tx(&t->sc, db, TX_TRIES, save_shown, t);
	return job_settle(&t->sc, db, &t->job, end, t->sc.now + wait_ms, why);
}

static void
settle(struct task *t, enum err e, enum job_end end, int64_t wait_ms)
{
	const char *why = e == E_OK ? NULL : str_dup(&t->sc, t->sc.why);
	enum err saved;

	t->sc.now = clock_now();
	saved = save(t, end, wait_ms, why);
	tally_add(&t->work->tally, TALLY_JOB, t->job.desk,
	    order_word(t->order.kind), ends[end], 1);
	FAULT("job.settled");
	/* If that fails the lease runs out, and the ticket is read first. */
	if (saved != E_OK)
		e = saved;
	else if (why != NULL)
		scope_fail(&t->sc, e, "%s", why);
	log_story(&t->sc, "job", e, LOG_FIELDS(LOG_INT("job", t->job.id),
	    LOG_TEXT("desk", t->job.desk), LOG_TEXT("ticket", t->job.ticket),
	    LOG_INT("try", t->job.tries),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

/* When the desk has surely finished with what we sent. */
static int64_t
quiet_ms(const struct task *t)
{
	return (t->reread.call.desk->timeout_secs +
	    t->work->config->work.grace_secs) * SECOND;
}

/* Fails this try; the job goes on later, or is dead. */
static void
again(struct task *t, enum err e, int64_t least_ms)
{
	const struct work_settings *ws = &t->work->config->work;
	int64_t wait = job_backoff(t->job.tries, ws->backoff_ms,
	    ws->backoff_max_ms, (unsigned)random());

	if (e == E_UNSURE && wait < quiet_ms(t))
		wait = quiet_ms(t);
	t->job.lasting = lasting_with(t->job.lasting, e);
	settle(t, e, t->job.tries >= ws->tries ||
	    t->job.lasting >= LASTING_MOST ? JOB_DEAD : JOB_AGAIN,
	    wait < least_ms ? least_ms : wait);
}

static void
confirmed(struct reread *r)
{
	struct task *t = r->arg;

	FAULT("job.confirmed");
	if (r->e != E_OK)
		again(t, E_UNSURE, 0);
	else if (order_shown(&t->sc, &r->thread, &t->order, t->job.id))
		settle(t, E_OK, JOB_DONE, 0);
	else
		again(t, scope_fail(&t->sc, E_SHAPE, "the desk answered %d "
		    "but the ticket does not show it: %.*s",
		    t->write.call.status,
		    (int)str_utf8_cut(t->write.call.reply, 200),
		    t->write.call.reply), 0);
}

static void
written(struct desk_call *dc)
{
	struct task *t = dc->arg;
	enum err e = desk_call_outcome(dc);

	FAULT("job.written");
	/* A proxy may say so while the desk goes on writing. */
	if (dc->call.e == E_OK && dc->call.status >= 500)
		e = E_UNSURE;
	if (e != E_OK) {
		again(t, e, dc->call.retry_ms);
		return;
	}
	t->reread.done = confirmed;
	reread_start(&t->reread);
}

static void
write_order(struct task *t)
{
	const struct desk_settings *d = t->write.desk;
	struct call c = { 0 };
	enum err e;

	/* Never begin a write that could outlive the lease. */
	if (clock_steady() + quiet_ms(t) > t->lease_ends) {
		again(t, scope_fail(&t->sc, E_BUSY, "too little of the lease "
		    "is left"), 0);
		return;
	}
	if ((e = d->desk->write(&t->sc, &d->conf, &t->order, &c)) != E_OK) {
		again(t, e, 0);
		return;
	}
	FAULT("job.write");
	t->write.done = written;
	t->write.arg = t;
	desk_call_start(&t->write, &c);
}

static void
looked_up(struct reread *r)
{
	struct task *t = r->arg;

	if (r->e != E_OK) {
		again(t, r->e, 0);
	} else if (order_shown(&t->sc, &r->thread, &t->order, t->job.id)) {
		settle(t, E_OK, JOB_DONE, 0);
	} else {
		t->order.to = r->thread.requestor.email;
		t->order.subject = r->thread.subject;
		write_order(t);
	}
}

static void
run(struct task *t)
{
	enum err e = order_parse(&t->sc, t->job.payload, t->job.ticket,
	    t->job.id, &t->order);

	if (e != E_OK) {
		settle(t, e, JOB_DEAD, 0);
	} else if (t->job.tries > 1 || t->order.if_queue != NULL ||
	    t->order.kind == ORDER_REPLY) {
		t->reread.done = looked_up;
		reread_start(&t->reread);
	} else {
		write_order(t);
	}
}

static void
begin(struct work *w, const struct desk_settings *d, const struct job *j)
{
	int64_t lease = w->config->work.lease_secs * SECOND;
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	t->lease_ends = t->begun + lease;
	scope_begin(&t->sc, clock_now());
	t->job = (struct job){ .id = j->id, .tries = j->tries,
	    .lasting = j->lasting,
	    .desk = d->conf.name,
	    .ticket = str_dup(&t->sc, j->ticket),
	    .payload = str_dup(&t->sc, j->payload) };
	e = job_claim(&t->sc, w->db, &t->job, t->sc.now + lease);
	if (e != E_OK) {
		work_unclaimed(&t->sc, "job", e);
		scope_end(&t->sc);
		free(t);
		return;
	}
	w->jobs++;
	t->write = (struct desk_call){ .work = w, .desk = d, .sc = &t->sc };
	t->reread.call = t->write;
	t->reread.ticket = t->job.ticket;
	t->reread.arg = t;
	run(t);
}

enum err
jobs_begin(struct scope *sc, struct work *w, const struct desk_settings *d)
{
	int room = (int)w->config->work.jobs - w->jobs;
	struct job *jobs;
	int n;
	enum err e;

	if (room <= 0 || work_room(w, d, sc->now) == 0)
		return E_OK;
	e = job_ready(sc, w->db, d->conf.name, room, &jobs, &n);
	for (int i = 0; e == E_OK && i < n; i++)
		if (work_room(w, d, sc->now) > 0)
			begin(w, d, &jobs[i]);
	return e;
}
