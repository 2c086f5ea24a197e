/*
 * Reads HTML as browsers do where it matters for what becomes text: tags with
 * their attributes, comments, raw elements. Everything is read once, forwards.
 */
#include "note_text.h"

#include "base/str.h"

#include <string.h>
#include <strings.h>

enum { MOST_ENTITY = 10 };

struct span {
	const char	*at;
	size_t		 len;
};

struct html {
	struct buf	 out;
	int		 in_line;	/* the line has something in it */
	int		 blank;		/* white space waits to be written */
	int		 pre;		/* inside this many <pre> */
	struct span	 skip;		/* element that is left out */
	int		 depth;		/* so many of its name are open */
};

struct tag {
	struct span	 name;
	int		 is_end;
	int		 is_left_out;	/* quoted or hidden */
};

static const char *const blocks[] = {
	"address", "article", "aside", "blockquote", "body", "br", "caption",
	"center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
	"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
	"h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main",
	"menu", "nav", "ol", "p", "pre", "section", "summary", "table",
	"tbody", "tfoot", "thead", "tr", "ul", NULL
};
static const char *const cells[] = { "td", "th", NULL };
/* Their inside is not HTML; it ends with their end tag only. */
static const char *const raws[] = {
	"script", "style", "title", "textarea", "xmp", "iframe", "noembed",
	"noframes", "plaintext", NULL
};
static const char *const left_out[] = {
	"blockquote", "head", "template", "select", "noscript", "svg", "math",
	"object", "audio", "video", "canvas", "details", NULL
};
/* Styles by which a text is there, but not seen; blanks do not count. */
static const char *const hiding[] = {
	"display:none", "visibility:hidden", "visibility:collapse",
	"opacity:0", "opacity:.", "font-size:0", "font-size:.",
	"color:transparent", "color:white", "color:#fff", "text-indent:-",
	"position:absolute", "position:fixed", "clip:", "clip-path:", NULL
};
/* They have no inside that could be left out. */
static const char *const empties[] = {
	"br", "hr", "img", "input", "wbr", "col", "area", "base", "link",
	"meta", "param", "source", "track", "embed", NULL
};

static int
is_space(char c)
{
	return c != '\0' && strchr(" \t\n\f\r", c) != NULL;
}

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int
is_word(struct span s, const char *word)
{
	return strlen(word) == s.len && strncasecmp(s.at, word, s.len) == 0;
}

static int
is_one_of(struct span s, const char *const *words)
{
	for (int i = 0; words[i] != NULL; i++)
		if (is_word(s, words[i]))
			return 1;
	return 0;
}

static void
end_line(struct html *h, int always)
{
	if (h->in_line || always)
		buf_add(&h->out, "\n", 1);
	h->in_line = h->blank = 0;
}

static void
put(struct html *h, const char *s, size_t len)
{
	if (h->depth > 0)
		return;
	if (len == 1 && is_space(*s) && h->pre == 0) {
		h->blank = 1;
	} else if (len == 1 && *s == '\n') {
		end_line(h, 1);
	} else {
		if (h->blank && h->in_line)
			buf_add(&h->out, " ", 1);
		buf_add(&h->out, s, len);
		h->in_line = 1;
		h->blank = 0;
	}
}

static void
put_code(struct html *h, unsigned c)
{
	char s[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		s[i] = (char)(0x80 | (c & 0x3f));
	s[0] = (char)(lead[n] | c);
	put(h, s, n);
}

/* At an ampersand; what is no entity is text. */
static const char *
read_entity(struct html *h, const char *s)
{
	size_t n = strcspn(s + 1, "; \t\n\f\r&<>");
	unsigned code = n > MOST_ENTITY || s[1 + n] != ';' ? 0 :
	    note_entity(s + 1, n);

	if (code == 0) {
		put(h, s, 1);
		return s + 1;
	}
	put_code(h, code);
	return s + n + 2;
}

/* Does `list` of words with blanks between them hold `word`? */
static int
has_word(struct span list, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= list.len; i++)
		if (strncasecmp(list.at + i, word, n) == 0 &&
		    (i == 0 || is_space(list.at[i - 1])) &&
		    (i + n == list.len || is_space(list.at[i + n])))
			return 1;
	return 0;
}

/* Does a style say this, whatever blanks and capitals are in it? */
static int
has_style(struct span style, const char *want)
{
	size_t got = 0;

	for (size_t i = 0; i < style.len && want[got] != '\0'; i++) {
		char c = style.at[i];

		if (is_space(c))
			continue;
		c = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
		got = c == want[got] ? got + 1 : c == want[0];
	}
	return want[got] == '\0';
}

static int
is_hiding(struct span style)
{
	for (int i = 0; hiding[i] != NULL; i++)
		if (has_style(style, hiding[i]))
			return 1;
	return 0;
}

