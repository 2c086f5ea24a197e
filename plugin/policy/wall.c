/* Loads the rows of wall.conf and answers from them. */
#include "policy/wall.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/token.h"

#include <string.h>

enum { MOST_ROWS = 100, TEXT_BYTES = 65536 };

struct wall {
	const char	*asks[MOST_ROWS];	/* folded, " like this " */
	int		 nasks;
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

enum err
wall_load(struct scope *sc, const char *dir, const struct wall **ret)
{
	/* Older files have `later`: what commands waited for. */
	static const char *const names[] = { "asks", "later", NULL };
	struct wall *w = scope_alloc(sc, sizeof(*w));
	const struct config_setting_t *root;
	enum err e;

	if ((e = conf_read(sc, str_fmt(sc, "%s/wall.conf", dir), &root))
	    != E_OK ||
	    (e = conf_known(sc, root, names)) != E_OK ||
	    (e = read_asks(sc, conf_at(root, "asks"), w)) != E_OK)
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
