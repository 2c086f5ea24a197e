/*
 * What the policy loader refuses, and where it says the fault is; what
 * switches change; that a stored policy compiles to the same hash.
 */
#include "decide_cases.h"
#include "policy_with.h"

#include "policy/words.h"

static const struct {
	const char	*name, *file, *from, *to, *why;
} bad[] = {
	{ "not libconfig", "rules.conf", "rules = (", "rules = ((",
	    "syntax error" },
	{ "unknown section", "settings.conf", "tiers = (", "tears = (",
	    "no such section" },
	{ "section missing", "notices.conf", "warnings = (",
	    "fact_max_age2 = (", "no such section" },
	{ "unknown setting", "settings.conf", "global_admin = true",
	    "global_admim = true", "no such setting" },
	{ "setting missing", "settings.conf", "\tdynamics_2021 = false;", "",
	    "dynamics_2021 must be set" },
	{ "unknown column", "rules.conf", "then = \"deny\"",
	    "than = \"deny\"", "no such setting" },
	{ "unknown cell", "rules.conf", "actor = \"customer\"",
	    "author = \"customer\"", "no such cell" },
	{ "unknown word in a cell", "rules.conf", "actor = \"customer\"",
	    "actor = \"client\"", "is not a word" },
	{ "unknown word in a column", "rules.conf", "route = \"msrc\"",
	    "route = \"mars\"", "is not a word" },
	{ "unknown vehicle", "vehicles.conf", "vehicle = \"premier\"",
	    "vehicle = \"primer\"", "is not a word" },
	{ "unknown role", "rights.conf", "\"user_management_admin\"",
	    "\"user_admin\"", "is not a word" },
	{ "unknown missing", "rules.conf", "missing = [ \"roles\" ]",
	    "missing = [ \"rolls\" ]", "is not a word" },
	{ "unknown needed fact", "rights.conf", "facts = [ \"version\" ]",
	    "facts = [ \"versions\" ]", "names no fact" },
	{ "a cell that is not known yet", "rules.conf",
	    "when = { actor = \"customer\"; }",
	    "when = { vehicle = \"premier\"; }", "is not known yet" },
	{ "a cell without words", "rules.conf", "actor = \"customer\"",
	    "actor = [ ]", "accepts no word" },
	{ "a row that can never win", "rules.conf",
	    "{ id = \"system-never\"; when = { actor = \"system\"; }",
	    "{ id = \"system-never\"; when = { actor = \"customer\"; }",
	    "can never win" },
	{ "rows behind an open one", "rules.conf",
	    "when = { actor = \"customer\"; };", "", "can never win" },
	{ "covered by several rows", "rules.conf",
	    "{ id = \"not-triaged\";",
	    "{ id = \"all-may\"; when = { may = [ \"yes\", \"no\", "
	    "\"unknown\" ]; actor = \"customer\"; }; then = \"deny\"; },\n"
	    "{ id = \"not-triaged\";", "can never win" },
	{ "a gap in the rules", "rules.conf",
	    "{ id = \"technical-product-unknown\"; then = \"vehicle\"; }",
	    "{ id = \"technical-product-unknown\"; then = \"vehicle\"; "
	    "when = { product = \"unknown\"; }; }", "must accept everything" },
	{ "a gap in the channels", "targets.conf",
	    ",\n\t{ channel = \"none\"; }", "", "must accept everything" },
	{ "an idle channel", "targets.conf",
	    "{ when = { vehicle = \"azure-plan\"; }; channel",
	    "{ when = { vehicle = \"azure-plan\"; plan = \"prodirect\"; "
	    "cloud = \"commercial\"; }; channel", "can never win" },
	{ "an idle row of a vehicle", "vehicles.conf",
	    "product = \"dynamics365\";\n\t\t  dynamics_2021 = \"off\";",
	    "product = \"entra-id\";", "can never win" },
	{ "repeated id", "rules.conf", "id = \"system-never\"",
	    "id = \"customer-never\"", "is taken" },
	{ "repeated tier", "settings.conf", "id = \"tier-2\"",
	    "id = \"baseline\"", "is taken" },
	{ "repeated check", "rights.conf", "id = \"P2\"", "id = \"P1\"",
	    "is taken" },
	{ "an eleventh check", "rights.conf", "id = \"P2\"", "id = \"P11\"",
	    "is not one of P1 to P10" },
	{ "overlapping vehicles", "vehicles.conf", "vehicle = \"advanced\";",
	    "vehicle = \"premier\"; from = \"2026-01-01\";", "overlap" },
	{ "overlapping names", "vehicles.conf", "to = \"2026-06-30\"",
	    "to = \"2026-07-01\"", "overlap" },
	{ "ends before it begins", "vehicles.conf",
	    "vehicle = \"advanced\";", "vehicle = \"advanced\"; "
	    "from = \"2026-02-01\"; to = \"2026-01-31\";", "ends before" },
	{ "impossible date", "vehicles.conf", "\"2026-06-30\"",
	    "\"2026-06-31\"", "must be a date" },
	{ "a vehicle that serves nothing", "vehicles.conf",
	    "serves = ( { class = \"technical\"; publisher = \"microsoft\";\n"
	    "\t\t       environment = [ \"customer\", \"own\" ]; } );",
	    "serves = ( );", "serves nothing" },
	{ "fractional number", "settings.conf", "nearly_out_units = 2",
	    "nearly_out_units = 2.5", "must be a whole number" },
	{ "negative number", "settings.conf", "nearly_out_units = 2",
	    "nearly_out_units = -1", "must be a whole number" },
	{ "text for a flag", "settings.conf", "entra_role = false",
	    "entra_role = \"no\"", "must be true or false" },
	{ "cost named twice", "settings.conf", "\"free\", \"unit\", \"paid\"",
	    "\"free\", \"unit\", \"unit\"", "is named twice" },
	{ "cost left out", "settings.conf", "\"free\", \"unit\", \"paid\"",
	    "\"free\", \"unit\"", "must name all" },
	{ "a route without a target", "rules.conf",
	    "then = \"route\"; route = \"msrc\";", "then = \"route\";",
	    "a route is set" },
	{ "a route to Microsoft", "rules.conf", "route = \"msrc\"",
	    "route = \"microsoft\"", "Microsoft is reached only" },
	{ "a change of no fact", "nearest.conf", "\"checks.P1\"",
	    "\"checks.P0\"", "is not a fact" },
	{ "a change to no word", "nearest.conf",
	    "{ fact = \"checks.P1\"; to = \"done\"",
	    "{ fact = \"checks.P1\"; to = \"undone\"", "checks.P1: $" },
	{ "an age of no fact", "settings.conf", "\"customer.azure_rbac\"",
	    "\"customer.azure\"", "is not a fact" },
	{ "a ladder downwards", "ladder.conf", "{ step = 2; days = 10; }",
	    "{ step = 2; days = 3; }", "must be a later step" },
	{ "a step twice", "ladder.conf", "{ step = 2; days = 10; }",
	    "{ step = 1; days = 10; }", "must be a later step" },
	{ "no such step", "ladder.conf", "{ step = 4; days = 30; }",
	    "{ step = 5; days = 30; }", "must be a whole number from 1 to 4" },
	{ "no final notice", "ladder.conf", "{ step = 3; days = 20; },", "",
	    "steps needs step 3" },
	{ "days that are none", "ladder.conf", "days = 30", "days = -1",
	    "must be a whole number" },
	{ "no minimum notice", "ladder.conf", "notice_days = 10;", "",
	    "notice_days must be set" },
	{ "a minimum notice of nothing", "ladder.conf", "notice_days = 10;",
	    "notice_days = 0;", "must be a whole number from 1" },
	{ "an unknown switch", "ladder.conf", "vip_notices", "vip_notice",
	    "no such setting" },
	{ "another schema", "policy.conf", "schema = 1", "schema = 2",
	    "schema must be 1" },
};

