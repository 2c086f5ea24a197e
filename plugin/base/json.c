/* cJSON behind a strict door: caps and UTF-8 first, then its parser. */
#include "base/json.h"

#include <cjson/cJSON.h>

#include <math.h>
#include <string.h>

static void
close_json(void *j)
{
	cJSON_Delete(j);
}

/*
 * cJSON would cut a text at \u0000, so that one thing is checked and another
 * is used. Depth is counted here, before the parser's own recursion.
 */
static enum err
scan(struct scope *sc, const char *s, size_t len, int max_depth)
{
	int depth = 0, in_text = 0;

	for (size_t i = 0; i < len; i++) {
		if (in_text && s[i] == '\\') {
			if (len - i > 5 && memcmp(s + i, "\\u0000", 6) == 0)
				return scope_fail(sc, E_SHAPE,
				    "JSON has a NUL character at byte %zu", i);
			i++;
		} else if (s[i] == '"') {
			in_text = !in_text;
		} else if (!in_text && (s[i] == '{' || s[i] == '[')) {
			if (++depth > max_depth)
				return scope_fail(sc, E_LIMIT,
				    "JSON is deeper than %d at byte %zu",
				    max_depth, i);
		} else if (!in_text && (s[i] == '}' || s[i] == ']')) {
			depth--;
		}
	}
	return E_OK;
}

enum err
json_parse(struct scope *sc, const char *s, size_t len, int max_depth,
    const struct cJSON **ret)
{
	const char *end = NULL;
	cJSON *j;
	enum err e;

	if (!str_utf8(s, len))
		return scope_fail(sc, E_SHAPE, "JSON is not UTF-8");
	if ((e = scan(sc, s, len, max_depth)) != E_OK)
		return e;
	j = cJSON_ParseWithLengthOpts(s, len, &end, 0);
	if (j != NULL)
		scope_own(sc, close_json, j);
	while (j != NULL && end < s + len && strchr(" \t\r\n", *end) != NULL)
		end++;
	if (j == NULL || end != s + len)
		return scope_fail(sc, E_SHAPE, "not JSON at byte %zu",
		    end == NULL ? 0 : (size_t)(end - s));
	*ret = j;
	return E_OK;
}

static const struct cJSON *
member(const struct cJSON *j, const char *name, size_t len)
{
	if (!cJSON_IsObject(j))
		return NULL;
	for (const struct cJSON *it = j->child; it != NULL; it = it->next)
		if (strlen(it->string) == len &&
		    memcmp(it->string, name, len) == 0)
			return it;
	return NULL;
}

const struct cJSON *
json_at(const struct cJSON *j, const char *path)
{
	while (j != NULL && *path != '\0') {
		size_t n = strcspn(path, ".");

		j = member(j, path, n);
		path += n + (path[n] == '.');
	}
	return j == NULL || cJSON_IsNull(j) ? NULL : j;
}

const char *
json_text(const struct cJSON *j, const char *path)
{
	const struct cJSON *it = json_at(j, path);

	return it == NULL ? NULL : json_value(it);
}

int
json_true(const struct cJSON *j, const char *path)
{
	return cJSON_IsTrue(json_at(j, path));
}

int64_t
json_int(const struct cJSON *j, const char *path, int64_t none)
{
	const struct cJSON *it = json_at(j, path);
	double d = cJSON_IsNumber(it) ? it->valuedouble : 0.5;

	/* cJSON keeps doubles: from 2^53 on neighbours are the same number. */
	if (d != floor(d) || fabs(d) >= 9007199254740992.0)
		return none;
	return (int64_t)d;
}

const struct cJSON *
json_first(const struct cJSON *j)
{
	return cJSON_IsArray(j) || cJSON_IsObject(j) ? j->child : NULL;
}

const struct cJSON *
json_next(const struct cJSON *j)
{
	return j->next;
}

const char *
json_name(const struct cJSON *j)
{
	return j->string;
}

