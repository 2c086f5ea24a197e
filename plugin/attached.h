/*
 * What may leave the desk as a file, and what it is called there. Pure: names,
 * declared types and sizes; nobody looks into a file.
 */
#ifndef ATTACHED_H
#define ATTACHED_H

#include "base/scope.h"

#include <stdint.h>

/* Settings; types by blanks: extensions, or declared types with a slash. */
struct attached_limits {
	int64_t		 max_bytes, per_case;
	const char	*refused, *allowed;	/* allowed "": all others */
};

/*
 * Why it may not go, as the last part of a text's key; NULL: it may. `n`
 * files of the case have been named before it.
 */
const char	*attached_fault(const struct attached_limits *,
		    const char *name, const char *type, int64_t bytes, int n);
/* Do people keep keys or passwords in files of such a name? */
int		 attached_is_secret(const char *name);
/*
 * Our name of it at Microsoft: the desk's id of it, which is only its own, and
 * its name with "_" where something else stands than letters, digits, ".",
 * "_" and "-". At most 100 bytes, with the extension.
 */
const char	*attached_name(struct scope *, const char *id,
		    const char *name);

#endif
