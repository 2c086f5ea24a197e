/*
 * A random walk towards a suspension that fewer than two persons decided: all
 * kinds of people write all kinds of commands into the tickets of customers
 * who owe, and what a worker would settle is settled here, in the real
 * database and by the real turn, only without a desk around it.
 *
 *	walk CONF SEED ACTIONS CUSTOMERS
 *
 * Customer N has ticket N of the second desk, which nobody else works for, the
 * mail domain cN.example and the subscription of guid(). Prints a line for
 * each action when it was committed: who, what. Whoever ran it looks at what
 * the database holds (tests/house/scenario_walk.py).
 */
#include "config.h"

#include "advise.h"
#include "base/clock.h"
#include "base/str.h"
#include "policy/words.h"
#include "settle.h"
#include "store/delivery.h"
#include "store/lane.h"
#include "store/suspension.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { DESK = 1, TRIES = 50, RECENT = 6, REPEATS = 64, LEASE_MS = 5000,
    CLAIMS = 2000, WAIT_NS = 10000000 };

struct walk {
	struct config		 config;
	const struct advisor	*advisor;
	struct db		*db;
	uint64_t		 dice;
	int			 customers;
	/* What was settled lately, to be said again. */
	struct event		 said[REPEATS];
	int			 ticket[REPEATS];
	char			 text[REPEATS][256];
	char			 id[REPEATS][64];
	int			 nsaid;
};

/* How somebody speaks to a ticket; of agents also as whom. */
static const struct speaker {
	const char		*name;
	enum event_kind		 kind;
	enum author_kind	 by;
	enum via		 via;
	const char		*login;
} speakers[] = {
	/* Twice: else nothing is ever approved. */
	{ "billing", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, "anna" },
	{ "billing", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, "piotr" },
	{ "billing by api", EVENT_NOTE, AUTHOR_AGENT, VIA_API, "anna" },
	{ "billing, now and then", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, "ewa" },
	{ "the same person's other login", EVENT_NOTE, AUTHOR_AGENT, VIA_UI,
	    "anna2" },
	{ "the same person's other account", EVENT_NOTE, AUTHOR_AGENT, VIA_UI,
	    "ania" },
	{ "without the right", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, "jan" },
	{ "a lead", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, "marta" },
	{ "unknown", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, "stranger" },
	{ "no login", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, NULL },
	{ "in public", EVENT_MESSAGE, AUTHOR_AGENT, VIA_UI, "anna" },
	{ "in public", EVENT_MESSAGE, AUTHOR_AGENT, VIA_API, "piotr" },
	{ "by mail", EVENT_NOTE, AUTHOR_AGENT, VIA_MAIL, "anna" },
	{ "by mail", EVENT_NOTE, AUTHOR_AGENT, VIA_MAIL, "piotr" },
	{ "untold how", EVENT_NOTE, AUTHOR_AGENT, VIA_UNKNOWN, "piotr" },
	{ "customer", EVENT_MESSAGE, AUTHOR_CUSTOMER, VIA_MAIL, NULL },
	{ "customer, called anna", EVENT_MESSAGE, AUTHOR_CUSTOMER, VIA_UI,
	    "anna" },
	{ "customer, in a note", EVENT_NOTE, AUTHOR_CUSTOMER, VIA_UI,
	    "piotr" },
	{ "the desk", EVENT_NOTE, AUTHOR_SYSTEM, VIA_API, "piotr" },
	{ "ourselves", EVENT_NOTE, AUTHOR_SELF, VIA_API, "cspdesk" },
	{ "nobody knows who", EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI, "anna" },
	{ "a timer", EVENT_TIMER, AUTHOR_SYSTEM, VIA_UNKNOWN, NULL },
	{ "Microsoft", EVENT_OUTSIDE, AUTHOR_SYSTEM, VIA_UNKNOWN, NULL },
	{ "an update", EVENT_UPDATED, AUTHOR_AGENT, VIA_UI, "piotr" },
};

/* %s: the customer's subscription; %lld: a request; %d: a customer. */
enum says { SAYS_GUID, SAYS_REQUEST, SAYS_BOTH, SAYS_CUSTOMER, SAYS_OWN,
    SAYS_PLAIN };
