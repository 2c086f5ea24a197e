/*
 * What a table must keep, seen as geometry: a row is a box of accepted words,
 * one side per cell. A row that earlier rows cover wholly can never win; a
 * first-match table without a last row that accepts everything has a gap.
 */
#include "policy/table.h"

#include "base/str.h"
#include "policy/date.h"
#include "policy/facts.h"
#include "policy/ladder.h"

#include <string.h>

enum { CUTS_MAX = 20000 };	/* past it a row counts as able to win */

struct cover {
	const struct list	*rows;
	size_t			 size;
	int			 end;		/* rows before this one */
	int			 cuts;
};

/* Is the box covered by the rows from `i` on? */
static int
is_covered(struct cover *k, uint32_t *box, int i)
{
	const struct row *r;

	if (i == k->end || k->cuts++ > CUTS_MAX)
		return 0;
	r = row_at(k->rows, k->size, i);
	for (int c = 0; c < CELL__MAX; c++)
		if ((box[c] & r->cell[c]) == 0)
			return is_covered(k, box, i + 1);
	for (int c = 0; c < CELL__MAX; c++) {
		uint32_t rest[CELL__MAX];

		memcpy(rest, box, sizeof(rest));
		rest[c] &= ~r->cell[c];
		if (rest[c] != 0 && !is_covered(k, rest, i + 1))
			return 0;
		box[c] &= r->cell[c];
	}
	return 1;
}

static int
is_last_resort(const struct row *r)
{
	for (int c = 0; c < CELL__MAX; c++)
		if (r->cell[c] != CELL_ANY)
			return 0;
	return 1;
}

static enum err
check_idle(struct scope *sc, const struct table *t, const struct list *rows)
{
	for (int i = 0; i < rows->n; i++) {
		const struct row *r = row_at(rows, t->size, i);
		struct cover k = { rows, t->size, i, 0 };
		uint32_t box[CELL__MAX];

		for (int c = 0; c < CELL__MAX; c++)
			box[c] = r->cell[c] & cell_bits(c);
		if (t->first_match && i == rows->n - 1 && is_last_resort(r))
			return E_OK;
		if (is_covered(&k, box, 0))
			return node_bad(sc, r->from, "can never win: the rows "
			    "before it take all it accepts");
	}
	return E_OK;
}

static enum err
check_gap(struct scope *sc, const struct table *t, const struct list *rows,
    const struct node *section)
{
	const struct row *last;

	if (rows->n == 0)
		return node_bad(sc, section, "%s has no rows", t->name);
	last = row_at(rows, t->size, rows->n - 1);
	return is_last_resort(last) ? E_OK : node_bad(sc, last->from,
	    "the last row of %s must accept everything (no cells)", t->name);
}

static enum err
check_ids(struct scope *sc, const struct table *t, const struct list *rows)
{
	for (int i = 0; i < rows->n; i++) {
		const struct row *a = row_at(rows, t->size, i);

		for (int j = 0; j < i; j++)
			if (str_same(a->id, row_at(rows, t->size, j)->id))
				return node_bad(sc, a->from, "id \"%s\" is "
				    "taken by a row before it", a->id);
	}
	return E_OK;
}

static enum err
check_table(struct scope *sc, const struct table *t, const struct list *rows,
    const struct node *section)
{
	enum err e = check_ids(sc, t, rows);

	if (e == E_OK && t->first_match)
		e = check_gap(sc, t, rows, section);
	if (e == E_OK && t->no_idle)
		e = check_idle(sc, t, rows);
	return e;
}

/* Open ends reach to the first and last day there is. */
static int
do_overlap(int64_t from, int64_t to, int64_t other_from, int64_t other_to)
{
	if (to != DAY_UNKNOWN && to < other_from)
		return 0;
	return other_to == DAY_UNKNOWN || from <= other_to;
}

static enum err
check_order(struct scope *sc, const struct node *at, int64_t from, int64_t to)
{
	if (to != DAY_UNKNOWN && to < from)
		return node_bad(sc, at, "ends before it begins");
	return E_OK;
}

/* The programme's names follow one another, too. */
static enum err
check_names(struct scope *sc, const struct vehicle *v)
{
	const struct vehicle_name *names = v->names.at;
	enum err e;

	for (int i = 0; i < v->names.n; i++) {
		const struct vehicle_name *a = &names[i];

		e = check_order(sc, a->row.from, a->from, a->to);
		if (e != E_OK)
			return e;
		for (int j = 0; j < i; j++)
			if (do_overlap(a->from, a->to, names[j].from,
			    names[j].to))
				return node_bad(sc, a->row.from, "its dates "
				    "overlap those of \"%s\"", names[j].name);
	}
	return E_OK;
}

