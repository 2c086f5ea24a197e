/*
 * Every cell of the decision (DESIGN 5): the full product of the word lists
 * that matter, unknown included, each decided and held against what DESIGN 1
 * and DOMAIN say, in conditions of their own that know no policy.
 *
 *	cross POLICY-DIR all|roles|dice SEED CELLS PROCESSES
 *
 * all: the whole product. roles: the cells of one role, complete too. dice:
 * CELLS of the whole, by SEED. Every eighth cell is decided once more with a
 * fact or two turned by the dice. Of all and roles a table is printed that a
 * person can read; broken promises go to standard error, and end with 1.
 */
#include "cross.h"

#include "base/str.h"
#include "policy/date.h"
#include "policy/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const struct dim_info dims[DIMS] = {
	[TYPE] = { "partner type", words_partner, 1 },
	[ACTOR] = { "actor kind", words_actor, 0 },
	[ROLE] = { "role", words_role, 1 },
	[CLASS] = { "class", words_class, 1 },
	[TOPIC] = { "topic", words_topic, 1 },
	[PRODUCT] = { "product", words_product, 1 },
	[VERSION] = { "version", words_version, 1 },
	[SEVERITY] = { "severity", words_severity, 1 },
	[HELD] = { "vehicle held", words_vehicle, 1 },
	[ENVIRONMENT] = { "environment", words_environment, 1 },
};

enum { VEHICLES = 9, ROUTES = 6, TYPES = 4, CLASSES = 4, PRODUCTS = 9 };

struct row {
	int64_t	outcome[4], route[ROUTES], vehicle[VEHICLES];
};

struct totals {
	int64_t		cells, turned, broken;
	struct row	row[TYPES][CLASSES][PRODUCTS];
};

static struct scope whole;
static const struct policy *policy;
static uint64_t dice;

static int
roll(int sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (int)(dice % (uint64_t)sides);
}

static int
size_of(enum dim d)
{
	int n = 0;

	while (dims[d].words[n] != NULL)
		n++;
	return n + dims[d].unknown;
}

static int64_t
product_of(int is_role_alone)
{
	int64_t n = 1;

	for (int d = 0; d < DIMS; d++)
		n *= is_role_alone && (d == ROLE || d == ACTOR) ? 1 :
		    size_of((enum dim)d);
	return n;
}

/* ---- a cell, and its facts */

static void
place(struct cell *c, int64_t n, int is_role_alone)
{
	for (int d = DIMS - 1; d >= 0; d--) {
		int sides = size_of((enum dim)d);

		if (is_role_alone && d == ACTOR)
			c->at[d] = word_find(words_actor, "agent");
		else if (is_role_alone && d == ROLE)
			c->at[d] = word_find(words_role, "admin_agent");
		else {
			c->at[d] = (int)(n % sides);
			n /= sides;
		}
	}
}

int
cell_value(const struct cell *c, enum dim d)
{
	return dims[d].words[c->at[d]] == NULL ? WORD_UNKNOWN : c->at[d];
}

static void
hold(struct cell *c)
{
	int vehicle = cell_value(c, HELD);

	if (vehicle == WORD_UNKNOWN)
		return;
	c->held = (struct entitlement){ .id = "e1", .vehicle = vehicle,
	    .plan = word_has_plan(word_at(words_vehicle, vehicle)) ?
	    word_find(words_plan, "prodirect") : WORD_UNKNOWN,
	    .holder = HOLDER_PARTNER, .fee = FEE_PAID,
	    .from = date_of(CROSS_NOW) - 100, .to = date_of(CROSS_NOW) + 100,
	    .units_left = 5 };
	c->f.entitlements = (struct list){ 1, &c->held };
}

