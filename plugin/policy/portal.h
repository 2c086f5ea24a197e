/*
 * Where a person opens a request at Microsoft (conf/policy/packet.conf): the
 * way there by channel, product and cloud, its link, and what it must hold;
 * and where a customer of nobody but Microsoft does.
 * Not part of the policy's hash: no decision depends on it.
 */
#ifndef POLICY_PORTAL_H
#define POLICY_PORTAL_H

#include "base/scope.h"

struct portals;		/* owned by the scope it was loaded in */

struct portal {
	const char	*path;		/* texts have path.WORD */
	const char	*url;		/* https; NULL: there is no link */
};

/* What a packet may have to hold; "subscription" of an Azure case, say. */
extern const char *const portal_parts[];

/* What a row may ask: indexes of words.h. */
struct portal_case {
	int		 channel, class, product, severity, environment;
	int		 cloud;
	const char	*tenant;	/* the customer's, or NULL */
};

/* Reads DIR/packet.conf. E_GONE: not readable; E_SHAPE: file:line. */
enum err portals_load(struct scope *, const char *dir,
	    const struct portals **ret) MUST_USE;
/* The first row that fits; 0: there is none. {tenant} is filled in. */
int	 portal_find(struct scope *, const struct portals *,
	    const struct portal_case *, struct portal *ret);
/* By product and cloud: where who bought it from Microsoft itself asks. */
int	 portal_own(const struct portals *, int product, int cloud,
	    struct portal *ret);
/* Must the packet of such a case have that part? */
int	 portals_asks(const struct portals *, const char *part,
	    const struct portal_case *);
/* The path of the n-th row and "file:line" of it; NULL past the last. */
const char *portals_path(struct scope *, const struct portals *, int n,
	    const char **ret_place);
/* How long a title may be, in bytes. */
size_t	 portals_title(const struct portals *);

#endif
