/*
 * The story of a lane: take the ticket's lease, read the ticket again, and
 * in one commit remember what is new in it, decide, plan, and call its
 * deliveries done. Whatever fails gives the lane back for later; a worker
 * that dies leaves a lease that runs out.
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "store/delivery.h"
#include "store/job.h"
#include "settle.h"
#include "store/lane.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WAITING = 500, TX_TRIES = 10 };

struct lane_task {
	struct lane_task *next;
	struct work	*work;
	struct scope	 sc;
	int64_t		 begun;		/* steady ms */
	struct lane	 lane;
	struct reread	 reread;
	struct triage	 triage;
	struct settle	 settle;
	int		 is_dead;	/* its tries are used up */
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
	tally_add(&t->work->tally, TALLY_LANE, t->lane.desk,
	    e == E_OK ? "settled" : t->is_dead ? "dead" : "again", "", 1);
	log_story(&t->sc, "lane", e, LOG_FIELDS(
	    LOG_TEXT("desk", t->lane.desk), LOG_TEXT("ticket", t->lane.ticket),
	    LOG_INT("deliveries", t->lane.ndeliveries),
	    LOG_INT("new", t->settle.nnew), LOG_INT("jobs", t->settle.njobs),
	    LOG_INT("try", t->lane.tries),
	    LOG_INT("ms", clock_steady() - t->begun)));
	unlink_task(t);
	scope_end(&t->sc);
	free(t);
}

static void
give_back(struct lane_task *t, enum err e)
{
	const struct work_settings *ws = &t->work->config->work;
	const char *why = str_dup(&t->sc, t->sc.why);
	int64_t due = t->sc.now + job_backoff(t->lane.tries, ws->backoff_ms,
	    ws->backoff_max_ms, (unsigned)random());
	enum err saved;

	t->lane.lasting = lasting_with(t->lane.lasting, e);
	t->is_dead = t->lane.tries >= ws->tries ||
	    t->lane.lasting >= LASTING_MOST;
	if (t->is_dead)
		saved = lane_bury(&t->sc, t->work->db, &t->lane, why);
	else
		saved = lane_retry(&t->sc, t->work->db, &t->lane, due, why);
	/* If not even that: the lease runs out by itself. */
	if (saved == E_OK)
		scope_fail(&t->sc, e, "%s", why);
	end(t, e);
}

static enum err
settle(struct scope *sc, struct db *db, void *arg)
{
	struct lane_task *t = arg;
	enum err e = settle_case(sc, db, &t->settle);

	return e == E_OK ? lane_settle(sc, db, &t->lane) : e;
}

static void
reread_done(struct reread *r)
{
	struct lane_task *t = r->arg;
	enum err e = r->e;

	FAULT("lane.reread");
	t->sc.now = clock_now();
	t->settle = (struct settle){ .advisor = t->work->advisor,
	    .tally = scope_alloc(&t->sc, sizeof(*t->settle.tally)),
	    .desk = r->call.desk, .ticket = t->lane.ticket,
	    .thread = &r->thread, .triage = &t->triage,
	    .is_import = t->lane.is_import };
	t->lane.stamp = r->thread.stamp;
	if (e == E_OK)
		advise_triage(t->work->advisor, &r->thread, &t->triage);
	if (e == E_OK && (e = db_ready(&t->sc, t->work->db)) == E_OK)
		e = db_tx(&t->sc, t->work->db, TX_TRIES, settle, t);
	FAULT("lane.settled");
	if (e == E_OK) {
		tally_move(t->settle.tally, &t->work->tally);
		end(t, e);
	} else {
		give_back(t, e);
	}
}

static void
begin(struct work *w, const struct desk_settings *d, const char *ticket)
{
	int64_t lease = w->config->work.lease_secs * SECOND;
	struct lane_task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	/* E_GONE: another worker has it, or it is settled: nothing to tell. */
	if ((e = lane_claim(&t->sc, w->db, d->conf.name, ticket,
	    t->sc.now + lease, &t->lane)) != E_OK) {
		work_unclaimed(&t->sc, "lane", e);
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
