/* Text helpers. All memory is the scope's; sizes are capped by the caller. */
#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *
str_copy(struct scope *sc, const char *s, size_t len)
{
	char *p = scope_alloc(sc, len + 1);

	if (len > 0)
		memcpy(p, s, len);
	return p;
}

char *
str_dup(struct scope *sc, const char *s)
{
	return s == NULL ? NULL : str_copy(sc, s, strlen(s));
}

static char *
format(struct scope *sc, const char *fmt, va_list ap, size_t *ret_len)
{
	va_list again;
	int n;
	char *p;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		BUG("format \"%s\"", fmt);
	p = scope_alloc(sc, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	*ret_len = (size_t)n;
	return p;
}

char *
str_fmt(struct scope *sc, const char *fmt, ...)
{
	va_list ap;
	size_t len;
	char *p;

	va_start(ap, fmt);
	p = format(sc, fmt, ap, &len);
	va_end(ap);
	return p;
}

int
str_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

char *
str_trim(char *s)
{
	size_t n;

	while (isspace((unsigned char)*s))
		s++;
	n = strlen(s);
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
	return s;
}

char *
str_lower(struct scope *sc, const char *s)
{
	char *p = str_dup(sc, s);

	for (char *c = p; c != NULL && *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	return p;
}

static int
least(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

int
str_distance(const char *a, const char *b)
{
	int row[STR_FAR + 1], n = (int)strnlen(b, STR_FAR + 1), corner, above;

	if (n > STR_FAR || strnlen(a, STR_FAR + 1) > STR_FAR)
		return STR_FAR;
	for (int k = 0; k <= n; k++)
		row[k] = k;
	for (int i = 0; a[i] != '\0'; i++) {
		corner = row[0];
		row[0] = i + 1;
		for (int k = 1; k <= n; k++) {
			above = row[k];
			row[k] = least(above + 1, row[k - 1] + 1,
			    corner + (a[i] != b[k - 1]));
			corner = above;
		}
	}
	return row[n];
}

/* Length of the well-formed character at s (RFC 3629), or 0. */
static size_t
utf8_char(const unsigned char *s, size_t left)
{
	static const struct {
		unsigned char lo, hi, lo2, hi2;
		size_t n;
	} t[] = {
		{ 0x01, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (int i = 0; i < LEN(t); i++) {
		if (s[0] < t[i].lo || s[0] > t[i].hi || left < t[i].n)
			continue;
		if (t[i].n > 1 && (s[1] < t[i].lo2 || s[1] > t[i].hi2))
			return 0;
		for (size_t k = 2; k < t[i].n; k++)
			if ((s[k] & 0xc0) != 0x80)
				return 0;
		return t[i].n;
	}
	return 0;
}

int
str_utf8(const char *s, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n)
		if ((n = utf8_char((const unsigned char *)s + i, len - i)) == 0)
			return 0;
	return 1;
}

void
str_utf8_mend(char *s)
{
	size_t n, left = strlen(s);

	for (; left > 0; s += n, left -= n) {
		n = utf8_char((const unsigned char *)s, left);
		if (n == 0) {
			*s = '?';
			n = 1;
		}
	}
}

size_t
str_utf8_cut(const char *s, size_t max)
{
	size_t n = strnlen(s, max + 1);

	if (n <= max)
		return n;
	for (n = max; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
		;
	return n;
}

int
str_int(const char *s, int64_t *ret)
{
	char *end;
	long long v;

	if (s == NULL || (!isdigit((unsigned char)*s) && *s != '-'))
		return 0;
	errno = 0;
	v = strtoll(s, &end, 10);
	if (errno != 0 || *end != '\0' || end == s)
		return 0;
	*ret = v;
	return 1;
}

void
buf_init(struct buf *b, struct scope *sc, size_t max)
{
	*b = (struct buf){ .sc = sc, .max = max, .room = 256 };
	b->at = scope_alloc(sc, b->room);
}

static void
grow(struct buf *b, size_t room)
{
	char *was = b->at;

	b->room = room;
	b->at = scope_alloc(b->sc, room);
	memcpy(b->at, was, b->len);
}

void
buf_room(struct buf *b, size_t len)
{
	if (len > b->max)
		len = b->max;
	if (len + 1 > b->room)
		grow(b, len + 1);
}

void
buf_add(struct buf *b, const char *s, size_t len)
{
	if (len > b->max - b->len) {
		/* What is left out begins with a whole character. */
		b->full = 1;
		for (len = b->max - b->len; len > 0 &&
		    ((unsigned char)s[len] & 0xc0) == 0x80; len--)
			;
	}
	if (len == 0)
		return;
	if (b->len + len + 1 > b->room)
		grow(b, (b->len + len + 1) * 2);
	memcpy(b->at + b->len, s, len);
	b->len += len;
	b->at[b->len] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t len;
	char *p;

	va_start(ap, fmt);
	p = format(b->sc, fmt, ap, &len);
	va_end(ap);
	buf_add(b, p, len);
}

static void
close_file(void *f)
{
	fclose(f);
}

enum err
str_file(struct scope *sc, const char *path, size_t max, char **ret,
    size_t *ret_len)
{
	FILE *f = fopen(path, "re");
	char *p;
	size_t n;

	if (f == NULL)
		return scope_fail(sc, E_GONE, "cannot read %s: %s", path,
		    strerror(errno));
	scope_own(sc, close_file, f);
	p = scope_alloc(sc, max + 2);
	n = fread(p, 1, max + 1, f);
	if (ferror(f))
		return scope_fail(sc, E_GONE, "cannot read %s: %s", path,
		    strerror(errno));
	if (n > max)
		return scope_fail(sc, E_LIMIT, "%s is larger than %zu bytes",
		    path, max);
	p[n] = '\0';
	*ret = p;
	if (ret_len != NULL)
		*ret_len = n;
	return E_OK;
}
