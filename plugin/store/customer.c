/* Rows of tables customer and customer_domain. */
#include "store/customer.h"

#include "base/clock.h"
#include "base/csv.h"
#include "base/str.h"

#include <string.h>

#define HEADER	"name,tenant,domains,organisation,language"
#define FACTS	",relationship,gdap_roles,gdap_ends,azure_rbac,provider,channel"
#define OFFER	",offer,group"
enum {
	NAME, TENANT, DOMAINS, ORGANISATION, LANGUAGE, RELATIONSHIP,
	GDAP_ROLES, GDAP_ENDS, AZURE_RBAC, PROVIDER, CHANNEL, FACTS_END
};
enum { MOST_NAME = 191 };

/* Which of the columns that may be left out a file has. */
struct shape {
	int	has_facts, has_offer;
};

static enum err
find_one(struct scope *sc, struct db *db, enum stmt by, const char *what,
    struct customer *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, by, DB_ARGS(db_text(what)), &row);

	if (e == E_OK)
		*ret = (struct customer){ .id = db_num(&row, 0),
		    .name = row.col[1], .tenant = row.col[2],
		    .organisation = row.col[3], .language = row.col[4],
		    .relationship = row.col[5], .gdap_roles = row.col[6],
		    .gdap_ends = row.col[7], .azure_rbac = row.col[8],
		    .provider = row.col[9], .channel = row.col[10],
		    .told_at = db_num(&row, 11), .offer = row.col[12],
		    .group = row.col[13] };
	return e;
}

/* Domains are kept in ASCII; any other cannot be a customer's. */
static const char *
domain_of(const char *email)
{
	const char *at = email == NULL ? NULL : strrchr(email, '@');

	for (const char *c = at; c != NULL && *c != '\0'; c++)
		if ((unsigned char)*c >= 0x80)
			return NULL;
	return at == NULL ? NULL : at + 1;
}

enum err
customer_find(struct scope *sc, struct db *db, const char *email,
    const char *organisation, struct customer *ret)
{
	const char *domain = domain_of(email);
	enum customer_by by = BY_ORGANISATION;
	enum err e = E_GONE;

	memset(ret, 0, sizeof(*ret));
	if (organisation != NULL)
		e = find_one(sc, db, STMT_CUSTOMER_BY_ORGANISATION,
		    organisation, ret);
	if (e == E_GONE && domain != NULL) {
		by = BY_DOMAIN;
		e = find_one(sc, db, STMT_CUSTOMER_BY_DOMAIN,
		    str_lower(sc, domain), ret);
	}
	if (e == E_OK)
		ret->by = by;
	return e == E_GONE ? E_OK : e;
}

enum err
customer_by_name(struct scope *sc, struct db *db, const char *name,
    struct customer *ret)
{
	return find_one(sc, db, STMT_CUSTOMER_BY_NAME, name, ret);
}

struct import {
	const struct csv_row	*rows;
	int			 n;
	struct shape		 shape;
	int			 dry_run;
};

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

static enum err
clash(struct scope *sc, enum err e, const struct csv_row *r, const char *what)
{
	if (e != E_SEEN)
		return e;
	return scope_fail(sc, E_SHAPE, "line %d: %s belongs to another "
	    "customer already", r->line, what);
}

static enum err
import_domains(struct scope *sc, struct db *db, const struct csv_row *r,
    int64_t id)
{
	char *save = NULL, *list = str_dup(sc, r->col[DOMAINS]);
	enum err e;

	e = db_do(sc, db, STMT_DOMAIN_CLEAR, DB_ARGS(db_int(id)), NULL);
	for (char *d = strtok_r(list, " \t", &save); e == E_OK && d != NULL;
	    d = strtok_r(NULL, " \t", &save))
		e = clash(sc, db_do(sc, db, STMT_DOMAIN_ADD,
		    DB_ARGS(db_text(str_lower(sc, d)), db_int(id)), NULL), r,
		    str_fmt(sc, "domain %s", d));
	return e;
}

