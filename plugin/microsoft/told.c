/* Forgives what Microsoft's documents show, and nothing that they do not. */
#include "microsoft/told.h"

#include "policy/date.h"

#include <string.h>
#include <strings.h>

enum { LONGEST_ID = 128, CLOCK_LENGTH = 19, QUOTED = 120 };
enum { MINUTE_MS = 60 * 1000 };

const char *
told_start(struct scope *sc, const struct api_reply *r)
{
	int is_ours = r->status >= 200 && r->status < 300 &&
	    strpbrk(r->body, "{[") != NULL;

	return is_ours ? str_fmt(sc, "(%zu bytes)", r->len) : str_copy(sc,
	    r->body, str_utf8_cut(r->body, QUOTED));
}

const char *
told_body(const struct api_reply *r, size_t *ret_len)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t skip = r->len > 3 && memcmp(r->body, mark, 3) == 0 ? 3 : 0;

	*ret_len = r->len - skip;
	return r->body + skip;
}

enum err
told_parse(struct scope *sc, const struct api_reply *r,
    const struct cJSON **ret)
{
	size_t len;
	const char *body = told_body(r, &len);
	enum err e = json_parse(sc, body, len, TOLD_DEPTH, ret);

	if (e == E_OK)
		return E_OK;
	return scope_fail(sc, e, "Microsoft answered %d, %s: %s", r->status,
	    str_dup(sc, sc->why), told_start(sc, r));
}

static const struct cJSON *
member(const struct cJSON *j, const char *name, size_t len)
{
	if (!json_is_object(j))
		return NULL;
	for (const struct cJSON *it = json_first(j); it != NULL;
	    it = json_next(it))
		if (json_kind(it) != JSON_NULL &&
		    strlen(json_name(it)) == len &&
		    strncasecmp(json_name(it), name, len) == 0)
			return it;
	return NULL;
}

const struct cJSON *
told_at(const struct cJSON *j, const char *path)
{
	while (j != NULL && *path != '\0') {
		size_t n = strcspn(path, ".");

		j = member(j, path, n);
		path += n + (path[n] == '.');
	}
	return json_at(j, "");
}

const char *
told_text(struct scope *sc, const struct cJSON *j, const char *path)
{
	const struct cJSON *it = told_at(j, path);
	const char *s;

	if (it != NULL && json_kind(it) == JSON_NUMBER)
		return json_print(sc, it);
	s = it == NULL ? NULL : json_value(it);
	return s == NULL || *s == '\0' ? NULL : s;
}

const char *
told_flag(const struct cJSON *j, const char *path)
{
	const struct cJSON *it = told_at(j, path);

	if (it == NULL || json_kind(it) != JSON_FLAG)
		return NULL;
	return json_true(it, "") ? "yes" : "no";
}

/* Digits of a fraction behind its point, in milliseconds; the rest drops. */
static const char *
fraction(const char *s, int64_t *ms)
{
	int worth = 100;

	for (; *s >= '0' && *s <= '9'; s++, worth /= 10)
		*ms += (*s - '0') * worth;
	return s;
}

static int
two(const char *s)
{
	return 10 * (s[0] - '0') + s[1] - '0';
}

/* Z, +hh:mm or nothing. 0: something else. */
static int
offset(const char *s, int64_t *ms)
{
	static const char digits[] = "0123456789";
	int64_t minutes;

	if (*s == '\0' || strcmp(s, "Z") == 0)
		return 1;
	if ((*s != '+' && *s != '-') || strspn(s + 1, digits) != 2 ||
	    s[3] != ':' || strspn(s + 4, digits) != 2 || s[6] != '\0')
		return 0;
	minutes = 60 * two(s + 1) + two(s + 4);
	*ms += (*s == '-' ? minutes : -minutes) * MINUTE_MS;
	return 1;
}

int64_t
told_clock(struct scope *sc, const char *s)
{
	int64_t ms, more = 0;
	const char *rest;

	if (strlen(s) < CLOCK_LENGTH || strncmp(s, "0001-", 5) == 0 ||
	    !instant_parse(sc, str_fmt(sc, "%.*sZ", CLOCK_LENGTH, s), &ms))
		return 0;
	rest = s + CLOCK_LENGTH;
	if (*rest == '.')
		rest = fraction(rest + 1, &more);
	return offset(rest, &more) ? ms + more : 0;
}

int64_t
told_time(struct scope *sc, const struct cJSON *j, const char *path)
{
	const char *s = told_text(sc, j, path);

	return s == NULL ? 0 : told_clock(sc, s);
}

static int
same_word(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += *a == '_';
		b += *b == '_';
		if (strncasecmp(a, b, 1) != 0)
			return 0;
		if (*a == '\0')
			return 1;
	}
}

int
told_word(struct scope *sc, const struct cJSON *j, const char *path,
    const char *const *words)
{
	const char *s = told_text(sc, j, path);
	int64_t number;

	if (s == NULL)
		return -1;
	if (!str_int(s, &number))
		number = -1;
	for (int i = 0; words[i] != NULL; i++)
		if (i == number || same_word(words[i], s))
			return i;
	return -1;
}

enum err
told_status(int status)
{
	if (status >= 200 && status < 300)
		return E_OK;
	switch (status) {
	case 401:
	case 403:
		return E_DENIED;
	case 404:
	case 410:
		return E_GONE;
	case 408:
	case 409:
	case 412:
	case 425:
	case 429:
		return E_BUSY;
	}
	return status >= 500 ? E_BUSY : E_SHAPE;
}

int
told_is_refusal(int status)
{
	return status >= 400 && status < 500 && told_status(status) != E_BUSY;
}

enum err
told_path(struct scope *sc, const char *id, const char **ret)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_~";
	struct buf b;

	/* Whatever decodes once too often must not find another folder. */
	if (id == NULL || *id == '\0' || strlen(id) > LONGEST_ID ||
	    id[strspn(id, ".")] == '\0' || strpbrk(id, "/\\") != NULL)
		return scope_fail(sc, E_SHAPE, "\"%.40s\" is no id of "
		    "Microsoft's", id == NULL ? "" : id);
	buf_init(&b, sc, 3 * LONGEST_ID);
	for (; *id != '\0'; id++)
		if (*id == '.' || strchr(plain, *id) != NULL)
			buf_add(&b, id, 1);
		else
			buf_fmt(&b, "%%%02X", (unsigned char)*id);
	*ret = b.at;
	return E_OK;
}
