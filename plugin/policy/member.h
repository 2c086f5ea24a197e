/*
 * Facts as rows: every member of the facts JSON is one row that says its
 * name, type, place in struct facts and words. One walker reads them
 * strictly, one writes them, one changes a single fact; none knows a fact by
 * name.
 *
 * Source of the rules: DESIGN 5, "Bad facts are ...". Null is unknown and is
 * kept apart from every value: WORD_UNKNOWN, COUNT_UNKNOWN, DAY_UNKNOWN, a
 * NULL text, a list of LIST_UNKNOWN items.
 */
#ifndef POLICY_MEMBER_H
#define POLICY_MEMBER_H

#include "base/json.h"

enum { LIST_UNKNOWN = -1, COUNT_UNKNOWN = -1, LIST_MAX = 200 };

struct list {
	int		 n;
	const void	*at;	/* texts: const char *const * */
};

enum member_type {
	MEMBER_SCHEMA,		/* the number 1; nowhere */
	MEMBER_INSTANT,		/* int64_t, milliseconds */
	MEMBER_DATE,		/* int64_t, days */
	MEMBER_WORD,		/* int, index in words */
	MEMBER_WORDS,		/* int, one bit a word; a set */
	MEMBER_TEXT,		/* const char * */
	MEMBER_TEXTS,		/* struct list of const char * */
	MEMBER_FLAG,		/* int, FLAG_NO or FLAG_YES */
	MEMBER_COUNT,		/* int64_t, 0 or more */
	MEMBER_OBJECT,		/* its members; int at offset: is it known? */
	MEMBER_LIST		/* struct list of structs of `size` bytes */
};

struct member {
	const char		*name;		/* NULL ends the rows */
	enum member_type	 type;
	int			 must;		/* null is refused */
	size_t			 offset;	/* in the record */
	const char *const	*words;
	const struct member	*members;
	size_t			 size;
};

/*
 * Fills a record from an object by rows. E_SHAPE with a sentence that names
 * the JSON path: an unknown, repeated or missing member, a word outside the
 * list, a wrong type, an impossible date, a negative or fractional count.
 * E_LIMIT: a list of more than LIST_MAX items.
 */
enum err member_read(struct scope *, const struct member *,
	    const struct cJSON *, const char *path, void *record) MUST_USE;
/* Writes all members of the record, in the order of the rows. */
void	 member_write(struct json_out *, const struct member *,
	    const void *record);

/*
 * One place in a record, for changes. A path goes by names and dots
 * ("customer.gdap"); NULL if no row has it. A list of objects is changed by
 * appending to it: "entitlements.-" (as in RFC 6901).
 */
struct member_at {
	const struct member	*row;
	int			 append;
};
int	 member_find(const struct member *, const char *path,
	    struct member_at *ret);
/* Sets the place to a value, with the checks of member_read(). */
enum err member_set(struct scope *, const struct member_at *,
	    const struct cJSON *value, void *record) MUST_USE;
/* The JSON that now stands there; "null" for what is to be appended. */
const char *member_value(struct scope *, const struct member_at *,
	    const void *record);
/* Are the objects around the place known, so that it can be set? */
int	 member_open(const struct member *, const char *path,
	    const void *record);

#endif
