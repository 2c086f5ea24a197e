/* The file of subscriptions, and rows of table subscription. */
#include "store/subscription.h"

#include "billing/suspension.h"
#include "policy/date.h"
#include "policy/words.h"
#include "store/customer.h"

enum {
	ID, CUSTOMER, PRODUCT, NAME, KIND, STATE, QUANTITY, PROVIDER, FROM, TO,
	AUTO_RENEW, AZURE_ACTIVE, COLUMNS
};
enum { MOST_QUANTITY = 10000000, LONGEST_NAME = 191 };

static const struct import_column columns[COLUMNS] = {
	[ID]         = { .name = "id", .fault = import_guid,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[CUSTOMER]   = { .name = "customer", .names = &customer_names,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[PRODUCT]    = { .name = "product", .words = words_product },
	[NAME]       = { .name = "name" },
	[KIND]       = { .name = "kind", .words = words_subscription,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[STATE]      = { .name = "state", .words = bought_states,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[QUANTITY]   = { .name = "quantity",
	    .number = { 0, MOST_QUANTITY, NULL } },
	[PROVIDER]   = { .name = "provider" },
	[FROM]       = { .name = "from", .fault = import_day, .group = 1 },
	[TO]         = { .name = "to", .fault = import_day, .group = 1 },
	[AUTO_RENEW] = { .name = "auto_renew", .words = import_flags },
	[AZURE_ACTIVE] = { .name = "azure_active",
	    .number = { 0, MOST_QUANTITY, NULL } },
};

static void
check(struct scope *sc, struct import *im, struct import_line *l)
{
	import_order(sc, im, l, FROM, TO);
}

const struct import_kind subscription_kind = {
	.name = "subscriptions", .columns = columns, .n = COLUMNS,
	.list = STMT_SUBSCRIPTION_LIST, .check = check,
	.writer = { STMT_SUBSCRIPTION_ADD, STMT_SUBSCRIPTION_SET,
	    STMT_SUBSCRIPTION_TOLD, COLUMNS + 1, 1, import_fill }
};

enum err
subscription_learn(struct scope *sc, struct db *db, int64_t customer,
    const struct partner_subscription *s, int n)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < n; i++) {
		const char *guid = s[i].id, *name = s[i].name;
		int64_t most;

		if (import_guid(sc, &guid) != NULL || s[i].kind == NULL ||
		    s[i].state == NULL)
			continue;
		if (name != NULL)
			name = str_copy(sc, name, str_utf8_cut(name,
			    LONGEST_NAME));
		e = db_do(sc, db, STMT_SUBSCRIPTION_LEARN, DB_ARGS(
		    db_text(guid), db_int(customer), db_text(name),
		    db_text(s[i].kind), db_text(s[i].state),
		    s[i].quantity != NULL && str_int(s[i].quantity, &most) &&
		    most >= 0 && most <= MOST_QUANTITY ? db_int(most) :
		    db_text(NULL), db_text(s[i].from), db_text(s[i].to),
		    db_text(s[i].auto_renew), db_int(sc->now),
		    s[i].azure_active < 0 ? db_text(NULL) :
		    db_int(s[i].azure_active), db_text(s[i].trial),
		    db_text(s[i].scheduled), db_text(s[i].reasons),
		    db_int(sc->now)), NULL);
	}
	return e;
}

enum err
subscription_serving(struct scope *sc, struct db *db, int64_t customer,
    struct list *ret)
{
	struct subscription *all;
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_SUBSCRIPTION_SERVING, DB_ARGS(
	    db_int(customer)), &rows);

	if (e != E_OK)
		return e;
	all = scope_alloc(sc, sizeof(*all) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];

		all[i] = (struct subscription){ r->col[0], r->col[1],
		    word_find(words_product, r->col[2]), r->col[3],
		    (int)db_num(r, 4), db_num(r, 5) };
	}
	*ret = (struct list){ rows.n, all };
	return E_OK;
}

static int64_t
day_of(struct scope *sc, const char *text)
{
	int64_t day;

	return text != NULL && date_parse(sc, text, &day) ? day : DAY_UNKNOWN;
}

enum err
subscription_owned(struct scope *sc, struct db *db, int64_t customer,
    struct list *ret)
{
	struct owned *all;
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_SUBSCRIPTION_OWNED, DB_ARGS(
	    db_int(customer)), &rows);

	if (e != E_OK)
		return e;
	all = scope_alloc(sc, sizeof(*all) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];

		all[i] = (struct owned){ r->col[0], r->col[1],
		    word_find(words_product, r->col[2]),
		    word_find(words_subscription, r->col[3]), r->col[4],
		    day_of(sc, r->col[5]), day_of(sc, r->col[6]),
		    r->col[7], db_num(r, 8), db_num(r, 9), r->col[10],
		    r->col[11], r->col[12], db_num(r, 13) };
	}
	*ret = (struct list){ rows.n, all };
	return E_OK;
}
