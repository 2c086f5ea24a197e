/* The document of the terms, read from canonical JSON and written again. */
#include "billing/terms.h"

#include "billing/terms_ladder.h"

#include <string.h>

enum { DEPTH = 6, MOST_BYTES = 4 << 20 };

const char *const terms_prices[] = {
	"free", "included", "per-incident", "per-hour", NULL
};
const char *const terms_performers[] = {
	"own", "outsourced", "resold", NULL
};
const char *const terms_ways[] = { "email", "phone", "web", NULL };
const char *const terms_languages[] = { "en", "pl", NULL };

/* A place in the document: what it is about, for the sentence. */
struct place {
	struct scope		*sc;
	const struct cJSON	*j;
	int			 offer;
};

static enum err
bad(const struct place *p, const char *path)
{
	return scope_fail(p->sc, E_SHAPE, "terms: $.offers[%d].%s is not what "
	    "it must be", p->offer, path);
}

static enum err
take_word(const struct place *p, const char *path, const char *const *words,
    int *ret)
{
	const char *text = json_text(p->j, path);

	for (int i = 0; words[i] != NULL; i++)
		if (str_same(words[i], text)) {
			*ret = i;
			return E_OK;
		}
	return bad(p, path);
}

static int
count(const struct cJSON *list)
{
	int n = 0;

	for (const struct cJSON *i = json_first(list); i; i = json_next(i))
		n++;
	return n;
}

/* How many; more than TERMS_MOST or no list at all is refused. */
static enum err
take_count(const struct place *p, const char *path, int *ret)
{
	const struct cJSON *list = json_at(p->j, path);

	if (list == NULL || !json_is_array(list) || count(list) > TERMS_MOST)
		return bad(p, path);
	*ret = count(list);
	return E_OK;
}

static enum err
take_list(const struct place *p, const char *path, struct terms_list *ret)
{
	enum err e = take_count(p, path, &ret->n);
	int i = 0;

	if (e != E_OK)
		return e;
	ret->at = scope_alloc(p->sc, (size_t)(ret->n + 1) * sizeof(*ret->at));
	for (const struct cJSON *j = json_first(json_at(p->j, path)); j;
	    j = json_next(j))
		if ((ret->at[i++] = json_value(j)) == NULL)
			return bad(p, path);
	return E_OK;
}

static enum err
take_spans(const struct place *p, struct terms_offer *o)
{
	enum err e = take_count(p, "hours.spans", &o->nspans);
	struct week_span *s;

	if (e != E_OK)
		return e;
	s = o->span = scope_alloc(p->sc, sizeof(*s) * (size_t)(o->nspans + 1));
	for (const struct cJSON *j = json_first(json_at(p->j, "hours.spans"));
	    j; j = json_next(j), s++) {
		*s = (struct week_span){ (int)json_int(j, "first", 0),
		    (int)json_int(j, "last", 0), week_minutes(json_text(j,
		    "from")), week_minutes(json_text(j, "to")) };
		if (s->first < 1 || s->first > 7 || s->last < s->first ||
		    s->last > 7 || s->from < 0 || s->to <= s->from)
			return bad(p, "hours.spans");
	}
	return E_OK;
}

static enum err
take_contacts(const struct place *p, struct terms_offer *o)
{
	enum err e = take_count(p, "contact", &o->ncontacts);
	struct terms_contact *c;
	int way = 0;

	if (e != E_OK)
		return e;
	c = scope_alloc(p->sc, sizeof(*c) * (size_t)(o->ncontacts + 1));
	o->contact = c;
	for (const struct cJSON *j = json_first(json_at(p->j, "contact")); j;
	    j = json_next(j), c++) {
		struct place in = { p->sc, j, p->offer };

		if (take_word(&in, "way", terms_ways, &way) != E_OK ||
		    json_text(j, "value") == NULL)
			return bad(p, "contact");
		*c = (struct terms_contact){ (enum terms_way)way,
		    json_text(j, "value") };
	}
	return E_OK;
}

static enum err
take_money(const struct place *p, struct terms_offer *o)
{
	int price, performer;
	enum err e;

	if ((e = take_word(p, "price.kind", terms_prices, &price)) != E_OK ||
	    (e = take_word(p, "performer.kind", terms_performers,
	    &performer)) != E_OK)
		return e;
	o->price = (enum terms_price)price;
	o->performer = (enum terms_performer)performer;
	o->amount = json_text(p->j, "price.amount");
	o->currency = json_text(p->j, "price.currency");
	o->performed_by = json_text(p->j, "performer.name");
	o->step = json_int(p->j, "price.step_minutes", 0);
	if ((price >= TERMS_PER_INCIDENT && (o->amount == NULL ||
	    o->currency == NULL)) || o->step < 0 ||
	    o->step > TERMS_STEP_MOST)
		return bad(p, "price");
	return performer != TERMS_OWN && o->performed_by == NULL ?
	    bad(p, "performer") : E_OK;
}

static enum err
take_plain(const struct place *p, struct terms_offer *o)
{
	o->name = json_text(p->j, "name");
	o->title[0] = json_text(p->j, "title.en");
	o->title[1] = json_text(p->j, "title.pl");
	o->zone = json_text(p->j, "hours.zone");
	o->always = json_true(p->j, "hours.always");
	o->from = json_text(p->j, "from");
	o->to = json_text(p->j, "to");
	o->is_public = json_true(p->j, "public");
	if (o->name == NULL || o->zone == NULL)
		return bad(p, o->name == NULL ? "name" : "hours.zone");
	return o->title[0] == NULL || o->title[1] == NULL ? bad(p, "title") :
	    E_OK;
}

