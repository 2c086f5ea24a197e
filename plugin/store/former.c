/* Rows of table hook_former. */
#include "store/former.h"

enum err
former_add(struct scope *sc, struct db *db, const char *desk,
    const struct desk_former *f)
{
	return db_do(sc, db, STMT_FORMER_ADD, DB_ARGS(db_text(desk),
	    db_text(f->thing), db_text(f->was), db_int(f->is_data),
	    db_int(sc->now)), NULL);
}

enum err
former_list(struct scope *sc, struct db *db, const char *desk,
    struct desk_former **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_FORMER_LIST, DB_ARGS(db_text(desk)),
	    &rows);

	*ret_n = e == E_OK ? rows.n : 0;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(*ret_n + 1));
	for (int i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct desk_former){ rows.row[i].col[0],
		    rows.row[i].col[1], (int)db_num(&rows.row[i], 2) };
	return e;
}

enum err
former_end(struct scope *sc, struct db *db, const char *desk, int with_data)
{
	return db_do(sc, db, STMT_FORMER_END, DB_ARGS(db_text(desk),
	    db_int(with_data)), NULL);
}
