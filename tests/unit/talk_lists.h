/*
 * Lists of Partner Center and Graph as conversations: a service whose only
 * story, read, asks for what `service` names and tells it in the title.
 */
#ifndef TESTS_UNIT_TALK_LISTS_H
#define TESTS_UNIT_TALK_LISTS_H

#include "microsoft/partner_bought.h"
#include "microsoft/partner_facts.h"

#include "base/str.h"

#include <string.h>

static inline const char *
talk_dash(const char *s)
{
	return s == NULL ? "-" : s;
}

static inline enum err
talk_customers(struct scope *s, const struct service_task *t, struct buf *b)
{
	struct partner_customer *c;
	int n = 0;
	enum err e = partner_customers(s, t->got, t->ngot, &c, &n);

	for (int i = 0; e == E_OK && i < n; i++)
		buf_fmt(b, "\n%s %s %s: %s", c[i].tenant, talk_dash(c[i].name),
		    talk_dash(c[i].domain), talk_dash(c[i].relationship));
	return e;
}

static inline void
talk_subscription(const struct partner_subscription *p, struct buf *b)
{
	buf_fmt(b, "\n%s %s: %s, %s, %s from %s to %s, renewed: %s, by %s, "
	    "trial: %s, scheduled: \"%s\", reasons: \"%s\", Azure inside: "
	    "%d", p->id, talk_dash(p->name), talk_dash(p->kind),
	    talk_dash(p->state), talk_dash(p->quantity), talk_dash(p->from),
	    talk_dash(p->to), talk_dash(p->auto_renew),
	    talk_dash(p->reseller), talk_dash(p->trial), p->scheduled,
	    p->reasons, p->azure_active);
}

static inline enum err
talk_subscriptions(struct scope *s, const struct service_task *t,
    struct buf *b)
{
	struct partner_subscription *p;
	int n = 0;
	enum err e = partner_subscriptions(s, t->got, t->ngot, &p, &n);

	for (int i = 0; e == E_OK && i < n; i++)
		talk_subscription(&p[i], b);
	return e;
}

static inline enum err
talk_bought(struct scope *s, const struct service_task *t, struct buf *b)
{
	struct partner_subscription *p;
	int n = 0;
	enum err e = partner_bought(s, t->got, t->ngot, &p, &n);

	for (int i = 0; e == E_OK && i < n; i++)
		talk_subscription(&p[i], b);
	return e;
}

static inline enum err
talk_resellers(struct scope *s, const struct service_task *t, struct buf *b)
{
	struct partner_reseller *r;
	int n = 0;
	enum err e = partner_resellers(s, t->got, t->ngot, &r, &n);

	for (int i = 0; e == E_OK && i < n; i++)
		buf_fmt(b, "\n%s %s: %s, %s", r[i].tenant,
		    talk_dash(r[i].name), talk_dash(r[i].partner_id),
		    talk_dash(r[i].state));
	return e;
}

static inline void
talk_gdap(const struct partner_gdap *g, struct buf *b)
{
	buf_fmt(b, "\n%d relationships: %s, until %s, extended: %s", g->n,
	    g->roles, talk_dash(g->ends), talk_dash(g->auto_extend));
}

static inline enum err
talk_relations(struct scope *s, const struct service_task *t, struct buf *b)
{
	struct partner_gdap g;
	enum err e = partner_gdap(s, t->customer, t->got, t->ngot, &g);

	if (e == E_OK)
		talk_gdap(&g, b);
	return e;
}

static inline enum err
talk_facts(struct scope *s, const struct service_task *t, struct buf *b)
{
	struct partner_facts f;
	enum err e = partner_facts(s, t->customer, t->got, t->ngot, &f);

	if (e != E_OK)
		return e;
	buf_fmt(b, "\nour customer: %s", talk_dash(f.relationship));
	if (f.has_gdap)
		talk_gdap(&f.gdap, b);
	return E_OK;
}

static const struct {
	const char		*name;
	enum partner_read	 what;
	service_story		*story;	/* or NULL: only that list */
	enum err		(*tell)(struct scope *,
				    const struct service_task *, struct buf *);
} talk_reads[] = {
	{ "customers", READ_CUSTOMERS, NULL, talk_customers },
	{ "customer", READ_CUSTOMER, NULL, talk_customers },
	{ "subscriptions", READ_SUBSCRIPTIONS, NULL, talk_subscriptions },
	{ "resellers", READ_RESELLERS, NULL, talk_resellers },
	{ "gdap", READ_GDAP, NULL, talk_relations },
	{ "bought", READ__MAX, partner_bought_story, talk_bought },
	{ "facts", READ__MAX, partner_facts_story, talk_facts },
};

static inline enum err
talk_list(struct scope *s, const struct service_task *t,
    struct service_step *ret)
{
	struct buf b;
	enum err e;
	int i = 0;

	while (i < LEN(talk_reads) - 1 &&
	    !str_same(talk_reads[i].name, t->service))
		i++;
	memset(ret, 0, sizeof(*ret));
	e = talk_reads[i].story != NULL ? talk_reads[i].story(s, t, ret) :
	    partner_ask(s, talk_reads[i].what, t->customer, t->got, t->ngot,
	    &ret->call);
	if (e != E_OK || ret->call.method != NULL)
		return e;
	buf_init(&b, s, 1 << 16);
	e = talk_reads[i].tell(s, t, &b);
	ret->found.title = b.at;
	return e;
}

static const struct service talk_lists = { .read = talk_list };

#endif
