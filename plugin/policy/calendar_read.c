/* Reads calendars.conf and files of holidays. */
#include "policy/calendar_in.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/date.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CALENDARS = 64, HOLIDAYS_BYTES = 1024 * 1024, NAME_BYTES = 64,
    DATE_LENGTH = 10 };

struct reading {
	struct scope			*sc;
	const char			*dir;
	const struct config_setting_t	*n;
	struct calendar			*c;
};

static enum err
read_name(const struct reading *r, const struct calendars *before)
{
	const struct config_setting_t *n = conf_at(r->n, "name");

	r->c->name = conf_text(n);
	if (r->c->name == NULL || *r->c->name == '\0' ||
	    strlen(r->c->name) >= NAME_BYTES)
		return conf_bad(r->sc, n == NULL ? r->n : n, "needs name = "
		    "\"...\", shorter than %d", NAME_BYTES);
	if (calendar_find(before, r->c->name) != NULL)
		return conf_bad(r->sc, n, "there is a calendar \"%s\" already",
		    r->c->name);
	return E_OK;
}

static enum err
read_zone(const struct reading *r)
{
	const struct config_setting_t *n = conf_at(r->n, "zone");

	r->c->zone = conf_text(n);
	if (r->c->zone == NULL || !clock_has_zone(r->c->zone))
		return conf_bad(r->sc, n == NULL ? r->n : n, "needs zone = a "
		    "time zone like \"Europe/Warsaw\"");
	return E_OK;
}

/* Puts a span in its place among those of the day. */
static int
add_span(struct day_hours *d, const struct week_span *s)
{
	int i = d->n;

	if (d->n == DAY_SPANS)
		return 0;
	for (; i > 0 && d->span[i - 1].from >= s->from; i--)
		d->span[i] = d->span[i - 1];
	if ((i > 0 && d->span[i - 1].to > s->from) ||
	    (i < d->n && d->span[i + 1].from < s->to))
		return 0;
	d->span[i].from = s->from;
	d->span[i].to = s->to;
	d->n++;
	return 1;
}

static enum err
read_hours(const struct reading *r)
{
	const struct config_setting_t *hours = conf_at(r->n, "hours"), *n;
	struct week_span s;
	enum err e;

	if (!conf_is_list(hours) || conf_count(hours) == 0)
		return conf_bad(r->sc, hours == NULL ? r->n : hours, "needs "
		    "hours = ( { days, from, to } ): a calendar without any "
		    "would never go on");
	for (int i = 0; (n = conf_nth(hours, i)) != NULL; i++) {
		if ((e = week_span(r->sc, n, &s)) != E_OK)
			return e;
		for (int day = s.first; day <= s.last; day++)
			if (!add_span(&r->c->day[day - 1], &s))
				return conf_bad(r->sc, n, "overlaps other "
				    "hours of the same day, or there are more "
				    "than %d", DAY_SPANS);
	}
	return E_OK;
}

static int
by_day(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* "2026-12-25 Christmas Day"; an empty line and a # say nothing. */
static enum err
read_holiday(const struct reading *r, const char *path, int number,
    const char *line)
{
	char date[DATE_LENGTH + 1] = { 0 };
	int64_t day;

	if (*line == '\0' || *line == '#')
		return E_OK;
	if (strlen(line) > DATE_LENGTH && line[DATE_LENGTH] == ' ')
		memcpy(date, line, DATE_LENGTH);
	if (!date_parse(r->sc, date, &day))
		return scope_fail(r->sc, E_SHAPE, "%s:%d: must be a day and "
		    "its name, like \"2026-12-25 Christmas Day\"", path,
		    number);
	for (int i = 0; i < r->c->nholidays; i++)
		if (r->c->holiday[i] == day)
			return scope_fail(r->sc, E_SHAPE, "%s:%d: %s stands "
			    "here twice", path, number, date);
	r->c->holiday[r->c->nholidays++] = day;
	return E_OK;
}

static enum err
read_lines(const struct reading *r, const char *path, char *text)
{
	enum err e = E_OK;
	int lines = 1;

	for (const char *s = text; (s = strchr(s, '\n')) != NULL; s++)
		lines++;
	r->c->holiday = scope_alloc(r->sc, sizeof(*r->c->holiday) *
	    (size_t)lines);
	for (int i = 1; e == E_OK && text != NULL; i++) {
		char *end = strchr(text, '\n');

		if (end != NULL)
			*end = '\0';
		e = read_holiday(r, path, i, str_trim(text));
		text = end == NULL ? NULL : end + 1;
	}
	qsort(r->c->holiday, (size_t)r->c->nholidays, sizeof(*r->c->holiday),
	    by_day);
	return e;
}

static enum err
read_holidays(const struct reading *r)
{
	const struct config_setting_t *n = conf_at(r->n, "holidays");
	const char *name = conf_text(n), *path;
	char *text;
	size_t len;
	enum err e;

	if (n == NULL)
		return E_OK;
	if (name == NULL || *name == '\0')
		return conf_bad(r->sc, n, "must be the name of a file, like "
		    "\"holidays-pl.txt\"");
	path = *name == '/' ? name : str_fmt(r->sc, "%s/%s", r->dir, name);
	if ((e = str_file(r->sc, path, HOLIDAYS_BYTES, &text, &len)) != E_OK)
		return conf_bad(r->sc, n, "%s cannot be read, or is larger "
		    "than %d bytes", path, HOLIDAYS_BYTES);
	return read_lines(r, path, text);
}

static enum err
read_one(const struct reading *r, const struct calendars *before)
{
	static const char *const known[] = { "name", "zone", "hours",
	    "holidays", NULL };
	enum err e;

	if (!conf_is_group(r->n))
		return conf_bad(r->sc, r->n, "must be { name, zone, hours, "
		    "holidays }");
	if ((e = conf_known(r->sc, r->n, known)) != E_OK ||
	    (e = read_name(r, before)) != E_OK ||
	    (e = read_zone(r)) != E_OK ||
	    (e = read_hours(r)) != E_OK)
		return e;
	return read_holidays(r);
}

enum err
calendars_load(struct scope *sc, const char *dir, const struct calendars **ret)
{
	static const char *const known[] = { "calendars", NULL };
	struct calendars *all = scope_alloc(sc, sizeof(*all));
	const char *path = str_fmt(sc, "%s/calendars.conf", dir);
	const struct config_setting_t *root, *list, *n;
	enum err e;

	if ((e = conf_read(sc, path, &root)) != E_OK ||
	    (e = conf_known(sc, root, known)) != E_OK)
		return e;
	list = conf_at(root, "calendars");
	if (conf_count(list) > MOST_CALENDARS)
		return conf_bad(sc, list, "more than %d", MOST_CALENDARS);
	all->at = scope_alloc(sc, sizeof(*all->at) *
	    (size_t)(conf_count(list) + 1));
	all->at[all->n++] = (struct calendar){ .name = CALENDAR_ALWAYS,
	    .zone = "UTC", .always = 1 };
	for (int i = 0; (n = conf_nth(list, i)) != NULL; i++) {
		struct reading r = { sc, dir, n, &all->at[all->n] };

		if ((e = read_one(&r, all)) != E_OK)
			return e;
		all->n++;
	}
	if (calendar_find(all, CALENDAR_BUSINESS) == NULL)
		return scope_fail(sc, E_SHAPE, "%s: needs a calendar \"%s\"",
		    path, CALENDAR_BUSINESS);
	*ret = all;
	return E_OK;
}
