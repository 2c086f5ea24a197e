/*
 * cspdesk shadow: which tickets another policy would decide otherwise. Those
 * that lack a fact wait in a file until the others have been told, so that
 * neither list is kept in memory.
 */
#include "cli.h"

#include "advise.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "policy/date.h"
#include "shadow.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { USUAL_DAYS = 30, MOST_DAYS = 36600, MOST_COUNTS = 400, LINE = 65536 };
enum { NOTHING_CHANGES, SOMETHING_CHANGES, NOT_DONE };

/* How many tickets fare so. */
struct count {
	const char	*name, *to;
	int64_t		 n;
};

struct counts {
	struct count	 of[MOST_COUNTS];
	int		 n;
};

struct report {
	struct scope	*sc;
	struct shadow	 shadow;
	FILE		*lacking;	/* their part of the report */
	int		 json;
	int64_t		 kinds[SHADOW_LACKING + 1];
	struct counts	 pairs, facts;
};

static void
count(struct scope *sc, struct counts *c, const char *name, const char *to)
{
	for (int i = 0; i < c->n; i++)
		if (str_same(c->of[i].name, name) &&
		    (to == NULL || str_same(c->of[i].to, to))) {
			c->of[i].n++;
			return;
		}
	if (c->n < MOST_COUNTS)
		c->of[c->n++] = (struct count){ str_dup(sc, name),
		    str_dup(sc, to), 1 };
}

/* ---- one ticket */

static void
put_fate(struct json_out *o, const char *name, const struct fate *f)
{
	json_open(o, name, '{');
	for (int i = 0; i < FATE__MAX; i++)
		json_put(o, fate_names[i], f->part[i]);
	json_close(o);
}

static void
put_lacks(struct json_out *o, const struct list *lacks)
{
	const char *const *name = lacks->at;

	json_open(o, "lacks", '[');
	for (int i = 0; i < lacks->n; i++)
		json_put(o, NULL, name[i]);
	json_close(o);
}

static const char *
ticket_json(struct scope *sc, const struct shadow_ticket *t, const char *when)
{
	struct json_out o;

	json_begin(&o, sc, LINE);
	json_open(&o, NULL, '{');
	json_put(&o, "desk", t->desk);
	json_put(&o, "ticket", t->ticket);
	json_put_int(&o, "receipt", t->receipt);
	json_put(&o, "decided_at", when);
	if (t->kind == SHADOW_LACKING)
		put_lacks(&o, &t->shift.lacks);
	put_fate(&o, "from", &t->shift.from);
	put_fate(&o, "to", &t->shift.to);
	json_close(&o);
	return json_end(&o);
}

/* "allow microsoft azure-portal csp-entitlement (technical-azure)" */
static void
add_fate(struct buf *b, const struct fate *f)
{
	for (int i = 0; i < FATE_RULE; i++)
		buf_fmt(b, "%s ", f->part[i] == NULL ? "-" : f->part[i]);
	buf_fmt(b, "(%s)", f->part[FATE_RULE] == NULL ? "-" :
	    f->part[FATE_RULE]);
}

static const char *
ticket_line(struct scope *sc, const struct shadow_ticket *t, const char *when)
{
	const char *const *name = t->shift.lacks.at;
	struct buf b;

	buf_init(&b, sc, LINE);
	buf_fmt(&b, "  %s/%s  %s  ", t->desk, t->ticket, when);
	for (int i = 0; i < t->shift.lacks.n; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "lacks " : ", ", name[i]);
	buf_puts(&b, t->shift.lacks.n > 0 ? ": " : "");
	add_fate(&b, &t->shift.from);
	buf_puts(&b, " -> ");
	add_fate(&b, &t->shift.to);
	return b.at;
}

static const char *
pair(struct scope *sc, const struct fate *f)
{
	return str_fmt(sc, "%s %s", f->part[FATE_OUTCOME],
	    f->part[FATE_ROUTE]);
}

/* Between two lines of JSON there is a comma. */
static void
print(const struct report *r, FILE *to, int64_t before, const char *line)
{
	fprintf(to, "%s%s%s", r->json && before > 0 ? "," : "",
	    r->json ? "\n" : "", line);
	if (!r->json)
		putc('\n', to);
}

