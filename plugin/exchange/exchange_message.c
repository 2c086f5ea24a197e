/*
 * Messages as JSON. What may stand in one is a table: nothing crosses, and
 * nothing is taken, that the page does not name.
 */
#include "exchange/exchange.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>

enum { DEPTH = 4, UUID = 36, WORDS = 64, LINE = EXCHANGE_LINE, TEXT = 65536 };

const char *const exchange_sides[SIDE__MAX + 1] = {
	[SIDE_RESELLER] = "reseller", [SIDE_PROVIDER] = "provider",
	[SIDE__MAX] = NULL
};

const char *const exchange_types[EXCHANGE__MAX + 1] = {
	[EXCHANGE_HELLO] = "hello", [EXCHANGE_OFFER] = "offer",
	[EXCHANGE_ACCEPT] = "accept", [EXCHANGE_DECLINE] = "decline",
	[EXCHANGE_MESSAGE] = "message", [EXCHANGE_STATE] = "state",
	[EXCHANGE_FILE] = "file", [EXCHANGE_RETURN] = "return",
	[EXCHANGE_WITHDRAW] = "withdraw", [EXCHANGE_RESOLVE] = "resolve",
	[EXCHANGE_REOPEN] = "reopen", [EXCHANGE__MAX] = NULL
};

const char *const exchange_holders[BALL__MAX + 1] = {
	[BALL_CUSTOMER] = "customer", [BALL_RESELLER] = "reseller",
	[BALL_PROVIDER] = "provider", [BALL_MICROSOFT] = "microsoft",
	[BALL_PUBLISHER] = "publisher", [BALL__MAX] = NULL
};

/* What may stand in a text that is no prose: it goes into fields and URLs. */
#define SMALL	"abcdefghijklmnopqrstuvwxyz"
#define DIGITS	"0123456789"
#define CODE	SMALL DIGITS "-"
#define NAME	CODE "ABCDEFGHIJKLMNOPQRSTUVWXYZ._#/"
#define HEX	DIGITS "abcdef-"
#define MOMENT	DIGITS "-:.TZ+ "

#define OF(type)	(1u << EXCHANGE_##type)
#define ENDS		(OF(DECLINE) | OF(RETURN) | OF(WITHDRAW))

/* The types' own members: in which they may stand, and in which they must. */
static const struct member {
	const char	*path;		/* as a JSON pointer without its / */
	enum json_kind	 kind;
	size_t		 most;		/* bytes of a text */
	unsigned	 may, must;
	const char	*only;		/* of these; NULL: prose */
} members[] = {
	{ "title", JSON_TEXT, LINE, OF(OFFER), OF(OFFER), NULL },
	{ "text", JSON_TEXT, TEXT, OF(OFFER) | OF(MESSAGE) | ENDS |
	    OF(RESOLVE) | OF(REOPEN), OF(OFFER) | OF(MESSAGE) |
	    OF(DECLINE) | OF(RETURN), NULL },
	{ "reference", JSON_TEXT, WORDS, OF(OFFER) | OF(ACCEPT), 0, NAME },
	{ "class", JSON_TEXT, WORDS, OF(OFFER), 0, CODE },
	{ "topic", JSON_TEXT, WORDS, OF(OFFER), 0, CODE },
	{ "product", JSON_TEXT, WORDS, OF(OFFER), 0, CODE },
	{ "version", JSON_TEXT, WORDS, OF(OFFER), 0, CODE },
	{ "environment", JSON_TEXT, WORDS, OF(OFFER), 0, CODE },
	{ "subscription", JSON_TEXT, WORDS, OF(OFFER), 0, HEX },
	{ "service", JSON_TEXT, LINE, OF(OFFER), 0, NULL },
	{ "impact", JSON_TEXT, TEXT, OF(OFFER), 0, NULL },
	{ "began", JSON_TEXT, WORDS, OF(OFFER), 0, NULL },
	{ "steps", JSON_TEXT, TEXT, OF(OFFER), 0, NULL },
	{ "checks", JSON_OBJECT, 0, OF(OFFER), 0, NULL },
	{ "customer", JSON_OBJECT, 0, OF(OFFER), 0, NULL },
	{ "contact", JSON_OBJECT, 0, OF(OFFER), 0, NULL },
	{ "language", JSON_TEXT, WORDS, OF(OFFER), 0, CODE },
	{ "answer_by", JSON_TEXT, WORDS, OF(OFFER), 0, MOMENT },
	{ "by", JSON_TEXT, WORDS, OF(MESSAGE), 0, CODE },
	{ "internal", JSON_FLAG, 0, OF(MESSAGE), 0, NULL },
	{ "number", JSON_TEXT, WORDS, OF(STATE), 0, NAME },
	{ "name", JSON_TEXT, LINE, OF(FILE), OF(FILE), NULL },
	{ "bytes", JSON_NUMBER, 0, OF(FILE), 0, NULL },
	{ "sha256", JSON_TEXT, WORDS, OF(FILE), 0, HEX },
	{ "url", JSON_TEXT, LINE, OF(FILE), 0, NULL },
	{ "request", JSON_OBJECT, 0, OF(OFFER) | OF(MESSAGE), 0, NULL },
	{ "answer", JSON_OBJECT, 0, OF(MESSAGE), 0, NULL },
};

