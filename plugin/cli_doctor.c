/* cspdesk doctor [DESK]: are all outside parties well? */
#include "cli.h"

#include "doctor.h"

#include <stdio.h>

static void
close_http(void *h)
{
	struct http *p = h;

	http_free(&p);
}

int
cmd_doctor(struct scope *sc, const struct args *a)
{
	struct doctor *d = scope_alloc(sc, sizeof(*d));

	if (a->n > 1 || (a->write && a->no_write)) {
		fprintf(stderr, "cspdesk: use: cspdesk doctor [DESK] "
		    "[--json] [--no-write | --write]\n"
		    "  doctor tries its rights on a test ticket of its own: "
		    "a note, a field, the status.\n"
		    "  In mode observe only with --write; with --no-write "
		    "never. Exit code: 0 all is well,\n"
		    "  1 a fault, 2 bad configuration.\n");
		return 2;
	}
	d->sc = sc;
	d->file = a->config;
	d->only = a->n == 1 ? a->rest[0] : NULL;
	d->write = a->write;
	d->no_write = a->no_write;
	d->json = a->json;
	d->http = http_new();
	scope_own(sc, close_http, d->http);
	/* It connects when it is asked to, with what was read until then. */
	d->db = cli_db(sc, &d->config.db, DB_SCRIPTS);
	return doctor_run(d);
}
