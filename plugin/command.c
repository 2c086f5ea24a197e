/*
 * Finds the lines and reads them by the table of commands: each row knows its
 * name, how it is written and who reads what stands behind the name.
 */
#include "command_line.h"

#include "note_text.h"

#include "base/str.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

#define MARK	"/csp"
enum { MOST_REFERENCE = 64, MOST_TIER = 9, MOST_ID = 18,
    MOST_TICKET = 64 };

static const char *const fields[] = {
	"customer", "version", "publisher", "environment", "on-call",
	"subscription", "service", "impact", "began", "step", NULL
};
static const char *const *const field_words[FIELD__MAX] = {
	[FIELD_VERSION] = words_version,
	[FIELD_PUBLISHER] = words_publisher,
	[FIELD_ENVIRONMENT] = words_environment,
	[FIELD_ON_CALL] = words_flag,
};
_Static_assert(LEN(fields) == FIELD__MAX + 1, "every field has a name");

/* Nothing may be left. */
static void
read_end(struct line *l)
{
	const char *word = line_word(l);

	if (word != NULL && l->cmd->kind != COMMAND_BAD)
		line_refuse(l, "command.extra", word);
}

static void
read_text(struct line *l)
{
	l->cmd->text = line_rest(l);
}

/* The next word, or NULL and the answer that one is missing. */
static const char *
need_word(struct line *l)
{
	const char *word = line_word(l);

	if (word == NULL)
		line_refuse(l, "command.usage", NULL);
	return word;
}

static void
read_triage(struct line *l)
{
	int *const into[] = { &l->cmd->class, &l->cmd->product,
	    &l->cmd->severity, &l->cmd->topic };
	const char *word = need_word(l);
	int list, index;

	l->lists = (struct word_lists){ { words_class, words_product,
	    words_severity, words_topic } };
	for (; word != NULL; word = line_word(l)) {
		index = line_find(l, word, &list);
		if (index == WORD_UNKNOWN) {
			line_unknown(l, "command.word", word);
			return;
		}
		if (*into[list] != WORD_UNKNOWN) {
			line_refuse(l, "command.twice", word);
			return;
		}
		*into[list] = index;
	}
}

/* "P3" or "p3:"; what is left begins behind it and its colon. */
static int
take_check(struct line *l, int *ret)
{
	const char *word = need_word(l);
	size_t n = word == NULL ? 0 : strcspn(word, ":");

	if (word == NULL)
		return 0;
	l->lists = (struct word_lists){ { words_check } };
	*ret = word_in(words_check, str_copy(l->sc, word, n));
	if (*ret == WORD_UNKNOWN) {
		line_unknown(l, "command.word", str_copy(l->sc, word, n));
		return 0;
	}
	if (word[n] == ':')
		l->at -= strlen(word) - n - 1;
	else if (line_peek(l) != NULL && line_peek(l)[0] == ':')
		l->at += line_blanks(l->at) + 1;
	return 1;
}

static void
read_check(struct line *l)
{
	const char *next;
	int check;

	if (!take_check(l, &check))
		return;
	next = line_peek(l);
	if (next != NULL && word_in(words_check, str_copy(l->sc, next,
	    strcspn(next, ",:"))) != WORD_UNKNOWN) {
		line_refuse(l, "command.one-check", next);
		return;
	}
	l->cmd->check = check;
	l->cmd->text = line_rest(l);
	if (l->cmd->kind == COMMAND_WAIVE && l->cmd->text == NULL)
		line_refuse(l, "command.reason", words_check[check]);
}

static int
is_guid(const char *s)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	int i;

	for (i = 0; form[i] != '\0' && s[i] != '\0'; i++)
		if (form[i] == '-' ? s[i] != '-' :
		    strchr("0123456789abcdef", s[i]) == NULL)
			return 0;
	return form[i] == '\0' && s[i] == '\0';
}

static void
read_subscription(struct line *l)
{
	const char *word = need_word(l);

	if (word == NULL)
		return;
	l->cmd->text = str_lower(l->sc, word);
	if (!is_guid(l->cmd->text))
		line_refuse(l, "command.subscription", word);
	read_end(l);
}

