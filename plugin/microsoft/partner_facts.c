/* The first answer is the customer, all others are pages of GDAP. */
#include "microsoft/partner_facts.h"

#include "microsoft/partner_error.h"

#include "base/str.h"

#include <string.h>

/* Does it say that he is nobody's customer, or another partner's? */
static int
is_stranger(struct scope *sc, const struct api_reply *r)
{
	return r->status == 404 ||
	    str_same(partner_error_code(sc, r), "20002");
}

static int
is_closed_to_us(const struct api_reply *r)
{
	return r->status == 403 || r->status == 404;
}

enum err
partner_facts_story(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	const struct api_reply *got = task->got;
	int n = task->ngot;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if (n == 0)
		return partner_ask(sc, READ_CUSTOMER, task->customer, NULL, 0,
		    &ret->call);
	e = partner_error(sc, API_PARTNER_CENTER, &got[0]);
	if (e != E_OK && !is_stranger(sc, &got[0]))
		return e;
	if (n > 1 && is_closed_to_us(&got[n - 1]))
		return E_OK;
	return partner_ask(sc, READ_GDAP, task->customer, got + 1, n - 1,
	    &ret->call);
}

enum err
partner_facts(struct scope *sc, const char *tenant,
    const struct api_reply *got, int ngot, struct partner_facts *ret)
{
	struct partner_facts f = { 0 };
	struct partner_customer *c;
	enum err e;
	int n;

	if (is_stranger(sc, &got[0]))
		f.relationship = "no";
	else if ((e = partner_customers(sc, got, 1, &c, &n)) != E_OK)
		return e;
	else if (n == 1)
		f.relationship = c[0].relationship;
	f.has_gdap = ngot > 1 && !is_closed_to_us(&got[ngot - 1]);
	if (f.has_gdap && (e = partner_gdap(sc, tenant, got + 1, ngot - 1,
	    &f.gdap)) != E_OK)
		return e;
	*ret = f;
	return E_OK;
}
