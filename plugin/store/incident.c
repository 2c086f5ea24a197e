/* Rows of tables health, incident and incident_case. */
#include "store/incident.h"

#include "base/str.h"
#include "store/delivery.h"

enum err
health_failed(struct scope *sc, struct db *db, int64_t customer,
    int64_t next, const char *why)
{
	return db_do(sc, db, STMT_HEALTH_FAILED, DB_ARGS(db_int(next),
	    db_text(str_copy(sc, why, str_utf8_cut(why, 500))),
	    db_int(customer)), NULL);
}

static const struct incident *
find(const struct health_answer *a, const char *number)
{
	for (int i = 0; i < a->n; i++)
		if (str_same(a->in[i].number, number))
			return &a->in[i];
	return NULL;
}

/* Ends what this source does not tell of any more, or tells as resolved. */
static enum err
end_gone(struct scope *sc, struct db *db, const struct health_answer *a,
    const struct db_rows *live, int *news)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < live->n; i++) {
		const struct db_row *r = &live->row[i];
		const struct incident *in = find(a, r->col[1]);

		if ((in != NULL && !in->is_resolved) || (in == NULL &&
		    !str_same(r->col[2], health_sources[a->source])))
			continue;
		e = db_do(sc, db, STMT_INCIDENT_END, DB_ARGS(
		    db_int(in != NULL && in->ended != 0 ? in->ended :
		    a->asked), db_int(db_num(r, 0))), NULL);
		*news |= str_same(r->col[3], "incident");
	}
	return e;
}

/* Was it live already, and no advisory then? */
static int
is_known(const struct db_rows *live, const struct incident *in)
{
	for (int i = 0; i < live->n; i++)
		if (str_same(live->row[i].col[1], in->number))
			return str_same(live->row[i].col[3], "incident");
	return 0;
}

static struct db_val
time_or_null(int64_t at)
{
	return at == 0 ? db_text(NULL) : db_int(at);
}

static enum err
keep(struct scope *sc, struct db *db, struct health_answer *a,
    const struct db_rows *live, int *news)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < a->n; i++) {
		const struct incident *in = &a->in[i];

		if (in->is_resolved)
			continue;
		e = db_do(sc, db, STMT_INCIDENT_SET, DB_ARGS(
		    db_int(a->customer), db_text(in->number),
		    db_text(health_sources[a->source]),
		    db_text(in->is_advisory ? "advisory" : "incident"),
		    db_text(in->service), db_text(in->title),
		    db_text(in->status), db_text(in->text),
		    time_or_null(in->started), time_or_null(in->modified),
		    db_int(a->asked)), NULL);
		a->nlive += !in->is_advisory;
		*news |= !in->is_advisory && !is_known(live, in);
	}
	return e;
}

/* His open technical cases look at it. */
static enum err
poke(struct scope *sc, struct db *db, struct health_answer *a)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_HEALTH_CASES, DB_ARGS(
	    db_int(a->customer)), &rows);

	for (int i = 0; e == E_OK && i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];
		struct delivery d = { .desk = r->col[1], .ticket = r->col[2],
		    .source = SOURCE_MICROSOFT, .at = sc->now,
		    .request = sc->id, .key = str_fmt(sc, "health-%lld-%lld",
		    (long long)db_num(r, 0), (long long)a->asked) };

		e = delivery_add(sc, db, &d);
		a->ncases++;
	}
	return e;
}

