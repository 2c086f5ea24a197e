/* The words of an offer. */
#include "billing/terms_text.h"

#include "base/money.h"

#include <string.h>

static const char *
say(const struct terms_words *w, const char *key, const char *const *pairs)
{
	return text_fill(w->sc, w->texts, w->language, key, pairs);
}

const char *
terms_say_title(const struct terms_words *w, const struct terms_offer *o)
{
	for (int i = 0; i < TERMS_TITLES; i++)
		if (str_same(terms_languages[i], w->language))
			return o->title[i];
	return o->title[0];
}

const char *
terms_say_type(const struct terms_words *w, const char *word)
{
	return text_or(w->sc, w->texts, w->language,
	    str_fmt(w->sc, "support.%s", word), word);
}

const char *
terms_say_span(const struct terms_words *w, const struct week_span *s)
{
	return str_fmt(w->sc, "%s, %s", text_days(w->sc, w->language,
	    s->first, s->last), text_hours(w->sc, w->language, s->from,
	    s->to));
}

/* What money_parse() took when the terms were published. */
static const char *
money(const struct terms_words *w, const struct terms_offer *o)
{
	int64_t minor;

	if (!money_parse(o->amount, o->currency, &minor))
		return str_fmt(w->sc, "%s %s", o->amount, o->currency);
	return text_money(w->sc, w->language, minor, o->currency);
}

const char *
terms_say_price(const struct terms_words *w, const struct terms_offer *o)
{
	const char *amount = o->amount == NULL ? "" : money(w, o);

	if (o->step > 1)
		return text_count(w->sc, w->texts, w->language, "price.steps",
		    o->step, PAIRS("amount", amount));
	return say(w, str_fmt(w->sc, "price.%s", terms_prices[o->price]),
	    PAIRS("amount", amount));
}

const char *
terms_say_performer(const struct terms_words *w, const struct terms_offer *o)
{
	return say(w, str_fmt(w->sc, "performer.%s",
	    terms_performers[o->performer]), PAIRS("name", o->performed_by));
}

const char *
terms_say_languages(const struct terms_words *w, const struct terms_offer *o)
{
	struct buf b;

	buf_init(&b, w->sc, 4096);
	for (int i = 0; i < o->languages.n; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ", ", text_or(w->sc,
		    w->texts, w->language, str_fmt(w->sc, "spoken.%s",
		    o->languages.at[i]), o->languages.at[i]));
	return b.at;
}

const char *
terms_say_valid(const struct terms_words *w, const struct terms_offer *o)
{
	const char *from = o->from == NULL ? NULL :
	    text_date(w->sc, w->language, o->from);
	const char *to = o->to == NULL ? NULL :
	    text_date(w->sc, w->language, o->to);

	if (from == NULL && to == NULL)
		return NULL;
	return say(w, from == NULL ? "terms.until" : to == NULL ?
	    "terms.since" : "terms.between", PAIRS("from", from, "to", to));
}

/* "Hours: ..." */
static void
add_line(const struct terms_words *w, struct buf *b, const char *label,
    const char *text)
{
	if (text != NULL && *text != '\0')
		buf_fmt(b, "%s: %s\n", say(w, label, NULL), text);
}

static const char *
say_types(const struct terms_words *w, const struct terms_offer *o)
{
	struct buf b;

	buf_init(&b, w->sc, 4096);
	for (int i = 0; i < o->types.n; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : "; ",
		    terms_say_type(w, o->types.at[i]));
	return b.at;
}

static const char *
say_hours(const struct terms_words *w, const struct terms_offer *o)
{
	struct buf b;

	if (o->always)
		return say(w, "page.always", NULL);
	buf_init(&b, w->sc, 4096);
	for (int i = 0; i < o->nspans; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : "; ",
		    terms_say_span(w, &o->span[i]));
	buf_fmt(&b, " (%s)", o->zone);
	return b.at;
}

static const char *
say_contacts(const struct terms_words *w, const struct terms_offer *o)
{
	struct buf b;

	buf_init(&b, w->sc, 8192);
	for (int i = 0; i < o->ncontacts; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ", ", o->contact[i].value);
	return b.at;
}

const char *
terms_say_offer(const struct terms_words *w, const struct terms_offer *o)
{
	struct buf b;

	buf_init(&b, w->sc, 65536);
	buf_fmt(&b, "%s\n", terms_say_title(w, o));
	add_line(w, &b, "page.types", say_types(w, o));
	add_line(w, &b, "page.hours", say_hours(w, o));
	add_line(w, &b, "page.contact", say_contacts(w, o));
	add_line(w, &b, "page.price", terms_say_price(w, o));
	add_line(w, &b, "page.performer", terms_say_performer(w, o));
	add_line(w, &b, "page.spoken", terms_say_languages(w, o));
	add_line(w, &b, "page.valid", terms_say_valid(w, o));
	return b.at;
}
