/*
 * cspdesk import tickets DESK: every ticket that is open at the desk becomes
 * a delivery like any other. What happened before cspdesk knew the desk is
 * history, so work makes a case of it and writes nothing. Page by page: what
 * is kept of a page is gone before the next one comes.
 */
#include "cli.h"

#include "base/clock.h"
#include "base/http.h"
#include "base/str.h"
#include "store/delivery.h"
#include "store/sweep.h"

#include <stdio.h>
#include <string.h>

/* The desk's own hooks go first: so many imports a second are due. */
enum { A_SECOND = 20, TX_TRIES = 5, CURSOR = 192 };

struct import {
	const struct config		*config;
	const struct desk_settings	*desk;
	struct db			*db;
	struct http			*http;
	int				 dry_run;
	char				 cursor[CURSOR];
	int				 seen, added;
};

struct page {
	struct import		*import;
	const struct changes	*changes;
	int			 added;
};

/* E_SEEN: there is a case, or it was imported and waits. */
static enum err
take_ticket(struct scope *sc, struct db *db, const struct page *p,
    const char *ticket)
{
	const struct import *im = p->import;
	struct delivery d = { .desk = im->desk->conf.name, .ticket = ticket,
	    .key = str_fmt(sc, "import-%s", ticket), .source = SOURCE_IMPORT,
	    .at = sc->now, .request = sc->id,
	    .wait = (im->added + p->added) * SECOND / A_SECOND };
	struct db_row row;
	enum err e;

	e = db_one(sc, db, STMT_CASE_FIND, DB_ARGS(db_text(d.desk),
	    db_text(ticket)), &row);
	if (e != E_GONE)
		return e == E_OK ? E_SEEN : e;
	if (!im->dry_run)
		return delivery_add(sc, db, &d);
	e = db_one(sc, db, STMT_DELIVERY_DIGEST, DB_ARGS(db_text(d.desk),
	    db_text(d.key)), &row);
	return e == E_OK ? E_SEEN : e == E_GONE ? E_OK : e;
}

static enum err
store_page(struct scope *sc, struct db *db, void *arg)
{
	struct page *p = arg;
	enum err e;

	p->added = 0;
	for (int i = 0; i < p->changes->n; i++) {
		e = take_ticket(sc, db, p, p->changes->pokes[i].ticket);
		if (e != E_OK && e != E_SEEN)
			return e;
		p->added += e == E_OK;
	}
	return E_OK;
}

static enum err
ask(struct scope *sc, struct import *im, struct reply *ret)
{
	const struct desk_settings *d = im->desk;
	struct http_call *hc = scope_alloc(sc, sizeof(*hc));
	struct call c = { 0 };

	d->desk->open(sc, &d->conf, *im->cursor == '\0' ? NULL : im->cursor,
	    &c);
	*hc = (struct http_call){ .method = c.method, .url = c.url,
	    .auth = c.auth, .body = c.body, .ca_file = d->ca_file,
	    .timeout_ms = d->timeout_secs * SECOND,
	    .max_reply = (size_t)im->config->work.max_reply };
	http_ask(im->http, sc, hc);
	*ret = (struct reply){ hc->status, hc->reply, hc->len };
	if (hc->e != E_OK)
		return scope_fail(sc, hc->e, "%s: %s", hc->url, hc->why);
	return E_OK;
}

static enum err
one_page(struct scope *sc, struct import *im, int *ret_more)
{
	const struct desk_settings *d = im->desk;
	struct changes c = { 0 };
	struct page p = { im, &c, 0 };
	struct reply r;
	enum err e;

	if ((e = ask(sc, im, &r)) != E_OK ||
	    (e = d->desk->swept(sc, &d->conf, &r, &c)) != E_OK ||
	    (e = db_tx(sc, im->db, TX_TRIES, store_page, &p)) != E_OK)
		return e;
	im->seen += c.n;
	im->added += p.added;
	*ret_more = c.more != NULL;
	if (c.more != NULL && (strlen(c.more) >= CURSOR ||
	    str_same(c.more, im->cursor)))
		return scope_fail(sc, E_SHAPE, "%s: after the page of \"%s\" "
		    "no other comes", d->conf.name, c.more);
	if (c.more != NULL)
		memcpy(im->cursor, c.more, strlen(c.more) + 1);
	return E_OK;
}

/* Each page has a scope of its own. */
static enum err
all_pages(struct scope *sc, struct import *im)
{
	int more = 1;
	enum err e = E_OK;

	while (e == E_OK && more) {
		struct scope page;

		scope_begin(&page, clock_now());
		if ((e = one_page(&page, im, &more)) != E_OK)
			scope_fail(sc, e, "%s", page.why);
		scope_end(&page);
	}
	return e;
}

static enum err
import_open(struct scope *sc, struct import *im)
{
	enum err e;

	if (im->desk->desk->open == NULL)
		return scope_fail(sc, E_SHAPE, "%s: this kind of desk cannot "
		    "list its open tickets", im->desk->conf.name);
	im->http = cli_http(sc);
	im->db = cli_db(sc, &im->config->db, DB_PROGRAM);
	if ((e = db_ready(sc, im->db)) != E_OK)
		return e;
	/* From now on the desk is known; what was before is history. */
	return im->dry_run ? E_OK :
	    sweep_open(sc, im->db, im->desk->conf.name);
}

int
cmd_import_tickets(struct scope *sc, const struct args *a)
{
	struct import im = { .dry_run = a->dry_run };
	struct config c;
	enum err e;

	e = config_load(sc, a->config, NEEDS_APP_DB | NEEDS_TOKENS, &c);
	if (e != E_OK)
		return cli_complain(sc, e);
	im.config = &c;
	if ((im.desk = config_desk(&c, a->rest[1])) == NULL)
		return cli_complain(sc, scope_fail(sc, E_SHAPE, "%s has no "
		    "desk \"%s\"", c.file, a->rest[1]));
	if ((e = import_open(sc, &im)) == E_OK)
		e = all_pages(sc, &im);
	if (e != E_OK)
		return cli_complain(sc, e);
	printf("%d open tickets at %s: %d %s, %d known already\n", im.seen,
	    im.desk->conf.name, im.added, im.dry_run ? "would be imported" :
	    "imported", im.seen - im.added);
	return 0;
}
