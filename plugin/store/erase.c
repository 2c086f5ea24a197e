/* Find the tickets, ask whether it may be, then empty one after another. */
#include "store/erase.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/fault.h"
#include "base/str.h"
#include "store/customer.h"

#include <string.h>

enum { TX_TRIES = 10, PAGE = 1000, PATTERN_MAX = 4000 };

const char *const erase_kinds[ERASE__MAX + 1] = {
	[ERASE_CUSTOMER] = "customer", [ERASE_SENDER] = "sender",
	[ERASE_TICKET] = "ticket", [ERASE__MAX] = NULL
};

/* A ticket, or a dead letter that has none. */
struct place {
	struct place	*next;
	int64_t		 letter;	/* its id; 0: a ticket */
	int64_t		 case_id;	/* 0: there is none */
	const char	*desk, *ticket;
	int64_t		 texts;
};

struct hunt {
	struct erase	*erase;
	struct db	*db;
	struct place	*first, **end;
	int64_t		 customer;	/* 0: none */
	int64_t		 rest;		/* texts of no ticket */
};

const char *
erase_pattern(struct scope *sc, const char *name, int is_domain)
{
	const char *at = strchr(name, '@');
	struct buf b;

	if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789._%+'=&~#!$*/?{}|@-") != strlen(name) ||
	    (is_domain ? at != NULL : at == NULL || at == name ||
	    strchr(at + 1, '@') != NULL || at[1] == '\0'))
		return NULL;
	buf_init(&b, sc, PATTERN_MAX);
	buf_puts(&b, is_domain ? "(?i)[@.]" : "(?i)(^|[^a-z0-9._%+'-])");
	for (const char *s = name; *s != '\0'; s++)
		buf_fmt(&b, "[%c]", *s);
	/* "jan@a.example." ends a sentence, "jan@a.example.pl" is another. */
	buf_puts(&b, "($|[^a-z0-9.-]|[.-]($|[^a-z0-9]))");
	return b.full ? NULL : b.at;
}

static void
add_place(struct scope *sc, struct hunt *h, const struct db_row *row)
{
	const char *desk = row->col[1], *ticket = row->col[2];
	int64_t letter = *ticket == '\0' ? db_num(row, 0) : 0;
	struct place *p;

	for (p = h->first; p != NULL; p = p->next)
		if (p->letter == letter && str_same(p->desk, desk) &&
		    str_same(p->ticket, ticket))
			return;
	p = scope_alloc(sc, sizeof(*p));
	*p = (struct place){ .letter = letter, .desk = str_dup(sc, desk),
	    .ticket = str_dup(sc, ticket) };
	*h->end = p;
	h->end = &p->next;
}

/* In pages, since there is no index for it: each with a scope of its own. */
static enum err
search(struct scope *sc, struct hunt *h, enum stmt stmt, int64_t last,
    const char *pattern)
{
	enum err e = E_OK;

	for (int64_t at = 0; e == E_OK && at < last; at += PAGE) {
		struct db_rows rows;
		struct scope page;

		scope_begin(&page, sc->now);
		e = db_all(&page, h->db, stmt, DB_ARGS(db_int(at),
		    db_int(at + PAGE), db_text(pattern), db_text(pattern)),
		    &rows);
		for (int i = 0; e == E_OK && i < rows.n; i++)
			add_place(sc, h, &rows.row[i]);
		if (e != E_OK)
			scope_fail(sc, e, "%s", page.why);
		scope_end(&page);
	}
	return e;
}

/* Wherever it stands in a text that is ours. */
static enum err
find_text(struct scope *sc, struct hunt *h, const char *pattern)
{
	struct db_val p = db_text(pattern);
	struct db_rows rows;
	struct db_row last;
	enum err e;

	if ((e = db_one(sc, h->db, STMT_ERASE_LAST, DB_NONE, &last)) != E_OK ||
	    (e = search(sc, h, STMT_ERASE_IN_DELIVERY, db_num(&last, 0),
	    pattern)) != E_OK ||
	    (e = search(sc, h, STMT_ERASE_IN_JOB, db_num(&last, 1), pattern))
	    != E_OK)
		return e;
	e = db_all(sc, h->db, STMT_ERASE_IN_REST, DB_ARGS(p, p, p, p, p, p, p,
	    p, p), &rows);
	for (int i = 0; e == E_OK && i < rows.n; i++)
		add_place(sc, h, &rows.row[i]);
	return e;
}

