/*
 * Request Tracker 5 with our extension (hooks/rt/lib): transactions become our
 * words. What RT does not promise is refused with the JSON path.
 */
#include "rt.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/shape.h"
#include "base/str.h"

#include <stddef.h>
#include <string.h>

extern const struct desk_probe rt_probe;

enum { MAX_EVENTS = 5000, MAX_BODY = 1 << 20 };

/* Transaction types that mean the same whatever else they say. */
static const struct shape_word types[] = {
	{ "Create",	EVENT_CREATED },
	{ "Correspond",	EVENT_MESSAGE },
	{ "Comment",	EVENT_NOTE },
	{ NULL, 0 }
};

/* X-RT-Interface; the mail gateway overwrites what a sender put there. */
static const struct shape_word doors[] = {
	{ "Email",	VIA_MAIL },
	{ "Web",	VIA_UI },
	{ "Mobile",	VIA_UI },
	{ "REST2",	VIA_API },
	{ "REST",	VIA_API },
	{ "API",	VIA_API },
	{ NULL, 0 }
};

/* Classes of a lifecycle's statuses: is such a ticket closed? */
static const struct shape_word classes[] = {
	{ "initial",	0 },
	{ "active",	0 },
	{ "inactive",	1 },
	{ NULL, 0 }
};

/* A transaction as it came. */
struct entry {
	struct event	 ev;
	const char	*type, *via, *format;
	int		 system, privileged;
};

#define E(m)	offsetof(struct entry, m)
static const struct shape_row entry_rows[] = {
	{ "id",			SHAPE_ID,	E(ev.id) },
	{ "type",		SHAPE_TEXT,	E(type) },
	{ "created",		SHAPE_TIME,	E(ev.at) },
	{ "field",		SHAPE_MAY_TEXT,	E(ev.field) },
	{ "old",		SHAPE_MAY_TEXT,	E(ev.was) },
	{ "new",		SHAPE_MAY_TEXT,	E(ev.is) },
	{ "via",		SHAPE_MAY_TEXT,	E(via) },
	{ "automatic",		SHAPE_MAY_TEXT,	E(ev.automatic) },
	{ "content_type",	SHAPE_MAY_TEXT,	E(format) },
	{ "content",		SHAPE_MAY_TEXT,	E(ev.text) },
	{ "truncated",		SHAPE_FLAG,	E(ev.is_cut) },
	{ "author.id",		SHAPE_TEXT,	E(ev.author.id) },
	{ "author.name",	SHAPE_TEXT,	E(ev.author.login) },
	{ "author.email",	SHAPE_MAY_TEXT,	E(ev.author.email) },
	{ "author.system",	SHAPE_FLAG,	E(system) },
	{ "author.privileged",	SHAPE_FLAG,	E(privileged) },
	{ NULL, 0, 0 }
};

#define T(m)	offsetof(struct thread, m)
static const struct shape_row thread_rows[] = {
	{ "desk_version",	SHAPE_TEXT,	T(version) },
	{ "ticket.id",		SHAPE_ID,	T(ticket) },
	{ "ticket.queue",	SHAPE_TEXT,	T(queue) },
	{ "ticket.subject",	SHAPE_MAY_TEXT,	T(subject) },
	{ "ticket.status",	SHAPE_TEXT,	T(status) },
	{ "ticket.priority",	SHAPE_TEXT,	T(priority) },
	{ "ticket.owner",	SHAPE_TEXT,	T(owner) },
	{ "ticket.created",	SHAPE_TIME,	T(created) },
	{ "ticket.merged_into",	SHAPE_MAY_ID,	T(merged_into) },
	{ NULL, 0, 0 }
};

#define P(m)	offsetof(struct thread, requestor.m)
static const struct shape_row requestor_rows[] = {
	{ "requestor.id",	SHAPE_TEXT,	P(id) },
	{ "requestor.name",	SHAPE_TEXT,	P(login) },
	{ "requestor.email",	SHAPE_MAY_TEXT,	P(email) },
	{ "requestor.real_name", SHAPE_MAY_TEXT,	P(name) },
	{ "requestor.organisation", SHAPE_MAY_TEXT,	P(organisation) },
	{ "requestor.language",	SHAPE_MAY_TEXT,	P(language) },
	{ "requestor.outside",	SHAPE_MAY_FLAG,	P(is_outside) },
	{ NULL, 0, 0 }
};

