/*
 * Under which of the partner's accounts a case is worked: its customer's. This
 * is the only place that says what the partner is for a case; the setting
 * `partner` alone says it of nothing but the access to Microsoft's services.
 */
#ifndef CASE_ACCOUNT_H
#define CASE_ACCOUNT_H

#include "config.h"
#include "store/account.h"

/* `told`: what the customer says; without a name the setting holds. */
struct account case_account(const struct partner_settings *,
	    const struct account *told);

/*
 * May tickets of this API be reached for a case of the account? NULL: yes;
 * else one of service_refusals.
 */
const char *case_account_refuses(const struct account *, enum api);

#endif
