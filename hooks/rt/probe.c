/*
 * What doctor asks of Request Tracker: csp.about/1 of our extension, which
 * holds everything in one answer, and a test ticket.
 */
#include "desk.h"

#include "base/shape.h"
#include "base/str.h"

#include <stddef.h>

enum { MAX_QUEUES = 5000, MAX_NAMES = 1 << 20 };

extern const struct desk_probe rt_probe;

#define A(m)	offsetof(struct about, m)
static const struct shape_row about_rows[] = {
	{ "desk_version",	SHAPE_TEXT,	A(version) },
	{ "extension",		SHAPE_TEXT,	A(extension) },
	{ "user",		SHAPE_TEXT,	A(user) },
	{ "hook.url",		SHAPE_MAY_TEXT,	A(hook_url) },
	{ "hook.fault",		SHAPE_MAY_TEXT,	A(hook_fault) },
	{ "hook.proof",		SHAPE_MAY_TEXT,	A(hook_proof) },
	{ "ticket",		SHAPE_MAY_ID,	A(ticket) },
	{ NULL, 0, 0 }
};

static struct call
probe_call(struct scope *sc, const struct desk_conf *conf,
    const char *method, const char *path)
{
	return (struct call){ .method = method,
	    .url = str_fmt(sc, "%s/REST/2.0%s", conf->url, path),
	    .auth = str_fmt(sc, "token %s", conf->token) };
}

static int
probe_ask(struct scope *sc, const struct desk_conf *conf, const char *nonce,
    const struct reply *got, int ngot, struct call *ret)
{
	(void)got;
	if (ngot > 0)
		return 0;
	*ret = probe_call(sc, conf, "GET",
	    str_fmt(sc, "/cspdesk/about?nonce=%s", nonce));
	return 1;
}

static enum err
read_queues(const struct piece *doc, struct about *a)
{
	struct piece it;
	void *room;
	enum err e = shape_members(doc, "queues", MAX_QUEUES,
	    sizeof(*a->queues), &it, &room);

	if (e != E_OK)
		return e;
	a->queues = room;
	for (; e == E_OK && it.j != NULL; shape_next(&it)) {
		struct desk_queue *q = &a->queues[a->nqueues++];

		q->name = json_name(it.j);
		e = shape_join(&it, MAX_NAMES, &q->lacks);
	}
	return e;
}

static enum err
read_fields(const struct piece *doc, struct about *a)
{
	struct piece it = { doc->sc, json_at(doc->j, "fields"), "fields", 0 };

	if (it.j == NULL)
		return shape_bad(doc, "fields", "is missing");
	return shape_join(&it, MAX_NAMES, &a->fields);
}

static enum err
probe_about(struct scope *sc, const struct desk_conf *conf,
    const struct reply *got, int ngot, struct about *ret)
{
	struct about a = { 0 };
	struct piece doc;
	enum err e;

	(void)conf;
	if (ngot != 1)
		BUG("%d answers to one question", ngot);
	if ((e = desk_status(sc, got)) != E_OK ||
	    (e = shape_open(sc, got->body, got->len, "csp.about/1", &doc))
	    != E_OK || (e = shape_take(&doc, about_rows, &a)) != E_OK ||
	    (e = read_queues(&doc, &a)) != E_OK ||
	    (e = read_fields(&doc, &a)) != E_OK)
		return e;
	*ret = a;
	return E_OK;
}

static void
probe_make(struct scope *sc, const struct desk_conf *conf, const char *queue,
    struct call *ret)
{
	struct json_out out;

	json_begin(&out, sc, MAX_NAMES);
	json_open(&out, NULL, '{');
	json_put(&out, "Queue", queue);
	json_put(&out, "Subject", DESK_TEST_SUBJECT);
	json_close(&out);
	*ret = probe_call(sc, conf, "POST", "/ticket");
	ret->body = json_end(&out);
}

const struct desk_probe rt_probe = {
	.extension = "1.2",
	.opened = "open",
	.mend = {
		[MEND_TOKEN] = "Make one as that user (RT: Logged in as > "
		    "Settings > Auth Tokens), or run hooks/rt/install on "
		    "RT's host, and write it to that file",
		[MEND_EXTENSION] = "Run hooks/rt/install on RT's host, then "
		    "restart RT",
		[MEND_RIGHTS] = "Run hooks/rt/install on RT's host: it gives "
		    "the group \"cspdesk integration\" its rights and fields",
		[MEND_HOOK] = "Run hooks/rt/install on RT's host with the "
		    "right --url and --secret-file, then restart RT; why a "
		    "hook failed stands in rt.log, in lines with cspdesk:"
	},
	.ask = probe_ask,
	.about = probe_about,
	.make = probe_make
};