static enum err
find_sender(struct scope *sc, struct hunt *h)
{
	const char *name = h->erase->name;
	const char *pattern = erase_pattern(sc, name, 0);
	struct db_row row;
	enum err e;

	if (pattern == NULL)
		return scope_fail(sc, E_SHAPE, "\"%s\" is not a mail address",
		    name);
	e = db_one(sc, h->db, STMT_ERASE_AGENT, DB_ARGS(db_text(name)), &row);
	if (e == E_OK)
		return scope_fail(sc, E_DENIED, "%s is the address of agent "
		    "%s; agents are not erased here", name, row.col[0]);
	return e == E_GONE ? find_text(sc, h, pattern) : e;
}

static enum err
find_customer(struct scope *sc, struct hunt *h)
{
	struct db_rows tickets, domains;
	struct customer who;
	enum err e = customer_by_name(sc, h->db, h->erase->name, &who);

	if (e == E_GONE)
		return scope_fail(sc, E_GONE, "no customer is called \"%s\"",
		    h->erase->name);
	if (e != E_OK)
		return e;
	h->customer = who.id;
	if ((e = db_all(sc, h->db, STMT_ERASE_OF_CUSTOMER, DB_ARGS(
	    db_int(h->customer)), &tickets)) != E_OK ||
	    (e = db_all(sc, h->db, STMT_ERASE_DOMAINS, DB_ARGS(
	    db_int(h->customer)), &domains)) != E_OK)
		return e;
	for (int i = 0; i < tickets.n; i++)
		add_place(sc, h, &tickets.row[i]);
	for (int i = 0; e == E_OK && i < domains.n; i++) {
		const char *p = erase_pattern(sc, domains.row[i].col[0], 1);

		e = p == NULL ? E_OK : find_text(sc, h, p);
	}
	return e;
}

static enum err
find(struct scope *sc, struct hunt *h)
{
	const char *col[] = { "0", h->erase->desk, h->erase->ticket };

	switch (h->erase->kind) {
	case ERASE_CUSTOMER:
		return find_customer(sc, h);
	case ERASE_SENDER:
		return find_sender(sc, h);
	case ERASE_TICKET:
		add_place(sc, h, &(struct db_row){ col });
		return E_OK;
	case ERASE__MAX:
		break;
	}
	BUG("erase: kind %d", (int)h->erase->kind);
}

/* What is under way would write again what we are about to erase. */
static enum err
check_busy(struct scope *sc, struct db *db, const struct place *p)
{
	struct db_val desk = db_text(p->desk), ticket = db_text(p->ticket);
	struct db_row row;
	enum err e = db_one(sc, db, STMT_ERASE_BUSY, DB_ARGS(desk, ticket,
	    db_int(p->case_id), desk, ticket, db_int(sc->now)), &row);

	if (e == E_OK && db_num(&row, 0) == 0)
		e = db_one(sc, db, STMT_ERASE_SENDING, DB_ARGS(
		    db_int(p->case_id)), &row);
	if (e == E_OK && db_num(&row, 0) > 0)
		return scope_fail(sc, E_DENIED, "ticket %s/%s is being worked "
		    "on; wait until cspdesk queue list shows nothing of it, "
		    "then try again", p->desk, p->ticket);
	return e;
}

