/* The table of routes: whose request it is, and 404 and 405. */
#include "same.h"

#include "web/routes.h"

static const struct {
	const char	*method, *path;
	enum route_kind	 want;
} finds[] = {
	{ "POST", "/hook/rt", ROUTE_HOOK },
	{ "POST", "/hook/", ROUTE_HOOK },
	{ "POST", "/hook/partner-center", ROUTE_NOTIFICATION },
	{ "GET", "/hook/partner-center", ROUTE_NOW },
	{ "POST", "/hook/partner-center/", ROUTE_HOOK },
	{ "POST", "/hook/a/b", ROUTE_HOOK },
	{ "GET", "/hook/rt", ROUTE_NOW },
	{ "POST", "/exchange/shop", ROUTE_EXCHANGE },
	{ "POST", "/exchange/", ROUTE_EXCHANGE },
	{ "GET", "/exchange/shop", ROUTE_NOW },
	{ "POST", "/exchange", ROUTE_NOW },
	{ "post", "/hook/rt", ROUTE_NOW },
	{ "POST", "/hook", ROUTE_NOW },
	{ "POST", "/hooks/rt", ROUTE_NOW },
	{ "POST", "/HOOK/rt", ROUTE_NOW },
	{ "POST", "/x/hook/rt", ROUTE_NOW },
	{ "POST", "/healthz", ROUTE_NOW },
	{ "GET", "/healthz", ROUTE_NOW },
	{ "POST", "", ROUTE_NOW },
};

START_TEST(find)
{
	struct request rq = { .method = finds[_i].method,
	    .path = finds[_i].path };

	ck_assert_msg(route_find(&rq) == finds[_i].want, "%s %s",
	    rq.method, rq.path);
}
END_TEST

static const struct {
	const char	*method, *path;
	int		 status;
	enum err	 e;
	const char	*body;		/* the start of its detail, or it all */
} answers[] = {
	{ "GET", "/healthz", 200, E_OK, "alive\n" },
	{ "GET", "/", 404, E_GONE, "no such path" },
	{ "GET", "", 404, E_GONE, "no such path" },
	{ "GET", "/healthz/", 404, E_GONE, "no such path" },
	{ "GET", "/healthzz", 404, E_GONE, "no such path" },
	{ "GET", "/hook", 404, E_GONE, "no such path" },
	{ "DELETE", "/nothing", 404, E_GONE, "no such path" },
	{ "GET", "/hook/rt", 405, E_SHAPE, "this path takes POST only" },
	{ "GET", "/hook/partner-center", 405, E_SHAPE, "this path takes POST" },
	{ "GET", "/exchange/shop", 405, E_SHAPE, "this path takes POST only" },
	{ "PUT", "/hook/rt", 405, E_SHAPE, "this path takes POST only" },
	{ "POST", "/healthz", 405, E_SHAPE, "this path takes GET only" },
	{ "HEAD", "/readyz", 405, E_SHAPE, "this path takes GET only" },
	{ "POST", "/metrics", 405, E_SHAPE, "this path takes GET only" },
};

START_TEST(answer)
{
	struct request rq = { .method = answers[_i].method,
	    .path = answers[_i].path };
	struct house house = { .config = NULL };
	enum err e = E__MAX;
	struct answer a = route_answer(&sc, &house, &rq, &e);

	ck_assert_msg(a.status == answers[_i].status && e == answers[_i].e,
	    "%s %s: got %d %s", rq.method, rq.path, a.status,
	    err_info[e].name);
	ck_assert_msg(strstr(a.body, answers[_i].body) != NULL,
	    "%s %s: got %s", rq.method, rq.path, a.body);
	same_text("type", a.type, e == E_OK ? "text/plain" :
	    "application/problem+json");
}
END_TEST

/* What each outcome looks like to a sender. */
static const struct {
	enum err	 e;
	int		 status, retry_secs;
	const char	*body;
} outcomes[] = {
	{ E_OK, 204, 0, NULL },
	{ E_SEEN, 204, 0, NULL },
	{ E_DENIED, 401, 0, "{\"type\":\"about:blank\","
	    "\"title\":\"no valid proof of origin\",\"status\":401,"
	    "\"detail\":\"the \\\"reason\\\"\",\"instance\":\"0a\"}" },
	{ E_SHAPE, 400, 0, "{\"type\":\"about:blank\","
	    "\"title\":\"not understood\",\"status\":400,"
	    "\"detail\":\"the \\\"reason\\\"\",\"instance\":\"0a\"}" },
	{ E_LIMIT, 413, 0, "{\"type\":\"about:blank\","
	    "\"title\":\"too large\",\"status\":413,"
	    "\"detail\":\"the \\\"reason\\\"\",\"instance\":\"0a\"}" },
	{ E_GONE, 404, 0, "{\"type\":\"about:blank\","
	    "\"title\":\"nothing here\",\"status\":404,"
	    "\"detail\":\"the \\\"reason\\\"\",\"instance\":\"0a\"}" },
	{ E_BUSY, 503, 5, "{\"type\":\"about:blank\","
	    "\"title\":\"try again\",\"status\":503,"
	    "\"detail\":\"cspdesk cannot store this now\","
	    "\"instance\":\"0a\"}" },
	{ E_UNSURE, 503, 5, "{\"type\":\"about:blank\","
	    "\"title\":\"try again\",\"status\":503,"
	    "\"detail\":\"cspdesk cannot store this now\","
	    "\"instance\":\"0a\"}" },
	{ E_BROKEN, 503, 5, "{\"type\":\"about:blank\","
	    "\"title\":\"try again later\",\"status\":503,"
	    "\"detail\":\"cspdesk cannot store this now\","
	    "\"instance\":\"0a\"}" },
};

START_TEST(outcome)
{
	enum err e = outcomes[_i].e;
	struct answer a;

	ck_assert_int_eq(LEN(outcomes), E__MAX);
	memcpy(sc.id, "0a", 3);
	scope_fail(&sc, e, "the \"reason\"");
	a = answer_outcome(&sc, e);
	ck_assert_int_eq(a.status, outcomes[_i].status);
	ck_assert_int_eq(a.retry_secs, outcomes[_i].retry_secs);
	same_text(err_info[e].name, a.body, outcomes[_i].body);
	same_text("type", a.type, a.body == NULL ? NULL :
	    "application/problem+json");
}
END_TEST

static const struct {
	const char	*header;
	int		 want;
} etags[] = {
	{ NULL, 0 }, { "", 0 }, { "\"ab\"", 1 }, { "W/\"ab\"", 1 },
	{ "ab", 0 }, { "\"abc\"", 0 }, { "\"a\"", 0 }, { "*", 1 },
	{ "\"x\", \"ab\"", 1 }, { "\"x\",W/\"ab\"", 1 },
	{ "\"x,y\", \"ab\"", 1 }, { "\"x,\"ab\"", 0 }, { "w/\"ab\"", 0 },
	{ "\"", 0 }, { ", ,", 0 }, { "\"x\"\"ab\"", 0 },
};

START_TEST(etag)
{
	struct request rq = { .if_none_match = etags[_i].header };

	ck_assert_msg(request_has_etag(&rq, "\"ab\"") == etags[_i].want,
	    "%s", etags[_i].header);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("routes");

	tcase_add_loop_test(t, find, 0, LEN(finds));
	tcase_add_loop_test(t, answer, 0, LEN(answers));
	tcase_add_loop_test(t, outcome, 0, LEN(outcomes));
	tcase_add_loop_test(t, etag, 0, LEN(etags));
	return run_case("routes", t);
}
