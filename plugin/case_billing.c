/* Reads it where it is kept, by the customer's id alone. */
#include "case_billing.h"

#include "case_terms.h"
#include "policy/date.h"
#include "store/debt.h"
#include "store/subscription.h"
#include "turn.h"

#include <stdlib.h>

static int
by_day(const void *x, const void *y)
{
	const struct arrears_line *a = x, *b = y;

	/* What is paid on account is of no day: last. */
	if ((a->number == NULL) != (b->number == NULL))
		return a->number == NULL ? 1 : -1;
	return a->due < b->due ? -1 : a->due > b->due;
}

static enum err
read_lines(struct scope *sc, struct db *db, int64_t customer,
    struct list *ret)
{
	struct arrears_line *l;
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_DEBT_LINES, DB_ARGS(
	    db_int(customer), db_int(customer)), &rows);

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
	qsort(l, (size_t)rows.n, sizeof(*l), by_day);
	*ret = (struct list){ rows.n, l };
	return E_OK;
}

enum err
case_billing_find(struct turn *t, struct case_billing *ret)
{
	int64_t customer = t->state.who.id;
	struct case_billing b = { 0 };
	struct db *db = t->arg;
	struct db_row row;
	enum err e = db_one(t->sc, db, STMT_BILLING_TOLD, DB_ARGS(
	    db_int(t->state.row.id), db_int(customer)), &row);

	b.is_told = e == E_OK;
	*ret = b;
	if (e != E_GONE)
		return e;
	if ((e = subscription_owned(t->sc, db, customer, &b.owned)) != E_OK ||
	    (e = read_lines(t->sc, db, customer, &b.lines)) != E_OK ||
	    (e = debt_told(t->sc, db, &b.told_at)) != E_OK ||
	    (e = case_terms_now(t->sc, db, t)) != E_OK)
		return e;
	*ret = b;
	return E_OK;
}

enum err
case_billing_told(struct scope *sc, struct db *db, int64_t case_id,
    int64_t customer)
{
	enum err e = db_do(sc, db, STMT_BILLING_TELL, DB_ARGS(
	    db_int(case_id), db_int(customer), db_int(sc->now)), NULL);

	return e == E_SEEN ? E_BUSY : e;
}
