/* Rows of table suspension. */
#include "store/suspension.h"

#include "base/fault.h"
#include "base/str.h"
#include "policy/words.h"
#include "store/delivery.h"

enum { TX_TRIES = 5, NOTE_BYTES = 500, TOLD_BYTES = 1000 };

const char *const suspension_kinds[] = {
	[SUSPENSION_SUSPEND] = "suspend", [SUSPENSION_RESTORE] = "restore",
	[SUSPENSION_KIND__MAX] = NULL
};
const char *const suspension_ways[] = {
	[SUSPENSION_BY_MICROSOFT] = "microsoft",
	[SUSPENSION_BY_PROVIDER] = "provider", [SUSPENSION_WAY__MAX] = NULL
};
const char *const suspension_states[] = {
	[SUSPENSION_ASKED] = "asked", [SUSPENSION_APPROVED] = "approved",
	[SUSPENSION_SENDING] = "sending", [SUSPENSION_DONE] = "done",
	[SUSPENSION_REFUSED] = "refused",
	[SUSPENSION_WITHDRAWN] = "withdrawn",
	[SUSPENSION_EXPIRED] = "expired", [SUSPENSION__MAX] = NULL
};

static const char *
cut(struct scope *sc, const char *s, size_t most)
{
	return s == NULL ? NULL : str_copy(sc, s, str_utf8_cut(s, most));
}

int
suspension_is_open(const struct suspension *s)
{
	return s->state == SUSPENSION_ASKED ||
	    s->state == SUSPENSION_APPROVED || s->state == SUSPENSION_SENDING;
}

/* The columns of suspension_of_case, _of_customer and _get. */
static struct suspension
row_of(const struct db_row *r)
{
	return (struct suspension){ .id = db_num(r, 0),
	    .case_id = db_num(r, 1), .customer = db_num(r, 2),
	    .subscription = r->col[3],
	    .kind = (enum suspension_kind)word_find(suspension_kinds,
	    r->col[4]), .way = (enum suspension_way)word_find(
	    suspension_ways, r->col[5]),
	    .state = (enum suspension_state)word_find(suspension_states,
	    r->col[6]), .basis = r->col[7], .of = db_num(r, 8),
	    .asked_by = db_num(r, 9), .asked_name = r->col[10],
	    .asked_email = r->col[11], .asked_at = db_num(r, 12),
	    .expires_at = db_num(r, 13), .approved_by = db_num(r, 14),
	    .approved_name = r->col[15], .approved_at = db_num(r, 16),
	    .before = r->col[17], .told = r->col[18], .why = r->col[19],
	    .note = r->col[20], .due_at = db_num(r, 21),
	    .tries = (int)db_num(r, 22), .lasting = (int)db_num(r, 23),
	    .ended_at = db_num(r, 24), .is_news = (int)db_num(r, 25),
	    .desk = r->col[26], .ticket = r->col[27],
	    .answers = (int)db_num(r, 28), .name = r->col[29],
	    .exchange = db_num(r, 30), .opening = db_num(r, 31),
	    .mail_ticket = r->col[32], .mail_note = r->col[33] };
}

static enum err
list(struct scope *sc, struct db *db, enum stmt by, int64_t id,
    struct list *ret)
{
	struct suspension *all;
	struct db_rows rows;
	enum err e = db_all(sc, db, by, DB_ARGS(db_int(id)), &rows);

	if (e != E_OK)
		return e;
	all = scope_alloc(sc, sizeof(*all) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++)
		all[i] = row_of(&rows.row[i]);
	*ret = (struct list){ rows.n, all };
	return E_OK;
}

enum err
suspension_of_case(struct scope *sc, struct db *db, int64_t case_id,
    struct list *ret)
{
	return list(sc, db, STMT_SUSPENSION_OF_CASE, case_id, ret);
}

enum err
suspension_of_customer(struct scope *sc, struct db *db, int64_t customer,
    struct list *ret)
{
	return list(sc, db, STMT_SUSPENSION_OF_CUSTOMER, customer, ret);
}

enum err
suspension_get(struct scope *sc, struct db *db, int64_t id,
    struct suspension *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_SUSPENSION_GET, DB_ARGS(db_int(id)),
	    &row);

	if (e != E_OK)
		return e;
	*ret = row_of(&row);
	ret->tenant = row.col[34];
	ret->undo_before = row.col[35];
	ret->undo_after = row.col[36];
	ret->account = account_read(&row, 37);
	return E_OK;
}

