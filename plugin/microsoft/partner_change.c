/*
 * One loop: read, see what is missing, change that, read again. What is
 * missing is asked of the object alone, so the story may begin anywhere.
 */
#include "microsoft/partner_change.h"

#include "microsoft/partner_error.h"
#include "microsoft/told.h"

#include <string.h>
#include <strings.h>

enum { MOST_STALE = 1, MOST_SET = 4, GROWS = 6, MORE = 4096, QUOTED = 120 };

/* What a suspension takes is given back; the rest is only looked at. */
enum { GIVEN_BACK = 2 };
const char *const partner_change_members[] = {
	"autoRenewEnabled", "scheduledNextTermInstructions",
	"scheduledActions", "nextChargeInstructions", "quantity",
	"billingCycle", "termDuration", "renewalTermDuration",
	"commitmentEndDate", NULL
};

/* 409 is "later" for all else; these prove that nothing was done. */
static const char pending[] = "900278";
static const char *const sure[] = { "27009", pending };

struct object {
	const struct api_reply	*reply;
	const struct cJSON	*json;
	const char		*status, *etag;
};

struct tale {
	struct scope			*sc;
	const struct service_task	*task;
	struct service_step		*step;
	const char			*url;
	int				 read;		/* answers */
	struct object			 is;
	const struct cJSON		*before;	/* or NULL */
	int				 stale;		/* changes */
	int				 was_turned;	/* its status */
	/* Not with the status: that was refused, or it did not do. */
	int				 is_apart;
	int				 was_given_back;
	const char			*why;	/* that was refused, or NULL */
	/* Members of the next PATCH that differ from the object's. */
	struct json_member		 set[MOST_SET];
	int				 nset;
};

/* The next answer; NULL: it must be asked for. */
static const struct api_reply *
next(struct tale *t)
{
	return t->read == t->task->ngot ? NULL : &t->task->got[t->read++];
}

static enum err
ask(struct tale *t, const char *method, const char *body)
{
	t->step->wait_ms = 0;
	t->step->call = (struct api_call){ .api = API_PARTNER_CENTER,
	    .as = AS_APP, .method = method, .url = t->url, .body = body };
	if (body != NULL && t->is.etag != NULL)
		t->step->call.header[t->step->call.nheaders++] =
		    (struct api_header){ "If-Match", t->is.etag };
	return E_OK;
}

/* With its double quotes, which people forget. */
static enum err
read_etag(struct tale *t, struct object *o)
{
	const char *s = told_text(t->sc, o->json, "attributes.etag");

	if (s == NULL)
		return E_OK;
	for (const char *c = s; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || (unsigned char)*c > '~')
			return scope_fail(t->sc, E_SHAPE, "$.attributes.etag "
			    "is no etag");
	o->etag = strchr(s, '"') != NULL ? s : str_fmt(t->sc, "\"%s\"", s);
	return E_OK;
}

static enum err
read_object(struct tale *t, const struct api_reply *r)
{
	struct object o = { .reply = r };
	const char *id;
	enum err e;

	if ((e = told_parse(t->sc, r, &o.json)) != E_OK)
		return e;
	id = told_text(t->sc, o.json, "id");
	if (id == NULL || strcasecmp(id, t->task->subscription) != 0)
		return scope_fail(t->sc, E_SHAPE, "$.id is not the "
		    "subscription that was asked for: %s",
		    told_start(t->sc, r));
	o.status = told_text(t->sc, o.json, "status");
	if (o.status == NULL)
		return scope_fail(t->sc, E_SHAPE, "$.status is missing: %s",
		    told_start(t->sc, r));
	if ((e = read_etag(t, &o)) == E_OK)
		t->is = o;
	return e;
}

static int
has_status(const struct tale *t, const char *status)
{
	return strcasecmp(t->is.status, status) == 0;
}

static enum err
refuse(struct tale *t, const char *why)
{
	t->step->refused = why;
	return E_OK;
}

static enum err
refuse_status(struct tale *t)
{
	return refuse(t, str_fmt(t->sc, "its status at Partner Center is "
	    "\"%.40s\": it cannot be \"%s\" from there", t->is.status,
	    t->task->wanted));
}

static void
set(struct tale *t, const char *name, const char *raw)
{
	t->set[t->nset++] = (struct json_member){ name, raw };
}

static const char *
found_raw(const struct json_member *m, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcasecmp(m[i].name, name) == 0)
			return m[i].raw;
	return NULL;
}