static const struct line {
	const char	*name, *text;
	enum says	 says;
} lines[] = {
	{ "suspend", "/csp suspend %s", SAYS_GUID },
	{ "suspend", "/csp suspend %s", SAYS_GUID },
	{ "approve", "/csp approve %lld", SAYS_REQUEST },
	{ "approve", "/csp approve %lld", SAYS_REQUEST },
	{ "approve", "/csp approve %lld", SAYS_REQUEST },
	{ "approve", "/csp approve %lld", SAYS_REQUEST },
	{ "both at once", "/csp suspend %s\n/csp approve %lld", SAYS_BOTH },
	{ "restore", "/csp restore %s", SAYS_GUID },
	{ "quoted", "> /csp approve %lld", SAYS_REQUEST },
	{ "in capitals", "/CSP APPROVE %lld", SAYS_REQUEST },
	{ "dispute", "/csp dispute the quantity is wrong", SAYS_PLAIN },
	{ "end of a dispute", "/csp dispute end it is right", SAYS_PLAIN },
	{ "end of a dispute", "/csp dispute end it is right", SAYS_PLAIN },
	{ "end of a dispute", "/csp dispute end it is right", SAYS_PLAIN },
	{ "hold", "/csp hold they wait for a grant", SAYS_PLAIN },
	{ "end of a hold", "/csp hold end", SAYS_PLAIN },
	{ "end of a hold", "/csp hold end", SAYS_PLAIN },
	{ "end of a hold", "/csp hold end", SAYS_PLAIN },
	{ "another customer", "/csp set customer C%d", SAYS_CUSTOMER },
	{ "its customer", "/csp set customer C%d", SAYS_OWN },
	{ "its customer", "/csp set customer C%d", SAYS_OWN },
	{ "its customer", "/csp set customer C%d", SAYS_OWN },
	{ "resolve", "/csp resolve", SAYS_PLAIN },
	{ "words", "Please suspend it, I approve.", SAYS_PLAIN },
};

/* xorshift64*: the same walk on every machine. */
static int
roll(struct walk *w, int n)
{
	w->dice ^= w->dice >> 12;
	w->dice ^= w->dice << 25;
	w->dice ^= w->dice >> 27;
	return (int)((w->dice * UINT64_C(2685821657736338717) >> 33) %
	    (uint64_t)n);
}

static void
die(const struct scope *sc)
{
	fprintf(stderr, "walk: %s\n", sc->why);
	exit(1);
}

static const char *
guid(struct scope *sc, int customer)
{
	return str_fmt(sc, "50b00000-0000-4000-8000-%012d", customer);
}

/*
 * One of the last requests, seldom one that never was; mostly in its ticket,
 * else in anybody's.
 */
static long long
request(struct scope *sc, struct walk *w, int *ret_customer)
{
	struct suspension s;
	int64_t next, n;
	int back = roll(w, RECENT) + (roll(w, 8) > 0);

	if (suspension_next(sc, w->db, &next) != E_OK)
		die(sc);
	n = next > back ? next - back : next;
	if (roll(w, 8) > 0 && suspension_get(sc, w->db, n, &s) == E_OK)
		*ret_customer = (int)strtol(s.ticket, NULL, 10);
	return n;
}

static const char *
written(struct scope *sc, struct walk *w, const struct line *l,
    int *ret_customer)
{
	long long n = l->says == SAYS_REQUEST || l->says == SAYS_BOTH ?
	    request(sc, w, ret_customer) : 0;
	/* Mostly one's own, else anybody's. */
	const char *sub = guid(sc, roll(w, 10) > 0 ? *ret_customer :
	    roll(w, w->customers) + 1);

	if (l->says == SAYS_GUID)
		return str_fmt(sc, l->text, sub);
	if (l->says == SAYS_REQUEST)
		return str_fmt(sc, l->text, n);
	if (l->says == SAYS_BOTH)
		return str_fmt(sc, l->text, sub, n);
	if (l->says == SAYS_CUSTOMER)
		return str_fmt(sc, l->text, roll(w, w->customers) + 1);
	return l->says == SAYS_OWN ? str_fmt(sc, l->text, *ret_customer) :
	    l->text;
}

/* What one transaction needs. */
struct task {
	struct lane	lane;
	struct settle	settle;
};

static enum err
settle(struct scope *sc, struct db *db, void *arg)
{
	struct task *t = arg;
	enum err e = settle_case(sc, db, &t->settle);

	return e == E_OK ? lane_settle(sc, db, &t->lane) : e;
}

static enum err
deliver(struct scope *sc, struct walk *w, const char *ticket, const char *key)
{
	const struct delivery d = { .desk = w->config.desks[DESK].conf.name,
	    .key = key, .ticket = ticket, .source = SOURCE_HOOK,
	    .at = sc->now, .request = sc->id, .body = "{}", .len = 2 };
	const struct delivery *all[] = { &d };

	return delivery_add_all(sc, w->db, all, LEN(all));
}

/* Takes the ticket's lane, which a worker or the other walk may have now. */
static void
claim(struct scope *sc, struct walk *w, const char *ticket, struct lane *ret)
{
	const struct timespec wait = { 0, WAIT_NS };
	enum err e = E_GONE;

	for (int i = 0; i < CLAIMS && (e == E_GONE || e == E_BUSY); i++) {
		if (i > 0)
			nanosleep(&wait, NULL);
		sc->now = clock_now();
		if ((e = db_ready(sc, w->db)) == E_OK && (e = deliver(sc, w,
		    ticket, str_fmt(sc, "%s-%d", sc->id, i))) == E_OK)
			e = lane_claim(sc, w->db,
			    w->config.desks[DESK].conf.name, ticket,
			    sc->now + LEASE_MS, ret);
	}
	if (e != E_OK)
		die(sc);
}