/* The line of the first `text` in the file. */
static int
line_of(const char *path, const char *text)
{
	char *all;
	int line = 1;

	same_outcome(path, str_file(&sc, path, 1 << 20, &all, NULL), E_OK,
	    "");
	for (const char *s = all; s < strstr(all, text); s++)
		line += *s == '\n';
	return line;
}

START_TEST(bad_policy)
{
	const char *dir = policy_with(bad[_i].file, bad[_i].from, bad[_i].to);
	const struct policy *p;

	same_outcome(bad[_i].name, policy_load(&sc, dir, &p), E_SHAPE, "");
	ck_assert_msg(strstr(sc.why, bad[_i].why) != NULL,
	    "%s: got \"%s\", want \"%s\"", bad[_i].name, sc.why, bad[_i].why);
	ck_assert_msg(strstr(sc.why, str_fmt(&sc, "%s:", bad[_i].file)) !=
	    NULL, "%s: no file and line in \"%s\"", bad[_i].name, sc.why);
}
END_TEST

START_TEST(line_is_right)
{
	const char *dir = policy_with("rules.conf", "route = \"isv\"",
	    "route = \"mars\"");
	const char *want = str_fmt(&sc, "rules.conf:%d: ", line_of(str_fmt(
	    &sc, "%s/rules.conf", dir), "\"mars\""));
	const struct policy *p;

	same_outcome("line", policy_load(&sc, dir, &p), E_SHAPE, want);
}
END_TEST

