/*
 * The loop of `cspdesk work`: begin what is due, drive the calls, tick. Only
 * this file knows about signals and about starting and stopping.
 *
 *	TERM  begin nothing more, finish what is under way, leave
 *	HUP   the same, then start again with the new configuration, if it is
 *	      good; else go on as before
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "kept.h"
#include "store/job.h"
#include "store/migrate.h"
#include "store/pause.h"
#include "store/timer.h"
#include "store/worker.h"
#include "work_service.h"
#include "work_token.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

enum { NEEDS = NEEDS_APP_DB | NEEDS_TOKENS | NEEDS_MICROSOFT |
    NEEDS_EXCHANGE_OUT,
    TICK_MS = 1000, DATABASE_AWAY_MS = 1000 };

static volatile sig_atomic_t stop, again;

static void
on_signal(int sig)
{
	if (sig == SIGHUP)
		again = 1;
	else
		stop = 1;
}

static void
catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int
under_way(const struct work *w)
{
	return w->lanes + w->jobs + w->sweeps + w->certificates +
	    w->audits + w->files;
}

/* Each change is told once. */
static void
leave_alone(struct far *f, int is_paused)
{
	if (f->is_paused != is_paused)
		log_line(LOG_INFO, "work", "desk %s %s", f->name,
		    is_paused ? "is paused" : "goes on");
	f->is_paused = is_paused;
}

static enum err
look_for_pauses(struct scope *sc, struct work *w)
{
	struct pause *p;
	int n;
	enum err e = pause_list(sc, w->db, &p, &n);

	for (int i = 0; e == E_OK && i <= w->config->ndesks; i++) {
		int found = 0;

		for (int k = 0; k < n; k++)
			found |= str_same(p[k].desk, w->far[i].name);
		leave_alone(&w->far[i], found);
	}
	return e;
}

/* What time alone brings about: lost leases, timers, sweeps, old rows. */
static enum err
tick(struct scope *sc, struct work *w)
{
	int64_t n = 0;
	enum err e = job_expire(sc, w->db, &n);

	if (e != E_OK)
		return e;
	if (n > 0)
		log_line(LOG_WARN, "work", "%lld jobs had lost their worker",
		    (long long)n);
	if (clock_steady() >= w->seen_next) {
		w->seen_next = clock_steady() + WORKER_EVERY;
		if ((e = worker_seen(sc, w->db, w->name)) != E_OK)
			return e;
	}
	if ((e = tally_flush(sc, w->db, &w->tally)) != E_OK ||
	    (e = look_for_pauses(sc, w)) != E_OK ||
	    (e = timer_poke(sc, w->db)) != E_OK ||
	    (e = units_begin(sc, w)) != E_OK ||
	    (e = bills_begin(sc, w)) != E_OK ||
	    (e = bills_ask(sc, w)) != E_OK ||
	    (e = debts_begin(sc, w)) != E_OK ||
	    (e = tokens_keep(sc, w)) != E_OK ||
	    (e = certificates_begin(sc, w)) != E_OK ||
	    (e = audits_begin(sc, w)) != E_OK ||
	    (e = sweeps_begin(sc, w)) != E_OK)
		return e;
	return retention_begin(sc, w);
}

static enum err
look_around(struct scope *sc, struct work *w, int64_t *next_tick)
{
	enum err e;

	if ((e = db_ready(sc, w->db)) != E_OK)
		return e;
	if (clock_steady() >= *next_tick) {
		*next_tick = clock_steady() + TICK_MS;
		if ((e = tick(sc, w)) != E_OK)
			return e;
	}
	/* Desk by desk: one that is away does not hold up the others. */
	for (int i = 0; e == E_OK && i < w->config->ndesks; i++) {
		e = jobs_begin(sc, w, &w->config->desks[i]);
		if (e == E_OK)
			e = openings_begin(sc, w, &w->config->desks[i]);
		if (e == E_OK)
			e = lanes_begin(sc, w, &w->config->desks[i]);
		if (e == E_OK)
			e = files_begin(sc, w, &w->config->desks[i]);
	}
	if (e == E_OK)
		e = microsoft_begin(sc, w);
	if (e == E_OK)
		e = suspensions_begin(sc, w);
	if (e == E_OK)
		e = due_begin(sc, w);
	if (e == E_OK)
		e = exchange_begin(sc, w);
	if (e == E_OK)
		e = facts_begin(sc, w);
	return e == E_OK ? health_begin(sc, w) : e;
}