static void
tell(void *arg, const struct shadow_ticket *t)
{
	struct report *r = arg;
	const char *const *name = t->shift.lacks.at;
	char when[CLOCK_TEXT];
	struct scope sc;
	int64_t before = r->kinds[t->kind]++;

	if (t->kind < SHADOW_CHANGED)
		return;
	scope_begin(&sc, 0);
	clock_text(t->at, when);
	if (before == 0 && !r->json && t->kind == SHADOW_CHANGED)
		printf("Another outcome, by the last receipt of the ticket:\n");
	print(r, t->kind == SHADOW_LACKING ? r->lacking : stdout, before,
	    r->json ? ticket_json(&sc, t, when) : ticket_line(&sc, t, when));
	if (t->kind == SHADOW_CHANGED)
		count(r->sc, &r->pairs, pair(&sc, &t->shift.from),
		    pair(&sc, &t->shift.to));
	for (int i = 0; i < t->shift.lacks.n; i++)
		count(r->sc, &r->facts, name[i], NULL);
	scope_end(&sc);
}

/* ---- what it comes to */

static int64_t
outdated(const struct shadow *s)
{
	int64_t n = 0;

	for (const struct stored_policy *p = s->policies; p != NULL;
	    p = p->next)
		n += p->policy == NULL ? p->uses : 0;
	return n;
}

static void
say_pairs(const struct report *r)
{
	for (int i = 0; i < r->pairs.n; i++)
		printf("%10" PRId64 " tickets: %s -> %s\n", r->pairs.of[i].n,
		    r->pairs.of[i].name, r->pairs.of[i].to);
	if (r->kinds[SHADOW_LACKING] == 0)
		return;
	printf("%10" PRId64 " tickets lack a fact that the new policy asks:",
	    r->kinds[SHADOW_LACKING]);
	for (int i = 0; i < r->facts.n; i++)
		printf("%s %s %" PRId64, i == 0 ? "" : ",", r->facts.of[i].name,
		    r->facts.of[i].n);
	printf("\n");
}

static void
say_odd(const struct shadow *s)
{
	if (s->unread > 0)
		printf("%10" PRId64 " receipts are of another schema and were "
		    "not compared; the first is %" PRId64 ": %s\n", s->unread,
		    s->first_unread, s->why_unread);
	if (outdated(s) > 0)
		printf("%10" PRId64 " receipts are by policies that this "
		    "program no longer compiles; compared by what they say\n",
		    outdated(s));
}

static void
say_all(const struct report *r)
{
	const struct shadow *s = &r->shadow;
	char since[CLOCK_TEXT], until[CLOCK_TEXT];

	clock_text(s->since, since);
	clock_text(s->until, until);
	printf("%s, on %" PRId64 " receipts of %" PRId64 " tickets from %s to "
	    "%s:\n", policy_hash(s->policy), s->receipts, s->tickets, since,
	    until);
	printf("%10" PRId64 " tickets: the same outcome\n",
	    r->kinds[SHADOW_SAME] + r->kinds[SHADOW_BY_OTHER]);
	if (r->kinds[SHADOW_BY_OTHER] > 0)
		printf("%10" PRId64 " of them by another rule\n",
		    r->kinds[SHADOW_BY_OTHER]);
	say_pairs(r);
	printf("%10" PRId64 " receipts have another outcome, those that later "
	    "ones replaced included\n", s->differ);
	say_odd(s);
}

static void
put_counts(struct json_out *o, const struct report *r)
{
	json_open(o, "pairs", '[');
	for (int i = 0; i < r->pairs.n; i++) {
		json_open(o, NULL, '{');
		json_put(o, "from", r->pairs.of[i].name);
		json_put(o, "to", r->pairs.of[i].to);
		json_put_int(o, "tickets", r->pairs.of[i].n);
		json_close(o);
	}
	json_close(o);
	json_open(o, "facts", '{');
	for (int i = 0; i < r->facts.n; i++)
		json_put_int(o, r->facts.of[i].name, r->facts.of[i].n);
	json_close(o);
}

static void
put_unread(struct json_out *o, const struct shadow *s)
{
	json_open(o, "unread", '{');
	json_put_int(o, "receipts", s->unread);
	if (s->unread > 0) {
		json_put_int(o, "first", s->first_unread);
		json_put(o, "why", s->why_unread);
	}
	json_close(o);
	json_put_int(o, "by_outdated_policies", outdated(s));
}

