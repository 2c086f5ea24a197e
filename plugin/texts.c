/*
 * Loads the languages and checks them against each other: English says which
 * texts there are, the words of the vocabulary and the list here say which
 * there must be.
 */
#include "texts.h"

#include "base/conf.h"
#include "base/str.h"
#include "billing/terms.h"
#include "locales.h"
#include "policy/words.h"

#include <string.h>

enum { MOST_TEXTS = 1000 };

/* What the code asks for by name. */
static const char *const needed[] = {
	"note.title", "note.suggestion", "note.nothing", "note.because",
	"note.customer", "note.stranger", "note.missing", "by.domain",
	"by.organisation", "explain.way", "explain.warning",
	"explain.refused", "explain.nearest", "explain.change",
	"explain.none",
	"command.unknown", "command.unknown-near", "command.word",
	"command.word-near", "command.usage", "command.extra",
	"command.twice", "command.one-check", "command.reason",
	"command.tier", "command.case-number", "command.subscription",
	"command.request", "command.too-long", "command.too-many",
	"command.cut", "who.customer", "who.system", "who.unknown",
	"who.public", "who.mail", "who.untold", "who.stranger",
	"doctor.note",
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

/* What it asks for with a number: these have forms. */
static const char *const counted[] = {
	"explain.response",
};

struct text {
	const char			*key;
	const char			*form[LOCALE_FORMS];
	const struct config_setting_t	*node;
	int				 counted;
};

struct language {
	const struct locale	*locale;
	struct text		 text[MOST_TEXTS];
	int			 n;
};

struct texts {
	struct language	language[LOCALES];
};

static const struct text *
find(const struct language *l, const char *key)
{
	for (int i = 0; i < l->n; i++)
		if (str_same(l->text[i].key, key))
			return &l->text[i];
	return NULL;
}

/* "one, few, many" */
static const char *
all_forms(struct scope *sc, const struct locale *l)
{
	struct buf b;

	buf_init(&b, sc, 200);
	for (int i = 0; l->form[i] != NULL; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ", ", l->form[i]);
	return b.at;
}

static enum err
read_words(struct scope *sc, const struct config_setting_t *n,
    const char **ret)
{
	*ret = conf_text(n);
	if (*ret == NULL || **ret == '\0')
		return conf_bad(sc, n, "must be a text in quotes, not empty");
	return E_OK;
}

/* { one = "..."; few = "..."; many = "..."; } */
static enum err
read_forms(struct scope *sc, const struct config_setting_t *group,
    const struct locale *l, struct text *t)
{
	const struct config_setting_t *n;
	enum err e = E_OK;

	for (int i = 0; (n = conf_nth(group, i)) != NULL; i++)
		if (word_find(l->form, conf_name(n)) == WORD_UNKNOWN)
			return conf_bad(sc, n, "no such form; by number %s "
			    "has %s", l->name, all_forms(sc, l));
	for (int i = 0; e == E_OK && l->form[i] != NULL; i++) {
		if ((n = conf_at(group, l->form[i])) == NULL)
			return conf_bad(sc, group, "the form %s is missing; "
			    "by number %s has %s", l->form[i], l->name,
			    all_forms(sc, l));
		e = read_words(sc, n, &t->form[i]);
	}
	t->counted = 1;
	return e;
}

/* group = { name = "text"; } becomes "group.name". */
static enum err
read_group(struct scope *sc, const struct config_setting_t *group,
    struct language *l)
{
	const struct config_setting_t *n;
	enum err e = E_OK;

	if (!conf_is_group(group))
		return conf_bad(sc, group, "must be a group { ... }");
	for (int i = 0; e == E_OK && (n = conf_nth(group, i)) != NULL; i++) {
		struct text *t = &l->text[l->n];

		if (l->n++ == MOST_TEXTS)
			return conf_bad(sc, n, "more than %d texts",
			    MOST_TEXTS);
		t->key = str_fmt(sc, "%s.%s", conf_name(group), conf_name(n));
		t->node = n;
		e = conf_is_group(n) ? read_forms(sc, n, l->locale, t) :
		    read_words(sc, n, &t->form[0]);
	}
	return e;
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

/* Is "{name}" in one of the forms? */
static int
has_name(const struct text *t, const char *name)
{
	for (int i = 0; i < LOCALE_FORMS && t->form[i] != NULL; i++)
		if (strstr(t->form[i], name) != NULL)
			return 1;
	return 0;
}

/* A {name} of `form` that `other` has not, or NULL. */
static const char *
lacks_name(struct scope *sc, const char *form, const struct text *other)
{
	size_t n;

	for (const char *s = form; (s = next_name(s, &n)) != NULL; s += n) {
		const char *name = str_copy(sc, s, n);

		if (!has_name(other, name))
			return name;
	}
	return NULL;
}

/* Only the number itself may be left out: "one day", "{n} days". */
static enum err
check_forms(struct scope *sc, const struct text *t)
{
	for (int i = 0; i < LOCALE_FORMS && t->form[i] != NULL; i++)
		for (int k = 0; k < LOCALE_FORMS && t->form[k] != NULL; k++) {
			struct text one = { .form = { t->form[k] } };
			const char *name = lacks_name(sc, t->form[i], &one);

			if (name != NULL && !str_same(name, "{n}"))
				return conf_bad(sc, t->node, "not every form "
				    "has %s", name);
		}
	return E_OK;
}

static enum err
compare_one(struct scope *sc, const struct text *a, const struct text *b,
    const char *name_of_b)
{
	if (b == NULL)
		return conf_bad(sc, a->node, "is missing in %s.conf",
		    name_of_b);
	if (a->counted != b->counted)
		return conf_bad(sc, a->node, "has %s, in %s.conf %s",
		    a->counted ? "forms by number" : "one text", name_of_b,
		    b->counted ? "forms by number" : "one text");
	for (int i = 0; i < LOCALE_FORMS && a->form[i] != NULL; i++)
		if (lacks_name(sc, a->form[i], b) != NULL)
			return conf_bad(sc, a->node, "has a {name} that "
			    "%s.conf has not", name_of_b);
	return check_forms(sc, a);
}

/* Every text of `a` must be in `b`, with the same {names}. */
static enum err
compare(struct scope *sc, const struct language *a, const struct language *b)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < a->n; i++)
		e = compare_one(sc, &a->text[i], find(b, a->text[i].key),
		    b->locale->name);
	return e;
}

