/* Rows of case_fact, case_check, held_back and escalation. */
#include "store/state.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/str.h"
#include "case_billing.h"
#include "policy/date.h"
#include "policy/words.h"
#include "store/clock.h"
#include "store/due.h"
#include "store/timer.h"
#include "store/unit.h"

#include <string.h>


static enum err
read_told(struct scope *sc, struct db *db, struct case_state *s)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_TOLD_LIST, DB_ARGS(
	    db_int(s->row.id)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];
		int what = word_find(told_names, r->col[0]);

		/* What was taken away again is empty. */
		if (what == WORD_UNKNOWN || *r->col[1] == '\0')
			continue;
		s->told[what] = r->col[1];
		s->told_by[what] = (struct told_by){ r->col[2], db_num(r, 3) };
	}
	return e;
}

enum err
checks_read(struct scope *sc, struct db *db, struct case_state *s)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_CHECK_LIST, DB_ARGS(
	    db_int(s->row.id)), &rows);

	for (int i = 0; i < CHECKS; i++)
		s->check[i] = WORD_UNKNOWN;
	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];
		int check = word_find(words_check, r->col[0]);

		if (check == WORD_UNKNOWN)
			continue;
		s->check[check] = word_find(words_mark, r->col[1]);
		s->check_by[check] = (struct told_by){ r->col[2],
		    db_num(r, 3) };
		s->check_text[check] = r->col[4];
	}
	return e;
}

static enum err
count(struct scope *sc, struct db *db, struct case_state *s,
    const char *kind, int64_t since, int *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_HELD_COUNT, DB_ARGS(
	    db_int(s->row.id), db_text(kind), db_int(since)), &row);

	*ret = e == E_OK ? (int)db_num(&row, 0) : 0;
	return e;
}

static enum err
read_outside(struct scope *sc, struct db *db, struct case_state *s)
{
	struct outside *o = scope_alloc(sc, sizeof(*o));
	enum err e = outside_of_case(sc, db, s->row.id, o);

	if (e == E_OK)
		s->outside = o;
	return e == E_GONE ? E_OK : e;
}

/* Its ticket at a provider by e-mail, where it is reached so. */
static enum err
read_linked(struct scope *sc, struct db *db, int64_t escalation,
    struct case_state *s)
{
	struct linked *l = scope_alloc(sc, sizeof(*l));
	enum err e;

	if (!str_same(s->channel, "email"))
		return E_OK;
	if ((e = linked_of_escalation(sc, db, escalation, l)) == E_OK)
		s->linked = l;
	return e == E_GONE ? E_OK : e;
}

static enum err
read_last(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, struct case_state *s)
{
	struct db_row row;
	enum err e = receipt_last(sc, db, desk, ticket, &s->last);

	if (e != E_OK && e != E_GONE)
		return e;
	e = db_one(sc, db, STMT_ESCALATION_OPEN, DB_ARGS(db_int(s->row.id)),
	    &row);
	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	s->is_escalated = 1;
	s->unit = row.col[1];
	s->channel = row.col[4];
	if ((e = read_linked(sc, db, db_num(&row, 0), s)) != E_OK)
		return e;
	return read_outside(sc, db, s);
}

enum err
state_read(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, struct case_state *ret)
{
	enum err e;

	*ret = (struct case_state){ 0 };
	if ((e = case_open(sc, db, desk, ticket, &ret->row)) != E_OK ||
	    (e = file_list(sc, db, ret->row.id, &ret->files)) != E_OK ||
	    (e = read_told(sc, db, ret)) != E_OK ||
	    (e = checks_read(sc, db, ret)) != E_OK ||
	    (e = suspension_of_case(sc, db, ret->row.id, &ret->suspensions))
	    != E_OK ||
	    (e = timer_read(sc, db, ret)) != E_OK ||
	    (e = clocks_read(sc, db, ret)) != E_OK ||
	    (e = debt_told(sc, db, &ret->debt_told)) != E_OK ||
	    (e = debt_of_case(sc, db, ret->row.id, ret->row.customer,
	    &ret->debt)) != E_OK ||
	    (e = count(sc, db, ret, "moved", 0, &ret->put_back)) != E_OK)
		return e;
	ret->was_closed = ret->row.is_closed;
	ret->health.case_id = ret->row.id;
	e = health_of_case(sc, db, ret->row.customer, &ret->health);
	return e == E_OK ? read_last(sc, db, desk, ticket, ret) : e;
}

