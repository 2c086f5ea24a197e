/*
 * The parked loop. libfcgi serves one connection until it closes, so each
 * open connection is parked in a request of its own; poll(2) watches them
 * and the listening socket, and FCGX_Accept_r() is called only on one that
 * can be read: it never waits on a silent connection. nginx must buffer
 * requests (its default), or a slow body would block the process.
 *
 * No network call is made here but to the database.
 */
#include "serve_child.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "web/intake.h"
#include "web/peers.h"
#include "web/routes.h"
#include "web/terms_page.h"

#include <ctype.h>
#include <fcgiapp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct pending {
	FCGX_Request	*fcgi;
	struct scope	 sc;
	int64_t		 begun;		/* steady ms */
	struct request	 rq;
	int		 must_close;	/* the body was not read */
};

struct server {
	const struct config	*config;
	struct house		 house;
	int			 listener;
	int			 parked;
	FCGX_Request		*park;
	struct pollfd		*watch;
	int			*whose;
	int			 turn;	/* whom the next round looks at first */
	struct pending		*now;	/* what this round stores together */
	struct intake		*intake;
	sigset_t		 open_mask;
};

static volatile sig_atomic_t finish_all, finish_ours;

static void
on_signal(int sig)
{
	if (sig == SIGUSR1)
		finish_ours = 1;
	else
		finish_all = 1;
}

static int
is_draining(void)
{
	return finish_all || finish_ours;
}

/* Handlers come after FCGX_Init(), which sets its own. */
static void
catch_signals(struct server *s)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGUSR1, &sa, NULL);
	signal(SIGINT, SIG_IGN);	/* Ctrl-C: the master tells us */
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&s->open_mask);
}

static void
open_server(struct server *s, const struct config *c, const struct texts *t,
    struct counts *counts, int listener)
{
	int batch = (int)c->serve.batch;

	s->config = c;
	s->listener = listener;
	s->parked = (int)c->serve.parked;
	s->park = scope_unowned(sizeof(*s->park) * (size_t)s->parked);
	s->watch = scope_unowned(sizeof(*s->watch) * (size_t)(s->parked + 1));
	s->whose = scope_unowned(sizeof(*s->whose) * (size_t)(s->parked + 1));
	s->now = scope_unowned(sizeof(*s->now) * (size_t)batch);
	s->intake = scope_unowned(sizeof(*s->intake) * (size_t)batch);
	s->house = (struct house){ c, db_new(&c->db, DB_PROGRAM), t,
	    terms_cache_new(), peers_cache_new(), counts };
	if (FCGX_Init() != 0)
		BUG("libfcgi does not start");
	for (int i = 0; i < s->parked; i++)
		FCGX_InitRequest(&s->park[i], listener,
		    FCGI_FAIL_ACCEPT_ON_INTR);
	catch_signals(s);
}

static void
close_server(struct server *s)
{
	for (int i = 0; i < s->parked; i++)
		FCGX_Free(&s->park[i], 1);
	db_free(&s->house.db);
	terms_cache_free(&s->house.terms);
	peers_cache_free(&s->house.peers);
	free(s->park);
	free(s->watch);
	free(s->whose);
	free(s->now);
	free(s->intake);
}

/* Fills watch[] with the parked connections and, with room, the listener. */
static int
collect(struct server *s)
{
	int n = 0, unused = -1;

	for (int i = 0; i < s->parked; i++) {
		if (s->park[i].ipcFd < 0) {
			unused = unused < 0 ? i : unused;
			continue;
		}
		s->watch[n] = (struct pollfd){ s->park[i].ipcFd, POLLIN, 0 };
		s->whose[n++] = i;
	}
	if (unused >= 0 && !finish_ours) {
		s->watch[n] = (struct pollfd){ s->listener, POLLIN, 0 };
		s->whose[n++] = unused;
	}
	return n;
}

