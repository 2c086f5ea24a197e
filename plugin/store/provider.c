/* The file of providers, and rows of table provider. */
#include "store/provider.h"

#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

enum { NAME, CHANNEL, ADDRESS, LANGUAGE, RESPONSE, FROM, TO, DEFAULT,
	COLUMNS };
enum { MOST_ADDRESS = 1000, MOST_MINUTES = 525600 };

static const char *
check_minutes(struct scope *sc, const char **cell)
{
	int64_t n;

	if (!str_int(*cell, &n) || n < 1 || n > MOST_MINUTES)
		return "not a number of minutes from 1 to 525600";
	*cell = str_fmt(sc, "%d", (int)n);
	return NULL;
}

static const struct import_column columns[COLUMNS] = {
	[NAME]     = { .name = "name", .flags = IMPORT_MUST | IMPORT_FILLED },
	[CHANNEL]  = { .name = "channel", .words = words_way,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[ADDRESS]  = { .name = "address", .most = MOST_ADDRESS,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[LANGUAGE] = { .name = "language", .words = import_languages },
	[RESPONSE] = { .name = "response_minutes", .fault = check_minutes },
	[FROM]     = { .name = "from", .fault = import_day, .group = 1 },
	[TO]       = { .name = "to", .fault = import_day, .group = 1 },
	[DEFAULT]  = { .name = "default", .words = import_flags },
};

static int
is_url(const char *s)
{
	static const char https[] = "https://";

	return strncmp(s, https, sizeof(https) - 1) == 0 &&
	    s[sizeof(https) - 1] != '\0' &&
	    strpbrk(s, " \t\r\n<>\"") == NULL;
}

static void
check(struct scope *sc, struct import *im, struct import_line *l)
{
	int is_mail = str_same(l->cell[CHANNEL], "email");

	const char *fault = !is_mail ? NULL : import_mail(sc,
	    &l->cell[ADDRESS]);

	if (fault != NULL)
		import_fault(sc, im, l, ADDRESS, "%s", fault);
	if (!is_mail && !is_url(l->cell[ADDRESS]))
		import_fault(sc, im, l, ADDRESS, "not an https URL, which the "
		    "channel %s needs", l->cell[CHANNEL]);
	import_order(sc, im, l, FROM, TO);
}

/* Of two ranges of days; "" is an open end. */
static int
overlap(const char *const *a, const char *const *b)
{
	return (*a[TO] == '\0' || strcmp(b[FROM], a[TO]) <= 0) &&
	    (*b[TO] == '\0' || strcmp(a[FROM], b[TO]) <= 0);
}

/* The default that holds on some day of this one's, too; NULL: none. */
static const char *
other_default(const struct import *im, const struct import_line *l)
{
	for (int i = 0; i < im->n; i++) {
		const char *const *cell = im->lines[i].cell;

		if (&im->lines[i] != l && str_same(cell[DEFAULT], "yes") &&
		    overlap(cell, l->cell))
			return cell[NAME];
	}
	for (int i = 0; i < im->was.n; i++) {
		const char *const *cell = im->was.row[i].col + 1;

		if (map_get(im->by_key, cell[NAME]) < 0 &&
		    str_same(cell[DEFAULT], "yes") && overlap(cell, l->cell))
			return cell[NAME];
	}
	return NULL;
}

static enum err
match(struct scope *sc, struct db *db, struct import *im)
{
	(void)db;
	for (int i = 0; i < im->n; i++) {
		struct import_line *l = &im->lines[i];
		const char *other = !str_same(l->cell[DEFAULT], "yes") ? NULL :
		    other_default(im, l);

		if (other != NULL)
			import_fault(sc, im, l, DEFAULT, "%s is the default "
			    "on some of the same days", other);
	}
	return E_OK;
}

static void
fill(struct scope *sc, const struct import *im, const struct import_line *l,
    struct db_val *ret)
{
	(void)im;
	for (int i = 0; i < COLUMNS; i++)
		ret[i] = import_val(l, i);
	ret[COLUMNS] = db_int(sc->now);
}

static enum err
write_lines(struct scope *sc, struct db *db, struct import *im)
{
	static const struct import_writer writer = { STMT_PROVIDER_ADD,
	    STMT_PROVIDER_SET, STMT_PROVIDER_TOLD, COLUMNS + 1, 1, fill };

	return import_write(sc, db, im, &writer);
}

const struct import_kind provider_kind = {
	.name = "providers", .columns = columns, .n = COLUMNS,
	.list = STMT_PROVIDER_LIST, .check = check, .match = match,
	.write = write_lines
};

enum err
provider_serving(struct scope *sc, struct db *db, const char *name,
    int64_t customer, struct list *ret)
{
	struct db_rows rows;
	struct provider *all;
	enum err e = db_all(sc, db, STMT_PROVIDER_SERVING, DB_ARGS(
	    db_text(name), db_int(customer)), &rows);

	if (e != E_OK)
		return e;
	all = scope_alloc(sc, sizeof(*all) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];

		all[i] = (struct provider){ r->col[0], word_find(words_way,
		    r->col[1]), r->col[2], r->col[3], str_same(r->col[4],
		    "yes"), db_num(r, 5) };
	}
	*ret = (struct list){ rows.n, all };
	return E_OK;
}

enum err
provider_mail(struct scope *sc, struct db *db, const char *name,
    struct provider_mail *ret)
{
	char today[DATE_TEXT];
	struct db_row row;
	enum err e;

	date_text(date_of(sc->now), today);
	e = db_one(sc, db, STMT_PROVIDER_MAIL, DB_ARGS(db_text(name),
	    db_text(today)), &row);
	if (e == E_OK)
		*ret = (struct provider_mail){ row.col[0], row.col[1],
		    row.col[2] };
	return e;
}
