/* What is there and what shall be there: are they the same? */
#include "install.h"

#include <string.h>

enum { SHOWN = 100 };		/* bytes of a value */

/* Members that Zammad's pages add to a condition for themselves. */
static int
is_decoration(const char *name)
{
	return str_same(name, "value_completion");
}

static int
count(const struct cJSON *j)
{
	int n = 0;

	for (const struct cJSON *it = json_first(j); it != NULL;
	    it = json_next(it))
		n += json_name(it) == NULL || !is_decoration(json_name(it));
	return n;
}

/* A list of one stands for its element. */
static const struct cJSON *
only(const struct cJSON *j)
{
	return json_is_array(j) && count(j) == 1 ? json_first(j) : j;
}

static const char *
plain(struct scope *sc, const struct cJSON *j)
{
	if (j == NULL)
		return "null";
	return json_value(j) != NULL ? json_value(j) : json_print(sc, j);
}

static int
same_members(struct scope *sc, const struct cJSON *want,
    const struct cJSON *have)
{
	if (!json_is_object(have) || count(want) != count(have))
		return 0;
	for (const struct cJSON *it = json_first(want); it != NULL;
	    it = json_next(it))
		if (!zammad_same(sc, it, zammad_member(have, json_name(it))))
			return 0;
	return 1;
}

static int
same_elements(struct scope *sc, const struct cJSON *want,
    const struct cJSON *have)
{
	const struct cJSON *a = json_first(want), *b = json_first(have);

	for (; a != NULL && b != NULL; a = json_next(a), b = json_next(b))
		if (!zammad_same(sc, a, b))
			return 0;
	return a == NULL && b == NULL && json_is_array(have);
}

int
zammad_same(struct scope *sc, const struct cJSON *want,
    const struct cJSON *have)
{
	want = only(want);
	have = have == NULL ? NULL : only(have);
	if (have == NULL)
		return 0;
	if (json_is_object(want))
		return same_members(sc, want, have);
	if (json_is_array(want))
		return same_elements(sc, want, have);
	return !json_is_object(have) && !json_is_array(have) &&
	    str_same(plain(sc, want), plain(sc, have));
}

static int
is_secret(const char *name)
{
	return str_same(name, "signature_token");
}

/* A masked secret is known by the mark in the note. */
static int
is_masked(const struct cJSON *have, const char *name)
{
	const struct cJSON *it = zammad_member(have, name);

	return is_secret(name) && it != NULL &&
	    str_same(json_value(it), ZAMMAD_MASK);
}

static void
put_shown(struct buf *b, const struct cJSON *j)
{
	const char *text = plain(b->sc, j);
	size_t n = str_utf8_cut(text, SHOWN);

	buf_add(b, text, n);
	buf_puts(b, text[n] == '\0' ? "" : "...");
}

const char *
zammad_differs(struct scope *sc, const struct cJSON *want,
    const struct cJSON *have)
{
	struct buf b;

	buf_init(&b, sc, MAX_TEXT);
	for (const struct cJSON *it = json_first(want); it != NULL;
	    it = json_next(it)) {
		const char *name = json_name(it);
		const struct cJSON *is = zammad_member(have, name);

		if (zammad_same(sc, it, is) || is_masked(have, name))
			continue;
		buf_fmt(&b, "%s%s ", b.len == 0 ? "" : ", ", name);
		if (is_secret(name)) {
			buf_puts(&b, "is another");
			continue;
		}
		put_shown(&b, is);
		buf_puts(&b, " -> ");
		put_shown(&b, it);
	}
	return b.len == 0 ? NULL : b.at;
}

const char *
zammad_former(struct scope *sc, const struct cJSON *want,
    const struct cJSON *have)
{
	struct json_out out;

	json_begin(&out, sc, MAX_TEXT);
	json_open(&out, NULL, '{');
	for (const struct cJSON *it = json_first(want); it != NULL;
	    it = json_next(it)) {
		const char *name = json_name(it);
		const struct cJSON *is = zammad_member(have, name);

		if (is != NULL && !is_masked(have, name))
			json_put_raw(&out, name, json_print(sc, is));
	}
	/* Zammad forgets it with the switch. */
	if (json_true(have, "customized_payload"))
		json_put(&out, "custom_payload",
		    json_text(have, "custom_payload"));
	json_close(&out);
	return json_end(&out);
}

const struct cJSON *
zammad_named(const struct cJSON *list, const char *name)
{
	for (const struct cJSON *it = json_first(list); it != NULL;
	    it = json_next(it))
		if (str_same(json_text(it, "name"), name))
			return it;
	return NULL;
}
