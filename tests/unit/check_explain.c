/*
 * Receipts in sentences: every case of tests/decide in both languages, every
 * code that the policy can give has a sentence, and what is no decision is
 * refused.
 */
#include "decide_cases.h"

#include "base/json.h"
#include "explain.h"
#include "policy/words.h"

static const char *const languages[] = { "en", "pl" };
static const struct policy *policy;
static const struct texts *texts;
static const cJSON *cases[8];

static void
load(void)
{
	static const char *const files[] = {
		"actors", "routes", "topics", "gates", "vehicles", "warnings",
		"targets", "nearest",
	};

	scope_begin(&whole, 0);
	base_facts = read_json_file("tests/decide/base.json");
	for (int i = 0; i < LEN(files); i++)
		cases[i] = read_json_file(str_fmt(&whole,
		    "tests/decide/%s.json", files[i]));
	if (policy_load(&whole, "conf/policy", &policy) != E_OK ||
	    texts_load(&whole, "conf/messages", NULL, &texts) != E_OK) {
		fprintf(stderr, "%s\n", whole.why);
		exit(1);
	}
}

static const char *
decided(const cJSON *patch, struct decision *ret)
{
	const char *text = facts_text(patch);
	struct facts f;

	same_outcome(text, facts_parse(&sc, text, strlen(text), &f), E_OK, "");
	decide(&sc, policy, &f, ret);
	return decision_json(&sc, ret);
}

static const char *
said(const char *language, const char *decision)
{
	const char *text = NULL;

	same_outcome(decision, explain(&sc, texts, language,
	    &(struct receipt){ .decision = decision }, &text),
	    E_OK, "");
	return text;
}

/* The text of a code, with a dash before it or a colon, as it may stand. */
static void
holds(const char *name, const char *all, const char *language,
    const char *group, const char *word)
{
	const char *key = str_fmt(&sc, "%s.%s", group, word);
	const char *text = text_or(&sc, texts, language, key, NULL);

	ck_assert_msg(text != NULL, "%s: no text %s", name, key);
	ck_assert_msg(strstr(all, text) != NULL, "%s: %s: no \"%s\" in:\n%s",
	    name, language, text, all);
}

static void
holds_lists(const char *name, const char *all, const char *language,
    const struct decision *d)
{
	const char *const *missing = d->missing.at, *const *warn;
	const struct refused *r = d->refused.at;

	for (int i = 0; i < d->missing.n; i++)
		holds(name, all, language, word_find(words_check, missing[i]) ==
		    WORD_UNKNOWN ? "fact" : "check", missing[i]);
	warn = d->warnings.at;
	for (int i = 0; i < d->warnings.n; i++)
		holds(name, all, language, "warning", warn[i]);
	for (int i = 0; i < d->refused.n; i++) {
		holds(name, all, language, "reason", r[i].reason);
		holds(name, all, language, "vehicle",
		    words_vehicle[r[i].vehicle]);
		if (r[i].entitlement != NULL)
			ck_assert_ptr_nonnull(strstr(all, r[i].entitlement));
	}
	if (d->nnearest > 0)
		holds(name, all, language, "would",
		    words_outcome[d->near_outcome]);
}

