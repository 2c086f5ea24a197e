/*
 * Looks for the smallest set of changes that would allow or route: single
 * changes first, then pairs, then threes, in the policy's order. Bounded:
 * at most CHANGES changes are worth trying and TRIES sets are tried.
 */
#include "policy/verdict.h"

#include "base/str.h"
#include "policy/date.h"

#include <string.h>

enum { CHANGES = 64, TRIES = 4000 };

struct try {
	const struct change	*change;
	struct member_at	 at;
	const char		*from, *to;
	const struct cJSON	*value;
};

struct hunt {
	struct scope		*sc;
	const struct policy	*p;
	int			 n, tries;
	struct try		 all[CHANGES];
	int			 set[NEAREST_MAX];	/* found: these */
	struct verdict		 found;
};

const char *
change_value(struct scope *sc, const struct change *c, int64_t day)
{
	static const char mark[] = "@today";
	const char *from = c->to, *hit;
	char date[DATE_TEXT];
	struct buf b;

	date_text(day, date);
	buf_init(&b, sc, 8192);
	for (; (hit = strstr(from, mark)) != NULL;
	    from = hit + sizeof(mark) - 1) {
		buf_add(&b, from, (size_t)(hit - from));
		buf_puts(&b, date);
	}
	buf_puts(&b, from);
	return b.at;
}

/* Collects the changes that would change anything here. */
static void
collect(struct hunt *h, const struct facts *f)
{
	const struct list *all = &h->p->table[TABLE_NEAREST];
	const struct change *c = all->at;

	for (int i = 0; i < all->n && h->n < CHANGES; i++, c++) {
		struct try *t = &h->all[h->n];

		if (!member_find(facts_members, c->fact, &t->at) ||
		    !member_open(facts_members, c->fact, f))
			continue;
		t->change = c;
		t->from = member_value(h->sc, &t->at, f);
		t->to = change_value(h->sc, c, date_of(f->now));
		if (strcmp(t->from, t->to) == 0 ||
		    (c->unknown_only && strcmp(t->from, "null") != 0))
			continue;
		if (json_parse(h->sc, t->to, strlen(t->to), 8,
		    &t->value) == E_OK)
			h->n++;
	}
}

/* Two changes of one fact are no set. */
static int
is_same_fact(const struct try *a, const struct try *b)
{
	return str_same(a->change->fact, b->change->fact);
}

/*
 * Adds changes from `first` on to facts that already have `done` of `size`;
 * 1 when the full set allows or routes.
 */
static int
hunt_sets(struct hunt *h, const struct facts *f, int done, int size)
{
	int first = done == 0 ? 0 : h->set[done - 1] + 1;

	if (done == size) {
		verdict(h->p, f, &h->found);
		return h->found.outcome == OUTCOME_ALLOW ||
		    h->found.outcome == OUTCOME_ROUTE;
	}
	for (int i = first; i < h->n && h->tries < TRIES; i++) {
		struct facts changed = *f;
		int clash = 0;

		for (int k = 0; k < done; k++)
			clash |= is_same_fact(&h->all[h->set[k]], &h->all[i]);
		h->tries++;
		h->set[done] = i;
		if (!clash && member_set(h->sc, &h->all[i].at,
		    h->all[i].value, &changed) == E_OK &&
		    hunt_sets(h, &changed, done + 1, size))
			return 1;
	}
	return 0;
}

static void
tell(const struct hunt *h, int size, struct decision *ret)
{
	for (int i = 0; i < size; i++) {
		const struct try *t = &h->all[h->set[i]];

		ret->nearest[i] = (struct nearest){ t->change->fact, t->from,
		    t->to };
	}
	ret->nnearest = size;
	ret->near_outcome = h->found.outcome;
	ret->near_vehicle = h->found.outcome == OUTCOME_ALLOW ?
	    h->found.way.vehicle->vehicle : WORD_UNKNOWN;
}

void
nearest(struct scope *sc, const struct policy *p, const struct facts *f,
    struct decision *ret)
{
	struct hunt *h = scope_alloc(sc, sizeof(*h));

	h->sc = sc;
	h->p = p;
	collect(h, f);
	for (int size = 1; size <= NEAREST_MAX; size++)
		if (hunt_sets(h, f, 0, size)) {
			tell(h, size, ret);
			return;
		}
}
