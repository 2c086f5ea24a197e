/* The forms of the login, and a table of its refusals. */
#include "microsoft/token.h"

#include "base/crypto.h"
#include "base/json.h"
#include "microsoft/told.h"

#include <ctype.h>
#include <string.h>

enum { MOST_FORM = 1 << 20, ASSERTION_SECS = 600, MS = 1000,
    LEAST_SECS = 1, MOST_SECS = 86400, QUOTED = 200 };

/* What a form may have as it is (RFC 3986, unreserved). */
static int
is_plain(unsigned char c)
{
	return c < 128 && (isalnum(c) || strchr("-._~", c) != NULL);
}

static void
put(struct buf *b, const char *name, const char *value)
{
	buf_fmt(b, "%s%s=", b->len == 0 ? "" : "&", name);
	for (const unsigned char *p = (const unsigned char *)value;
	    *p != '\0'; p++)
		buf_fmt(b, is_plain(*p) ? "%c" : "%%%02X", *p);
}

static const char *
encoded(struct scope *sc, const char *text)
{
	return crypto_to_base64url(sc, (struct bytes){
	    (const unsigned char *)text, strlen(text) });
}

static const char *
head(struct scope *sc, const char *x5t)
{
	struct json_out out;

	json_begin(&out, sc, MOST_FORM);
	json_open(&out, NULL, '{');
	json_put(&out, "alg", "RS256");
	json_put(&out, "typ", "JWT");
	json_put(&out, "x5t", x5t);
	json_close(&out);
	return encoded(sc, json_end(&out));
}

/* Valid from a little earlier on: the login's clock is not ours. */
static const char *
claims(struct scope *sc, const struct token_ask *a, const char *path)
{
	struct json_out out;
	int64_t now = a->now / MS;

	json_begin(&out, sc, MOST_FORM);
	json_open(&out, NULL, '{');
	json_put(&out, "aud", str_fmt(sc, "%s%s", a->issuer, path));
	json_put(&out, "iss", a->client_id);
	json_put(&out, "sub", a->client_id);
	json_put(&out, "jti", a->id);
	json_put_int(&out, "nbf", now - ASSERTION_SECS / 10);
	json_put_int(&out, "exp", now + ASSERTION_SECS);
	json_close(&out);
	return encoded(sc, json_end(&out));
}

static enum err
put_assertion(struct scope *sc, const struct token_ask *a, const char *path,
    struct buf *b)
{
	const char *x5t, *text, *signature;
	enum err e;

