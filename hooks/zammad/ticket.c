/*
 * Tickets that we make in Zammad, and how one is found again: by its title,
 * which a search by conditions asks Zammad's database for, not its index.
 */
#include "zammad.h"

#include "base/str.h"

#include <string.h>

enum { MAX_TEXT = 1 << 20 };

/* An internal note: nobody is mailed, and no trigger for mail fires. */
static void
put_article(struct json_out *out, const struct new_ticket *t)
{
	json_open(out, "article", '{');
	json_put(out, "subject", t->subject);
	json_put(out, "body", t->text);
	json_put(out, "content_type", "text/plain");
	json_put(out, "type", "note");
	json_put_bool(out, "internal", 1);
	json_put(out, "sender", "Agent");
	json_close(out);
}

/* Who is not known yet becomes a customer; every ticket must have one. */
enum err
zammad_open_ticket(struct scope *sc, const struct desk_conf *conf,
    const struct new_ticket *t, struct call *ret)
{
	struct json_out out;

	json_begin(&out, sc, MAX_TEXT);
	json_open(&out, NULL, '{');
	json_put(&out, "title", t->subject);
	json_put(&out, "group", t->queue);
	if (t->requestor != NULL)
		json_put(&out, "customer_id", str_fmt(sc, "guess:%s",
		    t->requestor));
	else
		json_put(&out, "customer", conf->user);
	put_article(&out, t);
	json_close(&out);
	if (out.buf.full)
		return scope_fail(sc, E_LIMIT, "the new ticket is larger than "
		    "%d bytes", MAX_TEXT);
	*ret = zammad_call(sc, conf, "POST", "/tickets");
	ret->body = json_end(&out);
	return E_OK;
}

static enum err
parse(struct scope *sc, const struct reply *got, const struct cJSON **ret)
{
	enum err e = desk_status(sc, got);

	return e != E_OK ? e : json_parse(sc, got->body, got->len,
	    ZAMMAD_DEPTH, ret);
}

enum err
zammad_opened(struct scope *sc, const struct reply *got,
    const char **ret_ticket)
{
	const struct cJSON *j;
	enum err e = parse(sc, got, &j);

	if (e == E_OK && zammad_id(sc, j, "id") == NULL)
		return scope_fail(sc, E_SHAPE, "$.id is not 1 to 20 digits");
	if (e == E_OK)
		*ret_ticket = zammad_id(sc, j, "id");
	return e;
}

void
zammad_search(struct scope *sc, const struct desk_conf *conf,
    const char *mark, struct call *ret)
{
	*ret = zammad_call(sc, conf, "GET", str_fmt(sc, "/tickets/search?"
	    "condition%%5Bticket.title%%5D%%5Boperator%%5D=contains"
	    "&condition%%5Bticket.title%%5D%%5Bvalue%%5D=%s"
	    "&sort_by=created_at&order_by=asc&limit=50&expand=true", mark));
}

enum err
zammad_found(struct scope *sc, const struct reply *got, const char *mark,
    const char **ret_ticket)
{
	const struct cJSON *j;
	enum err e = parse(sc, got, &j);

	if (e != E_OK)
		return e;
	if (!json_is_array(j))
		return scope_fail(sc, E_SHAPE, "$ is no list of tickets");
	for (const struct cJSON *it = json_first(j); it != NULL;
	    it = json_next(it)) {
		const char *title = json_text(it, "title");
		const char *id = zammad_id(sc, it, "id");

		if (title == NULL || strstr(title, mark) == NULL || id == NULL)
			continue;
		*ret_ticket = id;
		return E_OK;
	}
	return scope_fail(sc, E_GONE, "no ticket's title has %s", mark);
}
