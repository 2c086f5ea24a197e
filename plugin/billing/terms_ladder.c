/* The ladder in the terms: JSON and words. */
#include "billing/terms_ladder.h"

#include "base/str.h"

enum { MOST_DAYS = 366, MOST_BYTES = 4096 };

static enum err
bad(struct scope *sc, const char *path)
{
	return scope_fail(sc, E_SHAPE, "terms: $.collections.%s is not what "
	    "it must be", path);
}

static int
take_days(const struct cJSON *j, const char *path, int64_t *ret)
{
	*ret = json_int(j, path, -1);
	return *ret >= 0 && *ret <= MOST_DAYS;
}

static enum err
take_steps(struct scope *sc, const struct cJSON *list, struct ladder *l)
{
	for (int i = 0; i < LEN(l->days); i++)
		l->days[i] = -1;
	if (list == NULL || !json_is_array(list))
		return bad(sc, "steps");
	for (const struct cJSON *s = json_first(list); s; s = json_next(s)) {
		int64_t step = json_int(s, "step", 0);

		if (step < LADDER_REMINDER || step > LADDER_REQUEST ||
		    !take_days(s, "days", &l->days[step]))
			return bad(sc, "steps");
	}
	return E_OK;
}

enum err
terms_take_ladder(struct scope *sc, const struct cJSON *j,
    const struct ladder **ret)
{
	struct ladder *l = scope_alloc(sc, sizeof(*l));
	const struct {
		const char	*path;
		int64_t		*to;
	} days[] = {
		{ "between_days", &l->between_days },
		{ "notice_days", &l->notice_days },
		{ "support_step", &l->support_step },
		{ "last_call.term_days", &l->call_term_days },
		{ "last_call.suspended_day", &l->call_suspended_day },
	};
	enum err e;

	*ret = NULL;
	if (j == NULL)
		return E_OK;
	if ((e = take_steps(sc, json_at(j, "steps"), l)) != E_OK)
		return e;
	for (int i = 0; i < LEN(days); i++)
		if (!take_days(j, days[i].path, days[i].to))
			return bad(sc, days[i].path);
	l->calendar = json_true(j, "business_days") ? CALENDAR_BUSINESS :
	    CALENDAR_ALWAYS;
	*ret = l;
	return E_OK;
}

static int
is_any_day(const struct ladder *l)
{
	return str_same(l->calendar, CALENDAR_ALWAYS);
}

void
terms_put_ladder(struct json_out *o, const char *name, const struct ladder *l)
{
	json_open(o, name, '{');
	json_open(o, "steps", '[');
	for (int i = LADDER_REMINDER; i <= LADDER_REQUEST; i++) {
		if (l->days[i] < 0)
			continue;
		json_open(o, NULL, '{');
		json_put_int(o, "step", i);
		json_put_int(o, "days", l->days[i]);
		json_close(o);
	}
	json_close(o);
	json_put_int(o, "between_days", l->between_days);
	json_put_int(o, "notice_days", l->notice_days);
	json_put_int(o, "support_step", l->support_step);
	json_put_bool(o, "business_days", !is_any_day(l));
	json_open(o, "last_call", '{');
	json_put_int(o, "term_days", l->call_term_days);
	json_put_int(o, "suspended_day", l->call_suspended_day);
	json_close(o);
	json_close(o);
}

static const char *
written(struct scope *sc, const struct ladder *l)
{
	struct json_out o;

	if (l == NULL)
		return NULL;
	json_begin(&o, sc, MOST_BYTES);
	terms_put_ladder(&o, NULL, l);
	return json_end(&o);
}

int
terms_same_ladder(struct scope *sc, const struct ladder *a,
    const struct ladder *b)
{
	return str_same(written(sc, a), written(sc, b)) ||
	    (a == NULL && b == NULL);
}

static const char *
say(const struct terms_words *w, const char *key)
{
	return text_fill(w->sc, w->texts, w->language, key, NULL);
}

static const char *
say_days(const struct terms_words *w, const char *key, int64_t days)
{
	return text_count(w->sc, w->texts, w->language, key, days, PAIRS(NULL));
}

static struct terms_rung
say_step(const struct terms_words *w, const struct ladder *l, int step)
{
	return (struct terms_rung){ l->days[step] == 0 ?
	    say(w, "ladder.at-once") :
	    say_days(w, "ladder.after", l->days[step]),
	    step == LADDER_REQUEST ?
	    say_days(w, "ladder.notice", l->notice_days) :
	    say(w, str_fmt(w->sc, "ladder.step-%d", step)) };
}

static const char *
say_both(const struct terms_words *w, const char *first, const char *second)
{
	return str_fmt(w->sc, "%s %s", first, second);
}

int
terms_say_rungs(const struct terms_words *w, const struct ladder *l,
    struct terms_rung ret[TERMS_RUNGS])
{
	static const char *const rest[][2] = {
		{ "ladder.dispute", "ladder.stops" },
		{ "ladder.payment", "ladder.restores" },
		{ "ladder.always", "ladder.security" },
	};
	const char *apart = say_days(w, "ladder.apart", l->between_days);
	int n = 0, support = l->support_step == LADDER_SUSPENDED ?
	    LADDER_REQUEST : (int)l->support_step;

	for (int i = LADDER_REMINDER; i <= LADDER_REQUEST; i++) {
		if (l->days[i] < 0)
			continue;
		ret[n++] = say_step(w, l, i);
		if (i == support)
			ret[n - 1].what = say_both(w, ret[n - 1].what,
			    say(w, "ladder.support"));
	}
	if (l->days[LADDER_REQUEST] >= 0)
		ret[n++] = (struct terms_rung){ say(w, "ladder.call"),
		    say_both(w, say_days(w, "ladder.call-term",
		    l->call_term_days), say_days(w, "ladder.call-day",
		    l->call_suspended_day)) };
	ret[n++] = (struct terms_rung){ say(w, "ladder.between"),
	    is_any_day(l) ? apart : say_both(w, apart,
	    say(w, "ladder.working")) };
	for (int i = 0; i < LEN(rest); i++)
		ret[n++] = (struct terms_rung){ say(w, rest[i][0]),
		    say(w, rest[i][1]) };
	return n;
}

const char *
terms_say_ladder(const struct terms_words *w, const struct ladder *l)
{
	struct terms_rung rung[TERMS_RUNGS];
	int n = terms_say_rungs(w, l, rung);
	struct buf b;

	buf_init(&b, w->sc, 16384);
	buf_fmt(&b, "%s\n%s\n", say(w, "ladder.title"), say(w, "ladder.lead"));
	for (int i = 0; i < n; i++)
		buf_fmt(&b, "%s: %s\n", rung[i].when, rung[i].what);
	return b.at;
}
