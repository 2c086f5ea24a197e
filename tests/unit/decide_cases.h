/*
 * The cases of tests/decide: base facts, and for each case a patch and the
 * members of the decision that it wants. A patch is merged as in RFC 7396,
 * but its null is a value: facts know null.
 */
#ifndef TESTS_UNIT_DECIDE_CASES_H
#define TESTS_UNIT_DECIDE_CASES_H

#include "tmp.h"

#include "policy/decide.h"

#include <cjson/cJSON.h>

/* Lives as long as the program; forked tests inherit it. */
static struct scope whole;
static const cJSON *base_facts;

static inline void
close_cjson(void *j)
{
	cJSON_Delete(j);
}

static inline cJSON *
read_json_file(const char *path)
{
	cJSON *j;
	size_t len;
	char *text;

	if (str_file(&whole, path, 1 << 20, &text, &len) != E_OK ||
	    (j = cJSON_ParseWithLength(text, len)) == NULL) {
		fprintf(stderr, "%s: not readable or not JSON\n", path);
		exit(1);
	}
	scope_own(&whole, close_cjson, j);
	return j;
}

static inline void
merge(cJSON *into, const cJSON *patch)
{
	const cJSON *p;

	cJSON_ArrayForEach(p, patch) {
		cJSON *old = cJSON_GetObjectItemCaseSensitive(into, p->string);

		if (cJSON_IsObject(p) && cJSON_IsObject(old))
			merge(old, p);
		else if (old != NULL)
			cJSON_ReplaceItemInObjectCaseSensitive(into, p->string,
			    cJSON_Duplicate(p, 1));
		else
			cJSON_AddItemToObject(into, p->string,
			    cJSON_Duplicate(p, 1));
	}
}

/* The base facts with a patch, as text. */
static inline const char *
facts_text(const cJSON *patch)
{
	cJSON *j = cJSON_Duplicate(base_facts, 1);
	char *text;
	const char *mine;

	merge(j, patch);
	text = cJSON_PrintUnformatted(j);
	mine = str_dup(&sc, text);
	cJSON_free(text);
	cJSON_Delete(j);
	return mine;
}

#endif
