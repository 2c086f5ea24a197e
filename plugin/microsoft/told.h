/*
 * What Microsoft's services answer, read as they really write it (DOMAIN 6.6):
 * a byte order mark may come first, members may be in either case, a word may
 * come as its number, and a time in many forms. What is absent, null or of
 * another type is not told.
 */
#ifndef MICROSOFT_TOLD_H
#define MICROSOFT_TOLD_H

#include "microsoft/service.h"

#include "base/json.h"

enum { TOLD_DEPTH = 32 };

/*
 * How a body begins, for a sentence about it: what says an error, or is a page
 * of somebody's. What holds a ticket has only its length told: the sentence
 * goes into logs.
 */
const char	*told_start(struct scope *, const struct api_reply *);

/* A body behind its byte order mark. */
const char	*told_body(const struct api_reply *, size_t *ret_len);
/* E_SHAPE: not JSON, with told_start(). E_LIMIT: too deep. */
enum err told_parse(struct scope *, const struct api_reply *,
	    const struct cJSON **ret) MUST_USE;

/* By path ("links.next.uri"), upper or lower case. NULL: not told. */
const struct cJSON	*told_at(const struct cJSON *, const char *path);
/* A text that is not empty, or a number as text. NULL: not told. */
const char	*told_text(struct scope *, const struct cJSON *,
		    const char *path);
/* "yes" or "no". NULL: not told. */
const char	*told_flag(const struct cJSON *, const char *path);
/* Milliseconds, as told_clock() reads them. 0: not told, or no time. */
int64_t		 told_time(struct scope *, const struct cJSON *,
		    const char *path);
/*
 * "2026-08-20T07:14:02.31": with any fraction, and with Z, an offset like
 * +02:00, or neither (UTC). 0: never (Microsoft's year 1), or no such time.
 */
int64_t		 told_clock(struct scope *, const char *);
/*
 * A word, or its number in the list; case and underscores do not count.
 * -1: not told, or not in the list, which ends with NULL.
 */
int		 told_word(struct scope *, const struct cJSON *,
		    const char *path, const char *const *words);

/*
 * What an HTTP status means: E_OK (2xx), E_DENIED (401, 403), E_GONE (404,
 * 410), E_BUSY (408, 409, 412, 425, 429, 5xx), otherwise E_SHAPE.
 */
enum err told_status(int status);
/* Does it prove that a request did nothing? */
int	 told_is_refusal(int status);

/* As one part of a path. E_SHAPE: empty, too long, or of several parts. */
enum err told_path(struct scope *, const char *id, const char **ret)
	    MUST_USE;

#endif
