/* Rows of table worker, one for each process. */
#include "store/worker.h"

#include "base/clock.h"
#include "base/str.h"

#include <unistd.h>

enum { DAY = 24 * 3600 };

const char *
worker_name(struct scope *sc)
{
	char host[128] = "";

	if (gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	return str_fmt(sc, "%s/%ld", host, (long)getpid());
}

enum err
worker_seen(struct scope *sc, struct db *db, const char *name)
{
	return db_do(sc, db, STMT_WORKER_SEEN, DB_ARGS(db_text(name),
	    db_int(clock_now())), NULL);
}

enum err
worker_gone(struct scope *sc, struct db *db, const char *name)
{
	enum err e = db_do(sc, db, STMT_WORKER_GONE, DB_ARGS(db_text(name)),
	    NULL);

	if (e != E_OK)
		return e;
	return db_do(sc, db, STMT_WORKER_FORGET, DB_ARGS(db_int(clock_now() -
	    (int64_t)DAY * SECOND)), NULL);
}

enum err
worker_last(struct scope *sc, struct db *db, const char **ret_name,
    int64_t *ret_at)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_WORKER_LAST, DB_NONE, &row);

	if (e != E_OK)
		return e;
	*ret_name = row.col[0];
	*ret_at = db_num(&row, 1);
	return E_OK;
}
