/* Reads by rows what base/json.h has parsed. */
#include "base/shape.h"

#include "base/clock.h"

#include <string.h>

enum { MAX_DIGITS = 20 };

int
shape_is_id(const char *s)
{
	size_t n = s == NULL ? 0 : strspn(s, "0123456789");

	return n > 0 && n <= MAX_DIGITS && s[n] == '\0';
}

int
shape_word(const struct shape_word *w, const char *word, int none)
{
	for (; w->word != NULL; w++)
		if (str_same(w->word, word))
			return w->means;
	return none;
}

enum err
shape_bad(const struct piece *p, const char *name, const char *why)
{
	const char *at = p->list == NULL ? "$" :
	    str_fmt(p->sc, "$.%s[%d]", p->list, p->index);

	return scope_fail(p->sc, E_SHAPE, "%s%s%s %s", at,
	    name == NULL ? "" : ".", name == NULL ? "" : name, why);
}

enum err
shape_open(struct scope *sc, const char *s, size_t len, const char *schema,
    struct piece *ret)
{
	struct piece p = { sc, NULL, NULL, 0 };
	enum err e = json_parse(sc, s, len, SHAPE_DEPTH, &p.j);

	if (e != E_OK)
		return e;
	if (!str_same(json_text(p.j, "schema"), schema))
		return scope_fail(sc, E_SHAPE, "$.schema is not %s", schema);
	*ret = p;
	return E_OK;
}

/* What is of no other type is true or false; cJSON's numbers are doubles. */
static const char *
take_flag(const struct cJSON *j, int *to)
{
	if (j == NULL)
		return "is missing";
	if (json_value(j) != NULL || json_is_object(j) || json_is_array(j) ||
	    json_int(j, "", 0) == json_int(j, "", 1))
		return "is not true or false";
	*to = json_true(j, "");
	return NULL;
}

static const char *
take_time(struct scope *sc, const char *s, int64_t *to)
{
	return clock_parse(sc, s, to) == E_OK ? NULL :
	    "is not a time like 2026-11-20T09:00:00Z";
}

/* NULL, or what is wrong. */
static const char *
take_one(struct scope *sc, const struct cJSON *j, enum shape_type type,
    void *to)
{
	int may = type == SHAPE_MAY_TEXT || type == SHAPE_MAY_ID ||
	    type == SHAPE_MAY_FLAG;
	int id = type == SHAPE_ID || type == SHAPE_MAY_ID;
	const char *s = j == NULL ? NULL : json_value(j);

	if (type == SHAPE_FLAG || (type == SHAPE_MAY_FLAG && j != NULL))
		return take_flag(j, to);
	if (j == NULL && !may)
		return "is missing";
	if (j != NULL && s == NULL)
		return "is not a text";
	if (s != NULL && *s == '\0' && type != SHAPE_MAY_TEXT)
		return "is empty";
	if (id && s != NULL && !shape_is_id(s))
		return "is not 1 to 20 digits";
	if (type == SHAPE_TIME)
		return take_time(sc, s, to);
	if (type == SHAPE_MAY_FLAG) {
		*(int *)to = 0;
		return NULL;
	}
	memcpy(to, &s, sizeof(s));
	return NULL;
}

enum err
shape_take(const struct piece *p, const struct shape_row *row, void *into)
{
	for (; row->path != NULL; row++) {
		const char *why = take_one(p->sc, json_at(p->j, row->path),
		    row->type, (char *)into + row->offset);

		if (why != NULL)
			return shape_bad(p, row->path, why);
	}
	return E_OK;
}

static enum err
open_list(const struct piece *p, const char *path, int max, size_t size,
    struct piece *ret_first, void **ret_room)
{
	const struct cJSON *list = json_at(p->j, path);
	int n = 0;

	for (const struct cJSON *it = json_first(list); it != NULL;
	    it = json_next(it))
		n++;
	if (n > max)
		return scope_fail(p->sc, E_LIMIT, "$.%s has %d entries, more "
		    "than %d", path, n, max);
	*ret_room = scope_alloc(p->sc, (size_t)n * size);
	*ret_first = (struct piece){ p->sc, json_first(list), path, 0 };
	return E_OK;
}

enum err
shape_list(const struct piece *p, const char *path, int max, size_t size,
    struct piece *ret_first, void **ret_room)
{
	if (!json_is_array(json_at(p->j, path)))
		return shape_bad(p, path, "is not a list");
	return open_list(p, path, max, size, ret_first, ret_room);
}

enum err
shape_members(const struct piece *p, const char *path, int max, size_t size,
    struct piece *ret_first, void **ret_room)
{
	if (!json_is_object(json_at(p->j, path)))
		return shape_bad(p, path, "is not an object");
	return open_list(p, path, max, size, ret_first, ret_room);
}

void
shape_next(struct piece *p)
{
	p->j = json_next(p->j);
	p->index++;
}

enum err
shape_join(const struct piece *p, size_t max, const char **ret)
{
	struct buf b;

	if (!json_is_array(p->j))
		return shape_bad(p, json_name(p->j), "is not a list");
	buf_init(&b, p->sc, max);
	for (const struct cJSON *it = json_first(p->j); it != NULL;
	    it = json_next(it)) {
		if (json_value(it) == NULL)
			return shape_bad(p, json_name(p->j),
			    "has a value that is not a text");
		buf_puts(&b, it == json_first(p->j) ? "" : "\n");
		buf_puts(&b, json_value(it));
	}
	if (b.full)
		return scope_fail(p->sc, E_LIMIT, "$.%s[%d] is larger than "
		    "%zu bytes", p->list, p->index, max);
	*ret = b.at;
	return E_OK;
}
