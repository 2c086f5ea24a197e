/*
 * Receipts as the program itself makes them, of facts by dice: for tests and
 * benches that want many. Written as rows for LOAD DATA without escapes.
 *
 *	receipts POLICY-DIR COUNT SEED FROM UNTIL PREFIX
 *
 * PREFIX.policy gets hash and canonical form; PREFIX.receipt case, version,
 * place, time, policy, facts and decision. A case has one to four versions,
 * and times go evenly from FROM to UNTIL (ms).
 */
#include "../unit/dice_facts.h"

#include "policy/decide.h"

#include <stdio.h>
#include <stdlib.h>

struct maker {
	struct scope		 sc;	/* lives as long as the policy */
	const struct policy	*policy;
	struct facts		 base;
	struct dice		 dice;
	int64_t			 from, until, count;
};

static void
die(const struct scope *sc)
{
	fprintf(stderr, "receipts: %s\n", sc->why);
	exit(1);
}

static FILE *
open_out(struct maker *m, const char *prefix, const char *name)
{
	FILE *f = fopen(str_fmt(&m->sc, "%s.%s", prefix, name), "we");

	if (f == NULL) {
		perror(prefix);
		exit(1);
	}
	return f;
}

static void
make_one(struct maker *m, FILE *to, int64_t i, int64_t of_case, int version)
{
	static const int wild[] = { 20, 60, 150, 400, 1000 };
	struct scope sc;
	struct decision d;
	struct facts f;
	const char *text;

	scope_begin(&sc, 0);
	m->dice.sc = &sc;
	m->dice.wild = wild[i % LEN(wild)];
	m->dice.now = m->from + (m->until - m->from) * i / m->count;
	text = dice_facts(&m->dice, &m->base, &f);
	decide(&sc, m->policy, &f, &d);
	fprintf(to, "%lld\t%d\t0\t%lld\t%s\t%s\t%s\n", (long long)of_case,
	    version, (long long)m->dice.now, policy_hash(m->policy), text,
	    decision_json(&sc, &d));
	scope_end(&sc);
}

static void
make_all(struct maker *m, FILE *to)
{
	int64_t of_case = 1;
	int version = 1, last = 1;

	for (int64_t i = 0; i < m->count; i++) {
		make_one(m, to, i, of_case, version++);
		if (version <= last)
			continue;
		of_case++;
		version = 1;
		last = 1 + dice_throw(&m->dice, 4);
	}
}

static int64_t
number(const char *text)
{
	int64_t n;

	return str_int(text, &n) ? n : -1;
}

int
main(int argc, char **argv)
{
	static struct maker m;
	FILE *f;

	scope_begin(&m.sc, 0);
	if (argc != 7 || (m.count = number(argv[2])) < 1 ||
	    number(argv[3]) < 1) {
		fprintf(stderr, "receipts: use: receipts POLICY-DIR COUNT "
		    "SEED FROM UNTIL PREFIX\n");
		return 2;
	}
	m.dice.state = (uint64_t)number(argv[3]);
	m.from = number(argv[4]);
	m.until = number(argv[5]);
	if (policy_load(&m.sc, argv[1], &m.policy) != E_OK ||
	    dice_base(&m.sc, &m.base) != E_OK)
		die(&m.sc);
	f = open_out(&m, argv[6], "policy");
	fprintf(f, "%s\t%s\n", policy_hash(m.policy),
	    policy_canonical(m.policy));
	fclose(f);
	f = open_out(&m, argv[6], "receipt");
	make_all(&m, f);
	if (ferror(f) || fclose(f) != 0) {
		perror(argv[6]);
		return 1;
	}
	scope_end(&m.sc);
	return 0;
}
