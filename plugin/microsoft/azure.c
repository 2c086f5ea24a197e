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
#include "microsoft/azure_files.h"
#include "microsoft/azure_pick.h"
#include "microsoft/azure_tale.h"
#include "microsoft/told.h"

#include <string.h>

/* Ids of services change: Microsoft asks to fetch them fresh. */
enum { KEEP_LISTS_MS = 60 * 60 * 1000 };

/*
 * A name that is taken by what is not there yet: it is being made. Where not
 * even the subscription is known, nothing can have been made.
 */
static enum err
check_name(struct azure_tale *t)
{
	const struct cJSON *j;
	const struct api_reply *r = azure_ask(t, "POST", str_fmt(t->sc,
	    "/subscriptions/%s" AZURE_SUPPORT "/checkNameAvailability?"
	    AZURE_VERSION, t->subscription),
	    azure_body_name(t->sc, t->task->name));
	const char *is_free, *text, *reason;
	enum err e;

	if (r == NULL)
		return E_OK;
	if ((e = arm_error(t->sc, r)) != E_OK)
		return e == E_GONE && arm_error_is_azures(t->sc, r) ?
		    azure_refuse(t, e) : e;
	if ((e = told_parse(t->sc, r, &j)) != E_OK)
		return e;
	is_free = told_flag(j, "nameAvailable");
	text = told_text(t->sc, j, "message");
	reason = told_text(t->sc, j, "reason");
	if (str_same(is_free, "yes"))
		return E_OK;
	if (reason != NULL && strcasestr(reason, "invalid") != NULL)
		return azure_refuse(t, scope_fail(t->sc, E_SHAPE,
		    "Azure refuses the name %s: %s", t->task->name,
		    text == NULL ? "" : text));
	if (is_free == NULL)
		return scope_fail(t->sc, E_SHAPE, "Azure does not say whether "
		    "the name %s is free: %s", t->task->name,
		    told_start(t->sc, r));
	t->step->wait_ms = AZURE_HALF_MADE_MS;
	return scope_fail(t->sc, E_BUSY, "the name %s is taken at Azure, but "
	    "its ticket cannot be read yet", t->task->name);
}

/* NULL and no error: azure_is_over(). */
static enum err
pick_service(struct azure_tale *t, const char **ret)
{
	const struct service_task *task = t->task;
	struct azure_pages pages;
	enum err e;

	*ret = NULL;
	if (azure_pick_is_service(task->service)) {
		*ret = task->service;
		return E_OK;
	}
	if ((e = azure_list(t, AZURE_SUPPORT "/services?" AZURE_VERSION,
	    KEEP_LISTS_MS, &pages)) != E_OK || azure_is_asking(t) ||
	    (e = azure_pick_service(t->sc, &pages, task->service,
	    task->resource, ret)) != E_OK || *ret != NULL)
		return e;
	return azure_refuse(t, scope_fail(t->sc, E_SHAPE, "Azure has no "
	    "service like \"%.80s\"", task->service == NULL ? "" :
	    task->service));
}

static enum err
pick_problem(struct azure_tale *t, const char *service, const char **ret)
{
	struct azure_pages pages;
	enum err e;

	*ret = NULL;
	if (azure_pick_is_problem(t->task->problem)) {
		*ret = t->task->problem;
		return E_OK;
	}
	if ((e = azure_list(t, str_fmt(t->sc, "%s/problemClassifications?"
	    AZURE_VERSION, service), KEEP_LISTS_MS, &pages)) != E_OK ||
	    azure_is_asking(t) || (e = azure_pick_problem(t->sc, &pages,
	    t->task->problem, ret)) != E_OK || *ret != NULL)
		return e;
	return azure_refuse(t, scope_fail(t->sc, E_SHAPE, "Azure's service %s "
	    "has no problem classification", service));
}

/*
 * While its name is free nothing is there, so what we may not look up, or
 * what is not there to be looked up, is a refusal.
 */
static enum err
pick(struct azure_tale *t, const char **ret_service, const char **ret_problem)
{
	enum err e = pick_service(t, ret_service);

	*ret_problem = NULL;
	if (e == E_OK && !azure_is_over(t))
		e = pick_problem(t, *ret_service, ret_problem);
	return e == E_GONE || e == E_DENIED ? azure_refuse(t, e) : e;
}

