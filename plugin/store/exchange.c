/* Rows of tables exchange_case and exchange_news. */
#include "store/exchange.h"

#include "base/str.h"
#include "policy/words.h"
#include "store/delivery.h"
#include "store/job.h"

#include <string.h>
#include <strings.h>

enum { WHY_MOST = 600 };

const char *
exchange_desk(struct scope *sc, const char *peer)
{
	return str_fmt(sc, "@%s", peer);
}

static int
word_of(const char *const *words, const char *text)
{
	return text == NULL ? WORD_UNKNOWN : word_find(words, text);
}

/* A value in three columns from `i` on. */
static struct exchange_value
read_value(const struct db_row *r, int i, const char *const *words)
{
	int side = word_of(exchange_sides, r->col[i + 2]);

	return (struct exchange_value){ word_of(words, r->col[i]),
	    db_num(r, i + 1), side == SIDE_PROVIDER ? SIDE_PROVIDER :
	    SIDE_RESELLER };
}

static void
read_row(const struct db_row *r, struct exchange *ret)
{
	*ret = (struct exchange){ .id = db_num(r, 0), .peer = r->col[1],
	    .name = r->col[2], .ours = str_same(r->col[3], "provider") ?
	    SIDE_PROVIDER : SIDE_RESELLER, .case_id = db_num(r, 4),
	    .opening = db_num(r, 5), .reference = r->col[6],
	    .answer_by = db_num(r, 7), .version = (int)db_num(r, 8) };
	ret->is.seq[SIDE_RESELLER] = db_num(r, 9);
	ret->is.seq[SIDE_PROVIDER] = db_num(r, 10);
	ret->is.turn = db_num(r, 11);
	ret->is.state = read_value(r, 12, exchange_states);
	ret->is.holder = read_value(r, 15, exchange_holders);
	ret->is.severity = read_value(r, 18, words_severity);
	ret->was = ret->is;
}

static enum err
find(struct scope *sc, struct db *db, const char *peer, const char *name,
    struct exchange *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_EXCHANGE_FIND, DB_ARGS(db_text(peer),
	    db_text(name)), &row);

	if (e == E_OK)
		read_row(&row, ret);
	return e;
}

enum err
exchange_of_case(struct scope *sc, struct db *db, int64_t case_id,
    int64_t opening, struct exchange *ret)
{
	struct db_row row;
	enum err e;

	if (opening != 0 && (e = db_do(sc, db, STMT_EXCHANGE_OPENED, DB_ARGS(
	    db_int(case_id), db_int(opening)), NULL)) != E_OK)
		return e;
	e = db_one(sc, db, STMT_EXCHANGE_OF_CASE, DB_ARGS(db_int(case_id)),
	    &row);
	if (e == E_OK)
		read_row(&row, ret);
	return e;
}

enum err
exchange_offer(struct scope *sc, struct db *db, const struct exchange *x,
    struct exchange_message *ret)
{
	const char *at;
	struct db_row row;
	enum err e = db_one(sc, db, STMT_EXCHANGE_OFFER, DB_ARGS(
	    db_int(x->id)), &row);

	if (e != E_OK || row.col[0] == NULL)
		return e == E_OK ? E_GONE : e;
	return exchange_parse(sc, row.col[0], strlen(row.col[0]), ret, &at);
}

/* In the place of what was asked for the same subscription before. */
static void
put_request(struct exchange_request *all, int *n,
    const struct exchange_request *r)
{
	int i = 0;

	while (i < *n && !str_same(all[i].subscription, r->subscription))
		i++;
	if (r->kind != WISH_WITHDRAW) {
		all[i] = *r;
		*n += i == *n;
	} else if (i < *n) {
		memmove(&all[i], &all[i + 1], sizeof(*all) *
		    (size_t)(--*n - i));
	}
}

enum err
exchange_requests(struct scope *sc, struct db *db, const struct exchange *x,
    struct list *ret)
{
	int is_live = x->is.state.is == CASE_OFFERED ||
	    x->is.state.is == CASE_ACCEPTED;
	struct exchange_request *all, one;
	struct exchange_message m;
	struct db_rows rows;
	const char *at;
	int n = 0;
	enum err e = db_all(sc, db, STMT_EXCHANGE_REQUESTS, DB_ARGS(
	    db_int(x->id)), &rows);

	if (e != E_OK)
		return e;
	all = scope_alloc(sc, sizeof(*all) * (size_t)(rows.n + 1));
	for (int i = 0; is_live && i < rows.n; i++)
		if (exchange_parse(sc, rows.row[i].col[0],
		    strlen(rows.row[i].col[0]), &m, &at) == E_OK &&
		    exchange_request(&m, &one))
			put_request(all, &n, &one);
	*ret = (struct list){ n, all };
	return E_OK;
}

