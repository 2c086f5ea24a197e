/* One table of codes; where two APIs share a code, it means the same. */
#include "microsoft/partner_error.h"

#include "microsoft/told.h"

#include <string.h>

enum { MOST_QUOTED = 200, LONGEST_WAIT_SECS = 24 * 60 * 60 };

/* E_OK: what the HTTP status says. */
static const struct {
	const char	*code;
	enum err	 err;
	const char	*says;
} codes[] = {
	{ "1000",   E_GONE,   "it is not there" },
	{ "2001",   E_OK,     "its quantity cannot be changed while it is "
	    "suspended" },
	{ "2011",   E_OK,     "it is deleted, and cannot be changed any "
	    "more" },
	{ "2055",   E_BUSY,   "somebody else changed it just now" },
	{ "3000",   E_OK,     "no partner has this PartnerID, or a "
	    "property is not valid" },
	{ "20002",  E_DENIED, "this customer has no reseller relationship "
	    "with us: ask the customer to accept it" },
	{ "20003",  E_GONE,   "this subscription is not there" },
	{ "27009",  E_BUSY,   "what it is an add-on of is not active" },
	{ "60003",  E_GONE,   "no such tenant: correct the customer's tenant "
	    "id" },
	{ "800039", E_DENIED, "our reseller programme is not active: look in "
	    "Partner Center, Account settings" },
	{ "800040", E_OK,     "its status cannot be changed like this" },
	{ "800096", E_OK,     "its status cannot be changed like this" },
	{ "800091", E_OK,     "it is suspended, and cannot be changed until "
	    "it is active" },
	{ "900115", E_DENIED, "Azure subscriptions of this plan are active "
	    "still, or reservations: cancel each of them first" },
	{ "900123", E_DENIED, "the indirect reseller has not signed the "
	    "Microsoft Partner Agreement: its global administrator does so "
	    "in Partner Center" },
	{ "900124", E_DENIED, "our company has not signed the Microsoft "
	    "Partner Agreement: our global administrator does so in Partner "
	    "Center" },
	{ "900150", E_DENIED, "the role of our user lacks the right: an "
	    "administrator gives it in Partner Center" },
	{ "900278", E_BUSY,   "another operation is under way there, for up "
	    "to 24 hours" },
	{ "900308", E_DENIED, "our user or program has too few rights: an "
	    "administrator gives them in Partner Center" },
	{ "900309", E_DENIED, "a Conditional Access policy of our tenant "
	    "blocks the sign-in: let our program pass it" },
	{ "900311", E_OK,     "it was changed too often: contact Microsoft "
	    "support" },
	{ "900329", E_DENIED, "this takes a user's token, not only our "
	    "program's" },
	{ "900416", E_DENIED, "Microsoft has locked this customer: contact "
	    "Microsoft support" },
	{ "900420", E_DENIED, "the token is made out for another API: it must "
	    "name https://api.partnercenter.microsoft.com" },
	{ "900421", E_DENIED, "the user's token does not say that he signed "
	    "in with a second factor: sign him in again with MFA, and store "
	    "the new refresh token" },
};

static const char *const names[API__MAX] = {
	[API_ARM] = "Azure", [API_PARTNER_CENTER] = "Partner Center",
	[API_GRAPH] = "Graph"
};

/* Where the shapes keep what they tell; the first that is there counts. */
static const char *const code_at[] = { "code", "error.code", NULL };
static const char *const text_at[] = {
	"description", "error.message", "message", "detail", "title", NULL
};

static const char *
first_text(struct scope *sc, const struct cJSON *j, const char *const *paths)
{
	const char *s = NULL;

	for (int i = 0; s == NULL && paths[i] != NULL; i++)
		s = told_text(sc, j, paths[i]);
	return s;
}

static const struct cJSON *
parse(struct scope *sc, const struct api_reply *r)
{
	const struct cJSON *j;

	return told_parse(sc, r, &j) == E_OK ? j : NULL;
}

enum err
partner_error(struct scope *sc, enum api api, const struct api_reply *r)
{
	const struct cJSON *j;
	const char *code, *text;

	if (r->status >= 200 && r->status < 300)
		return E_OK;
	j = parse(sc, r);
	code = first_text(sc, j, code_at);
	text = first_text(sc, j, text_at);
	for (int i = 0; i < LEN(codes); i++)
		if (str_same(code, codes[i].code))
			return scope_fail(sc, codes[i].err != E_OK ?
			    codes[i].err : told_status(r->status),
			    "%s answered %d with %s: %s", names[api],
			    r->status, code, codes[i].says);
	if (text == NULL)
		text = r->body;
	return scope_fail(sc, told_status(r->status),
	    "%s answered %d%s%.40s: %.*s", names[api], r->status,
	    code == NULL ? "" : " with ", code == NULL ? "" : code,
	    (int)str_utf8_cut(text, MOST_QUOTED), text);
}

const char *
partner_error_code(struct scope *sc, const struct api_reply *r)
{
	return first_text(sc, parse(sc, r), code_at);
}

int64_t
partner_error_wait(struct scope *sc, const struct api_reply *r)
{
	static const char before[] = "ry again in ";
	const char *text, *at;
	int64_t secs;
	size_t n;

	if (r->retry_ms != 0 || told_is_refusal(r->status))
		return r->retry_ms;
	text = first_text(sc, parse(sc, r), text_at);
	if (text == NULL || (at = strstr(text, before)) == NULL)
		return 0;
	at += strlen(before);
	n = strspn(at, "0123456789");
	if (strncmp(at + n, " second", 7) != 0 ||
	    !str_int(str_copy(sc, at, n), &secs) || secs > LONGEST_WAIT_SECS)
		return 0;
	return secs * 1000;
}

enum err
partner_judge(struct scope *sc, const struct api_reply *r,
    struct service_step *step)
{
	int64_t wait_ms = partner_error_wait(sc, r);
	enum err e = partner_error(sc, API_PARTNER_CENTER, r);

	if (e == E_BUSY)
		step->wait_ms = wait_ms;
	return e;
}
