/*
 * libconfig behind two doors: a tree, and settings as rows. Owns the parsed
 * file for as long as the scope lives. Knows no setting by name.
 */
#include "base/conf.h"

#include "base/str.h"

#include <errno.h>
#include <libconfig.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void
close_config(void *c)
{
	config_destroy(c);
	free(c);
}

enum err
conf_read(struct scope *sc, const char *path,
    const struct config_setting_t **ret)
{
	config_t *c = scope_unowned(sizeof(*c));
	const char *slash = strrchr(path, '/');

	config_init(c);
	scope_own(sc, close_config, c);
	config_set_include_dir(c, slash == NULL ? "." :
	    str_copy(sc, path, (size_t)(slash - path)));
	errno = 0;
	if (config_read_file(c, path))  {
		*ret = config_root_setting(c);
		return E_OK;
	}
	if (config_error_type(c) == CONFIG_ERR_PARSE)
		return scope_fail(sc, E_SHAPE, "%s:%d: %s",
		    config_error_file(c) == NULL ? path : config_error_file(c),
		    config_error_line(c), config_error_text(c));
	return scope_fail(sc, E_GONE, "%s: cannot be read: %s", path,
	    strerror(errno));
}

const struct config_setting_t *
conf_at(const struct config_setting_t *n, const char *name)
{
	return n == NULL || !config_setting_is_group(n) ? NULL :
	    config_setting_get_member(n, name);
}

const struct config_setting_t *
conf_nth(const struct config_setting_t *n, int i)
{
	return i < conf_count(n) ?
	    config_setting_get_elem(n, (unsigned)i) : NULL;
}

int
conf_count(const struct config_setting_t *n)
{
	return n == NULL || !config_setting_is_aggregate(n) ? 0 :
	    config_setting_length(n);
}

const char *
conf_name(const struct config_setting_t *n)
{
	return config_setting_name(n);
}

int
conf_is_group(const struct config_setting_t *n)
{
	return n != NULL && config_setting_is_group(n);
}

int
conf_is_list(const struct config_setting_t *n)
{
	return n != NULL &&
	    (config_setting_is_list(n) || config_setting_is_array(n));
}

const char *
conf_text(const struct config_setting_t *n)
{
	return n == NULL || config_setting_type(n) != CONFIG_TYPE_STRING ?
	    NULL : config_setting_get_string(n);
}

int
conf_int(const struct config_setting_t *n, int64_t *ret)
{
	if (n == NULL || (config_setting_type(n) != CONFIG_TYPE_INT &&
	    config_setting_type(n) != CONFIG_TYPE_INT64))
		return 0;
	*ret = config_setting_get_int64(n);
	return 1;
}

int
conf_number(const struct config_setting_t *n, double *ret)
{
	int64_t i;

	if (conf_int(n, &i))
		*ret = (double)i;
	else if (n != NULL && config_setting_type(n) == CONFIG_TYPE_FLOAT)
		*ret = config_setting_get_float(n);
	else
		return 0;
	return 1;
}

int
conf_bool(const struct config_setting_t *n, int *ret)
{
	if (n == NULL || config_setting_type(n) != CONFIG_TYPE_BOOL)
		return 0;
	*ret = config_setting_get_bool(n);
	return 1;
}

/* "desks[0].secrets[1].file", from the inside out. */
static const char *
node_path(struct scope *sc, const struct config_setting_t *n)
{
	const char *path = "";

	for (; n != NULL && !config_setting_is_root(n);
	    n = config_setting_parent(n)) {
		const char *dot = *path == '\0' || *path == '[' ? "" : ".";

		if (config_setting_name(n) != NULL)
			path = str_fmt(sc, "%s%s%s", config_setting_name(n),
			    dot, path);
		else
			path = str_fmt(sc, "[%d]%s%s",
			    config_setting_index(n), dot, path);
	}
	return path;
}

const char *
conf_place(struct scope *sc, const struct config_setting_t *n)
{
	const char *file = config_setting_source_file(n);

	return str_fmt(sc, "%s:%u", file == NULL ? "configuration" : file,
	    config_setting_source_line(n));
}

enum err
conf_bad(struct scope *sc, const struct config_setting_t *n,
    const char *fmt, ...)
{
	const char *path = node_path(sc, n);
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return scope_fail(sc, E_SHAPE, "%s: %s%s%s", conf_place(sc, n),
	    path, *path == '\0' ? "" : ": ", text);
}

