/* cspdesk queue: what waits and what is dead, and what to do about it. */
#include "cli.h"

#include "base/str.h"
#include "queue.h"
#include "store/pause.h"

#include <stdio.h>
#include <string.h>

enum { MOST_WHY = 200 };

struct run {
	struct scope		*sc;
	const struct args	*a;	/* rest[0] is the verb */
	struct config		 config;
	struct db		*db;
};

/* The argument at `i`, or NULL. */
static const char *
arg(const struct run *r, int i)
{
	return i < r->a->n ? r->a->rest[i] : NULL;
}

/* A reason of words that a shell split, or `preset`. */
static enum err
reason(struct run *r, int first, const char *preset, const char **ret)
{
	struct buf b;

	buf_init(&b, r->sc, 8192);
	for (int i = first; i < r->a->n; i++)
		buf_fmt(&b, "%s%s", i == first ? "" : " ", r->a->rest[i]);
	*ret = b.len == 0 ? preset : b.at;
	if (*ret == NULL)
		return scope_fail(r->sc, E_SHAPE, "say why: it is kept and "
		    "shown to whoever asks");
	return strlen(*ret) <= MOST_WHY ? E_OK : scope_fail(r->sc, E_LIMIT,
	    "the reason is longer than %d bytes", MOST_WHY);
}

static enum err
list(struct run *r)
{
	return queue_list(r->sc, r->db);
}

static enum err
show(struct run *r)
{
	return queue_show(r->sc, r->db, arg(r, 1), r->a->json);
}

/* One, or "all-dead" of a desk or of all. */
static enum err
retry(struct run *r)
{
	const char *desk = arg(r, 2);

	if (!str_same(arg(r, 1), "all-dead"))
		return desk == NULL ? queue_retry(r->sc, r->db, arg(r, 1)) :
		    scope_fail(r->sc, E_SHAPE, "one at a time, or all-dead "
		    "[DESK]");
	if (desk != NULL && config_desk(&r->config, desk) == NULL)
		return scope_fail(r->sc, E_SHAPE, "no desk is called %s",
		    desk);
	return queue_retry_all(r->sc, r->db, desk);
}

static enum err
drop(struct run *r)
{
	const char *why;
	enum err e = reason(r, 2, NULL, &why);

	return e != E_OK ? e : queue_drop(r->sc, r->db, arg(r, 1),
	    cli_person(r->sc), why);
}

static enum err
find_desk(struct run *r)
{
	return config_desk(&r->config, arg(r, 1)) != NULL ? E_OK : scope_fail(
	    r->sc, E_SHAPE, "no desk is called %s", arg(r, 1));
}

static enum err
pause_desk(struct run *r)
{
	struct pause p = { .desk = arg(r, 1), .by_whom = cli_person(r->sc) };
	enum err e;

	if ((e = find_desk(r)) != E_OK ||
	    (e = reason(r, 2, "no reason was given", &p.why)) != E_OK ||
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
resume_desk(struct run *r)
{
	enum err e;

	if ((e = find_desk(r)) != E_OK ||
	    (e = db_ready(r->sc, r->db)) != E_OK ||
	    (e = pause_end(r->sc, r->db, arg(r, 1))) != E_OK)
		return e;
	printf("%s goes on\n", arg(r, 1));
	return E_OK;
}

static const struct {
	const char	*name;
	int		 least, most;	/* arguments, the verb counted */
	enum err	(*run)(struct run *);
} verbs[] = {
	{ "list",   1, 1,   list },
	{ "show",   2, 2,   show },
	{ "retry",  2, 3,   retry },
	{ "drop",   2, 999, drop },
	{ "pause",  2, 999, pause_desk },
	{ "resume", 2, 2,   resume_desk },
};

static int
find_verb(const struct args *a)
{
	for (int i = 0; a->n > 0 && i < LEN(verbs); i++)
		if (str_same(a->rest[0], verbs[i].name) &&
		    a->n >= verbs[i].least && a->n <= verbs[i].most)
			return i;
	return -1;
}

int
cmd_queue(struct scope *sc, const struct args *a)
{
	struct run r = { .sc = sc, .a = a };
	int verb = find_verb(a);
	enum err e;

	if (verb < 0)
		return cli_usage("queue");
	if ((e = config_load(sc, a->config, NEEDS_APP_DB, &r.config)) == E_OK) {
		r.db = cli_db(sc, &r.config.db, DB_PROGRAM);
		e = verbs[verb].run(&r);
	}
	return e == E_OK ? 0 : cli_complain(sc, e);
}
