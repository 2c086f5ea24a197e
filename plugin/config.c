/*
 * The settings, as rows. A setting that is not in a row does not exist;
 * `cspdesk check --settings` prints them all, and the sample file in conf/
 * is compared with that.
 */
#include "config.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"
#include "policy/words.h"
#include "store/outside.h"

#include <stdio.h>
#include <string.h>

static const char *const modes[] = { "observe", "notes", "enforce", NULL };
static const char *const first_replies[] = { "ticket", "version", "never",
	NULL };
static const char *const languages[] = { "en", "pl", NULL };

#define ROW(st, member, type, preset, min, max, words, says) \
	{ #member, type, offsetof(struct st, member), preset, min, max, \
	  words, says }
#define END_OF_ROWS	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }

struct top_level {
	const char	*policy, *messages, *messages_local;
};

static const struct setting top_rows[] = {
	ROW(top_level, policy, SET_PATH, "/etc/cspdesk/policy", 1, 4096, NULL,
	    "Folder of the support rules."),
	ROW(top_level, messages, SET_PATH, "/etc/cspdesk/messages", 1, 4096,
	    NULL, "Folder of the texts, one file a language."),
	ROW(top_level, messages_local, SET_PATH, "/etc/cspdesk/messages.local",
	    1, 4096, NULL, "Folder of texts in your own words; it may be "
	    "absent."),
	END_OF_ROWS
};

struct database {
	const char	*socket, *host, *name, *user, *password_file;
	const char	*admin_user, *admin_password_file, *app_account;
	int64_t		 port, timeout_secs;
};

static const struct setting database_rows[] = {
	ROW(database, socket, SET_PATH, "", 0, 107, NULL,
	    "Unix socket of MariaDB; if empty, host and port are used."),
	ROW(database, host, SET_TEXT, "127.0.0.1", 1, 255, NULL,
	    "Host of MariaDB."),
	ROW(database, port, SET_INT, "3306", 1, 65535, NULL,
	    "TCP port of MariaDB."),
	ROW(database, name, SET_TEXT, "cspdesk", 1, 64, NULL,
	    "Name of the database."),
	ROW(database, user, SET_TEXT, "cspdesk_app", 1, 80, NULL,
	    "Account of serve and work."),
	ROW(database, password_file, SET_PATH, "/etc/cspdesk/db-app.secret",
	    1, 4096, NULL, "File with the password of that account."),
	ROW(database, admin_user, SET_TEXT, "cspdesk_admin", 1, 80, NULL,
	    "Account of migrate."),
	ROW(database, admin_password_file, SET_PATH,
	    "/etc/cspdesk/db-admin.secret", 1, 4096, NULL,
	    "File with the password of that account."),
	ROW(database, app_account, SET_TEXT, "cspdesk_app@localhost", 3, 160,
	    NULL, "The account of serve and work as MariaDB knows it; migrate "
	    "gives it its rights."),
	ROW(database, timeout_secs, SET_INT, "10", 1, 600, NULL,
	    "Seconds to connect, to read and to write."),
	END_OF_ROWS
};

static const struct setting serve_rows[] = {
	ROW(serve_settings, socket, SET_PATH, "/run/cspdesk/serve.sock", 1,
	    107, NULL, "Unix socket for nginx, mode 0660."),
	ROW(serve_settings, processes, SET_INT, "4", 1, 64, NULL,
	    "Processes that answer."),
	ROW(serve_settings, parked, SET_INT, "256", 1, 4096, NULL,
	    "Open connections that each process keeps."),
	ROW(serve_settings, backlog, SET_INT, "1024", 16, 65535, NULL,
	    "Connections that may wait for a process."),
	ROW(serve_settings, batch, SET_INT, "32", 1, 256, NULL,
	    "Requests that one commit may store."),
	ROW(serve_settings, drain_secs, SET_INT, "10", 1, 300, NULL,
	    "Seconds that a stopping process has for its last answers."),
	ROW(serve_settings, max_body, SET_INT, "8388608", 1024, 16711680, NULL,
	    "Largest body in bytes; nginx's client_max_body_size should be "
	    "the same."),
	ROW(serve_settings, skew_secs, SET_INT, "300", 1, 86400, NULL,
	    "How far a webhook's timestamp may be from our clock."),
	END_OF_ROWS
};

