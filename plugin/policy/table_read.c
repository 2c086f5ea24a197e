/*
 * Fills rows from nodes by their columns. Every complaint names the node:
 * an unknown setting, an unknown word, a wrong type, a number out of bounds.
 */
#include "policy/table.h"

#include "base/str.h"
#include "policy/date.h"

#include <string.h>

enum { SECTION_ROWS = 500 };

struct place {
	const struct column	*col;
	const struct node	*node;
	void			*at;
	enum stage		 stage;
};

static enum err read_rows(struct scope *, const struct table *,
    const struct node *, struct list *ret);

static enum err
read_word(struct scope *sc, const struct node *n, const char *const *words,
    int *ret)
{
	if (n->kind != NODE_TEXT)
		return node_bad(sc, n, "must be a word in quotes");
	if ((*ret = word_find(words, n->text)) == WORD_UNKNOWN)
		return node_bad(sc, n, "\"%.40s\" is not a word of this list; "
		    "it knows \"%s\" and the like", n->text, words[0]);
	return E_OK;
}

/* A list of words, or one word alone. */
static enum err
read_words(struct scope *sc, const struct node *n, const char *const *words,
    uint32_t *ret)
{
	uint32_t bits = 0;
	enum err e;
	int w;

	for (const struct node *k = n->kind == NODE_LIST ? n->first : n;
	    k != NULL; k = n->kind == NODE_LIST ? k->next : NULL) {
		if ((e = read_word(sc, k, words, &w)) != E_OK)
			return e;
		bits |= UINT32_C(1) << w;
	}
	*ret = bits;
	return E_OK;
}

/* Every word exactly once. */
static enum err
read_order(struct scope *sc, const struct node *n, const char *const *words,
    int *ret)
{
	uint32_t seen = 0;
	int i = 0, w, all = 0;
	enum err e;

	while (words[all] != NULL)
		all++;
	for (const struct node *k = n->first; k != NULL; k = k->next) {
		if ((e = read_word(sc, k, words, &w)) != E_OK)
			return e;
		if (seen & UINT32_C(1) << w)
			return node_bad(sc, k, "\"%s\" is named twice",
			    words[w]);
		seen |= UINT32_C(1) << w;
		ret[i++] = w;
	}
	return i == all ? E_OK : node_bad(sc, n, "must name all %d words",
	    all);
}

static enum err
read_text(struct scope *sc, const struct node *n, const char **ret)
{
	if (n->kind != NODE_TEXT || *n->text == '\0')
		return node_bad(sc, n, "must be a text in quotes");
	*ret = str_dup(sc, n->text);
	return E_OK;
}

static enum err
read_texts(struct scope *sc, const struct node *n, struct list *ret)
{
	const char **to = scope_alloc(sc, sizeof(*to) * LIST_MAX);
	int i = 0;
	enum err e;

	if (n->kind != NODE_LIST)
		return node_bad(sc, n, "must be a list [ ... ]");
	for (const struct node *k = n->first; k != NULL; k = k->next) {
		if (i == LIST_MAX)
			return node_bad(sc, k, "is one too many");
		if ((e = read_text(sc, k, &to[i++])) != E_OK)
			return e;
	}
	*ret = (struct list){ i, to };
	return E_OK;
}

static enum err
read_int(struct scope *sc, const struct place *p)
{
	int64_t v = p->node->number;

	if (p->node->kind != NODE_INT)
		return node_bad(sc, p->node, "must be a whole number");
	if (v < p->col->min || v > p->col->max)
		return node_bad(sc, p->node, "must be a whole number from "
		    "%lld to %lld", (long long)p->col->min,
		    (long long)p->col->max);
	*(int64_t *)p->at = v;
	return E_OK;
}

static enum err
read_bool(struct scope *sc, const struct place *p)
{
	if (p->node->kind != NODE_BOOL)
		return node_bad(sc, p->node, "must be true or false");
	*(int *)p->at = (int)p->node->number;
	return E_OK;
}

static enum err
read_date(struct scope *sc, const struct place *p)
{
	if (p->node->kind != NODE_TEXT ||
	    !date_parse(sc, p->node->text, p->at))
		return node_bad(sc, p->node, "must be a date like "
		    "\"2026-11-20\"");
	return E_OK;
}