/* Those of every message are read one by one. */
static const char *const common[] = { "exchange", "case", "side", "seq",
    "turn", "at", "type", "holder", "severity", NULL };

/* What stands in them: texts, or null. */
static const struct {
	const char	*of;
	const char	*names[4];	/* [0] NULL: P1 to P10 */
} inner[] = {
	{ "request", { "kind", "subscription", "step", "since" } },
	{ "answer", { "kind", "subscription", "is" } },
	{ "customer", { "tenant", "name", "domain" } },
	{ "contact", { "name", "email", "phone" } },
	{ "checks", { NULL } },
};

/* Where it is wrong, and why. */
static enum err
bad(struct scope *sc, const char **ret_at, const char *path, const char *why)
{
	*ret_at = str_fmt(sc, "/%s", path);
	return scope_fail(sc, E_DENIED, "%s %s; nothing was taken", *ret_at,
	    why);
}

int
exchange_is_uuid(const char *s)
{
	if (strlen(s) != UUID || strspn(s, "0123456789abcdef-") != UUID)
		return 0;
	for (size_t i = 0; i < UUID; i++)
		if ((s[i] == '-') != (i == 8 || i == 13 || i == 18 || i == 23))
			return 0;
	return 1;
}

static int
may_stand(size_t i, const char *name)
{
	if (inner[i].names[0] == NULL)
		return word_find(words_check, name) != WORD_UNKNOWN;
	for (int k = 0; k < 4 && inner[i].names[k] != NULL; k++)
		if (str_same(inner[i].names[k], name))
			return 1;
	return 0;
}

static enum err
check_inner(struct scope *sc, const char *path, const struct cJSON *j,
    const char **ret_at)
{
	size_t i = 0;

	while (!str_same(inner[i].of, path))
		i++;
	for (const struct cJSON *it = json_first(j); it; it = json_next(it)) {
		const char *at = str_fmt(sc, "%s/%s", path, json_name(it));

		if (!may_stand(i, json_name(it)))
			return bad(sc, ret_at, at, "is no member of the "
			    "exchange");
		if (json_kind(it) != JSON_NULL && (json_kind(it) != JSON_TEXT ||
		    strlen(json_value(it)) > LINE))
			return bad(sc, ret_at, at, "is no text of at most "
			    "1000 bytes");
	}
	return E_OK;
}

static const struct member *
find_member(const char *name, enum exchange_type type)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (str_same(members[i].path, name) &&
		    members[i].may & 1u << type)
			return &members[i];
	return NULL;
}

static enum err
check_member(struct scope *sc, const struct cJSON *it,
    enum exchange_type type, const char **ret_at)
{
	static const char *const kinds[] = { [JSON_NULL] = "null",
	    [JSON_FLAG] = "true or false", [JSON_NUMBER] = "a number",
	    [JSON_TEXT] = "a text", [JSON_LIST] = "a list",
	    [JSON_OBJECT] = "an object" };
	const char *name = json_name(it);
	const struct member *m = find_member(name, type);

	if (word_find(common, name) != WORD_UNKNOWN)
		return E_OK;
	if (m == NULL)
		return bad(sc, ret_at, name, str_fmt(sc, "is no member of a "
		    "message of type %s", exchange_types[type]));
	if (json_kind(it) == JSON_NULL)
		return E_OK;
	if (json_kind(it) != m->kind)
		return bad(sc, ret_at, name, str_fmt(sc, "is %s, not %s",
		    kinds[json_kind(it)], kinds[m->kind]));
	if (m->kind == JSON_TEXT && strlen(json_value(it)) > m->most)
		return bad(sc, ret_at, name, str_fmt(sc, "is longer than %zu "
		    "bytes", m->most));
	if (m->only != NULL && json_value(it)[strspn(json_value(it),
	    m->only)] != '\0')
		return bad(sc, ret_at, name, str_fmt(sc, "has a character "
		    "that is none of %s", m->only));
	return m->kind == JSON_OBJECT ? check_inner(sc, name, it, ret_at) :
	    E_OK;
}

/* Repeated, unknown, of another type, missing. */
static enum err
check_members(struct scope *sc, const struct exchange_message *m,
    const char **ret_at)
{
	const unsigned n = sizeof(members) / sizeof(members[0]);
	const char *at, *why;
	enum err e = E_OK;

	for (const struct cJSON *it = json_first(m->all); it && e == E_OK;
	    it = json_next(it)) {
		for (const struct cJSON *o = json_next(it); o; o = json_next(o))
			if (str_same(json_name(it), json_name(o)))
				return bad(sc, ret_at, json_name(it),
				    "stands there twice");
		e = check_member(sc, it, m->type, ret_at);
	}
	if (e == E_OK && (why = exchange_request_fault(sc, m, &at)) != NULL)
		e = bad(sc, ret_at, at, why);
	for (unsigned i = 0; e == E_OK && i < n; i++)
		if (members[i].must & 1u << m->type &&
		    json_text(m->all, members[i].path) == NULL)
			e = bad(sc, ret_at, members[i].path, "is missing");
	return e;
}

