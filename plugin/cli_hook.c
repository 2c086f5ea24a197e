/* cspdesk hook install | status | remove DESK, or partner-center. */
#include "cli.h"

#include "base/conf.h"
#include "base/str.h"
#include "hook.h"
#include "notice_hook.h"

#include <stdlib.h>
#include <string.h>

static int
install(struct scope *sc, struct hook *h)
{
	enum err e = hook_install(sc, h);

	return e == E_OK ? 0 : cli_complain(sc, e);
}

static int
status(struct scope *sc, struct hook *h)
{
	int is_well;
	enum err e = hook_status(sc, h, &is_well);

	return e == E_OK ? !is_well : cli_complain(sc, e);
}

static int
take_out(struct scope *sc, struct hook *h)
{
	enum err e = hook_remove(sc, h);

	return e == E_OK ? 0 : cli_complain(sc, e);
}

static const struct {
	const char	*name;
	int		(*run)(struct scope *, struct hook *);
	int		 needs_db;	/* 2: not to plan only */
} verbs[] = {
	{ "install", install, 2 },
	{ "status", status, 0 },
	{ "remove", take_out, 1 },
};

/* Never an argument: those stand in the list of processes. */
static enum err
admin_token(struct scope *sc, const struct args *a, const char **ret)
{
	const char *token = getenv("CSPDESK_ADMIN_TOKEN");

	*ret = token == NULL || *token == '\0' ? NULL : token;
	if (a->token_file != NULL)
		return conf_secret(sc, a->token_file, ret);
	if (*ret != NULL && strpbrk(*ret, " \t\r\n") != NULL)
		return scope_fail(sc, E_SHAPE, "CSPDESK_ADMIN_TOKEN is no "
		    "token: there is white space in it");
	return E_OK;
}

static enum err
open_hook(struct scope *sc, const struct args *a, int needs_db,
    struct config *c, struct hook *h)
{
	int needs = NEEDS_HOOK_SECRETS | NEEDS_TOKENS;
	enum err e;

	if (needs_db)
		needs |= NEEDS_ADMIN_DB;
	if ((e = config_load(sc, a->config, needs, c)) != E_OK ||
	    (e = admin_token(sc, a, &h->token)) != E_OK)
		return e;
	if ((h->desk = config_desk(c, a->rest[1])) == NULL)
		return scope_fail(sc, E_SHAPE, "%s has no desk \"%s\"",
		    c->file, a->rest[1]);
	h->config = c;
	h->http = cli_http(sc);
	if (needs_db)
		h->db = cli_db(sc, &c->admin, DB_SCRIPTS);
	return E_OK;
}

/* Partner Center's, which is no desk's (config_notify.h). */
static int
of_partner_center(struct scope *sc, const struct args *a)
{
	struct notice_hook h = { .url = a->url, .dry_run = a->dry_run,
	    .force = a->force };
	struct config c;
	int is_well = 1;
	enum err e = config_load(sc, a->config, NEEDS_APP_DB | NEEDS_MICROSOFT,
	    &c);

	if (e == E_OK) {
		h.config = &c;
		h.http = cli_http(sc);
		h.db = cli_db(sc, &c.db, DB_PROGRAM);
	}
	if (e == E_OK && str_same(a->rest[0], "install"))
		e = notice_hook_install(sc, &h);
	else if (e == E_OK && str_same(a->rest[0], "status"))
		e = notice_hook_status(sc, &h, &is_well);
	else if (e == E_OK)
		e = scope_fail(sc, E_SHAPE, "Partner Center takes no "
		    "registration back: set notifications.accept = false, or "
		    "register another address");
	return e == E_OK ? !is_well : cli_complain(sc, e);
}

int
cmd_hook(struct scope *sc, const struct args *a)
{
	struct hook h = { .url = a->url, .dry_run = a->dry_run,
	    .with_fields = a->with_fields };
	struct config c;
	enum err e;

	for (int i = 0; a->n == 2 && i < LEN(verbs); i++) {
		if (!str_same(verbs[i].name, a->rest[0]))
			continue;
		if (str_same(a->rest[1], NOTIFY_NAME))
			return of_partner_center(sc, a);
		e = open_hook(sc, a, verbs[i].needs_db == 1 ||
		    (verbs[i].needs_db == 2 && !a->dry_run), &c, &h);
		return e == E_OK ? verbs[i].run(sc, &h) :
		    cli_complain(sc, e);
	}
	return cli_usage("hook");
}
