/*
 * Both ways of the exchange (hooks/exchange/README.md).
 *
 *	in:  a lane of "@PEER" is a shared case: its deliveries are messages,
 *	     put into the case in one commit; an offer wants a ticket
 *	out: a job of "@PEER" is a message: POST -> kept? -> settle
 *
 * A message has the same bytes and id whenever it is sent, and whoever has it
 * says so again: no job has to ask whether an earlier try went through.
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "exchange_call.h"
#include "store/delivery.h"
#include "store/exchange.h"
#include "store/job.h"
#include "store/lane.h"
#include "store/opening.h"
#include "store/pause.h"
#include "store/peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TX_TRIES = 10, MOST_WAITING = 100, IN_FLIGHT = 4 };

/* A peer that had something to do since we live. */
struct side {
	struct side	*next;
	char		 desk[PEER_NAME + 2];	/* "@PEER" */
	struct far	 far;
};

static struct side *
side_of(struct work *w, const char *desk)
{
	struct side *s = w->sides;

	while (s != NULL && !str_same(s->desk, desk))
		s = s->next;
	if (s != NULL)
		return s;
	s = scope_unowned(sizeof(*s));
	snprintf(s->desk, sizeof(s->desk), "%s", desk);
	s->far = (struct far){ .name = s->desk, .cap = IN_FLIGHT,
	    .limit = (int)w->config->work.breaker_failures,
	    .rest_ms = w->config->work.breaker_secs * SECOND };
	s->next = w->sides;
	w->sides = s;
	return s;
}

void
exchange_free(struct work *w)
{
	while (w->sides != NULL) {
		struct side *s = w->sides;

		w->sides = s->next;
		free(s);
	}
}

/* One shared case, and what came for it. */
struct hearing {
	struct work		*work;
	const struct peer	*peer;
	struct lane		 lane;
	int			 is_dead;
	int64_t			 at;	/* the delivery at which it ended */
	const char		*why;	/* of that one */
};

/* May a ticket be made in that desk at all? */
static int
makes_tickets(const struct config *c, const char *desk)
{
	for (int i = 0; i < c->ndesks; i++)
		if (str_same(c->desks[i].conf.name, desk))
			return c->desks[i].mode == MODE_ENFORCE &&
			    c->desks[i].desk->open_ticket != NULL;
	return 0;
}

/* What a reseller offers becomes a ticket of the desk that its row names. */
static enum err
want_ticket(struct scope *sc, struct db *db, const struct hearing *h,
    struct exchange *x)
{
	const struct peer *p = h->peer;
	struct opening o = { .desk = p->desk, .queue = p->queue,
	    .requestor = p->requestor };
	struct exchange_message m;
	enum err e;

	if (x->ours != SIDE_PROVIDER || x->opening != 0 || p->desk == NULL ||
	    (e = exchange_offer(sc, db, x, &m)) == E_GONE)
		return E_OK;
	if (e != E_OK)
		return e;
	if (!makes_tickets(h->work->config, p->desk))
		return x->is.state.is != CASE_OFFERED ? E_OK :
		    exchange_decline(sc, db, x, "This desk takes no cases by "
		    "the exchange now.");
	o.subject = exchange_text(&m, "title");
	o.text = exchange_text(&m, "text");
	if ((e = opening_add(sc, db, &o)) != E_OK)
		return e;
	x->opening = db_last_id(db);
	return exchange_save(sc, db, x);
}

static enum err
hear(struct scope *sc, struct db *db, void *arg)
{
	struct hearing *h = arg;
	enum exchange_side ours = h->peer->side == SIDE_PROVIDER ?
	    SIDE_RESELLER : SIDE_PROVIDER;
	struct exchange x = { .id = 0 };
	struct db_row row;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < h->lane.ndeliveries; i++) {
		h->at = h->lane.deliveries[i];
		e = db_one(sc, db, STMT_DELIVERY_BODY, DB_ARGS(
		    db_int(h->at)), &row);
		if (e == E_OK && row.col[0] != NULL)
			e = exchange_hear(sc, db, h->peer->name, ours,
			    row.col[0], &x);
	}
	FAULT("exchange.heard");
	if (e == E_OK && x.id != 0)
		e = want_ticket(sc, db, h, &x);
	return e == E_OK ? lane_settle(sc, db, &h->lane) : e;
}

/* One that may not be said is a dead letter; the others come again. */
static enum err
bury_one(struct scope *sc, struct db *db, void *arg)
{
	struct hearing *h = arg;
	const char *at;
	struct exchange_message m;
	struct db_row row;
	enum err e = db_do(sc, db, STMT_DELIVERY_BURY, DB_ARGS(
	    db_text(h->why), db_int(h->at)), NULL);

	if (e == E_OK)
		e = db_one(sc, db, STMT_DELIVERY_BODY, DB_ARGS(
		    db_int(h->at)), &row);
	if (e == E_OK && row.col[0] != NULL && exchange_parse(sc, row.col[0],
	    strlen(row.col[0]), &m, &at) == E_OK)
		e = exchange_dead(sc, db, h->peer->name, h->lane.ticket,
		    m.type, h->why);
	h->lane.ndeliveries = 0;
	return e == E_OK ? lane_settle(sc, db, &h->lane) : e;
}

