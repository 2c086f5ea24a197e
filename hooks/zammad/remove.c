/*
 * What install changed becomes what it was, and what Zammad's log tells of
 * our webhook.
 */
#include "install.h"

#include <string.h>

/* Triggers hold the webhook, so they go first. */
static const enum source order[] = { TRIGGERS, WEBHOOKS, FIELDS };

/* The name behind the kind's word, or NULL: it is of another kind. */
static const char *
name_of(const struct desk_former *f, enum source source)
{
	const char *word = zammad_sources[source].word;
	size_t n = strlen(word);

	return strncmp(f->thing, word, n) == 0 && f->thing[n] == ' ' ?
	    f->thing + n + 1 : NULL;
}

static enum err
bring_back(struct site *s, const struct desk_former *f, enum source source,
    const char *name)
{
	const struct cJSON *was, *have = source == FIELDS ?
	    zammad_field(s, name) : zammad_named(s->doc[source], name);
	const char *id = zammad_id(s->sc, have, "id"), *body = NULL;
	struct desk_step step = { .says = str_fmt(s->sc, "%s: deleted",
	    f->thing) };
	const char *differs;

	if (have == NULL || (f->was == NULL && json_true(have, "to_delete")))
		return E_OK;
	if (f->was != NULL) {
		if (json_parse(s->sc, f->was, strlen(f->was), ZAMMAD_DEPTH,
		    &was) != E_OK)
			return scope_fail(s->sc, E_BROKEN, "what %s was is "
			    "not JSON: %s", f->thing, str_dup(s->sc,
			    s->sc->why));
		if ((differs = zammad_differs(s->sc, was, have)) == NULL)
			return E_OK;
		body = source == FIELDS ? zammad_field_with(s, have, was) :
		    f->was;
		step.says = str_fmt(s->sc, "%s: %s", f->thing, differs);
	}
	step.call = site_change_call(s, source, id, body);
	site_change(s, zammad_sources[source].right, step);
	return E_OK;
}

/* A change that waits is one that we ordered and did not see through. */
static int
must_migrate(const struct site *s, const struct desk_former *f)
{
	const struct cJSON *have = zammad_field(s, f->thing + 6);

	return site_is_field(f->thing) && have != NULL &&
	    (f->was == NULL || json_true(have, "active") ||
	    json_true(have, "to_config") || json_true(have, "to_migrate"));
}

static enum err
plan_remove(struct site *s)
{
	const struct desk_task *t = s->t;
	int migrates = 0;
	enum err e = E_OK;

	for (int i = 0; i < LEN(order); i++)
		for (int k = 0; e == E_OK && k < t->nformer; k++) {
			const char *name = name_of(&t->former[k], order[i]);

			if (name != NULL)
				e = bring_back(s, &t->former[k], order[i],
				    name);
			migrates |= must_migrate(s, &t->former[k]);
		}
	return e == E_OK && migrates ? site_migrate(s) : e;
}

enum err
zammad_remove(struct scope *sc, const struct desk_task *t,
    struct desk_step *ret)
{
	struct site s = { .sc = sc, .t = t, .ret = ret };

	*ret = (struct desk_step){ 0 };
	return site_next(&s, 1, plan_remove);
}

/* ---- the log */

void
zammad_ask_log(struct scope *sc, const struct desk_task *t, struct call *ret)
{
	struct site s = { .sc = sc, .t = t };

	*ret = site_ask(&s, t->token, "GET", "/http_logs/webhook?limit=100");
}

/* The newest stands first. */
enum err
zammad_log(struct scope *sc, const struct desk_task *t,
    const struct reply *r, struct desk_log *ret)
{
	const struct cJSON *list;
	enum err e;

	if ((e = desk_status(sc, r)) != E_OK ||
	    (e = json_parse(sc, r->body, r->len, ZAMMAD_DEPTH, &list)) != E_OK)
		return e;
	*ret = (struct desk_log){ 0 };
	for (const struct cJSON *it = json_first(list); it != NULL;
	    it = json_next(it)) {
		const char *status = zammad_text(sc, it, "status");

		if (!str_same(json_text(it, "url"), t->url))
			continue;
		ret->sent++;
		if (status != NULL && *status == '2')
			continue;
		ret->failed++;
		if (ret->newest == NULL)
			ret->newest = str_fmt(sc, "%s at %s", status == NULL ||
			    str_same(status, "0") ? "no answer" : status,
			    json_text(it, "created_at"));
	}
	return E_OK;
}
