/*
 * Arguments and exit codes: 0 done, 1 failed, 2 wrong use or bad input. A
 * table of subcommands; each loads only the secrets that it needs.
 */
#include "advise.h"
#include "explain.h"
#include "queue.h"
#include "replay.h"
#include "serve.h"
#include "work.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/decide_command.h"
#include "store/customer.h"
#include "store/migrate.h"
#include "store/people.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define VERSION		"0.1"
#define DEFAULT_CONFIG	"/etc/cspdesk/cspdesk.conf"

enum { MOST_CSV = 8 << 20 };

struct args {
	const char	*config;
	const char	*policy;	/* NULL: the usual places */
	const char	*language;
	int		 dry_run, settings;
	int		 n;
	char		**rest;
};

static int
complain(struct scope *sc, enum err e)
{
	fprintf(stderr, "cspdesk: %s\n", sc->why);
	return e == E_SHAPE || e == E_LIMIT ? 2 : 1;
}

static int
cmd_serve(struct scope *sc, const struct args *a)
{
	(void)sc;
	return serve_main(a->config);
}

static int
cmd_work(struct scope *sc, const struct args *a)
{
	(void)sc;
	return work_main(a->config);
}

static void
close_db(void *db)
{
	struct db *p = db;

	db_free(&p);
}

/* A connection for one command; it ends with the scope. */
static struct db *
open_db(struct scope *sc, const struct db_conf *conf, enum db_use use)
{
	struct db *db = db_new(conf, use);

	scope_own(sc, close_db, db);
	return db;
}

static void
say(const char *line)
{
	printf("%s\n", line);
}

static int
cmd_migrate(struct scope *sc, const struct args *a)
{
	struct config c;
	enum err e = config_load(sc, a->config, NEEDS_ADMIN_DB, &c);

	if (e == E_OK)
		e = migrate_run(sc, open_db(sc, &c.admin, DB_SCRIPTS),
		    c.app_account, say);
	return e == E_OK ? 0 : complain(sc, e);
}

static int
cmd_check(struct scope *sc, const struct args *a)
{
	const struct advisor *advisor;
	struct config c;
	enum err e;

	if (a->settings) {
		config_print();
		return 0;
	}
	e = config_load(sc, a->config, NEEDS_APP_DB | NEEDS_HOOK_SECRETS |
	    NEEDS_TOKENS, &c);
	if (e == E_OK)
		e = advisor_load(sc, &c, &advisor);
	if (e != E_OK) {
		complain(sc, e);
		return 2;
	}
	printf("%s is good: %d desks\n", a->config, c.ndesks);
	return 0;
}

static enum err
import_customers(struct scope *sc, const struct config *c, const char *csv,
    int dry_run, int *ret_n)
{
	return customer_import(sc, open_db(sc, &c->db, DB_PROGRAM), csv,
	    dry_run, ret_n);
}

static enum err
import_agents(struct scope *sc, const struct config *c, const char *csv,
    int dry_run, int *ret_n)
{
	struct people_source *sources = scope_alloc(sc, sizeof(*sources) *
	    (size_t)(c->ndesks + 1));
	struct people_file file = { csv, sources, c->ndesks, dry_run };

	for (int i = 0; i < c->ndesks; i++)
		sources[i] = (struct people_source){ c->desks[i].conf.name,
		    c->desks[i].conf.user };
	return people_import(sc, open_db(sc, &c->db, DB_PROGRAM), &file,
	    ret_n);
}

static const struct {
	const char	*name;
	enum err	(*run)(struct scope *, const struct config *,
			    const char *csv, int dry_run, int *ret_n);
} imports[] = {
	{ "customers", import_customers },
	{ "agents",    import_agents },
};

static int
cmd_import(struct scope *sc, const struct args *a)
{
	struct config c;
	char *csv;
	int n, what = -1;
	enum err e;

	for (int i = 0; a->n == 2 && i < LEN(imports); i++)
		if (strcmp(a->rest[0], imports[i].name) == 0)
			what = i;
	if (what < 0) {
		fprintf(stderr, "cspdesk: use: cspdesk import customers|agents "
		    "FILE.csv [--dry-run]\n");
		return 2;
	}
	e = str_file(sc, a->rest[1], MOST_CSV, &csv, NULL);
	if (e == E_OK)
		e = config_load(sc, a->config, NEEDS_APP_DB, &c);
	if (e == E_OK)
		e = imports[what].run(sc, &c, csv, a->dry_run, &n);
	if (e != E_OK)
		return complain(sc, e);
	printf("%d %s %s\n", n, imports[what].name, a->dry_run ?
	    "would be imported" : "imported");
	return 0;
}

static int
cmd_queue(struct scope *sc, const struct args *a)
{
	struct config c;
	enum err e;

	if (a->n < 1 || (strcmp(a->rest[0], "list") != 0 &&
	    (strcmp(a->rest[0], "retry") != 0 || a->n != 2))) {
		fprintf(stderr, "cspdesk: use: cspdesk queue list, or "
		    "cspdesk queue retry job:ID|delivery:ID\n");
		return 2;
	}
	if ((e = config_load(sc, a->config, NEEDS_APP_DB, &c)) == E_OK) {
		struct db *db = open_db(sc, &c.db, DB_PROGRAM);

		e = a->n == 1 ? queue_list(sc, db) :
		    queue_retry(sc, db, a->rest[1]);
	}
	return e == E_OK ? 0 : complain(sc, e);
}

static int
cmd_decide(struct scope *sc, const struct args *a)
{
	(void)sc;
	return decide_command(a->policy, stdin, stdout, stderr);
}

static int
cmd_triage(struct scope *sc, const struct args *a)
{
	(void)sc;
	return triage_command(a->policy, stdin, stdout, stderr);
}