static enum err
import_facts(struct scope *sc, struct db *db, const struct csv_row *r)
{
	struct db_val v[FACTS_END - RELATIONSHIP + 2];
	int n = 0;

	for (int i = RELATIONSHIP; i < FACTS_END; i++)
		v[n++] = db_text(or_null(r->col[i]));
	v[n++] = db_int(sc->now);
	v[n++] = db_text(r->col[NAME]);
	return db_do(sc, db, STMT_CUSTOMER_TELL, v, n, NULL);
}

/* The two last columns. */
static enum err
import_offer(struct scope *sc, struct db *db, const struct csv_row *r)
{
	return db_do(sc, db, STMT_CUSTOMER_OFFER, DB_ARGS(
	    db_text(or_null(r->col[r->n - 2])),
	    db_text(or_null(r->col[r->n - 1])), db_text(r->col[NAME])), NULL);
}

static enum err
import_row(struct scope *sc, struct db *db, const struct csv_row *r,
    const struct shape *shape)
{
	struct db_val name = db_text(r->col[NAME]);
	struct db_val tenant = db_text(or_null(r->col[TENANT]));
	struct db_val org = db_text(or_null(r->col[ORGANISATION]));
	struct db_val lang = db_text(or_null(r->col[LANGUAGE]));
	struct customer c;
	enum err e;

	e = find_one(sc, db, STMT_CUSTOMER_BY_NAME, r->col[NAME], &c);
	if (e == E_GONE)
		e = db_do(sc, db, STMT_CUSTOMER_ADD,
		    DB_ARGS(name, tenant, org, lang), NULL);
	else if (e == E_OK)
		e = db_do(sc, db, STMT_CUSTOMER_SET,
		    DB_ARGS(tenant, org, lang, name), NULL);
	if ((e = clash(sc, e, r, "the tenant or organisation")) != E_OK ||
	    (e = find_one(sc, db, STMT_CUSTOMER_BY_NAME, r->col[NAME], &c))
	    != E_OK)
		return e;
	if (shape->has_facts)
		e = import_facts(sc, db, r);
	if (e == E_OK && shape->has_offer)
		e = import_offer(sc, db, r);
	return e == E_OK ? import_domains(sc, db, r, c.id) : e;
}

static enum err
import(struct scope *sc, struct db *db, void *arg)
{
	const struct import *im = arg;
	enum err e = E_OK;

	for (int i = 1; e == E_OK && i < im->n; i++)
		e = import_row(sc, db, &im->rows[i], &im->shape);
	/* A dry run ends like a failure, so that nothing is kept. */
	return e == E_OK && im->dry_run ? E_GONE : e;
}

static int
is_tenant(const char *s)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(s) != sizeof(form) - 1)
		return 0;
	for (int i = 0; s[i] != '\0'; i++)
		if (form[i] == '-' ? s[i] != '-' :
		    strchr("0123456789abcdefABCDEF", s[i]) == NULL)
			return 0;
	return 1;
}

static int
is_domain_list(const char *s)
{
	while (*(s += strspn(s, " \t")) != '\0') {
		size_t n = strcspn(s, " \t");

		if (n > 191 || strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"
		    "KLMNOPQRSTUVWXYZ0123456789.-") != n)
			return 0;
		s += n;
	}
	return 1;
}

static int
is_one_of(const char *s, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_same(s, *words))
			return 1;
	return *s == '\0';
}

