/*
 * Bodies of requests, in the order of DOMAIN 8. The contact is always the
 * partner's; a severity's rules are those of Microsoft.Support 2024-04-01.
 */
#include "microsoft/azure_body.h"

#include "microsoft/azure_case.h"
#include "microsoft/told.h"
#include "policy/date.h"

#include <string.h>
#include <strings.h>

/*
 * Bytes. Azure documents no limits; a title's is Partner Center's for the
 * same kind of request, the other keeps within what a mail can carry.
 */
enum { TITLE_MOST = 255, TEXT_MOST = 32000, MAX_BODY = 1 << 18 };
static const char cut_sign[] = "\xe2\x80\xa6";	/* ... */

/* preferredSupportLanguage; the first is for every other one (E15). */
static const char *const languages[] = {
	"en-us", "zh-hans", "es-es", "fr-fr", "ja-jp", "ko-kr", "ru-ru",
	"pt-br", "it-it", "zh-tw", "de-de",
};

struct member {
	const char	*name, *value;
	const char	*lacks;		/* NULL: it may be absent */
};

enum { CONTACT_MEMBERS = 8 };

static const char *
language(const char *wanted)
{
	for (int i = 0; wanted != NULL && i < LEN(languages); i++)
		if (strcasecmp(languages[i], wanted) == 0)
			return languages[i];
	return languages[0];
}