/* The words of one cell, among them perhaps "unknown". */
static enum err
read_cell(struct scope *sc, const struct node *n, int c, uint32_t *ret)
{
	uint32_t bits = 0;
	enum err e;
	int w;

	for (const struct node *k = n->kind == NODE_LIST ? n->first : n;
	    k != NULL; k = n->kind == NODE_LIST ? k->next : NULL) {
		if (k->kind == NODE_TEXT && strcmp(k->text, "unknown") == 0) {
			bits |= CELL_UNKNOWN;
			continue;
		}
		if ((e = read_word(sc, k, cell_info[c].words, &w)) != E_OK)
			return e;
		bits |= UINT32_C(1) << w;
	}
	if (bits == 0)
		return node_bad(sc, n, "accepts no word at all");
	*ret = bits;
	return E_OK;
}

static enum err
read_cells(struct scope *sc, const struct node *n, enum stage stage,
    uint32_t *cells)
{
	enum err e;

	if (n->kind != NODE_GROUP)
		return node_bad(sc, n, "must be a group { ... }");
	for (n = n->first; n != NULL; n = n->next) {
		int c = cell_named(n->name);

		if (c == CELL__MAX)
			return node_bad(sc, n, "no such cell; remove it or "
			    "mend its name");
		if (cell_info[c].stage > stage)
			return node_bad(sc, n, "is not known yet when this "
			    "table is read");
		if ((e = read_cell(sc, n, c, &cells[c])) != E_OK)
			return e;
	}
	return E_OK;
}

static enum err
read_cellset(struct scope *sc, const struct node *n, uint64_t *ret)
{
	if (n->kind != NODE_LIST)
		return node_bad(sc, n, "must be a list [ ... ]");
	for (n = n->first; n != NULL; n = n->next) {
		int c = n->kind == NODE_TEXT ? cell_named(n->text) : CELL__MAX;

		if (c == CELL__MAX || cell_info[c].stage > STAGE_FACTS ||
		    word_find(words_missing, n->text) == WORD_UNKNOWN)
			return node_bad(sc, n, "names no fact that can be "
			    "missing");
		*ret |= UINT64_C(1) << c;
	}
	return E_OK;
}

/*
 * A word, number or flag as JSON. A text that begins with [ { or " is JSON
 * already, in which ' may stand for ".
 */
static enum err
read_json(struct scope *sc, const struct node *n, const char **ret)
{
	struct json_out o;
	char *s;

	json_begin(&o, sc, 4096);
	if (n->kind == NODE_BOOL) {
		json_put_bool(&o, NULL, (int)n->number);
	} else if (n->kind == NODE_INT) {
		json_put_int(&o, NULL, n->number);
	} else if (n->kind == NODE_TEXT && strchr("[{\"", *n->text) == NULL) {
		json_put(&o, NULL, n->text);
	} else if (n->kind == NODE_TEXT) {
		s = str_dup(sc, n->text);
		for (char *c = s; *c != '\0'; c++)
			if (*c == '\'')
				*c = '"';
		json_put_raw(&o, NULL, s);
	} else {
		return node_bad(sc, n, "must be a text, number or flag");
	}
	*ret = json_end(&o);
	return E_OK;
}

static enum err
read_place(struct scope *sc, const struct place *p)
{
	switch (p->col->type) {
	case COLUMN_TEXT:
		return read_text(sc, p->node, p->at);
	case COLUMN_TEXTS:
		return read_texts(sc, p->node, p->at);
	case COLUMN_WORD:
		return read_word(sc, p->node, p->col->words, p->at);
	case COLUMN_WORDS:
		return read_words(sc, p->node, p->col->words, p->at);
	case COLUMN_ORDER:
		return read_order(sc, p->node, p->col->words, p->at);
	case COLUMN_INT:
		return read_int(sc, p);
	case COLUMN_BOOL:
		return read_bool(sc, p);
	case COLUMN_DATE:
		return read_date(sc, p);
	case COLUMN_CELLS:
		return read_cells(sc, p->node, p->stage, p->at);
	case COLUMN_CELLSET:
		return read_cellset(sc, p->node, p->at);
	case COLUMN_JSON:
		return read_json(sc, p->node, p->at);
	case COLUMN_ROWS:
		return read_rows(sc, p->col->table, p->node, p->at);
	}
	BUG("type of column %s", p->col->name);
}

