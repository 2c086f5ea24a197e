/* A file of texts, one language: what it holds, each text sound in itself. */
#include "texts_in.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>

const struct text *
texts_find(const struct language *l, const char *key)
{
	for (int i = 0; i < l->n; i++)
		if (str_same(l->text[i].key, key))
			return &l->text[i];
	return NULL;
}

const char *
texts_forms(struct scope *sc, const struct locale *l)
{
	struct buf b;

	buf_init(&b, sc, 200);
	for (int i = 0; l->form[i] != NULL; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ", ", l->form[i]);
	return b.at;
}

const char *
texts_next_name(const char *s, size_t *ret_len)
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

static const char *
form_lacks(struct scope *sc, const char *form, const struct text *other)
{
	size_t n;

	for (const char *s = form; (s = texts_next_name(s, &n)) != NULL;
	    s += n) {
		const char *name = str_copy(sc, s, n);

		if (!has_name(other, name))
			return name;
	}
	return NULL;
}

const char *
texts_lacks(struct scope *sc, const struct text *a, const struct text *b)
{
	const char *name = NULL;

	for (int i = 0; name == NULL && i < LOCALE_FORMS &&
	    a->form[i] != NULL; i++)
		name = form_lacks(sc, a->form[i], b);
	return name;
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

/* Only the number itself may be left out: "one day", "{n} days". */
static enum err
check_forms(struct scope *sc, const struct locale *l, const struct text *t)
{
	for (int i = 0; l->form[i] != NULL; i++) {
		struct text one = { .form = { t->form[i] } };
		const char *name = texts_lacks(sc, t, &one);

		if (name != NULL && !str_same(name, "{n}"))
			return conf_bad(sc, conf_at(t->node, l->form[i]),
			    "has no %s, which another form has", name);
	}
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
			    "has %s", l->name, texts_forms(sc, l));
	for (int i = 0; e == E_OK && l->form[i] != NULL; i++) {
		if ((n = conf_at(group, l->form[i])) == NULL)
			return conf_bad(sc, group, "the form %s is missing; "
			    "by number %s has %s", l->form[i], l->name,
			    texts_forms(sc, l));
		e = read_words(sc, n, &t->form[i]);
	}
	t->counted = 1;
	return e == E_OK ? check_forms(sc, l, t) : e;
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

enum err
texts_read(struct scope *sc, const char *path, struct language *l)
{
	const struct config_setting_t *root, *n;
	enum err e = conf_read(sc, path, &root);

	for (int i = 0; e == E_OK && (n = conf_nth(root, i)) != NULL; i++)
		e = read_group(sc, n, l);
	return e;
}
