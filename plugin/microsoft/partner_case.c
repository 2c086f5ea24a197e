/*
 * Partner Center takes no key with a note and gives none, so ours end in a
 * line with a reference. Whoever answers may quote it: of several notes with
 * one reference only the first is ours.
 */
#include "microsoft/partner_case.h"

#include "microsoft/told.h"

#include "base/crypto.h"

#include <string.h>

enum { MOST_NOTES = 2000, MAX_BODY = 1 << 20, LONGEST_NAME = 64 };

static const char reference[] = "(Our reference: ";

static const char *const statuses[] = {
	"none", "open", "closed", "attention_needed", NULL
};
static const enum service_status status_of[] = {
	SERVICE_UNKNOWN, SERVICE_OPEN, SERVICE_CLOSED, SERVICE_ATTENTION
};
_Static_assert(LEN(status_of) == LEN(statuses) - 1, "a status without a row");

static const char *const severities[] = {
	"unknown", "critical", "moderate", "minimal", NULL
};
static const char *const letters[] = { NULL, "A", "B", "C" };
_Static_assert(LEN(letters) == LEN(severities) - 1, "a severity without one");

/* Is it one that we might have given? Others are not taken for ours. */
static int
is_name(const char *s, size_t len)
{
	return len > 0 && len <= LONGEST_NAME && strspn(s, "abcdefghijklmnopq"
	    "rstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") >= len;
}

/* The name in the last line of a note of ours, which is cut off then. */
static const char *
take_reference(char *text)
{
	char *at, *name, *end = text + strlen(text);

	str_trim(text);
	for (at = end; at > text && strncmp(at, reference,
	    strlen(reference)) != 0; at--)
		;
	name = at + strlen(reference);
	if (strncmp(at, reference, strlen(reference)) != 0 ||
	    (at > text && at[-1] != '\n') ||
	    (end = strchr(name, ')')) == NULL || end[1] != '\0' ||
	    !is_name(name, (size_t)(end - name)))
		return NULL;
	*end = *at = '\0';
	str_trim(text);
	return name;
}

/*
 * The same for the same note, however its date is written this time: with all
 * of its fraction, or with none.
 */
static const char *
name_note(struct scope *sc, const struct service_message *m)
{
	char hex[SHA256_HEX];
	const char *all = str_fmt(sc, "%lld\n%s\n%s",
	    (long long)(m->at / 1000), m->by == NULL ? "" : m->by, m->text);

	crypto_sha256_hex(all, strlen(all), hex);
	return str_fmt(sc, "note-%.32s", hex);
}

static int
is_known(const struct service_case *c, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (c->messages[i].is_ours &&
		    strcmp(c->messages[i].id, name) == 0)
			return 1;
	return 0;
}

static void
name_notes(struct scope *sc, struct service_case *c)
{
	for (int i = 0; i < c->nmessages; i++) {
		struct service_message *m = &c->messages[i];
		char *text = str_dup(sc, m->text);
		const char *name = take_reference(text);

		m->is_ours = name != NULL && !is_known(c, i, name);
		m->id = m->is_ours ? name : name_note(sc, m);
		if (m->is_ours)
			m->text = text;
	}
}

/* They come oldest first, or newest first: both are little work. */
static void
add_note(struct service_case *c, const struct service_message *m)
{
	int i = c->nmessages++;

	for (; i > 0 && c->messages[i - 1].at > m->at; i--)
		c->messages[i] = c->messages[i - 1];
	c->messages[i] = *m;
}

static enum err
read_notes(struct scope *sc, const struct cJSON *notes,
    struct service_case *c)
{
	int n = 0;

	for (const struct cJSON *it = json_first(notes); it != NULL;
	    it = json_next(it))
		n++;
	if (n > MOST_NOTES)
		return scope_fail(sc, E_LIMIT, "$.notes has %d entries, more "
		    "than %d", n, MOST_NOTES);
	c->messages = scope_alloc(sc, sizeof(*c->messages) * (size_t)(n + 1));
	for (const struct cJSON *it = json_first(notes); it != NULL;
	    it = json_next(it)) {
		struct service_message m = {
			.at = told_time(sc, it, "createdDate"),
			.by = told_text(sc, it, "createdByName"),
			.text = told_text(sc, it, "text"),
		};

		if (m.text != NULL)
			add_note(c, &m);
	}
	name_notes(sc, c);
	return E_OK;
}

static void
read_status(struct scope *sc, const struct cJSON *j, struct service_case *c)
{
	int status = told_word(sc, j, "status", statuses);
	int severity = told_word(sc, j, "severity", severities);

	c->status_word = status < 0 ? told_text(sc, j, "status") :
	    statuses[status];
	c->status = status < 0 ? SERVICE_UNKNOWN : status_of[status];
	c->severity = severity < 0 ? NULL : letters[severity];
}

enum err
partner_case(struct scope *sc, const char *number, const struct api_reply *r,
    struct service_case *ret)
{
	struct service_case c = { 0 };
	const struct cJSON *j;
	enum err e;

	if ((e = told_parse(sc, r, &j)) != E_OK)
		return e;
	c.number = told_text(sc, j, "id");
	if (!str_same(c.number, number))
		return scope_fail(sc, E_SHAPE, "$.id is not the service "
		    "request that was asked for: %s", told_start(sc, r));
	read_status(sc, j, &c);
	c.title = told_text(sc, j, "title");
	c.created = told_time(sc, j, "createdDate");
	c.modified = told_time(sc, j, "lastModifiedDate");
	c.closed = told_time(sc, j, "lastClosedDate");
	if ((e = read_notes(sc, told_at(j, "notes"), &c)) != E_OK)
		return e;
	*ret = c;
	return E_OK;
}

static const char *
reference_line(struct scope *sc, const char *message)
{
	return str_fmt(sc, "%s%s)", reference, message);
}

int
partner_case_has(struct scope *sc, const struct service_case *c,
    const char *message)
{
	const char *line = reference_line(sc, message);

	for (int i = 0; i < c->nmessages; i++)
		if (str_same(c->messages[i].id, message) ||
		    strstr(c->messages[i].text, line) != NULL)
			return 1;
	return 0;
}

static void
begin(struct json_out *out, struct scope *sc, const char *number)
{
	json_begin(out, sc, MAX_BODY);
	json_open(out, NULL, '{');
	json_put(out, "Id", number);
}

static const char *
end(struct json_out *out)
{
	json_open(out, "Attributes", '{');
	json_put(out, "ObjectType", "ServiceRequest");
	json_close(out);
	json_close(out);
	return json_end(out);
}

const char *
partner_case_note(struct scope *sc, const char *number, const char *message,
    const char *text)
{
	struct json_out out;

	begin(&out, sc, number);
	json_open(&out, "NewNote", '{');
	json_put(&out, "Text", str_fmt(sc, "%s\n\n%s", text,
	    reference_line(sc, message)));
	json_close(&out);
	return end(&out);
}

const char *
partner_case_severity(struct scope *sc, const char *number,
    const char *severity)
{
	struct json_out out;
	int i;

	for (i = 1; i < LEN(letters); i++)
		if (str_same(letters[i], severity))
			break;
	if (i == LEN(letters))
		return NULL;
	begin(&out, sc, number);
	json_put(&out, "Severity", severities[i]);
	return end(&out);
}

const char *
partner_case_close(struct scope *sc, const char *number)
{
	struct json_out out;

	begin(&out, sc, number);
	json_put(&out, "Status", statuses[2]);
	return end(&out);
}
