/*
 * What the subcommands share: their arguments, a connection that ends with
 * the scope, and how they fail. Every cmd_X() returns the exit code: 0 done,
 * 1 failed, 2 wrong use or bad input.
 */
#ifndef CLI_H
#define CLI_H

#include "base/str.h"
#include "config.h"

struct args {
	const char	*config;
	const char	*policy;	/* NULL: the usual places */
	const char	*language;
	int		 dry_run, settings;
	int		 write, no_write, json;	/* doctor */
	int		 now, receipts, force, help;
	const char	*days;		/* shadow; NULL: not said */
	const char	*from, *to;	/* export charges; NULL: not said */
	const char	*url, *token_file; /* hook; NULL: not said */
	int		 with_fields;
	int		 open_items;	/* import; as_of NULL: not said */
	const char	*as_of;
	int		 n;
	char		**rest;
};

/* One sentence on standard error; returns the exit code for `e`. */
int		 cli_complain(struct scope *, enum err e);
/* How a command is used, on standard error; returns 2. */
int		 cli_usage(const char *command);
/* A connection for one command; it ends with the scope. */
struct db	*cli_db(struct scope *, const struct db_conf *, enum db_use);
/* Outgoing calls of one command; they end with the scope. */
struct http	*cli_http(struct scope *);
/* Who runs the command: the login that sudo or the system knows. */
const char	*cli_person(struct scope *);
/*
 * "TICKET" where there is one desk, else "DESK/TICKET": as two
 * values for a statement. E_SHAPE: no such desk.
 */
enum err	 cli_ticket(struct scope *, const struct config *,
		    const char *name, struct db_val *ret) MUST_USE;
/* On standard error: texts that a partner changed in one language only. */
struct texts;
void		 cli_warn_texts(struct scope *, const struct texts *);

/* A command with verbs: cspdesk queue list, cspdesk terms diff ... */
struct cli_run {
	struct scope		*sc;
	const struct args	*a;	/* rest[0] is the verb */
	struct config		 config;
	struct db		*db;	/* db_ready() is the verb's to call */
};

struct cli_verb {
	const char	*name;
	int		 least, most;	/* arguments, the verb counted */
	enum err	(*run)(struct cli_run *);
};

/* Runs the verb that rest[0] names; returns the exit code. */
int	cli_verbs(struct scope *, const struct args *, const char *command,
	    const struct cli_verb *, int n);

/*
 * The words from `first` on, in which a person says why; where there are none,
 * `preset`. E_SHAPE: there is no preset. E_LIMIT: more than `most` bytes.
 */
enum err cli_reason(const struct cli_run *, int first, int most,
	    const char *preset, const char **ret) MUST_USE;

/*
 * cspdesk export: a header, then pages while `page` says that there are more.
 * Each has a scope of its own, so that what is written is forgotten.
 */
struct cli_table {
	const char	*const *header;
	int		 n;
	enum err	(*page)(struct scope *, struct db *, void *arg,
			    struct buf *, int *ret_more);
	void		*arg;
};
/* Writes it as CSV on standard output; returns the exit code. */
int	cli_export(struct scope *, const struct args *,
	    const struct cli_table *);

int	cmd_migrate(struct scope *, const struct args *);
int	cmd_check(struct scope *, const struct args *);
int	cmd_doctor(struct scope *, const struct args *);
int	cmd_import(struct scope *, const struct args *);
int	cmd_export(struct scope *, const struct args *);
/* "charges" of it. */
int	cmd_export_charges(struct scope *, const struct args *);
/* "tickets DESK" of import. */
int	cmd_import_tickets(struct scope *, const struct args *);
int	cmd_queue(struct scope *, const struct args *);
int	cmd_explain(struct scope *, const struct args *);
int	cmd_replay(struct scope *, const struct args *);
/* 0 nothing would change, 1 something would, 2 it could not be told. */
int	cmd_shadow(struct scope *, const struct args *);
int	cmd_units(struct scope *, const struct args *);
int	cmd_incidents(struct scope *, const struct args *);
int	cmd_terms(struct scope *, const struct args *);
int	cmd_retention(struct scope *, const struct args *);
int	cmd_texts(struct scope *, const struct args *);
int	cmd_erase(struct scope *, const struct args *);
int	cmd_hook(struct scope *, const struct args *);
int	cmd_token(struct scope *, const struct args *);

#endif