static enum err
need(struct scope *sc, const struct texts *t, const char *key, int by_number,
    const char *dir)
{
	const struct text *text = find(&t->language[0], key);

	if (text == NULL)
		return scope_fail(sc, E_SHAPE, "%s/en.conf: %s is missing",
		    dir, key);
	if (text->counted != by_number)
		return conf_bad(sc, text->node, by_number ? "must have forms "
		    "by number: %s" : "has no forms by number (%s)",
		    all_forms(sc, t->language[0].locale));
	return E_OK;
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
			    lists[i].words[k]), 0, dir);
	for (int i = 0; e == E_OK && i < LEN(needed); i++)
		e = need(sc, t, needed[i], 0, dir);
	for (int i = 0; e == E_OK && i < LEN(counted); i++)
		e = need(sc, t, counted[i], 1, dir);
	return e;
}

enum err
texts_load(struct scope *sc, const char *dir, const struct texts **ret)
{
	struct texts *t = scope_alloc(sc, sizeof(*t));
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < LOCALES; i++) {
		t->language[i].locale = &locales[i];
		e = read_language(sc, str_fmt(sc, "%s/%s.conf", dir,
		    locales[i].name), &t->language[i]);
	}
	for (int i = 1; e == E_OK && i < LOCALES; i++) {
		e = compare(sc, &t->language[0], &t->language[i]);
		if (e == E_OK)
			e = compare(sc, &t->language[i], &t->language[0]);
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

/* The pairs with {n} in front. */
static const char *const *
with_number(struct scope *sc, const char *language, int64_t n,
    const char *const *pairs)
{
	const char **all;
	int len = 0;

	while (pairs != NULL && pairs[len] != NULL)
		len += 2;
	all = scope_alloc(sc, sizeof(*all) * (size_t)(len + 3));
	all[0] = "n";
	all[1] = text_number(sc, language, n);
	if (len > 0)
		memcpy(all + 2, pairs, sizeof(*all) * (size_t)len);
	return all;
}

static const struct text *
spoken(const struct texts *t, const char *language, const char *key)
{
	return find(&t->language[locale_find(language) - locales], key);
}

static const char *
filled(struct scope *sc, const char *s, const char *const *pairs)
{
	const char *at;
	struct buf b;
	size_t n;

	buf_init(&b, sc, 65536);
	for (; (at = next_name(s, &n)) != NULL; s = at + n) {
		buf_add(&b, s, (size_t)(at - s));
		buf_puts(&b, value_of(pairs, at + 1, n - 2));
	}
	buf_puts(&b, s);
	return b.at;
}

const char *
text_or(struct scope *sc, const struct texts *t, const char *language,
    const char *key, const char *other)
{
	return spoken(t, language, key) == NULL ? other :
	    text_fill(sc, t, language, key, NULL);
}

const char *
text_fill(struct scope *sc, const struct texts *t, const char *language,
    const char *key, const char *const *pairs)
{
	const struct text *text = spoken(t, language, key);

	if (text == NULL || text->counted)
		BUG("no text %s", key);
	return filled(sc, text->form[0], pairs);
}

const char *
text_count(struct scope *sc, const struct texts *t, const char *language,
    const char *key, int64_t n, const char *const *pairs)
{
	const struct text *text = spoken(t, language, key);
	uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
	const char *form;

	if (text == NULL || !text->counted)
		BUG("no text by number %s", key);
	form = text->form[locale_find(language)->form_of(size)];
	return filled(sc, form, with_number(sc, language, n, pairs));
}
