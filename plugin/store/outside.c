/* Rows of tables outside and outside_news. */
#include "store/outside.h"

#include "base/str.h"
#include "policy/words.h"
#include "store/delivery.h"

const char *const service_statuses[SERVICE__MAX + 1] = {
	[SERVICE_UNKNOWN] = "unknown", [SERVICE_OPEN] = "open",
	[SERVICE_ATTENTION] = "attention", [SERVICE_CLOSED] = "closed",
	[SERVICE__MAX] = NULL
};

const char *const outside_whats[OUTSIDE_WHAT__MAX + 1] = {
	[OUTSIDE_OPENED] = "opened", [OUTSIDE_REFUSED] = "refused",
	[OUTSIDE_FAILED] = "failed", [OUTSIDE_DENIED] = "denied",
	[OUTSIDE_GONE] = "gone",
	[OUTSIDE_STATUS] = "status", [OUTSIDE_SEVERITY] = "severity",
	[OUTSIDE_MESSAGE] = "message", [OUTSIDE_FILE] = "file",
	[OUTSIDE_LINKED] = "linked", [OUTSIDE_UNLINKED] = "unlinked",
	[OUTSIDE_PROVIDER] = "provider", [OUTSIDE_STRANGER] = "stranger",
	[OUTSIDE_MACHINE] = "machine", [OUTSIDE_COLLEAGUE] = "colleague",
	[OUTSIDE_WHAT__MAX] = NULL
};

static struct db_val
time_or_null(int64_t at)
{
	return at == 0 ? db_text(NULL) : db_int(at);
}

/* Ours alone, and told by the row: a repeat finds what it made. */
static const char *
name_of(struct scope *sc, int64_t escalation)
{
	return str_fmt(sc, "cspdesk-%lld-%llx", (long long)escalation,
	    (unsigned long long)sc->now);
}

enum err
outside_add(struct scope *sc, struct db *db, const struct outside *o)
{
	return db_do(sc, db, STMT_OUTSIDE_ADD, DB_ARGS(
	    db_int(o->escalation), db_text(o->service),
	    db_text(name_of(sc, o->escalation)), db_text(o->tenant),
	    db_text(o->subscription), db_text(o->number),
	    db_text(service_statuses[o->status]), db_text(o->severity),
	    time_or_null(o->due_at)), NULL);
}

static void
read_row(const struct db_row *r, struct outside *ret)
{
	int status = word_find(service_statuses, r->col[6]);

	*ret = (struct outside){ .escalation = db_num(r, 0),
	    .service = r->col[1], .name = r->col[2], .tenant = r->col[3],
	    .subscription = r->col[4], .number = r->col[5],
	    .status = status == WORD_UNKNOWN ? SERVICE_UNKNOWN :
	    (enum service_status)status, .severity = r->col[7],
	    .due_at = db_num(r, 8), .failures = (int)db_num(r, 9),
	    .desk = r->col[10], .ticket = r->col[11] };
}

static enum err
find(struct scope *sc, struct db *db, enum stmt stmt, int64_t id,
    struct outside *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, stmt, DB_ARGS(db_int(id)), &row);

	if (e == E_OK)
		read_row(&row, ret);
	return e;
}

enum err
outside_of_case(struct scope *sc, struct db *db, int64_t case_id,
    struct outside *ret)
{
	return find(sc, db, STMT_OUTSIDE_OF_CASE, case_id, ret);
}

enum err
outside_of_escalation(struct scope *sc, struct db *db, int64_t id,
    struct outside *ret)
{
	return find(sc, db, STMT_OUTSIDE_OF_ESCALATION, id, ret);
}

enum err
outside_of_job(struct scope *sc, struct db *db, int64_t job,
    struct outside *ret)
{
	return find(sc, db, STMT_OUTSIDE_OF_JOB, job, ret);
}

enum err
outside_due(struct scope *sc, struct db *db, int most, struct outside **ret,
    int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_OUTSIDE_DUE, DB_ARGS(db_int(sc->now),
	    db_int(most)), &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (*ret_n = 0; *ret_n < rows.n; (*ret_n)++)
		read_row(&rows.row[*ret_n], &(*ret)[*ret_n]);
	return E_OK;
}

void
outside_copy(struct scope *sc, const struct outside *o, struct outside *ret)
{
	const char **const texts[] = { &ret->service, &ret->name,
	    &ret->tenant, &ret->subscription, &ret->number, &ret->severity,
	    &ret->desk, &ret->ticket };

	*ret = *o;
	for (int i = 0; i < LEN(texts); i++)
		if (*texts[i] != NULL)
			*texts[i] = str_dup(sc, *texts[i]);
}

enum err
outside_claim(struct scope *sc, struct db *db, const struct outside *o,
    int64_t next)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_OUTSIDE_CLAIM, DB_ARGS(db_int(next),
	    db_int(o->escalation), db_int(o->due_at)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "another worker reads %s",
		    o->name);
	return e;
}

/* E_SEEN is not news. */
static enum err
add_news(struct scope *sc, struct db *db, const struct outside *o,
    const struct outside_news *n)
{
	struct delivery d = { .desk = o->desk, .ticket = o->ticket,
	    .source = SOURCE_MICROSOFT, .at = sc->now, .request = sc->id,
	    .key = str_fmt(sc, "microsoft-%lld-%s", (long long)o->escalation,
	    n->id) };
	enum err e = db_do(sc, db, STMT_OUTSIDE_NEWS_ADD, DB_ARGS(
	    db_int(o->escalation), db_text(n->id),
	    db_text(outside_whats[n->what]), db_int(n->at),
	    db_text(n->value), db_text(n->text)), NULL);

	if (e == E_OK)
		e = delivery_add(sc, db, &d);
	return e == E_SEEN ? E_OK : e;
}

enum err
outside_tell(struct scope *sc, struct db *db, const struct outside *o,
    const struct outside_news *news, int n)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < n; i++)
		e = add_news(sc, db, o, &news[i]);
	return e;
}

enum err
outside_learn(struct scope *sc, struct db *db, const struct outside *o,
    const struct outside_news *news, int n)
{
	enum err e = db_do(sc, db, STMT_OUTSIDE_LEARN, DB_ARGS(
	    db_text(o->number), db_text(service_statuses[o->status]),
	    db_text(o->severity), db_int(sc->now), time_or_null(o->due_at),
	    db_int(o->failures), db_int(o->escalation)), NULL);

	return e == E_OK ? outside_tell(sc, db, o, news, n) : e;
}

enum err
outside_waiting(struct scope *sc, struct db *db, int64_t case_id,
    struct outside_news **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_OUTSIDE_NEWS_WAITING, DB_ARGS(
	    db_int(case_id)), &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	*ret_n = 0;
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];
		int what = word_find(outside_whats, r->col[2]);

		if (what != WORD_UNKNOWN)
			(*ret)[(*ret_n)++] = (struct outside_news){
			    db_num(r, 0), r->col[1], (enum outside_what)what,
			    db_num(r, 3), r->col[4], r->col[5] };
	}
	return E_OK;
}

enum err
outside_told(struct scope *sc, struct db *db, const struct outside_news *n)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_OUTSIDE_NEWS_TOLD, DB_ARGS(
	    db_int(n->escalation), db_text(n->id)), &changed);

	return e == E_OK && changed != 1 ? E_SEEN : e;
}
