/* Rows of table charge. */
#include "store/charge.h"

#include "policy/words.h"

static struct db_val
int_or_null(int64_t n)
{
	return n == 0 ? db_text(NULL) : db_int(n);
}

enum err
charge_list(struct scope *sc, struct db *db, int64_t case_id,
    struct list *ret)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_CHARGE_LIST, DB_ARGS(
	    db_int(case_id)), &rows);
	struct charge *at;

	if (e != E_OK)
		return e;
	at = scope_alloc(sc, sizeof(*at) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];

		at[i] = (struct charge){ .case_id = case_id,
		    .number = (int)db_num(r, 0), .agent = db_num(r, 1),
		    .by = r->col[2],
		    .kind = (enum charge_kind)word_find(charge_kinds,
		    r->col[3]), .minor = db_num(r, 4), .currency = r->col[5],
		    .price = (enum terms_price)word_find(terms_prices,
		    r->col[6]), .shown_case = db_num(r, 7),
		    .terms = db_num(r, 8), .offer = r->col[9],
		    .corrects = (int)db_num(r, 10), .unit = db_num(r, 11) };
	}
	*ret = (struct list){ .n = rows.n, .at = at };
	return E_OK;
}

enum err
charge_add(struct scope *sc, struct db *db, const struct charge *c)
{
	int64_t changed = 0;
	enum err e = db_do(sc, db, STMT_CHARGE_ADD, DB_ARGS(
	    db_int(c->case_id), db_int(c->number), int_or_null(c->customer),
	    db_int(c->agent), db_text(c->message), db_int(c->line),
	    db_int(sc->now), db_int(c->day), db_text(charge_kinds[c->kind]),
	    int_or_null(c->told), int_or_null(c->counted),
	    int_or_null(c->unit), db_int(c->minor), db_text(c->currency),
	    db_text(terms_prices[c->price]), int_or_null(c->corrects),
	    db_text(c->text), db_int(c->shown_case), db_int(c->terms),
	    db_text(c->offer)), &changed);

	if (e == E_SEEN)
		return scope_fail(sc, E_BUSY, "another turn charged in case "
		    "%lld", (long long)c->case_id);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_BROKEN, "offer %s of terms %lld was "
		    "not shown in case %lld", c->offer, (long long)c->terms,
		    (long long)c->shown_case);
	return e;
}

enum err
charge_page(struct scope *sc, struct db *db, struct charge_page *p,
    struct db_rows *ret)
{
	int64_t from = p->day > p->from ? p->day : p->from;
	enum err e = db_all(sc, db, STMT_CHARGE_PAGE, DB_ARGS(db_int(from),
	    db_int(p->to), db_int(p->day), db_int(p->case_id),
	    db_int(p->case_id), db_int(p->number), db_int(CHARGE_PAGE)), ret);
	const struct db_row *last;

	if (e != E_OK || ret->n == 0)
		return e;
	last = &ret->row[ret->n - 1];
	p->day = db_num(last, 0);
	p->case_id = db_num(last, 1);
	p->number = db_num(last, 2);
	return E_OK;
}
