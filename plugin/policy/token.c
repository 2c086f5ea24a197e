/*
 * Text to folded words. One pass over white-space separated chunks (so that
 * mail addresses and links are seen whole), one pass inside each.
 *
 * A folded character is one byte and never longer than its source, hence the
 * room for the source is room enough.
 */
#include "policy/token.h"

#include <string.h>

/* Letters U+00C0 to U+017F without their marks; ' ' is no letter. */
static const char latin[] =
    "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* One character of the source, and how it reads. */
struct sign {
	size_t		 len;		/* bytes */
	uint32_t	 code;
	char		 fold;		/* letter or digit, or 0 */
};

static uint32_t
decode(const unsigned char *s, size_t left, size_t *ret_len)
{
	size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : s[0] >= 0xc2 ? 2 : 1;
	uint32_t code = n == 1 ? s[0] : s[0] & (0x7fu >> n);

	if (n > left)
		n = left;
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (s[i] & 0x3f);
	*ret_len = n;
	return code;
}

static char
fold(uint32_t code)
{
	if (code >= 'A' && code <= 'Z')
		return (char)(code - 'A' + 'a');
	if ((code >= 'a' && code <= 'z') || (code >= '0' && code <= '9'))
		return (char)code;
	if (code >= 0xc0 && code < 0x180 && latin[code - 0xc0] != ' ')
		return latin[code - 0xc0];
	return 0;
}

static struct sign
sign_at(const char *s, size_t left)
{
	struct sign g;

	g.code = decode((const unsigned char *)s, left, &g.len);
	g.fold = fold(g.code);
	return g;
}

/* Signs inside a word that the eye does not see, and apostrophes. */
static int
is_silent(uint32_t code)
{
	return code == '\'' || code == '`' || code == 0xad || code == 0x2019 ||
	    code == 0x2018 || code == 0xfeff || (code >= 0x200b &&
	    code <= 0x200d) || (code >= 0x300 && code < 0x370);
}

static int
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
	    c == '\v';
}

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Is the comma or dot at s[1] one between thousands, as in "2,300"? */
static int
groups_digits(const char *s, size_t left)
{
	return left >= 5 && is_digit(s[0]) && (s[1] == ',' || s[1] == '.') &&
	    is_digit(s[2]) && is_digit(s[3]) && is_digit(s[4]) &&
	    (left == 5 || !is_digit(s[5]));
}

static enum gap
gap_of(uint32_t code, int last)
{
	if (code == ';' || (last && (code == '.' || code == '!' ||
	    code == '?' || code == 0x2026)))
		return GAP_STOP;
	if (code == '-' || code == '/' || code == '.' || code == '_' ||
	    code == '&' || code == '+' || code == 0xa0 || code == 0x2011)
		return GAP_NONE;
	return GAP_COMMA;
}

static enum gap
wider(enum gap a, enum gap b)
{
	return a > b ? a : b;
}

void
tokens_init(struct tokens *t, struct scope *sc, size_t bytes)
{
	/* A word takes two bytes or more: itself and its NUL. */
	*t = (struct tokens){ .room = bytes + 2 };
	t->text = scope_alloc(sc, t->room);
	t->at = scope_alloc(sc, t->room / 2 * sizeof(*t->at));
}

void
tokens_clear(struct tokens *t)
{
	t->n = 0;
	t->used = 0;
}

/* The value of a word of digits, at most a billion; -1 for other words. */
static int64_t
value_of(const char *s)
{
	int64_t v = 0;

	for (; is_digit(*s); s++)
		v = v > 100000000 ? 1000000000 : v * 10 + (*s - '0');
	return *s == '\0' ? v : -1;
}

/* Reads one word at s, which begins with a letter or digit. */
static size_t
add_word(struct tokens *t, const char *s, size_t left, enum gap gap, int part)
{
	struct token *k = &t->at[t->n++];
	char *to = t->text + t->used;
	size_t i = 0;

	k->text = to;
	k->gap = gap;
	k->part = part;
	while (i < left) {
		struct sign g = sign_at(s + i, left - i);

		if (g.fold == 0 && !is_silent(g.code))
			break;
		if (g.fold != 0)
			*to++ = g.fold;
		i += g.len;
		if (i < left && groups_digits(s + i - 1, left - i + 1))
			i++;
	}
	*to = '\0';
	k->len = (size_t)(to - k->text);
	k->number = value_of(k->text);
	t->used += k->len + 1;
	return i;
}

/* Adds the words of a chunk; returns the gap that it leaves behind. */
static enum gap
add_chunk(struct tokens *t, const char *s, size_t len, enum gap gap, int part)
{
	size_t i = 0;

	if (len == 1 && (s[0] == '-' || s[0] == '*'))
		return wider(gap, GAP_COMMA);
	while (i < len) {
		struct sign g = sign_at(s + i, len - i);

		if (g.fold != 0) {
			i += add_word(t, s + i, len - i, gap, part);
			gap = GAP_NONE;
			continue;
		}
		i += g.len;
		if (!is_silent(g.code))
			gap = wider(gap, gap_of(g.code, i == len));
	}
	return gap;
}

static const char *
find(const char *s, size_t len, const char *what)
{
	return memmem(s, len, what, strlen(what));
}

/* Of a link only the host, of a mail address nothing. */
static enum gap
add_raw(struct tokens *t, const char *s, size_t len, enum gap gap, int part)
{
	const char *host = find(s, len, "://");
	size_t n = 0;

	if (host == NULL)
		return memchr(s, '@', len) != NULL ? wider(gap, GAP_COMMA) :
		    add_chunk(t, s, len, gap, part);
	host += 3;
	len -= (size_t)(host - s);
	while (n < len && strchr("/?#:<>\")", host[n]) == NULL)
		n++;
	add_chunk(t, host, n, wider(gap, GAP_COMMA), part);
	return GAP_COMMA;
}

void
tokens_add(struct tokens *t, const char *s, size_t len, int part)
{
	enum gap gap = GAP_STOP;
	int lines = 0;

	if (len >= t->room - t->used)
		len = t->room - t->used - 1;
	for (size_t i = 0; i < len;) {
		size_t n = 0;

		if (is_space(s[i])) {
			lines += s[i++] == '\n';
			continue;
		}
		while (i + n < len && !is_space(s[i + n]))
			n++;
		gap = add_raw(t, s + i, n, lines > 1 ? GAP_STOP : gap, part);
		lines = 0;
		i += n;
	}
}