static int
is_closed(int fd)
{
	char b;

	return recv(fd, &b, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static const char *
param(struct pending *p, const char *name)
{
	return str_dup(&p->sc, FCGX_GetParam(name, p->fcgi->envp));
}

/* nginx's request id becomes ours, if it is one. */
static void
take_id(struct pending *p)
{
	const char *id = FCGX_GetParam("REQUEST_ID", p->fcgi->envp);
	size_t n = id == NULL ? 0 : strlen(id);

	if (n == 0 || n >= sizeof(p->sc.id) ||
	    strspn(id, "0123456789abcdefABCDEF-") != n)
		return;
	memcpy(p->sc.id, id, n + 1);
}

static enum err
read_length(struct pending *p, int64_t max, int64_t *ret)
{
	const char *text = FCGX_GetParam("CONTENT_LENGTH", p->fcgi->envp);

	*ret = 0;
	if (text != NULL && *text != '\0' && (!str_int(text, ret) || *ret < 0))
		return scope_fail(&p->sc, E_SHAPE, "CONTENT_LENGTH is not a "
		    "number");
	p->must_close = *ret > max;
	if (*ret > max)
		return scope_fail(&p->sc, E_LIMIT, "the body has %lld bytes, "
		    "%lld are accepted", (long long)*ret, (long long)max);
	return E_OK;
}

static enum err
read_body(struct pending *p, int64_t len)
{
	char *body = scope_alloc(&p->sc, (size_t)len + 1);

	p->rq.body = body;
	p->rq.len = (size_t)FCGX_GetStr(body, (int)len, p->fcgi->in);
	if ((int64_t)p->rq.len != len)
		return scope_fail(&p->sc, E_SHAPE, "the body ends after %zu "
		    "of %lld bytes", p->rq.len, (long long)len);
	return E_OK;
}

/* A body that nobody wants is taken off the connection, not into memory. */
static void
skip_body(struct pending *p, int64_t len)
{
	char part[8192];
	int n = 1;

	for (; len > 0 && n > 0; len -= n)
		n = FCGX_GetStr(part, len < (int64_t)sizeof(part) ? (int)len :
		    (int)sizeof(part), p->fcgi->in);
}

static enum err
read_head(struct pending *p)
{
	scope_begin(&p->sc, clock_now());
	p->begun = clock_steady();
	p->must_close = 0;
	take_id(p);
	p->rq = (struct request){
		.method = param(p, "REQUEST_METHOD"),
		.path = param(p, "CSPDESK_PATH"),
		.query = param(p, "QUERY_STRING"),
		.accept_language = param(p, "HTTP_ACCEPT_LANGUAGE"),
		.if_none_match = param(p, "HTTP_IF_NONE_MATCH"),
		.body = "",
	};
	if (p->rq.method == NULL || p->rq.path == NULL)
		return scope_fail(&p->sc, E_BROKEN, "nginx did not pass "
		    "REQUEST_METHOD and CSPDESK_PATH; see conf/nginx");
	return E_OK;
}

/* The header of that name, as FastCGI calls it: HTTP_WEBHOOK_ID. */
static const char *
header(struct pending *p, const char *name)
{
	char cgi[64] = "HTTP_";
	size_t n = strlen(cgi);

	for (; name != NULL && *name != '\0' && n < sizeof(cgi) - 1; name++)
		cgi[n++] = *name == '-' ? '_' : (char)toupper(
		    (unsigned char)*name);
	cgi[n] = '\0';
	return name == NULL ? NULL : param(p, cgi);
}

static void
read_proof(const struct config *c, struct pending *p)
{
	const struct proof *proof = route_proof(c, &p->rq);

	if (route_find(&p->rq) == ROUTE_NOTIFICATION) {
		p->rq.authorization = header(p, "Authorization");
		p->rq.ms_signature = header(p, "X-MS-Signature");
		p->rq.ms_certificate_url = header(p, "X-MS-Certificate-Url");
		p->rq.ms_algorithm = header(p, "X-MS-Signature-Algorithm");
	}
	if (proof == NULL)
		return;
	p->rq.webhook_id = header(p, proof->id);
	p->rq.webhook_timestamp = header(p, proof->timestamp);
	p->rq.webhook_signature = header(p, proof->signature);
}

/* Only a hook whose headers are good gets its body read into memory. */
static int
admit(const struct config *c, struct pending *p, int64_t len, enum err *ret)
{
	if (route_find(&p->rq) == ROUTE_NOW)
		return 0;
	*ret = route_admit(c, &p->sc, &p->rq, len);
	return *ret == E_OK;
}

static enum err
read_request(struct server *s, struct pending *p)
{
	int64_t len;
	enum err e;

	if ((e = read_head(p)) != E_OK ||
	    (e = read_length(p, s->config->serve.max_body, &len)) != E_OK)
		return e;
	read_proof(s->config, p);
	if (admit(s->config, p, len, &e))
		return read_body(p, len);
	skip_body(p, len);
	return e;
}

/* The answer to HEAD is that to GET, less the body. */
static void
write_answer(FCGX_Stream *out, const struct answer *a, int is_head)
{
	FCGX_FPrintF(out, "Status: %d\r\n", a->status);
	if (a->retry_secs > 0)
		FCGX_FPrintF(out, "Retry-After: %d\r\n", a->retry_secs);
	if (a->type != NULL)
		FCGX_FPrintF(out, "Content-Type: %s\r\n", a->type);
	if (a->headers != NULL)
		FCGX_PutS(a->headers, out);
	if (a->body != NULL)
		FCGX_FPrintF(out, "Content-Length: %d\r\n",
		    (int)strlen(a->body));
	FCGX_PutS("\r\n", out);
	if (a->body != NULL && !is_head)
		FCGX_PutS(a->body, out);
}

/* Answers, logs one line, ends the request's scope. */
static void
finish(struct pending *p, const struct answer *a, enum err e)
{
	FAULT("serve.answer");
	write_answer(p->fcgi->out, a, str_same(p->rq.method, "HEAD"));
	if (is_draining())
		p->fcgi->keepConnection = 0;
	FCGX_Finish_r(p->fcgi);
	if (p->must_close)
		FCGX_Free(p->fcgi, 1);
	log_story(&p->sc, "serve", e, LOG_FIELDS(
	    LOG_TEXT("method", p->rq.method), LOG_TEXT("path", p->rq.path),
	    LOG_INT("bytes", (int64_t)p->rq.len), LOG_INT("status", a->status),
	    LOG_INT("ms", clock_steady() - p->begun)));
	scope_end(&p->sc);
}

/*
 * Reads one request. A webhook that is to be stored is left pending and 1
 * returned; anything else is answered at once.
 */
static int
take(struct server *s, FCGX_Request *fcgi, struct pending *p, struct intake *in)
{
	enum intake_stage stage;
	struct answer a;
	enum err e;

	if (FCGX_Accept_r(fcgi) != 0)
		return 0;
	p->fcgi = fcgi;
	e = read_request(s, p);
	stage = e == E_OK ? PROVING : AT_THE_DOOR;
	if (e == E_OK && route_find(&p->rq) == ROUTE_HOOK) {
		*in = (struct intake){ .sc = &p->sc, .rq = &p->rq };
		intake_shape(s->config, in);
		if (in->e == E_OK)
			return 1;
		e = in->e;
	}
	a = e == E_OK ? route_answer(&p->sc, &s->house, &p->rq, &e) :
	    answer_outcome(&p->sc, e);
	route_count(&p->sc, &s->house, &p->rq, e, stage, NULL);
	finish(p, &a, e);
	return 0;
}

static void
store_and_answer(struct server *s, int n)
{
	intake_store(s->house.db, s->intake, n);
	FAULT("serve.committed");
	for (int i = 0; i < n; i++) {
		struct answer a = answer_outcome(&s->now[i].sc,
		    s->intake[i].e);

		route_count(&s->now[i].sc, &s->house, &s->now[i].rq,
		    s->intake[i].e, STORING, &s->intake[i].delivery);
		finish(&s->now[i], &a, s->intake[i].e);
	}
}

/* New connections, until none waits or the batch is full. */
static int
take_new(struct server *s, int n)
{
	for (int i = 0; i < s->parked && n < s->config->serve.batch; i++) {
		FCGX_Request *fcgi = &s->park[i];

		if (fcgi->ipcFd >= 0)
			continue;
		n += take(s, fcgi, &s->now[n], &s->intake[n]);
		if (fcgi->ipcFd < 0)
			break;
	}
	return n;
}

/* Takes what can be read at one place; returns how many are pending then. */
static int
take_at(struct server *s, int at, int n)
{
	FCGX_Request *fcgi = &s->park[s->whose[at]];

	if (s->watch[at].revents == 0)
		return n;
	if (s->watch[at].fd == s->listener)
		return take_new(s, n);
	if (!is_closed(s->watch[at].fd))
		return n + take(s, fcgi, &s->now[n], &s->intake[n]);
	FCGX_Free(fcgi, 1);
	fcgi->ipcFd = -1;
	return n;
}

/* Begins where the last round ended: nobody waits behind a full batch twice. */
static void
serve_round(struct server *s, int nwatch)
{
	int n = 0, seen = 0;

	while (seen < nwatch && n < s->config->serve.batch)
		n = take_at(s, (s->turn + seen++) % nwatch, n);
	s->turn = (s->turn + seen) % nwatch;
	if (n > 0)
		store_and_answer(s, n);
}

/* How long to wait for something to read: while draining, not long. */
static int
poll_round(struct server *s)
{
	static const struct timespec brief = { 0, 50000000 };
	int n = collect(s);
	int ready = ppoll(s->watch, (nfds_t)n, is_draining() ? &brief : NULL,
	    &s->open_mask);

	if (ready > 0)
		serve_round(s, n);
	return ready;
}

int
serve_child(const struct config *c, const struct texts *t,
    struct counts *counts, int listener)
{
	struct server s = { 0 };
	int64_t until = 0;

	open_server(&s, c, t, counts, listener);
	for (;;) {
		int ready = poll_round(&s);

		if (!is_draining())
			continue;
		if (until == 0)
			until = clock_steady() + c->serve.drain_secs * SECOND;
		else if (ready == 0 || clock_steady() > until)
			break;
	}
	close_server(&s);
	return 0;
}
