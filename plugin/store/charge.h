/*
 * Chargeable work (table charge), which is only ever added to. Numbers count
 * in each case from 1. Money is minor units of a currency.
 */
#ifndef STORE_CHARGE_H
#define STORE_CHARGE_H

#include "billing/price.h"
#include "policy/facts.h"
#include "store/db.h"

struct charge {
	int64_t		 case_id, customer;	/* customer 0: unknown */
	int		 number;
	int64_t		 agent;
	const char	*by;		/* his name; only read */
	const char	*message;	/* the note, and its line */
	int		 line;
	int64_t		 day;		/* policy/date.h */
	enum charge_kind kind;
	int64_t		 told, counted;	/* minutes, incidents; or 0 */
	int64_t		 unit;		/* price of an hour, an incident */
	int64_t		 minor;		/* of a correction: what it adds */
	const char	*currency;	/* NULL: it costs nothing */
	enum terms_price price;
	/* Where this offer of these terms was shown. */
	int64_t		 shown_case, terms;
	const char	*offer;
	int		 corrects;	/* the number of the first; 0: none */
	const char	*text;
};

/* All of a case by their numbers, without their texts. */
enum err charge_list(struct scope *, struct db *, int64_t case_id,
	    struct list *ret) MUST_USE;
/*
 * Inside a transaction, before case_save(). E_BUSY: the number or the command
 * is there by now; read and decide again. E_BROKEN: its terms were never seen
 * to be shown, and nothing of this turn is kept.
 */
enum err charge_add(struct scope *, struct db *, const struct charge *)
	    MUST_USE;

/*
 * Those of the days `from` to `to`, by day, case and number, behind the last
 * one of the page before (all 0: the first): rows as sql/ names them.
 */
struct charge_page {
	int64_t	 from, to;		/* policy/date.h */
	int64_t	 day, case_id, number;	/* in and out */
};
enum { CHARGE_PAGE = 2000 };
enum err charge_page(struct scope *, struct db *, struct charge_page *,
	    struct db_rows *ret) MUST_USE;

#endif
