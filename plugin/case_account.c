#include "case_account.h"

#include "microsoft/allowed.h"

struct account
case_account(const struct partner_settings *p, const struct account *told)
{
	return told->name != NULL ? *told :
	    (struct account){ NULL, p->type, p->cloud };
}

/* What proves us is of the first account's tenant (store/account.h). */
const char *
case_account_refuses(const struct account *a, enum api api)
{
	const char *why = service_allowed(a->type, a->cloud, api);

	return why != NULL || a->name == NULL ? why : "other-account";
}
