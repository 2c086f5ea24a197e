/*
 * When what Microsoft bills the partner must be paid, and when he is warned
 * of it (DOMAIN C5). Pure.
 */
#ifndef BILLING_DUE_RULE_H
#define BILLING_DUE_RULE_H

#include <stdint.h>

enum { DUE_STEPS = 20, DUE_STEP_MOST = 365 };

struct due_rule {
	int64_t	 net_days;		/* from the day of the invoice */
	/* Days before that day, falling; below 0: so many after it. */
	int	 step[DUE_STEPS];
	int	 n;
};

/*
 * "14 7 1 0 -1": fills in the steps. NULL, or what is wrong, to follow the
 * setting's name.
 */
const char *due_steps_read(const char *, struct due_rule *);
/*
 * The last step that is reached with `left` days to go. What was missed before
 * it, because nobody was there, is over. The `rest` days off that follow bring
 * their steps now, as long as it is not overdue. 0: none is reached.
 */
int	 due_step(const struct due_rule *, int64_t left, int64_t rest,
	    int *ret);

#endif
