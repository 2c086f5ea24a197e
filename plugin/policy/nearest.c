/*
 * Looks for the smallest set of changes that would allow or route: single
 * changes first, then pairs, then threes, in the policy's order. Bounded:
 * at most CHANGES changes are worth trying and TRIES sets are looked at. Of
 * most sets their obstacles tell that they would not do.
 */
#include "policy/obstacle.h"

#include "base/str.h"
#include "policy/date.h"
#include "policy/view.h"

#include <string.h>

enum { CHANGES = 64, TRIES = 4000 };

struct try {
	const struct change	*change;
	const char		*from, *to;
	const struct cJSON	*value;
	uint64_t		*lifts;		/* of each goal */
};

struct hunt {
	struct scope		*sc;
	const struct policy	*p;
	const struct facts	*f;
	struct goals		 goals;
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

/* E_SHAPE cannot be: policy_check() has tried it. */
static void
apply(struct hunt *h, const struct try *t, struct facts *f)
{
	if (member_set(h->sc, &t->change->at, t->value, f) != E_OK)
		BUG("%s", h->sc->why);
}

/* What the change alone would take away. */
static void
find_lifts(struct hunt *h, struct try *t)
{
	struct facts changed = *h->f;
	struct view after;

	apply(h, t, &changed);
	view_facts(h->p, &changed, &after);
	t->lifts = scope_alloc(h->sc, sizeof(*t->lifts) *
	    (size_t)h->goals.n);
	for (int g = 0; g < h->goals.n; g++)
		t->lifts[g] = goal_lifts(&h->goals, &h->goals.goal[g],
		    t->change, &after);
}

static int
read_value(struct hunt *h, const struct change *c, struct try *t)
{
	t->to = c->to;
	t->value = c->value;
	if (t->value != NULL)
		return 1;
	t->to = change_value(h->sc, c, date_of(h->f->now));
	return json_parse(h->sc, t->to, strlen(t->to), 8, &t->value) == E_OK;
}

/* Collects the changes that would change anything here. */
static void
collect(struct hunt *h)
{
	const struct list *all = &h->p->table[TABLE_NEAREST];
	const struct change *c = all->at;

	for (int i = 0; i < all->n && h->n < CHANGES; i++, c++) {
		struct try *t = &h->all[h->n];

		if (!member_open(facts_members, c->fact, h->f))
			continue;
		t->change = c;
		t->from = member_value(h->sc, &c->at, h->f);
		if (c->unknown_only && strcmp(t->from, "null") != 0)
			continue;
		if (!read_value(h, c, t) || strcmp(t->from, t->to) == 0)
			continue;
		find_lifts(h, t);
		h->n++;
	}
}

/* Could NEAREST_MAX changes take away all that stands before the goal? */
static int
is_near(const struct hunt *h, int g)
{
	uint64_t stands = h->goals.goal[g].stands, all = 0;
	int most[NEAREST_MAX] = { 0 }, sum = 0;

	for (int i = 0; i < h->n; i++) {
		int n = __builtin_popcountll(h->all[i].lifts[g] & stands);

		all |= h->all[i].lifts[g];
		for (int k = 0; k < NEAREST_MAX; k++)
			if (n > most[k]) {
				int less = most[k];

				most[k] = n;
				n = less;
			}
	}
	for (int k = 0; k < NEAREST_MAX; k++)
		sum += most[k];
	return (stands & ~all) == 0 && sum >= __builtin_popcountll(stands);
}

/* Leaves only the goals that are near. */
static void
drop_far(struct hunt *h)
{
	int n = 0;

	for (int g = 0; g < h->goals.n; g++) {
		if (!is_near(h, g))
			continue;
		for (int i = 0; i < h->n; i++)
			h->all[i].lifts[n] = h->all[i].lifts[g];
		h->goals.goal[n++] = h->goals.goal[g];
	}
	h->goals.n = n;
}

/* Does the set take away all that stands before one of the goals? */
static int
could_do(const struct hunt *h, int size)
{
	for (int g = 0; g < h->goals.n; g++) {
		uint64_t stands = h->goals.goal[g].stands;

		for (int k = 0; k < size; k++)
			stands &= ~h->all[h->set[k]].lifts[g];
		if (stands == 0)
			return 1;
	}
	return 0;
}

static int
does(struct hunt *h, int size)
{
	struct facts changed = *h->f;

	for (int k = 0; k < size; k++)
		apply(h, &h->all[h->set[k]], &changed);
	verdict(h->p, &changed, &h->found);
	return h->found.outcome == OUTCOME_ALLOW ||
	    h->found.outcome == OUTCOME_ROUTE;
}

/* Two changes of one fact are no set. */
static int
is_same_fact(const struct try *a, const struct try *b)
{
	return str_same(a->change->fact, b->change->fact);
}

/* Adds changes to the first `done` of a set; 1 when a full one will do. */
static int
hunt_sets(struct hunt *h, int done, int size)
{
	int first = done == 0 ? 0 : h->set[done - 1] + 1;

	if (done == size)
		return could_do(h, size) && does(h, size);
	for (int i = first; i < h->n && h->tries < TRIES; i++) {
		int clash = 0;

		for (int k = 0; k < done; k++)
			clash |= is_same_fact(&h->all[h->set[k]], &h->all[i]);
		h->tries++;
		h->set[done] = i;
		if (!clash && hunt_sets(h, done + 1, size))
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
	h->f = f;
	goals_find(sc, p, f, &h->goals);
	collect(h);
	drop_far(h);
	for (int size = 1; size <= NEAREST_MAX && h->goals.n > 0; size++)
		if (hunt_sets(h, 0, size)) {
			tell(h, size, ret);
			return;
		}
}