/* What a column holds that the policy does not mention. */
static void
preset(const struct column *col, void *at)
{
	switch (col->type) {
	case COLUMN_WORD:
		*(int *)at = WORD_UNKNOWN;
		break;
	case COLUMN_INT:
		*(int64_t *)at = COUNT_UNKNOWN;
		break;
	case COLUMN_DATE:
		*(int64_t *)at = DAY_UNKNOWN;
		break;
	case COLUMN_TEXTS:
	case COLUMN_ROWS:
		*(struct list *)at = (struct list){ LIST_UNKNOWN, NULL };
		break;
	case COLUMN_CELLS:
		for (int c = 0; c < CELL__MAX; c++)
			((uint32_t *)at)[c] = CELL_ANY;
		break;
	case COLUMN_TEXT:
	case COLUMN_WORDS:
	case COLUMN_ORDER:
	case COLUMN_BOOL:
	case COLUMN_CELLSET:
	case COLUMN_JSON:
		break;		/* zero from birth */
	}
}

static enum err
known_only(struct scope *sc, const struct table *t, const struct node *n)
{
	const struct column *c;

	for (const struct node *k = n->first; k != NULL; k = k->next) {
		for (c = t->columns; c->name != NULL; c++)
			if (str_same(c->name, k->name))
				break;
		if (c->name == NULL)
			return node_bad(sc, k, "no such setting; remove it or "
			    "mend its name");
		if (node_at(n, k->name) != k && k->kind != NODE_NULL)
			return node_bad(sc, k, "is said twice");
	}
	return E_OK;
}

static enum err
read_row(struct scope *sc, const struct table *t, const struct node *n,
    char *row)
{
	enum err e = E_OK;

	((struct row *)(void *)row)->from = n;
	if (n->kind != NODE_GROUP)
		return node_bad(sc, n, "must be a group { ... }");
	if (!t->flat)
		e = known_only(sc, t, n);
	for (const struct column *c = t->columns; e == E_OK &&
	    c->name != NULL; c++) {
		struct place p = { c, t->flat ? n : node_at(n, c->name),
		    row + (c->type == COLUMN_CELLS ?
		    offsetof(struct row, cell) : c->offset), t->stage };

		preset(c, p.at);
		if (p.node != NULL)
			e = read_place(sc, &p);
		else if (c->must)
			e = node_bad(sc, n, "%s must be set", c->name);
	}
	return e;
}

static enum err
read_rows(struct scope *sc, const struct table *t, const struct node *n,
    struct list *ret)
{
	size_t count = 0;
	char *rows;
	enum err e;
	int i = 0;

	if (n->kind != NODE_LIST)
		return node_bad(sc, n, "must be a list ( ... )");
	for (const struct node *k = n->first; k != NULL; k = k->next)
		if (++count > SECTION_ROWS)
			return node_bad(sc, k, "is one row too many");
	rows = scope_alloc(sc, t->size * count + 1);
	for (n = n->first; n != NULL; n = n->next) {
		e = read_row(sc, t, n, rows + t->size * (size_t)i++);
		if (e != E_OK)
			return e;
	}
	*ret = (struct list){ i, rows };
	return E_OK;
}

static enum err
read_single(struct scope *sc, const struct table *t, const struct node *n,
    struct list *ret)
{
	char *row = scope_alloc(sc, t->size);

	*ret = (struct list){ 1, row };
	return read_row(sc, t, n, row);
}

static enum err
sections_only(struct scope *sc, const struct node *root)
{
	int t;

	for (const struct node *n = root->first; n != NULL; n = n->next) {
		for (t = 0; t < TABLE__MAX; t++)
			if (str_same(tables[t].name, n->name))
				break;
		if (t == TABLE__MAX && !str_same("schema", n->name))
			return node_bad(sc, n, "no such section; remove it or "
			    "mend its name");
		if (node_at(root, n->name) != n)
			return node_bad(sc, n, "is said twice");
	}
	return E_OK;
}

enum err
table_read(struct scope *sc, const struct node *root, struct policy *ret)
{
	const struct node *schema = node_at(root, "schema");
	enum err e;

	if (schema == NULL || schema->kind != NODE_INT || schema->number != 1)
		return node_bad(sc, schema == NULL ? root : schema,
		    "schema must be 1");
	if ((e = sections_only(sc, root)) != E_OK)
		return e;
	for (int t = 0; t < TABLE__MAX; t++) {
		const struct node *n = node_at(root, tables[t].name);

		if (n == NULL && tables[t].optional)
			continue;
		if (n == NULL)
			return node_bad(sc, root, "%s must be set",
			    tables[t].name);
		e = tables[t].single ?
		    read_single(sc, &tables[t], n, &ret->table[t]) :
		    read_rows(sc, &tables[t], n, &ret->table[t]);
		if (e != E_OK)
			return e;
	}
	return E_OK;
}
