/*
 * Many senders at once: each posts signed webhooks one after the other, with
 * ids that never repeat, and everything about the answers is counted.
 *
 *	load CONF DESK ADDRESS CLIENTS HOW-LONG KEEP BYTES PREFIX
 *
 * CONF gives the desk's secret; ADDRESS is 127.0.0.1:PORT or a unix socket;
 * HOW-LONG is "5s" or a number of requests; KEEP is 1 for one connection a
 * client, 0 for one a request; ids are PREFIX-1, PREFIX-2 and so on. Prints
 * one JSON object. Exits with 1 when it could not measure at all.
 */
#include "config.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
	MOST_CLIENTS = 4096, MOST_BYTES = 1 << 20, HEAD = 1024, ANSWER = 4096,
	STATUSES = 600, GRACE_MS = 15000, EVENTS = 256,
	SLOT_US = 10, SLOTS = 300000	/* three seconds; longer is the last */
};

struct client {
	int		 fd;		/* -1: not connected */
	int		 busy;		/* an answer is waited for */
	char		*out;
	size_t		 out_len, sent;
	char		 in[ANSWER];
	size_t		 in_len;
	int64_t		 begun;		/* us */
	int64_t		 answers;
};

struct load {
	struct scope	 sc;
	struct config	 config;
	const struct desk_settings *desk;
	union {
		struct sockaddr		any;
		struct sockaddr_un	un;
		struct sockaddr_in	in;
	} to;
	socklen_t	 to_len;
	int		 keep, nclients, epoll;
	size_t		 bytes;
	const char	*prefix, *filler;
	int64_t		 end_us;	/* no request begins after it */
	int64_t		 left;		/* requests that may still begin */
	int64_t		 begun;		/* requests so far: the next id */
	int64_t		 status[STATUSES];
	int64_t		 broken;	/* connections lost with a request */
	int64_t		 slot[SLOTS];
	int64_t		 slowest_us;
	int64_t		 last_us;	/* when the last answer came */
	struct client	*client;
};

static int64_t
now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void
die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* An event as hooks/rt sends it, with a filler that RT would not send. */
static size_t
write_body(const struct load *l, char *to, const char *id)
{
	int n = snprintf(to, HEAD, "{\"desk\":\"%s\",\"event\":"
	    "\"ticket.replied\",\"id\":\"%s\",\"initiator\":"
	    "\"jan@customer.example\",\"occurred_at\":\"2026-11-21T02:25:21Z\","
	    "\"schema\":\"csp.event/1\",\"ticket\":{\"id\":\"%lld\"},"
	    "\"transaction\":{\"id\":\"%lld\",\"type\":\"Correspond\"},"
	    "\"filler\":\"", l->desk->conf.name, id,
	    (long long)(l->begun % 1000 + 1), (long long)l->begun);
	size_t len = (size_t)n;
	size_t more = l->bytes > len + 2 ? l->bytes - len - 2 : 0;

	memcpy(to + len, l->filler, more);
	memcpy(to + len + more, "\"}", 2);
	return len + more + 2;
}

static void
sign(const struct load *l, const char *id, const char *at, struct bytes body,
    char ret[SHA256_BYTES * 2])
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
	    "opqrstuvwxyz0123456789+/";
	const struct bytes parts[] = {
		{ (const void *)id, strlen(id) }, { (const void *)".", 1 },
		{ (const void *)at, strlen(at) }, { (const void *)".", 1 },
		body,
	};
	unsigned char mac[SHA256_BYTES + 1] = { 0 };	/* 33: no remainder */

	crypto_hmac(DIGEST_SHA256, l->desk->secrets[0].key, parts,
	    LEN(parts), mac);
	for (int i = 0; i < SHA256_BYTES + 1; i += 3, ret += 4) {
		unsigned v = (unsigned)mac[i] << 16 | mac[i + 1] << 8 |
		    mac[i + 2];

		for (int k = 0; k < 4; k++)
			ret[k] = digits[v >> (18 - 6 * k) & 63];
	}
	ret[-1] = '=';
	ret[0] = '\0';
}

