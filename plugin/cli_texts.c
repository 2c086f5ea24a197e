/* What people will read: cspdesk texts, and what check says about texts. */
#include "cli.h"

#include "base/str.h"
#include "locales.h"
#include "text_preview.h"

#include <stdio.h>
#include <string.h>

/* Is it the key itself, or its group? NULL: all. */
static int
is_asked(const char *key, const char *word)
{
	size_t n = word == NULL ? 0 : strlen(word);

	return word == NULL || str_same(key, word) ||
	    (strncmp(key, word, n) == 0 && key[n] == '.');
}

/* "key: text", of a partner's own "key (file:line): text". */
static void
print_text(struct scope *sc, const struct texts *t, const char *language,
    const char *key)
{
	const char *place = texts_local(sc, t, language, key);
	char *line, *rest = str_dup(sc, text_preview(sc, t, language, key));

	if (place != NULL)
		key = str_fmt(sc, "%s (%s)", key, place);
	while ((line = strsep(&rest, "\n")) != NULL)
		printf("%s: %s\n", key, line);
}

static enum err
print_texts(struct scope *sc, const struct texts *t, const struct args *a)
{
	const char *word = a->n == 0 ? NULL : a->rest[0], *key;
	int n = 0;

	for (int i = 0; (key = texts_key(t, i)) != NULL; i++)
		if (is_asked(key, word)) {
			print_text(sc, t, a->language, key);
			n++;
		}
	return n > 0 ? E_OK : scope_fail(sc, E_SHAPE, "there is no text or "
	    "group \"%s\"; %s", word, texts_near(sc, t, word));
}

int
cmd_texts(struct scope *sc, const struct args *a)
{
	const struct texts *t;
	struct config c;
	enum err e;

	if (a->n > 1)
		return cli_usage("texts");
	if ((e = config_load(sc, a->config, NEEDS_NOTHING, &c)) == E_OK &&
	    (e = texts_load(sc, c.messages, c.messages_local, &t)) == E_OK)
		e = print_texts(sc, t, a);
	return e == E_OK ? 0 : cli_complain(sc, e);
}

/* A text that the partner changed in some languages only. */
static void
warn_half(struct scope *sc, const struct texts *t, const char *key)
{
	const char *place[LOCALES], *own = NULL;

	for (int i = 0; i < LOCALES; i++) {
		place[i] = texts_local(sc, t, locales[i].name, key);
		own = own == NULL ? place[i] : own;
	}
	for (int i = 0; own != NULL && i < LOCALES; i++)
		if (place[i] == NULL)
			fprintf(stderr, "cspdesk: warning: %s: %s is in your "
			    "own words, in %s it is still the shipped text\n",
			    own, key, locales[i].name);
}

void
cli_warn_texts(struct scope *sc, const struct texts *t)
{
	const char *key;

	for (int i = 0; (key = texts_key(t, i)) != NULL; i++)
		warn_half(sc, t, key);
}
