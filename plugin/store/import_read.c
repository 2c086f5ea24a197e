/* The file alone: header, cells and their faults; pure. */
#include "store/import.h"

#include "base/csv.h"
#include "base/money.h"
#include "policy/date.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { USUAL_BYTES = 191, MOST_FAULT = 1000 };

const char *const import_languages[] = { "en", "pl", NULL };
const char *const import_flags[] = { "yes", "no", NULL };

void
import_fault(struct scope *sc, struct import *im, struct import_line *l,
    int column, const char *fmt, ...)
{
	char text[MOST_FAULT];
	va_list ap;

	im->nwrong += !l->wrong;
	l->wrong = 1;
	if (++im->nfaults > IMPORT_SHOWN)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (im->faults.at == NULL)
		buf_init(&im->faults, sc, (size_t)IMPORT_SHOWN * MOST_FAULT);
	buf_fmt(&im->faults, "%s:%d:", im->file, l->line);
	if (column >= 0 && im->place[column] > 0)
		buf_fmt(&im->faults, "%d:", im->place[column]);
	if (column >= 0)
		buf_fmt(&im->faults, " %s:", im->kind->columns[column].name);
	buf_fmt(&im->faults, " %s\n", text);
}

void
import_note(struct scope *sc, struct import *im, const char *fmt, ...)
{
	char text[MOST_FAULT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (im->notes.at == NULL)
		buf_init(&im->notes, sc, (size_t)IMPORT_SHOWN * MOST_FAULT);
	buf_fmt(&im->notes, "%s\n", text);
}

enum err
import_verdict(struct scope *sc, const struct import *im)
{
	if (im->nfaults == 0)
		return E_OK;
	return scope_fail(sc, E_SHAPE, "%s: %d of %d lines %s wrong; nothing "
	    "was imported%s", im->file, im->nwrong, im->n,
	    im->nwrong == 1 ? "is" : "are", im->nfaults > IMPORT_SHOWN ?
	    str_fmt(sc, " (only the first %d faults are shown)",
	    IMPORT_SHOWN) : "");
}

struct db_val
import_val(const struct import_line *l, int column)
{
	return db_text(*l->cell[column] == '\0' ? NULL : l->cell[column]);
}

const char *
import_guid(struct scope *sc, const char **cell)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	const char *s = *cell;

	if (strlen(s) != sizeof(form) - 1)
		return "not a GUID; find it in Partner Center";
	for (int i = 0; s[i] != '\0'; i++)
		if (form[i] == '-' ? s[i] != '-' :
		    strchr("0123456789abcdefABCDEF", s[i]) == NULL)
			return "not a GUID; find it in Partner Center";
	*cell = str_lower(sc, s);
	return NULL;
}

const char *
import_day(struct scope *sc, const char **cell)
{
	int64_t day;

	return date_parse(sc, *cell, &day) ? NULL :
	    "not a day like 2026-12-31";
}

/* One "@" between two parts, and nothing that could begin another header. */
const char *
import_mail(struct scope *sc, const char **cell)
{
	const char *at = strchr(*cell, '@');

	(void)sc;
	return at != NULL && at != *cell && at[1] != '\0' &&
	    strchr(at + 1, '@') == NULL && strpbrk(*cell, " \t\r\n,;<>\"") ==
	    NULL ? NULL : "not a mail address";
}

const char *
import_currency(struct scope *sc, const char **cell)
{
	(void)sc;
	return money_is_currency(*cell) ? NULL :
	    "not a currency like PLN or EUR";
}

int
import_money(struct scope *sc, struct import *im, struct import_line *l,
    int column, const char *currency, int64_t *ret_minor)
{
	const char *s = l->cell[column];
	int is_less = *s == '-';

	*ret_minor = 0;
	if (*s == '\0')
		return 1;
	if (!money_parse(s + is_less, currency, ret_minor)) {
		import_fault(sc, im, l, column, "not an amount of %s like %s",
		    currency, money_example(currency));
		return 0;
	}
	if (is_less)
		*ret_minor = -*ret_minor;
	l->cell[column] = money_text(sc, *ret_minor, currency);
	return 1;
}

struct db_val
import_minor(const struct import_line *l, int column, const char *currency)
{
	const char *s = l->cell[column];
	int is_less = *s == '-';
	int64_t minor;

	if (!money_parse(s + is_less, currency, &minor))
		return db_text(NULL);
	return db_int(is_less ? -minor : minor);
}

void
import_show_money(struct scope *sc, const char **col, const char *currency)
{
	int64_t minor;

	if (*col != NULL && str_int(*col, &minor))
		*col = money_text(sc, minor, currency);
}

void
import_order(struct scope *sc, struct import *im, struct import_line *l,
    int from, int to)
{
	if (*l->cell[from] != '\0' && *l->cell[to] != '\0' &&
	    strcmp(l->cell[from], l->cell[to]) > 0)
		import_fault(sc, im, l, to, "the last day is before the "
		    "first");
}

int
import_overlap(const char *const *cell, const char *const *other, int from,
    int to)
{
	return (*cell[to] == '\0' || strcmp(other[from], cell[to]) <= 0) &&
	    (*other[to] == '\0' || strcmp(cell[from], other[to]) <= 0);
}

static const char *
names(struct scope *sc, const struct import_kind *k)
{
	struct buf b;

	buf_init(&b, sc, MOST_FAULT / 2);
	for (int i = 0; i < k->n; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ",", k->columns[i].name);
	return b.at;
}

static int
column_named(const struct import_kind *k, const char *name)
{
	for (int i = 0; i < k->n; i++)
		if (str_same(k->columns[i].name, name))
			return i;
	return -1;
}

