/* The settings of group `microsoft`: two blocks, each whole or absent. */
#include "config.h"

#include "base/str.h"
#include "microsoft/azure_files.h"
#include "microsoft/cloud.h"

#include <string.h>

enum { GUID_TEXT = 36 };

static const char *const versions[] = { "v1", "v2", NULL };
static const char *const methods[] = { "email", "phone", NULL };

#define AT(name, member, type, preset, min, max, words, says) \
	{ name, type, offsetof(struct microsoft_settings, member), preset, \
	  min, max, words, says }
#define TEXT(name, member, says) \
	AT(name, member, SET_TEXT, "", 0, 500, NULL, says)
#define FILE_AT(name, member, says) \
	AT(name, member, SET_PATH, "", 0, 4096, NULL, says)

const struct setting microsoft_rows[] = {
	TEXT("tenant", tenant, "Your own tenant in Entra, its id; empty: none "
	    "of Microsoft's APIs is used."),
	TEXT("client_id", client_id, "The id of our app registration there."),
	FILE_AT("secret_file", secret_file, "File with its client secret; or "
	    "certificate_file."),
	FILE_AT("certificate_file", certificate_file, "File with its "
	    "certificate and the private key (PEM)."),
	FILE_AT("refresh_key_file", refresh_key_file, "File with 64 hex "
	    "digits that encrypt a person's token in the database (cspdesk "
	    "token set); empty: none is kept, and service requests of Partner "
	    "Center are not reached."),
	AT("token_version", token_version, SET_WORD, "v2", 0, 0, versions,
	    "Which endpoint of the login is asked."),
	TEXT("authority", authority, "Address of the login; empty: that of "
	    "partner.cloud."),
	TEXT("arm", url[API_ARM], "Address of Azure Resource Manager; empty: "
	    "that of the cloud."),
	TEXT("partner_center", url[API_PARTNER_CENTER], "Address of Partner "
	    "Center's API; empty: that of the cloud."),
	TEXT("graph", url[API_GRAPH], "Address of Microsoft Graph; empty: "
	    "that of the cloud."),
	FILE_AT("ca_file", ca_file, "Certificates that sign theirs, or your "
	    "proxy's; empty: the system's."),
	TEXT("proxy", proxy, "Proxy to reach them, like "
	    "http://proxy.example:3128; empty: none."),
	AT("timeout_secs", timeout_secs, SET_INT, "20", 1, 600, NULL,
	    "Longest time for one call."),
	AT("poll_secs", poll_secs, SET_INT, "600", 60, 86400, NULL,
	    "How often an open case there is read."),
	AT("facts_secs", facts_secs, SET_INT, "0", 0, 604800, NULL,
	    "How often Partner Center and Graph are asked what they know of "
	    "a customer with an open case: our reseller relationship and "
	    "GDAP. 0: never."),
	AT("health_secs", health_secs, SET_INT, "0", 0, 7200, NULL,
	    "How often Graph is asked for service incidents in the tenant of "
	    "a customer with an open technical case, or Partner Center where "
	    "Graph refuses. 0: never."),
	AT("in_flight", in_flight, SET_INT, "4", 1, 64, NULL,
	    "Calls to one of the APIs at the same time."),
	TEXT("contact_first_name", contact.first_name, "Whom Microsoft "
	    "answers: somebody of yours, never the customer."),
	TEXT("contact_last_name", contact.last_name, "His or her last name."),
	TEXT("contact_email", contact.email, "The address that Microsoft "
	    "writes to."),
	TEXT("contact_more_emails", contact.more_emails, "Further addresses, "
	    "with blanks between."),
	TEXT("contact_phone", contact.phone, "The number that Microsoft "
	    "calls, like +48123456789."),
	AT("contact_method", contact_method, SET_WORD, "email", 0, 0, methods,
	    "How Microsoft answers best."),
	TEXT("contact_time_zone", contact.time_zone, "The time zone as "
	    "Windows names it, like Central European Standard Time."),
	TEXT("contact_country", contact.country, "The country in three "
	    "letters (ISO 3166), like POL."),
	TEXT("contact_language", contact.language, "The language of support, "
	    "like en-us."),
	TEXT("contact_sender", sender, "Our address in messages to Microsoft; "
	    "empty: contact_email."),
	AT("close_when_resolved", closes_there, SET_BOOL, "true", 0, 0, NULL,
	    "Close Microsoft's ticket, where its service can, when an agent "
	    "resolves ours; else agents are told that it is open."),
	AT("resolve_when_closed", resolves_here, SET_BOOL, "false", 0, 0,
	    NULL, "Resolve our ticket when Microsoft closes its own; else "
	    "agents are told, and decide."),
	AT("label", label, SET_TEXT, "", 0, 100, NULL, "What every note of "
	    "ours begins with, where this Microsoft is a sandbox or a fake; "
	    "empty: nothing."),
	AT("file_max_bytes", files.max_bytes, SET_INT, "5242880", 1,
	    AZURE_FILE_MOST, NULL, "Largest file of a ticket that an agent "
	    "may have sent to Microsoft; Azure takes no larger one."),
	AT("files_per_case", files.per_case, SET_INT, "10", 0, 1000, NULL,
	    "How many files of one ticket may be named for Microsoft."),
	AT("file_types_refused", files.refused, SET_TEXT, "exe com scr pif "
	    "bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta msi msp mst msix "
	    "appx cpl dll ocx sys drv jar lnk reg inf iso img vhd vhdx chm "
	    "application/x-msdownload application/x-dosexec "
	    "application/x-msdos-program application/x-executable "
	    "application/x-ms-installer application/x-sh "
	    "application/java-archive application/hta", 0, 2000, NULL,
	    "Files that are never sent: extensions, and types that the desk "
	    "declares, with blanks between."),
	AT("file_types_allowed", files.allowed, SET_TEXT, "", 0, 2000, NULL,
	    "Only such files are sent; empty: all that are not refused."),
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};

