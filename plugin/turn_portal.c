/*
 * Who bought nothing through us is sent where Microsoft answers him itself,
 * by product, once a ticket.
 */
#include "turn_do.h"

#include "base/str.h"
#include "case_account.h"
#include "locales.h"
#include "policy/decide.h"
#include "policy/words.h"

#include <string.h>

static int
goes_there(const struct turn *t, const struct facts *f)
{
	struct decision d;

	decide(t->sc, t->policy, f, &d);
	return d.outcome == OUTCOME_ROUTE && d.route == ROUTE_PRODUCT_PORTAL;
}

/* Who has no product from us has no bill for it from us either. */
static int
is_elsewhere(const struct turn *t, struct facts *f)
{
	turn_facts(t, words_all(words_role), f);
	if (goes_there(t, f))
		return 1;
	if (!word_is_billing(f->issue.class, f->issue.topic))
		return 0;
	f->issue.class = word_find(words_class, "technical");
	return goes_there(t, f);
}

static const char *
product(const struct turn *t, const char *language, int which)
{
	const char *word = word_publisher(which) == WORD_UNKNOWN ? NULL :
	    word_at(words_product, which);

	return text_fill(t->sc, t->texts, language, word == NULL ?
	    "reply.portal-any" : str_fmt(t->sc, "product.%s", word), NULL);
}

/* Also in other words, or another language, its way is the same. */
static int
is_said(const struct turn *t, const struct portal *p)
{
	const char *way = str_fmt(t->sc, "path.%s", p->path);

	for (int i = 0; i < t->thread->nevents; i++) {
		const struct event *ev = &t->thread->events[i];

		if (ev->by != AUTHOR_SELF || ev->kind != EVENT_MESSAGE ||
		    ev->text == NULL)
			continue;
		for (int k = 0; k < LOCALES; k++)
			if (strstr(ev->text, text_fill(t->sc, t->texts,
			    locales[k].name, way, NULL)) != NULL)
				return 1;
	}
	return 0;
}

const char *
turn_portal(const struct turn *t, const char *language)
{
	struct account at = case_account(t->partner, &t->state.who.account);
	struct portal p;
	struct facts f;

	if (!is_elsewhere(t, &f) ||
	    !portal_own(t->portals, f.issue.product, at.cloud, &p))
		return NULL;
	if (is_said(t, &p))
		return "";
	return text_fill(t->sc, t->texts, language, "reply.portal", PAIRS(
	    "product", product(t, language, f.issue.product), "path",
	    text_fill(t->sc, t->texts, language, str_fmt(t->sc, "path.%s",
	    p.path), NULL), "link", p.url == NULL ? "" : str_fmt(t->sc,
	    "\n%s", p.url)));
}
