/* Walks the receipts by time; a scope for each, and one for each page. */
#include "shadow.h"

#include "base/clock.h"
#include "base/str.h"

enum { PAGE = 500 };

/* The columns of receipt_since. */
enum { COL_ID, COL_AT, COL_POLICY, COL_FACTS, COL_DECISION, COL_DESK,
    COL_TICKET, COL_LAST };

struct walk {
	struct scope	*sc;		/* lives as long as the policies */
	struct db	*db;
	struct shadow	*s;
	int64_t		 at, id;	/* of the last one that was read */
};

static enum shadow_kind
kind_of(const struct shift *s)
{
	if (s->lacks.n > 0)
		return SHADOW_LACKING;
	if (s->is_other)
		return SHADOW_CHANGED;
	return s->is_by_other ? SHADOW_BY_OTHER : SHADOW_SAME;
}

static void
count_unread(struct walk *w, const struct scope *one)
{
	if (w->s->unread++ > 0)
		return;
	w->s->first_unread = w->id;
	w->s->why_unread = str_dup(w->sc, one->why);
}

static void
try_one(struct scope *one, struct walk *w, const struct db_row *row)
{
	struct shadow *s = w->s;
	const char **c = row->col;
	struct shadow_ticket t = { .desk = c[COL_DESK],
	    .ticket = c[COL_TICKET], .receipt = w->id, .at = w->at };

	s->receipts++;
	s->tickets += db_num(row, COL_LAST);
	if (shift_find(one, s->policy, c[COL_FACTS], c[COL_DECISION],
	    &t.shift) != E_OK) {
		count_unread(w, one);
		return;
	}
	t.kind = kind_of(&t.shift);
	s->differ += t.shift.is_other;
	if (db_num(row, COL_LAST))
		s->tell(s->arg, &t);
}

static enum err
read_page(struct scope *page, struct walk *w, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(page, w->db, STMT_RECEIPT_SINCE, DB_ARGS(
	    db_int(w->s->until), db_int(w->at), db_int(w->at), db_int(w->id),
	    db_int(w->s->until), db_int(PAGE)), &rows);

	*ret_n = e == E_OK ? rows.n : 0;
	for (int i = 0; i < *ret_n; i++) {
		struct scope one;

		w->id = db_num(&rows.row[i], COL_ID);
		w->at = db_num(&rows.row[i], COL_AT);
		stored_policy(w->sc, w->db, &w->s->policies,
		    rows.row[i].col[COL_POLICY]);
		scope_begin(&one, page->now);
		try_one(&one, w, &rows.row[i]);
		scope_end(&one);
	}
	return e;
}

enum err
shadow_run(struct scope *sc, struct db *db, struct shadow *s)
{
	struct walk w = { .sc = sc, .db = db, .s = s, .at = s->since };
	int n = PAGE;
	enum err e = db_ready(sc, db);

	while (e == E_OK && n == PAGE) {
		struct scope page;

		scope_begin(&page, clock_now());
		e = read_page(&page, &w, &n);
		if (e != E_OK)
			scope_fail(sc, e, "%s", page.why);
		scope_end(&page);
	}
	return e;
}