/* Settings that come together: all of them, or none. */
static const char *const access_block[] = { "tenant", "client_id", NULL };
static const char *const contact_block[] = {
	"contact_email", "contact_first_name", "contact_last_name",
	"contact_time_zone", "contact_country", "contact_language", NULL
};

static const char *
value_of(const struct microsoft_settings *m, const char *name)
{
	for (const struct setting *r = microsoft_rows; r->name != NULL; r++)
		if (str_same(r->name, name))
			return *(const char *const *)(const void *)
			    ((const char *)m + r->offset);
	BUG("no setting microsoft.%s", name);
}

/* Is any of them set? */
static int
is_begun(const struct microsoft_settings *m, const char *const *names)
{
	for (; *names != NULL; names++)
		if (*value_of(m, *names) != '\0')
			return 1;
	return 0;
}

static enum err
check_block(struct scope *sc, const struct config_setting_t *n,
    const struct microsoft_settings *m, const char *const *names)
{
	for (; *names != NULL; names++)
		if (*value_of(m, *names) == '\0')
			return conf_bad(sc, n, "%s must be set, because others "
			    "of its block are: see cspdesk.conf", *names);
	return E_OK;
}

static int
is_guid(const char *s)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (int i = 0; i < GUID_TEXT; i++)
		if (form[i] == 'x' ? strchr("0123456789abcdefABCDEF", s[i]) ==
		    NULL || s[i] == '\0' : s[i] != form[i])
			return 0;
	return s[GUID_TEXT] == '\0';
}

/* Secrets go there: never in the clear. */
static int
is_url(const char *s)
{
	return strncmp(s, "https://", 8) == 0 && s[8] != '\0';
}

static int
is_proxy(const char *s)
{
	return is_url(s) || (strncmp(s, "http://", 7) == 0 && s[7] != '\0');
}

static int
is_address(const char *s)
{
	const char *at = strchr(s, '@');

	return at != NULL && at != s && at[1] != '\0' &&
	    s[strcspn(s, " \t,;<>\"")] == '\0';
}

