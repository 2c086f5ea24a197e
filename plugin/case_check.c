/* Tells what agents wrote beside their checks. */
#include "case_check.h"

#include "base/str.h"
#include "policy/words.h"

enum { LINES_BYTES = 16384 };

/* Shown on terminals, too: what would control one becomes a blank. */
static const char *
plain(struct scope *sc, const char *text)
{
	char *copy = str_dup(sc, text);

	for (char *s = copy; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			*s = ' ';
	return copy;
}

static const char *
line(const struct clock_words *w, const struct calendar *zone,
    const struct case_state *s, int check)
{
	const char *code = words_check[check];
	const char *mark = word_at(words_mark, s->check[check]);
	const struct told_by *by = &s->check_by[check];

	return text_fill(w->sc, w->texts, w->language, "explain.checked",
	    PAIRS("check", str_fmt(w->sc, "%s %s", code, text_or(w->sc,
	    w->texts, w->language, str_fmt(w->sc, "check.%s", code), "")),
	    "mark", text_or(w->sc, w->texts, w->language, str_fmt(w->sc,
	    "mark.%s", mark), mark), "name", plain(w->sc, by->agent), "at",
	    calendar_text(w->sc, zone, by->at), "text",
	    plain(w->sc, s->check_text[check])));
}

const char *
checks_tell(const struct clock_words *w, const struct calendars *all,
    const struct case_state *s)
{
	const struct calendar *zone = calendar_find(all, CALENDAR_BUSINESS);
	struct buf b;

	buf_init(&b, w->sc, LINES_BYTES);
	for (int i = 0; i < CHECKS; i++) {
		const char *text = s->check_text[i];

		if (text == NULL || *text == '\0' ||
		    s->check[i] == WORD_UNKNOWN)
			continue;
		if (b.len == 0)
			buf_puts(&b, text_fill(w->sc, w->texts, w->language,
			    "explain.checks", NULL));
		buf_fmt(&b, "\n%s", line(w, zone, s, i));
	}
	return b.at;
}
