/* A row for each kind of offer and what may be charged by it. */
#include "billing/price.h"

#include "base/money.h"
#include "base/str.h"

enum { HOUR = 60 };

const char *const charge_kinds[CHARGE__MAX + 1] = {
	[CHARGE_MINUTES] = "minutes", [CHARGE_INCIDENTS] = "incidents",
	[CHARGE_AMOUNT] = "amount", [CHARGE_CORRECTION] = "correction",
	[CHARGE__MAX] = NULL
};

static const char *
free_of_charge(const struct terms_offer *o, const struct charge_asked *a,
    struct price *p)
{
	(void)o;
	if (a->kind == CHARGE_AMOUNT)
		return "charge.free";
	*p = (struct price){ .counted = a->n };
	return NULL;
}

static const char *
fixed(const struct charge_asked *a, int64_t most, struct price *p)
{
	if (!str_same(a->currency, p->currency))
		return "charge.currency";
	if (!money_parse(a->amount, a->currency, &p->minor) ||
	    p->minor > most)
		return "charge.above";
	return NULL;
}

static const char *
by_incident(const struct terms_offer *o, const struct charge_asked *a,
    struct price *p)
{
	(void)o;
	if (a->kind == CHARGE_AMOUNT)
		return fixed(a, p->unit, p);
	if (a->kind != CHARGE_INCIDENTS)
		return "charge.by-incident";
	p->counted = a->n;
	return money_share(p->unit, a->n, 1, &p->minor) ? NULL :
	    "charge.much";
}

static const char *
by_hour(const struct terms_offer *o, const struct charge_asked *a,
    struct price *p)
{
	int64_t step = o->step > 0 ? o->step : 1, most;

	if (a->kind == CHARGE_AMOUNT)
		return money_share(p->unit, PRICE_FIXED_MINUTES, HOUR, &most) ?
		    fixed(a, most, p) : "charge.much";
	if (a->kind != CHARGE_MINUTES)
		return "charge.by-hour";
	p->counted = (a->n + step - 1) / step * step;
	return money_share(p->unit, p->counted, HOUR, &p->minor) ? NULL :
	    "charge.much";
}

const char *
price_find(const struct terms_offer *o, const struct charge_asked *a,
    struct price *ret)
{
	static const char *(*const by[])(const struct terms_offer *,
	    const struct charge_asked *, struct price *) = {
		[TERMS_FREE] = free_of_charge,
		[TERMS_INCLUDED] = free_of_charge,
		[TERMS_PER_INCIDENT] = by_incident,
		[TERMS_PER_HOUR] = by_hour
	};
	static const int64_t most[CHARGE__MAX] = {
		[CHARGE_MINUTES] = PRICE_MOST_MINUTES,
		[CHARGE_INCIDENTS] = PRICE_MOST_INCIDENTS
	};
	struct price p = { .currency = o->currency };
	const char *why;

	if (a->n > most[a->kind] || (o->price >= TERMS_PER_INCIDENT &&
	    !money_parse(o->amount, o->currency, &p.unit)))
		return "charge.much";
	if ((why = by[o->price](o, a, &p)) == NULL)
		*ret = p;
	return why;
}
