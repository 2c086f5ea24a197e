/*
 * Hostile texts for triage: the first line the subject, the rest the body;
 * a first byte of '<' makes it HTML. The words are those that we ship, read
 * once from conf/policy, so run it in the project's top directory.
 */
#include "policy/triage.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

/* The same text must give the same answer; aborts if it does not. */
static void
ask_twice(struct scope *sc, const struct triage_words *words,
    const char *subject, const char *body, int is_html)
{
	const char *json[2];

	for (int i = 0; i < 2; i++) {
		struct triage t;

		triage(sc, words, subject, body, is_html, &t);
		json[i] = triage_json(sc, &t);
	}
	if (strcmp(json[0], json[1]) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t len)
{
	static struct scope forever;
	static const struct triage_words *words;
	struct scope sc;
	char *subject, *body;

	if (words == NULL) {
		scope_begin(&forever, 0);
		if (triage_load(&forever, "conf/policy", &words) != E_OK) {
			fprintf(stderr, "%s\n", forever.why);
			abort();
		}
	}
	scope_begin(&sc, 0);
	body = str_copy(&sc, (const char *)bytes, len);
	subject = strsep(&body, "\n");
	ask_twice(&sc, words, subject, body, len > 0 && bytes[0] == '<');
	scope_end(&sc);
	return 0;
}
