/*
 * Azure Support, 2024-04-01 (DOMAIN 8). Our program asks with a token of the
 * customer's tenant, and shows that of our own beside it.
 *
 * The name that we choose is the key. A ticket or a message is asked for by
 * it first, and made only when it is not there; whether a name is free is
 * asked before that, so that a ticket which is still being made is no refusal.
 * Every story ends with reading the ticket and what was written in it.
 */
#include "microsoft/arm_error.h"
#include "microsoft/azure_body.h"
#include "microsoft/azure_case.h"
#include "microsoft/azure_pick.h"
#include "microsoft/told.h"

#include <string.h>
#include <strings.h>

#define VERSION	"api-version=2024-04-01"
#define SUPPORT	"/providers/Microsoft.Support"

/* Between two looks at what Azure does, where it does not say: 1, 2 ... 64. */
enum { FIRST_WAIT_MS = 1000, MOST_DOUBLED = 6 };
/* Before a ticket is looked for again that is there but cannot be read. */
enum { HALF_MADE_MS = 30 * 1000 };
/* Their ids change: Microsoft asks to fetch them fresh. */
enum { KEEP_LISTS_MS = 60 * 60 * 1000 };
/* Left when we stop looking: to read what has come of it. */
enum { LAST_LOOK = SERVICE_CALLS - 4 };

static const struct azure_pages no_pages = { NULL, 0 };

struct tale {
	struct scope			*sc;
	const struct service_task	*task;
	struct service_step		*step;
	const char			*subscription, *name;	/* encoded */
	const struct api_reply		*ticket;	/* when it was read, */
	struct service_case		 is;	/* and how it was */
	int				 at;		/* answers read */
	int				 has_written;	/* and Azure took it */
};

/* The next answer; NULL: it must be asked for. */
static const struct api_reply *
ask(struct tale *t, const char *method, const char *url, const char *body)
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

static int
is_asking(const struct tale *t)
{
	return t->step->call.method != NULL;
}

/* Nothing more is asked: the story has its end, or its next request. */
static int
is_over(const struct tale *t)
{
	return is_asking(t) || t->step->refused != NULL;
}

/* It is proven that nothing was done; the sentence says why. */
static enum err
refuse(struct tale *t, enum err e)
{
	t->step->refused = str_dup(t->sc, t->sc->why);
	return e == E_DENIED ? e : E_OK;
}

static const char *
ticket_url(const struct tale *t, const char *rest)
{
	return str_fmt(t->sc, "/subscriptions/%s" SUPPORT "/supportTickets/"
	    "%s%s?" VERSION, t->subscription, t->name, rest);
}

static enum err
begin(struct tale *t)
{
	enum err e = told_path(t->sc, t->task->subscription, &t->subscription);

	return e != E_OK ? e : told_path(t->sc, t->task->name, &t->name);
}

/* Asks for all pages of a list; until they are there, is_asking(). */
static enum err
list(struct tale *t, const char *url, int64_t keep_ms,
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
		if ((r = ask(t, "GET", url, NULL)) == NULL) {
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

/* The ticket by its name; without an error t->ticket may be NULL. */
static enum err
find(struct tale *t)
{
	const struct api_reply *r = ask(t, "GET", ticket_url(t, ""), NULL);
	enum err e;

	if (r == NULL || r->status == 404)
		return E_OK;
	if ((e = arm_error(t->sc, r)) == E_OK)
		e = azure_case(t->sc, t->task, r, &no_pages, &t->is);
	if (e == E_OK)
		t->ticket = r;
	return e;
}

/* The ticket, which must be there. */
static enum err
need(struct tale *t)
{
	enum err e = find(t);

	if (e != E_OK || t->ticket != NULL || is_asking(t))
		return e;
	if (!t->has_written)
		return arm_error(t->sc, &t->task->got[t->at - 1]);
	t->step->wait_ms = HALF_MADE_MS;
	return scope_fail(t->sc, E_BUSY, "Azure took what we wrote to the "
	    "ticket %s, but it cannot be read yet", t->task->name);
}

/* How every story ends: what is there now. */
static enum err
finish(struct tale *t)
{
	struct azure_pages pages = no_pages;
	enum err e = t->ticket != NULL ? E_OK : need(t);

	if (e != E_OK || is_asking(t) || (e = list(t, ticket_url(t,
	    "/communications"), 0, &pages)) != E_OK || is_asking(t))
		return e;
	return azure_case(t->sc, t->task, t->ticket, &pages,
	    &t->step->found);
}

/* Of what Azure works on: goes on, is done, or has failed, and why. */
enum work { WORK_GOES_ON, WORK_DONE, WORK_FAILED };

static enum err
read_work(struct tale *t, const struct api_reply *r, enum work *ret)
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
 * An error at a look says nothing of the ticket itself, unless it is what the
 * work ended with.
 */
static enum err
look_error(struct tale *t, const struct api_reply *r, enum work *ret)
{
	enum err e = arm_error(t->sc, r);

	*ret = WORK_FAILED;
	if (e == E_OK)
		return read_work(t, r, ret);
	if (e == E_SHAPE)
		return E_OK;
	return e != E_GONE ? e : scope_fail(t->sc, E_BUSY, "Azure forgot "
	    "what it was asked to make: %s", str_dup(t->sc, t->sc->why));
}

/* Follows a 202 to its end. */
static enum err
follow(struct tale *t, const struct api_reply *r, enum work *ret)
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
		if ((r = ask(t, "GET", url, NULL)) == NULL) {
			t->step->wait_ms = wait_ms;
			return E_OK;
		}
		if ((e = look_error(t, r, ret)) != E_OK)
			return e;
	}
	return E_OK;
}

