/* cspdesk queue: what waits and what is dead. */
#include "cli.h"

#include "queue.h"

#include <stdio.h>
#include <string.h>

int
cmd_queue(struct scope *sc, const struct args *a)
{
	struct config c;
	enum err e;

	if (a->n < 1 || (strcmp(a->rest[0], "list") != 0 &&
	    (strcmp(a->rest[0], "retry") != 0 || a->n != 2))) {
		fprintf(stderr, "cspdesk: use: cspdesk queue list, or "
		    "cspdesk queue retry job:ID|delivery:ID\n");
		return 2;
	}
	if ((e = config_load(sc, a->config, NEEDS_APP_DB, &c)) == E_OK) {
		struct db *db = cli_db(sc, &c.db, DB_PROGRAM);

		e = a->n == 1 ? queue_list(sc, db) :
		    queue_retry(sc, db, a->rest[1]);
	}
	return e == E_OK ? 0 : cli_complain(sc, e);
}
