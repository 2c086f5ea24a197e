/* Rows of table delivery: in by serve and the sweep, out by the lanes. */
#include "store/delivery.h"

#include "base/crypto.h"
#include "base/str.h"

#include <string.h>

static const char *const sources[] = {
	[SOURCE_HOOK] = "hook", [SOURCE_SWEEP] = "sweep",
	[SOURCE_IMPORT] = "import", [SOURCE_TIMER] = "timer",
	[SOURCE_MICROSOFT] = "microsoft", [SOURCE_EXCHANGE] = "exchange"
};

enum { VALUES = 11 };	/* of a row */

static void
values(const struct delivery *d, const char *key, const char *digest,
    struct db_val ret[VALUES])
{
	const struct db_val row[VALUES] = {
		db_text(d->desk), db_text(key), db_text(digest),
		db_text(d->ticket == NULL ? "" : d->ticket),
		db_text(sources[d->source]),
		db_text(d->ticket == NULL || d->note != NULL ? "dead" : "new"),
		db_int(d->at + d->wait), db_int(d->at),
		db_text(d->request), db_text(d->note),
		db_bytes(d->body, d->len)
	};

	memcpy(ret, row, sizeof(row));
}

static enum err
insert(struct scope *sc, struct db *db, const struct delivery *d,
    const char *key, const char *digest)
{
	struct db_val row[VALUES];

	values(d, key, digest, row);
	return db_do(sc, db, STMT_DELIVERY_ADD, row, VALUES, NULL);
}

enum err
delivery_same(struct scope *sc, struct db *db, const struct delivery *d,
    int *ret)
{
	char digest[SHA256_HEX];
	struct db_row row;
	enum err e;

	e = db_one(sc, db, STMT_DELIVERY_DIGEST, DB_ARGS(db_text(d->desk),
	    db_text(d->key)), &row);
	if (e != E_OK)
		return e;
	crypto_sha256_hex(d->body, d->len, digest);
	/* A sweep's row has no bytes to compare. */
	*ret = row.col[0] == NULL || strcmp(row.col[0], digest) == 0;
	return E_OK;
}

/* The key is there already: is it the same message? */
static enum err
repeat(struct scope *sc, struct db *db, const struct delivery *d,
    const char *digest)
{
	struct delivery other = *d;
	int same;
	enum err e;

	if ((e = delivery_same(sc, db, d, &same)) != E_OK)
		return e;
	if (same)
		return E_SEEN;
	other.note = "a repeat of this id with other bytes";
	return insert(sc, db, &other, str_fmt(sc, "%s#%.32s", d->key, digest),
	    digest);
}

enum err
delivery_add(struct scope *sc, struct db *db, const struct delivery *d)
{
	char digest[SHA256_HEX];
	enum err e;

	if (d->body == NULL)
		return insert(sc, db, d, d->key, NULL);
	crypto_sha256_hex(d->body, d->len, digest);
	e = insert(sc, db, d, d->key, digest);
	return e == E_SEEN && d->same_bytes ? repeat(sc, db, d, digest) : e;
}

enum err
delivery_add_all(struct scope *sc, struct db *db,
    const struct delivery *const *d, int n)
{
	struct db_val *rows = scope_alloc(sc, sizeof(*rows) * VALUES *
	    (size_t)n);

	for (int i = 0; i < n; i++) {
		char *digest = scope_alloc(sc, SHA256_HEX);

		crypto_sha256_hex(d[i]->body, d[i]->len, digest);
		values(d[i], d[i]->key, digest, rows + i * VALUES);
	}
	return db_many(sc, db, STMT_DELIVERY_ADD, rows, VALUES, n);
}

static int
is_listed(const char *const *list, int n, const char *ticket)
{
	for (int i = 0; i < n; i++)
		if (str_same(list[i], ticket))
			return 1;
	return 0;
}

enum err
delivery_waiting(struct scope *sc, struct db *db, const char *desk, int most,
    const char ***ret, int *ret_n)
{
	struct db_rows rows;
	const char **list;
	int n = 0;
	enum err e;

	e = db_all(sc, db, STMT_DELIVERY_WAITING, DB_ARGS(db_text(desk),
	    db_int(sc->now), db_int(sc->now), db_int(most)), &rows);
	if (e != E_OK)
		return e;
	list = scope_alloc(sc, sizeof(*list) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++)
		if (!is_listed(list, n, rows.row[i].col[0]))
			list[n++] = rows.row[i].col[0];
	*ret = list;
	*ret_n = n;
	return E_OK;
}