enum err
suspension_next(struct scope *sc, struct db *db, int64_t *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_SUSPENSION_NEXT, DB_NONE, &row);

	if (e == E_OK)
		*ret = db_num(&row, 0);
	return e;
}

/* The wall: what was not written had no right to be. */
static enum err
added(struct scope *sc, enum err e, int64_t changed, int64_t agent)
{
	if (e == E_SEEN)
		return scope_fail(sc, E_BUSY, "another request was just made");
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_BROKEN, "agent %lld has no right to "
		    "bill", (long long)agent);
	return e;
}

static struct db_val
exchange_of(const struct suspension *s)
{
	return s->exchange == 0 ? db_text(NULL) : db_int(s->exchange);
}

enum err
suspension_ask(struct scope *sc, struct db *db, const struct suspension *s)
{
	int64_t changed = 0;
	enum err e = db_do(sc, db, STMT_SUSPENSION_ASK, DB_ARGS(
	    exchange_of(s), db_int(s->id), db_int(s->case_id),
	    db_int(s->customer), db_text(s->subscription),
	    db_text(suspension_ways[s->way]), db_text(s->basis),
	    db_text(s->asked_login), db_int(sc->now), db_int(s->expires_at),
	    db_int(sc->now), db_int(s->asked_by), db_int(sc->now),
	    db_int(sc->now)), &changed);

	return added(sc, e, changed, s->asked_by);
}

enum err
suspension_restore(struct scope *sc, struct db *db,
    const struct suspension *s)
{
	int64_t changed = 0;
	struct db_val now = db_int(sc->now);
	enum err e = db_do(sc, db, STMT_SUSPENSION_RESTORE, DB_ARGS(
	    exchange_of(s), db_int(s->id), db_int(s->case_id),
	    db_int(s->customer), db_text(s->subscription),
	    db_text(suspension_ways[s->way]),
	    db_text(s->basis), db_int(s->of), now, db_int(s->expires_at),
	    now, now, db_int(s->asked_by), now, now), &changed);

	return added(sc, e, changed, s->asked_by);
}

enum err
suspension_approve(struct scope *sc, struct db *db,
    const struct suspension *s, int64_t agent)
{
	struct db_val now = db_int(sc->now);
	struct suspension as_is;
	int64_t changed;
	enum err e = db_do(sc, db, STMT_SUSPENSION_APPROVE, DB_ARGS(
	    db_int(agent), now, now, now, db_text(s->approved_login), now,
	    db_int(s->id), db_int(s->case_id)), &changed);

	if (e != E_OK || changed == 1)
		return e;
	if ((e = suspension_get(sc, db, s->id, &as_is)) != E_OK)
		return e;
	return as_is.state != SUSPENSION_ASKED ? scope_fail(sc, E_BUSY,
	    "request %lld is %s by now", (long long)s->id,
	    suspension_states[as_is.state]) : scope_fail(sc, E_BROKEN,
	    "agent %lld has no right to bill", (long long)agent);
}

enum err
suspension_close(struct scope *sc, struct db *db, const struct suspension *s,
    enum suspension_state state, const char *why, int is_news)
{
	struct suspension as_is;
	int64_t changed;
	enum err e = db_do(sc, db, STMT_SUSPENSION_CLOSE, DB_ARGS(
	    db_text(suspension_states[state]), db_text(why),
	    db_int(sc->now), db_int(is_news), db_int(s->id),
	    db_int(s->case_id)), &changed);

	if (e != E_OK || changed == 1 ||
	    (e = suspension_get(sc, db, s->id, &as_is)) != E_OK)
		return e;
	/* A dispute of the same turn, say, was quicker: it is told once. */
	if (as_is.state == SUSPENSION_WITHDRAWN ||
	    as_is.state == SUSPENSION_EXPIRED)
		return suspension_told(sc, db, &as_is);
	return scope_fail(sc, E_BUSY, "request %lld has gone on",
	    (long long)s->id);
}