/*
 * Makes what is not there. What failed is a refusal only if it is not there
 * afterwards either.
 */
static enum err
put(struct tale *t, const char *url, const char *body)
{
	const struct api_reply *r = ask(t, "PUT", url, body);
	enum work work = WORK_DONE;
	const char *why;
	enum err e;

	if (r == NULL)
		return E_OK;
	if ((e = arm_error(t->sc, r)) != E_OK)
		return arm_error_is_refusal(r->status) ? refuse(t, e) : e;
	t->has_written = 1;
	if (r->status == 202 && (e = follow(t, r, &work)) != E_OK)
		return e;
	if (is_asking(t) || work == WORK_DONE)
		return E_OK;
	why = str_dup(t->sc, t->sc->why);
	if ((r = ask(t, "GET", url, NULL)) == NULL)
		return E_OK;
	if (r->status == 404)
		t->step->refused = why;
	return r->status == 404 ? E_OK : arm_error(t->sc, r);
}

/*
 * A name that is taken by what is not there yet: it is being made. Where not
 * even the subscription is known, nothing can have been made.
 */
static enum err
check_name(struct tale *t)
{
	const struct cJSON *j;
	const struct api_reply *r = ask(t, "POST", str_fmt(t->sc,
	    "/subscriptions/%s" SUPPORT "/checkNameAvailability?" VERSION,
	    t->subscription), azure_body_name(t->sc, t->task->name));
	const char *free, *text, *reason;
	enum err e;

	if (r == NULL)
		return E_OK;
	if ((e = arm_error(t->sc, r)) != E_OK)
		return e == E_GONE ? refuse(t, e) : e;
	if ((e = told_parse(t->sc, r, &j)) != E_OK)
		return e;
	free = told_flag(j, "nameAvailable");
	text = told_text(t->sc, j, "message");
	reason = told_text(t->sc, j, "reason");
	if (str_same(free, "yes"))
		return E_OK;
	if (reason != NULL && strcasestr(reason, "invalid") != NULL)
		return refuse(t, scope_fail(t->sc, E_SHAPE, "Azure refuses "
		    "the name %s: %s", t->task->name, text == NULL ? "" :
		    text));
	if (free == NULL)
		return scope_fail(t->sc, E_SHAPE, "Azure does not say whether "
		    "the name %s is free: %.*s", t->task->name,
		    (int)str_utf8_cut(r->body, 120), r->body);
	t->step->wait_ms = HALF_MADE_MS;
	return scope_fail(t->sc, E_BUSY, "the name %s is taken at Azure, but "
	    "its ticket cannot be read yet", t->task->name);
}

/* NULL and no error: is_over(). */
static enum err
pick_service(struct tale *t, const char **ret)
{
	const struct service_task *task = t->task;
	struct azure_pages pages;
	enum err e;

	*ret = NULL;
	if (azure_pick_is_service(task->service)) {
		*ret = task->service;
		return E_OK;
	}
	if ((e = list(t, SUPPORT "/services?" VERSION, KEEP_LISTS_MS,
	    &pages)) != E_OK || is_asking(t) ||
	    (e = azure_pick_service(t->sc, &pages, task->service,
	    task->resource, ret)) != E_OK || *ret != NULL)
		return e;
	return refuse(t, scope_fail(t->sc, E_SHAPE, "Azure has no service "
	    "like \"%.80s\"", task->service == NULL ? "" : task->service));
}