/* Was it so before, and is it not so now? */
static int
is_lost(const struct tale *t, const char *name)
{
	const struct cJSON *was = told_at(t->before, name);

	return was != NULL && !json_same(was, told_at(t->is.json, name));
}

/* What the suspension took goes into the next change as it was written. */
static enum err
give_back(struct tale *t)
{
	struct json_member *m;
	enum err e;
	int n;

	if (t->before == NULL || t->was_given_back)
		return E_OK;
	e = json_members(t->sc, t->task->before, strlen(t->task->before),
	    TOLD_DEPTH, &m, &n);
	for (int i = 0; e == E_OK && i < GIVEN_BACK; i++) {
		const char *name = partner_change_members[i];

		if (is_lost(t, name))
			set(t, name, found_raw(m, n, name));
	}
	return e;
}

static int
has_reason(const struct cJSON *object, const struct cJSON *reason)
{
	for (const struct cJSON *it = json_first(told_at(object,
	    "suspensionReasons")); it != NULL; it = json_next(it))
		if (json_same(it, reason))
			return 1;
	return 0;
}

/*
 * No document has the words. So ours are those that it had just after we had
 * suspended it, and had not before.
 */
static const char *
foreign_reason(struct tale *t, const struct cJSON *after)
{
	for (const struct cJSON *it = json_first(told_at(t->is.json,
	    "suspensionReasons")); it != NULL; it = json_next(it))
		if (!has_reason(after, it) || has_reason(t->before, it))
			return json_value(it) != NULL ? json_value(it) :
			    json_print(t->sc, it);
	return NULL;
}

static enum err
kept(struct tale *t, const char *text, const struct cJSON **ret)
{
	*ret = NULL;
	return text == NULL ? E_OK : json_parse(t->sc, text, strlen(text),
	    TOLD_DEPTH, ret);
}

static enum err
plan_suspended(struct tale *t)
{
	if (has_status(t, "suspended"))
		return E_OK;
	if (!has_status(t, "active"))
		return refuse_status(t);
	set(t, "status", "\"suspended\"");
	return E_OK;
}

static enum err
plan_active(struct tale *t)
{
	const struct cJSON *after;
	const char *reason;
	enum err e;

	if (has_status(t, "active"))
		return give_back(t);
	if (!has_status(t, "suspended"))
		return refuse_status(t);
	if ((e = kept(t, t->task->after, &after)) != E_OK)
		return e;
	if ((reason = foreign_reason(t, after)) != NULL)
		return refuse(t, str_fmt(t->sc, "it is suspended for a reason "
		    "that did not come from us, \"%.*s\": see it in Partner "
		    "Center, and ask Microsoft", (int)str_utf8_cut(reason,
		    QUOTED), reason));
	set(t, "status", "\"active\"");
	return t->is_apart ? E_OK : give_back(t);
}

static const struct {
	const char	*wanted;
	enum err	(*plan)(struct tale *);
} aims[] = {
	{ "suspended", plan_suspended },
	{ "active", plan_active },
};

/* The object with what is set; E_SHAPE: it has one of these twice. */
static enum err
body_of(struct tale *t, const char **ret)
{
	size_t len;
	const char *text = told_body(t->is.reply, &len);
	int has[MOST_SET] = { 0 };
	struct json_member *m;
	struct json_out out;
	enum err e;
	int n;

	if ((e = json_members(t->sc, text, len, TOLD_DEPTH, &m, &n)) != E_OK)
		return e;
	json_begin(&out, t->sc, len * GROWS + MORE);
	json_open(&out, NULL, '{');
	for (int i = 0; i < n; i++) {
		const char *raw = m[i].raw;

		for (int k = 0; k < t->nset; k++) {
			if (strcasecmp(m[i].name, t->set[k].name) != 0)
				continue;
			if (has[k]++)
				return scope_fail(t->sc, E_SHAPE, "$.%s is "
				    "there twice", t->set[k].name);
			raw = t->set[k].raw;
		}
		json_put_raw(&out, m[i].name, raw);
	}
	for (int k = 0; k < t->nset; k++)
		if (!has[k])
			json_put_raw(&out, t->set[k].name, t->set[k].raw);
	json_close(&out);
	*ret = json_end(&out);
	return E_OK;
}

static int
is_stale(struct tale *t, const struct api_reply *r)
{
	return r->status == 412 || str_same(partner_error_code(t->sc, r),
	    "2055");
}

/* Does it prove that this change was not made? A token is only renewed. */
static int
is_refusal(struct tale *t, const struct api_reply *r)
{
	const char *code = partner_error_code(t->sc, r);

	for (int i = 0; i < LEN(sure); i++)
		if (str_same(code, sure[i]))
			return 1;
	return r->status != 401 && told_is_refusal(r->status);
}