/* The first column of the same group that is in the header, or not in it. */
static int
beside(const struct import *im, int column, int there)
{
	const struct import_column *c = im->kind->columns;

	for (int i = 0; i < im->kind->n; i++)
		if (c[column].group > 0 && c[i].group == c[column].group &&
		    (im->place[i] > 0) == there)
			return i;
	return -1;
}

static void
check_header(struct scope *sc, struct import *im, struct import_line *head)
{
	const struct import_column *c = im->kind->columns;

	for (int i = 0; i < im->kind->n; i++) {
		int other = beside(im, i, 1);

		if (im->place[i] > 0)
			continue;
		if (c[i].flags & IMPORT_MUST)
			import_fault(sc, im, head, -1, "there is no column %s",
			    c[i].name);
		else if (other >= 0)
			import_fault(sc, im, head, other, "needs the column "
			    "%s, too: they are told together", c[i].name);
	}
}

static enum err
read_header(struct scope *sc, struct import *im, const struct csv_row *rows,
    int n)
{
	struct import_line head = { .line = n > 0 ? rows[0].line : 1 };

	for (int i = 0; n > 0 && i < rows[0].n && i < CSV_COLUMNS; i++) {
		int column = column_named(im->kind, rows[0].col[i]);

		if (column < 0)
			import_fault(sc, im, &head, -1, "no column is called "
			    "\"%.100s\"", rows[0].col[i]);
		else if (im->place[column] > 0)
			import_fault(sc, im, &head, column, "this column is "
			    "there twice");
		else
			im->place[column] = i + 1;
	}
	check_header(sc, im, &head);
	return im->nfaults == 0 ? E_OK : scope_fail(sc, E_SHAPE, "%s: the "
	    "header is wrong; nothing was imported. The columns are %s",
	    im->file, names(sc, im->kind));
}

static const char *
not_among(struct scope *sc, const char *const *words)
{
	struct buf b;

	buf_init(&b, sc, MOST_FAULT / 2);
	for (int i = 0; words[i] != NULL; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "not one of: " : ", ", words[i]);
	return b.at;
}

/* A number is written in one way, without zeros before it. */
static const char *
number_fault(struct scope *sc, const struct import_column *c,
    const char **cell)
{
	int64_t n;

	if (!str_int(*cell, &n) || n < c->number.least ||
	    n > c->number.greatest)
		return str_fmt(sc, "not a number%s from %d to %d",
		    c->number.of == NULL ? "" : c->number.of,
		    c->number.least, c->number.greatest);
	*cell = str_fmt(sc, "%d", (int)n);
	return NULL;
}

static const char *
fault_of(struct scope *sc, const struct import_column *c, const char **cell)
{
	int most = c->most == 0 ? USUAL_BYTES : c->most, i = 0;

	if (**cell == '\0')
		return c->flags & IMPORT_FILLED ? "must not be empty" : NULL;
	if (strlen(*cell) > (size_t)most)
		return str_fmt(sc, "longer than %d bytes", most);
	while (c->words != NULL && c->words[i] != NULL &&
	    !str_same(c->words[i], *cell))
		i++;
	if (c->words != NULL && c->words[i] == NULL)
		return not_among(sc, c->words);
	if (c->number.greatest != 0)
		return number_fault(sc, c, cell);
	return c->fault == NULL ? NULL : c->fault(sc, cell);
}

static void
read_line(struct scope *sc, struct import *im, const struct csv_row *row,
    int width, struct import_line *l)
{
	int n = im->kind->n;

	l->line = row->line;
	l->cell = scope_alloc(sc, sizeof(*l->cell) * (size_t)n);
	for (int i = 0; i < n; i++)
		l->cell[i] = im->place[i] == 0 || im->place[i] > row->n ? "" :
		    str_trim(row->col[im->place[i] - 1]);
	if (row->n != width) {
		import_fault(sc, im, l, -1, "has %d columns, the header has "
		    "%d", row->n, width);
		return;
	}
	for (int i = 0; i < n; i++) {
		const char *fault = im->place[i] == 0 ? NULL :
		    fault_of(sc, &im->kind->columns[i], &l->cell[i]);

		if (fault != NULL)
			import_fault(sc, im, l, i, "%s", fault);
	}
}

/* The key is what a line is known by: each once. */
static void
read_lines(struct scope *sc, struct import *im, const struct csv_row *rows)
{
	im->lines = scope_alloc(sc, sizeof(*im->lines) * (size_t)(im->n + 1));
	im->by_key = map_new(sc);
	for (int i = 0; i < im->n; i++) {
		struct import_line *l = &im->lines[i];
		int other;

		read_line(sc, im, &rows[i + 1], rows[0].n, l);
		if (!l->wrong && im->kind->check != NULL)
			im->kind->check(sc, im, l);
		other = *l->cell[0] == '\0' ? -1 :
		    map_put(im->by_key, l->cell[0], i);
		if (other >= 0)
			import_fault(sc, im, l, 0, "%s stands in line %d "
			    "already", l->cell[0], im->lines[other].line);
	}
}

enum err
import_read(struct scope *sc, struct import *im)
{
	struct csv_row *rows;
	enum err e;

	if ((e = csv_parse(sc, im->csv, &rows, &im->n)) != E_OK)
		return scope_fail(sc, e, "%s:%s%s", im->file,
		    e == E_SHAPE ? "" : " ", str_dup(sc, sc->why));
	if ((e = read_header(sc, im, rows, im->n)) != E_OK)
		return e;
	im->n--;
	if (im->kind->most > 0 && im->n > im->kind->most)
		return scope_fail(sc, E_LIMIT, "%s: more than %d %s", im->file,
		    im->kind->most, im->kind->name);
	read_lines(sc, im, rows);
	return E_OK;
}