/* Its ticket outside, if it gets one that we open or read. */
static enum err
add_outside(struct scope *sc, struct db *db, int64_t escalation,
    const struct deed *d)
{
	struct outside o;

	if (d->outside == NULL)
		return E_OK;
	o = *d->outside;
	o.escalation = escalation;
	return outside_add(sc, db, &o);
}

static enum err
add_linked(struct scope *sc, struct db *db, int64_t escalation,
    const struct deed *d)
{
	struct linked l;

	if (d->linked == NULL)
		return E_OK;
	l = *d->linked;
	l.escalation = escalation;
	return linked_add(sc, db, &l);
}

/* E_BUSY: another case took the last unit; decide again without it. */
static enum err
reserve_unit(struct scope *sc, struct db *db, int64_t escalation,
    const struct deed *d)
{
	struct unit_entry u = { .move = UNIT_RESERVE,
	    .escalation = escalation, .agent = d->agent };
	struct db_row row;
	enum err e;

	if (d->entitlement == NULL)
		return E_OK;
	if ((e = db_one(sc, db, STMT_ENTITLEMENT_COUNTED, DB_ARGS(
	    db_text(d->entitlement)), &row)) != E_OK || row.col[1] == NULL)
		return e;
	u.entitlement = db_num(&row, 0);
	e = unit_enter(sc, db, &u);
	return e == E_GONE ? E_BUSY : e;
}

