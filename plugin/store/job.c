/* Rows of table job. */
#include "store/job.h"

#include "base/crypto.h"
#include "base/fault.h"

static const char *const ends[] = {
	[JOB_DONE] = "done", [JOB_AGAIN] = "ready", [JOB_DEAD] = "dead"
};

enum err
job_add(struct scope *sc, struct db *db, int64_t case_id, int seq,
    const struct job *j)
{
	return db_do(sc, db, STMT_JOB_ADD, DB_ARGS(case_id == 0 ?
	    db_text(NULL) : db_int(case_id), db_int(seq), db_text(j->desk),
	    db_text(j->ticket), db_text(j->payload), db_int(sc->now),
	    db_int(sc->now)), NULL);
}

enum err
job_ready(struct scope *sc, struct db *db, const char *desk, int most,
    struct job **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e;

	e = db_all(sc, db, STMT_JOB_READY, DB_ARGS(db_text(desk),
	    db_int(sc->now), db_int(most)), &rows);
	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++) {
		struct db_row *r = &rows.row[i];

		(*ret)[i] = (struct job){ .id = db_num(r, 0), .desk = desk,
		    .ticket = r->col[1], .payload = r->col[2],
		    .tries = (int)db_num(r, 3),
		    .lasting = (int)db_num(r, 4),
		    .answers = (int)db_num(r, 5) };
	}
	*ret_n = rows.n;
	return E_OK;
}

enum err
job_claim(struct scope *sc, struct db *db, struct job *j, int64_t until)
{
	int64_t changed;
	enum err e;

	crypto_random_hex(j->lease, sizeof(j->lease));
	FAULT("job.claim");
	e = db_do(sc, db, STMT_JOB_CLAIM, DB_ARGS(db_text(j->lease),
	    db_int(until), db_int(j->id), db_int(sc->now)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "another worker has job %lld",
		    (long long)j->id);
	j->tries++;
	FAULT("job.claimed");
	return e;
}

enum err
job_settle(struct scope *sc, struct db *db, const struct job *j,
    enum job_end end, int64_t due, const char *note)
{
	struct db_val ended = end == JOB_AGAIN ? db_text(NULL) :
	    db_int(sc->now);
	int64_t changed;
	enum err e;

	FAULT("job.settle");
	e = db_do(sc, db, STMT_JOB_SETTLE, DB_ARGS(db_text(ends[end]),
	    db_int(end == JOB_AGAIN ? due : sc->now), db_text(note), ended,
	    db_int(j->lasting), db_int(j->id), db_text(j->lease)), &changed);
	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "the lease of job %lld is lost",
		    (long long)j->id);
	return e;
}

enum err
job_answered(struct scope *sc, struct db *db, const struct job *j)
{
	return db_do(sc, db, STMT_JOB_ANSWERED, DB_ARGS(db_int(j->id)), NULL);
}

enum err
job_expire(struct scope *sc, struct db *db, int64_t *ret_n)
{
	return db_do(sc, db, STMT_JOB_EXPIRE, DB_ARGS(db_int(sc->now),
	    db_int(sc->now)), ret_n);
}

int64_t
job_backoff(int tries, int64_t first, int64_t most, unsigned dice)
{
	int64_t ms = first;

	for (int i = 1; i < tries && ms < most; i++)
		ms *= 2;
	if (ms > most)
		ms = most;
	return ms + ms / 5 * (int64_t)(dice % 1000) / 1000;
}
