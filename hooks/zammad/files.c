/*
 * A ticket's files, as its articles list them. Our id of one is
 * "ARTICLE-ATTACHMENT", because Zammad asks for both.
 */
#include "zammad.h"

#include "base/str.h"

#include <string.h>

static int
count(const struct cJSON *articles)
{
	int n = 0;

	for (const struct cJSON *a = json_first(articles); a != NULL;
	    a = json_next(a))
		for (const struct cJSON *it = json_first(json_at(a,
		    "attachments")); it != NULL; it = json_next(it))
			n++;
	return n;
}

/* Ids are digits without a 0 in front: the longer one is the greater one. */
static int
is_after(const char *a, const char *b)
{
	size_t n = strcspn(a, "-"), m = strcspn(b, "-");

	return n != m ? n > m : strncmp(a, b, n) > 0;
}

/* Articles come in any order; those of one stay in its own. */
static void
insert(struct thread *t, const struct desk_file *f)
{
	int i = t->nfiles++;

	for (; i > 0 && is_after(t->files[i - 1].id, f->id); i--)
		t->files[i] = t->files[i - 1];
	t->files[i] = *f;
}

/* Its size is a number in a text. */
static void
add(const struct zammad_book *b, const char *article, const struct cJSON *it,
    struct thread *t)
{
	const char *id = zammad_id(b->sc, it, "id");
	const char *size = zammad_text(b->sc, it, "size");
	struct desk_file f = { .name = zammad_text(b->sc, it, "filename") };

	if (id == NULL || f.name == NULL)
		return;
	f.id = str_fmt(b->sc, "%s-%s", article, id);
	f.message = str_fmt(b->sc, "a%s", article);
	f.type = json_text(it, "preferences.Content-Type");
	if (f.type == NULL)
		f.type = json_text(it, "preferences.Mime-Type");
	if (!str_int(size, &f.bytes) || f.bytes < 0)
		f.bytes = 0;
	insert(t, &f);
}

enum err
zammad_files(const struct zammad_book *b, struct thread *t)
{
	const struct cJSON *articles = json_at(b->all,
	    "assets.TicketArticle");
	int n = count(articles);

	if (n > ZAMMAD_MAX_EVENTS)
		return scope_fail(b->sc, E_LIMIT, "its articles have %d "
		    "attachments, more than %d", n, ZAMMAD_MAX_EVENTS);
	t->tells_files = 1;
	t->files = scope_alloc(b->sc, sizeof(*t->files) * (size_t)(n + 1));
	for (const struct cJSON *a = json_first(articles); a != NULL;
	    a = json_next(a)) {
		const char *id = zammad_id(b->sc, a, "id");

		for (const struct cJSON *it = json_first(json_at(a,
		    "attachments")); id != NULL && it != NULL;
		    it = json_next(it))
			add(b, id, it, t);
	}
	return E_OK;
}

/* "TICKET/ARTICLE/ATTACHMENT"; NULL: that is no id of ours. */
static const char *
place(struct scope *sc, const char *ticket, const char *id)
{
	const char *dash = id == NULL ? NULL : strchr(id, '-'), *article;

	if (dash == NULL || !zammad_is_id(ticket) || !zammad_is_id(dash + 1))
		return NULL;
	article = str_copy(sc, id, (size_t)(dash - id));
	return zammad_is_id(article) ? str_fmt(sc, "%s/%s/%s", ticket,
	    article, dash + 1) : NULL;
}

enum err
zammad_file(struct scope *sc, const struct desk_conf *conf,
    const char *ticket, const char *id, struct call *ret)
{
	const char *at = place(sc, ticket, id);

	if (at == NULL)
		return scope_fail(sc, E_SHAPE, "\"%.40s\" is no attachment "
		    "of a ticket", id == NULL ? "" : id);
	*ret = zammad_call(sc, conf, "GET", str_fmt(sc,
	    "/ticket_attachment/%s", at));
	return E_OK;
}

const char *
zammad_file_link(struct scope *sc, const struct desk_conf *conf,
    const char *ticket, const struct desk_file *f)
{
	const char *at = place(sc, ticket, f->id);

	return at == NULL ? NULL : str_fmt(sc, "%s/api/v1/ticket_attachment/"
	    "%s?disposition=attachment", conf->url, at);
}