enum err
suspension_answered(struct scope *sc, struct db *db,
    const struct suspension *s)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_SUSPENSION_ANSWERED, DB_ARGS(
	    db_text(suspension_states[s->state]), db_text(s->why),
	    db_text(cut(sc, s->note, NOTE_BYTES)), db_int(sc->now),
	    db_int(s->id), db_int(s->case_id)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_BUSY, "request %lld has gone on",
		    (long long)s->id);
	return e != E_OK || s->state != SUSPENSION_DONE ? e : db_do(sc, db,
	    STMT_SUSPENSION_MADE, DB_ARGS(db_text(s->kind ==
	    SUSPENSION_SUSPEND ? "suspended" : "active"), db_int(sc->now),
	    db_text(s->subscription)), NULL);
}

enum err
suspension_told(struct scope *sc, struct db *db, const struct suspension *s)
{
	return db_do(sc, db, STMT_SUSPENSION_TOLD, DB_ARGS(db_int(s->id),
	    db_int(s->ended_at)), NULL);
}

/* Its case's lane looks, whether or not a hook tells: once for each news. */
static enum err
poke(struct scope *sc, struct db *db, const struct suspension *s,
    const char *more)
{
	struct delivery d = { .desk = s->desk, .ticket = s->ticket,
	    .source = SOURCE_TIMER, .at = sc->now, .request = sc->id,
	    .key = str_fmt(sc, "suspension-%lld%s", (long long)s->id, more) };
	enum err e = delivery_add(sc, db, &d);

	return e == E_SEEN ? E_OK : e;
}

enum err
suspension_mail(struct scope *sc, struct db *db, const struct suspension *s,
    const struct opening *o)
{
	enum err e = opening_add(sc, db, o);

	return e != E_OK ? e : db_do(sc, db, STMT_SUSPENSION_MAIL, DB_ARGS(
	    db_int(db_last_id(db)), db_text(o->requestor), db_int(s->id),
	    db_int(s->case_id)), NULL);
}

enum err
suspension_of_opening(struct scope *sc, struct db *db, int64_t opening,
    struct suspension *ret)
{
	struct db_row r;
	enum err e = db_one(sc, db, STMT_SUSPENSION_OF_OPENING, DB_ARGS(
	    db_int(opening)), &r);

	if (e == E_OK)
		*ret = (struct suspension){ .id = db_num(&r, 0),
		    .case_id = db_num(&r, 1), .state = (enum suspension_state)
		    word_find(suspension_states, r.col[2]), .mail_to =
		    r.col[3], .desk = r.col[4], .ticket = r.col[5] };
	return e;
}

enum err
suspension_opened(struct scope *sc, struct db *db, const struct opening *o,
    enum opening_end end, const char *why)
{
	struct suspension s;
	enum err e = suspension_of_opening(sc, db, o->id, &s);

	(void)end;
	(void)why;
	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	if ((e = db_do(sc, db, STMT_SUSPENSION_OPENED, DB_ARGS(db_int(s.id)),
	    NULL)) != E_OK)
		return e;
	return poke(sc, db, &s, str_fmt(sc, "-mail-%d", end));
}

enum err
suspension_stop(struct scope *sc, struct db *db, int64_t customer,
    const char *why)
{
	const struct suspension *s;
	struct list all;
	enum err e = suspension_of_customer(sc, db, customer, &all);

	s = all.at;
	for (int i = 0; e == E_OK && i < all.n; i++) {
		int64_t changed;

		if (!suspension_is_open(&s[i]))
			continue;
		e = db_do(sc, db, STMT_SUSPENSION_STOP, DB_ARGS(db_text(why),
		    db_int(sc->now), db_int(s[i].id)), &changed);
		if (e == E_OK && changed == 1)
			e = poke(sc, db, &s[i], "");
	}
	return e;
}

enum err
suspension_ready(struct scope *sc, struct db *db, enum suspension_way way,
    int most, int64_t **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_SUSPENSION_READY, DB_ARGS(
	    db_text(suspension_ways[way]), db_int(sc->now), db_int(most)),
	    &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (*ret_n = 0; *ret_n < rows.n; (*ret_n)++)
		(*ret)[*ret_n] = db_num(&rows.row[*ret_n], 0);
	return E_OK;
}

enum err
suspension_waiting(struct scope *sc, struct db *db,
    struct suspension_wait *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_SUSPENSION_WAITING, DB_NONE, &row);

	if (e == E_OK)
		*ret = (struct suspension_wait){ db_num(&row, 0),
		    db_num(&row, 1), row.col[2] };
	return e;
}

struct claim {
	int64_t			 id, until;
	struct suspension	*s;
};

