/* The four questions, in their order. */
#include "billing/offer.h"

#include "base/str.h"

#include <string.h>

static int
is_in(const struct terms_list *l, const char *s)
{
	for (int i = 0; s != NULL && i < l->n; i++)
		if (str_same(l->at[i], s))
			return 1;
	return 0;
}

static int
is_named(const struct terms_offer *o, const struct offer_customer *c)
{
	return c->offer != NULL && str_same(o->name, c->offer);
}

static int
names_him(const struct terms_offer *o, const struct offer_customer *c)
{
	return is_in(&o->customers, c->name);
}

static int
names_his_group(const struct terms_offer *o, const struct offer_customer *c)
{
	return is_in(&o->groups, c->group);
}

static int
is_for_everybody(const struct terms_offer *o, const struct offer_customer *c)
{
	(void)c;
	return o->customers.n == 0 && o->groups.n == 0;
}

const struct terms_offer *
offer_of(const struct terms *t, const struct offer_customer *c,
    const char *day)
{
	static int (*const asks[])(const struct terms_offer *,
	    const struct offer_customer *) = {
		is_named, names_him, names_his_group, is_for_everybody
	};

	for (int k = 0; k < LEN(asks); k++)
		for (int i = 0; i < t->n; i++)
			if (terms_in_force(&t->offer[i], day) &&
			    asks[k](&t->offer[i], c))
				return &t->offer[i];
	return NULL;
}

static int
meet(const struct terms_list *a, const struct terms_list *b)
{
	for (int i = 0; i < a->n; i++)
		if (is_in(b, a->at[i]))
			return 1;
	return 0;
}

static int
share_a_day(const struct terms_offer *a, const struct terms_offer *b)
{
	return (a->to == NULL || b->from == NULL ||
	    strcmp(a->to, b->from) >= 0) && (b->to == NULL ||
	    a->from == NULL || strcmp(b->to, a->from) >= 0);
}

const char *
offer_conflict(const struct terms_offer *a, const struct terms_offer *b)
{
	if (!share_a_day(a, b))
		return NULL;
	if (str_same(a->name, b->name))
		return "have the same name";
	if (is_for_everybody(a, NULL) && is_for_everybody(b, NULL))
		return "are for everybody";
	if (meet(&a->customers, &b->customers))
		return "name the same customer";
	return meet(&a->groups, &b->groups) ? "name the same group" : NULL;
}
