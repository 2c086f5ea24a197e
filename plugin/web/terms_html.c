/*
 * The public page: a card an offer and one for the collections policy, their
 * pieces in the words of the mail.
 */
#include "web/terms_html.h"

#include "billing/terms_ladder.h"
#include "web/frame.h"

#include <string.h>

enum { MOST_BYTES = 4 << 20 };

/* What every piece of a page is made with. */
struct sheet {
	struct html		 h;
	struct terms_words	 w;
};

static const char *
say(struct sheet *s, const char *key, const char *const *pairs)
{
	return text_fill(s->w.sc, s->w.texts, s->w.language, key, pairs);
}

static void
sheet_begin(struct sheet *s, const char *heading, const char *lead,
    const char *robots)
{
	struct frame f = { .title = say(s, "page.title", NULL),
	    .description = say(s, "page.description", NULL),
	    .language = s->w.language, .heading = say(s, heading, NULL),
	    .lead = say(s, lead, NULL), .robots = robots };

	html_begin(&s->h, s->w.sc, MOST_BYTES);
	frame_begin(&s->h, s->w.texts, &f);
}

static void
row_begin(struct sheet *s, const char *label)
{
	html_open(&s->h, "div", NO_ATTRS);
	html_put(&s->h, "dt", NO_ATTRS, say(s, label, NULL));
	html_open(&s->h, "dd", NO_ATTRS);
}

static void
row_end(struct sheet *s)
{
	html_close(&s->h);
	html_close(&s->h);
}

static void
row(struct sheet *s, const char *label, const char *text)
{
	row_begin(s, label);
	html_text(&s->h, text);
	row_end(s);
}

static void
types(struct sheet *s, const struct terms_offer *o)
{
	row_begin(s, "page.types");
	html_open(&s->h, "ul", NO_ATTRS);
	for (int i = 0; i < o->types.n; i++)
		html_put(&s->h, "li", NO_ATTRS,
		    terms_say_type(&s->w, o->types.at[i]));
	html_close(&s->h);
	row_end(s);
}

static void
hours(struct sheet *s, const struct terms_offer *o)
{
	row_begin(s, "page.hours");
	html_open(&s->h, "ul", NO_ATTRS);
	if (o->always)
		html_put(&s->h, "li", NO_ATTRS, say(s, "page.always", NULL));
	for (int i = 0; !o->always && i < o->nspans; i++)
		html_put(&s->h, "li", NO_ATTRS,
		    terms_say_span(&s->w, &o->span[i]));
	if (!o->always)
		html_put(&s->h, "li", NO_ATTRS, say(s, "page.zone",
		    PAIRS("zone", o->zone)));
	html_close(&s->h);
	row_end(s);
}

/* No line break within a number, and only digits in its address. */
static void
phone(struct sheet *s, const char *number)
{
	struct buf shown, called;

	buf_init(&shown, s->w.sc, 1024);
	buf_init(&called, s->w.sc, 1024);
	for (const char *c = number; *c != '\0'; c++) {
		if (*c == ' ' || *c == '-')
			buf_puts(&shown, *c == ' ' ? "\xc2\xa0" :
			    "\xe2\x80\x91");
		else
			buf_add(&shown, c, 1);
		if (*c == '+' || (*c >= '0' && *c <= '9'))
			buf_add(&called, c, 1);
	}
	html_put(&s->h, "a", ATTRS("href", str_fmt(s->w.sc, "tel:%s",
	    called.at)), shown.at);
}

static int
is_web_address(const char *s)
{
	return strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0;
}

/* A link only to what is surely an address of its kind; else plain text. */
static void
contact(struct sheet *s, const struct terms_contact *c)
{
	html_open(&s->h, "li", NO_ATTRS);
	if (c->way == TERMS_PHONE)
		phone(s, c->value);
	else if (c->way == TERMS_EMAIL)
		html_put(&s->h, "a", ATTRS("href", str_fmt(s->w.sc,
		    "mailto:%s", c->value)), c->value);
	else if (is_web_address(c->value))
		html_put(&s->h, "a", ATTRS("href", c->value), c->value);
	else
		html_text(&s->h, c->value);
	html_close(&s->h);
}

static void
contacts(struct sheet *s, const struct terms_offer *o)
{
	row_begin(s, "page.contact");
	html_open(&s->h, "ul", NO_ATTRS);
	for (int i = 0; i < o->ncontacts; i++)
		contact(s, &o->contact[i]);
	html_close(&s->h);
	row_end(s);
}

