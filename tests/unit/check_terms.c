/*
 * The support terms: each row changes one thing about good terms and says
 * which sentence must come; what a customer's offer is; money.
 */
#include "tmp.h"

#include "base/clock.h"
#include "base/money.h"
#include "billing/offer.h"
#include "billing/terms_read.h"

#define HOURS	"hours = { zone = \"Europe/Warsaw\"; spans = ( { days = " \
		"\"mon-fri\"; from = \"08:00\"; to = \"17:00\"; } ); };"
#define CONTACT	"contact = ( { way = \"email\"; value = \"a@b.example\"; } );"
#define PRICE	"price = { kind = \"free\"; };"
#define TYPES	"types = ( \"break-fix\" );"
#define TITLE	"title = { en = \"A\"; pl = \"B\"; };"
#define NAME	"name = \"basic\";"
#define GOOD	NAME TITLE TYPES HOURS CONTACT PRICE
#define OTHER	"name = \"other\";" TITLE TYPES HOURS CONTACT PRICE

static enum err
read_text(const char *text, const struct terms **ret)
{
	return terms_read(&sc, tmp_write(tmp_dir(), "terms.conf", text), ret);
}

static const struct {
	const char	*name, *offers;
	const char	*why;		/* "": it is good */
} files[] = {
	{ "good", "{" GOOD "}", "" },
	{ "nothing", "", "needs offers" },
	{ "an empty offer", "{" NAME "}",
	  "terms.conf:1: offers[0]: lacks types, hours, contact, price" },
	{ "no types", "{" NAME TITLE HOURS CONTACT PRICE "}", "lacks types;" },
	{ "no hours", "{" NAME TITLE TYPES CONTACT PRICE "}", "lacks hours;" },
	{ "no contact", "{" NAME TITLE TYPES HOURS PRICE "}",
	  "lacks contact;" },
	{ "no price", "{" NAME TITLE TYPES HOURS CONTACT "}", "lacks price;" },
	{ "types that are empty", "{" NAME TITLE "types = ( );" HOURS CONTACT
	  PRICE "}", "lacks types;" },
	{ "no name", "{" TITLE TYPES HOURS CONTACT PRICE "}",
	  "needs name = " },
	{ "no Polish title", "{" NAME "title = { en = \"A\"; };" TYPES HOURS
	  CONTACT PRICE "}", "needs pl = " },
	{ "a title in German", "{" NAME "title = { en = \"A\"; pl = \"B\"; "
	  "de = \"C\"; };" TYPES HOURS CONTACT PRICE "}", "de" },
	{ "an unknown member", "{" GOOD "sla = 4; }", "sla" },
	{ "an unknown type", "{" NAME TITLE "types = ( \"magic\" );" HOURS
	  CONTACT PRICE "}", "\"magic\" is no type of support" },
	{ "no such zone", "{" NAME TITLE TYPES "hours = { zone = "
	  "\"Europe/Krakow\"; always = true; };" CONTACT PRICE "}",
	  "is no time zone" },
	{ "a zone outside its folder", "{" NAME TITLE TYPES "hours = { zone = "
	  "\"../../../etc/passwd\"; always = true; };" CONTACT PRICE "}",
	  "is no time zone" },
	{ "always and spans", "{" NAME TITLE TYPES "hours = { zone = \"UTC\"; "
	  "always = true; spans = ( { days = \"sat\"; from = \"08:00\"; to = "
	  "\"09:00\"; } ); };" CONTACT PRICE "}", "needs either always" },
	{ "neither", "{" NAME TITLE TYPES "hours = { zone = \"UTC\"; };"
	  CONTACT PRICE "}", "needs either always" },
	{ "days backwards", "{" NAME TITLE TYPES "hours = { zone = \"UTC\"; "
	  "spans = ( { days = \"fri-mon\"; from = \"08:00\"; to = \"09:00\"; "
	  "} ); };" CONTACT PRICE "}", "must be like \"mon-fri\"" },
	{ "half past", "{" NAME TITLE TYPES "hours = { zone = \"UTC\"; spans = "
	  "( { days = \"sat\"; from = \"8:30\"; to = \"09:00\"; } ); };"
	  CONTACT PRICE "}", "must be a time like \"08:00\"" },
	{ "over midnight", "{" NAME TITLE TYPES "hours = { zone = \"UTC\"; "
	  "spans = ( { days = \"sat\"; from = \"22:00\"; to = \"06:00\"; } "
	  "); };" CONTACT PRICE "}", "ends before it begins" },
	{ "until midnight", "{" NAME TITLE TYPES "hours = { zone = \"UTC\"; "
	  "spans = ( { days = \"sat\"; from = \"22:00\"; to = \"24:00\"; } "
	  "); };" CONTACT PRICE "}", "" },
	{ "a pigeon", "{" NAME TITLE TYPES HOURS "contact = ( { way = "
	  "\"pigeon\"; value = \"x\"; } );" PRICE "}",
	  "is none of email phone web" },
	{ "no address", "{" NAME TITLE TYPES HOURS "contact = ( { way = "
	  "\"email\"; value = \"us\"; } );" PRICE "}",
	  "is no email that people can use" },
	{ "a page without https", "{" NAME TITLE TYPES HOURS "contact = ( { "
	  "way = \"web\"; value = \"http://x\"; } );" PRICE "}",
	  "is no web that people can use" },
	{ "a script", "{" NAME TITLE TYPES HOURS "contact = ( { way = "
	  "\"web\"; value = \"javascript:alert(1)\"; } );" PRICE "}",
	  "is no web" },
	{ "letters for a phone", "{" NAME TITLE TYPES HOURS "contact = ( { "
	  "way = \"phone\"; value = \"call us\"; } );" PRICE "}",
	  "is no phone" },
	{ "a price without an amount", "{" NAME TITLE TYPES HOURS CONTACT
	  "price = { kind = \"per-hour\"; currency = \"PLN\"; }; }",
	  "needs amount" },
	{ "without a currency", "{" NAME TITLE TYPES HOURS CONTACT
	  "price = { kind = \"per-hour\"; amount = \"1.00\"; }; }",
	  "needs currency" },
	{ "small letters", "{" NAME TITLE TYPES HOURS CONTACT "price = { kind "
	  "= \"per-hour\"; amount = \"1.00\"; currency = \"pln\"; }; }",
	  "must be a currency of ISO 4217" },
	{ "half a grosz", "{" NAME TITLE TYPES HOURS CONTACT "price = { kind "
	  "= \"per-hour\"; amount = \"1.005\"; currency = \"PLN\"; }; }",
	  "must be an amount of PLN like \"120.00\"" },
	{ "half a yen", "{" NAME TITLE TYPES HOURS CONTACT "price = { kind = "
	  "\"per-hour\"; amount = \"1.5\"; currency = \"JPY\"; }; }",
	  "like \"120\"" },
	{ "nothing an hour", "{" NAME TITLE TYPES HOURS CONTACT "price = { "
	  "kind = \"per-hour\"; amount = \"0.00\"; currency = \"PLN\"; }; }",
	  "above nothing" },
	{ "by quarters of an hour", "{" NAME TITLE TYPES HOURS CONTACT "price "
	  "= { kind = \"per-hour\"; amount = \"1.00\"; currency = \"PLN\"; "
	  "step_minutes = 15; }; }", "" },
	{ "by no minutes", "{" NAME TITLE TYPES HOURS CONTACT "price = { kind "
	  "= \"per-hour\"; amount = \"1.00\"; currency = \"PLN\"; "
	  "step_minutes = 0; }; }", "must be a number of minutes from 1" },
	{ "incidents by minutes", "{" NAME TITLE TYPES HOURS CONTACT "price = "
	  "{ kind = \"per-incident\"; amount = \"1.00\"; currency = "
	  "\"PLN\"; step_minutes = 15; }; }", "only a price per hour" },
	{ "free and not", "{" NAME TITLE TYPES HOURS CONTACT "price = { kind "
	  "= \"free\"; amount = \"1.00\"; currency = \"PLN\"; }; }",
	  "is free and still names an amount" },
	{ "resold from nobody", "{" GOOD "performer = { kind = \"resold\"; }; "
	  "}", "needs name = " },
	{ "own by another", "{" GOOD "performer = { kind = \"own\"; name = "
	  "\"X\"; }; }", "is own and still names somebody" },
	{ "a long language", "{" GOOD "languages = ( \"pol\" ); }",
	  "must be two small letters" },
	{ "no such day", "{" GOOD "from = \"2026-02-30\"; }",
	  "must be a date like" },
	{ "ends first", "{" GOOD "from = \"2026-03-01\"; to = "
	  "\"2026-02-01\"; }", "is before from" },
	{ "public and a customer's", "{" GOOD "customers = ( \"X\" ); public "
	  "= true; }", "is never shown to others" },
	{ "twice for everybody", "{" GOOD "}, {" OTHER "}",
	  "this offer and offer 1 are for everybody on the same day" },
	{ "one after the other", "{" GOOD "to = \"2026-06-30\"; }, {" OTHER
	  "from = \"2026-07-01\"; }", "" },
	{ "a day together", "{" GOOD "to = \"2026-07-01\"; }, {" OTHER
	  "from = \"2026-07-01\"; }", "on the same day" },
	{ "the same name", "{" GOOD "}, {" GOOD "groups = ( \"g\" ); }",
	  "have the same name" },
	{ "one customer, two offers", "{" GOOD "customers = ( \"X\" ); }, {"
	  OTHER "customers = ( \"Y\", \"X\" ); }", "the same customer" },
	{ "one group, two offers", "{" GOOD "groups = ( \"g\" ); }, {" OTHER
	  "groups = ( \"g\" ); }", "the same group" },
};

