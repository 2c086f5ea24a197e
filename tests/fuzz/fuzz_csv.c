/* Hostile CSV: what was read and is written again reads as the same. */
#include "base/csv.h"

#include <string.h>

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
same_row(const struct csv_row *a, const struct csv_row *b)
{
	int n = a->n < CSV_COLUMNS ? a->n : CSV_COLUMNS;

	if (b->n != n)
		BUG("line %d: %d columns, then %d", a->line, n, b->n);
	for (int i = 0; i < n; i++)
		if (strcmp(a->col[i], b->col[i]) != 0)
			BUG("line %d: \"%s\", then \"%s\"", a->line, a->col[i],
			    b->col[i]);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	static const char *const head[] = { "a", "b" };
	struct csv_row *rows, *again;
	struct scope sc;
	struct buf b;
	int n, nagain;

	scope_begin(&sc, 0);
	if (csv_parse(&sc, str_copy(&sc, (const char *)data, len), &rows, &n)
	    == E_OK) {
		buf_init(&b, &sc, len * 4 + 100);
		csv_add(&b, head, 2);
		for (int i = 0; i < n; i++)
			csv_add(&b, (const char *const *)rows[i].col,
			    rows[i].n < CSV_COLUMNS ? rows[i].n : CSV_COLUMNS);
		if (csv_parse(&sc, b.at, &again, &nagain) != E_OK)
			BUG("written, and not read: %s", sc.why);
		if (nagain != n + 1)
			BUG("%d rows, then %d", n, nagain - 1);
		for (int i = 0; i < n; i++)
			same_row(&rows[i], &again[i + 1]);
	}
	scope_end(&sc);
	return 0;
}
