/* One walk over the answers: it ends at what is still to be asked. */
#include "microsoft/partner_bought.h"

#include "microsoft/partner_error.h"
#include "microsoft/partner_page.h"

#include "base/str.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

/* No document has all words; whatever is none of these may be active. */
static const char *const over[] = {
	"suspended", "disabled", "expired", "cancelled", "canceled", "deleted"
};

/* How many of these are one list; `ret` without URL: that is all of it. */
static enum err
list_of(struct scope *sc, const struct api_reply *got, int ngot, int *ret_n,
    struct api_call *ret)
{
	enum err e = E_OK;
	int n = 0;

	do {
		n++;
		if ((e = partner_error(sc, ret->api, &got[n - 1])) == E_OK)
			e = partner_page_next(sc, got, n, ret);
	} while (e == E_OK && ret->url != NULL && n < ngot);
	*ret_n = n;
	return e;
}

static int
is_plan(const struct partner_subscription *s)
{
	return str_same(s->kind,
	    words_subscription[SUBSCRIPTION_AZURE_PLAN]) &&
	    str_same(s->state, "active");
}

static int
is_closed_to_us(const struct api_reply *r)
{
	return r->status != 401 && told_is_refusal(r->status);
}

/* Rows have nothing in them: they are counted. */
static int
is_active(struct scope *sc, const struct cJSON *j, void *row)
{
	const char *status = told_text(sc, j, "status");

	(void)row;
	for (int i = 0; status != NULL && i < LEN(over); i++)
		if (strcasecmp(status, over[i]) == 0)
			return 0;
	return 1;
}

/* -1: one of these is no list. */
static enum err
count(struct scope *sc, const struct api_reply *got, int ngot, int *ret)
{
	struct partner_rows rows = { .size = 1, .fill = is_active };
	const struct cJSON *j;
	enum err e = E_OK;

	*ret = -1;
	for (int i = 0; i < ngot; i++)
		if ((e = told_parse(sc, &got[i], &j)) != E_OK ||
		    !json_is_array(told_at(j, "items")))
			return e;
	if ((e = partner_page_read(sc, got, ngot, &rows)) == E_OK)
		*ret = rows.n;
	return e;
}

static enum err
ask_inside(struct scope *sc, const char *customer,
    const struct partner_subscription *plan, struct api_call *ret)
{
	const char *tenant, *id;
	enum err e;

	if ((e = told_path(sc, customer, &tenant)) != E_OK ||
	    (e = told_path(sc, plan->id, &id)) != E_OK)
		return e;
	ret->url = str_fmt(sc, "/v1/customers/%s/subscriptions/%s/"
	    "azureEntitlements", tenant, id);
	return E_OK;
}

static enum err
look_inside(struct scope *sc, const struct service_task *task, int *at,
    struct partner_subscription *plan, struct api_call *ret)
{
	const struct api_reply *got = task->got + *at;
	enum err e;
	int n = 1;

	if (*at == task->ngot)
		return ask_inside(sc, task->customer, plan, ret);
	if (!is_closed_to_us(got)) {
		e = list_of(sc, got, task->ngot - *at, &n, ret);
		if (e != E_OK || ret->url != NULL)
			return e;
		if ((e = count(sc, got, n, &plan->azure_active)) != E_OK)
			return e;
	}
	*at += n;
	return E_OK;
}

/* `ret` with an URL: the answers are not all there. */
static enum err
walk(struct scope *sc, const struct service_task *task, struct api_call *ret,
    struct partner_subscription **all, int *n)
{
	enum err e;
	int at;

	*ret = (struct api_call){ .api = API_PARTNER_CENTER, .as = AS_APP };
	if ((e = list_of(sc, task->got, task->ngot, &at, ret)) != E_OK ||
	    ret->url != NULL || (e = partner_subscriptions(sc, task->got, at,
	    all, n)) != E_OK)
		return e;
	for (int i = 0; e == E_OK && ret->url == NULL && i < *n; i++)
		if (is_plan(&(*all)[i]))
			e = look_inside(sc, task, &at, &(*all)[i], ret);
	return e;
}

enum err
partner_bought_story(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct partner_subscription *all;
	enum err e;
	int n;

	memset(ret, 0, sizeof(*ret));
	if (task->ngot == 0)
		return partner_ask(sc, READ_SUBSCRIPTIONS, task->customer,
		    NULL, 0, &ret->call);
	e = walk(sc, task, &ret->call, &all, &n);
	if (e == E_OK && ret->call.url != NULL)
		ret->call.method = "GET";
	return e;
}

enum err
partner_bought(struct scope *sc, const struct api_reply *got, int ngot,
    struct partner_subscription **ret, int *ret_n)
{
	const struct service_task task = { .customer = "-", .got = got,
	    .ngot = ngot };
	struct api_call call;

	return walk(sc, &task, &call, ret, ret_n);
}