/* Each kind of source, value and age, in the order in which they are told. */
START_TEST(facts_with_source_and_age)
{
	static const char facts[] = "{\"partner\":{\"type\":\"direct-bill\"},"
	    "\"issue\":{\"class\":\"technical\",\"product\":\"azure\"},"
	    "\"customer\":{\"gdap\":{\"roles\":[]},\"azure_rbac\":true,"
	    "\"provider\":{\"name\":\"Tatra IT\"}},\"checks\":{\"P1\":"
	    "\"done\"},\"entitlements\":[{\"id\":\"pcs\"},{\"id\":\"adv\"}]}";
	static const char sources[] = "[{\"fact\":\"partner.type\","
	    "\"source\":\"settings\"},{\"fact\":\"issue.class\",\"source\":"
	    "\"agent\",\"who\":\"Anna Nowak\",\"at\":"
	    "\"2026-11-20T08:59:00Z\"},{\"fact\":\"issue.product\","
	    "\"source\":\"words\"},{\"fact\":\"customer.gdap\",\"source\":"
	    "\"import\",\"at\":\"2026-11-20T05:30:00Z\"},{\"fact\":"
	    "\"customer.azure_rbac\",\"source\":\"import\",\"at\":"
	    "\"2026-11-12T09:00:00Z\"},{\"fact\":\"customer.provider\","
	    "\"source\":\"import\"},{\"fact\":\"checks.P1\",\"source\":"
	    "\"agent\",\"who\":\"Anna Nowak\",\"at\":"
	    "\"2026-11-20T08:38:00Z\"},{\"fact\":\"entitlements\","
	    "\"source\":\"ledger\"}]";
	static const char *const want[] = {
		"Known, and who says so:\n"
		"- kind of partner: direct-bill partner (cspdesk.conf)\n"
		"- kind of issue: technical (Anna Nowak, 1 minute before)\n"
		"- product: Azure (from the customer's words)\n"
		"- GDAP: yes (imported, 3 hours before)\n"
		"- Azure role: yes (imported, 8 days before)\n"
		"- indirect provider: Tatra IT (imported)\n"
		"- P1: done (Anna Nowak, 22 minutes before)\n"
		"- held: pcs, adv (cspdesk units)",
		"(Anna Nowak, 22 minuty wcześniej)",
	};
	struct receipt r = { .facts = facts, .sources = sources,
	    .at = INT64_C(1795165200000) };
	struct decision d;
	const char *text;

	r.decision = decided(NULL, &d);
	same_outcome("explain", explain(&sc, texts, languages[_i], &r, &text),
	    E_OK, "");
	ck_assert_msg(strstr(text, want[_i]) != NULL, "no \"%s\" in:\n%s",
	    want[_i], text);
}
END_TEST

START_TEST(every_case)
{
	const char *language = languages[_i % LEN(languages)];
	const cJSON *c;

	cJSON_ArrayForEach(c, cases[_i / LEN(languages)]) {
		const char *name = cJSON_GetStringValue(
		    cJSON_GetObjectItem(c, "name")), *all;
		struct decision d;

		all = said(language, decided(cJSON_GetObjectItem(c, "patch"),
		    &d));
		ck_assert_ptr_nonnull(strstr(all, d.rule));
		if (d.outcome != OUTCOME_BLOCK && d.outcome != OUTCOME_DENY)
			holds(name, all, language, "route",
			    words_route[d.route]);
		if (d.vehicle != WORD_UNKNOWN) {
			holds(name, all, language, "vehicle",
			    words_vehicle[d.vehicle]);
			holds(name, all, language, "channel",
			    words_channel[d.channel]);
		}
		holds_lists(name, all, language, &d);
		ck_assert_msg(strchr(all, '{') == NULL && strstr(all, "?")
		    == NULL, "%s: not filled in:\n%s", name, all);
	}
}
END_TEST

static const struct {
	const char		*group;
	const char *const	*words;
} lists[] = {
	{ "class", words_class }, { "topic", words_topic },
	{ "product", words_product }, { "publisher", words_publisher },
	{ "environment", words_environment }, { "action", words_action },
	{ "kind", words_actor }, { "type", words_partner },
	{ "flag", words_flag }, { "mark", words_mark },
	{ "vehicle", words_vehicle }, { "outcome", words_outcome },
	{ "would", words_outcome }, { "route", words_route },
	{ "channel", words_channel }, { "check", words_check },
	{ "fact", words_missing },
};

static void
has_text(const char *group, const char *word)
{
	for (int i = 0; i < LEN(languages); i++)
		ck_assert_msg(text_or(&sc, texts, languages[i], str_fmt(&sc,
		    "%s.%s", group, word), NULL) != NULL, "%s: no text %s.%s",
		    languages[i], group, word);
}

START_TEST(every_word)
{
	for (int k = 0; lists[_i].words[k] != NULL; k++)
		has_text(lists[_i].group, lists[_i].words[k]);
}
END_TEST

