/*
 * Steps are texts with a number; what was applied is remembered with its
 * digest, so that a changed step is noticed. Statements in steps can be
 * repeated (IF NOT EXISTS), because MariaDB commits each one by itself.
 */
#include "store/migrate.h"

#include "base/crypto.h"
#include "base/str.h"

#include <string.h>

struct step {
	int		 number;	/* 0: run every time */
	const char	*name, *sql;
};

static const struct step steps[] = {
#define X(number, name, sql)	{ number, name, sql },
#include "migrations.inc"
#undef X
};

int
migrate_newest(void)
{
	int newest = 0;

	for (int i = 0; i < LEN(steps); i++)
		if (steps[i].number > newest)
			newest = steps[i].number;
	return newest;
}

static enum err
is_applied(struct scope *sc, struct db *db, const struct step *s,
    const char *digest, int *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_SCHEMA_DIGEST,
	    DB_ARGS(db_int(s->number)), &row);

	*ret = e == E_OK;
	if (e == E_GONE)
		return E_OK;
	if (e == E_OK && !str_same(row.col[0], digest))
		return scope_fail(sc, E_SHAPE, "%s was applied with another "
		    "text; install the program that fits this database",
		    s->name);
	return e;
}

static enum err
apply(struct scope *sc, struct db *db, const struct step *s,
    void (*say)(const char *))
{
	char digest[SHA256_HEX];
	int applied;
	enum err e;

	crypto_sha256_hex(s->sql, strlen(s->sql), digest);
	if ((e = is_applied(sc, db, s, digest, &applied)) != E_OK || applied)
		return e;
	if ((e = db_script(sc, db, s->sql)) != E_OK)
		return e;
	e = db_do(sc, db, STMT_SCHEMA_ADD, DB_ARGS(db_int(s->number),
	    db_text(s->name), db_text(digest)), NULL);
	/* E_SEEN: another host finished the same step just now. */
	if (e == E_OK)
		say(str_fmt(sc, "applied %s", s->name));
	return e == E_SEEN ? E_OK : e;
}

/* "name@host" of letters, digits and . _ - %; quoted for GRANT. */
static enum err
quote_account(struct scope *sc, const char *account, const char **ret)
{
	size_t n = strcspn(account, "@");
	const char *host = account[n] == '@' ? account + n + 1 : "";
	const char *fine = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
	    "XYZ0123456789._-%:";

	if (n == 0 || *host == '\0' || strspn(account, fine) != n ||
	    host[strspn(host, fine)] != '\0')
		return scope_fail(sc, E_SHAPE, "database.app_account \"%s\" "
		    "is not like cspdesk_app@localhost", account);
	*ret = str_fmt(sc, "'%.*s'@'%s'", (int)n, account, host);
	return E_OK;
}

static const char *
replace(struct scope *sc, const char *text, const char *mark, const char *by)
{
	struct buf b;
	const char *at;

	buf_init(&b, sc, 1 << 20);
	while ((at = strstr(text, mark)) != NULL) {
		buf_add(&b, text, (size_t)(at - text));
		buf_puts(&b, by);
		text = at + strlen(mark);
	}
	buf_puts(&b, text);
	return b.at;
}

static enum err
run_step(struct scope *sc, struct db *db, const struct step *s,
    const char *account, void (*say)(const char *))
{
	if (s->number > 0)
		return apply(sc, db, s, say);
	return db_script(sc, db, replace(sc, s->sql, "@APP@", account));
}

static enum err
read_newest(struct scope *sc, struct db *db, int *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_SCHEMA_NEWEST, DB_NONE, &row);

	if (e == E_OK)
		*ret = (int)db_num(&row, 0);
	return e;
}

static enum err
refuse_newer(struct scope *sc, struct db *db)
{
	int newest;
	enum err e = read_newest(sc, db, &newest);

	if (e == E_OK && newest > migrate_newest())
		return scope_fail(sc, E_SHAPE, "the database has schema %d, "
		    "this program knows %d; install a newer cspdesk", newest,
		    migrate_newest());
	return e;
}

enum err
migrate_run(struct scope *sc, struct db *db, const char *app_account,
    void (*say)(const char *))
{
	const char *account = NULL;
	enum err e;

	if ((e = quote_account(sc, app_account, &account)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK ||
	    (e = run_step(sc, db, &steps[0], account, say)) != E_OK ||
	    (e = refuse_newer(sc, db)) != E_OK)
		return e;
	for (int i = 1; i < LEN(steps); i++)
		if ((e = run_step(sc, db, &steps[i], account, say)) != E_OK)
			return e;
	say(str_fmt(sc, "schema %d", migrate_newest()));
	return E_OK;
}

enum err
migrate_check(struct scope *sc, struct db *db, int64_t max_body)
{
	struct db_row row;
	int newest;
	enum err e;

	if ((e = read_newest(sc, db, &newest)) != E_OK)
		return e;
	if (newest != migrate_newest())
		return scope_fail(sc, E_BROKEN, "the database has schema %d, "
		    "this program needs %d; run cspdesk migrate", newest,
		    migrate_newest());
	if ((e = db_one(sc, db, STMT_SERVER_PACKET, DB_NONE, &row)) != E_OK)
		return e;
	/* Room for the other columns of the row and the protocol. */
	if (db_num(&row, 0) < max_body + 65536)
		return scope_fail(sc, E_BROKEN, "max_allowed_packet of the "
		    "server is %lld, serve.max_body needs 64 KiB more than "
		    "%lld", (long long)db_num(&row, 0), (long long)max_body);
	return E_OK;
}
