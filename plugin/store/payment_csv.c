/* The file of payments. */
#include "store/invoice.h"

#include "store/customer.h"

enum { REFERENCE, INVOICE, CUSTOMER, DAY, CURRENCY, AMOUNT, COLUMNS };
enum { VALUES = 8, MOST_NUMBER = 64 };

static const struct import_column columns[COLUMNS] = {
	[REFERENCE] = { .name = "reference", .most = MOST_NUMBER,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[INVOICE]   = { .name = "invoice", .most = MOST_NUMBER },
	[CUSTOMER]  = { .name = "customer" },
	[DAY]       = { .name = "day", .fault = import_day,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[CURRENCY]  = { .name = "currency", .fault = import_currency,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[AMOUNT]    = { .name = "amount",
	    .flags = IMPORT_MUST | IMPORT_FILLED },
};

static void
check(struct scope *sc, struct import *im, struct import_line *l)
{
	int64_t minor;

	if (import_money(sc, im, l, AMOUNT, l->cell[CURRENCY], &minor) &&
	    minor == 0)
		import_fault(sc, im, l, AMOUNT, "nothing is paid by that");
	if (*l->cell[INVOICE] == '\0' && *l->cell[CUSTOMER] == '\0')
		import_fault(sc, im, l, -1, "is of no invoice and of no "
		    "customer");
}

static enum err
match(struct scope *sc, struct db *db, struct import *im)
{
	int unknown = 0;
	enum err e = import_ids(sc, db, &customer_names, &im->ids);

	for (int i = 0; e == E_OK && i < im->n; i++)
		unknown += *im->lines[i].cell[INVOICE] == '\0' &&
		    import_id(&im->ids, im->lines[i].cell[CUSTOMER]) == 0;
	if (unknown > 0)
		import_note(sc, im, "%d of them on account of nobody who is a "
		    "customer here", unknown);
	return e;
}

static void
fill(struct scope *sc, const struct import *im, const struct import_line *l,
    struct db_val *ret)
{
	for (int i = 0; i < AMOUNT; i++)
		*ret++ = import_val(l, i);
	*ret++ = import_minor(l, AMOUNT, l->cell[CURRENCY]);
	*ret++ = import_named(im, l, CUSTOMER);
	*ret = db_int(sc->now);
}

/* What is wrong between a payment and its invoice; unknown ones are told. */
static enum err
compare(struct scope *sc, struct db *db, struct import *im)
{
	struct db_rows rows;
	int unknown = 0;
	enum err e = db_all(sc, db, STMT_PAYMENT_ODD, DB_ARGS(db_int(
	    sc->now)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const char *const *c = rows.row[i].col;
		int at = map_get(im->by_key, c[0]);
		struct import_line *l = at < 0 ? NULL : &im->lines[at];

		if (c[2] == NULL)
			unknown++;
		else if (l != NULL && !str_same(c[2], l->cell[CURRENCY]))
			import_fault(sc, im, l, CURRENCY, "invoice %s is in %s",
			    c[1], c[2]);
		else if (l != NULL)
			import_fault(sc, im, l, CUSTOMER, "invoice %s is of "
			    "\"%s\"", c[1], c[3]);
	}
	if (unknown > 0)
		import_note(sc, im, "%d of them of invoices that are not "
		    "known; they count once these are", unknown);
	return e;
}

static enum err
write_lines(struct scope *sc, struct db *db, struct import *im)
{
	static const struct import_writer writer = { STMT_PAYMENT_ADD,
	    STMT_PAYMENT_SET, STMT_PAYMENT_TOLD, VALUES, 1, fill };
	enum err e;

	if ((e = import_write(sc, db, im, &writer)) != E_OK ||
	    (e = compare(sc, db, im)) != E_OK ||
	    (e = invoice_weigh(sc, db, im, INVOICE)) != E_OK)
		return e;
	return invoice_heard(sc, db, im);
}

static void
show(struct scope *sc, const char **col)
{
	import_show_money(sc, &col[AMOUNT + 1], col[CURRENCY + 1]);
}

const struct import_kind payment_kind = {
	.name = "payments", .columns = columns, .n = COLUMNS,
	.list = STMT_PAYMENT_LIST, .check = check, .match = match,
	.write = write_lines, .show = show
};
