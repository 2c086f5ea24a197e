/*
 * /csp charge: work that the customer pays for, priced by the terms that he
 * was shown and by nothing else; and its correction, by who charged it or by
 * somebody with the right billing, and only downwards: more is a charge of
 * its own, which the terms must allow.
 */
#include "turn_do.h"

#include "base/money.h"
#include "base/str.h"
#include "billing/price.h"
#include "billing/terms_text.h"
#include "store/charge.h"

#include <string.h>

static const char *
money(const struct turn *t, int64_t minor, const char *currency)
{
	return currency == NULL ? text_fill(t->sc, t->texts,
	    t->desk->language, "charge.nothing", NULL) : text_money(t->sc,
	    t->desk->language, minor, currency);
}

static const char *
number(const struct turn *t, int64_t n)
{
	return str_fmt(t->sc, "%lld", (long long)n);
}

static const char *
price(const struct turn *t, const struct terms_offer *o)
{
	return terms_say_price(&(struct terms_words){ t->sc, t->texts,
	    t->desk->language }, o);
}

/* The next of the case, on its list and as a deed. */
static struct charge *
add_charge(struct errand *r)
{
	struct turn *t = r->t;
	struct list *l = &t->shown.charges;
	struct charge *all = scope_alloc(t->sc, sizeof(*all) *
	    (size_t)(l->n + 1)), *c = &all[l->n];

	if (l->n > 0)
		memcpy(all, l->at, sizeof(*all) * (size_t)l->n);
	*c = (struct charge){ .case_id = t->state.row.id,
	    .customer = t->state.who.id, .agent = r->by->agent,
	    .by = r->by->name, .message = r->ev->id, .line = r->c->line,
	    .number = l->n == 0 ? 1 : all[l->n - 1].number + 1,
	    .day = turn_day(t), .kind = r->c->charge, .text = r->c->text };
	*l = (struct list){ .n = l->n + 1, .at = all };
	deed_add(t, DEED_CHARGE, r->ev)->charge = c;
	return c;
}

/* Why it is not known what it costs. */
static const char *
not_shown(const struct turn *t)
{
	const struct terms_told *told = t->shown.told.at;

	if (turn_terms_come(t))
		return "charge.coming";
	for (int i = 0; i < t->shown.told.n; i++)
		if (told[i].at > 0)
			return "charge.other";
	return "charge.not-shown";
}

static const char *const rules[CHARGE__MAX] = {
	[CHARGE_MINUTES] = "charge.time", [CHARGE_INCIDENTS] =
	"charge.incidents", [CHARGE_AMOUNT] = "charge.fixed",
	[CHARGE_CORRECTION] = NULL
};

static void
say_charge(struct errand *r, const struct charge *c,
    const struct terms_told *told, const struct terms_offer *o)
{
	const struct turn *t = r->t;

	answer(r, "charge.done", PAIRS("number", number(t, c->number),
	    "amount", money(t, c->minor, c->currency)));
	answer(r, c->currency == NULL ? "charge.costs-nothing" :
	    rules[c->kind], PAIRS("told", number(t, c->told), "counted",
	    number(t, c->counted), "price", price(t, o)));
	answer(r, "charge.by", PAIRS("version", number(t, c->terms), "offer",
	    c->offer, "at", turn_time(t, told->at), "ticket", told->ticket));
}

static void
charge(struct errand *r)
{
	const struct turn *t = r->t;
	const struct terms_offer *o = NULL;
	const struct terms_told *told = case_terms_shown(t, &o);
	struct charge_asked asked = { r->c->charge, r->c->number,
	    r->c->amount, r->c->currency };
	struct price p;
	const char *why;
	struct charge *c;

	if (told == NULL) {
		answer(r, not_shown(t), NULL);
		return;
	}
	if ((why = price_find(o, &asked, &p)) != NULL) {
		answer(r, why, PAIRS("price", price(t, o)));
		return;
	}
	c = add_charge(r);
	c->told = r->c->charge == CHARGE_AMOUNT ? 0 : r->c->number;
	c->counted = p.counted;
	c->unit = p.unit;
	c->minor = p.minor;
	c->currency = p.currency;
	c->price = o->price;
	c->shown_case = told->case_id;
	c->terms = told->version;
	c->offer = told->offer;
	say_charge(r, c, told, o);
}

static const struct charge *
find(const struct list *l, int64_t wanted)
{
	const struct charge *all = l->at;

	for (int i = 0; i < l->n; i++)
		if (all[i].number == wanted)
			return &all[i];
	return NULL;
}

/* What is left of it after its corrections. */
static int64_t
left_of(const struct list *l, const struct charge *first)
{
	const struct charge *all = l->at;
	int64_t sum = 0;

	for (int i = 0; i < l->n; i++)
		if (all[i].number == first->number ||
		    all[i].corrects == first->number)
			sum += all[i].minor;
	return sum;
}

/* NULL, or why this agent cannot correct that charge so. */
static const char *
correct_guard(const struct errand *r, const struct charge *first,
    int64_t left, int64_t *ret_minor)
{
	const char *currency = first->currency;

	if (first->corrects != 0)
		return "charge.is-correction";
	if (first->agent != r->by->agent && !r->by->may_bill)
		return "charge.may-not";
	if (currency == NULL)
		return "charge.no-less";
	if (!money_parse(r->c->amount, currency, ret_minor))
		return "charge.no-amount";
	return *ret_minor < left ? NULL : "charge.no-less";
}

static void
refuse_correction(struct errand *r, const char *why,
    const struct charge *first, int64_t left)
{
	const struct turn *t = r->t;

	answer(r, why, PAIRS("number", number(t, first->number), "first",
	    number(t, first->corrects), "name", first->by, "amount", money(t,
	    left, first->currency), "word", r->c->amount, "near",
	    first->currency == NULL ? "0" : money_example(first->currency)));
}

static void
correct(struct errand *r)
{
	struct turn *t = r->t;
	const struct charge *first = find(&t->shown.charges, r->c->number);
	int64_t left, minor = 0;
	struct charge *c;
	const char *why;

	if (first == NULL) {
		answer(r, "charge.unknown", PAIRS("number", number(t,
		    r->c->number)));
		return;
	}
	left = left_of(&t->shown.charges, first);
	if ((why = correct_guard(r, first, left, &minor)) != NULL) {
		refuse_correction(r, why, first, left);
		return;
	}
	c = add_charge(r);
	c->minor = minor - left;
	c->currency = first->currency;
	c->price = first->price;
	c->unit = first->unit;
	c->shown_case = first->shown_case;
	c->terms = first->terms;
	c->offer = first->offer;
	c->corrects = first->number;
	answer(r, "charge.corrected", PAIRS("number", number(t, c->number),
	    "first", number(t, first->number), "from", money(t, left,
	    c->currency), "amount", money(t, minor, c->currency)));
}

void
do_charge(struct errand *r)
{
	if (!turn_terms(r))
		return;
	if (r->c->charge == CHARGE_CORRECTION)
		correct(r);
	else
		charge(r);
}