static enum err
check_place(struct scope *sc, struct hunt *h, struct place *p)
{
	struct db_val desk = db_text(p->desk), ticket = db_text(p->ticket);
	struct db_val id;
	struct db_row row;
	enum err e;

	p->texts = 1;
	if (p->letter != 0)
		return E_OK;
	e = db_one(sc, h->db, STMT_ERASE_CASE, DB_ARGS(desk, ticket), &row);
	if (e != E_OK && e != E_GONE)
		return e;
	p->case_id = e == E_OK ? db_num(&row, 0) : 0;
	if (e == E_OK && !h->erase->force && db_num(&row, 2) > 0)
		return scope_fail(sc, E_DENIED, "ticket %s/%s has an open "
		    "escalation, whose facts would be lost; close it first, "
		    "or use --force", p->desk, p->ticket);
	if (e == E_OK && !h->erase->force && db_num(&row, 1) == 0)
		return scope_fail(sc, E_DENIED, "ticket %s/%s is open: what is "
		    "written in it will come here again; close it first, or "
		    "use --force", p->desk, p->ticket);
	if ((e = check_busy(sc, h->db, p)) != E_OK)
		return e;
	id = db_int(p->case_id);
	e = db_one(sc, h->db, STMT_ERASE_TEXTS, DB_ARGS(desk, ticket, desk,
	    ticket, id, id, id, id, id, id, id, id, id, id), &row);
	if (e == E_OK)
		p->texts = db_num(&row, 0);
	if (e == E_OK && p->case_id == 0 && p->texts == 0)
		return scope_fail(sc, E_GONE, "nothing is known of ticket "
		    "%s/%s", p->desk, p->ticket);
	return e;
}

static enum err
check_all(struct scope *sc, struct hunt *h)
{
	enum err e = E_OK;

	for (struct place *p = h->first; e == E_OK && p != NULL; p = p->next) {
		if ((e = check_place(sc, h, p)) != E_OK)
			return e;
		h->erase->tickets += p->letter == 0;
		h->erase->texts += p->texts;
		h->erase->say(p->letter != 0 ? str_fmt(sc, "dead letter "
		    "delivery:%lld", (long long)p->letter) : str_fmt(sc,
		    "ticket %s/%s: %lld texts", p->desk, p->ticket,
		    (long long)p->texts));
	}
	return e;
}

struct task {
	struct hunt	*hunt;
	struct place	*place;
};

/* The statements that empty a ticket, and what each is told. */
static enum err
empty_ticket(struct scope *sc, struct db *db, const struct place *p,
    int64_t *ret)
{
	struct db_val where[] = { db_text(p->desk), db_text(p->ticket) };
	struct db_val id = db_int(p->case_id);
	const struct {
		enum stmt		 stmt;
		const struct db_val	*args;
		int			 n;
	} acts[] = {
		{ STMT_ERASE_DELIVERY, where, 2 },
		{ STMT_ERASE_LANE, where, 2 },
		{ STMT_ERASE_OPENING, where, 2 },
		{ STMT_ERASE_JOB, &id, 1 }, { STMT_ERASE_FACT, &id, 1 },
		{ STMT_ERASE_CHECK, &id, 1 }, { STMT_ERASE_NEWS, &id, 1 },
		{ STMT_ERASE_FILE, &id, 1 }, { STMT_ERASE_CHARGE, &id, 1 },
		{ STMT_ERASE_LINKED, &id, 1 }, { STMT_ERASE_DEBT, &id, 1 },
		{ STMT_ERASE_EXCHANGE, &id, 1 },
		{ STMT_ERASE_HEARD, &id, 1 },
	};
	int64_t n = 0;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < LEN(acts); i++) {
		e = db_do(sc, db, acts[i].stmt, acts[i].args, acts[i].n, &n);
		*ret += n;
	}
	return e;
}

static enum err
empty_place(struct scope *sc, struct db *db, void *arg)
{
	const struct task *t = arg;
	struct place *p = t->place;
	int64_t n = 0;
	enum err e;

	if (p->letter != 0)
		e = db_do(sc, db, STMT_ERASE_DELIVERY_ID, DB_ARGS(
		    db_int(p->letter)), &n);
	/* A new version first: a lane that has read must read again. */
	else if ((e = db_do(sc, db, STMT_ERASE_TOUCH, DB_ARGS(
	    db_int(p->case_id)), NULL)) == E_OK &&
	    (e = check_busy(sc, db, p)) == E_OK)
		e = empty_ticket(sc, db, p, &n);
	FAULT("erase.ticket");
	p->texts = n;
	return e != E_OK ? e : db_do(sc, db, STMT_ERASURE_COUNT, DB_ARGS(
	    db_int(p->letter == 0), db_int(n), db_int(t->hunt->erase->id)),
	    NULL);
}

