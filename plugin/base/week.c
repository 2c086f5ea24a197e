/* Reads hours of a week. Hours over midnight are two spans. */
#include "base/week.h"

#include "base/str.h"

#include <string.h>

static const char *const days[] = {
	"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL
};

int
week_minutes(const char *s)
{
	int64_t h, m;
	char part[3] = { 0 };

	if (s == NULL || strlen(s) != 5 || s[2] != ':')
		return -1;
	memcpy(part, s, 2);
	if (!str_int(part, &h) || !str_int(s + 3, &m) || h < 0 || m < 0 ||
	    m > 59 || h * 60 + m > DAY_MINUTES)
		return -1;
	return (int)(h * 60 + m);
}

static enum err
need_text(struct scope *sc, const struct config_setting_t *in,
    const char *name, const char **ret)
{
	const struct config_setting_t *n = conf_at(in, name);

	*ret = conf_text(n);
	if (*ret == NULL || **ret == '\0')
		return conf_bad(sc, n == NULL ? in : n, "needs %s = "
		    "\"...\"", name);
	return E_OK;
}

static int
day_number(const char *s, size_t len)
{
	for (int i = 0; days[i] != NULL; i++)
		if (strlen(days[i]) == len && memcmp(days[i], s, len) == 0)
			return i + 1;
	return 0;
}

/* "mon-fri" or "sat". */
static enum err
read_days(struct scope *sc, const struct config_setting_t *n,
    struct week_span *s)
{
	const char *text, *dash;
	enum err e = need_text(sc, n, "days", &text);

	if (e != E_OK)
		return e;
	dash = strchr(text, '-');
	s->first = day_number(text, dash == NULL ? strlen(text) :
	    (size_t)(dash - text));
	s->last = dash == NULL ? s->first : day_number(dash + 1,
	    strlen(dash + 1));
	if (s->first == 0 || s->last < s->first)
		return conf_bad(sc, conf_at(n, "days"), "must be like "
		    "\"mon-fri\" or \"sat\", the first day first");
	return E_OK;
}

static enum err
read_time(struct scope *sc, const struct config_setting_t *n,
    const char *name, int *ret)
{
	const char *text;
	enum err e = need_text(sc, n, name, &text);

	if (e == E_OK && (*ret = week_minutes(text)) < 0)
		return conf_bad(sc, conf_at(n, name), "must be a time like "
		    "\"08:00\", up to \"24:00\"");
	return e;
}

enum err
week_span(struct scope *sc, const struct config_setting_t *n,
    struct week_span *ret)
{
	static const char *const known[] = { "days", "from", "to", NULL };
	struct week_span s;
	enum err e;

	if (!conf_is_group(n))
		return conf_bad(sc, n, "must be { days, from, to }");
	if ((e = conf_known(sc, n, known)) != E_OK ||
	    (e = read_days(sc, n, &s)) != E_OK ||
	    (e = read_time(sc, n, "from", &s.from)) != E_OK ||
	    (e = read_time(sc, n, "to", &s.to)) != E_OK)
		return e;
	if (s.to <= s.from)
		return conf_bad(sc, n, "ends before it begins; hours over "
		    "midnight are two spans");
	*ret = s;
	return E_OK;
}
