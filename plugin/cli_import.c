/* cspdesk import KIND FILE, cspdesk export KIND: a table of the kinds. */
#include "cli.h"

#include "base/csv.h"
#include "base/str.h"
#include "policy/allowance.h"
#include "store/account.h"
#include "store/bill.h"
#include "store/customer.h"
#include "store/entitlement_csv.h"
#include "store/invoice.h"
#include "store/peer.h"
#include "store/people.h"
#include "store/provider.h"
#include "store/subscription.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_CSV = 256 << 20 };
enum { LONG_FILE = 5000, FAR_APART = 20000 };	/* lines */

static const struct import_kind *const kinds[] = {
	&customer_kind, &people_kind, &subscription_kind, &provider_kind,
	&entitlement_kind, &account_kind, &peer_kind, &invoice_kind,
	&payment_kind, &bill_kind
};

static const struct import_kind *
kind_named(const char *name)
{
	for (int i = 0; i < LEN(kinds); i++)
		if (str_same(kinds[i]->name, name))
			return kinds[i];
	return NULL;
}

/* On a terminal one line that changes, in a log one now and then. */
static void
say_progress(int done, int all)
{
	int is_terminal = isatty(STDERR_FILENO);

	if (all < LONG_FILE || (!is_terminal && done % FAR_APART != 0 &&
	    done != all))
		return;
	fprintf(stderr, "%s%d of %d lines%s", is_terminal ? "\r" : "", done,
	    all, is_terminal && done != all ? "" : "\n");
}

/* A text with NUL would end there, unnoticed. */
static enum err
read_csv(struct scope *sc, const char *path, char **ret)
{
	size_t len;
	enum err e = str_file(sc, path, MOST_CSV, ret, &len);

	if (e == E_OK && strlen(*ret) != len)
		return scope_fail(sc, E_SHAPE, "%s: has a zero byte, so it is "
		    "not UTF-8; in Excel save it as \"CSV UTF-8\"", path);
	return e;
}

static struct people_sources *
logins_of(struct scope *sc, const struct config *c)
{
	struct people_sources *ret = scope_alloc(sc, sizeof(*ret));
	struct people_source *at = scope_alloc(sc, sizeof(*at) *
	    (size_t)(c->ndesks + 1));

	for (int i = 0; i < c->ndesks; i++)
		at[i] = (struct people_source){ c->desks[i].conf.name,
		    c->desks[i].conf.user };
	*ret = (struct people_sources){ at, c->ndesks };
	return ret;
}

/* What a kind must know beside its file. */
static enum err
own_of(struct scope *sc, const struct config *c, struct import *im)
{
	const struct allowances *all;
	enum err e;

	im->arg = im->kind == &account_kind ? (const void *)
	    c->microsoft.tenant : logins_of(sc, c);
	if (im->kind != &entitlement_kind)
		return E_OK;
	if ((e = allowances_load(sc, c->policy, &all)) == E_OK)
		im->arg = all;
	return e;
}

/* A list of all that is open, and the day it was made. */
static enum err
read_options(struct scope *sc, const struct args *a, struct import *im)
{
	const char *day = a->as_of;

	if (a->open_items && !im->kind->may_be_whole)
		return scope_fail(sc, E_SHAPE, "%s are no list of open items",
		    im->kind->name);
	if (day != NULL && (im->kind != &invoice_kind ||
	    import_day(sc, &day) != NULL))
		return scope_fail(sc, E_SHAPE, "--as-of says on which day the "
		    "file of invoices was made, like 2026-12-31");
	im->is_whole = a->open_items;
	im->day = day;
	return E_OK;
}

static void
print_answer(const struct import *im)
{
	if (im->notes.len > 0)
		fputs(im->notes.at, stdout);
	printf("%d %s %s: %d added, %d changed, %d unchanged\n", im->n,
	    im->kind->name, im->dry_run ? "would be imported" : "imported",
	    im->added, im->changed, im->n - im->added - im->changed);
}

static enum err
run_import(struct scope *sc, const struct args *a, struct import *im)
{
	struct config c;
	char *csv = NULL;
	enum err e;

	if ((e = read_options(sc, a, im)) != E_OK ||
	    (e = read_csv(sc, a->rest[1], &csv)) != E_OK ||
	    (e = config_load(sc, a->config, NEEDS_APP_DB, &c)) != E_OK)
		return e;
	im->csv = csv;
	if ((e = own_of(sc, &c, im)) != E_OK)
		return e;
	e = import_run(sc, cli_db(sc, &c.db, DB_PROGRAM), im);
	if (im->nfaults > 0)
		fputs(im->faults.at, stderr);
	return e;
}

int
cmd_import(struct scope *sc, const struct args *a)
{
	struct import im = { .say = say_progress, .dry_run = a->dry_run };
	enum err e;

	if (a->n == 2 && strcmp(a->rest[0], "tickets") == 0)
		return cmd_import_tickets(sc, a);
	if (a->n != 2 || (im.kind = kind_named(a->rest[0])) == NULL)
		return cli_usage("import");
	im.file = a->rest[1];
	im.by_whom = cli_person(sc);
	if ((e = run_import(sc, a, &im)) != E_OK)
		return cli_complain(sc, e);
	print_answer(&im);
	return 0;
}

/* Behind the last key that was written; `sc` outlives the pages. */
struct place {
	struct scope			*sc;
	const struct import_kind	*kind;
	const char			*after;
};

static enum err
add_page(struct scope *sc, struct db *db, void *arg, struct buf *b,
    int *ret_more)
{
	struct place *p = arg;
	struct db_rows rows;
	enum err e = import_page(sc, db, p->kind, p->after, &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++)
		csv_add(b, rows.row[i].col + 1, p->kind->n);
	*ret_more = e == E_OK && rows.n == IMPORT_PAGE;
	if (*ret_more)
		p->after = str_dup(p->sc, rows.row[rows.n - 1].col[1]);
	return e;
}

int
cmd_export(struct scope *sc, const struct args *a)
{
	struct place p = { sc, a->n == 1 ? kind_named(a->rest[0]) : NULL, "" };
	const char *names[IMPORT_COLUMNS];

	if (a->n == 1 && strcmp(a->rest[0], "charges") == 0)
		return cmd_export_charges(sc, a);
	if (p.kind == NULL || a->from != NULL || a->to != NULL)
		return cli_usage("export");
	for (int i = 0; i < p.kind->n; i++)
		names[i] = p.kind->columns[i].name;
	return cli_export(sc, a, &(struct cli_table){ names, p.kind->n,
	    add_page, &p });
}