enum err
exchange_is_wanted(struct scope *sc, struct db *db, int64_t exchange,
    const char *subscription, int *ret)
{
	const struct exchange_request *q;
	struct exchange x;
	struct db_row row;
	struct list all;
	enum err e = db_one(sc, db, STMT_EXCHANGE_NAME, DB_ARGS(
	    db_int(exchange)), &row);

	if (e == E_OK)
		e = find(sc, db, row.col[0], row.col[1], &x);
	if (e == E_OK)
		e = exchange_requests(sc, db, &x, &all);
	if (e != E_OK)
		return e;
	q = all.at;
	*ret = 0;
	for (int i = 0; i < all.n; i++)
		*ret |= q[i].kind == WISH_SUSPEND && strcasecmp(
		    q[i].subscription, subscription) == 0;
	return E_OK;
}

static struct db_val
id_or_null(int64_t id)
{
	return id == 0 ? db_text(NULL) : db_int(id);
}

static struct db_val
word_or_null(const char *const *words, const struct exchange_value *v)
{
	return db_text(word_at(words, v->is));
}

static struct db_val
side_or_null(const struct exchange_value *v)
{
	return db_text(v->is == WORD_UNKNOWN ? NULL : exchange_sides[v->side]);
}

/* A new one is made first, and then written like all others. */
static enum err
make(struct scope *sc, struct db *db, struct exchange *x)
{
	enum err e = db_do(sc, db, STMT_EXCHANGE_ADD, DB_ARGS(
	    db_text(x->peer), db_text(x->name),
	    db_text(exchange_sides[x->ours]), db_int(sc->now)), NULL);

	if (e == E_OK)
		x->id = db_last_id(db);
	return e;
}

