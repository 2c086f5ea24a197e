/*
 * What Zammad needs of settings: a webhook, triggers that call it, and
 * attributes of tickets. First everything is read; from that follows, always
 * in the same order, what is to be changed, so the number of answers says
 * what comes next and nothing has to be remembered here.
 */
#include "install.h"

#include "base/shape.h"

#include <string.h>

const struct source_info zammad_sources[SOURCES] = {
	[ME] = { "user", "/users/me", NULL },
	[WEBHOOKS] = { "webhook", "/webhooks", "admin.webhook" },
	[TRIGGERS] = { "trigger", "/triggers", "admin.trigger" },
	[FIELDS] = { "field", "/object_manager_attributes", "admin.object" }
};

#define HOOK	"cspdesk"
#define NOT_US	"{\"operator\":\"is not\",\"pre_condition\":\"specific\"," \
		"\"value\":\"%s\"}"
#define IS(v)	"{\"operator\":\"is\",\"value\":" v "}"
#define CHANGED(a) "{\"name\":\"ticket." a "\",\"operator\":\"has changed\"}"

/*
 * One for each event. %s is our user's id: what we write ourselves calls
 * nobody, but notes on doctor's test ticket. Senders: 1 Agent, 2 Customer.
 */
static const struct {
	const char	*name, *condition;
} triggers[] = {
	{ "cspdesk.created", "{\"ticket.action\":" IS("\"create\"")
	    ",\"ticket.created_by_id\":" NOT_US "}" },
	{ "cspdesk.customer-message", "{\"ticket.action\":" IS("\"update\"")
	    ",\"article.action\":" IS("\"create\"")
	    ",\"article.sender_id\":" IS("\"2\"") "}" },
	{ "cspdesk.agent-message", "{\"ticket.action\":" IS("\"update\"")
	    ",\"article.action\":" IS("\"create\"")
	    ",\"article.sender_id\":" IS("\"1\"")
	    ",\"article.created_by_id\":" NOT_US "}" },
	{ "cspdesk.changed", "{\"operator\":\"AND\",\"conditions\":["
	    "{\"name\":\"ticket.action\",\"operator\":\"is\","
	    "\"value\":\"update\"},"
	    "{\"name\":\"ticket.updated_by_id\",\"operator\":\"is not\","
	    "\"pre_condition\":\"specific\",\"value\":\"%s\"},"
	    "{\"operator\":\"OR\",\"conditions\":[" CHANGED("group_id") ","
	    CHANGED("state_id") "," CHANGED("priority_id") ","
	    CHANGED("owner_id") "," CHANGED("customer_id") ","
	    CHANGED("organization_id") "]}]}" },
	{ "cspdesk.doctor", "{\"ticket.title\":" IS("\"" DESK_TEST_SUBJECT
	    "\"") ",\"article.action\":" IS("\"create\"")
	    ",\"article.created_by_id\":{\"operator\":\"is\","
	    "\"pre_condition\":\"specific\",\"value\":\"%s\"}}" },
};

struct call
site_ask(const struct site *s, const char *token, const char *method,
    const char *path)
{
	struct desk_conf c = *s->t->conf;

	c.token = token;
	return zammad_call(s->sc, &c, method, path);
}

static enum err
refused(struct scope *sc, const char *rights)
{
	return scope_fail(sc, E_DENIED, "this token, or a role of its user, "
	    "lacks %s; Zammad: Profile > Token Access", rights);
}

static enum err
judge(struct scope *sc, const struct reply *r, const char *right)
{
	if (r->status == 401)
		return scope_fail(sc, E_DENIED, "Zammad knows no such token "
		    "as %s (401)", right == NULL ? "the one in "
		    "desks[].token_file" : "this one");
	if (r->status == 403 && right != NULL)
		return refused(sc, right);
	return desk_status(sc, r);
}

int
site_is_field(const char *thing)
{
	return strncmp(thing, "field ", 6) == 0;
}

static int
is_needed(const struct desk_task *t, int is_removal, enum source source)
{
	if (source == ME)
		return !is_removal;
	if (source != FIELDS)
		return 1;
	for (int i = 0; !is_removal && i < t->conf->nfields; i++)
		if (*t->conf->fields[i] != '\0')
			return 1;
	for (int i = 0; is_removal && i < t->nformer; i++)
		if (site_is_field(t->former[i].thing))
			return 1;
	return 0;
}

/* The user, or a list of things that all have an id. */
static int
is_answer(struct scope *sc, enum source source, const struct cJSON *j)
{
	if (source == ME)
		return zammad_id(sc, j, "id") != NULL;
	for (const struct cJSON *it = json_first(j); it != NULL;
	    it = json_next(it))
		if (zammad_id(sc, it, "id") == NULL)
			return 0;
	return json_is_array(j);
}

