/* The rules of retention as rows, and three ways to take a step. */
#include "store/retention.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/str.h"

enum { TX_TRIES = 5, RECEIPT_PAGE = 500, MESSAGES = 20 /* a ticket */ };
#define DAY		((int64_t)86400 * SECOND)

struct rule {
	const char	*what;
	size_t		 days;		/* offset of the setting */
	enum stmt	 due, go;
	/* For each row that `go` finds; NULL: it deletes by itself. */
	enum err	(*each)(struct scope *, struct db *,
			    const struct db_row *);
	int		 share;		/* a row counts for so many */
};

#define DAYS(member)	offsetof(struct retention_settings, member)

static enum err	delivery_goes(struct scope *, struct db *,
		    const struct db_row *);
static enum err	seen_goes(struct scope *, struct db *, const struct db_row *);
static enum err	invoice_goes(struct scope *, struct db *,
		    const struct db_row *);

/* Rows before their texts: what goes as a whole is not emptied first. */
static const struct rule rules[] = {
	{ "dedupe keys", DAYS(dedupe_days), STMT_DEDUPE_DUE, STMT_DEDUPE_GO,
	    delivery_goes, 1 },
	{ "bodies", DAYS(bodies_days), STMT_BODIES_DUE, STMT_BODIES_GO,
	    NULL, 1 },
	{ "jobs", DAYS(jobs_days), STMT_JOBS_DUE, STMT_JOBS_GO, NULL,
	    1 },
	{ "payloads of jobs", DAYS(payloads_days), STMT_PAYLOADS_DUE,
	    STMT_PAYLOADS_GO, NULL, 1 },
	{ "dead deliveries", DAYS(dead_days), STMT_DEAD_DUE, STMT_DEAD_GO,
	    delivery_goes, 1 },
	{ "dead jobs", DAYS(dead_days), STMT_DEAD_JOBS_DUE, STMT_DEAD_JOBS_GO,
	    NULL, 1 },
	{ "dead tickets to open", DAYS(dead_days), STMT_DEAD_OPENINGS_DUE,
	    STMT_DEAD_OPENINGS_GO, NULL, 1 },
	{ "messages of closed cases", DAYS(cases_days), STMT_SEEN_DUE,
	    STMT_SEEN_GO, seen_goes, MESSAGES },
	{ "notifications", DAYS(dedupe_days), STMT_NOTICES_DUE,
	    STMT_NOTICES_GO, NULL, 1 },
	{ "incidents", DAYS(dedupe_days), STMT_INCIDENTS_DUE,
	    STMT_INCIDENTS_GO, NULL, 1 },
	/* What was suspended and not restored is needed for that. */
	{ "images of subscriptions", DAYS(cases_days), STMT_IMAGES_DUE,
	    STMT_IMAGES_GO, NULL, 1 },
	{ "invoices", DAYS(invoices_days), STMT_INVOICES_DUE, STMT_INVOICES_GO,
	    invoice_goes, 1 },
	{ "ended debts", DAYS(invoices_days), STMT_DEBTS_DUE, STMT_DEBTS_GO,
	    NULL, 1 },
	{ "answered senders", DAYS(answered_days), STMT_ANSWERED_DUE,
	    STMT_ANSWERED_GO, NULL, 1 },
};
_Static_assert(LEN(rules) == RETENTION_RULES, "as the header says");

static int64_t
days_of(const struct retention_settings *s, const struct rule *r)
{
	return *(const int64_t *)((const char *)s + r->days);
}

/* With the last delivery of a ticket goes its lane, if nobody has it. */
static enum err
delivery_goes(struct scope *sc, struct db *db, const struct db_row *row)
{
	struct db_val desk = db_text(row->col[1]);
	struct db_val ticket = db_text(row->col[2]);
	enum err e = db_do(sc, db, STMT_DELIVERY_GOES, DB_ARGS(
	    db_int(db_num(row, 0))), NULL);

	return e != E_OK ? e : db_do(sc, db, STMT_LANE_IDLE, DB_ARGS(desk,
	    ticket, desk, ticket), NULL);
}

/* Its payments count for nothing else. */
static enum err
invoice_goes(struct scope *sc, struct db *db, const struct db_row *row)
{
	enum err e = db_do(sc, db, STMT_INVOICE_GOES_PAID, DB_ARGS(
	    db_text(row->col[1])), NULL);

	return e != E_OK ? e : db_do(sc, db, STMT_INVOICE_GOES, DB_ARGS(
	    db_int(db_num(row, 0))), NULL);
}

/*
 * A row of seen_go: first the floor, with a new version of the case, so that
 * a lane that read the old state reads again; then what it stands for.
 */
static enum err
seen_goes(struct scope *sc, struct db *db, const struct db_row *row)
{
	struct db_val id = db_int(db_num(row, 0));
	int64_t changed;
	enum err e = db_do(sc, db, STMT_SEEN_FLOOR, DB_ARGS(id,
	    db_int(db_num(row, 1))), &changed);

	if (e != E_OK || changed == 0)
		return e;
	FAULT("retention.floor");
	if ((e = db_do(sc, db, STMT_SEEN_DELETE, DB_ARGS(db_text(row->col[2]),
	    db_text(row->col[3])), NULL)) != E_OK)
		return e;
	e = db_do(sc, db, STMT_HELD_DELETE, DB_ARGS(id), NULL);
	return e != E_OK ? e : db_do(sc, db, STMT_HEARD_EMPTY, DB_ARGS(id),
	    NULL);
}

