/* Rows of tables case, message_seen, receipt and policy. */
#include "store/cases.h"

static struct db_val
id_or_null(int64_t id)
{
	return id == 0 ? db_text(NULL) : db_int(id);
}

enum err
case_get(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, struct case_row *ret)
{
	struct db_row r;
	enum err e = db_one(sc, db, STMT_CASE_FIND, DB_ARGS(db_text(desk),
	    db_text(ticket)), &r);

	if (e != E_OK)
		return e;
	*ret = (struct case_row){ .id = db_num(&r, 0), .desk = desk,
	    .version = (int)db_num(&r, 1), .customer = db_num(&r, 2),
	    .language = r.col[3], .class = r.col[4], .topic = r.col[5],
	    .product = r.col[6], .severity = r.col[7], .advice = r.col[8],
	    .tier = r.col[9], .holder = r.col[10], .vehicle = r.col[11],
	    .number = r.col[12], .is_closed = (int)db_num(&r, 13),
	    .floor = db_num(&r, 14) };
	return E_OK;
}

enum err
case_open(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, struct case_row *ret)
{
	enum err e = case_get(sc, db, desk, ticket, ret);

	if (e != E_GONE)
		return e;
	e = db_do(sc, db, STMT_CASE_ADD, DB_ARGS(db_text(desk),
	    db_text(ticket), db_int(sc->now), db_int(sc->now)), NULL);
	return e == E_OK || e == E_SEEN ?
	    case_get(sc, db, desk, ticket, ret) : e;
}

enum err
case_save(struct scope *sc, struct db *db, const struct case_row *c)
{
	int64_t changed;
	enum err e;

	e = db_do(sc, db, STMT_CASE_UPDATE, DB_ARGS(id_or_null(c->customer),
	    db_text(c->language), db_text(c->class), db_text(c->topic),
	    db_text(c->product), db_text(c->severity), db_int(c->is_closed),
	    db_text(c->advice), db_text(c->tier), db_text(c->holder),
	    db_text(c->vehicle), db_text(c->number), db_int(sc->now),
	    db_int(c->read_to), db_int(c->id), db_int(c->version)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_BUSY, "case %lld is past version %d",
		    (long long)c->id, c->version);
	return e;
}

enum err
seen_list(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, struct db_rows *ret)
{
	return db_all(sc, db, STMT_SEEN_LIST, DB_ARGS(db_text(desk),
	    db_text(ticket)), ret);
}

enum err
seen_add(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, const char *message, int line)
{
	return db_do(sc, db, STMT_SEEN_ADD, DB_ARGS(db_text(desk),
	    db_text(ticket), db_text(message), db_int(line),
	    db_int(sc->now)), NULL);
}

enum err
receipt_add(struct scope *sc, struct db *db, const struct case_row *c,
    int place, const struct receipt *r)
{
	return db_do(sc, db, STMT_RECEIPT_ADD, DB_ARGS(db_int(c->id),
	    db_int(c->version + 1), db_int(place), db_int(sc->now),
	    db_text(r->policy), db_text(r->facts), db_text(r->decision),
	    db_text(r->sources)), NULL);
}

enum err
receipt_last(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, struct receipt *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_RECEIPT_LAST, DB_ARGS(db_text(desk),
	    db_text(ticket)), &row);

	if (e == E_OK)
		*ret = (struct receipt){ row.col[0], row.col[1], row.col[2],
		    row.col[3], db_num(&row, 4) };
	return e;
}

enum err
policy_keep(struct scope *sc, struct db *db, const char *hash,
    const char *canonical)
{
	enum err e = db_do(sc, db, STMT_POLICY_ADD, DB_ARGS(db_text(hash),
	    db_text(canonical), db_int(sc->now)), NULL);

	return e == E_SEEN ? E_OK : e;
}

enum err
case_closed(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, int is_closed)
{
	return db_do(sc, db, STMT_CASE_CLOSED, DB_ARGS(db_int(is_closed),
	    db_text(desk), db_text(ticket)), NULL);
}