static void
fill(struct cell *c)
{
	static const char *const roles[] = { "service_support_administrator" };
	struct facts *f = &c->f;

	*f = (struct facts){ .now = CROSS_NOW,
	    .partner = { 1, cell_value(c, TYPE), 0 },
	    .request = { 1, 0, 1, cell_value(c, ACTOR), WORD_UNKNOWN,
	    WORD_UNKNOWN },
	    .issue = { 1, cell_value(c, CLASS), cell_value(c, TOPIC),
	    cell_value(c, PRODUCT), cell_value(c, VERSION),
	    cell_value(c, SEVERITY), 0, cell_value(c, ENVIRONMENT),
	    NULL, "en" },
	    .customer = { 1, 1, word_find(words_way, "email"), FLAG_YES,
	    FLAG_YES, FLAG_YES, FLAG_NO, NULL, "Tatra IT", NULL,
	    { 1, FLAG_YES, { 1, (void *)roles }, date_of(CROSS_NOW) + 100 },
	    0 },
	    .checks = { .known = 1 } };
	if (cell_value(c, ROLE) != WORD_UNKNOWN)
		f->request.roles = 1 << cell_value(c, ROLE);
	for (int i = 0; i < CHECKS; i++)
		f->checks.mark[i] = 0;
	c->is_turned = 0;
	hold(c);
}

/* Facts that the product does not have, a few at a time. */
static void
turn(struct cell *c)
{
	struct facts *f = &c->f;

	c->is_turned = 1;
	for (int n = 1 + roll(2); n > 0; n--)
		switch (roll(14)) {
		case 0: f->checks.mark[roll(CHECKS)] = WORD_UNKNOWN; break;
		case 1: f->customer.gdap = (struct facts_gdap){ 0,
			    WORD_UNKNOWN, { LIST_UNKNOWN, NULL },
			    DAY_UNKNOWN }; break;
		case 2: f->customer.gdap.ends = date_of(CROSS_NOW) - 1; break;
		case 3: f->customer.relationship = roll(2) - 1; break;
		case 4: f->customer.azure_rbac = roll(2) - 1; break;
		case 5: c->held.units_left = 0; break;
		case 6: c->held.to = date_of(CROSS_NOW) - 1; break;
		case 7: c->held.from = date_of(CROSS_NOW) + 1; break;
		case 8: c->held.holder = HOLDER_CUSTOMER; break;
		case 9: c->held.plan = roll(5) - 1; break;
		case 10: f->issue.publisher = roll(3) - 1; break;
		case 11: f->request.action = roll(2); break;
		case 12: f->request.via = roll(9) - 1; break;
		case 13: f->customer.provider_known = 0;
			f->customer.provider = NULL;
			f->customer.provider_way = WORD_UNKNOWN; break;
		}
}

/* ---- a run */

static void
complain(struct scope *sc, const struct judged *j, const char *promise)
{
	fprintf(stderr, "broken: %s: %s -> %s\n", promise,
	    facts_json(sc, j->f), decision_json(sc, j->d));
}

static void
judge(struct totals *t, const struct cell *c, int is_counted)
{
	struct row *r = &t->row[c->at[TYPE]][c->at[CLASS]][c->at[PRODUCT]];
	struct decision d;
	struct judged j = { c, &c->f, &d };
	struct scope sc;

	scope_begin(&sc, CROSS_NOW);
	decide(&sc, policy, &c->f, &d);
	for (int i = 0; promises[i].name != NULL; i++)
		if (!promises[i].holds(&j) && t->broken++ < 5)
			complain(&sc, &j, promises[i].name);
	scope_end(&sc);
	if (!is_counted)
		return;
	r->outcome[d.outcome]++;
	if (d.outcome == OUTCOME_ROUTE)
		r->route[d.route]++;
	if (d.outcome == OUTCOME_ALLOW)
		r->vehicle[d.vehicle]++;
}

static void
run_cell(struct totals *t, int64_t n, int is_role_alone)
{
	struct cell c = { 0 };

	place(&c, n, is_role_alone);
	fill(&c);
	t->cells++;
	judge(t, &c, 1);
	if (roll(8) != 0)
		return;
	turn(&c);
	t->turned++;
	judge(t, &c, 0);
}

struct run {
	int64_t	 cells, of;
	int	 is_dice, is_role_alone, processes;
	uint64_t seed;
};

