/* Text in a scope: copies, formats, a growing buffer, UTF-8. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/scope.h"

#include <stdarg.h>

struct buf {
	struct scope	*sc;
	char		*at;	/* always ends with a NUL; never NULL */
	size_t		 len;	/* without the NUL */
	size_t		 room;
	size_t		 max;	/* largest `len`; past it `full` is set */
	int		 full;	/* something was left out */
};

char	*str_copy(struct scope *, const char *, size_t len);
char	*str_dup(struct scope *, const char *);		/* NULL stays NULL */
char	*str_fmt(struct scope *, const char *, ...) PRINTF(2, 3);
int	 str_same(const char *, const char *);		/* NULLs differ */
/* Points past leading white space, cuts trailing white space in place. */
char	*str_trim(char *);
/* A copy in lower case, ASCII letters only. */
char	*str_lower(struct scope *, const char *);
/*
 * How many bytes must be put in, taken out or changed between two words. Of
 * one that is longer than STR_FAR: STR_FAR.
 */
enum { STR_FAR = 40 };
int	 str_distance(const char *, const char *);
/* Is every byte part of well-formed UTF-8 without NUL? */
int	 str_utf8(const char *, size_t len);
/* Puts '?' in the place of every byte that is not part of a character. */
void	 str_utf8_mend(char *);
/* How many of at most `max` bytes to keep so that no character is cut. */
size_t	 str_utf8_cut(const char *, size_t max);
/* Reads a whole number, nothing else around it. 0 if it is not one. */
int	 str_int(const char *, int64_t *ret);

void	 buf_init(struct buf *, struct scope *, size_t max);
/* Room for that length, of at most `max`, at once. */
void	 buf_room(struct buf *, size_t len);
void	 buf_add(struct buf *, const char *, size_t len);
void	 buf_puts(struct buf *, const char *);
void	 buf_fmt(struct buf *, const char *, ...) PRINTF(2, 3);

/*
 * Reads a file of at most `max` bytes into the scope, NUL behind it.
 * E_GONE: it cannot be opened or read. E_LIMIT: it is larger.
 */
enum err str_file(struct scope *, const char *path, size_t max, char **ret,
	    size_t *ret_len) MUST_USE;

#endif
