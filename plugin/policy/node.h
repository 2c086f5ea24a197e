/*
 * A policy as it was written, whether as libconfig files or as stored
 * canonical JSON: one tree for both, so that one compiler reads both.
 * A node from a file knows its file and line.
 */
#ifndef POLICY_NODE_H
#define POLICY_NODE_H

#include "base/scope.h"

struct config_setting_t;

enum node_kind {
	NODE_NULL, NODE_TEXT, NODE_INT, NODE_BOOL, NODE_GROUP, NODE_LIST
};

struct node {
	enum node_kind			 kind;
	const char			*name;		/* NULL inside lists */
	const char			*text;
	int64_t				 number;	/* or a flag */
	const struct node		*first, *next;	/* children, siblings */
	const struct config_setting_t	*conf;		/* NULL from JSON */
};

/* E_GONE, E_SHAPE (file:line) as conf_read(). */
enum err node_from_file(struct scope *, const char *path,
	    const struct node **ret) MUST_USE;
enum err node_from_json(struct scope *, const char *text,
	    const struct node **ret) MUST_USE;
/* Child by name, or NULL; a null child is none. */
const struct node *node_at(const struct node *, const char *name);
/* E_SHAPE, with "file:line: path: " or "policy: name: " in front. */
enum err node_bad(struct scope *, const struct node *, const char *, ...)
	    PRINTF(3, 4);

#endif
