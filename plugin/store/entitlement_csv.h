/*
 * The file of what is held, one entitlement a line:
 *
 *   name,vehicle,plan,customer,from,to,units,fee,membership
 *   pcs-2026,signature-cloud,,,2026-01-01,2026-12-31,,included,
 *       solutions-partner
 *   fab-azure,azure-plan,prodirect,Fabrikam,2026-03-01,2027-02-28,,paid,
 *
 * Without a customer the partner holds it; without units they are not
 * counted; days are UTC and both count. Units are what was granted in all,
 * not what is left: to import the same again changes nothing, a larger number
 * grants the difference, a smaller one corrects it. With a membership and no
 * units they are what it brings (policy/allowance.h).
 */
#ifndef STORE_ENTITLEMENT_CSV_H
#define STORE_ENTITLEMENT_CSV_H

#include "store/import.h"

/* `by_whom` goes into the ledger; `arg` is a struct allowances. */
extern const struct import_kind entitlement_kind;

#endif
