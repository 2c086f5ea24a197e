/* The database: reachable, fit, writable, and what stands in it. */
#include "doctor.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/policy.h"
#include "store/delivery.h"
#include "store/entitlement.h"
#include "store/migrate.h"
#include "store/terms.h"
#include "store/unit.h"
#include "store/worker.h"

#include <stdlib.h>
#include <string.h>

/* A body that no free page of an index holds, so that room is asked for. */
enum { TRIAL_BYTES = 1 << 20, MOST_SKEW = 10, CONNECT_ROOM = 65536,
    IDLE_LEAST = 60, VERSION_MAJOR = 10, VERSION_MINOR = 6 };

static const char *const trouble_mends[] = {
	[DB_OTHER] = "See the error log of MariaDB",
	[DB_AWAY] = "Start MariaDB, or mend database.socket, host and port",
	[DB_PASSWORD] = "Mend database.user and database.password_file, or "
	    "give that account this password (sql/users.sql)",
	[DB_NO_DATABASE] = "Mend database.name, or run sql/users.sql as root, "
	    "then cspdesk migrate",
	[DB_NO_TABLE] = "Run cspdesk migrate",
	[DB_NO_RIGHT] = "Run cspdesk migrate: it gives database.app_account "
	    "its rights",
	[DB_READ_ONLY] = "Switch read_only off, or take the server that may "
	    "be written to",
	[DB_FULL] = "Make room: its disk, quota or tablespace is full",
	[DB_CROWDED] = "Raise max_connections or max_prepared_stmt_count of "
	    "MariaDB, whichever it names, or run fewer processes",
	[DB_NOT_SYNCED] = "Bring that node back into its cluster, see "
	    "wsrep_cluster_status; or take another node"
};

enum health
doctor_db_fault(struct doctor *d)
{
	return doctor_fault(d, trouble_mends[db_trouble(d->db)], "%s",
	    d->sc->why);
}

static enum health
see_database(struct doctor *d)
{
	if (db_ready(d->sc, d->db) != E_OK)
		return doctor_db_fault(d);
	return doctor_ok(d, "%s answers as %s", d->config.db.name,
	    d->config.db.user);
}

/* "" where this server has no such variable. */
static enum err
variable(struct doctor *d, const char *name, const char **ret)
{
	struct db_rows rows;
	enum err e = db_all(d->sc, d->db, STMT_DOCTOR_SETTINGS, DB_NONE,
	    &rows);

	*ret = "";
	for (int i = 0; e == E_OK && i < rows.n; i++)
		if (str_same(rows.row[i].col[0], name) &&
		    rows.row[i].col[1] != NULL)
			*ret = rows.row[i].col[1];
	return e;
}

static int64_t
number(const char *text)
{
	int64_t n;

	return str_int(text, &n) ? n : 0;
}

static enum health
see_version(struct doctor *d)
{
	const char *v;
	char *end;
	long major, minor;

	if (variable(d, "VERSION", &v) != E_OK)
		return doctor_db_fault(d);
	major = strtol(v, &end, 10);
	minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;
	if (strstr(v, "MariaDB") == NULL || major < VERSION_MAJOR ||
	    (major == VERSION_MAJOR && minor < VERSION_MINOR))
		return doctor_fault(d, "Take MariaDB 10.6 or newer",
		    "the server is %s", v);
	return doctor_ok(d, "%s", v);
}

static enum health
see_schema(struct doctor *d)
{
	struct db_row row;
	int newest;

	if (db_one(d->sc, d->db, STMT_SCHEMA_NEWEST, DB_NONE, &row) != E_OK)
		return doctor_db_fault(d);
	newest = (int)db_num(&row, 0);
	if (newest < migrate_newest())
		return doctor_fault(d, "Run cspdesk migrate", "the database "
		    "has schema %d, this program needs %d", newest,
		    migrate_newest());
	if (newest > migrate_newest())
		return doctor_fault(d, "Install a newer cspdesk on this host",
		    "the database has schema %d, this program knows %d",
		    newest, migrate_newest());
	return doctor_ok(d, "%d, as this program needs", newest);
}

