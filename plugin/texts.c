/*
 * Loads the languages and checks them against each other: English says which
 * texts there are, the words of the vocabulary and the list here say which
 * there must be.
 */
#include "texts.h"

#include "base/conf.h"
#include "base/str.h"
#include "billing/terms.h"
#include "policy/words.h"

#include <string.h>

enum { MOST_TEXTS = 400, LANGUAGES = 2 };

static const char *const languages[LANGUAGES] = { "en", "pl" };

/* What the code asks for by name. */
static const char *const needed[] = {
	"note.title", "note.suggestion", "note.nothing", "note.because",
	"note.customer", "note.stranger", "note.missing", "by.domain",
	"by.organisation", "explain.way", "explain.response",
	"explain.warning", "explain.refused", "explain.nearest",
	"explain.change", "explain.none",
	"command.unknown", "command.unknown-near", "command.word",
	"command.word-near", "command.usage", "command.extra",
	"command.twice", "command.one-check", "command.reason",
	"command.tier", "command.case-number", "command.subscription",
	"command.request", "command.too-long", "command.too-many",
	"command.cut", "who.customer", "who.system", "who.unknown",
	"who.public", "who.mail", "who.untold", "who.stranger",
	"command.help", "command.later", "done.set", "done.mark",
	"done.may-not-waive", "done.no-customer", "done.no-tier", "done.tier",
	"done.may-not-escalate", "done.is-escalated", "done.not-escalated",
	"done.escalated", "done.number", "done.resolved", "done.not-in-mode",
	"mark.done", "mark.waived", "wall.reply", "wall.asked", "wall.moved",
	"wall.lead", "wall.nowhere",
	"terms.decimal", "terms.since", "terms.until", "terms.between",
	"weekday.d1", "weekday.d2", "weekday.d3", "weekday.d4", "weekday.d5",
	"weekday.d6", "weekday.d7", "month.m1", "month.m2", "month.m3",
	"month.m4", "month.m5", "month.m6", "month.m7", "month.m8", "month.m9",
	"month.m10", "month.m11", "month.m12", "page.language",
	"page.languages", "page.title", "page.description", "page.lead",
	"page.everybody", "page.group", "page.types", "page.hours",
	"page.always", "page.zone", "page.contact", "page.price",
	"page.performer", "page.spoken", "page.valid", "page.version",
	"page.no-offer", "page.ask", "page.absent", "page.absent-lead",
};

struct text {
	const char			*key, *text;
	const struct config_setting_t	*node;
};

struct language {
	struct text	text[MOST_TEXTS];
	int		n;
};

struct texts {
	struct language	language[LANGUAGES];
};

static const struct text *
find(const struct language *l, const char *key)
{
	for (int i = 0; i < l->n; i++)
		if (str_same(l->text[i].key, key))
			return &l->text[i];
	return NULL;
}

/* group = { name = "text"; } becomes "group.name". */
static enum err
read_group(struct scope *sc, const struct config_setting_t *group,
    struct language *l)
{
	const struct config_setting_t *n;

	if (!conf_is_group(group))
		return conf_bad(sc, group, "must be a group { ... }");
	for (int i = 0; (n = conf_nth(group, i)) != NULL; i++) {
		const char *text = conf_text(n);

		if (text == NULL || *text == '\0')
			return conf_bad(sc, n, "must be a text in quotes, not "
			    "empty");
		if (l->n == MOST_TEXTS)
			return conf_bad(sc, n, "more than %d texts",
			    MOST_TEXTS);
		l->text[l->n++] = (struct text){ str_fmt(sc, "%s.%s",
		    conf_name(group), conf_name(n)), text, n };
	}
	return E_OK;
}

static enum err
read_language(struct scope *sc, const char *path, struct language *l)
{
	const struct config_setting_t *root, *n;
	enum err e = conf_read(sc, path, &root);

	for (int i = 0; e == E_OK && (n = conf_nth(root, i)) != NULL; i++)
		e = read_group(sc, n, l);
	return e;
}

/* The {name} at or after `s`, or NULL. */
static const char *
next_name(const char *s, size_t *ret_len)
{
	const char *open = strchr(s, '{');
	const char *close = open == NULL ? NULL : strchr(open, '}');

	if (close == NULL)
		return NULL;
	*ret_len = (size_t)(close - open) + 1;
	return open;
}

