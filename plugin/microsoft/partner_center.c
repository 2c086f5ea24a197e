/*
 * Service requests of Partner Center (DOMAIN 6.5). People make them in the
 * portal, so there is no open; what we know is the number that they typed in.
 *
 * Every story looks for the request first: among the customer's, among the
 * partner's whole organisation (which takes the role Support Request Admin),
 * and among our user's own. A write goes where it was found, and then it is
 * read again, because the answer to a write is empty (or not, by document).
 */
#include "microsoft/told.h"
#include "microsoft/partner_case.h"
#include "microsoft/partner_error.h"

#include <string.h>

struct way {
	const char	*url;
	int		 whole_organisation;
};

struct tale {
	struct scope			*sc;
	const struct service_task	*task;
	struct service_step		*step;
	struct way			 way[3];
	int				 nways, at;	/* which way */
	int				 read;		/* answers */
};

/* The next answer; NULL: it must be asked for. */
static const struct api_reply *
next(struct tale *t)
{
	return t->read == t->task->ngot ? NULL : &t->task->got[t->read++];
}

static enum err
ask(const struct tale *t, const char *method, const char *body)
{
	const struct way *w = &t->way[t->at];

	t->step->call = (struct api_call){
		.api = API_PARTNER_CENTER, .as = AS_USER, .method = method,
		.url = w->url, .body = body
	};
	if (w->whole_organisation)
		t->step->call.header[t->step->call.nheaders++] =
		    (struct api_header){ "IncludeOrganizationRequests",
		    "true" };
	return E_OK;
}

static int
is_asking(const struct tale *t)
{
	return t->step->call.method != NULL;
}

static enum err
begin(struct tale *t)
{
	const char *id, *tenant, *own;
	enum err e;

	if ((e = told_path(t->sc, t->task->number, &id)) != E_OK)
		return e;
	own = str_fmt(t->sc, "/v1/servicerequests/%s", id);
	if (t->task->customer != NULL) {
		if ((e = told_path(t->sc, t->task->customer, &tenant))
		    != E_OK)
			return e;
		t->way[t->nways++].url = str_fmt(t->sc, "/v1/customers/%s/"
		    "servicerequests/%s", tenant, id);
	}
	t->way[t->nways++] = (struct way){ own, 1 };
	t->way[t->nways++] = (struct way){ own, 0 };
	return E_OK;
}

/*
 * Of the refusals on all ways the first that names a right tells most: what
 * somebody else asked for is simply not there for our user.
 */
static enum err
find(struct tale *t)
{
	const char *why = NULL;
	enum err e = E_OK, worst = E_GONE;

	for (; t->at < t->nways; t->at++) {
		const struct api_reply *r = next(t);

		if (r == NULL)
			return ask(t, "GET", NULL);
		if ((e = partner_judge(t->sc, r, t->step)) == E_OK)
			return partner_case(t->sc, t->task->number, r,
			    &t->step->found);
		if (r->status != 403 && r->status != 404)
			return e;
		if (why == NULL || (e == E_DENIED && worst != E_DENIED)) {
			why = str_fmt(t->sc, "%s%s", t->sc->why,
			    t->way[t->at].whole_organisation && e ==
			    E_DENIED ? " (a colleague's request takes the "
			    "role Support Request Admin)" : "");
			worst = e;
		}
	}
	return scope_fail(t->sc, worst, "%s", why);
}

/* Sends a change, once the request was found, and reads what it did. */
static enum err
patch(struct tale *t, const char *body)
{
	const struct api_reply *r = next(t);
	enum err e;

	if (r == NULL)
		return ask(t, "PATCH", body);
	if ((e = partner_judge(t->sc, r, t->step)) != E_OK) {
		if (told_is_refusal(r->status))
			t->step->refused = str_dup(t->sc, t->sc->why);
		return e == E_SHAPE && t->step->refused != NULL ? E_OK : e;
	}
	if ((r = next(t)) == NULL)
		return ask(t, "GET", NULL);
	if ((e = partner_judge(t->sc, r, t->step)) != E_OK)
		return e;
	return partner_case(t->sc, t->task->number, r, &t->step->found);
}

/* The body that changes what was found; NULL: it is like that already. */
typedef enum err change_body(struct scope *, const struct service_task *,
	    const struct service_case *, const char **ret);

static enum err
nothing(struct scope *sc, const struct service_task *task,
    const struct service_case *found, const char **ret)
{
	(void)sc;
	(void)task;
	(void)found;
	*ret = NULL;
	return E_OK;
}

static enum err
note(struct scope *sc, const struct service_task *task,
    const struct service_case *found, const char **ret)
{
	*ret = partner_case_has(sc, found, task->message) ? NULL :
	    partner_case_note(sc, task->number, task->message, task->text);
	return E_OK;
}

static enum err
severity(struct scope *sc, const struct service_task *task,
    const struct service_case *found, const char **ret)
{
	*ret = NULL;
	if (str_same(found->severity, task->severity))
		return E_OK;
	*ret = partner_case_severity(sc, task->number, task->severity);
	if (*ret == NULL)
		return scope_fail(sc, E_SHAPE, "\"%.10s\" is no severity: "
		    "A, B or C", task->severity == NULL ? "" :
		    task->severity);
	return E_OK;
}

static enum err
closing(struct scope *sc, const struct service_task *task,
    const struct service_case *found, const char **ret)
{
	*ret = found->status == SERVICE_CLOSED ? NULL :
	    partner_case_close(sc, task->number);
	return E_OK;
}

static enum err
tell(struct scope *sc, const struct service_task *task, change_body *change,
    struct service_step *ret)
{
	struct tale t = { .sc = sc, .task = task, .step = ret };
	const char *body;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = begin(&t)) != E_OK || (e = find(&t)) != E_OK ||
	    is_asking(&t) ||
	    (e = change(sc, task, &ret->found, &body)) != E_OK ||
	    body == NULL)
		return e;
	return patch(&t, body);
}

static enum err
partner_read(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	return tell(sc, task, nothing, ret);
}

static enum err
partner_say(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	return tell(sc, task, note, ret);
}

static enum err
partner_change(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	return tell(sc, task, severity, ret);
}

static enum err
partner_close(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	return tell(sc, task, closing, ret);
}

const struct service service_partner_center = {
	.channel = "partner-center-portal", .api = API_PARTNER_CENTER,
	.read = partner_read, .say = partner_say, .change = partner_change,
	.close = partner_close
};
