/* Rows of tables notice and unproven. */
#include "store/notice.h"

#include "base/str.h"
#include "microsoft/notification.h"
#include "store/due.h"

/* What a notification is about, as what has to be read again. */
static const int pokes[ABOUT__MAX] = {
	[ABOUT_NOTHING] = -1, [ABOUT_CUSTOMER] = DUE_CUSTOMER,
	[ABOUT_SUBSCRIPTION] = DUE_SUBSCRIPTION, [ABOUT_ACCESS] = DUE_ACCESS
};

static enum err
poke(struct scope *sc, struct db *db, const struct notification *n)
{
	const struct due d = { .what = (enum due_what)pokes[n->about],
	    .tenant = n->tenant == NULL ? "" : n->tenant,
	    .subscription = n->about != ABOUT_SUBSCRIPTION ||
	    n->subscription == NULL ? "" : n->subscription,
	    .poked_at = sc->now };

	return pokes[n->about] < 0 ? E_OK : due_poke(sc, db, &d);
}

enum err
notice_add(struct scope *sc, struct db *db, const struct notice *a,
    int64_t max_age)
{
	struct notification n;
	int known = notification_read(sc, a->body, &n) == E_OK;
	int is_old = n.changed != 0 && a->at - n.changed > max_age;
	enum err e = db_do(sc, db, STMT_NOTICE_ADD, DB_ARGS(db_text(n.key),
	    db_text(known ? n.event : NULL), db_text(n.tenant),
	    db_text(n.subscription), db_int(n.changed), db_int(a->at),
	    db_int(is_old), db_text(a->request),
	    db_text(known ? NULL : sc->why),
	    known ? db_text(NULL) : db_bytes((const char *)a->body.at,
	    a->body.len)), NULL);

	return e == E_OK && known ? poke(sc, db, &n) : e;
}

enum err
unproven_add(struct scope *sc, struct db *db, const struct notice *a,
    int is_known, int64_t most)
{
	const char *body = (const char *)a->body.at;
	const char *all = str_fmt(sc, "%s %s ", a->url, a->base64);
	struct buf b;
	char digest[SHA256_HEX];
	int64_t changed;
	enum err e;

	buf_init(&b, sc, SIZE_MAX / 2);
	buf_puts(&b, all);
	buf_add(&b, body, a->body.len);
	crypto_sha256_hex(b.at, b.len, digest);
	e = db_do(sc, db, STMT_UNPROVEN_ADD, DB_ARGS(db_text(digest),
	    db_text(a->url), db_int(is_known), db_text(a->base64),
	    db_bytes(body, a->body.len), db_text(a->request), db_int(a->at),
	    db_int(is_known), db_int(most)), &changed);
	if (e == E_OK && changed == 0)
		return scope_fail(sc, E_LIMIT, "%lld notifications wait for "
		    "their certificate already", (long long)most);
	return e;
}

enum err
unproven_urls(struct scope *sc, struct db *db, struct unproven_url **ret,
    int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_UNPROVEN_URLS, DB_NONE, &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++)
		(*ret)[i] = (struct unproven_url){ rows.row[i].col[0],
		    db_num(&rows.row[i], 1), db_num(&rows.row[i], 2) };
	*ret_n = rows.n;
	return E_OK;
}

enum err
unproven_list(struct scope *sc, struct db *db, const char *url, int most,
    struct notice **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_UNPROVEN_LIST, DB_ARGS(db_text(url),
	    db_int(most)), &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		struct db_row *r = &rows.row[i];

		(*ret)[i] = (struct notice){ .id = db_num(r, 0), .url = url,
		    .base64 = r->col[1], .request = r->col[4],
		    .body = { (const unsigned char *)r->col[2],
		    (size_t)db_num(r, 3) }, .at = db_num(r, 5) };
	}
	*ret_n = rows.n;
	return E_OK;
}

enum err
unproven_take(struct scope *sc, struct db *db, int64_t id)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_UNPROVEN_TAKE, DB_ARGS(db_int(id)),
	    &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "somebody else has it");
	return e;
}

enum err
unproven_expire(struct scope *sc, struct db *db, int64_t before,
    int64_t *ret_n)
{
	return db_do(sc, db, STMT_UNPROVEN_EXPIRE, DB_ARGS(db_int(before)),
	    ret_n);
}

enum err
notice_state(struct scope *sc, struct db *db, struct notice_state *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_NOTICE_STATE, DB_NONE, &row);

	if (e == E_OK)
		*ret = (struct notice_state){ .last = db_num(&row, 0),
		    .last_test = db_num(&row, 1), .unproven = db_num(&row, 2),
		    .unknown = db_num(&row, 3), .cert_ends = db_num(&row, 4),
		    .refused = row.col[5], .due = db_num(&row, 6) };
	return e;
}
