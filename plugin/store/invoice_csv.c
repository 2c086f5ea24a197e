/* The file of invoices. */
#include "store/invoice.h"

#include "base/money.h"
#include "policy/date.h"
#include "store/customer.h"

enum { NUMBER, CUSTOMER, ISSUED, DUE, CURRENCY, AMOUNT, PAID, OPEN, STATE,
	COLUMNS };
/* Values of a statement: less `open`, with the customer's id and two times. */
enum { VALUES = 11, STEP = 1000, MOST_NUMBER = 64, EXCESS = 20, NAMED = 3 };

static const char *const states[] = { "open", "paid", "cancelled", NULL };

static const struct import_column columns[COLUMNS] = {
	[NUMBER]   = { .name = "number", .most = MOST_NUMBER,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[CUSTOMER] = { .name = "customer",
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[ISSUED]   = { .name = "issued", .fault = import_day,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[DUE]      = { .name = "due", .fault = import_day,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[CURRENCY] = { .name = "currency", .fault = import_currency,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[AMOUNT]   = { .name = "amount",
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[PAID]     = { .name = "paid" },
	[OPEN]     = { .name = "open" },
	[STATE]    = { .name = "state", .words = states },
};

/* A column that the file leaves out, but says by another one. */
static void
say(struct import *im, struct import_line *l, int column, const char *text)
{
	im->is_said[column] = 1;
	l->cell[column] = text;
}

/* What one of paid and open says of the other. */
static void
complete(struct scope *sc, struct import *im, struct import_line *l,
    int64_t amount)
{
	const char *currency = l->cell[CURRENCY];
	int by = im->place[PAID] > 0 ? PAID : OPEN;
	int64_t paid, open;

	if (!import_money(sc, im, l, PAID, currency, &paid) ||
	    !import_money(sc, im, l, OPEN, currency, &open))
		return;
	if (*l->cell[PAID] == '\0' && *l->cell[OPEN] == '\0') {
		say(im, l, by == PAID ? OPEN : PAID, "");
		return;
	}
	if (*l->cell[PAID] == '\0')
		say(im, l, PAID, money_text(sc, paid = amount - open,
		    currency));
	else if (*l->cell[OPEN] == '\0')
		say(im, l, OPEN, money_text(sc, open = amount - paid,
		    currency));
	if (paid + open != amount)
		import_fault(sc, im, l, OPEN, "with what is paid it is not the "
		    "amount");
	else if (paid != 0 && (paid < 0) != (amount < 0))
		import_fault(sc, im, l, by, "so %s is paid of %s",
		    l->cell[PAID], l->cell[AMOUNT]);
}

static void
check(struct scope *sc, struct import *im, struct import_line *l)
{
	const char *state = l->cell[STATE];
	int64_t amount;

	if (!import_money(sc, im, l, AMOUNT, l->cell[CURRENCY], &amount))
		return;
	if (im->place[PAID] > 0 || im->place[OPEN] > 0) {
		complete(sc, im, l, amount);
	} else if (im->is_whole) {
		say(im, l, PAID, money_text(sc, 0, l->cell[CURRENCY]));
		say(im, l, OPEN, l->cell[AMOUNT]);
	}
	if (im->is_whole && *state != '\0' && !str_same(state, "open"))
		import_fault(sc, im, l, STATE, "in a list of open items "
		    "everything is open");
	else if (*state == '\0' && (im->is_whole || im->place[STATE] > 0))
		say(im, l, STATE, "open");
}

/* Some of the names that nobody has, in one line. */
static void
note_unknown(struct scope *sc, struct import *im)
{
	struct map *seen = map_new(sc);
	struct buf names;
	int n = 0, nnames = 0;

	buf_init(&names, sc, NAMED * 200);
	for (int i = 0; i < im->n; i++) {
		const char *name = im->lines[i].cell[CUSTOMER];

		if (import_id(&im->ids, name) != 0)
			continue;
		n++;
		if (map_put(seen, name, i) < 0 && ++nnames <= NAMED)
			buf_fmt(&names, "%s%s", nnames == 1 ? "" : ", ", name);
	}
	if (n > 0)
		import_note(sc, im, "%d of them %s of nobody who is a customer "
		    "here: %s%s", n, n == 1 ? "is" : "are", names.at,
		    nnames > NAMED ? ", ..." : "");
}

static enum err
match(struct scope *sc, struct db *db, struct import *im)
{
	enum err e = import_ids(sc, db, &customer_names, &im->ids);

	for (int i = 0; i < im->n; i++)
		if (*im->lines[i].cell[STATE] == '\0')
			im->lines[i].cell[STATE] = states[0];
	if (e == E_OK)
		note_unknown(sc, im);
	return e;
}

static const char *
day_of(struct scope *sc, const struct import *im)
{
	char *today;

	if (im->day != NULL)
		return im->day;
	today = scope_alloc(sc, DATE_TEXT);
	date_text(date_of(sc->now), today);
	return today;
}

static void
fill(struct scope *sc, const struct import *im, const struct import_line *l,
    struct db_val *ret)
{
	*ret++ = import_val(l, NUMBER);
	*ret++ = import_val(l, CUSTOMER);
	*ret++ = import_named(im, l, CUSTOMER);
	*ret++ = import_val(l, ISSUED);
	*ret++ = import_val(l, DUE);
	*ret++ = import_val(l, CURRENCY);
	*ret++ = import_minor(l, AMOUNT, l->cell[CURRENCY]);
	*ret++ = import_minor(l, PAID, l->cell[CURRENCY]);
	*ret++ = import_val(l, STATE);
	*ret++ = db_text(im->place[PAID] > 0 || im->is_said[PAID] ?
	    day_of(sc, im) : NULL);
	*ret = db_int(sc->now);
}

enum err
invoice_weigh(struct scope *sc, struct db *db, const struct import *im,
    int column)
{
	struct db_val *v = scope_alloc(sc, sizeof(*v) * 2 * STEP);
	enum err e = E_OK;
	int n = 0;

	for (int i = 0; e == E_OK && i <= im->n; i++) {
		const struct import_line *l = &im->lines[i];

		if (n > 0 && (i == im->n || n >= 2 * STEP - 1)) {
			e = db_do_many(sc, db, STMT_INVOICE_WEIGH, v, 1, n);
			n = 0;
		}
		if (i == im->n)
			break;
		if (*l->cell[column] != '\0')
			v[n++] = db_text(l->cell[column]);
		if (l->was != NULL && *l->was[column] != '\0' &&
		    !str_same(l->was[column], l->cell[column]))
			v[n++] = db_text(l->was[column]);
	}
	return e;
}

enum err
invoice_heard(struct scope *sc, struct db *db, struct import *im)
{
	struct db_rows rows;
	enum err e = db_do(sc, db, STMT_ACCOUNTING_TOLD, DB_ARGS(
	    db_int(sc->now), db_text(im->is_whole ? day_of(sc, im) : NULL)),
	    NULL);

	if (e != E_OK || (e = db_all(sc, db, STMT_INVOICE_EXCESS, DB_ARGS(
	    db_int(EXCESS)), &rows)) != E_OK)
		return e;
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];

		import_note(sc, im, "invoice %s of %s is paid with %s %s too "
		    "much, which lowers what else he owes", r->col[0],
		    r->col[1], money_text(sc, db_num(r, 3), r->col[2]),
		    r->col[2]);
	}
	return E_OK;
}

/*
 * What a list of all that is open does not have is paid. A list with nothing
 * is more often an export that failed: it would thank every debtor.
 */
static enum err
end_rest(struct scope *sc, struct db *db, struct import *im)
{
	int64_t n;
	enum err e;

	if (!im->is_whole)
		return E_OK;
	e = db_do(sc, db, STMT_INVOICE_REST, DB_ARGS(db_int(sc->now),
	    db_int(sc->now)), &n);
	if (e == E_OK && n > 0 && im->n == 0)
		return scope_fail(sc, E_SHAPE, "%s: a list without lines would "
		    "make all %lld open invoices paid; if they are, import "
		    "them with the state paid, without --open-items",
		    im->file, (long long)n);
	if (e == E_OK && n > 0)
		import_note(sc, im, "%lld not in the list any more, so paid",
		    (long long)n);
	return e;
}

static enum err
write_lines(struct scope *sc, struct db *db, struct import *im)
{
	static const struct import_writer writer = { STMT_INVOICE_ADD,
	    STMT_INVOICE_SET, STMT_INVOICE_TOLD, VALUES, 2, fill };
	enum err e;

	if ((e = import_write(sc, db, im, &writer)) != E_OK ||
	    (e = end_rest(sc, db, im)) != E_OK ||
	    (e = invoice_weigh(sc, db, im, NUMBER)) != E_OK)
		return e;
	return invoice_heard(sc, db, im);
}

static void
show(struct scope *sc, const char **col)
{
	for (int i = AMOUNT; i <= OPEN; i++)
		import_show_money(sc, &col[i + 1], col[CURRENCY + 1]);
}

const struct import_kind invoice_kind = {
	.name = "invoices", .columns = columns, .n = COLUMNS,
	.list = STMT_INVOICE_LIST, .check = check, .match = match,
	.write = write_lines, .show = show, .may_be_whole = 1
};

enum err
invoice_adopt(struct scope *sc, struct db *db)
{
	enum err e = db_do(sc, db, STMT_INVOICE_ADOPT, DB_NONE, NULL);

	return e != E_OK ? e : db_do(sc, db, STMT_PAYMENT_ADOPT, DB_NONE,
	    NULL);
}
