/* Codes become sentences; one without a sentence is shown as it is. */
#include "case_suspension.h"

#include "base/str.h"
#include "packet.h"

#include <string.h>

enum { TEXT_BYTES = 16384 };

static const char *
say(const struct clock_words *w, const char *key, const char *const *pairs)
{
	return text_fill(w->sc, w->texts, w->language, key, pairs);
}

static const char *
note(const struct clock_words *w, const char *group,
    const struct suspension_note *n)
{
	char day[DATE_TEXT] = "-";

	if (n->day != DAY_UNKNOWN)
		date_text(n->day, day);
	return say(w, str_fmt(w->sc, "%s.%s", group, n->code), PAIRS("day",
	    n->day == DAY_UNKNOWN ? day : text_date(w->sc, w->language, day),
	    "number", str_fmt(w->sc, "%lld", (long long)n->n), "text",
	    n->text == NULL ? "-" : packet_calm(w->sc, n->text)));
}

const char *
suspension_foretell(const struct clock_words *w,
    const struct suspension_verdict *v)
{
	struct buf b;

	buf_init(&b, w->sc, TEXT_BYTES);
	for (int i = 0; i < v->nthen; i++)
		buf_fmt(&b, "%s- %s", b.len == 0 ? "" : "\n", note(w,
		    "suspend-then", &v->then[i]));
	for (int i = 0; i < v->nmind; i++)
		buf_fmt(&b, "%s- %s", b.len == 0 ? "" : "\n", note(w,
		    "suspend-mind", &v->mind[i]));
	return b.at;
}

const char *
suspension_because(const struct clock_words *w,
    const struct suspension_note *n)
{
	return note(w, "suspend-no", n);
}

const char *
suspension_why(const struct clock_words *w, const struct suspension *s)
{
	const char *text = s->why == NULL ? NULL : text_or(w->sc, w->texts,
	    w->language, str_fmt(w->sc, "suspend-why.%s", s->why), NULL);

	/* Microsoft's words in a note of ours: no command, and no marker. */
	const char *more = s->note == NULL ? NULL : packet_calm(w->sc,
	    s->note);

	if (text == NULL)
		return more != NULL ? more : s->why != NULL ? s->why : "-";
	return more == NULL ? text : str_fmt(w->sc, "%s %s", text, more);
}

/* The words of `told`, but for the one that says it was so before. */
static const char *
lost(const struct clock_words *w, const char *told)
{
	struct buf b;

	buf_init(&b, w->sc, TEXT_BYTES);
	for (const char *s = told == NULL ? "" : told; *s != '\0';) {
		size_t n = strcspn(s, " ");
		const char *word = str_copy(w->sc, s, n);

		if (n > 0 && !str_same(word, "already"))
			buf_fmt(&b, "%s%s", b.len == 0 ? "" : ", ",
			    text_or(w->sc, w->texts, w->language,
			    str_fmt(w->sc, "suspend-lost.%s", word), word));
		s += n + (s[n] == ' ');
	}
	return b.at;
}

static const char *
done_say(const struct clock_words *w, const struct suspension *s,
    const char *number, const char *name)
{
	int is_already = s->told != NULL &&
	    strncmp(s->told, "already", strlen("already")) == 0;
	const char *missing = lost(w, s->told), *text = say(w, str_fmt(w->sc,
	    "suspend.%s%s", s->kind == SUSPENSION_SUSPEND ? "done" :
	    "restored", is_already ? "-already" : ""), PAIRS("number", number,
	    "name", name, "id", s->subscription));

	if (*missing != '\0')
		text = str_fmt(w->sc, "%s\n%s", text, say(w, "suspend.lost",
		    PAIRS("names", missing)));
	return s->note == NULL ? text : str_fmt(w->sc, "%s\n%s", text,
	    packet_calm(w->sc, s->note));
}

const char *
suspension_outcome_say(const struct clock_words *w,
    const struct suspension *s, const char *name)
{
	const char *number = str_fmt(w->sc, "%lld", (long long)s->id);

	switch (s->state) {
	case SUSPENSION_DONE:
		return done_say(w, s, number, name);
	case SUSPENSION_REFUSED:
		return say(w, "suspend.refused-there", PAIRS("number", number,
		    "name", name, "why", suspension_why(w, s)));
	case SUSPENSION_EXPIRED:
		return say(w, "suspend.expired", PAIRS("number", number,
		    "name", name));
	case SUSPENSION_WITHDRAWN:
		return say(w, "suspend.withdrawn", PAIRS("number", number,
		    "name", name, "why", suspension_why(w, s)));
	case SUSPENSION_APPROVED:
	case SUSPENSION_SENDING:
		return say(w, "suspend.waits", PAIRS("number", number,
		    "name", name, "why", suspension_why(w, s)));
	case SUSPENSION_ASKED:
	case SUSPENSION__MAX:
		break;
	}
	return "";
}

const char *
suspensions_tell(const struct clock_words *w, const struct calendars *all,
    const struct list *list)
{
	const struct calendar *zone = calendar_find(all, CALENDAR_BUSINESS);
	const struct suspension *s = list->at;
	struct buf b;

	buf_init(&b, w->sc, TEXT_BYTES);
	for (int i = 0; i < list->n; i++)
		buf_fmt(&b, "%s%s", b.len == 0 ? "" : "\n", say(w,
		    s[i].kind == SUSPENSION_SUSPEND ? "explain.suspension" :
		    "explain.restore", PAIRS("number", str_fmt(w->sc, "%lld",
		    (long long)s[i].id), "id", s[i].subscription, "name",
		    s[i].asked_name, "at", calendar_text(w->sc, zone,
		    s[i].asked_at), "approver", s[i].approved_name == NULL ?
		    "-" : s[i].approved_name, "end", say(w, str_fmt(w->sc,
		    "suspend-state.%s", suspension_states[s[i].state]),
		    NULL))));
	return b.at;
}
