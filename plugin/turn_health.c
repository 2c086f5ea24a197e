/*
 * Incidents at Microsoft in a turn: a case that one concerns hears of it
 * once, and of its end; check P1 is filled where no agent did it; and before
 * a unit is spent, somebody must know. What Microsoft says here makes notes,
 * and nothing else.
 */
#include "turn_do.h"

#include "base/str.h"
#include "case_health.h"
#include "packet.h"
#include "policy/words.h"

enum { NOTE_BYTES = 16384 };

static int
told_or(const struct turn *t, enum told what, const char *const *words,
    int suggested)
{
	const char *told = t->state.told[what];

	return told == NULL ? suggested : word_find(words, told);
}

static struct health_view
view(const struct turn *t)
{
	return (struct health_view){ t->policy, t->concerns,
	    &t->state.health, told_or(t, TOLD_PRODUCT, words_product,
	    t->triage->product), t->sc->now };
}

/* What the customer wrote first, in his own words. */
static const char *
own_words(const struct turn *t)
{
	for (int i = 0; i < t->thread->nevents; i++) {
		const struct event *ev = &t->thread->events[i];

		if (ev->text != NULL && (ev->kind == EVENT_CREATED ||
		    ev->kind == EVENT_MESSAGE))
			return str_fmt(t->sc, "%s\n%s", t->thread->subject ==
			    NULL ? "" : t->thread->subject,
			    triage_own(t->sc, t->words, t->thread->subject,
			    ev->text, ev->is_html));
	}
	return t->thread->subject;
}

/* Marks what concerns the case as it stands; 0: nothing was ever told. */
static int
look(const struct turn *t, struct health_view *v)
{
	struct concern_ticket ticket;

	*v = view(t);
	if (v->health->n == 0 || t->concerns == NULL)
		return 0;
	ticket = (struct concern_ticket){ v->product, concerns_named(t->sc,
	    t->concerns, own_words(t)) };
	for (int i = 0; i < v->health->n; i++)
		v->health->at[i].concerns = concerns_ticket(t->concerns,
		    v->health->at[i].service, &ticket);
	return 1;
}

static int
is_technical(const struct turn *t)
{
	return !t->state.row.is_closed && told_or(t, TOLD_CLASS, words_class,
	    t->triage->class) == word_find(words_class, "technical");
}

static int
is_new(const struct health_view *v, const struct case_incident *in)
{
	return !in->is_told && in->concerns && health_is_live(v, in);
}

static int
is_over(const struct case_incident *in)
{
	return in->is_told && in->ended != 0;
}

int
turn_health_due(const struct turn *t)
{
	struct health_view v;

	if (!is_technical(t) || !look(t, &v))
		return 0;
	for (int i = 0; i < v.health->n; i++)
		if (is_new(&v, &v.health->at[i]) || is_over(&v.health->at[i]))
			return 1;
	return 0;
}

/* Microsoft's own words in a note of ours: no command, and no marker. */
const char *
turn_incident_say(const struct turn *t, const char *key,
    const struct case_incident *in)
{
	const struct calendar *zone = calendar_find(clocks_calendars(
	    t->clocks), CALENDAR_BUSINESS);

	return text_fill(t->sc, t->texts, t->desk->language, key,
	    PAIRS("number", packet_calm(t->sc, in->number), "service",
	    packet_calm(t->sc, in->service), "since", in->started == 0 ? "-" :
	    calendar_text(t->sc, zone, in->started), "title",
	    packet_calm(t->sc, in->title)));
}

static void
tell_of(struct turn *t, const struct event *ev, struct case_incident *in,
    struct buf *note)
{
	struct deed *d = deed_add(t, DEED_INCIDENT, ev);

	d->name = in->is_told ? "end" : "live";
	d->incident = in->id;
	buf_fmt(note, "%s%s", note->len == 0 ? "" : "\n",
	    turn_incident_say(t, str_fmt(t->sc, "health.%s", d->name), in));
	if (!in->is_told && in->others > 0)
		buf_fmt(note, "\n%s", text_count(t->sc, t->texts,
		    t->desk->language, "health.others", in->others,
		    PAIRS("tickets", in->tickets)));
	in->is_told = 1;
}

void
turn_health(struct turn *t)
{
	const struct event ev = { .kind = EVENT_OUTSIDE, .id = "health",
	    .by = AUTHOR_SYSTEM };
	struct health_view v;
	struct buf note;

	if (!is_technical(t) || !look(t, &v))
		return;
	buf_init(&note, t->sc, NOTE_BYTES);
	for (int i = 0; i < v.health->n; i++)
		if (is_new(&v, &v.health->at[i]) || is_over(&v.health->at[i]))
			tell_of(t, &ev, &v.health->at[i], &note);
	if (note.len > 0)
		deed_note(t, &ev, note.at);
}

const struct case_incident *
turn_incident(const struct turn *t)
{
	struct health_view v;

	if (!look(t, &v))
		return NULL;
	for (int i = 0; i < v.health->n; i++)
		if (v.health->at[i].concerns &&
		    health_is_live(&v, &v.health->at[i]))
			return &v.health->at[i];
	return NULL;
}

/* What is ours is in another tenant than the customer's. */
int
turn_health_mark(const struct turn *t)
{
	struct health_view v = view(t);

	return t->concerns != NULL && health_is_told(&v) &&
	    !str_same(t->state.told[TOLD_ENVIRONMENT], "own") ? MARK_DONE :
	    WORD_UNKNOWN;
}

const char *
turn_health_tell(const struct turn *t)
{
	struct health_view v;

	look(t, &v);
	return t->concerns == NULL ? "" : health_tell(&(struct clock_words){
	    t->sc, t->texts, t->desk->language }, clocks_calendars(t->clocks),
	    &v);
}
