/*
 * Time is a number: milliseconds since 1970 UTC. Only the edges of the
 * program ask the machine; everything else takes scope.now.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/scope.h"

enum { SECOND = 1000, CLOCK_TEXT = 32 };

int64_t	 clock_now(void);
/* Milliseconds that never go back; for measuring and for time-outs. */
int64_t	 clock_steady(void);
/* "2026-11-20T09:00:00Z"; `ret` has CLOCK_TEXT bytes. */
void	 clock_text(int64_t ms, char *ret);
/*
 * Reads RFC 3339 in UTC ("...Z", fractions allowed and dropped) or a plain
 * date, which means its first millisecond. E_SHAPE on impossible dates.
 */
enum err clock_parse(struct scope *, const char *, int64_t *ret) MUST_USE;
/* Does tzdata have a zone of that name, like "Europe/Warsaw"? */
int	 clock_has_zone(const char *name);

#endif
