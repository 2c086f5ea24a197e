/*
 * What follows from a compiled policy alone: which cells its rows ask, and
 * what its changes need to be tried.
 */
#include "policy/table.h"

#include "policy/facts.h"
#include "policy/view.h"

#include <string.h>

enum { VALUE_DEPTH = 8 };

static uint64_t
rows_ready(const struct list *rows, size_t size)
{
	uint64_t all = 0;

	for (int i = 0; i < rows->n; i++) {
		struct row *r = (struct row *)(size_t)row_at(rows, size, i);

		r->asks = 0;
		for (int c = 0; c < CELL__MAX; c++)
			if (r->cell[c] != CELL_ANY)
				r->asks |= CELL_BIT(c);
		all |= r->asks;
	}
	return all;
}

/* A list of facts is only appended to; checks have a mark each. */
static uint32_t
marks_of(const struct member *fact)
{
	uint32_t bits = 0;

	if (fact->type == MEMBER_OBJECT) {
		for (fact = fact->members; fact->name != NULL; fact++)
			bits |= marks_of(fact);
		return bits;
	}
	for (int i = 0; i < CHECKS; i++)
		if (fact->offset == offsetof(struct facts, checks.mark[i]))
			bits |= UINT32_C(1) << i;
	return bits;
}

static void
change_ready(struct scope *sc, const struct policy *p, struct change *c)
{
	if (!member_find(facts_members, c->fact, &c->at))
		BUG("a change of %s", c->fact);
	if (strchr(c->to, '@') == NULL &&
	    json_parse(sc, c->to, strlen(c->to), VALUE_DEPTH, &c->value)
	    != E_OK)
		BUG("%s", sc->why);
	c->touches = view_cells(c->at.row);
	if (c->touches & p->asked[TABLE_ROLES])
		c->touches |= CELL_BIT(CELL_MAY);
	c->marks = marks_of(c->at.row);
	c->entitles = c->at.row->offset == offsetof(struct facts,
	    entitlements);
}

void
table_ready(struct scope *sc, struct policy *p)
{
	struct list *all = p->table;
	struct change *c = (struct change *)(size_t)all[TABLE_NEAREST].at;
	const struct vehicle *v = all[TABLE_VEHICLES].at;

	for (int t = 0; t < TABLE__MAX; t++)
		p->asked[t] = rows_ready(&all[t], tables[t].size);
	p->asked[TABLE_VEHICLES] = 0;
	for (int i = 0; i < all[TABLE_VEHICLES].n; i++)
		p->asked[TABLE_VEHICLES] |= rows_ready(&v[i].serves,
		    sizeof(struct row));
	for (int i = 0; i < all[TABLE_NEAREST].n; i++)
		change_ready(sc, p, &c[i]);
}
