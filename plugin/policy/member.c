/*
 * The walker that reads facts strictly: it compares every object with its
 * rows, both ways, and says the first difference with its JSON path.
 * Knows types, not facts.
 */
#include "policy/member.h"

#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

static enum err read_value(struct scope *, const struct member *,
    const struct cJSON *, const char *path, void *record);

static int *
int_at(const struct member *m, void *record)
{
	return (int *)(void *)((char *)record + m->offset);
}

static int64_t *
int64_at(const struct member *m, void *record)
{
	return (int64_t *)(void *)((char *)record + m->offset);
}

static const char **
text_at(const struct member *m, void *record)
{
	return (const char **)(void *)((char *)record + m->offset);
}

static struct list *
list_at(const struct member *m, void *record)
{
	return (struct list *)(void *)((char *)record + m->offset);
}

static void
set_unknown(const struct member *m, void *record)
{
	switch (m->type) {
	case MEMBER_SCHEMA:
	case MEMBER_INSTANT:
		break;
	case MEMBER_DATE:
		*int64_at(m, record) = DAY_UNKNOWN;
		break;
	case MEMBER_WORD:
	case MEMBER_WORDS:
	case MEMBER_FLAG:
		*int_at(m, record) = WORD_UNKNOWN;
		break;
	case MEMBER_TEXT:
		*text_at(m, record) = NULL;
		break;
	case MEMBER_COUNT:
		*int64_at(m, record) = COUNT_UNKNOWN;
		break;
	case MEMBER_TEXTS:
	case MEMBER_LIST:
		*list_at(m, record) = (struct list){ LIST_UNKNOWN, NULL };
		break;
	case MEMBER_OBJECT:
		*int_at(m, record) = 0;
		for (m = m->members; m->name != NULL; m++)
			set_unknown(m, record);
		break;
	}
}

/* "n, n-1, older" */
static const char *
all_words(struct scope *sc, const char *const *words)
{
	struct buf b;

	buf_init(&b, sc, 300);
	for (int i = 0; words[i] != NULL; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ", ", words[i]);
	return b.at;
}

static enum err
read_word(struct scope *sc, const struct member *m, const struct cJSON *j,
    const char *path, int *ret)
{
	const char *s = json_value(j);

	if (s == NULL)
		return scope_fail(sc, E_SHAPE, "%s must be a text", path);
	if ((*ret = word_find(m->words, s)) == WORD_UNKNOWN)
		return scope_fail(sc, E_SHAPE, "%s is \"%.40s\" and must be "
		    "one of %s", path, s, all_words(sc, m->words));
	return E_OK;
}

static enum err
read_words(struct scope *sc, const struct member *m, const struct cJSON *j,
    const char *path, int *ret)
{
	int bits = 0, i = 0, word;
	enum err e;

	if (!json_is_array(j))
		return scope_fail(sc, E_SHAPE, "%s must be a list", path);
	for (j = json_first(j); j != NULL; j = json_next(j), i++) {
		e = read_word(sc, m, j, str_fmt(sc, "%s[%d]", path, i), &word);
		if (e != E_OK)
			return e;
		bits |= 1 << word;
	}
	*ret = bits;
	return E_OK;
}

/* Starts a list; E_LIMIT if it is longer than anyone needs. */
static enum err
list_begin(struct scope *sc, const struct cJSON *j, const char *path,
    size_t size, struct list *ret)
{
	int n = 0;

	if (!json_is_array(j))
		return scope_fail(sc, E_SHAPE, "%s must be a list", path);
	for (j = json_first(j); j != NULL; j = json_next(j))
		n++;
	if (n > LIST_MAX)
		return scope_fail(sc, E_LIMIT, "%s has more than %d items",
		    path, LIST_MAX);
	*ret = (struct list){ n, scope_alloc(sc, size * (size_t)n + 1) };
	return E_OK;
}

