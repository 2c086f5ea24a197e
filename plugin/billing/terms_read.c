/*
 * One offer after the other, member by member; what two offers may not share
 * is looked at in the end, when all of them are there.
 */
#include "billing/terms_read.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/money.h"
#include "base/str.h"
#include "billing/offer.h"
#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

/* An offer under way. */
struct reading {
	struct scope			*sc;
	const struct config_setting_t	*n;
	struct terms_offer		*o;
};

static enum err
need_text(const struct reading *r, const struct config_setting_t *in,
    const char *name, const char **ret)
{
	const struct config_setting_t *n = conf_at(in, name);

	*ret = conf_text(n);
	if (*ret == NULL || **ret == '\0')
		return conf_bad(r->sc, n == NULL ? in : n, "needs %s = "
		    "\"...\"", name);
	return E_OK;
}

static enum err
need_word(const struct reading *r, const struct config_setting_t *in,
    const char *name, const char *const *words, int *ret)
{
	const char *text;
	enum err e = need_text(r, in, name, &text);
	struct buf known;

	for (int i = 0; e == E_OK && words[i] != NULL; i++)
		if (str_same(words[i], text)) {
			*ret = i;
			return E_OK;
		}
	if (e != E_OK)
		return e;
	buf_init(&known, r->sc, 512);
	for (int i = 0; words[i] != NULL; i++)
		buf_fmt(&known, " %s", words[i]);
	return conf_bad(r->sc, conf_at(in, name), "is none of%s", known.at);
}

/* A list of texts; one that is not there is empty. */
static enum err
read_list(const struct reading *r, const char *name, struct terms_list *ret)
{
	const struct config_setting_t *list = conf_at(r->n, name), *n;

	ret->n = conf_count(list);
	if (list != NULL && (!conf_is_list(list) || ret->n > TERMS_MOST))
		return conf_bad(r->sc, list, "must be a list ( \"...\", ) of "
		    "at most %d", TERMS_MOST);
	ret->at = scope_alloc(r->sc, sizeof(*ret->at) * (size_t)(ret->n + 1));
	for (int i = 0; (n = conf_nth(list, i)) != NULL; i++)
		if ((ret->at[i] = conf_text(n)) == NULL || *ret->at[i] == '\0')
			return conf_bad(r->sc, n, "must be a text in quotes");
	return E_OK;
}

static int
is_in(const char *const *words, const char *s)
{
	for (; *words != NULL; words++)
		if (str_same(*words, s))
			return 1;
	return 0;
}

static enum err
read_types(const struct reading *r)
{
	struct terms_list *l = &r->o->types;
	enum err e = read_list(r, "types", l);

	for (int i = 0; e == E_OK && i < l->n; i++)
		if (!is_in(words_topic, l->at[i]) && !str_same(l->at[i],
		    "security"))
			return conf_bad(r->sc, conf_nth(conf_at(r->n, "types"),
			    i), "\"%s\" is no type of support; the sample "
			    "terms.conf lists them", l->at[i]);
	return e;
}

static enum err
read_languages(const struct reading *r)
{
	struct terms_list *l = &r->o->languages;
	enum err e = read_list(r, "languages", l);

	for (int i = 0; e == E_OK && i < l->n; i++)
		if (strlen(l->at[i]) != 2 || strspn(l->at[i],
		    "abcdefghijklmnopqrstuvwxyz") != 2)
			return conf_bad(r->sc, conf_nth(conf_at(r->n,
			    "languages"), i), "must be two small letters, "
			    "like \"en\"");
	return e;
}

static enum err
check_hours(const struct reading *r, const struct config_setting_t *h)
{
	if (!clock_has_zone(r->o->zone))
		return conf_bad(r->sc, conf_at(h, "zone"), "is no time zone "
		    "like \"Europe/Warsaw\"");
	if (r->o->always != (r->o->nspans == 0))
		return conf_bad(r->sc, h, "needs either always = true, or "
		    "spans = ( { days, from, to } )");
	return E_OK;
}

