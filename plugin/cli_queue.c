/* cspdesk queue: what waits and what is dead, and what to do about it. */
#include "cli.h"

#include "base/str.h"
#include "queue.h"
#include "store/pause.h"
#include "store/peer.h"

#include <stdio.h>
#include <string.h>

enum { MOST_WHY = 200 };

/* The argument at `i`, or NULL. */
static const char *
arg(const struct cli_run *r, int i)
{
	return i < r->a->n ? r->a->rest[i] : NULL;
}

static enum err
list(struct cli_run *r)
{
	return queue_list(r->sc, r->db);
}

static enum err
show(struct cli_run *r)
{
	return queue_show(r->sc, r->db, arg(r, 1), r->a->json);
}

/* A desk, or "@NAME" of a peer. */
static enum err
find_whom(struct cli_run *r, const char *name)
{
	struct peer peer;
	enum err e;

	if (*name != '@')
		return config_desk(&r->config, name) != NULL ? E_OK :
		    scope_fail(r->sc, E_SHAPE, "no desk is called %s", name);
	if ((e = db_ready(r->sc, r->db)) == E_OK)
		e = peer_find(r->sc, r->db, name + 1, &peer);
	return e == E_GONE ? E_SHAPE : e;
}

/* One, or "all-dead" of a desk, a peer or of all. */
static enum err
retry(struct cli_run *r)
{
	const char *desk = arg(r, 2);
	enum err e;

	if (!str_same(arg(r, 1), "all-dead"))
		return desk == NULL ? queue_retry(r->sc, r->db, arg(r, 1)) :
		    scope_fail(r->sc, E_SHAPE, "one at a time, or all-dead "
		    "[DESK or @PEER]");
	if (desk != NULL && (e = find_whom(r, desk)) != E_OK)
		return e;
	return queue_retry_all(r->sc, r->db, desk);
}

static enum err
drop(struct cli_run *r)
{
	const char *why;
	enum err e = cli_reason(r, 2, MOST_WHY, NULL, &why);

	return e != E_OK ? e : queue_drop(r->sc, r->db, arg(r, 1),
	    cli_person(r->sc), why);
}

static enum err
pause_desk(struct cli_run *r)
{
	struct pause p = { .desk = arg(r, 1), .by_whom = cli_person(r->sc) };
	enum err e;

	if ((e = find_whom(r, arg(r, 1))) != E_OK ||
	    (e = cli_reason(r, 2, MOST_WHY, "no reason was given", &p.why))
	    != E_OK ||
	    (e = db_ready(r->sc, r->db)) != E_OK)
		return e;
	e = pause_add(r->sc, r->db, &p);
	if (e == E_OK)
		printf("%s is paused: hooks are kept, nothing is read from it "
		    "or written to it until cspdesk queue resume %s\n",
		    p.desk, p.desk);
	else if (e == E_SEEN)
		printf("%s is paused already; see cspdesk queue list\n",
		    p.desk);
	return e == E_SEEN ? E_OK : e;
}

static enum err
resume_desk(struct cli_run *r)
{
	enum err e;

	if ((e = find_whom(r, arg(r, 1))) != E_OK ||
	    (e = db_ready(r->sc, r->db)) != E_OK ||
	    (e = pause_end(r->sc, r->db, arg(r, 1))) != E_OK)
		return e;
	printf("%s goes on\n", arg(r, 1));
	return E_OK;
}

static const struct cli_verb verbs[] = {
	{ "list",   1, 1,   list },
	{ "show",   2, 2,   show },
	{ "retry",  2, 3,   retry },
	{ "drop",   2, 999, drop },
	{ "pause",  2, 999, pause_desk },
	{ "resume", 2, 2,   resume_desk },
};

int
cmd_queue(struct scope *sc, const struct args *a)
{
	return cli_verbs(sc, a, "queue", verbs, LEN(verbs));
}