/* The value of an attribute, from behind its '='; NULL: it never ends. */
static const char *
read_value(const char *s, struct span *ret)
{
	while (is_space(*s))
		s++;
	if (*s == '"' || *s == '\'') {
		const char *end = strchr(s + 1, *s);

		if (end == NULL)
			return NULL;
		*ret = (struct span){ s + 1, (size_t)(end - s - 1) };
		return end + 1;
	}
	*ret = (struct span){ s, strcspn(s, " \t\n\f\r>") };
	return s + ret->len;
}

/* One attribute; NULL: the text ends inside it. */
static const char *
read_attribute(const char *s, struct tag *tag)
{
	/* A '=' in front belongs to the name. */
	struct span name = { s, 1 + strcspn(s + 1, " \t\n\f\r/>=") };
	struct span value = { s, 0 };

	s += name.len;
	while (is_space(*s))
		s++;
	if (*s == '=' && (s = read_value(s + 1, &value)) == NULL)
		return NULL;
	if ((is_word(name, "class") && has_word(value, "gmail_quote")) ||
	    (is_word(name, "style") && is_hiding(value)) ||
	    is_word(name, "hidden"))
		tag->is_left_out = 1;
	return s;
}

/* At '<' or '</' before a letter; the place behind '>', NULL: none. */
static const char *
read_tag(const char *s, struct tag *ret)
{
	*ret = (struct tag){ .is_end = s[1] == '/' };
	s += 1 + ret->is_end;
	ret->name = (struct span){ s, strcspn(s, " \t\n\f\r/>") };
	s += ret->name.len;
	while (s != NULL && *s != '>') {
		if (*s == '\0')
			return NULL;
		s = is_space(*s) || *s == '/' ? s + 1 :
		    read_attribute(s, ret);
	}
	if (is_one_of(ret->name, left_out))
		ret->is_left_out = 1;
	return s == NULL ? NULL : s + 1;
}

/* Behind the end tag of a raw element; NULL: there is none. */
static const char *
skip_raw(const char *s, struct span name)
{
	for (; (s = strchr(s, '<')) != NULL; s++) {
		const char *end = s + 2 + name.len;

		if (s[1] != '/' ||
		    strncasecmp(s + 2, name.at, name.len) != 0)
			continue;
		if (is_space(*end) || *end == '/' || *end == '>') {
			end = strchr(end, '>');
			return end == NULL ? NULL : end + 1;
		}
	}
	return NULL;
}

/* At "<!--"; NULL: the comment never ends. */
static const char *
skip_comment(const char *s)
{
	const char *inside = s + 4;

	for (s += 2; (s = strchr(s, '-')) != NULL; s++) {
		if (s[1] == '-' && s[2] == '>')
			return s + 3;
		if (s >= inside && s[1] == '-' && s[2] == '!' && s[3] == '>')
			return s + 4;
	}
	return NULL;
}

/* Elements inside a left out one only count how deep they are. */
static void
act_inside(struct html *h, const struct tag *t)
{
	if (t->name.len == h->skip.len &&
	    strncasecmp(t->name.at, h->skip.at, t->name.len) == 0)
		h->depth += t->is_end ? -1 : 1;
}

static void
act(struct html *h, const struct tag *t)
{
	if (is_one_of(t->name, blocks))
		end_line(h, is_word(t->name, "br"));
	if (is_one_of(t->name, cells))
		h->blank = 1;
	if (is_word(t->name, "pre"))
		h->pre = t->is_end ? 0 : 1;
	if (t->is_left_out && !t->is_end && !is_one_of(t->name, empties)) {
		h->skip = t->name;
		h->depth = 1;
	}
}

/* At '<'; the place behind what it begins, NULL: the text ends inside it. */
static const char *
read_markup(struct html *h, const char *s)
{
	struct tag t;

	if (strncmp(s, "<!--", 4) == 0)
		return skip_comment(s);
	if (s[1] == '!' || s[1] == '?' || (s[1] == '/' && !is_letter(s[2]))) {
		s = strchr(s + 2, '>');
		return s == NULL ? NULL : s + 1;
	}
	if (!is_letter(s[s[1] == '/' ? 2 : 1])) {
		put(h, s, 1);
		return s + 1;
	}
	if ((s = read_tag(s, &t)) == NULL)
		return NULL;
	if (h->depth > 0)
		act_inside(h, &t);
	else
		act(h, &t);
	return !t.is_end && is_one_of(t.name, raws) ? skip_raw(s, t.name) : s;
}

const char *
note_text(struct scope *sc, const char *html)
{
	struct html h = { 0 };
	const char *s = html;

	buf_init(&h.out, sc, strlen(html) + 1);
	while (s != NULL && *s != '\0') {
		if (*s == '<') {
			s = read_markup(&h, s);
		} else if (*s == '&') {
			s = read_entity(&h, s);
		} else {
			put(&h, s, 1);
			s++;
		}
	}
	return h.out.at;
}