/* His own row last: the others are found by it. */
static enum err
empty_customer(struct scope *sc, struct db *db, int64_t id, int64_t *ret)
{
	static const struct { enum stmt stmt; int counts; } acts[] = {
		{ STMT_DOMAIN_CLEAR, 1 }, { STMT_ERASE_OUTSIDE, 0 },
		{ STMT_ERASE_TOLD, 0 }, { STMT_ERASE_HEALTH, 0 },
		{ STMT_ERASE_INCIDENTS, 0 },
		{ STMT_ERASE_PAID, 1 }, { STMT_ERASE_PAYMENTS, 1 },
		{ STMT_ERASE_INVOICES, 1 }, { STMT_ERASE_DEBTS, 1 },
		{ STMT_ERASE_SUSPENSIONS, 1 },
		{ STMT_ERASE_SUBSCRIPTIONS, 1 }, { STMT_ERASE_NOTICES, 1 },
		{ STMT_ERASE_UNPROVEN, 1 }, { STMT_ERASE_DUE, 1 },
		{ STMT_ERASE_CUSTOMER, 1 },
	};
	int64_t n = 0;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < LEN(acts); i++) {
		e = db_do(sc, db, acts[i].stmt, DB_ARGS(db_int(id)), &n);
		*ret += e == E_OK && acts[i].counts ? n : 0;
	}
	return e;
}

/* What belongs to no ticket: whom we answered, and the customer himself. */
static enum err
empty_rest(struct scope *sc, struct db *db, void *arg)
{
	struct hunt *h = arg;
	struct erase *er = h->erase;
	char digest[SHA256_HEX];
	const char *address;
	int64_t n = 0, contacts = 0;
	enum err e = E_OK;

	if (er->kind == ERASE_SENDER) {
		address = str_lower(sc, er->name);
		crypto_sha256_hex(address, strlen(address), digest);
		e = db_do(sc, db, STMT_ERASE_ANSWERED, DB_ARGS(
		    db_text(digest)), &n);
		if (e == E_OK)
			e = db_do(sc, db, STMT_ERASE_CONTACT, DB_ARGS(
			    db_text(address)), &contacts);
		n += contacts;
	} else if (h->customer != 0) {
		e = empty_customer(sc, db, h->customer, &n);
	}
	h->rest = n;
	if (e == E_OK)
		e = db_do(sc, db, STMT_ERASURE_COUNT, DB_ARGS(db_int(0),
		    db_int(n), db_int(er->id)), NULL);
	return e != E_OK ? e : db_do(sc, db, STMT_ERASURE_END, DB_ARGS(
	    db_int(sc->now), db_int(er->id)), NULL);
}

static enum err
empty_all(struct scope *sc, struct hunt *h)
{
	struct erase *er = h->erase;
	enum err e = db_do(sc, h->db, STMT_ERASURE_ADD, DB_ARGS(
	    db_text(erase_kinds[er->kind]), db_text(er->by_whom),
	    db_int(sc->now)), NULL);

	if (e != E_OK)
		return e;
	er->id = db_last_id(h->db);
	er->texts = 0;
	for (struct place *p = h->first; e == E_OK && p != NULL; p = p->next) {
		struct task t = { h, p };

		e = db_tx(sc, h->db, TX_TRIES, empty_place, &t);
		er->texts += e == E_OK ? p->texts : 0;
	}
	if (e == E_OK)
		e = db_tx(sc, h->db, TX_TRIES, empty_rest, h);
	er->texts += h->rest;
	return e;
}

enum err
erase_run(struct scope *sc, struct db *db, struct erase *er)
{
	struct hunt h = { .erase = er, .db = db };
	enum err e;

	h.end = &h.first;
	er->tickets = er->texts = er->id = 0;
	if ((e = db_ready(sc, db)) != E_OK || (e = find(sc, &h)) != E_OK ||
	    (e = check_all(sc, &h)) != E_OK || er->dry_run)
		return e;
	return empty_all(sc, &h);
}
