/*
 * Nothing in the policy is there for nothing: without any one of its rows,
 * cells and words, a case of tests/decide is answered otherwise than it wants
 * (or the policy is refused). So a row that nobody wrote a case for shows.
 */
#include "decide_all.h"

enum { MOST_ROWS = 400, DEPTH = 8 };

/* Where something is in the canonical form: positions, from the top. */
struct place {
	int	at[DEPTH], n;
};

static cJSON *policy;
static struct facts facts[CASES_MAX];
static const char *answers[CASES_MAX];	/* less the policy's hash */
static struct place rows[MOST_ROWS];
static int nrows;

static const char *const sections[] = {
	"roles", "rules", "rights", "channels", "responses", "languages",
	"warnings",
};

/* What is idle as the policy ships: what a row or a part of it says. */
static const struct {
	const char	*row, *part, *why;
} idle[] = {
	/* Switches; check_policy turns them. */
	{ "\"reseller_m365\":[\"off\"]", NULL, "a switch" },
	{ "\"limit_debtors\":[\"on\"]", NULL, "a switch" },
	{ "\"entra_role\":[\"on\"]", NULL, "a switch" },
	{ "\"dynamics_2021\":[\"off\"]", "[\"off\"]", "a switch" },
	{ "{\"when\":{\"class\":[\"technical\"]},\"roles\"", NULL,
	    "for the switch global_admin" },
	/* What rules or the engine forbid already; twice is meant. */
	{ "\"type\":[\"direct-bill\",\"indirect-provider\"]",
	    "[\"direct-bill\",\"indirect-provider\"]",
	    "resellers were routed to their provider" },
	{ "\"type\":[\"indirect-reseller\"]}", "[\"membership\"]",
	    "resellers were routed to their provider" },
	{ "\"topic\":[\"membership\"],\"type\"", "[\"indirect-reseller\"]",
	    "the others have all commercial topics" },
	{ "\"holder\":[\"customer\"]", "[\"customer\"]",
	    "what a customer holds serves no other environment" },
	{ "\"holder\":[\"partner\"]", "[\"partner\"]",
	    "what a customer holds serves no other environment" },
	{ "\"needs\":[]", "\"security\"", "security never asks for rights" },
	{ "\"needs\":[\"reseller_relationship\"]", "\"unknown\"",
	    "an unknown product blocks by itself" },
	/* What is left when the rows before have been asked. */
	{ "\"product\":[\"partner-center\"],\"publisher\"",
	    "[\"technical\"]", "commercial is served before" },
	{ "\"id\":\"technical-other\"", "[\"other\"]",
	    "an unknown product, which blocks by itself" },
	{ "\"channel\":\"m365-admin-portal\"", "[\"microsoft365\","
	    "\"dynamics365\",\"power-platform\"]", "no other product" },
	{ "{\"when\":{\"vehicle\":[\"azure-plan\"]},\"channel\"", NULL,
	    "its product's row says the same" },
	{ "\"channel\":\"portal\"", "[\"portal\"]",
	    "no other way to a provider" },
	{ "\"severity\":[\"C\"]},\"minutes\":480,\"calendar\":\"24x7\"",
	    "[\"C\"]", "no other severity" },
	{ "\"plan\":[", "[\"azure-plan\"]", "no other vehicle has a plan" },
	{ "\"severity\":[\"B\",\"C\"]", "[\"premier\",\"unified-contract\"]",
	    "no other vehicle of these products" },
	{ "\"route\":[\"provider\"]},\"word\":\"two-routes\"",
	    "[\"commercial\",\"technical\"]", "security is nobody else's" },
	/* Known of what is allowed only. */
	{ "\"language_offered\"", "[\"allow\"]", "no language without one" },
	{ "\"units_nearly_out\"", "[\"allow\"]", "no units without one" },
	{ "\"ends_soon\"", "[\"allow\"]", "no end without one" },
};

static cJSON *
item_at(cJSON *j, const struct place *p, int depth)
{
	for (int i = 0; i < depth; i++)
		j = cJSON_GetArrayItem(j, p->at[i]);
	return j;
}

static const char *
text_at(const struct place *p, int depth)
{
	char *text = cJSON_PrintUnformatted(item_at(policy, p, depth));
	const char *mine = str_dup(&whole, text);

	cJSON_free(text);
	return mine;
}

static const char *
answer(struct scope *to, const struct policy *p, int i)
{
	struct decision d;
	const char *text;

	decide(to, p, &facts[i], &d);
	text = decision_json(to, &d);
	return str_copy(to, text, (size_t)(strstr(text, "\"policy\":") -
	    text));
}

