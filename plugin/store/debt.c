/* Rows of debt and debt_step, with what is overdue by now. */
#include "store/debt.h"

#include "base/str.h"
#include "case_state.h"
#include "policy/date.h"
#include "store/suspension.h"

enum err
debt_told(struct scope *sc, struct db *db, int64_t *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_ACCOUNTING_GET, DB_NONE, &row);

	*ret = e == E_OK ? db_num(&row, 0) : 0;
	return e == E_GONE ? E_OK : e;
}

static int64_t
day_of(struct scope *sc, const char *text)
{
	int64_t day;

	return text != NULL && date_parse(sc, text, &day) ? day : 0;
}

enum err
debt_lines(struct scope *sc, struct db *db, int64_t customer,
    struct list *ret)
{
	struct arrears_line *l;
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_DEBT_LINES, DB_ARGS(db_int(customer),
	    db_int(customer)), &rows);

	if (e != E_OK)
		return e;
	l = scope_alloc(sc, sizeof(*l) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];

		l[i] = (struct arrears_line){ r->col[0], r->col[1],
		    DAY_UNKNOWN, db_num(r, 3) };
		if (r->col[2] != NULL)
			date_parse(sc, r->col[2], &l[i].due);
	}
	*ret = (struct list){ rows.n, l };
	return E_OK;
}

enum err
debt_arrears(struct scope *sc, struct db *db, int64_t customer,
    struct arrears *ret)
{
	struct list l;
	enum err e = debt_lines(sc, db, customer, &l);

	if (e == E_OK)
		arrears_on(sc, l.at, l.n, db_day(db, sc->now), ret);
	return e;
}

int
debt_step(const struct debt *d)
{
	if (d->is_suspended)
		return d->step > LADDER_SUSPENDED ? d->step : LADDER_SUSPENDED;
	return d->step < LADDER_REQUEST ? d->step : LADDER_REQUEST;
}

static enum err
read_steps(struct scope *sc, struct db *db, struct debt *d)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_DEBT_STEPS, DB_ARGS(db_int(d->id)),
	    &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		int64_t step = db_num(&rows.row[i], 0);

		if (step < 1 || step >= LADDER_STEPS)
			continue;
		d->step = (int)step;
		d->step_day[step] = day_of(sc, rows.row[i].col[1]);
		d->shown_day[step] = day_of(sc, rows.row[i].col[2]);
	}
	return e;
}

/* A hold is over with its last day. */
static void
read_hold(struct scope *sc, const struct db_row *r, int64_t today,
    struct debt *d)
{
	d->held_until = day_of(sc, r->col[14]);
	if (db_num(r, 13) == 0) {
		d->held_until = 0;
	} else if (d->held_until != 0 && d->held_until < today) {
		if (d->held_until >= d->resumed)
			d->resumed = d->held_until + 1;
		d->held_until = 0;
	} else {
		d->held = (struct told_by){ r->col[12], db_num(r, 13) };
		d->hold_why = r->col[15];
	}
}

static struct debt *
read_row(struct scope *sc, const struct db *db, const struct db_row *r,
    int64_t case_id)
{
	struct debt *d = scope_alloc(sc, sizeof(*d));
	int64_t ended = db_num(r, 4);

	*d = (struct debt){ .id = db_num(r, 0), .customer = db_num(r, 1),
	    .customer_name = r->col[2], .since = day_of(sc, r->col[3]),
	    .ends = ended == 0 ? DAY_UNKNOWN : db_day(db, ended),
	    .is_vip = str_same(r->col[5], "yes"), .contact = r->col[6],
	    .is_here = case_id != 0 && db_num(r, 7) == case_id,
	    .desk = r->col[8], .ticket = r->col[9],
	    .resumed = day_of(sc, r->col[17]), .told = r->col[18],
	    .is_suspended = db_num(r, 19) != 0 };
	if (db_num(r, 11) != 0) {
		d->disputed = (struct told_by){ r->col[10], db_num(r, 11) };
		d->dispute_why = r->col[16];
	}
	read_hold(sc, r, db_day(db, sc->now), d);
	return d;
}

/* What is overdue; of one that has ended it is another one's. */
static enum err
read_owed(struct scope *sc, struct db *db, struct debt *d)
{
	struct arrears a;
	enum err e;

	if (d->ends != DAY_UNKNOWN)
		return E_OK;
	if ((e = debt_arrears(sc, db, d->customer, &a)) != E_OK)
		return e;
	d->owed = a.owed;
	d->items = a.items;
	if (a.n > 0)
		d->since = a.oldest;
	else
		d->ends = db_day(db, sc->now);
	return E_OK;
}

enum err
debt_of_case(struct scope *sc, struct db *db, int64_t case_id,
    int64_t customer, const struct debt **ret)
{
	struct db_row row;
	struct debt *d;
	enum err e = db_one(sc, db, STMT_DEBT_OF_CASE, DB_ARGS(
	    db_int(case_id)), &row);

	*ret = NULL;
	if (e == E_GONE && customer != 0)
		e = db_one(sc, db, STMT_DEBT_OF_CUSTOMER, DB_ARGS(
		    db_int(customer)), &row);
	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	d = read_row(sc, db, &row, case_id);
	if ((e = read_steps(sc, db, d)) != E_OK ||
	    (e = read_owed(sc, db, d)) != E_OK)
		return e;
	/* Elsewhere what was paid a moment ago is over, too. */
	if (d->is_here || d->ends == DAY_UNKNOWN)
		*ret = d;
	return E_OK;
}

