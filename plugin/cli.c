/* What the subcommands share. */
#include "cli.h"

#include <stdio.h>

int
cli_complain(struct scope *sc, enum err e)
{
	fprintf(stderr, "cspdesk: %s\n", sc->why);
	return e == E_SHAPE || e == E_LIMIT ? 2 : 1;
}

static void
close_db(void *db)
{
	struct db *p = db;

	db_free(&p);
}

struct db *
cli_db(struct scope *sc, const struct db_conf *conf, enum db_use use)
{
	struct db *db = db_new(conf, use);

	scope_own(sc, close_db, db);
	return db;
}
