/* Days are all that the log can be asked for; the rest is left out here. */
#include "microsoft/audit.h"

#include "base/str.h"
#include "microsoft/partner_error.h"
#include "microsoft/partner_page.h"
#include "policy/date.h"

#include <string.h>

enum { GUID = 36 };

/* resourceType; what else there is changes nothing that we read. */
static const struct {
	const char		*word;
	enum notification_about	 about;
} resources[] = {
	{ "subscription", ABOUT_SUBSCRIPTION },
	{ "order", ABOUT_SUBSCRIPTION },
	{ "license", ABOUT_SUBSCRIPTION },
	{ "third_party_add_on", ABOUT_SUBSCRIPTION },
	{ "transfer", ABOUT_SUBSCRIPTION },
	{ "customer", ABOUT_CUSTOMER },
	{ "partner_relationship", ABOUT_CUSTOMER },
	{ "partner_customer_relationship", ABOUT_CUSTOMER },
	{ "partner_customer_dap", ABOUT_ACCESS },
	{ "granular_admin_relationship", ABOUT_ACCESS },
	{ "granular_admin_access_assignment", ABOUT_ACCESS },
};

static enum notification_about
about(struct scope *sc, const struct cJSON *j)
{
	for (int i = 0; i < LEN(resources); i++) {
		const char *const word[] = { resources[i].word, NULL };

		if (told_word(sc, j, "resourceType", word) == 0)
			return resources[i].about;
	}
	return ABOUT_NOTHING;
}

static int
fill(struct scope *sc, const struct cJSON *j, void *row)
{
	static const char *const failed[] = { "failed", NULL };
	const char *tenant = told_text(sc, j, "customerId");
	struct audit_row *r = row;

	r->about = about(sc, j);
	r->at = told_time(sc, j, "operationDate");
	if (r->about == ABOUT_NOTHING || tenant == NULL ||
	    strlen(tenant) != GUID)
		return 0;
	r->tenant = str_lower(sc, tenant);
	return told_word(sc, j, "operationStatus", failed) < 0;
}

enum err
audit_story(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	int64_t first = date_of(task->began);
	int64_t oldest = date_of(sc->now) - AUDIT_DAYS;
	struct api_call c = { .api = API_PARTNER_CENTER, .as = AS_APP };
	char day[DATE_TEXT];
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if (task->ngot == 0) {
		date_text(first > oldest ? first : oldest, day);
		c.url = str_fmt(sc, "/v1/auditrecords?startDate=%s", day);
	} else if ((e = partner_error(sc, API_PARTNER_CENTER,
	    &task->got[task->ngot - 1])) != E_OK ||
	    (e = partner_page_next(sc, task->got, task->ngot, &c)) != E_OK) {
		return e;
	}
	c.method = c.url == NULL ? NULL : "GET";
	ret->call = c;
	return E_OK;
}

enum err
audit_rows(struct scope *sc, int64_t since, const struct api_reply *got,
    int ngot, struct audit_row **ret, int *ret_n)
{
	struct partner_rows rows = { .size = sizeof(**ret), .fill = fill };
	struct audit_row *r;
	int n = 0;
	enum err e = partner_page_read(sc, got, ngot, &rows);

	if (e != E_OK)
		return e;
	r = rows.row;
	/* One without a time may be new. */
	for (int i = 0; i < rows.n; i++)
		if (r[i].at == 0 || r[i].at >= since)
			r[n++] = r[i];
	*ret = r;
	*ret_n = n;
	return E_OK;
}
