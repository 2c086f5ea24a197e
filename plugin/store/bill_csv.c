/* The file of Microsoft's invoices. */
#include "store/bill.h"

#include "base/money.h"
#include "base/str.h"
#include "store/account.h"

enum {
	NUMBER, ISSUED, CURRENCY, TOTAL, PAID, DUE, KIND, AMENDS, STATE,
	ACCOUNT, COLUMNS
};
enum { NUMBER_MOST = 64 };

static const char *const kinds[] = { "invoice", "credit-note", NULL };
static const char *const states[] = { "open", "paid", "void", NULL };

static const struct import_column columns[COLUMNS] = {
	[NUMBER]   = { .name = "number", .most = NUMBER_MOST,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[ISSUED]   = { .name = "issued", .fault = import_day,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[CURRENCY] = { .name = "currency", .fault = import_currency,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[TOTAL]    = { .name = "total",
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[PAID]     = { .name = "paid" },
	[DUE]      = { .name = "due", .fault = import_day },
	[KIND]     = { .name = "kind", .words = kinds },
	[AMENDS]   = { .name = "amends", .most = NUMBER_MOST },
	[STATE]    = { .name = "state", .words = states },
	[ACCOUNT]  = { .name = "account", .names = &account_names },
};

/* What an empty cell means; of a column that was left out, what was. */
static void
preset(const struct import *im, struct import_line *l, int column,
    const char *value)
{
	if (*l->cell[column] == '\0' && im->place[column] > 0)
		l->cell[column] = value;
}

static void
check(struct scope *sc, struct import *im, struct import_line *l)
{
	const char *currency = l->cell[CURRENCY];
	int64_t total, paid;

	preset(im, l, KIND, kinds[0]);
	preset(im, l, STATE, states[0]);
	preset(im, l, PAID, "0");
	if (import_money(sc, im, l, TOTAL, currency, &total) && total > 0 &&
	    str_same(l->cell[KIND], kinds[1]))
		l->cell[TOTAL] = money_text(sc, -total, currency);
	if (import_money(sc, im, l, PAID, currency, &paid) && paid < 0)
		import_fault(sc, im, l, PAID, "must not be below 0");
	import_order(sc, im, l, ISSUED, DUE);
	if (str_same(l->cell[AMENDS], l->cell[NUMBER]))
		import_fault(sc, im, l, AMENDS, "it cannot amend itself");
}

/* The kind may be what was known before. */
static void
check_sign(struct scope *sc, struct import *im, struct import_line *l)
{
	int is_below = *l->cell[TOTAL] == '-';

	if (is_below != str_same(l->cell[KIND], kinds[1]))
		import_fault(sc, im, l, TOTAL, is_below ? "only a credit note "
		    "is below 0: kind credit-note" : "a credit note is below "
		    "0");
}

static enum err
match(struct scope *sc, struct db *db, struct import *im)
{
	(void)db;
	for (int i = 0; i < im->n; i++)
		check_sign(sc, im, &im->lines[i]);
	return E_OK;
}

static struct db_val
or_first(const struct import_line *l, int column, const char *const *words)
{
	return db_text(*l->cell[column] == '\0' ? words[0] : l->cell[column]);
}

static void
fill(struct scope *sc, const struct import *im, const struct import_line *l,
    struct db_val *ret)
{
	import_fill(sc, im, l, ret);
	ret[TOTAL] = import_minor(l, TOTAL, l->cell[CURRENCY]);
	ret[PAID] = *l->cell[PAID] == '\0' ? db_int(0) :
	    import_minor(l, PAID, l->cell[CURRENCY]);
	ret[KIND] = or_first(l, KIND, kinds);
	ret[STATE] = or_first(l, STATE, states);
}

static void
show(struct scope *sc, const char **col)
{
	const char **cell = col + 1;

	import_show_money(sc, &cell[TOTAL], cell[CURRENCY]);
	import_show_money(sc, &cell[PAID], cell[CURRENCY]);
}

const struct import_kind bill_kind = {
	.name = "microsoft-invoices", .columns = columns, .n = COLUMNS,
	.list = STMT_BILL_PAGE, .show = show, .check = check,
	.match = match, .writer = { STMT_BILL_ADD, STMT_BILL_SET,
	    STMT_BILL_TOLD, COLUMNS + 1, 1, fill }
};
