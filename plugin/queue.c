/* The queues as a table; what differs between them is a row. */
#include "queue.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "store/pause.h"

#include <stdio.h>
#include <string.h>

enum { MOST_SHOWN = 100, MOST_TEXT = 2000, MOST_JSON = 1 << 20 };

/* What a column of the statement `show` is called; how it is printed. */
enum column_kind { PLAIN, TIME, LONG_TEXT };

struct column {
	const char		*name;
	enum column_kind	 kind;
};

static const struct column delivery_columns[] = {
	{ "state", PLAIN }, { "desk", PLAIN }, { "ticket", PLAIN },
	{ "source", PLAIN }, { "key", PLAIN }, { "received", TIME },
	{ "due", TIME }, { "request", PLAIN }, { "why", PLAIN },
	{ "bytes", PLAIN }, { "body", LONG_TEXT }, { NULL, PLAIN }
};
static const struct column job_columns[] = {
	{ "state", PLAIN }, { "desk", PLAIN }, { "ticket", PLAIN },
	{ "place in its case", PLAIN }, { "tries", PLAIN }, { "made", TIME },
	{ "due", TIME }, { "ended", TIME }, { "why", PLAIN },
	{ "order", LONG_TEXT }, { NULL, PLAIN }
};
static const struct column opening_columns[] = {
	{ "state", PLAIN }, { "desk", PLAIN }, { "ticket", PLAIN },
	{ "queue", PLAIN }, { "mark", PLAIN }, { "requestor", PLAIN },
	{ "tries", PLAIN }, { "made", TIME }, { "due", TIME },
	{ "ended", TIME }, { "why", PLAIN }, { "subject", PLAIN },
	{ "text", LONG_TEXT }, { NULL, PLAIN }
};

static const struct queue {
	const char		*name;
	enum stmt		 depth, dead, show, retry, retry_all, drop;
	const struct column	*columns;
} queues[] = {
	{ "delivery", STMT_DELIVERY_DEPTH, STMT_DELIVERY_DEAD_LIST,
	    STMT_DELIVERY_SHOW, STMT_DELIVERY_RETRY, STMT_DELIVERY_RETRY_ALL,
	    STMT_DELIVERY_DROP, delivery_columns },
	{ "job", STMT_JOB_DEPTH, STMT_JOB_DEAD_LIST, STMT_JOB_SHOW,
	    STMT_JOB_RETRY, STMT_JOB_RETRY_ALL, STMT_JOB_DROP, job_columns },
	{ "opening", STMT_OPENING_DEPTH, STMT_OPENING_DEAD_LIST,
	    STMT_OPENING_SHOW, STMT_OPENING_RETRY, STMT_OPENING_RETRY_ALL,
	    STMT_OPENING_DROP, opening_columns },
};

/* "job:17" as a row of the table and an id. */
static enum err
find(struct scope *sc, const char *name, const struct queue **ret,
    int64_t *ret_id)
{
	for (int i = 0; i < LEN(queues); i++) {
		size_t n = strlen(queues[i].name);

		if (strncmp(name, queues[i].name, n) == 0 && name[n] == ':' &&
		    str_int(name + n + 1, ret_id)) {
			*ret = &queues[i];
			return E_OK;
		}
	}
	return scope_fail(sc, E_SHAPE, "\"%s\" is not like job:17 or "
	    "delivery:4; see cspdesk queue list", name);
}

static enum err
print_paused(struct scope *sc, struct db *db)
{
	char since[CLOCK_TEXT];
	struct pause *p;
	int n;
	enum err e = pause_list(sc, db, &p, &n);

	for (int i = 0; i < n; i++) {
		clock_text(p[i].since, since);
		printf("paused: desk %s  since %s by %s: %s\n", p[i].desk,
		    since, p[i].by_whom, p[i].why);
	}
	return e;
}

static enum err
print_depth(struct scope *sc, struct db *db, enum stmt s)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, s, DB_ARGS(db_int(sc->now)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const char **c = rows.row[i].col;

		printf("%-8s %-8s %6s  oldest %lld s\n", c[0], c[1], c[2],
		    (long long)db_num(&rows.row[i], 3) / 1000);
	}
	return e;
}

static enum err
print_dead(struct scope *sc, struct db *db, const struct queue *q)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, q->dead, DB_ARGS(db_int(MOST_SHOWN)),
	    &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const char **c = rows.row[i].col;

		printf("dead: %s:%s  desk %s  ticket %s  %s\n", q->name, c[0],
		    c[1], c[2][0] == '\0' ? "-" : c[2],
		    c[3] == NULL ? "" : c[3]);
	}
	return e;
}

