/*
 * A family of metrics is a row with its help; every sample is written by
 * sample(), which knows how labels are quoted.
 */
#include "web/metrics.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/date.h"
#include "store/audit.h"
#include "store/bill.h"
#include "store/entitlement.h"
#include "store/migrate.h"
#include "store/notice.h"
#include "store/pause.h"
#include "store/tally.h"
#include "store/worker.h"
#include "web/counts.h"

#include <string.h>

enum { MOST_BYTES = 1 << 20 };

struct sheet {
	struct scope		*sc;
	const struct house	*house;
	struct buf		 buf;
};

/* Pairs of label and value; the list ends with NULL. */
#define LABELS(...)	(const char *const[]){ __VA_ARGS__, NULL }

static void
family(struct sheet *s, const char *name, const char *type, const char *help)
{
	buf_fmt(&s->buf, "# HELP cspdesk_%s %s\n# TYPE cspdesk_%s %s\n", name,
	    help, name, type);
}

static void
quoted(struct buf *b, const char *v)
{
	for (; *v != '\0'; v++) {
		if (*v == '\n')
			buf_puts(b, "\\n");
		else if (*v == '"' || *v == '\\')
			buf_fmt(b, "\\%c", *v);
		else
			buf_add(b, v, 1);
	}
}

static void
sample(struct sheet *s, const char *name, const char *const *labels,
    int64_t value)
{
	const char *before = "{";

	buf_fmt(&s->buf, "cspdesk_%s", name);
	for (; labels != NULL && labels[0] != NULL; labels += 2) {
		buf_fmt(&s->buf, "%s%s=\"", before, labels[0]);
		quoted(&s->buf, labels[1]);
		buf_puts(&s->buf, "\"");
		before = ",";
	}
	buf_fmt(&s->buf, "%s %lld\n", *before == ',' ? "}" : "",
	    (long long)value);
}

static void
add_hooks(struct sheet *s)
{
	const struct counts *c = s->house->counts;
	const char *desk;

	family(s, "hooks_total", "counter", "Webhooks answered, by what came "
	    "of them; desk is empty for paths of no desk.");
	for (int i = 0; (desk = counts_desk(c, i)) != NULL; i++)
		for (int k = 0; k < COUNT__MAX; k++)
			if (i > 0 || counts_get(c, i, (enum count)k) > 0)
				sample(s, "hooks_total", LABELS("desk", desk,
				    "result", count_names[k]),
				    counts_get(c, i, (enum count)k));
	family(s, "start_time_seconds", "gauge", "When serve started, in "
	    "seconds since 1970.");
	sample(s, "start_time_seconds", NULL, counts_since(c) / SECOND);
}

/* Of all queues, one family after the other. */
static enum err
add_queues(struct sheet *s)
{
	static const enum stmt depths[] = { STMT_DELIVERY_DESKS,
	    STMT_JOB_DESKS, STMT_OPENING_DESKS };
	struct db_rows rows[LEN(depths)];
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < LEN(depths); i++)
		e = db_all(s->sc, s->house->db, depths[i],
		    DB_ARGS(db_int(s->sc->now)), &rows[i]);
	for (int what = 3; e == E_OK && what <= 4; what++) {
		const char *name = what == 3 ? "queue_depth" :
		    "queue_oldest_seconds";

		family(s, name, "gauge", what == 3 ? "Deliveries, jobs "
		    "and tickets to open that are not done." :
		    "Age of the oldest of them.");
		for (int i = 0; i < LEN(depths); i++)
			for (int k = 0; k < rows[i].n; k++) {
				struct db_row *r = &rows[i].row[k];

				sample(s, name, LABELS("queue", r->col[0],
				    "desk", r->col[1], "state", r->col[2]),
				    what == 3 ? db_num(r, 3) :
				    db_num(r, 4) / SECOND);
			}
	}
	return e;
}

