/* Reads and writes time; the only file that asks the machine's clocks. */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static int64_t
read_clock(clockid_t which)
{
	struct timespec ts;

	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * SECOND + ts.tv_nsec / 1000000;
}

int64_t
clock_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t
clock_steady(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void
clock_text(int64_t ms, char *ret)
{
	time_t t = (time_t)(ms / SECOND);
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(ret, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* timegm() mends impossible dates, so the mended one must be the same. */
static int
to_ms(struct tm tm, int64_t *ret)
{
	struct tm want = tm;
	time_t t = timegm(&tm);

	if (tm.tm_mday != want.tm_mday || tm.tm_mon != want.tm_mon ||
	    tm.tm_hour != want.tm_hour || tm.tm_min != want.tm_min ||
	    tm.tm_sec != want.tm_sec)
		return 0;
	*ret = (int64_t)t * SECOND;
	return 1;
}

/* strptime() forgives blanks for digits. In `like` a 0 stands for a digit. */
static int
begins(const char *s, const char *like)
{
	for (; *like != '\0'; s++, like++)
		if (*like == '0' ? *s < '0' || *s > '9' : *s != *like)
			return 0;
	return 1;
}

enum err
clock_parse(struct scope *sc, const char *text, int64_t *ret)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, "%Y-%m-%d", &tm);
	size_t n;

	if (strlen(text) > CLOCK_TEXT || !begins(text, "0000-00-00"))
		end = NULL;
	else if (end != NULL && begins(end, "T00:00:00") &&
	    (end = strptime(end, "T%H:%M:%S", &tm)) != NULL) {
		if (*end == '.' && (n = strspn(end + 1, "0123456789")) > 0)
			end += 1 + n;
		end = *end == 'Z' ? end + 1 : NULL;
	}
	if (end == NULL || *end != '\0' || !to_ms(tm, ret))
		return scope_fail(sc, E_SHAPE, "\"%.40s\" is not a time like "
		    "2026-11-20T09:00:00Z or a date like 2026-11-20", text);
	return E_OK;
}

int
clock_has_zone(const char *name)
{
	char path[128] = "/usr/share/zoneinfo/";
	size_t n = strlen(path);
	struct stat st;

	/* No name leaves the folder: no dot, and nothing to begin with. */
	if (*name == '/' || strlen(name) >= sizeof(path) - n ||
	    strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_+-/") != strlen(name))
		return 0;
	memcpy(path + n, name, strlen(name) + 1);
	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}
