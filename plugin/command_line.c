/* Words of a line, and which known word an unknown one is close to. */
#include "command_line.h"

#include "base/str.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

enum { MOST_SHOWN = 40, MOST_TYPOS = 2, MOST_PAIRS = 10 };

size_t
line_blanks(const char *s)
{
	const char *at = s;

	for (;;) {
		if (*at == ' ' || *at == '\t' || *at == '\r')
			at++;
		else if (at[0] == '\xc2' && at[1] == '\xa0')
			at += 2;
		else
			return (size_t)(at - s);
	}
}

static size_t
word_len(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0' && line_blanks(s + n) == 0)
		n++;
	return n;
}

const char *
line_word(struct line *l)
{
	const char *s = l->at + line_blanks(l->at);
	size_t n = word_len(s);

	l->at = s + n;
	return n == 0 ? NULL : str_copy(l->sc, s, n);
}

const char *
line_peek(const struct line *l)
{
	struct line ahead = *l;

	return line_word(&ahead);
}

const char *
line_rest(struct line *l)
{
	const char *s = l->at + line_blanks(l->at);
	size_t end = 0, n;

	for (size_t i = 0; (n = word_len(s + i)) > 0;
	    i = end + line_blanks(s + end))
		end = i + n;
	l->at = s + strlen(s);
	return end == 0 ? NULL : str_copy(l->sc, s, end);
}

int
word_in(const char *const *list, const char *word)
{
	for (int i = 0; list[i] != NULL; i++)
		if (strcasecmp(list[i], word) == 0)
			return i;
	return WORD_UNKNOWN;
}

int
line_find(const struct line *l, const char *word, int *ret_list)
{
	for (int i = 0; i < MOST_LISTS && l->lists.list[i] != NULL; i++) {
		int found = word_in(l->lists.list[i], word);

		*ret_list = i;
		if (found != WORD_UNKNOWN)
			return found;
	}
	return WORD_UNKNOWN;
}

/* The closest word of a list, if closer than `*dist`. */
static const char *
closer(struct scope *sc, const char *const *list, const char *word, int *dist)
{
	const char *near = NULL;
	int d;

	for (int i = 0; list[i] != NULL; i++) {
		d = str_distance(word, str_lower(sc, list[i]));
		/* Of a word of two letters, two typos leave nothing. */
		if (d < *dist && d < (int)strlen(word) &&
		    d < (int)strlen(list[i])) {
			near = list[i];
			*dist = d;
		}
	}
	return near;
}

static const char *
nearest(struct line *l, const char *word)
{
	const char *low = str_lower(l->sc, word), *near = NULL, *found;
	int dist = MOST_TYPOS + 1;

	for (int i = 0; i < MOST_LISTS && l->lists.list[i] != NULL; i++) {
		found = closer(l->sc, l->lists.list[i], low, &dist);
		if (found != NULL)
			near = found;
	}
	return near;
}

static const char *
all_words(struct line *l)
{
	struct buf b;

	buf_init(&b, l->sc, 1000);
	for (int i = 0; i < MOST_LISTS && l->lists.list[i] != NULL; i++)
		for (int k = 0; l->lists.list[i][k] != NULL; k++)
			buf_fmt(&b, "%s%s", b.len == 0 ? "" : " ",
			    l->lists.list[i][k]);
	return b.at;
}

/* What a person can recognise, without the rest of a long word. */
static const char *
shown(struct scope *sc, const char *word)
{
	size_t n = word == NULL ? 0 : str_utf8_cut(word, MOST_SHOWN);

	if (word == NULL || word[n] == '\0')
		return word;
	return str_fmt(sc, "%.*s…", (int)n, word);
}

static void
refuse(struct line *l, const char *key, const char *word, const char *near)
{
	const char **p = scope_alloc(l->sc, sizeof(*p) * (MOST_PAIRS + 1));
	const char *pairs[MOST_PAIRS] = {
		"command", l->name, "usage", l->usage,
		"word", shown(l->sc, word), "near", near,
		"words", all_words(l)
	};

	memcpy(p, pairs, sizeof(pairs));
	l->cmd->kind = COMMAND_BAD;
	l->cmd->key = key;
	l->cmd->pairs = p;
}

void
line_refuse(struct line *l, const char *key, const char *word)
{
	refuse(l, key, word, NULL);
}

void
line_unknown(struct line *l, const char *key, const char *word)
{
	const char *near = nearest(l, word);

	refuse(l, near == NULL ? key : str_fmt(l->sc, "%s-near", key), word,
	    near);
}