static enum err
take_offer(const struct place *p, struct terms_offer *o)
{
	enum err e;

	if ((e = take_plain(p, o)) != E_OK ||
	    (e = take_list(p, "types", &o->types)) != E_OK ||
	    (e = take_list(p, "languages", &o->languages)) != E_OK ||
	    (e = take_list(p, "customers", &o->customers)) != E_OK ||
	    (e = take_list(p, "groups", &o->groups)) != E_OK ||
	    (e = take_spans(p, o)) != E_OK ||
	    (e = take_contacts(p, o)) != E_OK)
		return e;
	return take_money(p, o);
}

enum err
terms_parse(struct scope *sc, const char *json, size_t len,
    const struct terms **ret)
{
	struct terms *t = scope_alloc(sc, sizeof(*t));
	const struct cJSON *root, *list;
	enum err e = json_parse(sc, json, len, DEPTH, &root);

	if (e != E_OK)
		return e;
	list = json_at(root, "offers");
	if (list == NULL || !json_is_array(list) || count(list) > TERMS_MOST)
		return scope_fail(sc, E_SHAPE, "terms: $.offers is no list "
		    "of at most %d", TERMS_MOST);
	t->offer = scope_alloc(sc, sizeof(*t->offer) *
	    (size_t)(count(list) + 1));
	for (const struct cJSON *j = json_first(list); j; j = json_next(j)) {
		struct place p = { sc, j, t->n };

		if ((e = take_offer(&p, &t->offer[t->n++])) != E_OK)
			return e;
	}
	*ret = t;
	return terms_take_ladder(sc, json_at(root, "collections"),
	    &t->ladder);
}

static void
put_list(struct json_out *o, const char *name, const struct terms_list *l)
{
	json_open(o, name, '[');
	for (int i = 0; i < l->n; i++)
		json_put(o, NULL, l->at[i]);
	json_close(o);
}

static const char *
clock_face(struct scope *sc, int m)
{
	return str_fmt(sc, "%02d:%02d", m / 60, m % 60);
}

static void
put_hours(struct json_out *out, const struct terms_offer *o)
{
	struct scope *sc = out->buf.sc;

	json_open(out, "hours", '{');
	json_put(out, "zone", o->zone);
	json_put_bool(out, "always", o->always);
	json_open(out, "spans", '[');
	for (int i = 0; i < o->nspans; i++) {
		json_open(out, NULL, '{');
		json_put_int(out, "first", o->span[i].first);
		json_put_int(out, "last", o->span[i].last);
		json_put(out, "from", clock_face(sc, o->span[i].from));
		json_put(out, "to", clock_face(sc, o->span[i].to));
		json_close(out);
	}
	json_close(out);
	json_close(out);
}

static void
put_contacts(struct json_out *out, const struct terms_offer *o)
{
	json_open(out, "contact", '[');
	for (int i = 0; i < o->ncontacts; i++) {
		json_open(out, NULL, '{');
		json_put(out, "way", terms_ways[o->contact[i].way]);
		json_put(out, "value", o->contact[i].value);
		json_close(out);
	}
	json_close(out);
}

static void
put_price(struct json_out *out, const struct terms_offer *o)
{
	json_open(out, "price", '{');
	json_put(out, "kind", terms_prices[o->price]);
	json_put(out, "amount", o->amount);
	json_put(out, "currency", o->currency);
	/* Terms from before there were steps keep their hash. */
	if (o->step > 0)
		json_put_int(out, "step_minutes", o->step);
	json_close(out);
	json_open(out, "performer", '{');
	json_put(out, "kind", terms_performers[o->performer]);
	json_put(out, "name", o->performed_by);
	json_close(out);
}

void
terms_put_offer(struct json_out *out, const struct terms_offer *o)
{
	json_put(out, "name", o->name);
	json_open(out, "title", '{');
	for (int i = 0; i < TERMS_TITLES; i++)
		json_put(out, terms_languages[i], o->title[i]);
	json_close(out);
	put_list(out, "types", &o->types);
	put_hours(out, o);
	put_contacts(out, o);
	put_price(out, o);
	put_list(out, "languages", &o->languages);
	json_put(out, "from", o->from);
	json_put(out, "to", o->to);
}

const char *
terms_canonical(struct scope *sc, const struct terms *t)
{
	struct json_out out;

	json_begin(&out, sc, MOST_BYTES);
	json_open(&out, NULL, '{');
	json_open(&out, "offers", '[');
	for (int i = 0; i < t->n; i++) {
		const struct terms_offer *o = &t->offer[i];

		json_open(&out, NULL, '{');
		terms_put_offer(&out, o);
		json_put_bool(&out, "public", o->is_public);
		put_list(&out, "customers", &o->customers);
		put_list(&out, "groups", &o->groups);
		json_close(&out);
	}
	json_close(&out);
	if (t->ladder != NULL)
		terms_put_ladder(&out, "collections", t->ladder);
	json_close(&out);
	return json_end(&out);
}

int
terms_in_force(const struct terms_offer *o, const char *day)
{
	return (o->from == NULL || strcmp(o->from, day) <= 0) &&
	    (o->to == NULL || strcmp(day, o->to) <= 0);
}

int
terms_for_all_eyes(const struct terms_offer *o)
{
	return o->customers.n == 0 && (o->groups.n == 0 || o->is_public);
}
