/* Reads and checks the rows by themselves, then writes them in one commit. */
#include "store/entitlement_csv.h"

#include "base/csv.h"
#include "base/str.h"
#include "policy/date.h"
#include "policy/words.h"
#include "store/customer.h"
#include "store/entitlement.h"
#include "store/unit.h"

#include <string.h>

#define HEADER	"name,vehicle,plan,customer,from,to,units,fee"
enum { NAME, VEHICLE, PLAN, CUSTOMER, FROM, TO, UNITS, FEE };
enum { MOST_NAME = 64, MOST_UNITS = 1000000, TX_TRIES = 5 };

struct import {
	const struct entitlement_file	*file;
	struct csv_row			*rows;
	int				 n;
};

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

static int
is_word(const char *const *words, const char *s)
{
	return word_find(words, s) != WORD_UNKNOWN;
}

static const char *
words_of(struct scope *sc, const char *const *words)
{
	struct buf b;

	buf_init(&b, sc, 512);
	for (int i = 0; words[i] != NULL; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ", ", words[i]);
	return b.at;
}

static const char *
fault_of_days(struct scope *sc, const struct csv_row *r)
{
	int64_t from, to;

	if (!date_parse(sc, r->col[FROM], &from) ||
	    !date_parse(sc, r->col[TO], &to))
		return "from and to are days like 2026-12-31";
	return to < from ? "it ends before it begins" : NULL;
}

/* What is wrong with a row by itself, or NULL. */
static const char *
fault_of(struct scope *sc, const struct csv_row *r)
{
	int has_plan = *r->col[PLAN] != '\0';
	int64_t units;

	if (*r->col[NAME] == '\0' || strlen(r->col[NAME]) > MOST_NAME)
		return "the name is empty or longer than 64 bytes";
	if (!is_word(words_vehicle, r->col[VEHICLE]))
		return str_fmt(sc, "the vehicle is one of: %s",
		    words_of(sc, words_vehicle));
	if (has_plan && !is_word(words_plan, r->col[PLAN]))
		return str_fmt(sc, "the plan is empty or one of: %s",
		    words_of(sc, words_plan));
	if (has_plan != word_has_plan(r->col[VEHICLE]))
		return has_plan ? "this vehicle has no plans" :
		    "this vehicle is bought as a plan; say which";
	if (*r->col[UNITS] != '\0' && (!str_int(r->col[UNITS], &units) ||
	    units < 0 || units > MOST_UNITS))
		return "units are a number from 0 to 1000000, or empty if "
		    "they are not counted";
	if (*r->col[FEE] != '\0' && !is_word(words_fee, r->col[FEE]))
		return "the fee is included, paid or empty";
	return fault_of_days(sc, r);
}

static const char *
fault_beside(struct scope *sc, const struct csv_row *rows, int i)
{
	const char *fault = fault_of(sc, &rows[i]);

	for (int k = 1; fault == NULL && k < i; k++)
		if (str_same(rows[k].col[NAME], rows[i].col[NAME]))
			fault = str_fmt(sc, "%s stands in line %d already",
			    rows[i].col[NAME], rows[k].line);
	return fault;
}

static enum err
check_rows(struct scope *sc, const struct csv_row *rows, int n)
{
	struct buf b;

	buf_init(&b, sc, sizeof(sc->why) - 1);
	for (int i = 1; i < n; i++) {
		const char *fault = fault_beside(sc, rows, i);

		if (fault != NULL)
			buf_fmt(&b, "%sline %d: %s", b.len > 0 ? "\n" : "",
			    rows[i].line, fault);
	}
	return b.len == 0 ? E_OK : scope_fail(sc, E_SHAPE, "%s", b.at);
}

static enum err
find_customer(struct scope *sc, struct db *db, const struct csv_row *r,
    struct db_val *ret)
{
	struct customer who;
	enum err e;