enum err
debt_look(struct scope *sc, struct db *db, int64_t debt)
{
	enum err e = db_do(sc, db, STMT_DEBT_TOUCH, DB_ARGS(db_int(debt)),
	    NULL);

	return e != E_OK ? e : db_do(sc, db, STMT_DEBT_LOOK, DB_ARGS(
	    db_int(sc->now), db_int(debt)), NULL);
}

static enum err
add_step(struct scope *sc, struct db *db, const struct debt *d,
    const struct deed *deed)
{
	int64_t n;
	enum err e;

	if (!str_int(deed->value, &n) || n < 1 || n >= LADDER_STEPS)
		BUG("a debt has no step %s", deed->value);
	e = db_do(sc, db, STMT_DEBT_STEP_ADD, DB_ARGS(db_int(d->id),
	    db_int(n), db_text(deed->text)), NULL);
	return e == E_SEEN ? E_BUSY : e;
}

enum err
debt_sent(struct scope *sc, struct db *db, const struct debt *d, int step,
    int64_t job)
{
	return db_do(sc, db, STMT_DEBT_STEP_SENT, DB_ARGS(db_int(job),
	    db_int(d->id), db_int(step)), NULL);
}

enum err
debt_shown(struct scope *sc, struct db *db, int64_t job)
{
	char today[DATE_TEXT];

	date_text(db_day(db, sc->now), today);
	return db_do(sc, db, STMT_DEBT_STEP_SHOWN, DB_ARGS(db_text(today),
	    db_int(job)), NULL);
}

static enum err
stop(struct scope *sc, struct db *db, const struct debt *d,
    const struct deed *deed)
{
	struct db_val id = db_int(d->id), now = db_int(sc->now);
	int is_hold = str_same(deed->name, "hold");
	enum err e = is_hold ?
	    db_do(sc, db, STMT_DEBT_HOLD, DB_ARGS(db_int(deed->agent), now,
	    db_text(deed->value), db_text(deed->text), id), NULL) :
	    db_do(sc, db, STMT_DEBT_DISPUTE, DB_ARGS(db_int(deed->agent), now,
	    db_text(deed->text), id), NULL);

	return e != E_OK ? e : suspension_stop(sc, db, d->customer, is_hold ?
	    "held" : "disputed");
}

/* From this day on a debtor can count on what he is told again. */
static enum err
resume(struct scope *sc, struct db *db, const struct debt *d,
    const struct deed *deed)
{
	struct db_val id = db_int(d->id), none = db_text(NULL);
	enum err e = str_same(deed->name, "unhold") ?
	    db_do(sc, db, STMT_DEBT_HOLD, DB_ARGS(none, none, none, none, id),
	    NULL) :
	    db_do(sc, db, STMT_DEBT_DISPUTE, DB_ARGS(none, none, none, id),
	    NULL);

	return e != E_OK ? e : db_do(sc, db, STMT_DEBT_RESUME, DB_ARGS(
	    db_text(deed->value), id), NULL);
}

static enum err
set(struct scope *sc, struct db *db, const struct debt *d,
    const struct deed *deed)
{
	if (str_same(deed->name, "dispute") || str_same(deed->name, "hold"))
		return stop(sc, db, d, deed);
	if (str_same(deed->name, "undispute") ||
	    str_same(deed->name, "unhold"))
		return resume(sc, db, d, deed);
	BUG("a debt has no deed %s", deed->name);
}

enum err
debt_deed(struct scope *sc, struct db *db, const struct debt *d,
    const struct deed *deed)
{
	enum err e;

	if (str_same(deed->name, "step"))
		return add_step(sc, db, d, deed);
	if (str_same(deed->name, "told"))
		return db_do(sc, db, STMT_DEBT_HEARD, DB_ARGS(
		    db_text(deed->text), db_int(d->id)), NULL);
	if ((e = set(sc, db, d, deed)) != E_OK || d->is_here)
		return e;
	return debt_look(sc, db, d->id);
}

enum err
debt_opened(struct scope *sc, struct db *db, const struct opening *o,
    enum opening_end end, const char *why)
{
	struct case_row c;
	struct db_row row;
	enum err e = db_one(sc, db, STMT_DEBT_OF_OPENING, DB_ARGS(
	    db_int(o->id)), &row);

	(void)why;
	if (e != E_OK || end != OPENING_DONE)
		return e == E_GONE ? E_OK : e;
	if ((e = case_open(sc, db, o->desk, o->ticket, &c)) != E_OK ||
	    (e = db_do(sc, db, STMT_DEBT_HAS_CASE, DB_ARGS(db_int(c.id),
	    db_int(o->id)), NULL)) != E_OK)
		return e;
	return debt_look(sc, db, db_num(&row, 0));
}
