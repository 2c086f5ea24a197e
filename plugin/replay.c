/* Walks the receipts page by page; each policy is compiled once. */
#include "replay.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/decide.h"

#include <string.h>

enum { PAGE = 200 };

/* The policies that were met, newest first. */
struct kept {
	struct kept		*next;
	const char		*hash;
	const struct policy	*policy;	/* NULL: does not compile */
};

struct walk {
	struct scope	*sc;		/* lives as long as the policies */
	struct db	*db;
	struct kept	*kept;
	struct replay	*out;
};

static const struct policy *
policy_of(struct walk *w, const char *hash)
{
	struct kept *k;
	struct db_row row;

	for (k = w->kept; k != NULL; k = k->next)
		if (str_same(k->hash, hash))
			return k->policy;
	k = scope_alloc(w->sc, sizeof(*k));
	*k = (struct kept){ w->kept, str_dup(w->sc, hash), NULL };
	w->kept = k;
	if (db_one(w->sc, w->db, STMT_POLICY_FIND, DB_ARGS(db_text(hash)),
	    &row) != E_OK ||
	    policy_compile(w->sc, row.col[0], &k->policy) != E_OK ||
	    !str_same(policy_hash(k->policy), hash))
		k->policy = NULL;
	return k->policy;
}

static int
is_same(struct scope *sc, const struct policy *p, const char *facts,
    const char *decision)
{
	struct decision d;
	struct facts f;

	if (p == NULL || facts_parse(sc, facts, strlen(facts), &f) != E_OK)
		return 0;
	decide(sc, p, &f, &d);
	return str_same(decision_json(sc, &d), decision);
}

static enum err
replay_page(struct scope *sc, struct walk *w, int64_t *after, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, w->db, STMT_RECEIPT_PAGE, DB_ARGS(
	    db_int(*after), db_int(PAGE)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const char **c = rows.row[i].col;

		*after = db_num(&rows.row[i], 0);
		if (is_same(sc, policy_of(w, c[1]), c[2], c[3])) {
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
