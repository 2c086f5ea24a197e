/*
 * JSON documents from outside by rows: each row says where a member stands,
 * what it must be and where its value goes. What does not fit is refused with
 * the path ("$.transactions[3].author.id is missing"), never guessed.
 *
 * Texts stay in the document, which lives as long as its scope.
 */
#ifndef BASE_SHAPE_H
#define BASE_SHAPE_H

#include "base/json.h"

/* Absent and null are the same; only the MAY types allow them. */
enum shape_type {
	SHAPE_TEXT,		/* const char *, not empty */
	SHAPE_MAY_TEXT,		/* const char *, NULL if absent */
	SHAPE_ID,		/* const char *, see shape_is_id() */
	SHAPE_MAY_ID,
	SHAPE_TIME,		/* int64_t, ms; a text as clock_parse() reads */
	SHAPE_FLAG,		/* int */
	SHAPE_MAY_FLAG		/* int, 0 if absent */
};

enum { SHAPE_DEPTH = 8 };

struct shape_row {
	const char	*path;	/* "author.id"; NULL ends the list */
	enum shape_type	 type;
	size_t		 offset;
};

/* One of the far side's words, and what it is for us. */
struct shape_word {
	const char	*word;	/* NULL ends the list */
	int		 means;
};

/* A document, or one element of a list in it. */
struct piece {
	struct scope		*sc;
	const struct cJSON	*j;	/* NULL: past the list's end */
	const char		*list;	/* NULL: the document itself */
	int			 index;
};

/* Is it 1 to 20 digits? Only such an id may go into a URL. */
int	 shape_is_id(const char *);
/* Parses; $.schema must be `schema`. E_LIMIT: deeper than SHAPE_DEPTH. */
enum err shape_open(struct scope *, const char *, size_t len,
	    const char *schema, struct piece *ret) MUST_USE;
/* Reads by rows; what was read before a refusal stays in `into`. */
enum err shape_take(const struct piece *, const struct shape_row *,
	    void *into) MUST_USE;
/*
 * The first element of a list, or member of an object, and zeroed room for
 * all of them of `size` bytes each. E_LIMIT: more than `max`. Walk it like
 * for (e = shape_list(..., &it, &room); e == E_OK && it.j; shape_next(&it))
 */
enum err shape_list(const struct piece *, const char *path, int max,
	    size_t size, struct piece *ret_first, void **ret_room) MUST_USE;
enum err shape_members(const struct piece *, const char *path, int max,
	    size_t size, struct piece *ret_first, void **ret_room) MUST_USE;
void	 shape_next(struct piece *);
/* A list of texts, joined by newlines, of at most `max` bytes. */
enum err shape_join(const struct piece *, size_t max, const char **ret)
	    MUST_USE;
/* What `word` means, or `none`. */
int	 shape_word(const struct shape_word *, const char *word, int none);
/* E_SHAPE with the sentence "PATH WHY"; without `name`, of the piece itself. */
enum err shape_bad(const struct piece *, const char *name, const char *why);

#endif
