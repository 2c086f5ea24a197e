/*
 * One call against a server of the test's own, which answers once and hands
 * over what it was asked.
 */
#include "same.h"

#include "base/http.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 4096 };

struct server {
	int	 listener, port;
	int	 asked;		/* the request comes out of this pipe */
};

/* The child: reads until nothing more comes for the body's sake. */
static void
serve(int listener, int to, const char *answer, size_t len, const char *end)
{
	char got[MOST];
	size_t n = 0;
	ssize_t now = 1;
	int c = accept(listener, NULL, NULL);

	got[0] = '\0';
	while (now > 0 && strstr(got, end) == NULL && n < sizeof(got) - 1) {
		now = read(c, got + n, sizeof(got) - 1 - n);
		n += now > 0 ? (size_t)now : 0;
		got[n] = '\0';
	}
	if (write(to, got, n) < 0 || write(c, answer, len) < 0)
		_exit(1);
	_exit(0);
}

static void
server_bytes(struct server *s, const char *answer, size_t size,
    const char *end)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
	    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(sa);
	int p[2];

	s->listener = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert(bind(s->listener, (struct sockaddr *)&sa, len) == 0 &&
	    listen(s->listener, 1) == 0 && pipe(p) == 0 &&
	    getsockname(s->listener, (struct sockaddr *)&sa, &len) == 0);
	s->port = ntohs(sa.sin_port);
	s->asked = p[0];
	if (fork() == 0)
		serve(s->listener, p[1], answer, size, end);
	close(p[1]);
}

static void
server_start(struct server *s, const char *answer, const char *end)
{
	server_bytes(s, answer, strlen(answer), end);
}

static const char *
asked(const struct server *s)
{
	char *all = scope_alloc(&sc, MOST);
	size_t n = 0;
	ssize_t now;

	while ((now = read(s->asked, all + n, MOST - 1 - n)) > 0)
		n += (size_t)now;
	return all;
}

static void
has(const char *text, const char *part, int wanted)
{
	ck_assert_msg((strstr(text, part) != NULL) == wanted,
	    "%s %s in\n%s", part, wanted ? "is not" : "is", text);
}

static void
try(struct http_call *call)
{
	struct http *h = http_new();

	call->timeout_ms = 5000;
	call->max_reply = MOST;
	http_ask(h, &sc, call);
	http_free(&h);
}

static void
ask(struct http_call *call)
{
	try(call);
	ck_assert_msg(call->e == E_OK, "%s", call->why);
}

START_TEST(headers)
{
	const struct http_header more[] = {
		{ "MS-RequestId", "r-1" }, { "X-Two", "a\r\nX-Three: b" }
	};
	struct http_call call = { .method = "GET", .auth = "Bearer t",
	    .headers = more, .nheaders = LEN(more),
	    .want = { "location", "X-None", "MS-CorrelationId" } };
	struct server s;
	const char *got;

	server_start(&s, "HTTP/1.1 202 Accepted\r\nLocation: /there\r\n"
	    "ms-correlationid: c-1\r\nContent-Length: 2\r\n\r\n{}",
	    "\r\n\r\n");
	call.url = str_fmt(&sc, "http://127.0.0.1:%d/x", s.port);
	ask(&call);
	got = asked(&s);
	has(got, "GET /x HTTP/1.1\r\n", 1);
	has(got, "\r\nMS-RequestId: r-1\r\n", 1);
	has(got, "\r\nAuthorization: Bearer t\r\n", 1);
	has(got, "\r\nX-Two: a  X-Three: b\r\n", 1);
	has(got, "\r\nContent-Type:", 0);
	has(got, "\r\nExpect:", 0);
	ck_assert_int_eq(call.status, 202);
	same_text("location", call.header[0], "/there");
	same_text("correlation", call.header[2], "c-1");
	ck_assert_ptr_null(call.header[1]);
}
END_TEST

