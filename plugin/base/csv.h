/* Comma-separated values as RFC 4180 has them; UTF-8, any line ending. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/scope.h"

enum { CSV_COLUMNS = 16 };

struct csv_row {
	int	 line;			/* where it begins, from 1 */
	int	 n;
	char	*col[CSV_COLUMNS];	/* trimmed of blanks, never NULL */
};

/* Rows without empty lines. E_SHAPE names the line. */
enum err csv_parse(struct scope *, const char *text, struct csv_row **ret,
	    int *ret_n) MUST_USE;
/*
 * The first row must be exactly the comma-separated `header`; every other
 * row must have as many columns.
 */
enum err csv_check(struct scope *, const struct csv_row *, int n,
	    const char *header) MUST_USE;

#endif
