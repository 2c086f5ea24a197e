/* cspdesk import WHAT FILE: a table of what can be imported. */
#include "cli.h"

#include "base/str.h"
#include "store/customer.h"
#include "store/entitlement_csv.h"
#include "store/people.h"

#include <stdio.h>
#include <string.h>

enum { MOST_CSV = 8 << 20 };

static enum err
import_customers(struct scope *sc, const struct config *c, const char *csv,
    int dry_run, int *ret_n)
{
	return customer_import(sc, cli_db(sc, &c->db, DB_PROGRAM), csv,
	    dry_run, ret_n);
}

static enum err
import_agents(struct scope *sc, const struct config *c, const char *csv,
    int dry_run, int *ret_n)
{
	struct people_source *sources = scope_alloc(sc, sizeof(*sources) *
	    (size_t)(c->ndesks + 1));
	struct people_file file = { csv, sources, c->ndesks, dry_run };

	for (int i = 0; i < c->ndesks; i++)
		sources[i] = (struct people_source){ c->desks[i].conf.name,
		    c->desks[i].conf.user };
	return people_import(sc, cli_db(sc, &c->db, DB_PROGRAM), &file,
	    ret_n);
}

static enum err
import_entitlements(struct scope *sc, const struct config *c, const char *csv,
    int dry_run, int *ret_n)
{
	struct entitlement_file file = { csv, cli_person(sc), dry_run };

	return entitlement_import(sc, cli_db(sc, &c->db, DB_PROGRAM), &file,
	    ret_n);
}

static const struct {
	const char	*name;
	enum err	(*run)(struct scope *, const struct config *,
			    const char *csv, int dry_run, int *ret_n);
} imports[] = {
	{ "customers", import_customers },
	{ "agents",    import_agents },
	{ "entitlements", import_entitlements },
};

int
cmd_import(struct scope *sc, const struct args *a)
{
	struct config c;
	char *csv;
	int n, what = -1;
	enum err e;

	if (a->n == 2 && strcmp(a->rest[0], "tickets") == 0)
		return cmd_import_tickets(sc, a);
	for (int i = 0; a->n == 2 && i < LEN(imports); i++)
		if (strcmp(a->rest[0], imports[i].name) == 0)
			what = i;
	if (what < 0)
		return cli_usage("import");
	e = str_file(sc, a->rest[1], MOST_CSV, &csv, NULL);
	if (e == E_OK)
		e = config_load(sc, a->config, NEEDS_APP_DB, &c);
	if (e == E_OK)
		e = imports[what].run(sc, &c, csv, a->dry_run, &n);
	if (e != E_OK)
		return cli_complain(sc, e);
	printf("%d %s %s\n", n, imports[what].name, a->dry_run ?
	    "would be imported" : "imported");
	return 0;
}
