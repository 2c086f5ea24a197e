/*
 * Turns libconfig settings and JSON items into nodes. Knows no section and
 * no word of the policy.
 */
#include "policy/node.h"

#include "base/conf.h"
#include "base/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 12, STORED_MAX = 4 * 1024 * 1024 };

static const struct node *
from_setting(struct scope *sc, const struct config_setting_t *c)
{
	struct node *n = scope_alloc(sc, sizeof(*n));
	const struct node **end = &n->first;
	int flag;

	n->conf = c;
	n->name = conf_name(c);
	n->text = conf_text(c);
	if (n->text != NULL) {
		n->kind = NODE_TEXT;
	} else if (conf_int(c, &n->number)) {
		n->kind = NODE_INT;
	} else if (conf_bool(c, &flag)) {
		n->kind = NODE_BOOL;
		n->number = flag;
	} else if (conf_is_group(c) || conf_is_list(c)) {
		n->kind = conf_is_group(c) ? NODE_GROUP : NODE_LIST;
	} else {
		n->kind = NODE_INT;	/* a fraction: outside every bound */
		n->number = INT64_MIN;
	}
	for (int i = 0; i < conf_count(c); i++) {
		struct node *kid = (struct node *)(size_t)from_setting(sc,
		    conf_nth(c, i));

		*end = kid;
		end = &kid->next;
	}
	return n;
}

enum err
node_from_file(struct scope *sc, const char *path, const struct node **ret)
{
	const struct config_setting_t *c;
	enum err e;

	if ((e = conf_read(sc, path, &c)) == E_OK)
		*ret = from_setting(sc, c);
	return e;
}

static const struct node *
from_item(struct scope *sc, const struct cJSON *j)
{
	static const enum node_kind kinds[] = {
		[JSON_NULL] = NODE_NULL, [JSON_FLAG] = NODE_BOOL,
		[JSON_NUMBER] = NODE_INT, [JSON_TEXT] = NODE_TEXT,
		[JSON_LIST] = NODE_LIST, [JSON_OBJECT] = NODE_GROUP,
	};
	struct node *n = scope_alloc(sc, sizeof(*n));
	const struct node **end = &n->first;

	n->kind = kinds[json_kind(j)];
	n->name = json_name(j);
	n->text = json_value(j);
	n->number = n->kind == NODE_BOOL ? json_true(j, "") :
	    json_int(j, "", INT64_MIN);
	for (j = json_first(j); j != NULL; j = json_next(j)) {
		struct node *kid = (struct node *)(size_t)from_item(sc, j);

		*end = kid;
		end = &kid->next;
	}
	return n;
}

enum err
node_from_json(struct scope *sc, const char *text, const struct node **ret)
{
	size_t len = strlen(text);
	const struct cJSON *j;
	enum err e;

	if (len > STORED_MAX)
		return scope_fail(sc, E_LIMIT, "stored policy is larger than "
		    "%d bytes", STORED_MAX);
	if ((e = json_parse(sc, text, len, DEPTH_MAX, &j)) == E_OK)
		*ret = from_item(sc, j);
	return e;
}

const struct node *
node_at(const struct node *n, const char *name)
{
	for (n = n->first; n != NULL; n = n->next)
		if (n->name != NULL && strcmp(n->name, name) == 0)
			return n->kind == NODE_NULL ? NULL : n;
	return NULL;
}

enum err
node_bad(struct scope *sc, const struct node *n, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n->conf != NULL)
		return conf_bad(sc, n->conf, "%s", text);
	return scope_fail(sc, E_SHAPE, "policy: %s%s%s",
	    n->name == NULL ? "" : n->name, n->name == NULL ? "" : ": ", text);
}