static const char *
upper(struct scope *sc, const char *s)
{
	char *copy = str_dup(sc, s);

	for (char *c = copy; c != NULL && *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	return copy;
}

static int
is_told(const char *s)
{
	return s != NULL && *s != '\0';
}

static void
contact_members(struct scope *sc, const struct service_contact *c,
    struct member *m)
{
	const struct member all[] = {
		{ "firstName", c->first_name, "first name" },
		{ "lastName", c->last_name, "last name" },
		{ "preferredContactMethod", c->by_phone ? "phone" : "email",
		    NULL },
		{ "primaryEmailAddress", c->email, "e-mail address" },
		{ "preferredTimeZone", c->time_zone, "time zone" },
		{ "country", upper(sc, c->country), "country" },
		{ "preferredSupportLanguage", language(c->language), NULL },
		{ "phoneNumber", c->phone, NULL },
	};

	_Static_assert(LEN(all) == CONTACT_MEMBERS, "one for each");
	memcpy(m, all, sizeof(all));
}

/* The phone is required for severity A as well. */
static enum err
check_contact(struct scope *sc, const struct service_task *task,
    const struct member *m)
{
	const struct service_contact *c = task->contact;
	const char *lacks = NULL;

	for (int i = 0; lacks == NULL && i < CONTACT_MEMBERS; i++)
		if (m[i].lacks != NULL && !is_told(m[i].value))
			lacks = m[i].lacks;
	if (lacks == NULL && strlen(c->country) != 3)
		return scope_fail(sc, E_SHAPE, "our contact's country \"%.20s\""
		    " is not of three letters, like POL", c->country);
	if (lacks == NULL && !is_told(c->phone) && (c->by_phone ||
	    str_same(task->severity, "A")))
		lacks = "telephone number, which Azure requires for severity "
		    "A and for calls";
	if (lacks == NULL)
		return E_OK;
	return scope_fail(sc, E_SHAPE, "our contact for Microsoft has no %s",
	    lacks);
}

static void
put_addresses(struct json_out *out, const char *s)
{
	if (!is_told(s))
		return;
	json_open(out, "additionalEmailAddresses", '[');
	for (size_t n; *(s += strspn(s, " ")) != '\0'; s += n) {
		n = strcspn(s, " ");
		json_put(out, NULL, str_copy(out->buf.sc, s, n));
	}
	json_close(out);
}

static void
put_contact(struct json_out *out, const struct service_contact *c,
    const struct member *m)
{
	json_open(out, "contactDetails", '{');
	for (int i = 0; i < CONTACT_MEMBERS; i++)
		if (is_told(m[i].value))
			json_put(out, m[i].name, m[i].value);
	put_addresses(out, c->more_emails);
	json_close(out);
}

/* At most `most` bytes, with a sign where something was cut off. */
static const char *
fit(struct scope *sc, const char *s, size_t most)
{
	if (strlen(s) <= most)
		return s;
	most -= strlen(cut_sign);
	return str_fmt(sc, "%.*s%s", (int)str_utf8_cut(s, most), s, cut_sign);
}

static const char *
one_line(struct scope *sc, const char *s)
{
	char *copy = str_dup(sc, s);

	for (char *c = copy; *c != '\0'; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	return fit(sc, str_trim(copy), TITLE_MOST);
}

static const char *
instant(struct scope *sc, int64_t ms)
{
	char day[DATE_TEXT];
	int64_t s = (ms - date_of(ms) * DAY_MS) / 1000;

	date_text(date_of(ms), day);
	return str_fmt(sc, "%sT%02d:%02d:%02dZ", day, (int)(s / 3600),
	    (int)(s / 60 % 60), (int)(s % 60));
}

/* A resource is of the subscription that the ticket is opened for. */
static enum err
check_resource(struct scope *sc, const struct service_task *task)
{
	const char *own = str_fmt(sc, "/subscriptions/%s/", task->subscription);

	if (task->resource == NULL ||
	    strncasecmp(task->resource, own, strlen(own)) == 0)
		return E_OK;
	return scope_fail(sc, E_SHAPE, "the resource %.120s is not of the "
	    "subscription %s", task->resource, task->subscription);
}

static enum err
check_open(struct scope *sc, const struct service_task *task)
{
	if (!is_told(task->title))
		return scope_fail(sc, E_SHAPE, "the ticket has no title");
	if (!is_told(task->text))
		return scope_fail(sc, E_SHAPE, "the ticket has no text");
	if (azure_case_severity(task->severity) == NULL)
		return scope_fail(sc, E_SHAPE, "\"%.10s\" is no severity: A, "
		    "B or C", task->severity == NULL ? "" : task->severity);
	return check_resource(sc, task);
}

static void
begin(struct json_out *out, struct scope *sc)
{
	json_begin(out, sc, MAX_BODY);
	json_open(out, NULL, '{');
}

static const char *
end(struct json_out *out)
{
	json_close(out);
	return json_end(out);
}

enum err
azure_body_open(struct scope *sc, const struct service_task *task,
    const char *service, const char *problem, const char **ret)
{
	struct member m[CONTACT_MEMBERS];
	struct json_out out;
	enum err e;

	contact_members(sc, task->contact, m);
	if ((e = check_open(sc, task)) != E_OK ||
	    (e = check_contact(sc, task, m)) != E_OK)
		return e;
	begin(&out, sc);
	json_open(&out, "properties", '{');
	json_put(&out, "serviceId", service);
	json_put(&out, "problemClassificationId", problem);
	json_put(&out, "title", one_line(sc, task->title));
	json_put(&out, "description", fit(sc, task->text, TEXT_MOST));
	json_put(&out, "severity", azure_case_severity(task->severity));
	json_put(&out, "advancedDiagnosticConsent",
	    task->may_diagnose ? "Yes" : "No");
	/* Severity C is worked on in business hours only. */
	json_put_bool(&out, "require24X7Response", task->is_24x7 &&
	    !str_same(task->severity, "C"));
	if (task->began != 0)
		json_put(&out, "problemStartTime", instant(sc, task->began));
	put_contact(&out, task->contact, m);
	if (task->resource != NULL) {
		json_open(&out, "technicalTicketDetails", '{');
		json_put(&out, "resourceId", task->resource);
		json_close(&out);
	}
	json_close(&out);
	*ret = end(&out);
	return E_OK;
}

enum err
azure_body_say(struct scope *sc, const struct service_task *task,
    const char **ret)
{
	struct json_out out;

	if (!is_told(task->text) || !is_told(task->subject))
		return scope_fail(sc, E_SHAPE, "the message has no %s",
		    is_told(task->text) ? "subject" : "text");
	if (!is_told(task->sender))
		return scope_fail(sc, E_SHAPE, "the message has no sender, "
		    "which Azure requires of a program");
	begin(&out, sc);
	json_open(&out, "properties", '{');
	json_put(&out, "subject", one_line(sc, task->subject));
	json_put(&out, "body", fit(sc, task->text, TEXT_MOST));
	json_put(&out, "sender", task->sender);
	json_close(&out);
	*ret = end(&out);
	return E_OK;
}

/* Azure writes "Email" and "en-US" where we wrote "email" and "en-us". */
static int
has(struct scope *sc, const struct cJSON *j, const char *path,
    const char *value)
{
	const char *is = told_text(sc, j, path);

	return !is_told(value) || (is != NULL && strcasecmp(is, value) == 0);
}

static int
has_addresses(struct scope *sc, const struct cJSON *details, const char *s)
{
	const struct cJSON *list = told_at(details,
	    "additionalEmailAddresses");
	const struct cJSON *it = json_is_array(list) ? json_first(list) : NULL;

	for (size_t n; s != NULL && *(s += strspn(s, " ")) != '\0'; s += n) {
		n = strcspn(s, " ");
		if (it == NULL || !has(sc, it, "", str_copy(sc, s, n)))
			return 0;
		it = json_next(it);
	}
	return it == NULL;
}

static int
has_contact(struct scope *sc, const struct cJSON *p,
    const struct service_contact *c, const struct member *m)
{
	const struct cJSON *details = told_at(p, "contactDetails");

	for (int i = 0; i < CONTACT_MEMBERS; i++)
		if (!has(sc, details, m[i].name, m[i].value))
			return 0;
	return has_addresses(sc, details, c->more_emails);
}

enum err
azure_body_change(struct scope *sc, const struct service_task *task,
    const struct api_reply *ticket, const char **ret)
{
	const char *severity = azure_case_severity(task->severity);
	struct member m[CONTACT_MEMBERS];
	const struct cJSON *j, *p;
	struct json_out out;
	enum err e;

	if (task->severity != NULL && severity == NULL)
		return scope_fail(sc, E_SHAPE, "\"%.10s\" is no severity: A, "
		    "B or C", task->severity);
	contact_members(sc, task->contact, m);
	if ((e = told_parse(sc, ticket, &j)) != E_OK ||
	    (e = check_contact(sc, task, m)) != E_OK)
		return e;
	p = told_at(j, "properties");
	begin(&out, sc);
	if (!has(sc, p, "severity", severity))
		json_put(&out, "severity", severity);
	if (!has_contact(sc, p, task->contact, m))
		put_contact(&out, task->contact, m);
	*ret = end(&out);
	if (str_same(*ret, "{}"))
		*ret = NULL;
	return E_OK;
}

const char *
azure_body_close(struct scope *sc)
{
	struct json_out out;

	begin(&out, sc);
	json_put(&out, "status", "closed");
	return end(&out);
}

const char *
azure_body_name(struct scope *sc, const char *name)
{
	struct json_out out;

	begin(&out, sc);
	json_put(&out, "name", name);
	json_put(&out, "type", "Microsoft.Support/supportTickets");
	return end(&out);
}
