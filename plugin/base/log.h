/*
 * One JSON object a line on standard error, for journald or a file.
 *
 * Inner rooms do not log: they return an outcome with its sentence. Only the
 * stories (a request, a lane, a job, a sweep, start and stop) write, one line
 * each. No bodies, no secrets, no text that a customer wrote.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/scope.h"

#include <stdint.h>

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR, LOG__MAX };

struct log_field {
	const char	*name;	/* NULL ends a list */
	const char	*text;	/* NULL: the number is meant */
	int64_t		 number;
};

#define LOG_TEXT(n, v)	{ (n), (v) == NULL ? "-" : (v), 0 }
#define LOG_INT(n, v)	{ (n), NULL, (v) }
#define LOG_FIELDS(...)	(const struct log_field[]){ __VA_ARGS__, { 0 } }

/* `part` is the story's name; err and why come from the scope's outcome. */
void	log_story(struct scope *, const char *part, enum err,
	    const struct log_field *);
/* A line without a story, as at start and stop. */
void	log_line(enum log_level, const char *part, const char *, ...)
	    PRINTF(3, 4);

#endif
