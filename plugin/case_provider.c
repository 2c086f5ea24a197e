#include "case_provider.h"

#include "base/str.h"
#include "policy/date.h"
#include "policy/words.h"
#include "store/provider.h"
#include "store/subscription.h"

#include <string.h>
#include <strings.h>

/* Who says which provider, and since when. */
struct choice {
	const char	*name, *source;
	int64_t		 told_at;
};

static const struct provider *
provider_named(const struct customer *who, const char *name)
{
	const struct provider *all = who->providers.at;

	for (int i = 0; name != NULL && i < who->providers.n; i++)
		if (strcmp(all[i].name, name) == 0)
			return &all[i];
	return NULL;
}

static int
is_over(const struct provider *p, const char *today)
{
	return p->to != NULL && strcmp(p->to, today) < 0;
}

static int
is_to_come(const struct provider *p, const char *today)
{
	return p->from != NULL && strcmp(p->from, today) > 0;
}

/* The default of today, else the next one, else the one before. */
static const struct provider *
find_default(const struct customer *who, const char *today)
{
	const struct provider *all = who->providers.at, *best = NULL;

	for (int i = 0; i < who->providers.n; i++) {
		if (!all[i].is_default)
			continue;
		if (!is_over(&all[i], today) && !is_to_come(&all[i], today))
			return &all[i];
		if (best == NULL || is_over(best, today))
			best = &all[i];
	}
	return best;
}

static struct choice
of_customer(const struct customer *who, int is_reseller, const char *today)
{
	const struct provider *p;

	if (who->provider != NULL)
		return (struct choice){ who->provider, "import",
		    who->provider_at };
	p = is_reseller && who->id != 0 ? find_default(who, today) : NULL;
	return p == NULL ? (struct choice){ NULL, NULL, 0 } :
	    (struct choice){ p->name, "default-provider", p->told_at };
}

static struct choice
of_subscription(const struct subscription *s, struct choice otherwise)
{
	return s->provider == NULL ? otherwise : (struct choice){ s->provider,
	    "subscription", s->told_at };
}

static const struct subscription *
named_by_agent(const struct case_state *st)
{
	const struct subscription *all = st->who.bought.at;
	const char *id = st->told[TOLD_SUBSCRIPTION];

	for (int i = 0; id != NULL && i < st->who.bought.n; i++)
		if (strcasecmp(all[i].id, id) == 0)
			return &all[i];
	return NULL;
}

/* Those that the case may be about; of what has ended only if `ended`. */
static int
list_fitting(const struct customer *who, int product, int ended,
    const struct subscription **ret)
{
	const struct subscription *all = who->bought.at;
	int n = 0;

	for (int i = 0; i < who->bought.n; i++)
		if (all[i].has_ended == ended && (product == WORD_UNKNOWN ||
		    all[i].product == WORD_UNKNOWN ||
		    all[i].product == product))
			ret[n++] = &all[i];
	return n;
}

static int
agree(const struct subscription *const *fitting, int n, struct choice otherwise)
{
	const char *first = of_subscription(fitting[0], otherwise).name;

	for (int i = 1; i < n; i++) {
		const char *other = of_subscription(fitting[i], otherwise).name;

		if (first == NULL || other == NULL ? first != other :
		    strcmp(first, other) != 0)
			return 0;
	}
	return 1;
}

/* Steps 1 and 2, on the ground of 3 and 4. */
static struct choice
of_bought(struct scope *sc, const struct case_state *st, int product,
    struct choice otherwise, struct case_provider *ret)
{
	const struct subscription **fitting, *named = named_by_agent(st);
	int n;

	if (named != NULL)
		return of_subscription(named, otherwise);
	fitting = scope_alloc(sc, sizeof(*fitting) *
	    (size_t)(st->who.bought.n + 1));
	n = list_fitting(&st->who, product, 0, fitting);
	if (n == 0)
		n = list_fitting(&st->who, product, 1, fitting);
	if (n == 0)
		return otherwise;
	if (agree(fitting, n, otherwise))
		return of_subscription(fitting[0], otherwise);
	ret->several = (struct list){ n, fitting };
	return (struct choice){ NULL, NULL, 0 };
}

/* How it is reached today; the customer's own word is of his own provider. */
static void
judge(const struct customer *who, const struct choice *c, const char *today,
    struct case_provider *ret)
{
	const struct provider *p = provider_named(who, c->name);
	const char *own = str_same(c->source, "import") ? who->channel : NULL;

	ret->way = own != NULL ? word_find(words_way, own) :
	    p != NULL ? p->way : WORD_UNKNOWN;
	if (p != NULL) {
		ret->from = p->from;
		ret->to = p->to;
	}
	if (p != NULL && is_over(p, today))
		ret->doubt = PROVIDER_OVER;
	else if (p != NULL && is_to_come(p, today))
		ret->doubt = PROVIDER_WAITS;
	else if (ret->way == WORD_UNKNOWN)
		ret->doubt = PROVIDER_STRANGER;
	if (ret->doubt != PROVIDER_SURE)
		ret->way = WORD_UNKNOWN;
}

void
case_provider(struct scope *sc, const struct case_state *st, int is_reseller,
    int product, struct case_provider *ret)
{
	char today[DATE_TEXT];
	struct choice c;

	date_text(date_of(sc->now), today);
	*ret = (struct case_provider){ .way = WORD_UNKNOWN };
	c = of_customer(&st->who, is_reseller, today);
	ret->otherwise = c.name;
	if (is_reseller)
		c = of_bought(sc, st, product, c, ret);
	ret->name = c.name;
	ret->source = c.source;
	ret->told_at = c.told_at;
	if (c.name != NULL)
		judge(&st->who, &c, today, ret);
	else
		ret->doubt = ret->several.n > 0 ? PROVIDER_SEVERAL :
		    PROVIDER_NONE;
}
