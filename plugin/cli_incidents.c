/* cspdesk incidents: what Microsoft reports, and whose tickets it concerns. */
#include "cli.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "store/incident.h"

#include <stdio.h>
#include <string.h>

enum { MOST_JSON = 4 << 20 };

/* Microsoft's words on a terminal: what would control it becomes a blank. */
static const char *
plain(struct scope *sc, const char *text)
{
	char *copy = str_dup(sc, text == NULL ? "-" : text);

	for (char *s = copy; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = ' ';
	return copy;
}

static const char *
time_of(struct scope *sc, int64_t at)
{
	char text[CLOCK_TEXT];

	if (at == 0)
		return "-";
	clock_text(at, text);
	return str_dup(sc, text);
}

static void
print_row(struct scope *sc, const struct incident_row *r)
{
	printf("%s %s, %s, since %s, last told %s, in %lld tenants\n  %s\n",
	    plain(sc, r->number), r->kind, plain(sc, r->service),
	    time_of(sc, r->started), time_of(sc, r->seen),
	    (long long)r->tenants, plain(sc, r->title));
	if (r->tickets != NULL)
		printf("  tickets: %s\n", plain(sc, r->tickets));
}

static void
put_tickets(struct scope *sc, struct json_out *out, const char *tickets)
{
	char *save = NULL, *list = str_dup(sc, tickets == NULL ? "" : tickets);

	json_open(out, "tickets", '[');
	for (char *s = strtok_r(list, " ", &save); s != NULL;
	    s = strtok_r(NULL, " ", &save))
		json_put(out, NULL, s);
	json_close(out);
}

static void
put_row(struct scope *sc, struct json_out *out, const struct incident_row *r)
{
	json_open(out, NULL, '{');
	json_put(out, "number", r->number);
	json_put(out, "kind", r->kind);
	json_put(out, "service", r->service);
	json_put(out, "title", r->title);
	json_put(out, "status", r->status);
	json_put(out, "since", r->started == 0 ? NULL :
	    time_of(sc, r->started));
	json_put(out, "last_told", time_of(sc, r->seen));
	json_put_int(out, "tenants", r->tenants);
	put_tickets(sc, out, r->tickets);
	json_close(out);
}

static enum err
list(struct scope *sc, const struct args *a, struct db *db)
{
	struct incident_row *rows;
	struct json_out out;
	int n;
	enum err e;

	if ((e = db_ready(sc, db)) != E_OK ||
	    (e = incident_list(sc, db, &rows, &n)) != E_OK)
		return e;
	if (!a->json) {
		for (int i = 0; i < n; i++)
			print_row(sc, &rows[i]);
		if (n == 0)
			printf("Microsoft reports nothing that is live\n");
		return E_OK;
	}
	json_begin(&out, sc, MOST_JSON);
	json_open(&out, NULL, '[');
	for (int i = 0; i < n; i++)
		put_row(sc, &out, &rows[i]);
	json_close(&out);
	printf("%s\n", json_end(&out));
	return E_OK;
}

int
cmd_incidents(struct scope *sc, const struct args *a)
{
	struct config c;
	enum err e;

	if (a->n != 0)
		return cli_usage("incidents");
	e = config_load(sc, a->config, NEEDS_APP_DB, &c);
	if (e == E_OK)
		e = list(sc, a, cli_db(sc, &c.db, DB_PROGRAM));
	return e == E_OK ? 0 : cli_complain(sc, e);
}
