/*
 * The story of a ticket that we want in a desk (store/opening.h).
 *
 *	claim -> [asked before? search it by its mark] -> claim to ask -> the
 *	desk makes it -> settle, and tell whoever waits, in one commit
 *
 * The claim that precedes the question is committed before it is sent: who
 * comes after a worker that died knows that the desk may have the ticket, and
 * looks only when the time-out and a grace are over.
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "store/debt.h"
#include "store/exchange.h"
#include "store/job.h"
#include "store/lane.h"
#include "store/linked.h"
#include "store/suspension.h"

#include <stdlib.h>

enum { TX_TRIES = 5, SAID_TOO_LATE = 408 };

struct task {
	struct work	*work;
	struct scope	 sc;
	int64_t		 begun;		/* steady ms */
	int64_t		 held_to;	/* steady ms: the claim's end */
	struct opening	 opening;
	struct desk_call call;
	/* How this try ends. */
	enum opening_end end;
	int64_t		 due;
	const char	*why;
};

/* Inside the commit that ends it: done with a ticket, or dead. */
typedef enum err waiter(struct scope *, struct db *, const struct opening *,
	    enum opening_end, const char *why);

/* Whoever asked for tickets, and looks whether this is one of his. */
static waiter *const waiters[] = { linked_opened, debt_opened,
    exchange_opened, suspension_opened, NULL };

static const char *const ends[] = {
	[OPENING_DONE] = "done", [OPENING_AGAIN] = "again",
	[OPENING_DEAD] = "dead"
};

static enum err
save(struct scope *sc, struct db *db, void *arg)
{
	const struct task *t = arg;
	enum err e = opening_settle(sc, db, &t->opening, t->end, t->due,
	    t->why);

	for (int i = 0; e == E_OK && t->end != OPENING_AGAIN &&
	    waiters[i] != NULL; i++)
		e = waiters[i](sc, db, &t->opening, t->end, t->why);
	return e;
}

