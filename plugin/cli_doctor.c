/* cspdesk doctor [DESK | peer NAME]: are all outside parties well? */
#include "cli.h"

#include "base/str.h"
#include "doctor.h"

#include <stdio.h>

int
cmd_doctor(struct scope *sc, const struct args *a)
{
	struct doctor *d = scope_alloc(sc, sizeof(*d));

	int is_peer = a->n == 2 && str_same(a->rest[0], "peer");

	if ((a->n > 1 && !is_peer) || (a->write && a->no_write))
		return cli_usage("doctor");
	d->sc = sc;
	d->file = a->config;
	d->only = is_peer ? str_fmt(sc, "@%s", a->rest[1]) :
	    a->n == 1 ? a->rest[0] : NULL;
	d->write = a->write;
	d->no_write = a->no_write;
	d->json = a->json;
	d->http = cli_http(sc);
	/* It connects when it is asked to, with what was read until then. */
	d->db = cli_db(sc, &d->config.db, DB_SCRIPTS);
	return doctor_run(d);
}
