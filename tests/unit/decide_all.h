/* All cases of tests/decide, and whether a policy answers one as it wants. */
#ifndef TESTS_UNIT_DECIDE_ALL_H
#define TESTS_UNIT_DECIDE_ALL_H

#include "decide_cases.h"

enum { CASES_MAX = 600 };

struct decide_case {
	const char	*file, *name;
	const cJSON	*patch, *want;
};

static struct decide_case cases[CASES_MAX];
static int ncases;

static inline void
read_cases(const char *name)
{
	const cJSON *all = read_json_file(str_fmt(&whole,
	    "tests/decide/%s.json", name)), *j;

	cJSON_ArrayForEach(j, all) {
		struct decide_case *c = &cases[ncases++];

		if (ncases == CASES_MAX)
			BUG("more than %d cases", CASES_MAX);
		c->file = name;
		c->name = cJSON_GetStringValue(cJSON_GetObjectItem(j, "name"));
		c->patch = cJSON_GetObjectItem(j, "patch");
		c->want = cJSON_GetObjectItem(j, "want");
		if (c->name == NULL || c->patch == NULL || c->want == NULL)
			BUG("%s: case %d is not whole", name, ncases);
	}
}

static inline void
read_all_cases(void)
{
	static const char *const files[] = {
		"actors", "routes", "topics", "gates", "vehicles", "warnings",
		"targets", "nearest",
	};

	base_facts = read_json_file("tests/decide/base.json");
	for (int i = 0; i < LEN(files); i++)
		read_cases(files[i]);
}

/* As JSON, in the test's scope. */
static inline const char *
shown(const cJSON *j)
{
	char *text = cJSON_PrintUnformatted(j);
	const char *mine = text == NULL ? "nothing" : str_dup(&sc, text);

	cJSON_free(text);
	return mine;
}

/* What a decision has otherwise than a case wants it, or NULL. */
static inline const char *
unwanted(const struct decide_case *c, const char *decision)
{
	cJSON *got = cJSON_Parse(decision), *is;
	const char *why = NULL;
	const cJSON *want;

	cJSON_ArrayForEach(want, c->want) {
		is = cJSON_GetObjectItemCaseSensitive(got, want->string);
		if (why == NULL && !cJSON_Compare(is, want, 1))
			why = str_fmt(&sc, "%s: %s: %s: got %s, want %s",
			    c->file, c->name, want->string, shown(is),
			    shown(want));
	}
	cJSON_Delete(got);
	return why;
}

#endif