enum err
queue_list(struct scope *sc, struct db *db)
{
	enum err e = db_ready(sc, db);

	if (e == E_OK)
		e = print_paused(sc, db);
	for (int i = 0; e == E_OK && i < LEN(queues); i++) {
		e = print_depth(sc, db, queues[i].depth);
		if (e == E_OK)
			e = print_dead(sc, db, &queues[i]);
	}
	return e;
}

/* A time in UTC and as people say it; 0 and NULL: never. */
static const char *
when(struct scope *sc, const char *text)
{
	char at[CLOCK_TEXT];
	int64_t ms, secs;

	if (text == NULL || !str_int(text, &ms) || ms == 0)
		return NULL;
	clock_text(ms, at);
	secs = (ms - sc->now) / SECOND;
	return str_fmt(sc, "%s (%s%lld s%s)", at, secs >= 0 ? "in " : "",
	    (long long)(secs < 0 ? -secs : secs), secs < 0 ? " ago" : "");
}

static const char *
value(struct scope *sc, const struct column *c, const char *text)
{
	switch (c->kind) {
	case PLAIN:
		return text;
	case TIME:
		return when(sc, text);
	case LONG_TEXT:
		return text == NULL ? NULL : str_copy(sc, text,
		    str_utf8_cut(text, MOST_TEXT));
	}
	BUG("a column without a kind");
}

static void
print_row(struct scope *sc, const struct column *c, const struct db_row *row)
{
	for (int i = 0; c[i].name != NULL; i++) {
		const char *v = value(sc, &c[i], row->col[i]);

		if (v != NULL && *v != '\0')
			printf("%-18s %s\n", c[i].name, v);
	}
}

static void
print_row_json(struct scope *sc, const struct column *c,
    const struct db_row *row)
{
	struct json_out out;

	json_begin(&out, sc, MOST_JSON);
	json_open(&out, NULL, '{');
	for (int i = 0; c[i].name != NULL; i++)
		json_put(&out, c[i].name, c[i].kind == TIME ? row->col[i] :
		    value(sc, &c[i], row->col[i]));
	json_close(&out);
	printf("%s\n", json_end(&out));
}

enum err
queue_show(struct scope *sc, struct db *db, const char *name, int json)
{
	const struct queue *q;
	struct db_row row;
	int64_t id;
	enum err e;

	if ((e = find(sc, name, &q, &id)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK)
		return e;
	e = db_one(sc, db, q->show, DB_ARGS(db_int(id)), &row);
	if (e == E_GONE)
		return scope_fail(sc, E_GONE, "there is no %s", name);
	if (e == E_OK && json)
		print_row_json(sc, q->columns, &row);
	else if (e == E_OK)
		print_row(sc, q->columns, &row);
	return e;
}

enum err
queue_retry(struct scope *sc, struct db *db, const char *name)
{
	const struct queue *q;
	int64_t id, changed;
	enum err e;

	if ((e = find(sc, name, &q, &id)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK)
		return e;
	e = db_do(sc, db, q->retry, DB_ARGS(db_int(sc->now), db_int(id)),
	    &changed);
	if (e == E_OK && changed == 0)
		return scope_fail(sc, E_GONE, "%s is not a dead letter that "
		    "can be tried again", name);
	return e;
}

enum err
queue_retry_all(struct scope *sc, struct db *db, const char *desk)
{
	int64_t changed;
	enum err e = db_ready(sc, db);

	for (int i = 0; e == E_OK && i < LEN(queues); i++) {
		e = db_do(sc, db, queues[i].retry_all, DB_ARGS(
		    db_int(sc->now), db_text(desk), db_text(desk)), &changed);
		if (e == E_OK)
			printf("%-8s %lld are tried again\n", queues[i].name,
			    (long long)changed);
	}
	return e;
}

enum err
queue_drop(struct scope *sc, struct db *db, const char *name,
    const char *whom, const char *why)
{
	const char *note = str_fmt(sc, "dropped by %s: %s", whom, why);
	const struct queue *q;
	int64_t id, changed;
	enum err e;

	if ((e = find(sc, name, &q, &id)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK)
		return e;
	e = db_do(sc, db, q->drop, DB_ARGS(db_text(note), db_int(sc->now),
	    db_int(id)), &changed);
	if (e == E_OK && changed == 0)
		return scope_fail(sc, E_GONE, "%s neither waits nor is dead, "
		    "or a worker has it just now", name);
	return e;
}
