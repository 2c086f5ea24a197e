/* Loads the rows of health.conf and answers from them. */
#include "policy/concern.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/phrase.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

/* A bit of concern_ticket.named for each row. */
enum { MOST_ROWS = 64, MOST_PHRASES = 1000 };

struct row {
	const char	*service;	/* with a * at its end: begins so */
	int		 products;	/* bits */
	int		 has_words;
};

struct concerns {
	struct row	 row[MOST_ROWS];
	int		 n;
	struct phrases	 phrases;	/* `means` is the row */
	uint64_t	 rows[MOST_PHRASES];	/* that have it, as bits */
};

static enum err
add_product(struct scope *sc, const struct config_setting_t *n, struct row *r)
{
	int which = word_find(words_product, conf_text(n));

	if (which == WORD_UNKNOWN)
		return conf_bad(sc, n, "\"%s\" is no product; see the head of "
		    "the file", conf_text(n) == NULL ? "" : conf_text(n));
	r->products |= 1 << which;
	return E_OK;
}

static enum err
read_products(struct scope *sc, const struct config_setting_t *row,
    struct row *r)
{
	const struct config_setting_t *n = conf_at(row, "product"), *it;
	enum err e = E_OK;

	if (n == NULL || !conf_is_list(n))
		return add_product(sc, n == NULL ? row : n, r);
	for (int i = 0; e == E_OK && (it = conf_nth(n, i)) != NULL; i++)
		e = add_product(sc, it, r);
	return e == E_OK && r->products == 0 ? conf_bad(sc, n,
	    "has no product") : e;
}

static enum err
read_words(struct scope *sc, const struct config_setting_t *row,
    struct concerns *c)
{
	const struct config_setting_t *list = conf_at(row, "words"), *n;

	for (int i = 0; (n = conf_nth(list, i)) != NULL; i++) {
		struct phrase *p = &c->phrases.at[c->phrases.n];
		const char *bad;

		if (conf_text(n) == NULL)
			return conf_bad(sc, n, "must be words in quotes");
		if (c->phrases.n == MOST_PHRASES)
			return conf_bad(sc, n, "more than %d words",
			    MOST_PHRASES);
		p->id = c->phrases.n++;
		p->means = c->n;
		if ((bad = phrase_parse(sc, conf_text(n), p)) != NULL)
			return conf_bad(sc, n, "\"%s\" %s", conf_text(n),
			    bad);
	}
	c->row[c->n].has_words = list != NULL;
	return E_OK;
}

/* Where rows share a phrase, only one of its kind is found in a text. */
static void
share(struct concerns *c)
{
	const struct phrases *ps = &c->phrases;

	for (int i = 0; i < ps->n; i++)
		for (int k = 0; k < ps->n; k++)
			if (strcasecmp(ps->at[i].says, ps->at[k].says) == 0)
				c->rows[i] |= (uint64_t)1 << ps->at[k].means;
}

static int
is_named(const struct row *r, const char *service)
{
	size_t n = strlen(r->service);

	return n > 0 && r->service[n - 1] == '*' ?
	    strncasecmp(r->service, service, n - 1) == 0 :
	    strcasecmp(r->service, service) == 0;
}

static enum err
read_row(struct scope *sc, const struct config_setting_t *n,
    struct concerns *c)
{
	static const char *const known[] = { "service", "product", "words",
	    NULL };
	struct row *r = &c->row[c->n];
	enum err e;

	if (!conf_is_group(n))
		return conf_bad(sc, n, "must be { service, product, words }");
	if (c->n == MOST_ROWS)
		return conf_bad(sc, n, "more than %d rows", MOST_ROWS);
	r->service = conf_text(conf_at(n, "service"));
	if (r->service == NULL || *r->service == '\0')
		return conf_bad(sc, n, "needs service = \"...\"");
	for (int i = 0; i < c->n; i++)
		if (is_named(&c->row[i], r->service))
			return conf_bad(sc, n, "can never win: row %d takes "
			    "all of its services", i + 1);
	if ((e = conf_known(sc, n, known)) != E_OK ||
	    (e = read_products(sc, n, r)) != E_OK ||
	    (e = read_words(sc, n, c)) != E_OK)
		return e;
	c->n++;
	return E_OK;
}

enum err
concerns_load(struct scope *sc, const char *dir, const struct concerns **ret)
{
	static const char *const names[] = { "services", NULL };
	struct concerns *c = scope_alloc(sc, sizeof(*c));
	const struct config_setting_t *root, *list, *n;
	enum err e;

	if ((e = conf_read(sc, str_fmt(sc, "%s/health.conf", dir), &root))
	    != E_OK || (e = conf_known(sc, root, names)) != E_OK)
		return e;
	c->phrases.at = scope_alloc(sc, sizeof(*c->phrases.at) *
	    MOST_PHRASES);
	list = conf_at(root, "services");
	for (int i = 0; e == E_OK && (n = conf_nth(list, i)) != NULL; i++)
		e = read_row(sc, n, c);
	share(c);
	phrases_index(sc, &c->phrases);
	*ret = c;
	return e;
}

int
concerns_cover(const struct concerns *c, int product)
{
	for (int i = 0; product != WORD_UNKNOWN && i < c->n; i++)
		if (c->row[i].products & 1 << product)
			return 1;
	return 0;
}

uint64_t
concerns_named(struct scope *sc, const struct concerns *c, const char *text)
{
	const struct phrase *best[PHRASE_FACTS];
	struct tokens t;
	uint64_t named = 0;

	if (text == NULL)
		return 0;
	tokens_init(&t, sc, strlen(text));
	tokens_add(&t, text, strlen(text), 0);
	for (int i = 0; i < t.n; i++) {
		phrases_at(&c->phrases, &t, i, best);
		if (best[0] != NULL)
			named |= c->rows[best[0]->id];
	}
	return named;
}

/* Does its text name any service of its product? */
static int
is_clear(const struct concerns *c, const struct concern_ticket *t)
{
	for (int i = 0; i < c->n; i++)
		if (c->row[i].products & 1 << t->product &&
		    t->named & (uint64_t)1 << i)
			return 1;
	return 0;
}

int
concerns_ticket(const struct concerns *c, const char *service,
    const struct concern_ticket *t)
{
	int i = 0;

	while (i < c->n && !is_named(&c->row[i], service))
		i++;
	if (i == c->n || t->product == WORD_UNKNOWN ||
	    !(c->row[i].products & 1 << t->product))
		return 0;
	return !c->row[i].has_words || !is_clear(c, t) ||
	    (t->named & (uint64_t)1 << i) != 0;
}
