/* Rows of microsoft_invoice, and what came of their days. */
#include "store/bill.h"

#include "base/fault.h"
#include "base/str.h"
#include "policy/date.h"
#include "store/delivery.h"

enum { TX_TRIES = 5, NOTE_MOST = 500 };

static const char *
day_text(struct scope *sc, int64_t day)
{
	char text[DATE_TEXT];

	date_text(day, text);
	return str_dup(sc, text);
}

struct due_at {
	const struct due_rule	*rule;
	int64_t			 today, rest;
};

/* The columns of bill_list and bill_of_opening. */
static void
read_row(struct scope *sc, const struct due_at *at, const struct db_row *r,
    struct bill *b)
{
	int64_t issued = at->today;

	*b = (struct bill){ .id = db_num(r, 0), .number = r->col[1],
	    .account = r->col[2], .issued = r->col[3],
	    .currency = r->col[5], .total = db_num(r, 6),
	    .open = db_num(r, 7), .source = r->col[8],
	    .is_ended = db_num(r, 9) != 0, .opening = db_num(r, 10),
	    .desk = r->col[11], .ticket = r->col[12],
	    .is_lost = db_num(r, 13) != 0 };
	date_parse(sc, b->issued, &issued);
	if (r->col[4] == NULL || !date_parse(sc, r->col[4], &b->due))
		b->due = issued + at->rule->net_days;
	b->is_paid = b->open <= 0;
	b->left = b->due - at->today;
	b->has_step = due_step(at->rule, b->left, at->rest, &b->step);
}

/* Did anybody hear of the step that it has now? */
static enum err
find_warning(struct scope *sc, struct db *db, struct bill *b)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_BILL_WARNED, DB_ARGS(db_int(b->id),
	    db_text(day_text(sc, b->due)), db_int(b->step)), &row);

	b->is_told = e == E_OK;
	return e == E_GONE ? E_OK : e;
}

enum err
bill_list(struct scope *sc, struct db *db, const struct due_rule *rule,
    int64_t rest, struct bill **ret, int *ret_n)
{
	struct due_at at = { rule, db_day(db, sc->now), rest };
	struct db_rows rows;
	struct bill *b;
	enum err e = db_all(sc, db, STMT_BILL_LIST, DB_NONE, &rows);

	if (e != E_OK)
		return e;
	b = scope_alloc(sc, sizeof(*b) * (size_t)(rows.n + 1));
	for (int i = 0; e == E_OK && i < rows.n; i++) {
		read_row(sc, &at, &rows.row[i], &b[i]);
		e = find_warning(sc, db, &b[i]);
	}
	*ret = b;
	*ret_n = rows.n;
	return e;
}

enum err
bill_count(struct scope *sc, struct db *db, const struct due_rule *rule,
    struct bill_count *ret)
{
	struct bill *b;
	int n = 0;
	enum err e = bill_list(sc, db, rule, 0, &b, &n);

	*ret = (struct bill_count){ .due = DAY_UNKNOWN };
	for (int i = 0; e == E_OK && i < n; i++) {
		if (b[i].is_paid)
			continue;
		ret->open++;
		if (b[i].left < 0 && ret->over++ == 0)
			ret->first = b[i].number;
		if (ret->due == DAY_UNKNOWN || b[i].due < ret->due)
			ret->due = b[i].due;
	}
	return e;
}

enum err
bill_warnings(struct scope *sc, struct db *db, int64_t bill,
    struct list *ret)
{
	struct bill_warning *w;
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_BILL_WARNINGS, DB_ARGS(
	    db_int(bill)), &rows);

	if (e != E_OK)
		return e;
	w = scope_alloc(sc, sizeof(*w) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		w[i].at = db_num(&rows.row[i], 1);
		if (date_parse(sc, rows.row[i].col[0], &w[i].left))
			w[i].left -= db_day(db, w[i].at);
	}
	*ret = (struct list){ rows.n, w };
	return E_OK;
}

enum err
bill_of_opening(struct scope *sc, struct db *db, const struct due_rule *rule,
    int64_t rest, int64_t opening, const struct bill **ret)
{
	struct due_at at = { rule, db_day(db, sc->now), rest };
	struct bill *b = scope_alloc(sc, sizeof(*b));
	struct db_row row;
	enum err e = db_one(sc, db, STMT_BILL_OF_OPENING, DB_ARGS(
	    db_int(opening)), &row);

	*ret = NULL;
	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	read_row(sc, &at, &row, b);
	*ret = b;
	return find_warning(sc, db, b);
}

