/*
 * What cspdesk hook asks of Zammad, request by request, without Zammad: the
 * answers are made up here.
 */
#include "same.h"

#include "zammad/install.h"

enum { MOST = 24 };

static const char *const fields[] = { "CSP class", "", "CSP tier" };
static const struct desk_conf conf = {
	"zammad", "https://z.example", "cspdesk@msp.example", "ours", fields, 3
};

static struct reply got[MOST];
static struct desk_task task;

static void
begin(void)
{
	task = (struct desk_task){ .conf = &conf, .token = "theirs",
	    .url = "https://csp.example/hook/zammad", .secret = "secret-text",
	    .mark = "00ff", .got = got };
}

static void
answer(int status, const char *body)
{
	got[task.ngot++] = (struct reply){ status, body, strlen(body) };
}

#define ME_77	"{\"id\":77,\"login\":\"CSPDESK@msp.example\"}"

static const struct {
	const char	*name;
	const char	*want, *have;	/* JSON */
	const char	*differs;	/* NULL: the same */
} pairs[] = {
	{ "equal", "{\"a\":1,\"b\":\"x\"}", "{\"b\":\"x\",\"a\":1,\"c\":2}",
	    NULL },
	{ "id as text", "{\"a\":4}", "{\"a\":\"4\"}", NULL },
	{ "list of one", "{\"a\":\"4\"}", "{\"a\":[4]}", NULL },
	{ "list of two", "{\"a\":\"4\"}", "{\"a\":[4,5]}", "a [4,5] -> 4" },
	{ "absent", "{\"a\":true}", "{}", "a null -> true" },
	{ "two differ", "{\"a\":true,\"b\":\"y\"}",
	    "{\"a\":false,\"b\":\"x\"}", "a false -> true, b x -> y" },
	{ "a secret is not told", "{\"signature_token\":\"x\"}",
	    "{\"signature_token\":\"y\"}", "signature_token is another" },
	{ "a secret that is not shown", "{\"signature_token\":\"x\"}",
	    "{\"signature_token\":\"**********\"}", NULL },
	{ "one more condition", "{\"c\":{\"x.y\":{\"value\":\"1\"}}}",
	    "{\"c\":{\"x.y\":{\"value\":\"1\"},\"z\":{}}}",
	    "c {\"x.y\":{\"value\":\"1\"},\"z\":{}} -> "
	    "{\"x.y\":{\"value\":\"1\"}}" },
	{ "what pages add", "{\"c\":{\"x\":{\"value\":\"1\"}}}",
	    "{\"c\":{\"x\":{\"value\":\"1\",\"value_completion\":\"\"}}}",
	    NULL },
	{ "order of a list counts", "{\"c\":[1,2]}", "{\"c\":[2,1]}",
	    "c [2,1] -> [1,2]" },
	{ "text for an object", "{\"c\":{\"a\":1}}", "{\"c\":\"a\"}",
	    "c a -> {\"a\":1}" },
	{ "object for a text", "{\"c\":\"{}\"}", "{\"c\":{}}", "c {} -> {}" },
};

START_TEST(compares)
{
	const struct cJSON *want, *have;
	const char *is;

	ck_assert(json_parse(&sc, pairs[_i].want, strlen(pairs[_i].want), 8,
	    &want) == E_OK);
	ck_assert(json_parse(&sc, pairs[_i].have, strlen(pairs[_i].have), 8,
	    &have) == E_OK);
	is = zammad_differs(&sc, want, have);
	if (pairs[_i].differs == NULL)
		ck_assert_msg(is == NULL, "%s: %s", pairs[_i].name, is);
	else
		same_text(pairs[_i].name, is, pairs[_i].differs);
}
END_TEST