	*ret = db_text(NULL);
	if (*r->col[CUSTOMER] == '\0')
		return E_OK;
	e = customer_by_name(sc, db, r->col[CUSTOMER], &who);
	if (e == E_OK)
		*ret = db_int(who.id);
	return e == E_GONE ? scope_fail(sc, E_SHAPE, "line %d: no customer is "
	    "called \"%s\"; import customers first", r->line,
	    r->col[CUSTOMER]) : e;
}

/* From what was granted before to what the file says. */
static enum err
import_units(struct scope *sc, struct db *db, const struct import *im,
    const struct csv_row *r, const struct entitlement_row *old, int64_t id)
{
	struct unit_entry u = { .entitlement = id,
	    .by_whom = im->file->by_whom, .reason = "import" };
	int64_t want = 0;
	enum err e = E_OK;

	if (*r->col[UNITS] == '\0')
		return old == NULL || !old->is_counted ? E_OK : scope_fail(sc,
		    E_SHAPE, "line %d: the units of %s are counted; say how "
		    "many were granted", r->line, old->name);
	if (!str_int(r->col[UNITS], &want))
		BUG("line %d was checked", r->line);
	if (old == NULL || !old->is_counted)
		e = db_do(sc, db, STMT_BALANCE_OPEN, DB_ARGS(db_int(id)),
		    NULL);
	u.units = want - (old == NULL ? 0 : old->granted);
	u.move = u.units > 0 ? UNIT_GRANT : UNIT_CORRECT;
	if (e == E_OK && u.units != 0)
		e = unit_enter(sc, db, &u);
	return e == E_GONE ? scope_fail(sc, E_SHAPE, "line %d: more units of "
	    "%s are used than %lld", r->line, r->col[NAME], (long long)want) :
	    e;
}

static enum err
import_row(struct scope *sc, struct db *db, const struct import *im,
    const struct csv_row *r)
{
	struct entitlement_row *old;
	struct db_val who;
	struct db_row row;
	int n;
	enum err e;

	if ((e = entitlement_rows(sc, db, r->col[NAME], &old, &n)) != E_OK &&
	    e != E_GONE)
		return e;
	if (n > 0 && !str_same(old->vehicle, r->col[VEHICLE]))
		return scope_fail(sc, E_SHAPE, "line %d: %s is %s already; "
		    "another vehicle needs another name", r->line,
		    r->col[NAME], old->vehicle);
	if ((e = find_customer(sc, db, r, &who)) != E_OK ||
	    (e = db_do(sc, db, STMT_ENTITLEMENT_SET, DB_ARGS(
	    db_text(r->col[NAME]), db_text(r->col[VEHICLE]),
	    db_text(or_null(r->col[PLAN])), who, db_text(r->col[FROM]),
	    db_text(r->col[TO]), db_text(or_null(r->col[FEE])),
	    db_text(or_null(r->col[UNITS])), db_int(sc->now)), NULL)) != E_OK ||
	    (e = db_one(sc, db, STMT_ENTITLEMENT_COUNTED, DB_ARGS(
	    db_text(r->col[NAME])), &row)) != E_OK)
		return e;
	return import_units(sc, db, im, r, n > 0 ? old : NULL,
	    db_num(&row, 0));
}

static enum err
import(struct scope *sc, struct db *db, void *arg)
{
	const struct import *im = arg;
	enum err e = E_OK;

	for (int i = 1; e == E_OK && i < im->n; i++)
		e = import_row(sc, db, im, &im->rows[i]);
	/* A dry run ends like a failure, so that nothing is kept. */
	return e == E_OK && im->file->dry_run ? E_GONE : e;
}

enum err
entitlement_import(struct scope *sc, struct db *db,
    const struct entitlement_file *file, int *ret_n)
{
	struct import im = { .file = file };
	enum err e;

	if ((e = csv_parse(sc, file->csv, &im.rows, &im.n)) != E_OK ||
	    (e = csv_check(sc, im.rows, im.n, HEADER)) != E_OK ||
	    (e = check_rows(sc, im.rows, im.n)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK)
		return e;
	*ret_n = im.n - 1;
	e = db_tx(sc, db, TX_TRIES, import, &im);
	return e == E_GONE && file->dry_run ? E_OK : e;
}
