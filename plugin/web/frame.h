/*
 * What every public page has around its content: head, style, the way to the
 * other languages, landmarks. Pages bring no script and load nothing: the
 * style stands in the page, and the policy that is sent with it lets only
 * this style in.
 */
#ifndef WEB_FRAME_H
#define WEB_FRAME_H

#include "texts.h"
#include "web/html.h"

struct frame {
	const char	*title;		/* of the window */
	const char	*description;	/* for search engines */
	const char	*language;
	const char	*heading, *lead;
	const char	*robots;	/* or NULL */
};

/*
 * Writes up to and with <main>; frame_end() closes it and writes the footer
 * `foot` (NULL: none) and the end. The caller closes what it opens between.
 */
void	 frame_begin(struct html *, const struct texts *,
	    const struct frame *);
enum err frame_end(struct html *, const char *foot, const char **ret) MUST_USE;

/* The languages in which pages are shown; NULL ends them. */
extern const char *const frame_languages[];

/*
 * Header lines, each with CRLF, for every answer that carries a frame: what
 * the browser may do with it. The only place that says so.
 */
const char	*frame_headers(struct scope *, const char *language);

#endif
