/*
 * One delivery of a new ticket, as work settles it, in two databases by
 * turns: does the one that holds much take longer than the nearly empty one?
 * What is timed: finding what waits, taking the lane, reading the case,
 * deciding, writing everything and committing. No network.
 *
 *	settle CONF-A CONF-B COUNT CUSTOMERS-A CUSTOMERS-B
 *
 * Customer N of a database has the mail domain dN.example. Prints the times
 * of both as JSON.
 */
#include "config.h"

#include "advise.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "settle.h"
#include "store/delivery.h"
#include "store/lane.h"
#include "store/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 100000, WARM_UP = 200, WAITING = 500, TRIES = 10 };

struct side {
	struct config		 config;
	const struct advisor	*advisor;
	struct db		*db;
	int64_t			 customers;
	int64_t			 times[MOST];	/* ns */
};

/* What one transaction needs. */
struct task {
	struct lane	lane;
	struct settle	settle;
};

static void
die(const struct scope *sc)
{
	fprintf(stderr, "settle: %s\n", sc->why);
	exit(1);
}

static int64_t
nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static enum err
settle(struct scope *sc, struct db *db, void *arg)
{
	struct task *t = arg;
	enum err e = settle_case(sc, db, &t->settle);

	return e == E_OK ? lane_settle(sc, db, &t->lane) : e;
}

static void
deliver(struct scope *sc, struct side *s, const char *ticket)
{
	const struct delivery d = { .desk = s->config.desks[0].conf.name,
	    .key = ticket, .ticket = ticket, .source = SOURCE_HOOK,
	    .at = sc->now, .request = sc->id, .body = "{}", .len = 2 };
	const struct delivery *all[] = { &d };

	if (delivery_add_all(sc, s->db, all, LEN(all)) != E_OK)
		die(sc);
}

/* A customer's new ticket, with what the triage makes of it. */
static void
open_ticket(struct scope *sc, struct side *s, const char *ticket,
    struct task *t)
{
	struct thread *th = scope_alloc(sc, sizeof(*th));
	struct event *ev = scope_alloc(sc, sizeof(*ev));
	struct triage *triage = scope_alloc(sc, sizeof(*triage));
	int64_t n = random() % s->customers + 1;

	*ev = (struct event){ .id = "1", .kind = EVENT_CREATED, .at = sc->now,
	    .by = AUTHOR_CUSTOMER, .via = VIA_MAIL, .text = "Teams does not "
	    "work for anybody since this morning, error 0xCAA82EE2." };
	*th = (struct thread){ .ticket = ticket, .subject = "Teams is down",
	    .queue = "Support", .status = "new", .created = sc->now,
	    .events = ev, .nevents = 1 };
	th->requestor.email = ev->author.email = str_fmt(sc,
	    "u@d%lld.example", (long long)n);
	advise_triage(s->advisor, th, triage);
	t->settle = (struct settle){ .advisor = s->advisor,
	    .desk = &s->config.desks[0], .ticket = ticket, .thread = th,
	    .triage = triage, .tally = scope_alloc(sc,
	    sizeof(*t->settle.tally)) };
}

/* In nanoseconds. */
static int64_t
settle_one(struct side *s, const char *ticket)
{
	struct task t = { .lane = { .desk = NULL } };
	const char **tickets, *desk = s->config.desks[0].conf.name;
	int64_t from, took;
	struct scope sc;
	int n;

	scope_begin(&sc, clock_now());
	deliver(&sc, s, ticket);
	open_ticket(&sc, s, ticket, &t);
	from = nanoseconds();
	if (delivery_waiting(&sc, s->db, desk, WAITING, &tickets, &n) != E_OK ||
	    lane_claim(&sc, s->db, desk, ticket, sc.now + 60 * SECOND,
	    &t.lane) != E_OK ||
	    db_tx(&sc, s->db, TRIES, settle, &t) != E_OK)
		die(&sc);
	took = nanoseconds() - from;
	if (t.settle.nnew != 1 || t.settle.njobs < 1) {
		fprintf(stderr, "settle: ticket %s got no note\n", ticket);
		exit(1);
	}
	scope_end(&sc);
	return took;
}

static void
open_side(struct scope *sc, struct side *s, const char *conf,
    const char *customers)
{
	if (config_load(sc, conf, NEEDS_APP_DB, &s->config) != E_OK ||
	    advisor_load(sc, &s->config, &s->advisor) != E_OK)
		die(sc);
	s->customers = strtol(customers, NULL, 10);
	s->db = db_new(&s->config.db, DB_PROGRAM);
	if (db_ready(sc, s->db) != E_OK || sweep_open(sc, s->db,
	    s->config.desks[0].conf.name) != E_OK)
		die(sc);
}

static int
by_time(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
put(struct json_out *o, const char *name, struct side *s, int n)
{
	qsort(s->times, (size_t)n, sizeof(*s->times), by_time);
	json_open(o, name, '{');
	json_put_int(o, "p50_us", s->times[n / 2] / 1000);
	json_put_int(o, "p95_us", s->times[n * 95 / 100] / 1000);
	json_close(o);
}

static void
measure(struct scope *sc, struct side *sides, int n)
{
	struct json_out o;

	for (int i = -WARM_UP; i < n; i++)
		for (int k = 0; k < 2; k++) {
			/* Either is the first one half of the time. */
			struct side *s = &sides[(i + k) & 1];
			int64_t took = settle_one(s, str_fmt(sc, "b%d-%s", i,
			    sc->id));

			if (i >= 0)
				s->times[i] = took;
		}
	json_begin(&o, sc, 4096);
	json_open(&o, NULL, '{');
	json_put_int(&o, "tickets", n);
	put(&o, "a", &sides[0], n);
	put(&o, "b", &sides[1], n);
	json_close(&o);
	printf("%s\n", json_end(&o));
}

int
main(int argc, char **argv)
{
	static struct side sides[2];
	int n = argc == 6 ? (int)strtol(argv[3], NULL, 10) : 0;
	struct scope sc;

	if (n < 1 || n > MOST) {
		fprintf(stderr, "settle: use: settle CONF-A CONF-B COUNT "
		    "CUSTOMERS-A CUSTOMERS-B\n");
		return 2;
	}
	scope_begin(&sc, clock_now());
	open_side(&sc, &sides[0], argv[1], argv[4]);
	open_side(&sc, &sides[1], argv[2], argv[5]);
	measure(&sc, sides, n);
	db_free(&sides[0].db);
	db_free(&sides[1].db);
	scope_end(&sc);
	return 0;
}
