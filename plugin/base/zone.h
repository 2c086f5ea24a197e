/*
 * Time zones: the only file that reads zoneinfo. A zone is a name that
 * clock_has_zone() knows; of any other the answers are UTC's.
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdint.h>

/*
 * What the clock on the wall shows: the day as a number since 1970-01-01, and
 * the milliseconds since its midnight as the clock counts them.
 */
struct civil {
	int64_t	day;
	int64_t	ms;
};

struct civil zone_civil(const char *zone, int64_t ms);
/*
 * When the clock shows that minute (0 to 1440) of that day. A minute that is
 * left out in spring is the moment of the leap; of one that comes twice in
 * autumn it is the first.
 */
int64_t	 zone_instant(const char *zone, int64_t day, int minute);

#endif
