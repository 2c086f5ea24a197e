/* Tables balance and ledger. */
#include "store/unit.h"

#include "base/fault.h"
#include "policy/date.h"

enum { EXPIRE_AT_ONCE = 100, TX_TRIES = 5 };

const char *const unit_moves[] = {
	[UNIT_GRANT] = "grant", [UNIT_RESERVE] = "reserve",
	[UNIT_CONSUME] = "consume", [UNIT_RELEASE] = "release",
	[UNIT_REFUND] = "refund", [UNIT_EXPIRE] = "expire",
	[UNIT_CORRECT] = "correct", [UNIT__MAX] = NULL
};

/* What a move does to the balance for each unit, and to the escalation's. */
static const struct {
	int		 left, reserved;
	const char	*was, *is;	/* escalation.unit; NULL: not asked */
} moves[UNIT__MAX] = {
	[UNIT_GRANT]   = { +1,  0, NULL, NULL },
	[UNIT_RESERVE] = { -1, +1, NULL, "reserved" },
	[UNIT_CONSUME] = {  0, -1, "reserved", "consumed" },
	[UNIT_RELEASE] = { +1, -1, "reserved", "released" },
	[UNIT_REFUND]  = { +1,  0, "consumed", "refunded" },
	[UNIT_EXPIRE]  = { -1,  0, NULL, NULL },
	[UNIT_CORRECT] = { +1,  0, NULL, NULL },
};

static enum err
mark_escalation(struct scope *sc, struct db *db, const struct unit_entry *u)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_ESCALATION_UNIT, DB_ARGS(
	    db_text(moves[u->move].is), db_int(u->entitlement),
	    db_int(u->escalation), db_text(moves[u->move].was)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_SEEN, "the unit of escalation %lld "
		    "is not to be moved by %s", (long long)u->escalation,
		    unit_moves[u->move]);
	return e;
}

enum err
unit_enter(struct scope *sc, struct db *db, const struct unit_entry *u)
{
	int one = moves[u->move].is != NULL;
	int64_t n = one ? 1 : u->units, changed;
	int64_t left = n * moves[u->move].left;
	int64_t reserved = n * moves[u->move].reserved;
	enum err e = one ? mark_escalation(sc, db, u) : E_OK;

	if (e != E_OK)
		return e;
	FAULT("unit.marked");
	e = db_do(sc, db, STMT_BALANCE_MOVE, DB_ARGS(db_int(left),
	    db_int(reserved), db_int(u->entitlement), db_int(left),
	    db_int(reserved)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "the balance of entitlement "
		    "%lld does not allow %s", (long long)u->entitlement,
		    unit_moves[u->move]);
	FAULT("unit.moved");
	return e != E_OK ? e : db_do(sc, db, STMT_LEDGER_ADD, DB_ARGS(
	    db_int(u->entitlement), db_text(unit_moves[u->move]),
	    db_int(left), db_int(reserved), one ? db_int(u->escalation) :
	    db_text(NULL), u->agent > 0 ? db_int(u->agent) : db_text(NULL),
	    db_text(u->by_whom), db_text(u->reason), db_int(sc->now)), NULL);
}

enum err
unit_rows(struct scope *sc, struct db *db, int64_t entitlement,
    struct unit_row **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_LEDGER_LIST, DB_ARGS(
	    db_int(entitlement)), &rows);

	*ret_n = e == E_OK ? rows.n : 0;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(*ret_n + 1));
	for (int i = 0; i < *ret_n; i++) {
		struct db_row *r = &rows.row[i];

		(*ret)[i] = (struct unit_row){ .move = r->col[0],
		    .units_left = db_num(r, 1), .reserved = db_num(r, 2),
		    .made_at = db_num(r, 3), .reason = r->col[4],
		    .by = r->col[5], .desk = r->col[6], .ticket = r->col[7] };
	}
	return e;
}

enum err
unit_differences(struct scope *sc, struct db *db, int64_t *ret_n)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_LEDGER_DIFFERENCES, DB_NONE, &row);

	*ret_n = e == E_OK ? db_num(&row, 0) : 0;
	return e;
}

static enum err
expire(struct scope *sc, struct db *db, void *arg)
{
	return unit_enter(sc, db, arg);
}

enum err
units_expire(struct scope *sc, struct db *db, int *ret_n)
{
	char today[DATE_TEXT];
	struct db_rows rows;
	enum err e;

	*ret_n = 0;
	date_text(date_of(sc->now), today);
	e = db_all(sc, db, STMT_BALANCE_ENDED, DB_ARGS(db_text(today),
	    db_int(EXPIRE_AT_ONCE)), &rows);
	for (int i = 0; e == E_OK && i < rows.n; i++) {
		struct unit_entry u = { .move = UNIT_EXPIRE,
		    .entitlement = db_num(&rows.row[i], 0),
		    .units = db_num(&rows.row[i], 1) };

		e = db_tx(sc, db, TX_TRIES, expire, &u);
		/* Another worker, or a release meanwhile: next time. */
		*ret_n += e == E_OK;
		e = e == E_GONE ? E_OK : e;
	}
	return e;
}
