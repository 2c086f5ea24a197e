/* Partner Center's headers and bodies, with nothing taken on trust. */
#include "microsoft/notification.h"

#include "base/str.h"
#include "microsoft/told.h"

#include <string.h>
#include <strings.h>

#define SCHEME		"https://"
#define DIGITS		"0123456789"
#define LETTERS		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

enum { GUID = 36 };

/* Of "Signature BASE64", what follows; NULL: another scheme, or nothing. */
static const char *
signature_of(const char *header)
{
	static const char scheme[] = "Signature";
	size_t n = sizeof(scheme) - 1;

	if (header == NULL || strncasecmp(header, scheme, n) != 0 ||
	    header[n] != ' ')
		return NULL;
	return header + n + strspn(header + n, " ");
}

/* No query, no escapes, no ".." : what stands there is what is asked for. */
static int
is_allowed(const struct notification_place *p, const char *url)
{
	size_t scheme = strlen(SCHEME), host = strlen(p->host);
	const char *path = url + scheme + host;

	if (strlen(url) > NOTIFICATION_URL ||
	    strncmp(url, SCHEME, scheme) != 0 ||
	    strncmp(url + scheme, p->host, host) != 0)
		return 0;
	return strncmp(path, p->path, strlen(p->path)) == 0 &&
	    strspn(path, DIGITS LETTERS "/._-") == strlen(path) &&
	    strstr(path, "..") == NULL;
}

static enum err
read_signature(struct scope *sc, const struct notification_headers *h,
    struct notification_claim *ret)
{
	const char *s = signature_of(h->authorization);

	if (s == NULL)
		s = signature_of(h->ms_signature);
	if (s == NULL)
		return scope_fail(sc, E_DENIED, "Authorization: Signature "
		    "..., or x-ms-signature: Signature ..., is needed");
	if (strlen(s) > 2 * NOTIFICATION_SIGNATURE ||
	    crypto_base64(sc, s, strlen(s), &ret->signature) != E_OK ||
	    ret->signature.len > NOTIFICATION_SIGNATURE)
		return scope_fail(sc, E_DENIED, "the signature is not base64 "
		    "of at most %d bytes", NOTIFICATION_SIGNATURE);
	ret->base64 = s;
	return E_OK;
}

enum err
notification_claim(struct scope *sc, const struct notification_place *p,
    const struct notification_headers *h, struct notification_claim *ret)
{
	enum err e = read_signature(sc, h, ret);

	if (e != E_OK)
		return e;
	if (h->certificate_url == NULL || h->algorithm == NULL)
		return scope_fail(sc, E_SHAPE, "X-MS-Certificate-Url and "
		    "X-MS-Signature-Algorithm are needed");
	if (strcasecmp(h->algorithm, "rsa-sha256") != 0)
		return scope_fail(sc, E_DENIED, "only rsa-sha256 is accepted");
	if (!is_allowed(p, h->certificate_url))
		return scope_fail(sc, E_DENIED, "the certificate must be "
		    "below " SCHEME "%s%s", p->host, p->path);
	ret->url = h->certificate_url;
	return E_OK;
}

/* By the start of its name; the first that fits. */
static const struct {
	const char		*event;
	enum notification_about	 about;
} events[] = {
	{ "subscription-updated", ABOUT_SUBSCRIPTION },
	{ "new-commerce-migration-", ABOUT_SUBSCRIPTION },
	{ "reseller-relationship-", ABOUT_CUSTOMER },
	{ "indirect-reseller-relationship-", ABOUT_CUSTOMER },
	{ "dap-admin-relationship-", ABOUT_ACCESS },
	{ "granular-admin-", ABOUT_ACCESS },
};

enum notification_about
notification_about(const char *event)
{
	for (int i = 0; i < LEN(events); i++)
		if (strncmp(event, events[i].event,
		    strlen(events[i].event)) == 0)
			return events[i].about;
	return ABOUT_NOTHING;
}

static const char *
take_guid(struct scope *sc, const char *s, size_t len)
{
	if (len != GUID || strspn(s, DIGITS "abcdefABCDEF-") < GUID)
		return NULL;
	return str_lower(sc, str_copy(sc, s, len));
}

static const char *
take_id(struct scope *sc, const char *s, size_t len)
{
	if (len == 0 || len > NOTIFICATION_ID ||
	    strspn(s, DIGITS LETTERS "-") < len)
		return NULL;
	return str_lower(sc, str_copy(sc, s, len));
}

static int
is_part(const char *s, size_t len, const char *name)
{
	return len == strlen(name) && strncasecmp(s, name, len) == 0;
}

/* ".../customers/TENANT/subscriptions/ID...", wherever in the path. */
static void
take_ids(struct scope *sc, const char *uri, struct notification *ret)
{
	const char *at = uri;

	while (*at != '\0') {
		size_t len = strcspn(at, "/?#"), next;
		const char *id = at + len + 1;

		if (at[len] != '/')
			return;
		next = strcspn(id, "/?#");
		if (is_part(at, len, "customers"))
			ret->tenant = take_guid(sc, id, next);
		else if (is_part(at, len, "subscriptions"))
			ret->subscription = take_id(sc, id, next);
		at = id;
	}
}

/* No id and no time stands there signed: a repeat has the same three texts. */
static void
make_key(struct scope *sc, const char *event, const char *uri,
    const char *changed, char ret[SHA256_HEX])
{
	const char *text = str_fmt(sc, "%s\n%s\n%s", event, uri, changed);

	crypto_sha256_hex(text, strlen(text), ret);
}

enum err
notification_read(struct scope *sc, struct bytes body,
    struct notification *ret)
{
	const struct api_reply r = { .status = 200,
	    .body = (const char *)body.at, .len = body.len };
	const char *uri, *changed;
	const struct cJSON *j;

	*ret = (struct notification){ .event = NULL };
	crypto_sha256_hex(body.at, body.len, ret->key);
	if (told_parse(sc, &r, &j) != E_OK || !json_is_object(j))
		return scope_fail(sc, E_SHAPE, "the notification is not a "
		    "JSON object");
	ret->event = told_text(sc, j, "EventName");
	if (ret->event == NULL || strlen(ret->event) > NOTIFICATION_EVENT ||
	    ret->event[strspn(ret->event, DIGITS LETTERS "-")] != '\0')
		return scope_fail(sc, E_SHAPE, "EventName is missing, or not "
		    "of at most %d letters, digits and -",
		    NOTIFICATION_EVENT);
	uri = told_text(sc, j, "ResourceUri");
	changed = told_text(sc, j, "ResourceChangeUtcDate");
	ret->changed = changed == NULL ? 0 : told_clock(sc, changed);
	if (uri != NULL && changed != NULL)
		make_key(sc, ret->event, uri, changed, ret->key);
	if (uri != NULL)
		take_ids(sc, uri, ret);
	ret->about = notification_about(ret->event);
	if (ret->about == ABOUT_SUBSCRIPTION && ret->tenant == NULL)
		return scope_fail(sc, E_SHAPE, "ResourceUri names no "
		    "customer");
	return E_OK;
}
