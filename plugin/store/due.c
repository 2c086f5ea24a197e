/* Rows of table due. */
#include "store/due.h"

#include "base/str.h"

static const char *const whats[DUE__MAX] = {
	[DUE_CUSTOMER] = "customer", [DUE_SUBSCRIPTION] = "subscription",
	[DUE_ACCESS] = "access", [DUE_BOUGHT] = "bought"
};

enum err
due_poke(struct scope *sc, struct db *db, const struct due *d)
{
	return db_do(sc, db, STMT_DUE_POKE, DB_ARGS(db_text(whats[d->what]),
	    db_text(d->tenant), db_text(d->subscription),
	    db_int(d->poked_at), db_int(sc->now)), NULL);
}

static enum due_what
what_of(const char *word)
{
	for (int i = 0; i < DUE__MAX; i++)
		if (str_same(word, whats[i]))
			return (enum due_what)i;
	BUG("due: what is \"%s\"?", word);
}

enum err
due_waiting(struct scope *sc, struct db *db, int all, int most,
    struct due **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_DUE_WAITING, DB_ARGS(db_int(sc->now),
	    db_int(all), db_int(most)), &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		struct db_row *r = &rows.row[i];

		(*ret)[i] = (struct due){ .id = db_num(r, 0),
		    .what = what_of(r->col[1]), .tenant = r->col[2],
		    .subscription = r->col[3], .poked_at = db_num(r, 4),
		    .tries = (int)db_num(r, 5) };
	}
	*ret_n = rows.n;
	return E_OK;
}

enum err
due_claim(struct scope *sc, struct db *db, struct due *d, int64_t until)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_DUE_CLAIM, DB_ARGS(db_int(until),
	    db_int(d->id), db_int(d->poked_at), db_int(sc->now)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "somebody else reads it");
	d->tries += e == E_OK;
	return e;
}

enum err
due_done(struct scope *sc, struct db *db, const struct due *d)
{
	return db_do(sc, db, STMT_DUE_DONE, DB_ARGS(db_int(d->id),
	    db_int(d->poked_at)), NULL);
}
