/* Outcomes as HTTP answers. */
#include "web/request.h"

#include "base/json.h"

#include <string.h>

static const char *const titles[E__MAX] = {
	[E_OK] = "stored",
	[E_DENIED] = "no valid proof of origin",
	[E_SHAPE] = "not understood",
	[E_LIMIT] = "too large",
	[E_SEEN] = "repeated",
	[E_GONE] = "nothing here",
	[E_BUSY] = "try again",
	[E_UNSURE] = "try again",
	[E_BROKEN] = "try again later",
};

enum { RETRY_SECS = 5 };

int
request_has_etag(const struct request *rq, const char *etag)
{
	const char *s = rq->if_none_match;
	size_t n = strlen(etag);

	while (s != NULL && *s != '\0') {
		s += strspn(s, ", \t");
		if (*s == '*')
			return 1;
		s += strncmp(s, "W/", 2) == 0 ? 2 : 0;
		if (strncmp(s, etag, n) == 0)
			return 1;
		/* Past this tag; a comma may stand within its quotes. */
		s += *s == '"' ? 1 + strcspn(s + 1, "\"") : 0;
		s += strcspn(s, ",");
	}
	return 0;
}

struct answer
answer_text(const char *type, const char *body)
{
	return (struct answer){ .status = 200, .type = type, .body = body };
}

struct answer
answer_outcome(struct scope *sc, enum err e)
{
	return answer_as(sc, e, err_info[e].status);
}

struct answer
answer_problem(struct scope *sc, int status, const char *title,
    const char *pointer)
{
	struct answer a = { .status = status };
	struct json_out o;

	json_begin(&o, sc, 4096);
	json_open(&o, NULL, '{');
	json_put(&o, "type", "about:blank");
	json_put(&o, "title", title);
	json_put_int(&o, "status", a.status);
	/* What is broken on our side is for our log, not for the sender. */
	json_put(&o, "detail", a.status == 503 ?
	    "cspdesk cannot store this now" : sc->why);
	if (pointer != NULL)
		json_put(&o, "pointer", pointer);
	json_put(&o, "instance", sc->id);
	json_close(&o);
	a.type = "application/problem+json";
	a.body = json_end(&o);
	a.retry_secs = a.status == 503 ? RETRY_SECS : 0;
	return a;
}

struct answer
answer_as(struct scope *sc, enum err e, int status)
{
	if (e == E_OK || e == E_SEEN)
		return (struct answer){ .status = status };
	return answer_problem(sc, status, titles[e], NULL);
}
