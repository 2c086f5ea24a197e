/*
 * A request to a provider who is reached by e-mail (turn_request.c): the desk
 * itself writes to him, from a ticket opened for that, and relay.h tells what
 * he answers. A mail ends no request: anybody can write one.
 */
#include "turn_do.h"

#include "case_provider.h"
#include "policy/words.h"
#include "store/linked.h"
#include "store/provider.h"
#include "turn_request.h"

static const char *
say(const struct turn *t, const char *language, const char *key,
    const char *const *pairs)
{
	return text_fill(t->sc, t->texts, language == NULL ?
	    t->desk->language : language, key, pairs);
}

static const char *
number_text(const struct turn *t, const struct suspension *s)
{
	return str_fmt(t->sc, "%lld", (long long)s->id);
}

static struct linked *
link_for(const struct errand *r, const struct suspension *s,
    const struct provider_mail *p)
{
	const struct turn *t = r->t;
	struct linked *l = scope_alloc(t->sc, sizeof(*l));
	const char *const *pairs = PAIRS("ticket", t->thread->ticket,
	    "number", number_text(t, s));

	/* It says nothing of the customer: that only the mail does. */
	*l = (struct linked){ .opening = { .desk = t->desk->conf.name,
	    .queue = turn_mail_queue(t), .requestor = p->address,
	    .subject = say(t, p->language, s->kind == SUSPENSION_SUSPEND ?
	    "request.mail-suspend" : "request.mail-restore", pairs),
	    .text = say(t, p->language, "linked.first", pairs) } };
	return l;
}

int
turn_request_mail(struct errand *r, const struct suspension *s,
    const struct case_provider *p)
{
	struct provider_mail mail;
	struct suspension *own;
	struct deed *d;

	if (p->way != WAY_EMAIL || turn_mail_lacks(r->t, p->name, &mail) !=
	    NULL)
		return 0;
	own = scope_alloc(r->t->sc, sizeof(*own));
	*own = *s;
	d = deed_add(r->t, DEED_SUSPENSION, r->ev);
	d->name = "mail";
	d->suspension = own;
	d->linked = link_for(r, s, &mail);
	answer(r, "request.mailed", PAIRS("provider", mail.name, "address",
	    mail.address, "queue", turn_mail_queue(r->t), "number",
	    number_text(r->t, s)));
	return 1;
}

/* From its ticket, in the provider's language. */
static void
write_to(struct turn *t, const struct event *ev, const struct suspension *s,
    enum exchange_wish kind)
{
	struct exchange_request q = turn_request_of(t, s, kind);
	struct provider_mail mail = { .language = NULL };
	struct case_provider p;

	turn_request_provider(t, s->subscription, &p);
	if (p.name == NULL || t->find_mail == NULL ||
	    t->find_mail(t, p.name, &mail) != E_OK)
		mail.language = NULL;
	deed_order(t, ev, &(struct order){ .kind = ORDER_REPLY,
	    .ticket = s->mail_ticket, .text = str_fmt(t->sc, "%s\n\n%s",
	    turn_request_text(t, mail.language, &q), say(t, mail.language,
	    "request.cover", PAIRS("ticket", t->thread->ticket, "number",
	    number_text(t, s)))) });
}

void
turn_request_opened(struct turn *t, const struct event *ev,
    const struct suspension *s)
{
	if (s->mail_ticket == NULL) {
		deed_note(t, ev, say(t, NULL, "linked.failed", PAIRS("why",
		    s->mail_note == NULL ? "-" : s->mail_note)));
		return;
	}
	deed_note(t, ev, say(t, NULL, "request.linked", PAIRS("ticket",
	    s->mail_ticket, "number", number_text(t, s))));
	write_to(t, ev, s, s->kind == SUSPENSION_SUSPEND ? WISH_SUSPEND :
	    WISH_RESTORE);
}

void
turn_request_unmail(struct turn *t, const struct event *ev,
    const struct suspension *s)
{
	write_to(t, ev, s, WISH_WITHDRAW);
	deed_note(t, ev, say(t, NULL, "request.taken-back", PAIRS("ticket",
	    s->mail_ticket, "number", number_text(t, s))));
}

void
turn_request_close(struct turn *t, const struct event *ev,
    const struct suspension *s)
{
	if (s->mail_ticket != NULL)
		deed_order(t, ev, &(struct order){ .kind = ORDER_SET,
		    .ticket = s->mail_ticket,
		    .status = t->desk->closed_status });
}
