/*
 * What doctor asks of Zammad as a plain agent: who we are, our newest test
 * ticket, and any ticket, for the attributes that it has. Webhooks and the
 * version are shown to administrators only, so they stay untold; whether
 * hooks come is tried.
 */
#include "zammad.h"

#include "base/str.h"

#include <stddef.h>

enum { MAX_NAMES = 1 << 20 };

extern const struct desk_probe zammad_probe;

static const char *const questions[] = {
	"/users/me?expand=true",
	"/tickets/search?condition%5Bticket.title%5D%5Boperator%5D=contains"
	    "&condition%5Bticket.title%5D%5Bvalue%5D=cspdesk%20doctor"
	    "&sort_by=created_at&order_by=desc&limit=50&expand=true",
	"/tickets/search?condition%5Bticket.updated_at%5D%5Boperator%5D="
	    "after%20%28absolute%29&condition%5Bticket.updated_at%5D%5B"
	    "value%5D=1970-01-01T00%3A00%3A00.000Z"
	    "&sort_by=updated_at&order_by=desc&limit=1&expand=true",
};

static int
probe_ask(struct scope *sc, const struct desk_conf *conf, const char *nonce,
    const struct reply *got, int ngot, struct call *ret)
{
	(void)nonce;
	(void)got;
	if (ngot >= LEN(questions))
		return 0;
	*ret = zammad_call(sc, conf, "GET", questions[ngot]);
	return 1;
}

/* The configuration may name us by login or by address. */
static const char *
user_of(struct scope *sc, const struct desk_conf *conf,
    const struct cJSON *me)
{
	const char *want = str_lower(sc, conf->user);

	if (str_same(want, json_text(me, "login")) ||
	    str_same(want, json_text(me, "email")))
		return conf->user;
	return zammad_text(sc, me, "login");
}

/* What we need in a group and is not in `access`, by lines. */
static const char *
lacks(struct scope *sc, const struct cJSON *access)
{
	static const char *const needs[] = { "read", "create", "change" };
	struct buf b;

	buf_init(&b, sc, MAX_NAMES);
	for (int i = 0; i < LEN(needs); i++) {
		int has = 0;

		for (const struct cJSON *it = json_first(access); it != NULL;
		    it = json_next(it))
			has |= str_same(json_value(it), needs[i]) ||
			    str_same(json_value(it), "full");
		if (!has)
			buf_fmt(&b, "%s%s", b.len == 0 ? "" : "\n", needs[i]);
	}
	return b.len == 0 ? NULL : b.at;
}

/* Groups by name with our own access; those of roles are not told. */
static void
read_groups(struct scope *sc, const struct cJSON *me, struct about *a)
{
	const struct cJSON *groups = json_at(me, "groups");
	int n = 0;

	if (groups == NULL || !json_is_object(groups))
		return;
	for (const struct cJSON *it = json_first(groups); it != NULL;
	    it = json_next(it))
		n++;
	if (n == 0 || n > ZAMMAD_MAX_EVENTS)
		return;
	a->queues = scope_alloc(sc, sizeof(*a->queues) * (size_t)n);
	for (const struct cJSON *it = json_first(groups); it != NULL;
	    it = json_next(it))
		a->queues[a->nqueues++] = (struct desk_queue){
		    json_name(it), lacks(sc, it) };
}

/* The names of the configuration whose attributes a ticket has. */
static const char *
read_fields(struct scope *sc, const struct desk_conf *conf,
    const struct cJSON *tickets)
{
	const struct cJSON *ticket = json_first(tickets);
	struct buf b;

	if (ticket == NULL)
		return NULL;
	buf_init(&b, sc, MAX_NAMES);
	for (int i = 0; i < conf->nfields; i++)
		if (*conf->fields[i] != '\0' && zammad_member(ticket,
		    zammad_attribute(sc, conf->fields[i])) != NULL)
			buf_fmt(&b, "%s%s", b.len == 0 ? "" : "\n",
			    conf->fields[i]);
	return b.at;
}

/* The first that is ours: others may write that title, too. */
static const char *
test_ticket(struct scope *sc, const struct cJSON *tickets, const char *us)
{
	for (const struct cJSON *it = json_first(tickets);
	    us != NULL && it != NULL; it = json_next(it))
		if (str_same(json_text(it, "title"), DESK_TEST_SUBJECT) &&
		    str_same(zammad_id(sc, it, "created_by_id"), us))
			return zammad_id(sc, it, "id");
	return NULL;
}

static enum err
probe_about(struct scope *sc, const struct desk_conf *conf,
    const struct reply *got, int ngot, struct about *ret)
{
	const struct cJSON *page[LEN(questions)];
	struct about a = { .version = "Zammad" };
	enum err e = E_OK;

	if (ngot != LEN(questions))
		BUG("%d answers to %d questions", ngot, LEN(questions));
	for (int i = 0; e == E_OK && i < ngot; i++)
		if ((e = desk_status(sc, &got[i])) == E_OK)
			e = json_parse(sc, got[i].body, got[i].len,
			    ZAMMAD_DEPTH, &page[i]);
	if (e != E_OK)
		return e;
	if (!json_is_array(page[1]) || !json_is_array(page[2]))
		return scope_fail(sc, E_SHAPE, "$ is no list of tickets");
	if ((a.user = user_of(sc, conf, page[0])) == NULL)
		return scope_fail(sc, E_SHAPE, "$.login is missing");
	a.ticket = test_ticket(sc, page[1], zammad_id(sc, page[0], "id"));
	a.fields = read_fields(sc, conf, page[2]);
	read_groups(sc, page[0], &a);
	*ret = a;
	return E_OK;
}

/* We are its customer ourselves, and its article tells nobody. */
static void
probe_make(struct scope *sc, const struct desk_conf *conf, const char *queue,
    struct call *ret)
{
	struct json_out out;

	json_begin(&out, sc, MAX_NAMES);
	json_open(&out, NULL, '{');
	json_put(&out, "title", DESK_TEST_SUBJECT);
	json_put(&out, "group", queue);
	json_put(&out, "customer", conf->user);
	json_open(&out, "article", '{');
	json_put(&out, "subject", DESK_TEST_SUBJECT);
	json_put(&out, "body", DESK_TEST_SUBJECT);
	json_put(&out, "content_type", "text/plain");
	json_put(&out, "type", "note");
	json_put_bool(&out, "internal", 1);
	json_put(&out, "sender", "Agent");
	json_close(&out);
	json_close(&out);
	*ret = zammad_call(sc, conf, "POST", "/tickets");
	ret->body = json_end(&out);
}

const struct desk_probe zammad_probe = {
	.opened = "open",
	.mend = {
		[MEND_TOKEN] = "Make one as that user (Zammad: Profile > "
		    "Token Access, permission ticket.agent) and write it to "
		    "that file",
		[MEND_EXTENSION] = "Nothing needs to be installed in Zammad; "
		    "see hooks/zammad/README.md, and whether desks[].url is "
		    "Zammad's",
		[MEND_RIGHTS] = "Give the user the role Agent and full access "
		    "to the groups; cspdesk hook install makes the "
		    "attributes of tickets",
		[MEND_HOOK] = "Run cspdesk hook install for this desk; cspdesk "
		    "hook status and Zammad's Webhook > Recent Logs say what "
		    "came of its hooks"
	},
	.ask = probe_ask,
	.about = probe_about,
	.make = probe_make
};