static const struct setting work_rows[] = {
	ROW(work_settings, poll_ms, SET_INT, "200", 10, 60000, NULL,
	    "How often work looks for something to do."),
	ROW(work_settings, lease_secs, SET_INT, "60", 1, 3600, NULL,
	    "How long a worker may keep a ticket or a job; another takes over "
	    "after that. At least twice a desk's timeout_secs and grace_secs."),
	ROW(work_settings, grace_secs, SET_INT, "5", 0, 3600, NULL,
	    "How long after a lost answer the desk is asked what came of it."),
	ROW(work_settings, drain_secs, SET_INT, "30", 1, 600, NULL,
	    "Seconds that a stopping worker has to finish."),
	ROW(work_settings, lanes, SET_INT, "8", 1, 256, NULL,
	    "Tickets that are read side by side."),
	ROW(work_settings, jobs, SET_INT, "8", 1, 256, NULL,
	    "Outgoing calls side by side."),
	ROW(work_settings, max_reply, SET_INT, "16777216", 65536, 268435456,
	    NULL, "Largest answer of a desk in bytes."),
	ROW(work_settings, tries, SET_INT, "49", 1, 1000, NULL,
	    "Attempts before a ticket or a job becomes a dead letter; 49 are "
	    "at least three days."),
	ROW(work_settings, backoff_ms, SET_INT, "1000", 10, 3600000, NULL,
	    "Wait after the first failure; doubles with every further one."),
	ROW(work_settings, backoff_max_ms, SET_INT, "7200000", 10, 86400000,
	    NULL, "Longest wait between two attempts."),
	ROW(work_settings, breaker_failures, SET_INT, "5", 1, 1000, NULL,
	    "Failures in a row after which a desk is left alone for a while."),
	ROW(work_settings, breaker_secs, SET_INT, "15", 1, 3600, NULL,
	    "How long it is left alone."),
	END_OF_ROWS
};

static const struct setting partner_rows[] = {
	ROW(partner_settings, type, SET_WORD, "direct-bill", 0, 0,
	    words_partner, "What the partner is in the CSP programme."),
	ROW(partner_settings, cloud, SET_WORD, "commercial", 0, 0,
	    words_cloud,
	    "The cloud of its Partner Center."),
	ROW(partner_settings, unit_ask_secs, SET_INT, "86400", 1, 2592000,
	    NULL, "How often agents are asked whether Microsoft made a case "
	    "of what was escalated."),
	END_OF_ROWS
};

static const struct setting doctor_rows[] = {
	ROW(doctor_settings, url, SET_TEXT, "", 0, 500, NULL,
	    "Address of cspdesk as the desks see it, through nginx, without a "
	    "path; empty: doctor does not ask there."),
	ROW(doctor_settings, ca_file, SET_PATH, "", 0, 4096, NULL,
	    "Certificates that sign nginx's; empty: the system's."),
	ROW(doctor_settings, wait_secs, SET_INT, "10", 1, 300, NULL,
	    "How long doctor waits for the hook of its note."),
	END_OF_ROWS
};

