/*
 * Bills: Microsoft's invoices to the partner (table microsoft_invoice), who
 * must pay them in time whatever his customers do (DOMAIN C1, C5). They come
 * from a file, one a line:
 *
 *   number,issued,currency,total,paid,due,kind,amends,state,account
 *   G012345678,2026-08-08,PLN,1240.50,0.00,,invoice,,open,
 *
 * or from Partner Center. Without `due` the setting finance.net_days counts. A
 * credit note is never due itself: what `amends` names is less by it. Where a
 * file says `paid` or `void` as the state, that counts for more than amounts.
 * Without an account it is the setting `partner`.
 *
 *	open --a step of finance.warn_days--> opening (store/opening.h)
 *	     --the next steps--> notes in that ticket (turn_bill.c)
 *	     --paid--> a note, and the ticket is closed
 *
 * They stay: they are few, hold nothing of any person, and Partner Center
 * would tell them again.
 */
#ifndef STORE_BILL_H
#define STORE_BILL_H

#include "billing/due_rule.h"
#include "microsoft/partner_invoice.h"
#include "store/import.h"
#include "store/opening.h"

extern const struct import_kind bill_kind;

struct bill {
	int64_t		 id;
	const char	*number, *currency;
	const char	*account;	/* NULL: the first */
	const char	*source;	/* who told it last */
	const char	*issued;	/* 2026-08-08 */
	int64_t		 due;		/* the day */
	int64_t		 total, open;	/* smallest unit; open: to be paid */
	int		 is_paid;
	int		 is_ended;	/* its ticket was told that it is */
	/* Now, by db_zone(): */
	int64_t		 left;		/* days; below 0: over */
	int		 has_step, step, is_told;	/* due_step() */
	/* Its ticket; opening 0: there is none. */
	int64_t		 opening;
	int		 is_lost;	/* it will not be opened any more */
	const char	*desk, *ticket;	/* ticket NULL: not known yet */
};

/*
 * Those that are open, or whose ticket does not know that they are not; `rest`
 * is for due_step().
 */
enum err bill_list(struct scope *, struct db *, const struct due_rule *,
	    int64_t rest, struct bill **ret, int *ret_n) MUST_USE;
/* How it stands with all of them, today. */
struct bill_count {
	int		 open, over;	/* to be paid; of those, overdue */
	const char	*first;		/* number of one that is overdue */
	int64_t		 due;		/* the next day; DAY_UNKNOWN: none */
};
enum err bill_count(struct scope *, struct db *, const struct due_rule *,
	    struct bill_count *ret) MUST_USE;
/* The one whose ticket that opening wants; NULL: it is none's. */
enum err bill_of_opening(struct scope *, struct db *, const struct due_rule *,
	    int64_t rest, int64_t opening, const struct bill **ret) MUST_USE;

/* What its ticket was told of, oldest first. */
struct bill_warning {
	int64_t		 left;		/* days, by then; below 0: over */
	int64_t		 at;		/* ms */
};
enum err bill_warnings(struct scope *, struct db *, int64_t bill,
	    struct list *ret) MUST_USE;

/*
 * Its ticket is wanted, and tells the step that it has now; in a transaction
 * of its own. E_GONE, E_SEEN: another worker did it.
 */
enum err bill_open(struct scope *, struct db *, const struct bill *,
	    const struct opening *) MUST_USE;
/* Its ticket's lane will look at it, once for what it has to hear now. */
enum err bill_poke(struct scope *, struct db *, const struct bill *) MUST_USE;
/*
 * Inside a transaction: the ticket hears that a step is reached, or that it is
 * paid. E_BUSY: it has heard so already; take the turn again.
 */
enum err bill_warned(struct scope *, struct db *, const struct bill *)
	    MUST_USE;
enum err bill_ended(struct scope *, struct db *, const struct bill *)
	    MUST_USE;

/* When Partner Center is asked next; the note says why it did not answer. */
struct bill_poll {
	int64_t		 asked_at, due_at;	/* ms; 0: never */
	const char	*note;
};
enum err bill_poll(struct scope *, struct db *, struct bill_poll *ret)
	    MUST_USE;
/* E_GONE: it is not due. */
enum err bill_poll_claim(struct scope *, struct db *, int64_t next) MUST_USE;
enum err bill_poll_failed(struct scope *, struct db *, int64_t next,
	    const char *why) MUST_USE;
/* What it answered (struct partner_invoice), in a transaction of its own. */
enum err bill_learn(struct scope *, struct db *, const struct list *)
	    MUST_USE;

#endif
