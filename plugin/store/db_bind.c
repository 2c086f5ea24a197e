/* Bindings point to the values, nothing is copied but numbers in arrays. */
#include "store/db_bind.h"

#include <string.h>

void
db_bind(MYSQL_BIND *bind, const struct db_val *args, int n)
{
	memset(bind, 0, sizeof(*bind) * (size_t)n);
	for (int i = 0; i < n; i++) {
		switch (args[i].type) {
		case DB_NULL:
			bind[i].buffer_type = MYSQL_TYPE_NULL;
			break;
		case DB_INT:
			bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
			bind[i].buffer = (void *)(uintptr_t)&args[i].number;
			break;
		case DB_TEXT:
			bind[i].buffer_type = MYSQL_TYPE_STRING;
			bind[i].buffer = (void *)(uintptr_t)args[i].text;
			bind[i].buffer_length = args[i].len;
			break;
		}
	}
}

/* One column: the values of rows that lie `step` apart. */
static void
bind_column(struct scope *sc, MYSQL_BIND *bind, const struct db_val *first,
    int step, int nrows)
{
	size_t n = (size_t)nrows;
	int64_t *number = scope_alloc(sc, n * sizeof(*number));
	const char **text = scope_alloc(sc, n * sizeof(*text));
	unsigned long *len = scope_alloc(sc, n * sizeof(*len));
	char *is_null = scope_alloc(sc, n);
	int numbers = 0;

	for (size_t i = 0; i < n; i++) {
		const struct db_val *v = &first[i * (size_t)step];

		number[i] = v->number;
		text[i] = v->text;
		len[i] = v->len;
		is_null[i] = v->type == DB_NULL ? STMT_INDICATOR_NULL :
		    STMT_INDICATOR_NONE;
		numbers += v->type == DB_INT;
	}
	*bind = (MYSQL_BIND){
		.buffer_type = numbers > 0 ? MYSQL_TYPE_LONGLONG :
		    MYSQL_TYPE_STRING,
		.buffer = numbers > 0 ? (void *)number : (void *)text,
		.length = len, .u.indicator = is_null };
}

void
db_bind_columns(struct scope *sc, MYSQL_BIND *bind, const struct db_val *args,
    int n, int nrows)
{
	for (int i = 0; i < n; i++)
		bind_column(sc, &bind[i], args + i, n, nrows);
}