static int
turns(const struct tale *t)
{
	return str_same(t->set[0].name, "status");
}

static void
taken(struct tale *t)
{
	if (turns(t))
		t->was_turned = 1;
	else
		t->was_given_back = 1;
}

/* Without what is given back the status may do; else that is told. */
static void
not_taken(struct tale *t)
{
	const char *why = str_dup(t->sc, t->sc->why);

	if (turns(t) && t->nset == 1) {
		t->step->refused = why;
	} else if (turns(t)) {
		t->is_apart = 1;
	} else {
		t->was_given_back = 1;
		t->why = why;
	}
}

static enum err
finish(struct tale *t)
{
	size_t len;
	const char *text = told_body(t->is.reply, &len);
	struct buf b;

	buf_init(&b, t->sc, MORE);
	for (int i = 0; partner_change_members[i] != NULL; i++)
		if (is_lost(t, partner_change_members[i]))
			buf_fmt(&b, "%s%s", b.len == 0 ? "" : " ",
			    partner_change_members[i]);
	t->step->lost = b.len == 0 ? NULL : b.at;
	t->step->lost_why = b.len == 0 ? NULL : t->why;
	t->step->image = str_copy(t->sc, text, len);
	return E_OK;
}

/* One reading; sets `body` if something must be changed. */
static enum err
look(struct tale *t, const struct api_reply *r, const char **ret_body)
{
	enum err e;

	*ret_body = NULL;
	t->nset = 0;
	if ((e = partner_judge(t->sc, r, t->step)) != E_OK ||
	    (e = read_object(t, r)) != E_OK)
		return e;
	for (int i = 0; e == E_OK && i < LEN(aims); i++)
		if (str_same(aims[i].wanted, t->task->wanted))
			e = aims[i].plan(t);
	if (e != E_OK || t->step->refused != NULL || t->nset == 0)
		return e;
	if (turns(t) && t->was_turned)
		return scope_fail(t->sc, E_BUSY, "Partner Center took the "
		    "change, and still says \"%.40s\"", t->is.status);
	return body_of(t, ret_body);
}

/* What came of a change. */
static enum err
changed(struct tale *t, const struct api_reply *r)
{
	int stale = is_stale(t, r), refusal = is_refusal(t, r);
	enum err e = partner_judge(t->sc, r, t->step);

	if (e == E_OK)
		taken(t);
	else if (stale)
		return t->stale++ < MOST_STALE ? E_OK : e;
	else if (!refusal)
		return e;
	else if (turns(t) && str_same(partner_error_code(t->sc, r), pending))
		return t->step->is_pending = 1, e;
	else
		not_taken(t);
	return E_OK;
}

static enum err
tell(struct tale *t)
{
	const struct api_reply *r;
	const char *body;
	enum err e;

	do {
		if ((r = next(t)) == NULL)
			return ask(t, "GET", NULL);
		if ((e = look(t, r, &body)) != E_OK ||
		    t->step->refused != NULL)
			return e;
		if (body == NULL)
			return finish(t);
		if ((r = next(t)) == NULL)
			return ask(t, "PATCH", body);
		if ((e = changed(t, r)) != E_OK)
			return e;
	} while (t->step->refused == NULL);
	return E_OK;
}

static enum err
begin(struct tale *t, struct scope *sc, const struct service_task *task,
    struct service_step *step)
{
	const char *tenant, *id;
	enum err e;

	*t = (struct tale){ .sc = sc, .task = task, .step = step };
	memset(step, 0, sizeof(*step));
	if ((e = told_path(sc, task->customer, &tenant)) != E_OK ||
	    (e = told_path(sc, task->subscription, &id)) != E_OK)
		return e;
	t->url = str_fmt(sc, "/v1/customers/%s/subscriptions/%s", tenant, id);
	return kept(t, task->before, &t->before);
}

enum err
partner_change_story(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct tale t;
	enum err e = begin(&t, sc, task, ret);

	return e == E_OK ? tell(&t) : e;
}

enum err
partner_look_story(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	const struct api_reply *r;
	struct tale t;
	enum err e = begin(&t, sc, task, ret);

	if (e != E_OK)
		return e;
	if ((r = next(&t)) == NULL)
		return ask(&t, "GET", NULL);
	if ((e = partner_judge(t.sc, r, t.step)) != E_OK ||
	    (e = read_object(&t, r)) != E_OK)
		return e;
	return finish(&t);
}
