/* The languages, and nothing else. */
#include "locales.h"

#include "base/str.h"

#define NBSP	"\xc2\xa0"

static int
form_en(uint64_t n)
{
	return n == 1 ? 0 : 1;
}

static int
form_pl(uint64_t n)
{
	int last = (int)(n % 10), teen = n % 100 >= 12 && n % 100 <= 14;

	if (n == 1)
		return 0;
	return last >= 2 && last <= 4 && !teen ? 1 : 2;
}

static const struct currency_sign signs_en[] = {
	{ "EUR", "€" }, { "GBP", "£" }, { "USD", "US$" }, { "AUD", "A$" },
	{ "BRL", "R$" }, { "CAD", "CA$" }, { "CNY", "CN¥" }, { "HKD", "HK$" },
	{ "ILS", "₪" }, { "INR", "₹" }, { "JPY", "JP¥" }, { "KRW", "₩" },
	{ "MXN", "MX$" }, { "NZD", "NZ$" }, { "PHP", "₱" }, { "TWD", "NT$" },
	{ "VND", "₫" }, { NULL, NULL }
};
static const struct currency_sign signs_pl[] = {
	{ "PLN", "zł" }, { "EUR", "€" }, { "BRL", "R$" }, { NULL, NULL }
};

#define DAYS_EN	{ "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", \
	"Saturday", "Sunday" }

const struct locale locales[LOCALES] = {
	{
		.name = "en",
		.form = { "one", "other" }, .form_of = form_en,
		.group = ",", .decimal = ".", .group_from = 4,
		.signs = signs_en,
		.month = { "January", "February", "March", "April", "May",
		    "June", "July", "August", "September", "October",
		    "November", "December" },
		.day = DAYS_EN, .day_span = DAYS_EN,
		.from = "", .to = " to ",
		.and = " and ", .every_day = "every day",
		.hour = "%02d",
	},
	{
		.name = "pl",
		.form = { "one", "few", "many" }, .form_of = form_pl,
		.group = NBSP, .decimal = ",", .group_from = 5,
		.sign_behind = 1, .signs = signs_pl,
		.month = { "stycznia", "lutego", "marca", "kwietnia", "maja",
		    "czerwca", "lipca", "sierpnia", "września",
		    "października", "listopada", "grudnia" },
		.day = { "poniedziałek", "wtorek", "środa", "czwartek",
		    "piątek", "sobota", "niedziela" },
		.day_span = { "poniedziałku", "wtorku", "środy", "czwartku",
		    "piątku", "soboty", "niedzieli" },
		.from = "od ", .to = " do ",
		.and = " i ", .every_day = "codziennie",
		.hour = "%d",
	},
};

const struct locale *
locale_find(const char *language)
{
	for (int i = 0; i < LOCALES; i++)
		if (str_same(locales[i].name, language))
			return &locales[i];
	return &locales[0];
}