static void
read_set(struct line *l)
{
	const char *word = need_word(l);
	int field;

	if (word == NULL)
		return;
	l->lists = (struct word_lists){ { fields } };
	if ((field = word_in(fields, word)) == WORD_UNKNOWN) {
		line_unknown(l, "command.word", word);
		return;
	}
	l->cmd->field = (enum command_field)field;
	if (field == FIELD_SUBSCRIPTION) {
		read_subscription(l);
		return;
	}
	if (field_words[field] == NULL) {
		l->cmd->text = line_rest(l);
		if (l->cmd->text == NULL)
			line_refuse(l, "command.usage", NULL);
		return;
	}
	if ((word = need_word(l)) == NULL)
		return;
	l->lists = (struct word_lists){ { field_words[field] } };
	l->cmd->value = word_in(field_words[field], word);
	if (l->cmd->value == WORD_UNKNOWN)
		line_unknown(l, "command.word", word);
	read_end(l);
}

static int
is_digits(const char *s, size_t min, size_t max)
{
	size_t n = strspn(s, "0123456789");

	return s[n] == '\0' && n >= min && n <= max;
}

static void
read_tier(struct line *l)
{
	const char *word = need_word(l);

	if (word == NULL)
		return;
	if (!is_digits(word, 1, MOST_ID) ||
	    !str_int(word, &l->cmd->number) || l->cmd->number < 1 ||
	    l->cmd->number > MOST_TIER)
		line_refuse(l, "command.tier", word);
	read_end(l);
}

static const char *const via[] = { "via", NULL };

static void
read_via(struct line *l)
{
	const char *word = need_word(l);

	if (word == NULL)
		return;
	l->lists = (struct word_lists){ { words_vehicle } };
	if (l->cmd->vehicle != WORD_UNKNOWN) {
		line_refuse(l, "command.twice", word);
		return;
	}
	l->cmd->vehicle = word_in(words_vehicle, word);
	if (l->cmd->vehicle == WORD_UNKNOWN)
		line_unknown(l, "command.word", word);
}

static void
read_escalate(struct line *l)
{
	static const char *const anyway[] = { "anyway", NULL };
	const char *word;
	int severity;

	while (l->cmd->kind != COMMAND_BAD && (word = line_word(l)) != NULL) {
		l->lists = (struct word_lists){ { words_severity, via,
		    anyway } };
		severity = word_in(words_severity, word);
		if (word_in(via, word) != WORD_UNKNOWN)
			read_via(l);
		else if (word_in(anyway, word) != WORD_UNKNOWN)
			l->cmd->anyway = 1;
		else if (severity == WORD_UNKNOWN)
			line_unknown(l, "command.word", word);
		else if (l->cmd->severity != WORD_UNKNOWN)
			line_refuse(l, "command.twice", word);
		else
			l->cmd->severity = severity;
	}
}

/* As Microsoft and other desks number their cases: "618040512345678", "T-17" */
static int
is_reference(const char *s)
{
	size_t n = strlen(s);

	return n <= MOST_REFERENCE && n == strspn(s, "0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._#/-") &&
	    strpbrk(s, "0123456789") != NULL;
}

static void
read_case(struct line *l)
{
	l->cmd->text = need_word(l);
	if (l->cmd->text != NULL && !is_reference(l->cmd->text))
		line_refuse(l, "command.case-number", l->cmd->text);
	read_end(l);
}

static void
read_duplicate(struct line *l)
{
	static const char *const of[] = { "of", NULL };
	const char *word = line_word(l);

	if (word == NULL)
		return;
	if (word_in(of, word) == 0 && (word = need_word(l)) == NULL)
		return;
	word += *word == '#';
	if (*word == '\0' || strlen(word) > MOST_TICKET)
		line_refuse(l, "command.usage", NULL);
	l->cmd->text = word;
	read_end(l);
}

