/*
 * csp.changes/1 of our extension: what changed since a cursor, and which
 * tickets are open.
 */
#include "rt.h"

#include "base/clock.h"
#include "base/shape.h"
#include "base/str.h"

#include <stddef.h>

enum { MAX_CHANGES = 500 };

static const struct shape_row change_rows[] = {
	{ "ticket",		SHAPE_ID,	offsetof(struct poke, ticket) },
	{ "transaction",	SHAPE_ID,	offsetof(struct poke, key) },
	{ NULL, 0, 0 }
};

/* A page of changes as it came; RT calls the next page's cursor `last`. */
struct page {
	struct changes	 c;
	int		 more;
};

static const struct shape_row page_rows[] = {
	{ "last",		SHAPE_ID,	offsetof(struct page, c.more) },
	{ "next",		SHAPE_ID,	offsetof(struct page, c.next) },
	{ "more",		SHAPE_FLAG,	offsetof(struct page, more) },
	{ NULL, 0, 0 }
};

/* A cursor that is not RT's means: start again, which loses nothing. */
void
rt_sweep(struct scope *sc, const struct desk_conf *conf, const char *cursor,
    int64_t since, int64_t overlap_secs, struct call *ret)
{
	char time[CLOCK_TEXT];
	int again = shape_is_id(cursor);

	clock_text(since, time);
	*ret = rt_call(sc, conf, "GET", str_fmt(sc,
	    "/cspdesk/changes?%s=%s&overlap=%lld&limit=%d",
	    again ? "after" : "since", again ? cursor : time,
	    (long long)overlap_secs, MAX_CHANGES));
}

/* Pages in the order of the tickets' numbers, which rt_swept() reads, too. */
void
rt_open(struct scope *sc, const struct desk_conf *conf, const char *cursor,
    struct call *ret)
{
	*ret = rt_call(sc, conf, "GET", str_fmt(sc,
	    "/cspdesk/open?after=%s&limit=%d",
	    shape_is_id(cursor) ? cursor : "0", MAX_CHANGES));
}

/* The key is the hook's, so that a sweep repeats nothing. */
static enum err
read_changes(const struct piece *doc, struct changes *c)
{
	struct piece it;
	void *room;
	enum err e = shape_list(doc, "changes", MAX_CHANGES,
	    sizeof(*c->pokes), &it, &room);

	if (e != E_OK)
		return e;
	c->pokes = room;
	for (; it.j != NULL; shape_next(&it)) {
		struct poke *p = &c->pokes[c->n++];

		if ((e = shape_take(&it, change_rows, p)) != E_OK)
			return e;
		p->key = str_fmt(it.sc, "rt-%s", p->key);
	}
	return E_OK;
}

enum err
rt_swept(struct scope *sc, const struct desk_conf *conf,
    const struct reply *got, struct changes *ret)
{
	struct page p = { 0 };
	struct piece doc;
	enum err e;

	(void)conf;
	if ((e = desk_status(sc, got)) != E_OK ||
	    (e = shape_open(sc, got->body, got->len, "csp.changes/1", &doc))
	    != E_OK || (e = shape_take(&doc, page_rows, &p)) != E_OK ||
	    (e = read_changes(&doc, &p.c)) != E_OK)
		return e;
	p.c.more = p.more ? p.c.more : NULL;
	*ret = p.c;
	return E_OK;
}