enum err
health_learn(struct scope *sc, struct db *db, struct health_answer *a)
{
	struct db_rows live;
	struct db_row was;
	int64_t changed;
	int news = 0;
	enum err e;

	a->nlive = a->ncases = 0;
	if ((e = db_one(sc, db, STMT_HEALTH_FIND, DB_ARGS(
	    db_int(a->customer)), &was)) != E_OK)
		return e;
	if ((e = db_do(sc, db, STMT_HEALTH_ASKED, DB_ARGS(
	    db_text(health_sources[a->source]), db_int(a->asked),
	    db_int(a->next), db_int(a->customer), db_int(a->asked)),
	    &changed)) != E_OK || changed != 1)
		return e;
	if ((e = db_all(sc, db, STMT_INCIDENT_LIVE, DB_ARGS(
	    db_int(a->customer)), &live)) != E_OK ||
	    (e = end_gone(sc, db, a, &live, &news)) != E_OK ||
	    (e = keep(sc, db, a, &live, &news)) != E_OK)
		return e;
	/* What is live may have been too old to be told meanwhile. */
	if (a->nlive > 0 && a->asked - db_num(&was, 0) > 2 * a->every)
		news = 1;
	return news ? poke(sc, db, a) : E_OK;
}

static enum err
read_incidents(struct scope *sc, struct db *db, struct tenant_health *h)
{
	struct db_rows rows;
	struct db_val id = db_int(h->case_id);
	enum err e = db_all(sc, db, STMT_INCIDENT_OF_CASE, DB_ARGS(id, id, id,
	    db_int(h->customer)), &rows);

	if (e != E_OK)
		return e;
	h->at = scope_alloc(sc, sizeof(*h->at) * (size_t)(rows.n + 1));
	for (h->n = 0; h->n < rows.n; h->n++) {
		const struct db_row *r = &rows.row[h->n];

		h->at[h->n] = (struct case_incident){ .id = db_num(r, 0),
		    .number = r->col[1], .source = r->col[2],
		    .service = r->col[3], .title = r->col[4],
		    .started = db_num(r, 5), .ended = db_num(r, 6),
		    .seen = db_num(r, 7), .is_told = db_num(r, 8) != 0,
		    .concerns = db_num(r, 8) != 0,
		    .others = db_num(r, 9), .tickets = r->col[10] };
	}
	return E_OK;
}

enum err
health_of_case(struct scope *sc, struct db *db, int64_t customer,
    struct tenant_health *io)
{
	struct tenant_health h = { io->case_id, .customer = customer };
	struct db_row row;
	enum err e = customer == 0 ? E_GONE : E_OK;

	if (customer == io->customer)
		return E_OK;
	if (e == E_OK)
		e = db_one(sc, db, STMT_HEALTH_FIND, DB_ARGS(
		    db_int(customer)), &row);
	if (e == E_OK) {
		h.asked = db_num(&row, 0);
		h.source = row.col[1];
		e = read_incidents(sc, db, &h);
	}
	if (e != E_OK && e != E_GONE)
		return e;
	*io = h;
	return E_OK;
}

enum err
incident_told(struct scope *sc, struct db *db, int64_t case_id,
    int64_t incident, int is_end)
{
	struct db_val id = db_int(case_id), which = db_int(incident);
	enum err e;

	if (is_end)
		return db_do(sc, db, STMT_INCIDENT_END_TOLD, DB_ARGS(
		    db_int(sc->now), id, which), NULL);
	e = db_do(sc, db, STMT_INCIDENT_TOLD, DB_ARGS(id, which,
	    db_int(sc->now)), NULL);
	return e == E_SEEN ? E_BUSY : e;
}

enum err
health_state(struct scope *sc, struct db *db, struct health_state *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_HEALTH_STATE, DB_NONE, &row);

	if (e == E_OK)
		*ret = (struct health_state){ db_num(&row, 0),
		    db_num(&row, 1), db_num(&row, 2), row.col[3] };
	return e;
}

enum err
incident_list(struct scope *sc, struct db *db, struct incident_row **ret,
    int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, STMT_INCIDENT_LIST, DB_NONE, &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (*ret_n = 0; *ret_n < rows.n; (*ret_n)++) {
		const struct db_row *r = &rows.row[*ret_n];

		(*ret)[*ret_n] = (struct incident_row){ r->col[0], r->col[1],
		    r->col[2], r->col[3], r->col[4], db_num(r, 5),
		    db_num(r, 6), db_num(r, 7), r->col[8] };
	}
	return E_OK;
}
