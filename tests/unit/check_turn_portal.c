/*
 * Who bought nothing through us: the first public reply, or the answer of the
 * wall, names the portal of his product, in his language, once.
 */
#include "turn_house.h"

static struct desk_settings desk;
static struct thread thread;
static struct turn turn;
static struct partner_settings us;
static struct event events[3];

static struct event
from_customer(enum event_kind kind, const char *id, const char *text)
{
	return (struct event){ .id = id, .kind = kind, .at = 1,
	    .by = AUTHOR_CUSTOMER, .via = VIA_MAIL, .text = text,
	    .author = { .id = "45", .login = "jan",
	    .email = "jan@contoso.example" } };
}

/* His product, cloud and language; he pays Microsoft, and not us. */
static void
begin(const char *product, int cloud, const char *language)
{
	struct case_state s = a_case();

	s.who = (struct customer){ .id = 3, .name = "Contoso",
	    .relationship = "no", .direct_paid = "yes",
	    .language = language };
	s.told[TOLD_CLASS] = "technical";
	s.told[TOLD_TOPIC] = "break-fix";
	s.told[TOLD_PRODUCT] = product;
	us = partner;
	us.cloud = cloud;
	desk = a_desk(MODE_ENFORCE);
	thread = (struct thread){ .ticket = "812", .queue = SUPPORT,
	    .created = 1, .requestor = { .id = "45",
	    .email = "jan@contoso.example", .is_outside = 1 },
	    .events = events };
	turn = a_turn(&sc, &desk, &thread, s);
	turn.partner = &us;
}

static void
play(int n)
{
	static const struct author nobody = { .roles = WORD_UNKNOWN };

	thread.nevents = n;
	turn_event(&turn, &events[n - 1], &nobody);
}

static const char *
the_reply(void)
{
	const char *found = NULL;

	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].kind == DEED_ORDER &&
		    turn.deed[i].order.kind == ORDER_REPLY) {
			ck_assert_msg(found == NULL, "two replies");
			ck_assert(turn.deed[i].terms == 0);
			found = turn.deed[i].order.text;
		}
	return found;
}

static const struct {
	const char	*name, *product;
	int		 cloud;
	const char	*language, *says, *link;
} rows[] = {
	{ "Microsoft 365, English", "microsoft365", CLOUD_COMMERCIAL, "en",
	    "you bought Microsoft 365 from Microsoft itself",
	    "https://admin.microsoft.com" },
	{ "Microsoft 365, Polish", "microsoft365", CLOUD_COMMERCIAL, "pl",
	    "Microsoft 365 kupili Państwo bezpośrednio",
	    "https://admin.microsoft.com" },
	{ "Azure, English", "azure", CLOUD_COMMERCIAL, "en",
	    "the Azure portal, Help + support",
	    "https://portal.azure.com/#create/Microsoft.Support" },
	{ "Azure, Polish", "azure", CLOUD_COMMERCIAL, "pl", "portal Azure, "
	    "Pomoc i obsługa techniczna",
	    "https://portal.azure.com/#create/Microsoft.Support" },
	{ "Dynamics 365, English", "dynamics365", CLOUD_COMMERCIAL, "en",
	    "you bought Dynamics 365",
	    "https://admin.powerplatform.microsoft.com/support" },
	{ "Dynamics 365, Polish", "dynamics365", CLOUD_COMMERCIAL, "pl",
	    "Dynamics 365 kupili Państwo",
	    "https://admin.powerplatform.microsoft.com/support" },
	{ "Azure, US Government", "azure", CLOUD_US_GOVERNMENT, "en",
	    "you bought Azure", "https://portal.azure.us/" },
	{ "Azure, China", "azure", CLOUD_CHINA, "en", "you bought Azure",
	    "https://portal.azure.cn" },
	{ "Microsoft 365, China", "microsoft365", CLOUD_CHINA, "en",
	    "the Microsoft 365 admin center",
	    "https://portal.partner.microsoftonline.cn" },
	{ "Microsoft 365, US Government", "microsoft365",
	    CLOUD_US_GOVERNMENT, "en", "the Microsoft 365 admin center",
	    "https://portal.office365.us/adminportal" },
	{ "Power Platform, US Government", "power-platform",
	    CLOUD_US_GOVERNMENT, "en", "the Power Platform admin center",
	    "https://high.admin.powerplatform.microsoft.us" },
	{ "Power Platform, China", "power-platform", CLOUD_CHINA, "en",
	    "the Power Platform admin center", NULL },
	{ "Entra ID", "entra-id", CLOUD_COMMERCIAL, "en",
	    "Diagnose & solve problems", "https://entra.microsoft.com" },
	{ "Entra ID, US Government", "entra-id", CLOUD_US_GOVERNMENT, "en",
	    "Diagnose & solve problems", "https://entra.microsoft.us" },
	{ "Entra ID, China", "entra-id", CLOUD_CHINA, "en",
	    "Diagnose & solve problems", "https://entra.microsoftonline.cn" },
	{ "on-premises", "on-premises", CLOUD_COMMERCIAL, "en",
	    "Support for Business", "https://support.serviceshub" },
	{ "what is not known", NULL, CLOUD_COMMERCIAL, "en",
	    "you bought this product",
	    "https://support.microsoft.com/contactus" },
	{ "another language", "azure", CLOUD_COMMERCIAL, "de",
	    "you bought Azure", "https://portal.azure.com/" },
};

