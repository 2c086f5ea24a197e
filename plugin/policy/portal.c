/* Loads the rows of packet.conf and answers from them. */
#include "policy/portal.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>

enum { MOST_ROWS = 100, LEAST_TITLE = 20, MOST_TITLE = 1000,
    MOST_URL = 500 };
const char *const portal_parts[] = {
	"product", "severity", "on-call", "tenant", "subscription", "contact",
	"began", "impact", "description", "steps", NULL
};

#define TENANT	"{tenant}"

struct row {
	int			 is_own;	/* of own_portals */
	int			 channels, products, clouds;	/* bits */
	struct portal		 is;
	int			 asks_tenant;
	const struct config_setting_t *node;
};

struct ask {
	int	part;
	int	classes, products, severities, environments;	/* bits */
};

struct portals {
	struct ask	 ask[MOST_ROWS];
	int		 nasks;
	struct row	 row[MOST_ROWS];
	int		 n;
	int64_t		 title;
};

static enum err
add_word(struct scope *sc, const struct config_setting_t *n,
    const char *const *words, int *bits)
{
	int which = word_find(words, conf_text(n));

	if (which == WORD_UNKNOWN)
		return conf_bad(sc, n, "\"%s\" is no such word; see the head "
		    "of the file", conf_text(n) == NULL ? "" : conf_text(n));
	*bits |= 1 << which;
	return E_OK;
}

/* One word, or [ some ]; absent: every word. */
static enum err
read_words(struct scope *sc, const struct config_setting_t *row,
    const char *name, const char *const *words, int *ret)
{
	const struct config_setting_t *n = conf_at(row, name), *it;
	enum err e = E_OK;

	*ret = n == NULL ? words_all(words) : 0;
	if (n == NULL || !conf_is_list(n))
		return n == NULL ? E_OK : add_word(sc, n, words, ret);
	for (int i = 0; e == E_OK && (it = conf_nth(n, i)) != NULL; i++)
		e = add_word(sc, it, words, ret);
	return e == E_OK && *ret == 0 ? conf_bad(sc, n, "has no word") : e;
}

static enum err
read_url(struct scope *sc, const struct config_setting_t *row, struct row *r)
{
	const struct config_setting_t *n = conf_at(row, "url");
	const char *url = conf_text(n), *brace;

	if (n == NULL)
		return E_OK;
	if (url == NULL || strncmp(url, "https://", 8) != 0 ||
	    url[8] == '\0' || strlen(url) > MOST_URL ||
	    strpbrk(url, " \t\n\"<>") != NULL)
		return conf_bad(sc, n, "must be a link that begins with "
		    "https://, without blanks");
	brace = strchr(url, '{');
	r->asks_tenant = brace != NULL &&
	    strncmp(brace, TENANT, strlen(TENANT)) == 0;
	if (brace != NULL && (!r->asks_tenant ||
	    strchr(brace + 1, '{') != NULL))
		return conf_bad(sc, n, "may have " TENANT ", once, and "
		    "nothing else in braces");
	r->is.url = url;
	return E_OK;
}

/* What a row before takes wholly can never win. */
static enum err
check_idle(struct scope *sc, const struct portals *p, const struct row *r)
{
	for (int i = 0; i < p->n; i++) {
		const struct row *o = &p->row[i];

		if (o->is_own == r->is_own && !o->asks_tenant &&
		    (r->channels & ~o->channels) == 0 &&
		    (r->products & ~o->products) == 0 &&
		    (r->clouds & ~o->clouds) == 0)
			return conf_bad(sc, r->node, "can never win: row %d "
			    "takes all it accepts", i + 1);
	}
	return E_OK;
}

static enum err
read_any(struct scope *sc, const struct config_setting_t *n, int is_own,
    struct portals *p)
{
	static const char *const known[] = { "channel", "product", "cloud",
	    "path", "url", NULL };
	struct row r = { .node = n, .is_own = is_own };
	enum err e;

	if (!conf_is_group(n))
		return conf_bad(sc, n, "must be { %s, path, url }", is_own ?
		    "product" : "channel");
	if (p->n == MOST_ROWS)
		return conf_bad(sc, n, "more than %d rows", MOST_ROWS);
	if ((e = conf_known(sc, n, known + is_own)) != E_OK ||
	    (e = read_words(sc, n, "channel", words_channel, &r.channels))
	    != E_OK ||
	    (e = read_words(sc, n, "product", words_product, &r.products))
	    != E_OK ||
	    (e = read_words(sc, n, "cloud", words_cloud, &r.clouds)) != E_OK ||
	    (e = read_url(sc, n, &r)) != E_OK ||
	    (e = check_idle(sc, p, &r)) != E_OK)
		return e;
	r.is.path = conf_text(conf_at(n, "path"));
	if (r.is.path == NULL || *r.is.path == '\0')
		return conf_bad(sc, n, "needs path = \"WORD\", of which the "
		    "texts have path.WORD");
	p->row[p->n++] = r;
	return E_OK;
}

static enum err
read_row(struct scope *sc, const struct config_setting_t *n,
    struct portals *p)
{
	return read_any(sc, n, 0, p);
}

/* Nobody but the customer asks there, so no tenant is put into its link. */
static enum err
read_own(struct scope *sc, const struct config_setting_t *n,
    struct portals *p)
{
	enum err e = read_any(sc, n, 1, p);

