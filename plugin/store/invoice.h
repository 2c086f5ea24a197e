/*
 * What accounting tells of the partner's own invoices to its customers, and of
 * what was paid.
 *
 * cspdesk import invoices, one a line:
 *
 *   number,customer,issued,due,currency,amount,paid,open,state
 *
 * Amounts are like 1234.50; a credit note's is below 0. Of paid and open one is
 * enough: what was paid of it in all, or what stands open, when the file was
 * made. State is open (also when it is left out), paid or cancelled. Accounting
 * may have customers that we do not: such a line is kept, and counts once a
 * customer has that name.
 *
 * With --open-items the file is a list of all that stands open: what is not in
 * it is paid. So no line needs to be taken back, and a list with a header alone
 * says that nobody owes anything. An amount with neither paid nor open beside
 * it is then what stands open. --as-of says on which day the list was made, if
 * that is not today.
 *
 * cspdesk import payments, one a line:
 *
 *   reference,invoice,customer,day,currency,amount
 *
 * The reference is accounting's own and says which payment it is: the same one
 * twice is one. Either the invoice is named, which may become known later, or
 * the customer; then it lowers what is oldest. What went back is below 0.
 *
 * Both together: what is told as paid holds up to the day on which it was told
 * (--as-of, today); payments of that day and later count beside it, those of
 * earlier days are in it. So a day counts twice at most until the next file,
 * and for the customer. The same goes for payments on account and the day of
 * the last whole list.
 */
#ifndef STORE_INVOICE_H
#define STORE_INVOICE_H

#include "store/import.h"

extern const struct import_kind invoice_kind, payment_kind;

/*
 * For kinds, inside their transaction: after lines were written, told of
 * invoices that are paid too much; and that accounting was heard.
 */
enum err invoice_heard(struct scope *, struct db *, struct import *)
	    MUST_USE;
/* Counts again what stands open of those in `column`, and where it was. */
enum err invoice_weigh(struct scope *, struct db *, const struct import *,
	    int column) MUST_USE;
/* Inside a transaction: those whose customer has become known. */
enum err invoice_adopt(struct scope *, struct db *) MUST_USE;

#endif