START_TEST(no_policy)
{
	const struct policy *p;

	same_outcome("no folder", policy_load(&sc, "/nowhere", &p), E_GONE,
	    "/nowhere/policy.conf");
}
END_TEST

START_TEST(stored)
{
	const struct policy *p, *again;
	const char *text;

	same_outcome("load", policy_load(&sc, "conf/policy", &p), E_OK, "");
	text = policy_canonical(p);
	same_outcome("compile", policy_compile(&sc, text, &again), E_OK, "");
	same_text("canonical", policy_canonical(again), text);
	same_text("hash", policy_hash(again), policy_hash(p));
	ck_assert_msg(strncmp(policy_hash(p), "sha256:", 7) == 0 &&
	    strlen(policy_hash(p)) == 71, "%s", policy_hash(p));

	same_outcome("damaged", policy_compile(&sc, changed(text,
	    "\"route\":\"msrc\"", "\"route\":\"mars\""), &again), E_SHAPE,
	    "policy: route");
	same_outcome("cut", policy_compile(&sc, "{\"schema\":1}", &again),
	    E_SHAPE, "policy: settings must be set");
	same_outcome("not JSON", policy_compile(&sc, "{", &again), E_SHAPE,
	    "not JSON");
}
END_TEST

static const char *
hash_of(const char *dir)
{
	const struct policy *p;

	same_outcome(dir, policy_load(&sc, dir, &p), E_OK, "");
	return policy_hash(p);
}

START_TEST(hash)
{
	const char *usual = hash_of("conf/policy");

	same_text("comments do not count", hash_of(policy_with("rules.conf",
	    "# -- actor", "# actor")), usual);
	same_text("the order of words does not count", hash_of(policy_with(
	    "rules.conf", "\"how-to\", \"configuration\"",
	    "\"configuration\", \"how-to\"")), usual);
	ck_assert_msg(strcmp(usual, hash_of(policy_with("settings.conf",
	    "nearly_out_units = 2", "nearly_out_units = 3"))) != 0,
	    "a number counts");
}
END_TEST

