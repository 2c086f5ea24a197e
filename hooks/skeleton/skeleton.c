/*
 * A help desk that does not exist: copy this folder, rename, fill in. It is
 * compiled with the rest and tested with every other adapter, but stands in
 * no configuration, because hooks/desk.c does not list it.
 *
 * What an adapter owes is in hooks/desk.h; README.md in this folder says in
 * which order to work. The desk here speaks JSON as we like it:
 *
 *	GET  /ticket/ID         the ticket and its thread
 *	GET  /changes?after=N   what changed
 *	POST /ticket/ID/note    {"text": "..."}, and /reply, /set, /link
 */
#include "desk.h"

#include "base/json.h"
#include "base/shape.h"
#include "base/str.h"

#include <stddef.h>

enum { MAX_EVENTS = 5000, MAX_CHANGES = 1000, MAX_BODY = 1 << 20 };

/* The desk's words for what happened; what is not here is an update. */
static const struct shape_word kinds[] = {
	{ "created",	EVENT_CREATED },
	{ "message",	EVENT_MESSAGE },
	{ "note",	EVENT_NOTE },
	{ "closed",	EVENT_CLOSED },
	{ NULL, 0 }
};

/* Only what the desk itself vouches for; by mail anybody is anybody. */
static const struct shape_word doors[] = {
	{ "pages",	VIA_UI },
	{ "api",	VIA_API },
	{ "mail",	VIA_MAIL },
	{ NULL, 0 }
};

static const struct shape_word people[] = {
	{ "customer",	AUTHOR_CUSTOMER },
	{ "agent",	AUTHOR_AGENT },
	{ "system",	AUTHOR_SYSTEM },
	{ NULL, 0 }
};

/* An event as it came: our words are made from the desk's afterwards. */
struct entry {
	struct event	 ev;
	const char	*kind, *door, *who;
};

#define E(m)	offsetof(struct entry, m)
static const struct shape_row entry_rows[] = {
	{ "id",			SHAPE_ID,	E(ev.id) },
	{ "kind",		SHAPE_TEXT,	E(kind) },
	{ "at",			SHAPE_TIME,	E(ev.at) },
	{ "door",		SHAPE_MAY_TEXT,	E(door) },
	{ "text",		SHAPE_MAY_TEXT,	E(ev.text) },
	{ "field",		SHAPE_MAY_TEXT,	E(ev.field) },
	{ "was",		SHAPE_MAY_TEXT,	E(ev.was) },
	{ "is",			SHAPE_MAY_TEXT,	E(ev.is) },
	{ "automatic",		SHAPE_MAY_TEXT,	E(ev.automatic) },
	{ "author.kind",	SHAPE_TEXT,	E(who) },
	{ "author.login",	SHAPE_TEXT,	E(ev.author.login) },
	{ "author.email",	SHAPE_MAY_TEXT,	E(ev.author.email) },
	{ NULL, 0, 0 }
};

#define T(m)	offsetof(struct thread, m)
static const struct shape_row thread_rows[] = {
	{ "id",			SHAPE_ID,	T(ticket) },
	{ "queue",		SHAPE_TEXT,	T(queue) },
	{ "subject",		SHAPE_MAY_TEXT,	T(subject) },
	{ "status",		SHAPE_TEXT,	T(status) },
	{ "is_closed",		SHAPE_FLAG,	T(is_closed) },
	{ "owner",		SHAPE_MAY_TEXT,	T(owner) },
	{ "created",		SHAPE_TIME,	T(created) },
	{ "customer.login",	SHAPE_MAY_TEXT,	T(requestor.login) },
	{ "customer.email",	SHAPE_MAY_TEXT,	T(requestor.email) },
	{ "customer.outside",	SHAPE_MAY_FLAG,	T(requestor.is_outside) },
	{ NULL, 0, 0 }
};

static const struct shape_row poke_rows[] = {
	{ "ticket",		SHAPE_ID,	offsetof(struct poke, ticket) },
	{ "id",			SHAPE_TEXT,	offsetof(struct poke, key) },
	{ NULL, 0, 0 }
};

static enum err
skeleton_poke(struct scope *sc, const struct proven *pv, struct poke *ret)
{
	struct piece doc;
	struct poke p = { 0 };
	enum err e = shape_open(sc, pv->body, pv->len, "skeleton/1", &doc);

	if (e == E_OK)
		e = shape_take(&doc, poke_rows, &p);
	if (e == E_OK)
		*ret = p;
	return e;
}

static struct call
ask(struct scope *sc, const struct desk_conf *conf, const char *method,
    const char *path)
{
	return (struct call){ .method = method,
	    .url = str_fmt(sc, "%s%s", conf->url, path),
	    .auth = str_fmt(sc, "Bearer %s", conf->token) };
}

/* One question is enough here; a desk may take as many as it needs. */
static int
skeleton_read(struct scope *sc, const struct desk_conf *conf,
    const char *ticket, const struct reply *got, int ngot, struct call *ret)
{
	(void)got;
	if (ngot > 0 || !shape_is_id(ticket))
		return 0;
	*ret = ask(sc, conf, "GET", str_fmt(sc, "/ticket/%s", ticket));
	return 1;
}

/* Our own user is told from others by his login; never trust a mail for it. */
static enum author_kind
author_of(const struct entry *en, const struct desk_conf *conf)
{
	if (!str_same(en->ev.author.login, conf->user))
		return (enum author_kind)shape_word(people, en->who,
		    AUTHOR_UNKNOWN);
	return str_same(en->door, "mail") ? AUTHOR_UNKNOWN : AUTHOR_SELF;
}

