/* cspdesk token: what a person consented to, for Microsoft's APIs. */
#include "cli.h"

#include "base/clock.h"
#include "base/str.h"
#include "store/refresh_token.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DAY_MS = 86400 * SECOND };

/* The tenant and the key that a person's token needs. */
static enum err
load(struct cli_run *r)
{
	const struct microsoft_settings *m = &r->config.microsoft;
	enum err e = config_load(r->sc, r->a->config, NEEDS_APP_DB |
	    NEEDS_MICROSOFT, &r->config);

	if (e != E_OK)
		return e;
	if (*m->tenant == '\0' || m->refresh_key.len == 0)
		return scope_fail(r->sc, E_SHAPE, "%s: set microsoft.tenant "
		    "and microsoft.refresh_key_file first", r->a->config);
	return db_ready(r->sc, r->db);
}

/* From standard input, so that no list of processes shows it. */
static enum err
read_token(struct scope *sc, const char **ret)
{
	char *text = scope_alloc(sc, REFRESH_TOKEN_LONGEST + 1);
	size_t n;

	if (isatty(STDIN_FILENO))
		fprintf(stderr, "Paste the refresh token, press Enter, then "
		    "Ctrl-D:\n");
	n = fread(text, 1, REFRESH_TOKEN_LONGEST, stdin);
	text[n] = '\0';
	text = str_trim(text);
	if (*text == '\0' || n == REFRESH_TOKEN_LONGEST)
		return scope_fail(sc, E_SHAPE, "standard input has no refresh "
		    "token: cspdesk token set < FILE");
	for (const char *p = text; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~')
			return scope_fail(sc, E_SHAPE, "that is no refresh "
			    "token: it has more than one word, or letters "
			    "that none has");
	*ret = text;
	return E_OK;
}

static enum err
set(struct cli_run *r)
{
	const struct microsoft_settings *m = &r->config.microsoft;
	const char *token = NULL;
	enum err e;

	if ((e = load(r)) != E_OK || (e = read_token(r->sc, &token)) != E_OK ||
	    (e = refresh_token_set(r->sc, r->db, m->refresh_key, m->tenant,
	    token, cli_person(r->sc))) != E_OK)
		return e;
	printf("kept for tenant %s; cspdesk doctor microsoft tries it\n",
	    m->tenant);
	return E_OK;
}

static enum err
show(struct cli_run *r)
{
	const struct microsoft_settings *m = &r->config.microsoft;
	char set_at[CLOCK_TEXT], used_at[CLOCK_TEXT], key[REFRESH_KEY_ID];
	struct refresh_token t;
	enum err e;

	if ((e = load(r)) != E_OK ||
	    (e = refresh_token_find(r->sc, r->db, m->tenant, &t)) != E_OK)
		return e;
	clock_text(t.set_at, set_at);
	clock_text(t.used_at, used_at);
	refresh_token_key_id(m->refresh_key, key);
	printf("tenant     %s\nset        %s by %s\nlast used  %s\n"
	    "ends       unused, in %lld days\nsealed     with key %s%s\n",
	    t.tenant, set_at, t.set_by, used_at,
	    (long long)(REFRESH_TOKEN_DAYS - (r->sc->now - t.used_at) / DAY_MS),
	    t.key_id, str_same(key, t.key_id) ? "" :
	    ", which is not that of microsoft.refresh_key_file");
	return E_OK;
}

static enum err
forget(struct cli_run *r)
{
	enum err e = load(r);

	if (e == E_OK)
		e = refresh_token_forget(r->sc, r->db,
		    r->config.microsoft.tenant);
	if (e == E_OK)
		printf("forgotten here; in Entra, Revoke sessions of that "
		    "person ends it there\n");
	return e;
}

int
cmd_token(struct scope *sc, const struct args *a)
{
	static const struct cli_verb verbs[] = {
		{ "set", 1, 1, set }, { "show", 1, 1, show },
		{ "forget", 1, 1, forget },
	};

	return cli_verbs(sc, a, "token", verbs, LEN(verbs));
}