/* What decide.c and vehicle.c say by themselves. */
START_TEST(every_reason_of_the_engine)
{
	static const char *const reasons[] = {
		"dearer", "routed", "blocked", "denied", "via", "not-held",
		"not-offered", "dates-unknown", "not-yet-valid", "expired",
		"no-units", "holder", "environment-unknown",
	};

	for (int i = 0; i < LEN(reasons); i++)
		has_text("reason", reasons[i]);
}
END_TEST

static const cJSON *
compiled(void)
{
	cJSON *j = cJSON_Parse(policy_canonical(policy));

	ck_assert_ptr_nonnull(j);
	scope_own(&sc, close_cjson, j);
	return j;
}

/* A cell of a vehicle's row may say no, or be what nobody knows. */
static void
has_cells(const cJSON *serves, const cJSON *settings)
{
	const cJSON *row, *cell;

	cJSON_ArrayForEach(row, serves) {
		cJSON_ArrayForEach(cell, row) {
			has_text("reason", cell->string);
			if (cJSON_GetObjectItem(settings, cell->string) ==
			    NULL)
				has_text("reason", str_fmt(&sc, "%s-unknown",
				    cell->string));
		}
	}
}

START_TEST(every_code_of_the_policy)
{
	const cJSON *p = compiled(), *row;
	int n = 0;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(p, "rules")) {
		const char *reason = cJSON_GetStringValue(
		    cJSON_GetObjectItem(row, "reason"));

		n++;
		if (reason != NULL)
			has_text("reason", reason);
	}
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(p, "vehicles"))
		has_cells(cJSON_GetObjectItem(row, "serves"),
		    cJSON_GetObjectItem(p, "settings"));
	cJSON_ArrayForEach(row, cJSON_GetObjectItem(p, "warnings"))
		has_text("warning", cJSON_GetStringValue(
		    cJSON_GetObjectItem(row, "word")));
	ck_assert_int_gt(n, 20);
}
END_TEST

/* By its last part; a list's by its first. */
START_TEST(every_fact_that_would_help)
{
	const cJSON *row;
	int n = 0;

	cJSON_ArrayForEach(row, cJSON_GetObjectItem(compiled(), "nearest")) {
		const char *path = cJSON_GetStringValue(
		    cJSON_GetObjectItem(row, "fact")), *dot;

		ck_assert_ptr_nonnull(path);
		dot = strrchr(path, '.');
		ck_assert_ptr_nonnull(dot);
		if (str_same(dot, ".-"))
			has_text("fact", str_copy(&sc, path,
			    strcspn(path, ".")));
		else
			has_text(word_find(words_check, dot + 1) ==
			    WORD_UNKNOWN ? "fact" : "check", dot + 1);
		n++;
	}
	ck_assert_int_gt(n, 20);
}
END_TEST

#define CHANGE(fact, from, to) \
	"{\"outcome\":\"block\",\"nearest\":[{\"fact\":\"" fact \
	"\",\"from\":" from ",\"to\":" to ",\"outcome\":\"allow\"}]}"

