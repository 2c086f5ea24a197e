/* Before it runs: cspdesk check and cspdesk migrate. */
#include "cli.h"

#include "advise.h"
#include "base/str.h"
#include "microsoft/allowed.h"
#include "microsoft/cloud.h"
#include "policy/allowance.h"
#include "policy/words.h"
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

/*
 * On standard error: an API that is set up, or would be in other clouds, and
 * whose tickets this partner may not use.
 */
static void
warn_closed(struct scope *sc, const struct config *c, const struct texts *t)
{
	const struct microsoft_settings *m = &c->microsoft;
	const struct cloud *there = cloud_at(c->partner.cloud);

	for (int i = 0; i < API__MAX; i++) {
		const char *why = service_allowed(c->partner.type,
		    c->partner.cloud, i);

		if (why != NULL && (*m->tenant != '\0' ||
		    c->partner.cloud == CLOUD_CHINA ||
		    !str_same(m->url[i], there->url[i])))
			fprintf(stderr, "cspdesk: warning: %s: microsoft.%s "
			    "(%s) is not used for tickets: %s\n", c->file,
			    api_names[i], m->url[i], text_fill(sc, t, "en",
			    str_fmt(sc, "no-call.%s", why), NULL));
	}
}

/* What is wrong with the peers' secrets; the desks do well without. */
static void
warn_exchange(struct scope *sc, const struct config *c)
{
	const struct exchange_settings *x = &c->exchange;

	for (int i = 0; i < x->nfaults; i++)
		fprintf(stderr, "cspdesk: warning: %s\n", x->faults[i]);
	for (int i = 0; i < x->nkeys; i++) {
		const struct exchange_keys *k = &x->keys[i];

		if (k->nin == 0 || k->nout == 0)
			fprintf(stderr, "cspdesk: warning: %s\n", str_fmt(sc,
			    "%s: the peer %s has no secret in %s.%s",
			    x->secrets, k->peer, k->peer, k->nin == 0 ? "in" :
			    "out"));
	}
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
	    NEEDS_TOKENS | NEEDS_MICROSOFT | NEEDS_EXCHANGE_IN |
	    NEEDS_EXCHANGE_OUT, &c);
	if (e == E_OK)
		e = advisor_load(sc, &c, &advisor);
	if (e == E_OK)
		e = allowances_load(sc, c.policy, &allowances);
	if (e != E_OK) {
		cli_complain(sc, e);
		return 2;
	}
	cli_warn_texts(sc, advisor->texts);
	warn_closed(sc, &c, advisor->texts);
	warn_exchange(sc, &c);
	printf("%s is good: %d desks\n", a->config, c.ndesks);
	return 0;
}