static enum err
read_hours(const struct reading *r)
{
	static const char *const known[] = { "zone", "always", "spans", NULL };
	const struct config_setting_t *h = conf_at(r->n, "hours");
	const struct config_setting_t *spans = conf_at(h, "spans"), *n;
	enum err e;

	if ((e = conf_known(r->sc, h, known)) != E_OK ||
	    (e = need_text(r, h, "zone", &r->o->zone)) != E_OK)
		return e;
	if (conf_at(h, "always") != NULL &&
	    !conf_bool(conf_at(h, "always"), &r->o->always))
		return conf_bad(r->sc, conf_at(h, "always"), "must be true or "
		    "false");
	r->o->nspans = conf_count(spans);
	if (r->o->nspans > TERMS_MOST)
		return conf_bad(r->sc, spans, "more than %d", TERMS_MOST);
	r->o->span = scope_alloc(r->sc, sizeof(*r->o->span) *
	    (size_t)(r->o->nspans + 1));
	for (int i = 0; (n = conf_nth(spans, i)) != NULL; i++)
		if ((e = week_span(r->sc, n, &r->o->span[i])) != E_OK)
			return e;
	return check_hours(r, h);
}

/* What people can use: not whether somebody answers there. */
static int
is_reachable(enum terms_way way, const char *s)
{
	const char *at = strchr(s, '@');

	switch (way) {
	case TERMS_EMAIL:
		return at != NULL && at > s && strchr(at, '.') != NULL &&
		    strchr(at + 1, '@') == NULL && strpbrk(s, " <>,;") == NULL;
	case TERMS_PHONE:
		return strlen(s) >= 3 && s[strspn(s, "+0123456789 ()-./")] ==
		    '\0';
	case TERMS_WEB:
		return strncmp(s, "https://", 8) == 0 && s[8] != '\0' &&
		    strpbrk(s, " <>\"") == NULL;
	}
	BUG("a way of contact without a form");
}

static enum err
read_contact(const struct reading *r, const struct config_setting_t *n,
    struct terms_contact *c)
{
	static const char *const known[] = { "way", "value", NULL };
	int way = 0;
	enum err e;

	if (!conf_is_group(n))
		return conf_bad(r->sc, n, "must be { way, value }");
	if ((e = conf_known(r->sc, n, known)) != E_OK ||
	    (e = need_word(r, n, "way", terms_ways, &way)) != E_OK ||
	    (e = need_text(r, n, "value", &c->value)) != E_OK)
		return e;
	c->way = (enum terms_way)way;
	return is_reachable(c->way, c->value) ? E_OK : conf_bad(r->sc,
	    conf_at(n, "value"), "is no %s that people can use (web: "
	    "https://...)", terms_ways[way]);
}

static enum err
read_contacts(const struct reading *r)
{
	const struct config_setting_t *list = conf_at(r->n, "contact"), *n;
	enum err e = E_OK;

	r->o->ncontacts = conf_count(list);
	if (!conf_is_list(list) || r->o->ncontacts > TERMS_MOST)
		return conf_bad(r->sc, list, "must be a list ( { way, value } "
		    ") of at most %d", TERMS_MOST);
	r->o->contact = scope_alloc(r->sc, sizeof(*r->o->contact) *
	    (size_t)(r->o->ncontacts + 1));
	for (int i = 0; e == E_OK && (n = conf_nth(list, i)) != NULL; i++)
		e = read_contact(r, n, &r->o->contact[i]);
	return e;
}

