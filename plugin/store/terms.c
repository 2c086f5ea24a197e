/* Rows of tables terms and terms_shown. */
#include "store/terms.h"

#include "base/crypto.h"
#include "base/str.h"

#include <string.h>

static enum err
one(struct scope *sc, struct db *db, enum stmt s, const struct db_val *args,
    int n, struct terms_version *ret)
{
	struct db_row r;
	enum err e = db_one(sc, db, s, args, n, &r);

	if (e == E_OK)
		*ret = (struct terms_version){ db_num(&r, 0), r.col[1],
		    r.col[2], db_num(&r, 3) };
	return e;
}

enum err
terms_current(struct scope *sc, struct db *db, struct terms_version *ret)
{
	return one(sc, db, STMT_TERMS_CURRENT, DB_NONE, ret);
}

enum err
terms_get(struct scope *sc, struct db *db, int64_t number,
    struct terms_version *ret)
{
	return one(sc, db, STMT_TERMS_GET, DB_ARGS(db_int(number)), ret);
}

enum err
terms_list(struct scope *sc, struct db *db, struct terms_version **ret,
    int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_TERMS_LIST, DB_NONE, &rows);

	*ret_n = e == E_OK ? rows.n : 0;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(*ret_n + 1));
	for (int i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct terms_version){ db_num(&rows.row[i], 0),
		    rows.row[i].col[1], NULL, db_num(&rows.row[i], 2) };
	return e;
}

enum err
terms_publish(struct scope *sc, struct db *db, const char *document,
    struct terms_version *ret)
{
	struct terms_version now = { 0 };
	char hash[SHA256_HEX];
	enum err e;

	crypto_sha256_hex(document, strlen(document), hash);
	e = terms_current(sc, db, &now);
	if (e == E_OK && str_same(now.hash, hash)) {
		*ret = now;
		return E_SEEN;
	}
	if (e != E_OK && e != E_GONE)
		return e;
	*ret = (struct terms_version){ now.number + 1, str_dup(sc, hash),
	    document, sc->now };
	e = db_do(sc, db, STMT_TERMS_ADD, DB_ARGS(db_int(ret->number),
	    db_text(hash), db_text(document), db_int(sc->now)), NULL);
	return e != E_SEEN ? e : scope_fail(sc, E_BUSY, "somebody else "
	    "published version %lld meanwhile; look at it with cspdesk terms "
	    "diff, then publish again", (long long)ret->number);
}

enum err
terms_shown_add(struct scope *sc, struct db *db, const struct terms_shown *s)
{
	struct db_val who = s->customer == 0 ? db_text(NULL) :
	    db_int(s->customer);
	int64_t changed = 0;
	enum err e = db_do(sc, db, STMT_TERMS_SHOWN_AGAIN, DB_ARGS(who,
	    db_text(s->language), db_int(s->job), db_int(sc->now),
	    db_int(s->case_id), db_int(s->version), db_text(s->offer)),
	    &changed);

	if (e != E_OK || changed > 0)
		return e;
	return db_do(sc, db, STMT_TERMS_SHOWN_ADD, DB_ARGS(
	    db_int(s->case_id), who, db_int(s->version), db_text(s->offer),
	    db_text(s->language), db_int(s->job), db_int(sc->now)), NULL);
}

enum err
terms_shown_done(struct scope *sc, struct db *db, int64_t job)
{
	return db_do(sc, db, STMT_TERMS_SHOWN_DONE, DB_ARGS(db_int(sc->now),
	    db_int(job)), NULL);
}

enum err
terms_shown_case(struct scope *sc, struct db *db, int64_t case_id, int *ret)
{
	struct db_row r;
	enum err e = db_one(sc, db, STMT_TERMS_SHOWN_FIND,
	    DB_ARGS(db_int(case_id)), &r);

	*ret = e == E_OK;
	return e == E_GONE ? E_OK : e;
}

enum err
terms_shown_before(struct scope *sc, struct db *db,
    const struct terms_shown *s, int *ret)
{
	struct db_row r;
	enum err e = db_one(sc, db, STMT_TERMS_SHOWN_BEFORE, DB_ARGS(
	    db_int(s->customer), db_int(s->version), db_text(s->offer)), &r);

	*ret = e == E_OK && db_num(&r, 0) > 0;
	return e;
}
