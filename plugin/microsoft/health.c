/*
 * Graph's serviceHealthIssue lies flat in `value`; Partner Center's
 * ServiceIncidents has the incidents of a workload inside, and the customer's
 * ServiceIncidentDetail lies flat again. One reader takes all three.
 */
#include "microsoft/health.h"

#include "microsoft/partner_error.h"
#include "microsoft/partner_page.h"

#include <string.h>

enum { MOST_INCIDENTS = 1000, MOST_NUMBER = 64, MOST_WORD = 150,
    MOST_TITLE = 300, MOST_TEXT = 1500 };

/* The partner's own list is the same for all customers that ask for it. */
enum { SAME_MS = 60 * 1000 };

#define ISSUES	"/v1.0/admin/serviceAnnouncement/issues" \
	"?$filter=isResolved%20eq%20false"
/* {"Field":"Resolved","Value":"false","Operator":"equals"} */
#define OFFICE	"/v1/serviceincidents/office?filter=%7B%22Field%22%3A%22" \
	"Resolved%22%2C%22Value%22%3A%22false%22%2C%22Operator%22%3A%22" \
	"equals%22%7D"

const char *const health_sources[HEALTH__MAX + 1] = {
	[HEALTH_GRAPH] = "graph",
	[HEALTH_PARTNER_CENTER] = "partner-center-api", [HEALTH__MAX] = NULL
};

static const enum api apis[HEALTH__MAX] = {
	[HEALTH_GRAPH] = API_GRAPH,
	[HEALTH_PARTNER_CENTER] = API_PARTNER_CENTER
};

enum api
health_api(enum health_source source)
{
	return apis[source];
}

/* The first page, or the next one; without an URL they were all. */
static enum err
ask(struct scope *sc, const struct service_task *t, struct api_call *c)
{
	enum err e;

	if (t->ngot == 0)
		return E_OK;
	if ((e = partner_error(sc, c->api, &t->got[t->ngot - 1])) != E_OK)
		return e;
	c->url = NULL;
	return partner_page_next(sc, t->got, t->ngot, c);
}

/* An issue brings all of its posts along, so a page has few of them. */
static enum err
graph_story(struct scope *sc, const struct service_task *t,
    struct service_step *ret)
{
	struct api_call c = { .api = API_GRAPH, .as = AS_APP,
	    .tenant = t->customer, .url = ISSUES };
	enum err e = ask(sc, t, &c);

	memset(ret, 0, sizeof(*ret));
	if (e != E_OK || c.url == NULL)
		return e;
	c.method = "GET";
	c.header[c.nheaders++] = (struct api_header){ "Prefer",
	    "odata.maxpagesize=50" };
	ret->call = c;
	return E_OK;
}

static enum err
partner_story(struct scope *sc, const struct service_task *t,
    struct service_step *ret)
{
	struct api_call c = { .api = API_PARTNER_CENTER, .as = AS_APP,
	    .url = OFFICE, .keep_ms = SAME_MS };
	enum err e = ask(sc, t, &c);

	memset(ret, 0, sizeof(*ret));
	if (e != E_OK || c.url == NULL)
		return e;
	c.method = "GET";
	ret->call = c;
	return E_OK;
}

service_story *const health_stories[HEALTH__MAX] = {
	[HEALTH_GRAPH] = graph_story, [HEALTH_PARTNER_CENTER] = partner_story
};

/* The first of some members that is told, no longer than `most` bytes. */
static const char *
text_of(struct scope *sc, const struct cJSON *j, const char *const *paths,
    size_t most)
{
	const char *s = NULL;

	for (; s == NULL && *paths != NULL; paths++)
		s = told_text(sc, j, *paths);
	return s == NULL ? NULL : str_copy(sc, s, str_utf8_cut(s, most));
}

static int64_t
time_of(struct scope *sc, const struct cJSON *j, const char *const *paths)
{
	int64_t at = 0;

	for (; at == 0 && *paths != NULL; paths++)
		at = told_time(sc, j, *paths);
	return at;
}