static enum err
add_escalation(struct scope *sc, struct db *db, const struct case_row *c,
    const struct deed *d)
{
	int64_t escalation, changed = 0;
	enum err e = db_do(sc, db, STMT_ESCALATION_ADD, DB_ARGS(
	    db_int(c->id), db_int(sc->now), db_text(d->value),
	    db_text(d->vehicle), db_text(d->route), db_text(d->channel),
	    db_text(d->entitlement), db_int(c->version + 1),
	    db_int(d->agent), db_int(sc->now), db_int(sc->now)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_BROKEN, "agent %lld has no right to "
		    "escalate", (long long)d->agent);
	if (e != E_OK)
		return e;
	escalation = db_last_id(db);
	if ((e = add_outside(sc, db, escalation, d)) == E_OK)
		e = add_linked(sc, db, escalation, d);
	return e == E_OK ? reserve_unit(sc, db, escalation, d) : e;
}

/* What happens to the escalation that is open: its unit, then itself. */
static enum err
change_escalation(struct scope *sc, struct db *db, const struct case_row *c,
    const struct deed *d)
{
	struct unit_entry u = { .move = UNIT_CONSUME, .agent = d->agent,
	    .reason = d->text };
	struct db_row row;
	enum err e = db_one(sc, db, STMT_ESCALATION_OPEN, DB_ARGS(
	    db_int(c->id)), &row);

	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	u.escalation = db_num(&row, 0);
	u.entitlement = db_num(&row, 3);
	if (d->kind == DEED_CLOSE)
		return db_do(sc, db, STMT_ESCALATION_CLOSE, DB_ARGS(
		    db_int(u.escalation)), NULL);
	if (d->kind == DEED_UNIT)
		u.move = str_same(d->name, "refund") ? UNIT_REFUND :
		    UNIT_RELEASE;
	else if ((e = db_do(sc, db, STMT_ESCALATION_NUMBER, DB_ARGS(
	    db_text(d->value), db_int(u.escalation)), NULL)) != E_OK)
		return e;
	if ((e = add_outside(sc, db, u.escalation, d)) != E_OK)
		return e;
	/* A number that is told again, or mended, spends nothing. */
	if (row.col[1] == NULL || (d->kind == DEED_NUMBER &&
	    !str_same(row.col[1], "reserved")))
		return E_OK;
	return unit_enter(sc, db, &u);
}

static enum err
hold_back(struct scope *sc, struct db *db, const struct case_row *c,
    const struct deed *d)
{
	enum err e = db_do(sc, db, STMT_HELD_ADD, DB_ARGS(db_int(c->id),
	    db_text(d->message), db_text(d->name), db_int(sc->now)), NULL);

	return e == E_SEEN ? E_OK : e;
}

/* An address as it is kept: no personal data, the same in any case. */
static void
digest_of(struct scope *sc, const char *address, char ret[SHA256_HEX])
{
	const char *s = str_lower(sc, address);

	crypto_sha256_hex(s, strlen(s), ret);
}

enum err
answered_today(struct scope *sc, struct db *db, const char *desk,
    const char *address, int *ret)
{
	char digest[SHA256_HEX];
	struct db_row row;
	enum err e;

	digest_of(sc, address, digest);
	e = db_one(sc, db, STMT_ANSWERED_FIND, DB_ARGS(db_text(desk),
	    db_text(digest), db_int(sc->now / DAY_MS)), &row);
	*ret = e == E_OK && db_num(&row, 0) > 0;
	return e;
}

/* E_BUSY: another ticket of his was just answered; take the turn again. */
static enum err
add_answer(struct scope *sc, struct db *db, const struct case_row *c,
    const struct deed *d)
{
	char digest[SHA256_HEX];
	enum err e;

	digest_of(sc, d->value, digest);
	e = db_do(sc, db, STMT_ANSWERED_ADD, DB_ARGS(db_text(c->desk),
	    db_text(digest), db_int(sc->now / DAY_MS)), NULL);
	return e == E_SEEN ? E_BUSY : e;
}

static enum err
put_files(struct scope *sc, struct db *db, const struct case_row *c,
    const struct deed *d)
{
	const struct case_file *f = d->files.at;
	enum err e = E_OK;

	if (str_same(d->name, "drop"))
		return file_drop(sc, db, c->id);
	for (int i = 0; e == E_OK && i < d->files.n; i++)
		e = file_put(sc, db, &f[i]);
	return e;
}

static enum err
change_suspension(struct scope *sc, struct db *db, const struct deed *d)
{
	const struct suspension *s = d->suspension;

	if (str_same(d->name, "ask"))
		return suspension_ask(sc, db, s);
	if (str_same(d->name, "restore"))
		return suspension_restore(sc, db, s);
	if (str_same(d->name, "approve"))
		return suspension_approve(sc, db, s, d->agent);
	if (str_same(d->name, "mail"))
		return suspension_mail(sc, db, s, &d->linked->opening);
	if (str_same(d->name, "answer"))
		return suspension_answered(sc, db, s);
	if (str_same(d->name, "close"))
		return suspension_close(sc, db, s, s->state, s->why, 0);
	return suspension_told(sc, db, s);
}

static enum err
write_deed(struct scope *sc, struct db *db, const struct case_row *c,
    const struct deed *d)
{
	struct db_val id = db_int(c->id), now = db_int(sc->now);

	switch (d->kind) {
	case DEED_TELL:
		return db_do(sc, db, STMT_TOLD_SET, DB_ARGS(id,
		    db_text(d->name), db_text(d->value), db_int(d->agent),
		    now), NULL);
	case DEED_CHECK:
		return db_do(sc, db, STMT_CHECK_SET, DB_ARGS(id,
		    db_text(d->name), db_text(d->value), db_text(d->text),
		    db_int(d->agent), now), NULL);
	case DEED_ESCALATE:
		return add_escalation(sc, db, c, d);
	case DEED_NUMBER:
	case DEED_UNIT:
	case DEED_CLOSE:
		return change_escalation(sc, db, c, d);
	case DEED_HOLD_BACK:
		return hold_back(sc, db, c, d);
	case DEED_ANSWER:
		return add_answer(sc, db, c, d);
	case DEED_FILES:
		return put_files(sc, db, c, d);
	case DEED_INCIDENT:
		return incident_told(sc, db, c->id, d->incident,
		    str_same(d->name, "end"));
	case DEED_BILLING:
		return case_billing_told(sc, db, c->id, c->customer);
	case DEED_SUSPENSION:
		return change_suspension(sc, db, d);
	case DEED_READ:
		return due_poke(sc, db, &(struct due){ .what = DUE_BOUGHT,
		    .tenant = d->value, .subscription = "",
		    .poked_at = sc->now });
	case DEED_BILL:
		return str_same(d->name, "paid") ? bill_ended(sc, db,
		    d->bill) : bill_warned(sc, db, d->bill);
	case DEED_CHARGE:
		return charge_add(sc, db, d->charge);
	case DEED_OUTSIDE:
	case DEED_EXCHANGE:
	case DEED_BREACH:
	case DEED_DEBT:
	case DEED_RECEIPT:
	case DEED_ORDER:
	case DEED__MAX:
		break;
	}
	return E_OK;
}

enum err
state_write(struct scope *sc, struct db *db, const struct case_state *s,
    const struct deed *d, int n)
{
	enum err e = E_OK;
	int place = 0;

	for (int i = 0; e == E_OK && i < n; i++) {
		if (d[i].kind == DEED_RECEIPT)
			e = receipt_add(sc, db, &s->row, place++,
			    &d[i].receipt);
		else if (d[i].kind == DEED_DEBT)
			e = debt_deed(sc, db, s->debt, &d[i]);
		else
			e = write_deed(sc, db, &s->row, &d[i]);
	}
	if (e != E_OK || (e = timer_write(sc, db, s)) != E_OK)
		return e;
	return clocks_write(sc, db, s);
}