/* One round; a database that is away is told once, when it goes. */
static void
round_once(struct work *w, int64_t *next_tick, int *is_away)
{
	struct scope sc;
	int64_t wait = w->config->work.poll_ms;
	enum err e;

	scope_begin(&sc, clock_now());
	e = look_around(&sc, w, next_tick);
	if (e != E_OK && !*is_away)
		log_line(LOG_ERROR, "work", "%s", sc.why);
	if (e == E_OK && *is_away)
		log_line(LOG_INFO, "work", "the database is back");
	*is_away = e != E_OK;
	scope_end(&sc);
	http_wait(w->http, (int)(e == E_OK ? wait : DATABASE_AWAY_MS));
}

static void
drain(struct work *w)
{
	int64_t until = clock_steady() +
	    w->config->work.drain_secs * SECOND;

	while (under_way(w) > 0 && clock_steady() < until) {
		services_resume(w);
		http_wait(w->http, 100);
	}
	/* What is left keeps its lease; the next worker takes over. */
	if (under_way(w) > 0)
		log_line(LOG_WARN, "work", "%d tasks were left under way",
		    under_way(w));
}

static void
open_fars(struct scope *sc, struct work *w)
{
	const struct config *c = w->config;

	w->far = scope_alloc(sc, sizeof(*w->far) * (size_t)(c->ndesks + 1));
	for (int i = 0; i < c->ndesks; i++)
		w->far[i] = (struct far){ .name = c->desks[i].conf.name,
		    .cap = (int)c->desks[i].in_flight,
		    .limit = (int)c->work.breaker_failures,
		    .rest_ms = c->work.breaker_secs * SECOND };
	w->far[c->ndesks] = (struct far){ .name = OUTSIDE_MICROSOFT,
	    .cap = (int)c->microsoft.in_flight,
	    .limit = (int)c->work.breaker_failures,
	    .rest_ms = c->work.breaker_secs * SECOND };
}

/* The database may be away at start: then only its absence is told. */
static enum err
check_database(struct scope *sc, struct work *w)
{
	enum err e;

	if ((e = db_ready(sc, w->db)) == E_BUSY)
		return E_OK;
	if (e != E_OK)
		return e;
	return migrate_check(sc, w->db, w->config->serve.max_body);
}

static enum err
load(struct scope *sc, const char *path, struct config *c,
    const struct advisor **ret)
{
	enum err e = config_load(sc, path, NEEDS, c);

	return e == E_OK ? advisor_load(sc, c, ret) : e;
}

/* Is the configuration on disk fit to start with? */
static int
is_good(const char *path)
{
	struct scope sc;
	struct config c;
	const struct advisor *a;
	enum err e;

	scope_begin(&sc, clock_now());
	e = load(&sc, path, &c, &a);
	if (e != E_OK)
		log_line(LOG_ERROR, "work", "the configuration stays as it "
		    "was: %s", sc.why);
	scope_end(&sc);
	return e == E_OK;
}

static void
run(struct work *w, const char *path)
{
	int64_t next_tick = 0;
	int is_away = 0;

	for (;;) {
		round_once(w, &next_tick, &is_away);
		if (stop)
			break;
		if (again && is_good(path))
			break;
		again = 0;
	}
	drain(w);
}

/* One life with one configuration. */
static int
live(const char *path)
{
	struct scope sc;
	struct config c;
	struct work w = { .config = &c };
	enum err e;

	scope_begin(&sc, clock_now());
	if ((e = load(&sc, path, &c, &w.advisor)) == E_OK) {
		exchange_log(&c.exchange, "work");
		open_fars(&sc, &w);
		w.db = db_new(&c.db, DB_PROGRAM);
		db_zone(w.db, calendar_zone(w.advisor->calendar));
		w.name = worker_name(&sc);
		w.http = http_new();
		w.tokens = tokens_new(&c);
		w.kept = kept_new();
		e = check_database(&sc, &w);
	}
	if (e == E_OK) {
		log_line(LOG_INFO, "work", "working for %d desks", c.ndesks);
		run(&w, path);
		/* If not, its row grows old. */
		if (db_ready(&sc, w.db) != E_OK ||
		    tally_flush(&sc, w.db, &w.tally) != E_OK ||
		    worker_gone(&sc, w.db, w.name) != E_OK)
			log_line(LOG_WARN, "work", "%s", sc.why);
	} else {
		log_line(LOG_ERROR, "work", "%s", sc.why);
	}
	db_free(&w.db);
	http_free(&w.http);
	tokens_free(&w.tokens);
	kept_free(&w.kept);
	exchange_free(&w);
	scope_end(&sc);
	return e == E_OK ? 0 : 1;
}

int
work_main(const char *config_path)
{
	int rc;

	catch_signals();
	srandom((unsigned)(clock_now() ^ clock_steady()));
	do {
		again = 0;
		rc = live(config_path);
	} while (rc == 0 && again && !stop);
	log_line(LOG_INFO, "work", "stopped");
	return rc;
}