static void
offer(struct sheet *s, const struct terms_offer *o, int n)
{
	const char *id = str_fmt(s->w.sc, "offer-%d", n);
	const char *valid = terms_say_valid(&s->w, o);

	html_open(&s->h, "article", ATTRS("aria-labelledby", id));
	html_put(&s->h, "h2", ATTRS("id", id), terms_say_title(&s->w, o));
	html_put(&s->h, "p", NO_ATTRS, say(s, o->groups.n == 0 ?
	    "page.everybody" : "page.group", NULL));
	html_open(&s->h, "dl", NO_ATTRS);
	types(s, o);
	hours(s, o);
	contacts(s, o);
	row(s, "page.price", terms_say_price(&s->w, o));
	row(s, "page.performer", terms_say_performer(&s->w, o));
	row(s, "page.spoken", terms_say_languages(&s->w, o));
	if (valid != NULL)
		row(s, "page.valid", valid);
	html_close(&s->h);
	html_close(&s->h);
}

static void
collections(struct sheet *s, const struct ladder *l)
{
	struct terms_rung rung[TERMS_RUNGS];
	int n = terms_say_rungs(&s->w, l, rung);

	html_open(&s->h, "article", ATTRS("aria-labelledby", "collections"));
	html_put(&s->h, "h2", ATTRS("id", "collections"), say(s,
	    "ladder.title", NULL));
	html_put(&s->h, "p", NO_ATTRS, say(s, "ladder.lead", NULL));
	html_open(&s->h, "dl", NO_ATTRS);
	for (int i = 0; i < n; i++) {
		html_open(&s->h, "div", NO_ATTRS);
		html_put(&s->h, "dt", NO_ATTRS, rung[i].when);
		html_put(&s->h, "dd", NO_ATTRS, rung[i].what);
		html_close(&s->h);
	}
	html_close(&s->h);
	html_close(&s->h);
}

static int
is_shown(const struct terms_view *v, const struct terms_offer *o)
{
	return terms_for_all_eyes(o) && terms_in_force(o, v->today);
}

static void
none(struct sheet *s)
{
	html_open(&s->h, "article", NO_ATTRS);
	html_put(&s->h, "h2", NO_ATTRS, say(s, "page.no-offer", NULL));
	html_put(&s->h, "p", NO_ATTRS, say(s, "page.ask", NULL));
	html_close(&s->h);
}

enum err
terms_html(struct scope *sc, const struct texts *t,
    const struct terms_view *v, const char *language, const char **ret)
{
	struct sheet s = { .w = { sc, t, language } };
	int n = 0;

	sheet_begin(&s, "page.title", "page.lead", NULL);
	for (int i = 0; i < v->terms->n; i++)
		if (is_shown(v, &v->terms->offer[i]))
			offer(&s, &v->terms->offer[i], ++n);
	if (n == 0)
		none(&s);
	if (v->terms->ladder != NULL)
		collections(&s, v->terms->ladder);
	return frame_end(&s.h, say(&s, "page.version", PAIRS("number",
	    str_fmt(sc, "%lld", (long long)v->number), "published",
	    text_date(s.w.sc, s.w.language, v->published), "today",
	    text_date(s.w.sc, s.w.language, v->today))), ret);
}

enum err
terms_html_absent(struct scope *sc, const struct texts *t,
    const char *language, const char **ret)
{
	struct sheet s = { .w = { sc, t, language } };

	sheet_begin(&s, "page.absent", "page.absent-lead", "noindex");
	return frame_end(&s.h, NULL, ret);
}

const char *
terms_json(struct scope *sc, const struct terms_view *v)
{
	struct json_out out;

	json_begin(&out, sc, MOST_BYTES);
	json_open(&out, NULL, '{');
	json_put_int(&out, "schema", 1);
	json_put_int(&out, "version", v->number);
	json_put(&out, "hash", v->hash);
	json_put(&out, "published", v->published);
	json_put(&out, "date", v->today);
	json_open(&out, "offers", '[');
	for (int i = 0; i < v->terms->n; i++) {
		const struct terms_offer *o = &v->terms->offer[i];

		if (!is_shown(v, o))
			continue;
		json_open(&out, NULL, '{');
		json_put(&out, "audience", o->groups.n == 0 ? "everybody" :
		    "group");
		terms_put_offer(&out, o);
		json_close(&out);
	}
	json_close(&out);
	if (v->terms->ladder != NULL)
		terms_put_ladder(&out, "collections", v->terms->ladder);
	json_close(&out);
	return json_end(&out);
}