static void
read_reason(struct line *l)
{
	l->cmd->text = line_rest(l);
	if (l->cmd->text == NULL)
		line_refuse(l, "command.usage", NULL);
}

#define USE(rest)	MARK " " rest

static const struct verb {
	const char	*name;
	void		(*read)(struct line *);
	const char	*usage;
} verbs[COMMAND__MAX] = {
	[COMMAND_TRIAGE] = { "triage", read_triage,
	    USE("triage technical azure B break-fix") },
	[COMMAND_CHECK] = { "check", read_check, USE("check P1: TEXT") },
	[COMMAND_WAIVE] = { "waive", read_check, USE("waive P1 REASON") },
	[COMMAND_SET] = { "set", read_set,
	    USE("set customer|version|publisher|environment|on-call|"
	    "subscription|service|impact|began|step VALUE") },
	[COMMAND_TIER] = { "tier", read_tier, USE("tier N") },
	[COMMAND_ESCALATE] = { "escalate", read_escalate,
	    USE("escalate A|B|C via VEHICLE") },
	[COMMAND_CASE] = { "case", read_case, USE("case NUMBER") },
	[COMMAND_RELEASE] = { "release", read_reason, USE("release REASON") },
	[COMMAND_MICROSOFT] = { "microsoft", read_reason,
	    USE("microsoft TEXT") },
	[COMMAND_ATTACH] = { "attach", read_reason,
	    USE("attach NAME \"OTHER NAME\"") },
	[COMMAND_WHY] = { "why", read_end, USE("why") },
	[COMMAND_PACKET] = { "packet", read_end, USE("packet") },
	[COMMAND_HAND_OVER] = { "hand-over", read_text,
	    USE("hand-over PROVIDER") },
	[COMMAND_TAKE_BACK] = { "take-back", read_end, USE("take-back") },
	[COMMAND_PROVIDER] = { "provider", read_reason,
	    USE("provider TEXT") },
	[COMMAND_RESELLER] = { "reseller", read_reason,
	    USE("reseller TEXT") },
	[COMMAND_ACCEPT] = { "accept", read_end, USE("accept") },
	[COMMAND_DECLINE] = { "decline", read_reason, USE("decline REASON") },
	[COMMAND_RESOLVE] = { "resolve", read_end, USE("resolve") },
	[COMMAND_DUPLICATE] = { "duplicate", read_duplicate,
	    USE("duplicate of TICKET") },
	[COMMAND_BUG] = { "bug", read_end, USE("bug") },
	[COMMAND_SUSPEND] = { "suspend", read_reason,
	    USE("suspend SUBSCRIPTION") },
	[COMMAND_APPROVE] = { "approve", line_request,
	    USE("approve REQUEST") },
	[COMMAND_RESTORE] = { "restore", read_reason,
	    USE("restore SUBSCRIPTION") },
	[COMMAND_DONE] = { "done", line_request, USE("done REQUEST") },
	[COMMAND_REFUSED] = { "refused", line_request,
	    USE("refused REQUEST REASON") },
	[COMMAND_TERMS] = { "terms", read_end, USE("terms") },
	[COMMAND_CHARGE] = { "charge", line_charge,
	    USE("charge 30m|1h30m|1 incident|125.00 PLN TEXT, or "
	    MARK " charge correct NUMBER AMOUNT REASON") },
	[COMMAND_DISPUTE] = { "dispute", line_dispute, USE("dispute REASON") },
	[COMMAND_HOLD] = { "hold", line_hold, USE("hold 2026-12-31 REASON") },
	[COMMAND_HELP] = { "help", read_end, USE("help") },
};

const char *
command_name(enum command_kind kind)
{
	return verbs[kind].name;
}

/* Behind the mark. */
static void
read_line(struct line *l)
{
	const char *word = line_word(l);
	const char *names[COMMAND__MAX] = { NULL };
	int found;

	/* A mark alone asks what there is. */
	if (word == NULL)
		word = "help";
	for (int i = 1; i < COMMAND__MAX; i++)
		names[i - 1] = verbs[i].name;
	l->lists = (struct word_lists){ { names } };
	if ((found = word_in(names, word)) == WORD_UNKNOWN) {
		line_unknown(l, "command.unknown", word);
		return;
	}
	l->lists = (struct word_lists){ { NULL } };
	l->cmd->kind = (enum command_kind)(found + 1);
	l->name = verbs[found + 1].name;
	l->usage = verbs[found + 1].usage;
	verbs[found + 1].read(l);
}

