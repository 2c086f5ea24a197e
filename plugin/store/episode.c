/* Each change asks for the state that it was decided on. */
#include "store/episode.h"

#include "base/crypto.h"
#include "base/fault.h"
#include "base/str.h"
#include "policy/date.h"
#include "store/suspension.h"

static void
take_ids(struct scope *sc, const struct db_rows *rows, int64_t **ret,
    int *ret_n)
{
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows->n + 1));
	for (int i = 0; i < rows->n; i++)
		(*ret)[i] = db_num(&rows->row[i], 0);
	*ret_n = rows->n;
}

static const char *
today(struct scope *sc, const struct db *db, int64_t before)
{
	char *day = scope_alloc(sc, DATE_TEXT);

	date_text(db_day(db, sc->now) - before, day);
	return day;
}

enum err
episode_late(struct scope *sc, struct db *db, int64_t after, int most,
    int64_t **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_EPISODE_LATE, DB_ARGS(
	    db_text(today(sc, db, 0)), db_int(after), db_int(most)), &rows);

	if (e == E_OK)
		take_ids(sc, &rows, ret, ret_n);
	return e;
}

enum err
episode_open(struct scope *sc, struct db *db, int64_t after, int most,
    int64_t **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_EPISODE_OPEN, DB_ARGS(db_int(after),
	    db_int(most)), &rows);

	if (e == E_OK)
		take_ids(sc, &rows, ret, ret_n);
	return e;
}

/* Of all that a ticket of his would be told. */
static const char *
digest_of(struct scope *sc, const struct arrears *a, const struct db_row *r)
{
	char *hex = scope_alloc(sc, SHA256_HEX);
	struct buf b;

	buf_init(&b, sc, 4096);
	buf_fmt(&b, "%s %s %s", a->digest, r->col[0] == NULL ? "" : r->col[0],
	    r->col[1] == NULL ? "" : r->col[1]);
	crypto_sha256_hex(b.at, b.len, hex);
	return hex;
}

/* What is overdue, with its digest. */
static enum err
look(struct scope *sc, struct db *db, int64_t customer, struct arrears *ret,
    const char **ret_digest)
{
	struct db_row row;
	enum err e = debt_arrears(sc, db, customer, ret);

	if (e == E_OK)
		e = db_one(sc, db, STMT_EPISODE_WHO, DB_ARGS(
		    db_int(customer)), &row);
	if (e == E_OK)
		*ret_digest = digest_of(sc, ret, &row);
	return e;
}

static const char *
text_of(struct scope *sc, int64_t day)
{
	char *text = scope_alloc(sc, DATE_TEXT);

	date_text(day, text);
	return text;
}

static enum err
begin(struct scope *sc, struct db *db, int64_t customer,
    const struct arrears *a, const char *digest)
{
	return db_do(sc, db, STMT_EPISODE_BEGIN, DB_ARGS(db_int(customer),
	    db_text(text_of(sc, a->oldest)), db_int(sc->now),
	    db_text(digest)), NULL);
}

enum err
episode_begin(struct scope *sc, struct db *db, int64_t customer, int *ret_is)
{
	const char *digest;
	struct arrears a;
	enum err e = look(sc, db, customer, &a, &digest);

	*ret_is = 0;
	if (e != E_OK || a.n == 0)
		return e;
	e = begin(sc, db, customer, &a, digest);
	FAULT("debt.begun");
	*ret_is = e == E_OK;
	return e == E_SEEN ? E_OK : e;
}

static enum err
end(struct scope *sc, struct db *db, int64_t debt, int64_t customer)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_EPISODE_END, DB_ARGS(db_int(sc->now),
	    db_int(debt)), &changed);

	if (e == E_OK && changed != 1)
		return E_BUSY;
	if (e == E_OK)
		e = suspension_stop(sc, db, customer, "paid");
	FAULT("debt.ended");
	return e == E_OK ? debt_look(sc, db, debt) : e;
}

/*
 * Was nobody reminded of any of it yet? An item is overdue only after its due
 * day, so a step names none that was due on its own day.
 */
static int
is_another(struct scope *sc, const struct arrears *a, const char *last_step)
{
	int64_t day;

	return last_step != NULL && date_parse(sc, last_step, &day) &&
	    a->oldest >= day;
}

enum err
episode_follow(struct scope *sc, struct db *db, int64_t debt,
    enum episode_news *ret)
{
	const char *digest = NULL;
	int64_t customer, changed;
	struct arrears a;
	struct db_row row;
	enum err e = db_one(sc, db, STMT_EPISODE_GET, DB_ARGS(db_int(debt)),
	    &row);

	*ret = EPISODE_SAME;
	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	customer = db_num(&row, 0);
	if ((e = look(sc, db, customer, &a, &digest)) != E_OK)
		return e;
	if (a.n == 0 || is_another(sc, &a, row.col[2])) {
		if ((e = end(sc, db, debt, customer)) != E_OK)
			return e;
		*ret = a.n == 0 ? EPISODE_PAID : EPISODE_ANOTHER;
		return a.n == 0 ? E_OK : begin(sc, db, customer, &a, digest);
	}
	if (str_same(digest, row.col[1]))
		return E_OK;
	e = db_do(sc, db, STMT_EPISODE_SET, DB_ARGS(db_text(digest),
	    db_text(text_of(sc, a.oldest)), db_int(debt),
	    db_text(row.col[1])), &changed);
	if (e != E_OK || changed != 1)
		return e;
	*ret = EPISODE_CHANGED;
	return debt_look(sc, db, debt);
}

enum err
episode_silent(struct scope *sc, struct db *db, int64_t days, int most,
    struct episode_silent **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_EPISODE_SILENT, DB_ARGS(db_text(
	    today(sc, db, days)), db_text(today(sc, db, 0)), db_int(most)),
	    &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (*ret_n = 0; *ret_n < rows.n; (*ret_n)++) {
		const struct db_row *r = &rows.row[*ret_n];

		(*ret)[*ret_n] = (struct episode_silent){ db_num(r, 0),
		    r->col[1], r->col[2], r->col[3] };
	}
	return E_OK;
}

enum err
episode_ticket(struct scope *sc, struct db *db, int64_t debt,
    const struct opening *o)
{
	int64_t changed;
	enum err e = opening_add(sc, db, o);

	if (e != E_OK)
		return e;
	FAULT("debt.opening");
	e = db_do(sc, db, STMT_EPISODE_TICKET, DB_ARGS(db_int(db_last_id(db)),
	    db_int(debt)), &changed);
	return e == E_OK && changed != 1 ? scope_fail(sc, E_GONE, "debt %lld "
	    "has its ticket", (long long)debt) : e;
}
