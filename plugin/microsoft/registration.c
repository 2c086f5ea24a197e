/* Bodies of Partner Center's registration, read and written. */
#include "microsoft/registration.h"

#include "base/json.h"
#include "base/str.h"
#include "microsoft/notification.h"
#include "microsoft/partner_error.h"
#include "microsoft/told.h"

#include <string.h>

enum { MOST_EVENTS = 200, GONE = 404, BODY_BYTES = 65536 };

/* Has nothing of a customer's; so Microsoft tries whether we are there. */
static const char test_event[] = "test-created";

static int
has(const struct event_names *list, const char *name)
{
	for (int i = 0; i < list->n; i++)
		if (str_same(list->name[i], name))
			return 1;
	return 0;
}

static void
add(struct event_names *list, const char *name)
{
	if (!has(list, name) && list->n < MOST_EVENTS)
		list->name[list->n++] = name;
}

static struct event_names
none(struct scope *sc)
{
	return (struct event_names){ scope_alloc(sc, sizeof(const char *) *
	    MOST_EVENTS), 0 };
}

static enum err
read_names(struct scope *sc, const struct cJSON *list,
    struct event_names *ret)
{
	struct event_names names = none(sc);

	for (const struct cJSON *it = json_first(list); it != NULL;
	    it = json_next(it)) {
		const char *name = json_value(it);

		if (name == NULL || strlen(name) > NOTIFICATION_EVENT)
			return scope_fail(sc, E_SHAPE, "Partner Center's list "
			    "of events has something that is no name of one");
		add(&names, str_dup(sc, name));
	}
	*ret = names;
	return E_OK;
}

static enum err
read_json(struct scope *sc, const struct api_reply *r,
    const struct cJSON **ret)
{
	enum err e = partner_error(sc, API_PARTNER_CENTER, r);

	return e == E_OK ? told_parse(sc, r, ret) : e;
}

enum err
registration_read(struct scope *sc, const struct api_reply *r,
    struct registration *ret)
{
	const struct cJSON *j;
	enum err e;

	*ret = (struct registration){ NULL, none(sc) };
	if (r->status == GONE)
		return E_OK;
	if ((e = read_json(sc, r, &j)) != E_OK)
		return e;
	if ((ret->url = told_text(sc, j, "WebhookUrl")) == NULL)
		return scope_fail(sc, E_SHAPE, "Partner Center's registration "
		    "has no WebhookUrl");
	return read_names(sc, told_at(j, "WebhookEvents"), &ret->events);
}

enum err
registration_offers(struct scope *sc, const struct api_reply *r,
    struct event_names *ret)
{
	const struct cJSON *j;
	enum err e = read_json(sc, r, &j);

	if (e == E_OK && !json_is_array(j))
		e = scope_fail(sc, E_SHAPE, "Partner Center's list of events "
		    "is no list");
	return e == E_OK ? read_names(sc, j, ret) : e;
}

struct event_names
registration_wants(struct scope *sc, const struct event_names *offered,
    const struct registration *is)
{
	struct event_names all = none(sc);

	for (int i = 0; i < is->events.n; i++)
		add(&all, is->events.name[i]);
	for (int i = 0; i < offered->n; i++)
		if (str_same(offered->name[i], test_event) ||
		    notification_about(offered->name[i]) != ABOUT_NOTHING)
			add(&all, offered->name[i]);
	return all;
}

const char *
registration_lacks(struct scope *sc, const struct registration *is,
    const struct event_names *wanted)
{
	struct buf b;

	buf_init(&b, sc, BODY_BYTES);
	for (int i = 0; i < wanted->n; i++)
		if (!has(&is->events, wanted->name[i]))
			buf_fmt(&b, "%s%s", b.len == 0 ? "" : " ",
			    wanted->name[i]);
	return b.len == 0 ? NULL : b.at;
}

const char *
registration_body(struct scope *sc, const char *url,
    const struct event_names *events)
{
	struct json_out out;

	json_begin(&out, sc, BODY_BYTES);
	json_open(&out, NULL, '{');
	json_put(&out, "WebhookUrl", url);
	json_open(&out, "WebhookEvents", '[');
	for (int i = 0; i < events->n; i++)
		json_put(&out, NULL, events->name[i]);
	json_close(&out);
	/* Authorization does not come through every proxy. */
	json_put_bool(&out, "SignatureTokenToMsSignatureHeader", 1);
	json_close(&out);
	return json_end(&out);
}

enum err
registration_test(struct scope *sc, const struct api_reply *r,
    const char **ret)
{
	const struct cJSON *j;
	enum err e = read_json(sc, r, &j);

	return e == E_OK ? told_path(sc, told_text(sc, j, "correlationId"),
	    ret) : e;
}

/* "OK", or a number of HTTP. */
static int
is_good(const char *code)
{
	return str_same(code, "OK") || (code != NULL && *code == '2');
}

enum err
registration_result(struct scope *sc, const struct api_reply *r,
    struct registration_result *ret)
{
	const struct cJSON *j, *it;
	const char *code = NULL, *text = NULL;
	enum err e = read_json(sc, r, &j);

	if (e != E_OK)
		return e;
	/* The last attempt counts. */
	for (it = json_first(told_at(j, "results")); it != NULL;
	    it = json_next(it)) {
		code = told_text(sc, it, "responseCode");
		text = told_text(sc, it, "responseMessage");
	}
	*ret = (struct registration_result){
	    .is_over = str_same(told_text(sc, j, "status"), "completed"),
	    .is_well = is_good(code), .says = str_fmt(sc, "%s%s%s",
	    code == NULL ? "nothing" : code, text == NULL ? "" : " ",
	    text == NULL ? "" : text) };
	return E_OK;
}