static int
is_country(const char *s)
{
	return strlen(s) == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

/* "en-us", "zh-hans" */
static int
is_language(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz";

	return strspn(s, letters) == 2 && s[2] == '-' && s[3] != '\0' &&
	    s[3 + strspn(s + 3, letters)] == '\0';
}

/* What may stand in a text that is not empty. */
static const struct {
	const char	*name;
	int		(*is_good)(const char *);
	const char	*why;
} forms[] = {
	{ "tenant", is_guid, "must be the tenant's id, like "
	    "3b33e682-00c3-41ee-9dd2-a548adf56438" },
	{ "client_id", is_guid, "must be the application's id, like "
	    "0a1b2c3d-0000-4000-8000-00000000000c" },
	{ "authority", is_url, "must begin with https://" },
	{ "arm", is_url, "must begin with https://" },
	{ "partner_center", is_url, "must begin with https://" },
	{ "graph", is_url, "must begin with https://" },
	{ "proxy", is_proxy, "must begin with http:// or https://" },
	{ "contact_email", is_address, "is not an address" },
	{ "contact_sender", is_address, "is not an address" },
	{ "contact_country", is_country, "must be three capital letters, "
	    "like POL" },
	{ "contact_language", is_language, "must be like en-us" },
};

static enum err
check_forms(struct scope *sc, const struct config_setting_t *n,
    const struct microsoft_settings *m)
{
	for (int i = 0; i < LEN(forms); i++) {
		const char *s = value_of(m, forms[i].name);

		if (*s != '\0' && !forms[i].is_good(s))
			return conf_bad(sc, conf_at(n, forms[i].name), "%s",
			    forms[i].why);
	}
	return E_OK;
}

/* Who proves that we are we, and who answers to Microsoft. */
static enum err
check_access(struct scope *sc, const struct config_setting_t *n,
    const struct config *c)
{
	const struct microsoft_settings *m = &c->microsoft;
	enum err e;

	if ((e = check_block(sc, n, m, access_block)) != E_OK)
		return e;
	if ((*m->secret_file == '\0') == (*m->certificate_file == '\0'))
		return conf_bad(sc, n, "one of secret_file and "
		    "certificate_file must be set, and not both");
	if (*m->contact.email == '\0')
		return conf_bad(sc, n, "contact_email and what belongs to it "
		    "must be set: Microsoft answers somebody of yours");
	if (2 * m->timeout_secs + c->work.grace_secs > c->work.lease_secs)
		return conf_bad(sc, n, "twice timeout_secs (%lld) and "
		    "work.grace_secs (%lld) are more than work.lease_secs "
		    "(%lld)", (long long)m->timeout_secs,
		    (long long)c->work.grace_secs,
		    (long long)c->work.lease_secs);
	return E_OK;
}

static enum err
check(struct scope *sc, const struct config_setting_t *n,
    const struct config *c)
{
	const struct microsoft_settings *m = &c->microsoft;
	enum err e = E_OK;

	if (is_begun(m, contact_block))
		e = check_block(sc, n, m, contact_block);
	if (e == E_OK && m->contact_method == 1 && *m->contact.phone == '\0')
		e = conf_bad(sc, n, "contact_phone must be set, because "
		    "contact_method is phone");
	if (e == E_OK && (is_begun(m, access_block) ||
	    *m->secret_file != '\0' || *m->certificate_file != '\0'))
		e = check_access(sc, n, c);
	return e == E_OK ? check_forms(sc, n, m) : e;
}

static enum err
load_secrets(struct scope *sc, struct microsoft_settings *m)
{
	const char *key, *x5t;
	enum err e = E_OK;

	if (*m->secret_file != '\0')
		e = conf_secret(sc, m->secret_file, &m->secret);
	else if (*m->certificate_file != '\0')
		e = conf_secret_file(sc, m->certificate_file, &m->certificate);
	if (e == E_OK && m->certificate != NULL &&
	    crypto_x5t(sc, m->certificate, &x5t) != E_OK)
		e = scope_fail(sc, E_SHAPE, "%s: %s", m->certificate_file,
		    str_dup(sc, sc->why));
	if (e != E_OK || *m->refresh_key_file == '\0')
		return e;
	if ((e = conf_secret(sc, m->refresh_key_file, &key)) != E_OK)
		return e;
	if (crypto_hex(sc, key, &m->refresh_key) != E_OK ||
	    m->refresh_key.len != KEY_BYTES)
		return scope_fail(sc, E_SHAPE, "%s: it must be a line of 64 "
		    "hex digits; openssl rand -hex 32 makes one",
		    m->refresh_key_file);
	return E_OK;
}

/* Without / at the end. */
static const char *
base(struct scope *sc, const char *set, const char *preset)
{
	size_t n = strlen(set);

	while (n > 0 && set[n - 1] == '/')
		n--;
	return n == 0 ? preset : str_copy(sc, set, n);
}

static void
fill_in(struct scope *sc, int cloud, struct microsoft_settings *m)
{
	const struct cloud *there = cloud_at(cloud);

	m->authority = base(sc, m->authority, there->authority);
	for (int i = 0; i < API__MAX; i++)
		m->url[i] = base(sc, m->url[i], there->url[i]);
	if (*m->sender == '\0')
		m->sender = m->contact.email;
	if (*m->contact.phone == '\0')
		m->contact.phone = NULL;
	if (*m->contact.more_emails == '\0')
		m->contact.more_emails = NULL;
	m->contact.by_phone = m->contact_method == 1;
}

enum err
microsoft_load(struct scope *sc, const struct config_setting_t *root,
    int needs, struct config *c)
{
	const struct config_setting_t *n = conf_at(root, "microsoft");
	struct microsoft_settings *m = &c->microsoft;
	enum err e;

	if ((e = conf_fill(sc, n, c->file, microsoft_rows, NULL, m)) != E_OK ||
	    (e = check(sc, n, c)) != E_OK)
		return e;
	fill_in(sc, c->partner.cloud, m);
	return needs & NEEDS_MICROSOFT ? load_secrets(sc, m) : E_OK;
}
