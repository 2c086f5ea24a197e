/* Prints and mends the two queues: deliveries and jobs. */
#include "queue.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

enum { MOST_SHOWN = 100 };

static const struct {
	const char	*name;
	enum stmt	 depth, dead, retry;
} queues[] = {
	{ "delivery", STMT_DELIVERY_DEPTH, STMT_DELIVERY_DEAD_LIST,
	    STMT_DELIVERY_RETRY },
	{ "job", STMT_JOB_DEPTH, STMT_JOB_DEAD_LIST, STMT_JOB_RETRY },
};

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
print_dead(struct scope *sc, struct db *db, const char *name, enum stmt s)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, s, DB_ARGS(db_int(MOST_SHOWN)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const char **c = rows.row[i].col;

		printf("dead: %s:%s  desk %s  ticket %s  %s\n", name, c[0],
		    c[1], c[2][0] == '\0' ? "-" : c[2],
		    c[3] == NULL ? "" : c[3]);
	}
	return e;
}

enum err
queue_list(struct scope *sc, struct db *db)
{
	enum err e = db_ready(sc, db);

	for (int i = 0; e == E_OK && i < LEN(queues); i++) {
		e = print_depth(sc, db, queues[i].depth);
		if (e == E_OK)
			e = print_dead(sc, db, queues[i].name, queues[i].dead);
	}
	return e;
}

enum err
queue_retry(struct scope *sc, struct db *db, const char *name)
{
	enum err e = db_ready(sc, db);
	int64_t id, changed;

	for (int i = 0; e == E_OK && i < LEN(queues); i++) {
		size_t n = strlen(queues[i].name);

		if (strncmp(name, queues[i].name, n) != 0 || name[n] != ':' ||
		    !str_int(name + n + 1, &id))
			continue;
		e = db_do(sc, db, queues[i].retry, DB_ARGS(db_int(sc->now),
		    db_int(id)), &changed);
		if (e == E_OK && changed == 0)
			return scope_fail(sc, E_GONE, "%s is not a dead letter "
			    "that can be tried again", name);
		return e;
	}
	return e != E_OK ? e : scope_fail(sc, E_SHAPE, "\"%s\" is not like "
	    "job:17 or delivery:4; see cspdesk queue list", name);
}