/* As lanes of desks are given back (work_lane.c). */
static enum err
give_back(struct scope *sc, struct hearing *h, enum err e)
{
	const struct work_settings *ws = &h->work->config->work;
	const char *why = str_dup(sc, sc->why);

	if (e == E_DENIED) {
		h->is_dead = 1;
		h->why = why;
		e = db_tx(sc, h->work->db, TX_TRIES, bury_one, h);
		return e == E_OK ? scope_fail(sc, E_DENIED, "%s", why) : e;
	}
	h->lane.lasting = lasting_with(h->lane.lasting, e);
	h->is_dead = h->lane.tries >= ws->tries ||
	    h->lane.lasting >= LASTING_MOST;
	if (h->is_dead)
		e = lane_bury(sc, h->work->db, &h->lane, why);
	else
		e = lane_retry(sc, h->work->db, &h->lane, sc->now +
		    job_backoff(h->lane.tries, ws->backoff_ms,
		    ws->backoff_max_ms, (unsigned)random()), why);
	return e == E_OK ? scope_fail(sc, E_SHAPE, "%s", why) : e;
}

/* A shared case whose messages wait. It makes no call, so it is not a task. */
static void
hear_case(struct work *w, const struct peer *p, const char *desk,
    const char *name)
{
	struct hearing h = { .work = w, .peer = p };
	int64_t begun = clock_steady();
	struct scope sc;
	enum err e;

	scope_begin(&sc, clock_now());
	e = lane_claim(&sc, w->db, desk, name, sc.now +
	    w->config->work.lease_secs * SECOND, &h.lane);
	if (e != E_OK) {
		work_unclaimed(&sc, "exchange", e);
		scope_end(&sc);
		return;
	}
	FAULT("exchange.claimed");
	e = db_tx(&sc, w->db, TX_TRIES, hear, &h);
	FAULT("exchange.settled");
	if (e != E_OK)
		e = give_back(&sc, &h, e);
	tally_add(&w->tally, TALLY_LANE, desk, e == E_OK ? "settled" :
	    h.is_dead ? "dead" : "again", "", 1);
	log_story(&sc, "exchange", e, LOG_FIELDS(LOG_TEXT("desk", desk),
	    LOG_TEXT("case", name), LOG_INT("deliveries", h.lane.ndeliveries),
	    LOG_INT("ms", clock_steady() - begun)));
	scope_end(&sc);
}

static enum err
hear_all(struct scope *sc, struct work *w, const struct peer *p,
    const char *desk)
{
	const char **names;
	int n;
	enum err e = delivery_waiting(sc, w->db, desk, MOST_WAITING, &names,
	    &n);

	for (int i = 0; e == E_OK && i < n; i++)
		hear_case(w, p, desk, names[i]);
	return e;
}

struct sending {
	struct work	*work;
	struct side	*side;
	struct scope	 sc;
	int64_t		 begun;		/* steady ms */
	struct job	 job;
	struct http_call call;
	/* How this try ends. */
	enum job_end	 end;
	int64_t		 due;
	const char	*why;
};

/* What is dead is told in our ticket, in the same commit. */
static enum err
save(struct scope *sc, struct db *db, void *arg)
{
	const struct sending *s = arg;
	struct exchange_message m;
	const char *at;
	enum err e = job_settle(sc, db, &s->job, s->end, s->due, s->why);

	if (e != E_OK || s->end != JOB_DEAD || exchange_parse(sc,
	    s->job.payload, strlen(s->job.payload), &m, &at) != E_OK)
		return e;
	return exchange_dead(sc, db, s->side->desk + 1, s->job.ticket, m.type,
	    s->why);
}

