/* Tells what fills check P1 where no agent did. */
#include "case_health.h"

#include "base/str.h"
#include "case_facts.h"
#include "policy/words.h"

enum { LIST_BYTES = 8192 };

static int
is_fresh(const struct health_view *v, int64_t at)
{
	return at > 0 && case_fact_is_fresh(v->policy, "checks.P1", at,
	    v->now);
}

int
health_is_told(const struct health_view *v)
{
	return v->health->source != NULL && is_fresh(v, v->health->asked) &&
	    concerns_cover(v->concerns, v->product);
}

int
health_is_live(const struct health_view *v, const struct case_incident *i)
{
	return i->ended == 0 && is_fresh(v, i->seen);
}

static const char *
word(const struct clock_words *w, const char *group, const char *name)
{
	return text_or(w->sc, w->texts, w->language, str_fmt(w->sc, "%s.%s",
	    group, name), name);
}

static const char *
list(const struct clock_words *w, const struct health_view *v)
{
	struct buf b;

	buf_init(&b, w->sc, LIST_BYTES);
	for (int i = 0; i < v->health->n; i++) {
		const struct case_incident *in = &v->health->at[i];

		if (in->concerns && health_is_live(v, in))
			buf_fmt(&b, "%s%s (%s)", b.len == 0 ? "" : ", ",
			    in->number, in->service);
	}
	return b.len > 0 ? b.at : text_fill(w->sc, w->texts, w->language,
	    "health.none", PAIRS("product", word(w, "product",
	    word_at(words_product, v->product))));
}

const char *
health_tell(const struct clock_words *w, const struct calendars *all,
    const struct health_view *v)
{
	if (!health_is_told(v))
		return "";
	return text_fill(w->sc, w->texts, w->language, "health.looked",
	    PAIRS("check", word(w, "check", words_check[CHECK_HEALTH]),
	    "source", word(w, "source", v->health->source), "at",
	    calendar_text(w->sc, calendar_find(all, CALENDAR_BUSINESS),
	    v->health->asked), "text", list(w, v)));
}