/* What a switch or row changes: the decision's text before and after. */
static const struct {
	const char	*name, *file, *from, *to, *patch, *before, *after;
} turned[] = {
	{ "global_admin", "settings.conf", "global_admin = true",
	    "global_admin = false",
	    "{\"request\":{\"actor\":{\"roles\":[\"global_admin\"]}}}",
	    "\"outcome\":\"allow\"", "\"outcome\":\"deny\"" },
	{ "dynamics_2021", "settings.conf", "dynamics_2021 = false",
	    "dynamics_2021 = true", "{\"issue\":{\"product\":\"dynamics365\"}}",
	    "\"vehicle\":\"csp-entitlement\"", "\"vehicle\":\"advanced\"" },
	{ "reseller_m365", "settings.conf", "reseller_m365 = true",
	    "reseller_m365 = false",
	    "{\"partner\":{\"type\":\"indirect-reseller\"},"
	    "\"issue\":{\"product\":\"microsoft365\"},\"customer\":"
	    "{\"provider\":{\"name\":\"P\",\"channel\":\"email\"}}}",
	    "\"route\":\"microsoft\"", "\"route\":\"provider\"" },
	{ "limit_debtors", "settings.conf", "limit_debtors = false",
	    "limit_debtors = true", "{\"customer\":{\"overdue_step\":4}}",
	    "\"outcome\":\"allow\"", "\"missing\":[\"overdue_step\"]" },
	{ "limit_debtors, unknown", "settings.conf", "limit_debtors = false",
	    "limit_debtors = true", "{\"customer\":{\"overdue_step\":null}}",
	    "\"outcome\":\"allow\"", "\"outcome\":\"block\"" },
	{ "limit_debtors, step 3", "settings.conf", "limit_debtors = false",
	    "limit_debtors = true", "{\"customer\":{\"overdue_step\":3}}",
	    "\"outcome\":\"allow\"", "\"outcome\":\"allow\"" },
	{ "limit_debtors, security passes", "settings.conf",
	    "limit_debtors = false", "limit_debtors = true",
	    "{\"issue\":{\"class\":\"security\"},"
	    "\"customer\":{\"overdue_step\":9}}",
	    "\"route\":\"msrc\"", "\"route\":\"msrc\"" },
	{ "limit_debtors, security passes a reseller", "settings.conf",
	    "limit_debtors = false", "limit_debtors = true",
	    "{\"partner\":{\"type\":\"indirect-reseller\"},"
	    "\"issue\":{\"class\":\"security\"},"
	    "\"customer\":{\"overdue_step\":null}}",
	    "\"route\":\"msrc\"", "\"route\":\"msrc\"" },
	{ "limit_debtors, a question of a bill passes", "settings.conf",
	    "limit_debtors = false", "limit_debtors = true",
	    "{\"issue\":{\"class\":\"commercial\",\"topic\":\"billing\"},"
	    "\"customer\":{\"overdue_step\":9}}",
	    "\"outcome\":\"allow\"", "\"outcome\":\"allow\"" },
	{ "limit_debtors, a reseller's", "settings.conf",
	    "limit_debtors = false", "limit_debtors = true",
	    "{\"partner\":{\"type\":\"indirect-reseller\"},\"customer\":"
	    "{\"overdue_step\":4,\"provider\":{\"name\":\"P\",\"channel\":"
	    "\"email\"}}}",
	    "\"route\":\"provider\"", "\"missing\":[\"overdue_step\"]" },
	{ "limit_debtors, a reseller's hand-over", "settings.conf",
	    "limit_debtors = false", "limit_debtors = true",
	    "{\"request\":{\"action\":\"hand-over\"},"
	    "\"partner\":{\"type\":\"indirect-reseller\"},\"customer\":"
	    "{\"overdue_step\":4,\"provider\":{\"name\":\"P\",\"channel\":"
	    "\"email\"}}}",
	    "\"route\":\"provider\"", "\"rule\":\"debtor-reseller\"" },
	{ "limit_debtors, a reseller's bill passes", "settings.conf",
	    "limit_debtors = false", "limit_debtors = true",
	    "{\"partner\":{\"type\":\"indirect-reseller\"},"
	    "\"issue\":{\"topic\":\"billing\"},\"customer\":"
	    "{\"overdue_step\":4,\"provider\":{\"name\":\"P\",\"channel\":"
	    "\"email\"}}}",
	    "\"route\":\"provider\"", "\"route\":\"provider\"" },
	{ "limit_debtors, who owes nothing is the nearest", "settings.conf",
	    "limit_debtors = false", "limit_debtors = true",
	    "{\"customer\":{\"overdue_step\":5}}",
	    "\"nearest\":[]", "\"fact\":\"customer.overdue_step\","
	    "\"from\":5,\"to\":0" },
	{ "entra_role", "settings.conf", "entra_role = false",
	    "entra_role = true", "{\"issue\":{\"product\":\"entra-id\"},"
	    "\"customer\":{\"azure_rbac\":null}}",
	    "\"missing\":[\"azure_rbac\"]", "\"outcome\":\"allow\"" },
	{ "cost_order", "settings.conf", "\"free\", \"unit\", \"paid\"",
	    "\"paid\", \"unit\", \"free\"", "{}",
	    "\"vehicle\":\"csp-entitlement\"", "\"vehicle\":\"advanced\"" },
	{ "baseline lifted", "rules.conf", "\"how-to\", \"configuration\"",
	    "\"configuration\"", "{\"issue\":{\"topic\":\"how-to\"}}",
	    "\"rule\":\"baseline\"", "\"outcome\":\"allow\"" },
	{ "a vehicle that has ended", "vehicles.conf",
	    "{ id = \"advanced\"; vehicle = \"advanced\";",
	    "{ id = \"advanced\"; vehicle = \"advanced\"; "
	    "to = \"2026-11-19\";", "{\"request\":{\"via\":\"advanced\"}}",
	    "\"outcome\":\"allow\"", "\"reason\":\"not-offered\"" },
	{ "a vehicle on its last day", "vehicles.conf",
	    "{ id = \"advanced\"; vehicle = \"advanced\";",
	    "{ id = \"advanced\"; vehicle = \"advanced\"; "
	    "to = \"2026-11-20\";", "{\"request\":{\"via\":\"advanced\"}}",
	    "\"outcome\":\"allow\"", "\"outcome\":\"allow\"" },
	{ "a warning of one's own", "notices.conf", "warnings = (",
	    "warnings = ( { when = { topic = \"break-fix\"; }; "
	    "word = \"call-first\"; },", "{}",
	    "\"warnings\":[\"gdap-ends-soon\"]",
	    "\"warnings\":[\"call-first\",\"gdap-ends-soon\"]" },
	{ "a check less", "rights.conf", "{ id = \"P2\"; when = { class = "
	    "\"technical\"; };", "{ id = \"P2\"; when = { class = "
	    "\"technical\"; product = \"azure\"; severity = \"A\"; };",
	    "{\"checks\":{\"P2\":null}}", "\"missing\":[\"P2\"]",
	    "\"outcome\":\"allow\"" },
};