static enum err
make(struct azure_tale *t)
{
	const char *service, *problem, *body;
	const struct api_reply *r;
	enum err e;

	if ((e = check_name(t)) != E_OK || azure_is_over(t) ||
	    (e = pick(t, &service, &problem)) != E_OK || azure_is_over(t))
		return e;
	if ((e = azure_body_open(t->sc, t->task, service, problem, &body))
	    != E_OK)
		return azure_refuse(t, e);
	if ((e = azure_put(t, azure_ticket_url(t, ""), body, &r)) != E_OK ||
	    azure_is_over(t))
		return e;
	return azure_take(t, r);
}

static enum err
azure_open(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct azure_tale t = { .sc = sc, .task = task, .step = ret };
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = azure_begin(&t)) != E_OK || azure_is_asking(&t) ||
	    (e = azure_find(&t)) != E_OK || azure_is_asking(&t))
		return e;
	if (t.ticket == NULL && ((e = make(&t)) != E_OK || azure_is_over(&t)))
		return e;
	return azure_finish(&t);
}

static enum err
azure_read(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct azure_tale t = { .sc = sc, .task = task, .step = ret };
	enum err e;

	memset(ret, 0, sizeof(*ret));
	e = azure_begin(&t);
	return e != E_OK || azure_is_asking(&t) ? e : azure_finish(&t);
}

static enum err
azure_say(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct azure_tale t = { .sc = sc, .task = task, .step = ret };
	const struct api_reply *r;
	const char *name, *url, *body;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = azure_begin(&t)) != E_OK || azure_is_asking(&t) ||
	    (e = told_path(sc, task->message, &name)) != E_OK)
		return e;
	url = azure_ticket_url(&t, str_fmt(sc, "/communications/%s", name));
	if ((r = azure_ask(&t, "GET", url, NULL)) == NULL)
		return E_OK;
	if (r->status != 404)
		e = arm_error(sc, r);
	else if ((e = azure_body_say(sc, task, &body)) != E_OK)
		return azure_refuse(&t, e);
	else
		e = azure_put(&t, url, body, &r);
	if (e != E_OK || azure_is_over(&t) ||
	    (e = azure_case_message(sc, r)) != E_OK)
		return e;
	return azure_finish(&t);
}

/*
 * Sends a change of the ticket, and reads it again. A conflict is a refusal
 * here: severity cannot be changed while an engineer works on it.
 */
static enum err
patch(struct azure_tale *t, const char *body)
{
	const struct api_reply *r = azure_ask(t, "PATCH",
	    azure_ticket_url(t, ""), body);
	enum err e;

	if (r == NULL)
		return E_OK;
	if ((e = arm_error(t->sc, r)) != E_OK)
		return told_is_refusal(r->status) || r->status == 409 ?
		    azure_refuse(t, e) : e;
	t->has_written = 1;
	t->ticket = NULL;
	return azure_finish(t);
}

static enum err
azure_change(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct azure_tale t = { .sc = sc, .task = task, .step = ret };
	const char *body;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = azure_begin(&t)) != E_OK || azure_is_asking(&t) ||
	    (e = azure_need(&t)) != E_OK || azure_is_asking(&t))
		return e;
	if ((e = azure_body_change(sc, task, t.ticket, &body)) != E_OK)
		return azure_refuse(&t, e);
	return body == NULL ? azure_finish(&t) : patch(&t, body);
}

static enum err
azure_close(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct azure_tale t = { .sc = sc, .task = task, .step = ret };
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = azure_begin(&t)) != E_OK || azure_is_asking(&t) ||
	    (e = azure_need(&t)) != E_OK || azure_is_asking(&t))
		return e;
	return t.is.status == SERVICE_CLOSED ? azure_finish(&t) :
	    patch(&t, azure_body_close(sc));
}

const struct service service_azure = {
	.channel = "azure-support-api", .api = API_ARM,
	.open = azure_open, .read = azure_read, .say = azure_say,
	.change = azure_change, .close = azure_close, .file = azure_file
};
