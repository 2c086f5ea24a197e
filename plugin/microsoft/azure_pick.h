/*
 * Which of Azure's services, and which of a service's problems, a ticket is
 * about. What is wanted is an id ("/providers/Microsoft.Support/...", used as
 * it is) or words, which are looked for in the names that Azure shows:
 *
 *	the same name first, in whatever case;
 *	of services then those that list the resource's type;
 *	then the name with most of the words, and of these the shortest.
 */
#ifndef MICROSOFT_AZURE_PICK_H
#define MICROSOFT_AZURE_PICK_H

#include "microsoft/azure_case.h"

/* Is it an id of that kind that may go into a URL? */
int	 azure_pick_is_service(const char *);
int	 azure_pick_is_problem(const char *);

/* An id; NULL: none fits. `words` and `resource` may be NULL. */
enum err azure_pick_service(struct scope *, const struct azure_pages *,
	    const char *words, const char *resource, const char **ret)
	    MUST_USE;
/* Where none fits: the general one, or the first. NULL: there is none. */
enum err azure_pick_problem(struct scope *, const struct azure_pages *,
	    const char *words, const char **ret) MUST_USE;

#endif
