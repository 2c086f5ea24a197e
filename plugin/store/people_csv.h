/*
 * The file of people, read and checked without the database:
 *
 *   name,email,identities,rights,roles,from,to,language
 *   Anna Nowak,anna@partner.example,rt:anna rt2:anna.n,escalate waive,
 *       admin_agent,2026-11-01,2027-12-31,pl
 *
 * Lists are separated by blanks. Of roles there is none, one for all rights,
 * or one for each right in their order. Dates are UTC days, the last one
 * still counts; without them a right holds from now on.
 */
#ifndef STORE_PEOPLE_CSV_H
#define STORE_PEOPLE_CSV_H

#include "store/people.h"

struct identity {
	const char	*source;	/* the desk's name */
	const char	*external_id;
};

struct person_row {
	struct import_line *line;
	const char	*name, *email, *language;	/* email.. or NULL */
	struct identity	*identities;
	int		 nidentities;
	int		 wants[RIGHT__MAX];
	const char	*role[RIGHT__MAX];		/* or NULL */
	int64_t		 from;				/* 0: not said */
	int64_t		 to;				/* or RIGHT_OPEN */
};

enum {
	PERSON_NAME, PERSON_EMAIL, PERSON_IDENTITIES, PERSON_RIGHTS,
	PERSON_ROLES, PERSON_FROM, PERSON_TO, PERSON_LANGUAGE, PERSON_COLUMNS
};
enum { MOST_PEOPLE = 5000 };
extern const struct import_column people_columns[];

/* `check` of the kind: `own` of the import is an array of person_row. */
void	 people_check(struct scope *, struct import *, struct import_line *);

/*
 * Is the right that a stored row gives from `starts` on the one that a person
 * should have, so that at most its end must be moved?
 */
int	 person_keeps(const struct person_row *, enum right, const char *role,
	    int64_t starts, int64_t now);

#endif