static int
names_are_in(struct scope *sc, const char *a, const char *b)
{
	size_t n;

	for (const char *s = a; (s = next_name(s, &n)) != NULL; s += n)
		if (strstr(b, str_copy(sc, s, n)) == NULL)
			return 0;
	return 1;
}

/* Every text of `a` must be in `b`, with the same {names}. */
static enum err
compare(struct scope *sc, const struct language *a, const struct language *b,
    const char *name_of_b)
{
	for (int i = 0; i < a->n; i++) {
		const struct text *t = &a->text[i];
		const struct text *o = find(b, t->key);

		if (o == NULL)
			return conf_bad(sc, t->node, "is missing in %s.conf",
			    name_of_b);
		if (!names_are_in(sc, t->text, o->text))
			return conf_bad(sc, t->node, "has a {name} that "
			    "%s.conf has not", name_of_b);
	}
	return E_OK;
}

static enum err
need(struct scope *sc, const struct texts *t, const char *key, const char *dir)
{
	if (find(&t->language[0], key) != NULL)
		return E_OK;
	return scope_fail(sc, E_SHAPE, "%s/en.conf: %s is missing", dir, key);
}

static enum err
need_words(struct scope *sc, const struct texts *t, const char *dir)
{
	static const struct { const char *group; const char *const *words; }
	    lists[] = {
		{ "class", words_class }, { "topic", words_topic },
		{ "product", words_product }, { "check", words_check },
		{ "fact", words_missing }, { "outcome", words_outcome },
		{ "route", words_route }, { "price", terms_prices },
		{ "performer", terms_performers },
	};
	enum err e = E_OK;

	for (int i = 0; i < LEN(lists); i++)
		for (int k = 0; e == E_OK && lists[i].words[k] != NULL; k++)
			e = need(sc, t, str_fmt(sc, "%s.%s", lists[i].group,
			    lists[i].words[k]), dir);
	for (int i = 0; e == E_OK && i < LEN(needed); i++)
		e = need(sc, t, needed[i], dir);
	return e;
}

enum err
texts_load(struct scope *sc, const char *dir, const struct texts **ret)
{
	struct texts *t = scope_alloc(sc, sizeof(*t));
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < LANGUAGES; i++)
		e = read_language(sc, str_fmt(sc, "%s/%s.conf", dir,
		    languages[i]), &t->language[i]);
	for (int i = 1; e == E_OK && i < LANGUAGES; i++) {
		e = compare(sc, &t->language[0], &t->language[i],
		    languages[i]);
		if (e == E_OK)
			e = compare(sc, &t->language[i], &t->language[0],
			    languages[0]);
	}
	if (e == E_OK)
		e = need_words(sc, t, dir);
	*ret = t;
	return e;
}

static const char *
value_of(const char *const *pairs, const char *name, size_t len)
{
	for (; pairs != NULL && pairs[0] != NULL; pairs += 2)
		if (strlen(pairs[0]) == len &&
		    memcmp(pairs[0], name, len) == 0)
			return pairs[1] == NULL ? "" : pairs[1];
	return "?";
}

static const struct language *
spoken(const struct texts *t, const char *language)
{
	for (int i = 0; i < LANGUAGES; i++)
		if (str_same(languages[i], language))
			return &t->language[i];
	return &t->language[0];
}

const char *
text_or(struct scope *sc, const struct texts *t, const char *language,
    const char *key, const char *other)
{
	return find(spoken(t, language), key) == NULL ? other :
	    text_fill(sc, t, language, key, NULL);
}

const char *
text_fill(struct scope *sc, const struct texts *t, const char *language,
    const char *key, const char *const *pairs)
{
	const struct text *text = find(spoken(t, language), key);
	const char *s, *at;
	struct buf b;
	size_t n;

	if (text == NULL)
		BUG("no text %s", key);
	buf_init(&b, sc, 65536);
	for (s = text->text; (at = next_name(s, &n)) != NULL; s = at + n) {
		buf_add(&b, s, (size_t)(at - s));
		buf_puts(&b, value_of(pairs, at + 1, n - 2));
	}
	buf_puts(&b, s);
	return b.at;
}
