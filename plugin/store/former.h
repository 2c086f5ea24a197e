/*
 * What a desk had before cspdesk hook install changed it. Only the admin's
 * account may see it: it can hold a secret.
 */
#ifndef STORE_FORMER_H
#define STORE_FORMER_H

#include "desk.h"
#include "store/db.h"

/* E_SEEN: what was there first is kept already, and stays. */
enum err former_add(struct scope *, struct db *, const char *desk,
	    const struct desk_former *) MUST_USE;
enum err former_list(struct scope *, struct db *, const char *desk,
	    struct desk_former **ret, int *ret_n) MUST_USE;
/* Forgets them; those that hold data only `with_data`. */
enum err former_end(struct scope *, struct db *, const char *desk,
	    int with_data) MUST_USE;

#endif
