/*
 * Comma-separated values as RFC 4180 has them; UTF-8, any line ending. Of a
 * file whose first line has semicolons and no comma, as Excel writes it where
 * numbers have decimal commas, semicolons separate.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/str.h"

enum { CSV_COLUMNS = 24, CSV_LINES = 1000000 };

struct csv_row {
	int	 line;			/* where it begins, from 1 */
	int	 n;			/* may be more than are kept */
	char	*col[CSV_COLUMNS];	/* trimmed of blanks, never NULL */
};

/*
 * Rows without empty lines. E_SHAPE begins with "LINE:FIELD: ". E_LIMIT: more
 * than CSV_LINES lines.
 */
enum err csv_parse(struct scope *, const char *text, struct csv_row **ret,
	    int *ret_n) MUST_USE;
/* Adds one row with its line end; reading it gives the same texts. */
void	 csv_add(struct buf *, const char *const *col, int n);
/*
 * A text as a spreadsheet may be given it: an apostrophe goes before every
 * = + - @ that begins the text, or that follows a tab, a line end or a
 * separator and so could begin a cell, blanks aside. Else the text itself.
 */
const char	*csv_defused(struct scope *, const char *);

#endif