const char *
json_value(const struct cJSON *j)
{
	return cJSON_IsString(j) ? j->valuestring : NULL;
}

int
json_is_object(const struct cJSON *j)
{
	return cJSON_IsObject(j);
}

int
json_is_array(const struct cJSON *j)
{
	return cJSON_IsArray(j);
}

enum json_kind
json_kind(const struct cJSON *j)
{
	if (cJSON_IsBool(j))
		return JSON_FLAG;
	if (cJSON_IsNumber(j))
		return JSON_NUMBER;
	if (cJSON_IsString(j))
		return JSON_TEXT;
	if (cJSON_IsArray(j))
		return JSON_LIST;
	return cJSON_IsObject(j) ? JSON_OBJECT : JSON_NULL;
}

/* How many of the bytes are decimal digits, from the first on. */
static size_t
digits(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && s[n] >= '0' && s[n] <= '9')
		n++;
	return n;
}

/* Length of the number at s by RFC 8259, or 0. */
static size_t
number_length(const char *s, size_t len)
{
	size_t i = *s == '-', n = digits(s + i, len - i);

	if (n == 0 || (n > 1 && s[i] == '0'))
		return 0;
	i += n;
	if (i < len && s[i] == '.') {
		if ((n = digits(s + i + 1, len - i - 1)) == 0)
			return 0;
		i += n + 1;
	}
	if (i < len && (s[i] == 'e' || s[i] == 'E')) {
		i++;
		i += i < len && (s[i] == '+' || s[i] == '-');
		if ((n = digits(s + i, len - i)) == 0)
			return 0;
		i += n;
	}
	return i;
}

/* Length of the text at s with its quotes, or 0. */
static size_t
quoted_length(const char *s, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		if (s[i] == '"')
			return i + 1;
		if ((unsigned char)s[i] < ' ')
			return 0;
		i += s[i] == '\\';
	}
	return 0;
}

enum err
json_strict(struct scope *sc, const char *s, size_t len)
{
	static const char plain[] = " \t\r\n{}[],:truefalsn";
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		if (s[i] == '"')
			n = quoted_length(s + i, len - i);
		else if (s[i] == '-' || (s[i] >= '0' && s[i] <= '9'))
			n = number_length(s + i, len - i);
		else
			n = s[i] != '\0' && strchr(plain, s[i]) != NULL;
		if (n == 0)
			return scope_fail(sc, E_SHAPE,
			    "not strict JSON at byte %zu", i);
	}
	return E_OK;
}

/* Length of the value at s, which ends where its object goes on or ends. */
static size_t
value_length(const char *s, size_t len)
{
	size_t i = 0;
	int depth = 0;

	while (i < len && (depth > 0 || (s[i] != ',' && s[i] != '}'))) {
		depth += s[i] == '{' || s[i] == '[';
		depth -= s[i] == '}' || s[i] == ']';
		i += s[i] == '"' ? quoted_length(s + i, len - i) : 1;
	}
	while (i > 0 && strchr(" \t\r\n", s[i - 1]) != NULL)
		i--;
	return i;
}

/* From `at` on to the first byte that is none of these. */
static size_t
past(const char *s, size_t len, size_t at, const char *these)
{
	while (at < len && s[at] != '\0' && strchr(these, s[at]) != NULL)
		at++;
	return at;
}

enum err
json_members(struct scope *sc, const char *s, size_t len, int max_depth,
    struct json_member **ret, int *ret_n)
{
	const struct cJSON *j;
	size_t at = 0, n;
	enum err e;

	if ((e = json_parse(sc, s, len, max_depth, &j)) != E_OK ||
	    (e = json_strict(sc, s, len)) != E_OK)
		return e;
	if (!cJSON_IsObject(j))
		return scope_fail(sc, E_SHAPE, "no JSON object");
	*ret = scope_alloc(sc, sizeof(**ret) *
	    (size_t)(cJSON_GetArraySize(j) + 1));
	*ret_n = 0;
	for (j = j->child; j != NULL; j = j->next) {
		at = past(s, len, at, " \t\r\n{,");
		at += quoted_length(s + at, len - at);
		at = past(s, len, at, " \t\r\n:");
		n = value_length(s + at, len - at);
		(*ret)[(*ret_n)++] = (struct json_member){ j->string,
		    str_copy(sc, s + at, n) };
		at += n;
	}
	return E_OK;
}