	if ((e = crypto_x5t(sc, a->certificate, &x5t)) != E_OK)
		return e;
	text = str_fmt(sc, "%s.%s", head(sc, x5t), claims(sc, a, path));
	if ((e = crypto_rs256(sc, a->certificate, text, &signature)) != E_OK)
		return e;
	put(b, "client_assertion_type",
	    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
	put(b, "client_assertion", str_fmt(sc, "%s.%s", text, signature));
	return E_OK;
}

static void
put_aim(struct scope *sc, const struct token_ask *a, struct buf *b)
{
	if (a->is_v1)
		put(b, "resource", a->audience);
	else
		put(b, "scope", str_fmt(sc, "%s/.default%s", a->audience,
		    a->refresh == NULL ? "" : " offline_access"));
}

enum err
token_ask(struct scope *sc, const struct token_ask *a, const char **ret_url,
    const char **ret_form)
{
	const char *tenant, *path;
	struct buf b;
	enum err e;

	if ((e = told_path(sc, a->tenant, &tenant)) != E_OK)
		return e;
	path = str_fmt(sc, "/%s/oauth2/%stoken", tenant,
	    a->is_v1 ? "" : "v2.0/");
	buf_init(&b, sc, MOST_FORM);
	put(&b, "grant_type", a->refresh == NULL ? "client_credentials" :
	    "refresh_token");
	put(&b, "client_id", a->client_id);
	put_aim(sc, a, &b);
	if (a->refresh != NULL)
		put(&b, "refresh_token", a->refresh);
	if (a->secret != NULL)
		put(&b, "client_secret", a->secret);
	else if ((e = put_assertion(sc, a, path, &b)) != E_OK)
		return e;
	*ret_url = str_fmt(sc, "%s%s", a->authority, path);
	*ret_form = b.at;
	return E_OK;
}

/*
 * AADSTS numbers: of the page "Microsoft Entra authentication and authorization
 * error codes"; 700021, 700023: of the Azure SDK's troubleshooting guides.
 */
static const struct {
	const char	*number;
	const char	*says;
} troubles[] = {
#define AGAIN	"; sign in again and give the new token to cspdesk token set"
	{ "50076", "the person must prove himself by a second factor"
	    AGAIN },
	{ "50078", "the person's second factor has run out" AGAIN },
	{ "50079", "the person must first set up a second factor"
	    AGAIN },
	{ "50158", "a further proof is asked of the person" AGAIN },
	{ "50173", "the person's token was revoked, as when a password "
	    "changes" AGAIN },
	{ "50089", "the person's token has ended" AGAIN },
	{ "70000", "the person's token is not good (any more)" AGAIN },
	{ "70008", "the person's token has ended" AGAIN },
	{ "70043", "the person's token has ended by a rule of "
	    "Conditional Access" AGAIN },
	{ "700082", "the person's token was not used for 90 days"
	    AGAIN },
	{ "700084", "the person's token was got for a single-page app, and "
	    "has ended as such do; use a redirect address of the type Web"
	    AGAIN },
	{ "50034", "the person is not known in this tenant" },
	{ "50057", "the person's account is disabled" },
	{ "50055", "the person's password has ended" AGAIN },
	{ "50105", "the person is not assigned to the application; "
	    "assign him in Entra, under Enterprise applications" },
	{ "53003", "Conditional Access blocks it; let the policy allow "
	    "this application from this host" },
	{ "65001", "nobody has consented for the application in this "
	    "tenant; an administrator there must grant it, or the partner by "
	    "an application consent of Partner Center" },
	{ "500011", "the API is not known in this tenant; an "
	    "administrator there must consent to the application" },
	{ "650057", "the API is not among the permissions of the "
	    "application; add it there in Entra" },
	{ "700016", "the application is not known in this tenant; see "
	    "microsoft.client_id, and that the tenant has consented" },
	{ "7000229", "the application is not in this tenant; an "
	    "administrator there must consent to it, or the partner by an "
	    "application consent of Partner Center" },
	{ "7000112", "the application is disabled in this tenant" },
	{ "7000215", "the client secret is wrong; microsoft.secret_file "
	    "must have its value, not its id" },
	{ "7000222", "the client secret has ended; make a new one in "
	    "Entra and write it to microsoft.secret_file" },
	{ "7000218", "a secret or certificate is wanted" },
	{ "700027", "the certificate is not one of the application; "
	    "upload that of microsoft.certificate_file in Entra" },
	{ "700024", "our clock is wrong; let this host ask a time "
	    "server" },
	{ "700021", "the certificate's assertion is of another application; "
	    "see microsoft.client_id" },
	{ "700023", "the certificate's assertion is not for this "
	    "login; see microsoft.authority and partner.cloud" },
	{ "90002", "there is no such tenant in this cloud; see "
	    "microsoft.tenant, the customer's tenant, and partner.cloud" },
	{ "900023", "there is no such tenant; see microsoft.tenant and "
	    "the customer's tenant" },
};

/* Like told_parse(), but nothing of the body gets into the sentence. */
static const struct cJSON *
parse(struct scope *sc, const struct api_reply *r)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t skip = r->len > 3 && memcmp(r->body, mark, 3) == 0 ? 3 : 0;
	const struct cJSON *j;

	return json_parse(sc, r->body + skip, r->len - skip, TOLD_DEPTH, &j)
	    == E_OK ? j : NULL;
}

/* "50076", or "": from the list, or from the text in front of it. */
static const char *
number_of(struct scope *sc, const struct cJSON *j)
{
	const struct cJSON *list = told_at(j, "error_codes");
	const struct cJSON *first = list == NULL || !json_is_array(list) ?
	    NULL : json_first(list);
	const char *text = told_text(sc, j, "error_description");
	const char *at = text == NULL ? NULL : strstr(text, "AADSTS");

	if (first != NULL && json_kind(first) == JSON_NUMBER)
		return json_print(sc, first);
	if (at == NULL)
		return "";
	at += strlen("AADSTS");
	return str_copy(sc, at, strspn(at, "0123456789"));
}

