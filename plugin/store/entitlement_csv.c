/* The file of what is held; all of it is written, since what is told again
   is new knowledge, and units go through the ledger. */
#include "store/entitlement_csv.h"

#include "policy/allowance.h"
#include "policy/date.h"
#include "policy/words.h"
#include "store/customer.h"
#include "store/entitlement.h"
#include "store/unit.h"

enum {
	NAME, VEHICLE, PLAN, CUSTOMER, FROM, TO, UNITS, FEE, MEMBERSHIP,
	COLUMNS
};
enum { MOST_NAME = 64, MOST_UNITS = 1000000 };

static const char *
check_units(struct scope *sc, const char **cell)
{
	int64_t n;

	if (!str_int(*cell, &n) || n < 0 || n > MOST_UNITS)
		return "units are a number from 0 to 1000000, or empty if "
		    "they are not counted";
	*cell = str_fmt(sc, "%d", (int)n);
	return NULL;
}

/* All must be there: an empty cell says something, too. */
static const struct import_column columns[COLUMNS] = {
	[NAME]     = { .name = "name", .most = MOST_NAME,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[VEHICLE]  = { .name = "vehicle", .words = words_vehicle,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[PLAN]     = { .name = "plan", .words = words_plan,
	    .flags = IMPORT_MUST },
	[CUSTOMER] = { .name = "customer", .names = &customer_names,
	    .flags = IMPORT_MUST },
	[FROM]     = { .name = "from", .fault = import_day,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[TO]       = { .name = "to", .fault = import_day,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[UNITS]    = { .name = "units", .fault = check_units,
	    .flags = IMPORT_MUST },
	[FEE]      = { .name = "fee", .words = words_fee,
	    .flags = IMPORT_MUST },
	[MEMBERSHIP] = { .name = "membership", .most = MOST_NAME },
};

/* What nobody says in numbers, the membership brings (DOMAIN 2.5). */
static void
fill_units(struct scope *sc, struct import *im, struct import_line *l)
{
	const struct allowances *all = im->arg;
	const char *membership = l->cell[MEMBERSHIP];
	const struct allowance *a;
	int64_t day;

	if (*membership == '\0')
		return;
	if (!allowance_has(all, membership)) {
		import_fault(sc, im, l, MEMBERSHIP, "not one of: %s",
		    allowance_names(sc, all));
		return;
	}
	if (*l->cell[UNITS] != '\0' || !date_parse(sc, l->cell[FROM], &day))
		return;
	a = allowance_find(all, membership, word_find(words_vehicle,
	    l->cell[VEHICLE]), day);
	if (a == NULL)
		import_fault(sc, im, l, UNITS, "what %s brings of this is not "
		    "published for that day; say the units", membership);
	else if (a->units != ALLOWANCE_UNLIMITED)
		l->cell[UNITS] = str_fmt(sc, "%d", (int)a->units);
}

static void
check(struct scope *sc, struct import *im, struct import_line *l)
{
	int has_plan = *l->cell[PLAN] != '\0';

	if (has_plan != word_has_plan(l->cell[VEHICLE]))
		import_fault(sc, im, l, PLAN, "%s", has_plan ?
		    "this vehicle has no plans" :
		    "this vehicle is bought as a plan; say which");
	import_order(sc, im, l, FROM, TO);
	fill_units(sc, im, l);
}

static enum err
match(struct scope *sc, struct db *db, struct import *im)
{
	(void)db;
	for (int i = 0; i < im->n; i++) {
		struct import_line *l = &im->lines[i];

		if (l->was != NULL && !str_same(l->was[VEHICLE],
		    l->cell[VEHICLE]))
			import_fault(sc, im, l, VEHICLE, "%s is %s already; "
			    "another vehicle needs another name",
			    l->cell[NAME], l->was[VEHICLE]);
	}
	return E_OK;
}

/* From what was granted before to what the file says. */
static enum err
write_units(struct scope *sc, struct db *db, struct import *im,
    struct import_line *l, const struct entitlement_row *old, int64_t id)
{
	struct unit_entry u = { .entitlement = id, .by_whom = im->by_whom,
	    .reason = "import" };
	int64_t want = 0;
	enum err e = E_OK;

	if (*l->cell[UNITS] == '\0') {
		if (old != NULL && old->is_counted)
			import_fault(sc, im, l, UNITS, "the units of %s are "
			    "counted; say how many were granted", old->name);
		return E_OK;
	}
	if (!str_int(l->cell[UNITS], &want))
		BUG("line %d was checked", l->line);
	if (old == NULL || !old->is_counted)
		e = db_do(sc, db, STMT_BALANCE_OPEN, DB_ARGS(db_int(id)),
		    NULL);
	u.units = want - (old == NULL ? 0 : old->granted);
	u.move = u.units > 0 ? UNIT_GRANT : UNIT_CORRECT;
	if (e == E_OK && u.units != 0)
		e = unit_enter(sc, db, &u);
	if (e != E_GONE)
		return e;
	import_fault(sc, im, l, UNITS, "more units of %s are used than %lld",
	    l->cell[NAME], (long long)want);
	return E_OK;
}

static enum err
write_line(struct scope *sc, struct db *db, struct import *im,
    struct import_line *l)
{
	struct entitlement_row *old;
	struct db_row row;
	int n;
	enum err e;

	e = entitlement_rows(sc, db, l->cell[NAME], &old, &n);
	if (e != E_OK && e != E_GONE)
		return e;
	if ((e = db_do(sc, db, STMT_ENTITLEMENT_SET, DB_ARGS(
	    import_val(l, NAME), import_val(l, VEHICLE), import_val(l, PLAN),
	    import_named(im, l, CUSTOMER), import_val(l, FROM),
	    import_val(l, TO), import_val(l, FEE),
	    import_val(l, UNITS), import_val(l, MEMBERSHIP),
	    db_int(sc->now)), NULL)) != E_OK ||
	    (e = db_one(sc, db, STMT_ENTITLEMENT_COUNTED, DB_ARGS(
	    import_val(l, NAME)), &row)) != E_OK)
		return e;
	return write_units(sc, db, im, l, n > 0 ? old : NULL, db_num(&row, 0));
}

static enum err
write_lines(struct scope *sc, struct db *db, struct import *im)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < im->n; i++)
		e = write_line(sc, db, im, &im->lines[i]);
	return e;
}

const struct import_kind entitlement_kind = {
	.name = "entitlements", .columns = columns, .n = COLUMNS,
	.list = STMT_ENTITLEMENT_FILE, .check = check, .match = match,
	.write = write_lines
};
