/* Reads a whole CSV text into rows. */
#include "base/csv.h"

#include <string.h>

#define TOO_LONG	"a field is longer than 4096 bytes"
enum { MOST_FIELD = 4096 };

struct reader {
	const char	*at;
	int		 line;
	int		 field;		/* of its row, from 1 */
	char		 ends[4];	/* of a field: separator, line ends */
};

/* Length of the line end at s: CRLF, LF or CR; 0 if there is none. */
static int
line_end(const char *s)
{
	if (s[0] == '\r' && s[1] == '\n')
		return 2;
	return *s == '\r' || *s == '\n';
}

static enum err
fail(struct scope *sc, const struct reader *r, int line, const char *what)
{
	return scope_fail(sc, E_SHAPE, "%d:%d: %s", line, r->field, what);
}

/* May hold separators, line ends and doubled quotes. */
static enum err
read_quoted(struct scope *sc, struct reader *r, char **ret)
{
	int start = r->line;
	struct buf b;

	buf_init(&b, sc, MOST_FIELD);
	for (r->at++; *r->at != '\0'; r->at++) {
		if (r->at[0] == '"' && r->at[1] == '"')
			r->at++;
		else if (*r->at == '"')
			break;
		r->line += line_end(r->at) == 1;
		buf_add(&b, r->at, 1);
	}
	if (*r->at != '"')
		return fail(sc, r, start, "a quote is not closed");
	r->at++;
	r->at += strspn(r->at, " \t");
	if (strchr(r->ends, *r->at) == NULL)
		return fail(sc, r, start, "a field goes on behind its closing "
		    "quote");
	*ret = b.at;
	return b.full ? fail(sc, r, start, TOO_LONG) : E_OK;
}

static enum err
read_field(struct scope *sc, struct reader *r, char **ret)
{
	size_t len;

	r->at += strspn(r->at, " \t");
	if (*r->at == '"')
		return read_quoted(sc, r, ret);
	len = strcspn(r->at, r->ends);
	if (len > MOST_FIELD)
		return fail(sc, r, r->line, TOO_LONG);
	*ret = str_trim(str_copy(sc, r->at, len));
	r->at += len;
	return E_OK;
}

static enum err
read_row(struct scope *sc, struct reader *r, struct csv_row *row)
{
	char *spare;
	enum err e;

	*row = (struct csv_row){ .line = r->line };
	for (r->field = 1;; r->field++) {
		if ((e = read_field(sc, r, row->n < CSV_COLUMNS ?
		    &row->col[row->n] : &spare)) != E_OK)
			return e;
		row->n++;
		if (*r->at != r->ends[0] || *r->at == '\0')
			break;
		r->at++;
	}
	r->line += line_end(r->at) > 0;
	r->at += line_end(r->at);
	return E_OK;
}

static enum err
check_utf8(struct scope *sc, const char *text)
{
	int line = 1;

	for (const char *s = text; *s != '\0'; line++) {
		size_t n = strcspn(s, "\r\n");

		if (!str_utf8(s, n))
			return scope_fail(sc, E_SHAPE, "%d:1: the file is not "
			    "UTF-8; in Excel save it as \"CSV UTF-8\"",
			    line);
		s += n;
		s += line_end(s);
	}
	return E_OK;
}

enum err
csv_parse(struct scope *sc, const char *text, struct csv_row **ret, int *ret_n)
{
	struct reader r = { .at = text, .line = 1, .ends = ",\r\n" };
	size_t first = strcspn(text, "\r\n");
	int room = 2, n = 0;
	enum err e;

	if ((e = check_utf8(sc, text)) != E_OK)
		return e;
	if (strncmp(r.at, "\xef\xbb\xbf", 3) == 0)	/* what Excel writes */
		r.at += 3;
	if (memchr(text, ';', first) != NULL && memchr(text, ',', first) ==
	    NULL)
		r.ends[0] = ';';
	for (const char *c = text; *c != '\0'; c++)
		room += line_end(c) > 0;
	if (room > CSV_LINES + 2)
		return scope_fail(sc, E_LIMIT, "more than %d lines",
		    CSV_LINES);
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

/* Only what would be read otherwise is put in quotes. */
static void
add_field(struct buf *b, const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || (strpbrk(s, ",;\"\r\n") == NULL &&
	    strchr(" \t\v\f", s[0]) == NULL &&
	    strchr(" \t\v\f", s[n - 1]) == NULL)) {
		buf_puts(b, s);
		return;
	}
	buf_puts(b, "\"");
	for (; *s != '\0'; s++)
		buf_puts(b, *s == '"' ? "\"\"" : (char[]){ *s, '\0' });
	buf_puts(b, "\"");
}

void
csv_add(struct buf *b, const char *const *col, int n)
{
	for (int i = 0; i < n; i++) {
		buf_puts(b, i == 0 ? "" : ",");
		add_field(b, col[i]);
	}
	buf_puts(b, "\n");
}

const char *
csv_defused(struct scope *sc, const char *text)
{
	int begins = 1;
	struct buf b;

	buf_init(&b, sc, 2 * strlen(text));
	for (const char *s = text; *s != '\0'; s++) {
		if (begins && strchr("=+-@", *s) != NULL)
			buf_puts(&b, "'");
		if (*s != ' ')
			begins = strchr("\t\v\f\r\n,;", *s) != NULL;
		buf_add(&b, s, 1);
	}
	return b.at;
}