static enum err
read_texts(struct scope *sc, const struct cJSON *j, const char *path,
    struct list *ret)
{
	const char **to;
	enum err e;

	if ((e = list_begin(sc, j, path, sizeof(*to), ret)) != E_OK)
		return e;
	to = (const char **)(void *)(size_t)ret->at;
	for (j = json_first(j); j != NULL; j = json_next(j))
		if ((*to++ = str_dup(sc, json_value(j))) == NULL)
			return scope_fail(sc, E_SHAPE,
			    "%s must be a list of texts", path);
	return E_OK;
}

static enum err
read_list(struct scope *sc, const struct member *m, const struct cJSON *j,
    const char *path, struct list *ret)
{
	char *to;
	enum err e;
	int i = 0;

	if ((e = list_begin(sc, j, path, m->size, ret)) != E_OK)
		return e;
	to = (char *)(size_t)ret->at;
	for (j = json_first(j); j != NULL; j = json_next(j), i++) {
		e = member_read(sc, m->members, j,
		    str_fmt(sc, "%s[%d]", path, i), to + m->size * (size_t)i);
		if (e != E_OK)
			return e;
	}
	return E_OK;
}

static enum err
read_time(struct scope *sc, const struct member *m, const struct cJSON *j,
    const char *path, int64_t *ret)
{
	const char *s = json_value(j);
	int instant = m->type == MEMBER_INSTANT;

	if (s == NULL)
		return scope_fail(sc, E_SHAPE, "%s must be a text", path);
	if (instant ? !instant_parse(sc, s, ret) : !date_parse(sc, s, ret))
		return scope_fail(sc, E_SHAPE, "%s is \"%.40s\" and must be a "
		    "%s like %s", path, s, instant ? "UTC time" : "date",
		    instant ? "2026-11-20T09:00:00Z" : "2026-11-20");
	return E_OK;
}

static enum err
read_number(struct scope *sc, const struct member *m, const struct cJSON *j,
    const char *path, int64_t *ret)
{
	int64_t v;

	if (json_kind(j) != JSON_NUMBER)
		return scope_fail(sc, E_SHAPE, "%s must be a number", path);
	v = json_int(j, "", -1);
	if (m->type == MEMBER_SCHEMA && v != 1)
		return scope_fail(sc, E_SHAPE, "%s must be 1", path);
	if (v < 0)
		return scope_fail(sc, E_SHAPE,
		    "%s must be a whole number, 0 or more", path);
	*ret = v;
	return E_OK;
}

static enum err
read_flag(struct scope *sc, const struct cJSON *j, const char *path, int *ret)
{
	if (json_kind(j) != JSON_FLAG)
		return scope_fail(sc, E_SHAPE, "%s must be true or false",
		    path);
	*ret = json_true(j, "") ? FLAG_YES : FLAG_NO;
	return E_OK;
}

static enum err
read_text(struct scope *sc, const struct cJSON *j, const char *path,
    const char **ret)
{
	if (json_value(j) == NULL)
		return scope_fail(sc, E_SHAPE, "%s must be a text", path);
	*ret = str_dup(sc, json_value(j));
	return E_OK;
}

static enum err
read_object(struct scope *sc, const struct member *m, const struct cJSON *j,
    const char *path, void *record)
{
	*int_at(m, record) = 1;
	return member_read(sc, m->members, j, path, record);
}

