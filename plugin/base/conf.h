/*
 * Configuration files; the only file that includes libconfig.
 *
 * Two ways to read: a tree to walk (the policy), and settings as rows, where
 * each row knows its type, default, bounds and one sentence for the admin.
 * Every complaint names file:line and what to do.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/scope.h"

struct config_setting_t;	/* a node of a read file, owned by its scope */

/* Reads a file; E_GONE: not readable, E_SHAPE: not libconfig (file:line). */
enum err conf_read(struct scope *, const char *path,
	    const struct config_setting_t **ret) MUST_USE;

/* Child by name, or NULL; of a NULL node, NULL. */
const struct config_setting_t *conf_at(const struct config_setting_t *,
	    const char *name);
/* Child by position, or NULL past the end. */
const struct config_setting_t *conf_nth(const struct config_setting_t *, int);
int		 conf_count(const struct config_setting_t *);
const char	*conf_name(const struct config_setting_t *);
int		 conf_is_group(const struct config_setting_t *);
int		 conf_is_list(const struct config_setting_t *);	/* or array */
const char	*conf_text(const struct config_setting_t *);	/* or NULL */
/* 1 and the value, or 0 when the node is not of that type. */
int		 conf_int(const struct config_setting_t *, int64_t *ret);
int		 conf_number(const struct config_setting_t *, double *ret);
int		 conf_bool(const struct config_setting_t *, int *ret);
/* "file:line" of a node. */
const char	*conf_place(struct scope *, const struct config_setting_t *);
/* scope_fail(E_SHAPE) with "file:line: path: " in front. */
enum err conf_bad(struct scope *, const struct config_setting_t *,
	    const char *, ...) PRINTF(3, 4);
/* Refuses members of a group whose names are not in the NULL-ended list. */
enum err conf_known(struct scope *, const struct config_setting_t *,
	    const char *const *names) MUST_USE;

enum setting_type { SET_TEXT, SET_INT, SET_BOOL, SET_WORD, SET_PATH };

/*
 * One setting. `words` lists what a SET_WORD may be; its value is the index.
 * `min`/`max` bound an integer, or the length of a text. A SET_PATH is taken
 * from the folder of the configuration file unless it is absolute.
 * Texts land in a `const char *`, numbers in an int64_t, the rest in an int.
 */
struct setting {
	const char		*name;
	enum setting_type	 type;
	size_t			 offset;
	const char		*preset;	/* NULL: must be given */
	int64_t			 min, max;
	const char *const	*words;
	const char		*says;		/* one sentence */
};

/*
 * Fills `into` from a group by rows (the last has no name). A NULL group
 * gives defaults; `where` then names what is missing. `also` lists members
 * that are read elsewhere (NULL: none); anything else is refused.
 */
enum err conf_fill(struct scope *, const struct config_setting_t *,
	    const char *where, const struct setting *, const char *const *also,
	    void *into) MUST_USE;

/*
 * A secret: the first line of a file that others cannot read, trimmed.
 * E_GONE: not there; E_SHAPE: readable by others, or empty; E_LIMIT: long.
 */
enum err conf_secret(struct scope *, const char *path, const char **ret)
	    MUST_USE;
/* The same, the whole file: for certificates with their keys. */
enum err conf_secret_file(struct scope *, const char *path,
	    const char **ret) MUST_USE;

#endif