START_TEST(file)
{
	const struct terms *t, *again;
	const char *text = str_fmt(&sc, "offers = ( %s );", files[_i].offers);
	enum err e = read_text(text, &t);

	ck_assert_msg(e == (*files[_i].why == '\0' ? E_OK : E_SHAPE) &&
	    (e == E_OK || strstr(sc.why, files[_i].why) != NULL),
	    "%s: got \"%s\", want \"%s\"", files[_i].name, sc.why,
	    files[_i].why);
	if (e != E_OK)
		return;
	/* The document that is kept says the same, byte for byte. */
	text = terms_canonical(&sc, t);
	ck_assert_int_eq(terms_parse(&sc, text, strlen(text), &again), E_OK);
	same_text(files[_i].name, terms_canonical(&sc, again), text);
}
END_TEST

START_TEST(sample)
{
	const struct terms *t;

	ck_assert_int_eq(terms_read(&sc, "conf/terms.conf", &t), E_OK);
	ck_assert_int_eq(t->n, 2);
}
END_TEST

static const char some_offers[] = "offers = ( {" GOOD "},"
    "{ name = \"gold\";" TITLE TYPES HOURS CONTACT PRICE
    "groups = ( \"gold\" ); },"
    "{ name = \"contoso\";" TITLE TYPES HOURS CONTACT PRICE
    "customers = ( \"Contoso\" ); to = \"2026-06-30\"; },"
    "{ name = \"night\";" TITLE TYPES HOURS CONTACT PRICE
    "groups = ( \"nobody\" ); } );";

