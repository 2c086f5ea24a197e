/* Loads the rows of wall.conf and answers from them. */
#include "policy/wall.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/token.h"

#include <string.h>

enum { MOST_ROWS = 100, TEXT_BYTES = 65536 };

struct later {
	const char	*command, *en, *pl;
};

struct wall {
	const char	*asks[MOST_ROWS];	/* folded, " like this " */
	int		 nasks;
	struct later	 later[MOST_ROWS];
	int		 nlater;
};

/* " word word ": folded as triage folds, so that whole words are found. */
static const char *
folded(struct scope *sc, const char *text)
{
	size_t len = str_utf8_cut(text, TEXT_BYTES);
	struct tokens words;
	struct buf b;

	tokens_init(&words, sc, len);
	tokens_add(&words, text, len, 0);
	buf_init(&b, sc, 2 * TEXT_BYTES);
	buf_puts(&b, " ");
	for (int i = 0; i < words.n; i++)
		buf_fmt(&b, "%.*s ", (int)words.at[i].len, words.at[i].text);
	return b.at;
}

static enum err
read_asks(struct scope *sc, const struct config_setting_t *list,
    struct wall *w)
{
	const struct config_setting_t *n;

	for (int i = 0; (n = conf_nth(list, i)) != NULL; i++) {
		const char *text = conf_text(n);

		if (text == NULL || strlen(folded(sc, text)) < 3)
			return conf_bad(sc, n, "must be words in quotes");
		if (w->nasks == MOST_ROWS)
			return conf_bad(sc, n, "more than %d rows", MOST_ROWS);
		w->asks[w->nasks++] = folded(sc, text);
	}
	return E_OK;
}

static enum err
read_later(struct scope *sc, const struct config_setting_t *list,
    struct wall *w)
{
	static const struct setting rows[] = {
		{ "command", SET_TEXT, offsetof(struct later, command), NULL,
		    1, 20, NULL, "the command" },
		{ "en", SET_TEXT, offsetof(struct later, en), NULL, 1, 300,
		    NULL, "what it waits for, in English" },
		{ "pl", SET_TEXT, offsetof(struct later, pl), NULL, 1, 300,
		    NULL, "the same in Polish" },
		{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
	};
	const struct config_setting_t *n;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && (n = conf_nth(list, i)) != NULL; i++) {
		if (w->nlater == MOST_ROWS)
			return conf_bad(sc, n, "more than %d rows", MOST_ROWS);
		e = conf_fill(sc, n, "", rows, NULL, &w->later[w->nlater++]);
	}
	return e;
}

enum err
wall_load(struct scope *sc, const char *dir, const struct wall **ret)
{
	static const char *const names[] = { "asks", "later", NULL };
	struct wall *w = scope_alloc(sc, sizeof(*w));
	const struct config_setting_t *root;
	enum err e;

	if ((e = conf_read(sc, str_fmt(sc, "%s/wall.conf", dir), &root))
	    != E_OK ||
	    (e = conf_known(sc, root, names)) != E_OK ||
	    (e = read_asks(sc, conf_at(root, "asks"), w)) != E_OK ||
	    (e = read_later(sc, conf_at(root, "later"), w)) != E_OK)
		return e;
	*ret = w;
	return E_OK;
}

int
wall_asks(struct scope *sc, const struct wall *w, const char *text)
{
	const char *words = folded(sc, text);

	for (int i = 0; i < w->nasks; i++)
		if (strstr(words, w->asks[i]) != NULL)
			return 1;
	return 0;
}

const char *
wall_later(const struct wall *w, const char *command, const char *language)
{
	for (int i = 0; i < w->nlater; i++)
		if (str_same(w->later[i].command, command))
			return str_same(language, "pl") ? w->later[i].pl :
			    w->later[i].en;
	return "-";
}