/* Is something amiss without it? */
static int
is_missed(const struct place *part)
{
	cJSON *copy = cJSON_Duplicate(policy, 1);
	const struct policy *p;
	char *text;
	int missed;

	cJSON_DeleteItemFromArray(item_at(copy, part, part->n - 1),
	    part->at[part->n - 1]);
	text = cJSON_PrintUnformatted(copy);
	cJSON_Delete(copy);
	missed = policy_compile(&sc, text, &p) != E_OK;
	for (int i = 0; i < ncases && !missed; i++) {
		const char *now = answer(&sc, p, i);

		missed = !str_same(now, answers[i]) && unwanted(&cases[i],
		    str_fmt(&sc, "%s\"policy\":null}", now)) != NULL;
	}
	cJSON_free(text);
	return missed;
}

static int
may_be_idle(const char *row, const char *part)
{
	for (int i = 0; i < LEN(idle); i++)
		if (strstr(row, idle[i].row) != NULL && (idle[i].part == NULL ||
		    str_same(idle[i].part, part)))
			return 1;
	return 0;
}

static void
ask(const char *row, const struct place *part)
{
	const char *text = text_at(part, part->n);

	if (may_be_idle(row, text))
		return;
	ck_assert_msg(is_missed(part), "no case misses %s of %s", text, row);
	scope_end(&sc);
	scope_begin(&sc, 0);
}

/* Each cell of a row, and each word of a cell. */
static void
ask_cells(const char *row, const struct place *cells)
{
	struct place cell = *cells, word;
	int ncells = cJSON_GetArraySize(item_at(policy, cells, cells->n));

	for (int i = 0; i < ncells; i++) {
		int nwords;

		cell.at[cells->n] = i;
		cell.n = cells->n + 1;
		ask(row, &cell);
		nwords = cJSON_GetArraySize(item_at(policy, &cell, cell.n));
		word = cell;
		word.n++;
		for (int k = 0; k < nwords && nwords > 1; k++) {
			word.at[cell.n] = k;
			ask(row, &word);
		}
	}
}

START_TEST(counts)
{
	const struct place *p = &rows[_i];
	const char *row = text_at(p, p->n);
	const cJSON *j = item_at(policy, p, p->n), *kid;
	struct place cells = *p;

	ask(row, p);
	if (cJSON_GetObjectItem(j, "when") == NULL) {
		ask_cells(row, p);
		return;
	}
	cells.at[cells.n++] = 0;
	cJSON_ArrayForEach(kid, j) {
		if (str_same(kid->string, "when"))
			ask_cells(row, &cells);
		cells.at[p->n]++;
	}
}
END_TEST

/* An exception that nothing needs any more. */
START_TEST(exceptions)
{
	int n = 0;

	for (int i = 0; i < nrows; i++)
		n += strstr(text_at(&rows[i], rows[i].n), idle[_i].row) != NULL;
	ck_assert_msg(n > 0, "no row says %s", idle[_i].row);
}
END_TEST

static void
add_rows(const struct place *section)
{
	int n = cJSON_GetArraySize(item_at(policy, section, section->n));

	for (int i = 0; i < n; i++) {
		if (nrows == MOST_ROWS)
			BUG("more than %d rows", MOST_ROWS);
		rows[nrows] = *section;
		rows[nrows].at[rows[nrows].n++] = i;
		nrows++;
	}
}

static int
position(const cJSON *in, const char *name)
{
	const cJSON *j;
	int i = 0;

	cJSON_ArrayForEach(j, in) {
		if (str_same(j->string, name))
			return i;
		i++;
	}
	BUG("no %s in the policy", name);
}

static void
find_rows(void)
{
	struct place p = { { position(policy, "vehicles") }, 3 };
	const cJSON *all = cJSON_GetObjectItem(policy, "vehicles"), *v;

	cJSON_ArrayForEach(v, all) {
		p.at[2] = position(v, "serves");
		add_rows(&p);
		p.at[1]++;
	}
	p.n = 1;
	for (int i = 0; i < LEN(sections); i++) {
		p.at[0] = position(policy, sections[i]);
		add_rows(&p);
	}
}

static void
load(void)
{
	const struct policy *p;

	scope_begin(&whole, 0);
	scope_begin(&sc, 0);
	read_all_cases();
	if (policy_load(&whole, "conf/policy", &p) != E_OK)
		BUG("%s", whole.why);
	policy = cJSON_Parse(policy_canonical(p));
	scope_own(&whole, close_cjson, policy);
	for (int i = 0; i < ncases; i++) {
		const char *text = str_dup(&whole, facts_text(cases[i].patch));

		if (facts_parse(&whole, text, strlen(text), &facts[i]) != E_OK)
			BUG("%s: %s", cases[i].name, whole.why);
		answers[i] = answer(&whole, p, i);
	}
	scope_end(&sc);
	find_rows();
}

int
main(void)
{
	TCase *t = tcase_create("policy-rows");
	int failed;

	load();
	tcase_add_loop_test(t, counts, 0, nrows);
	tcase_add_loop_test(t, exceptions, 0, LEN(idle));
	failed = run_case("policy-rows", t);
	scope_end(&whole);
	return failed;
}