static const struct shape_row poke_rows[] = {
	{ "ticket.id",		SHAPE_ID,	offsetof(struct poke, ticket) },
	{ "id",			SHAPE_TEXT,	offsetof(struct poke, key) },
	{ NULL, 0, 0 }
};

static enum err
rt_poke(struct scope *sc, const struct proven *pv, struct poke *ret)
{
	struct piece doc;
	struct poke p = { 0 };
	enum err e = shape_open(sc, pv->body, pv->len, "csp.event/1", &doc);

	if (e == E_OK)
		e = shape_take(&doc, poke_rows, &p);
	if (e != E_OK)
		return e;
	if (!str_same(p.key, pv->id))
		return shape_bad(&doc, "id", "is not the webhook-id");
	*ret = p;
	return E_OK;
}

struct call
rt_call(struct scope *sc, const struct desk_conf *conf, const char *method,
    const char *path)
{
	return (struct call){
		.method = method,
		.url = str_fmt(sc, "%s/REST/2.0%s", conf->url, path),
		.auth = str_fmt(sc, "token %s", conf->token)
	};
}

static enum err
no_ticket(struct scope *sc, const char *id)
{
	return scope_fail(sc, E_SHAPE, "\"%.40s\" is no ticket number",
	    id == NULL ? "" : id);
}

/* An id that cannot be RT's is not asked for; rt_thread() says so. */
static int
rt_read(struct scope *sc, const struct desk_conf *conf, const char *ticket,
    const struct reply *got, int ngot, struct call *ret)
{
	(void)got;
	if (ngot > 0 || !shape_is_id(ticket))
		return 0;
	*ret = rt_call(sc, conf, "GET", str_fmt(sc, "/cspdesk/ticket/%s",
	    ticket));
	return 1;
}

/* A custom field may be named "Status" or "Queue": only the type tells. */
static enum event_kind
kind_of(const struct entry *en, const struct thread *t)
{
	if (str_same(en->type, "Status") && str_same(en->ev.is, "deleted"))
		return EVENT_DELETED;
	if (str_same(en->type, "Status") && t->is_closed &&
	    str_same(en->ev.is, t->status))
		return EVENT_CLOSED;
	if (str_same(en->type, "AddLink") && t->merged_into != NULL &&
	    str_same(en->ev.field, "MergedInto"))
		return EVENT_MERGED;
	return (enum event_kind)shape_word(types, en->type, EVENT_UPDATED);
}

static enum author_kind
author_of(const struct entry *en, const struct desk_conf *conf)
{
	/* We never write by mail: that is somebody with our address. */
	if (str_same(en->ev.author.login, conf->user))
		return str_same(en->via, "Email") ? AUTHOR_UNKNOWN :
		    AUTHOR_SELF;
	if (en->system)
		return AUTHOR_SYSTEM;
	return en->privileged ? AUTHOR_AGENT : AUTHOR_CUSTOMER;
}

static enum err
read_event(const struct piece *it, const struct desk_conf *conf,
    const struct thread *t, struct event *ret)
{
	struct entry en = { 0 };
	enum err e = shape_take(it, entry_rows, &en);

	if (e != E_OK)
		return e;
	*ret = en.ev;
	ret->kind = kind_of(&en, t);
	ret->by = author_of(&en, conf);
	ret->via = (enum via)shape_word(doors, en.via, VIA_UNKNOWN);
	ret->is_html = str_same(en.format, "text/html");
	if (str_same(en.type, "CustomField") && ret->field != NULL)
		ret->field = str_fmt(it->sc, "CF.{%s}", ret->field);
	return E_OK;
}

