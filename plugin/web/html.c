/* The only file that writes '<'. It knows no page and no words. */
#include "web/html.h"

void
html_begin(struct html *h, struct scope *sc, size_t max)
{
	*h = (struct html){ .depth = 0 };
	buf_init(&h->buf, sc, max);
	buf_puts(&h->buf, "<!DOCTYPE html>\n");
}

static const char *
escape_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static int
is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\n' && c != '\t') || c == 0x7f;
}

void
html_text(struct html *h, const char *text)
{
	for (const char *s = text; *s != '\0'; s++) {
		const char *escape = escape_of(*s);

		if (escape != NULL)
			buf_puts(&h->buf, escape);
		else if (!is_control(*s))	/* HTML has no place for it */
			buf_add(&h->buf, s, 1);
	}
}

static void
tag(struct html *h, const char *element, const char *const *attrs)
{
	buf_fmt(&h->buf, "<%s", element);
	for (; attrs != NULL && attrs[0] != NULL; attrs += 2) {
		if (attrs[1] == NULL)
			continue;
		buf_fmt(&h->buf, " %s=\"", attrs[0]);
		html_text(h, attrs[1]);
		buf_puts(&h->buf, "\"");
	}
	buf_puts(&h->buf, ">");
}

void
html_open(struct html *h, const char *element, const char *const *attrs)
{
	if (h->depth == HTML_DEPTH)
		BUG("HTML deeper than %d", HTML_DEPTH);
	tag(h, element, attrs);
	h->open[h->depth++] = element;
}

void
html_close(struct html *h)
{
	if (h->depth == 0)
		BUG("no HTML element to close");
	buf_fmt(&h->buf, "</%s>\n", h->open[--h->depth]);
}

void
html_void(struct html *h, const char *element, const char *const *attrs)
{
	tag(h, element, attrs);
	buf_puts(&h->buf, "\n");
}

void
html_put(struct html *h, const char *element, const char *const *attrs,
    const char *text)
{
	html_open(h, element, attrs);
	html_text(h, text);
	html_close(h);
}

void
html_style(struct html *h, const char *css)
{
	html_open(h, "style", NO_ATTRS);
	buf_puts(&h->buf, css);
	html_close(h);
}

enum err
html_end(struct html *h, const char **ret)
{
	if (h->depth != 0)
		BUG("HTML element %s is not closed", h->open[h->depth - 1]);
	if (h->buf.full)
		return scope_fail(h->buf.sc, E_LIMIT, "the page has more than "
		    "%zu bytes", h->buf.max);
	*ret = h->buf.at;
	return E_OK;
}
