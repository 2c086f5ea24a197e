/* cspdesk terms: what customers are told about the support they get. */
#include "cli.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "billing/terms_ladder.h"
#include "billing/terms_read.h"
#include "store/customer.h"
#include "store/terms.h"
#include "texts.h"

#include <stdio.h>
#include <string.h>

enum { MOST_SHOWN = 1000 };

static const char *
day_of(int64_t ms)
{
	static char text[CLOCK_TEXT];

	clock_text(ms, text);
	return text;
}

/* The offers of the file, and the ladder that is in force. */
static enum err
read_all(struct cli_run *r, struct terms *ret)
{
	const struct policy *p;
	const struct terms *t;
	enum err e = terms_read(r->sc, r->a->rest[1], &t);

	if (e != E_OK ||
	    (e = policy_load(r->sc, r->config.policy, &p)) != E_OK)
		return e;
	*ret = *t;
	ret->ladder = policy_ladder(r->sc, p);
	return E_OK;
}

static enum err
publish(struct cli_run *r)
{
	struct terms_version v = { 0 };
	struct terms t;
	const char *document, *more;
	enum err e = read_all(r, &t);

	if (e != E_OK)
		return e;
	document = terms_canonical(r->sc, &t);
	more = t.ladder == NULL ? "" : " and the collections policy";
	if (r->a->dry_run) {
		printf("%s is good: %d offers%s; nothing was published\n",
		    r->a->rest[1], t.n, more);
		return E_OK;
	}
	if ((e = db_ready(r->sc, r->db)) == E_OK)
		e = terms_publish(r->sc, r->db, document, &v);
	if (e != E_OK && e != E_SEEN)
		return e;
	printf(e == E_OK ? "version %lld is published: %d offers%s\n" :
	    "version %lld says the same already; nothing was published\n",
	    (long long)v.number, t.n, more);
	return E_OK;
}

static enum err
list(struct cli_run *r)
{
	struct terms_version *v;
	int n = 0;
	enum err e = db_ready(r->sc, r->db);

	if (e == E_OK)
		e = terms_list(r->sc, r->db, &v, &n);
	for (int i = 0; i < n; i++)
		printf("version %lld  published %s  %.12s%s\n",
		    (long long)v[i].number, day_of(v[i].published_at),
		    v[i].hash, i == n - 1 ? "  current" : "");
	if (e == E_OK && n == 0)
		printf("nothing is published; see cspdesk terms publish\n");
	return e;
}

/* The version of that number, or with NULL the current one. */
static enum err
find_version(struct cli_run *r, const char *text, struct terms_version *ret)
{
	int64_t n;
	enum err e = db_ready(r->sc, r->db);

	if (e != E_OK)
		return e;
	if (text == NULL)
		e = terms_current(r->sc, r->db, ret);
	else if (!str_int(text, &n))
		return scope_fail(r->sc, E_SHAPE, "\"%s\" is no number of a "
		    "version; see cspdesk terms list", text);
	else
		e = terms_get(r->sc, r->db, n, ret);
	return e != E_GONE ? e : scope_fail(r->sc, E_GONE, "%s%s; see "
	    "cspdesk terms list", text == NULL ? "nothing is published" :
	    "there is no version ", text == NULL ? "" : text);
}

static const struct cJSON *
offer_named(const struct cJSON *doc, const char *name)
{
	for (const struct cJSON *o = json_first(json_at(doc, "offers"));
	    o != NULL; o = json_next(o))
		if (str_same(json_text(o, "name"), name))
			return o;
	return NULL;
}

/* The members of one part that differ; of a new or gone one, all. */
static int
diff_part(struct cli_run *r, const char *name, const struct cJSON *was,
    const struct cJSON *is)
{
	int n = 0;

	for (const struct cJSON *m = json_first(is != NULL ? is : was);
	    m != NULL; m = json_next(m)) {
		const struct cJSON *a = json_at(was, json_name(m));
		const struct cJSON *b = json_at(is, json_name(m));

		if (json_same(a, b))
			continue;
		n++;
		printf("%s.%s\n", name, json_name(m));
		if (a != NULL)
			printf("  - %s\n", json_print(r->sc, a));
		if (b != NULL)
			printf("  + %s\n", json_print(r->sc, b));
	}
	return n;
}