enum err
retention_due(struct scope *sc, struct db *db,
    const struct retention_settings *s, int i, struct retention_due *ret)
{
	int64_t days = days_of(s, &rules[i]);
	struct db_row row;
	enum err e;

	*ret = (struct retention_due){ rules[i].what, days, 0, 0 };
	if (days == 0)
		return E_OK;
	e = db_one(sc, db, rules[i].due, DB_ARGS(db_int(sc->now - days * DAY)),
	    &row);
	if (e == E_OK) {
		ret->rows = db_num(&row, 0);
		ret->oldest = db_num(&row, 1);
	}
	return e;
}

struct step {
	const struct rule	*rule;
	int64_t			 before, rows, n;
};

static enum err
go(struct scope *sc, struct db *db, void *arg)
{
	struct step *s = arg;
	struct db_val before = db_int(s->before), rows = db_int(s->rows);
	struct db_rows found;
	enum err e;

	if (s->rule->each == NULL) {
		e = db_do(sc, db, s->rule->go, DB_ARGS(before, rows), &s->n);
		FAULT("retention.step");
		return e;
	}
	e = db_all(sc, db, s->rule->go, DB_ARGS(before, rows), &found);
	for (int i = 0; e == E_OK && i < found.n; i++)
		e = s->rule->each(sc, db, &found.row[i]);
	s->n = e == E_OK ? found.n : 0;
	FAULT("retention.step");
	return e;
}

enum err
retention_step(struct scope *sc, struct db *db,
    const struct retention_settings *s, int i, struct retention_done *ret)
{
	int64_t days = days_of(s, &rules[i]);
	struct step st = { &rules[i], sc->now - days * DAY,
	    s->rows / rules[i].share + 1, 0 };
	enum err e;

	*ret = (struct retention_done){ rules[i].what, 0, 0 };
	if (days == 0)
		return E_OK;
	if ((e = db_tx(sc, db, TX_TRIES, go, &st)) == E_OK)
		*ret = (struct retention_done){ rules[i].what, st.n,
		    st.n == st.rows };
	return e;
}

enum err
retention_claim(struct scope *sc, struct db *db, int64_t until)
{
	int64_t changed;
	enum err e = db_do(sc, db, STMT_RETENTION_CLAIM, DB_ARGS(
	    db_int(until), db_int(sc->now)), &changed);

	if (e == E_OK && changed != 1)
		return scope_fail(sc, E_GONE, "not due");
	return e;
}

enum err
retention_rest(struct scope *sc, struct db *db, int64_t until)
{
	return db_do(sc, db, STMT_RETENTION_REST, DB_ARGS(db_int(until)),
	    NULL);
}

static enum err
receipts_page(struct scope *sc, struct db *db, const struct db_val *args,
    int dry_run, struct retention_due *ret)
{
	struct db_row row;
	int64_t n = 0, oldest;
	enum err e = db_one(sc, db, STMT_RECEIPTS_DUE, args, 4, &row);

	if (e != E_OK)
		return e;
	oldest = db_num(&row, 1);
	if (oldest > 0 && (ret->oldest == 0 || oldest < ret->oldest))
		ret->oldest = oldest;
	n = db_num(&row, 0);
	if (!dry_run && n > 0)
		e = db_do(sc, db, STMT_RECEIPTS_GO, args, 4, &n);
	ret->rows += e == E_OK ? n : 0;
	FAULT("retention.receipts");
	return e;
}

static enum err
policies_go(struct scope *sc, struct db *db, int64_t before, int dry_run,
    struct retention_due *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_POLICIES_DUE, DB_ARGS(
	    db_int(before)), &row);

	if (e != E_OK)
		return e;
	ret->rows = db_num(&row, 0);
	ret->oldest = db_num(&row, 1);
	return dry_run ? E_OK : db_do(sc, db, STMT_POLICIES_GO, DB_ARGS(
	    db_int(before)), &ret->rows);
}

static enum err
charges_go(struct scope *sc, struct db *db, int64_t before, int dry_run,
    struct retention_due *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_CHARGES_DUE, DB_ARGS(
	    db_int(before), db_int(before)), &row);

	if (e != E_OK)
		return e;
	ret->rows = db_num(&row, 0);
	ret->oldest = db_num(&row, 1);
	return dry_run ? E_OK : db_do(sc, db, STMT_CHARGES_GO, DB_ARGS(
	    db_int(before), db_int(before)), &ret->rows);
}

enum err
receipts_go(struct scope *sc, struct db *db,
    const struct retention_settings *s, int dry_run, struct retention_due *ret)
{
	int64_t before = sc->now - s->receipts_days * DAY;
	struct db_row row;
	enum err e;

	ret[0] = (struct retention_due){ "receipts", s->receipts_days, 0, 0 };
	ret[1] = (struct retention_due){ "policies", s->receipts_days, 0, 0 };
	ret[2] = (struct retention_due){ "charges", s->receipts_days, 0, 0 };
	if (s->receipts_days == 0)
		return E_OK;
	e = db_one(sc, db, STMT_RECEIPTS_LAST, DB_NONE, &row);
	for (int64_t at = 0, last = e == E_OK ? db_num(&row, 0) : 0;
	    e == E_OK && at < last; at += RECEIPT_PAGE)
		e = receipts_page(sc, db, (const struct db_val[]){
		    db_int(at), db_int(at + RECEIPT_PAGE), db_int(before),
		    db_int(before) }, dry_run, &ret[0]);
	if (e == E_OK)
		e = policies_go(sc, db, before, dry_run, &ret[1]);
	return e == E_OK ? charges_go(sc, db, before, dry_run, &ret[2]) : e;
}
