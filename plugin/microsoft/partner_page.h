/* Lists that come in pages, of Partner Center and of Graph. */
#ifndef MICROSOFT_PARTNER_PAGE_H
#define MICROSOFT_PARTNER_PAGE_H

#include "microsoft/told.h"

/*
 * Where the page after these is: URL and header of `ret`, without an URL if
 * they are all. E_SHAPE: nowhere that one can go. E_LIMIT: in a circle.
 */
enum err partner_page_next(struct scope *, const struct api_reply *got,
	    int ngot, struct api_call *ret) MUST_USE;

/* What a reader makes of elements. */
struct partner_rows {
	size_t		 size;		/* of a row */
	/* Fills a zeroed row from an element; 0: it is left out. */
	int		(*fill)(struct scope *, const struct cJSON *,
			    void *row);
	void		*row;		/* all of them */
	int		 n;
};

/*
 * Reads the rows of all pages. An answer that is no list is one element.
 * E_LIMIT: more elements than anybody has.
 */
enum err partner_page_read(struct scope *, const struct api_reply *got,
	    int ngot, struct partner_rows *) MUST_USE;

#endif
