/*
 * Owns the MariaDB connection. Callers name statements and get outcomes;
 * server error numbers end here and in db_error.c.
 */
#include "store/db.h"

#include "store/db_bind.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/str.h"
#include "base/zone.h"
#include "store/db_error.h"

#include <mysql.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct statement {
	const char	*name;
	int		 in, out, may;
	const char	*sql;
};

static const struct statement statements[STMT__MAX] = {
#define X(name, text, in, out, may, sql) \
	[STMT_##name] = { text, in, out, may, sql },
#include "statements.inc"
#undef X
};

enum { REST_MS = 500, MOST_PARAMS = 24, MOST_COLUMNS = 40, MAY_SEEN = 1,
    MAY_ADMIN = 2 };

struct db {
	const struct db_conf	*conf;
	const char		*zone;
	enum db_use		 use;
	MYSQL			*my;		/* NULL: not connected */
	MYSQL_STMT		*stmt[STMT__MAX];
	int			 in_tx;
	int64_t			 rest_until;	/* steady ms: do not connect */
	enum db_trouble		 trouble;	/* of the last failure */
};

struct db_val
db_int(int64_t v)
{
	return (struct db_val){ DB_INT, v, NULL, 0 };
}

struct db_val
db_bytes(const char *s, size_t len)
{
	if (s == NULL)
		return (struct db_val){ DB_NULL, 0, NULL, 0 };
	return (struct db_val){ DB_TEXT, 0, s, len };
}

struct db_val
db_text(const char *s)
{
	return db_bytes(s, s == NULL ? 0 : strlen(s));
}

struct db *
db_new(const struct db_conf *conf, enum db_use use)
{
	struct db *db = scope_unowned(sizeof(*db));

	*db = (struct db){ .conf = conf, .zone = "UTC", .use = use };
	return db;
}

void
db_zone(struct db *db, const char *zone)
{
	db->zone = zone;
}

int64_t
db_day(const struct db *db, int64_t ms)
{
	return zone_civil(db->zone, ms).day;
}

static void
disconnect(struct db *db)
{
	for (int i = 0; i < STMT__MAX; i++) {
		if (db->stmt[i] != NULL)
			mysql_stmt_close(db->stmt[i]);
		db->stmt[i] = NULL;
	}
	if (db->my != NULL)
		mysql_close(db->my);
	db->my = NULL;
	db->in_tx = 0;
}

void
db_free(struct db **db)
{
	if (*db == NULL)
		return;
	disconnect(*db);
	free(*db);
	*db = NULL;
}

/* Turns what the server said into an outcome; drops a dead connection. */
static enum err
fail(struct scope *sc, struct db *db, const char *what, unsigned int number,
    const char *text)
{
	enum err e = scope_fail(sc, db_error(number), "database: %s: %u %s",
	    what, number, text);

	db->trouble = db_error_trouble(number);
	if (db_error_is_lost(number))
		disconnect(db);
	return e;
}

static enum err
prepare_counted(struct scope *sc, struct db *db, const struct statement *s,
    MYSQL_STMT *st)
{
	if (mysql_stmt_prepare(st, s->sql, strlen(s->sql)) != 0)
		return fail(sc, db, s->name, mysql_stmt_errno(st),
		    str_dup(sc, mysql_stmt_error(st)));
	if ((int)mysql_stmt_param_count(st) != s->in ||
	    (int)mysql_stmt_field_count(st) != s->out ||
	    s->in > MOST_PARAMS || s->out > MOST_COLUMNS)
		return scope_fail(sc, E_BROKEN, "database: statement %s has "
		    "%d parameters and %d columns, sql/statements.sql says "
		    "%d and %d", s->name, (int)mysql_stmt_param_count(st),
		    (int)mysql_stmt_field_count(st), s->in, s->out);
	return E_OK;
}

static enum err
prepare(struct scope *sc, struct db *db, enum stmt i)
{
	MYSQL_STMT *st = mysql_stmt_init(db->my);
	my_bool yes = 1;
	enum err e;

	if (st == NULL)
		BUG("out of memory");
	mysql_stmt_attr_set(st, STMT_ATTR_UPDATE_MAX_LENGTH, &yes);
	if ((e = prepare_counted(sc, db, &statements[i], st)) == E_OK)
		db->stmt[i] = st;
	else
		mysql_stmt_close(st);
	return e;
}

enum err
db_fits(struct scope *sc, struct db *db, enum stmt i)
{
	if (db->my == NULL)
		return scope_fail(sc, E_BUSY, "database: not connected");
	if (db->stmt[i] != NULL || (statements[i].may & MAY_ADMIN))
		return E_OK;
	return prepare(sc, db, i);
}

enum db_trouble
db_trouble(const struct db *db)
{
	return db->trouble;
}

static enum err
connect_server(struct scope *sc, struct db *db)
{
	const struct db_conf *c = db->conf;
	unsigned int secs = (unsigned int)c->timeout_secs;
	const char *sock = *c->socket == '\0' ? NULL : c->socket;
	MYSQL *my = mysql_init(NULL);

	if (my == NULL)
		BUG("out of memory");
	mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &secs);
	mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &secs);
	mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &secs);
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_INIT_COMMAND, "SET SESSION "
	    "TRANSACTION ISOLATION LEVEL READ COMMITTED");
	mysql_options(my, MYSQL_INIT_COMMAND, "SET SESSION "
	    "group_concat_max_len = 1048576");
	if (mysql_real_connect(my, sock == NULL ? c->host : NULL, c->user,
	    c->password, c->name, sock == NULL ? (unsigned)c->port : 0, sock,
	    CLIENT_FOUND_ROWS | (db->use == DB_SCRIPTS ?
	    CLIENT_MULTI_STATEMENTS : 0)) == NULL) {
		unsigned int number = mysql_errno(my);
		const char *text = str_dup(sc, mysql_error(my));

		mysql_close(my);
		return fail(sc, db, "connect", number, text);
	}
	db->my = my;
	return E_OK;
}

