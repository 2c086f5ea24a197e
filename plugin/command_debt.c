/*
 * "/csp dispute WHY", "/csp hold 2026-12-31 WHY", and "end" of either; and the
 * number of a request to suspend.
 */
#include "command_line.h"

#include "base/str.h"
#include "policy/date.h"

#include <string.h>

static const char *const end[] = { "end", NULL };

/* Takes "end", if it stands there. */
static int
take_end(struct line *l)
{
	const char *word = line_peek(l);

	if (word == NULL || word_in(end, word) != 0)
		return 0;
	line_word(l);
	l->cmd->ends = 1;
	return 1;
}

static void
need_why(struct line *l)
{
	l->cmd->text = line_rest(l);
	if (l->cmd->text == NULL)
		line_refuse(l, "command.usage", NULL);
}

void
line_dispute(struct line *l)
{
	take_end(l);
	need_why(l);
}

/* Is it meant as a day, however it is written? */
static int
is_day(const char *word)
{
	return word[strspn(word, "0123456789-./")] == '\0' &&
	    strpbrk(word, "-./") != NULL;
}

void
line_hold(struct line *l)
{
	const char *word;

	if (take_end(l)) {
		if ((word = line_word(l)) != NULL)
			line_refuse(l, "command.extra", word);
		return;
	}
	word = line_peek(l);
	if (word != NULL && is_day(word)) {
		line_word(l);
		if (!date_parse(l->sc, word, &l->cmd->number) ||
		    l->cmd->number <= 0) {
			line_refuse(l, "command.day", word);
			return;
		}
	}
	need_why(l);
}

void
line_request(struct line *l)
{
	const char *word = line_word(l);
	struct command *c = l->cmd;

	if (word == NULL)
		line_refuse(l, "command.usage", NULL);
	else if (!str_int(word + (*word == '#'), &c->number) || c->number < 1)
		line_refuse(l, "command.request", word);
	else if (c->kind == COMMAND_REFUSED)
		need_why(l);
	else if (c->kind == COMMAND_DONE)
		c->text = line_rest(l);
	else if ((word = line_word(l)) != NULL)
		line_refuse(l, "command.extra", word);
}
