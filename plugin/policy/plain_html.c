/*
 * HTML to text, for reading and not for showing: blocks become lines, block
 * quotes "> " lines, entities characters. Made for what mail programs write
 * and for what nobody should; every byte is looked at a bounded number of
 * times, also when nothing is ever closed.
 */
#include "policy/plain.h"

#include "base/str.h"

#include <string.h>

enum { QUOTES_MAX = 8 };

/* What a tag does. */
enum tag {
	TAG_NOTHING, TAG_SPACE, TAG_LINE, TAG_PARAGRAPH, TAG_ITEM, TAG_QUOTE,
	TAG_HIDDEN
};

static const struct { const char *name; enum tag tag; } tags[] = {
	{ "br", TAG_LINE }, { "p", TAG_PARAGRAPH }, { "div", TAG_LINE },
	{ "tr", TAG_PARAGRAPH }, { "td", TAG_SPACE }, { "th", TAG_SPACE },
	{ "li", TAG_ITEM }, { "ul", TAG_PARAGRAPH }, { "ol", TAG_PARAGRAPH },
	{ "table", TAG_PARAGRAPH }, { "hr", TAG_PARAGRAPH },
	{ "h1", TAG_PARAGRAPH }, { "h2", TAG_PARAGRAPH },
	{ "h3", TAG_PARAGRAPH }, { "h4", TAG_PARAGRAPH }, { "pre", TAG_LINE },
	{ "section", TAG_PARAGRAPH }, { "blockquote", TAG_QUOTE },
	{ "style", TAG_HIDDEN }, { "script", TAG_HIDDEN },
	{ "title", TAG_HIDDEN }, { "head", TAG_HIDDEN },
};

static const struct { const char *name, *text; } entities[] = {
	{ "amp", "&" }, { "lt", "<" }, { "gt", ">" }, { "quot", "\"" },
	{ "apos", "'" }, { "nbsp", " " }, { "oacute", "ó" },
	{ "Oacute", "Ó" }, { "rsquo", "'" }, { "lsquo", "'" },
	{ "ldquo", "\"" }, { "rdquo", "\"" }, { "bdquo", "\"" },
	{ "ndash", "–" }, { "mdash", "–" }, { "hellip", "…" },
};

struct html {
	const char	*at, *end;
	struct buf	 out;
	int		 quotes;	/* open block quotes */
	unsigned	 unclosed;	/* a bit per tag that is never closed */
};

static int
same_name(const char *s, size_t len, const char *name)
{
	return strlen(name) == len && strncasecmp(s, name, len) == 0;
}

static int
tag_row(const char *s, size_t len)
{
	for (int i = 0; i < LEN(tags); i++)
		if (same_name(s, len, tags[i].name))
			return i;
	return -1;
}

static void
put_line(struct html *h, int lines)
{
	for (int i = 0; i < lines; i++)
		buf_puts(&h->out, "\n");
	for (int i = 0; i < h->quotes; i++)
		buf_puts(&h->out, "> ");
}

/* To behind `what`; to the end if it never comes. */
static void
skip_past(struct html *h, const char *what)
{
	const char *s = memmem(h->at, (size_t)(h->end - h->at), what,
	    strlen(what));

	h->at = s == NULL ? h->end : s + strlen(what);
}

/* Behind the closing tag of a hidden element, or where we are. */
static void
skip_hidden(struct html *h, int row)
{
	const char *s = h->at;
	size_t n = strlen(tags[row].name);

	if (h->unclosed & 1u << row)
		return;
	while ((s = memchr(s, '<', (size_t)(h->end - s))) != NULL) {
		s++;
		if ((size_t)(h->end - s) > n && *s == '/' &&
		    strncasecmp(s + 1, tags[row].name, n) == 0) {
			h->at = s;
			skip_past(h, ">");
			return;
		}
	}
	h->unclosed |= 1u << row;
}

static void
do_quote(struct html *h, int closing)
{
	if (!closing && h->quotes < QUOTES_MAX)
		h->quotes++;
	if (closing && h->quotes > 0)
		h->quotes--;
	put_line(h, 2);
}