/* What is wrong with the facts of a row, or NULL. */
static const char *
fault_of_facts(const struct csv_row *r)
{
	static const char *const flags[] = { "yes", "no", NULL };
	static const char *const ways[] = { "exchange", "email", "portal",
	    NULL };
	struct scope sc = { 0 };
	int64_t day;

	if (!is_one_of(r->col[RELATIONSHIP], flags) ||
	    !is_one_of(r->col[AZURE_RBAC], flags))
		return "relationship and azure_rbac are yes, no or empty";
	if (strlen(r->col[GDAP_ROLES]) > 1000 ||
	    r->col[GDAP_ROLES][strspn(r->col[GDAP_ROLES],
	    "abcdefghijklmnopqrstuvwxyz0123456789_ ")] != '\0')
		return "gdap_roles are names like service_support_administrator"
		    ", separated by blanks";
	if (*r->col[GDAP_ENDS] != '\0' && (strlen(r->col[GDAP_ENDS]) != 10 ||
	    clock_parse(&sc, r->col[GDAP_ENDS], &day) != E_OK))
		return "gdap_ends is not a date like 2026-12-10";
	if (strlen(r->col[PROVIDER]) > 191 ||
	    !is_one_of(r->col[CHANNEL], ways))
		return "the provider is longer than 191 bytes, or its channel "
		    "is not exchange, email or portal";
	return NULL;
}

/* What is wrong with a row by itself, or NULL. */
static const char *
fault_of(const struct csv_row *r, const struct shape *shape)
{
	if (shape->has_offer && (strlen(r->col[r->n - 2]) > MOST_NAME ||
	    strlen(r->col[r->n - 1]) > MOST_NAME))
		return "the offer or the group is longer than 191 bytes";
	if (*r->col[NAME] == '\0' || strlen(r->col[NAME]) > 191)
		return "the name is empty or longer than 191 bytes";
	if (*r->col[TENANT] != '\0' && !is_tenant(r->col[TENANT]))
		return "the tenant is not a GUID; find it in Partner Center";
	if (!is_domain_list(r->col[DOMAINS]))
		return "the domains are not names like contoso.example, "
		    "separated by blanks";
	if (strlen(r->col[ORGANISATION]) > 191)
		return "the organisation is longer than 191 bytes";
	if (*r->col[LANGUAGE] != '\0' && !str_same(r->col[LANGUAGE], "en") &&
	    !str_same(r->col[LANGUAGE], "pl"))
		return "the language is not en or pl";
	return shape->has_facts ? fault_of_facts(r) : NULL;
}

static enum err
check_rows(struct scope *sc, const struct csv_row *rows, int n,
    const struct shape *shape)
{
	struct buf b;

	buf_init(&b, sc, sizeof(sc->why) - 1);
	for (int i = 1; i < n; i++) {
		const char *fault = fault_of(&rows[i], shape);

		if (fault != NULL)
			buf_fmt(&b, "%sline %d: %s", b.len > 0 ? "\n" : "",
			    rows[i].line, fault);
	}
	return b.len == 0 ? E_OK : scope_fail(sc, E_SHAPE, "%s", b.at);
}

static int
has_column(const struct csv_row *r, const char *name)
{
	for (int i = 0; i < r->n; i++)
		if (str_same(r->col[i], name))
			return 1;
	return 0;
}

/* The header must be one of four; the sentence names the one meant. */
static enum err
check_header(struct scope *sc, const struct csv_row *rows, int n,
    struct shape *ret)
{
	*ret = (struct shape){ n > 0 && has_column(rows, "relationship"),
	    n > 0 && has_column(rows, "offer") };
	return csv_check(sc, rows, n, str_fmt(sc, "%s%s%s", HEADER,
	    ret->has_facts ? FACTS : "", ret->has_offer ? OFFER : ""));
}

enum err
customer_import(struct scope *sc, struct db *db, const char *csv, int dry_run,
    int *ret_n)
{
	struct csv_row *rows;
	struct import im = { .dry_run = dry_run };
	enum err e;

	if ((e = csv_parse(sc, csv, &rows, &im.n)) != E_OK ||
	    (e = check_header(sc, rows, im.n, &im.shape)) != E_OK ||
	    (e = check_rows(sc, rows, im.n, &im.shape)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK)
		return e;
	im.rows = rows;
	e = db_tx(sc, db, 5, import, &im);
	if (e == E_OK || (e == E_GONE && dry_run)) {
		*ret_n = im.n - 1;
		return E_OK;
	}
	return e;
}
