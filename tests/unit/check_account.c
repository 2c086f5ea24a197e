/* Which account a case belongs to, and whose services are reached for it. */
#include "same.h"

#include "case_account.h"
#include "policy/words.h"

#define DIRECT		PARTNER_DIRECT_BILL
#define PROVIDER	PARTNER_PROVIDER
#define RESELLER	PARTNER_RESELLER
#define FIRST		{ NULL, WORD_UNKNOWN, WORD_UNKNOWN }
#define OTHER(type)	{ "Other", type, CLOUD_COMMERCIAL }

/* `api`: which may be reached for the case; why not, or NULL. */
static const struct {
	const char	*name;
	int		 setting, cloud;
	struct account	 told;
	int		 type;		/* that decides */
	const char	*why[API__MAX];
} rows[] = {
	{ "one account", DIRECT, CLOUD_COMMERCIAL, FIRST, DIRECT,
	    { NULL, NULL, NULL } },
	{ "one account in China", DIRECT, CLOUD_CHINA, FIRST, DIRECT,
	    { [API_ARM] = "china-azure", [API_PARTNER_CENTER] = "china" } },
	{ "a reseller", RESELLER, CLOUD_COMMERCIAL, FIRST, RESELLER,
	    { [API_ARM] = "reseller-azure",
	    [API_PARTNER_CENTER] = "reseller" } },
	{ "a reseller beside direct-bill", DIRECT, CLOUD_COMMERCIAL,
	    OTHER(RESELLER), RESELLER, { [API_ARM] = "reseller-azure",
	    [API_PARTNER_CENTER] = "reseller",
	    [API_GRAPH] = "other-account" } },
	{ "direct-bill beside a reseller", RESELLER, CLOUD_COMMERCIAL,
	    OTHER(DIRECT), DIRECT, { "other-account", "other-account",
	    "other-account" } },
	{ "a provider beside direct-bill", DIRECT, CLOUD_COMMERCIAL,
	    OTHER(PROVIDER), PROVIDER, { "other-account", "other-account",
	    "other-account" } },
};

START_TEST(decides_by_account)
{
	const struct partner_settings p = { .type = rows[_i].setting,
	    .cloud = rows[_i].cloud };
	struct account a = case_account(&p, &rows[_i].told);

	ck_assert_msg(a.type == rows[_i].type, "%s: type %d", rows[_i].name,
	    a.type);
	same_text(rows[_i].name, a.name, rows[_i].told.name);
	for (int api = 0; api < API__MAX; api++)
		same_text(rows[_i].name, case_account_refuses(&a, api),
		    rows[_i].why[api]);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("account");

	tcase_add_loop_test(t, decides_by_account, 0, LEN(rows));
	return run_case("account", t);
}
