/*
 * Calendar days and instants as facts and policy write them. A day is the
 * number of days since 1970-01-01 UTC; years go from 1000 to 9999.
 */
#ifndef POLICY_DATE_H
#define POLICY_DATE_H

#include "base/scope.h"

enum { DATE_TEXT = 16, DAY_MS = 24 * 60 * 60 * 1000 };
#define DAY_UNKNOWN	INT64_MIN

/* "2026-11-20", an existing day. 0 if it is not. */
int	 date_parse(struct scope *, const char *, int64_t *ret_day);
/* `ret` has DATE_TEXT bytes. */
void	 date_text(int64_t day, char *ret);
/*
 * "2026-11-20T09:00:00Z", fractions of a second allowed and dropped; in
 * milliseconds since 1970. 0 if it is not.
 */
int	 instant_parse(struct scope *, const char *, int64_t *ret_ms);
/* The day of an instant. */
int64_t	 date_of(int64_t ms);

#endif
