/*
 * A debt: an episode in which a customer is late with what he owes us. It
 * begins on the first day on which something is overdue and ends when nothing
 * is; what becomes overdue after the last step that was taken, when all that
 * was overdue before is paid, begins another one.
 *
 * Days are those of policy/date.h in db_zone(), money is in the smallest unit
 * of its currency. What he owes is read from tables invoice and payment at
 * every turn (billing/arrears.h); table debt keeps what they cannot say.
 * work_debt.c opens and ends episodes and has their tickets opened; the
 * collections policy is a turn of the debtor's ticket by TIMER_DEBT.
 */
#ifndef STORE_DEBT_H
#define STORE_DEBT_H

#include "billing/arrears.h"
#include "policy/ladder.h"
#include "store/opening.h"

/* Who said so, and when (ms). */
struct told_by {
	const char	*agent;
	int64_t		 at;
};

struct debt {
	int64_t		 id;
	int64_t		 customer;
	const char	*customer_name;
	int64_t		 since;		/* day: due day of the oldest item
					   that is still overdue */
	int64_t		 ends;		/* day: all was paid; DAY_UNKNOWN: it
					   goes on */
	struct list	 owed;		/* struct debt_owed: overdue now, by
					   currency */
	struct list	 items;		/* struct debt_item: overdue now,
					   oldest first, at most 50 */
	int		 step;		/* the highest one done; 0: none */
	int64_t		 step_day[LADDER_STEPS];	/* when; 0: not done */
	/* When the desk showed what it says to him; 0: it does not yet. */
	int64_t		 shown_day[LADDER_STEPS];
	struct told_by	 disputed, held;	/* at 0: not */
	const char	*dispute_why, *hold_why;
	int64_t		 held_until;	/* day, which still counts; 0: until
					   somebody ends it */
	int64_t		 resumed;	/* day: a dispute or hold ended last;
					   0: never */
	const char	*told;		/* "STEP WHY": what stands in the way,
					   as its ticket heard last; or NULL */
	int		 is_suspended;	/* something of his still is */
	int		 is_vip;	/* of the customer */
	const char	*contact;	/* the customer's billing contact, a
					   mail address, or NULL */
	const char	*desk, *ticket;	/* the debtor's ticket; NULL: not
					   open yet */
	int		 is_here;	/* this case is that ticket */
};

/*
 * The debt whose ticket this case is, also when it has ended; else the open
 * one of that customer. NULL: neither.
 */
enum err debt_of_case(struct scope *, struct db *, int64_t case_id,
	    int64_t customer, const struct debt **ret) MUST_USE;

/*
 * All that stands open and what is to his credit (struct arrears_line), by
 * day; on account, with DAY_UNKNOWN, last.
 */
enum err debt_lines(struct scope *, struct db *, int64_t customer,
	    struct list *ret) MUST_USE;
/*
 * How far he is (DOMAIN 5.1): LADDER_SUSPENDED or more while something of his
 * is suspended, and less again when it is restored.
 */
int	 debt_step(const struct debt *);

/* What of a customer's is overdue today. */
enum err debt_arrears(struct scope *, struct db *, int64_t customer,
	    struct arrears *ret) MUST_USE;

/* ms: when accounting told us something last; 0: never. */
enum err debt_told(struct scope *, struct db *, int64_t *ret) MUST_USE;

/*
 * A DEED_DEBT, inside a transaction. name: "step" (value: its number; text:
 * today), "dispute" (text: why), "undispute" (value: today), "hold" (value:
 * the last day or NULL; text: why), "unhold" (value: today), "told" (text: as
 * in struct debt). A dispute or a hold
 * also stops a suspension that is not on its way yet. E_BUSY: that step was
 * taken meanwhile; read again.
 */
struct deed;
enum err debt_deed(struct scope *, struct db *, const struct debt *,
	    const struct deed *) MUST_USE;

/* Inside a transaction: a step's reply is that job; and the desk shows it. */
enum err debt_sent(struct scope *, struct db *, const struct debt *, int step,
	    int64_t job) MUST_USE;
enum err debt_shown(struct scope *, struct db *, int64_t job) MUST_USE;

/*
 * Inside a transaction: the debtor's ticket, if there is one, looks at its
 * policy again now; a turn of it that is under way is taken again.
 */
enum err debt_look(struct scope *, struct db *, int64_t debt) MUST_USE;

/* A waiter of work_opening.c: the debtor's ticket is there. */
enum err debt_opened(struct scope *, struct db *, const struct opening *,
	    enum opening_end, const char *why) MUST_USE;

#endif
