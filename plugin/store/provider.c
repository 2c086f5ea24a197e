/* The file of providers, and rows of table provider. */
#include "store/provider.h"

#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

enum { NAME, CHANNEL, ADDRESS, LANGUAGE, RESPONSE, FROM, TO, DEFAULT,
	COLUMNS };
enum { MOST_ADDRESS = 1000, MOST_MINUTES = 525600 };

static const struct import_column columns[COLUMNS] = {
	[NAME]     = { .name = "name", .flags = IMPORT_MUST | IMPORT_FILLED },
	[CHANNEL]  = { .name = "channel", .words = words_way,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[ADDRESS]  = { .name = "address", .most = MOST_ADDRESS,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[LANGUAGE] = { .name = "language", .words = import_languages },
	[RESPONSE] = { .name = "response_minutes",
	    .number = { 1, MOST_MINUTES, " of minutes" } },
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

/* The default that holds on some day of this one's, too; NULL: none. */
static const char *
other_default(const struct import *im, const struct import_line *l)
{
	for (int i = 0; i < im->n; i++) {
		const char *const *cell = im->lines[i].cell;

		if (&im->lines[i] != l && str_same(cell[DEFAULT], "yes") &&
		    import_overlap(cell, l->cell, FROM, TO))
			return cell[NAME];
	}
	for (int i = 0; i < im->was.n; i++) {
		const char *const *cell = im->was.row[i].col + 1;

		if (map_get(im->by_key, cell[NAME]) < 0 &&
		    str_same(cell[DEFAULT], "yes") &&
		    import_overlap(cell, l->cell, FROM, TO))
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

const struct import_kind provider_kind = {
	.name = "providers", .columns = columns, .n = COLUMNS,
	.list = STMT_PROVIDER_LIST, .check = check, .match = match,
	.writer = { STMT_PROVIDER_ADD, STMT_PROVIDER_SET, STMT_PROVIDER_TOLD,
	    COLUMNS + 1, 1, import_fill }
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
