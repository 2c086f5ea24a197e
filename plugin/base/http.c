/* libcurl's multi interface behind three calls. */
#include "base/http.h"

#include "base/clock.h"
#include "base/str.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_WAIT_MS = 100, HOUR_SECS = 3600, FINAL = 200 };

struct http {
	CURLM	*multi;
};

/* What libcurl needs beside the call, for as long as it runs. */
struct running {
	struct http_call	*call;
	struct scope		*sc;
	CURL			*easy;
	struct curl_slist	*headers;
	struct buf		 reply;
	int			 has_headers;	/* all of them came */
	char			 why[CURL_ERROR_SIZE];
};

struct http *
http_new(void)
{
	struct http *h = scope_unowned(sizeof(*h));

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 ||
	    (h->multi = curl_multi_init()) == NULL)
		BUG("libcurl does not start");
	return h;
}

void
http_free(struct http **h)
{
	if (*h == NULL)
		return;
	curl_multi_cleanup((*h)->multi);
	curl_global_cleanup();
	free(*h);
	*h = NULL;
}

/* A large answer that says how large it is does not grow by copies. */
static void
make_room(struct running *r)
{
	curl_off_t n = 0;

	curl_easy_getinfo(r->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &n);
	if (n > 0 && n <= (curl_off_t)r->reply.max)
		buf_room(&r->reply, (size_t)n);
}

static size_t
on_body(char *at, size_t one, size_t n, void *arg)
{
	struct running *r = arg;

	if (r->reply.len == 0)
		make_room(r);
	buf_add(&r->reply, at, one * n);
	return r->reply.full ? 0 : one * n;
}

/*
 * libcurl is content with an answer that ends within its headers. All are
 * there when the empty line behind them is, and they are not those of a 1xx.
 */
static size_t
on_header(char *at, size_t one, size_t n, void *arg)
{
	struct running *r = arg;

	if (one * n >= 5 && memcmp(at, "HTTP/", 5) == 0)
		r->has_headers = 0;
	else if (*at == '\r' || *at == '\n')
		r->has_headers = 1;
	return one * n;
}

static void
add_header(struct running *r, const char *name, const char *value)
{
	char *line = str_fmt(r->sc, "%s: %s", name, value);

	for (char *p = line; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = ' ';
	r->headers = curl_slist_append(r->headers, line);
	if (r->headers == NULL)
		BUG("out of memory");
}

static void
set_request(CURL *c, struct running *r)
{
	const struct http_call *call = r->call;

	add_header(r, "Accept", call->accept != NULL ? call->accept :
	    "application/json");
	add_header(r, "Expect", "");
	if (call->auth != NULL)
		add_header(r, "Authorization", call->auth);
	if (call->body != NULL) {
		add_header(r, "Content-Type", call->type != NULL ? call->type :
		    "application/json; charset=utf-8");
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)strlen(call->body));
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, call->body);
	}
	for (int i = 0; i < call->nheaders; i++)
		add_header(r, call->headers[i].name, call->headers[i].value);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, call->method);
	curl_easy_setopt(c, CURLOPT_URL, call->url);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, r->headers);
}

static void
set_manners(CURL *c, const struct http_call *call)
{
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, call->proxy == NULL ? "" :
	    call->proxy);
	curl_easy_setopt(c, CURLOPT_NOPROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "cspdesk/1");
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)call->timeout_ms);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)call->timeout_ms);
	/*
	 * libcurl sends again by itself what a kept connection took without
	 * an answer. A write must not be sent twice, so it gets a new one.
	 */
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT,
	    call->body != NULL ? 1L : 0L);
	if (call->ca_file != NULL && *call->ca_file != '\0')
		curl_easy_setopt(c, CURLOPT_CAINFO, call->ca_file);
	curl_easy_setopt(c, CURLOPT_CERTINFO, call->wants_cert ? 1L : 0L);
}

void
http_start(struct http *h, struct scope *sc, struct http_call *call)
{
	struct running *r = scope_alloc(sc, sizeof(*r));
	CURL *c = curl_easy_init();

	if (c == NULL)
		BUG("out of memory");
	r->call = call;
	r->easy = c;
	r->sc = sc;
	buf_init(&r->reply, sc, call->max_reply);
	set_request(c, r);
	set_manners(c, call);
	curl_easy_setopt(c, CURLOPT_PRIVATE, r);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, r->why);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	if (curl_multi_add_handle(h->multi, c) != CURLM_OK)
		BUG("curl_multi_add_handle");
}

static enum err
outcome(CURL *c, const struct running *r, CURLcode rc)
{
	long sent = 0;

	if (rc == CURLE_OK)
		return E_OK;
	if (r->reply.full)
		return E_LIMIT;
	curl_easy_getinfo(c, CURLINFO_REQUEST_SIZE, &sent);
	return sent == 0 ? E_BUSY : E_UNSURE;
}

