/*
 * MariaDB: one connection, statements by name, outcomes by meaning. The only
 * file that includes mysql.h; all SQL text stands in sql/.
 *
 * Sessions are READ COMMITTED and never reconnect by themselves: a connection
 * that was lost is opened again by db_ready(), between transactions. Lists that
 * SQL makes are as long as they are, whatever the server cuts by itself.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/scope.h"

#include <stddef.h>
#include <stdint.h>

enum stmt {
#define X(name, text, in, out, may, sql) STMT_##name,
#include "statements.inc"
#undef X
	STMT__MAX
};

struct db_conf {
	const char	*socket;	/* "" : host and port are used */
	const char	*host;
	int64_t		 port;
	const char	*name;
	const char	*user;
	const char	*password;
	int64_t		 timeout_secs;	/* connect, read and write, each */
};

enum db_type { DB_NULL, DB_INT, DB_TEXT };

struct db_val {
	enum db_type	 type;
	int64_t		 number;
	const char	*text;
	size_t		 len;
};

/* NULL text becomes SQL NULL. */
struct db_val	db_int(int64_t);
struct db_val	db_text(const char *);
struct db_val	db_bytes(const char *, size_t);
#define DB_ARGS(...) \
	(const struct db_val[]){ __VA_ARGS__ }, \
	LEN(((const struct db_val[]){ __VA_ARGS__ }))
#define DB_NONE		NULL, 0

/* Rows in the scope; a column is text with a NUL, or NULL. */
struct db_row {
	const char	**col;
};

struct db_rows {
	struct db_row	*row;
	int		 n;
};

/*
 * DB_PROGRAM prepares and counts every statement when it connects, less those
 * of the admin, so that a schema that does not fit stops the start.
 * DB_SCRIPTS, for the admin's commands, runs texts too and prepares what it
 * uses.
 */
enum db_use { DB_PROGRAM, DB_SCRIPTS };

/*
 * Makes a handle; connects at the first db_ready(). `conf` and its texts must
 * outlive it.
 */
struct db	*db_new(const struct db_conf *, enum db_use);
void		 db_free(struct db **);

/*
 * Days of what the partner counts by days are those of that zone, which must
 * outlive the handle; UTC's before it is called.
 */
void		 db_zone(struct db *, const char *zone);
int64_t		 db_day(const struct db *, int64_t ms);

/*
 * Connected, and every statement prepared and counted against sql/? Opens the
 * connection if need be. E_BUSY: the server is away. E_BROKEN: refused, or
 * the schema is not the one that this program was built for.
 */
enum err db_ready(struct scope *, struct db *) MUST_USE;

/* Does this statement, if it is not the admin's, fit schema and rights? */
enum err db_fits(struct scope *, struct db *, enum stmt) MUST_USE;

/* What the last failure was, as far as an administrator can mend it. */
enum db_trouble {
	DB_OTHER,
	DB_AWAY,		/* nobody answers there */
	DB_PASSWORD,		/* account or password is refused */
	DB_NO_DATABASE,
	DB_NO_TABLE,		/* or no such column */
	DB_NO_RIGHT,
	DB_READ_ONLY,
	DB_FULL,		/* disk, quota or tablespace */
	DB_CROWDED,		/* no more connections */
	DB_NOT_SYNCED		/* a node outside its cluster */
};
enum db_trouble	 db_trouble(const struct db *);

/*
 * Runs a statement. E_SEEN only from statements that say so in sql/. E_BUSY:
 * deadlock, conflict, server away; the transaction is lost. `ret_changed`
 * (rows matched and changed) and `ret_id` (auto increment) may be NULL.
 */
enum err db_do(struct scope *, struct db *, enum stmt, const struct db_val *,
	    int n, int64_t *ret_changed) MUST_USE;
/*
 * Runs a statement for `nrows` rows of `n` values each, outside of
 * transactions: it commits by itself, all rows or none. E_BUSY and E_UNSURE
 * may mean that only the answer was lost: ask for the rows before you go on.
 * A server that cannot do it says E_BROKEN.
 */
enum err db_many(struct scope *, struct db *, enum stmt,
	    const struct db_val *, int n, int nrows) MUST_USE;
/*
 * The same inside a transaction, DB_PROGRAM only. After a failure some of the
 * rows may be written: roll back.
 */
enum err db_do_many(struct scope *, struct db *, enum stmt,
	    const struct db_val *, int n, int nrows) MUST_USE;
enum err db_all(struct scope *, struct db *, enum stmt, const struct db_val *,
	    int n, struct db_rows *ret) MUST_USE;
/* The first row; E_GONE if there is none. */
enum err db_one(struct scope *, struct db *, enum stmt, const struct db_val *,
	    int n, struct db_row *ret) MUST_USE;
int64_t	 db_last_id(const struct db *);
int64_t	 db_num(const struct db_row *, int col);	/* NULL is 0 */

/*
 * Runs `fn` in a transaction and commits. On anything but E_OK it rolls back
 * and returns that. E_BUSY (1213, 1205, 1020, 1047) is tried again in place,
 * up to `tries` times in all, so `fn` must be fit to run again. E_UNSURE: the
 * commit was sent and its answer was lost.
 */
enum err db_tx(struct scope *, struct db *, int tries,
	    enum err (*fn)(struct scope *, struct db *, void *), void *arg)
	    MUST_USE;

/* DB_SCRIPTS only: a text with several statements. */
enum err db_script(struct scope *, struct db *, const char *sql) MUST_USE;

#endif
