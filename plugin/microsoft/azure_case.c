/* How a ticket and its communications are read. */
#include "microsoft/azure_case.h"

#include "microsoft/told.h"

#include <string.h>
#include <strings.h>

enum { MOST_MESSAGES = 500 };

/* Theirs and ours; the first of ours is what we write (DOMAIN 2.4). */
static const char *const severities[][2] = {
	{ "critical", "A" }, { "highestcriticalimpact", "A" },
	{ "moderate", "B" }, { "minimal", "C" },
};

static const struct {
	const char		*word;
	enum service_status	 status;
} statuses[] = {
	{ "open", SERVICE_OPEN }, { "updating", SERVICE_OPEN },
	{ "closed", SERVICE_CLOSED },
};

static enum service_status
status_of(const char *word)
{
	for (int i = 0; word != NULL && i < LEN(statuses); i++)
		if (strcasecmp(statuses[i].word, word) == 0)
			return statuses[i].status;
	return SERVICE_UNKNOWN;
}

static const char *
severity_of(const char *word)
{
	for (int i = 0; word != NULL && i < LEN(severities); i++)
		if (strcasecmp(severities[i][0], word) == 0)
			return severities[i][1];
	return NULL;
}

const char *
azure_case_severity(const char *severity)
{
	for (int i = 0; i < LEN(severities); i++)
		if (str_same(severities[i][1], severity))
			return severities[i][0];
	return NULL;
}

static int
is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcasecmp(a, b) == 0;
}

/* Is it an address of the partner's, as the task knows them? */
static int
is_our_address(struct scope *sc, const struct service_task *task,
    const char *by)
{
	const struct service_contact *c = task->contact;
	const char *more = c == NULL ? NULL : c->more_emails;

	if (is_same(by, task->sender) || (c != NULL && is_same(by, c->email)))
		return 1;
	for (size_t n; more != NULL && *more != '\0'; more += n) {
		more += strspn(more, " ");
		n = strcspn(more, " ");
		if (is_same(by, str_copy(sc, more, n)))
			return 1;
	}
	return 0;
}

/*
 * What goes to Microsoft is "outbound". It was "Inbound" in 2020, so our
 * addresses count as well. Our name does not: Azure lists a message under one
 * of its own, and finds it by ours only.
 */
static int
is_ours(struct scope *sc, const struct service_task *task,
    const struct service_message *m, const char *direction)
{
	return is_our_address(sc, task, m->by) ||
	    is_same(direction, "outbound");
}

static void
read_message(struct scope *sc, const struct service_task *task,
    const struct cJSON *j, struct service_message *m)
{
	const struct cJSON *p = told_at(j, "properties");

	m->id = told_text(sc, j, "name");
	m->at = told_time(sc, p, "createdDate");
	m->by = told_text(sc, p, "sender");
	m->subject = told_text(sc, p, "subject");
	m->text = told_text(sc, p, "body");
	if (m->text == NULL)
		m->text = "";
	m->is_html = strstr(m->text, "</") != NULL ||
	    strcasestr(m->text, "<br") != NULL;
	m->is_ours = is_ours(sc, task, m, told_text(sc, p,
	    "communicationDirection"));
}

/* In front of all that are later; in the list's order otherwise. */
static void
insert(struct service_case *c, const struct service_message *m)
{
	int i = c->nmessages++;

	for (; i > 0 && c->messages[i - 1].at > m->at; i--)
		c->messages[i] = c->messages[i - 1];
	c->messages[i] = *m;
}

enum err
azure_case_message(struct scope *sc, const struct api_reply *r)
{
	const struct cJSON *j;
	enum err e = told_parse(sc, r, &j);

	if (e == E_OK && told_at(j, "properties") == NULL)
		e = scope_fail(sc, E_SHAPE, "Azure's message has no "
		    "$.properties: %s", told_start(sc, r));
	return e;
}

enum err
azure_case_link(struct scope *sc, const char *url)
{
	for (const char *s = url; s != NULL && *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s > '~')
			return scope_fail(sc, E_SHAPE, "Azure's link is none: "
			    "%.120s", url);
	return E_OK;
}

enum err
azure_page(struct scope *sc, const struct api_reply *r,
    const struct cJSON **ret_first, const char **ret_next)
{
	const struct cJSON *j, *list;
	enum err e = told_parse(sc, r, &j);

	if (e != E_OK)
		return e;
	list = told_at(j, "value");
	if (!json_is_array(list))
		return scope_fail(sc, E_SHAPE, "Azure's list has no $.value: "
		    "%s", told_start(sc, r));
	*ret_first = json_first(list);
	*ret_next = told_text(sc, j, "nextLink");
	return azure_case_link(sc, *ret_next);
}

static enum err
read_messages(struct scope *sc, const struct service_task *task,
    const struct api_reply *page, struct service_case *c)
{
	const struct cJSON *it;
	const char *next;
	enum err e = azure_page(sc, page, &it, &next);

	for (; e == E_OK && it != NULL; it = json_next(it)) {
		struct service_message m = { 0 };

		if (c->nmessages == MOST_MESSAGES)
			return scope_fail(sc, E_LIMIT, "Azure's ticket has "
			    "more than %d messages", MOST_MESSAGES);
		read_message(sc, task, it, &m);
		if (m.id == NULL)
			return scope_fail(sc, E_SHAPE, "Azure's message has no "
			    "name: %s", told_start(sc, page));
		insert(c, &m);
	}
	return e;
}

static void
read_ticket(struct scope *sc, const struct cJSON *p, struct service_case *c)
{
	c->number = told_text(sc, p, "supportTicketId");
	c->status_word = told_text(sc, p, "status");
	c->status = status_of(c->status_word);
	c->severity = severity_of(told_text(sc, p, "severity"));
	c->title = told_text(sc, p, "title");
	c->engineer = told_text(sc, p, "supportEngineer.emailAddress");
	c->created = told_time(sc, p, "createdDate");
	c->modified = told_time(sc, p, "modifiedDate");
}

/* What a ticket's answer has under "properties". */
static enum err
properties(struct scope *sc, const struct api_reply *r,
    const struct cJSON **ret)
{
	const struct cJSON *j;
	enum err e = told_parse(sc, r, &j);

	if (e != E_OK)
		return e;
	*ret = told_at(j, "properties");
	if (told_text(sc, *ret, "status") == NULL &&
	    told_text(sc, *ret, "supportTicketId") == NULL)
		return scope_fail(sc, E_SHAPE, "Azure's ticket has neither "
		    "number nor status: %s", told_start(sc, r));
	return E_OK;
}

enum err
azure_case(struct scope *sc, const struct service_task *task,
    const struct api_reply *ticket, const struct azure_pages *pages,
    struct service_case *ret)
{
	struct service_case c = { 0 };
	const struct cJSON *p;
	enum err e = properties(sc, ticket, &p);

	if (e != E_OK)
		return e;
	read_ticket(sc, p, &c);
	if (pages->n > 0)
		c.messages = scope_alloc(sc, sizeof(*c.messages) *
		    MOST_MESSAGES);
	for (int i = 0; e == E_OK && i < pages->n; i++)
		e = read_messages(sc, task, &pages->page[i], &c);
	if (e == E_OK)
		*ret = c;
	return e;
}
