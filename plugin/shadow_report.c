/*
 * Tickets are told as they come. Those that lack a fact wait in a file until
 * the others have been told, so that neither list is kept in memory.
 */
#include "shadow_report.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_COUNTS = 400, LINE = 65536 };

/* How many tickets fare so. */
struct count {
	const char	*name, *to;
	int64_t		 n;
};

struct counts {
	struct count	 of[MOST_COUNTS];
	int		 n;
};

struct shadow_report {
	struct scope	*sc;
	FILE		*lacking;	/* their part of the report */
	int		 json;
	int64_t		 kinds[SHADOW__MAX];
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
	if (c->n < MOST_COUNTS - 1 || str_same(name, "others"))
		c->of[c->n++] = (struct count){ str_dup(sc, name),
		    str_dup(sc, to), 1 };
	else
		count(sc, c, "others", to == NULL ? NULL : "others");
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

/* "allow microsoft azure-portal csp-entitlement": all but the rule. */
static const char *
fate_text(struct scope *sc, const struct fate *f)
{
	struct buf b;

	buf_init(&b, sc, LINE);
	for (int i = 0; i < FATE_RULE; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : " ",
		    f->part[i] == NULL ? "-" : f->part[i]);
	return b.at;
}

static const char *
rule_of(const struct fate *f)
{
	return f->part[FATE_RULE] == NULL ? "-" : f->part[FATE_RULE];
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
	buf_fmt(&b, "%s (%s) -> %s (%s)", fate_text(sc, &t->shift.from),
	    rule_of(&t->shift.from), fate_text(sc, &t->shift.to),
	    rule_of(&t->shift.to));
	return b.at;
}

/* Between two lines of JSON there is a comma. */
static void
print(const struct shadow_report *r, FILE *to, int64_t before, const char *line)
{
	fprintf(to, "%s%s%s", r->json && before > 0 ? "," : "",
	    r->json ? "\n" : "", line);
	if (!r->json)
		putc('\n', to);
}

void
shadow_report_ticket(void *arg, const struct shadow_ticket *t)
{
	struct shadow_report *r = arg;
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
		count(r->sc, &r->pairs, fate_text(&sc, &t->shift.from),
		    fate_text(&sc, &t->shift.to));
	for (int i = 0; i < t->shift.lacks.n; i++)
		count(r->sc, &r->facts, name[i], NULL);
	scope_end(&sc);
}

/* ---- what it comes to */

static int
by_number(const void *a, const void *b)
{
	const struct count *x = a, *y = b;

	return (x->n < y->n) - (x->n > y->n);
}

static void
most_first(struct counts *c)
{
	qsort(c->of, (size_t)c->n, sizeof(c->of[0]), by_number);
}

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
say_pairs(const struct shadow_report *r)
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
say_all(const struct shadow_report *r, const struct shadow *s)
{
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
put_counts(struct json_out *o, const struct shadow_report *r)
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
summary_json(const struct shadow_report *r, const struct shadow *s)
{
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

int
shadow_report_end(struct shadow_report *r, const struct shadow *s)
{
	int64_t n = r->kinds[SHADOW_CHANGED] + r->kinds[SHADOW_LACKING];

	most_first(&r->pairs);
	most_first(&r->facts);
	if (r->json) {
		printf("\n],\"lacking\":[");
		copy(r->lacking);
		printf("\n],\"summary\":%s}\n", summary_json(r, s));
		return n > 0;
	}
	if (r->kinds[SHADOW_LACKING] > 0)
		printf("Facts that the new policy asks and nobody told:\n");
	copy(r->lacking);
	say_all(r, s);
	return n > 0;
}

static void
close_file(void *file)
{
	fclose(file);
}

enum err
shadow_report_begin(struct scope *sc, int json, struct shadow_report **ret)
{
	struct shadow_report *r = scope_alloc(sc, sizeof(*r));

	r->sc = sc;
	r->json = json;
	if ((r->lacking = tmpfile()) == NULL)
		return scope_fail(sc, E_BROKEN, "no temporary file can be "
		    "made: is /tmp full?");
	scope_own(sc, close_file, r->lacking);
	if (json)
		printf("{\"schema\":1,\"changed\":[");
	*ret = r;
	return E_OK;
}