enum err
exchange_save(struct scope *sc, struct db *db, struct exchange *x)
{
	const struct exchange_case *c = &x->is;
	int64_t changed;
	enum err e;

	if (x->id == 0 && (e = make(sc, db, x)) != E_OK)
		return e == E_SEEN ? E_BUSY : e;
	e = db_do(sc, db, STMT_EXCHANGE_SAVE, DB_ARGS(
	    id_or_null(x->case_id), id_or_null(x->opening),
	    db_text(x->reference), id_or_null(x->answer_by),
	    db_int(c->seq[SIDE_RESELLER]), db_int(c->seq[SIDE_PROVIDER]),
	    db_int(c->turn), word_or_null(exchange_states, &c->state),
	    db_int(c->state.turn), side_or_null(&c->state),
	    word_or_null(exchange_holders, &c->holder),
	    db_int(c->holder.turn), side_or_null(&c->holder),
	    word_or_null(words_severity, &c->severity),
	    db_int(c->severity.turn), side_or_null(&c->severity),
	    db_int(x->id), db_int(x->version)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_BUSY, "case %s has another version "
		    "by now", x->name);
	x->version++;
	return e;
}

/* Its lane runs, and finds the news; `what` is one poke's alone. */
static enum err
poke(struct scope *sc, struct db *db, const struct exchange *x,
    const char *what)
{
	struct delivery d = { .source = SOURCE_EXCHANGE, .at = sc->now,
	    .request = sc->id, .key = str_fmt(sc, "exchange-%lld-%s",
	    (long long)x->id, what) };
	struct db_row row;
	enum err e;

	if (x->case_id == 0)
		return E_OK;
	e = db_one(sc, db, STMT_EXCHANGE_TICKET, DB_ARGS(db_int(x->case_id)),
	    &row);
	if (e != E_OK)
		return e;
	d.desk = row.col[0];
	d.ticket = row.col[1];
	e = delivery_add(sc, db, &d);
	return e == E_SEEN ? E_OK : e;
}

static enum err
take(struct scope *sc, struct db *db, struct exchange *x, const char *body)
{
	struct exchange_message m;
	struct exchange_request asked;
	const char *at, *reference;
	int has_won;
	enum err e = exchange_parse(sc, body, strlen(body), &m, &at);

	if (e != E_OK ||
	    (e = exchange_put(sc, &x->is, &m, &has_won)) != E_OK)
		return e;
	if ((reference = exchange_text(&m, "reference")) != NULL)
		x->reference = reference;
	e = db_do(sc, db, STMT_EXCHANGE_NEWS_TAKEN, DB_ARGS(db_int(has_won),
	    db_int(exchange_request(&m, &asked)), db_int(x->id),
	    db_int(m.seq)), NULL);
	return e == E_OK ? poke(sc, db, x, str_fmt(sc, "%lld",
	    (long long)m.seq)) : e;
}

/*
 * What is next of their side, as far as it has come. One that waited and may
 * not be said stays, and so do those after it; `seq` has just come and is
 * refused to its sender.
 */
static enum err
take_all(struct scope *sc, struct db *db, struct exchange *x, int64_t seq)
{
	int64_t next = x->is.seq[!x->ours] + 1;
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_EXCHANGE_NEWS_LIST, DB_ARGS(
	    db_int(x->id)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++, next++)
		e = take(sc, db, x, rows.row[i].col[0]);
	if (e != E_OK && e != E_GONE && (e != E_DENIED || next == seq + 1))
		return e;
	return exchange_save(sc, db, x);
}

enum err
exchange_hear(struct scope *sc, struct db *db, const char *peer,
    enum exchange_side ours, const char *body, struct exchange *ret)
{
	struct exchange_message m;
	const char *at;
	enum err e = exchange_parse(sc, body, strlen(body), &m, &at);

	if (e != E_OK)
		return e;
	if (m.side == ours || m.type == EXCHANGE_HELLO)
		return scope_fail(sc, E_DENIED, "peer %s is not the %s",
		    peer, exchange_sides[ours]);
	if ((e = find(sc, db, peer, m.case_id, ret)) == E_GONE) {
		*ret = (struct exchange){ .peer = peer, .name = m.case_id,
		    .ours = ours };
		exchange_case_init(&ret->is);
		e = make(sc, db, ret);
	}
	if (e == E_OK && ret->ours != ours)
		e = scope_fail(sc, E_DENIED, "in case %s peer %s is the %s",
		    ret->name, peer, exchange_sides[ret->ours == ours]);
	if (e != E_OK)
		return e == E_SEEN ? E_BUSY : e;
	e = db_do(sc, db, STMT_EXCHANGE_NEWS_ADD, DB_ARGS(db_int(ret->id),
	    db_int(m.seq), db_text(exchange_types[m.type]), db_int(sc->now),
	    db_text(body)), NULL);
	if (e == E_OK)
		e = take_all(sc, db, ret, m.seq);
	return e == E_SEEN ? E_OK : e;
}

enum err
exchange_waiting(struct scope *sc, struct db *db, int64_t case_id,
    struct exchange_news **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_EXCHANGE_NEWS_WAITING, DB_ARGS(
	    db_int(case_id), db_int(case_id)), &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (*ret_n = 0; *ret_n < rows.n; (*ret_n)++) {
		const struct db_row *r = &rows.row[*ret_n];

		(*ret)[*ret_n] = (struct exchange_news){ db_num(r, 0),
		    (int)db_num(r, 1), (int)db_num(r, 2), r->col[3] };
	}
	return E_OK;
}

enum err
exchange_told(struct scope *sc, struct db *db, const struct exchange_news *n)
{
	int64_t changed;
	enum err e = n->seq == 0 ? db_do(sc, db, STMT_EXCHANGE_DEAD_TOLD,
	    DB_ARGS(db_int(n->exchange)), &changed) : db_do(sc, db,
	    STMT_EXCHANGE_NEWS_TOLD, DB_ARGS(db_int(n->exchange),
	    db_int(n->seq)), &changed);

	return e == E_OK && changed != 1 ? E_SEEN : e;
}

enum err
exchange_dead(struct scope *sc, struct db *db, const char *peer,
    const char *name, enum exchange_type type, const char *why)
{
	struct exchange x;
	enum err e = find(sc, db, peer, name, &x);

	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	e = db_do(sc, db, STMT_EXCHANGE_DEAD, DB_ARGS(
	    db_text(exchange_types[type]), db_text(str_copy(sc, why,
	    str_utf8_cut(why, WHY_MOST))), db_int(x.id)), NULL);
	return e == E_OK ? poke(sc, db, &x, str_fmt(sc, "dead-%lld",
	    (long long)sc->now)) : e;
}

enum err
exchange_decline(struct scope *sc, struct db *db, struct exchange *x,
    const char *why)
{
	struct exchange_message m = { .type = EXCHANGE_DECLINE,
	    .case_id = x->name, .at = sc->now, .holder = BALL_RESELLER };
	struct job j = { .desk = exchange_desk(sc, x->peer),
	    .ticket = x->name };
	int has_won;
	enum err e;

	exchange_next(&x->is, x->ours, &m);
	j.payload = exchange_json(sc, &m, (struct exchange_part[]){
	    { "text", why, NULL }, { NULL, NULL, NULL } });
	if ((e = exchange_put(sc, &x->is, &m, &has_won)) != E_OK ||
	    (e = exchange_save(sc, db, x)) != E_OK)
		return e;
	return job_add(sc, db, x->case_id, (int)m.seq, &j);
}

enum err
exchange_opened(struct scope *sc, struct db *db, const struct opening *o,
    enum opening_end end, const char *why)
{
	struct db_row row;
	struct exchange x;
	enum err e = end != OPENING_DEAD ? E_GONE : db_one(sc, db,
	    STMT_EXCHANGE_OF_OPENING, DB_ARGS(db_int(o->id)), &row);

	if (e == E_OK)
		e = find(sc, db, row.col[0], row.col[1], &x);
	if (e != E_OK || x.is.state.is != CASE_OFFERED)
		return e == E_GONE ? E_OK : e;
	return exchange_decline(sc, db, &x, str_fmt(sc, "No ticket could be "
	    "made of it here: %s", why));
}