static void
run_part(struct totals *t, const struct run *r, int part)
{
	dice = r->seed * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)part + 1;
	for (int64_t n = part; n < r->cells; n += r->processes)
		run_cell(t, r->is_dice ? (int64_t)((((uint64_t)roll(1 << 30)
		    << 30) + (uint64_t)roll(1 << 30)) % (uint64_t)r->of) : n,
		    r->is_role_alone);
}

static struct totals *
run_all(const struct run *r)
{
	struct totals *t = mmap(NULL, sizeof(*t) * (size_t)r->processes,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;

	for (int i = 0; i < r->processes; i++)
		if (fork() == 0) {
			run_part(&t[i], r, i);
			_exit(0);
		}
	while (wait(&status) > 0)
		t[0].broken += status != 0;
	for (int i = 1; i < r->processes; i++) {
		int64_t *to = (int64_t *)&t[0], *from = (int64_t *)&t[i];

		for (size_t k = 0; k < sizeof(*t) / sizeof(*to); k++)
			to[k] += from[k];
	}
	return t;
}

/* ---- the table */

static void
print_counts(const char *before, const char *const *words, const int64_t *n,
    int most)
{
	for (int i = 0; i < most; i++)
		if (n[i] > 0) {
			printf("%s%s %lld", before, words[i], (long long)n[i]);
			before = ", ";
		}
}

static void
print_row(int type, int class, int product, const struct row *r)
{
#define NAME(list, i) ((list)[i] == NULL ? "null" : (list)[i])
	printf("%-17s %-10s %-14s %7lld %7lld %7lld %7lld",
	    NAME(words_partner, type), NAME(words_class, class),
	    NAME(words_product, product), (long long)r->outcome[OUTCOME_ALLOW],
	    (long long)r->outcome[OUTCOME_ROUTE],
	    (long long)r->outcome[OUTCOME_BLOCK],
	    (long long)r->outcome[OUTCOME_DENY]);
	print_counts("  to ", words_route, r->route, ROUTES);
	print_counts("  by ", words_vehicle, r->vehicle, VEHICLES - 1);
	printf("\n");
}

static void
print_table(const struct totals *t)
{
	printf("%-17s %-10s %-14s %7s %7s %7s %7s\n", "partner type", "class",
	    "product", "allow", "route", "block", "deny");
	for (int a = 0; a < TYPES; a++)
		for (int b = 0; b < CLASSES; b++)
			for (int c = 0; c < PRODUCTS; c++)
				print_row(a, b, c, &t->row[a][b][c]);
}

static int64_t
number(const char *s)
{
	int64_t n;

	if (!str_int(s, &n) || n < 1) {
		fprintf(stderr, "cross: \"%s\" is not a number\n", s);
		exit(2);
	}
	return n;
}

int
main(int argc, char **argv)
{
	struct run r = { 0 };
	struct totals *t;

	if (argc != 6)
		return 2;
	r.is_dice = strcmp(argv[2], "dice") == 0;
	r.is_role_alone = strcmp(argv[2], "roles") == 0;
	r.seed = (uint64_t)number(argv[3]);
	r.of = product_of(r.is_role_alone);
	r.cells = r.is_dice ? number(argv[4]) : r.of;
	r.processes = (int)number(argv[5]);
	scope_begin(&whole, CROSS_NOW);
	if (policy_load(&whole, argv[1], &policy) != E_OK) {
		fprintf(stderr, "cross: %s\n", whole.why);
		return 2;
	}
	for (int d = 0; d < DIMS; d++)
		fprintf(stderr, "%s%s %d", d == 0 ? "" : " x ", dims[d].name,
		    size_of((enum dim)d));
	fprintf(stderr, " = %lld cells\n", (long long)product_of(0));
	t = run_all(&r);
	if (!r.is_dice)
		print_table(t);
	fprintf(stderr, "decided %lld, and %lld with facts turned; broken "
	    "promises: %lld\n", (long long)t->cells, (long long)t->turned,
	    (long long)t->broken);
	scope_end(&whole);
	return t->broken > 0 || t->cells != r.cells;
}
