/* What became of a ticket: cspdesk explain and cspdesk replay. */
#include "cli.h"

#include "base/clock.h"
#include "base/str.h"
#include "bill_text.h"
#include "case_check.h"
#include "case_health.h"
#include "case_suspension.h"
#include "debt_told.h"
#include "explain.h"
#include "policy/words.h"
#include "replay.h"
#include "store/clock.h"
#include "store/state.h"
#include "texts.h"

#include <stdio.h>
#include <string.h>

static void
add_lines(struct scope *sc, const char *lines, const char **io)
{
	if (*lines != '\0')
		*io = str_fmt(sc, "%s\n%s", *io, lines);
}

/* What Microsoft told of its services' health, where that fills P1. */
static enum err
add_health(struct scope *sc, const struct config *c,
    const struct clock_words *w, const struct calendars *all,
    const struct case_state *s, const char **io)
{
	struct health_view v = { .health = &s->health, .now = sc->now,
	    .product = word_find(words_product, s->row.product) };
	enum err e;

	if ((e = policy_load(sc, c->policy, &v.policy)) != E_OK ||
	    (e = concerns_load(sc, c->policy, &v.concerns)) != E_OK)
		return e;
	add_lines(sc, health_tell(w, all, &v), io);
	return E_OK;
}

/* The case's checks in agents' words, and its clocks, as they stand. */
static enum err
add_case(struct scope *sc, struct db *db, const struct config *c,
    const struct clock_words *w, const struct db_val *where, const char **io)
{
	struct case_state s = { .is_escalated = 0 };
	const struct calendars *all;
	enum err e;

	if ((e = calendars_load(sc, c->policy, &all)) != E_OK ||
	    (e = case_get(sc, db, where[0].text, where[1].text, &s.row))
	    != E_OK)
		return e;
	s.health.case_id = s.row.id;
	if ((e = debt_of_case(sc, db, s.row.id, s.row.customer, &s.debt)) !=
	    E_OK)
		return e;
	add_lines(sc, debt_tell(w, s.debt), io);
	if ((e = checks_read(sc, db, &s)) != E_OK ||
	    (e = clocks_read(sc, db, &s)) != E_OK ||
	    (e = health_of_case(sc, db, s.row.customer, &s.health)) != E_OK)
		return e;
	add_lines(sc, checks_tell(w, all, &s), io);
	if ((e = add_health(sc, c, w, all, &s, io)) != E_OK)
		return e;
	add_lines(sc, clock_tell(w, all, &s), io);
	add_lines(sc, held_tell(w, &s), io);
	return E_OK;
}

static const char *
say(const struct clock_words *w, const char *group, const char *word)
{
	return text_or(w->sc, w->texts, w->language, str_fmt(w->sc, "%s.%s",
	    group, word), *word == '\0' ? "-" : word);
}

/* What was escalated, and what became of it and of its unit. */
static enum err
add_escalations(struct scope *sc, struct db *db, const struct clock_words *w,
    const struct db_val *where, const char **io)
{
	struct case_row c;
	struct db_rows rows;
	enum err e;

	if ((e = case_get(sc, db, where[0].text, where[1].text, &c)) != E_OK ||
	    (e = db_all(sc, db, STMT_ESCALATION_LIST, DB_ARGS(db_int(c.id)),
	    &rows)) != E_OK)
		return e;
	for (int i = 0; i < rows.n; i++) {
		const struct db_row *r = &rows.row[i];
		char at[CLOCK_TEXT];

		clock_text(db_num(r, 0), at);
		*io = str_fmt(sc, "%s\n%s", *io, text_fill(sc, w->texts,
		    w->language, "explain.escalated", PAIRS("at", at,
		    "name", r->col[1], "vehicle", say(w, "vehicle", r->col[2]),
		    "channel", say(w, "channel", r->col[3]),
		    "number", r->col[4] == NULL ? "-" : r->col[4],
		    "unit", say(w, "fate", r->col[5]),
		    "status", say(w, "there", r->col[6]))));
	}
	return E_OK;
}

/* The files that an agent named, and where they went. */
static enum err
add_files(struct scope *sc, struct db *db, const struct clock_words *w,
    const struct db_val *where, const char **io)
{
	const struct case_file *f;
	struct case_row c;
	struct list all;
	enum err e;

	if ((e = case_get(sc, db, where[0].text, where[1].text, &c)) != E_OK ||
	    (e = file_list(sc, db, c.id, &all)) != E_OK)
		return e;
	f = all.at;
	for (int i = 0; i < all.n; i++) {
		char at[CLOCK_TEXT];

		clock_text(f[i].named_at, at);
		*io = str_fmt(sc, "%s\n%s", *io, text_fill(sc, w->texts,
		    w->language, "explain.file", PAIRS("at", at, "file",
		    f[i].name, "name", f[i].by, "bytes", f[i].bytes < 0 ? "-" :
		    str_fmt(sc, "%lld", (long long)f[i].bytes), "digest",
		    f[i].digest == NULL ? "-" : f[i].digest, "state",
		    say(w, "file", file_states[f[i].state]))));
		if (f[i].why != NULL)
			add_lines(sc, f[i].why, io);
	}
	return E_OK;
}

