/*
 * Orders as JSON, and news by comparison. A message's id is Microsoft's, so
 * that it is news once, however often it is read; what has no id of its own
 * gets one of what it says and when.
 */
#include "outside.h"

#include "base/crypto.h"
#include "base/json.h"
#include "base/str.h"
#include "note_text.h"
#include "policy/words.h"

#include <string.h>

enum { ORDER_MOST = 262144, ORDER_DEPTH = 4, ID_MOST = 64 };

const char *const outside_dos[OUTSIDE__MAX + 1] = {
	[OUTSIDE_OPEN] = "open", [OUTSIDE_SAY] = "say",
	[OUTSIDE_CHANGE] = "change", [OUTSIDE_CLOSE] = "close",
	[OUTSIDE__MAX] = NULL
};

const char *
outside_order_json(struct scope *sc, const struct outside_order *o)
{
	struct json_out out;

	json_begin(&out, sc, ORDER_MOST);
	json_open(&out, NULL, '{');
	json_put(&out, "do", outside_dos[o->what]);
	if (o->title != NULL)
		json_put(&out, "title", o->title);
	if (o->text != NULL)
		json_put(&out, "text", o->text);
	if (o->severity != NULL)
		json_put(&out, "severity", o->severity);
	if (o->service != NULL)
		json_put(&out, "service", o->service);
	if (o->began != 0)
		json_put_int(&out, "began", o->began);
	if (o->is_24x7)
		json_put_bool(&out, "is_24x7", 1);
	json_close(&out);
	return json_end(&out);
}

enum err
outside_order_parse(struct scope *sc, const char *payload,
    struct outside_order *ret)
{
	const struct cJSON *j;
	int what;
	enum err e = json_parse(sc, payload, strlen(payload), ORDER_DEPTH, &j);

	if (e != E_OK)
		return e;
	if ((what = word_find(outside_dos, json_text(j, "do"))) ==
	    WORD_UNKNOWN)
		return scope_fail(sc, E_SHAPE, "the job is no order for "
		    "Microsoft: no \"do\" that this version knows");
	*ret = (struct outside_order){ .what = (enum outside_do)what,
	    .title = json_text(j, "title"), .text = json_text(j, "text"),
	    .severity = json_text(j, "severity"),
	    .service = json_text(j, "service"),
	    .began = json_int(j, "began", 0),
	    .is_24x7 = json_true(j, "is_24x7") };
	return E_OK;
}

/* Where news are collected. */
struct gather {
	struct scope		*sc;
	const struct outside	*was;
	struct outside_news	*news;
	int			 n;
};

static void
add(struct gather *g, const char *id, enum outside_what what, int64_t at,
    const char *value)
{
	if (g->n < OUTSIDE_NEWS)
		g->news[g->n++] = (struct outside_news){ g->was->escalation,
		    id, what, at == 0 ? g->sc->now : at, value, NULL };
}

/* Their ids may be of any length and have any letters. */
static const char *
short_id(struct scope *sc, const char *id)
{
	char digest[SHA256_HEX];

	if (strlen(id) <= ID_MOST && strspn(id, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == strlen(id))
		return id;
	crypto_sha256_hex(id, strlen(id), digest);
	return str_dup(sc, digest);
}

static void
add_message(struct gather *g, const struct service_message *m)
{
	const char *id = m->id != NULL ? m->id : str_fmt(g->sc, "%lld %s",
	    (long long)m->at, m->text == NULL ? "" : m->text);
	int n = g->n;

	if (m->is_ours || m->text == NULL)
		return;
	add(g, str_fmt(g->sc, "message-%s", short_id(g->sc, id)),
	    OUTSIDE_MESSAGE, m->at, m->by);
	if (g->n > n)
		g->news[n].text = m->is_html ? note_text(g->sc, m->text) :
		    m->text;
}

static int
changed(const char *was, const char *is)
{
	return is != NULL && !str_same(was, is);
}

int
outside_compare(struct scope *sc, const struct outside *was,
    const struct service_case *found, struct outside *is,
    struct outside_news news[OUTSIDE_NEWS])
{
	/* Two who read the same state at the same time have the same news. */
	int64_t version = found->modified != 0 ? found->modified : sc->now;
	struct gather g = { sc, was, news, 0 };

	*is = *was;
	is->failures = 0;
	if (was->number == NULL && found->number != NULL) {
		is->number = found->number;
		add(&g, "opened", OUTSIDE_OPENED, found->created,
		    found->number);
	}
	for (int i = 0; i < found->nmessages; i++)
		add_message(&g, &found->messages[i]);
	if (changed(was->severity, found->severity)) {
		is->severity = found->severity;
		add(&g, str_fmt(sc, "severity-%s-%lld", found->severity,
		    (long long)version), OUTSIDE_SEVERITY, sc->now,
		    found->severity);
	}
	if (found->status == SERVICE_UNKNOWN || found->status == was->status)
		return g.n;
	is->status = found->status;
	/* Of what was just opened it is no news. */
	if (was->number != NULL || found->status != SERVICE_OPEN)
		add(&g, str_fmt(sc, "status-%s-%lld",
		    service_statuses[found->status], (long long)version),
		    OUTSIDE_STATUS, sc->now, service_statuses[found->status]);
	return g.n;
}