static enum err
warn(struct scope *sc, struct db *db, const struct bill *b)
{
	return db_do(sc, db, STMT_BILL_WARN, DB_ARGS(db_int(b->id),
	    db_text(day_text(sc, b->due)), db_int(b->step), db_int(sc->now)),
	    NULL);
}

struct wanted {
	const struct bill	*bill;
	const struct opening	*opening;
};

/* The row is the lock: both who want it would write it. */
static enum err
open_ticket(struct scope *sc, struct db *db, void *arg)
{
	const struct wanted *w = arg;
	const struct bill *b = w->bill;
	int64_t changed;
	enum err e = opening_add(sc, db, w->opening);

	if (e == E_OK)
		e = db_do(sc, db, STMT_BILL_OPENING, DB_ARGS(
		    db_int(db_last_id(db)), db_int(b->id), b->opening == 0 ?
		    db_text(NULL) : db_int(b->opening)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "another worker was quicker");
	FAULT("bill.opening");
	return e == E_OK ? warn(sc, db, b) : e;
}

enum err
bill_open(struct scope *sc, struct db *db, const struct bill *b,
    const struct opening *o)
{
	struct wanted w = { b, o };

	return db_tx(sc, db, TX_TRIES, open_ticket, &w);
}

static enum err
poke(struct scope *sc, struct db *db, void *arg)
{
	const struct bill *b = arg;
	struct delivery d = { .desk = b->desk, .ticket = b->ticket,
	    .source = SOURCE_TIMER, .at = sc->now, .request = sc->id,
	    .key = b->is_paid ? str_fmt(sc, "bill-%lld-paid-%s",
	    (long long)b->id, day_text(sc, db_day(db, sc->now))) :
	    str_fmt(sc, "bill-%lld-%s-%d", (long long)b->id,
	    day_text(sc, b->due), b->step) };

	return delivery_add(sc, db, &d);
}

enum err
bill_poke(struct scope *sc, struct db *db, const struct bill *b)
{
	enum err e = db_tx(sc, db, TX_TRIES, poke, (void *)(uintptr_t)b);

	return e == E_SEEN ? E_OK : e;
}

enum err
bill_warned(struct scope *sc, struct db *db, const struct bill *b)
{
	enum err e = warn(sc, db, b);

	return e == E_OK ? db_do(sc, db, STMT_BILL_END, DB_ARGS(
	    db_text(NULL), db_int(b->id)), NULL) :
	    e == E_SEEN ? E_BUSY : e;
}

enum err
bill_ended(struct scope *sc, struct db *db, const struct bill *b)
{
	return db_do(sc, db, STMT_BILL_END, DB_ARGS(db_int(sc->now),
	    db_int(b->id)), NULL);
}

enum err
bill_poll(struct scope *sc, struct db *db, struct bill_poll *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_BILL_POLL, DB_NONE, &row);

	if (e == E_OK)
		*ret = (struct bill_poll){ db_num(&row, 0), db_num(&row, 1),
		    row.col[2] };
	return e;
}

enum err
bill_poll_claim(struct scope *sc, struct db *db, int64_t next)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_BILL_POLL_CLAIM, DB_ARGS(
	    db_int(next), db_int(sc->now)), &changed);

	return e != E_OK || changed == 1 ? e : scope_fail(sc, E_GONE,
	    "not due");
}

enum err
bill_poll_failed(struct scope *sc, struct db *db, int64_t next,
    const char *why)
{
	return db_do(sc, db, STMT_BILL_POLL_FAILED, DB_ARGS(db_int(next),
	    db_text(str_copy(sc, why, str_utf8_cut(why, NOTE_MOST)))), NULL);
}

static enum err
learn(struct scope *sc, struct db *db, void *arg)
{
	const struct list *all = arg;
	const struct partner_invoice *v = all->at;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < all->n; i++)
		e = db_do(sc, db, STMT_BILL_LEARN, DB_ARGS(
		    db_text(v[i].number), db_text(v[i].is_credit ?
		    "credit-note" : "invoice"), db_text(day_text(sc,
		    v[i].day)), db_text(v[i].currency), db_int(v[i].total),
		    db_int(v[i].paid), db_text(v[i].amends), db_int(sc->now)),
		    NULL);
	FAULT("bill.learned");
	return e == E_OK ? db_do(sc, db, STMT_BILL_POLL_DONE, DB_ARGS(
	    db_int(sc->now)), NULL) : e;
}

enum err
bill_learn(struct scope *sc, struct db *db, const struct list *all)
{
	return db_tx(sc, db, TX_TRIES, learn, (void *)(uintptr_t)all);
}
