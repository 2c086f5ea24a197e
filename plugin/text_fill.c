/* Texts with their values in them. */
#include "texts_in.h"

#include "base/str.h"

#include <string.h>

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
	return texts_find(&t->language[locale_find(language) - locales], key);
}

static const char *
filled(struct scope *sc, const char *s, const char *const *pairs)
{
	const char *at;
	struct buf b;
	size_t n;

	buf_init(&b, sc, 65536);
	for (; (at = texts_next_name(s, &n)) != NULL; s = at + n) {
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
