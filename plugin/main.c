/*
 * Arguments and exit codes: 0 done, 1 failed, 2 wrong use or bad input. A
 * table of subcommands; each loads only the secrets that it needs.
 */
#include "cli.h"
#include "serve.h"
#include "work.h"

#include "base/clock.h"
#include "policy/decide_command.h"
#include "store/migrate.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_CONFIG	"/etc/cspdesk/cspdesk.conf"

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
	{ "doctor",  cmd_doctor,  "[DESK] [--json] [--no-write | --write]: are "
	    "all outside parties well? Writes to a test ticket of its own, in "
	    "mode observe only with --write" },
	{ "import",  cmd_import,  "customers|agents FILE.csv, tickets DESK "
	    "[--dry-run]" },
	{ "queue",   cmd_queue,   "list | show | retry | drop | pause DESK | "
	    "resume DESK" },
	{ "terms",   cmd_terms,   "publish FILE | list | diff A [B] | print | "
	    "shown TICKET" },
	{ "triage",  cmd_triage,  "a ticket's text on stdin, a suggestion on "
	    "stdout [-p POLICY]" },
	{ "decide",  cmd_decide,  "facts on stdin, the decision on stdout "
	    "[-p POLICY]" },
	{ "explain", cmd_explain, "[DESK/]TICKET: the last decision in words "
	    "[-l en|pl]" },
	{ "replay",  cmd_replay,  "decide every stored receipt again; the same "
	    "bytes must come" },
	{ "retention", cmd_retention, "what is too old; --now deletes it; "
	    "--receipts deletes proof" },
	{ "erase",   cmd_erase,   "customer NAME | sender ADDRESS | ticket "
	    "[DESK/]TICKET [--dry-run] [--force]" },
	{ "texts",   cmd_texts,   "[KEY or GROUP] [-l en|pl]: what people will "
	    "read, with sample values" },
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
		{ "json", no_argument, NULL, 'J' },
		{ "write", no_argument, NULL, 'w' },
		{ "no-write", no_argument, NULL, 'W' },
		{ "settings", no_argument, NULL, 's' },
		{ "now", no_argument, NULL, 'N' },
		{ "receipts", no_argument, NULL, 'R' },
		{ "force", no_argument, NULL, 'F' },
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
		else if (c == 'J')
			a->json = 1;
		else if (c == 'w')
			a->write = 1;
		else if (c == 'W')
			a->no_write = 1;
		else if (c == 's')
			a->settings = 1;
		else if (c == 'N')
			a->now = 1;
		else if (c == 'R')
			a->receipts = 1;
		else if (c == 'F')
			a->force = 1;
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
