/*
 * Writes the compiled tables as canonical JSON: the columns' order, sets in
 * the order of their word lists, nothing that the file's form could change.
 */
#include "policy/table.h"

#include "policy/date.h"

#include <string.h>

enum { CANONICAL_MAX = 4 * 1024 * 1024 };

static void write_rows(struct json_out *, const struct table *,
    const char *name, const struct list *);

static void
put_words(struct json_out *o, const char *name, uint32_t bits,
    const char *const *words)
{
	json_open(o, name, '[');
	for (int i = 0; words[i] != NULL; i++)
		if (bits & UINT32_C(1) << i)
			json_put(o, NULL, words[i]);
	if (bits & CELL_UNKNOWN)
		json_put(o, NULL, "unknown");
	json_close(o);
}

static void
put_cells(struct json_out *o, const uint32_t *cells)
{
	for (int c = 0; c < CELL__MAX; c++)
		if (cells[c] != CELL_ANY)
			put_words(o, cell_info[c].name, cells[c],
			    cell_info[c].words);
}

static void
put_cellset(struct json_out *o, const char *name, uint64_t set)
{
	json_open(o, name, '[');
	for (int c = 0; c < CELL__MAX; c++)
		if (set & UINT64_C(1) << c)
			json_put(o, NULL, cell_info[c].name);
	json_close(o);
}

static void
put_texts(struct json_out *o, const char *name, const struct list *list)
{
	const char *const *text = list->at;

	if (list->n == LIST_UNKNOWN) {
		json_put(o, name, NULL);
		return;
	}
	json_open(o, name, '[');
	for (int i = 0; i < list->n; i++)
		json_put(o, NULL, text[i]);
	json_close(o);
}

static void
put_order(struct json_out *o, const struct column *c, const int *order)
{
	json_open(o, c->name, '[');
	for (int i = 0; c->words[i] != NULL; i++)
		json_put(o, NULL, c->words[order[i]]);
	json_close(o);
}

static void
put_date(struct json_out *o, const char *name, int64_t day)
{
	char text[DATE_TEXT];

	if (day != DAY_UNKNOWN)
		date_text(day, text);
	json_put(o, name, day == DAY_UNKNOWN ? NULL : text);
}

static void
put_int(struct json_out *o, const char *name, int64_t v)
{
	if (v == COUNT_UNKNOWN)
		json_put(o, name, NULL);
	else
		json_put_int(o, name, v);
}

/* Texts go in a text: read_json() then takes them as they are. */
static void
put_value(struct json_out *o, const char *name, const char *raw)
{
	if (strchr("[{\"", *raw) != NULL)
		json_put(o, name, raw);
	else
		json_put_raw(o, name, raw);
}

static void
write_column(struct json_out *o, const struct column *c, const void *at)
{
	switch (c->type) {
	case COLUMN_TEXT:
		json_put(o, c->name, *(const char *const *)at);
		break;
	case COLUMN_TEXTS:
		put_texts(o, c->name, at);
		break;
	case COLUMN_WORD:
		json_put(o, c->name, word_at(c->words, *(const int *)at));
		break;
	case COLUMN_WORDS:
		put_words(o, c->name, *(const uint32_t *)at, c->words);
		break;
	case COLUMN_ORDER:
		put_order(o, c, at);
		break;
	case COLUMN_INT:
		put_int(o, c->name, *(const int64_t *)at);
		break;
	case COLUMN_BOOL:
		json_put_bool(o, c->name, *(const int *)at);
		break;
	case COLUMN_DATE:
		put_date(o, c->name, *(const int64_t *)at);
		break;
	case COLUMN_CELLSET:
		put_cellset(o, c->name, *(const uint64_t *)at);
		break;
	case COLUMN_JSON:
		put_value(o, c->name, *(const char *const *)at);
		break;
	case COLUMN_ROWS:
		write_rows(o, c->table, c->name, at);
		break;
	case COLUMN_CELLS:
		json_open(o, c->name, '{');
		put_cells(o, at);
		json_close(o);
		break;
	}
}

static void
write_row(struct json_out *o, const struct table *t, const char *name,
    const struct row *row)
{
	json_open(o, name, '{');
	if (t->flat)
		put_cells(o, row->cell);
	for (const struct column *c = t->columns; !t->flat && c->name != NULL;
	    c++)
		write_column(o, c, (const char *)row +
		    (c->type == COLUMN_CELLS ? offsetof(struct row, cell) :
		    c->offset));
	json_close(o);
}

static void
write_rows(struct json_out *o, const struct table *t, const char *name,
    const struct list *rows)
{
	if (t->single) {
		write_row(o, t, name, rows->at);
		return;
	}
	json_open(o, name, '[');
	for (int i = 0; i < rows->n; i++)
		write_row(o, t, NULL, row_at(rows, t->size, i));
	json_close(o);
}

const char *
table_json(struct scope *sc, const struct policy *p)
{
	struct json_out o;

	json_begin(&o, sc, CANONICAL_MAX);
	json_open(&o, NULL, '{');
	json_put_int(&o, "schema", 1);
	for (int t = 0; t < TABLE__MAX; t++)
		if (p->table[t].n > 0 || !tables[t].optional)
			write_rows(&o, &tables[t], tables[t].name,
			    &p->table[t]);
	json_close(&o);
	return json_end(&o);
}
