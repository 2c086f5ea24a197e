/*
 * `decide` against the cases of tests/decide, each written from a sentence of
 * the design; and what must hold for every case: same facts, same bytes; the
 * stored policy decides alike; the nearest outcome is one.
 */
#include "decide_all.h"

#include "base/json.h"
#include "policy/decide_command.h"
#include "policy/words.h"

static const struct policy *policy;

static void
load(void)
{
	scope_begin(&whole, 0);
	read_all_cases();
	if (policy_load(&whole, "conf/policy", &policy) != E_OK) {
		fprintf(stderr, "%s\n", whole.why);
		exit(1);
	}
}

static const char *
facts_of(const struct decide_case *c, struct facts *ret)
{
	const char *text = facts_text(c->patch);

	same_outcome(c->name, facts_parse(&sc, text, strlen(text), ret), E_OK,
	    "");
	return text;
}

static const char *
answer(const struct policy *p, const struct facts *f)
{
	struct decision d;

	decide(&sc, p, f, &d);
	return decision_json(&sc, &d);
}

START_TEST(wanted)
{
	const char *why;
	struct facts f;

	facts_of(&cases[_i], &f);
	why = unwanted(&cases[_i], answer(policy, &f));
	ck_assert_msg(why == NULL, "%s", why);
}
END_TEST

static void
same_bytes(const struct decide_case *c)
{
	const struct policy *stored;
	struct facts f, again;
	const char *text, *first;

	facts_of(c, &f);
	first = answer(policy, &f);
	same_text(c->name, answer(policy, &f), first);

	text = facts_json(&sc, &f);
	same_outcome(c->name, facts_parse(&sc, text, strlen(text),
	    &again), E_OK, "");
	same_text(c->name, facts_json(&sc, &again), text);
	same_text(c->name, answer(policy, &again), first);

	same_outcome("stored policy", policy_compile(&sc,
	    policy_canonical(policy), &stored), E_OK, "");
	same_text(c->name, answer(stored, &again), first);
}

/* Makes the changes that a decision proposes. */
static void
change(struct facts *f, const struct decision *d)
{
	const struct cJSON *value;
	struct member_at at;

	for (int i = 0; i < d->nnearest; i++) {
		const struct nearest *n = &d->nearest[i];

		ck_assert_msg(member_find(facts_members, n->fact, &at),
		    "%s is no fact", n->fact);
		same_text(n->fact, member_value(&sc, &at, f), n->from);
		same_outcome(n->fact, json_parse(&sc, n->to, strlen(n->to), 8,
		    &value), E_OK, "");
		same_outcome(n->fact, member_set(&sc, &at, value, f), E_OK,
		    "");
	}
}

static void
nearest_is_true(const struct decide_case *c)
{
	const char *name = c->name;
	struct decision d, then;
	struct facts f;

	facts_of(c, &f);
	decide(&sc, policy, &f, &d);
	if (d.nnearest == 0)
		return;
	change(&f, &d);
	decide(&sc, policy, &f, &then);
	same_text(name, words_outcome[then.outcome],
	    words_outcome[d.near_outcome]);
	ck_assert_msg(then.outcome == OUTCOME_ALLOW ||
	    then.outcome == OUTCOME_ROUTE, "%s: does not help", name);
	ck_assert_msg(then.vehicle == d.near_vehicle, "%s: got vehicle %d, "
	    "want %d", name, then.vehicle, d.near_vehicle);
}

/* Every held entitlement is chosen or refused, exactly once. */
static void
none_forgotten(const struct decide_case *c)
{
	const struct entitlement *e;
	const struct refused *r;
	struct decision d;
	struct facts f;

	facts_of(c, &f);
	decide(&sc, policy, &f, &d);
	e = f.entitlements.at;
	r = d.refused.at;
	for (int i = 0; i < f.entitlements.n; i++) {
		int n = str_same(d.entitlement, e[i].id);

		for (int k = 0; k < d.refused.n; k++)
			n += str_same(r[k].entitlement, e[i].id);
		ck_assert_msg(n == 1, "%s: %s is told %d times",
		    c->name, e[i].id, n);
	}
}

/* What is true of each decision, whatever it is. */
START_TEST(always)
{
	same_bytes(&cases[_i]);
	nearest_is_true(&cases[_i]);
	none_forgotten(&cases[_i]);
}
END_TEST