static const struct {
	CURLcode	 code;
	enum http_fault	 fault;
} faults[] = {
	{ CURLE_OK,			HTTP_FINE },
	{ CURLE_COULDNT_RESOLVE_HOST,	HTTP_NO_NAME },
	{ CURLE_COULDNT_CONNECT,	HTTP_NO_CONNECTION },
	{ CURLE_OPERATION_TIMEDOUT,	HTTP_TIMEOUT },
	{ CURLE_SSL_CACERT_BADFILE,	HTTP_BAD_CA },
	{ CURLE_SSL_CONNECT_ERROR,	HTTP_NO_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, HTTP_UNTRUSTED },
};

/* What libcurl gives one number for, OpenSSL tells apart. */
static enum http_fault
cert_fault(CURL *c)
{
	enum { EXPIRED = 10 };		/* X509_V_ERR_CERT_HAS_EXPIRED */
	long result = 0;

	curl_easy_getinfo(c, CURLINFO_SSL_VERIFYRESULT, &result);
	if (result == EXPIRED)
		return HTTP_EXPIRED;
	return result == 0 ? HTTP_OTHER_NAME : HTTP_UNTRUSTED;
}

static enum http_fault
fault_of(CURL *c, CURLcode rc)
{
	if (rc == CURLE_PEER_FAILED_VERIFICATION)
		return cert_fault(c);
	for (int i = 0; i < LEN(faults); i++)
		if (faults[i].code == rc)
			return faults[i].fault;
	return HTTP_BROKEN;
}

static int64_t
date_ms(const char *text)
{
	time_t t = curl_getdate(text, NULL);

	return t < 0 ? 0 : (int64_t)t * SECOND;
}

/* The server's own certificate is the first of the chain. */
static int64_t
cert_ends(CURL *c)
{
	static const char name[] = "Expire date:";
	struct curl_certinfo *all = NULL;
	struct curl_slist *s;

	curl_easy_getinfo(c, CURLINFO_CERTINFO, &all);
	s = all == NULL || all->num_of_certs == 0 ? NULL : all->certinfo[0];
	for (; s != NULL; s = s->next)
		if (strncmp(s->data, name, sizeof(name) - 1) == 0)
			return date_ms(s->data + sizeof(name) - 1);
	return 0;
}

static const char *
header(CURL *c, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(c, name, 0, CURLH_HEADER, -1, &h) ==
	    CURLHE_OK ? h->value : NULL;
}

static void
read_facts(CURL *c, CURLcode rc, struct running *r)
{
	struct http_call *call = r->call;
	const char *date = header(c, "Date"), *value;

	call->fault = fault_of(c, rc);
	if (date != NULL)
		call->date = date_ms(date);
	for (int i = 0; i < HTTP_ANSWERS && call->want[i] != NULL; i++)
		if ((value = header(c, call->want[i])) != NULL)
			call->header[i] = str_dup(r->sc, value);
	if (call->wants_cert)
		call->cert_ends = cert_ends(c);
}

static void
finish(struct http *h, CURL *c, CURLcode rc)
{
	struct running *r = NULL;
	struct http_call *call;
	long status = 0;
	curl_off_t after = 0;

	curl_easy_getinfo(c, CURLINFO_PRIVATE, &r);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &after);
	if (rc == CURLE_OK && (!r->has_headers || status < FINAL))
		rc = CURLE_PARTIAL_FILE;
	call = r->call;
	call->e = outcome(c, r, rc);
	read_facts(c, rc, r);
	call->status = (int)status;
	call->reply = r->reply.at;
	call->len = r->reply.len;
	/* Nobody may send us away for longer than an hour. */
	call->retry_ms = after > HOUR_SECS ? HOUR_SECS * SECOND :
	    (int64_t)after * SECOND;
	if (rc != CURLE_OK)
		snprintf(call->why, sizeof(call->why), "%s",
		    r->why[0] == '\0' ? curl_easy_strerror(rc) : r->why);
	curl_multi_remove_handle(h->multi, c);
	curl_easy_cleanup(c);
	curl_slist_free_all(r->headers);
	call->done(call);
}

/* Returns how many calls are over. */
static int
finish_all(struct http *h)
{
	int running, left, n = 0;
	CURLMsg *m;

	curl_multi_perform(h->multi, &running);
	while ((m = curl_multi_info_read(h->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE)
			continue;
		finish(h, m->easy_handle, m->data.result);
		n++;
	}
	return n;
}

void
http_wait(struct http *h, int ms)
{
	if (finish_all(h) > 0)
		return;
	curl_multi_poll(h->multi, NULL, 0, ms, NULL);
	finish_all(h);
}

static void
is_over(struct http_call *call)
{
	*(int *)call->arg = 1;
}

void
http_ask(struct http *h, struct scope *sc, struct http_call *call)
{
	int over = 0;

	call->done = is_over;
	call->arg = &over;
	http_start(h, sc, call);
	while (!over)
		http_wait(h, ASK_WAIT_MS);
}
