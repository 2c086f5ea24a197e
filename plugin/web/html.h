/*
 * HTML written element by element. Whatever is put in is escaped, so what a
 * partner or a customer wrote can never become markup; names of elements and
 * attributes are our own words.
 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/str.h"

enum { HTML_DEPTH = 16 };

struct html {
	struct buf	 buf;
	const char	*open[HTML_DEPTH];
	int		 depth;
};

/* Attributes: name, value, ...; a NULL value leaves its attribute out. */
#define ATTRS(...)	(const char *const[]){ __VA_ARGS__, NULL, NULL }
#define NO_ATTRS	NULL

/* `max`: largest document in bytes; html_end() says what happens past it. */
void	 html_begin(struct html *, struct scope *, size_t max);
void	 html_open(struct html *, const char *element,
	    const char *const *attrs);
void	 html_close(struct html *);
/* An element without content: meta, link, br. */
void	 html_void(struct html *, const char *element,
	    const char *const *attrs);
void	 html_text(struct html *, const char *);
/* Opens, writes the text, closes. */
void	 html_put(struct html *, const char *element,
	    const char *const *attrs, const char *text);
/* A <style>; `css` is our own constant and stands there as it is. */
void	 html_style(struct html *, const char *css);
/* The document; everything must be closed. E_LIMIT: larger than `max`. */
enum err html_end(struct html *, const char **ret) MUST_USE;

#endif