#define PATHS(...)	(const char *const[]){ __VA_ARGS__, NULL }

/* What was published last says most. */
static const char *
last_message(struct scope *sc, const struct cJSON *j)
{
	const char *s = NULL, *text;

	for (const struct cJSON *it = json_first(told_at(j, "messages"));
	    it != NULL; it = json_next(it))
		if ((text = told_text(sc, it, "messageText")) != NULL)
			s = text;
	return s == NULL ? NULL : str_copy(sc, s, str_utf8_cut(s, MOST_TEXT));
}

/* Of both shapes; `service`: what it lies in is called, or NULL. */
static int
fill(struct scope *sc, const struct cJSON *j, const char *service,
    struct incident *ret)
{
	static const char *const kinds[] = { "none", "incident",
	    "message_center", "all", NULL };
	static const char *const classes[] = { "advisory", "incident", NULL };
	int kind = told_word(sc, j, "messageType", kinds);

	*ret = (struct incident){
		.number = text_of(sc, j, PATHS("id"), MOST_NUMBER),
		.service = text_of(sc, j, PATHS("service", "workload"),
		    MOST_WORD),
		.title = text_of(sc, j, PATHS("title", "impactedArea"),
		    MOST_TITLE),
		.text = text_of(sc, j, PATHS("impactDescription"), MOST_TEXT),
		.status = text_of(sc, j, PATHS("status"), MOST_WORD),
		.is_advisory = kind != 1 &&
		    told_word(sc, j, "classification", classes) != 1,
		.is_resolved = str_same(told_flag(j, "isResolved"), "yes") ||
		    str_same(told_flag(j, "resolved"), "yes"),
		.started = time_of(sc, j, PATHS("startDateTime", "startTime")),
		.modified = time_of(sc, j, PATHS("lastModifiedDateTime",
		    "lastUpdatedTime")),
		.ended = time_of(sc, j, PATHS("endDateTime", "endTime")),
	};
	if (ret->service == NULL)
		ret->service = service;
	if (ret->text == NULL)
		ret->text = last_message(sc, j);
	return ret->number != NULL && ret->service != NULL &&
	    ret->title != NULL && kind != 2;
}

struct list {
	struct incident	*at;
	int		 n;
};

static void
add(struct scope *sc, const struct cJSON *j, const char *service,
    struct list *l)
{
	if (l->n <= MOST_INCIDENTS && fill(sc, j, service, &l->at[l->n]))
		l->n++;
}

static enum err
read_page(struct scope *sc, const struct api_reply *r, struct list *l)
{
	const struct cJSON *page, *list, *in;
	enum err e = told_parse(sc, r, &page);

	if (e != E_OK)
		return e;
	list = told_at(page, "value");
	if (list == NULL)
		list = told_at(page, "items");
	/* That nothing is wrong is not to be read from what is no list. */
	if (!json_is_array(list))
		return scope_fail(sc, E_SHAPE, "Microsoft's answer is no "
		    "list: %.120s", r->body);
	for (const struct cJSON *it = json_first(list); it != NULL;
	    it = json_next(it)) {
		if ((in = told_at(it, "incidents")) == NULL)
			add(sc, it, NULL, l);
		for (in = json_first(in); in != NULL; in = json_next(in))
			add(sc, in, told_text(sc, it, "workload"), l);
	}
	return E_OK;
}

enum err
health_read(struct scope *sc, const struct api_reply *got, int ngot,
    struct incident **ret, int *ret_n)
{
	struct list l = { scope_alloc(sc, sizeof(*l.at) *
	    (MOST_INCIDENTS + 1)), 0 };
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < ngot; i++)
		e = read_page(sc, &got[i], &l);
	/* What is cut off would look as if it had ended. */
	if (e == E_OK && l.n > MOST_INCIDENTS)
		e = scope_fail(sc, E_LIMIT, "Microsoft tells of more than %d "
		    "incidents at once", MOST_INCIDENTS);
	*ret = l.at;
	*ret_n = l.n;
	return e;
}
