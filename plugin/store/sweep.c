/* Rows of table sweep, and the deliveries that a sweep finds. */
#include "store/sweep.h"

#include "base/str.h"

enum { TX_TRIES = 5 };

enum err
sweep_open(struct scope *sc, struct db *db, const char *desk)
{
	enum err e = db_do(sc, db, STMT_SWEEP_ADD, DB_ARGS(db_text(desk),
	    db_int(sc->now), db_int(sc->now)), NULL);

	return e == E_SEEN ? E_OK : e;
}

enum err
sweep_since(struct scope *sc, struct db *db, const char *desk, int64_t *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_SWEEP_GET, DB_ARGS(db_text(desk)),
	    &row);

	*ret = e == E_OK ? db_num(&row, 1) : 0;
	return e == E_GONE ? E_OK : e;
}

enum err
sweep_claim(struct scope *sc, struct db *db, const char *desk,
    int64_t every_ms, struct sweep *ret)
{
	struct db_row row;
	int64_t changed;
	enum err e;

	e = db_do(sc, db, STMT_SWEEP_CLAIM, DB_ARGS(db_int(sc->now + every_ms),
	    db_text(desk), db_int(sc->now)), &changed);
	if (e != E_OK)
		return e;
	if (changed != 1)
		return scope_fail(sc, E_GONE, "not due");
	e = db_one(sc, db, STMT_SWEEP_GET, DB_ARGS(db_text(desk)), &row);
	if (e == E_OK)
		*ret = (struct sweep){ desk, row.col[0], db_num(&row, 1) };
	return e;
}

/* The ticket was read as it is: whatever changed it is known. */
static enum err
is_read(struct scope *sc, struct db *db, const struct delivery *d, int *ret)
{
	struct db_row row;
	enum err e;

	*ret = 0;
	if (d->stamp == NULL)
		return E_OK;
	e = db_one(sc, db, STMT_LANE_STAMP, DB_ARGS(db_text(d->desk),
	    db_text(d->ticket)), &row);
	*ret = e == E_OK && str_same(row.col[0], d->stamp);
	return e == E_GONE ? E_OK : e;
}

static enum err
add_new(struct scope *sc, struct db *db, const struct delivery *d)
{
	int known;
	enum err e = is_read(sc, db, d, &known);

	if (e != E_OK)
		return e;
	return known ? E_SEEN : delivery_add(sc, db, d);
}

struct store {
	const struct sweep	*sweep;
	struct sweep_page	*page;
};

static enum err
store(struct scope *sc, struct db *db, void *arg)
{
	const struct store *st = arg;
	struct sweep_page *p = st->page;
	int64_t changed = 1;
	enum err e;

	p->found = 0;
	for (int i = 0; i < p->n; i++) {
		e = add_new(sc, db, &p->d[i]);
		if (e != E_OK && e != E_SEEN)
			return e;
		p->found += e == E_OK;
	}
	if (p->place == NULL)
		return E_OK;
	e = db_do(sc, db, STMT_SWEEP_SET, DB_ARGS(db_text(p->place),
	    db_text(st->sweep->desk), db_text(st->sweep->place)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "another sweep was quicker");
	return e;
}

enum err
sweep_store(struct scope *sc, struct db *db, const struct sweep *s,
    struct sweep_page *page)
{
	struct store st = { s, page };

	return db_tx(sc, db, TX_TRIES, store, &st);
}
