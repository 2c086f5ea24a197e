/* Loads the rows of clocks.conf and answers from them. */
#include "policy/clocks.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>

enum { MOST_ROWS = 200, MOST_WORDS = 32, MOST_PERCENT = 10000,
    MOST_MINUTES = 60 * 24 * 366, BREACH_AT = 100 };

const char *const clock_holders[CLOCK__MAX + 1] = {
	[CLOCK_PARTNER] = "partner", [CLOCK_PROVIDER] = "provider",
	[CLOCK_MICROSOFT] = "microsoft", [CLOCK_RESELLER] = "reseller",
	[CLOCK__MAX] = NULL
};

/* What a file may write; the first two are made from warn_at, and 100. */
static const char *const does[CLOCK_DO__MAX + 1] = {
	[CLOCK_WARN] = "warn", [CLOCK_BREACH] = "breach",
	[CLOCK_NOTIFY_LEAD] = "notify-lead",
	[CLOCK_RAISE_PRIORITY] = "raise-priority",
	[CLOCK_NEXT_TIER] = "next-tier", [CLOCK_DO__MAX] = NULL
};

/* Accepted words of one cell; none: all. */
struct words {
	const char	*at[MOST_WORDS];
	int		 n;
};

struct target {
	enum clock_holder	 holder;
	struct words		 tier, severity, provider;
	struct clock_target	 is;
};

struct clocks {
	const struct policy	*policy;
	const struct calendars	*calendars;
	struct target		 target[MOST_ROWS];
	int			 ntargets;
	struct clock_step	 step[MOST_ROWS];	/* by percent */
	int			 nsteps;
	int			 restart_severity;
};

static int
accepts(const struct words *w, const char *word)
{
	for (int i = 0; i < w->n; i++)
		if (str_same(w->at[i], word))
			return 1;
	return w->n == 0;
}

/* Does a row take all that another would? */
static int
takes_all(const struct words *w, const struct words *of)
{
	for (int i = 0; i < of->n; i++)
		if (!accepts(w, of->at[i]))
			return 0;
	return w->n == 0 || of->n > 0;
}

static enum err
add_word(struct scope *sc, const struct config_setting_t *n, struct words *w)
{
	const char *text = conf_text(n);

	if (text == NULL || *text == '\0' || w->n == MOST_WORDS)
		return conf_bad(sc, n, "must be a word in quotes, or at most "
		    "%d of them in [ ]", MOST_WORDS);
	w->at[w->n++] = text;
	return E_OK;
}

/* One word, or [ some ]; absent: every word, and none. */
static enum err
read_words(struct scope *sc, const struct config_setting_t *row,
    const char *name, struct words *ret)
{
	const struct config_setting_t *n = conf_at(row, name), *it;
	enum err e = E_OK;

	if (n == NULL)
		return E_OK;
	if (!conf_is_list(n) || conf_count(n) == 0)
		return add_word(sc, n, ret);
	for (int i = 0; e == E_OK && (it = conf_nth(n, i)) != NULL; i++)
		e = add_word(sc, it, ret);
	return e;
}

static enum err
bad_word(struct scope *sc, const struct config_setting_t *n, const char *word,
    const char *const *list)
{
	struct buf b;

	buf_init(&b, sc, 400);
	for (int i = 0; list[i] != NULL; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ", ", list[i]);
	return conf_bad(sc, n, "\"%s\" is none of %s", word, b.at);
}

static enum err
check_words(struct scope *sc, const struct clocks *c,
    const struct config_setting_t *row, const struct target *t)
{
	for (int i = 0; i < t->tier.n; i++)
		if (policy_tier_number(c->policy, t->tier.at[i]) == 0)
			return conf_bad(sc, conf_at(row, "tier"), "the policy "
			    "has no tier \"%s\"", t->tier.at[i]);
	for (int i = 0; i < t->severity.n; i++)
		if (word_find(words_severity, t->severity.at[i]) ==
		    WORD_UNKNOWN)
			return bad_word(sc, conf_at(row, "severity"),
			    t->severity.at[i], words_severity);
	if (t->provider.n > 0 && t->holder != CLOCK_PROVIDER)
		return conf_bad(sc, conf_at(row, "provider"), "only holder = "
		    "\"provider\" may ask for it");
	return E_OK;
}