/* One source: asks for it, or takes its answer. */
static enum err
read_one(struct site *s, enum source source, struct buf *lacks)
{
	const struct reply *r = &s->t->got[s->nreads++];
	const char *right = zammad_sources[source].right;
	enum err e;

	if (s->nreads > s->t->ngot) {
		s->ret->call = site_ask(s, source == ME ? s->t->conf->token :
		    s->t->token, "GET", zammad_sources[source].path);
		return E_OK;
	}
	if (r->status == 403 && right != NULL) {
		buf_fmt(lacks, "%s%s", lacks->len == 0 ? "" : ", ", right);
		return E_OK;
	}
	if ((e = judge(s->sc, r, right)) != E_OK)
		return e;
	if (json_parse(s->sc, r->body, r->len, ZAMMAD_DEPTH,
	    &s->doc[source]) != E_OK ||
	    !is_answer(s->sc, source, s->doc[source]))
		return scope_fail(s->sc, E_SHAPE, "the answer to %s is not "
		    "Zammad's", zammad_sources[source].path);
	return E_OK;
}

/* Afterwards there is a call in `ret`, or everything has been read. */
static enum err
read_all(struct site *s, int is_removal)
{
	struct buf lacks;
	enum err e = E_OK;

	buf_init(&lacks, s->sc, MAX_TEXT);
	for (int i = 0; i < SOURCES; i++) {
		if (!is_needed(s->t, is_removal, i))
			continue;
		if ((e = read_one(s, i, &lacks)) != E_OK ||
		    s->ret->call.method != NULL)
			return e;
	}
	return lacks.len == 0 ? E_OK : refused(s->sc, lacks.at);
}

/* ---- changes, in their order */

/* `step` is the one that is wanted now, or not. */
void
site_change(struct site *s, const char *right, struct desk_step step)
{
	if (s->changes++ != s->at)
		return;
	*s->ret = step;
	s->right = right;
}

struct call
site_change_call(const struct site *s, enum source source, const char *id,
    const char *body)
{
	const char *method = id == NULL ? "POST" : body == NULL ? "DELETE" :
	    "PUT";
	struct call c = site_ask(s, s->t->token, method, str_fmt(s->sc,
	    "%s%s%s", zammad_sources[source].path, id == NULL ? "" : "/",
	    id == NULL ? "" : id));

	c.body = body;
	return c;
}

/* Makes a thing, or changes what is different in it. */
static enum err
settle(struct site *s, enum source source, const char *name,
    const char *want, int is_new)
{
	const struct cJSON *have = zammad_named(s->doc[source], name), *w;
	const char *differs, *word = zammad_sources[source].word;
	struct desk_step step = { .former.thing = str_fmt(s->sc, "%s %s",
	    word, name) };

	if (json_parse(s->sc, want, strlen(want), ZAMMAD_DEPTH, &w) != E_OK)
		return scope_fail(s->sc, E_BROKEN, "%s: our own text is not "
		    "JSON: %s", name, str_dup(s->sc, s->sc->why));
	if (have == NULL) {
		step.call = site_change_call(s, source, NULL, want);
		step.says = str_fmt(s->sc, "%s %s: new%s%s", word, name,
		    source == WEBHOOKS ? ", to " : "",
		    source == WEBHOOKS ? s->t->url : "");
		site_change(s, zammad_sources[source].right, step);
		return E_OK;
	}
	differs = zammad_differs(s->sc, w, have);
	if (differs == NULL && !is_new)
		return E_OK;
	step.former.was = zammad_former(s->sc, w, have);
	step.call = site_change_call(s, source, zammad_id(s->sc, have, "id"),
	    want);
	step.says = str_fmt(s->sc, "%s %s: %s", word, name,
	    differs == NULL ? "calls the new webhook" : differs);
	site_change(s, zammad_sources[source].right, step);
	return E_OK;
}

static enum err
settle_webhook(struct site *s)
{
	const struct cJSON *have = zammad_named(s->doc[WEBHOOKS], HOOK);
	struct json_out out;

	json_begin(&out, s->sc, MAX_TEXT);
	json_open(&out, NULL, '{');
	json_put(&out, "name", HOOK);
	json_put(&out, "endpoint", s->t->url);
	json_put(&out, "signature_token", s->t->secret);
	json_put_bool(&out, "ssl_verify", 1);
	json_put_bool(&out, "active", 1);
	json_put_bool(&out, "customized_payload", 0);
	json_put(&out, "note", str_fmt(s->sc, "Made by cspdesk hook install, "
	    "which puts back what is edited. %s", s->t->mark));
	/* Since Zammad 7; POST unless somebody chose another. */
	if (have != NULL && zammad_member(have, "http_method") != NULL)
		json_put(&out, "http_method", "post");
	json_close(&out);
	return settle(s, WEBHOOKS, HOOK, json_end(&out), 0);
}