static enum err
add_paused(struct sheet *s)
{
	const struct config *c = s->house->config;
	struct pause *p;
	int n;
	enum err e = pause_list(s->sc, s->house->db, &p, &n);

	if (e != E_OK)
		return e;
	family(s, "desk_paused", "gauge", "1 while a person has paused the "
	    "desk, or the peer (@NAME).");
	for (int i = 0; i < c->ndesks; i++) {
		int is_paused = 0;

		for (int k = 0; k < n; k++)
			is_paused |= str_same(p[k].desk,
			    c->desks[i].conf.name);
		sample(s, "desk_paused", LABELS("desk",
		    c->desks[i].conf.name), is_paused);
	}
	for (int k = 0; k < n; k++)
		if (*p[k].desk == '@')
			sample(s, "desk_paused", LABELS("desk", p[k].desk), 1);
	return E_OK;
}

/* How a name of the tally is told; a label that is NULL has no meaning. */
static const struct {
	const char	*name, *one, *other, *help;
} tallies[TALLY__MAX] = {
	[TALLY_BREACH] = { "clock_breaches_total", "holder", NULL,
	    "Clocks that came to their target." },
	[TALLY_DECISION] = { "decisions_total", "outcome", "route",
	    "Decisions with a receipt." },
	[TALLY_HELD] = { "held_back_total", "kind", NULL,
	    "What the wall held back." },
	[TALLY_JOB] = { "jobs_total", "kind", "end",
	    "Tries to change something at a desk, by how they ended." },
	[TALLY_LANE] = { "lanes_total", "end", NULL,
	    "Tickets read again, by how that ended." },
	[TALLY_NOTICE] = { "notices_total", "result", NULL,
	    "Notifications that waited for a certificate, by what came of "
	    "them." },
	[TALLY_SWEEP] = { "sweep_found_total", NULL, NULL,
	    "Changes that no hook had told." },
};

static void
add_tally(struct sheet *s, const struct tally_row *r)
{
	const char *labels[7] = { "desk", r->desk };
	int n = 2;

	if (tallies[r->name].one != NULL) {
		labels[n++] = tallies[r->name].one;
		labels[n++] = r->one;
	}
	if (tallies[r->name].other != NULL) {
		labels[n++] = tallies[r->name].other;
		labels[n++] = r->other;
	}
	sample(s, tallies[r->name].name, labels, r->n);
}

static enum err
add_tallies(struct sheet *s)
{
	struct tally_row *rows;
	int n;
	enum err e = tally_list(s->sc, s->house->db, &rows, &n);

	for (int t = 0; e == E_OK && t < TALLY__MAX; t++) {
		family(s, tallies[t].name, "counter", tallies[t].help);
		for (int i = 0; i < n; i++)
			if ((int)rows[i].name == t)
				add_tally(s, &rows[i]);
	}
	return e;
}

static enum err
add_work(struct sheet *s)
{
	struct db_rows rows;
	struct db_row row;
	enum err e = db_one(s->sc, s->house->db, STMT_WORKER_COUNT,
	    DB_ARGS(db_int(s->sc->now - WORKER_LATE)), &row);

	if (e == E_OK)
		e = db_all(s->sc, s->house->db, STMT_SWEEP_DUE, DB_NONE,
		    &rows);
	if (e != E_OK)
		return e;
	family(s, "workers", "gauge", "Processes of work that were heard of "
	    "lately.");
	sample(s, "workers", NULL, db_num(&row, 0));
	family(s, "sweep_due_timestamp_seconds", "gauge", "When the desk is "
	    "asked for changes next; in the past: nobody asks.");
	for (int i = 0; i < rows.n; i++)
		sample(s, "sweep_due_timestamp_seconds", LABELS("desk",
		    rows.row[i].col[0]), db_num(&rows.row[i], 1) / SECOND);
	return E_OK;
}

static enum err
add_units(struct sheet *s)
{
	static const struct { const char *name, *help; } gauges[] = {
		{ "units_left", "Units of a counted entitlement that are "
		    "left." },
		{ "units_reserved", "Units whose fate Microsoft's answer "
		    "decides." },
		{ "entitlement_end_timestamp_seconds", "When its last day "
		    "ends." },
	};
	struct entitlement_row *rows;
	int64_t day;
	int n;
	enum err e = entitlement_rows(s->sc, s->house->db, NULL, &rows, &n);

	for (int g = 0; e == E_OK && g < LEN(gauges); g++) {
		family(s, gauges[g].name, "gauge", gauges[g].help);
		for (int i = 0; i < n; i++)
			if ((g == 2 || rows[i].is_counted) &&
			    date_parse(s->sc, rows[i].ends, &day))
				sample(s, gauges[g].name, LABELS("entitlement",
				    rows[i].name, "vehicle", rows[i].vehicle),
				    g == 0 ? rows[i].units_left : g == 1 ?
				    rows[i].reserved : (day + 1) * DAY_MS /
				    SECOND);
	}
	return e;
}