/* A file may have any bytes, and is asked for as it is. */
START_TEST(bytes)
{
	static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n"
	    "\r\n\0\xff\r\n\0\0";
	struct http_call call = { .method = "GET", .accept = "*/*" };
	struct server s;

	server_bytes(&s, answer, sizeof(answer), "\r\n\r\n");
	call.url = str_fmt(&sc, "http://127.0.0.1:%d/x", s.port);
	ask(&call);
	has(asked(&s), "\r\nAccept: */*\r\n", 1);
	ck_assert_uint_eq(call.len, 7);
	ck_assert(memcmp(call.reply, "\0\xff\r\n\0\0\0", 8) == 0);
}
END_TEST

static const struct {
	const char	*type, *body, *says;
} bodies[] = {
	{ NULL, "{\"end\":1}", "\r\nContent-Type: application/json; "
	    "charset=utf-8\r\n" },
	{ "application/x-www-form-urlencoded", "a=b&end=%7B1}",
	    "\r\nContent-Type: application/x-www-form-urlencoded\r\n" },
};

START_TEST(body)
{
	struct http_call call = { .method = "POST", .type = bodies[_i].type,
	    .body = bodies[_i].body };
	struct server s;
	const char *got;

	server_start(&s, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
	    bodies[_i].body);
	call.url = str_fmt(&sc, "http://127.0.0.1:%d/", s.port);
	ask(&call);
	got = asked(&s);
	has(got, bodies[_i].says, 1);
	has(got, "application/json", 1);
}
END_TEST

/* The environment names none; a call may, and then the proxy is asked. */
START_TEST(proxy)
{
	struct http_call call = { .method = "GET",
	    .url = "http://there.example/y" };
	struct server s;

	server_start(&s, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
	    "\r\n\r\n");
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("no_proxy", "there.example", 1);
	call.proxy = str_fmt(&sc, "http://127.0.0.1:%d", s.port);
	ask(&call);
	has(asked(&s), "GET http://there.example/y HTTP/1.1\r\n", 1);
}
END_TEST

/* Where an answer may end too early, and where it may not. */
#define HEAD	"HTTP/1.1 200 OK\r\nX-One: 1\r\n"
static const struct {
	const char	*answer;
	int		 is_whole;
} ends[] = {
	{ "", 0 },
	{ "HTTP/1.1 20", 0 },
	{ "HTTP/1.1 200 OK\r\n", 0 },
	{ HEAD, 0 },
	{ HEAD "X-Two", 0 },
	{ HEAD "Content-Length: 2\r\n", 0 },
	{ HEAD "Content-Length: 2\r\n\r", 0 },
	{ HEAD "Content-Length: 2\r\n\r\n{", 0 },
	{ HEAD "Content-Length: 2\r\n\r\n{}", 1 },
	{ HEAD "Content-Length: 0\r\n\r\n", 1 },
	{ "HTTP/1.1 204 No Content\r\n\r\n", 1 },
	{ "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 0 },
	{ "HTTP/1.1 103 Early Hints\r\n\r\n" HEAD, 0 },
	{ "HTTP/1.1 103 Early Hints\r\n\r\n" HEAD "\r\n{}", 1 },
	{ HEAD "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: 1\r\n"
	    "\r\n", 1 },
	{ HEAD "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", 0 },
	/* Nothing says how long it is: it ends with the connection. */
	{ HEAD "\r\n{", 1 },
};

START_TEST(half_an_answer)
{
	struct http_call call = { .method = "GET" };
	struct server s;

	server_start(&s, ends[_i].answer, "\r\n\r\n");
	call.url = str_fmt(&sc, "http://127.0.0.1:%d/", s.port);
	try(&call);
	ck_assert_msg(call.e == (ends[_i].is_whole ? E_OK : E_UNSURE),
	    "%s: %d %s", ends[_i].answer, call.e, call.why);
	ck_assert_msg((call.fault == HTTP_FINE) == ends[_i].is_whole &&
	    (*call.why == '\0') == ends[_i].is_whole, "%s: %s",
	    ends[_i].answer, call.why);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("http");

	tcase_add_test(t, headers);
	tcase_add_test(t, bytes);
	tcase_add_loop_test(t, body, 0, LEN(bodies));
	tcase_add_test(t, proxy);
	tcase_add_loop_test(t, half_an_answer, 0, LEN(ends));
	return run_case("http", t);
}