static void
finish(struct task *t, enum err e)
{
	enum err saved = db_ready(&t->sc, t->work->db);

	if (saved == E_OK)
		saved = db_tx(&t->sc, t->work->db, TX_TRIES, save, t);
	FAULT("opening.settled");
	tally_add(&t->work->tally, TALLY_JOB, t->opening.desk, "open",
	    ends[t->end], 1);
	if (saved == E_OK && e != E_OK)
		scope_fail(&t->sc, e, "%s", t->why);
	log_story(&t->sc, "opening", saved != E_OK ? saved : e, LOG_FIELDS(
	    LOG_INT("opening", t->opening.id),
	    LOG_TEXT("desk", t->opening.desk),
	    LOG_TEXT("ticket", t->opening.ticket),
	    LOG_INT("try", t->opening.tries),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

/* When the desk has surely finished with what we sent. */
static int64_t
quiet_ms(const struct task *t)
{
	return (t->call.desk->timeout_secs +
	    t->work->config->work.grace_secs) * SECOND;
}

static void
made(struct task *t, const char *ticket)
{
	t->sc.now = clock_now();
	t->opening.ticket = ticket;
	t->end = OPENING_DONE;
	finish(t, E_OK);
}

/* Never earlier than the desk has surely finished, if it may be at it. */
static void
again(struct task *t, enum err e)
{
	const struct work_settings *ws = &t->work->config->work;
	int64_t wait = job_backoff(t->opening.tries, ws->backoff_ms,
	    ws->backoff_max_ms, (unsigned)random());
	int64_t asked = t->opening.asked_at;

	t->sc.now = clock_now();
	if (wait < t->call.call.retry_ms)
		wait = t->call.call.retry_ms;
	t->due = t->sc.now + wait;
	if (asked != 0 && t->due < asked + quiet_ms(t))
		t->due = asked + quiet_ms(t);
	t->opening.lasting = lasting_with(t->opening.lasting, e);
	t->end = t->opening.tries >= ws->tries ||
	    t->opening.lasting >= LASTING_MOST ? OPENING_DEAD : OPENING_AGAIN;
	t->why = str_dup(&t->sc, t->sc.why);
	finish(t, e);
}

static enum err
take(struct task *t, int64_t asked_at)
{
	t->sc.now = clock_now();
	t->held_to = clock_steady() + quiet_ms(t);
	return opening_claim(&t->sc, t->work->db, &t->opening,
	    t->sc.now + quiet_ms(t), asked_at == 0 ? t->sc.now : asked_at);
}

static void
drop(struct task *t, enum err e)
{
	work_unclaimed(&t->sc, "opening", e);
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

/* Did the desk surely not make it? */
static int
is_refused(const struct http_call *c)
{
	return c->e == E_BUSY || (c->e == E_OK && c->status >= 400 &&
	    c->status < 500 && c->status != SAID_TOO_LATE);
}

static void
asked(struct desk_call *dc)
{
	struct task *t = dc->arg;
	enum err e = desk_call_outcome(dc);
	struct reply r = { dc->call.status, dc->call.reply, dc->call.len };
	const char *ticket;

	FAULT("opening.asked");
	if (is_refused(&dc->call))
		t->opening.asked_at = 0;
	if (e == E_OK)
		e = t->call.desk->desk->opened(&t->sc, &r, &ticket);
	if (e == E_OK)
		made(t, ticket);
	else
		again(t, e);
}

/* The claim that says so is committed. */
static void
ask(struct task *t)
{
	const struct desk_settings *d = t->call.desk;
	const struct opening *o = &t->opening;
	struct call c = { 0 };
	enum err e = d->desk->open_ticket(&t->sc, &d->conf,
	    &(struct new_ticket){ o->queue, o->subject, o->text,
	    o->requestor }, &c);

	/* A process that was stopped meanwhile must not send it any more. */
	if (e == E_OK && clock_steady() + d->timeout_secs * SECOND >
	    t->held_to)
		e = scope_fail(&t->sc, E_BUSY, "too little of the claim is "
		    "left");
	if (e != E_OK) {
		t->opening.asked_at = 0;
		again(t, e);
		return;
	}
	FAULT("opening.ask");
	t->call.done = asked;
	desk_call_start(&t->call, &c);
}

static void
searched(struct desk_call *dc)
{
	struct task *t = dc->arg;
	struct reply r = { dc->call.status, dc->call.reply, dc->call.len };
	enum err e = desk_call_outcome(dc);
	const char *ticket;

	FAULT("opening.searched");
	/* A search that is refused says nothing: 404 is no E_GONE. */
	if (e != E_OK) {
		again(t, e == E_GONE ? E_SHAPE : e);
		return;
	}
	e = t->call.desk->desk->found(&t->sc, &r, t->opening.mark, &ticket);
	if (e == E_OK) {
		made(t, ticket);
	} else if (e != E_GONE) {
		again(t, e);
	} else if ((e = take(t, 0)) != E_OK) {
		drop(t, e);
	} else {
		ask(t);
	}
}

static void
search(struct task *t)
{
	const struct desk_settings *d = t->call.desk;
	struct call c = { 0 };

	d->desk->search(&t->sc, &d->conf, t->opening.mark, &c);
	t->call.done = searched;
	desk_call_start(&t->call, &c);
}

/* With texts of its own: the list of what is due lives for a round. */
static void
copy(struct scope *sc, const struct opening *o, struct opening *ret)
{
	const char **const texts[] = { &ret->desk, &ret->queue, &ret->subject,
	    &ret->text, &ret->requestor, &ret->mark };

	*ret = *o;
	for (int i = 0; i < LEN(texts); i++)
		*texts[i] = str_dup(sc, *texts[i]);
}

/* Nothing of this desk's is ever opened; people look at it. */
static void
bury(struct task *t)
{
	enum err e = scope_fail(&t->sc, E_SHAPE, "cspdesk cannot open tickets "
	    "in desks of kind %s", t->call.desk->kind);

	t->opening.asked_at = 0;
	t->end = OPENING_DEAD;
	t->why = str_dup(&t->sc, t->sc.why);
	finish(t, e);
}

static void
begin(struct work *w, const struct desk_settings *d, const struct opening *o)
{
	struct task *t = scope_unowned(sizeof(*t));
	int was_asked = o->asked_at != 0;
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	copy(&t->sc, o, &t->opening);
	t->call = (struct desk_call){ .work = w, .desk = d, .sc = &t->sc,
	    .arg = t };
	w->jobs++;
	if ((e = take(t, o->asked_at)) != E_OK)
		drop(t, e);
	else if (d->desk->open_ticket == NULL)
		bury(t);
	else if (was_asked)
		search(t);
	else
		ask(t);
}

enum err
openings_begin(struct scope *sc, struct work *w,
    const struct desk_settings *d)
{
	int room = (int)w->config->work.jobs - w->jobs;
	struct opening *all;
	int n;
	enum err e;

	if (room <= 0 || work_room(w, d, sc->now) == 0)
		return E_OK;
	e = opening_ready(sc, w->db, d->conf.name, room, &all, &n);
	for (int i = 0; e == E_OK && i < n; i++)
		if (work_room(w, d, sc->now) > 0)
			begin(w, d, &all[i]);
	return e;
}