/* NULL: not in the table. */
static const char *
trouble_of(const char *number)
{
	for (int i = 0; i < LEN(troubles); i++)
		if (str_same(troubles[i].number, number))
			return troubles[i].says;
	return NULL;
}

/* Microsoft's own words, as far as they are the same the next time. */
static const char *
words_of(struct scope *sc, const struct cJSON *j)
{
	const char *s = told_text(sc, j, "error_description");
	const char *end = s == NULL ? NULL : strstr(s, " Trace ID:");
	size_t n = s == NULL ? 0 : end == NULL ? strlen(s) :
	    (size_t)(end - s);

	return s == NULL ? "without a reason" : str_copy(sc, s,
	    str_utf8_cut(s, n < QUOTED ? n : QUOTED));
}

static enum err
refused(struct scope *sc, const struct token_ask *a,
    const struct api_reply *r)
{
	const struct cJSON *j = parse(sc, r);
	const char *number = j == NULL ? "" : number_of(sc, j);
	const char *error = j == NULL ? NULL : told_text(sc, j, "error");
	const char *says = trouble_of(number);

	if (r->status == 429 || r->status >= 500 ||
	    str_same(error, "temporarily_unavailable"))
		return scope_fail(sc, E_BUSY, "the login answers %d%s%s",
		    r->status, *number == '\0' ? "" : ", AADSTS", number);
	if (error == NULL)
		return scope_fail(sc, E_SHAPE, "the login answers %d without "
		    "what was asked for; see microsoft.authority", r->status);
	if (says == NULL)
		return scope_fail(sc, E_DENIED, "the login of tenant %s "
		    "refuses: %s", a->tenant, words_of(sc, j));
	return scope_fail(sc, E_DENIED, "the login of tenant %s refuses "
	    "(AADSTS%s): %s", a->tenant, number, says);
}

/* Nothing that could end a header's line. */
static int
is_token(const char *s)
{
	return s != NULL && s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-._~+/=")] == '\0';
}

enum err
token_read(struct scope *sc, const struct token_ask *a,
    const struct api_reply *r, struct token_given *ret)
{
	const struct cJSON *j;
	const char *token, *secs;
	int64_t n = 0;

	if (r->status != 200)
		return refused(sc, a, r);
	j = parse(sc, r);
	token = j == NULL ? NULL : told_text(sc, j, "access_token");
	secs = j == NULL ? NULL : told_text(sc, j, "expires_in");
	if (!is_token(token) || secs == NULL || !str_int(secs, &n) || n < 1)
		return scope_fail(sc, E_SHAPE, "the login answers 200 without "
		    "a token and its time; see microsoft.authority");
	n = n > MOST_SECS ? MOST_SECS : n;
	*ret = (struct token_given){ token,
	    n > TOKEN_EARLY_SECS + LEAST_SECS ? n - TOKEN_EARLY_SECS :
	    LEAST_SECS, told_text(sc, j, "refresh_token") };
	return E_OK;
}

/* base64url without padding, as base64 with it. */
static const char *
padded(struct scope *sc, const char *s, size_t n)
{
	char *out = str_fmt(sc, "%.*s===", (int)n, s);

	for (char *p = out; *p != '\0'; p++)
		*p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
	out[(n + 3) / 4 * 4] = '\0';
	return out;
}

const char *
token_claim(struct scope *sc, const char *token, const char *name)
{
	const char *body = strchr(token, '.'), *end, *text;
	const struct cJSON *j, *it;
	struct bytes b;
	struct buf all;

	if (body == NULL || (end = strchr(++body, '.')) == NULL)
		return NULL;
	text = padded(sc, body, (size_t)(end - body));
	if (crypto_base64(sc, text, strlen(text), &b) != E_OK ||
	    json_parse(sc, (const char *)b.at, b.len, TOLD_DEPTH, &j) != E_OK)
		return NULL;
	it = told_at(j, name);
	if (it == NULL || !json_is_array(it))
		return told_text(sc, j, name);
	buf_init(&all, sc, MOST_FORM);
	for (it = json_first(it); it != NULL; it = json_next(it))
		if (json_value(it) != NULL)
			buf_fmt(&all, "%s%s", all.len == 0 ? "" : " ",
			    json_value(it));
	return all.at;
}
