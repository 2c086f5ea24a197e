/* The subcommands in the order in which an administrator meets them. */
#include "cli_commands.h"

#include "base/str.h"
#include "policy/decide_command.h"
#include "serve.h"
#include "store/migrate.h"
#include "work.h"

#include <stdio.h>
#include <string.h>

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

static const struct command commands[] = {
	{ "check", "is the configuration good? Like nginx -t", "\n--settings",
	    "--settings lists every setting with its default and bounds.",
	    cmd_check },
	{ "migrate", "brings the database to this program's schema", "", "",
	    cmd_migrate },
	{ "import", "brings in customers, agents, what is held, open tickets",
	    "customers FILE.csv [--dry-run]\n"
	    "agents FILE.csv [--dry-run]\n"
	    "subscriptions FILE.csv [--dry-run]\n"
	    "providers FILE.csv [--dry-run]\n"
	    "accounts FILE.csv [--dry-run]\n"
	    "entitlements FILE.csv [--dry-run]\n"
	    "peers FILE.csv [--dry-run]\n"
	    "invoices FILE.csv [--open-items] [--as-of DAY] [--dry-run]\n"
	    "payments FILE.csv [--dry-run]\n"
	    "microsoft-invoices FILE.csv [--dry-run]\n"
	    "tickets DESK [--dry-run]",
	    "All of a file or nothing. The header names the columns, in any "
	    "order; what a column\nthat was left out holds stays as it is. "
	    "cspdesk export prints the header of each kind.\nWhat is wrong is "
	    "said as FILE:LINE:COLUMN, where COLUMN counts the fields. A line "
	    "adds\nor changes what has the same name or id; what has no line "
	    "stays. Commas or semicolons\nmay separate. Facts of customers, "
	    "like their GDAP roles, count as told now. Open tickets\nbecome "
	    "cases; the desk is only read.", cmd_import },
	{ "export", "writes what import reads, as CSV on standard output",
	    "customers\nagents\nsubscriptions\nproviders\naccounts\n"
	    "entitlements\npeers\ninvoices\npayments\nmicrosoft-invoices\n"
	    "charges [--from DAY] [--to DAY]",
	    "UTF-8 with commas, sorted by the first column; to import it "
	    "changes nothing. Texts are\nwritten as they are, also those that "
	    "begin with = + - or @: a spreadsheet may take\nthem for formulas, "
	    "so import the file there as text.\ncharges, for accounting, is "
	    "not read by import: a line for each piece of chargeable work;\na "
	    "correction is a line of its own with the difference, and a past "
	    "day's lines stay as\nthey are, so amounts of a currency add up. "
	    "Days are those of business-hours. quantity\nand counted are "
	    "minutes or incidents, as written and as paid for. In texts an "
	    "apostrophe\nstands before = + - and @ where a cell could begin. "
	    "Any agent may charge, in an\ninternal note; only who charged, or "
	    "somebody with the right billing, may correct, and\nonly to less: "
	    "/csp charge correct NUMBER AMOUNT REASON.",
	    cmd_export },
	{ "hook", "the webhook at a desk, with all that belongs to it",
	    "install DESK [--url URL] [--token-file FILE] [--dry-run]\n"
	    "status DESK [--url URL] [--token-file FILE]\n"
	    "remove DESK [--token-file FILE] [--with-fields] [--dry-run]\n"
	    "install partner-center [--url URL] [--force] [--dry-run]\n"
	    "status partner-center [--url URL]",
	    "URL is doctor.url with /hook/DESK behind it if nothing is said. "
	    "What an administrator's\ntoken is needed for is done with the "
	    "one in FILE, or in CSPDESK_ADMIN_TOKEN; it is not\nkept. remove "
	    "brings back what was there before; fields stay without "
	    "--with-fields.\npartner-center has Partner Center send its "
	    "notifications, and a test of them; with\n--force also if it "
	    "sends them to another address, which then gets none.", cmd_hook },
	{ "token", "what a person consented to, for Microsoft's APIs",
	    "set < FILE\nshow\nforget",
	    "set reads a refresh token from standard input and keeps it "
	    "encrypted with\nmicrosoft.refresh_key_file; show never prints "
	    "it.", cmd_token },
	{ "serve", "answers webhooks and pages behind nginx", "", "TERM ends "
	    "it, HUP reads the configuration again.", cmd_serve },
	{ "work", "reads tickets, decides, writes to the desks", "", "TERM "
	    "ends it, HUP reads the configuration again.", cmd_work },
	{ "doctor", "asks every outside party whether all is well",
	    "[DESK | microsoft | peer NAME] [--json] [--no-write | --write]",
	    "It tries its rights on a test ticket of its own: a note, a "
	    "field, the status. In mode\nobserve only with --write; with "
	    "--no-write never.", cmd_doctor },
	{ "queue", "what waits and what is dead, and what to do about it",
	    "list\n"
	    "show NAME [--json]\n"
	    "retry NAME\n"
	    "retry all-dead [DESK | @PEER]\n"
	    "drop NAME REASON\n"
	    "pause DESK | @PEER [REASON]\n"
	    "resume DESK | @PEER",
	    "A NAME is like job:17 or delivery:4. A paused desk is neither "
	    "read nor written to;\nits hooks are kept.", cmd_queue },
	{ "units", "what is held towards Microsoft, and what is left of it",
	    "list [--json]\n"
	    "ledger NAME\n"
	    "add NAME N REASON\n"
	    "take NAME N REASON\n"
	    "open",
	    "list has every entitlement, ledger all that happened to one; "
	    "add and take correct it.\nopen lists the units that are reserved "
	    "while nobody knows whether Microsoft made a case.", cmd_units },
	{ "incidents", "what Microsoft reports, and whose tickets it concerns",
	    "[--json]", "What is live at its services in the tenants of "
	    "customers who have an open technical\ncase, as it was told last, "
	    "with the open tickets that were told of it.", cmd_incidents },
	{ "terms", "the support that customers are told they get",
	    "publish FILE [--dry-run]\n"
	    "list\n"
	    "diff A [B]\n"
	    "print [VERSION] [-l en|pl]\n"
	    "shown ticket [DESK/]TICKET\n"
	    "shown customer NAME",
	    "What was published is never changed; the sample is terms.conf. "
	    "The collections policy\nof ladder.conf is published with the "
	    "offers, under the same number.",
	    cmd_terms },
	{ "texts", "what people will read, with sample values",
	    "[KEY or GROUP] [-l en|pl]", "", cmd_texts },
	{ "explain", "a ticket's last decision in words",
	    "[DESK/]TICKET [-l en|pl]", "", cmd_explain },
	{ "replay", "decides every receipt again; the same bytes must come",
	    "", "", cmd_replay },
	{ "shadow", "what another policy would have decided",
	    "DIR [--days N] [--json]",
	    "Decides the receipts of N days (30) again by the policy in DIR "
	    "and lists each ticket whose\nlast one comes out otherwise; apart "
	    "those that lack a fact which only this policy asks.\nNothing is "
	    "changed. Exit codes: 0 nothing would change, 1 something would, "
	    "2 it could not be\ntold. Facts are those of then: triage's words "
	    "and fact_max_age cannot be tried so.", cmd_shadow },
	{ "triage", "a ticket's text on stdin, a suggestion on stdout",
	    "[-p POLICY]", "The first line is the subject.", cmd_triage },
	{ "decide", "facts on stdin, the decision on stdout", "[-p POLICY]",
	    "", cmd_decide },
	{ "retention", "what is too old, and when it goes",
	    "[--dry-run]\n--now\n--receipts [--dry-run]",
	    "work deletes by itself; --now does it at once. Receipts and "
	    "charges are proof\nand go only with --receipts, by the "
	    "administrator's account.", cmd_retention },
	{ "erase", "a person's or a customer's data, on request",
	    "customer NAME [--dry-run] [--force]\n"
	    "sender ADDRESS [--dry-run] [--force]\n"
	    "ticket [DESK/]TICKET [--dry-run] [--force]", "", cmd_erase },
	{ "version", "program and schema", "", "", cmd_version },
	{ "help", "all commands, or what one takes", "[COMMAND]", "",
	    cmd_help },
};

