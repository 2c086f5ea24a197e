/* Which provider a case of a reseller goes to, and what agents are told. */
#include "turn_play.h"

#include "case_provider.h"
#include "policy/decide.h"
#include "store/provider.h"
#include "store/subscription.h"

#define MAIL	"3f1c0000-0000-4000-8000-00000000000a"
#define CLOUD	"3f1c0000-0000-4000-8000-00000000000c"
#define OLD	"3f1c0000-0000-4000-8000-00000000000d"
#define GUESS	"3f1c0000-0000-4000-8000-00000000000e"
#define NOBODY	"3f1c0000-0000-4000-8000-0000000000ff"
#define TODAY	INT64_C(1795228200000)		/* 2026-11-21 */

enum { EMAIL = WAY_EMAIL, PORTAL = WAY_PORTAL, NO_WAY = WORD_UNKNOWN };
enum { M365 = 1, AZURE = 0, DYNAMICS = 2, ANY = WORD_UNKNOWN };

/* Of each, whatever the row has left out is not there. */
static const struct subscription subscriptions[] = {
	{ MAIL, "Business Premium", M365, "Distri", 0, 100 },
	{ CLOUD, "Azure plan", AZURE, "Tatra", 0, 200 },
	{ OLD, "Last year's", M365, "Tatra", 1, 300 },
	{ GUESS, NULL, ANY, "Tatra", 0, 400 },
	{ NOBODY, "Dynamics", DYNAMICS, NULL, 0, 500 },
};
static const struct provider providers[] = {
	{ "Begins", PORTAL, "2026-11-22", NULL, 0, 10 },
	{ "Distri", EMAIL, "2026-11-21", "2026-11-21", 0, 20 },
	{ "Ended", PORTAL, NULL, "2026-11-20", 0, 30 },
	{ "Tatra", PORTAL, NULL, NULL, 0, 40 },
	{ "Usual", EMAIL, NULL, "2026-11-21", 1, 50 },
	{ "Usual later", EMAIL, "2026-11-22", NULL, 1, 60 },
};

static const struct {
	const char	*name;
	const char	*bought;	/* last letters of the ids */
	const char	*told, *own, *channel;
	int		 product;
	const char	*want, *source;
	int		 way;
	enum provider_doubt doubt;
	int64_t		 told_at;
	int		 without_default, is_direct;
} rows[] = {
	{ "the product's subscription", "ac", NULL, "Ended", NULL, M365,
	    "Distri", "subscription", EMAIL, PROVIDER_SURE, 100, 0, 0 },
	{ "the other product's", "ac", NULL, "Ended", NULL, AZURE,
	    "Tatra", "subscription", PORTAL, PROVIDER_SURE, 200, 0, 0 },
	{ "no product, and they differ", "ac", NULL, "Distri", NULL, ANY,
	    NULL, NULL, NO_WAY, PROVIDER_SEVERAL, 0, 0, 0 },
	{ "the named one", "ac", CLOUD, "Ended", NULL, M365,
	    "Tatra", "subscription", PORTAL, PROVIDER_SURE, 200, 0, 0 },
	{ "the named one settles it", "ac",
	    "3F1C0000-0000-4000-8000-00000000000A", NULL, NULL, ANY,
	    "Distri", "subscription", EMAIL, PROVIDER_SURE, 100, 0, 0 },
	{ "a named one that is not his", "c", MAIL, NULL, NULL, AZURE,
	    "Tatra", "subscription", PORTAL, PROVIDER_SURE, 200, 0, 0 },
	{ "what has ended is not asked", "ad", NULL, NULL, NULL, M365,
	    "Distri", "subscription", EMAIL, PROVIDER_SURE, 100, 0, 0 },
	{ "but where nothing else is", "cd", NULL, "Distri", NULL, M365,
	    "Tatra", "subscription", PORTAL, PROVIDER_SURE, 300, 0, 0 },
	{ "and where it is named", "ad", OLD, NULL, NULL, M365,
	    "Tatra", "subscription", PORTAL, PROVIDER_SURE, 300, 0, 0 },
	{ "one that may be of any product", "ae", NULL, NULL, NULL, M365,
	    NULL, NULL, NO_WAY, PROVIDER_SEVERAL, 0, 0, 0 },
	{ "it agrees", "ce", NULL, NULL, NULL, AZURE,
	    "Tatra", "subscription", PORTAL, PROVIDER_SURE, 200, 0, 0 },
	{ "a subscription without its own", "f", NULL, "Tatra", NULL,
	    DYNAMICS, "Tatra", "import", PORTAL, PROVIDER_SURE, 7, 0, 0 },
	{ "without its own nor his", "f", NULL, NULL, NULL, DYNAMICS,
	    "Usual", "default-provider", EMAIL, PROVIDER_SURE, 50, 0, 0 },
	{ "the customer's", "", NULL, "Tatra", NULL, M365,
	    "Tatra", "import", PORTAL, PROVIDER_SURE, 7, 0, 0 },
	{ "by the customer's channel", "", NULL, "Tatra", "email", M365,
	    "Tatra", "import", EMAIL, PROVIDER_SURE, 7, 0, 0 },
	{ "a channel is his own provider's", "a", NULL, "Tatra", "portal",
	    M365, "Distri", "subscription", EMAIL, PROVIDER_SURE, 100, 0,
	    0 },
	{ "nobody's product", "ac", NULL, "Tatra", NULL, DYNAMICS,
	    "Tatra", "import", PORTAL, PROVIDER_SURE, 7, 0, 0 },
	{ "the default", "ac", NULL, NULL, NULL, DYNAMICS,
	    "Usual", "default-provider", EMAIL, PROVIDER_SURE, 50, 0, 0 },
	{ "none", "", NULL, NULL, NULL, M365,
	    NULL, NULL, NO_WAY, PROVIDER_NONE, 0, 1, 0 },
	{ "nobody knows him", "", NULL, "Unheard", NULL, M365,
	    "Unheard", "import", NO_WAY, PROVIDER_STRANGER, 7, 0, 0 },
	{ "nobody but his channel", "", NULL, "Unheard", "portal", M365,
	    "Unheard", "import", PORTAL, PROVIDER_SURE, 7, 0, 0 },
	{ "its days are over", "", NULL, "Ended", "portal", M365,
	    "Ended", "import", NO_WAY, PROVIDER_OVER, 7, 0, 0 },
	{ "its days are to come", "", NULL, "Begins", NULL, M365,
	    "Begins", "import", NO_WAY, PROVIDER_WAITS, 7, 0, 0 },
	{ "direct-bill has none above it", "ac", MAIL, NULL, NULL, M365,
	    NULL, NULL, NO_WAY, PROVIDER_NONE, 0, 0, 1 },
	{ "but what was said stays", "ac", MAIL, "Tatra", NULL, M365,
	    "Tatra", "import", PORTAL, PROVIDER_SURE, 7, 0, 1 },
};

