/* The settings of group `notifications`, and what must fit. */
#include "config.h"

#include "base/str.h"
#include "policy/words.h"

#include <string.h>

#define ROW(member, type, preset, min, max, says) \
	{ #member, type, offsetof(struct notify_settings, member), preset, \
	  min, max, NULL, says }

const struct setting notify_rows[] = {
	ROW(accept, SET_BOOL, "false", 0, 0, "Take Partner Center's "
	    "notifications at " NOTIFY_PATH "."),
	ROW(certificate_host, SET_TEXT,
	    "3psostorageacct.blob.core.windows.net", 1, 100, "The only host "
	    "that their certificates are fetched from."),
	ROW(certificate_path, SET_TEXT, "/cert/", 1, 100, "How the path of "
	    "such a certificate begins there."),
	ROW(subject, SET_TEXT, "pcnotifications-dispatch.microsoft.com", 1,
	    100, "Whose certificate it must be: its common name."),
	ROW(issuer, SET_TEXT, "Microsoft Corporation", 1, 100, "Who must "
	    "have signed it: an organisation in its issuer's name."),
	ROW(issuer_hosts, SET_TEXT, "www.microsoft.com "
	    "caissuers.microsoft.com cacerts.digicert.com", 0, 500, "Hosts "
	    "that its issuers' certificates may be fetched from, by blanks."),
	ROW(ca_file, SET_PATH, "", 0, 4096, "The roots that those and the "
	    "host are signed by; empty: the system's."),
	ROW(timeout_secs, SET_INT, "10", 1, 120, "Longest time to fetch one."),
	ROW(recheck_secs, SET_INT, "3600", 1, 604800, "How long what was "
	    "fetched settles what comes; after that, a signature that does "
	    "not fit it has it fetched again: it may have been renewed."),
	ROW(max_body, SET_INT, "65536", 256, 1048576, "Largest notification "
	    "in bytes."),
	ROW(max_unproven, SET_INT, "100", 1, 10000, "Notifications that may "
	    "wait until their certificate is fetched; more are refused."),
	ROW(unproven_secs, SET_INT, "86400", 1, 604800, "How long they may "
	    "wait."),
	ROW(max_age_days, SET_INT, "7", 1, 365, "Of an older change nothing "
	    "comes but that it is read again."),
	ROW(audit_secs, SET_INT, "3600", 60, 86400, "How often Partner "
	    "Center's audit log is read for what no notification told."),
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};

static int
is_host(const char *s)
{
	return s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:")] == '\0';
}

enum err
notify_check(struct scope *sc, const struct config_setting_t *root,
    const struct config *c)
{
	const struct config_setting_t *n = conf_at(root, "notifications");
	const struct notify_settings *s = &c->notify;

	if (!is_host(s->certificate_host))
		return conf_bad(sc, conf_at(n, "certificate_host"), "must be "
		    "a host, or host:port");
	if (s->certificate_path[0] != '/')
		return conf_bad(sc, conf_at(n, "certificate_path"), "must "
		    "begin with /");
	/* DOMAIN R1: there is nobody who could register it. */
	if (s->accept && c->partner.type == PARTNER_RESELLER)
		return conf_bad(sc, n, "accept must be false: an indirect "
		    "reseller has no access to Partner Center, and gets no "
		    "notification");
	/* Once the key of a repeat is gone, it must count as old. */
	if (s->accept && s->max_age_days >= c->retention.dedupe_days)
		return conf_bad(sc, n, "max_age_days (%lld) must be less than "
		    "retention.dedupe_days (%lld)",
		    (long long)s->max_age_days,
		    (long long)c->retention.dedupe_days);
	return E_OK;
}
