/* Rows of table entitlement, with their balances. */
#include "store/entitlement.h"

#include "policy/date.h"
#include "policy/words.h"

enum { FAR_DAYS = 60 };

static int64_t
day_of(struct scope *sc, const char *text)
{
	int64_t day;

	return date_parse(sc, text, &day) ? day : DAY_UNKNOWN;
}

enum err
entitlement_list(struct scope *sc, struct db *db, int64_t customer,
    struct list *ret, int64_t *ret_told_at)
{
	char past[DATE_TEXT];
	struct entitlement *all;
	struct db_rows rows;
	enum err e;

	date_text(date_of(sc->now) - ENTITLEMENT_PAST, past);
	*ret_told_at = sc->now;
	e = db_all(sc, db, STMT_ENTITLEMENT_LIST, DB_ARGS(db_text(past),
	    db_int(customer), db_text(past), db_int(LIST_MAX)), &rows);
	if (e != E_OK)
		return e;
	all = scope_alloc(sc, sizeof(*all) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];

		all[i] = (struct entitlement){ .id = r->col[0],
		    .vehicle = word_find(words_vehicle, r->col[1]),
		    .plan = word_find(words_plan, r->col[2]),
		    .holder = r->col[3] == NULL ? HOLDER_PARTNER :
		    HOLDER_CUSTOMER,
		    .from = day_of(sc, r->col[4]), .to = day_of(sc, r->col[5]),
		    .fee = word_find(words_fee, r->col[6]),
		    .units_left = r->col[7] == NULL ? COUNT_UNKNOWN :
		    db_num(r, 7) };
		if (db_num(r, 8) < *ret_told_at)
			*ret_told_at = db_num(r, 8);
	}
	*ret = (struct list){ rows.n, all };
	return E_OK;
}

enum err
entitlement_rows(struct scope *sc, struct db *db, const char *name,
    struct entitlement_row **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_ENTITLEMENT_ROWS, DB_ARGS(
	    db_text(name), db_text(name)), &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];

		(*ret)[i] = (struct entitlement_row){ db_num(r, 0), r->col[1],
		    r->col[2], r->col[3], r->col[4], r->col[5], r->col[6],
		    r->col[7], r->col[8] != NULL, db_num(r, 8), db_num(r, 9),
		    db_num(r, 10) };
	}
	*ret_n = rows.n;
	return rows.n > 0 || name == NULL ? E_OK : scope_fail(sc, E_GONE,
	    "no entitlement is called \"%s\"; see cspdesk units list", name);
}

static const char *
by_units(int64_t left, int64_t low)
{
	if (left == COUNT_UNKNOWN || left > low)
		return NULL;
	return left == 0 ? "out" : "low";
}

static const char *
by_days(int64_t days)
{
	return days <= 7 ? "7" : days <= 30 ? "30" : days <= FAR_DAYS ? "60" :
	    NULL;
}

enum err
entitlement_warnings(struct scope *sc, struct db *db, int64_t low,
    struct entitlement_warning **ret, int *ret_n)
{
	int64_t today = date_of(sc->now);
	char from[DATE_TEXT], to[DATE_TEXT];
	struct db_rows rows;
	enum err e;

	*ret_n = 0;
	date_text(today, from);
	date_text(today + FAR_DAYS, to);
	e = db_all(sc, db, STMT_ENTITLEMENT_ENDING, DB_ARGS(db_text(from),
	    db_text(from), db_text(to), db_int(low)), &rows);
	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(2 * rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];
		struct entitlement_warning w = { .id = db_num(r, 0),
		    .name = r->col[1], .ends = r->col[2],
		    .units_left = r->col[3] == NULL ? COUNT_UNKNOWN :
		    db_num(r, 3), .days = day_of(sc, r->col[2]) - today };

		if ((w.what = by_units(w.units_left, low)) != NULL)
			(*ret)[(*ret_n)++] = w;
		w.is_end = 1;
		if ((w.what = by_days(w.days)) != NULL)
			(*ret)[(*ret_n)++] = w;
	}
	return E_OK;
}

enum err
entitlement_warn(struct scope *sc, struct db *db,
    const struct entitlement_warning *w)
{
	return db_do(sc, db, STMT_ENTITLEMENT_WARN, DB_ARGS(db_int(w->id),
	    db_text(w->what), db_text(w->ends), db_int(sc->now)), NULL);
}