static enum err
claim(struct scope *sc, struct db *db, void *arg)
{
	const struct claim *c = arg;
	struct suspension *s = c->s;
	const char *why;
	int64_t changed;
	enum err e;

	if ((e = suspension_get(sc, db, c->id, s)) != E_OK ||
	    (e = suspension_still(sc, db, s, &why)) != E_OK)
		return e;
	if (!suspension_is_open(s) || s->state == SUSPENSION_ASKED ||
	    s->due_at > sc->now)
		return scope_fail(sc, E_GONE, "request %lld is not to be "
		    "worked now", (long long)s->id);
	if (why != NULL && s->before == NULL) {
		s->state = SUSPENSION_WITHDRAWN;
		s->why = why;
		e = suspension_close(sc, db, s, s->state, why, 1);
		return e == E_OK ? poke(sc, db, s, "") : e;
	}
	if ((e = db_do(sc, db, STMT_SUSPENSION_CLAIM, DB_ARGS(
	    db_int(c->until), db_int(s->id), db_int(s->due_at)), &changed))
	    != E_OK)
		return e;
	if (changed != 1)
		return scope_fail(sc, E_GONE, "another worker has request "
		    "%lld", (long long)s->id);
	s->state = SUSPENSION_SENDING;
	s->stopped = why;
	s->due_at = c->until;
	s->tries++;
	return E_OK;
}

enum err
suspension_claim(struct scope *sc, struct db *db, int64_t id, int64_t until,
    struct suspension *ret)
{
	enum err e;

	FAULT("suspension.claim");
	e = db_tx(sc, db, TX_TRIES, claim, &(struct claim){ id, until, ret });
	FAULT("suspension.claimed");
	return e;
}

struct image {
	const struct suspension	*s;
	const char		*image;
};

static enum err
keep(struct scope *sc, struct db *db, void *arg)
{
	const struct image *i = arg;
	int64_t changed;
	const char *why;
	enum err e = suspension_still(sc, db, i->s, &why);

	if (e == E_OK && why != NULL)
		return scope_fail(sc, E_GONE, "request %lld may not be sent "
		    "any more: %s", (long long)i->s->id, why);
	if (e == E_OK)
		e = db_do(sc, db, STMT_SUSPENSION_BEFORE, DB_ARGS(
		    db_text(i->image), db_int(i->s->id),
		    db_int(i->s->due_at)), &changed);
	return e == E_OK && changed != 1 ? scope_fail(sc, E_GONE, "the claim "
	    "of request %lld ran out", (long long)i->s->id) : e;
}

enum err
suspension_before(struct scope *sc, struct db *db, struct suspension *s,
    const char *image)
{
	enum err e = db_tx(sc, db, TX_TRIES, keep, &(struct image){ s,
	    image });

	if (e == E_OK)
		s->before = image;
	FAULT("suspension.before");
	return e;
}

enum err
suspension_settle(struct scope *sc, struct db *db,
    const struct suspension *s, const struct suspension_outcome *o)
{
	const enum suspension_state states[] = {
		[SUSPENSION_ENDS_DONE] = SUSPENSION_DONE,
		[SUSPENSION_ENDS_REFUSED] = SUSPENSION_REFUSED,
		[SUSPENSION_ENDS_WITHDRAWN] = SUSPENSION_WITHDRAWN,
		[SUSPENSION_AGAIN] = s->before == NULL ?
		    SUSPENSION_APPROVED : SUSPENSION_SENDING
	};
	int is_over = o->end != SUSPENSION_AGAIN;
	int is_news = is_over || o->is_news;
	int64_t changed;
	enum err e = db_do(sc, db, STMT_SUSPENSION_SETTLE, DB_ARGS(
	    db_text(suspension_states[states[o->end]]),
	    db_int(!is_over && s->before == NULL), db_text(o->after),
	    db_text(cut(sc, o->told, TOLD_BYTES)), db_text(o->why),
	    db_text(cut(sc, o->note, NOTE_BYTES)),
	    db_int(is_over ? s->due_at : o->due), db_int(s->lasting),
	    db_int(s->answers), db_int(s->tries), is_over ?
	    db_int(sc->now) : db_text(NULL), db_int(is_news), db_int(s->id),
	    db_int(s->due_at)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "the claim of request %lld ran "
		    "out", (long long)s->id);
	return e == E_OK && is_news ? poke(sc, db, s, is_over ? "" :
	    "-waits") : e;
}
