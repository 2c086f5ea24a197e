/* Rows of tables agent, agent_identity and agent_right. */
#include "store/people.h"

#include "base/str.h"
#include "policy/words.h"
#include "store/people_csv.h"

#include <string.h>

/* One row of agent_right. */
struct held {
	int		 right;
	const char	*role;
	int64_t		 starts, ends;
};

static struct held
held_of(const struct db_row *r)
{
	return (struct held){ word_find(right_words, r->col[0]), r->col[1],
	    db_num(r, 2), db_num(r, 3) };
}

enum err
person_find(struct scope *sc, struct db *db, const char *desk,
    const char *external_id, struct agent *ret)
{
	struct agent a = { 0 };
	struct db_rows rows;
	struct db_row r;
	enum err e;

	if ((e = db_one(sc, db, STMT_AGENT_BY_IDENTITY, DB_ARGS(db_text(desk),
	    db_text(external_id)), &r)) != E_OK)
		return e;
	a.id = db_num(&r, 0);
	a.name = r.col[1];
	a.email = r.col[2];
	a.language = r.col[3];
	e = db_all(sc, db, STMT_RIGHT_HELD, DB_ARGS(db_int(a.id),
	    db_int(sc->now), db_int(sc->now)), &rows);
	for (int i = 0; e == E_OK && i < rows.n; i++) {
		struct held h = held_of(&rows.row[i]);

		if (h.right != WORD_UNKNOWN)
			a.right[h.right] = (struct right_row){ h.starts,
			    h.ends, word_find(words_role, h.role) };
	}
	if (e == E_OK)
		*ret = a;
	return e;
}

int
agent_may(const struct agent *a, enum right right)
{
	return a->right[right].ends != 0;
}

/* Another import did the same just now: this one is tried again. */
static enum err
once_more(struct scope *sc, enum err e)
{
	return e == E_SEEN ? scope_fail(sc, E_BUSY, "another import of agents "
	    "runs; please try again") : e;
}

/* The row is written by every import, so that two of them wait in turn. */
static enum err
save_agent(struct scope *sc, struct db *db, const struct person_row *p,
    int64_t *ret_id)
{
	struct db_val name = db_text(p->name), email = db_text(p->email);
	struct db_val language = db_text(p->language), now = db_int(sc->now);
	struct db_row row;
	int64_t changed;
	enum err e;

	e = db_do(sc, db, STMT_AGENT_SET, DB_ARGS(email, language, now, name),
	    &changed);
	if (e == E_OK && changed == 0)
		e = once_more(sc, db_do(sc, db, STMT_AGENT_ADD, DB_ARGS(name,
		    email, language, now, now), NULL));
	if (e != E_OK || (e = db_one(sc, db, STMT_AGENT_BY_NAME,
	    DB_ARGS(name), &row)) != E_OK)
		return e;
	*ret_id = db_num(&row, 0);
	return db_do(sc, db, STMT_IDENTITY_RELEASE, DB_ARGS(db_int(*ret_id)),
	    NULL);
}

static enum err
claim_identity(struct scope *sc, struct db *db, struct import *im,
    const struct person_row *p, const struct identity *i, int64_t id)
{
	struct db_val source = db_text(i->source);
	struct db_val external = db_text(i->external_id);
	int64_t changed;
	enum err e;

	e = db_do(sc, db, STMT_IDENTITY_ADD, DB_ARGS(db_int(id), source,
	    external), NULL);
	if (e != E_SEEN)
		return e;
	e = db_do(sc, db, STMT_IDENTITY_TAKE, DB_ARGS(db_int(id), source,
	    external), &changed);
	if (e == E_OK && changed == 0)
		import_fault(sc, im, p->line, PERSON_IDENTITIES, "%s:%s "
		    "belongs to somebody else, or is there twice", i->source,
		    i->external_id);
	return e;
}

/* The names of a right's row, for a statement. */
#define KEY(id, h)	db_int(id), db_text(right_words[(h)->right]), \
			db_int((h)->starts), db_int((h)->ends)

/*
 * An escalation holds on to the row of its right, and so does a suspension: the
 * new row is there before they are moved, and the old one is emptied then.
 */
