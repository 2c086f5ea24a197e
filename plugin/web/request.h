/*
 * One HTTP request as nginx handed it over, copied into a scope, and the
 * answer to it.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/scope.h"

struct request {
	const char	*method;
	const char	*path;		/* nginx's normalised $uri */
	const char	*query;		/* as sent, without the '?' */
	const char	*accept_language, *if_none_match;
	/* Of a hook: what the desk's struct proof names. */
	const char	*webhook_id, *webhook_timestamp, *webhook_signature;
	/* Of a notification of Microsoft's: its proof. */
	const char	*authorization, *ms_signature;
	const char	*ms_certificate_url, *ms_algorithm;
	const char	*body;
	size_t		 len;
};

struct answer {
	int		 status;
	const char	*type;		/* Content-Type, or NULL: no body */
	const char	*body;
	int		 retry_secs;	/* 0: no Retry-After */
	const char	*headers;	/* more lines with CRLF, or NULL */
};

/*
 * Does If-None-Match name `etag` (with its quotes), or any? By the weak
 * comparison of RFC 9110, 8.8.3.2: nginx makes W/"x" of it when it compresses.
 */
int	request_has_etag(const struct request *, const char *etag);

/* 200 with a body of that type. */
struct answer	answer_text(const char *type, const char *body);
/*
 * The answer to an outcome: nothing more than the status for E_OK and
 * E_SEEN, otherwise application/problem+json (RFC 9457) with the sentence.
 */
struct answer	answer_outcome(struct scope *, enum err);
/* A problem with a title of its own; `pointer` into the JSON, or NULL. */
struct answer	answer_problem(struct scope *, int status, const char *title,
		    const char *pointer);
/* The same as answer_outcome() under another status. */
struct answer	answer_as(struct scope *, enum err, int status);

#endif
