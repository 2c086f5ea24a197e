/* What everybody may see of the terms, as a page and as JSON: pure. */
#ifndef WEB_TERMS_HTML_H
#define WEB_TERMS_HTML_H

#include "billing/terms.h"
#include "texts.h"

/* A version of the terms as it stands on a day. */
struct terms_view {
	int64_t			 number;	/* 0: nothing is published */
	const char		*hash;
	const char		*published, *today;	/* ISO dates, UTC */
	const struct terms	*terms;
};

/* The page in `language`. E_LIMIT: larger than four megabytes. */
enum err terms_html(struct scope *, const struct texts *,
	    const struct terms_view *, const char *language,
	    const char **ret) MUST_USE;
/* The page that says that nothing is published. */
enum err terms_html_absent(struct scope *, const struct texts *,
	    const char *language, const char **ret) MUST_USE;

/*
 * The offers in force that everybody may see, for programs. Stable: members
 * may be added, never changed. Times are those of the offer's own zone.
 *
 *	{"schema":1,"version":3,"hash":"...","published":"2026-11-20",
 *	 "date":"2026-11-21","offers":[...],"collections":{...}}
 *
 * with the offers of billing/terms.h, less their customers and groups, and
 * `audience`: "everybody" or "group". The collections policy, where there is
 * one, is that of billing/terms_ladder.h.
 */
const char	*terms_json(struct scope *, const struct terms_view *);

#endif
