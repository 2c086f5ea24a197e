/* What a turn of a debtor's ticket knows beside the debt itself. */
#ifndef CASE_DEBT_H
#define CASE_DEBT_H

#include "policy/ladder.h"
#include "store/subscription.h"

struct turn;

/* What was suspended for the debtor and is not restored yet. */
struct stopped {
	const struct owned	*owned;
	struct ladder_stopped	 at;
};

struct case_debt {
	struct list	 owned;		/* struct owned: all of his */
	struct list	 stopped;	/* struct stopped */
};

/* Fills turn.debtor; turn.arg is the database. */
enum err case_debt_find(struct turn *) MUST_USE;

#endif