static enum err
check_vehicle(struct scope *sc, const struct vehicle *all, int i)
{
	const struct vehicle *a = &all[i];
	enum err e = check_order(sc, a->row.from, a->from, a->to);

	for (int j = 0; j < i && e == E_OK; j++)
		if (all[j].vehicle == a->vehicle && do_overlap(a->from, a->to,
		    all[j].from, all[j].to))
			e = node_bad(sc, a->row.from, "the dates of \"%s\" "
			    "overlap those of \"%s\"", a->row.id,
			    all[j].row.id);
	if (e == E_OK && a->serves.n == 0)
		e = node_bad(sc, a->row.from, "serves nothing");
	if (e == E_OK)
		e = check_table(sc, &(const struct table){ "serves", NULL,
		    sizeof(struct row), STAGE_VEHICLE, 0, 1, 0, 1, 0 },
		    &a->serves, a->row.from);
	return e == E_OK ? check_names(sc, a) : e;
}

static enum err
check_vehicles(struct scope *sc, const struct policy *p)
{
	const struct list *all = &p->table[TABLE_VEHICLES];
	enum err e = E_OK;

	for (int i = 0; i < all->n && e == E_OK; i++)
		e = check_vehicle(sc, all->at, i);
	return e;
}

static enum err
check_rules(struct scope *sc, const struct policy *p)
{
	const struct list *all = &p->table[TABLE_RULES];
	const struct rule *r = all->at;

	for (int i = 0; i < all->n; i++, r++) {
		if ((r->then == THEN_ROUTE) != (r->route != WORD_UNKNOWN))
			return node_bad(sc, r->row.from, "a route is set if "
			    "and only if \"then\" is \"route\"");
		if (r->route == ROUTE_MICROSOFT)
			return node_bad(sc, r->row.from, "Microsoft is "
			    "reached only by \"then\" \"vehicle\"");
	}
	return E_OK;
}

static enum err
check_checks(struct scope *sc, const struct policy *p)
{
	const struct list *all = &p->table[TABLE_CHECKS];
	const struct check *c = all->at;

	for (int i = 0; i < all->n; i++, c++)
		if (word_find(words_check, c->row.id) == WORD_UNKNOWN)
			return node_bad(sc, c->row.from, "\"%s\" is not one "
			    "of P1 to P10", c->row.id);
	return E_OK;
}

/* Every change must be one that the facts can take. */
static enum err
check_change(struct scope *sc, const struct change *c)
{
	const struct cJSON *value;
	struct member_at at;
	struct facts f;
	const char *raw = change_value(sc, c, 0);
	enum err e;

	memset(&f, 0, sizeof(f));
	if (!member_find(facts_members, c->fact, &at))
		return node_bad(sc, c->row.from, "\"%s\" is not a fact",
		    c->fact);
	if ((e = json_parse(sc, raw, strlen(raw), 8, &value)) == E_OK)
		e = member_set(sc, &at, value, &f);
	return e == E_OK ? E_OK : node_bad(sc, c->row.from, "%s: %s", c->fact,
	    str_dup(sc, sc->why));
}

static enum err
check_facts_named(struct scope *sc, const struct policy *p)
{
	const struct list *all = &p->table[TABLE_NEAREST];
	const struct change *c = all->at;
	const struct max_age *a = p->table[TABLE_MAX_AGE].at;
	struct member_at at;
	enum err e = E_OK;

	for (int i = 0; i < all->n && e == E_OK; i++)
		e = check_change(sc, &c[i]);
	for (int i = 0; i < p->table[TABLE_MAX_AGE].n && e == E_OK; i++)
		if (!member_find(facts_members, a[i].fact, &at) && !str_same(
		    a[i].fact, "entitlements"))
			e = node_bad(sc, a[i].row.from, "\"%s\" is not a fact",
			    a[i].fact);
	return e;
}

/* Upwards, day by day; who is asked to suspend was told finally before. */
static enum err
check_ladder(struct scope *sc, const struct policy *p)
{
	const struct list *all = &p->table[TABLE_LADDER];
	const struct ladder_row *l = all->at;
	const struct step_row *s;

	if (all->n == 0)
		return E_OK;
	s = l->steps.at;
	for (int i = 1; i < l->steps.n; i++)
		if (s[i].step <= s[i - 1].step || s[i].days <= s[i - 1].days)
			return node_bad(sc, s[i].row.from, "must be a later "
			    "step, on a later day, than the one before it");
	if (l->steps.n == 0 || s[l->steps.n - 1].step < LADDER_FINAL ||
	    (s[l->steps.n - 1].step == LADDER_REQUEST &&
	    (l->steps.n < 2 || s[l->steps.n - 2].step != LADDER_FINAL)))
		return node_bad(sc, l->row.from, "steps needs step %d, the "
		    "final notice; without it nobody may be asked to suspend",
		    LADDER_FINAL);
	return E_OK;
}

enum err
policy_check(struct scope *sc, const struct policy *p)
{
	const struct row *any = p->table[TABLE_SETTINGS].at;
	enum err e = E_OK;

	for (int t = 0; t < TABLE__MAX && e == E_OK; t++)
		e = check_table(sc, &tables[t], &p->table[t], any->from);
	if (e == E_OK)
		e = check_vehicles(sc, p);
	if (e == E_OK)
		e = check_rules(sc, p);
	if (e == E_OK)
		e = check_checks(sc, p);
	if (e == E_OK)
		e = check_facts_named(sc, p);
	if (e == E_OK)
		e = check_ladder(sc, p);
	return e;
}
