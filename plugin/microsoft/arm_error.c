/*
 * Azure's errors. The codes are those that its documents and its users show;
 * its own service writes their members in PascalCase as well (told.h).
 */
#include "microsoft/arm_error.h"

#include "microsoft/told.h"

#include <string.h>

enum { MOST_QUOTED = 200, MOST_TEXT = 1000 };

static const struct {
	const char	*code, *says;
} codes[] = {
	{ "InvalidSupportPlan", "the customer's support plan does not allow "
	    "tickets by API: it takes Professional Direct, Premier or "
	    "Unified" },
	{ "AuthorizationFailed", "our program lacks the role Support Request "
	    "Contributor on the subscription: one of its owners assigns it "
	    "in the Azure portal" },
	{ "InvalidAuthenticationToken", "Azure does not accept our token: is "
	    "our program consented to in the customer's tenant?" },
	{ "InvalidAuthenticationTokenTenant", "the token is for another "
	    "tenant than the subscription's: correct the customer's tenant "
	    "id" },
	{ "SubscriptionNotFound", "there is no such subscription in the "
	    "customer's tenant: correct its id" },
};

/* Where a code says nothing that we know. */
static const struct {
	int		 status;
	const char	*says;
} statuses[] = {
	{ 401, "Azure does not accept our token: is our program consented to "
	    "in the customer's tenant?" },
	{ 403, "our program lacks a right: it takes the role Support Request "
	    "Contributor on the subscription, and a plan of the customer's "
	    "that allows tickets by API" },
};

static const char *
advice(const char *code)
{
	for (int i = 0; i < LEN(codes); i++)
		if (str_same(codes[i].code, code))
			return codes[i].says;
	return NULL;
}

static void
put(struct buf *b, const struct cJSON *j)
{
	const char *code = told_text(b->sc, j, "code");
	const char *text = told_text(b->sc, j, "message");

	if (code != NULL)
		buf_fmt(b, "%.60s", code);
	if (text != NULL)
		buf_fmt(b, "%s%.*s", code == NULL ? "" : ": ",
		    (int)str_utf8_cut(text, MOST_QUOTED), text);
}

static void
put_details(struct buf *b, const struct cJSON *list)
{
	int n = 0;

	for (const struct cJSON *it = json_is_array(list) ?
	    json_first(list) : NULL; it != NULL; it = json_next(it)) {
		buf_puts(b, n++ == 0 ? " (" : "; ");
		put(b, it);
	}
	if (n > 0)
		buf_puts(b, ")");
}

/* Some answers have no "error" around it. */
static const struct cJSON *
inner(const struct cJSON *j)
{
	const struct cJSON *it = told_at(j, "error");

	if (it == NULL && told_at(j, "code") != NULL)
		it = j;
	return it;
}

const char *
arm_error_text(struct scope *sc, const struct cJSON *j)
{
	const struct cJSON *it = inner(j);
	const char *code, *says;
	struct buf b;

	if (it == NULL)
		return NULL;
	code = told_text(sc, it, "code");
	if ((says = advice(code)) != NULL)
		return str_fmt(sc, "%s: %s", code, says);
	buf_init(&b, sc, MOST_TEXT);
	put(&b, it);
	put_details(&b, told_at(it, "details"));
	return b.len == 0 ? NULL : b.at;
}

static int
is_known(struct scope *sc, const struct cJSON *j)
{
	return advice(told_text(sc, inner(j), "code")) != NULL;
}

static const char *
status_says(int status)
{
	for (int i = 0; i < LEN(statuses); i++)
		if (statuses[i].status == status)
			return statuses[i].says;
	return NULL;
}

enum err
arm_error(struct scope *sc, const struct api_reply *r)
{
	const struct cJSON *j = NULL;
	const char *text = NULL, *says = status_says(r->status);
	enum err e = told_status(r->status);

	if (e == E_OK)
		return E_OK;
	if (told_parse(sc, r, &j) == E_OK)
		text = arm_error_text(sc, j);
	if (text != NULL && is_known(sc, j))
		says = NULL;
	if (text == NULL)
		text = str_copy(sc, r->body, str_utf8_cut(r->body,
		    MOST_QUOTED));
	return scope_fail(sc, e, "Azure answered %d%s%s: %s", r->status,
	    says == NULL ? "" : ": ", says == NULL ? "" : says,
	    *text == '\0' ? "nothing else" : text);
}

int
arm_error_is_azures(struct scope *sc, const struct api_reply *r)
{
	const struct cJSON *j;

	return told_parse(sc, r, &j) == E_OK && inner(j) != NULL;
}
