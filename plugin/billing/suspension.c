/*
 * Guards as a table, the first that stops it counts: who asks, who is asked to
 * do it, what is owed, and what it is. An unknown fact never counts as yes.
 */
#include "billing/suspension_in.h"

#include "base/str.h"
#include "policy/words.h"

#include <strings.h>

enum { HOUR_MS = 60 * 60 * 1000 };

const char *const bought_states[] = {
	[BOUGHT_ACTIVE] = "active", [BOUGHT_PENDING] = "pending",
	[BOUGHT_SUSPENDED] = "suspended", [BOUGHT_EXPIRED] = "expired",
	[BOUGHT_DISABLED] = "disabled", [BOUGHT_DELETED] = "deleted",
	[BOUGHT__MAX] = NULL
};

struct guard {
	const char	*code;
	/* Does it stop it? It may set day and n of the refusal. */
	int		(*stops)(const struct look *, struct suspension_note *);
	int		 keeps;	/* another person may approve it still */
};

static int
lacks_role(const struct look *l, const struct suspension_person *who)
{
	return who->roles == WORD_UNKNOWN ? !l->p->roles_unknown :
	    (who->roles & l->p->roles) == 0;
}

static int
asker_has_no_right(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->asker.id == 0 || !l->f->asker.may_bill;
}

static int
asker_has_no_role(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return lacks_role(l, &l->f->asker);
}

static int
approver_has_no_right(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->approver.id == 0 || !l->f->approver.may_bill;
}

static int
approver_has_no_role(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return lacks_role(l, &l->f->approver);
}

static int
is_one_person(const struct look *l, struct suspension_note *n)
{
	const char *a = l->f->asker.login, *b = l->f->approver.login;

	(void)n;
	return l->f->approver.id == l->f->asker.id || (a != NULL &&
	    str_same(a, b));
}

static int
is_one_address(const struct look *l, struct suspension_note *n)
{
	const char *a = l->f->asker.email, *b = l->f->approver.email;

	(void)n;
	return a != NULL && b != NULL && strcasecmp(a, b) == 0;
}

static int
is_too_late(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->now >= l->f->expires_at || l->f->now < l->f->asked_at;
}

static int
has_no_provider(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->v->by_provider && !l->f->has_provider;
}

static int
is_not_set_up(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return !l->v->by_provider && !l->f->can_send;
}

static int
is_providers_to_do(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->v->by_provider && !l->f->can_send;
}

static int
has_no_ladder(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return !l->f->is_asked && l->f->ladder == NULL;
}

static int
owes_nothing(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return !l->f->is_asked && l->f->debt.id == 0;
}

static int
is_disputed(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->debt.disputed;
}

static int
is_held(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->debt.held;
}

static int
is_vip(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->debt.vip;
}

/* E19 */
static int
is_too_early(const struct look *l, struct suspension_note *n)
{
	n->n = l->f->debt.step;
	return !l->f->is_asked && l->f->debt.step < LADDER_REQUEST;
}

static int
lacks_a_notice(const struct look *l, struct suspension_note *n)
{
	for (int i = LADDER_REMINDER; !l->f->is_asked && i <= LADDER_FINAL;
	    i++) {
		n->n = i;
		if (l->f->ladder->days[i] >= 0 && l->f->debt.shown_day[i] == 0)
			return 1;
	}
	return 0;
}

static int
is_notice_too_short(const struct look *l, struct suspension_note *n)
{
	int64_t since;

	if (l->f->is_asked)
		return 0;
	since = l->f->debt.shown_day[LADDER_FINAL];
	if (l->f->debt.resumed > since)
		since = l->f->debt.resumed;
	n->n = l->f->ladder->notice_days;
	n->day = since + n->n;
	return l->today < n->day;
}

static int
is_in_state(const struct look *l, int state)
{
	return l->f->state == state;
}

static int
is_suspended(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return is_in_state(l, BOUGHT_SUSPENDED);
}

static int
is_pending(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return is_in_state(l, BOUGHT_PENDING);
}

static int
is_gone(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return is_in_state(l, BOUGHT_EXPIRED) ||
	    is_in_state(l, BOUGHT_DISABLED) || is_in_state(l, BOUGHT_DELETED);
}

static int
is_not_known(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->state == WORD_UNKNOWN || l->f->kind == WORD_UNKNOWN;
}

static int
is_queued(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->is_queued == FLAG_YES;
}

/* E21: Microsoft would refuse it with 900115. */
static int
has_azure_inside(const struct look *l, struct suspension_note *n)
{
	n->n = l->f->azure_active;
	return l->f->kind == SUBSCRIPTION_AZURE_PLAN && l->f->azure_active > 0;
}

static int
may_have_azure_inside(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->kind == SUBSCRIPTION_AZURE_PLAN && l->f->azure_active < 0;
}