static enum err
read_value(struct scope *sc, const struct member *m, const struct cJSON *j,
    const char *path, void *record)
{
	int64_t schema;

	if (json_kind(j) == JSON_NULL) {
		set_unknown(m, record);
		return m->must ? scope_fail(sc, E_SHAPE,
		    "%s must not be null", path) : E_OK;
	}
	switch (m->type) {
	case MEMBER_SCHEMA:
		return read_number(sc, m, j, path, &schema);
	case MEMBER_COUNT:
		return read_number(sc, m, j, path, int64_at(m, record));
	case MEMBER_INSTANT:
	case MEMBER_DATE:
		return read_time(sc, m, j, path, int64_at(m, record));
	case MEMBER_WORD:
		return read_word(sc, m, j, path, int_at(m, record));
	case MEMBER_WORDS:
		return read_words(sc, m, j, path, int_at(m, record));
	case MEMBER_TEXT:
		return read_text(sc, j, path, text_at(m, record));
	case MEMBER_TEXTS:
		return read_texts(sc, j, path, list_at(m, record));
	case MEMBER_FLAG:
		return read_flag(sc, j, path, int_at(m, record));
	case MEMBER_OBJECT:
		return read_object(sc, m, j, path, record);
	case MEMBER_LIST:
		return read_list(sc, m, j, path, list_at(m, record));
	}
	BUG("type of fact %s", path);
}

static int
row_of(const struct member *rows, const char *name)
{
	for (int i = 0; rows[i].name != NULL; i++)
		if (strcmp(rows[i].name, name) == 0)
			return i;
	return -1;
}

enum err
member_read(struct scope *sc, const struct member *rows,
    const struct cJSON *j, const char *path, void *record)
{
	unsigned seen = 0;
	enum err e;

	if (!json_is_object(j))
		return scope_fail(sc, E_SHAPE, "%s must be an object", path);
	for (j = json_first(j); j != NULL; j = json_next(j)) {
		int i = row_of(rows, json_name(j));
		const char *at = str_fmt(sc, "%s.%.60s", path, json_name(j));

		if (i < 0)
			return scope_fail(sc, E_SHAPE, "%s is not known", at);
		if (seen & 1u << i)
			return scope_fail(sc, E_SHAPE, "%s is repeated", at);
		seen |= 1u << i;
		if ((e = read_value(sc, &rows[i], j, at, record)) != E_OK)
			return e;
	}
	for (int i = 0; rows[i].name != NULL; i++)
		if (!(seen & 1u << i))
			return scope_fail(sc, E_SHAPE, "%s.%s is missing",
			    path, rows[i].name);
	return E_OK;
}

/* The row of the first name in a path; *path moves behind it and its dot. */
static const struct member *
step(const struct member *rows, const char **path)
{
	size_t n = strcspn(*path, ".");

	for (; rows->name != NULL; rows++)
		if (strlen(rows->name) == n && !memcmp(rows->name, *path, n)) {
			*path += n + ((*path)[n] == '.');
			return rows;
		}
	return NULL;
}

int
member_find(const struct member *rows, const char *path,
    struct member_at *ret)
{
	const struct member *m = step(rows, &path);

	while (m != NULL && *path != '\0' && m->type == MEMBER_OBJECT)
		m = step(m->members, &path);
	if (m == NULL)
		return 0;
	*ret = (struct member_at){ m, m->type == MEMBER_LIST };
	return ret->append ? strcmp(path, "-") == 0 : *path == '\0';
}

int
member_open(const struct member *rows, const char *path, const void *record)
{
	const struct member *m = step(rows, &path);

	for (; *path != '\0' && m->type == MEMBER_OBJECT;
	    m = step(m->members, &path))
		if (!*(const int *)(const void *)((const char *)record +
		    m->offset))
			return 0;
	return 1;
}

/* A longer copy of the list, its last item read from the value. */
static enum err
append(struct scope *sc, const struct member *m, const struct cJSON *j,
    struct list *list)
{
	int n = list->n < 0 ? 0 : list->n;
	size_t old = m->size * (size_t)n;
	char *to = scope_alloc(sc, old + m->size);

	if (old > 0)
		memcpy(to, list->at, old);
	*list = (struct list){ n + 1, to };
	return member_read(sc, m->members, j, "$", to + old);
}

enum err
member_set(struct scope *sc, const struct member_at *at,
    const struct cJSON *value, void *record)
{
	if (at->append)
		return append(sc, at->row, value, list_at(at->row, record));
	return read_value(sc, at->row, value, "$", record);
}