/* RT writes a merge into both tickets; only a ticket's last one ends it. */
static enum err
read_events(const struct piece *doc, const struct desk_conf *conf,
    struct thread *t)
{
	struct piece it;
	void *room;
	enum err e = shape_list(doc, "transactions", MAX_EVENTS,
	    sizeof(*t->events), &it, &room);
	struct event *merge = NULL;

	if (e != E_OK)
		return e;
	t->events = room;
	for (; it.j != NULL; shape_next(&it)) {
		struct event *ev = &t->events[t->nevents++];

		if ((e = read_event(&it, conf, t, ev)) != E_OK)
			return e;
		if (ev->kind != EVENT_MERGED)
			continue;
		if (merge != NULL)
			merge->kind = EVENT_UPDATED;
		merge = ev;
	}
	return E_OK;
}

static enum err
read_fields(const struct piece *doc, struct thread *t)
{
	struct piece it;
	void *room;
	enum err e = shape_members(doc, "ticket.fields", MAX_EVENTS,
	    sizeof(*t->fields), &it, &room);

	if (e != E_OK)
		return e;
	t->fields = room;
	for (; e == E_OK && it.j != NULL; shape_next(&it)) {
		struct desk_field *f = &t->fields[t->nfields++];

		f->name = json_name(it.j);
		e = shape_join(&it, MAX_BODY, &f->value);
	}
	return e;
}

/* RT links to web pages as well; those are no tickets. */
static enum err
read_links(const struct piece *doc, struct thread *t)
{
	struct piece it;
	void *room;
	enum err e = shape_list(doc, "ticket.refers_to", MAX_EVENTS,
	    sizeof(*t->links), &it, &room);

	if (e != E_OK)
		return e;
	t->links = room;
	for (; it.j != NULL; shape_next(&it)) {
		if (json_value(it.j) == NULL)
			return shape_bad(&it, NULL, "is not a text");
		if (shape_is_id(json_value(it.j)))
			t->links[t->nlinks++] = json_value(it.j);
	}
	return E_OK;
}

static enum err
read_ticket(const struct piece *doc, const char *ticket, struct thread *t)
{
	enum err e = shape_take(doc, thread_rows, t);

	if (e == E_OK && json_at(doc->j, "requestor") != NULL)
		e = shape_take(doc, requestor_rows, t);
	if (e != E_OK)
		return e;
	if (!str_same(t->ticket, ticket))
		return shape_bad(doc, "ticket.id",
		    "is not the ticket asked for");
	t->is_closed = shape_word(classes,
	    json_text(doc->j, "ticket.status_class"), -1);
	if (t->is_closed < 0)
		return shape_bad(doc, "ticket.status_class",
		    "is not initial, active or inactive");
	if (str_same(t->owner, "Nobody"))
		t->owner = NULL;
	return E_OK;
}

static enum err
rt_thread(struct scope *sc, const struct desk_conf *conf, const char *ticket,
    const struct reply *got, int ngot, struct thread *ret)
{
	struct thread t = { 0 };
	struct piece doc;
	enum err e;

	if (!shape_is_id(ticket))
		return no_ticket(sc, ticket);
	if (ngot != 1)
		BUG("%d answers to one question", ngot);
	if ((e = desk_status(sc, got)) != E_OK ||
	    (e = shape_open(sc, got->body, got->len, "csp.thread/1", &doc))
	    != E_OK || (e = read_ticket(&doc, ticket, &t)) != E_OK ||
	    (e = read_fields(&doc, &t)) != E_OK ||
	    (e = read_links(&doc, &t)) != E_OK ||
	    (e = read_events(&doc, conf, &t)) != E_OK ||
	    (e = rt_files(&doc, &t)) != E_OK)
		return e;
	*ret = t;
	return E_OK;
}

/* The fill functions answer NULL, or why this order cannot be given. */
static const char *
fill_text(struct json_out *out, const struct order *o)
{
	if (o->text == NULL || *o->text == '\0')
		return "has no text";
	json_put(out, "Content", o->text);
	json_put(out, "ContentType", "text/plain");
	return NULL;
}

