/* Decides again from the same facts and compares what people notice. */
#include "policy/shift.h"

#include "base/str.h"
#include "policy/view.h"

#include <string.h>

enum { DECISION_DEPTH = 8 };

const char *const fate_names[FATE__MAX] = {
	[FATE_OUTCOME] = "outcome", [FATE_ROUTE] = "route",
	[FATE_CHANNEL] = "channel", [FATE_VEHICLE] = "vehicle",
	[FATE_RULE] = "rule",
};

static enum err
read_fate(struct scope *sc, const struct cJSON *j, struct fate *ret)
{
	if (json_int(j, "schema", 0) != 1)
		return scope_fail(sc, E_SHAPE, "decision: $.schema is not 1");
	for (int i = 0; i < FATE__MAX; i++)
		ret->part[i] = json_text(j, fate_names[i]);
	if (word_find(words_outcome, ret->part[FATE_OUTCOME]) == WORD_UNKNOWN)
		return scope_fail(sc, E_SHAPE, "decision: $.outcome is none");
	return E_OK;
}

static void
tell_fate(const struct decision *d, struct fate *ret)
{
	*ret = (struct fate){ {
		[FATE_OUTCOME] = word_at(words_outcome, d->outcome),
		[FATE_ROUTE] = word_at(words_route, d->route),
		[FATE_CHANNEL] = word_at(words_channel, d->channel),
		[FATE_VEHICLE] = word_at(words_vehicle, d->vehicle),
		[FATE_RULE] = d->rule,
	} };
}

static int
is_listed(const struct cJSON *list, const char *text)
{
	for (list = json_first(list); list != NULL; list = json_next(list))
		if (str_same(json_value(list), text))
			return 1;
	return 0;
}

/* Is what is missing unknown, and not only other than it must be? */
static int
is_unknown(const struct facts *f, const struct view *v, const char *name)
{
	int cell = cell_named(name);

	if (cell != CELL__MAX)
		return v->at[cell] == WORD_UNKNOWN;
	if (str_same(name, "roles"))
		return f->request.roles == WORD_UNKNOWN;
	if (str_same(name, "overdue_step"))
		return f->customer.overdue_step == COUNT_UNKNOWN;
	if (str_same(name, "entitlements"))
		return f->entitlements.n == LIST_UNKNOWN;
	return word_find(words_check, name) != WORD_UNKNOWN;
}

static void
find_lacks(struct scope *sc, const struct policy *p, const struct facts *f,
    const struct decision *d, const struct cJSON *was, struct list *ret)
{
	const struct cJSON *old = json_at(was, "missing");
	const char *const *name = d->missing.at;
	const char **lacks = scope_alloc(sc, sizeof(*lacks) *
	    (size_t)(d->missing.n + 1));
	struct view v;

	*ret = (struct list){ 0, lacks };
	view_facts(p, f, &v);
	for (int i = 0; i < d->missing.n; i++)
		if (is_unknown(f, &v, name[i]) &&
		    (old == NULL || !is_listed(old, name[i])))
			lacks[ret->n++] = name[i];
}

static void
compare(struct shift *s)
{
	for (int i = 0; i < FATE_RULE; i++) {
		const char *a = s->from.part[i], *b = s->to.part[i];

		s->is_other |= (a != NULL || b != NULL) && !str_same(a, b);
	}
	s->is_by_other = !s->is_other && !str_same(s->from.part[FATE_RULE],
	    s->to.part[FATE_RULE]);
}

enum err
shift_find(struct scope *sc, const struct policy *p, const char *facts,
    const char *decision, struct shift *ret)
{
	const struct cJSON *was;
	struct decision d;
	struct facts f;
	enum err e;

	*ret = (struct shift){ 0 };
	if ((e = facts_parse(sc, facts, strlen(facts), &f)) != E_OK ||
	    (e = json_parse(sc, decision, strlen(decision), DECISION_DEPTH,
	    &was)) != E_OK || (e = read_fate(sc, was, &ret->from)) != E_OK)
		return e;
	decide(sc, p, &f, &d);
	tell_fate(&d, &ret->to);
	find_lacks(sc, p, &f, &d, was, &ret->lacks);
	compare(ret);
	return E_OK;
}
