/* The settings of group `retention`, and two tables of what must fit. */
#include "config.h"

#include "base/conf.h"
#include "base/str.h"

enum { DAY_SECS = 86400, LEAST_RECEIPTS = 365 };

#define DAYS(member, preset, min, says) \
	{ #member, SET_INT, offsetof(struct retention_settings, member), \
	  preset, min, 36500, NULL, says }

const struct setting retention_rows[] = {
	DAYS(bodies_days, "14", 1, "Days until a delivery that is done loses "
	    "its body; its key stays."),
	DAYS(dedupe_days, "45", 1, "Days until its row goes too. Longer than "
	    "any sender repeats a webhook."),
	DAYS(payloads_days, "30", 1, "Days until a job that is done loses the "
	    "text that it wrote."),
	DAYS(jobs_days, "90", 1, "Days until its row goes too."),
	DAYS(dead_days, "365", 0, "Days that a dead letter waits for a "
	    "person; 0: for ever."),
	DAYS(cases_days, "365", 30, "Days without a change after which a "
	    "closed case remembers only until when its ticket was read."),
	DAYS(answered_days, "3", 2, "Days for the digests of whom we answered "
	    "by ourselves; once a day is the rule that they serve."),
	DAYS(invoices_days, "1100", 0, "Days without a word of it after which "
	    "an invoice of which nothing is open goes, with its payments; and "
	    "a debt after it has ended; 0: for ever."),
	DAYS(receipts_days, "2555", 0, "Days that receipts are proof, 365 at "
	    "least; 0: for ever. Only cspdesk retention --receipts deletes "
	    "them."),
	{ "every_secs", SET_INT, offsetof(struct retention_settings,
	  every_secs), "60", 1, 86400, NULL, "How often work looks for what "
	  "is too old." },
	{ "rows", SET_INT, offsetof(struct retention_settings, rows), "200",
	  1, 500, NULL, "Rows that one transaction deletes at most." },
	{ "share", SET_INT, offsetof(struct retention_settings, share), "5",
	  1, 50, NULL, "Per cent of one worker's time that deleting takes at "
	  "most." },
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};

/* `first` goes no later than `then`. */
static const struct {
	const char	*first, *then, *why;
} orders[] = {
	{ "bodies_days", "dedupe_days", "a body goes before its row" },
	{ "payloads_days", "jobs_days", "a text goes before its row" },
	{ "dedupe_days", "dead_days", "a dead letter's key refuses repeats "
	    "as long as others do" },
	{ "cases_days", "receipts_days", "the proof outlives the case" },
};

static const struct setting *
row_of(const char *name)
{
	for (const struct setting *r = retention_rows; r->name != NULL; r++)
		if (str_same(r->name, name))
			return r;
	BUG("no setting retention.%s", name);
}

static int64_t
value_of(const struct retention_settings *s, const char *name)
{
	const char *at = (const char *)s + row_of(name)->offset;

	return *(const int64_t *)at;
}

/* Where to point at: the first that stands in the file. */
static const struct config_setting_t *
blame(const struct config_setting_t *root, const char *name,
    const struct config_setting_t *other)
{
	const struct config_setting_t *n = conf_at(conf_at(root, "retention"),
	    name);

	return n != NULL ? n : other;
}

static enum err
check_orders(struct scope *sc, const struct config_setting_t *root,
    const struct retention_settings *s)
{
	for (int i = 0; i < LEN(orders); i++) {
		const char *first = orders[i].first, *then = orders[i].then;
		int64_t a = value_of(s, first), b = value_of(s, then);

		/* 0, where it is allowed, is for ever. */
		if (b != 0 && a > b)
			return conf_bad(sc, blame(root, first, blame(root,
			    then, NULL)), "%s (%lld days) is longer than %s "
			    "(%lld): %s", first, (long long)a, then,
			    (long long)b, orders[i].why);
	}
	return E_OK;
}

struct horizon {
	const struct config_setting_t	*node;	/* if dedupe_days is not set */
	int64_t				 secs;
	const char			*what;
};

static enum err
check_horizon(struct scope *sc, const struct config_setting_t *root,
    const struct config *c, const struct horizon *h)
{
	int64_t days = c->retention.dedupe_days;

	if (days * DAY_SECS > h->secs)
		return E_OK;
	return conf_bad(sc, blame(root, "dedupe_days", h->node), "keys are "
	    "kept for retention.dedupe_days (%lld), which must be longer than "
	    "%s (%lld s): set it to %lld at least", (long long)days, h->what,
	    (long long)h->secs, (long long)(h->secs / DAY_SECS + 1));
}

static enum err
check_desk(struct scope *sc, const struct config_setting_t *root,
    const struct config *c, int i)
{
	const struct config_setting_t *n = conf_nth(conf_at(root, "desks"), i);
	const struct desk_settings *d = &c->desks[i];
	const struct horizon h[] = {
		{ n, d->desk->retry_secs, str_fmt(sc, "%s repeats a webhook",
		    d->conf.name) },
		{ n, d->overlap_secs, str_fmt(sc, "overlap_secs of %s",
		    d->conf.name) },
	};
	enum err e = E_OK;

	for (int k = 0; e == E_OK && k < LEN(h); k++)
		e = check_horizon(sc, root, c, &h[k]);
	return e;
}

enum err
retention_check(struct scope *sc, const struct config_setting_t *root,
    const struct config *c)
{
	const struct retention_settings *s = &c->retention;
	const struct horizon skew = { conf_at(conf_at(root, "serve"),
	    "skew_secs"), 2 * c->serve.skew_secs, "twice serve.skew_secs" };
	enum err e;

	if (s->receipts_days != 0 && s->receipts_days < LEAST_RECEIPTS)
		return conf_bad(sc, blame(root, "receipts_days", NULL),
		    "%lld is less than %d; 0 keeps receipts for ever",
		    (long long)s->receipts_days, LEAST_RECEIPTS);
	if ((e = check_orders(sc, root, s)) != E_OK ||
	    (e = check_horizon(sc, root, c, &skew)) != E_OK)
		return e;
	for (int i = 0; e == E_OK && i < c->ndesks; i++)
		e = check_desk(sc, root, c, i);
	return e;
}
