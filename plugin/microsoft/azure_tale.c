/*
 * What is told here is the same for every story. A story that was broken off
 * is told from its beginning, so nothing is kept but the answers.
 */
#include "microsoft/azure_tale.h"

#include "microsoft/arm_error.h"
#include "microsoft/told.h"

#include <string.h>
#include <strings.h>

/* Between two looks at what Azure does, where it does not say: 1, 2 ... 64. */
enum { FIRST_WAIT_MS = 1000, MOST_DOUBLED = 6 };
/* Left when we stop looking: to read what has come of it. */
enum { LAST_LOOK = SERVICE_CALLS - 4 };

static const struct azure_pages no_pages = { NULL, 0 };

const struct api_reply *
azure_ask(struct azure_tale *t, const char *method, const char *url,
    const char *body)
{
	if (t->at < t->task->ngot)
		return &t->task->got[t->at++];
	t->step->call = (struct api_call){
		.api = API_ARM, .as = AS_APP, .tenant = t->task->customer,
		.is_auxiliary = t->task->customer != NULL,
		.method = method, .url = url, .body = body
	};
	return NULL;
}

int
azure_is_asking(const struct azure_tale *t)
{
	return t->step->call.method != NULL;
}

int
azure_is_over(const struct azure_tale *t)
{
	return azure_is_asking(t) || t->step->refused != NULL;
}

enum err
azure_refuse(struct azure_tale *t, enum err e)
{
	if (e == E_OK)
		BUG("refused, and all is well");
	t->step->refused = str_dup(t->sc, t->sc->why);
	return E_OK;
}

const char *
azure_ticket_url(const struct azure_tale *t, const char *rest)
{
	return str_fmt(t->sc, "/subscriptions/%s" AZURE_SUPPORT
	    "/supportTickets/%s%s?" AZURE_VERSION, t->subscription, t->name,
	    rest);
}

enum err
azure_list(struct azure_tale *t, const char *url, int64_t keep_ms,
    struct azure_pages *ret)
{
	struct azure_pages pages = no_pages;
	const struct api_reply *r;
	const struct cJSON *first;
	enum err e;

	while (url != NULL) {
		if (t->at == SERVICE_CALLS)
			return scope_fail(t->sc, E_LIMIT, "Azure's list has "
			    "more than %d pages: %s", pages.n, url);
		if ((r = azure_ask(t, "GET", url, NULL)) == NULL) {
			t->step->call.keep_ms = keep_ms;
			return E_OK;
		}
		if ((e = arm_error(t->sc, r)) != E_OK ||
		    (e = azure_page(t->sc, r, &first, &url)) != E_OK)
			return e;
		if (pages.n++ == 0)
			pages.page = r;
	}
	*ret = pages;
	return E_OK;
}

/* The name of the ticket with the task's number. E_GONE: it is not there. */
static enum err
name_of(struct azure_tale *t, const struct azure_pages *pages,
    const char **ret)
{
	const struct cJSON *it;
	const char *next;
	enum err e = E_OK;

	*ret = NULL;
	for (int i = 0; *ret == NULL && i < pages->n; i++) {
		e = azure_page(t->sc, &pages->page[i], &it, &next);
		for (; e == E_OK && it != NULL; it = json_next(it))
			if (str_same(told_text(t->sc, it,
			    "properties.supportTicketId"), t->task->number))
				*ret = told_text(t->sc, it, "name");
		if (e != E_OK)
			return e;
	}
	return *ret != NULL ? E_OK : scope_fail(t->sc, E_GONE, "the "
	    "subscription %s has no ticket with the number %s",
	    t->task->subscription, t->task->number);
}

/*
 * A ticket that a person opened has a name that Azure chose; it is in the
 * list of its subscription.
 */
enum err
azure_begin(struct azure_tale *t)
{
	const char *name = t->task->name;
	struct azure_pages pages;
	enum err e = told_path(t->sc, t->task->subscription, &t->subscription);

	if (e != E_OK)
		return scope_fail(t->sc, e, "which Azure subscription the "
		    "ticket belongs to is not known: %s", str_dup(t->sc,
		    t->sc->why));
	if (name == NULL && t->task->number != NULL && ((e = azure_list(t,
	    str_fmt(t->sc, "/subscriptions/%s" AZURE_SUPPORT "/supportTickets?"
	    "$top=100&" AZURE_VERSION, t->subscription), 0, &pages)) != E_OK ||
	    azure_is_asking(t) || (e = name_of(t, &pages, &name)) != E_OK))
		return e;
	return told_path(t->sc, name, &t->name);
}

enum err
azure_take(struct azure_tale *t, const struct api_reply *r)
{
	enum err e = azure_case(t->sc, t->task, r, &no_pages, &t->is);

	if (e == E_OK)
		t->ticket = r;
	return e;
}

enum err
azure_find(struct azure_tale *t)
{
	const struct api_reply *r = azure_ask(t, "GET",
	    azure_ticket_url(t, ""), NULL);
	enum err e;

	if (r == NULL || r->status == 404)
		return E_OK;
	return (e = arm_error(t->sc, r)) != E_OK ? e : azure_take(t, r);
}

