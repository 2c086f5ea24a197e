/* Reads a whole CSV text into rows. */
#include "base/csv.h"

#include "base/str.h"

#include <string.h>

struct reader {
	const char	*at;
	int		 line;
};

/* Length of the line end at s: CRLF, LF or CR; 0 if there is none. */
static int
line_end(const char *s)
{
	if (s[0] == '\r' && s[1] == '\n')
		return 2;
	return *s == '\r' || *s == '\n';
}

/* One field; a quoted one may hold commas, newlines and doubled quotes. */
static enum err
read_field(struct scope *sc, struct reader *r, char **ret)
{
	struct buf b;
	int quoted, start = r->line;

	r->at += strspn(r->at, " \t");
	buf_init(&b, sc, 4096);
	quoted = *r->at == '"';
	r->at += quoted;
	for (; *r->at != '\0'; r->at++) {
		if (quoted && r->at[0] == '"' && r->at[1] == '"')
			r->at++;
		else if (quoted ? *r->at == '"' :
		    strchr(",\r\n", *r->at) != NULL)
			break;
		r->line += line_end(r->at) == 1;
		buf_add(&b, r->at, 1);
	}
	if (quoted && *r->at != '"')
		return scope_fail(sc, E_SHAPE, "line %d: a quote is not closed",
		    start);
	r->at += quoted;
	r->at += strspn(r->at, " \t");
	if (b.full || strchr(",\r\n", *r->at) == NULL)
		return scope_fail(sc, E_SHAPE, "line %d: a field %s", start,
		    b.full ? "is longer than 4096 bytes" :
		    "goes on behind its closing quote");
	*ret = quoted ? b.at : str_trim(b.at);
	return E_OK;
}

static enum err
read_row(struct scope *sc, struct reader *r, struct csv_row *row)
{
	enum err e;

	*row = (struct csv_row){ .line = r->line };
	for (;;) {
		if (row->n == CSV_COLUMNS)
			return scope_fail(sc, E_SHAPE, "line %d: more than %d "
			    "columns", row->line, CSV_COLUMNS);
		if ((e = read_field(sc, r, &row->col[row->n])) != E_OK)
			return e;
		row->n++;
		if (*r->at != ',')
			break;
		r->at++;
	}
	r->line += line_end(r->at) > 0;
	r->at += line_end(r->at);
	return E_OK;
}

enum err
csv_parse(struct scope *sc, const char *text, struct csv_row **ret, int *ret_n)
{
	struct reader r = { text, 1 };
	int room = 2, n = 0;
	enum err e;

	if (!str_utf8(text, strlen(text)))
		return scope_fail(sc, E_SHAPE, "the file is not UTF-8");
	if (strncmp(r.at, "\xef\xbb\xbf", 3) == 0)	/* what Excel writes */
		r.at += 3;
	for (const char *c = text; *c != '\0'; c++)
		room += line_end(c) > 0;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)room);
	while (*r.at != '\0') {
		struct csv_row *row = &(*ret)[n];

		if ((e = read_row(sc, &r, row)) != E_OK)
			return e;
		if (row->n > 1 || *row->col[0] != '\0')
			n++;
	}
	*ret_n = n;
	return E_OK;
}

static const char *
join(struct scope *sc, const struct csv_row *row)
{
	struct buf b;

	buf_init(&b, sc, 1000);
	for (int i = 0; i < row->n; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ",", row->col[i]);
	return b.at;
}

enum err
csv_check(struct scope *sc, const struct csv_row *rows, int n,
    const char *header)
{
	if (n == 0 || !str_same(join(sc, &rows[0]), header))
		return scope_fail(sc, E_SHAPE, "line 1: must be the header "
		    "%s", header);
	for (int i = 1; i < n; i++)
		if (rows[i].n != rows[0].n)
			return scope_fail(sc, E_SHAPE, "line %d: has %d "
			    "columns, the header has %d", rows[i].line,
			    rows[i].n, rows[0].n);
	return E_OK;
}
