/*
 * Hostile answers of Azure Support: see replies.h. Every story is told over
 * them to its end. It writes once at most, and calls something refused only
 * after an answer that can prove it.
 */
#include "replies.h"

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static const struct service_contact contact = {
	.first_name = "Ewa", .last_name = "Nowak", .email = "a@b.example",
	.more_emails = "c@d.example e@f.example", .phone = "+48123456789",
	.time_zone = "UTC", .country = "POL"
};

static int
is_write(const struct api_call *c)
{
	return strcmp(c->method, "PUT") == 0 || strcmp(c->method, "PATCH") == 0;
}

static void
check_end(const struct scope *sc, enum err e, const struct service_step *s,
    const struct api_reply *last, int writes)
{
	if (e != E_OK && sc->why[0] == '\0')
		BUG("an error without a sentence");
	if (s->refused != NULL && writes > 0 &&
	    (last->status < 400 || last->status >= 500 ||
	    last->status == 408 || last->status == 429))
		BUG("%d proves nothing: %s", last->status, s->refused);
	if (e == E_OK && s->refused == NULL && s->found.number == NULL &&
	    s->found.status_word == NULL)
		BUG("a ticket that is none");
	for (int i = 0; i < s->found.nmessages; i++)
		if (s->found.messages[i].id == NULL ||
		    s->found.messages[i].text == NULL)
			BUG("half a message");
}

/* Without a name it is about a ticket that a person opened. */
static void
tell(struct scope *sc, service_story *story, const char *name,
    const struct api_reply *got, int n)
{
	struct service_task task = {
		.customer = "t", .subscription = "s", .name = name,
		.number = "12",
		.contact = &contact, .title = "It is down", .text = "Help",
		.service = "virtual machine", .problem = "start",
		.severity = "A", .message = "m1", .subject = "Re", .sender =
		"a@b.example", .resource = "/subscriptions/s/resourceGroups/"
		"g/providers/Microsoft.Compute/virtualMachines/v", .got = got
	};
	struct service_step step = { 0 };
	int writes = 0;
	enum err e;

	for (;; task.ngot++) {
		e = story(sc, &task, &step);
		if (e != E_OK || step.call.method == NULL)
			break;
		sound(&step.call);
		writes += is_write(&step.call);
		if (writes > 1)
			BUG("two writes in one story");
		if (task.ngot == n)
			return;
	}
	check_end(sc, e, &step, &got[task.ngot == 0 ? 0 : task.ngot - 1],
	    writes);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	const struct service *s = &service_azure;
	struct api_reply got[MOST_REPLIES] = { 0 };
	struct scope sc;
	int n;

	scope_begin(&sc, 0);
	n = split(&sc, data, len, got);
	for (int i = 0; i < n; i++)
		if (got[i].status == 202)
			got[i].location = "https://azure.example/operation";
	tell(&sc, s->open, "csp-1", got, n);
	tell(&sc, s->read, NULL, got, n);
	tell(&sc, s->say, "csp-1", got, n);
	tell(&sc, s->change, "csp-1", got, n);
	tell(&sc, s->close, "csp-1", got, n);
	scope_end(&sc);
	return 0;
}