static void
do_tag(struct html *h, int row, int closing)
{
	switch (row < 0 ? TAG_NOTHING : tags[row].tag) {
	case TAG_NOTHING:
		return;
	case TAG_SPACE:
		buf_puts(&h->out, " ");
		return;
	case TAG_LINE:
		put_line(h, 1);
		return;
	case TAG_PARAGRAPH:
		put_line(h, 2);
		return;
	case TAG_ITEM:
		put_line(h, 1);
		buf_puts(&h->out, closing ? "" : "- ");
		return;
	case TAG_QUOTE:
		do_quote(h, closing);
		return;
	case TAG_HIDDEN:
		if (!closing)
			skip_hidden(h, row);
		return;
	}
}

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Of the tag or entity at s: a letter, then letters and digits. */
static size_t
name_length(const char *s, const char *end)
{
	size_t n = 0;

	if (s == end || !is_letter(*s))
		return 0;
	while (s + n < end && (is_letter(s[n]) || (s[n] >= '0' && s[n] <= '9')))
		n++;
	return n;
}

static void
read_tag(struct html *h)
{
	int closing = h->end - h->at > 1 && h->at[1] == '/';
	const char *name = h->at + 1 + closing;
	size_t n = name_length(name, h->end);

	if (h->end - h->at > 3 && memcmp(h->at, "<!--", 4) == 0) {
		skip_past(h, "-->");
	} else if (n > 0 || closing || (name < h->end && strchr("!?", *name))) {
		skip_past(h, ">");
		do_tag(h, tag_row(name, n), closing);
	} else {
		buf_puts(&h->out, "<");
		h->at++;
	}
}

static void
put_code(struct buf *b, unsigned long code)
{
	char s[4];
	size_t n = 0;

	if (code < 0x20 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		code = ' ';
	if (code < 0x80) {
		s[n++] = (char)code;
	} else if (code < 0x800) {
		s[n++] = (char)(0xc0 | code >> 6);
	} else if (code < 0x10000) {
		s[n++] = (char)(0xe0 | code >> 12);
		s[n++] = (char)(0x80 | (code >> 6 & 0x3f));
	} else {
		s[n++] = (char)(0xf0 | code >> 18);
		s[n++] = (char)(0x80 | (code >> 12 & 0x3f));
		s[n++] = (char)(0x80 | (code >> 6 & 0x3f));
	}
	if (code >= 0x80)
		s[n++] = (char)(0x80 | (code & 0x3f));
	buf_add(b, s, n);
}

/* The number at s, of hexadecimal or decimal digits; moves behind it. */
static unsigned long
read_number(const char **s, const char *end, int hex)
{
	static const char digits[] = "0123456789abcdef";
	unsigned long v = 0;

	for (; *s < end; (*s)++) {
		char c = **s >= 'A' && **s <= 'F' ? **s - 'A' + 'a' : **s;
		const char *d = memchr(digits, c, hex ? 16 : 10);

		if (d == NULL || v > 0x10ffff)
			break;
		v = v * (hex ? 16 : 10) + (unsigned long)(d - digits);
	}
	return v;
}

/* "&#324;" or "&#x144;", at h->at. Of anything else only the "&" is read. */
static void
read_code(struct html *h)
{
	const char *s = h->at + 2;
	int hex = s < h->end && (*s == 'x' || *s == 'X');
	unsigned long code;

	s += hex;
	code = read_number(&s, h->end, hex);
	if (s == h->end || *s != ';') {
		buf_puts(&h->out, "&");
		h->at++;
		return;
	}
	put_code(&h->out, code);
	h->at = s + 1;
}

static void
read_entity(struct html *h)
{
	const char *s = h->at + 1;
	size_t n = name_length(s, h->end);

	if (s < h->end && *s == '#') {
		read_code(h);
		return;
	}
	if (n == 0 || s + n == h->end || s[n] != ';') {
		buf_puts(&h->out, "&");
		h->at++;
		return;
	}
	h->at = s + n + 1;
	for (int i = 0; i < LEN(entities); i++)
		if (n == strlen(entities[i].name) &&
		    memcmp(s, entities[i].name, n) == 0) {
			buf_puts(&h->out, entities[i].text);
			return;
		}
	buf_puts(&h->out, " ");
}

/* Up to the next sign that may mean something; line ends are spaces. */
static void
read_text(struct html *h)
{
	size_t n = 0;

	while (h->at + n < h->end && strchr("<&\n", h->at[n]) == NULL)
		n++;
	buf_add(&h->out, h->at, n);
	h->at += n;
	if (h->at < h->end && (*h->at == '\n' || *h->at == '\0')) {
		buf_puts(&h->out, " ");
		h->at++;
	}
}

const char *
plain_html(struct scope *sc, const char *s, size_t len, size_t max)
{
	struct html h = { .at = s, .end = s + len };

	buf_init(&h.out, sc, max);
	while (h.at < h.end && !h.out.full) {
		if (*h.at == '<')
			read_tag(&h);
		else if (*h.at == '&')
			read_entity(&h);
		else
			read_text(&h);
	}
	return h.out.at;
}
