/*
 * Business time, span by span: the hours of each day become instants, and
 * what lies between two instants is counted.
 */
#include "policy/calendar_in.h"

#include "base/str.h"
#include "base/zone.h"
#include "policy/date.h"

enum { MOST_DAYS = 100 * 366, MINUTE_MS = 60 * 1000 };

/* 1970-01-01 was a Thursday. */
static int
weekday(int64_t day)
{
	return (int)(((day + 3) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS);
}

static int
is_holiday(const struct calendar *c, int64_t day)
{
	int from = 0, to = c->nholidays;

	while (from < to) {
		int mid = from + (to - from) / 2;

		if (c->holiday[mid] == day)
			return 1;
		if (c->holiday[mid] < day)
			from = mid + 1;
		else
			to = mid;
	}
	return 0;
}

static const struct day_hours *
hours_of(const struct calendar *c, int64_t day)
{
	static const struct day_hours none = { .n = 0 };

	return is_holiday(c, day) ? &none : &c->day[weekday(day)];
}

int64_t
calendar_day(const struct calendar *c, int64_t ms)
{
	return zone_civil(c->zone, ms).day;
}

int64_t
calendar_between(const struct calendar *c, int64_t from, int64_t to)
{
	int64_t last = 0, sum = 0;

	if (to <= from)
		return 0;
	if (c->always)
		return to - from;
	last = zone_civil(c->zone, to).day;
	for (int64_t day = zone_civil(c->zone, from).day; day <= last; day++) {
		const struct day_hours *h = hours_of(c, day);

		for (int i = 0; i < h->n; i++) {
			int64_t a = zone_instant(c->zone, day,
			    h->span[i].from);
			int64_t b = zone_instant(c->zone, day, h->span[i].to);

			a = a < from ? from : a;
			b = b > to ? to : b;
			sum += b > a ? b - a : 0;
		}
	}
	return sum;
}

/* Takes the day's business time since `from` off `left`: is it used up? */
static int
take_day(const struct calendar *c, int64_t day, int64_t from, int64_t *left,
    int64_t *ret)
{
	const struct day_hours *h = hours_of(c, day);

	for (int i = 0; i < h->n; i++) {
		int64_t a = zone_instant(c->zone, day, h->span[i].from);
		int64_t b = zone_instant(c->zone, day, h->span[i].to);

		a = a < from ? from : a;
		if (b - a >= *left) {
			*ret = a + *left;
			return 1;
		}
		*left -= b > a ? b - a : 0;
	}
	return 0;
}

int64_t
calendar_after(const struct calendar *c, int64_t from, int64_t ms)
{
	int64_t day, at;

	if (c->always || ms <= 0)
		return from + (ms > 0 ? ms : 0);
	day = zone_civil(c->zone, from).day;
	for (int i = 0; i < MOST_DAYS; i++)
		if (take_day(c, day + i, from, &ms, &at))
			return at;
	return INT64_MAX;
}

int64_t
calendar_opens(const struct calendar *c, int64_t day, int64_t from)
{
	int64_t begins = zone_instant(c->zone, day, 0);
	int64_t at = calendar_after(c, from > begins ? from : begins, 1);

	return at == INT64_MAX ? at : at - 1;
}

int
calendar_is_open(const struct calendar *c, int64_t ms)
{
	return calendar_after(c, ms, 1) == ms + 1;
}

int64_t
calendar_rest(const struct calendar *c, int64_t day)
{
	int64_t next = calendar_opens(c, day + 1, 0);

	return next == INT64_MAX ? MOST_DAYS :
	    calendar_day(c, next) - day - 1;
}

const struct calendar *
calendar_find(const struct calendars *all, const char *name)
{
	for (int i = 0; i < all->n; i++)
		if (str_same(all->at[i].name, name))
			return &all->at[i];
	return NULL;
}

const char *
calendar_name(const struct calendar *c)
{
	return c->name;
}

const char *
calendar_zone(const struct calendar *c)
{
	return c->zone;
}

const char *
calendar_text(struct scope *sc, const struct calendar *c, int64_t ms)
{
	struct civil at = zone_civil(c->zone, ms);
	int minute = (int)(at.ms / MINUTE_MS);
	char day[DATE_TEXT];

	date_text(at.day, day);
	return str_fmt(sc, "%s %02d:%02d (%s)", day, minute / 60, minute % 60,
	    c->zone);
}
