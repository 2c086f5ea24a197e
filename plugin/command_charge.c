/*
 * /csp charge: how much, then what for.
 *
 *	30m  90 min  1h30m  1h 30m  1.5h  2 h
 *	1 incident  3 incidents
 *	125.00 PLN  125,00PLN
 *	correct 2 100.00 WHY
 */
#include "command_line.h"

#include "base/money.h"
#include "base/str.h"
#include "policy/words.h"

#include <ctype.h>
#include <string.h>

#define DIGITS	"0123456789"
enum { HOUR = 60, MOST_NUMBER = 6, MOST_AMOUNT = 20, MOST_DECIMALS = 4 };

static const char *const hours[] = { "h", "hour", "hours", NULL };
static const char *const minutes[] = { "m", "min", "minute", "minutes", NULL };
static const char *const incidents[] = { "incident", "incidents", NULL };
static const char *const correct[] = { "correct", NULL };

/* Digits alone; 0 if it is anything else. */
static int
take_whole(const char *s, int64_t *ret)
{
	size_t n = strspn(s, DIGITS);

	return n > 0 && n <= MOST_NUMBER && s[n] == '\0' && str_int(s, ret);
}

/* "1.5" or "1,5" hours are 90 minutes; 0 if those are no whole number. */
static int
take_hours(const char *s, int64_t *ret)
{
	size_t whole = strspn(s, DIGITS), part;
	int64_t n = 0, unit = 1;

	part = s[whole] == '\0' ? 0 : strspn(s + whole + 1, DIGITS);
	if (whole == 0 || whole > MOST_NUMBER || part > MOST_DECIMALS ||
	    (s[whole] != '\0' && (part == 0 || s[whole + 1 + part] != '\0')))
		return 0;
	for (size_t i = 0; i < whole; i++)
		n = n * 10 + (s[i] - '0');
	for (size_t i = 0; i < part; i++, unit *= 10)
		n = n * 10 + (s[whole + 1 + i] - '0');
	*ret = n * HOUR / unit;
	return n * HOUR % unit == 0;
}

/* "30m" behind the hours, in the same word or the next. */
static int
take_rest(struct line *l, const char *behind, int64_t *ret)
{
	const char *s = *behind != '\0' ? behind : line_peek(l);
	size_t n = s == NULL ? 0 : strspn(s, DIGITS);
	int64_t more;

	if (n == 0 || word_in(minutes, s + n) == WORD_UNKNOWN)
		return *behind == '\0';
	if (!take_whole(str_copy(l->sc, s, n), &more) || more >= HOUR)
		return 0;
	if (*behind == '\0')
		line_word(l);
	*ret += more;
	return 1;
}

/* A Polish comma is a point. */
static const char *
with_points(struct scope *sc, const char *number)
{
	char *ret = str_dup(sc, number);

	for (char *c = ret; *c != '\0'; c++)
		*c = *c == ',' ? '.' : *c;
	return ret;
}

/* As money_parse() wants it; the currency in capitals. */
static int
take_amount(struct line *l, const char *number, const char *unit)
{
	const char *amount = with_points(l->sc, number);
	char *currency = str_dup(l->sc, unit);
	int64_t minor;

	for (char *c = currency; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	if (!money_is_currency(currency) ||
	    !money_parse(amount, currency, &minor) || minor == 0)
		return 0;
	l->cmd->amount = amount;
	l->cmd->currency = currency;
	return 1;
}

/* "1h30m": what stands behind the "h"; NULL: it is no hour. */
static const char *
behind_hours(const char *unit)
{
	if (word_in(hours, unit) != WORD_UNKNOWN)
		return "";
	return (*unit == 'h' || *unit == 'H') && strchr(DIGITS, unit[1]) !=
	    NULL ? unit + 1 : NULL;
}

static int
take_quantity(struct line *l, const char *number, const char *unit)
{
	const char *behind = behind_hours(unit);
	struct command *c = l->cmd;
	int is_good;

	c->charge = CHARGE_MINUTES;
	if (behind != NULL) {
		is_good = take_hours(number, &c->number) &&
		    take_rest(l, behind, &c->number);
	} else if (word_in(minutes, unit) != WORD_UNKNOWN) {
		is_good = take_whole(number, &c->number);
	} else if (word_in(incidents, unit) != WORD_UNKNOWN) {
		c->charge = CHARGE_INCIDENTS;
		is_good = take_whole(number, &c->number);
	} else {
		c->charge = CHARGE_AMOUNT;
		return take_amount(l, number, unit);
	}
	return is_good && c->number > 0;
}

static void
read_reason(struct line *l)
{
	if (l->cmd->kind == COMMAND_BAD)
		return;
	l->cmd->text = line_rest(l);
	if (l->cmd->text == NULL)
		line_refuse(l, "command.usage", NULL);
}

/* Its number, then what it is to be; the currency is the charge's. */
static void
read_correction(struct line *l)
{
	const char *word = line_word(l);

	l->cmd->charge = CHARGE_CORRECTION;
	if (word == NULL || !take_whole(word + (*word == '#'),
	    &l->cmd->number) || l->cmd->number == 0 ||
	    (word = line_word(l)) == NULL) {
		line_refuse(l, "command.usage", NULL);
		return;
	}
	if (strspn(word, DIGITS ".,") != strlen(word) ||
	    strlen(word) > MOST_AMOUNT) {
		line_refuse(l, "command.charge", word);
		return;
	}
	l->cmd->amount = with_points(l->sc, word);
	read_reason(l);
}

void
line_charge(struct line *l)
{
	const char *word = line_word(l), *unit;
	size_t n = word == NULL ? 0 : strspn(word, DIGITS ".,");

	if (word == NULL) {
		line_refuse(l, "command.usage", NULL);
		return;
	}
	if (word_in(correct, word) != WORD_UNKNOWN) {
		read_correction(l);
		return;
	}
	unit = word[n] != '\0' ? word + n : line_word(l);
	if (n == 0 || n > MOST_AMOUNT || unit == NULL || !take_quantity(l,
	    str_copy(l->sc, word, n), unit))
		line_refuse(l, "command.charge", unit == NULL || word[n] !=
		    '\0' ? word : str_fmt(l->sc, "%s %s", word, unit));
	read_reason(l);
}
