/*
 * Cells: the questions that a policy row may ask. Every cell has a word
 * list; a situation (struct view) gives each cell one word or unknown; a row
 * gives each cell the set of words it accepts.
 *
 * Three-valued: no beats unknown beats yes, and a row that is unknown does
 * not match. Only a cell that names the word "unknown" accepts it. A cell
 * that a row does not mention accepts everything.
 */
#ifndef POLICY_CELL_H
#define POLICY_CELL_H

#include <stdint.h>

/*
 * In the order in which a vehicle's unfit row is judged: the later the cell
 * that says no, the nearer the row was to fit.
 */
enum cell {
	CELL_ACTION, CELL_ACTOR, CELL_CLASS, CELL_PRODUCT, CELL_VERSION,
	CELL_TOPIC, CELL_PUBLISHER, CELL_ENVIRONMENT, CELL_TYPE, CELL_CLOUD,
	CELL_PROVIDER, CELL_RELATIONSHIP, CELL_DIRECT_PAID, CELL_GDAP,
	CELL_GDAP_SUPPORT, CELL_GDAP_SOON, CELL_RBAC, CELL_ON_CALL,
	CELL_OVERDUE, CELL_ENGLISH, CELL_ADVISORY,
	CELL_GLOBAL_ADMIN, CELL_DYNAMICS_2021, CELL_RESELLER_M365,
	CELL_LIMIT_DEBTORS, CELL_ENTRA_ROLE,
	CELL_MAY, CELL_VEHICLE, CELL_HOLDER, CELL_PLAN, CELL_SEVERITY,
	CELL_ROUTE, CELL_OUTCOME, CELL_OFFERED, CELL_LOW_UNITS,
	CELL_ENDS_SOON,
	CELL__MAX
};

/* When a cell is known first: a table may ask only what is known then. */
enum stage { STAGE_FACTS, STAGE_ROLES, STAGE_VEHICLE, STAGE_OUTCOME };

struct cell_info {
	enum stage		 stage;
	const char		*name;
	const char *const	*words;
};
extern const struct cell_info cell_info[CELL__MAX];

/* The cell of that name; CELL__MAX: there is none. */
int	 cell_named(const char *name);

/* What each cell's word is now; WORD_UNKNOWN if nobody knows. */
struct view {
	int	at[CELL__MAX];
};

/* Accepted words of one cell: a bit each, and one for unknown. */
#define CELL_ANY	UINT32_MAX
#define CELL_UNKNOWN	(UINT32_C(1) << 31)

#define CELL_BIT(c)	(UINT64_C(1) << (c))	/* in a set of cells */

/* Does it accept the word, which may be unknown? */
int	 cell_accepts(uint32_t accepts, int word);
/* All bits that a cell can have: its words and unknown. */
uint32_t cell_bits(enum cell);

enum fit { FIT_NO, FIT_UNKNOWN, FIT_YES };
/* `ret_cell`: the first cell that says no, else the first unknown one. */
enum fit cell_fit(const uint32_t *accepts, const struct view *,
	    enum cell *ret_cell);
/* Is it FIT_YES? */
int	 cell_match(const uint32_t *accepts, const struct view *);

#endif