enum err
db_ready(struct scope *sc, struct db *db)
{
	enum err e;

	if (db->in_tx)
		BUG("db_ready() inside a transaction");
	if (db->my != NULL)
		return E_OK;
	if (clock_steady() < db->rest_until)
		return scope_fail(sc, E_BUSY, "database: away a moment ago");
	if ((e = connect_server(sc, db)) != E_OK) {
		db->rest_until = clock_steady() + REST_MS;
		return e;
	}
	for (int i = 0; db->use == DB_PROGRAM && i < STMT__MAX; i++) {
		/* The program's account would be refused them. */
		if ((statements[i].may & MAY_ADMIN) ||
		    (e = prepare(sc, db, i)) == E_OK)
			continue;
		disconnect(db);
		return e == E_SEEN ? E_BROKEN : e;
	}
	return E_OK;
}

static enum err
execute(struct scope *sc, struct db *db, enum stmt s,
    const struct db_val *args, int n)
{
	MYSQL_BIND bind[MOST_PARAMS];
	MYSQL_STMT *st = db->stmt[s];
	enum err e;

	if (db->my == NULL)
		return scope_fail(sc, E_BUSY, "database: not connected");
	if (n != statements[s].in)
		BUG("%s takes %d values, got %d", statements[s].name,
		    statements[s].in, n);
	if (st == NULL && (e = prepare(sc, db, s)) != E_OK)
		return e;
	st = db->stmt[s];
	db_bind(bind, args, n);
	if ((n == 0 || mysql_stmt_bind_param(st, bind) == 0) &&
	    mysql_stmt_execute(st) == 0)
		return E_OK;
	e = fail(sc, db, statements[s].name, mysql_stmt_errno(st),
	    str_dup(sc, mysql_stmt_error(st)));
	return e == E_SEEN && !(statements[s].may & MAY_SEEN) ? E_BROKEN : e;
}