static const char *
decided(const char *dir, const char *patch)
{
	cJSON *j = cJSON_Parse(patch);
	const char *text = facts_text(j);
	const struct policy *p;
	struct decision d;
	struct facts f;

	cJSON_Delete(j);
	same_outcome(dir, policy_load(&sc, dir, &p), E_OK, "");
	same_outcome(patch, facts_parse(&sc, text, strlen(text), &f), E_OK,
	    "");
	decide(&sc, p, &f, &d);
	return decision_json(&sc, &d);
}

START_TEST(switches)
{
	const char *before = decided("conf/policy", turned[_i].patch);
	const char *after = decided(policy_with(turned[_i].file,
	    turned[_i].from, turned[_i].to), turned[_i].patch);

	ck_assert_msg(strstr(before, turned[_i].before) != NULL,
	    "%s: before: got %s, want %s", turned[_i].name, before,
	    turned[_i].before);
	ck_assert_msg(strstr(after, turned[_i].after) != NULL,
	    "%s: after: got %s, want %s", turned[_i].name, after,
	    turned[_i].after);
}
END_TEST

START_TEST(asked)
{
	const struct policy *p;

	same_outcome("load", policy_load(&sc, "conf/policy", &p), E_OK, "");
	ck_assert_int_eq(policy_may_waive(p, "P3", 1 << word_find(words_role,
	    "admin_agent")), 1);
	ck_assert_int_eq(policy_may_waive(p, "P3", 1 << word_find(words_role,
	    "sales_agent")), 0);
	ck_assert_int_eq(policy_may_waive(p, "P3", WORD_UNKNOWN), 0);
	ck_assert_int_eq(policy_may_waive(p, "P0", -2), 0);
	ck_assert_int_eq(policy_max_age(p, "customer.gdap"), 86400);
	ck_assert_int_eq(policy_max_age(p, "customer.tenant"), -1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("policy");
	int failed;

	scope_begin(&whole, 0);
	base_facts = read_json_file("tests/decide/base.json");
	tcase_add_loop_test(t, bad_policy, 0, LEN(bad));
	tcase_add_test(t, line_is_right);
	tcase_add_test(t, no_policy);
	tcase_add_test(t, stored);
	tcase_add_test(t, hash);
	tcase_add_loop_test(t, switches, 0, LEN(turned));
	tcase_add_test(t, asked);
	failed = run_case("policy", t);
	scope_end(&whole);
	return failed;
}