const struct command *
command_named(const char *name)
{
	for (int i = 0; i < LEN(commands); i++)
		if (str_same(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* "use: cspdesk queue list", and each further way below it. */
static void
print_ways(FILE *to, const struct command *c)
{
	const char *head = "use:", *s = c->takes;

	for (;; s++) {
		size_t n = strcspn(s, "\n");

		fprintf(to, "%s cspdesk %s%s%.*s\n", head, c->name,
		    n > 0 ? " " : "", (int)n, s);
		s += n;
		if (*s == '\0')
			break;
		head = "    ";
	}
}

int
cli_usage(const char *command)
{
	const struct command *c = command_named(command);

	if (c == NULL)
		BUG("no command %s", command);
	print_ways(stderr, c);
	return 2;
}

static void
print_all(void)
{
	printf("use: cspdesk COMMAND [-c FILE]\n\n");
	for (int i = 0; i < LEN(commands); i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].says);
	printf("\nFILE is /etc/cspdesk/cspdesk.conf if nothing is said. Exit "
	    "codes: 0 done, 1 failed,\n2 wrong use or bad input. cspdesk help "
	    "COMMAND says what a command takes.\n");
}

int
cmd_help(struct scope *sc, const struct args *a)
{
	const struct command *c;

	(void)sc;
	if (a->n == 0) {
		print_all();
		return 0;
	}
	if ((c = command_named(a->rest[0])) == NULL) {
		fprintf(stderr, "cspdesk: there is no command \"%s\"; see "
		    "cspdesk help\n", a->rest[0]);
		return 2;
	}
	printf("cspdesk %s: %s\n", c->name, c->says);
	print_ways(stdout, c);
	if (*c->more != '\0')
		printf("%s\n", c->more);
	return 0;
}