static void
settle(struct sending *s, enum err e)
{
	static const char *const ends[] = { [JOB_DONE] = "done",
	    [JOB_AGAIN] = "again", [JOB_DEAD] = "dead" };
	const struct work_settings *ws = &s->work->config->work;
	int64_t wait = job_backoff(s->job.tries, ws->backoff_ms,
	    ws->backoff_max_ms, (unsigned)random());
	enum err saved;

	s->why = e == E_OK ? NULL : str_dup(&s->sc, s->sc.why);
	s->end = e == E_OK ? JOB_DONE : JOB_AGAIN;

	s->job.lasting = lasting_with(s->job.lasting, e);
	if (e != E_OK && (s->job.tries >= ws->tries ||
	    s->job.lasting >= LASTING_MOST))
		s->end = JOB_DEAD;
	if (wait < s->call.retry_ms)
		wait = s->call.retry_ms;
	s->sc.now = clock_now();
	s->due = s->sc.now + wait;
	if ((saved = db_ready(&s->sc, s->work->db)) == E_OK)
		saved = db_tx(&s->sc, s->work->db, TX_TRIES, save, s);
	FAULT("exchange.sent");
	tally_add(&s->work->tally, TALLY_JOB, s->side->desk, "message",
	    ends[s->end], 1);
	if (saved != E_OK)
		e = saved;
	else if (s->why != NULL)
		scope_fail(&s->sc, e, "%s", s->why);
	log_story(&s->sc, "message", e, LOG_FIELDS(
	    LOG_INT("job", s->job.id), LOG_TEXT("desk", s->side->desk),
	    LOG_TEXT("case", s->job.ticket), LOG_INT("try", s->job.tries),
	    LOG_INT("ms", clock_steady() - s->begun)));
	s->work->jobs--;
	scope_end(&s->sc);
	free(s);
}

static void
answered(struct http_call *c)
{
	struct sending *s = c->arg;

	FAULT("exchange.answered");
	far_end(&s->side->far, clock_now(), c->e, c->status, c->retry_ms);
	settle(s, exchange_outcome(&s->sc, c));
}

static void
run(struct sending *s, const struct peer *p)
{
	struct exchange_message m;
	const char *at;
	enum err e = exchange_parse(&s->sc, s->job.payload,
	    strlen(s->job.payload), &m, &at);

	if (e == E_OK)
		e = exchange_call(&s->sc, &s->work->config->exchange, p,
		    exchange_id(&s->sc, &m), s->job.payload, &s->call);
	if (e != E_OK) {
		settle(s, e);
		return;
	}
	s->call.done = answered;
	s->call.arg = s;
	FAULT("exchange.send");
	far_begin(&s->side->far);
	http_start(s->work->http, &s->sc, &s->call);
}

static void
send_one(struct work *w, struct side *side, const struct peer *p,
    const struct job *j)
{
	struct sending *s = scope_unowned(sizeof(*s));
	enum err e;

	s->work = w;
	s->side = side;
	s->begun = clock_steady();
	scope_begin(&s->sc, clock_now());
	s->job = *j;
	s->job.desk = side->desk;
	s->job.ticket = str_dup(&s->sc, j->ticket);
	s->job.payload = str_dup(&s->sc, j->payload);
	e = job_claim(&s->sc, w->db, &s->job, s->sc.now +
	    w->config->work.lease_secs * SECOND);
	if (e != E_OK) {
		work_unclaimed(&s->sc, "message", e);
		scope_end(&s->sc);
		free(s);
		return;
	}
	w->jobs++;
	run(s, p);
}

static enum err
send_all(struct scope *sc, struct work *w, struct side *side,
    const struct peer *p)
{
	int room = far_room(&side->far, sc->now);
	struct job *jobs;
	int n;
	enum err e;

	if (room > (int)w->config->work.jobs - w->jobs)
		room = (int)w->config->work.jobs - w->jobs;
	if (room <= 0)
		return E_OK;
	e = job_ready(sc, w->db, side->desk, room, &jobs, &n);
	for (int i = 0; e == E_OK && i < n; i++)
		if (far_room(&side->far, sc->now) > 0)
			send_one(w, side, p, &jobs[i]);
	return e;
}

static int
is_paused(const struct pause *p, int n, const char *desk)
{
	for (int i = 0; i < n; i++)
		if (str_same(p[i].desk, desk))
			return 1;
	return 0;
}

/* What is for a peer that is gone, or whose days are over, waits. */
static enum err
serve_peer(struct scope *sc, struct work *w, const char *desk)
{
	struct side *side = side_of(w, desk);
	struct peer p;
	enum err e = peer_find(sc, w->db, desk + 1, &p);

	if (e == E_GONE || (e == E_OK && !peer_holds(&p, sc->now)))
		return E_OK;
	if (e == E_OK)
		e = hear_all(sc, w, &p, side->desk);
	return e == E_OK ? send_all(sc, w, side, &p) : e;
}

enum err
exchange_begin(struct scope *sc, struct work *w)
{
	struct pause *paused;
	struct db_rows rows;
	int n;
	enum err e = db_all(sc, w->db, STMT_EXCHANGE_DESKS, NULL, 0, &rows);

	if (e != E_OK || rows.n == 0)
		return e;
	e = pause_list(sc, w->db, &paused, &n);
	for (int i = 0; e == E_OK && i < rows.n; i++)
		if (!is_paused(paused, n, rows.row[i].col[0]))
			e = serve_peer(sc, w, rows.row[i].col[0]);
	return e;
}
