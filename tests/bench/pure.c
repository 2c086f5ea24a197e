/*
 * How fast we decide, in one process and in memory: what serve and work never
 * wait for, but a shadow run over a year of tickets does.
 *
 *	pure POLICY-DIR SECONDS FACTS FIRST-FACTS TICKETS
 *
 * FACTS holds facts as `cspdesk decide` reads them, FIRST-FACTS those of new
 * tickets, TICKETS objects with subject, body and html; one JSON object a
 * line. Prints of each kind how many a second, the time of the median and of
 * 95 of 100, and what one costs in memory, as JSON.
 */
#include "base/clock.h"
#include "base/json.h"
#include "policy/decide.h"
#include "policy/triage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST_TIMES = 2000000, MOST_ITEMS = 2000 };
enum { MOST_BYTES = 16 << 20, DEPTH = 8, OUT = 4096 };

/* glibc's own, behind ours that count. */
void	*__libc_malloc(size_t);
void	*__libc_calloc(size_t, size_t);

static int64_t allocations, allocated;

void *
malloc(size_t size)
{
	allocations++;
	allocated += (int64_t)size;
	return __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	allocations++;
	allocated += (int64_t)(n * size);
	return __libc_calloc(n, size);
}

struct item {
	const char	*line;
	size_t		 len;
	struct facts	 facts;
	const char	*subject, *body;
	int		 is_html;
};

struct pure {
	struct scope			 sc;
	const struct policy		*policy;
	const struct triage_words	*words;
	struct item			*facts, *first, *tickets;
	int				 nfacts, nfirst, ntickets;
};

static void
die(const struct scope *sc)
{
	fprintf(stderr, "pure: %s\n", sc->why);
	exit(1);
}

/* ---- what is measured: one item, in a scope of its own */

static void
only_decide(struct scope *sc, const struct pure *p, const struct item *it)
{
	struct decision d;

	decide(sc, p->policy, &it->facts, &d);
}

/* As the command does it: JSON in, JSON out. */
static void
decide_text(struct scope *sc, const struct pure *p, const struct item *it)
{
	struct facts f;
	struct decision d;

	if (facts_parse(sc, it->line, it->len, &f) != E_OK)
		die(sc);
	decide(sc, p->policy, &f, &d);
	decision_json(sc, &d);
}

static void
triage_text(struct scope *sc, const struct pure *p, const struct item *it)
{
	struct triage t;

	triage(sc, p->words, it->subject, it->body, it->is_html, &t);
	triage_json(sc, &t);
}

struct kind {
	const char		*name;
	void			(*one)(struct scope *, const struct pure *,
				    const struct item *);
	const struct item	*items;
	int			 n;
};

static int64_t
nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int
by_time(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Each time is that of one input in a scope of its own. */
static void
measure(const struct pure *p, const struct kind *k, int64_t ms,
    struct json_out *o)
{
	static int64_t times[MOST_TIMES];
	int64_t begun = nanoseconds(), end = begun + ms * 1000000, at = begun;
	size_t n = 0;
	struct scope sc;

	allocations = allocated = 0;
	while (at < end && n + (size_t)k->n <= MOST_TIMES)
		for (int i = 0; i < k->n; i++) {
			int64_t from = at;

			scope_begin(&sc, 0);
			k->one(&sc, p, &k->items[i]);
			scope_end(&sc);
			at = nanoseconds();
			times[n++] = at - from;
		}
	qsort(times, n, sizeof(*times), by_time);
	json_open(o, k->name, '{');
	json_put_int(o, "inputs", k->n);
	json_put_int(o, "per_sec", (int64_t)n * 1000000000 / (at - begun));
	json_put_int(o, "p50_ns", times[n / 2]);
	json_put_int(o, "p95_ns", times[n * 95 / 100]);
	json_put_int(o, "allocations", allocations / (int64_t)n);
	json_put_int(o, "bytes", allocated / (int64_t)n);
	json_close(o);
}

static const char *
measure_all(struct pure *p, int64_t ms)
{
	const struct kind kinds[] = {
		{ "decide", only_decide, p->facts, p->nfacts },
		{ "decide with JSON", decide_text, p->facts, p->nfacts },
		{ "new ticket", only_decide, p->first, p->nfirst },
		{ "new ticket with JSON", decide_text, p->first, p->nfirst },
		{ "triage", triage_text, p->tickets, p->ntickets },
	};
	struct json_out o;

	json_begin(&o, &p->sc, OUT);
	json_open(&o, NULL, '{');
	for (int i = 0; i < LEN(kinds); i++)
		measure(p, &kinds[i], ms, &o);
	json_close(&o);
	return json_end(&o);
}

/* ---- what is read */

static struct item *
read_lines(struct pure *p, const char *path, int *ret_n)
{
	struct item *list = scope_alloc(&p->sc, sizeof(*list) * MOST_ITEMS);
	char *text, *line;
	int n = 0;

	if (str_file(&p->sc, path, MOST_BYTES, &text, NULL) != E_OK)
		die(&p->sc);
	while ((line = strsep(&text, "\n")) != NULL && n < MOST_ITEMS)
		if (*line != '\0')
			list[n++] = (struct item){ .line = line,
			    .len = strlen(line) };
	*ret_n = n;
	return list;
}

static struct item *
read_facts(struct pure *p, const char *path, int *ret_n)
{
	struct item *list = read_lines(p, path, ret_n);

	for (int i = 0; i < *ret_n; i++)
		if (facts_parse(&p->sc, list[i].line, list[i].len,
		    &list[i].facts) != E_OK)
			die(&p->sc);
	return list;
}

static void
read_tickets(struct pure *p, const char *path)
{
	const struct cJSON *j;

	p->tickets = read_lines(p, path, &p->ntickets);
	for (int i = 0; i < p->ntickets; i++) {
		struct item *it = &p->tickets[i];

		if (json_parse(&p->sc, it->line, it->len, DEPTH, &j) != E_OK)
			die(&p->sc);
		it->subject = json_text(j, "subject");
		it->body = json_text(j, "body");
		it->is_html = json_true(j, "html");
	}
}

int
main(int argc, char **argv)
{
	static struct pure p;
	int64_t ms = argc == 6 ? strtol(argv[2], NULL, 10) * SECOND : 0;

	scope_begin(&p.sc, clock_now());
	if (ms <= 0) {
		fprintf(stderr, "pure: use: pure POLICY-DIR SECONDS FACTS "
		    "FIRST-FACTS TICKETS\n");
		return 2;
	}
	if (policy_load(&p.sc, argv[1], &p.policy) != E_OK ||
	    triage_load(&p.sc, argv[1], &p.words) != E_OK)
		die(&p.sc);
	p.facts = read_facts(&p, argv[3], &p.nfacts);
	p.first = read_facts(&p, argv[4], &p.nfirst);
	read_tickets(&p, argv[5]);
	printf("%s\n", measure_all(&p, ms));
	scope_end(&p.sc);
	return 0;
}
