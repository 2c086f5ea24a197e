/*
 * Many rows in one commit. Where the server takes them as one statement they
 * still need a COMMIT of its own: a node of a cluster may have answered the
 * rows before it learns that another node was quicker (seen with MariaDB
 * 10.11: two rows were acknowledged and not there).
 */
#include "store/db.h"

#include "base/fault.h"

struct many {
	enum stmt		 s;
	const struct db_val	*args;
	int			 n, nrows;
};

static enum err
do_many(struct scope *sc, struct db *db, void *arg)
{
	const struct many *m = arg;

	return db_do_many(sc, db, m->s, m->args, m->n, m->nrows);
}

enum err
db_many(struct scope *sc, struct db *db, enum stmt s,
    const struct db_val *args, int n, int nrows)
{
	struct many m = { s, args, n, nrows };
	enum err e;

	if (nrows > 1)
		return db_tx(sc, db, 1, do_many, &m);
	FAULT("db.commit");
	e = do_many(sc, db, &m);
	FAULT("db.committed");
	return e;
}
