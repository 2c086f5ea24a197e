/* Rows of table opening. */
#include "store/opening.h"

#include "base/crypto.h"
#include "base/fault.h"
#include "base/str.h"
#include "store/delivery.h"

#include <string.h>

#define MARK	"[csp "

static const char *const ends[] = {
	[OPENING_DONE] = "done", [OPENING_AGAIN] = "ready",
	[OPENING_DEAD] = "dead"
};

/* One line, with the mark at its end. */
static const char *
marked(struct scope *sc, const char *subject, const char *mark)
{
	char *s = str_copy(sc, subject, str_utf8_cut(subject,
	    OPENING_SUBJECT));

	for (char *c = s; *c != '\0'; c++)
		if (*c == '\n' || *c == '\r' || *c == '\t')
			*c = ' ';
	return str_fmt(sc, "%s " MARK "%s]", str_trim(s), mark);
}

/* The mark in a subject, or "". */
static const char *
mark_in(struct scope *sc, const char *subject)
{
	const char *s = subject == NULL ? NULL : strstr(subject, MARK);

	if (s == NULL)
		return "";
	s += sizeof(MARK) - 1;
	if (strspn(s, "0123456789abcdef") != OPENING_MARK - 1 ||
	    s[OPENING_MARK - 1] != ']')
		return "";
	return str_copy(sc, s, OPENING_MARK - 1);
}

enum err
opening_add(struct scope *sc, struct db *db, const struct opening *o)
{
	char mark[OPENING_MARK];

	crypto_random_hex(mark, sizeof(mark));
	return db_do(sc, db, STMT_OPENING_ADD, DB_ARGS(db_text(o->desk),
	    db_text(o->queue), db_text(marked(sc, o->subject, mark)),
	    db_text(o->text), db_text(o->requestor), db_text(mark),
	    db_int(sc->now), db_int(sc->now)), NULL);
}

static void
read_row(const struct db_row *r, struct opening *ret)
{
	*ret = (struct opening){ .id = db_num(r, 0), .desk = r->col[1],
	    .queue = r->col[2], .subject = r->col[3], .text = r->col[4],
	    .requestor = r->col[5], .mark = r->col[6], .ticket = r->col[7],
	    .due_at = db_num(r, 8), .asked_at = db_num(r, 9),
	    .tries = (int)db_num(r, 10), .lasting = (int)db_num(r, 11) };
}

enum err
opening_get(struct scope *sc, struct db *db, int64_t id, struct opening *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_OPENING_GET, DB_ARGS(db_int(id)),
	    &row);

	if (e == E_OK)
		read_row(&row, ret);
	return e;
}

enum err
opening_of(struct scope *sc, struct db *db, const char *desk,
    const char *ticket, const char *subject, struct opening *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_OPENING_OF_TICKET, DB_ARGS(
	    db_text(desk), db_text(ticket)), &row);

	if (e == E_GONE)
		e = db_one(sc, db, STMT_OPENING_OF_MARK, DB_ARGS(
		    db_text(mark_in(sc, subject)), db_text(desk)), &row);
	if (e == E_OK)
		read_row(&row, ret);
	return e;
}

enum err
opening_ready(struct scope *sc, struct db *db, const char *desk, int most,
    struct opening **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_OPENING_READY, DB_ARGS(db_text(desk),
	    db_int(sc->now), db_int(most)), &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (*ret_n = 0; *ret_n < rows.n; (*ret_n)++)
		read_row(&rows.row[*ret_n], &(*ret)[*ret_n]);
	return E_OK;
}

enum err
opening_claim(struct scope *sc, struct db *db, struct opening *o,
    int64_t until, int64_t asked_at)
{
	struct db_val asked = asked_at == 0 ? db_text(NULL) :
	    db_int(asked_at);
	int64_t changed;
	enum err e;

	FAULT("opening.claim");
	e = db_do(sc, db, STMT_OPENING_CLAIM, DB_ARGS(db_int(until), asked,
	    db_int(o->id), db_int(o->due_at)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "another worker has opening "
		    "%lld", (long long)o->id);
	if (e != E_OK)
		return e;
	o->due_at = until;
	o->asked_at = asked_at;
	o->tries++;
	FAULT("opening.claimed");
	return E_OK;
}

/* Its lane looks at once, whether or not a hook tells of it. */
static enum err
poke(struct scope *sc, struct db *db, const struct opening *o)
{
	struct delivery d = { .desk = o->desk, .ticket = o->ticket,
	    .source = SOURCE_TIMER, .at = sc->now, .request = sc->id,
	    .key = str_fmt(sc, "opening-%lld", (long long)o->id) };
	enum err e = delivery_add(sc, db, &d);

	return e == E_SEEN ? E_OK : e;
}

enum err
opening_settle(struct scope *sc, struct db *db, const struct opening *o,
    enum opening_end end, int64_t due, const char *note)
{
	struct db_val asked = o->asked_at == 0 ? db_text(NULL) :
	    db_int(o->asked_at);
	int64_t changed;
	enum err e;

	if (end == OPENING_DONE)
		e = db_do(sc, db, STMT_OPENING_DONE, DB_ARGS(
		    db_text(o->ticket), db_int(sc->now), db_int(o->id),
		    db_int(o->due_at)), &changed);
	else
		e = db_do(sc, db, STMT_OPENING_SETTLE, DB_ARGS(
		    db_text(ends[end]), db_int(due), asked, db_text(note),
		    end == OPENING_DEAD ? db_int(sc->now) : db_text(NULL),
		    db_int(o->lasting), db_int(o->id), db_int(o->due_at)),
		    &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "the claim of opening %lld ran "
		    "out", (long long)o->id);
	return e == E_OK && end == OPENING_DONE ? poke(sc, db, o) : e;
}
