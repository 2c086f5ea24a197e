/* From the lines of a file to the rows of a table, and back. */
#include "store/import.h"

#include "base/str.h"

#include <string.h>

enum { TX_TRIES = 5, STEP = 1000 };

static enum err
between(struct scope *sc, enum err e)
{
	return e == E_SEEN ? scope_fail(sc, E_BUSY, "somebody else imports "
	    "the same just now; please try again") : e;
}

enum err
import_page(struct scope *sc, struct db *db, const struct import_kind *k,
    const char *after, struct db_rows *ret)
{
	const struct db_val v[] = { db_int(sc->now), db_text(after),
	    db_int(IMPORT_PAGE) };
	int skip = !k->list_at_now;
	enum err e = db_all(sc, db, k->list, v + skip, LEN(v) - skip, ret);

	for (int i = 0; e == E_OK && i < ret->n; i++) {
		for (int c = 0; c <= k->n; c++)
			if (ret->row[i].col[c] == NULL)
				ret->row[i].col[c] = "";
		if (k->show != NULL)
			k->show(sc, ret->row[i].col);
	}
	return e;
}

static void
keep(struct scope *sc, struct import_state *st, struct db_row row)
{
	if (st->n == st->room) {
		struct db_row *old = st->row;

		st->room = st->room == 0 ? IMPORT_PAGE : st->room * 2;
		st->row = scope_alloc(sc, sizeof(row) * (size_t)st->room);
		if (old != NULL)
			memcpy(st->row, old, sizeof(row) * (size_t)st->n);
	}
	st->row[st->n] = row;
	map_put(st->by_key, row.col[1], st->n++);
}

static enum err
load(struct scope *sc, struct db *db, const struct import_kind *k,
    struct import_state *st)
{
	struct db_rows page = { .n = IMPORT_PAGE };
	const char *after = "";
	enum err e = E_OK;

	*st = (struct import_state){ .by_key = map_new(sc) };
	while (e == E_OK && page.n == IMPORT_PAGE) {
		e = import_page(sc, db, k, after, &page);
		for (int i = 0; e == E_OK && i < page.n; i++)
			keep(sc, st, page.row[i]);
		if (e == E_OK && page.n > 0)
			after = page.row[page.n - 1].col[1];
	}
	return e;
}

static void
keep_id(struct scope *sc, struct import_ids *ids, const struct db_row *row)
{
	if (ids->n == ids->room) {
		int64_t *old = ids->id;

		ids->room = ids->room * 2 + IMPORT_PAGE;
		ids->id = scope_alloc(sc, sizeof(*old) * (size_t)ids->room);
		if (old != NULL)
			memcpy(ids->id, old, sizeof(*old) * (size_t)ids->n);
	}
	ids->id[ids->n] = db_num(row, 0);
	map_put(ids->by_name, row->col[1], ids->n++);
}

enum err
import_ids(struct scope *sc, struct db *db, const struct import_names *of,
    struct import_ids *ret)
{
	struct db_rows page = { .n = IMPORT_PAGE };
	const char *after = "";
	enum err e = E_OK;

	*ret = (struct import_ids){ .by_name = map_new(sc) };
	while (e == E_OK && page.n == IMPORT_PAGE) {
		e = db_all(sc, db, of->list, DB_ARGS(db_text(after),
		    db_int(IMPORT_PAGE)), &page);
		for (int i = 0; e == E_OK && i < page.n; i++)
			keep_id(sc, ret, &page.row[i]);
		if (e == E_OK && page.n > 0)
			after = page.row[page.n - 1].col[1];
	}
	return e;
}

int64_t
import_id(const struct import_ids *ids, const char *name)
{
	int at = map_get(ids->by_name, name);

	return at < 0 ? 0 : ids->id[at];
}

struct db_val
import_named(const struct import *im, const struct import_line *l, int column)
{
	int64_t id = import_id(&im->ids, l->cell[column]);

	return id == 0 ? db_text(NULL) : db_int(id);
}

static enum err
find_column(struct scope *sc, struct db *db, struct import *im, int column)
{
	const struct import_names *of = im->kind->columns[column].names;
	enum err e = import_ids(sc, db, of, &im->ids);

	for (int i = 0; e == E_OK && i < im->n; i++) {
		struct import_line *l = &im->lines[i];
		const char *name = l->cell[column];

		if (*name != '\0' && import_id(&im->ids, name) == 0)
			import_fault(sc, im, l, column, "no %s is called "
			    "\"%s\"; import %ss first", of->what, name,
			    of->what);
	}
	return e;
}

static enum err
find_named(struct scope *sc, struct db *db, struct import *im)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < im->kind->n; i++)
		if (im->kind->columns[i].names != NULL)
			e = find_column(sc, db, im, i);
	return e;
}

static int
differs(const struct import_kind *k, const char *const *a,
    const char *const *b)
{
	for (int i = 0; i < k->n; i++)
		if (strcmp(a[i], b[i]) != 0)
			return 1;
	return 0;
}

