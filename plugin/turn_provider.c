/* Who serves the case, and what agents read where that is not clear. */
#include "turn.h"

#include "base/str.h"
#include "case_account.h"
#include "policy/decide.h"
#include "policy/words.h"
#include "store/subscription.h"

enum { SHOWN = 20, TEXT_BYTES = 8192 };

void
turn_provider(const struct turn *t, int product, struct case_provider *ret)
{
	struct account at = case_account(t->partner, &t->state.who.account);

	case_provider(t->sc, &t->state, at.type == PARTNER_RESELLER, product,
	    ret);
}

static const char *
say(const struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

static const char *
day(const struct turn *t, const char *date)
{
	return date == NULL ? "" : text_date(t->sc, t->desk->language, date);
}

/* The lines that he may choose from. */
static void
add_several(const struct turn *t, const struct case_provider *p, struct buf *b)
{
	const struct subscription *const *s = p->several.at;

	for (int i = 0; i < p->several.n && i < SHOWN; i++) {
		const char *by = s[i]->provider != NULL ? s[i]->provider :
		    p->otherwise;

		buf_fmt(b, "\n- %s", say(t, "provider.choice", PAIRS("id",
		    s[i]->id, "name", s[i]->name != NULL ? s[i]->name : "-",
		    "provider", by != NULL ? by : say(t, "note.nothing",
		    NULL))));
	}
}

static int
lacks_provider(const struct decision *d)
{
	const char *const *missing = d->missing.at;

	for (int i = 0; i < d->missing.n; i++)
		if (str_same(missing[i], "provider"))
			return 1;
	return 0;
}

const char *
turn_provider_lacks(const struct turn *t, const struct facts *f,
    const struct decision *d)
{
	static const char *const keys[PROVIDER_DOUBT__MAX] = {
		[PROVIDER_NONE] = "provider.none",
		[PROVIDER_SEVERAL] = "provider.several",
		[PROVIDER_STRANGER] = "provider.stranger",
		[PROVIDER_OVER] = "provider.over",
		[PROVIDER_WAITS] = "provider.waits"
	};
	struct case_provider p;
	struct buf b;

	turn_provider(t, f->issue.product, &p);
	if (!lacks_provider(d) || keys[p.doubt] == NULL)
		return "";
	buf_init(&b, t->sc, TEXT_BYTES);
	buf_fmt(&b, "%s", say(t, keys[p.doubt], PAIRS("provider",
	    p.name != NULL ? p.name : "", "from", day(t, p.from), "to",
	    day(t, p.to))));
	add_several(t, &p, &b);
	return b.at;
}