/* The whole request, signed, into the client's buffer. */
static void
write_request(struct load *l, struct client *c)
{
	char *body = c->out + HEAD;
	char id[128], at[32], mac[SHA256_BYTES * 2];
	size_t len;
	int n;

	snprintf(id, sizeof(id), "%s-%lld", l->prefix, (long long)++l->begun);
	snprintf(at, sizeof(at), "%lld", (long long)(clock_now() / SECOND));
	len = write_body(l, body, id);
	sign(l, id, at, (struct bytes){ (unsigned char *)body, len }, mac);
	n = snprintf(c->out, HEAD, "POST /hook/%s HTTP/1.1\r\n"
	    "Host: 127.0.0.1\r\nUser-Agent: cspdesk-load\r\n%s"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\n"
	    "webhook-id: %s\r\nwebhook-timestamp: %s\r\n"
	    "webhook-signature: v1,%s\r\n\r\n", l->desk->conf.name,
	    l->keep ? "" : "Connection: close\r\n", len, id, at, mac);
	memmove(c->out + n, body, len);
	c->out_len = (size_t)n + len;
	c->sent = 0;
	c->in_len = 0;
}

static void
watch(const struct load *l, struct client *c, int how, uint32_t what)
{
	struct epoll_event ev = { .events = what, .data.ptr = c };

	if (epoll_ctl(l->epoll, how, c->fd, &ev) != 0)
		die("epoll_ctl");
}

