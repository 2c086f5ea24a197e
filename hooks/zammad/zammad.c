/*
 * Zammad, as it is: its own webhooks say which ticket, its API says the rest.
 * Nothing is installed in it but settings. Facts and their sources stand in
 * README.md.
 */
#include "install.h"

#include "base/clock.h"
#include "base/shape.h"
#include "base/str.h"

#include <string.h>

extern const struct desk_probe zammad_probe;

/* The body is signed with the webhook's token, and nothing is dated. */
static const struct proof zammad_proof = {
	.id = "X-Zammad-Delivery", .signature = "X-Hub-Signature",
	.over = SIGNED_BODY, .digest = DIGEST_SHA1, .prefix = "sha1=",
	.is_hex = 1
};

struct call
zammad_call(struct scope *sc, const struct desk_conf *conf,
    const char *method, const char *path)
{
	return (struct call){
		.method = method,
		.url = str_fmt(sc, "%s/api/v1%s", conf->url, path),
		.auth = str_fmt(sc, "Token token=%s", conf->token)
	};
}

const char *
zammad_encode(struct scope *sc, const char *s)
{
	struct buf b;

	buf_init(&b, sc, 3 * strlen(s) + 1);
	for (; *s != '\0'; s++) {
		int plain = (*s >= '0' && *s <= '9') ||
		    (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') ||
		    strchr("-._~", *s) != NULL;

		if (plain)
			buf_add(&b, s, 1);
		else
			buf_fmt(&b, "%%%02X", (unsigned char)*s);
	}
	return b.at;
}

int
zammad_is_id(const char *s)
{
	return shape_is_id(s) && *s != '0';
}

const char *
zammad_text(struct scope *sc, const struct cJSON *j, const char *path)
{
	const struct cJSON *it = json_at(j, path);
	const char *s;

	if (it == NULL)
		return NULL;
	if (json_kind(it) == JSON_NUMBER)
		return json_print(sc, it);
	s = json_value(it);
	return s == NULL || *s == '\0' ? NULL : s;
}

const char *
zammad_id(struct scope *sc, const struct cJSON *j, const char *path)
{
	const char *s = zammad_text(sc, j, path);

	return zammad_is_id(s) ? s : NULL;
}

/* Ruby writes three digits behind the point; others are read as well. */
static int
milliseconds(const char *s)
{
	int ms = 0, digit = 100;

	if ((s = strchr(s, '.')) == NULL)
		return 0;
	for (s++; *s >= '0' && *s <= '9' && digit > 0; s++, digit /= 10)
		ms += (*s - '0') * digit;
	return ms;
}

enum err
zammad_time(struct scope *sc, const struct cJSON *j, const char *path,
    int64_t *ret)
{
	const char *s = json_text(j, path);

	if (s == NULL || clock_parse(sc, s, ret) != E_OK)
		return scope_fail(sc, E_SHAPE, "%s is not a time like "
		    "2026-03-02T09:15:03.990Z", path);
	*ret += milliseconds(s);
	return E_OK;
}

const char *
zammad_attribute(struct scope *sc, const char *name)
{
	char *attribute = str_lower(sc, name);

	for (char *s = attribute; *s != '\0'; s++)
		if ((*s < 'a' || *s > 'z') && (*s < '0' || *s > '9'))
			*s = '_';
	return attribute;
}

const struct cJSON *
zammad_member(const struct cJSON *j, const char *name)
{
	const struct cJSON *it = json_is_object(j) ? json_first(j) : NULL;

	while (it != NULL && !str_same(json_name(it), name))
		it = json_next(it);
	return it;
}

/*
 * The body is made when it is sent, so a repeat may have other bytes. Of all
 * it says only the ticket counts: everything else is read again.
 */
static enum err
zammad_poke(struct scope *sc, const struct proven *pv, struct poke *ret)
{
	const struct cJSON *j;
	struct poke p = { .key = pv->id };
	enum err e = json_parse(sc, pv->body, pv->len, ZAMMAD_DEPTH, &j);

	if (e != E_OK)
		return e;
	if ((p.ticket = zammad_id(sc, j, "ticket.id")) == NULL)
		return scope_fail(sc, E_SHAPE, "$.ticket.id is not 1 to 20 "
		    "digits; is the webhook's payload a custom one?");
	*ret = p;
	return E_OK;
}

const struct desk desk_zammad = {
	.kind = "zammad",
	.closed_status = "closed",
	.proof = &zammad_proof,
	.queue_field = "group",
	.same_bytes = 0,
	/*
	 * app/jobs/trigger_webhook_job.rb: 5 attempts with waits of 10, 20, 30
	 * and 40 s, lib/user_agent.rb: 60 s for each. That makes 400 s; the
	 * rest is for job queues that are busy.
	 */
	.retry_secs = 3600,
	.poke = zammad_poke,
	.read = zammad_read,
	.thread = zammad_thread,
	.write = zammad_write,
	.file = zammad_file,
	.file_link = zammad_file_link,
	.open_ticket = zammad_open_ticket,
	.opened = zammad_opened,
	.search = zammad_search,
	.found = zammad_found,
	.sweep = zammad_sweep,
	.open = zammad_open,
	.swept = zammad_swept,
	.probe = &zammad_probe,
	.install = &zammad_install
};
