/* The list of adapters, and what every desk's HTTP status means. */
#include "desk.h"

#include "base/str.h"

extern const struct desk desk_rt;
extern const struct desk desk_zammad;

const struct proof proof_standard_webhooks = {
	.id = "webhook-id", .timestamp = "webhook-timestamp",
	.signature = "webhook-signature", .over = SIGNED_ID_TIME_BODY,
	.digest = DIGEST_SHA256, .prefix = "v1,"
};

const struct desk *const desks[] = { &desk_rt, &desk_zammad, NULL };

const struct desk *
desk_find(const char *kind)
{
	for (int i = 0; desks[i] != NULL; i++)
		if (str_same(desks[i]->kind, kind))
			return desks[i];
	return NULL;
}

static enum err
status_meaning(int status)
{
	if (status >= 200 && status < 300)
		return E_OK;
	if (status == 401 || status == 403)
		return E_DENIED;
	if (status == 404 || status == 410)
		return E_GONE;
	if (status == 408 || status == 425 || status == 429 || status >= 500)
		return E_BUSY;
	return E_SHAPE;
}

enum err
desk_status(struct scope *sc, const struct reply *r)
{
	enum err e = status_meaning(r->status);

	if (e == E_OK)
		return E_OK;
	return scope_fail(sc, e, "the desk answered %d: %.*s", r->status,
	    (int)str_utf8_cut(r->body, 120), r->body);
}