enum err
db_do(struct scope *sc, struct db *db, enum stmt s, const struct db_val *args,
    int n, int64_t *ret_changed)
{
	enum err e = execute(sc, db, s, args, n);

	if (e == E_OK && ret_changed != NULL)
		*ret_changed = (int64_t)mysql_stmt_affected_rows(db->stmt[s]);
	return e;
}

/* The server takes all rows as one statement: one round trip, all or none. */
static enum err
execute_many(struct scope *sc, struct db *db, enum stmt s,
    const struct db_val *args, int n, int nrows)
{
	MYSQL_BIND bind[MOST_PARAMS];
	MYSQL_STMT *st = db->stmt[s];
	unsigned int rows = (unsigned)nrows, single = 0;
	enum err e = E_OK;

	if (n != statements[s].in || st == NULL)
		BUG("%s: not prepared, or not %d values", statements[s].name,
		    n);
	db_bind_columns(sc, bind, args, n, nrows);
	mysql_stmt_attr_set(st, STMT_ATTR_ARRAY_SIZE, &rows);
	if (mysql_stmt_bind_param(st, bind) != 0 ||
	    mysql_stmt_execute(st) != 0)
		e = fail(sc, db, statements[s].name, mysql_stmt_errno(st),
		    str_dup(sc, mysql_stmt_error(st)));
	if (db->my != NULL)
		mysql_stmt_attr_set(st, STMT_ATTR_ARRAY_SIZE, &single);
	return e == E_SEEN && !(statements[s].may & MAY_SEEN) ? E_BROKEN : e;
}

enum err
db_do_many(struct scope *sc, struct db *db, enum stmt s,
    const struct db_val *args, int n, int nrows)
{
	if (db->my == NULL)
		return scope_fail(sc, E_BUSY, "database: not connected");
	return nrows == 1 ? execute(sc, db, s, args, n) :
	    execute_many(sc, db, s, args, n, nrows);
}

/* Copies the current row; the lengths are known from store_result. */
static struct db_row
fetch(struct scope *sc, MYSQL_STMT *st, int n)
{
	struct db_row row = {
		scope_alloc(sc, sizeof(char *) * (size_t)(n + 1))
	};
	MYSQL_BIND bind;
	unsigned long len;
	my_bool is_null;

	for (int i = 0; i < n; i++) {
		char *p;

		memset(&bind, 0, sizeof(bind));
		bind.buffer_type = MYSQL_TYPE_STRING;
		bind.length = &len;
		bind.is_null = &is_null;
		len = 0;
		mysql_stmt_fetch_column(st, &bind, (unsigned)i, 0);
		if (is_null)
			continue;
		p = scope_alloc(sc, len + 1);
		bind.buffer = p;
		bind.buffer_length = len;
		mysql_stmt_fetch_column(st, &bind, (unsigned)i, 0);
		p[len] = '\0';
		row.col[i] = p;
	}
	return row;
}

static enum err
fetch_all(struct scope *sc, struct db *db, enum stmt s, struct db_rows *ret)
{
	MYSQL_STMT *st = db->stmt[s];
	MYSQL_BIND bind[MOST_COLUMNS] = { 0 };
	int n, rc;

	for (int i = 0; i < statements[s].out; i++)
		bind[i].buffer_type = MYSQL_TYPE_STRING;
	if (mysql_stmt_bind_result(st, bind) != 0 ||
	    mysql_stmt_store_result(st) != 0)
		return fail(sc, db, statements[s].name, mysql_stmt_errno(st),
		    str_dup(sc, mysql_stmt_error(st)));
	n = (int)mysql_stmt_num_rows(st);
	ret->row = scope_alloc(sc, sizeof(*ret->row) * (size_t)(n + 1));
	for (ret->n = 0; ret->n < n; ret->n++) {
		rc = mysql_stmt_fetch(st);
		if (rc != 0 && rc != MYSQL_DATA_TRUNCATED)
			break;
		ret->row[ret->n] = fetch(sc, st, statements[s].out);
	}
	mysql_stmt_free_result(st);
	return E_OK;
}