/* Azure took what it does not find: it is looked for again, later. */
static enum err
not_yet(struct azure_tale *t)
{
	t->step->wait_ms = AZURE_HALF_MADE_MS;
	return scope_fail(t->sc, E_BUSY, "Azure took what we wrote to the "
	    "ticket %s, but it cannot be read yet", t->name);
}

enum err
azure_need(struct azure_tale *t)
{
	enum err e = azure_find(t);

	if (e != E_OK || t->ticket != NULL || azure_is_asking(t))
		return e;
	return t->has_written ? not_yet(t) :
	    arm_error(t->sc, &t->task->got[t->at - 1]);
}

enum err
azure_finish(struct azure_tale *t)
{
	struct azure_pages pages = no_pages;
	enum err e = t->ticket != NULL ? E_OK : azure_need(t);

	if (e != E_OK || azure_is_asking(t) || (e = azure_list(t,
	    azure_ticket_url(t, "/communications"), 0, &pages)) != E_OK ||
	    azure_is_asking(t))
		return e;
	return azure_case(t->sc, t->task, t->ticket, &pages,
	    &t->step->found);
}

/* Of what Azure works on: goes on, is done, or has failed, and why. */
enum work { WORK_GOES_ON, WORK_DONE, WORK_FAILED };

static enum err
read_work(struct azure_tale *t, const struct api_reply *r, enum work *ret)
{
	const struct cJSON *j = NULL;
	const char *status, *text;
	enum err e;

	*ret = r->status == 202 ? WORK_GOES_ON : WORK_DONE;
	if (r->status == 202 || r->status == 204)
		return E_OK;
	if ((e = told_parse(t->sc, r, &j)) != E_OK)
		return e;
	/* Azure-AsyncOperation has a status, Location what was made. */
	if ((status = told_text(t->sc, j, "status")) == NULL ||
	    strcasecmp(status, "Succeeded") == 0)
		return E_OK;
	*ret = WORK_GOES_ON;
	if (strcasecmp(status, "Failed") != 0 &&
	    strcasecmp(status, "Canceled") != 0)
		return E_OK;
	*ret = WORK_FAILED;
	text = arm_error_text(t->sc, j);
	return scope_fail(t->sc, E_OK, "Azure made nothing: %s, %s", status,
	    text == NULL ? "without a reason" : text);
}

/*
 * Only Azure's own word of what it worked on says that it failed. An error at
 * a look may be one of looking: of the ticket it says nothing.
 */
static enum err
look(struct azure_tale *t, const struct api_reply *r, enum work *ret)
{
	enum err e = arm_error(t->sc, r);

	if (e == E_OK)
		return read_work(t, r, ret);
	return e != E_GONE ? e : scope_fail(t->sc, E_BUSY, "Azure forgot "
	    "what it was asked to make: %s", str_dup(t->sc, t->sc->why));
}

/* Follows a 202 to its end. */
static enum err
follow(struct azure_tale *t, const struct api_reply *r, enum work *ret)
{
	const char *url = NULL;
	int64_t wait_ms;
	enum err e;

	*ret = WORK_GOES_ON;
	for (int n = 0; *ret == WORK_GOES_ON; n++) {
		if (r->location != NULL)
			url = r->location;
		if ((e = azure_case_link(t->sc, url)) != E_OK)
			return e;
		if (url == NULL || t->at >= LAST_LOOK)
			return scope_fail(t->sc, E_BUSY, "Azure is still at "
			    "work on what it was asked to make");
		wait_ms = r->retry_ms != 0 ? r->retry_ms : FIRST_WAIT_MS <<
		    (n < MOST_DOUBLED ? n : MOST_DOUBLED);
		if ((r = azure_ask(t, "GET", url, NULL)) == NULL) {
			t->step->wait_ms = wait_ms;
			return E_OK;
		}
		if ((e = look(t, r, ret)) != E_OK)
			return e;
	}
	return E_OK;
}

enum err
azure_put(struct azure_tale *t, const char *url, const char *body,
    const struct api_reply **ret)
{
	const struct api_reply *r = azure_ask(t, "PUT", url, body);
	enum work work = WORK_DONE;
	const char *why;
	enum err e;

	if (r == NULL)
		return E_OK;
	if ((e = arm_error(t->sc, r)) != E_OK)
		return told_is_refusal(r->status) ? azure_refuse(t, e) : e;
	t->has_written = 1;
	if (r->status == 202 && (e = follow(t, r, &work)) != E_OK)
		return e;
	why = str_dup(t->sc, t->sc->why);
	if (azure_is_asking(t) || (r = azure_ask(t, "GET", url, NULL)) == NULL)
		return E_OK;
	*ret = r;
	if (r->status != 404)
		return arm_error(t->sc, r);
	if (work != WORK_FAILED || !arm_error_is_azures(t->sc, r))
		return not_yet(t);
	t->step->refused = why;
	return E_OK;
}
