/*
 * Tickets that we make in Request Tracker, by RT's own REST2, and how one is
 * found again: by its subject, which TicketSQL asks RT's database for.
 */
#include "rt.h"

#include "base/json.h"
#include "base/shape.h"
#include "base/str.h"

enum { MAX_TEXT = 1 << 20, DEPTH = 16 };

enum err
rt_open_ticket(struct scope *sc, const struct desk_conf *conf,
    const struct new_ticket *t, struct call *ret)
{
	struct json_out out;

	json_begin(&out, sc, MAX_TEXT);
	json_open(&out, NULL, '{');
	json_put(&out, "Queue", t->queue);
	json_put(&out, "Subject", t->subject);
	if (t->requestor != NULL)
		json_put(&out, "Requestor", t->requestor);
	json_put(&out, "Content", t->text);
	json_put(&out, "ContentType", "text/plain");
	json_close(&out);
	if (out.buf.full)
		return scope_fail(sc, E_LIMIT, "the new ticket is larger than "
		    "%d bytes", MAX_TEXT);
	*ret = rt_call(sc, conf, "POST", "/ticket");
	ret->body = json_end(&out);
	return E_OK;
}

static enum err
parse(struct scope *sc, const struct reply *got, const struct cJSON **ret)
{
	enum err e = desk_status(sc, got);

	return e != E_OK ? e : json_parse(sc, got->body, got->len, DEPTH, ret);
}

/* RT writes an id as a text here, and as a number elsewhere. */
static const char *
id_of(struct scope *sc, const struct cJSON *j)
{
	const struct cJSON *id = json_at(j, "id");
	const char *s = id == NULL ? NULL : json_kind(id) == JSON_NUMBER ?
	    json_print(sc, id) : json_value(id);

	return s != NULL && shape_is_id(s) ? s : NULL;
}

enum err
rt_opened(struct scope *sc, const struct reply *got, const char **ret_ticket)
{
	const struct cJSON *j;
	const char *id;
	enum err e = parse(sc, got, &j);

	if (e == E_OK && (id = id_of(sc, j)) == NULL)
		return scope_fail(sc, E_SHAPE, "$.id is not 1 to 20 digits");
	if (e == E_OK)
		*ret_ticket = id;
	return e;
}

void
rt_search(struct scope *sc, const struct desk_conf *conf, const char *mark,
    struct call *ret)
{
	*ret = rt_call(sc, conf, "GET", str_fmt(sc, "/tickets?query=Subject"
	    "%%20LIKE%%20%%27%s%%27&fields=Subject&orderby=id&order=ASC"
	    "&per_page=20", mark));
}

enum err
rt_found(struct scope *sc, const struct reply *got, const char *mark,
    const char **ret_ticket)
{
	const struct cJSON *j, *it;
	enum err e = parse(sc, got, &j);

	if (e != E_OK)
		return e;
	it = json_at(j, "items");
	if (it == NULL || !json_is_array(it))
		return scope_fail(sc, E_SHAPE, "$.items is no list");
	it = json_first(it);
	if (it == NULL)
		return scope_fail(sc, E_GONE, "no ticket's subject has %s",
		    mark);
	if (id_of(sc, it) == NULL)
		return scope_fail(sc, E_SHAPE, "$.items[0].id is not 1 to 20 "
		    "digits");
	*ret_ticket = id_of(sc, it);
	return E_OK;
}
