/* Amounts and days as the language writes them, and how many days are left. */
#include "bill_text.h"

#include "base/str.h"
#include "policy/date.h"

const char *
bill_when(const struct bill_words *w, int64_t left)
{
	if (left == 0)
		return text_fill(w->sc, w->texts, w->language, "bill.today",
		    NULL);
	return text_count(w->sc, w->texts, w->language, left > 0 ?
	    "bill.soon" : "bill.late", left > 0 ? left : -left, NULL);
}

const char *
bill_say(const struct bill_words *w, const char *key, const struct bill *b)
{
	const char *source = str_fmt(w->sc, "source.%s", b->source);
	char due[DATE_TEXT];

	date_text(b->due, due);
	return text_fill(w->sc, w->texts, w->language, key, PAIRS(
	    "number", b->number,
	    "account", b->account == NULL ? "" : str_fmt(w->sc, " (%s)",
	    b->account),
	    "amount", text_money(w->sc, w->language, b->open, b->currency),
	    "issued", text_date(w->sc, w->language, b->issued),
	    "due", text_date(w->sc, w->language, due),
	    "source", text_fill(w->sc, w->texts, w->language, source, NULL),
	    "when", bill_when(w, b->left)));
}