/* The members behind the two lists. */
static const char *
summary_json(const struct report *r)
{
	const struct shadow *s = &r->shadow;
	char when[CLOCK_TEXT];
	struct json_out o;

	json_begin(&o, r->sc, 16 * LINE);
	json_open(&o, NULL, '{');
	json_put(&o, "policy", policy_hash(s->policy));
	clock_text(s->since, when);
	json_put(&o, "since", when);
	clock_text(s->until, when);
	json_put(&o, "until", when);
	json_put_int(&o, "receipts", s->receipts);
	json_put_int(&o, "receipts_with_another_outcome", s->differ);
	json_put_int(&o, "tickets", s->tickets);
	json_put_int(&o, "tickets_the_same", r->kinds[SHADOW_SAME] +
	    r->kinds[SHADOW_BY_OTHER]);
	json_put_int(&o, "of_them_by_another_rule",
	    r->kinds[SHADOW_BY_OTHER]);
	json_put_int(&o, "tickets_changed", r->kinds[SHADOW_CHANGED]);
	json_put_int(&o, "tickets_lacking", r->kinds[SHADOW_LACKING]);
	put_counts(&o, r);
	put_unread(&o, s);
	json_close(&o);
	return json_end(&o);
}

static void
copy(FILE *from)
{
	char part[8192];
	size_t n;

	rewind(from);
	while ((n = fread(part, 1, sizeof(part), from)) > 0)
		fwrite(part, 1, n, stdout);
}

static void
finish(struct report *r)
{
	if (r->json) {
		printf("\n],\"lacking\":[");
		copy(r->lacking);
		printf("\n],\"summary\":%s}\n", summary_json(r));
		return;
	}
	if (r->kinds[SHADOW_LACKING] > 0)
		printf("Facts that the new policy asks and nobody told:\n");
	copy(r->lacking);
	say_all(r);
}

/* ---- what it is asked for */

static enum err
read_days(struct scope *sc, const char *text, int64_t *ret)
{
	*ret = USUAL_DAYS;
	if (text == NULL || (str_int(text, ret) && *ret >= 1 &&
	    *ret <= MOST_DAYS))
		return E_OK;
	return scope_fail(sc, E_SHAPE, "--days must be a whole number from 1 "
	    "to %d", MOST_DAYS);
}

/* The policy with all that stands beside it, as cspdesk check reads it. */
static enum err
read_policy(struct scope *sc, const struct config *c, const char *dir,
    const struct policy **ret)
{
	struct config other = *c;
	const struct advisor *advisor;
	enum err e;

	other.policy = dir;
	if ((e = advisor_load(sc, &other, &advisor)) == E_OK)
		*ret = advisor->policy;
	return e;
}

static void
close_file(void *file)
{
	fclose(file);
}

static enum err
run(struct report *r, const struct args *a)
{
	struct scope *sc = r->sc;
	struct config c;
	struct db *db;
	int64_t days;
	enum err e;

	if ((e = read_days(sc, a->days, &days)) != E_OK ||
	    (e = config_load(sc, a->config, NEEDS_APP_DB, &c)) != E_OK ||
	    (e = read_policy(sc, &c, a->rest[0], &r->shadow.policy)) != E_OK)
		return e;
	if ((r->lacking = tmpfile()) == NULL)
		return scope_fail(sc, E_BROKEN, "no temporary file can be "
		    "made; is TMPDIR full?");
	scope_own(sc, close_file, r->lacking);
	r->json = a->json;
	r->shadow.until = sc->now;
	r->shadow.since = sc->now - days * DAY_MS;
	r->shadow.tell = tell;
	r->shadow.arg = r;
	db = cli_db(sc, &c.db, DB_PROGRAM);
	if ((e = db_ready(sc, db)) != E_OK)
		return e;
	if (r->json)
		printf("{\"schema\":1,\"changed\":[");
	if ((e = shadow_run(sc, db, &r->shadow)) == E_OK)
		finish(r);
	return e;
}

int
cmd_shadow(struct scope *sc, const struct args *a)
{
	struct report *r = scope_alloc(sc, sizeof(*r));

	if (a->n != 1)
		return cli_usage("shadow");
	r->sc = sc;
	if (run(r, a) != E_OK) {
		cli_complain(sc, E_SHAPE);
		return NOT_DONE;
	}
	return r->kinds[SHADOW_CHANGED] + r->kinds[SHADOW_LACKING] > 0 ?
	    SOMETHING_CHANGES : NOTHING_CHANGES;
}
