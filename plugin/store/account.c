/* The file of accounts, and rows of table account. */
#include "store/account.h"

#include "policy/words.h"

#include <strings.h>

enum { NAME, TENANT, TYPE, CLOUD, COLUMNS };

static const struct import_column columns[COLUMNS] = {
	[NAME]   = { .name = "name", .flags = IMPORT_MUST | IMPORT_FILLED },
	[TENANT] = { .name = "tenant", .fault = import_guid,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[TYPE]   = { .name = "type", .words = words_partner,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[CLOUD]  = { .name = "cloud", .words = words_cloud,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
};

static void
check(struct scope *sc, struct import *im, struct import_line *l)
{
	if (strcasecmp(l->cell[TENANT], im->arg) == 0)
		import_fault(sc, im, l, TENANT, "it is microsoft.tenant, the "
		    "account of the setting partner; that one has no line");
}

/* A tenant may not go from one to another: what is written is a mistake. */
static enum err
match(struct scope *sc, struct db *db, struct import *im)
{
	struct map *of = map_new(sc);

	(void)db;
	for (int i = 0; i < im->was.n; i++)
		if (map_get(im->by_key, im->was.row[i].col[NAME + 1]) < 0)
			map_put(of, im->was.row[i].col[TENANT + 1], 0);
	for (int i = 0; i < im->n; i++) {
		struct import_line *l = &im->lines[i];

		if (map_put(of, l->cell[TENANT], 0) >= 0)
			import_fault(sc, im, l, TENANT, "another account has "
			    "this tenant already");
	}
	return E_OK;
}

const struct import_kind account_kind = {
	.name = "accounts", .columns = columns, .n = COLUMNS,
	.most = IMPORT_PAGE, .list = STMT_ACCOUNT_LIST, .check = check,
	.match = match, .writer = { STMT_ACCOUNT_ADD, STMT_ACCOUNT_SET,
	    STMT_ACCOUNT_SET, COLUMNS, 0, import_fill }
};

const struct import_names account_names = { STMT_ACCOUNT_LIST, "account" };

struct account
account_read(const struct db_row *row, int first)
{
	return (struct account){ row->col[first],
	    word_find(words_partner, row->col[first + 1]),
	    word_find(words_cloud, row->col[first + 2]) };
}

enum err
account_of_escalation(struct scope *sc, struct db *db, int64_t id,
    struct account *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_ACCOUNT_OF_ESCALATION, DB_ARGS(
	    db_int(id)), &row);

	*ret = (struct account){ NULL, WORD_UNKNOWN, WORD_UNKNOWN };
	if (e == E_OK)
		*ret = account_read(&row, 0);
	return e == E_GONE ? E_OK : e;
}