static int
has_no_term(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->kind == SUBSCRIPTION_NCE &&
	    l->f->term_ends == DAY_UNKNOWN;
}

static int
is_past_its_term(const struct look *l, struct suspension_note *n)
{
	n->day = l->f->term_ends;
	return l->f->kind == SUBSCRIPTION_NCE &&
	    l->f->term_ends != DAY_UNKNOWN && l->f->term_ends < l->today;
}

static int
was_not_ours(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->suspended_at == 0;
}

static int
has_no_image(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return !l->v->by_provider && !l->f->has_image;
}

/* E22 */
static int
is_microsofts(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return l->f->is_microsofts == FLAG_YES;
}

static int
is_another(const struct look *l, struct suspension_note *n)
{
	(void)n;
	return !str_same(l->f->shown, l->v->basis);
}

static const struct guard approvers[] = {
	{ "approver-right", approver_has_no_right, 1 },
	{ "approver-role", approver_has_no_role, 1 },
	{ "same-person", is_one_person, 1 },
	{ "same-address", is_one_address, 1 },
	{ "too-late", is_too_late, 0 },
};
static const struct guard askers[] = {
	{ "right", asker_has_no_right, 0 },
	{ "role", asker_has_no_role, 0 },
	{ "no-provider", has_no_provider, 0 },
	{ "provider-by-hand", is_providers_to_do, 0 },
	{ "not-set-up", is_not_set_up, 0 },
};
static const struct guard suspends[] = {
	{ "owes-nothing", owes_nothing, 0 },
	{ "disputed", is_disputed, 0 },
	{ "held", is_held, 0 },
	{ "vip", is_vip, 0 },
	{ "no-ladder", has_no_ladder, 0 },
	{ "too-early", is_too_early, 0 },
	{ "notice-missing", lacks_a_notice, 0 },
	{ "notice-short", is_notice_too_short, 0 },
};
static const struct guard takes[] = {
	{ "unknown", is_not_known, 0 },
	{ "suspended", is_suspended, 0 },
	{ "pending", is_pending, 0 },
	{ "gone", is_gone, 0 },
	{ "queued", is_queued, 0 },
	{ "azure-inside", has_azure_inside, 0 },
	{ "azure-unknown", may_have_azure_inside, 0 },
	{ "no-term", has_no_term, 0 },
	{ "past-term", is_past_its_term, 0 },
};
static const struct guard asked[] = { { "changed", is_another, 0 } };
static const struct guard restores[] = {
	{ "not-ours", was_not_ours, 0 },
	{ "no-image", has_no_image, 0 },
	{ "gone", is_gone, 0 },
	{ "past-term", is_past_its_term, 0 },
	{ "microsofts", is_microsofts, 0 },
};

const char *const suspension_refusals[] = {
	"approver-right", "approver-role", "same-person", "same-address",
	"too-late", "right", "role", "no-provider", "provider-by-hand",
	"not-set-up", "owes-nothing", "disputed", "held", "vip", "no-ladder",
	"too-early", "notice-missing", "notice-short", "unknown", "suspended",
	"pending", "gone", "queued", "azure-inside", "azure-unknown",
	"no-term", "past-term", "changed", "not-ours", "no-image",
	"microsofts", NULL
};
/* 1: the first of them that stops it stands in the verdict. */
static int
stop(const struct look *l, const struct guard *g, int n)
{
	for (int i = 0; i < n; i++) {
		struct suspension_note why = { .code = g[i].code,
		    .day = DAY_UNKNOWN };

		if (!g[i].stops(l, &why))
			continue;
		l->v->refused = why;
		l->v->is_over = !g[i].keeps;
		return 1;
	}
	return 0;
}

#define STOP(l, list)	stop(l, list, LEN(list))

static void
judge(const struct look *l)
{
	const enum suspension_act act = l->f->act;

	if ((act == ACT_APPROVE && STOP(l, approvers)) || STOP(l, askers))
		return;
	if (act == ACT_RESTORE)
		(void)STOP(l, restores);
	else if (STOP(l, suspends))
		return;
	else if (STOP(l, takes))
		l->v->is_to_be_read = 1;
	else if (act == ACT_APPROVE)
		(void)STOP(l, asked);
}

int64_t
suspension_pending_ms(const struct suspension_policy *p)
{
	return p->pending_hours * HOUR_MS;
}

void
suspension_decide(struct scope *sc, const struct suspension_policy *p,
    const struct suspension_facts *f, struct suspension_verdict *ret)
{
	struct look l = { p, f, ret, f->today };

	*ret = (struct suspension_verdict){
	    .by_provider = f->partner == PARTNER_RESELLER,
	    .expires_at = f->now + p->approve_hours * HOUR_MS };
	suspension_foresee(sc, &l);
	judge(&l);
}