static const struct setting desk_rows[] = {
	{ "name", SET_TEXT, offsetof(struct desk_settings, conf.name), NULL,
	  1, 32, NULL, "Name in /hook/NAME, in logs and in commands." },
	ROW(desk_settings, kind, SET_TEXT, NULL, 1, 32, NULL,
	    "Which help desk it is: a folder of hooks/."),
	{ "url", SET_TEXT, offsetof(struct desk_settings, conf.url), NULL,
	  8, 500, NULL, "Address of the desk, as work reaches it." },
	{ "user", SET_TEXT, offsetof(struct desk_settings, conf.user), NULL,
	  1, 190, NULL, "Our integration user at the desk." },
	ROW(desk_settings, token_file, SET_PATH, NULL, 1, 4096, NULL,
	    "File with that user's API token."),
	ROW(desk_settings, ca_file, SET_PATH, "", 0, 4096, NULL,
	    "Certificates that sign the desk's; empty: the system's."),
	ROW(desk_settings, mode, SET_WORD, "observe", 0, 0, modes,
	    "observe writes nothing to the desk, notes writes internal notes, "
	    "enforce all."),
	ROW(desk_settings, first_reply, SET_WORD, "ticket", 0, 0,
	    first_replies, "In mode enforce, whom the support terms are sent "
	    "to: who opens a ticket; or only if his customer was not yet "
	    "shown this version; or nobody."),
	{ "language", SET_WORD, offsetof(struct desk_settings, language_index),
	  "en", 0, 0, languages, "Language of our notes." },
	ROW(desk_settings, microsoft_queue, SET_TEXT, "Microsoft", 0, 190,
	    NULL, "The queue that stands for Microsoft: an agent's move "
	    "there means /csp escalate, anybody else's is undone."),
	ROW(desk_settings, default_queue, SET_TEXT, "", 0, 190, NULL,
	    "Where a ticket goes back to that was made in that queue."),
	ROW(desk_settings, provider_queue, SET_TEXT, "", 0, 190, NULL,
	    "Where the tickets of providers are opened that are reached by "
	    "e-mail; empty: default_queue."),
	ROW(desk_settings, closed_status, SET_TEXT, "", 0, 64, NULL,
	    "The status that /csp resolve sets; empty: the one that this kind "
	    "of desk comes with."),
	ROW(desk_settings, doctor_queue, SET_TEXT, "", 0, 190, NULL,
	    "Where doctor makes its test ticket; empty: default_queue."),
	ROW(desk_settings, raised_priority, SET_TEXT, "", 0, 64, NULL,
	    "The priority, in the desk's word, of a ticket whose clock says "
	    "so; empty: none."),
	ROW(desk_settings, sweep_secs, SET_INT, "60", 1, 86400, NULL,
	    "How often the desk is asked for changes whose hook was lost."),
	ROW(desk_settings, overlap_secs, SET_INT, "120", 1, 86400, NULL,
	    "How far back each sweep looks again."),
	ROW(desk_settings, timeout_secs, SET_INT, "20", 1, 600, NULL,
	    "Longest time for one call."),
	ROW(desk_settings, in_flight, SET_INT, "4", 1, 64, NULL,
	    "Calls to this desk at the same time."),
	END_OF_ROWS
};

#define FIELD(name, index, preset) \
	{ name, SET_TEXT, offsetof(struct desk_settings, field[index]), \
	  preset, 0, 100, NULL, "Custom field of the desk; empty: none." }

static const struct setting field_rows[] = {
	FIELD("class", DESK_CLASS, "CSP class"),
	FIELD("product", DESK_PRODUCT, "CSP product"),
	FIELD("severity", DESK_SEVERITY, "CSP severity"),
	FIELD("tier", DESK_TIER, "CSP tier"),
	FIELD("holder", DESK_HOLDER, "CSP holder"),
	FIELD("vehicle", DESK_VEHICLE, "CSP vehicle"),
	FIELD("number", DESK_NUMBER, "CSP Microsoft number"),
	END_OF_ROWS
};

struct secret_row {
	const char	*file, *until;
};

static const struct setting secret_rows[] = {
	ROW(secret_row, file, SET_PATH, NULL, 1, 4096, NULL,
	    "File with a secret that the desk signs with."),
	ROW(secret_row, until, SET_TEXT, "", 0, 32, NULL,
	    "When it stops to count (UTC); empty: never."),
	END_OF_ROWS
};

static const char *const groups[] = {
	"database", "serve", "work", "partner", "microsoft", "notifications",
	"exchange", "finance", "collections", "retention", "doctor", "desks",
	NULL
};
static const char *const in_desk[] = { "secrets", "fields", NULL };

static enum err
load_database(struct scope *sc, const struct config_setting_t *root,
    int needs, struct config *c)
{
	struct database d;
	enum err e;

	e = conf_fill(sc, conf_at(root, "database"), c->file, database_rows,
	    NULL, &d);
	if (e != E_OK)
		return e;
	c->db = (struct db_conf){ d.socket, d.host, d.port, d.name, d.user,
	    "", d.timeout_secs };
	c->admin = c->db;
	c->admin.user = d.admin_user;
	c->app_account = d.app_account;
	if (needs & NEEDS_APP_DB)
		e = conf_secret(sc, d.password_file, &c->db.password);
	if (e == E_OK && needs & NEEDS_ADMIN_DB)
		e = conf_secret(sc, d.admin_password_file,
		    &c->admin.password);
	return e;
}

enum err
config_key(struct scope *sc, const char *text, const char *file,
    struct bytes *ret)
{
	static const char prefix[] = "whsec_";
	size_t n = sizeof(prefix) - 1;

	*ret = (struct bytes){ (const unsigned char *)text, strlen(text) };
	if (strncmp(text, prefix, n) == 0 &&
	    crypto_base64(sc, text + n, strlen(text + n), ret) != E_OK)
		return scope_fail(sc, E_SHAPE, "%s: what follows whsec_ is "
		    "not base64", file);
	if (ret->len < 24)
		return scope_fail(sc, E_SHAPE, "%s: the secret has %zu bytes, "
		    "24 are needed", file, ret->len);
	return E_OK;
}

