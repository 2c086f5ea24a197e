/* Walks the receipts page by page; each policy is compiled once. */
#include "replay.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/decide.h"
#include "stored_policy.h"

#include <string.h>

enum { PAGE = 200 };

struct walk {
	struct scope	*sc;		/* lives as long as the policies */
	struct db	*db;
	struct stored_policy *met;
	struct replay	*out;
};

static int
is_same(struct scope *sc, const struct policy *p, const char *facts,
    const char *decision)
{
	struct decision d;
	struct facts f;

	if (p == NULL || facts_parse(sc, facts, strlen(facts), &f) != E_OK)
		return 0;
	decide(sc, p, &f, &d);
	return str_same(decision_json(sc, &d), decision) &&
	    str_same(facts_json(sc, &f), facts);
}

static enum err
replay_page(struct scope *sc, struct walk *w, int64_t *after, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, w->db, STMT_RECEIPT_PAGE, DB_ARGS(
	    db_int(*after), db_int(PAGE)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const char **c = rows.row[i].col;
		const struct stored_policy *p;

		*after = db_num(&rows.row[i], 0);
		p = stored_policy(w->sc, w->db, &w->met, c[1]);
		if (is_same(sc, p->policy, c[2], c[3])) {
			w->out->same++;
			continue;
		}
		w->out->differ++;
		if (w->out->first == 0)
			w->out->first = *after;
	}
	*ret_n = e == E_OK ? rows.n : 0;
	return e;
}

enum err
replay_all(struct scope *sc, struct db *db, struct replay *ret)
{
	struct walk w = { sc, db, NULL, ret };
	int64_t after = 0;
	int n = PAGE;
	enum err e = db_ready(sc, db);

	*ret = (struct replay){ 0 };
	while (e == E_OK && n == PAGE) {
		struct scope page;

		scope_begin(&page, clock_now());
		e = replay_page(&page, &w, &after, &n);
		if (e != E_OK)
			scope_fail(sc, e, "%s", page.why);
		scope_end(&page);
	}
	return e;
}