/* The ticket of a bill is no case of anybody's, but has a tale, too. */
static enum err
tell_bill(struct scope *sc, struct db *db, const struct config *c,
    const struct clock_words *w, const struct db_val *where, const char **ret)
{
	struct bill_words words = { sc, w->texts, w->language };
	const struct bill_warning *at;
	const struct bill *b = NULL;
	struct opening o;
	struct list all;
	enum err e = opening_of(sc, db, where[0].text, where[1].text, NULL,
	    &o);

	if (e == E_OK)
		e = bill_of_opening(sc, db, &c->finance.rule, 0, o.id,
		    &b);
	if (e != E_OK || b == NULL)
		return e == E_OK ? E_GONE : e;
	if ((e = bill_warnings(sc, db, b->id, &all)) != E_OK)
		return e;
	*ret = bill_say(&words, b->is_paid ? "bill.paid" : "bill.again", b);
	at = all.at;
	for (int i = 0; i < all.n; i++) {
		char told[CLOCK_TEXT];

		clock_text(at[i].at, told);
		add_lines(sc, text_fill(sc, w->texts, w->language,
		    "bill.warned", PAIRS("at", told, "when", bill_when(&words,
		    at[i].left))), ret);
	}
	return E_OK;
}

/* What was asked to be suspended or restored, by whom, and its state. */
static enum err
add_suspensions(struct scope *sc, struct db *db, const struct config *c,
    const struct clock_words *w, const struct db_val *where, const char **io)
{
	const struct calendars *zones;
	struct case_row row;
	struct list all;
	enum err e;

	if ((e = calendars_load(sc, c->policy, &zones)) != E_OK ||
	    (e = case_get(sc, db, where[0].text, where[1].text, &row))
	    != E_OK || (e = suspension_of_case(sc, db, row.id, &all)) != E_OK)
		return e;
	add_lines(sc, suspensions_tell(w, zones, &all), io);
	return E_OK;
}

/* Nothing is decided in it, but there is something to tell. */
static enum err
explain_debtor(struct scope *sc, struct db *db, const struct clock_words *w,
    const struct db_val *where, const char **ret)
{
	const struct debt *d = NULL;
	struct case_row c;
	enum err e = case_get(sc, db, where[0].text, where[1].text, &c);

	if (e == E_OK)
		e = debt_of_case(sc, db, c.id, 0, &d);
	if (e == E_OK && d != NULL)
		*ret = text_fill(sc, w->texts, w->language, "explain.debtor",
		    PAIRS("customer", d->customer_name));
	else if (e == E_OK || e == E_GONE)
		e = scope_fail(sc, E_GONE, "%s", text_fill(sc, w->texts,
		    w->language, "explain.none", NULL));
	return e;
}

/* What is overdue today is so by the day that workers count by. */
static enum err
set_zone(struct scope *sc, struct db *db, const struct config *c)
{
	const struct calendars *all;
	const struct policy *p;
	enum err e;

	if ((e = policy_load(sc, c->policy, &p)) == E_OK &&
	    (e = calendars_load(sc, c->policy, &all)) == E_OK)
		db_zone(db, calendar_zone(policy_calendar(sc, p, all)));
	return e;
}

static enum err
explain_ticket(struct scope *sc, const struct config *c, const struct args *a,
    const char **ret)
{
	struct db *db = cli_db(sc, &c->db, DB_PROGRAM);
	const struct texts *texts;
	struct clock_words w = { sc, NULL, a->language };
	struct db_val where[2];
	struct receipt last;
	enum err e;

	if ((e = cli_ticket(sc, c, a->rest[0], where)) != E_OK ||
	    (e = texts_load(sc, c->messages, c->messages_local,
	    &texts)) != E_OK ||
	    (e = set_zone(sc, db, c)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK)
		return e;
	w.texts = texts;
	e = receipt_last(sc, db, where[0].text, where[1].text, &last);
	if (e == E_GONE && (e = tell_bill(sc, db, c, &w, where, ret)) !=
	    E_GONE)
		return e;
	if (e == E_GONE)
		e = explain_debtor(sc, db, &w, where, ret);
	else if (e == E_OK)
		e = explain(sc, texts, a->language, &last, ret);
	if (e == E_OK)
		e = add_case(sc, db, c, &w, where, ret);
	if (e == E_OK)
		e = add_escalations(sc, db, &w, where, ret);
	if (e == E_OK)
		e = add_suspensions(sc, db, c, &w, where, ret);
	return e == E_OK ? add_files(sc, db, &w, where, ret) : e;
}

int
cmd_explain(struct scope *sc, const struct args *a)
{
	const char *text;
	struct config c;
	enum err e;

	if (a->n != 1)
		return cli_usage("explain");
	e = config_load(sc, a->config, NEEDS_APP_DB, &c);
	if (e == E_OK)
		e = explain_ticket(sc, &c, a, &text);
	if (e != E_OK)
		return cli_complain(sc, e);
	printf("%s\n", text);
	return 0;
}

int
cmd_replay(struct scope *sc, const struct args *a)
{
	struct replay r;
	struct config c;
	enum err e = config_load(sc, a->config, NEEDS_APP_DB, &c);

	if (e == E_OK)
		e = replay_all(sc, cli_db(sc, &c.db, DB_PROGRAM), &r);
	if (e != E_OK)
		return cli_complain(sc, e);
	printf("%lld receipts gave the same bytes, %lld differ\n",
	    (long long)r.same, (long long)r.differ);
	if (r.differ > 0)
		fprintf(stderr, "cspdesk: the first that differs is receipt "
		    "%lld\n", (long long)r.first);
	return r.differ > 0;
}
