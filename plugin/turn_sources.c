/*
 * Where the facts of a decision come from: [{"fact":"issue.class",
 * "source":"agent","who":"Anna Nowak","at":"2026-11-20T09:00:00Z"}, ...].
 * Only of facts that are known; "at" where somebody told it at a time.
 */
#include "turn_do.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "policy/words.h"

enum { MOST_SOURCES = 16384 };

static void
put(struct json_out *out, const char *fact, const char *source,
    const struct told_by *by)
{
	char at[CLOCK_TEXT];

	json_open(out, NULL, '{');
	json_put(out, "fact", fact);
	json_put(out, "source", source);
	if (by != NULL && by->agent != NULL)
		json_put(out, "who", by->agent);
	if (by != NULL && by->at > 0) {
		clock_text(by->at, at);
		json_put(out, "at", at);
	}
	json_close(out);
}

/* What an agent may tell, and who says it if none does; NULL: nobody. */
static void
put_told(struct json_out *out, const struct turn *t, const struct facts *f)
{
	const struct told_by more = { NULL, t->state.who.more_told_at };
	const struct {
		enum told	 what;
		int		 known;
		const char	*fact, *otherwise;
	} rows[] = {
		{ TOLD_CLASS, f->issue.class, "issue.class", "words" },
		{ TOLD_TOPIC, f->issue.topic, "issue.topic", "words" },
		{ TOLD_PRODUCT, f->issue.product, "issue.product", "words" },
		{ TOLD_VERSION, f->issue.version, "issue.version", NULL },
		{ TOLD_SEVERITY, f->issue.severity, "issue.severity",
		    "words" },
		{ TOLD_PUBLISHER, f->issue.publisher, "issue.publisher",
		    "product" },
		{ TOLD_ENVIRONMENT, f->issue.environment, "issue.environment",
		    "assumed" },
		{ TOLD_ON_CALL, f->customer.on_call, "customer.on_call_24x7",
		    "import" },
	};

	for (int i = 0; i < LEN(rows); i++) {
		const struct told_by *by = &t->state.told_by[rows[i].what];
		int is_told = t->state.told[rows[i].what] != NULL;

		if (!is_told)
			by = rows[i].what == TOLD_ON_CALL ? &more : NULL;
		if (rows[i].known != WORD_UNKNOWN)
			put(out, rows[i].fact, is_told ? "agent" :
			    rows[i].otherwise, by);
	}
}

static void
put_customer(struct json_out *out, const struct turn *t,
    const struct facts *f)
{
	const struct facts_customer *c = &f->customer;
	static const char *const by_what[] = { [BY_NOTHING] = "agent",
	    [BY_DOMAIN] = "domain", [BY_ORGANISATION] = "organisation" };
	const struct customer *who = &t->state.who;
	const struct told_by more = { NULL, who->more_told_at };
	struct case_provider p;
	const struct {
		int		 known;
		const char	*fact, *source;
		int64_t		 at;	/* 0: it was imported */
	} rows[] = {
		{ c->relationship != WORD_UNKNOWN,
		    "customer.reseller_relationship", "partner-center-api",
		    who->relationship_at },
		{ c->gdap.known, "customer.gdap", "graph", who->gdap_at },
		{ c->azure_rbac != WORD_UNKNOWN, "customer.azure_rbac",
		    NULL, 0 },
		{ c->overdue_step != COUNT_UNKNOWN, "customer.overdue_step",
		    "debt", t->state.debt_told },
		{ c->offer != NULL, "customer.offer", NULL, 0 },
	};

	if (c->tenant != NULL)
		put(out, "customer.tenant", by_what[t->state.who.by],
		    t->state.who.by == BY_NOTHING ?
		    &t->state.told_by[TOLD_CUSTOMER] : NULL);
	for (int i = 0; i < LEN(rows); i++)
		if (rows[i].known)
			put(out, rows[i].fact, rows[i].at != 0 ?
			    rows[i].source : "import", &(struct told_by){
			    NULL, rows[i].at != 0 ? rows[i].at :
			    who->told_at });
	if (c->direct_paid != WORD_UNKNOWN)
		put(out, "customer.direct_paid_subscription", "import", &more);
	turn_provider(t, f->issue.product, &p);
	if (p.name != NULL)
		put(out, "customer.provider", p.source, &(struct told_by){
		    NULL, p.told_at });
}

static void
put_checks(struct json_out *out, const struct turn *t, const struct facts *f)
{
	const struct told_by told = { NULL, t->state.health.asked };

	for (int i = 0; i < CHECKS; i++) {
		int is_agents = turn_mark(t, i) != WORD_UNKNOWN;

		if (f->checks.mark[i] != WORD_UNKNOWN)
			put(out, str_fmt(t->sc, "checks.%s", words_check[i]),
			    is_agents ? "agent" : t->state.health.source,
			    is_agents ? &t->state.check_by[i] : &told);
	}
}

const char *
turn_sources(const struct turn *t, const struct facts *f)
{
	const struct told_by held = { NULL, t->held_told };
	const char *account = t->state.who.account.name;
	struct json_out out;

	json_begin(&out, t->sc, MOST_SOURCES);
	json_open(&out, NULL, '[');
	put(&out, "partner.type", account == NULL ? "settings" : "account",
	    &(struct told_by){ account, 0 });
	put_told(&out, t, f);
	put_customer(&out, t, f);
	put_checks(&out, t, f);
	if (f->entitlements.n > 0)
		put(&out, "entitlements", "ledger", &held);
	json_close(&out);
	return json_end(&out);
}
