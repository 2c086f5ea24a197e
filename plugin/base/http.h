/*
 * Outgoing HTTP: many calls at once, none of them waited for. The only file
 * that includes libcurl.
 */
#ifndef BASE_HTTP_H
#define BASE_HTTP_H

#include "base/scope.h"

#include <stddef.h>
#include <stdint.h>

struct http;

/* Why there is no answer, as far as a person can mend it. */
enum http_fault {
	HTTP_FINE,		/* there is one */
	HTTP_NO_NAME,		/* the host's name is not known */
	HTTP_NO_CONNECTION,	/* refused, or no way there */
	HTTP_TIMEOUT,
	HTTP_BAD_CA,		/* ca_file cannot be read */
	HTTP_UNTRUSTED,		/* signed by nobody we trust */
	HTTP_EXPIRED,		/* the certificate has ended */
	HTTP_OTHER_NAME,	/* the certificate is for another host */
	HTTP_NO_TLS,		/* no TLS, or none that both sides know */
	HTTP_BROKEN		/* anything else: see `why` */
};

struct http_header {
	const char	*name, *value;
};

enum { HTTP_ANSWERS = 4 };

struct http_call {
	/* To be filled in; the texts must live until `done`. */
	const char	*method, *url;
	const char	*auth;		/* value of Authorization, or NULL */
	const char	*body;		/* or NULL */
	const char	*type;		/* of the body; NULL: JSON */
	const char	*accept;	/* of the answer; NULL: JSON */
	const struct http_header *headers;	/* more of them */
	int		 nheaders;
	/* Headers of the answer that are wanted; NULL: no more. */
	const char	*want[HTTP_ANSWERS];
	const char	*proxy;		/* http://host:port; NULL or "": none */
	const char	*ca_file;	/* NULL or "": the system's */
	int64_t		 timeout_ms;
	size_t		 max_reply;
	int		 wants_cert;	/* cert_ends, please */
	/* Is called once, from http_wait(), when it is over. */
	void		(*done)(struct http_call *);
	void		*arg;

	/*
	 * The outcome. E_OK: there is an answer, whatever its status. E_BUSY:
	 * nothing was sent. E_UNSURE: something was sent, no whole answer
	 * came. E_LIMIT: the answer is larger than max_reply.
	 */
	enum err	 e;
	int		 status;
	const char	*reply;		/* any bytes; NUL behind them */
	size_t		 len;
	const char	*header[HTTP_ANSWERS];	/* as wanted; NULL: absent */
	int64_t		 retry_ms;	/* Retry-After, or 0 */
	int64_t		 date;		/* the server's Date (ms), or 0 */
	int64_t		 cert_ends;	/* ms, or 0 */
	enum http_fault	 fault;
	char		 why[256];
};

struct http	*http_new(void);
void		 http_free(struct http **);

/*
 * Starts a call; its memory is the scope's, which must live until `done`.
 * Redirects are not followed, and no proxy comes from the environment. What
 * would end a header's line becomes a blank.
 */
void		 http_start(struct http *, struct scope *, struct http_call *);

/* Starts a call that nothing else waits for and returns when it is over. */
void		 http_ask(struct http *, struct scope *, struct http_call *);

/* Drives all calls; returns after `ms`, or earlier when one is over. */
void		 http_wait(struct http *, int ms);

#endif
