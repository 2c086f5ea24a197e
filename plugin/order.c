/*
 * One table says how each kind of order is written and read. A text counts
 * as shown only where our own user wrote it: anybody can type a marker.
 */
#include "order.h"

#include "base/json.h"
#include "base/str.h"

#include <string.h>

#define MARK	"[csp #"
enum { MOST_BYTES = 1 << 20, DEPTH = 4, MOST_FIELDS = 64 };

static const char *const kinds[ORDER__MAX] = {
	[ORDER_NOTE] = "note", [ORDER_REPLY] = "reply",
	[ORDER_SET] = "set", [ORDER_LINK] = "link"
};

static const struct {
	const char	*name;
	size_t		 offset;
} members[] = {
	{ "text",     offsetof(struct order, text) },
	{ "queue",    offsetof(struct order, queue) },
	{ "status",   offsetof(struct order, status) },
	{ "priority", offsetof(struct order, priority) },
	{ "owner",    offsetof(struct order, owner) },
	{ "link",     offsetof(struct order, link) },
	{ "if_queue", offsetof(struct order, if_queue) },
};

const char *
order_word(enum order_kind kind)
{
	return kind < ORDER__MAX ? kinds[kind] : "";
}

const char *
order_json(struct scope *sc, const struct order *o)
{
	struct json_out out;

	json_begin(&out, sc, MOST_BYTES);
	json_open(&out, NULL, '{');
	json_put(&out, "kind", kinds[o->kind]);
	for (int i = 0; i < LEN(members); i++) {
		const char *v = *(const char *const *)
		    ((const char *)o + members[i].offset);

		if (v != NULL)
			json_put(&out, members[i].name, v);
	}
	json_open(&out, "fields", '{');
	for (int i = 0; i < o->nfields; i++)
		json_put(&out, o->fields[i].name, o->fields[i].value);
	json_close(&out);
	json_close(&out);
	return json_end(&out);
}

static const char *
marker(struct scope *sc, int64_t job)
{
	return str_fmt(sc, MARK "%lld]", (long long)job);
}

/*
 * With the marker at its end, and no other: what a text quotes, of whomever,
 * must not stand for a job that the ticket does not show.
 */
static const char *
marked(struct scope *sc, const char *text, const char *own)
{
	char *s = str_fmt(sc, "%s\n\n%s", text, own);
	const char *end = s + strlen(text);

	for (char *at = s; (at = strstr(at, MARK)) != NULL && at < end; at++)
		*at = '(';
	return s;
}

static void
read_fields(struct scope *sc, const struct cJSON *j, struct order *o)
{
	o->fields = scope_alloc(sc, sizeof(*o->fields) * MOST_FIELDS);
	for (const struct cJSON *it = json_first(json_at(j, "fields"));
	    it != NULL && o->nfields < MOST_FIELDS; it = json_next(it))
		o->fields[o->nfields++] = (struct desk_field){
		    json_name(it), json_value(it) };
}

enum err
order_parse(struct scope *sc, const char *payload, const char *ticket,
    int64_t job, struct order *ret)
{
	struct order o = { .ticket = ticket, .kind = ORDER__MAX };
	const struct cJSON *j;
	enum err e;

	e = json_parse(sc, payload, strlen(payload), DEPTH, &j);
	if (e != E_OK)
		return e;
	for (int i = 0; i < ORDER__MAX; i++)
		if (str_same(json_text(j, "kind"), kinds[i]))
			o.kind = i;
	if (o.kind == ORDER__MAX)
		return scope_fail(sc, E_SHAPE, "job %lld has no known kind",
		    (long long)job);
	for (int i = 0; i < LEN(members); i++)
		*(const char **)((char *)&o + members[i].offset) =
		    json_text(j, members[i].name);
	read_fields(sc, j, &o);
	if (o.text != NULL)
		o.text = marked(sc, o.text, marker(sc, job));
	*ret = o;
	return E_OK;
}

static int
shows_text(struct scope *sc, const struct thread *t, enum event_kind kind,
    int64_t job)
{
	const char *mark = marker(sc, job);

	for (int i = 0; i < t->nevents; i++)
		if (t->events[i].by == AUTHOR_SELF &&
		    t->events[i].kind == kind && t->events[i].text != NULL &&
		    strstr(t->events[i].text, mark) != NULL)
			return 1;
	return 0;
}

static int
is_now(const char *wanted, const char *is)
{
	return wanted == NULL || str_same(wanted, is) ||
	    (*wanted == '\0' && is == NULL);
}

static int
shows_fields(const struct thread *t, const struct order *o)
{
	for (int i = 0; i < o->nfields; i++) {
		const char *is = NULL;

		for (int k = 0; k < t->nfields; k++)
			if (str_same(t->fields[k].name, o->fields[i].name))
				is = t->fields[k].value;
		if (!is_now(o->fields[i].value, is))
			return 0;
	}
	return 1;
}

static int
shows_link(const struct thread *t, const char *link)
{
	for (int i = 0; i < t->nlinks; i++)
		if (str_same(t->links[i], link))
			return 1;
	return 0;
}

int
order_shown(struct scope *sc, const struct thread *t, const struct order *o,
    int64_t job)
{
	switch (o->kind) {
	case ORDER_NOTE:
		return shows_text(sc, t, EVENT_NOTE, job);
	case ORDER_REPLY:
		return shows_text(sc, t, EVENT_MESSAGE, job);
	case ORDER_SET:
		/* Somebody moved the ticket meanwhile: it is his word now. */
		if (o->if_queue != NULL && !str_same(o->if_queue, t->queue))
			return 1;
		return is_now(o->queue, t->queue) &&
		    is_now(o->status, t->status) &&
		    is_now(o->priority, t->priority) &&
		    is_now(o->owner, t->owner) && shows_fields(t, o);
	case ORDER_LINK:
		return shows_link(t, o->link);
	case ORDER__MAX:
		break;
	}
	return 0;
}