static void
put_notices(struct sheet *s, const struct notice_state *st,
    int64_t complete_to)
{
	const struct { const char *name, *help; int64_t value; } gauges[] = {
		{ "notice_last_timestamp_seconds", "When the newest "
		    "notification that is proven came; 0: never.",
		    st->last / SECOND },
		{ "notices_unproven", "Notifications that wait for their "
		    "certificate.", st->unproven },
		{ "notice_certificate_end_timestamp_seconds", "When the "
		    "certificate ends that proves them; 0: there is none.",
		    st->cert_ends / SECOND },
		{ "partner_center_due", "What is to be read again at Partner "
		    "Center.", st->due },
		{ "partner_center_complete_timestamp_seconds", "Up to when "
		    "its audit log has been read; 0: never.",
		    complete_to / SECOND },
	};

	for (int i = 0; i < LEN(gauges); i++) {
		family(s, gauges[i].name, "gauge", gauges[i].help);
		sample(s, gauges[i].name, NULL, gauges[i].value);
	}
}

static enum err
add_notices(struct sheet *s)
{
	struct audit_place log;
	struct notice_state st;
	enum err e;

	if (!s->house->config->notify.accept)
		return E_OK;
	if ((e = notice_state(s->sc, s->house->db, &st)) == E_OK &&
	    (e = audit_find(s->sc, s->house->db, &log)) == E_OK)
		put_notices(s, &st, log.complete_to);
	return e;
}

static enum err
add_bills(struct sheet *s)
{
	struct bill_count c;
	struct bill_poll poll;
	enum err e = bill_count(s->sc, s->house->db,
	    &s->house->config->finance.rule, &c);

	if (e != E_OK || (e = bill_poll(s->sc, s->house->db, &poll)) != E_OK)
		return e;
	family(s, "microsoft_invoices", "gauge", "Microsoft's invoices to the "
	    "partner that must be paid, and those of them that are overdue.");
	sample(s, "microsoft_invoices", LABELS("state", "open"), c.open);
	sample(s, "microsoft_invoices", LABELS("state", "overdue"), c.over);
	family(s, "microsoft_invoices_due_timestamp_seconds", "gauge",
	    "When the day ends on which the next must be paid; 0: none.");
	sample(s, "microsoft_invoices_due_timestamp_seconds", NULL,
	    c.due == DAY_UNKNOWN ? 0 : (c.due + 1) * DAY_MS / SECOND);
	family(s, "microsoft_invoices_asked_timestamp_seconds", "gauge",
	    "When Partner Center told of them last; 0: never.");
	sample(s, "microsoft_invoices_asked_timestamp_seconds", NULL,
	    poll.asked_at / SECOND);
	return E_OK;
}

/* Each by itself: what cannot be read does not take the others with it. */
static int
add_database(struct sheet *s)
{
	static enum err (*const parts[])(struct sheet *) = {
		add_queues, add_paused, add_tallies, add_work,
		add_units, add_notices, add_bills
	};
	int up = db_ready(s->sc, s->house->db) == E_OK;

	for (int i = 0; up && i < LEN(parts); i++)
		up = parts[i](s) == E_OK;
	return up;
}

enum err
metrics(struct scope *sc, const struct house *h, const struct request *rq,
    struct answer *ret)
{
	struct sheet s = { sc, h, { 0 } };
	int up;

	(void)rq;
	buf_init(&s.buf, sc, MOST_BYTES);
	family(&s, "info", "gauge", "The program that answers.");
	sample(&s, "info", LABELS("version", VERSION, "schema",
	    str_fmt(sc, "%d", migrate_newest())), 1);
	add_hooks(&s);
	up = add_database(&s);
	family(&s, "database_up", "gauge", "Could all of it be read?");
	sample(&s, "database_up", NULL, up);
	*ret = answer_text("text/plain; version=0.0.4", s.buf.at);
	return E_OK;
}
