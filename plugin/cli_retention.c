/*
 * cspdesk retention: what would go, or let it go now. --receipts is the only
 * way to delete proof, and needs the admin's account of the database.
 */
#include "cli.h"

#include "base/clock.h"
#include "store/retention.h"

#include <stdio.h>

enum { TURN_SECS = 30 };

static void
print_due(const struct retention_due *d, const char *verb)
{
	char oldest[CLOCK_TEXT] = "";

	if (d->days == 0) {
		printf("%-26s kept for ever\n", d->what);
		return;
	}
	clock_text(d->oldest, oldest);
	printf("%-26s after %5lld days %9lld %s%s%s\n", d->what,
	    (long long)d->days, (long long)d->rows, verb,
	    d->oldest > 0 ? ", oldest of " : "", d->oldest > 0 ? oldest : "");
}

static enum err
print_all(struct scope *sc, struct db *db, const struct retention_settings *s)
{
	struct retention_due d;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < RETENTION_RULES; i++)
		if ((e = retention_due(sc, db, s, i, &d)) == E_OK)
			print_due(&d, "to go");
	return e;
}

/* One rule to its end; workers leave the turn to us meanwhile. */
static enum err
run_rule(struct db *db, const struct retention_settings *s, int i,
    struct scope *sc)
{
	struct retention_done done = { .more = 1 };
	int64_t all = 0;
	enum err e = E_OK;

	while (e == E_OK && done.more) {
		struct scope step;

		scope_begin(&step, clock_now());
		e = retention_rest(&step, db, step.now + TURN_SECS * SECOND);
		if (e == E_OK)
			e = retention_step(&step, db, s, i, &done);
		if (e != E_OK)
			scope_fail(sc, e, "%s", step.why);
		scope_end(&step);
		all += done.rows;
		if (all > 0 && done.more)
			printf("%-26s %9lld so far\n", done.what,
			    (long long)all);
	}
	if (e == E_OK)
		printf("%-26s %9lld gone\n", done.what, (long long)all);
	fflush(stdout);
	return e;
}

static enum err
run_all(struct scope *sc, struct db *db, const struct retention_settings *s)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < RETENTION_RULES; i++)
		e = run_rule(db, s, i, sc);
	return e == E_OK ? retention_rest(sc, db, 0) : e;
}

static enum err
receipts(struct scope *sc, const struct config *c, int dry_run)
{
	struct db *db = cli_db(sc, &c->admin, DB_SCRIPTS);
	struct retention_due d[RETENTION_PROOF];
	enum err e = db_ready(sc, db);

	if (e == E_OK)
		e = receipts_go(sc, db, &c->retention, dry_run, d);
	for (int i = 0; e == E_OK && i < LEN(d); i++)
		print_due(&d[i], dry_run ? "to go" : "gone");
	return e;
}

static enum err
rules(struct scope *sc, const struct config *c, int now)
{
	struct db *db = cli_db(sc, &c->db, DB_PROGRAM);
	enum err e = db_ready(sc, db);

	if (e != E_OK)
		return e;
	return now ? run_all(sc, db, &c->retention) :
	    print_all(sc, db, &c->retention);
}

int
cmd_retention(struct scope *sc, const struct args *a)
{
	struct config c;
	enum err e;

	if (a->n != 0 || (a->now && (a->dry_run || a->receipts)))
		return cli_usage("retention");
	e = config_load(sc, a->config, a->receipts ? NEEDS_ADMIN_DB :
	    NEEDS_APP_DB, &c);
	if (e == E_OK)
		e = a->receipts ? receipts(sc, &c, a->dry_run) :
		    rules(sc, &c, a->now);
	return e == E_OK ? 0 : cli_complain(sc, e);
}
