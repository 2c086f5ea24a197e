/* cspdesk export charges: chargeable work for the partner's accounting. */
#include "cli.h"

#include "base/csv.h"
#include "base/money.h"
#include "base/str.h"
#include "policy/date.h"
#include "store/charge.h"

static const char *const header[] = {
	"day", "customer", "ticket", "number", "agent", "kind", "quantity",
	"counted", "unit_price", "amount", "currency", "price", "terms",
	"offer", "correction_of", "text"
};
enum { COLUMNS = LEN(header) };

/* NULL is an empty cell. */
static const char *
or_empty(const char *s)
{
	return s == NULL ? "" : s;
}

/* What costs nothing has no currency, and two digits. */
static const char *
money(struct scope *sc, const char *minor, int64_t n, const char *currency)
{
	return minor == NULL ? "" : money_text(sc, n, currency);
}

/* Numbers as they are, and of texts none that a spreadsheet would run. */
static void
add_row(struct scope *sc, struct buf *b, const struct db_row *r)
{
	const char *const *c = r->col;
	char day[DATE_TEXT];
	const char *cells[COLUMNS] = {
		day, csv_defused(sc, or_empty(c[3])),
		csv_defused(sc, str_fmt(sc, "%s/%s", c[4], c[5])), c[2],
		csv_defused(sc, c[6]), c[7], or_empty(c[8]), or_empty(c[9]),
		money(sc, c[10], db_num(r, 10), c[12]),
		money(sc, c[11], db_num(r, 11), c[12]), c[12], c[13], c[14],
		csv_defused(sc, c[15]), or_empty(c[16]),
		csv_defused(sc, c[17])
	};

	date_text(db_num(r, 0), day);
	csv_add(b, cells, COLUMNS);
}

static enum err
add_page(struct scope *sc, struct db *db, void *arg, struct buf *b,
    int *ret_more)
{
	struct db_rows rows;
	enum err e = charge_page(sc, db, arg, &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++)
		add_row(sc, b, &rows.row[i]);
	*ret_more = e == E_OK && rows.n == CHARGE_PAGE;
	return e;
}

static enum err
read_day(struct scope *sc, const char *name, const char *text, int64_t *ret)
{
	if (text == NULL || date_parse(sc, text, ret))
		return E_OK;
	return scope_fail(sc, E_SHAPE, "--%s: \"%s\" is no day like "
	    "2026-11-21", name, text);
}

static enum err
read_days(struct scope *sc, const struct args *a, struct charge_page *p)
{
	enum err e = read_day(sc, "from", a->from, &p->from);

	if (e == E_OK)
		e = read_day(sc, "to", a->to, &p->to);
	if (e == E_OK && p->to < p->from)
		return scope_fail(sc, E_SHAPE, "--to %s is before --from %s",
		    a->to, a->from);
	return e;
}

int
cmd_export_charges(struct scope *sc, const struct args *a)
{
	struct charge_page p = { .to = INT32_MAX };
	enum err e = read_days(sc, a, &p);

	return e != E_OK ? cli_complain(sc, e) : cli_export(sc, a,
	    &(struct cli_table){ header, COLUMNS, add_page, &p });
}