/* The bodies of got[0], [1], ...; the last answer is refused. */
static const struct {
	const char	*name;
	int		 status;	/* of the last */
	const char	*body[5];
	enum err	 want;
	const char	*says;
} refusals[] = {
	{ "own token", 401, { "{}" }, E_DENIED,
	    "Zammad knows no such token as the one in desks[].token_file" },
	{ "their token", 401, { ME_77, "{}" }, E_DENIED,
	    "Zammad knows no such token as this one" },
	{ "not Zammad", 200, { "<html>" }, E_SHAPE,
	    "the answer to /users/me is not Zammad's" },
	{ "no list", 200, { ME_77, "{\"id\":1}" }, E_SHAPE,
	    "the answer to /webhooks is not Zammad's" },
	{ "no id", 200, { ME_77, "[{\"name\":\"cspdesk\"}]" }, E_SHAPE,
	    "the answer to /webhooks is not Zammad's" },
	{ "an id with more in it", 200, { ME_77, "[{\"id\":\"1/x\"}]" },
	    E_SHAPE, "the answer to /webhooks is not Zammad's" },
	{ "no right", 403, { ME_77, "[]", "[]", "{}" }, E_DENIED,
	    "this token, or a role of its user, lacks admin.object;" },
	{ "out of order", 502, { ME_77, "[]", "x" }, E_BUSY,
	    "the desk answered 502" },
	{ "the webhook is refused", 422, { ME_77, "[]", "[]", "[]", "no" },
	    E_SHAPE, "webhook cspdesk: new, to "
	    "https://csp.example/hook/zammad: "
	    "the desk answered 422: no" },
	{ "may not make it", 403, { ME_77, "[]", "[]", "[]", "no" }, E_DENIED,
	    "webhook cspdesk: new, to https://csp.example/hook/zammad: "
	    "this token, or a role of its user, lacks admin.webhook" },
	{ "another user", 200, { "{\"id\":3,\"login\":\"eva\"}", "[]", "[]",
	    "[]" }, E_SHAPE, "the token in desks[].token_file is eva's" },
	{ "a field of another kind", 200, { ME_77, "[]", "[]", "[{\"id\":1,"
	    "\"object\":\"Ticket\",\"name\":\"csp_class\",\"data_type\":"
	    "\"select\",\"active\":true}]" }, E_SHAPE,
	    "Zammad's attribute csp_class is of type select" },
	{ "a field that goes", 200, { ME_77, "[]", "[]", "[{\"id\":1,"
	    "\"object\":\"Ticket\",\"name\":\"csp_class\",\"data_type\":"
	    "\"input\",\"active\":true,\"to_delete\":true}]" }, E_SHAPE,
	    "Zammad's attribute csp_class waits to be deleted" },
};

START_TEST(refuses)
{
	struct desk_step step;
	int n = 0;

	while (n < 5 && refusals[_i].body[n] != NULL)
		n++;
	for (int i = 0; i < n; i++)
		answer(i == n - 1 ? refusals[_i].status : 200,
		    refusals[_i].body[i]);
	same_outcome(refusals[_i].name, zammad_install.install(&sc, &task,
	    &step), refusals[_i].want, refusals[_i].says);
}
END_TEST

/* Every request of a first installation, in order. */
static const struct {
	const char	*call, *says, *answer;
} story[] = {
	{ "GET /users/me ours", NULL, ME_77 },
	{ "GET /webhooks theirs", NULL, "[]" },
	{ "GET /triggers theirs", NULL, "[]" },
	{ "GET /object_manager_attributes theirs", NULL, "[{\"id\":5,"
	    "\"object\":\"User\",\"name\":\"csp_class\"}]" },
	{ "POST /webhooks theirs", "webhook cspdesk: new, to "
	    "https://csp.example/hook/zammad", "{\"id\":4}" },
	{ "POST /object_manager_attributes theirs", "field csp_class: new, "
	    "shown as \"CSP class\"", "{}" },
	{ "POST /object_manager_attributes theirs", "field csp_tier: new, "
	    "shown as \"CSP tier\"", "{}" },
	{ "POST /object_manager_attributes_execute_migrations theirs",
	    "fields: the database of Zammad is brought up to date; Zammad may "
	    "ask for a restart", "{}" },
	{ "POST /triggers theirs", "trigger cspdesk.created: new", "{}" },
	{ "POST /triggers theirs", "trigger cspdesk.customer-message: new",
	    "{}" },
	{ "POST /triggers theirs", "trigger cspdesk.agent-message: new",
	    "{}" },
	{ "POST /triggers theirs", "trigger cspdesk.changed: new", "{}" },
	{ "POST /triggers theirs", "trigger cspdesk.doctor: new", "{}" },
};

