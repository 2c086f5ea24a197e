/* Reads and writes timers, and turns those that are due into deliveries. */
#include "store/timer.h"

#include "base/str.h"
#include "policy/words.h"
#include "store/delivery.h"

enum { TX_TRIES = 5 };

enum err
timer_read(struct scope *sc, struct db *db, struct case_state *s)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_TIMER_LIST, DB_ARGS(
	    db_int(s->row.id)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		int which = word_find(timer_names, rows.row[i].col[0]);

		if (which != WORD_UNKNOWN)
			s->timer[which] = s->timer_was[which] =
			    db_num(&rows.row[i], 1);
	}
	return e;
}

enum err
timer_write(struct scope *sc, struct db *db, const struct case_state *s)
{
	struct db_val id = db_int(s->row.id);
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < TIMER__MAX; i++) {
		int64_t due = timer_holds(s, (enum timer)i) ? s->timer[i] : 0;

		if (due == s->timer_was[i])
			continue;
		e = due == 0 ? db_do(sc, db, STMT_TIMER_END, DB_ARGS(id,
		    db_text(timer_names[i])), NULL) :
		    db_do(sc, db, STMT_TIMER_SET, DB_ARGS(id,
		    db_text(timer_names[i]), db_int(due)), NULL);
	}
	return e;
}

/* Whoever changes the row makes the delivery; its key is the second lock. */
static enum err
poke_one(struct scope *sc, struct db *db, const struct db_row *r)
{
	struct delivery d = { .desk = r->col[3], .ticket = r->col[4],
	    .source = SOURCE_TIMER, .at = sc->now, .request = sc->id,
	    .key = str_fmt(sc, "timer-%s-%s-%s", r->col[0], r->col[1],
	    r->col[2]) };
	int64_t changed;
	enum err e = db_do(sc, db, STMT_TIMER_TELL, DB_ARGS(
	    db_int(db_num(r, 0)), db_text(r->col[1]), db_int(db_num(r, 2))),
	    &changed);

	if (e != E_OK || changed != 1)
		return e;
	e = delivery_add(sc, db, &d);
	return e == E_SEEN ? E_OK : e;
}

static enum err
poke(struct scope *sc, struct db *db, void *arg)
{
	const struct db_rows *rows = arg;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < rows->n; i++)
		e = poke_one(sc, db, &rows->row[i]);
	return e;
}

enum err
timer_poke(struct scope *sc, struct db *db)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_TIMER_DUE, DB_ARGS(db_int(sc->now),
	    db_int(TIMERS_AT_ONCE)), &rows);

	return e != E_OK || rows.n == 0 ? e :
	    db_tx(sc, db, TX_TRIES, poke, &rows);
}