static enum err
read_amount(const struct reading *r, const struct config_setting_t *n)
{
	int64_t minor;
	enum err e;

	if ((e = need_text(r, n, "currency", &r->o->currency)) != E_OK ||
	    (e = need_text(r, n, "amount", &r->o->amount)) != E_OK)
		return e;
	if (!money_is_currency(r->o->currency))
		return conf_bad(r->sc, conf_at(n, "currency"), "must be a "
		    "currency of ISO 4217 like \"EUR\"");
	if (!money_parse(r->o->amount, r->o->currency, &minor) || minor <= 0)
		return conf_bad(r->sc, conf_at(n, "amount"), "must be an "
		    "amount of %s like \"%s\", in quotes and above nothing",
		    r->o->currency, money_example(r->o->currency));
	return E_OK;
}

static enum err
read_step(const struct reading *r, const struct config_setting_t *n)
{
	const struct config_setting_t *step = conf_at(n, "step_minutes");

	if (step == NULL)
		return E_OK;
	if (r->o->price != TERMS_PER_HOUR)
		return conf_bad(r->sc, step, "only a price per hour has one");
	if (!conf_int(step, &r->o->step) || r->o->step < 1 ||
	    r->o->step > TERMS_STEP_MOST)
		return conf_bad(r->sc, step, "must be a number of minutes "
		    "from 1 to %d", TERMS_STEP_MOST);
	return E_OK;
}

static enum err
read_price(const struct reading *r)
{
	static const char *const known[] = { "kind", "amount", "currency",
	    "step_minutes", NULL };
	const struct config_setting_t *n = conf_at(r->n, "price");
	int kind = 0;
	enum err e;

	if ((e = conf_known(r->sc, n, known)) != E_OK ||
	    (e = need_word(r, n, "kind", terms_prices, &kind)) != E_OK)
		return e;
	r->o->price = (enum terms_price)kind;
	if ((e = read_step(r, n)) != E_OK)
		return e;
	if (kind >= TERMS_PER_INCIDENT)
		return read_amount(r, n);
	if (conf_at(n, "amount") != NULL || conf_at(n, "currency") != NULL)
		return conf_bad(r->sc, n, "is %s and still names an amount",
		    terms_prices[kind]);
	return E_OK;
}

/* Not said: the partner itself. */
static enum err
read_performer(const struct reading *r)
{
	static const char *const known[] = { "kind", "name", NULL };
	const struct config_setting_t *n = conf_at(r->n, "performer");
	int kind = TERMS_OWN;
	enum err e;

	if (n == NULL)
		return E_OK;
	if ((e = conf_known(r->sc, n, known)) != E_OK ||
	    (e = need_word(r, n, "kind", terms_performers, &kind)) != E_OK)
		return e;
	r->o->performer = (enum terms_performer)kind;
	if (kind != TERMS_OWN)
		return need_text(r, n, "name", &r->o->performed_by);
	return conf_at(n, "name") == NULL ? E_OK : conf_bad(r->sc, n, "is own "
	    "and still names somebody");
}

static enum err
read_date(const struct reading *r, const char *name, const char **ret)
{
	const struct config_setting_t *n = conf_at(r->n, name);
	int64_t day;

	*ret = conf_text(n);
	if (n != NULL && (*ret == NULL || !date_parse(r->sc, *ret, &day)))
		return conf_bad(r->sc, n, "must be a date like \"2026-11-21\"");
	return E_OK;
}

static enum err
read_dates(const struct reading *r)
{
	enum err e = read_date(r, "from", &r->o->from);

	if (e == E_OK)
		e = read_date(r, "to", &r->o->to);
	if (e == E_OK && r->o->from != NULL && r->o->to != NULL &&
	    strcmp(r->o->from, r->o->to) > 0)
		return conf_bad(r->sc, conf_at(r->n, "to"), "is before from");
	return e;
}

static enum err
read_titles(const struct reading *r)
{
	const struct config_setting_t *t = conf_at(r->n, "title");
	enum err e = E_OK;

	if (!conf_is_group(t))
		return conf_bad(r->sc, t == NULL ? r->n : t, "needs title = { "
		    "en = \"...\"; pl = \"...\"; }");
	if ((e = conf_known(r->sc, t, terms_languages)) != E_OK)
		return e;
	for (int i = 0; e == E_OK && i < TERMS_TITLES; i++)
		e = need_text(r, t, terms_languages[i], &r->o->title[i]);
	return e;
}

