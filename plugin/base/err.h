/*
 * One enum for every outcome, named by what the caller does next.
 * The texts and HTTP answers stand in err_info[], in the same order.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_USE	__attribute__((warn_unused_result))
#define PRINTF(f, a)	__attribute__((format(printf, f, a)))
#define NORETURN	__attribute__((noreturn))
#define LEN(a)		((int)(sizeof(a) / sizeof((a)[0])))

enum err {
	E_OK = 0,
	E_DENIED,	/* no valid proof of origin, or no right: refuse */
	E_SHAPE,	/* not what was promised or documented: refuse */
	E_LIMIT,	/* larger or deeper than we accept: refuse */
	E_SEEN,		/* the unique key is there already: a repeat */
	E_GONE,		/* row, lease or route is not there (any more) */
	E_BUSY,		/* passing: the same input may work later */
	E_UNSURE,	/* sent, but the answer was lost: assume nothing */
	E_BROKEN,	/* our bug or our set-up: a person must look */
	E__MAX
};

struct err_info {
	const char	*name;		/* as logged */
	int		 status;	/* the HTTP answer */
};

extern const struct err_info err_info[E__MAX];

/* A promise between two of our own files is broken. Never used on input. */
#define BUG(...)	err_bug(__FILE__, __LINE__, __VA_ARGS__)
void	err_bug(const char *, int, const char *, ...) NORETURN PRINTF(3, 4);

#endif