/* A word of a list; one that may be missing is WORD_UNKNOWN then. */
static enum err
take_word(struct scope *sc, const struct cJSON *j, const char *name,
    const char *const *words, int *ret, const char **ret_at)
{
	const struct cJSON *it = json_at(j, name);

	*ret = WORD_UNKNOWN;
	if (it == NULL || json_kind(it) == JSON_NULL)
		return E_OK;
	if (json_kind(it) == JSON_TEXT)
		*ret = word_find(words, json_value(it));
	return *ret != WORD_UNKNOWN ? E_OK : bad(sc, ret_at, name,
	    "is a word that this version does not have");
}

static enum err
take_common(struct scope *sc, struct exchange_message *m, const char **ret_at)
{
	enum { MOST = 1000000000 };
	const char *at = json_text(m->all, "at");
	int side, severity;
	enum err e;

	m->case_id = json_text(m->all, "case");
	m->seq = json_int(m->all, "seq", 0);
	m->turn = json_int(m->all, "turn", 0);
	if (m->case_id == NULL || !exchange_is_uuid(m->case_id))
		return bad(sc, ret_at, "case", "is no UUID in small letters");
	if (m->seq < 1 || m->seq > MOST)
		return bad(sc, ret_at, "seq", "is no number from 1");
	if (m->turn < 1 || m->turn > MOST)
		return bad(sc, ret_at, "turn", "is no number from 1");
	if (at == NULL || clock_parse(sc, at, &m->at) != E_OK)
		return bad(sc, ret_at, "at", "is no time like "
		    "2026-11-20T09:00:00Z");
	if ((e = take_word(sc, m->all, "side", exchange_sides, &side, ret_at))
	    != E_OK || (e = take_word(sc, m->all, "holder", exchange_holders,
	    &m->holder, ret_at)) != E_OK || (e = take_word(sc, m->all,
	    "severity", words_severity, &severity, ret_at)) != E_OK)
		return e;
	if (side == WORD_UNKNOWN)
		return bad(sc, ret_at, "side", "is missing");
	m->side = (enum exchange_side)side;
	m->severity = word_at(words_severity, severity);
	return E_OK;
}

enum err
exchange_parse(struct scope *sc, const char *body, size_t len,
    struct exchange_message *ret, const char **ret_at)
{
	int type;
	enum err e;

	*ret = (struct exchange_message){ .holder = WORD_UNKNOWN };
	*ret_at = NULL;
	if (len > EXCHANGE_BYTES)
		return scope_fail(sc, E_LIMIT, "a message of the exchange is "
		    "at most %d bytes long; nothing was taken",
		    EXCHANGE_BYTES);
	if ((e = json_parse(sc, body, len, DEPTH, &ret->all)) != E_OK)
		return e;
	if (!json_is_object(ret->all))
		return scope_fail(sc, E_SHAPE, "a message of the exchange is "
		    "a JSON object; nothing was taken");
	if (json_int(ret->all, "exchange", 0) != EXCHANGE_VERSION)
		return bad(sc, ret_at, "exchange", "is no version that is "
		    "spoken here: 1");
	if ((e = take_word(sc, ret->all, "type", exchange_types, &type,
	    ret_at)) != E_OK)
		return e;
	if (type == WORD_UNKNOWN)
		return bad(sc, ret_at, "type", "is missing");
	ret->type = (enum exchange_type)type;
	if (type != EXCHANGE_HELLO &&
	    (e = take_common(sc, ret, ret_at)) != E_OK)
		return e;
	return check_members(sc, ret, ret_at);
}

const char *
exchange_text(const struct exchange_message *m, const char *path)
{
	return json_text(m->all, path);
}

const char *
exchange_json(struct scope *sc, const struct exchange_message *m,
    const struct exchange_part *own)
{
	struct json_out out;
	char at[CLOCK_TEXT];

	clock_text(m->at, at);
	json_begin(&out, sc, EXCHANGE_BYTES);
	json_open(&out, NULL, '{');
	json_put_int(&out, "exchange", EXCHANGE_VERSION);
	json_put(&out, "case", m->case_id);
	json_put(&out, "side", exchange_sides[m->side]);
	json_put_int(&out, "seq", m->seq);
	json_put_int(&out, "turn", m->turn);
	json_put(&out, "at", at);
	json_put(&out, "type", exchange_types[m->type]);
	if (m->holder != WORD_UNKNOWN)
		json_put(&out, "holder", exchange_holders[m->holder]);
	if (m->severity != NULL)
		json_put(&out, "severity", m->severity);
	for (; own->name != NULL; own++)
		if (own->text != NULL)
			json_put(&out, own->name, own->text);
		else if (own->json != NULL)
			json_put_raw(&out, own->name, own->json);
	json_close(&out);
	return json_end(&out);
}

const char *
exchange_id(struct scope *sc, const struct exchange_message *m)
{
	return str_fmt(sc, "%s.%s.%lld", m->case_id, exchange_sides[m->side],
	    (long long)m->seq);
}