static enum err
move_used(struct scope *sc, struct db *db, int64_t id, const struct held *h,
    int64_t ends)
{
	static const enum stmt moves[] = { STMT_RIGHT_MOVE,
	    STMT_RIGHT_MOVE_ASKED, STMT_RIGHT_MOVE_APPROVED };
	enum err e;

	e = once_more(sc, db_do(sc, db, STMT_RIGHT_ADD, DB_ARGS(db_int(id),
	    db_text(right_words[h->right]), db_text(h->role),
	    db_int(h->starts), db_int(ends)), NULL));
	for (int i = 0; e == E_OK && i < LEN(moves); i++)
		e = db_do(sc, db, moves[i], DB_ARGS(db_int(ends), KEY(id, h)),
		    NULL);
	if (e == E_OK)
		e = once_more(sc, db_do(sc, db, STMT_RIGHT_SET,
		    DB_ARGS(db_int(sc->now), db_int(sc->now), KEY(id, h)),
		    NULL));
	return e;
}

/* Nothing made by it is left outside, even if a clock was ahead of ours. */
static enum err
set_end(struct scope *sc, struct db *db, int64_t id, const struct held *h,
    int64_t ends)
{
	struct db_row row;
	int64_t newest;
	enum err e;

	if ((e = db_one(sc, db, STMT_RIGHT_USED, DB_ARGS(KEY(id, h),
	    KEY(id, h), KEY(id, h)), &row)) != E_OK)
		return e;
	newest = db_num(&row, 0);
	if (ends <= newest)
		ends = newest + 1;
	if (ends == h->ends)
		return E_OK;
	if (newest > 0)
		return move_used(sc, db, id, h, ends);
	return once_more(sc, db_do(sc, db, STMT_RIGHT_SET,
	    DB_ARGS(db_int(h->starts), db_int(ends), KEY(id, h)), NULL));
}

static enum err
add_right(struct scope *sc, struct db *db, int64_t id,
    const struct person_row *p, enum right right)
{
	int64_t starts = p->from > sc->now ? p->from : sc->now;

	if (p->to <= starts)
		return E_OK;
	return once_more(sc, db_do(sc, db, STMT_RIGHT_ADD, DB_ARGS(db_int(id),
	    db_text(right_words[right]), db_text(p->role[right]),
	    db_int(starts), db_int(p->to)), NULL));
}

static enum err
import_rights(struct scope *sc, struct db *db, const struct person_row *p,
    int64_t id)
{
	int has[RIGHT__MAX] = { 0 };
	struct db_rows rows;
	enum err e;

	e = db_all(sc, db, STMT_RIGHT_AHEAD, DB_ARGS(db_int(id),
	    db_int(sc->now), db_int(sc->now)), &rows);
	for (int i = 0; e == E_OK && i < rows.n; i++) {
		struct held h = held_of(&rows.row[i]);
		int64_t least = h.starts > sc->now ? h.starts : sc->now;
		int keep;

		if (h.right == WORD_UNKNOWN)
			continue;
		keep = !has[h.right] && person_keeps(p, h.right, h.role,
		    h.starts, sc->now);
		has[h.right] |= keep;
		e = set_end(sc, db, id, &h, keep && p->to > least ? p->to :
		    least);
	}
	for (int i = 0; e == E_OK && i < RIGHT__MAX; i++)
		if (p->wants[i] && !has[i])
			e = add_right(sc, db, id, p, (enum right)i);
	return e;
}

static enum err
import_person(struct scope *sc, struct db *db, struct import *im,
    const struct person_row *p, int64_t id)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < p->nidentities; i++)
		e = claim_identity(sc, db, im, p, &p->identities[i], id);
	return e == E_OK ? import_rights(sc, db, p, id) : e;
}

/* Logins are free before anybody takes one, so that two can be exchanged. */
static enum err
write_people(struct scope *sc, struct db *db, struct import *im)
{
	const struct person_row *people = im->own;
	int64_t *ids = scope_alloc(sc, sizeof(*ids) * (size_t)(im->n + 1));
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < im->n; i++)
		e = save_agent(sc, db, &people[i], &ids[i]);
	for (int i = 0; e == E_OK && i < im->n; i++)
		e = import_person(sc, db, im, &people[i], ids[i]);
	return e;
}

const struct import_kind people_kind = {
	.name = "agents", .columns = people_columns, .n = PERSON_COLUMNS,
	.most = MOST_PEOPLE, .list = STMT_AGENT_LIST, .list_at_now = 1,
	.check = people_check, .write = write_people, .counts_after = 1
};

enum err
people_leads(struct scope *sc, struct db *db, struct list *ret)
{
	const char **names;
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_RIGHT_LEADS, DB_ARGS(db_int(sc->now),
	    db_int(sc->now)), &rows);

	if (e != E_OK)
		return e;
	names = scope_alloc(sc, sizeof(*names) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++)
		names[i] = rows.row[i].col[0];
	*ret = (struct list){ rows.n, names };
	return E_OK;
}