static enum err
read_holder(struct scope *sc, const struct config_setting_t *row,
    enum clock_holder *ret)
{
	const struct config_setting_t *n = conf_at(row, "holder");
	int which = word_find(clock_holders, conf_text(n));

	if (which == WORD_UNKNOWN || which == CLOCK_MICROSOFT)
		return conf_bad(sc, n == NULL ? row : n, "needs holder = "
		    "\"partner\", \"provider\" or \"reseller\"; Microsoft's "
		    "target is what the decision names");
	*ret = (enum clock_holder)which;
	return E_OK;
}

static enum err
read_aim(struct scope *sc, const struct config_setting_t *row,
    const struct calendars *all, struct clock_target *ret)
{
	const struct config_setting_t *n = conf_at(row, "calendar");
	const char *name = n == NULL ? CALENDAR_BUSINESS : conf_text(n);

	if (!conf_int(conf_at(row, "minutes"), &ret->minutes) ||
	    ret->minutes < 1 || ret->minutes > MOST_MINUTES)
		return conf_bad(sc, row, "needs minutes = 1 to %d",
		    MOST_MINUTES);
	ret->calendar = name == NULL ? NULL : calendar_find(all, name);
	if (ret->calendar == NULL)
		return conf_bad(sc, n, "is no calendar of calendars.conf");
	return E_OK;
}

/* What the rows before take wholly can never win. */
static enum err
check_idle(struct scope *sc, const struct clocks *c,
    const struct config_setting_t *row, const struct target *t)
{
	for (int i = 0; i < c->ntargets; i++) {
		const struct target *o = &c->target[i];

		if (o->holder == t->holder && takes_all(&o->tier, &t->tier) &&
		    takes_all(&o->severity, &t->severity) &&
		    takes_all(&o->provider, &t->provider))
			return conf_bad(sc, row, "can never win: target %d "
			    "takes all it accepts", i + 1);
	}
	return E_OK;
}

static enum err
read_target(struct scope *sc, const struct config_setting_t *row,
    struct clocks *c)
{
	static const char *const known[] = { "holder", "tier", "severity",
	    "provider", "minutes", "calendar", NULL };
	struct target t = { 0 };
	enum err e;

	if (!conf_is_group(row))
		return conf_bad(sc, row, "must be { holder, minutes, .. }");
	if (c->ntargets == MOST_ROWS)
		return conf_bad(sc, row, "more than %d rows", MOST_ROWS);
	if ((e = conf_known(sc, row, known)) != E_OK ||
	    (e = read_holder(sc, row, &t.holder)) != E_OK ||
	    (e = read_words(sc, row, "tier", &t.tier)) != E_OK ||
	    (e = read_words(sc, row, "severity", &t.severity)) != E_OK ||
	    (e = read_words(sc, row, "provider", &t.provider)) != E_OK ||
	    (e = check_words(sc, c, row, &t)) != E_OK ||
	    (e = read_aim(sc, row, c->calendars, &t.is)) != E_OK ||
	    (e = check_idle(sc, c, row, &t)) != E_OK)
		return e;
	c->target[c->ntargets++] = t;
	return E_OK;
}

/* In the order of percent; of the same percent, as they are written. */
static void
add_step(struct clocks *c, const struct clock_step *s)
{
	int i = c->nsteps++;

	for (; i > 0 && c->step[i - 1].at > s->at; i--)
		c->step[i] = c->step[i - 1];
	c->step[i] = *s;
}

static enum err
read_holders(struct scope *sc, const struct config_setting_t *row, int *ret)
{
	struct words w = { .n = 0 };
	enum err e = read_words(sc, row, "holder", &w);

	*ret = w.n == 0 ? words_all(clock_holders) : 0;
	for (int i = 0; e == E_OK && i < w.n; i++) {
		int which = word_find(clock_holders, w.at[i]);

		if (which == WORD_UNKNOWN)
			return bad_word(sc, conf_at(row, "holder"), w.at[i],
			    clock_holders);
		*ret |= 1 << which;
	}
	return e;
}

static enum err
read_step(struct scope *sc, const struct config_setting_t *row,
    struct clocks *c)
{
	static const char *const known[] = { "at", "then", "holder", NULL };
	const struct config_setting_t *n = conf_at(row, "then");
	int then = word_find(does, conf_text(n));
	struct clock_step s;
	int64_t at;
	enum err e;

