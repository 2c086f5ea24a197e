/*
 * The compiled policy inside policy/: every section is a table, every table
 * has columns, and rows are plain structs that begin with struct row. What a
 * section may say stands in table.c; reading, writing and checking walk it.
 */
#ifndef POLICY_TABLE_H
#define POLICY_TABLE_H

#include "policy/cell.h"
#include "policy/member.h"
#include "policy/node.h"
#include "policy/policy.h"
#include "policy/words.h"

enum table_id {
	TABLE_SETTINGS, TABLE_ROLES, TABLE_RULES, TABLE_CHECKS, TABLE_NEEDS,
	TABLE_RIGHTS, TABLE_VEHICLES, TABLE_CHANNELS, TABLE_RESPONSES,
	TABLE_LANGUAGES, TABLE_WARNINGS, TABLE_TIERS, TABLE_NEAREST,
	TABLE_MAX_AGE, TABLE_LADDER, TABLE__MAX
};

enum column_type {
	COLUMN_TEXT,		/* const char * */
	COLUMN_TEXTS,		/* struct list of const char *; may be unset */
	COLUMN_WORD,		/* int */
	COLUMN_WORDS,		/* uint32_t, a set */
	COLUMN_ORDER,		/* int[], every word once, in order */
	COLUMN_INT,		/* int64_t */
	COLUMN_BOOL,		/* int */
	COLUMN_DATE,		/* int64_t */
	COLUMN_CELLS,		/* the row's own cells */
	COLUMN_CELLSET,		/* uint64_t, a set of cells by name */
	COLUMN_JSON,		/* const char *, any value as JSON */
	COLUMN_ROWS		/* struct list of rows of `table` */
};

struct column {
	const char		*name;		/* NULL ends the columns */
	enum column_type	 type;
	int			 must;
	size_t			 offset;
	const char *const	*words;
	int64_t			 min, max;	/* of a COLUMN_INT */
	const struct table	*table;
};

struct table {
	const char		*name;
	const struct column	*columns;
	size_t			 size;		/* of a row */
	enum stage		 stage;		/* what its cells may ask */
	int			 single;	/* a group, not a list */
	int			 flat;		/* cells are members */
	int			 first_match;	/* ends with an open row */
	int			 no_idle;	/* every row can win */
	int			 optional;	/* may not be there at all */
};
extern const struct table tables[TABLE__MAX];

struct row {
	const char		*id;		/* NULL: has none */
	const struct node	*from;		/* for complaints */
	uint32_t		 cell[CELL__MAX];
	uint64_t		 asks;		/* the cells that it mentions */
};

enum { SWITCHES = CELL_ENTRA_ROLE - CELL_GLOBAL_ADMIN + 1 };

struct settings {
	struct row	 row;
	int		 on[SWITCHES];		/* from CELL_GLOBAL_ADMIN on */
	int64_t		 gdap_days, ends_days, units, overdue_step;
	struct list	 support_roles, entra_roles;
	int		 order[COST__MAX];	/* dearest last */
};
struct roles { struct row row; uint32_t roles; };
struct rule {
	struct row	 row;
	int		 then;			/* enum then */
	int		 route;			/* words_route */
	uint32_t	 missing;		/* words_missing */
	const char	*reason;		/* why no entitlement is used */
	int		 vehicle;		/* refused with it */
	int		 tier;			/* name the customer's tier */
};
struct check { struct row row; const char *says; uint32_t waived_by; };
struct needs { struct row row; uint64_t facts; };
struct rights { struct row row; uint32_t needs; };
struct vehicle {
	struct row	 row;
	int		 vehicle;		/* words_vehicle */
	int		 held;			/* only by an entitlement */
	int		 advisory;
	int64_t		 from, to;		/* days; DAY_UNKNOWN: open */
	struct list	 names;			/* struct vehicle_name */
	struct list	 serves;		/* struct row */
};
struct vehicle_name { struct row row; const char *name; int64_t from, to; };
struct channel { struct row row; int channel; };
struct response { struct row row; int64_t minutes; int calendar; };
struct language { struct row row; struct list tags; };
struct warning { struct row row; const char *word; };
struct tier { struct row row; const char *name, *queue; struct list offers; };
struct change {
	struct row	 row;
	const char	*fact, *to;
	int		 unknown_only;
	/* What follows from these, by table_ready(). */
	struct member_at at;
	const struct cJSON *value;		/* NULL: depends on the day */
	uint64_t	 touches;		/* view_cells() */
	uint32_t	 marks;			/* words_check that it sets */
	int		 entitles;		/* changes entitlements */
};
struct max_age { struct row row; const char *fact; int64_t seconds; };
struct ladder_row {
	struct row	 row;
	struct list	 steps;			/* struct step_row */
	int64_t		 between_days, notice_days, call_term, call_suspended;
	const char	*calendar;
	int		 vip_notices, needs_published;
};
struct step_row { struct row row; int64_t step, days; };

struct policy {
	struct list	 table[TABLE__MAX];
	uint64_t	 asked[TABLE__MAX];	/* cells, by any row */
	const char	*canonical;
	const char	*hash;
};

/* The n-th row of a list whose rows have that size. */
const struct row *row_at(const struct list *, size_t size, int n);
const struct settings *policy_settings(const struct policy *);
/* The first row that matches, or NULL. */
const void *policy_match(const struct policy *, enum table_id,
	    const struct view *);

/* Fills all tables from a tree; E_SHAPE names the place. */
enum err table_read(struct scope *, const struct node *, struct policy *ret)
	    MUST_USE;
/* The JSON of a change, its "@today" replaced by that day. */
const char *change_value(struct scope *, const struct change *, int64_t day);

/* Fills in what decisions would else find out again each time. */
void	 table_ready(struct scope *, struct policy *);

/* The canonical form. */
const char *table_json(struct scope *, const struct policy *);
/* Idle rows, gaps, overlaps, repeated ids, changes that cannot be made. */
enum err policy_check(struct scope *, const struct policy *) MUST_USE;

#endif
