/*
 * Orders as Zammad takes them. What it answers is not believed: it drops
 * attributes that it does not know, and takes a ticket from its owner when a
 * group is not his, with 200.
 */
#include "zammad.h"

#include "base/str.h"

#include <string.h>

enum { MAX_BODY = 1 << 20 };

/* The fill functions answer NULL, or why this order cannot be given. */
static const char *
put_text(struct json_out *out, const struct order *o)
{
	if (o->text == NULL || *o->text == '\0')
		return "has no text";
	json_put_raw(out, "ticket_id", o->ticket);
	json_put(out, "body", o->text);
	json_put(out, "content_type", "text/plain");
	json_put(out, "sender", "Agent");
	return NULL;
}

static const char *
fill_note(struct json_out *out, const struct order *o)
{
	json_put(out, "type", "note");
	json_put_bool(out, "internal", 1);
	return put_text(out, o);
}

/* Never internal: a mail that is internal is sent all the same. */
static const char *
fill_reply(struct json_out *out, const struct order *o)
{
	if (o->to == NULL || *o->to == '\0')
		return "has nobody to go to: its customer has no address";
	json_put(out, "type", "email");
	json_put_bool(out, "internal", 0);
	json_put(out, "to", o->to);
	json_put(out, "subject", o->subject == NULL ? "" : o->subject);
	return put_text(out, o);
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
	put_told(out, "group", o->queue);
	put_told(out, "state", o->status);
	put_told(out, "priority", o->priority);
	if (o->owner != NULL && *o->owner == '\0')
		json_put_int(out, "owner_id", 1);
	else
		put_told(out, "owner", o->owner);
	for (int i = 0; i < o->nfields; i++)
		json_put(out, zammad_attribute(out->buf.sc,
		    o->fields[i].name), o->fields[i].value == NULL ? "" :
		    o->fields[i].value);
	return out->comma ? NULL : "sets nothing";
}

/* Its target goes by its id, its source by the number that people know. */
static const char *
fill_link(struct json_out *out, const struct order *o)
{
	if (o->link == NULL || *o->link == '\0' ||
	    o->link[strspn(o->link, "0123456789")] != '\0')
		return "links to what is no ticket number";
	json_put(out, "link_type", "normal");
	json_put(out, "link_object_target", "Ticket");
	json_put_raw(out, "link_object_target_value", o->ticket);
	json_put(out, "link_object_source", "Ticket");
	json_put(out, "link_object_source_number", o->link);
	return NULL;
}

static const struct {
	const char	*name, *method, *path;
	const char	*(*fill)(struct json_out *, const struct order *);
} orders[] = {
	[ORDER_NOTE]  = { "note",  "POST", "/ticket_articles", fill_note },
	[ORDER_REPLY] = { "reply", "POST", "/ticket_articles", fill_reply },
	[ORDER_SET]   = { "set",   "PUT",  NULL,	       fill_set },
	[ORDER_LINK]  = { "link",  "POST", "/links/add",       fill_link },
};
_Static_assert(LEN(orders) == ORDER__MAX, "an order without a row");

enum err
zammad_write(struct scope *sc, const struct desk_conf *conf,
    const struct order *o, struct call *ret)
{
	const char *path = orders[o->kind].path, *why;
	struct json_out out;

	if (!zammad_is_id(o->ticket))
		return scope_fail(sc, E_SHAPE, "\"%.40s\" is no ticket id",
		    o->ticket == NULL ? "" : o->ticket);
	json_begin(&out, sc, MAX_BODY);
	json_open(&out, NULL, '{');
	if ((why = orders[o->kind].fill(&out, o)) != NULL)
		return scope_fail(sc, E_SHAPE, "the %s for ticket %s %s",
		    orders[o->kind].name, o->ticket, why);
	json_close(&out);
	if (out.buf.full)
		return scope_fail(sc, E_LIMIT, "the %s for ticket %s is larger "
		    "than %d bytes", orders[o->kind].name, o->ticket, MAX_BODY);
	*ret = zammad_call(sc, conf, orders[o->kind].method, path != NULL ?
	    path : str_fmt(sc, "/tickets/%s", o->ticket));
	ret->body = json_end(&out);
	return E_OK;
}
