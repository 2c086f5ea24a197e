/* Rows of table lane. Claim and give-back are transactions of their own. */
#include "store/lane.h"

#include "base/crypto.h"
#include "base/fault.h"
#include "base/str.h"

#include <string.h>

enum { MOST_DELIVERIES = 1000, TX_TRIES = 5 };

struct claim {
	struct lane	*lane;
	int64_t		 until;
};

static enum err
list_deliveries(struct scope *sc, struct db *db, struct lane *l)
{
	struct db_rows rows;
	enum err e;

	e = db_all(sc, db, STMT_DELIVERY_OF_TICKET, DB_ARGS(db_text(l->desk),
	    db_text(l->ticket), db_int(MOST_DELIVERIES)), &rows);
	if (e != E_OK)
		return e;
	if (rows.n == 0)
		return scope_fail(sc, E_GONE, "nothing waits");
	l->ndeliveries = rows.n;
	l->deliveries = scope_alloc(sc, sizeof(int64_t) * (size_t)rows.n);
	for (int i = 0; i < rows.n; i++) {
		l->deliveries[i] = db_num(&rows.row[i], 0);
		l->is_import |= db_num(&rows.row[i], 1) != 0;
	}
	return E_OK;
}

static enum err
take(struct scope *sc, struct db *db, const struct claim *c,
    int64_t *ret_changed)
{
	const struct lane *l = c->lane;

	return db_do(sc, db, STMT_LANE_CLAIM, DB_ARGS(db_text(l->lease),
	    db_int(c->until), db_text(l->desk), db_text(l->ticket),
	    db_int(sc->now)), ret_changed);
}

/* Most lanes are there already; the first delivery of a ticket makes one. */
static enum err
take_or_make(struct scope *sc, struct db *db, const struct claim *c)
{
	const struct lane *l = c->lane;
	int64_t changed;
	enum err e = take(sc, db, c, &changed);

	if (e != E_OK || changed == 1)
		return e;
	e = db_do(sc, db, STMT_LANE_ADD, DB_ARGS(db_text(l->desk),
	    db_text(l->ticket)), NULL);
	if (e == E_OK)
		return take(sc, db, c, &changed);
	if (e == E_SEEN)
		return scope_fail(sc, E_GONE, "another worker has the lane");
	return e;
}

static enum err
claim(struct scope *sc, struct db *db, void *arg)
{
	const struct claim *c = arg;
	struct lane *l = c->lane;
	struct db_row row;
	enum err e;

	if ((e = take_or_make(sc, db, c)) != E_OK ||
	    (e = db_one(sc, db, STMT_LANE_TRIES, DB_ARGS(db_text(l->desk),
	    db_text(l->ticket)), &row)) != E_OK)
		return e;
	l->tries = (int)db_num(&row, 0);
	l->lasting = (int)db_num(&row, 1);
	return list_deliveries(sc, db, l);
}

enum err
lane_claim(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, int64_t until, struct lane *ret)
{
	struct claim c = { ret, until };

	memset(ret, 0, sizeof(*ret));
	ret->desk = str_dup(sc, desk);
	ret->ticket = str_dup(sc, ticket);
	crypto_random_hex(ret->lease, sizeof(ret->lease));
	FAULT("lane.claim");
	return db_tx(sc, db, TX_TRIES, claim, &c);
}

static enum err
leased(struct scope *sc, const struct lane *l, enum err e, int64_t changed)
{
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "the lease of ticket %s is lost",
		    l->ticket);
	return e;
}

enum err
lane_settle(struct scope *sc, struct db *db, const struct lane *l)
{
	int64_t changed = 0;
	enum err e;

	for (int i = 0; i < l->ndeliveries; i++) {
		e = db_do(sc, db, STMT_DELIVERY_DONE,
		    DB_ARGS(db_int(l->deliveries[i])), NULL);
		if (e != E_OK)
			return e;
	}
	e = db_do(sc, db, STMT_LANE_SETTLE, DB_ARGS(db_text(l->stamp),
	    db_text(l->desk), db_text(l->ticket), db_text(l->lease)),
	    &changed);
	return leased(sc, l, e, changed);
}

int
lasting_with(int lasting, enum err e)
{
	return e == E_SHAPE || e == E_GONE || e == E_LIMIT ? lasting + 1 : 0;
}

struct give_back {
	const struct lane	*lane;
	int64_t			 due;	/* 0: bury */
	const char		*note;
};

static enum err
give_back(struct scope *sc, struct db *db, void *arg)
{
	const struct give_back *g = arg;
	const struct lane *l = g->lane;
	int64_t changed = 0;
	enum err e;

	/* Until it is due the lane rests: new deliveries do not wake it. */
	e = db_do(sc, db, STMT_LANE_RELEASE, DB_ARGS(db_int(g->due),
	    db_int(g->due == 0 ? 0 : l->tries),
	    db_int(g->due == 0 ? 0 : l->lasting), db_text(g->note),
	    db_text(l->desk), db_text(l->ticket), db_text(l->lease)),
	    &changed);
	if ((e = leased(sc, l, e, changed)) != E_OK)
		return e;
	if (g->due == 0)
		return db_do(sc, db, STMT_DELIVERY_DEAD, DB_ARGS(
		    db_text(g->note), db_text(l->desk), db_text(l->ticket)),
		    NULL);
	return db_do(sc, db, STMT_DELIVERY_LATER, DB_ARGS(db_int(g->due),
	    db_text(g->note), db_text(l->desk), db_text(l->ticket)), NULL);
}

enum err
lane_retry(struct scope *sc, struct db *db, const struct lane *l, int64_t due,
    const char *note)
{
	struct give_back g = { l, due, note };

	return db_tx(sc, db, TX_TRIES, give_back, &g);
}

enum err
lane_bury(struct scope *sc, struct db *db, const struct lane *l,
    const char *note)
{
	struct give_back g = { l, 0, note };

	return db_tx(sc, db, TX_TRIES, give_back, &g);
}
