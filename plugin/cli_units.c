/* cspdesk units: what is held towards Microsoft, and what is left of it. */
#include "cli.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "store/entitlement.h"
#include "store/unit.h"

#include <stdio.h>
#include <string.h>

enum { MOST_WHY = 500, MOST_JSON = 4 << 20, TX_TRIES = 5 };

static const char *
or_dash(const char *s)
{
	return s == NULL ? "-" : s;
}

static void
print_row(const struct entitlement_row *r)
{
	printf("%-20s %-17s %-10s %-20s %s to %s  ", r->name, r->vehicle,
	    or_dash(r->plan), r->customer == NULL ? "the partner" :
	    r->customer, r->starts, r->ends);
	if (r->is_counted)
		printf("%lld left, %lld reserved, of %lld\n",
		    (long long)r->units_left, (long long)r->reserved,
		    (long long)r->granted);
	else
		printf("not counted\n");
}

static void
put_row(struct json_out *out, const struct entitlement_row *r)
{
	json_open(out, NULL, '{');
	json_put(out, "name", r->name);
	json_put(out, "vehicle", r->vehicle);
	json_put(out, "plan", r->plan);
	json_put(out, "customer", r->customer);
	json_put(out, "from", r->starts);
	json_put(out, "to", r->ends);
	json_put(out, "fee", r->fee);
	if (r->is_counted) {
		json_put_int(out, "units_left", r->units_left);
		json_put_int(out, "reserved", r->reserved);
		json_put_int(out, "granted", r->granted);
	}
	json_close(out);
}

static enum err
list(struct cli_run *r)
{
	struct entitlement_row *rows;
	struct json_out out;
	int n;
	enum err e;

	if ((e = db_ready(r->sc, r->db)) != E_OK ||
	    (e = entitlement_rows(r->sc, r->db, NULL, &rows, &n)) != E_OK)
		return e;
	if (r->a->json) {
		json_begin(&out, r->sc, MOST_JSON);
		json_open(&out, NULL, '[');
		for (int i = 0; i < n; i++)
			put_row(&out, &rows[i]);
		json_close(&out);
		printf("%s\n", json_end(&out));
		return E_OK;
	}
	for (int i = 0; i < n; i++)
		print_row(&rows[i]);
	if (n == 0)
		printf("nothing is held; see cspdesk import entitlements\n");
	return E_OK;
}

static enum err
find(struct cli_run *r, struct entitlement_row **ret)
{
	int n;
	enum err e = db_ready(r->sc, r->db);

	return e != E_OK ? e : entitlement_rows(r->sc, r->db, r->a->rest[1],
	    ret, &n);
}

static enum err
ledger(struct cli_run *r)
{
	struct entitlement_row *of;
	struct unit_row *rows;
	int n;
	enum err e;

	if ((e = find(r, &of)) != E_OK ||
	    (e = unit_rows(r->sc, r->db, of->id, &rows, &n)) != E_OK)
		return e;
	for (int i = 0; i < n; i++) {
		char at[CLOCK_TEXT];

		clock_text(rows[i].made_at, at);
		printf("%s  %-8s %+4lld left %+4lld reserved  %s%s%s  %s  %s\n",
		    at, rows[i].move, (long long)rows[i].units_left,
		    (long long)rows[i].reserved, or_dash(rows[i].desk),
		    rows[i].ticket == NULL ? "" : "/",
		    rows[i].ticket == NULL ? "" : rows[i].ticket,
		    or_dash(rows[i].by), or_dash(rows[i].reason));
	}
	print_row(of);
	return E_OK;
}

static enum err
enter(struct scope *sc, struct db *db, void *arg)
{
	return unit_enter(sc, db, arg);
}

/* "add NAME N REASON", "take NAME N REASON": both are corrections. */
static enum err
correct(struct cli_run *r, int sign)
{
	struct unit_entry u = { .move = UNIT_CORRECT,
	    .by_whom = cli_person(r->sc) };
	struct entitlement_row *of;
	int64_t n;
	enum err e;

	if (!str_int(r->a->rest[2], &n) || n < 1 || n > 1000000)
		return scope_fail(r->sc, E_SHAPE, "\"%s\" is not a number of "
		    "units from 1 to 1000000", r->a->rest[2]);
	if ((e = cli_reason(r, 3, MOST_WHY, NULL, &u.reason)) != E_OK ||
	    (e = find(r, &of)) != E_OK)
		return e;
	if (!of->is_counted)
		return scope_fail(r->sc, E_SHAPE, "the units of %s are not "
		    "counted", of->name);
	u.entitlement = of->id;
	u.units = sign * n;
	e = db_tx(r->sc, r->db, TX_TRIES, enter, &u);
	if (e == E_GONE)
		return scope_fail(r->sc, E_SHAPE, "%s has only %lld left",
		    of->name, (long long)of->units_left);
	if (e == E_OK && (e = find(r, &of)) == E_OK)
		print_row(of);
	return e;
}

static enum err
add(struct cli_run *r)
{
	return correct(r, 1);
}

static enum err
take(struct cli_run *r)
{
	return correct(r, -1);
}

static enum err
list_open(struct cli_run *r)
{
	struct db_rows rows;
	enum err e;

	if ((e = db_ready(r->sc, r->db)) != E_OK ||
	    (e = db_all(r->sc, r->db, STMT_UNIT_OPEN, DB_NONE, &rows)) != E_OK)
		return e;
	for (int i = 0; i < rows.n; i++) {
		const char **c = rows.row[i].col;
		char at[CLOCK_TEXT];

		clock_text(db_num(&rows.row[i], 4), at);
		printf("%s/%s  %s  by %s since %s\n", c[0], c[1], c[2], c[3],
		    at);
	}
	if (rows.n == 0)
		printf("no unit is waiting to be told of\n");
	return E_OK;
}

static const struct cli_verb verbs[] = {
	{ "list",   1, 1,   list },
	{ "ledger", 2, 2,   ledger },
	{ "add",    4, 999, add },
	{ "take",   4, 999, take },
	{ "open",   1, 1,   list_open },
};

int
cmd_units(struct scope *sc, const struct args *a)
{
	return cli_verbs(sc, a, "units", verbs, LEN(verbs));
}
