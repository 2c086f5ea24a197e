/* The pages of the terms, as a process remembers them. */
#include "web/terms_page.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/str.h"
#include "policy/date.h"
#include "store/terms.h"
#include "web/frame.h"
#include "web/language.h"
#include "web/terms_html.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK_MS = 2000, LANGUAGES = 2, ETAG_DIGITS = 32 };

struct page {
	const char	*body;		/* NULL: not written yet */
	const char	*etag;		/* with its quotes */
	const char	*headers;
};

struct terms_cache {
	struct scope		 sc;	/* owns view and pages */
	int64_t			 looked;	/* steady ms; 0: never */
	enum err		 e;	/* what came of it */
	char			 why[sizeof(((struct scope *)0)->why)];
	int64_t			 day;	/* of the pages; 0: none */
	struct terms_view	 view;
	struct page		 html[LANGUAGES], json;
};

struct terms_cache *
terms_cache_new(void)
{
	return scope_unowned(sizeof(struct terms_cache));
}

void
terms_cache_free(struct terms_cache **c)
{
	scope_end(&(*c)->sc);
	free(*c);
	*c = NULL;
}

/* Takes over another version or day; nothing is left of the one before. */
static enum err
turn(struct terms_cache *c, const struct terms_version *v, int64_t now)
{
	char today[DATE_TEXT], published[DATE_TEXT];
	struct scope *sc = &c->sc;

	scope_end(sc);
	memset(c->html, 0, sizeof(c->html));
	c->json = (struct page){ NULL, NULL, NULL };
	c->view = (struct terms_view){ .number = 0 };
	c->day = 0;
	scope_begin(sc, now);
	date_text(date_of(now), today);
	date_text(date_of(v->published_at), published);
	if (v->number != 0 && terms_parse(sc, v->document,
	    strlen(v->document), &c->view.terms) != E_OK)
		return E_BROKEN;
	c->view.number = v->number;
	c->view.hash = str_dup(sc, v->hash);
	c->view.published = str_dup(sc, published);
	c->view.today = str_dup(sc, today);
	c->day = date_of(now);
	return E_OK;
}

static enum err
look(struct scope *sc, struct db *db, struct terms_cache *c)
{
	struct terms_version v = { .number = 0 };
	enum err e;

	if ((e = db_ready(sc, db)) != E_OK ||
	    ((e = terms_current(sc, db, &v)) != E_OK && e != E_GONE))
		return e;
	if (c->day == date_of(sc->now) && c->view.number == v.number)
		return E_OK;
	if ((e = turn(c, &v, sc->now)) != E_OK)
		return scope_fail(sc, e, "version %lld: %s",
		    (long long)v.number, c->sc.why);
	return E_OK;
}

/* Looks, unless the last look, or failure, is fresh enough. */
static enum err
fresh(struct scope *sc, const struct house *h)
{
	struct terms_cache *c = h->terms;
	int64_t now = clock_steady();

	if (c->looked != 0 && now - c->looked < LOOK_MS)
		return c->e == E_OK ? E_OK : scope_fail(sc, c->e, "%s",
		    c->why);
	c->e = look(sc, h->db, c);
	c->looked = now;
	memcpy(c->why, sc->why, sizeof(c->why));
	return c->e;
}

/*
 * The ETag is that of the bytes, so that it changes with the version, the
 * day, the partner's texts and the program alike.
 */
static void
keep(struct terms_cache *c, struct page *p, const char *body,
    const char *headers)
{
	char hex[SHA256_HEX];

	crypto_sha256_hex(body, strlen(body), hex);
	p->etag = str_fmt(&c->sc, "\"%.*s\"", ETAG_DIGITS, hex);
	p->headers = str_fmt(&c->sc, "ETag: %s\r\n"
	    "Cache-Control: public, max-age=300\r\n%s", p->etag, headers);
	p->body = body;
}

static struct answer
answer_page(const struct request *rq, const struct page *p, const char *type)
{
	struct answer a = answer_text(type, p->body);

	a.headers = p->headers;
	if (!request_has_etag(rq, p->etag))
		return a;
	return (struct answer){ .status = 304, .headers = p->headers };
}

static int
index_of(const char *language)
{
	int i = 0;

	while (frame_languages[i] != language)
		i++;
	return i;
}

static enum err
absent(struct scope *sc, const struct house *h, const char *language,
    struct answer *ret)
{
	const char *body;
	enum err e = terms_html_absent(sc, h->texts, language, &body);

	if (e != E_OK)
		return e;
	*ret = (struct answer){ .status = 404,
	    .type = "text/html; charset=utf-8", .body = body,
	    .headers = str_fmt(sc, "Cache-Control: no-cache\r\n%s",
	    frame_headers(sc, language)) };
	return E_OK;
}

enum err
terms_page(struct scope *sc, const struct house *h, const struct request *rq,
    struct answer *ret)
{
	const char *language = language_pick(rq, frame_languages), *body;
	struct terms_cache *c = h->terms;
	struct page *p = &c->html[index_of(language)];
	enum err e = fresh(sc, h);

	if (e == E_OK && c->view.number == 0)
		return absent(sc, h, language, ret);
	if (e == E_OK && p->body == NULL && (e = terms_html(&c->sc, h->texts,
	    &c->view, language, &body)) == E_OK)
		keep(c, p, body, frame_headers(&c->sc, language));
	if (e == E_OK)
		*ret = answer_page(rq, p, "text/html; charset=utf-8");
	return e;
}

enum err
terms_page_json(struct scope *sc, const struct house *h,
    const struct request *rq, struct answer *ret)
{
	struct terms_cache *c = h->terms;
	enum err e = fresh(sc, h);

	if (e == E_OK && c->view.number == 0)
		return scope_fail(sc, E_GONE, "no support terms are published "
		    "yet");
	if (e == E_OK && c->json.body == NULL)
		keep(c, &c->json, terms_json(&c->sc, &c->view),
		    "Access-Control-Allow-Origin: *\r\n"
		    "X-Content-Type-Options: nosniff\r\n");
	if (e == E_OK)
		*ret = answer_page(rq, &c->json, "application/json");
	return e;
}
