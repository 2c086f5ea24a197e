/*
 * How decisions shift under another policy: the outcome, the rule alone, and
 * facts that only the other policy asks; what is no receipt is refused.
 */
#include "decide_cases.h"

#include "policy/shift.h"

static const struct policy *policy;

/* From one text of the policy's canonical form to another one. */
static const struct row {
	const char	*name, *patch, *from, *to;
	int		 is_other, is_by_other;
	const char	*outcome, *lacks;
} rows[] = {
	{ "the same policy", "{}", "", "", 0, 0, "allow", "" },
	{ "another vehicle", "{}", "[\"free\",\"unit\",\"paid\"]",
	    "[\"paid\",\"unit\",\"free\"]", 1, 0, "allow", "" },
	{ "another name of the rule", "{}", "\"id\":\"technical-azure\"",
	    "\"id\":\"azure\"", 0, 1, "allow", "" },
	{ "a fact that is asked and not told", "{\"issue\":{\"topic\":null}}",
	    "[\"product\",\"severity\"]", "[\"product\",\"topic\"]", 1, 0,
	    "block", "topic" },
	{ "a fact that is asked and told", "{}", "[\"product\",\"severity\"]",
	    "[\"product\",\"topic\"]", 0, 0, "allow", "" },
	{ "missing before, too", "{\"issue\":{\"severity\":null}}",
	    "[\"product\",\"severity\"]", "[\"severity\"]", 0, 0, "block",
	    "" },
	{ "known, but not the right one",
	    "{\"request\":{\"actor\":{\"roles\":[\"global_admin\"]}}}",
	    "\"global_admin\":true", "\"global_admin\":false", 1, 0, "deny",
	    "" },
	{ "an entitlement that serves no more",
	    "{\"request\":{\"via\":\"advanced\"}}",
	    "\"product\":[\"azure\",\"microsoft365\",\"dynamics365\","
	    "\"power-platform\"]", "\"product\":[\"microsoft365\"]", 1, 0,
	    "block", "" },
};

static const char *
decided(const char *facts)
{
	struct decision d;
	struct facts f;

	ck_assert_msg(facts_parse(&sc, facts, strlen(facts), &f) == E_OK,
	    "%s", sc.why);
	decide(&sc, policy, &f, &d);
	return decision_json(&sc, &d);
}

START_TEST(shifts)
{
	const struct row *r = &rows[_i];
	cJSON *patch = cJSON_Parse(r->patch);
	const char *facts = facts_text(patch), *other;
	const struct policy *p;
	struct shift s;
	struct buf b;

	cJSON_Delete(patch);
	other = changed(policy_canonical(policy), r->from, r->to);
	ck_assert_msg(policy_compile(&sc, other, &p) == E_OK, "%s: %s",
	    r->name, sc.why);
	ck_assert_msg(shift_find(&sc, p, facts, decided(facts), &s) == E_OK,
	    "%s: %s", r->name, sc.why);
	ck_assert_msg(s.is_other == r->is_other, "%s: other", r->name);
	ck_assert_msg(s.is_by_other == r->is_by_other, "%s: by other",
	    r->name);
	same_text(r->name, s.to.part[FATE_OUTCOME], r->outcome);
	buf_init(&b, &sc, 1000);
	for (int i = 0; i < s.lacks.n; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : " ",
		    ((const char *const *)s.lacks.at)[i]);
	same_text(r->name, b.at, r->lacks);
}
END_TEST

START_TEST(no_receipts)
{
	cJSON *none = cJSON_CreateObject();
	const char *facts = facts_text(none), *good = decided(facts);
	struct shift s;

	cJSON_Delete(none);
	same_outcome("facts of another schema", shift_find(&sc, policy,
	    changed(facts, "\"schema\":1", "\"schema\":2"), good, &s),
	    E_SHAPE, "$.schema must be 1");
	same_outcome("no facts", shift_find(&sc, policy, "", good, &s),
	    E_SHAPE, "not JSON");
	same_outcome("a decision of another schema", shift_find(&sc, policy,
	    facts, "{\"schema\":2}", &s), E_SHAPE,
	    "decision: $.schema is not 1");
	same_outcome("no outcome", shift_find(&sc, policy, facts,
	    changed(good, "\"allow\"", "\"perhaps\""), &s), E_SHAPE,
	    "decision: $.outcome is none");
	same_outcome("half a decision", shift_find(&sc, policy, facts,
	    str_copy(&sc, good, 40), &s), E_SHAPE, "not JSON");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("shift");
	int rc;

	scope_begin(&whole, 0);
	base_facts = read_json_file("tests/decide/base.json");
	if (policy_load(&whole, "conf/policy", &policy) != E_OK) {
		fprintf(stderr, "%s\n", whole.why);
		return 1;
	}
	tcase_add_loop_test(t, shifts, 0, LEN(rows));
	tcase_add_test(t, no_receipts);
	rc = run_case("shift", t);
	scope_end(&whole);
	return rc;
}
