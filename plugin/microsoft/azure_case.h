/*
 * A ticket of Azure's, as it is read (DOMAIN 8, and Microsoft's own description
 * of Microsoft.Support 2024-04-01).
 */
#ifndef MICROSOFT_AZURE_CASE_H
#define MICROSOFT_AZURE_CASE_H

#include "microsoft/service.h"

struct cJSON;

/* Answers that follow each other, as pages of one list. */
struct azure_pages {
	const struct api_reply	*page;
	int			 n;
};

/* May it be asked? NULL may. */
enum err azure_case_link(struct scope *, const char *url) MUST_USE;
/* The list of a page. E_SHAPE: it has none. `ret_next`: its nextLink. */
enum err azure_page(struct scope *, const struct api_reply *,
	    const struct cJSON **ret_first, const char **ret_next) MUST_USE;

/*
 * A ticket, and what was written in it as far as there are pages. E_SHAPE: it
 * is no ticket, or no communications. E_LIMIT: too many.
 */
enum err azure_case(struct scope *, const struct service_task *,
	    const struct api_reply *ticket, const struct azure_pages *,
	    struct service_case *ret) MUST_USE;
/* Is it a communication? E_SHAPE: it is none. */
enum err azure_case_message(struct scope *, const struct api_reply *) MUST_USE;
/* "A" as Azure writes it; NULL: it has no such severity. */
const char *azure_case_severity(const char *severity);

#endif