/* Every statement is prepared, which asks the server for its rights. */
static enum health
see_rights(struct doctor *d)
{
	const char *first = NULL;
	int n = 0;

	for (int i = 0; i < STMT__MAX; i++) {
		if (db_fits(d->sc, d->db, i) == E_OK)
			continue;
		if (db_trouble(d->db) != DB_NO_RIGHT)
			return doctor_db_fault(d);
		if (n++ == 0)
			first = str_dup(d->sc, d->sc->why);
	}
	if (n > 0)
		return doctor_fault(d, trouble_mends[DB_NO_RIGHT],
		    "%d statements are refused: %s", n, first);
	return doctor_ok(d, "%s may run all %d statements",
	    d->config.db.user, STMT__MAX);
}

/* A grant names the password's digest behind TO: nothing of it is shown. */
static enum health
see_least_rights(struct doctor *d)
{
	struct db_rows rows;

	if (db_all(d->sc, d->db, STMT_DOCTOR_GRANTS, DB_NONE, &rows) != E_OK)
		return doctor_db_fault(d);
	for (int i = 0; i < rows.n; i++) {
		const char *g = rows.row[i].col[0];
		const char *to = strstr(g, " TO ");

		if (to == NULL || to - g < 2 || strncmp(to - 2, ".*", 2) != 0 ||
		    strncmp(g, "GRANT USAGE ", 12) == 0)
			continue;
		return doctor_warn(d, "REVOKE it: the account needs rights on "
		    "single tables only (sql/grants.sql)",
		    "%s has more rights than it needs: %.*s",
		    d->config.db.user, (int)(to - g), g);
	}
	return doctor_ok(d, "%s has rights on single tables only",
	    d->config.db.user);
}

static enum health
see_packet(struct doctor *d)
{
	int64_t max = d->config.serve.max_body;
	const char *v;

	if (variable(d, "MAX_ALLOWED_PACKET", &v) != E_OK)
		return doctor_db_fault(d);
	if (number(v) < max + CONNECT_ROOM)
		return doctor_fault(d, "Raise max_allowed_packet of MariaDB, "
		    "or lower serve.max_body", "max_allowed_packet is %s, "
		    "serve.max_body needs 65536 more than %lld", v,
		    (long long)max);
	return doctor_ok(d, "max_allowed_packet %s holds serve.max_body", v);
}

/* What "acknowledged means kept" rests on. */
static enum health
see_durability(struct doctor *d)
{
	const char *flush, *log, *sync;

	if (variable(d, "INNODB_FLUSH_LOG_AT_TRX_COMMIT", &flush) != E_OK ||
	    variable(d, "LOG_BIN", &log) != E_OK ||
	    variable(d, "SYNC_BINLOG", &sync) != E_OK)
		return doctor_db_fault(d);
	if (!str_same(flush, "1"))
		return doctor_warn(d, "Set it to 1",
		    "innodb_flush_log_at_trx_commit is %s: what was "
		    "acknowledged may be lost with the power", flush);
	if (str_same(log, "ON") && !str_same(sync, "1"))
		return doctor_warn(d, "Set it to 1", "sync_binlog is %s while "
		    "there is a binary log: after a power cut the server may "
		    "drop what it had acknowledged", sync);
	return doctor_ok(d, "every commit is flushed");
}

static enum health
see_timeouts(struct doctor *d)
{
	static const char *const names[] = { "IDLE_TRANSACTION_TIMEOUT",
	    "IDLE_WRITE_TRANSACTION_TIMEOUT" };
	const char *v;

	for (int i = 0; i < LEN(names); i++) {
		if (variable(d, names[i], &v) != E_OK)
			return doctor_db_fault(d);
		if (number(v) > 0 && number(v) < d->config.db.timeout_secs)
			return doctor_warn(d, "Raise it, or set it to 0",
			    "%s is %s s, less than database.timeout_secs "
			    "(%lld)", str_lower(d->sc, names[i]), v,
			    (long long)d->config.db.timeout_secs);
	}
	return doctor_ok(d, "no transaction of ours is cut short");
}

