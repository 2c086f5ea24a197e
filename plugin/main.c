/*
 * Arguments and exit codes: 0 done, 1 failed, 2 wrong use or bad input. The
 * subcommands are in cli_commands.c; each loads only the secrets it needs.
 */
#include "cli_commands.h"

#include "base/clock.h"
#include "base/str.h"
#include "locales.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

#define DEFAULT_CONFIG	"/etc/cspdesk/cspdesk.conf"

/* An option that is followed by a text, or that is only there or not. */
static const struct {
	struct option	 option;
	size_t		 offset;
} options[] = {
#define TEXT(name, letter, member) \
	{ { name, required_argument, NULL, letter }, \
	  offsetof(struct args, member) }
#define FLAG(name, letter, member) \
	{ { name, no_argument, NULL, letter }, offsetof(struct args, member) }
	TEXT("config", 'c', config),
	TEXT("policy", 'p', policy),
	TEXT("language", 'l', language),
	FLAG("dry-run", 'n', dry_run),
	FLAG("help", 'h', help),
	FLAG("json", 'J', json),
	FLAG("write", 'w', write),
	FLAG("no-write", 'W', no_write),
	FLAG("settings", 's', settings),
	FLAG("now", 'N', now),
	FLAG("receipts", 'R', receipts),
	FLAG("force", 'F', force),
	TEXT("days", 'd', days),
	TEXT("from", 'f', from),
	TEXT("to", 'T', to),
	TEXT("url", 'u', url),
	TEXT("token-file", 't', token_file),
	FLAG("with-fields", 'D', with_fields),
	FLAG("open-items", 'O', open_items),
	TEXT("as-of", 'A', as_of),
};

static int
set_option(struct args *a, int letter)
{
	for (int i = 0; i < LEN(options); i++) {
		char *at = (char *)a + options[i].offset;

		if (options[i].option.val != letter)
			continue;
		if (options[i].option.has_arg == required_argument)
			*(const char **)at = optarg;
		else
			*(int *)at = 1;
		return 1;
	}
	return 0;
}

/* getopt_long() itself says which option it does not know. */
static int
read_args(int argc, char **argv, struct args *a)
{
	struct option list[LEN(options) + 1] = { { 0 } };
	int c;

	for (int i = 0; i < LEN(options); i++)
		list[i] = options[i].option;
	a->config = DEFAULT_CONFIG;
	a->language = "en";
	while ((c = getopt_long(argc, argv, "c:p:l:nh", list, NULL)) != -1)
		if (!set_option(a, c))
			return 0;
	a->n = argc - optind;
	a->rest = argv + optind;
	return 1;
}

/* "--help" and "-h" instead of a command, or behind one. */
static int
run(struct scope *sc, const char *name, struct args *a)
{
	const struct command *c = command_named(name);
	char *rest[] = { (char *)(uintptr_t)name };

	if (str_same(name, "--help") || str_same(name, "-h"))
		return cmd_help(sc, &(struct args){ 0 });
	if (c == NULL || a->help)
		return cmd_help(sc, &(struct args){ .n = 1, .rest = rest });
	if (!str_same(locale_find(a->language)->name, a->language))
		return cli_complain(sc, scope_fail(sc, E_SHAPE, "there are no "
		    "texts in \"%s\"; see -l en and -l pl", a->language));
	return c->run(sc, a);
}

int
main(int argc, char **argv)
{
	struct args a = { 0 };
	struct scope sc;
	int rc;

	if (argc < 2) {
		fprintf(stderr, "cspdesk: say what to do; see cspdesk help\n");
		return 2;
	}
	if (!read_args(argc - 1, argv + 1, &a))
		return command_named(argv[1]) == NULL ? 2 :
		    cli_usage(argv[1]);
	scope_begin(&sc, clock_now());
	rc = run(&sc, argv[1], &a);
	scope_end(&sc);
	return rc;
}