static enum err
pick_problem(struct tale *t, const char *service, const char **ret)
{
	struct azure_pages pages;
	enum err e;

	*ret = NULL;
	if (azure_pick_is_problem(t->task->problem)) {
		*ret = t->task->problem;
		return E_OK;
	}
	if ((e = list(t, str_fmt(t->sc, "%s/problemClassifications?" VERSION,
	    service), KEEP_LISTS_MS, &pages)) != E_OK || is_asking(t) ||
	    (e = azure_pick_problem(t->sc, &pages, t->task->problem, ret))
	    != E_OK || *ret != NULL)
		return e;
	return refuse(t, scope_fail(t->sc, E_SHAPE, "Azure's service %s has "
	    "no problem classification", service));
}

static enum err
make(struct tale *t)
{
	const char *service, *problem, *body;
	enum err e;

	if ((e = check_name(t)) != E_OK || is_over(t) ||
	    (e = pick_service(t, &service)) != E_OK || is_over(t) ||
	    (e = pick_problem(t, service, &problem)) != E_OK || is_over(t))
		return e;
	if ((e = azure_body_open(t->sc, t->task, service, problem, &body))
	    != E_OK)
		return refuse(t, e);
	return put(t, ticket_url(t, ""), body);
}

static enum err
azure_open(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct tale t = { .sc = sc, .task = task, .step = ret };
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = begin(&t)) != E_OK || (e = find(&t)) != E_OK || is_asking(&t))
		return e;
	if (t.ticket == NULL && ((e = make(&t)) != E_OK || is_over(&t)))
		return e;
	return finish(&t);
}

static enum err
azure_read(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct tale t = { .sc = sc, .task = task, .step = ret };
	enum err e;

	memset(ret, 0, sizeof(*ret));
	return (e = begin(&t)) != E_OK ? e : finish(&t);
}

static enum err
azure_say(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct tale t = { .sc = sc, .task = task, .step = ret };
	const struct api_reply *r;
	const char *name, *url, *body;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = begin(&t)) != E_OK ||
	    (e = told_path(sc, task->message, &name)) != E_OK)
		return e;
	url = ticket_url(&t, str_fmt(sc, "/communications/%s", name));
	if ((r = ask(&t, "GET", url, NULL)) == NULL)
		return E_OK;
	if (r->status != 404)
		return (e = arm_error(sc, r)) != E_OK ? e : finish(&t);
	if ((e = azure_body_say(sc, task, &body)) != E_OK)
		return refuse(&t, e);
	if ((e = put(&t, url, body)) != E_OK || is_over(&t))
		return e;
	return finish(&t);
}

/*
 * Sends a change of the ticket, and reads it again. A conflict is a refusal
 * here: severity cannot be changed while an engineer works on it.
 */
static enum err
patch(struct tale *t, const char *body)
{
	const struct api_reply *r = ask(t, "PATCH", ticket_url(t, ""), body);
	enum err e;

	if (r == NULL)
		return E_OK;
	if ((e = arm_error(t->sc, r)) != E_OK)
		return arm_error_is_refusal(r->status) || r->status == 409 ?
		    refuse(t, e) : e;
	t->has_written = 1;
	t->ticket = NULL;
	return finish(t);
}

static enum err
azure_change(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct tale t = { .sc = sc, .task = task, .step = ret };
	const char *body;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = begin(&t)) != E_OK || (e = need(&t)) != E_OK || is_asking(&t))
		return e;
	if ((e = azure_body_change(sc, task, t.ticket, &body)) != E_OK)
		return refuse(&t, e);
	return body == NULL ? finish(&t) : patch(&t, body);
}

static enum err
azure_close(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct tale t = { .sc = sc, .task = task, .step = ret };
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = begin(&t)) != E_OK || (e = need(&t)) != E_OK || is_asking(&t))
		return e;
	return t.is.status == SERVICE_CLOSED ? finish(&t) :
	    patch(&t, azure_body_close(sc));
}

const struct service service_azure = {
	.channel = "azure-support-api", .api = API_ARM,
	.open = azure_open, .read = azure_read, .say = azure_say,
	.change = azure_change, .close = azure_close
};