static int
is_listed(const char *const *names, const char *name)
{
	for (; names != NULL && *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return 1;
	return 0;
}

enum err
conf_known(struct scope *sc, const struct config_setting_t *group,
    const char *const *names)
{
	const struct config_setting_t *n;

	for (int i = 0; (n = conf_nth(group, i)) != NULL; i++)
		if (!is_listed(names, conf_name(n)))
			return conf_bad(sc, n, "no such setting; remove it or "
			    "mend its name");
	return E_OK;
}

/* A row and the node that gives it (NULL: take the preset). */
struct given {
	const struct setting		*row;
	const struct config_setting_t	*node;
	const char			*text;	/* for texts, words, paths */
	void				*into;
};

static enum err
fill_int(struct scope *sc, const struct given *g)
{
	int64_t v;

	if (g->node == NULL && !str_int(g->row->preset, &v))
		BUG("preset of %s", g->row->name);
	if (g->node != NULL && !conf_int(g->node, &v))
		return conf_bad(sc, g->node, "must be a whole number");
	if (v < g->row->min || v > g->row->max)
		return conf_bad(sc, g->node, "%lld is outside %lld..%lld",
		    (long long)v, (long long)g->row->min,
		    (long long)g->row->max);
	*(int64_t *)g->into = v;
	return E_OK;
}

static enum err
fill_bool(struct scope *sc, const struct given *g)
{
	int v = str_same(g->row->preset, "true");

	if (g->node != NULL && !conf_bool(g->node, &v))
		return conf_bad(sc, g->node, "must be true or false");
	*(int *)g->into = v;
	return E_OK;
}

static enum err
fill_word(struct scope *sc, const struct given *g)
{
	struct buf all;

	buf_init(&all, sc, 200);
	for (int i = 0; g->row->words[i] != NULL; i++) {
		if (str_same(g->row->words[i], g->text)) {
			*(int *)g->into = i;
			return E_OK;
		}
		buf_fmt(&all, "%s\"%s\"", i == 0 ? "" : ", ",
		    g->row->words[i]);
	}
	if (g->node == NULL)
		BUG("preset of %s", g->row->name);
	return conf_bad(sc, g->node, "must be one of %s", all.at);
}

static enum err
fill_text(struct scope *sc, const struct given *g)
{
	int64_t n = (int64_t)strlen(g->text);

	if (g->node != NULL && (n < g->row->min || n > g->row->max))
		return conf_bad(sc, g->node, "must have %lld to %lld "
		    "characters", (long long)g->row->min,
		    (long long)g->row->max);
	*(const char **)g->into = str_dup(sc, g->text);
	return E_OK;
}

/* Also in an included file, a path begins in the folder of the main one. */
static enum err
fill_path(struct scope *sc, const struct given *g)
{
	struct given whole = *g;

	if (g->node != NULL && *g->text == '\0' && g->row->min > 0)
		return conf_bad(sc, g->node, "must name a file or folder");
	if (g->node != NULL && *g->text != '\0' && *g->text != '/')
		whole.text = str_fmt(sc, "%s/%s",
		    config_get_include_dir(g->node->config), g->text);
	return fill_text(sc, &whole);
}

static enum err
fill_one(struct scope *sc, struct given *g, const char *where)
{
	enum setting_type type = g->row->type;

	if (g->node == NULL && g->row->preset == NULL)
		return scope_fail(sc, E_SHAPE, "%s: %s must be set: %s", where,
		    g->row->name, g->row->says);
	g->text = g->node == NULL ? g->row->preset : conf_text(g->node);
	if (g->text == NULL && type != SET_INT && type != SET_BOOL)
		return conf_bad(sc, g->node, "must be a text in quotes");
	switch (type) {
	case SET_INT:
		return fill_int(sc, g);
	case SET_BOOL:
		return fill_bool(sc, g);
	case SET_WORD:
		return fill_word(sc, g);
	case SET_TEXT:
		return fill_text(sc, g);
	case SET_PATH:
		return fill_path(sc, g);
	}
	BUG("type of setting %s", g->row->name);
}

static enum err
refuse_unknown(struct scope *sc, const struct config_setting_t *group,
    const struct setting *rows, const char *const *also)
{
	const struct config_setting_t *n;

	for (int i = 0; (n = conf_nth(group, i)) != NULL; i++) {
		int known = is_listed(also, conf_name(n));

		for (const struct setting *r = rows; r->name != NULL; r++)
			known |= str_same(r->name, conf_name(n));
		if (!known)
			return conf_bad(sc, n, "no such setting; remove it or "
			    "mend its name");
	}
	return E_OK;
}

enum err
conf_fill(struct scope *sc, const struct config_setting_t *group,
    const char *where, const struct setting *rows, const char *const *also,
    void *into)
{
	enum err e;

	if (group != NULL && !conf_is_group(group))
		return conf_bad(sc, group, "must be a group { ... }");
	if ((e = refuse_unknown(sc, group, rows, also)) != E_OK)
		return e;
	if (group != NULL && !config_setting_is_root(group))
		where = str_fmt(sc, "%s: %s", conf_place(sc, group),
		    node_path(sc, group));
	for (const struct setting *r = rows; r->name != NULL; r++) {
		struct given g = { r, conf_at(group, r->name), NULL,
		    (char *)into + r->offset };

		if ((e = fill_one(sc, &g, where)) != E_OK)
			return e;
	}
	return E_OK;
}

enum { LONGEST_LINE = 4096, LONGEST_SECRET = 65536 };

static enum err
read_secret(struct scope *sc, const char *path, size_t max, char **ret)
{
	struct stat st;
	enum err e;

	if ((e = str_file(sc, path, max, ret, NULL)) != E_OK)
		return e;
	if (stat(path, &st) == 0 && (st.st_mode & S_IRWXO) != 0)
		return scope_fail(sc, E_SHAPE, "%s can be read by others; "
		    "chmod 640 or 600 it", path);
	return E_OK;
}

enum err
conf_secret_file(struct scope *sc, const char *path, const char **ret)
{
	char *text;
	enum err e = read_secret(sc, path, LONGEST_SECRET, &text);

	if (e == E_OK)
		*ret = text;
	return e;
}

enum err
conf_secret(struct scope *sc, const char *path, const char **ret)
{
	char *text;
	enum err e;

	if ((e = read_secret(sc, path, LONGEST_LINE, &text)) != E_OK)
		return e;
	text[strcspn(text, "\r\n")] = '\0';
	text = str_trim(text);
	if (*text == '\0')
		return scope_fail(sc, E_SHAPE, "%s has no secret in its first "
		    "line", path);
	*ret = text;
	return E_OK;
}