static const struct {
	const char	*name, *from, *to, *why;
} bad[] = {
	{ "empty", NULL, "", "not JSON" },
	{ "a list", NULL, "[]", "$ must be an object" },
	{ "null", NULL, "null", "$ must be an object" },
	{ "a text", NULL, "\"facts\"", "$ must be an object" },
	{ "two objects", NULL, "{}{}", "not JSON" },
	{ "a byte order mark", NULL, "\xef\xbb\xbf{}", "not strict JSON" },
	{ "cut off", "\"units_left\":null,\"fee\":\"paid\"}]}", "",
	    "not JSON" },
	{ "rest behind", "\"fee\":\"paid\"}]}", "\"fee\":\"paid\"}]} x",
	    "not JSON" },
	{ "comma at the end", "\"fee\":\"paid\"}]}", "\"fee\":\"paid\",}]}",
	    "not JSON" },
	{ "not UTF-8", "service_unavailable", "\xff", "JSON is not UTF-8" },
	{ "raw line feed", "service_unavailable", "a\nb", "not strict JSON" },
	{ "NUL", "service_unavailable", "a\\u0000b", "JSON has a NUL" },
	{ "too deep", "\"via\":null", "\"via\":[[[[[[[[[]]]]]]]]]",
	    "JSON is deeper" },
	{ "schema 2", "\"schema\":1", "\"schema\":2", "$.schema must be 1" },
	{ "schema null", "\"schema\":1", "\"schema\":null",
	    "$.schema must not be null" },
	{ "schema text", "\"schema\":1", "\"schema\":\"1\"",
	    "$.schema must be a number" },
	{ "unknown at the top", "\"schema\":1", "\"schema\":1,\"x\":1",
	    "$.x is not known" },
	{ "unknown in issue", "\"version\":null", "\"version\":null,\"x\":1",
	    "$.issue.x is not known" },
	{ "unknown in gdap", "\"auto_extend\"", "\"x\":1,\"auto_extend\"",
	    "$.customer.gdap.x is not known" },
	{ "unknown in an entitlement", "\"id\":\"e2\"",
	    "\"x\":1,\"id\":\"e2\"", "$.entitlements[1].x is not known" },
	{ "another case", "\"version\"", "\"Version\"",
	    "$.issue.Version is not known" },
	{ "repeated at the top", "\"schema\":1", "\"schema\":1,\"schema\":1",
	    "$.schema is repeated" },
	{ "repeated by escape", "\"via\":null",
	    "\"via\":null,\"vi\\u0061\":null",
	    "$.request.via is repeated" },
	{ "repeated check", "\"P1\":\"done\"", "\"P1\":\"done\",\"P1\":null",
	    "$.checks.P1 is repeated" },
	{ "missing at the top", "\"schema\":1,", "", "$.schema is missing" },
	{ "missing in actor", ",\"roles\":[\"admin_agent\"]", "",
	    "$.request.actor.roles is missing" },
	{ "missing check", "\"P7\":\"done\",", "", "$.checks.P7 is missing" },
	{ "missing in an entitlement", "\"plan\":null,", "",
	    "$.entitlements[0].plan is missing" },
	{ "word", "\"azure\"", "\"Azure\"", "$.issue.product is \"Azure\"" },
	{ "empty word", "\"azure\"", "\"\"", "$.issue.product is \"\"" },
	{ "action", "\"escalate\"", "\"suspend\"",
	    "$.request.action is \"suspend\"" },
	{ "role", "[\"admin_agent\"]", "[\"admin_agent\",\"root\"]",
	    "$.request.actor.roles[1] is \"root\"" },
	{ "null role", "[\"admin_agent\"]", "[null]",
	    "$.request.actor.roles[0] must be a text" },
	{ "roles no list", "[\"admin_agent\"]", "\"admin_agent\"",
	    "$.request.actor.roles must be a list" },
	{ "number for a word", "\"azure\"", "1",
	    "$.issue.product must be a text" },
	{ "text for a flag", "\"azure_rbac\":true", "\"azure_rbac\":\"true\"",
	    "$.customer.azure_rbac must be true or false" },
	{ "number for a flag", "\"azure_rbac\":true", "\"azure_rbac\":1",
	    "$.customer.azure_rbac must be true or false" },
	{ "list for an object", "\"via\":null},\"issue\":{",
	    "\"via\":null},\"issue\":[],\"x\":{", "$.issue must be an object" },
	{ "object for a text", "\"service_unavailable\"", "{}",
	    "$.issue.category must be a text" },
	{ "object for a list", "\"roles\":[\"service_support_administrator\"]",
	    "\"roles\":{}", "$.customer.gdap.roles must be a list" },
	{ "number in a list of texts", "[\"service_support_administrator\"]",
	    "[1]", "$.customer.gdap.roles must be a list of texts" },
	{ "null now", "\"2026-11-20T09:00:00Z\"", "null",
	    "$.now must not be null" },
	{ "now is a day", "T09:00:00Z", "", "$.now is \"2026-11-20\"" },
	{ "now with an offset", "09:00:00Z", "09:00:00+01:00", "$.now is" },
	{ "now impossible", "2026-11-20T", "2026-02-29T", "$.now is" },
	{ "date impossible", "2026-12-31", "2026-11-31",
	    "$.entitlements[0].to is \"2026-11-31\"" },
	{ "date in month 13", "2026-12-10", "2026-13-10",
	    "$.customer.gdap.ends is" },
	{ "date with a time", "2026-12-10", "2026-12-10T00:00:00Z",
	    "$.customer.gdap.ends is" },
	{ "date with a blank", "2026-12-10", "2026-12- 1",
	    "$.customer.gdap.ends is" },
	{ "negative count", "\"units_left\":3", "\"units_left\":-1",
	    "$.entitlements[0].units_left must be a whole number" },
	{ "fractional count", "\"units_left\":3", "\"units_left\":2.5",
	    "$.entitlements[0].units_left must be a whole number" },
	{ "endless count", "\"units_left\":3", "\"units_left\":1e999",
	    "$.entitlements[0].units_left must be a whole number" },
	{ "count as a text", "\"units_left\":3", "\"units_left\":\"3\"",
	    "$.entitlements[0].units_left must be a number" },
	{ "leading zero", "\"units_left\":3", "\"units_left\":03",
	    "not strict JSON" },
	{ "negative step", "\"overdue_step\":0", "\"overdue_step\":-4",
	    "$.customer.overdue_step must be a whole number" },
	{ "null actor", "{\"kind\":\"agent\",\"roles\":[\"admin_agent\"]}",
	    "null", "$.request.actor must not be null" },
	{ "null kind", "\"agent\"", "null",
	    "$.request.actor.kind must not be null" },
	{ "null action", "\"escalate\"", "null",
	    "$.request.action must not be null" },
	{ "null id", "\"e1\"", "null",
	    "$.entitlements[0].id must not be null" },
	{ "null vehicle", "\"signature-cloud\"", "null",
	    "$.entitlements[0].vehicle must not be null" },
	{ "null holder", "\"holder\":\"partner\"", "\"holder\":null",
	    "$.entitlements[0].holder must not be null" },
	{ "null entitlement", "\"entitlements\":[", "\"entitlements\":[null,",
	    "$.entitlements[0] must be an object" },
};

