/* One page of shared memory; numbers that only grow. */
#include "web/counts.h"

#include "base/clock.h"
#include "base/str.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

const char *const count_names[COUNT__MAX] = {
	[COUNT_STORED] = "stored", [COUNT_REPEATED] = "repeated",
	[COUNT_UNSHAPED] = "unshaped", [COUNT_HEADERS] = "headers",
	[COUNT_SIGNATURE] = "signature", [COUNT_MALFORMED] = "malformed",
	[COUNT_TOO_LARGE] = "too-large", [COUNT_NO_DESK] = "no-desk",
	[COUNT_DATABASE] = "database", [COUNT_BROKEN] = "broken",
	[COUNT_UNPROVEN] = "unproven", [COUNT_CROWDED] = "crowded",
	[COUNT_TOO_MANY] = "too-many", [COUNT_CONFLICT] = "conflict"
};

enum { NAME = 33, MINUTE = 60, IN_MINUTE = 1 << 20 };

/* Row 0 is nobody's: its name is "". */
struct counts {
	int64_t			since;
	int			n;
	char			name[COUNTS_DESKS + 1][NAME];
	_Atomic int64_t		count[COUNTS_DESKS + 1][COUNT__MAX];
	/* Which minute, times IN_MINUTE, and how many in it. */
	_Atomic int64_t		minute[COUNTS_DESKS + 1];
};

struct counts *
counts_new(int64_t now)
{
	struct counts *c = mmap(NULL, sizeof(*c), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (c == MAP_FAILED)
		BUG("out of memory");
	c->since = now;
	c->n = 1;
	return c;
}

static int
find(const struct counts *c, const char *desk)
{
	for (int i = 1; i < c->n; i++)
		if (str_same(c->name[i], desk))
			return i;
	return 0;
}

static void
open_row(struct counts *c, const char *name)
{
	if (find(c, name) == 0 && c->n <= COUNTS_DESKS && strlen(name) < NAME)
		memcpy(c->name[c->n++], name, strlen(name) + 1);
}

void
counts_open(struct counts *c, const struct config *config)
{
	if (config->notify.accept)
		open_row(c, NOTIFY_NAME);
	for (int i = 0; i < config->ndesks; i++)
		open_row(c, config->desks[i].conf.name);
	for (int i = 0; i < config->exchange.nkeys; i++) {
		char name[NAME + 1];

		snprintf(name, sizeof(name), "@%s",
		    config->exchange.keys[i].peer);
		open_row(c, name);
	}
}

int
counts_wait(struct counts *c, const char *desk, int64_t now, int64_t most)
{
	int64_t secs = now / SECOND, first = secs / MINUTE * IN_MINUTE;
	int i = find(c, desk);
	int64_t was = atomic_load(&c->minute[i]), is;

	if (i == 0)
		return 0;
	do {
		is = was >= first ? was + 1 : first + 1;
		if (is - first > most)
			return (int)(MINUTE - secs % MINUTE);
	} while (!atomic_compare_exchange_weak(&c->minute[i], &was, is));
	return 0;
}

void
counts_add(struct counts *c, const char *desk, enum count what)
{
	atomic_fetch_add_explicit(&c->count[find(c, desk)][what], 1,
	    memory_order_relaxed);
}

const char *
counts_desk(const struct counts *c, int i)
{
	return i < c->n ? c->name[i] : NULL;
}

int64_t
counts_get(const struct counts *c, int i, enum count what)
{
	return atomic_load_explicit(&c->count[i][what], memory_order_relaxed);
}

int64_t
counts_since(const struct counts *c)
{
	return c->since;
}