	if (!conf_is_group(row))
		return conf_bad(sc, row, "must be { at, then, holder }");
	if (c->nsteps == MOST_ROWS)
		return conf_bad(sc, row, "more than %d steps", MOST_ROWS);
	if ((e = conf_known(sc, row, known)) != E_OK ||
	    (e = read_holders(sc, row, &s.holders)) != E_OK)
		return e;
	if (!conf_int(conf_at(row, "at"), &at) || at < 1 || at > MOST_PERCENT)
		return conf_bad(sc, row, "needs at = 1 to %d (percent of the "
		    "target)", MOST_PERCENT);
	if (then <= CLOCK_BREACH)
		return conf_bad(sc, n == NULL ? row : n, "needs then = \"%s\","
		    " \"%s\" or \"%s\"", does[CLOCK_NOTIFY_LEAD],
		    does[CLOCK_RAISE_PRIORITY], does[CLOCK_NEXT_TIER]);
	if (then == CLOCK_NEXT_TIER && s.holders != 1 << CLOCK_PARTNER)
		return conf_bad(sc, row, "needs holder = \"partner\": only "
		    "our own support has tiers");
	s.at = (int)at;
	s.then = (enum clock_do)then;
	add_step(c, &s);
	return E_OK;
}

static enum err
read_list(struct scope *sc, const struct config_setting_t *list,
    enum err (*read)(struct scope *, const struct config_setting_t *,
    struct clocks *), struct clocks *c)
{
	const struct config_setting_t *n;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && (n = conf_nth(list, i)) != NULL; i++)
		e = read(sc, n, c);
	return e;
}

static enum err
read_warning(struct scope *sc, const struct config_setting_t *root,
    struct clocks *c)
{
	const struct config_setting_t *n = conf_at(root, "warn_at");
	int64_t at = 70;

	if (n != NULL && (!conf_int(n, &at) || at < 1 || at >= BREACH_AT))
		return conf_bad(sc, n, "must be 1 to %d (percent)",
		    BREACH_AT - 1);
	add_step(c, &(struct clock_step){ (int)at, CLOCK_WARN,
	    words_all(clock_holders) });
	add_step(c, &(struct clock_step){ BREACH_AT, CLOCK_BREACH,
	    words_all(clock_holders) });
	n = conf_at(root, "restart_on_severity");
	if (n != NULL && !conf_bool(n, &c->restart_severity))
		return conf_bad(sc, n, "must be true or false");
	return E_OK;
}

enum err
clocks_load(struct scope *sc, const char *dir, const struct policy *p,
    const struct calendars *all, const struct clocks **ret)
{
	static const char *const names[] = { "warn_at", "restart_on_severity",
	    "targets", "steps", NULL };
	struct clocks *c = scope_alloc(sc, sizeof(*c));
	const struct config_setting_t *root;
	enum err e;

	c->policy = p;
	c->calendars = all;
	if ((e = conf_read(sc, str_fmt(sc, "%s/clocks.conf", dir), &root))
	    != E_OK ||
	    (e = conf_known(sc, root, names)) != E_OK ||
	    (e = read_warning(sc, root, c)) != E_OK ||
	    (e = read_list(sc, conf_at(root, "targets"), read_target, c))
	    != E_OK ||
	    (e = read_list(sc, conf_at(root, "steps"), read_step, c)) != E_OK)
		return e;
	*ret = c;
	return E_OK;
}

const struct calendars *
clocks_calendars(const struct clocks *c)
{
	return c->calendars;
}

int
clocks_target(const struct clocks *c, const struct clock_case *of,
    struct clock_target *ret)
{
	const char *tier = of->tier == NULL ? policy_tier(c->policy, 1) :
	    of->tier;

	for (int i = 0; i < c->ntargets; i++) {
		const struct target *t = &c->target[i];

		if (t->holder != of->holder || !accepts(&t->tier, tier) ||
		    !accepts(&t->severity, of->severity) ||
		    !accepts(&t->provider, of->provider))
			continue;
		*ret = t->is;
		return 1;
	}
	return 0;
}

const struct clock_step *
clocks_step(const struct clocks *c, int n)
{
	return n < c->nsteps ? &c->step[n] : NULL;
}

int
clocks_restart_severity(const struct clocks *c)
{
	return c->restart_severity;
}
