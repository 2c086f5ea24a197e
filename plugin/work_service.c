/*
 * One story of a service: ask it for the next step, get the token, send, keep
 * the answer, ask again. A story may rest between steps; it is told from its
 * beginning if anything breaks it off.
 */
#include "work_service.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "kept.h"
#include "work_token.h"

#include <string.h>

/* The ids that an API wants with every request; NULL: none (DOMAIN 6.3). */
static const struct {
	const char	*request, *correlation, *version, *value;
} ids[API__MAX] = {
	[API_ARM] = { "x-ms-client-request-id", NULL, NULL, NULL },
	[API_PARTNER_CENTER] = { "MS-RequestId", "MS-CorrelationId",
	    "MS-Contract-Version", "v1" },
	[API_GRAPH] = { "client-request-id", NULL, NULL, NULL },
};

/* A list may have more pages than a story has steps. */
enum { WANT_ASYNC, WANT_LOCATION, LIST_CALLS = 1000, LOOK_SECS = 10 };

/* 32 hex digits as a GUID of version 4. */
static const char *
guid(struct scope *sc, const char *hex)
{
	return str_fmt(sc, "%.8s-%.4s-4%.3s-8%.3s-%.12s", hex, hex + 8,
	    hex + 13, hex + 17, hex + 20);
}

static int
is_write(const struct api_call *c)
{
	return !str_same(c->method, "GET");
}

/* A write's own, for as long as nobody answered it. */
static const char *
request_id(const struct service_run *r)
{
	const struct api_call *c = &r->step.call;
	char hex[SHA256_HEX];
	const char *all;

	if (r->key == NULL || !is_write(c))
		return crypto_guid(r->sc);
	all = str_fmt(r->sc, "%s %d %s %s %s", r->key, r->was_answered,
	    c->method, c->url, c->body == NULL ? "" : c->body);
	crypto_sha256_hex(all, strlen(all), hex);
	return guid(r->sc, hex);
}

static void
over(struct service_run *r, enum err e)
{
	r->e = e;
	r->done(r);
}

static struct far *
far_of(const struct service_run *r)
{
	return &r->work->far[r->work->config->ndesks];
}

int
service_room(const struct work *w, int64_t now)
{
	int left = (int)w->config->work.jobs - w->jobs;
	int far = far_room(&w->far[w->config->ndesks], now);

	return far < left ? far : left;
}

static void	go_on(struct service_run *);

static void
answered(struct http_call *call)
{
	struct service_run *r = call->arg;
	const char *async = call->header[WANT_ASYNC];

	FAULT("service.answered");
	far_end(far_of(r), clock_now(), call->e, call->status, call->retry_ms);
	if (call->e != E_OK) {
		over(r, scope_fail(r->sc, call->e, "%s %s: %s", call->method,
		    call->url, call->why));
		return;
	}
	r->was_answered += is_write(&r->step.call);
	r->retry_ms = call->retry_ms;
	if (call->status == 401)
		token_refused(r->wait);
	r->got[r->task.ngot] = (struct api_reply){ call->status,
	    call->reply, call->len, async != NULL ? async :
	    call->header[WANT_LOCATION], call->retry_ms };
	kept_add(r->work->kept, &r->step.call, &r->got[r->task.ngot++],
	    clock_now());
	go_on(r);
}

static void
add_header(struct http_header *list, int *n, const char *name,
    const char *value)
{
	if (name != NULL && value != NULL)
		list[(*n)++] = (struct http_header){ name, value };
}

/* Whole, and on the API's own host, whatever an answer pointed to. */
static enum err
whole_url(const struct service_run *r, const char *base, const char **ret)
{
	const char *url = r->step.call.url;
	size_t n = strlen(base);

	if (url[0] == '/') {
		*ret = str_fmt(r->sc, "%s%s", base, url);
		return E_OK;
	}
	*ret = url;
	if (strncmp(url, base, n) == 0 && (url[n] == '/' || url[n] == '?'))
		return E_OK;
	return scope_fail(r->sc, E_SHAPE, "an answer points to another host "
	    "than %s; nothing was sent there", base);
}