	return e == E_OK && p->row[p->n - 1].asks_tenant ? conf_bad(sc,
	    conf_at(n, "url"), "may not have " TENANT) : e;
}

static enum err
read_ask(struct scope *sc, const struct config_setting_t *n,
    struct portals *p)
{
	static const char *const known[] = { "part", "class", "product",
	    "severity", "environment", NULL };
	struct ask *a = &p->ask[p->nasks];
	enum err e;

	if (!conf_is_group(n))
		return conf_bad(sc, n, "must be { part, class, .. }");
	if (p->nasks == MOST_ROWS)
		return conf_bad(sc, n, "more than %d rows", MOST_ROWS);
	a->part = word_find(portal_parts, conf_text(conf_at(n, "part")));
	if (a->part == WORD_UNKNOWN)
		return conf_bad(sc, n, "needs part = \"WORD\", one of those "
		    "at the head of the file");
	if ((e = conf_known(sc, n, known)) != E_OK ||
	    (e = read_words(sc, n, "class", words_class, &a->classes))
	    != E_OK ||
	    (e = read_words(sc, n, "product", words_product, &a->products))
	    != E_OK ||
	    (e = read_words(sc, n, "severity", words_severity,
	    &a->severities)) != E_OK ||
	    (e = read_words(sc, n, "environment", words_environment,
	    &a->environments)) != E_OK)
		return e;
	p->nasks++;
	return E_OK;
}

static enum err
read_list(struct scope *sc, const struct config_setting_t *list,
    enum err (*read)(struct scope *, const struct config_setting_t *,
    struct portals *), struct portals *p)
{
	const struct config_setting_t *n;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && (n = conf_nth(list, i)) != NULL; i++)
		e = read(sc, n, p);
	return e;
}

enum err
portals_load(struct scope *sc, const char *dir, const struct portals **ret)
{
	static const char *const names[] = { "title_most", "asks", "portals",
	    "own_portals", NULL };
	struct portals *p = scope_alloc(sc, sizeof(*p));
	const struct config_setting_t *root, *n;
	enum err e;

	if ((e = conf_read(sc, str_fmt(sc, "%s/packet.conf", dir), &root))
	    != E_OK || (e = conf_known(sc, root, names)) != E_OK)
		return e;
	n = conf_at(root, "title_most");
	if (!conf_int(n, &p->title) || p->title < LEAST_TITLE ||
	    p->title > MOST_TITLE)
		return conf_bad(sc, n == NULL ? root : n, "needs title_most = "
		    "%d to %d (bytes)", LEAST_TITLE, MOST_TITLE);
	if ((e = read_list(sc, conf_at(root, "asks"), read_ask, p)) == E_OK &&
	    (e = read_list(sc, conf_at(root, "portals"), read_row, p)) == E_OK)
		e = read_list(sc, conf_at(root, "own_portals"), read_own, p);
	*ret = p;
	return e;
}

/* What nobody knows fits only a row that takes every word. */
static int
takes(int bits, int which, const char *const *words)
{
	return which == WORD_UNKNOWN ? bits == words_all(words) :
	    (bits & 1 << which) != 0;
}

int
portal_find(struct scope *sc, const struct portals *p,
    const struct portal_case *c, struct portal *ret)
{
	for (int i = 0; i < p->n; i++) {
		const struct row *r = &p->row[i];
		const char *at;

		if (r->is_own || !takes(r->channels, c->channel,
		    words_channel) ||
		    !takes(r->products, c->product, words_product) ||
		    !takes(r->clouds, c->cloud, words_cloud) ||
		    (r->asks_tenant && c->tenant == NULL))
			continue;
		*ret = r->is;
		if (!r->asks_tenant)
			return 1;
		at = strstr(r->is.url, TENANT);
		ret->url = str_fmt(sc, "%.*s%s%s", (int)(at - r->is.url),
		    r->is.url, c->tenant, at + strlen(TENANT));
		return 1;
	}
	return 0;
}

int
portal_own(const struct portals *p, int product, int cloud,
    struct portal *ret)
{
	for (int i = 0; i < p->n; i++) {
		const struct row *r = &p->row[i];

		if (!r->is_own || !takes(r->products, product,
		    words_product) || !takes(r->clouds, cloud, words_cloud))
			continue;
		*ret = r->is;
		return 1;
	}
	return 0;
}

int
portals_asks(const struct portals *p, const char *part,
    const struct portal_case *c)
{
	for (int i = 0; i < p->nasks; i++) {
		const struct ask *a = &p->ask[i];

		if (str_same(portal_parts[a->part], part) &&
		    takes(a->classes, c->class, words_class) &&
		    takes(a->products, c->product, words_product) &&
		    takes(a->severities, c->severity, words_severity) &&
		    takes(a->environments, c->environment,
		    words_environment))
			return 1;
	}
	return 0;
}

const char *
portals_path(struct scope *sc, const struct portals *p, int n,
    const char **ret_place)
{
	if (n >= p->n)
		return NULL;
	*ret_place = conf_place(sc, p->row[n].node);
	return p->row[n].is.path;
}

size_t
portals_title(const struct portals *p)
{
	return (size_t)p->title;
}
