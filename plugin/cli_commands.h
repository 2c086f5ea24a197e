/*
 * The table of subcommands: what each is called, takes and does. Everything
 * that says how cspdesk is used is printed from it.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli.h"

struct command {
	const char	*name;
	const char	*says;		/* one line */
	const char	*takes;		/* ways to call it, by lines, or "" */
	const char	*more;		/* what else is to be known, or "" */
	int		(*run)(struct scope *, const struct args *);
};

/* NULL: no such command. */
const struct command	*command_named(const char *name);
/* All commands, or with a name that one, on standard output. */
int	cmd_help(struct scope *, const struct args *);

#endif