static void
take(struct scope *sc, struct walk *w, int customer, struct event *ev)
{
	static const struct triage nothing = { .class = WORD_UNKNOWN,
	    .topic = WORD_UNKNOWN, .product = WORD_UNKNOWN,
	    .severity = WORD_UNKNOWN };
	struct thread th = { .ticket = str_fmt(sc, "%d", customer),
	    .subject = "Invoice", .queue = "Support", .status = "open",
	    .created = sc->now, .events = ev, .nevents = 1 };
	struct task t = { .settle = { .advisor = w->advisor,
	    .desk = &w->config.desks[DESK], .ticket = th.ticket,
	    .thread = &th,
	    .triage = &nothing, .tally = scope_alloc(sc,
	    sizeof(*t.settle.tally)) } };
	enum err e;

	th.requestor.email = str_fmt(sc, "billing@c%03d.example", customer);
	/* Who is slower than his lease takes the lane again. */
	do {
		claim(sc, w, th.ticket, &t.lane);
		e = db_tx(sc, w->db, TRIES, settle, &t);
	} while (e == E_GONE);
	if (e != E_OK)
		die(sc);
}

/* Says again what was said before, now and then in somebody else's ticket. */
static void
repeat(struct scope *sc, struct walk *w)
{
	int i = roll(w, w->nsaid < REPEATS ? w->nsaid : REPEATS);
	struct event ev = w->said[i];

	take(sc, w, roll(w, 4) > 0 ? w->ticket[i] :
	    roll(w, w->customers) + 1, &ev);
	printf("a repeat\twhat was said\n");
}

static void
keep(struct walk *w, int customer, const struct event *ev)
{
	int i = w->nsaid++ % REPEATS;

	w->said[i] = *ev;
	w->ticket[i] = customer;
	snprintf(w->text[i], sizeof(w->text[i]), "%s", ev->text);
	snprintf(w->id[i], sizeof(w->id[i]), "%s", ev->id);
	w->said[i].text = w->text[i];
	w->said[i].id = w->id[i];
	w->said[i].author.email = NULL;
}

static void
act(struct walk *w, const char *seed, int n)
{
	const struct speaker *who = &speakers[roll(w, LEN(speakers))];
	const struct line *l = &lines[roll(w, LEN(lines))];
	int customer = roll(w, w->customers) + 1;
	const char *text;
	struct scope sc;
	struct event ev;

	scope_begin(&sc, clock_now());
	if (w->nsaid > 0 && roll(w, 8) == 0) {
		repeat(&sc, w);
		scope_end(&sc);
		return;
	}
	text = written(&sc, w, l, &customer);
	ev = (struct event){ .id = str_fmt(&sc, "w%s-%d", seed, n),
	    .kind = who->kind, .at = sc.now, .by = who->by, .via = who->via,
	    .author = { .id = "9", .login = who->login,
	    .email = str_fmt(&sc, "%s@partner.example", who->login != NULL ?
	    who->login : "x") }, .field = who->kind == EVENT_TIMER ? "debt" :
	    who->kind == EVENT_UPDATED ? "Status" : NULL,
	    .text = text };
	take(&sc, w, customer, &ev);
	keep(w, customer, &ev);
	printf("%s\t%s\n", who->name, l->name);
	scope_end(&sc);
}

static void
start(struct scope *sc, struct walk *w, char **argv)
{
	if (config_load(sc, argv[1], NEEDS_APP_DB, &w->config) != E_OK ||
	    advisor_load(sc, &w->config, &w->advisor) != E_OK)
		die(sc);
	w->db = db_new(&w->config.db, DB_PROGRAM);
	if (db_ready(sc, w->db) != E_OK)
		die(sc);
	w->dice = UINT64_C(0x9e3779b97f4a7c15) * (strtoull(argv[2], NULL, 10) |
	    1);
	w->customers = (int)strtol(argv[4], NULL, 10);
}

int
main(int argc, char **argv)
{
	static struct walk w;
	struct scope sc;

	if (argc != 5) {
		fprintf(stderr, "walk: use: walk CONF SEED ACTIONS "
		    "CUSTOMERS\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	scope_begin(&sc, clock_now());
	start(&sc, &w, argv);
	for (int i = 0; i < strtol(argv[3], NULL, 10); i++)
		act(&w, argv[2], i);
	db_free(&w.db);
	scope_end(&sc);
	return 0;
}