static void
disconnect(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

/* To nginx on loopback connect() succeeds at once or waits for the backlog. */
static void
connect_client(struct load *l, struct client *c)
{
	int one = 1;

	c->fd = socket(l->to.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (c->fd < 0)
		die("socket");
	if (l->to.any.sa_family == AF_INET)
		setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(c->fd, &l->to.any, l->to_len) != 0 && errno != EINPROGRESS)
		die("connect");
	watch(l, c, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

/* Sends what is left; 0 when the connection is gone. */
static int
send_more(struct load *l, struct client *c)
{
	ssize_t n = send(c->fd, c->out + c->sent, c->out_len - c->sent,
	    MSG_NOSIGNAL);

	if (n < 0)
		return errno == EAGAIN;
	c->sent += (size_t)n;
	if (c->sent == c->out_len)
		watch(l, c, EPOLL_CTL_MOD, EPOLLIN);
	return 1;
}

static int
may_begin(const struct load *l)
{
	return l->left > 0 && now_us() < l->end_us;
}

static void
begin(struct load *l, struct client *c)
{
	int kept = c->fd >= 0;

	if (!may_begin(l)) {
		disconnect(c);
		return;
	}
	l->left--;
	c->busy = 1;
	write_request(l, c);
	c->begun = now_us();
	if (!kept)
		connect_client(l, c);
	else if (!send_more(l, c) || c->sent < c->out_len)
		watch(l, c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static void
count(struct load *l, struct client *c, int status)
{
	int64_t at = now_us(), us = at - c->begun, slot = us / SLOT_US;

	l->status[status > 0 && status < STATUSES ? status : 0]++;
	l->slot[slot < SLOTS ? slot : SLOTS - 1]++;
	l->slowest_us = us > l->slowest_us ? us : l->slowest_us;
	l->last_us = at;
	c->answers++;
	c->busy = 0;
}

/* The connection ended: with a request on it, that one is lost. */
static void
lose(struct load *l, struct client *c)
{
	l->broken += c->busy;
	c->busy = 0;
	disconnect(c);
	begin(l, c);
}

/* Only 204 has no body; after anything else a new connection is simpler. */
static void
receive(struct load *l, struct client *c)
{
	ssize_t n = recv(c->fd, c->in + c->in_len, ANSWER - 1 - c->in_len, 0);
	int status;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		lose(l, c);
		return;
	}
	c->in_len += (size_t)n;
	c->in[c->in_len] = '\0';
	if (strstr(c->in, "\r\n\r\n") == NULL) {
		if (c->in_len == ANSWER - 1)
			lose(l, c);
		return;
	}
	status = c->in_len > 12 ? (int)strtol(c->in + 9, NULL, 10) : 0;
	count(l, c, status);
	if (status != 204 || strstr(c->in, "\r\nConnection: close") != NULL)
		disconnect(c);
	begin(l, c);
}

static int64_t
waiting(const struct load *l)
{
	int64_t n = 0;

	for (int i = 0; i < l->nclients; i++)
		n += l->client[i].busy;
	return n;
}

static void
run(struct load *l)
{
	struct epoll_event ev[EVENTS];
	int64_t until = INT64_MAX;

	for (int i = 0; i < l->nclients; i++)
		begin(l, &l->client[i]);
	while (may_begin(l) || (waiting(l) > 0 && now_us() < until)) {
		int n = epoll_wait(l->epoll, ev, EVENTS, 100);

		if (until == INT64_MAX && !may_begin(l))
			until = now_us() + GRACE_MS * 1000;
		for (int i = 0; i < n; i++) {
			struct client *c = ev[i].data.ptr;

			if (c->fd >= 0 && (ev[i].events & EPOLLOUT) &&
			    c->sent < c->out_len && !send_more(l, c))
				lose(l, c);
			else if (ev[i].events & ~(uint32_t)EPOLLOUT)
				receive(l, c);
		}
	}
}

static int64_t
quantile(const struct load *l, int64_t total, int per_mille)
{
	int64_t want = (total * per_mille + 999) / 1000, seen = 0;

	for (int i = 0; i < SLOTS; i++)
		if ((seen += l->slot[i]) >= want)
			return (int64_t)i * SLOT_US;
	return 0;
}

static void
print_statuses(const struct load *l, struct json_out *o)
{
	json_open(o, "statuses", '{');
	for (int i = 0; i < STATUSES; i++)
		if (l->status[i] > 0)
			json_put_int(o, str_fmt(o->buf.sc, "%d", i),
			    l->status[i]);
	json_close(o);
}

static void
report(struct load *l, int64_t began)
{
	int64_t total = 0, least = INT64_MAX;
	struct json_out o;

	for (int i = 0; i < l->nclients; i++) {
		total += l->client[i].answers;
		if (l->client[i].answers < least)
			least = l->client[i].answers;
	}
	json_begin(&o, &l->sc, 4096);
	json_open(&o, NULL, '{');
	json_put_int(&o, "answers", total);
	json_put_int(&o, "ms", (l->last_us - began) / 1000);
	print_statuses(l, &o);
	json_put_int(&o, "broken", l->broken);
	json_put_int(&o, "unanswered", waiting(l));
	json_put_int(&o, "slowest_client", least);
	json_put_int(&o, "p50_us", quantile(l, total, 500));
	json_put_int(&o, "p90_us", quantile(l, total, 900));
	json_put_int(&o, "p99_us", quantile(l, total, 990));
	json_put_int(&o, "max_us", l->slowest_us);
	json_close(&o);
	printf("%s\n", json_end(&o));
}

static void
set_address(struct load *l, const char *text)
{
	const char *colon = strrchr(text, ':');

	if (text[0] == '/') {
		l->to.un.sun_family = AF_UNIX;
		snprintf(l->to.un.sun_path, sizeof(l->to.un.sun_path), "%s",
		    text);
		l->to_len = sizeof(l->to.un);
		return;
	}
	l->to.in.sin_family = AF_INET;
	l->to.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	l->to.in.sin_port = htons((uint16_t)strtol(colon == NULL ? "" :
	    colon + 1, NULL, 10));
	l->to_len = sizeof(l->to.in);
}

static int
read_args(struct load *l, char **a)
{
	char *unit;
	long how_long;

	if (config_load(&l->sc, a[1], NEEDS_HOOK_SECRETS, &l->config) != E_OK ||
	    (l->desk = config_desk(&l->config, a[2])) == NULL)
		return 0;
	set_address(l, a[3]);
	l->nclients = (int)strtol(a[4], NULL, 10);
	how_long = strtol(a[5], &unit, 10);
	l->left = *unit == 's' ? INT64_MAX : how_long;
	l->end_us = *unit == 's' ? now_us() + how_long * 1000000 : INT64_MAX;
	l->keep = a[6][0] == '1';
	l->bytes = (size_t)strtol(a[7], NULL, 10);
	l->prefix = a[8];
	return l->nclients > 0 && l->nclients <= MOST_CLIENTS &&
	    how_long > 0 && l->bytes <= MOST_BYTES && strlen(a[8]) < 64;
}

static void
make_clients(struct load *l)
{
	char *filler = scope_alloc(&l->sc, l->bytes + 1);

	memset(filler, 'x', l->bytes);
	l->filler = filler;
	l->client = scope_alloc(&l->sc, sizeof(*l->client) *
	    (size_t)l->nclients);
	for (int i = 0; i < l->nclients; i++) {
		l->client[i].fd = -1;
		l->client[i].out = scope_alloc(&l->sc, 2 * HEAD + l->bytes);
	}
	if ((l->epoll = epoll_create1(0)) < 0)
		die("epoll_create1");
}

int
main(int argc, char **argv)
{
	static struct load l;
	int64_t began = now_us();

	scope_begin(&l.sc, clock_now());
	if (argc != 9 || !read_args(&l, argv)) {
		fprintf(stderr, "load: use: load CONF DESK ADDRESS CLIENTS "
		    "HOW-LONG KEEP BYTES PREFIX; %s\n", l.sc.why);
		return 2;
	}
	make_clients(&l);
	run(&l);
	report(&l, began);
	scope_end(&l.sc);
	return 0;
}
