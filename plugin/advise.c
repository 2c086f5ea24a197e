/*
 * Puts together what the pure parts say. The note is for a person in a hurry:
 * what it is about and why we think so, whose it is, and what is missing.
 */
#include "advise.h"

#include "base/str.h"
#include "policy/decide.h"
#include "policy/triage.h"
#include "policy/ladder.h"
#include "policy/words.h"
#include "texts.h"

#include <string.h>

/* What is not clear after so many messages will not be by more. */
enum { NOTE_BYTES = 16384, MOST_READ = 20 };

/* What the lines of a note are made from. */
struct writer {
	struct scope		*sc;
	const struct texts	*texts;
	const char		*language;
	struct buf		 buf;
};

/* The policy names a path, the texts say it. */
static enum err
check_paths(struct scope *sc, const struct advisor *a)
{
	const char *path, *place;

	for (int i = 0; (path = portals_path(sc, a->portals, i, &place)) !=
	    NULL; i++)
		if (text_or(sc, a->texts, "en", str_fmt(sc, "path.%s", path),
		    NULL) == NULL)
			return scope_fail(sc, E_SHAPE, "%s: the texts have no "
			    "path.%s", place, path);
	return E_OK;
}

enum err
advisor_load(struct scope *sc, const struct config *c,
    const struct advisor **ret)
{
	struct advisor *a = scope_alloc(sc, sizeof(*a));
	const struct calendars *calendars;
	enum err e;

	a->partner = &c->partner;
	a->microsoft = &c->microsoft;
	a->answer_secs = c->exchange.answer_secs;
	a->terms_url = c->collections.terms_url;
	a->due_rule = &c->finance.rule;
	if (*c->microsoft.contact.email != '\0')
		a->person = &c->microsoft.contact;
	if (a->person != NULL && *c->microsoft.tenant != '\0')
		a->contact = a->person;
	if ((e = policy_load(sc, c->policy, &a->policy)) != E_OK ||
	    (e = triage_load(sc, c->policy, &a->words)) != E_OK ||
	    (e = wall_load(sc, c->policy, &a->wall)) != E_OK ||
	    (e = calendars_load(sc, c->policy, &calendars)) != E_OK ||
	    (e = ladder_check(sc, a->policy, calendars)) != E_OK ||
	    (e = clocks_load(sc, c->policy, a->policy, calendars,
	    &a->clocks)) != E_OK ||
	    (e = portals_load(sc, c->policy, &a->portals)) != E_OK ||
	    (e = concerns_load(sc, c->policy, &a->concerns)) != E_OK ||
	    (e = suspension_policy_load(sc, c->policy, &a->suspension))
	    != E_OK ||
	    (e = texts_load(sc, c->messages, c->messages_local,
	    &a->texts)) != E_OK)
		return e;
	a->calendar = policy_calendar(sc, a->policy, calendars);
	a->office = calendar_find(calendars, CALENDAR_BUSINESS);
	*ret = a;
	return check_paths(sc, a);
}

/* What an earlier message left open, a later one may tell. */
static void
complete(struct triage *known, const struct triage *more)
{
	int *const to[] = { &known->class, &known->topic, &known->product,
	    &known->severity };
	const int from[] = { more->class, more->topic, more->product,
	    more->severity };

	for (int i = 0; i < LEN(from); i++)
		if (*to[i] == WORD_UNKNOWN)
			*to[i] = from[i];
	if (known->language == NULL)
		known->language = more->language;
}

/* Only what the customer wrote, in public, tells what it is about. */
static int
counts(const struct event *ev)
{
	return (ev->kind == EVENT_CREATED || ev->kind == EVENT_MESSAGE) &&
	    ev->text != NULL && ev->by != AUTHOR_SELF &&
	    (ev->kind == EVENT_CREATED || ev->by == AUTHOR_CUSTOMER);
}

/* What it finds points into the words, so each message has its own scope. */
static void
triage_one(const struct advisor *a, const struct thread *t,
    const struct event *ev, struct triage *ret)
{
	struct scope sc;

	scope_begin(&sc, 0);
	triage(&sc, a->words, t->subject, ev == NULL ? NULL : ev->text,
	    ev != NULL && ev->is_html, ret);
	scope_end(&sc);
}

void
advise_triage(const struct advisor *a, const struct thread *t,
    struct triage *ret)
{
	struct triage one;
	int read = 0;

	for (int i = 0; i < t->nevents && read < MOST_READ; i++) {
		const struct event *ev = &t->events[i];

		if (!counts(ev))
			continue;
		triage_one(a, t, ev, read == 0 ? ret : &one);
		if (read++ > 0)
			complete(ret, &one);
	}
	if (read == 0)
		triage_one(a, t, NULL, ret);
}

static const char *
say(struct writer *w, const char *key, const char *const *pairs)
{
	return text_fill(w->sc, w->texts, w->language, key, pairs);
}

static void
line(struct writer *w, const char *key, const char *const *pairs)
{
	buf_fmt(&w->buf, "%s\n", say(w, key, pairs));
}

/* "product.azure" as people say it, or "not clear". */
static const char *
word(struct writer *w, const char *group, const char *const *list, int i)
{
	if (i == WORD_UNKNOWN)
		return say(w, "note.nothing", NULL);
	return say(w, str_fmt(w->sc, "%s.%s", group, list[i]), NULL);
}

