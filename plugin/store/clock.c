/* One holding is open: that of who has the case; none once it is closed. */
#include "store/clock.h"

#include "policy/words.h"

static enum err
read_holdings(struct scope *sc, struct db *db, struct case_state *s)
{
	struct holding *all;
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_CLOCK_LIST, DB_ARGS(
	    db_int(s->row.id)), &rows);

	if (e != E_OK)
		return e;
	all = scope_alloc(sc, sizeof(*all) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++)
		all[i] = (struct holding){ rows.row[i].col[0],
		    db_num(&rows.row[i], 1), db_num(&rows.row[i], 2) };
	s->holdings = (struct list){ rows.n, all };
	s->holdings_were = rows.n;
	return E_OK;
}

enum err
clocks_read(struct scope *sc, struct db *db, struct case_state *s)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_CASE_CLOCK_LIST, DB_ARGS(
	    db_int(s->row.id)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];
		int h = word_find(clock_holders, r->col[0]);

		if (h != WORD_UNKNOWN)
			s->clock[h] = (struct case_clock){
			    .since = db_num(r, 1), .minutes = db_num(r, 2),
			    .calendar = r->col[3], .tier = r->col[4],
			    .severity = r->col[5],
			    .reached = (int)db_num(r, 6) };
	}
	return e == E_OK ? read_holdings(sc, db, s) : e;
}

/* One of those that were there may have ended; the others are new. */
static enum err
write_holdings(struct scope *sc, struct db *db, const struct case_state *s)
{
	const struct holding *all = s->holdings.at;
	int n = s->holdings_were;
	enum err e = E_OK;

	if (n > 0 && all[n - 1].to != 0)
		e = db_do(sc, db, STMT_CLOCK_END, DB_ARGS(
		    db_int(all[n - 1].to), db_int(s->row.id)), NULL);
	for (; e == E_OK && n < s->holdings.n; n++)
		e = db_do(sc, db, STMT_CLOCK_ADD, DB_ARGS(db_int(s->row.id),
		    db_text(all[n].holder), db_int(all[n].from),
		    all[n].to == 0 ? db_text(NULL) : db_int(all[n].to)),
		    NULL);
	return e;
}

enum err
clocks_write(struct scope *sc, struct db *db, const struct case_state *s)
{
	enum err e = E_OK;

	for (int h = 0; e == E_OK && h < CLOCK__MAX; h++) {
		const struct case_clock *c = &s->clock[h];

		if (c->is_changed)
			e = db_do(sc, db, STMT_CASE_CLOCK_SET, DB_ARGS(
			    db_int(s->row.id), db_text(clock_holders[h]),
			    db_int(c->since), db_int(c->minutes),
			    db_text(c->calendar), db_text(c->tier),
			    db_text(c->severity), db_int(c->reached)), NULL);
	}
	return e == E_OK ? write_holdings(sc, db, s) : e;
}
