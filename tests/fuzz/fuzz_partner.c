/*
 * Hostile answers of Partner Center: "200 BODY", 0x1e, "404 BODY", ... Every
 * story is told over them to its end. It asks only below our own paths and
 * changes one thing at most; lists go on only where a token may be sent.
 */
#include "replies.h"

#include "microsoft/health.h"
#include "microsoft/partner_change.h"
#include "microsoft/partner_read.h"

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static void
tell(struct scope *sc, service_story *story, const struct api_reply *got,
    int n)
{
	struct service_task task = { .customer = "t", .number = "15",
	    .message = "m1", .text = "Any news?", .severity = "A",
	    .got = got };
	struct service_step step = { 0 };
	enum err e = E_OK;
	int changes = 0;

	for (; e == E_OK && task.ngot <= n; task.ngot++) {
		if ((e = story(sc, &task, &step)) != E_OK ||
		    step.call.method == NULL)
			break;
		if (strncmp(step.call.url, "/v1/", 4) != 0)
			BUG("asks at %s", step.call.url);
		sound(&step.call);
		changes += strcmp(step.call.method, "GET") != 0;
	}
	if (changes > 1)
		BUG("%d changes in one story", changes);
	if (e != E_OK && sc->why[0] == '\0')
		BUG("refused without a sentence");
	for (int i = 0; i < step.found.nmessages; i++)
		if (step.found.messages[i].id == NULL ||
		    step.found.messages[i].text == NULL)
			BUG("half a note");
}

/*
 * A subscription's change asks at its own address only, never twice the same
 * way without having read it, and has the object as it is at its end.
 */
static void
change(struct scope *sc, const char *wanted, const struct api_reply *got,
    int n)
{
	struct service_task task = { .customer = "t", .subscription = "s",
	    .wanted = wanted, .before = n > 0 ? got[0].body : NULL,
	    .got = got };
	struct service_step step = { 0 };
	enum err e = E_OK;
	int changes = 0;

	for (; e == E_OK && task.ngot <= n; task.ngot++) {
		if ((e = partner_change_story(sc, &task, &step)) != E_OK ||
		    step.call.method == NULL)
			break;
		if (strcmp(step.call.url, "/v1/customers/t/subscriptions/s")
		    != 0)
			BUG("asks at %s", step.call.url);
		sound(&step.call);
		changes += strcmp(step.call.method, "GET") != 0;
	}
	if (changes > 4)
		BUG("%d changes in one story", changes);
	if (e != E_OK && sc->why[0] == '\0')
		BUG("failed without a sentence");
	if (e == E_OK && task.ngot <= n && (step.image == NULL) ==
	    (step.refused == NULL))
		BUG("neither done nor refused");
}

static void
ask(struct scope *sc, enum partner_read what, const struct api_reply *got,
    int n)
{
	for (int i = 1; i <= n; i++) {
		struct api_call c = { 0 };

		if (partner_ask(sc, what, "t", got, i, &c) != E_OK ||
		    c.method == NULL)
			return;
		if (*c.url != '/' && strncmp(c.url, "https://", 8) != 0)
			BUG("goes on at %s", c.url);
		sound(&c);
	}
}

static void
take(struct scope *sc, const struct api_reply *got, int n)
{
	struct partner_customer *c;
	struct partner_subscription *s;
	struct partner_reseller *r;
	struct partner_gdap g;
	int m;

	if (partner_customers(sc, got, n, &c, &m) == E_OK && m > 0 &&
	    c[m - 1].tenant == NULL)
		BUG("a customer without a tenant");
	if (partner_subscriptions(sc, got, n, &s, &m) == E_OK && m > 0 &&
	    s[m - 1].id == NULL)
		BUG("a subscription without an id");
	if (partner_resellers(sc, got, n, &r, &m) == E_OK && m > 0 &&
	    r[m - 1].tenant == NULL)
		BUG("a reseller without a tenant");
	if (partner_gdap(sc, "t", got, n, &g) == E_OK &&
	    (g.roles == NULL || (g.n > 0) != (g.ends != NULL)))
		BUG("half a relationship");
}

static void
health(struct scope *sc, int source, const struct api_reply *got, int n)
{
	struct service_task task = { .customer = "t", .got = got };
	struct service_step step = { 0 };
	struct incident *in;
	int m;

	for (; task.ngot <= n; task.ngot++) {
		if (health_stories[source](sc, &task, &step) != E_OK ||
		    step.call.method == NULL)
			break;
		if (*step.call.url != '/' &&
		    strncmp(step.call.url, "https://", 8) != 0)
			BUG("goes on at %s", step.call.url);
		sound(&step.call);
	}
	if (health_read(sc, got, n, &in, &m) == E_OK && m > 0 &&
	    (in[m - 1].number == NULL || in[m - 1].service == NULL ||
	    in[m - 1].title == NULL))
		BUG("half an incident");
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	const struct service *s = &service_partner_center;
	struct api_reply got[MOST_REPLIES] = { 0 };
	struct scope sc;
	int n;

	scope_begin(&sc, 0);
	n = split(&sc, data, len, got);
	tell(&sc, s->read, got, n);
	tell(&sc, s->say, got, n);
	tell(&sc, s->change, got, n);
	tell(&sc, s->close, got, n);
	change(&sc, "suspended", got, n);
	change(&sc, "active", got, n);
	for (int what = 0; what < READ__MAX; what++)
		ask(&sc, what, got, n);
	take(&sc, got, n);
	for (int source = 0; source < HEALTH__MAX; source++)
		health(&sc, source, got, n);
	scope_end(&sc);
	return 0;
}