static enum err
read_events(const struct piece *doc, const struct desk_conf *conf,
    struct thread *t)
{
	struct piece it;
	void *room;
	enum err e = shape_list(doc, "events", MAX_EVENTS,
	    sizeof(*t->events), &it, &room);

	if (e != E_OK)
		return e;
	t->events = room;
	for (; it.j != NULL; shape_next(&it)) {
		struct entry en = { 0 };

		if ((e = shape_take(&it, entry_rows, &en)) != E_OK)
			return e;
		en.ev.kind = (enum event_kind)shape_word(kinds, en.kind,
		    EVENT_UPDATED);
		en.ev.via = (enum via)shape_word(doors, en.door, VIA_UNKNOWN);
		en.ev.by = author_of(&en, conf);
		t->events[t->nevents++] = en.ev;
	}
	return E_OK;
}

static enum err
skeleton_thread(struct scope *sc, const struct desk_conf *conf,
    const char *ticket, const struct reply *got, int ngot, struct thread *ret)
{
	struct thread t = { 0 };
	struct piece doc;
	enum err e;

	if (ngot != 1)
		return scope_fail(sc, E_SHAPE, "\"%.40s\" is no ticket number",
		    ticket);
	if ((e = desk_status(sc, got)) != E_OK ||
	    (e = shape_open(sc, got->body, got->len, "skeleton/1", &doc))
	    != E_OK || (e = shape_take(&doc, thread_rows, &t)) != E_OK ||
	    (e = read_events(&doc, conf, &t)) != E_OK)
		return e;
	*ret = t;
	return E_OK;
}

/* One row for each kind of order: where it goes, and what is in it. */
static const struct {
	const char	*path;
	const char	*name;		/* member of the text or the ticket */
} writes[ORDER__MAX] = {
	[ORDER_NOTE] = { "note", "text" },
	[ORDER_REPLY] = { "reply", "text" },
	[ORDER_SET] = { "set", NULL },
	[ORDER_LINK] = { "link", "ticket" },
};

static void
put_set(struct json_out *out, const struct order *o)
{
	if (o->queue != NULL)
		json_put(out, "queue", o->queue);
	if (o->status != NULL)
		json_put(out, "status", o->status);
	if (o->owner != NULL)
		json_put(out, "owner", o->owner);
	for (int i = 0; i < o->nfields; i++)
		json_put(out, o->fields[i].name, o->fields[i].value);
}

static enum err
skeleton_write(struct scope *sc, const struct desk_conf *conf,
    const struct order *o, struct call *ret)
{
	const char *value = o->kind == ORDER_LINK ? o->link : o->text;
	struct json_out out;

	if (!shape_is_id(o->ticket) ||
	    (writes[o->kind].name != NULL && value == NULL))
		return scope_fail(sc, E_SHAPE, "this order cannot be given");
	json_begin(&out, sc, MAX_BODY);
	json_open(&out, NULL, '{');
	if (writes[o->kind].name != NULL)
		json_put(&out, writes[o->kind].name, value);
	else
		put_set(&out, o);
	json_close(&out);
	*ret = ask(sc, conf, "POST", str_fmt(sc, "/ticket/%s/%s", o->ticket,
	    writes[o->kind].path));
	ret->body = json_end(&out);
	return ret->body == NULL ? scope_fail(sc, E_LIMIT, "the order is "
	    "larger than %d bytes", MAX_BODY) : E_OK;
}

static void
skeleton_sweep(struct scope *sc, const struct desk_conf *conf,
    const char *cursor, int64_t since, int64_t overlap_secs, struct call *ret)
{
	*ret = ask(sc, conf, "GET", cursor != NULL ?
	    str_fmt(sc, "/changes?after=%s&overlap=%lld", cursor,
	    (long long)overlap_secs) : str_fmt(sc, "/changes?since=%lld",
	    (long long)since));
}

static const struct shape_row change_rows[] = {
	{ "ticket",		SHAPE_ID,	offsetof(struct poke, ticket) },
	{ "id",			SHAPE_TEXT,	offsetof(struct poke, key) },
	{ NULL, 0, 0 }
};

/* Keys are the hooks' own here; a desk without such has stamps instead. */
static enum err
skeleton_swept(struct scope *sc, const struct desk_conf *conf,
    const struct reply *got, struct changes *ret)
{
	struct changes c = { 0 };
	struct piece doc, it;
	void *room;
	enum err e;

	(void)conf;
	if ((e = desk_status(sc, got)) != E_OK ||
	    (e = shape_open(sc, got->body, got->len, "skeleton/1", &doc))
	    != E_OK || (e = shape_list(&doc, "changes", MAX_CHANGES,
	    sizeof(*c.pokes), &it, &room)) != E_OK)
		return e;
	c.pokes = room;
	for (; e == E_OK && it.j != NULL; shape_next(&it))
		e = shape_take(&it, change_rows, &c.pokes[c.n++]);
	if (e != E_OK)
		return e;
	c.next = json_text(doc.j, "next");
	if (!shape_is_id(c.next))
		return shape_bad(&doc, "next", "is no cursor");
	c.more = json_true(doc.j, "more") ? c.next : NULL;
	*ret = c;
	return E_OK;
}

const struct desk desk_skeleton = {
	.kind = "skeleton",
	.proof = &proof_standard_webhooks,
	.queue_field = "queue",
	.closed_status = "closed",
	.same_bytes = 1,
	.retry_secs = 60,	/* say where the number comes from */
	.poke = skeleton_poke,
	.read = skeleton_read,
	.thread = skeleton_thread,
	.write = skeleton_write,
	.sweep = skeleton_sweep,
	.swept = skeleton_swept,
};