/* Of the webhook that is there, or that the first change made. */
static enum err
webhook_id(struct site *s, const char **ret)
{
	const struct cJSON *have = zammad_named(s->doc[WEBHOOKS], HOOK);
	const struct reply *made = &s->t->got[s->nreads];

	*ret = "0";
	if (have == NULL && (s->t->ngot == s->nreads || made->status >= 300))
		return E_OK;
	if (have == NULL && json_parse(s->sc, made->body, made->len,
	    ZAMMAD_DEPTH, &have) != E_OK)
		have = NULL;
	*ret = zammad_text(s->sc, have, "id");
	return shape_is_id(*ret) ? E_OK : scope_fail(s->sc, E_SHAPE,
	    "Zammad does not say which id the new webhook has");
}

static enum err
settle_triggers(struct site *s)
{
	const char *me = zammad_id(s->sc, s->doc[ME], "id");
	int is_new = zammad_named(s->doc[WEBHOOKS], HOOK) == NULL;
	const char *hook;
	enum err e = webhook_id(s, &hook);

	for (int i = 0; e == E_OK && i < LEN(triggers); i++)
		e = settle(s, TRIGGERS, triggers[i].name, str_fmt(s->sc,
		    "{\"name\":\"%s\",\"activator\":\"action\","
		    "\"execution_condition_mode\":\"selective\","
		    "\"active\":true,\"condition\":%s,\"perform\":{"
		    "\"notification.webhook\":{\"webhook_id\":%s}}}",
		    triggers[i].name, str_fmt(s->sc, triggers[i].condition,
		    me), hook), is_new);
	return e;
}

/* ---- the iterator */

/* Zammad's answer to the change before the one that is wanted now. */
static enum err
judge_change(struct site *s, enum err (*plan)(struct site *))
{
	struct desk_step last = { 0 };
	struct site before = *s;
	enum err e;

	before.ret = &last;
	before.at--;
	if (before.at < 0)
		return E_OK;
	if ((e = plan(&before)) != E_OK)
		return e;
	e = judge(s->sc, &s->t->got[s->t->ngot - 1], before.right);
	return e == E_OK ? E_OK : scope_fail(s->sc, e, "%s: %s", last.says,
	    str_dup(s->sc, s->sc->why));
}

enum err
site_next(struct site *s, int is_removal, enum err (*plan)(struct site *))
{
	enum err e = read_all(s, is_removal);

	if (e != E_OK || s->ret->call.method != NULL)
		return e;
	s->at = s->t->ngot - s->nreads;
	if ((e = judge_change(s, plan)) != E_OK)
		return e;
	return plan(s);
}

/* The triggers leave out whoever the token belongs to. */
static enum err
check_user(struct site *s)
{
	const char *user = str_lower(s->sc, s->t->conf->user);
	const char *login = json_text(s->doc[ME], "login");
	const char *email = json_text(s->doc[ME], "email");

	if ((login != NULL && str_same(str_lower(s->sc, login), user)) ||
	    (email != NULL && str_same(str_lower(s->sc, email), user)))
		return E_OK;
	return scope_fail(s->sc, E_SHAPE, "the token in desks[].token_file is "
	    "%s's, desks[].user says %s", login == NULL ? "nobody" : login,
	    s->t->conf->user);
}

static enum err
plan_install(struct site *s)
{
	enum err e;

	if ((e = check_user(s)) != E_OK ||
	    (e = settle_webhook(s)) != E_OK ||
	    (e = site_fields(s)) != E_OK)
		return e;
	return settle_triggers(s);
}

static enum err
install_next(struct scope *sc, const struct desk_task *t,
    struct desk_step *ret)
{
	struct site s = { .sc = sc, .t = t, .ret = ret };
	enum err e;

	*ret = (struct desk_step){ 0 };
	if (t->secret == NULL)
		return scope_fail(sc, E_SHAPE, "Zammad signs with a text, and "
		    "the first of desks[].secrets is none: put a line of 24 "
		    "or more letters and digits without whsec_ into its file");
	e = site_next(&s, 0, plan_install);
	if (e == E_OK && ret->call.method == NULL)
		ret->says = str_fmt(sc, "webhook %s to %s, %d triggers and "
		    "the fields are there", HOOK, t->url, LEN(triggers));
	return e;
}

const struct desk_install zammad_install = {
	.install = install_next,
	.remove = zammad_remove,
	.ask_log = zammad_ask_log,
	.log = zammad_log
};
