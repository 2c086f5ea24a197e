/* Rows of table refresh_token. */
#include "store/refresh_token.h"

#include "base/str.h"

#include <string.h>

static struct bytes
bytes_of(const char *text)
{
	return (struct bytes){ (const unsigned char *)text, strlen(text) };
}

void
refresh_token_key_id(struct bytes key, char ret[REFRESH_KEY_ID])
{
	char hex[SHA256_HEX];

	crypto_sha256_hex(key.at, key.len, hex);
	memcpy(ret, hex, REFRESH_KEY_ID - 1);
	ret[REFRESH_KEY_ID - 1] = '\0';
}

static const char *
seal(struct scope *sc, struct bytes key, const char *tenant,
    const char *token)
{
	return crypto_to_base64(sc, crypto_seal(sc, key, bytes_of(tenant),
	    bytes_of(token)));
}

enum err
refresh_token_set(struct scope *sc, struct db *db, struct bytes key,
    const char *tenant, const char *token, const char *by)
{
	char id[REFRESH_KEY_ID];

	refresh_token_key_id(key, id);
	return db_do(sc, db, STMT_REFRESH_TOKEN_SET, DB_ARGS(db_text(tenant),
	    db_text(id), db_text(seal(sc, key, tenant, token)),
	    db_int(sc->now), db_text(by), db_int(sc->now)), NULL);
}

enum err
refresh_token_find(struct scope *sc, struct db *db, const char *tenant,
    struct refresh_token *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_REFRESH_TOKEN_OF,
	    DB_ARGS(db_text(tenant)), &row);

	if (e == E_GONE)
		return scope_fail(sc, e, "no person has consented yet: cspdesk "
		    "token set");
	if (e == E_OK)
		*ret = (struct refresh_token){ .tenant = tenant,
		    .key_id = row.col[0], .sealed = row.col[1],
		    .version = db_num(&row, 2), .set_at = db_num(&row, 3),
		    .set_by = row.col[4], .used_at = db_num(&row, 5) };
	return e;
}

enum err
refresh_token_open(struct scope *sc, const struct refresh_token *t,
    struct bytes key, const char **ret)
{
	struct bytes sealed, plain;

	if (crypto_base64(sc, t->sealed, strlen(t->sealed), &sealed) != E_OK ||
	    crypto_unseal(sc, key, bytes_of(t->tenant), sealed, &plain) !=
	    E_OK)
		return scope_fail(sc, E_DENIED, "the person's token was sealed "
		    "with another key (%s) than microsoft.refresh_key_file "
		    "has; give it again to cspdesk token set", t->key_id);
	*ret = str_copy(sc, (const char *)plain.at, plain.len);
	return E_OK;
}

enum err
refresh_token_claim(struct scope *sc, struct db *db,
    const struct refresh_token *t, int64_t until)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_REFRESH_TOKEN_CLAIM, DB_ARGS(
	    db_int(until), db_text(t->tenant), db_int(t->version),
	    db_int(sc->now)), &changed);

	if (e == E_OK && changed == 0)
		return scope_fail(sc, E_BUSY, "somebody else asks with the "
		    "person's token just now");
	return e;
}

enum err
refresh_token_free(struct scope *sc, struct db *db,
    const struct refresh_token *t)
{
	return db_do(sc, db, STMT_REFRESH_TOKEN_FREE, DB_ARGS(
	    db_text(t->tenant), db_int(t->version)), NULL);
}

enum err
refresh_token_turn(struct scope *sc, struct db *db,
    const struct refresh_token *t, struct bytes key, const char *next)
{
	char id[REFRESH_KEY_ID];
	int64_t changed;
	enum err e;

	refresh_token_key_id(key, id);
	e = db_do(sc, db, STMT_REFRESH_TOKEN_TURN, DB_ARGS(db_text(id),
	    db_text(next == NULL ? t->sealed : seal(sc, key, t->tenant, next)),
	    db_int(sc->now), db_text(t->tenant), db_int(t->version)),
	    &changed);
	if (e == E_OK && changed == 0)
		return scope_fail(sc, E_GONE, "the person's token was set "
		    "meanwhile");
	return e;
}

enum err
refresh_token_forget(struct scope *sc, struct db *db, const char *tenant)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_REFRESH_TOKEN_FORGET,
	    DB_ARGS(db_text(tenant)), &changed);

	if (e == E_OK && changed == 0)
		return scope_fail(sc, E_GONE, "there is none");
	return e;
}