static enum health
see_cluster(struct doctor *d)
{
	const char *on, *ready, *state;

	if (variable(d, "WSREP_ON", &on) != E_OK ||
	    variable(d, "WSREP_READY", &ready) != E_OK ||
	    variable(d, "WSREP_LOCAL_STATE_COMMENT", &state) != E_OK)
		return doctor_db_fault(d);
	if (!str_same(on, "ON"))
		return doctor_untried(d, "not a Galera node");
	if (!str_same(ready, "ON") || !str_same(state, "Synced"))
		return doctor_fault(d, trouble_mends[DB_NOT_SYNCED],
		    "the node is %s (wsrep_ready %s)", state, ready);
	return doctor_ok(d, "the node is synced");
}

static enum health
see_clock(struct doctor *d)
{
	struct db_row row;
	int64_t ms;

	if (db_one(d->sc, d->db, STMT_DOCTOR_CLOCK, DB_NONE, &row) != E_OK)
		return doctor_db_fault(d);
	ms = db_num(&row, 0) - clock_now();
	if (llabs(ms) > MOST_SKEW * SECOND)
		return doctor_warn(d, "Let both hosts ask a time server "
		    "(chrony, systemd-timesyncd)", "the database's clock is "
		    "%lld s from ours", (long long)(ms / SECOND));
	return doctor_ok(d, "%lld ms from ours", (long long)ms);
}

/* Room is taken and given back; E_GONE: it went as it should. */
static enum err
try_room(struct scope *sc, struct db *db, void *arg)
{
	char *body = scope_alloc(sc, TRIAL_BYTES);
	struct delivery dl = { .desk = "", .ticket = "", .source = SOURCE_HOOK,
	    .at = sc->now, .request = sc->id, .body = body,
	    .len = TRIAL_BYTES };
	enum err e;

	(void)arg;
	memset(body, 'x', TRIAL_BYTES);
	dl.key = str_fmt(sc, "doctor-%s", sc->id);
	e = delivery_add(sc, db, &dl);
	return e == E_OK ? scope_fail(sc, E_GONE, "rolled back") : e;
}

static enum health
see_write(struct doctor *d)
{
	const char *name = str_fmt(d->sc, "doctor/%s", d->sc->id);

	if (db_tx(d->sc, d->db, 1, try_room, NULL) != E_GONE ||
	    db_do(d->sc, d->db, STMT_WORKER_SEEN, DB_ARGS(db_text(name),
	    db_int(0)), NULL) != E_OK ||
	    worker_gone(d->sc, d->db, name) != E_OK)
		return doctor_db_fault(d);
	return doctor_ok(d, "a row was written, and 1 MiB had room");
}

static enum health
see_work(struct doctor *d)
{
	const char *name;
	int64_t at, late;
	enum err e = worker_last(d->sc, d->db, &name, &at);

	if (e == E_GONE)
		return doctor_fault(d, "Start cspdesk work",
		    "no cspdesk work runs");
	if (e != E_OK)
		return doctor_db_fault(d);
	late = clock_now() - at;
	if (late > WORKER_LATE)
		return doctor_fault(d, "Start cspdesk work; if it runs, its "
		    "log says what it waits for", "no cspdesk work runs: %s "
		    "was the last, %lld s ago", name,
		    (long long)(late / SECOND));
	return doctor_ok(d, "%s was there %lld s ago", name,
	    (long long)(late / SECOND));
}

static enum health
see_dead(struct doctor *d)
{
	static const enum stmt depths[] = { STMT_DELIVERY_DEPTH,
	    STMT_JOB_DEPTH };
	struct db_rows rows;
	int64_t n = 0;

	for (int i = 0; i < LEN(depths); i++) {
		if (db_all(d->sc, d->db, depths[i], DB_ARGS(db_int(
		    d->sc->now)), &rows) != E_OK)
			return doctor_db_fault(d);
		for (int k = 0; k < rows.n; k++)
			if (str_same(rows.row[k].col[1], "dead"))
				n += db_num(&rows.row[k], 2);
	}
	if (n > 0)
		return doctor_warn(d, "cspdesk queue list says why, cspdesk "
		    "queue retry tries again", "%lld dead letters",
		    (long long)n);
	return doctor_ok(d, "none");
}