static enum err
load_secret(struct scope *sc, const struct config_setting_t *n, int needs,
    struct hook_secret *ret)
{
	struct secret_row row;
	const char *text;
	enum err e;

	if ((e = conf_fill(sc, n, "", secret_rows, NULL, &row)) != E_OK)
		return e;
	ret->until = INT64_MAX;
	if (*row.until != '\0' &&
	    clock_parse(sc, row.until, &ret->until) != E_OK)
		return conf_bad(sc, conf_at(n, "until"), "%s",
		    str_dup(sc, sc->why));
	if (!(needs & NEEDS_HOOK_SECRETS))
		return E_OK;
	if ((e = conf_secret(sc, row.file, &text)) != E_OK)
		return e;
	return config_key(sc, text, row.file, &ret->key);
}

static enum err
load_secrets(struct scope *sc, const struct config_setting_t *desk, int needs,
    struct desk_settings *d)
{
	const struct config_setting_t *list = conf_at(desk, "secrets");
	enum err e = E_OK;

	if (!conf_is_list(list) || conf_count(list) == 0)
		return conf_bad(sc, desk, "needs secrets = ( { file = "
		    "\"...\"; } ), at least one");
	d->nsecrets = conf_count(list);
	d->secrets = scope_alloc(sc, sizeof(*d->secrets) *
	    (size_t)d->nsecrets);
	for (int i = 0; e == E_OK && i < d->nsecrets; i++)
		e = load_secret(sc, conf_nth(list, i), needs, &d->secrets[i]);
	return e;
}