static const struct { const char *decision, *en, *pl; } sentences[] = {
	{ "{\"outcome\":\"deny\",\"rule\":\"r1\"}",
	    "This may not be taken to Microsoft (r1).",
	    "Tego nie wolno przekaza\xc4\x87 do Microsoftu (r1)." },
	{ "{\"outcome\":\"allow\",\"route\":\"microsoft\",\"vehicle\":"
	    "\"premier\",\"channel\":\"new-one\"}",
	    "it may go to Microsoft (-).", "mo\xc5\xbc" "e to przej" },
	{ "{\"outcome\":\"allow\",\"vehicle\":\"premier\",\"channel\":"
	    "\"new-one\"}", "by new-one.", "przez new-one." },
	{ "{\"outcome\":\"block\",\"missing\":[\"P3\",\"gdap\",\"moon\"]}",
	    "- P3 diagnosed with admin rights", "- P3 zdiagnozowano" },
	{ "{\"outcome\":\"block\",\"missing\":[\"P3\",\"gdap\",\"moon\"]}",
	    "- moon", "- moon" },
	{ "{\"outcome\":\"allow\",\"response\":{\"target_minutes\":240,"
	    "\"calendar\":\"24x7\"}}", "within 240 minutes (24x7)",
	    "w ci\xc4\x85gu 240 minut (24x7)" },
	{ "{\"outcome\":\"block\",\"refused\":[{\"vehicle\":\"advanced\","
	    "\"entitlement\":\"e2\",\"reason\":\"expired\"}]}",
	    "- Advanced Support for Partners (e2): it has ended",
	    "- Advanced Support for Partners (e2): ju" },
	{ CHANGE("checks.P1", "null", "\"done\""), "- P1 service health and "
	    "message center looked at: done (now: not clear)",
	    "centrum wiadomo\xc5\x9b" "ci: " },
	{ CHANGE("customer.azure_rbac", "false", "true"),
	    "subscription: yes (now: no)", "klienta: tak (teraz: nie)" },
	{ CHANGE("issue.product", "null", "\"azure\""),
	    "- the product: Azure (now: not clear)", "- produkt: Azure" },
	{ CHANGE("request.via", "null", "\"azure-plan\""),
	    ": Azure support plan (", ": plan wsparcia Azure (" },
	{ CHANGE("customer.gdap", "null", "{\"roles\":[]}"),
	    "with a fitting role: yes (", ": tak (" },
	{ CHANGE("entitlements.-", "null", "{\"vehicle\":\"advanced\"}"),
	    "that covers this: Advanced Support for Partners (",
	    ": Advanced Support for Partners (" },
	{ CHANGE("customer.overdue_step", "4", "0"), ": 0 (now: 4)",
	    ": 0 (teraz: 4)" },
};

START_TEST(sentence)
{
	const char *en = said("en", sentences[_i].decision);
	const char *pl = said("pl", sentences[_i].decision);

	ck_assert_msg(strstr(en, sentences[_i].en) != NULL, "%s", en);
	ck_assert_msg(strstr(pl, sentences[_i].pl) != NULL, "%s", pl);
	same_text("another language", said("de", sentences[_i].decision), en);
}
END_TEST

static const char *const damaged[] = {
	"", " ", "null", "7", "\"allow\"", "[]", "{}", "{\"outcome\":null}",
	"{\"outcome\":1}", "{\"outcome\":\"\"}", "{\"outcome\":\"maybe\"}",
	"{\"outcome\":[\"allow\"]}", "{\"outcome\":\"allow\"",
	"{\"outcome\":\"allow\"}}", "{\"outcome\":\"\xff\"}",
	"{\"outcome\":\"allow\",\"a\":[[[[[[[[[[]]]]]]]]]]}",
};

START_TEST(refused)
{
	const char *text = "untouched";

	same_outcome(damaged[_i], explain(&sc, texts, "en",
	    &(struct receipt){ .decision = damaged[_i] },
	    &text), E_SHAPE, "this is not a decision");
	same_text("out", text, "untouched");
}
END_TEST

/* A row of a newer program: never silent, never a fault. */
START_TEST(odd_shapes)
{
	static const char *const values[] = {
		"null", "7", "\"x\"", "{}", "[]", "[null]", "[7]", "[{}]",
		"[[\"x\"]]", "{\"x\":\"y\"}", "true",
	};
	static const char *const members[] = {
		"route", "channel", "vehicle", "rule", "missing", "warnings",
		"response", "refused", "nearest",
	};

	for (int m = 0; m < LEN(members); m++)
		for (int v = 0; v < LEN(values); v++)
			ck_assert_ptr_nonnull(strstr(said("en", str_fmt(&sc,
			    "{\"outcome\":\"deny\",\"%s\":%s}", members[m],
			    values[v])), "This may not be taken"));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("explain");
	int failed;

	load();
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, facts_with_source_and_age, 0, LEN(languages));
	tcase_add_loop_test(t, every_case, 0, LEN(cases) * LEN(languages));
	tcase_add_loop_test(t, every_word, 0, LEN(lists));
	tcase_add_test(t, every_reason_of_the_engine);
	tcase_add_test(t, every_code_of_the_policy);
	tcase_add_test(t, every_fact_that_would_help);
	tcase_add_loop_test(t, sentence, 0, LEN(sentences));
	tcase_add_loop_test(t, refused, 0, LEN(damaged));
	tcase_add_test(t, odd_shapes);
	failed = run_case("explain", t);
	scope_end(&whole);
	return failed;
}
