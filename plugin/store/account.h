/*
 * The partner's accounts of Partner Center, one a line:
 *
 *   name,tenant,type,cloud
 *   Reseller PL,7f1c...,indirect-reseller,commercial
 *
 * A partner may be direct-bill in one account and a reseller in another; a
 * customer belongs to one (customers' column `account`), and its type and
 * cloud decide. The setting `partner` is the first account: it has every
 * customer who names none, and whoever has only one account imports nothing.
 *
 * The setting `microsoft` proves us to the tenant of that first account. So
 * only its customers are ever asked about at Microsoft's services; what is
 * for customers of another account, people do in its portals. Who has one
 * account with access to the services and one without (a reseller has none,
 * R1) sets the former as `partner`.
 */
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/import.h"

struct account {
	const char	*name;		/* NULL: the setting `partner` */
	int		 type, cloud;	/* words_partner, words_cloud */
};

/* `arg`: microsoft.tenant, which is the first account's; or "". */
extern const struct import_kind account_kind;
/* All but the first, for kinds that name one. */
extern const struct import_names account_names;

/* From three columns: name, type and cloud; all NULL: the first account. */
struct account account_read(const struct db_row *, int first);

/* Of the escalation's customer, as he is now. */
enum err account_of_escalation(struct scope *, struct db *, int64_t id,
	    struct account *ret) MUST_USE;

#endif
