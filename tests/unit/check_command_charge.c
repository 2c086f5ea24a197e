/* /csp charge: how much it reads, and what it refuses. */
#include "command.h"
#include "same.h"

#include "base/money.h"

/* "minutes #30 [what for]", or "! key word=..." */
static const char *
read_charge(const char *text)
{
	struct event ev = { .text = text };
	const struct command *c;
	struct commands got;
	struct buf b;

	command_read(&sc, &ev, &got);
	ck_assert_int_eq(got.n, 1);
	c = &got.cmd[0];
	buf_init(&b, &sc, 4096);
	if (c->kind == COMMAND_BAD) {
		buf_fmt(&b, "! %s", c->key);
		for (const char *const *p = c->pairs; *p != NULL; p += 2)
			if (str_same(p[0], "word") && p[1] != NULL)
				buf_fmt(&b, " word=%s", p[1]);
		return b.at;
	}
	ck_assert_int_eq(c->kind, COMMAND_CHARGE);
	buf_puts(&b, charge_kinds[c->charge]);
	if (c->amount != NULL)
		buf_fmt(&b, " %s %s", c->amount, c->currency == NULL ? "-" :
		    c->currency);
	if (c->number != 0)
		buf_fmt(&b, " #%lld", (long long)c->number);
	buf_fmt(&b, " [%s]", c->text);
	return b.at;
}

static const struct {
	const char	*name, *text, *want;
} lines[] = {
	{ "minutes", "/csp charge 30m a printer", "minutes #30 [a printer]" },
	{ "minutes apart", "/csp charge 90 min x", "minutes #90 [x]" },
	{ "hours and minutes", "/csp charge 1h30m x", "minutes #90 [x]" },
	{ "hours, then minutes", "/csp charge 1h 30m x", "minutes #90 [x]" },
	{ "hours, then text", "/csp charge 2 h 30 printers",
	    "minutes #120 [30 printers]" },
	{ "a decimal point", "/csp charge 1.5h x", "minutes #90 [x]" },
	{ "a decimal comma", "/csp charge 0,25 h x", "minutes #15 [x]" },
	{ "in capitals", "/csp CHARGE 1H30M x", "minutes #90 [x]" },
	{ "a third of a minute", "/csp charge 1.33h x",
	    "! command.charge word=1.33h" },
	{ "too many minutes for hours", "/csp charge 1h60m x",
	    "! command.charge word=1h60m" },
	{ "seconds", "/csp charge 1h30s x", "! command.charge word=1h30s" },
	{ "half a minute", "/csp charge 1.5m x", "! command.charge word=1.5m" },
	{ "no time", "/csp charge 0m x", "! command.charge word=0m" },
	{ "no hours", "/csp charge 0.0h x", "! command.charge word=0.0h" },
	{ "far too long", "/csp charge 1234567m x",
	    "! command.charge word=1234567m" },
	{ "less than nothing", "/csp charge -30m x",
	    "! command.charge word=-30m" },
	{ "an incident", "/csp charge 1 incident a fire",
	    "incidents #1 [a fire]" },
	{ "incidents", "/csp charge 3 incidents x", "incidents #3 [x]" },
	{ "half an incident", "/csp charge 0.5 incident x",
	    "! command.charge word=0.5 incident" },
	{ "an amount", "/csp charge 125.00 PLN agreed",
	    "amount 125.00 PLN [agreed]" },
	{ "as a Pole writes it", "/csp charge 125,5 pln x",
	    "amount 125.5 PLN [x]" },
	{ "without a blank", "/csp charge 500JPY x", "amount 500 JPY [x]" },
	{ "half a grosz", "/csp charge 1.005 PLN x",
	    "! command.charge word=1.005 PLN" },
	{ "a thousand", "/csp charge 1,000.00 PLN x",
	    "! command.charge word=1,000.00 PLN" },
	{ "nothing in zloty", "/csp charge 0.00 PLN x",
	    "! command.charge word=0.00 PLN" },
	{ "no currency", "/csp charge 125 zlotych x",
	    "! command.charge word=125 zlotych" },
	{ "a number alone", "/csp charge 125", "! command.charge word=125" },
	{ "charge nothing", "/csp charge", "! command.usage" },
	{ "charge for nothing", "/csp charge 30m", "! command.usage" },
	{ "charge words", "/csp charge a lot", "! command.charge word=a" },
	{ "correct", "/csp charge correct #2 100,50 too much",
	    "correction 100.50 - #2 [too much]" },
	{ "correct to nothing", "/csp charge correct 2 0 a mistake",
	    "correction 0 - #2 [a mistake]" },
	{ "correct without why", "/csp charge correct 2 0", "! command.usage" },
	{ "correct without amount", "/csp charge correct 2",
	    "! command.usage" },
	{ "correct what", "/csp charge correct", "! command.usage" },
	{ "correct by less than nothing", "/csp charge correct 2 -5 x",
	    "! command.charge word=-5" },
	{ "correct no number", "/csp charge correct it 0 x",
	    "! command.usage" },
};

START_TEST(line)
{
	same_text(lines[_i].name, read_charge(lines[_i].text),
	    lines[_i].want);
}
END_TEST

/* Whatever is written: it is refused, or can be charged. */
START_TEST(any_charge)
{
	static const char *const parts[] = { "0", "1", "30", "999999", ".",
	    ",", "h", "m", "min", "incident", "PLN", "KWD", "JPY", "#", "-",
	    " ", " ", " ", "correct", "x", "\xc2\xa0", "\xc5\x82" };
	unsigned dice = 1;
	int good = 0;

	for (int i = 0; i < 20000; i++) {
		char text[200] = "/csp charge ";
		struct event ev = { .text = text };
		struct commands got;
		const struct command *c;
		int64_t minor;

		for (int k = 0; k < 2 + i % 7; k++) {
			dice = dice * 1103515245U + 12345U;
			strncat(text, parts[(dice >> 16) %
			    LEN(parts)], 12);
		}
		command_read(&sc, &ev, &got);
		ck_assert_int_eq(got.n, 1);
		c = &got.cmd[0];
		if (c->kind == COMMAND_BAD)
			continue;
		good++;
		ck_assert_msg(c->text != NULL && *c->text != '\0', "%s",
		    text);
		if (c->charge == CHARGE_AMOUNT)
			ck_assert_msg(money_parse(c->amount, c->currency,
			    &minor) && minor > 0, "%s", text);
		else
			ck_assert_msg(c->number > 0 && c->number < 60000000,
			    "%s", text);
	}
	ck_assert_int_gt(good, 100);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("command charge");

	tcase_add_loop_test(t, line, 0, LEN(lines));
	tcase_add_test(t, any_charge);
	return run_case("command charge", t);
}
