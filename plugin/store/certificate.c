/* Rows of table certificate. */
#include "store/certificate.h"

#include "base/str.h"

#include <string.h>

enum err
certificate_find(struct scope *sc, struct db *db, const char *url,
    struct certificate *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_CERTIFICATE_FIND,
	    DB_ARGS(db_text(url)), &row);

	*ret = (struct certificate){ .url = url };
	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	ret->not_after = db_num(&row, 1);
	ret->judged_at = db_num(&row, 2);
	ret->tries = (int)db_num(&row, 3);
	ret->note = row.col[4];
	if (row.col[0] != NULL && crypto_base64(sc, row.col[0],
	    strlen(row.col[0]), &ret->der) != E_OK)
		return scope_fail(sc, E_BROKEN, "table certificate: der of %s "
		    "is not base64", url);
	return E_OK;
}

int
certificate_is_good(const struct certificate *c, int64_t at)
{
	return c->der.at != NULL && c->not_after > at;
}

int
certificate_settles(const struct certificate *c, int64_t at, int64_t recheck)
{
	int has_ended = c->not_after > c->judged_at && c->not_after <= at;

	return c->judged_at != 0 && !has_ended && c->judged_at + recheck > at;
}

enum err
certificate_claim(struct scope *sc, struct db *db, struct certificate *c,
    int64_t until, int most)
{
	struct db_val url = db_text(c->url);
	int64_t changed;
	enum err e = db_do(sc, db, STMT_CERTIFICATE_ADD, DB_ARGS(url, url,
	    db_int(most)), NULL);

	if (e != E_OK && e != E_SEEN)
		return e;
	e = db_do(sc, db, STMT_CERTIFICATE_CLAIM, DB_ARGS(db_int(until),
	    url, db_int(sc->now)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "not due");
	return e == E_OK ? certificate_find(sc, db, c->url, c) : e;
}

enum err
certificate_save(struct scope *sc, struct db *db, const struct certificate *c)
{
	return db_do(sc, db, STMT_CERTIFICATE_SAVE, DB_ARGS(
	    db_text(crypto_to_base64(sc, c->der)), db_int(c->not_after),
	    db_int(sc->now), db_text(c->url)), NULL);
}

enum err
certificate_refuse(struct scope *sc, struct db *db, const char *url,
    const char *why)
{
	return db_do(sc, db, STMT_CERTIFICATE_REFUSE, DB_ARGS(db_int(sc->now),
	    db_text(why), db_text(url)), NULL);
}

enum err
certificate_later(struct scope *sc, struct db *db, const char *url,
    int64_t due, const char *why)
{
	return db_do(sc, db, STMT_CERTIFICATE_LATER, DB_ARGS(db_int(due),
	    db_text(why), db_text(url)), NULL);
}

enum err
certificate_forget(struct scope *sc, struct db *db, int64_t before)
{
	return db_do(sc, db, STMT_CERTIFICATE_FORGET, DB_ARGS(
	    db_int(sc->now), db_int(before), db_int(sc->now)), NULL);
}
