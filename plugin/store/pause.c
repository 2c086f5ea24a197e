/* Rows of table pause. */
#include "store/pause.h"

enum err
pause_add(struct scope *sc, struct db *db, const struct pause *p)
{
	return db_do(sc, db, STMT_PAUSE_ADD, DB_ARGS(db_text(p->desk),
	    db_text(p->why), db_text(p->by_whom), db_int(sc->now)), NULL);
}

enum err
pause_end(struct scope *sc, struct db *db, const char *desk)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_PAUSE_END, DB_ARGS(db_text(desk)),
	    &changed);

	if (e == E_OK && changed == 0)
		return scope_fail(sc, E_GONE, "%s is not paused", desk);
	return e;
}

enum err
pause_list(struct scope *sc, struct db *db, struct pause **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_PAUSE_LIST, DB_NONE, &rows);

	*ret_n = e == E_OK ? rows.n : 0;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(*ret_n + 1));
	for (int i = 0; i < *ret_n; i++) {
		const char **c = rows.row[i].col;

		(*ret)[i] = (struct pause){ c[0], c[1], c[2],
		    db_num(&rows.row[i], 3) };
	}
	return e;
}