START_TEST(installs)
{
	struct desk_step step;

	for (int i = 0; i < LEN(story); i++) {
		ck_assert_msg(zammad_install.install(&sc, &task, &step) ==
		    E_OK, "%d: %s", i, sc.why);
		ck_assert_msg(step.call.method != NULL, "%d: the end", i);
		same_text("call", str_fmt(&sc, "%s %s %s", step.call.method,
		    step.call.url + strlen("https://z.example/api/v1"),
		    step.call.auth + strlen("Token token=")), story[i].call);
		if (story[i].says != NULL)
			same_text("says", step.says, story[i].says);
		if (i >= 8)
			ck_assert_msg(strstr(step.call.body,
			    "{\"webhook_id\":4}") != NULL, "%s",
			    step.call.body);
		answer(i >= 4 ? 201 : 200, story[i].answer);
	}
	ck_assert(zammad_install.install(&sc, &task, &step) == E_OK);
	ck_assert(step.call.method == NULL);
	same_text("end", step.says, "webhook cspdesk to https://csp.example/"
	    "hook/zammad, 5 triggers and the fields are there");
}
END_TEST

START_TEST(needs_a_text)
{
	struct desk_step step;

	task.secret = NULL;
	same_outcome("bytes", zammad_install.install(&sc, &task, &step),
	    E_SHAPE, "Zammad signs with a text");
}
END_TEST

START_TEST(removes)
{
	static const struct desk_former former[] = {
		{ "field csp_class", NULL, 1 }, { "trigger a", NULL, 0 },
		{ "trigger gone", NULL, 0 },
		{ "webhook cspdesk", "{\"endpoint\":\"http://x\"}", 0 },
	};
	static const struct {
		const char	*call, *says, *answer;
	} steps[] = {
		{ "GET /webhooks", NULL, "[{\"id\":9,\"name\":\"cspdesk\","
		    "\"endpoint\":\"http://y\"}]" },
		{ "GET /triggers", NULL, "[{\"id\":1,\"name\":\"a\"},"
		    "{\"id\":2,\"name\":\"b\"}]" },
		{ "GET /object_manager_attributes", NULL, "[{\"id\":5,"
		    "\"object\":\"Ticket\",\"name\":\"csp_class\"}]" },
		{ "DELETE /triggers/1", "trigger a: deleted", "{}" },
		{ "PUT /webhooks/9", "webhook cspdesk: endpoint http://y -> "
		    "http://x", "{}" },
		{ "DELETE /object_manager_attributes/5",
		    "field csp_class: deleted", "{}" },
		{ "POST /object_manager_attributes_execute_migrations", NULL,
		    "{}" },
	};
	struct desk_step step;

	task.former = former;
	task.nformer = LEN(former);
	for (int i = 0; i < LEN(steps); i++) {
		ck_assert_msg(zammad_install.remove(&sc, &task, &step) == E_OK,
		    "%d: %s", i, sc.why);
		ck_assert_msg(step.call.method != NULL, "%d: the end", i);
		same_text("call", str_fmt(&sc, "%s %s", step.call.method,
		    step.call.url + strlen("https://z.example/api/v1")),
		    steps[i].call);
		if (steps[i].says != NULL)
			same_text("says", step.says, steps[i].says);
		answer(200, steps[i].answer);
	}
	ck_assert(zammad_install.remove(&sc, &task, &step) == E_OK);
	ck_assert(step.call.method == NULL);
}
END_TEST

START_TEST(reads_the_log)
{
	static const char body[] =
	    "[{\"url\":\"https://csp.example/hook/zammad\",\"status\":\"204\"},"
	    "{\"url\":\"https://other.example\",\"status\":\"500\"},"
	    "{\"url\":\"https://csp.example/hook/zammad\",\"status\":401,"
	    "\"created_at\":\"2026-11-21T07:00:00.000Z\"},"
	    "{\"url\":\"https://csp.example/hook/zammad\",\"status\":\"0\"}]";
	const struct reply r = { 200, body, sizeof(body) - 1 };
	struct desk_log log;

	ck_assert(zammad_install.log(&sc, &task, &r, &log) == E_OK);
	ck_assert_int_eq(log.sent, 3);
	ck_assert_int_eq(log.failed, 2);
	same_text("newest", log.newest, "401 at 2026-11-21T07:00:00.000Z");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("zammad install");

	tcase_add_checked_fixture(t, begin, NULL);
	tcase_add_loop_test(t, compares, 0, LEN(pairs));
	tcase_add_loop_test(t, refuses, 0, LEN(refusals));
	tcase_add_test(t, installs);
	tcase_add_test(t, needs_a_text);
	tcase_add_test(t, removes);
	tcase_add_test(t, reads_the_log);
	return run_case("zammad install", t);
}
