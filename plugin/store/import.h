/*
 * One way in and out for everything that comes in tables (cspdesk import and
 * export). A kind is a table of columns with three statements; what it cannot
 * say in a table, it says in up to three functions.
 *
 * The header may order the columns freely and leave out those that are not
 * IMPORT_MUST: what they hold stays as it is. Whatever is wrong is said as
 * "FILE:LINE:COLUMN: NAME: sentence", where COLUMN is the number of the field
 * in the file, from 1. All or nothing, in one transaction.
 *
 * To add a kind: write `columns` and `kind` in a file store/X_csv.c, a
 * statement X_list that gives the rows as the file writes them, and a line in
 * cli_import.c. Reading, faults, dry run, progress, counting and export are
 * done here.
 */
#ifndef STORE_IMPORT_H
#define STORE_IMPORT_H

#include "base/map.h"
#include "base/str.h"
#include "store/db.h"

enum { IMPORT_COLUMNS = 20, IMPORT_SHOWN = 200 };
/* The header has the column; no cell of it is empty. */
enum { IMPORT_MUST = 1, IMPORT_FILLED = 2 };

struct import;
struct import_line;
/*
 * Rows that cells may name. list: in: name, number of rows; out: id, name, of
 * the rows behind that name in the order of names.
 */
struct import_names {
	enum stmt	 list;
	const char	*what;		/* "customer" */
};

struct import_column {
	const char	*name;
	int		 flags;
	int		 most;		/* bytes of a cell; 0: 191 */
	/*
	 * What is wrong with a cell that is not empty, or NULL. May change it
	 * to the one way of writing it that the database has, too.
	 */
	const char	*(*fault)(struct scope *, const char **cell);
	const char	*const *words;	/* it is one of these */
	struct {
		int	 least, greatest;	/* 0, 0: it is none */
		const char *of;		/* " of minutes", or NULL */
	} number;
	/* It names a row, whose id is written; one column of a kind. */
	const struct import_names *names;
	int		 group;		/* not 0: a header has all or none */
};

/*
 * Writes lines in large steps and tells of progress: `add` for new lines,
 * `set` for changed ones, whose last value is the id. `fill` says the other
 * `n` values. For lines that only say again what was known, `told` gets the
 * last `ntold` of them and the id; with 0 nothing is written.
 */
struct import_writer {
	enum stmt	 add, set, told;
	int		 n, ntold;
	void		(*fill)(struct scope *, const struct import *,
			    const struct import_line *, struct db_val *ret);
};

struct import_kind {
	const char	*name;		/* "customers" */
	const struct import_column *columns;
	int		 n;
	int		 most;		/* lines of a file; 0: no bound */
	/*
	 * in: [now,] key, number of rows; out: id, the columns. Rows behind
	 * that key in the order of the key, which is the first column.
	 */
	enum stmt	 list;
	int		 list_at_now;	/* it takes `now` */
	/*
	 * Report with import_fault() what is wrong: `check` with a line whose
	 * cells are good, `match` with all when `was` is known. May be NULL.
	 */
	void		(*check)(struct scope *, struct import *,
			    struct import_line *);
	enum err	(*match)(struct scope *, struct db *, struct import *);
	/* Inside the transaction. `lines` say what is new and what changed. */
	enum err	(*write)(struct scope *, struct db *, struct import *);
	struct import_writer writer;	/* where `write` is NULL: all of it */
	int		 counts_after;	/* cells do not tell a change */
	/* Makes of a row of `list` what the file writes. May be NULL. */
	void		(*show)(struct scope *, const char **col);
	int		 may_be_whole;	/* see struct import */
};

/* What the database has before: [i].col[0] is the id, then the columns. */
struct import_state {
	struct db_row	*row;		/* no NULL among them */
	int		 n, room;
	struct map	*by_key;	/* -> index */
};

struct import_ids {
	struct map	*by_name;	/* -> index */
	int64_t		*id;
	int		 n, room;
};

struct import_line {
	int		  line;		/* in the file */
	int		  wrong;	/* it has faults */
	const char	**cell;		/* by the kind's columns, "" is empty */
	const char	**was;		/* in the database; NULL: new */
	int64_t		  id;		/* of `was` */
	int		  changed;	/* some cell differs from `was` */
};

