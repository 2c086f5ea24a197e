/*
 * The nearest outcome against a plain search that tries every set of changes
 * in turn, as its header promises; on facts by dice, by the policy that ships
 * and by one whose changes get into each other's way.
 *
 *	NEAREST=300	facts for each	SEED=1		the dice
 */
#include "same.h"

#include "dice_facts.h"

#include "policy/table.h"
#include "policy/verdict.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST = 64, TRIES = 4000 };

/* Lives as long as the program; what one set of facts takes is in sc. */
static struct scope whole;

struct plain {
	const struct policy	*p;
	const struct change	*change[MOST];
	const char		*from[MOST];
	int			 n, tries, set[NEAREST_MAX];
	struct verdict		 found;
};

static const char *
value_of(const struct change *c, const struct facts *f)
{
	return change_value(&sc, c, date_of(f->now));
}

static void
set(const struct change *c, struct facts *f)
{
	const char *text = value_of(c, f);
	const struct cJSON *value;
	struct member_at at;

	ck_assert(member_find(facts_members, c->fact, &at));
	ck_assert_int_eq(json_parse(&sc, text, strlen(text), 8, &value), E_OK);
	ck_assert_int_eq(member_set(&sc, &at, value, f), E_OK);
}

static void
collect(struct plain *h, const struct facts *f)
{
	const struct change *c = h->p->table[TABLE_NEAREST].at;
	struct member_at at;

	for (int i = 0; i < h->p->table[TABLE_NEAREST].n && h->n < MOST;
	    i++, c++) {
		if (!member_find(facts_members, c->fact, &at) ||
		    !member_open(facts_members, c->fact, f))
			continue;
		h->change[h->n] = c;
		h->from[h->n] = member_value(&sc, &at, f);
		h->n += !str_same(h->from[h->n], value_of(c, f)) &&
		    (!c->unknown_only || str_same(h->from[h->n], "null"));
	}
}

static int
try_sets(struct plain *h, const struct facts *f, int done, int size)
{
	if (done == size) {
		verdict(h->p, f, &h->found);
		return h->found.outcome == OUTCOME_ALLOW ||
		    h->found.outcome == OUTCOME_ROUTE;
	}
	for (int i = done == 0 ? 0 : h->set[done - 1] + 1; i < h->n &&
	    h->tries < TRIES; i++) {
		struct facts changed = *f;
		int clash = 0;

		for (int k = 0; k < done; k++)
			clash |= str_same(h->change[h->set[k]]->fact,
			    h->change[i]->fact);
		h->tries++;
		h->set[done] = i;
		if (clash)
			continue;
		set(h->change[i], &changed);
		if (try_sets(h, &changed, done + 1, size))
			return 1;
	}
	return 0;
}

/* What the plain search finds, in words. */
static const char *
plainly(const struct policy *p, const struct facts *f)
{
	struct plain h = { .p = p };
	struct buf b;

	buf_init(&b, &sc, 4096);
	collect(&h, f);
	for (int size = 1; size <= NEAREST_MAX; size++) {
		if (!try_sets(&h, f, 0, size))
			continue;
		for (int k = 0; k < size; k++)
			buf_fmt(&b, "%s: %s -> %s; ", h.change[h.set[k]]->fact,
			    h.from[h.set[k]], value_of(h.change[h.set[k]], f));
		buf_fmt(&b, "%d by %d", h.found.outcome,
		    h.found.outcome != OUTCOME_ALLOW ? -1 :
		    h.found.way.vehicle->vehicle);
		break;
	}
	return b.at;
}

static const char *
as_decided(const struct policy *p, const struct facts *f)
{
	struct decision d;
	struct buf b;

	buf_init(&b, &sc, 4096);
	decide(&sc, p, f, &d);
	for (int k = 0; k < d.nnearest; k++)
		buf_fmt(&b, "%s: %s -> %s; ", d.nearest[k].fact,
		    d.nearest[k].from, d.nearest[k].to);
	if (d.nnearest > 0)
		buf_fmt(&b, "%d by %d", d.near_outcome, d.near_vehicle);
	return b.at;
}

static int
number(const char *name, int preset)
{
	const char *text = getenv(name);

	return text == NULL ? preset : (int)strtol(text, NULL, 10);
}

static int
compare(const struct policy *p, int n)
{
	static const int wild[] = { 30, 100, 250, 600, 1000 };
	struct dice d = { .state = (uint64_t)number("SEED", 1),
	    .now = INT64_C(1800000000000) };
	struct facts base, f;
	struct verdict v;
	int found = 0;

	ck_assert_int_eq(dice_base(&whole, &base), E_OK);
	for (int i = 0; i < n; i++) {
		const char *text, *want;

		scope_end(&sc);
		scope_begin(&sc, 0);
		d.sc = &sc;
		d.wild = wild[i % LEN(wild)];
		text = dice_facts(&d, &base, &f);
		verdict(p, &f, &v);
		if (v.outcome == OUTCOME_BLOCK || v.outcome == OUTCOME_DENY) {
			want = plainly(p, &f);
			found += *want != '\0';
			same_text(text, as_decided(p, &f), want);
		}
	}
	return found;
}

START_TEST(as_shipped)
{
	const struct policy *p;
	int n = number("NEAREST", 300), found;

	ck_assert_int_eq(policy_load(&whole, "conf/policy", &p), E_OK);
	found = compare(p, n);
	printf("nearest: %d of %d facts have one\n", found, n);
	ck_assert_int_gt(found, n / 20);
}
END_TEST

/* Parts of one fact, whole objects, and the time itself. */
static const char in_the_way[] = "\"nearest\":["
    "{\"fact\":\"customer.gdap.roles\",\"to\":"
    "\"[\\\"service_support_administrator\\\"]\",\"unknown_only\":false},"
    "{\"fact\":\"customer.gdap.ends\",\"to\":\"\\\"2030-01-01\\\"\","
    "\"unknown_only\":false},"
    "{\"fact\":\"now\",\"to\":\"\\\"2026-02-01T00:00:00Z\\\"\","
    "\"unknown_only\":false},"
    "{\"fact\":\"checks\",\"to\":\"{\\\"P1\\\":\\\"done\\\",\\\"P2\\\":"
    "\\\"done\\\",\\\"P3\\\":\\\"done\\\",\\\"P4\\\":\\\"done\\\",\\\"P5\\\":"
    "\\\"done\\\",\\\"P6\\\":\\\"done\\\",\\\"P7\\\":\\\"done\\\",\\\"P8\\\":"
    "\\\"done\\\",\\\"P9\\\":\\\"done\\\",\\\"P10\\\":null}\","
    "\"unknown_only\":false},"
    "{\"fact\":\"issue.class\",\"to\":\"\\\"security\\\"\","
    "\"unknown_only\":false},"
    "{\"fact\":\"issue.environment\",\"to\":\"\\\"own\\\"\","
    "\"unknown_only\":false},";

START_TEST(in_each_others_way)
{
	const struct policy *p;
	const char *text;

	ck_assert_int_eq(policy_load(&whole, "conf/policy", &p), E_OK);
	text = changed(policy_canonical(p), "\"nearest\":[", in_the_way);
	ck_assert_msg(policy_compile(&whole, text, &p) == E_OK, "%s",
	    whole.why);
	ck_assert_int_gt(compare(p, number("NEAREST", 300)), 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("nearest");
	int rc;

	scope_begin(&whole, 0);
	tcase_set_timeout(t, 1200);
	tcase_add_test(t, as_shipped);
	tcase_add_test(t, in_each_others_way);
	rc = run_case("nearest", t);
	scope_end(&whole);
	return rc;
}
