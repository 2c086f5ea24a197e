/* What install and remove share: how things of Zammad are compared. */
#ifndef HOOKS_ZAMMAD_INSTALL_H
#define HOOKS_ZAMMAD_INSTALL_H

#include "zammad.h"

extern const struct desk_install zammad_install;

enum { MAX_TEXT = 65536 };

/* What is read before anything is changed. */
enum source { ME, WEBHOOKS, TRIGGERS, FIELDS, SOURCES };
extern const struct source_info {
	const char	*word;		/* for one of its things */
	const char	*path, *right;
} zammad_sources[SOURCES];

/* One look at the answers, and the change that is wanted of it. */
struct site {
	struct scope		*sc;
	const struct desk_task	*t;
	const struct cJSON	*doc[SOURCES];
	int			 nreads;
	int			 changes;	/* that were found so far */
	int			 at;		/* which is wanted */
	const char		*right;		/* that it needs */
	struct desk_step	*ret;
};

/* Asks for what is not read yet, then for the change that is due. */
enum err	 site_next(struct site *, int is_removal,
		    enum err (*plan)(struct site *)) MUST_USE;
/* The next change, in the order of calls: it is the wanted one, or not. */
void		 site_change(struct site *, const char *right,
		    struct desk_step);
struct call	 site_ask(const struct site *, const char *token,
		    const char *method, const char *path);
/* POST without an id, DELETE without a body, otherwise PUT. */
struct call	 site_change_call(const struct site *, enum source,
		    const char *id, const char *body);
int		 site_is_field(const char *thing);
/* The configured attributes, and the migration if one is needed. */
enum err	 site_fields(struct site *) MUST_USE;
enum err	 site_migrate(struct site *) MUST_USE;
const struct cJSON *zammad_field(const struct site *, const char *name);
/* All of an attribute, with the members of `over` in it, for PUT. */
const char	*zammad_field_with(const struct site *,
		    const struct cJSON *have, const struct cJSON *over);

enum err	 zammad_remove(struct scope *, const struct desk_task *,
		    struct desk_step *ret) MUST_USE;
void		 zammad_ask_log(struct scope *, const struct desk_task *,
		    struct call *ret);
enum err	 zammad_log(struct scope *, const struct desk_task *,
		    const struct reply *, struct desk_log *ret) MUST_USE;

/* New versions of Zammad may show this in the place of a secret. */
#define ZAMMAD_MASK	"**********"

/*
 * Has `have` all that `want` has? An id is the same as number and as text, a
 * list of one as its element, and what Zammad's pages add does not count.
 */
int		 zammad_same(struct scope *, const struct cJSON *want,
		    const struct cJSON *have);
/* Which members differ, as "active false -> true", or NULL. */
const char	*zammad_differs(struct scope *, const struct cJSON *want,
		    const struct cJSON *have);
/* The members of `have` that `want` names, as a JSON object. */
const char	*zammad_former(struct scope *, const struct cJSON *want,
		    const struct cJSON *have);
/* The element of a list whose name is that, or NULL. */
const struct cJSON *zammad_named(const struct cJSON *list, const char *name);

#endif