struct import {
	const struct import_kind *kind;
	const char	*file;		/* its name, for sentences */
	const char	*csv;
	const void	*arg;		/* the kind's own */
	const char	*by_whom;
	int		 dry_run;	/* rolls back */
	int		 is_whole;	/* what is not in the file is over */
	const char	*day;		/* when the file was made, or NULL */
	void		(*say)(int done, int all);	/* progress, or NULL */
	/* Answers. */
	struct buf	 faults;	/* lines; the first IMPORT_SHOWN */
	int		 nfaults, nwrong;	/* lines with any */
	int		 added, changed;	/* of n; the rest: unchanged */
	struct buf	 notes;		/* lines that are no faults */
	/* While it runs. */
	int		 n;
	struct import_line *lines;
	int		 place[IMPORT_COLUMNS];	/* in the file; 0: left out */
	int		 is_said[IMPORT_COLUMNS];	/* by `check` */
	struct map	*by_key;	/* key -> index into lines */
	struct import_state was;
	struct import_ids ids;		/* of a column's `names` */
	void		*own;		/* of the kind */
};

/*
 * E_SHAPE: the file is wrong, `faults` says where, nothing was changed.
 * E_LIMIT: too many lines. E_BUSY: other imports come between.
 */
enum err import_run(struct scope *, struct db *, struct import *) MUST_USE;

/* For kinds. Column -1: the line as a whole. */
void	 import_fault(struct scope *, struct import *, struct import_line *,
	    int column, const char *, ...) PRINTF(5, 6);
/* What somebody should know; the first IMPORT_SHOWN. */
void	 import_note(struct scope *, struct import *, const char *, ...)
	    PRINTF(3, 4);
/* E_SHAPE with a summary if there were faults. */
enum err import_verdict(struct scope *, const struct import *) MUST_USE;
/* Reads and checks the file alone: what import_run() does first. */
enum err import_read(struct scope *, struct import *) MUST_USE;
/* An empty cell is NULL. */
struct db_val	import_val(const struct import_line *, int column);
enum err import_write(struct scope *, struct db *, const struct import *,
	    const struct import_writer *) MUST_USE;
/* A `fill`: each column, and then the time if `n` has room for it. */
void	 import_fill(struct scope *, const struct import *,
	    const struct import_line *, struct db_val *ret);
/* The id of whom a cell names; NULL: nobody. */
struct db_val	import_named(const struct import *, const struct import_line *,
	    int column);
/* The ids of all who may be named; 0: nobody is called so. */
enum err import_ids(struct scope *, struct db *, const struct import_names *,
	    struct import_ids *ret) MUST_USE;
int64_t	 import_id(const struct import_ids *, const char *name);

/* A page of rows as struct import_state has them. */
enum { IMPORT_PAGE = 2000 };
enum err import_page(struct scope *, struct db *, const struct import_kind *,
	    const char *after, struct db_rows *ret) MUST_USE;

/* Checks that kinds share. */
void	 import_order(struct scope *, struct import *, struct import_line *,
	    int from, int to);		/* two days */
/* Is there a day that both cover? "" is an open end. */
int	 import_overlap(const char *const *cell, const char *const *other,
	    int from, int to);
const char	*import_guid(struct scope *, const char **cell);
const char	*import_day(struct scope *, const char **cell);
const char	*import_mail(struct scope *, const char **cell);
const char	*import_currency(struct scope *, const char **cell);
/*
 * An amount of money, below 0 with a "-", as base/money.h writes it; 0 with a
 * fault if it is none. An empty cell is 0.
 */
int	 import_money(struct scope *, struct import *, struct import_line *,
	    int column, const char *currency, int64_t *ret_minor);
/* What import_money() has read. An empty cell, or one of none, is NULL. */
struct db_val	import_minor(const struct import_line *, int column,
	    const char *currency);
/* For `show`: a whole number of minor units; NULL and "" stay. */
void	 import_show_money(struct scope *, const char **col,
	    const char *currency);
extern const char *const import_languages[];	/* en, pl */
extern const char *const import_flags[];	/* yes, no */

#endif
