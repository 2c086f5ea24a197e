/*
 * The C library knows one zone at a time, that of TZ. We ask it for offsets
 * only; what an offset means for a gap or an overlap is decided here.
 */
#include "base/zone.h"

#include "base/clock.h"
#include "base/str.h"

#include <stdlib.h>
#include <time.h>

enum { MINUTE_SECS = 60, DAY_SECS = 24 * 60 * MINUTE_SECS };

/* Seconds east of Greenwich at an instant (s). */
static int64_t
offset_at(const char *zone, int64_t secs)
{
	time_t t = (time_t)secs;
	struct tm tm = { 0 };

	if (!str_same(getenv("TZ"), zone)) {
		setenv("TZ", zone, 1);
		tzset();
	}
	localtime_r(&t, &tm);
	return tm.tm_gmtoff;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

struct civil
zone_civil(const char *zone, int64_t ms)
{
	int64_t day_ms = (int64_t)DAY_SECS * SECOND;
	int64_t local = ms + offset_at(zone, floor_div(ms, SECOND)) * SECOND;
	int64_t day = floor_div(local, day_ms);

	return (struct civil){ day, local - day * day_ms };
}

/* The first second from `from` on with another offset than there. */
static int64_t
leap(const char *zone, int64_t from, int64_t to)
{
	int64_t was = offset_at(zone, from);

	while (to - from > 1) {
		int64_t mid = from + (to - from) / 2;

		if (offset_at(zone, mid) == was)
			from = mid;
		else
			to = mid;
	}
	return to;
}

int64_t
zone_instant(const char *zone, int64_t day, int minute)
{
	int64_t wall = day * DAY_SECS + (int64_t)minute * MINUTE_SECS;
	int64_t before = offset_at(zone, wall - DAY_SECS);
	int64_t after = offset_at(zone, wall + DAY_SECS);

	/* Of a minute that comes twice, the offset before is the earlier. */
	if (offset_at(zone, wall - before) == before)
		return (wall - before) * SECOND;
	if (offset_at(zone, wall - after) == after)
		return (wall - after) * SECOND;
	return leap(zone, wall - after, wall - before) * SECOND;
}
