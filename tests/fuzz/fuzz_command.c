/*
 * Hostile notes for the reader of commands. The first byte: 'h' HTML, 'c' a
 * note that the desk has cut, 'b' both, anything else plain text.
 */
#include "command.h"

#include "base/str.h"

#include <string.h>

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

/* Reads every byte that is handed out, for the sanitizers. */
static volatile size_t seen;

static size_t
touch_refusal(const struct command *c)
{
	size_t n = strlen(c->key);

	for (const char *const *p = c->pairs; *p != NULL; p += 2)
		n += strlen(*p) + (p[1] == NULL ? 0 : strlen(p[1]));
	return n;
}

/* What every caller may rely on. */
static void
check(const struct command *c, int last_line)
{
	if (c->line <= last_line)
		BUG("line %d after line %d", c->line, last_line);
	if ((c->kind == COMMAND_BAD) != (command_name(c->kind) == NULL))
		BUG("command without a name");
	if (c->kind == COMMAND_BAD)
		seen = touch_refusal(c);
	else if (c->text != NULL && (*c->text == '\0' ||
	    strlen(c->text) > COMMAND_LONGEST))
		BUG("text of %zu bytes", strlen(c->text));
	if (c->kind == COMMAND_WAIVE && c->text == NULL)
		BUG("waived without a reason");
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct event ev = { .kind = EVENT_NOTE };
	struct commands got;
	struct scope sc;

	if (len == 0)
		return 0;
	scope_begin(&sc, 0);
	ev.text = str_copy(&sc, (const char *)data + 1, len - 1);
	ev.is_html = data[0] == 'h' || data[0] == 'b';
	ev.is_cut = data[0] == 'c' || data[0] == 'b';
	command_read(&sc, &ev, &got);
	if (got.n > COMMAND_MOST + 1)
		BUG("%d commands", got.n);
	for (int i = 0; i < got.n; i++)
		check(&got.cmd[i], i == 0 ? 0 : got.cmd[i - 1].line);
	scope_end(&sc);
	return 0;
}
