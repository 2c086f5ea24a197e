/*
 * What the run over all cells (cross.c) and what must hold in each
 * (promises.c) share.
 */
#ifndef TESTS_CROSS_CROSS_H
#define TESTS_CROSS_CROSS_H

#include "policy/decide.h"

#define CROSS_NOW	INT64_C(1795165200000)	/* 2026-11-20T09:00:00Z */

enum dim {
	TYPE, ACTOR, ROLE, CLASS, TOPIC, PRODUCT, VERSION, SEVERITY, HELD,
	ENVIRONMENT, DIMS
};

/* The last value of a list with `unknown` is null; of held it is nothing. */
struct dim_info {
	const char		*name;
	const char *const	*words;
	int			 unknown;
};
extern const struct dim_info dims[DIMS];

struct cell {
	int			 at[DIMS];
	struct facts		 f;
	struct entitlement	 held;
	int			 is_turned;
};

struct judged {
	const struct cell	*c;
	const struct facts	*f;
	const struct decision	*d;
};

struct promise {
	const char	*name;
	int		(*holds)(const struct judged *);
};
extern const struct promise promises[];		/* ends with a NULL name */

/* A cell's word, or WORD_UNKNOWN. */
int	cell_value(const struct cell *, enum dim);

#endif