/* Facts may speak for facts: a product for the class, say. */
static int
is_fact(const char *word)
{
	return word_find(words_class, word) != WORD_UNKNOWN ||
	    word_find(words_topic, word) != WORD_UNKNOWN ||
	    word_find(words_product, word) != WORD_UNKNOWN;
}

static void
write_suggestion(struct writer *w, const struct triage *t)
{
	const char *severity = word_at(words_severity, t->severity);
	struct buf why;

	if (severity == NULL)
		severity = say(w, "note.nothing", NULL);
	line(w, "note.title", NULL);
	line(w, "note.suggestion", PAIRS("class",
	    word(w, "class", words_class, t->class), "topic",
	    word(w, "topic", words_topic, t->topic), "product",
	    word(w, "product", words_product, t->product), "severity",
	    severity));
	buf_init(&why, w->sc, 400);
	for (int i = 0; i < t->nwhy; i++) {
		const char *word = t->why[i].word;

		/* A row may be a stem, "outage*"; or a fact, not a word. */
		if (!is_fact(word) && strstr(why.at, word) == NULL)
			buf_fmt(&why, "%s%.*s", why.len == 0 ? "" : ", ",
			    (int)strcspn(word, "*"), word);
	}
	if (why.len > 0)
		line(w, "note.because", PAIRS("words", why.at));
}

static void
write_customer(struct writer *w, const struct customer *who,
    const struct thread *t)
{
	static const char *const by[] = {
		[BY_NOTHING] = "by.told", [BY_DOMAIN] = "by.domain",
		[BY_ORGANISATION] = "by.organisation"
	};
	const char *at = t->requestor.email == NULL ? NULL :
	    strrchr(t->requestor.email, '@');

	if (who->id != 0)
		line(w, "note.customer", PAIRS("name", who->name, "by",
		    say(w, by[who->by], NULL)));
	else
		line(w, "note.stranger", PAIRS("domain",
		    at == NULL ? "-" : at + 1));
}

static int
is_check(const char *name)
{
	return word_find(words_check, name) != WORD_UNKNOWN;
}

static void
write_missing(struct writer *w, const struct decision *d)
{
	const char *const *names = d->missing.at;

	line(w, "note.missing", NULL);
	for (int i = 0; i < d->missing.n; i++)
		buf_fmt(&w->buf, "- %s%s%s\n", is_check(names[i]) ?
		    names[i] : "", is_check(names[i]) ? " " : "",
		    say(w, str_fmt(w->sc, "%s.%s", is_check(names[i]) ?
		    "check" : "fact", names[i]), NULL));
}

static void
write_outcome(struct writer *w, const struct decision *d)
{
	if (d->missing.n > 0) {
		write_missing(w, d);
		return;
	}
	line(w, str_fmt(w->sc, "outcome.%s",
	    word_at(words_outcome, d->outcome)), PAIRS("route",
	    say(w, str_fmt(w->sc, "route.%s", word_at(words_route, d->route)),
	    NULL), "rule", d->rule));
}

static void
write_warnings(struct writer *w, const struct decision *d)
{
	const char *const *words = d->warnings.at;

	for (int i = 0; i < d->warnings.n; i++)
		line(w, "explain.warning", PAIRS("warning", text_or(w->sc,
		    w->texts, w->language, str_fmt(w->sc, "warning.%s",
		    words[i]), words[i])));
}

/* What agents told counts before what the words suggest. */
static struct triage
as_told(const struct turn *t)
{
	static const struct {
		enum told		 told;
		const char *const	*words;
	} rows[] = {
		{ TOLD_CLASS, words_class }, { TOLD_TOPIC, words_topic },
		{ TOLD_PRODUCT, words_product },
		{ TOLD_SEVERITY, words_severity },
	};
	struct triage tr = *t->triage;
	int *const to[] = { &tr.class, &tr.topic, &tr.product, &tr.severity };

	for (int i = 0; i < LEN(rows); i++)
		if (t->state.told[rows[i].told] != NULL)
			*to[i] = word_find(rows[i].words,
			    t->state.told[rows[i].told]);
	return tr;
}

void
advise(const struct turn *t, struct advice *ret)
{
	struct writer w = { .sc = t->sc, .texts = t->texts,
	    .language = t->desk->language };
	struct triage tr = as_told(t);
	struct decision d;
	const char *lacks;
	struct facts f;

	turn_facts(t, words_all(words_role), &f);
	decide(t->sc, t->policy, &f, &d);
	buf_init(&w.buf, t->sc, NOTE_BYTES);
	write_suggestion(&w, &tr);
	write_customer(&w, &t->state.who, t->thread);
	write_outcome(&w, &d);
	lacks = turn_provider_lacks(t, &f, &d);
	if (*lacks != '\0')
		buf_fmt(&w.buf, "%s\n", lacks);
	write_warnings(&w, &d);
	*ret = (struct advice){ str_trim(w.buf.at), { policy_hash(t->policy),
	    facts_json(t->sc, &f), decision_json(t->sc, &d),
	    turn_sources(t, &f), t->sc->now } };
}
