/*
 * Partner Center calls the list items and says in links.next where it goes on
 * (DOMAIN 6.6); Graph has value and @odata.nextLink.
 */
#include "microsoft/partner_page.h"

#include <string.h>

enum { MOST_PAGES = 1000, MOST_ELEMENTS = 100000 };

static const char marker[] = "MS-ContinuationToken";

/* Graph's name has a dot in it, which a path cannot have. */
static const char *
graph_link(const struct cJSON *j)
{
	if (!json_is_object(j))
		return NULL;
	for (const struct cJSON *it = json_first(j); it != NULL;
	    it = json_next(it))
		if (str_same(json_name(it), "@odata.nextLink"))
			return json_value(it);
	return NULL;
}

static const char *
continuation(struct scope *sc, const struct cJSON *j)
{
	for (const struct cJSON *it = json_first(told_at(j,
	    "links.next.headers")); it != NULL; it = json_next(it))
		if (str_same(told_text(sc, it, "key"), marker))
			return told_text(sc, it, "value");
	return NULL;
}

/* Paths there begin behind the version, which requests have. */
static const char *
next_path(struct scope *sc, const char *uri, int is_continued)
{
	const char *version = *uri == '/' && strncmp(uri, "/v1/", 4) != 0 ?
	    "/v1" : "";
	const char *more = !is_continued || strstr(uri, "seekOperation") !=
	    NULL ? "" : strchr(uri, '?') == NULL ? "?seekOperation=Next" :
	    "&seekOperation=Next";

	return str_fmt(sc, "%s%s%s", version, uri, more);
}

static int
is_printable(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < '!' || (unsigned char)*s > '~')
			return 0;
	return 1;
}

/* What is put behind our base URL must not lengthen its host. */
static int
is_place(const char *url)
{
	return is_printable(url) && (*url == '/' ||
	    strncmp(url, "https://", 8) == 0);
}

/* Where the page after this one is. Without an URL: there is none. */
static enum err
after(struct scope *sc, const struct api_reply *r, struct api_call *ret)
{
	const struct cJSON *j;
	const char *uri, *token;
	enum err e;

	if ((e = told_parse(sc, r, &j)) != E_OK)
		return e;
	uri = told_text(sc, j, "links.next.uri");
	token = continuation(sc, j);
	ret->url = uri == NULL ? graph_link(j) : next_path(sc, uri,
	    token != NULL);
	ret->nheaders = 0;
	if (ret->url == NULL)
		return E_OK;
	if (!is_place(ret->url) || (token != NULL && !is_printable(token)))
		return scope_fail(sc, E_SHAPE, "$.links.next is no place to "
		    "go on at");
	if (token != NULL)
		ret->header[ret->nheaders++] = (struct api_header){ marker,
		    token };
	return E_OK;
}

static int
is_same(const struct api_call *a, const struct api_call *b)
{
	return str_same(a->url, b->url) && a->nheaders == b->nheaders &&
	    (a->nheaders == 0 ||
	    str_same(a->header[0].value, b->header[0].value));
}

enum err
partner_page_next(struct scope *sc, const struct api_reply *got, int ngot,
    struct api_call *ret)
{
	struct api_call before = { 0 };
	enum err e;

	if ((e = after(sc, &got[ngot - 1], ret)) != E_OK || ret->url == NULL)
		return e;
	if (ngot > 1 && (e = after(sc, &got[ngot - 2], &before)) != E_OK)
		return e;
	if (ngot > MOST_PAGES || (ngot > 1 && is_same(&before, ret)))
		return scope_fail(sc, E_LIMIT, "Microsoft's list has no end: "
		    "%d pages", ngot);
	return E_OK;
}

static const struct cJSON *
first_of(const struct cJSON *page)
{
	const struct cJSON *list = told_at(page, "items");

	if (list == NULL)
		list = told_at(page, "value");
	return list == NULL ? page : json_first(list);
}

static enum err
parse_all(struct scope *sc, const struct api_reply *got, int ngot,
    const struct cJSON **pages, int *n)
{
	for (int i = 0; i < ngot; i++) {
		enum err e = told_parse(sc, &got[i], &pages[i]);

		if (e != E_OK)
			return e;
		for (const struct cJSON *it = first_of(pages[i]); it != NULL;
		    it = json_next(it))
			++*n;
	}
	if (*n > MOST_ELEMENTS)
		return scope_fail(sc, E_LIMIT, "Microsoft's list has more "
		    "than %d elements", MOST_ELEMENTS);
	return E_OK;
}

enum err
partner_page_read(struct scope *sc, const struct api_reply *got, int ngot,
    struct partner_rows *r)
{
	const struct cJSON **pages = scope_alloc(sc, sizeof(*pages) *
	    (size_t)(ngot + 1));
	int all = 0;
	enum err e = parse_all(sc, got, ngot, pages, &all);

	if (e != E_OK)
		return e;
	r->row = scope_alloc(sc, r->size * (size_t)(all + 1));
	for (int i = 0; i < ngot; i++)
		for (const struct cJSON *it = first_of(pages[i]); it != NULL;
		    it = json_next(it)) {
			char *row = (char *)r->row + (size_t)r->n * r->size;

			memset(row, 0, r->size);
			r->n += r->fill(sc, it, row);
		}
	return E_OK;
}
