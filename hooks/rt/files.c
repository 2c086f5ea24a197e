/*
 * A ticket's files: parts of its messages that have a name. Our id of one is
 * "TRANSACTION-ATTACHMENT", because RT's own pages ask for both.
 */
#include "rt.h"

#include "base/str.h"

#include <string.h>

enum { MAX_FILES = 5000 };

#define F(m)	offsetof(struct desk_file, m)
static const struct shape_row file_rows[] = {
	{ "id",		SHAPE_TEXT,	F(id) },
	{ "name",	SHAPE_TEXT,	F(name) },
	{ "type",	SHAPE_MAY_TEXT,	F(type) },
	{ NULL, 0, 0 }
};

/* The attachment's own id; NULL: it is no id of ours. */
static const char *
attachment_of(struct scope *sc, const char *id, const char **ret_transaction)
{
	const char *dash = id == NULL ? NULL : strchr(id, '-');

	if (dash == NULL || !shape_is_id(dash + 1))
		return NULL;
	*ret_transaction = str_copy(sc, id, (size_t)(dash - id));
	return shape_is_id(*ret_transaction) ? dash + 1 : NULL;
}

/* An extension before 1.3 does not tell them. */
enum err
rt_files(const struct piece *doc, struct thread *t)
{
	struct piece it;
	void *room;
	enum err e;

	if (json_at(doc->j, "attachments") == NULL)
		return E_OK;
	if ((e = shape_list(doc, "attachments", MAX_FILES, sizeof(*t->files),
	    &it, &room)) != E_OK)
		return e;
	t->tells_files = 1;
	t->files = room;
	for (; it.j != NULL; shape_next(&it)) {
		struct desk_file *f = &t->files[t->nfiles++];

		if ((e = shape_take(&it, file_rows, f)) != E_OK)
			return e;
		if (attachment_of(it.sc, f->id, &f->message) == NULL)
			return shape_bad(&it, "id", "is not like 12-34");
		f->bytes = json_int(it.j, "bytes", 0);
	}
	return E_OK;
}

enum err
rt_file(struct scope *sc, const struct desk_conf *conf, const char *ticket,
    const char *id, struct call *ret)
{
	const char *transaction, *at = attachment_of(sc, id, &transaction);

	if (at == NULL || !shape_is_id(ticket))
		return scope_fail(sc, E_SHAPE, "\"%.40s\" is no attachment "
		    "of a ticket", id == NULL ? "" : id);
	*ret = rt_call(sc, conf, "GET", str_fmt(sc,
	    "/cspdesk/ticket/%s/attachment/%s", ticket, at));
	return E_OK;
}

/* RT finds it without its name. */
const char *
rt_file_link(struct scope *sc, const struct desk_conf *conf,
    const char *ticket, const struct desk_file *f)
{
	const char *transaction, *at = attachment_of(sc, f->id, &transaction);

	(void)ticket;
	return at == NULL ? NULL : str_fmt(sc, "%s/Ticket/Attachment/%s/%s/",
	    conf->url, transaction, at);
}