static const struct {
	const char		*name;
	struct offer_customer	 who;
	const char		*day, *want;
} choices[] = {
	{ "a stranger has what everybody has", { 0 }, "2026-01-01", "basic" },
	{ "so has a customer without more", { "Fabrikam", NULL, NULL },
	  "2026-01-01", "basic" },
	{ "a group's offer", { "Fabrikam", NULL, "gold" }, "2026-01-01",
	  "gold" },
	{ "his own offer goes before his group's", { "Contoso", NULL,
	  "gold" }, "2026-01-01", "contoso" },
	{ "as long as it is in force", { "Contoso", NULL, "gold" },
	  "2026-06-30", "contoso" },
	{ "and no day longer", { "Contoso", NULL, "gold" }, "2026-07-01",
	  "gold" },
	{ "what his row names goes before all", { "Contoso", "night", "gold" },
	  "2026-01-01", "night" },
	{ "a row may name what is not there", { "Contoso", "lost", NULL },
	  "2026-01-01", "contoso" },
	{ "an unknown group is none", { "Fabrikam", NULL, "silver" },
	  "2026-01-01", "basic" },
};

START_TEST(choice)
{
	const struct terms *t;
	const struct terms_offer *o;

	ck_assert_int_eq(read_text(some_offers, &t), E_OK);
	o = offer_of(t, &choices[_i].who, choices[_i].day);
	same_text(choices[_i].name, o == NULL ? NULL : o->name,
	    choices[_i].want);
}
END_TEST

static const struct {
	const char	*name, *amount, *currency;
	int64_t		 want;		/* -1: it is none */
} amounts[] = {
	{ "whole", "120", "PLN", 12000 }, { "two digits", "120.05", "PLN",
	  12005 }, { "one digit", "120.5", "PLN", 12050 },
	{ "a third digit", "120.055", "PLN", -1 },
	{ "three of three", "1.005", "KWD", 1005 },
	{ "no digits for yen", "1.0", "JPY", -1 }, { "yen", "500", "JPY", 500 },
	{ "nothing", "", "PLN", -1 }, { "a point", ".", "PLN", -1 },
	{ "nothing before it", ".50", "PLN", -1 },
	{ "nothing behind it", "5.", "PLN", -1 },
	{ "a comma", "5,00", "PLN", -1 }, { "a sign", "-5", "PLN", -1 },
	{ "a blank", " 5", "PLN", -1 }, { "zero", "0", "PLN", 0 },
	{ "the most", "9999999999999.99", "PLN", 999999999999999 },
	{ "more", "10000000000000.00", "PLN", -1 },
};

START_TEST(amount)
{
	int64_t got = -1;

	if (!money_parse(amounts[_i].amount, amounts[_i].currency, &got))
		got = -1;
	ck_assert_msg(got == amounts[_i].want, "%s: %lld", amounts[_i].name,
	    (long long)got);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("terms");

	tcase_add_loop_test(t, file, 0, LEN(files));
	tcase_add_test(t, sample);
	tcase_add_loop_test(t, choice, 0, LEN(choices));
	tcase_add_loop_test(t, amount, 0, LEN(amounts));
	return run_case("terms", t);
}