static int
is_name(const char *s)
{
	return s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static enum err
check_desk(struct scope *sc, const struct config_setting_t *n,
    const struct config *c, struct desk_settings *d)
{
	const char *url = d->conf.url;

	if (!is_name(d->conf.name))
		return conf_bad(sc, conf_at(n, "name"), "may have a-z, 0-9 "
		    "and - only");
	if (str_same(d->conf.name, OUTSIDE_MICROSOFT))
		return conf_bad(sc, conf_at(n, "name"), "stands for Microsoft "
		    "itself; take another");
	for (struct desk_settings *other = c->desks; other < d; other++)
		if (str_same(other->conf.name, d->conf.name))
			return conf_bad(sc, conf_at(n, "name"), "there are "
			    "two desks with this name");
	if (str_same(d->conf.name, NOTIFY_NAME))
		return conf_bad(sc, conf_at(n, "name"), NOTIFY_PATH " is "
		    "Microsoft's; choose another name");
	if ((d->desk = desk_find(d->kind)) == NULL)
		return conf_bad(sc, conf_at(n, "kind"), "no such help desk is "
		    "built in; see hooks/");
	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return conf_bad(sc, conf_at(n, "url"), "must begin with "
		    "http:// or https://");
	if (url[strlen(url) - 1] == '/')
		return conf_bad(sc, conf_at(n, "url"), "must not end with /");
	/* A job asks what came of the last try, then writes. */
	if (2 * d->timeout_secs + c->work.grace_secs > c->work.lease_secs)
		return conf_bad(sc, n, "twice timeout_secs (%lld) and "
		    "work.grace_secs (%lld) are more than work.lease_secs "
		    "(%lld)", (long long)d->timeout_secs,
		    (long long)c->work.grace_secs,
		    (long long)c->work.lease_secs);
	return E_OK;
}

static enum err
load_desk(struct scope *sc, const struct config_setting_t *n, int needs,
    const struct config *c, struct desk_settings *d)
{
	enum err e;

	if ((e = conf_fill(sc, n, "", desk_rows, in_desk, d)) != E_OK ||
	    (e = conf_fill(sc, conf_at(n, "fields"), "", field_rows, NULL,
	    d)) != E_OK ||
	    (e = load_secrets(sc, n, needs, d)) != E_OK ||
	    (e = check_desk(sc, n, c, d)) != E_OK)
		return e;
	d->language = languages[d->language_index];
	d->conf.fields = d->field;
	d->conf.nfields = DESK_FIELDS;
	if (*d->closed_status == '\0')
		d->closed_status = d->desk->closed_status;
	if (needs & NEEDS_TOKENS)
		e = conf_secret(sc, d->token_file, &d->conf.token);
	return e;
}

static enum err
load_desks(struct scope *sc, const struct config_setting_t *root, int needs,
    struct config *c)
{
	const struct config_setting_t *list = conf_at(root, "desks");
	enum err e = E_OK;

	if (!conf_is_list(list))
		return scope_fail(sc, E_SHAPE, "%s: desks = ( { ... } ) must "
		    "be there; ( ) is allowed", c->file);
	c->ndesks = conf_count(list);
	c->desks = scope_alloc(sc, sizeof(*c->desks) * (size_t)(c->ndesks + 1));
	for (int i = 0; e == E_OK && i < c->ndesks; i++)
		e = load_desk(sc, conf_nth(list, i), needs, c, &c->desks[i]);
	return e;
}

enum err
config_load(struct scope *sc, const char *path, int needs, struct config *ret)
{
	const struct config_setting_t *root;
	struct top_level top;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	ret->file = path;
	if ((e = conf_read(sc, path, &root)) != E_OK ||
	    (e = conf_fill(sc, root, path, top_rows, groups, &top)) != E_OK ||
	    (e = load_database(sc, root, needs, ret)) != E_OK ||
	    (e = conf_fill(sc, conf_at(root, "serve"), path, serve_rows, NULL,
	    &ret->serve)) != E_OK ||
	    (e = conf_fill(sc, conf_at(root, "work"), path, work_rows, NULL,
	    &ret->work)) != E_OK ||
	    (e = conf_fill(sc, conf_at(root, "partner"), path, partner_rows,
	    NULL, &ret->partner)) != E_OK ||
	    (e = microsoft_load(sc, root, needs, ret)) != E_OK ||
	    (e = exchange_load(sc, root, needs, ret)) != E_OK ||
	    (e = conf_fill(sc, conf_at(root, "notifications"), path,
	    notify_rows, NULL, &ret->notify)) != E_OK ||
	    (e = conf_fill(sc, conf_at(root, "retention"), path,
	    retention_rows, NULL, &ret->retention)) != E_OK ||
	    (e = conf_fill(sc, conf_at(root, "doctor"), path, doctor_rows,
	    NULL, &ret->doctor)) != E_OK)
		return e;
	ret->policy = top.policy;
	ret->messages = top.messages;
	ret->messages_local = top.messages_local;
	if ((e = load_desks(sc, root, needs, ret)) != E_OK ||
	    (e = finance_load(sc, root, ret)) != E_OK ||
	    (e = collections_load(sc, root, ret)) != E_OK)
		return e;
	if ((e = retention_check(sc, root, ret)) != E_OK)
		return e;
	return notify_check(sc, root, ret);
}

const struct desk_settings *
config_desk(const struct config *c, const char *name)
{
	for (int i = 0; i < c->ndesks; i++)
		if (str_same(c->desks[i].conf.name, name))
			return &c->desks[i];
	return NULL;
}

static void
print_row(const char *group, const struct setting *r)
{
	static const char *const types[] = {
		[SET_TEXT] = "text", [SET_INT] = "number",
		[SET_BOOL] = "true/false", [SET_WORD] = "word",
		[SET_PATH] = "file or folder"
	};

	printf("%s%s  (%s", group, r->name, types[r->type]);
	if (r->type == SET_INT)
		printf(" %lld..%lld", (long long)r->min, (long long)r->max);
	for (int i = 0; r->words != NULL && r->words[i] != NULL; i++)
		printf("%s%s", i == 0 ? ": " : " | ", r->words[i]);
	if (r->preset == NULL)
		printf("; must be set)\n");
	else
		printf("; default \"%s\")\n", r->preset);
	printf("    %s\n", r->says);
}

void
config_print(void)
{
	static const struct { const char *group; const struct setting *rows; }
	    all[] = {
		{ "", top_rows },
		{ "database.", database_rows },
		{ "serve.", serve_rows },
		{ "work.", work_rows },
		{ "partner.", partner_rows },
		{ "microsoft.", microsoft_rows },
		{ "notifications.", notify_rows },
		{ "exchange.", exchange_rows },
		{ "finance.", finance_rows },
		{ "collections.", collections_rows },
		{ "retention.", retention_rows },
		{ "doctor.", doctor_rows },
		{ "desks[].", desk_rows },
		{ "desks[].fields.", field_rows },
		{ "desks[].secrets[].", secret_rows },
	};

	for (int i = 0; i < LEN(all); i++)
		for (int k = 0; all[i].rows[k].name != NULL; k++)
			print_row(all[i].group, &all[i].rows[k]);
}
