/*
 * Hostile bytes for facts, and every decision that gets past them: facts
 * that were read must survive their own canonical form, and decide alike.
 */
#include "base/str.h"
#include "policy/decide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);
int	LLVMFuzzerInitialize(int *, char ***);

/* Loaded once; lives as long as the program. */
static struct scope whole;
static const struct policy *policy;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	scope_begin(&whole, 0);
	if (policy_load(&whole, "conf/policy", &policy) != E_OK) {
		fprintf(stderr, "%s\n", whole.why);
		exit(1);
	}
	return 0;
}

static const char *
answer(struct scope *sc, const struct facts *f)
{
	struct decision d;

	decide(sc, policy, f, &d);
	return decision_json(sc, &d);
}

static void
come_back(struct scope *sc, const struct facts *f)
{
	const char *text = facts_json(sc, f);
	struct facts again;

	if (facts_parse(sc, text, strlen(text), &again) != E_OK)
		BUG("own facts are refused: %s", sc->why);
	if (strcmp(facts_json(sc, &again), text) != 0)
		BUG("facts change on the way: %s", text);
	if (strcmp(answer(sc, &again), answer(sc, f)) != 0)
		BUG("two decisions: %s", text);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct scope sc;
	struct facts f;

	scope_begin(&sc, 0);
	if (facts_parse(&sc, (const char *)data, len, &f) == E_OK)
		come_back(&sc, &f);
	else if (sc.why[0] == '\0')
		BUG("refused without a sentence");
	scope_end(&sc);
	return 0;
}
