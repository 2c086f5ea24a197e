/*
 * The cache of tokens, against a login of the test's own: its n-th answer
 * gives "tn", unless `script` has another letter than 't' there.
 */
#include "same.h"

#include "base/clock.h"
#include "policy/words.h"
#include "work_token.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 8192, WAITERS = 5 };

static struct config config;
static struct work work;
static pid_t server;

static const char *
body_of(char what, int n)
{
	static char text[200];

	switch (what) {
	case 'd':
		return "{\"error\":\"x\",\"error_codes\":[65001]}";
	case 'b':
		return "{\"error\":\"temporarily_unavailable\"}";
	default:
		snprintf(text, sizeof(text), "{\"access_token\":\"t%d\","
		    "\"expires_in\":3600}", n);
		return text;
	}
}

/* A form has come whole when the last of its members has. */
static void
serve(int listener, const char *script)
{
	for (int n = 1;; n++) {
		char what = (size_t)n > strlen(script) ? 't' : script[n - 1];
		int c = accept(listener, NULL, NULL);
		const char *body = body_of(what, n);
		char got[MOST] = "";
		size_t len = 0;
		ssize_t now = 1;

		while (now > 0 && strstr(got, "client_secret=end") == NULL &&
		    len < sizeof(got) - 1) {
			now = read(c, got + len, sizeof(got) - 1 - len);
			len += now > 0 ? (size_t)now : 0;
			got[len] = '\0';
		}
		dprintf(c, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n\r\n%s",
		    what == 'd' || what == 'b' ? 400 : 200, strlen(body),
		    body);
		close(c);
	}
}

static const char *
server_start(const char *script)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
	    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(sa);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert(bind(s, (struct sockaddr *)&sa, len) == 0 &&
	    listen(s, 16) == 0 &&
	    getsockname(s, (struct sockaddr *)&sa, &len) == 0);
	if ((server = fork()) == 0)
		serve(s, script);
	close(s);
	return str_fmt(&sc, "http://127.0.0.1:%d", ntohs(sa.sin_port));
}

static void
begin(const char *script)
{
	config = (struct config){
		.partner = { PARTNER_DIRECT_BILL, CLOUD_COMMERCIAL, 0 },
		.work = { .breaker_failures = 100, .breaker_secs = 1 },
		.microsoft = { .tenant = "own", .client_id = "c",
		    .secret = "end", .authority = server_start(script),
		    .timeout_secs = 10, .in_flight = 4 }
	};
	work = (struct work){ .config = &config, .http = http_new(),
	    .tokens = tokens_new(&config) };
}

static void
end(void)
{
	tokens_free(&work.tokens);
	http_free(&work.http);
	kill(server, SIGKILL);
}

static void
count(struct token_wait *w)
{
	++*(int *)w->arg;
}

/* `n` waiters at once; returns when all were told. */
static void
need(struct token_wait *w, int n)
{
	int told = 0;

	for (int i = 0; i < n; i++) {
		w[i].work = &work;
		w[i].sc = &sc;
		w[i].done = count;
		w[i].arg = &told;
		token_need(&w[i]);
	}
	while (told < n)
		http_wait(work.http, 100);
}

START_TEST(many_wait_for_one)
{
	struct token_wait w[WAITERS] = { { .api = API_ARM } };

	begin("");
	need(w, WAITERS);
	for (int i = 0; i < WAITERS; i++) {
		ck_assert_int_eq(w[i].e, E_OK);
		same_text("the only token", w[i].bearer, "Bearer t1");
		ck_assert_ptr_null(w[i].auxiliary);
	}
	need(w, 1);
	same_text("from the cache", w[0].bearer, "Bearer t1");
	w[0].tenant = "customer";
	need(w, 1);
	same_text("of another tenant", w[0].bearer, "Bearer t2");
	w[0].api = API_GRAPH;
	need(w, 1);
	same_text("for another API", w[0].bearer, "Bearer t3");
	end();
}
END_TEST

/* The customer's and our own; the latter is the same for all. */
START_TEST(auxiliary)
{
	struct token_wait w[2] = {
		{ .api = API_ARM, .tenant = "customer", .is_auxiliary = 1 },
		{ .api = API_ARM, .is_auxiliary = 1 }
	};

	begin("");
	need(w, 1);
	same_text("the customer's", w[0].bearer, "Bearer t1");
	same_text("our own", w[0].auxiliary, "Bearer t2");
	need(w + 1, 1);
	same_text("own", w[1].bearer, "Bearer t2");
	same_text("own again", w[1].auxiliary, "Bearer t2");
	end();
}
END_TEST

/* After a 401 another is asked for. */
START_TEST(used_up)
{
	struct token_wait w = { .api = API_ARM };

	begin("");
	need(&w, 1);
	token_refused(&w);
	need(&w, 1);
	same_text("after 401", w.bearer, "Bearer t2");
	end();
}
END_TEST

/* All are told why, and the login is left in peace; what is busy is not. */
START_TEST(refused)
{
	struct token_wait w[WAITERS] = { { .api = API_ARM } };

	begin("db");
	need(w, WAITERS);
	for (int i = 0; i < WAITERS; i++) {
		ck_assert_int_eq(w[i].e, E_DENIED);
		ck_assert_ptr_nonnull(strstr(w[i].why, "AADSTS65001"));
		ck_assert_ptr_null(w[i].bearer);
	}
	need(w, 1);
	ck_assert_int_eq(w[0].e, E_DENIED);
	w[0].tenant = "customer";
	need(w, 1);
	ck_assert_int_eq(w[0].e, E_BUSY);
	need(w, 1);
	same_text("the third", w[0].bearer, "Bearer t3");
	end();
}
END_TEST

/* Nothing is asked: an indirect reseller, and a partner without access. */
START_TEST(not_asked)
{
	struct token_wait w = { .api = API_PARTNER_CENTER };

	begin("");
	config.partner.type = PARTNER_RESELLER;
	need(&w, 1);
	ck_assert_int_eq(w.e, E_DENIED);
	config.partner.type = PARTNER_DIRECT_BILL;
	config.microsoft.tenant = "";
	w.tenant = "customer";
	need(&w, 1);
	ck_assert_int_eq(w.e, E_DENIED);
	config.microsoft.tenant = "own";
	w.api = API_GRAPH;
	need(&w, 1);
	same_text("the first that was asked for", w.bearer, "Bearer t1");
	end();
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("tokens of work");

	tcase_add_test(t, many_wait_for_one);
	tcase_add_test(t, auxiliary);
	tcase_add_test(t, used_up);
	tcase_add_test(t, refused);
	tcase_add_test(t, not_asked);
	return run_case("work_token", t);
}
