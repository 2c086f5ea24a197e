/* The one row of table audit. */
#include "store/audit.h"

enum { TX_TRIES = 5 };

enum err
audit_find(struct scope *sc, struct db *db, struct audit_place *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_AUDIT_FIND, DB_NONE, &row);

	if (e == E_OK)
		*ret = (struct audit_place){ db_num(&row, 0),
		    db_num(&row, 1), row.col[2] };
	return e;
}

enum err
audit_claim(struct scope *sc, struct db *db, int64_t next,
    struct audit_place *ret)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_AUDIT_CLAIM, DB_ARGS(db_int(next),
	    db_int(sc->now)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "not due");
	return e == E_OK ? audit_find(sc, db, ret) : e;
}

static enum err
done(struct scope *sc, struct db *db, void *arg)
{
	const struct audit_found *f = arg;
	int64_t changed;
	enum err e = db_do(sc, db, STMT_AUDIT_DONE, DB_ARGS(
	    db_int(f->complete_to), db_int(f->was->complete_to)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "another reading was quicker");
	for (int i = 0; e == E_OK && i < f->n; i++)
		e = due_poke(sc, db, &f->due[i]);
	return e;
}

enum err
audit_done(struct scope *sc, struct db *db, const struct audit_found *f)
{
	return db_tx(sc, db, TX_TRIES, done, (void *)f);
}

enum err
audit_failed(struct scope *sc, struct db *db, const char *why)
{
	return db_do(sc, db, STMT_AUDIT_FAILED, DB_ARGS(db_text(why)), NULL);
}