static struct case_state
a_served_case(const char *bought, const char *own, const char *channel,
    int without_default)
{
	struct subscription *mine = scope_alloc(&sc, sizeof(subscriptions));
	struct case_state s = a_case();
	int n = 0;

	for (int i = 0; i < LEN(subscriptions); i++)
		if (strchr(bought, subscriptions[i].id[35]) != NULL)
			mine[n++] = subscriptions[i];
	s.who = (struct customer){ .id = 3, .name = "Fabrikam",
	    .provider = own, .provider_at = 7, .channel = channel,
	    .bought = { n, mine },
	    .providers = { LEN(providers) - 2 * without_default, providers } };
	return s;
}

START_TEST(chooses)
{
	const char *name = rows[_i].name;
	struct case_state s = a_served_case(rows[_i].bought, rows[_i].own,
	    rows[_i].channel, rows[_i].without_default);
	struct case_provider p;

	sc.now = TODAY;
	s.told[TOLD_SUBSCRIPTION] = rows[_i].told;
	case_provider(&sc, &s, !rows[_i].is_direct, rows[_i].product, &p);
	same_text(name, p.name, rows[_i].want);
	same_text(name, p.source, rows[_i].source);
	ck_assert_msg(p.way == rows[_i].way, "%s: way %d", name, p.way);
	ck_assert_msg(p.doubt == rows[_i].doubt, "%s: doubt %d", name,
	    (int)p.doubt);
	ck_assert_msg(p.told_at == rows[_i].told_at, "%s: told at %d", name,
	    (int)p.told_at);
}
END_TEST

/* `want`: what the agent is told to do about it; NULL: nothing is lacking. */
static const struct {
	const char	*name, *text;
	const char	*bought, *own;
	const char	*want;
} notes[] = {
	{ "several", "/csp triage commercial billing\n/csp escalate", "ac",
	    NULL, "for example:\n- Business Premium (Distri): /csp set "
	    "subscription " MAIL "\n- Azure plan (Tatra): /csp set "
	    "subscription " CLOUD },
	{ "one is named", "/csp triage commercial billing\n/csp set "
	    "subscription " CLOUD "\n/csp escalate", "ac", NULL, NULL },
	{ "over", "/csp triage technical azure B\n/csp escalate", "",
	    "Ended", "Ended served until" },
	{ "to come", "/csp triage technical azure B\n/csp escalate", "",
	    "Begins", "Begins serves from" },
	{ "stranger", "/csp triage technical azure B\n/csp escalate", "",
	    "Unheard", "How Unheard is reached is not known" },
	{ "handed over by the name of one", "/csp triage commercial billing\n"
	    "/csp hand-over Tatra", "ac", NULL, "from different providers" },
};

START_TEST(tells)
{
	static struct partner_settings reseller;

	sc.now = TODAY;
	begin(MODE_NOTES, a_served_case(notes[_i].bought, notes[_i].own, NULL,
	    1));
	reseller = *turn.partner;
	reseller.type = PARTNER_RESELLER;
	turn.partner = &reseller;
	play(note(notes[_i].text), agent(MAY_BOTH));
	if (notes[_i].want != NULL)
		same_note(notes[_i].name, notes[_i].want);
	else
		same_note(notes[_i].name, "This belongs to the indirect "
		    "provider");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("case_provider");

	load_house();
	tcase_add_loop_test(t, chooses, 0, LEN(rows));
	tcase_add_loop_test(t, tells, 0, LEN(notes));
	return run_case("case_provider", t);
}
