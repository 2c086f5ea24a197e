/*
 * What a customer owes and is late with, of all that stands open. Pure.
 *
 * Each currency is counted by itself: nothing is exchanged. What he has paid
 * too much, on account or by a credit note lowers the oldest items first, due
 * or not. An item is overdue on the days after its due day.
 */
#ifndef BILLING_ARREARS_H
#define BILLING_ARREARS_H

#include "base/scope.h"
#include "policy/member.h"

enum { ARREARS_ITEMS = 50 };

struct arrears_line {
	const char	*number;	/* of the invoice; NULL: on account */
	const char	*currency;
	int64_t		 due;		/* day */
	int64_t		 minor;		/* open; below 0: to his credit */
};

struct debt_owed {
	const char	*currency;
	int64_t		 minor;
	int		 n;		/* items */
};

struct debt_item {
	const char	*number;
	int64_t		 day_due;
	const char	*currency;
	int64_t		 minor_open;
};

struct arrears {
	struct list	 owed;		/* struct debt_owed, by currency */
	struct list	 items;		/* struct debt_item, oldest first, at
					   most ARREARS_ITEMS */
	int64_t		 oldest;	/* its due day; DAY_UNKNOWN: none */
	int		 n;		/* items in all */
	char		 digest[65];	/* of all of them */
};

void	arrears_on(struct scope *, const struct arrears_line *, int n,
	    int64_t today, struct arrears *ret);

#endif