static void
same_words(const char *name, const char *got, const char *says,
    const char *link)
{
	ck_assert_msg(got != NULL, "%s: no reply", name);
	ck_assert_msg(strstr(got, says) != NULL, "%s: got\n%s", name, got);
	ck_assert_msg(link == NULL ? strstr(got, "://") == NULL :
	    strstr(got, link) != NULL, "%s: got\n%s", name, got);
	ck_assert_msg(strchr(got, '?') == NULL, "%s: got\n%s", name, got);
}

START_TEST(by_product)
{
	begin(rows[_i].product, rows[_i].cloud, rows[_i].language);
	events[0] = from_customer(EVENT_CREATED, "1", "It does not start");
	play(1);
	same_words(rows[_i].name, the_reply(), rows[_i].says, rows[_i].link);
}
END_TEST

/* In place of the wall's words, also where there was no first reply. */
START_TEST(wall_says_it)
{
	begin("microsoft365", CLOUD_COMMERCIAL, "en");
	desk.first_reply = FIRST_REPLY_NEVER;
	events[0] = from_customer(EVENT_CREATED, "1", "It does not start");
	play(1);
	ck_assert_ptr_null(the_reply());
	events[1] = from_customer(EVENT_MESSAGE, "2",
	    "Please open a ticket with Microsoft");
	play(2);
	same_words("wall", the_reply(), "Microsoft's own support",
	    "https://admin.microsoft.com");
}
END_TEST

START_TEST(once)
{
	begin("microsoft365", CLOUD_COMMERCIAL, "en");
	events[0] = from_customer(EVENT_CREATED, "1",
	    "Please open a ticket with Microsoft");
	play(1);
	ck_assert_ptr_nonnull(the_reply());
	/* The next day it stands in the thread, in whatever language. */
	events[1] = (struct event){ .id = "2", .kind = EVENT_MESSAGE,
	    .by = AUTHOR_SELF, .text = the_reply() };
	events[2] = from_customer(EVENT_MESSAGE, "3",
	    "Please open a ticket with Microsoft now");
	begin("microsoft365", CLOUD_COMMERCIAL, "pl");
	play(3);
	ck_assert_ptr_null(the_reply());
}
END_TEST

static const struct {
	const char	*name, *class, *topic, *relationship, *direct;
	int		 is_told;
} who[] = {
	{ "his bill", "commercial", "billing", "no", "yes", 1 },
	{ "not ours, nor known as Microsoft's", "technical", "break-fix",
	    "no", NULL, 0 },
	{ "ours, and Microsoft's", "technical", "break-fix", "yes", "yes",
	    0 },
	{ "ours, his bill", "commercial", "billing", "yes", "no", 0 },
	{ "nobody knows", "technical", "break-fix", NULL, "yes", 0 },
	{ "an order", "commercial", "seats", "no", "yes", 0 },
	{ "not clear what", NULL, NULL, "no", "yes", 0 },
};

START_TEST(only_others)
{
	begin("microsoft365", CLOUD_COMMERCIAL, "en");
	turn.state.told[TOLD_CLASS] = who[_i].class;
	turn.state.told[TOLD_TOPIC] = who[_i].topic;
	turn.state.who.relationship = who[_i].relationship;
	turn.state.who.direct_paid = who[_i].direct;
	events[0] = from_customer(EVENT_CREATED, "1", "What is this?");
	play(1);
	ck_assert_msg((the_reply() != NULL) == who[_i].is_told, "%s: %s",
	    who[_i].name, the_reply() == NULL ? "no reply" : the_reply());
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn portal");
	int failed;

	load_house();
	tcase_add_loop_test(t, by_product, 0, LEN(rows));
	tcase_add_test(t, wall_says_it);
	tcase_add_test(t, once);
	tcase_add_loop_test(t, only_others, 0, LEN(who));
	failed = run_case("turn portal", t);
	scope_end(&whole);
	return failed;
}
