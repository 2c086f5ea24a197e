/* cspdesk erase: a person's or a customer's data goes, on request. */
#include "cli.h"

#include "base/str.h"
#include "store/erase.h"

#include <stdio.h>
#include <stdlib.h>

static void
say(const char *line)
{
	printf("%s\n", line);
}

static void
print_end(const struct erase *er)
{
	if (er->dry_run) {
		printf("%lld texts of %lld tickets would be erased; nothing "
		    "was changed\n", (long long)er->texts,
		    (long long)er->tickets);
		return;
	}
	printf("%lld texts of %lld tickets are erased, erasure %lld\n"
	    "Not erased, because cspdesk does not hold it: the tickets in the "
	    "desk itself;\nlogs of nginx and of the journal; backups and "
	    "binary logs of the database.\n", (long long)er->texts,
	    (long long)er->tickets, (long long)er->id);
	if (er->kind != ERASE_TICKET)
		printf("Tickets whose texts no longer show the address cannot "
		    "be found by it:\nlook them up in the desk and use cspdesk "
		    "erase ticket for each.\n");
}

static enum err
fill(struct scope *sc, const struct config *c, const char *name,
    struct erase *er)
{
	struct db_val where[2];
	enum err e;

	er->name = name;
	if (er->kind != ERASE_TICKET)
		return E_OK;
	if ((e = cli_ticket(sc, c, name, where)) == E_OK) {
		er->desk = where[0].text;
		er->ticket = where[1].text;
	}
	return e;
}

static enum erase_kind
kind_of(const struct args *a)
{
	int kind = ERASE__MAX;

	for (int i = 0; a->n == 2 && i < ERASE__MAX; i++)
		if (str_same(a->rest[0], erase_kinds[i]))
			kind = i;
	return kind;
}

int
cmd_erase(struct scope *sc, const struct args *a)
{
	struct erase er = { .kind = kind_of(a), .by_whom = cli_person(sc),
	    .dry_run = a->dry_run, .force = a->force, .say = say };
	struct config c;
	enum err e;

	if (er.kind == ERASE__MAX || *a->rest[1] == '\0')
		return cli_usage("erase");
	e = config_load(sc, a->config, NEEDS_ADMIN_DB, &c);
	if (e == E_OK)
		e = fill(sc, &c, a->rest[1], &er);
	if (e == E_OK)
		e = erase_run(sc, cli_db(sc, &c.admin, DB_SCRIPTS), &er);
	if (e != E_OK)
		return cli_complain(sc, e);
	print_end(&er);
	return 0;
}