static enum health
see_customers(struct doctor *d)
{
	struct db_row row;

	if (db_one(d->sc, d->db, STMT_DOCTOR_CUSTOMERS, DB_NONE, &row) !=
	    E_OK)
		return doctor_db_fault(d);
	if (db_num(&row, 0) == 0)
		return doctor_warn(d, "cspdesk import customers FILE.csv",
		    "no customer is known: every sender is a stranger");
	return doctor_ok(d, "%s", row.col[0]);
}

/* Who enforces the rules tells the customer first which support he has. */
static enum health
see_terms(struct doctor *d)
{
	struct terms_version v;
	enum err e = terms_current(d->sc, d->db, &v);

	if (e == E_OK)
		return doctor_ok(d, "version %lld is published",
		    (long long)v.number);
	if (e != E_GONE)
		return doctor_db_fault(d);
	for (int i = 0; i < d->config.ndesks; i++)
		if (d->config.desks[i].mode == MODE_ENFORCE)
			return doctor_warn(d, "cspdesk terms publish",
			    "no support terms are published, and desk %s is "
			    "in mode enforce", d->config.desks[i].conf.name);
	return doctor_untried(d, "none are published; only mode enforce "
	    "needs them");
}

/* Few units, an end that is near, or what nobody told us of. */
static enum health
see_units(struct doctor *d)
{
	static const char renew[] = "Renew it, then cspdesk import "
	    "entitlements";
	struct entitlement_warning *w;
	struct db_rows open;
	int64_t wrong;
	int n;

	if (unit_differences(d->sc, d->db, &wrong) != E_OK ||
	    db_all(d->sc, d->db, STMT_UNIT_OPEN, DB_NONE, &open) != E_OK ||
	    entitlement_warnings(d->sc, d->db, policy_few_units(d->policy),
	    &w, &n) != E_OK)
		return doctor_db_fault(d);
	if (wrong > 0)
		return doctor_fault(d, "Somebody wrote into the database by "
		    "hand; compare cspdesk units ledger with a backup",
		    "%lld balances are not what their ledger says",
		    (long long)wrong);
	if (n > 0 && w->is_end)
		return doctor_warn(d, renew, "%s ends in %lld days", w->name,
		    (long long)w->days);
	if (n > 0)
		return doctor_warn(d, renew, "%s has %lld units left", w->name,
		    (long long)w->units_left);
	if (open.n > 0)
		return doctor_warn(d, "cspdesk units open says which; an "
		    "agent writes /csp case or /csp release", "of %d reserved "
		    "units nobody knows whether Microsoft made a case",
		    open.n);
	return doctor_ok(d, "each balance is what its ledger says");
}

const struct check doctor_database[] = {
	{ "database", see_database, { "database password" }, 0 },
	{ "database version", see_version, { "database" }, 0 },
	{ "cluster", see_cluster, { "database" }, 0 },
	{ "schema", see_schema, { "database" }, 0 },
	{ "database rights", see_rights, { "schema" }, 0 },
	{ "least rights", see_least_rights, { "database" }, 0 },
	{ "packet size", see_packet, { "database" }, 0 },
	{ "durability", see_durability, { "database" }, 0 },
	{ "time-outs", see_timeouts, { "database" }, 0 },
	{ "database clock", see_clock, { "database" }, 0 },
	{ "database write", see_write, { "database rights",
	    "packet size" }, 0 },
	{ "work", see_work, { "database rights" }, 0 },
	{ "dead letters", see_dead, { "database rights" }, 0 },
	{ "terms", see_terms, { "database rights" }, 0 },
	{ "collections policy", doctor_see_ladder, { "database rights",
	    "policy and texts" }, 0 },
	{ "customers", see_customers, { "database rights" }, 0 },
	{ "accounts", doctor_see_accounts, { "database rights" }, 0 },
	{ "providers", doctor_see_providers, { "database rights" }, 0 },
	{ "partner center hook", doctor_see_notices, { "database rights" },
	    0 },
	{ "debtors", doctor_see_debts, { "database rights",
	    "policy and texts" }, 0 },
	{ "microsoft invoices", doctor_see_bills, { "database rights" }, 0 },
	{ "units", see_units, { "database rights", "policy and texts" }, 0 },
	{ NULL, NULL, { NULL }, 0 }
};