enum err
db_all(struct scope *sc, struct db *db, enum stmt s, const struct db_val *args,
    int n, struct db_rows *ret)
{
	enum err e = execute(sc, db, s, args, n);

	return e == E_OK ? fetch_all(sc, db, s, ret) : e;
}

enum err
db_one(struct scope *sc, struct db *db, enum stmt s, const struct db_val *args,
    int n, struct db_row *ret)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, s, args, n, &rows);

	if (e != E_OK)
		return e;
	if (rows.n == 0)
		return scope_fail(sc, E_GONE, "database: %s: no such row",
		    statements[s].name);
	*ret = rows.row[0];
	return E_OK;
}

int64_t
db_last_id(const struct db *db)
{
	return (int64_t)mysql_insert_id(db->my);
}

int64_t
db_num(const struct db_row *row, int col)
{
	int64_t v;

	return str_int(row->col[col], &v) ? v : 0;
}

static enum err
plain(struct scope *sc, struct db *db, const char *sql)
{
	if (db->my == NULL)
		return scope_fail(sc, E_BUSY, "database: not connected");
	if (mysql_query(db->my, sql) == 0)
		return E_OK;
	return fail(sc, db, sql, mysql_errno(db->my),
	    str_dup(sc, mysql_error(db->my)));
}

/* Keeps the sentence that says why. */
static void
roll_back(struct scope *sc, struct db *db)
{
	char why[sizeof(sc->why)];

	memcpy(why, sc->why, sizeof(why));
	if (db->my != NULL && plain(sc, db, "ROLLBACK") != E_OK)
		disconnect(db);
	db->in_tx = 0;
	memcpy(sc->why, why, sizeof(why));
}

/*
 * A commit that a cluster refuses (1213) or that the server answered with an
 * error did not happen. One whose answer was lost may have.
 */
static enum err
commit(struct scope *sc, struct db *db)
{
	enum err e;

	FAULT("db.commit");
	e = plain(sc, db, "COMMIT");
	db->in_tx = 0;
	FAULT("db.committed");
	if (e == E_BUSY && db->my == NULL)
		return scope_fail(sc, E_UNSURE, "database: the answer to "
		    "COMMIT was lost");
	/* What a node refused to commit must not go in with the next one. */
	if (e != E_OK)
		roll_back(sc, db);
	return e;
}

static enum err
try_tx(struct scope *sc, struct db *db,
    enum err (*fn)(struct scope *, struct db *, void *), void *arg)
{
	enum err e = plain(sc, db, "START TRANSACTION");

	if (e != E_OK)
		return e;
	db->in_tx = 1;
	if ((e = fn(sc, db, arg)) == E_OK)
		return commit(sc, db);
	roll_back(sc, db);
	return e;
}

enum err
db_tx(struct scope *sc, struct db *db, int tries,
    enum err (*fn)(struct scope *, struct db *, void *), void *arg)
{
	enum err e;

	if (db->in_tx)
		BUG("a transaction inside a transaction");
	for (int i = 1;; i++) {
		e = try_tx(sc, db, fn, arg);
		if (e != E_BUSY || i >= tries)
			return e;
		/* A lost connection took the whole transaction with it. */
		if ((e = db_ready(sc, db)) != E_OK)
			return e;
		usleep((useconds_t)i * 2000);
	}
}

enum err
db_script(struct scope *sc, struct db *db, const char *sql)
{
	enum err e = plain(sc, db, sql);
	int rc = 0;

	while (e == E_OK && rc == 0) {
		MYSQL_RES *res = mysql_store_result(db->my);

		if (res != NULL)
			mysql_free_result(res);
		rc = mysql_next_result(db->my);
		if (rc > 0)
			e = fail(sc, db, "script", mysql_errno(db->my),
			    str_dup(sc, mysql_error(db->my)));
	}
	return e;
}