static int
is_marked(const char *s, size_t len)
{
	size_t n = sizeof(MARK) - 1;

	return len >= n && strncasecmp(s, MARK, n) == 0 &&
	    (len == n || line_blanks(s + n) > 0);
}

/* A marked line of `len` bytes; `is_cut`: the desk kept only its start. */
static void
add(struct scope *sc, struct commands *list, const char *s, size_t len,
    int is_cut)
{
	struct command *c = &list->cmd[list->n++];
	struct line l = { .sc = sc, .at = "", .usage = USE("help"), .cmd = c };

	c->class = c->product = c->severity = c->topic = WORD_UNKNOWN;
	c->vehicle = c->check = c->value = WORD_UNKNOWN;
	if (list->n > COMMAND_MOST)
		line_refuse(&l, "command.too-many", NULL);
	else if (len > COMMAND_LONGEST)
		line_refuse(&l, "command.too-long", NULL);
	else if (is_cut)
		line_refuse(&l, "command.cut", NULL);
	else {
		l.at = str_copy(sc, s + sizeof(MARK) - 1,
		    len - (sizeof(MARK) - 1));
		read_line(&l);
	}
}

void
command_read(struct scope *sc, const struct event *note, struct commands *ret)
{
	const char *s = note->text == NULL ? "" : note->text;

	if (note->is_html)
		s = note_text(sc, s);
	ret->cmd = scope_alloc(sc, sizeof(*ret->cmd) * (COMMAND_MOST + 1));
	ret->n = 0;
	for (int line = 1; *s != '\0' && ret->n <= COMMAND_MOST; line++) {
		size_t len = strcspn(s, "\n");

		if (is_marked(s, len)) {
			add(sc, ret, s, len, note->is_cut && s[len] == '\0');
			ret->cmd[ret->n - 1].line = line;
		}
		s += len + (s[len] == '\n');
	}
}

static enum command_source
source_of_agent(const struct event *ev)
{
	if (ev->kind != EVENT_NOTE)
		return SOURCE_PUBLIC;
	if (ev->via == VIA_MAIL || ev->automatic != NULL)
		return SOURCE_MAIL;
	if (ev->via == VIA_UNKNOWN)
		return SOURCE_UNTOLD;
	return ev->author.id == NULL ? SOURCE_UNKNOWN : SOURCE_AGENT;
}

enum command_source
command_source(const struct event *ev)
{
	if (ev->kind != EVENT_CREATED && ev->kind != EVENT_MESSAGE &&
	    ev->kind != EVENT_NOTE)
		return SOURCE_NOTHING;
	switch (ev->by) {
	case AUTHOR_SELF:
		return SOURCE_NOTHING;
	case AUTHOR_CUSTOMER:
		return SOURCE_CUSTOMER;
	case AUTHOR_SYSTEM:
		return SOURCE_SYSTEM;
	case AUTHOR_AGENT:
		return source_of_agent(ev);
	case AUTHOR_UNKNOWN:
		break;
	}
	return SOURCE_UNKNOWN;
}

const char *
source_key(enum command_source source)
{
	static const char *const keys[] = {
		[SOURCE_AGENT] = NULL,
		[SOURCE_NOTHING] = NULL,
		[SOURCE_CUSTOMER] = "who.customer",
		[SOURCE_SYSTEM] = "who.system",
		[SOURCE_UNKNOWN] = "who.unknown",
		[SOURCE_PUBLIC] = "who.public",
		[SOURCE_MAIL] = "who.mail",
		[SOURCE_UNTOLD] = "who.untold",
	};
	_Static_assert(LEN(keys) == SOURCE__MAX, "every source");

	return keys[source];
}