/* What the file leaves out is as it was. */
static void
compare(struct import *im, struct import_line *l)
{
	int at = map_get(im->was.by_key, l->cell[0]);

	l->was = at < 0 ? NULL : im->was.row[at].col + 1;
	l->id = at < 0 ? 0 : db_num(&im->was.row[at], 0);
	for (int i = 0; i < im->kind->n; i++)
		if (im->place[i] == 0 && !im->is_said[i])
			l->cell[i] = at < 0 ? "" : l->was[i];
	l->changed = at >= 0 && differs(im->kind, l->cell, l->was);
	im->added += at < 0;
	im->changed += l->changed;
}

static enum err
count_after(struct scope *sc, struct db *db, struct import *im)
{
	struct import_state now;
	enum err e = load(sc, db, im->kind, &now);

	im->changed = 0;
	for (int i = 0; e == E_OK && i < im->n; i++) {
		const struct import_line *l = &im->lines[i];
		int at = map_get(now.by_key, l->cell[0]);

		im->changed += at >= 0 && l->was != NULL &&
		    differs(im->kind, now.row[at].col + 1, l->was);
	}
	return e;
}

static enum err
import(struct scope *sc, struct db *db, void *arg)
{
	struct import *im = arg;
	const struct import_kind *k = im->kind;
	enum err e;

	im->added = im->changed = 0;
	im->notes.len = 0;
	if ((e = load(sc, db, k, &im->was)) != E_OK)
		return e;
	for (int i = 0; i < im->n; i++)
		compare(im, &im->lines[i]);
	if ((e = find_named(sc, db, im)) != E_OK ||
	    (k->match != NULL && (e = k->match(sc, db, im)) != E_OK) ||
	    (e = import_verdict(sc, im)) != E_OK ||
	    (e = k->write != NULL ? k->write(sc, db, im) :
	    import_write(sc, db, im, &k->writer)) != E_OK ||
	    (e = import_verdict(sc, im)) != E_OK)
		return between(sc, e);
	if (k->counts_after && (e = count_after(sc, db, im)) != E_OK)
		return e;
	/* A dry run ends like a failure, so that nothing is kept. */
	return im->dry_run ? E_GONE : E_OK;
}

enum err
import_run(struct scope *sc, struct db *db, struct import *im)
{
	enum err e;

	if ((e = import_read(sc, im)) != E_OK ||
	    (e = import_verdict(sc, im)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK)
		return e;
	e = db_tx(sc, db, TX_TRIES, import, im);
	return e == E_GONE && im->dry_run ? E_OK : e;
}

void
import_fill(struct scope *sc, const struct import *im,
    const struct import_line *l, struct db_val *ret)
{
	const struct import_kind *k = im->kind;

	for (int i = 0; i < k->n; i++)
		ret[i] = k->columns[i].names != NULL ?
		    import_named(im, l, i) : import_val(l, i);
	if (k->writer.n > k->n)
		ret[k->n] = db_int(sc->now);
}

enum act { ADD, SET, TELL, ACTS };

/* Which statement a line needs. */
static enum act
act_of(const struct import_line *l)
{
	return l->was == NULL ? ADD : l->changed ? SET : TELL;
}

/* One statement for all lines of a step that need it. */
static enum err
write_act(struct scope *sc, struct db *db, const struct import *im,
    const struct import_writer *w, enum act act, int from)
{
	const enum stmt stmts[] = { w->add, w->set, w->told };
	int skip = act == TELL ? w->n - w->ntold : 0;
	int width = w->n - skip + (act != ADD), n = 0;
	struct db_val *all, *v = scope_alloc(sc, sizeof(*v) *
	    (size_t)(width * STEP));

	if (act == TELL && w->ntold == 0)
		return E_OK;
	all = scope_alloc(sc, sizeof(*all) * (size_t)w->n);
	for (int i = from; i < im->n && i < from + STEP; i++) {
		const struct import_line *l = &im->lines[i];

		if (act_of(l) != act)
			continue;
		w->fill(sc, im, l, all);
		memcpy(v + n * width, all + skip, sizeof(*v) *
		    (size_t)(w->n - skip));
		if (act != ADD)
			v[n * width + width - 1] = db_int(l->id);
		n++;
	}
	return n == 0 ? E_OK : between(sc, db_do_many(sc, db, stmts[act], v,
	    width, n));
}

enum err
import_write(struct scope *sc, struct db *db, const struct import *im,
    const struct import_writer *w)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < im->n; i += STEP) {
		struct scope step;

		scope_begin(&step, sc->now);
		for (int act = 0; e == E_OK && act < ACTS; act++)
			e = write_act(&step, db, im, w, (enum act)act, i);
		if (e != E_OK)
			scope_fail(sc, e, "%s", step.why);
		scope_end(&step);
		if (e == E_OK && im->say != NULL)
			im->say(i + STEP < im->n ? i + STEP : im->n, im->n);
	}
	return e;
}
