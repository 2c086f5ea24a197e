/* Before it runs: cspdesk check and cspdesk migrate. */
#include "cli.h"

#include "advise.h"
#include "policy/allowance.h"
#include "store/migrate.h"

#include <stdio.h>

static void
say(const char *line)
{
	printf("%s\n", line);
}

int
cmd_migrate(struct scope *sc, const struct args *a)
{
	struct config c;
	enum err e = config_load(sc, a->config, NEEDS_ADMIN_DB, &c);

	if (e == E_OK)
		e = migrate_run(sc, cli_db(sc, &c.admin, DB_SCRIPTS),
		    c.app_account, say);
	return e == E_OK ? 0 : cli_complain(sc, e);
}

int
cmd_check(struct scope *sc, const struct args *a)
{
	const struct allowances *allowances;
	const struct advisor *advisor;
	struct config c;
	enum err e;

	if (a->settings) {
		config_print();
		return 0;
	}
	e = config_load(sc, a->config, NEEDS_APP_DB | NEEDS_HOOK_SECRETS |
	    NEEDS_TOKENS | NEEDS_MICROSOFT, &c);
	if (e == E_OK)
		e = advisor_load(sc, &c, &advisor);
	if (e == E_OK)
		e = allowances_load(sc, c.policy, &allowances);
	if (e != E_OK) {
		cli_complain(sc, e);
		return 2;
	}
	cli_warn_texts(sc, advisor->texts);
	printf("%s is good: %d desks\n", a->config, c.ndesks);
	return 0;
}