/* What customers must be told; everything that is not there is named. */
static enum err
check_complete(const struct reading *r)
{
	static const char *const must[] = { "types", "hours", "contact",
	    "price" };
	struct buf lacks;

	buf_init(&lacks, r->sc, 128);
	for (int i = 0; i < LEN(must); i++)
		if (conf_count(conf_at(r->n, must[i])) == 0)
			buf_fmt(&lacks, "%s%s", *lacks.at == '\0' ? "" : ", ",
			    must[i]);
	if (*lacks.at == '\0')
		return E_OK;
	return conf_bad(r->sc, r->n, "lacks %s; customers must be told which "
	    "support it is, when, how to reach it and what it costs",
	    lacks.at);
}

static enum err
read_who(const struct reading *r)
{
	const struct config_setting_t *open = conf_at(r->n, "public");
	enum err e;

	if ((e = read_list(r, "customers", &r->o->customers)) != E_OK ||
	    (e = read_list(r, "groups", &r->o->groups)) != E_OK)
		return e;
	if (open != NULL && !conf_bool(open, &r->o->is_public))
		return conf_bad(r->sc, open, "must be true or false");
	if (r->o->is_public && r->o->customers.n > 0)
		return conf_bad(r->sc, open, "an offer that names customers "
		    "is never shown to others");
	return E_OK;
}

static enum err
read_offer(const struct reading *r)
{
	static const char *const known[] = { "name", "title", "types", "hours",
	    "contact", "price", "performer", "languages", "from", "to",
	    "public", "customers", "groups", NULL };
	static enum err (*const parts[])(const struct reading *) = {
		check_complete, read_titles, read_types, read_hours,
		read_contacts, read_price, read_performer, read_languages,
		read_dates, read_who
	};
	enum err e;

	if (!conf_is_group(r->n))
		return conf_bad(r->sc, r->n, "must be an offer { ... }");
	if ((e = conf_known(r->sc, r->n, known)) == E_OK)
		e = need_text(r, r->n, "name", &r->o->name);
	for (int i = 0; e == E_OK && i < LEN(parts); i++)
		e = parts[i](r);
	return e;
}

static enum err
check_together(struct scope *sc, const struct config_setting_t *list,
    const struct terms *t)
{
	for (int i = 0; i < t->n; i++)
		for (int k = 0; k < i; k++) {
			const char *why = offer_conflict(&t->offer[k],
			    &t->offer[i]);

			if (why != NULL)
				return conf_bad(sc, conf_nth(list, i), "this "
				    "offer and offer %d %s on the same day; "
				    "give them other dates or customers",
				    k + 1, why);
		}
	return E_OK;
}

enum err
terms_read(struct scope *sc, const char *path, const struct terms **ret)
{
	static const char *const known[] = { "offers", NULL };
	struct terms *t = scope_alloc(sc, sizeof(*t));
	const struct config_setting_t *root, *list, *n;
	enum err e = conf_read(sc, path, &root);

	if (e != E_OK || (e = conf_known(sc, root, known)) != E_OK)
		return e;
	list = conf_at(root, "offers");
	if (!conf_is_list(list) || conf_count(list) == 0 ||
	    conf_count(list) > TERMS_MOST)
		return scope_fail(sc, E_SHAPE, "%s: needs offers = ( { ... } "
		    "), one to %d", path, TERMS_MOST);
	t->offer = scope_alloc(sc, sizeof(*t->offer) *
	    (size_t)conf_count(list));
	for (int i = 0; e == E_OK && (n = conf_nth(list, i)) != NULL; i++)
		e = read_offer(&(struct reading){ sc, n, &t->offer[t->n++] });
	if (e == E_OK)
		e = check_together(sc, list, t);
	*ret = t;
	return e;
}
