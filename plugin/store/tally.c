/* Rows of table tally. */
#include "store/tally.h"

#include "base/str.h"

#include <string.h>

enum { TX_TRIES = 3 };

static const char *const names[TALLY__MAX] = {
	[TALLY_BREACH] = "breach", [TALLY_DECISION] = "decision",
	[TALLY_HELD] = "held",
	[TALLY_JOB] = "job", [TALLY_LANE] = "lane",
	[TALLY_NOTICE] = "notice", [TALLY_SWEEP] = "sweep"
};

static void
copy(char ret[TALLY_LABEL], const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	n = n < TALLY_LABEL ? n : TALLY_LABEL - 1;
	if (n > 0)
		memcpy(ret, s, n);
	ret[n] = '\0';
}

static int
is_same(const struct tally_row *a, const struct tally_row *b)
{
	return a->name == b->name && strcmp(a->desk, b->desk) == 0 &&
	    strcmp(a->one, b->one) == 0 && strcmp(a->other, b->other) == 0;
}

static void
add_row(struct tally *t, const struct tally_row *r)
{
	for (int i = 0; i < t->n; i++)
		if (is_same(&t->row[i], r)) {
			t->row[i].n += r->n;
			return;
		}
	if (t->n < TALLY_MOST)
		t->row[t->n++] = *r;
}

void
tally_add(struct tally *t, enum tally_name name, const char *desk,
    const char *one, const char *other, int64_t n)
{
	struct tally_row r = { .name = name, .n = n };

	copy(r.desk, desk);
	copy(r.one, one);
	copy(r.other, other);
	if (n > 0)
		add_row(t, &r);
}

void
tally_move(struct tally *from, struct tally *to)
{
	for (int i = 0; i < from->n; i++)
		add_row(to, &from->row[i]);
	from->n = 0;
}

static enum err
flush(struct scope *sc, struct db *db, void *arg)
{
	const struct tally *t = arg;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < t->n; i++) {
		const struct tally_row *r = &t->row[i];

		e = db_do(sc, db, STMT_TALLY_ADD, DB_ARGS(
		    db_text(names[r->name]), db_text(r->desk),
		    db_text(r->one), db_text(r->other), db_int(r->n)), NULL);
	}
	return e;
}

enum err
tally_flush(struct scope *sc, struct db *db, struct tally *t)
{
	enum err e = E_OK;

	if (t->n > 0 && (e = db_tx(sc, db, TX_TRIES, flush, t)) == E_OK)
		t->n = 0;
	return e;
}

static enum tally_name
name_of(const char *text)
{
	int i = 0;

	while (i < TALLY__MAX && !str_same(names[i], text))
		i++;
	return (enum tally_name)i;
}

enum err
tally_list(struct scope *sc, struct db *db, struct tally_row **ret,
    int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_TALLY_LIST, DB_NONE, &rows);

	*ret_n = 0;
	*ret = scope_alloc(sc, sizeof(**ret) *
	    (size_t)(e == E_OK ? rows.n + 1 : 1));
	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const char **c = rows.row[i].col;
		struct tally_row *r = &(*ret)[*ret_n];

		if ((r->name = name_of(c[0])) == TALLY__MAX)
			continue;
		copy(r->desk, c[1]);
		copy(r->one, c[2]);
		copy(r->other, c[3]);
		r->n = db_num(&rows.row[i], 4);
		(*ret_n)++;
	}
	return e;
}
