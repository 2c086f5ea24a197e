/* Rows of table case_file. */
#include "store/file.h"

#include "base/str.h"
#include "policy/words.h"
#include "store/delivery.h"

const char *const file_states[FILE__MAX + 1] = {
	[FILE_NAMED] = "named", [FILE_READ] = "read", [FILE_SENT] = "sent",
	[FILE_FAILED] = "failed", [FILE__MAX] = NULL
};

static struct db_val
int_or_null(int64_t n)
{
	return n == 0 ? db_text(NULL) : db_int(n);
}

static void
read_row(const struct db_row *r, struct case_file *ret)
{
	int state = word_find(file_states, r->col[6]);

	*ret = (struct case_file){ .case_id = db_num(r, 0), .id = r->col[1],
	    .name = r->col[2], .type = r->col[3],
	    .bytes = r->col[4] == NULL ? -1 : db_num(r, 4),
	    .digest = r->col[5], .state = state == WORD_UNKNOWN ? FILE_FAILED :
	    (enum file_state)state, .why = r->col[7], .by = r->col[8],
	    .agent = db_num(r, 9), .named_at = db_num(r, 10),
	    .escalation = db_num(r, 11), .due_at = db_num(r, 12),
	    .failures = (int)db_num(r, 13), .lasting = (int)db_num(r, 14),
	    .is_told = (int)db_num(r, 15), .desk = r->col[16],
	    .ticket = r->col[17] };
}

static void
read_rows(struct scope *sc, const struct db_rows *rows, struct list *ret)
{
	struct case_file *at = scope_alloc(sc, sizeof(*at) *
	    (size_t)(rows->n + 1));

	for (int i = 0; i < rows->n; i++)
		read_row(&rows->row[i], &at[i]);
	*ret = (struct list){ .n = rows->n, .at = at };
}

enum err
file_list(struct scope *sc, struct db *db, int64_t case_id, struct list *ret)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_FILE_LIST, DB_ARGS(db_int(case_id)),
	    &rows);

	if (e == E_OK)
		read_rows(sc, &rows, ret);
	return e;
}

enum err
file_put(struct scope *sc, struct db *db, const struct case_file *f)
{
	return db_do(sc, db, STMT_FILE_PUT, DB_ARGS(db_int(f->case_id),
	    db_text(f->id), db_text(f->name), db_text(f->type),
	    db_int(f->agent), db_int(f->named_at),
	    int_or_null(f->escalation), db_int(f->due_at)), NULL);
}

enum err
file_drop(struct scope *sc, struct db *db, int64_t case_id)
{
	return db_do(sc, db, STMT_FILE_DROP, DB_ARGS(db_int(case_id)), NULL);
}

enum err
file_due(struct scope *sc, struct db *db, const char *desk, int most,
    struct list *ret)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_FILE_DUE, DB_ARGS(db_int(sc->now),
	    db_text(desk), db_int(most)), &rows);

	if (e == E_OK)
		read_rows(sc, &rows, ret);
	return e;
}

enum err
file_claim(struct scope *sc, struct db *db, struct case_file *f,
    int64_t until)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_FILE_CLAIM, DB_ARGS(db_int(until),
	    db_int(f->case_id), db_text(f->id), db_int(f->due_at)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "another worker fetches %s",
		    f->id);
	f->due_at = until;
	return e;
}

enum err
file_learn(struct scope *sc, struct db *db, const struct case_file *f,
    int64_t due_at)
{
	struct delivery d = { .desk = f->desk, .ticket = f->ticket,
	    .source = SOURCE_MICROSOFT, .at = sc->now, .request = sc->id,
	    .key = str_fmt(sc, "file-%lld-%s-%lld", (long long)f->case_id,
	    f->id, (long long)sc->now) };
	int64_t changed;
	enum err e = db_do(sc, db, STMT_FILE_LEARN, DB_ARGS(
	    db_text(file_states[f->state]),
	    f->bytes < 0 ? db_text(NULL) : db_int(f->bytes),
	    db_text(f->digest), db_text(f->why), int_or_null(due_at),
	    db_int(f->failures), db_int(f->lasting), db_int(due_at != 0),
	    db_int(f->case_id), db_text(f->id), db_int(f->due_at)), &changed);

	if (e != E_OK || changed != 1 || due_at != 0)
		return e;
	e = delivery_add(sc, db, &d);
	return e == E_SEEN ? E_OK : e;
}

enum err
file_told(struct scope *sc, struct db *db, int64_t case_id, const char *id,
    const char *state)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_FILE_TOLD, DB_ARGS(db_int(case_id),
	    db_text(id), db_text(state)), &changed);

	return e == E_OK && changed != 1 ? E_SEEN : e;
}