/* "TICKET" where there is one desk, else "DESK/TICKET". */
static enum err
find_ticket(struct scope *sc, const struct config *c, const char *name,
    struct db_val *ret)
{
	const char *slash = strchr(name, '/');
	const char *desk = slash == NULL ? NULL :
	    str_copy(sc, name, (size_t)(slash - name));

	if (desk == NULL && c->ndesks == 1)
		desk = c->desks[0].conf.name;
	if (desk == NULL || config_desk(c, desk) == NULL)
		return scope_fail(sc, E_SHAPE, "\"%s\" is not like "
		    "DESK/TICKET with a desk of the configuration", name);
	ret[0] = db_text(desk);
	ret[1] = db_text(slash == NULL ? name : slash + 1);
	return E_OK;
}

static enum err
explain_ticket(struct scope *sc, const struct config *c, const struct args *a,
    const char **ret)
{
	struct db *db = open_db(sc, &c->db, DB_PROGRAM);
	const struct texts *texts;
	struct db_val where[2];
	struct db_row row;
	enum err e;

	if ((e = find_ticket(sc, c, a->rest[0], where)) != E_OK ||
	    (e = texts_load(sc, c->messages, &texts)) != E_OK ||
	    (e = db_ready(sc, db)) != E_OK)
		return e;
	e = db_one(sc, db, STMT_RECEIPT_LAST, where, LEN(where), &row);
	if (e == E_GONE)
		return scope_fail(sc, E_GONE, "%s", text_fill(sc, texts,
		    a->language, "explain.none", NULL));
	return e == E_OK ? explain(sc, texts, a->language, row.col[0], ret) :
	    e;
}

static int
cmd_explain(struct scope *sc, const struct args *a)
{
	const char *text;
	struct config c;
	enum err e;

	if (a->n != 1) {
		fprintf(stderr, "cspdesk: use: cspdesk explain "
		    "[DESK/]TICKET [-l en|pl]\n");
		return 2;
	}
	e = config_load(sc, a->config, NEEDS_APP_DB, &c);
	if (e == E_OK)
		e = explain_ticket(sc, &c, a, &text);
	if (e != E_OK)
		return complain(sc, e);
	printf("%s\n", text);
	return 0;
}

static int
cmd_replay(struct scope *sc, const struct args *a)
{
	struct replay r;
	struct config c;
	enum err e = config_load(sc, a->config, NEEDS_APP_DB, &c);

	if (e == E_OK)
		e = replay_all(sc, open_db(sc, &c.db, DB_PROGRAM), &r);
	if (e != E_OK)
		return complain(sc, e);
	printf("%lld receipts gave the same bytes, %lld differ\n",
	    (long long)r.same, (long long)r.differ);
	if (r.differ > 0)
		fprintf(stderr, "cspdesk: the first that differs is receipt "
		    "%lld\n", (long long)r.first);
	return r.differ > 0;
}

static int
cmd_version(struct scope *sc, const struct args *a)
{
	(void)sc;
	(void)a;
	printf("cspdesk %s, schema %d\n", VERSION, migrate_newest());
	return 0;
}

static const struct {
	const char	*name;
	int		(*run)(struct scope *, const struct args *);
	const char	*says;
} commands[] = {
	{ "serve",   cmd_serve,   "answer webhooks behind nginx" },
	{ "work",    cmd_work,    "read tickets, decide, write to desks" },
	{ "migrate", cmd_migrate, "bring the database to this program's "
	    "schema" },
	{ "check",   cmd_check,   "check configuration, policy and texts; "
	    "--settings lists all settings" },
	{ "import",  cmd_import,  "customers|agents FILE.csv [--dry-run]" },
	{ "queue",   cmd_queue,   "list | retry job:ID|delivery:ID" },
	{ "triage",  cmd_triage,  "a ticket's text on stdin, a suggestion on "
	    "stdout [-p POLICY]" },
	{ "decide",  cmd_decide,  "facts on stdin, the decision on stdout "
	    "[-p POLICY]" },
	{ "explain", cmd_explain, "[DESK/]TICKET: the last decision in words "
	    "[-l en|pl]" },
	{ "replay",  cmd_replay,  "decide every stored receipt again; the same "
	    "bytes must come" },
	{ "version", cmd_version, "program and schema" },
};

static int
usage(void)
{
	fprintf(stderr, "use: cspdesk COMMAND [-c FILE]\n");
	for (int i = 0; i < LEN(commands); i++)
		fprintf(stderr, "  %-9s %s\n", commands[i].name,
		    commands[i].says);
	return 2;
}

static int
read_args(int argc, char **argv, struct args *a)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "policy", required_argument, NULL, 'p' },
		{ "language", required_argument, NULL, 'l' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "settings", no_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	a->config = DEFAULT_CONFIG;
	a->language = "en";
	while ((c = getopt_long(argc, argv, "c:p:l:n", options, NULL)) != -1) {
		if (c == 'c')
			a->config = optarg;
		else if (c == 'p')
			a->policy = optarg;
		else if (c == 'l')
			a->language = optarg;
		else if (c == 'n')
			a->dry_run = 1;
		else if (c == 's')
			a->settings = 1;
		else
			return 0;
	}
	a->n = argc - optind;
	a->rest = argv + optind;
	return 1;
}

int
main(int argc, char **argv)
{
	struct args a = { 0 };
	struct scope sc;
	int rc = -1;

	if (argc < 2 || !read_args(argc - 1, argv + 1, &a))
		return usage();
	scope_begin(&sc, clock_now());
	for (int i = 0; i < LEN(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			rc = commands[i].run(&sc, &a);
	scope_end(&sc);
	return rc < 0 ? usage() : rc;
}