/* RT takes the first of a list for a single value, and [] for an empty one. */
static void
put_field(struct json_out *out, const struct desk_field *f)
{
	const char *s = f->value;

	if (s == NULL || *s == '\0') {
		json_put(out, f->name, NULL);
		return;
	}
	json_open(out, f->name, '[');
	for (size_t n; *s != '\0'; s += n + (s[n] == '\n')) {
		n = strcspn(s, "\n");
		if (n > 0)
			json_put(out, NULL, str_copy(out->buf.sc, s, n));
	}
	json_close(out);
}

static void
put_told(struct json_out *out, const char *name, const char *value)
{
	if (value != NULL)
		json_put(out, name, value);
}

static const char *
fill_set(struct json_out *out, const struct order *o)
{
	put_told(out, "Queue", o->queue);
	put_told(out, "Status", o->status);
	put_told(out, "Priority", o->priority);
	put_told(out, "Owner", o->owner);
	if (o->nfields > 0)
		json_open(out, "CustomFields", '{');
	for (int i = 0; i < o->nfields; i++)
		put_field(out, &o->fields[i]);
	if (o->nfields > 0)
		json_close(out);
	return out->comma ? NULL : "sets nothing";
}

/* "RefersTo" would drop every link that it does not name. */
static const char *
fill_link(struct json_out *out, const struct order *o)
{
	if (!shape_is_id(o->link))
		return "links to what is no ticket number";
	json_open(out, "AddRefersTo", '[');
	json_put(out, NULL, o->link);
	json_close(out);
	return NULL;
}

static const struct {
	const char	*name, *method, *tail;
	const char	*(*fill)(struct json_out *, const struct order *);
} orders[] = {
	[ORDER_NOTE]  = { "note",	"POST",	"/comment",	fill_text },
	[ORDER_REPLY] = { "reply",	"POST",	"/correspond",	fill_text },
	[ORDER_SET]   = { "set",	"PUT",	"",		fill_set },
	[ORDER_LINK]  = { "link",	"PUT",	"",		fill_link },
};
_Static_assert(LEN(orders) == ORDER__MAX, "an order without a row");

static enum err
rt_write(struct scope *sc, const struct desk_conf *conf,
    const struct order *o, struct call *ret)
{
	struct json_out out;
	const char *why;

	if (!shape_is_id(o->ticket))
		return no_ticket(sc, o->ticket);
	json_begin(&out, sc, MAX_BODY);
	json_open(&out, NULL, '{');
	if ((why = orders[o->kind].fill(&out, o)) != NULL)
		return scope_fail(sc, E_SHAPE, "the %s for ticket %s %s",
		    orders[o->kind].name, o->ticket, why);
	json_close(&out);
	if (out.buf.full)
		return scope_fail(sc, E_LIMIT, "the %s for ticket %s is larger "
		    "than %d bytes", orders[o->kind].name, o->ticket, MAX_BODY);
	*ret = rt_call(sc, conf, orders[o->kind].method,
	    str_fmt(sc, "/ticket/%s%s", o->ticket, orders[o->kind].tail));
	ret->body = json_end(&out);
	return E_OK;
}

/* It has to put files beside RT's own, which no API does. */
static const struct desk_install rt_install = {
	.instead = "RT gets its part on its own host: run hooks/rt/install "
	    "there with --url, --secret-file and --token-file (hooks/rt/"
	    "README.md); hooks/rt/install --remove takes it out again"
};

const struct desk desk_rt = {
	.kind = "rt",
	.closed_status = "resolved",
	.proof = &proof_standard_webhooks,
	.queue_field = "Queue",
	.same_bytes = 1,
	.retry_secs = 60,	/* lib/ sends once; a proxy may repeat it */
	.poke = rt_poke,
	.read = rt_read,
	.thread = rt_thread,
	.write = rt_write,
	.file = rt_file,
	.file_link = rt_file_link,
	.open_ticket = rt_open_ticket,
	.opened = rt_opened,
	.search = rt_search,
	.found = rt_found,
	.sweep = rt_sweep,
	.open = rt_open,
	.swept = rt_swept,
	.probe = &rt_probe,
	.install = &rt_install
};
