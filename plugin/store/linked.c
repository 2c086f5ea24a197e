/* Rows of table linked. */
#include "store/linked.h"

#include "base/str.h"

enum err
linked_add(struct scope *sc, struct db *db, const struct linked *l)
{
	enum err e = opening_add(sc, db, &l->opening);

	if (e != E_OK)
		return e;
	return db_do(sc, db, STMT_LINKED_ADD, DB_ARGS(db_int(l->escalation),
	    db_int(db_last_id(db)), db_text(l->provider),
	    db_text(l->address), db_text(l->packet)), NULL);
}

static enum err
get(struct scope *sc, struct db *db, enum stmt by, int64_t id,
    struct linked *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, by, DB_ARGS(db_int(id)), &row);

	if (e == E_OK)
		*ret = (struct linked){ .escalation = db_num(&row, 0),
		    .provider = row.col[1], .address = row.col[2],
		    .packet = row.col[3], .opening = { .id = db_num(&row, 4),
		    .desk = row.col[5], .ticket = row.col[6] },
		    .desk = row.col[7], .ticket = row.col[8] };
	return e;
}

enum err
linked_of_escalation(struct scope *sc, struct db *db, int64_t id,
    struct linked *ret)
{
	return get(sc, db, STMT_LINKED_OF_ESCALATION, id, ret);
}

enum err
linked_of_opening(struct scope *sc, struct db *db, int64_t id,
    struct linked *ret)
{
	return get(sc, db, STMT_LINKED_OF_OPENING, id, ret);
}

enum err
linked_tell(struct scope *sc, struct db *db, const struct linked *l,
    const struct outside_news *n)
{
	return outside_tell(sc, db, &(struct outside){
	    .escalation = l->escalation, .desk = l->desk,
	    .ticket = l->ticket }, n, 1);
}

enum err
linked_opened(struct scope *sc, struct db *db, const struct opening *o,
    enum opening_end end, const char *why)
{
	struct linked l;
	struct outside_news n = { .at = sc->now };
	enum err e = linked_of_opening(sc, db, o->id, &l);

	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	n.escalation = l.escalation;
	n.what = end == OPENING_DONE ? OUTSIDE_LINKED : OUTSIDE_UNLINKED;
	n.id = end == OPENING_DONE ? "linked" : str_fmt(sc, "unlinked-%lld",
	    (long long)sc->now);
	n.value = o->ticket;
	n.text = end == OPENING_DONE ? l.packet : why;
	e = linked_tell(sc, db, &l, &n);
	return e != E_OK || end != OPENING_DONE ? e : db_do(sc, db,
	    STMT_LINKED_SENT, DB_ARGS(db_int(l.escalation)), NULL);
}