int
json_same(const struct cJSON *a, const struct cJSON *b)
{
	int a_is_none = a == NULL || cJSON_IsNull(a);
	int b_is_none = b == NULL || cJSON_IsNull(b);

	return a_is_none || b_is_none ? a_is_none && b_is_none :
	    cJSON_Compare(a, b, 1);
}

const char *
json_print(struct scope *sc, const struct cJSON *j)
{
	char *text = cJSON_PrintUnformatted(j);

	if (text == NULL)
		BUG("out of memory");
	scope_own(sc, cJSON_free, text);
	return text;
}

enum err
json_need(struct scope *sc, const struct cJSON *j, const char *path,
    const char **ret)
{
	const char *s = json_text(j, path);

	if (s == NULL || *s == '\0')
		return scope_fail(sc, E_SHAPE, "$.%s is missing or not a text",
		    path);
	*ret = s;
	return E_OK;
}

void
json_begin(struct json_out *o, struct scope *sc, size_t max)
{
	memset(o, 0, sizeof(*o));
	buf_init(&o->buf, sc, max);
}

static void
put_quoted(struct json_out *o, const char *s)
{
	buf_puts(&o->buf, "\"");
	for (; *s != '\0'; s++) {
		size_t n = strcspn(s, "\"\\\b\f\n\r\t\x01\x02\x03\x04\x05\x06"
		    "\x07\x0b\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18"
		    "\x19\x1a\x1b\x1c\x1d\x1e\x1f");

		buf_add(&o->buf, s, n);
		s += n;
		if (*s == '\0')
			break;
		if (*s == '"' || *s == '\\')
			buf_fmt(&o->buf, "\\%c", *s);
		else if (*s == '\n')
			buf_puts(&o->buf, "\\n");
		else
			buf_fmt(&o->buf, "\\u%04x", (unsigned char)*s);
	}
	buf_puts(&o->buf, "\"");
}

static void
put_name(struct json_out *o, const char *name)
{
	if (o->comma)
		buf_puts(&o->buf, ",");
	o->comma = 1;
	if (name != NULL) {
		put_quoted(o, name);
		buf_puts(&o->buf, ":");
	}
}

void
json_open(struct json_out *o, const char *name, char what)
{
	if (o->depth == LEN(o->open))
		BUG("JSON written deeper than %d", LEN(o->open));
	put_name(o, name);
	buf_add(&o->buf, &what, 1);
	o->open[o->depth++] = what == '{' ? '}' : ']';
	o->comma = 0;
}

void
json_close(struct json_out *o)
{
	if (o->depth == 0)
		BUG("JSON closed once too often");
	buf_add(&o->buf, &o->open[--o->depth], 1);
	o->comma = 1;
}

void
json_put(struct json_out *o, const char *name, const char *text)
{
	put_name(o, name);
	if (text == NULL)
		buf_puts(&o->buf, "null");
	else
		put_quoted(o, text);
}

void
json_put_int(struct json_out *o, const char *name, int64_t v)
{
	put_name(o, name);
	buf_fmt(&o->buf, "%lld", (long long)v);
}

void
json_put_bool(struct json_out *o, const char *name, int v)
{
	put_name(o, name);
	buf_puts(&o->buf, v ? "true" : "false");
}

void
json_put_raw(struct json_out *o, const char *name, const char *raw)
{
	put_name(o, name);
	buf_puts(&o->buf, raw);
}

const char *
json_end(struct json_out *o)
{
	if (o->depth != 0)
		BUG("JSON left open");
	return o->buf.at;
}