static int
diff_documents(struct cli_run *r, const struct cJSON *was,
    const struct cJSON *is)
{
	const struct cJSON *o;
	int n = 0;

	for (o = json_first(json_at(is, "offers")); o; o = json_next(o))
		n += diff_part(r, json_text(o, "name"), offer_named(was,
		    json_text(o, "name")), o);
	for (o = json_first(json_at(was, "offers")); o; o = json_next(o))
		if (offer_named(is, json_text(o, "name")) == NULL)
			n += diff_part(r, json_text(o, "name"), o, NULL);
	return n + diff_part(r, "collections", json_at(was, "collections"),
	    json_at(is, "collections"));
}

static enum err
parse(struct cli_run *r, const struct terms_version *v,
    const struct cJSON **ret)
{
	return json_parse(r->sc, v->document, strlen(v->document), 8, ret);
}

static enum err
diff(struct cli_run *r)
{
	struct terms_version a, b;
	const struct cJSON *was, *is;
	enum err e;

	if ((e = find_version(r, r->a->rest[1], &a)) != E_OK ||
	    (e = find_version(r, r->a->n > 2 ? r->a->rest[2] : NULL, &b))
	    != E_OK || (e = parse(r, &a, &was)) != E_OK ||
	    (e = parse(r, &b, &is)) != E_OK)
		return e;
	if (diff_documents(r, was, is) == 0)
		printf("versions %lld and %lld say the same\n",
		    (long long)a.number, (long long)b.number);
	return E_OK;
}

static void
print_shown(const struct db_rows *rows)
{
	for (int i = 0; i < rows->n; i++) {
		const char **c = rows->row[i].col;

		printf("%s/%s  customer %s  version %s  offer %s  in %s  ",
		    c[0], c[1], c[2] == NULL ? "unknown" : c[2], c[3], c[4],
		    c[5]);
		if (c[7] == NULL)
			printf("not yet seen in the ticket\n");
		else
			printf("shown %s\n", day_of(db_num(&rows->row[i], 7)));
	}
	if (rows->n == 0)
		printf("no terms were shown\n");
}

static enum err
shown_customer(struct cli_run *r, const char *name, struct db_rows *ret)
{
	struct customer c;
	enum err e = db_all(r->sc, r->db, STMT_TERMS_SHOWN_CUSTOMER, DB_ARGS(
	    db_text(name), db_int(MOST_SHOWN)), ret);

	if (e == E_OK && ret->n == 0)
		e = customer_by_name(r->sc, r->db, name, &c);
	return e != E_GONE ? e : scope_fail(r->sc, E_GONE, "no customer is "
	    "called \"%s\"; see cspdesk export customers", name);
}

static enum err
shown(struct cli_run *r)
{
	struct db_val where[2];
	struct db_rows rows;
	enum err e = db_ready(r->sc, r->db);

	if (e != E_OK)
		return e;
	if (str_same(r->a->rest[1], "customer"))
		e = shown_customer(r, r->a->rest[2], &rows);
	else if (!str_same(r->a->rest[1], "ticket"))
		return scope_fail(r->sc, E_SHAPE, "shown to whom? ticket "
		    "[DESK/]TICKET, or customer NAME");
	else if ((e = cli_ticket(r->sc, &r->config, r->a->rest[2], where))
	    == E_OK)
		e = db_all(r->sc, r->db, STMT_TERMS_SHOWN_TICKET, where, 2,
		    &rows);
	if (e == E_OK)
		print_shown(&rows);
	return e;
}

/* Every offer as a customer reads it, and the collections policy. */
static enum err
print(struct cli_run *r)
{
	struct terms_words w = { r->sc, NULL, r->a->language };
	struct terms_version v;
	const struct terms *t;
	enum err e;

	if ((e = texts_load(r->sc, r->config.messages,
	    r->config.messages_local, &w.texts)) != E_OK ||
	    (e = find_version(r, r->a->n > 1 ? r->a->rest[1] : NULL, &v))
	    != E_OK || (e = terms_parse(r->sc, v.document, strlen(v.document),
	    &t)) != E_OK)
		return e;
	for (int i = 0; i < t->n; i++)
		printf("--- %s\n%s\n", t->offer[i].name,
		    terms_say_offer(&w, &t->offer[i]));
	if (t->ladder != NULL)
		printf("--- collections\n%s\n", terms_say_ladder(&w,
		    t->ladder));
	return E_OK;
}

static const struct cli_verb verbs[] = {
	{ "publish", 2, 2, publish },
	{ "list",    1, 1, list },
	{ "diff",    2, 3, diff },
	{ "shown",   3, 3, shown },
	{ "print",   1, 2, print },
};

int
cmd_terms(struct scope *sc, const struct args *a)
{
	return cli_verbs(sc, a, "terms", verbs, LEN(verbs));
}