static const char *
bad_text(int i)
{
	cJSON *none = cJSON_CreateObject();
	const char *good = facts_text(none);

	cJSON_Delete(none);
	return bad[i].from == NULL ? bad[i].to :
	    changed(good, bad[i].from, bad[i].to);
}

START_TEST(bad_facts)
{
	const char *text = bad_text(_i);
	struct facts f;
	enum err e = facts_parse(&sc, text, strlen(text), &f);

	ck_assert_msg(e == E_SHAPE || e == E_LIMIT, "%s: got %s", bad[_i].name,
	    err_info[e].name);
	same_outcome(bad[_i].name, e, e, bad[_i].why);
}
END_TEST

/* The command on streams; returns its exit code. */
static int
command(const char *dir, const char *text, size_t len, char **out, char **why)
{
	size_t nout, nwhy;
	FILE *i = tmpfile(), *o = open_memstream(out, &nout);
	FILE *e = open_memstream(why, &nwhy);
	int code;

	fwrite(text, 1, len, i);
	rewind(i);
	code = decide_command(dir, i, o, e);
	fclose(i);
	fclose(o);
	fclose(e);
	return code;
}

START_TEST(bad_command)
{
	const char *text = bad_text(_i);
	char *out, *why;

	ck_assert_int_eq(command("conf/policy", text, strlen(text), &out,
	    &why), 2);
	same_text(bad[_i].name, out, "");
	ck_assert_msg(strchr(why, '\n') == why + strlen(why) - 1,
	    "%s: not one line: %s", bad[_i].name, why);
	free(out);
	free(why);
}
END_TEST

START_TEST(good_command)
{
	struct facts f;
	const char *text = facts_of(&cases[0], &f);
	char *out, *why;

	ck_assert_int_eq(command("conf/policy", text, strlen(text), &out,
	    &why), 0);
	same_text("out", out, str_fmt(&sc, "%s\n", answer(policy, &f)));
	same_text("err", why, "");
	free(out);
	free(why);

	ck_assert_int_eq(command("/nowhere", text, strlen(text), &out, &why),
	    2);
	same_text("no policy: out", out, "");
	free(out);
	free(why);
}
END_TEST

START_TEST(too_much)
{
	size_t n = FACTS_BYTES + 1;
	char *text = scope_alloc(&sc, n), *out, *why;

	memset(text, ' ', n);
	ck_assert_int_eq(command("conf/policy", text, n, &out, &why), 2);
	ck_assert_msg(strstr(why, "larger than") != NULL, "%s", why);
	free(out);
	free(why);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("decide");
	int failed;

	load();
	tcase_add_loop_test(t, wanted, 0, ncases);
	tcase_add_loop_test(t, always, 0, ncases);
	tcase_add_loop_test(t, bad_facts, 0, LEN(bad));
	tcase_add_loop_test(t, bad_command, 0, LEN(bad));
	tcase_add_test(t, good_command);
	tcase_add_test(t, too_much);
	failed = run_case("decide", t);
	scope_end(&whole);
	return failed;
}