static void
send_it(struct token_wait *wait)
{
	enum { MOST = API_HEADERS + 4 };
	struct service_run *r = wait->arg;
	const struct api_call *c = &r->step.call;
	const struct microsoft_settings *m = &r->work->config->microsoft;
	struct http_header *h = scope_alloc(r->sc, sizeof(*h) * MOST);
	const char *url;
	int n = 0;

	if (wait->e != E_OK) {
		over(r, scope_fail(r->sc, wait->e, "%s", wait->why));
		return;
	}
	if ((r->e = whole_url(r, m->url[c->api], &url)) != E_OK) {
		over(r, r->e);
		return;
	}
	if (r->before != NULL && is_write(c) &&
	    (r->e = r->before(r)) != E_OK) {
		over(r, r->e);
		return;
	}
	add_header(h, &n, ids[c->api].request, request_id(r));
	add_header(h, &n, ids[c->api].correlation, crypto_guid(r->sc));
	add_header(h, &n, ids[c->api].version, ids[c->api].value);
	if (c->is_auxiliary)
		add_header(h, &n, "x-ms-authorization-auxiliary",
		    wait->auxiliary);
	for (int i = 0; i < c->nheaders; i++)
		add_header(h, &n, c->header[i].name, c->header[i].value);
	r->call = (struct http_call){ .method = c->method, .url = url,
	    .auth = wait->bearer, .body = c->body, .headers = h,
	    .nheaders = n, .want = { "Azure-AsyncOperation", "Location" },
	    .ca_file = m->ca_file, .proxy = m->proxy,
	    .timeout_ms = m->timeout_secs * SECOND,
	    .max_reply = (size_t)r->work->config->work.max_reply,
	    .done = answered, .arg = r };
	FAULT("service.send");
	far_begin(far_of(r));
	http_start(r->work->http, r->sc, &r->call);
}

static void
take_step(struct service_run *r)
{
	const struct api_call *c = &r->step.call;

	if (kept_find(r->work->kept, r->sc, c, &r->got[r->task.ngot])) {
		r->task.ngot++;
		go_on(r);
		return;
	}
	r->wait->api = c->api;
	r->wait->as = c->as;
	r->wait->tenant = c->tenant;
	r->wait->is_auxiliary = c->is_auxiliary;
	token_need(r->wait);
}

static void
rest(struct service_run *r)
{
	r->goes_on = clock_steady() + r->step.wait_ms;
	r->next = r->work->resting;
	r->work->resting = r;
}

static int
most_calls(const struct service_run *r)
{
	return r->is_list ? LIST_CALLS : SERVICE_CALLS;
}

static void
go_on(struct service_run *r)
{
	enum err e;

	r->task.got = r->got;
	memset(&r->step, 0, sizeof(r->step));
	e = r->story(r->sc, &r->task, &r->step);
	if (e != E_OK || r->step.call.method == NULL)
		over(r, e);
	else if (r->task.ngot == most_calls(r) ||
	    clock_steady() + r->step.wait_ms >= r->ends)
		over(r, scope_fail(r->sc, E_BUSY, "Microsoft is not done with "
		    "it yet"));
	else if (r->step.wait_ms > 0)
		rest(r);
	else
		take_step(r);
}

void
service_start(struct service_run *r)
{
	r->wait = scope_alloc(r->sc, sizeof(*r->wait));
	*r->wait = (struct token_wait){ .work = r->work, .sc = r->sc,
	    .done = send_it, .arg = r };
	r->task.ngot = 0;
	r->got = scope_alloc(r->sc, sizeof(*r->got) * (size_t)most_calls(r));
	go_on(r);
}

enum err
service_ask(struct scope *sc, struct work *w, const struct service_asking *a)
{
	int64_t secs = a->secs < LOOK_SECS ? a->secs : LOOK_SECS;
	struct customer_due *due;
	int n, room = service_room(w, sc->now);
	enum err e;

	if (room <= 0 || clock_steady() < *a->next)
		return E_OK;
	if ((e = customer_due(sc, w->db, a->what, room, &due, &n)) != E_OK)
		return e;
	if (n < room)
		*a->next = clock_steady() + secs * SECOND;
	for (int i = 0; i < n; i++)
		a->begin(w, &due[i]);
	return E_OK;
}

void
services_resume(struct work *w)
{
	struct service_run **at = &w->resting, *r;
	int64_t now = clock_steady();

	while ((r = *at) != NULL) {
		if (r->goes_on > now) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		take_step(r);
		at = &w->resting;
	}
}
