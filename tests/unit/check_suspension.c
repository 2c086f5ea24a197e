/*
 * Every guard of a suspension and of a restore by its name (DOMAIN 5, 5.1,
 * E19 to E22), and what people are shown before they ask for it.
 */
#include "same.h"

#include "billing/suspension.h"
#include "policy/words.h"

#include <stdio.h>
#include <stdlib.h>

enum { ANNA = 7, BEA = 8, TODAY = 20700 /* 2026-09-04 */, HOUR = 3600000 };
#define NOW	((int64_t)TODAY * DAY_MS + 9 * HOUR)

static struct scope whole;
static const struct suspension_policy *policy;
static const struct ladder ladder = { .days = { -1, 3, 10, 20, 30 },
    .notice_days = 10, .call_term_days = 14 };
/* Given on days 3, 10 and 20 after the due day; asked for on day 30. */
static int64_t steps[LADDER_STEPS];

static void
load(void)
{
	scope_begin(&whole, 0);
	if (suspension_policy_load(&whole, "conf/policy", &policy) == E_OK)
		return;
	fprintf(stderr, "%s\n", whole.why);
	exit(1);
}

/* Anna may ask, and Bea approve it: a debtor's new commerce subscription. */
static struct suspension_facts
a_debtor(void)
{
	const int64_t given[LADDER_STEPS] = { 0, TODAY - 27, TODAY - 20,
	    TODAY - 10, TODAY };

	memcpy(steps, given, sizeof(steps));
	return (struct suspension_facts){ .act = ACT_ASK, .now = NOW,
	    .asker = { ANNA, 1, 1 << 2, "anna@partner.example", NULL },
	    .partner = PARTNER_DIRECT_BILL, .cloud = CLOUD_COMMERCIAL,
	    .can_send = 1, .kind = SUBSCRIPTION_NCE, .state = BOUGHT_ACTIVE,
	    .term_ends = TODAY + 100, .today = TODAY, .auto_renew = FLAG_YES,
	    .is_scheduled = FLAG_NO, .is_queued = WORD_UNKNOWN,
	    .is_trial = WORD_UNKNOWN, .azure_active = -1, .told_at = NOW,
	    .debt = { .id = 5, .step = LADDER_REQUEST, .shown_day = steps },
	    .ladder = &ladder, .is_microsofts = WORD_UNKNOWN };
}

static struct suspension_verdict
decide(const struct suspension_facts *f)
{
	struct suspension_verdict v;

	suspension_decide(&sc, policy, f, &v);
	return v;
}

/* What Anna asked an hour ago, as Bea sees it now. */
static struct suspension_facts
asked(struct suspension_facts f)
{
	f.shown = decide(&f).basis;
	f.act = ACT_APPROVE;
	f.asked_at = NOW - HOUR;
	f.expires_at = NOW + HOUR;
	f.approver = (struct suspension_person){ BEA, 1, 1 << 2,
	    "bea@partner.example", NULL };
	return f;
}

static struct suspension_facts
a_suspended(void)
{
	struct suspension_facts f = a_debtor();

	f.act = ACT_RESTORE;
	f.debt.id = 0;
	f.state = BOUGHT_SUSPENDED;
	f.suspended_at = NOW - (int64_t)5 * DAY_MS;
	f.has_image = 1;
	return f;
}

/* What is changed about it, and why it is refused then; NULL: it is not. */
#define GUARD(name, what)	static void name(struct suspension_facts *f) \
				{ (void)f; what; }
GUARD(nothing, )
GUARD(asker_nobody, f->asker.id = 0)
GUARD(asker_without_right, f->asker.may_bill = 0)
GUARD(asker_helpdesk, f->asker.roles = 1 << 5)
GUARD(asker_two_roles, f->asker.roles = 1 << 5 | 1 << 0)
GUARD(asker_no_role, f->asker.roles = WORD_UNKNOWN)
GUARD(not_set_up, f->can_send = 0)
GUARD(provider_unknown, f->partner = PARTNER_RESELLER)
GUARD(provider_by_mail, f->partner = PARTNER_RESELLER; f->has_provider = 1;
    f->can_send = 0)
GUARD(provider_ready, f->partner = PARTNER_RESELLER; f->has_provider = 1)
GUARD(provider_itself, f->partner = PARTNER_PROVIDER)
GUARD(no_debt, f->debt.id = 0)
GUARD(disputed, f->debt.disputed = 1)
GUARD(held, f->debt.held = 1)
GUARD(vip, f->debt.vip = 1)
GUARD(no_ladder, f->ladder = NULL)
/* A reseller's debtor, of whom the provider has heard nothing. */
GUARD(resellers, f->is_asked = 1; f->ladder = NULL;
    memset(&f->debt, 0, sizeof(f->debt)))
GUARD(resellers_disputed, resellers(f); f->debt.disputed = 1)
GUARD(resellers_held, resellers(f); f->debt.held = 1)
GUARD(resellers_gone, resellers(f); f->state = BOUGHT_DELETED)
GUARD(resellers_one_person, resellers(f); f->approver.id = ANNA)
GUARD(step_three, f->debt.step = 3)
GUARD(step_none, f->debt.step = 0)
GUARD(step_five, f->debt.step = 5)
GUARD(no_reminder, steps[1] = 0)
GUARD(no_second, steps[2] = 0)
GUARD(no_final, steps[3] = 0)
GUARD(final_nine_days, steps[3] = TODAY - 9)
GUARD(final_today, steps[3] = TODAY)
GUARD(resumed_now, f->debt.resumed = TODAY)
GUARD(resumed_nine_days, f->debt.resumed = TODAY - 9)
GUARD(resumed_long_ago, f->debt.resumed = TODAY - 10)
GUARD(state_unknown, f->state = WORD_UNKNOWN)
GUARD(kind_unknown, f->kind = WORD_UNKNOWN)
GUARD(suspended, f->state = BOUGHT_SUSPENDED)
GUARD(pending, f->state = BOUGHT_PENDING)
GUARD(expired, f->state = BOUGHT_EXPIRED)
GUARD(disabled, f->state = BOUGHT_DISABLED)
GUARD(deleted, f->state = BOUGHT_DELETED)
GUARD(queued, f->is_queued = FLAG_YES)
GUARD(azure_two, f->kind = SUBSCRIPTION_AZURE_PLAN; f->azure_active = 2)
GUARD(azure_unknown, f->kind = SUBSCRIPTION_AZURE_PLAN)
GUARD(azure_none, f->kind = SUBSCRIPTION_AZURE_PLAN; f->azure_active = 0)
GUARD(no_term, f->term_ends = DAY_UNKNOWN)
GUARD(past_term, f->term_ends = TODAY - 1)
GUARD(last_day, f->term_ends = TODAY)
GUARD(legacy_no_term, f->kind = SUBSCRIPTION_LEGACY;
    f->term_ends = DAY_UNKNOWN)
GUARD(legacy_past_term, f->kind = SUBSCRIPTION_LEGACY;
    f->term_ends = TODAY - 1)

GUARD(approver_nobody, f->approver.id = 0)
GUARD(approver_without_right, f->approver.may_bill = 0)
GUARD(approver_helpdesk, f->approver.roles = 1 << 5)
GUARD(same_agent, f->approver.id = ANNA)
GUARD(same_mail, f->approver.email = "Anna@PARTNER.example")
GUARD(approver_no_mail, f->approver.email = NULL)
GUARD(asker_no_mail, f->asker.email = NULL)
GUARD(on_the_second, f->expires_at = NOW)
GUARD(a_clock_behind, f->asked_at = NOW + 1)
GUARD(asker_left, f->asker.may_bill = 0)
GUARD(another_term, f->term_ends++)
GUARD(another_renewal, f->auto_renew = FLAG_NO)
GUARD(another_change, f->is_scheduled = FLAG_YES; f->scheduled = "20")
GUARD(changes_perhaps, f->is_scheduled = WORD_UNKNOWN)
GUARD(another_debt, f->debt.id++)
GUARD(another_kind, f->kind = SUBSCRIPTION_LEGACY)
GUARD(another_way, f->partner = PARTNER_RESELLER; f->has_provider = 1)

GUARD(not_ours, f->suspended_at = 0)
GUARD(no_image, f->has_image = 0)
GUARD(microsofts, f->is_microsofts = FLAG_YES)
GUARD(is_active, f->state = BOUGHT_ACTIVE)
GUARD(still_owes, f->debt.id = 5; f->debt.disputed = 1)
GUARD(plan, f->kind = SUBSCRIPTION_AZURE_PLAN)

static const struct {
	const char	*name;
	enum suspension_act	act;
	void		(*change)(struct suspension_facts *);
	const char	*refused;
	int		 is_over;	/* of ACT_APPROVE */
} guards[] = {
	{ "all is as it must be", ACT_ASK, nothing, NULL, 0 },
	{ "nobody asks", ACT_ASK, asker_nobody, "right", 0 },
	{ "without the right billing", ACT_ASK, asker_without_right, "right",
	    0 },
	{ "4.3: a role that may not", ACT_ASK, asker_helpdesk, "role", 0 },
	{ "4.3: one of two roles may", ACT_ASK, asker_two_roles, NULL, 0 },
	{ "the right alone", ACT_ASK, asker_no_role, NULL, 0 },
	{ "nothing may ask Partner Center", ACT_ASK, not_set_up,
	    "not-set-up", 0 },
	{ "E4: a reseller's, provider unknown", ACT_ASK, provider_unknown,
	    "no-provider", 0 },
	{ "5.1: a reseller's, provider asked by hand", ACT_ASK,
	    provider_by_mail, "provider-by-hand", 0 },
	{ "5.1: a reseller's goes to the provider", ACT_ASK, provider_ready,
	    NULL, 0 },
	{ "R8: a provider itself", ACT_ASK, provider_itself, NULL, 0 },
	{ "owes nothing overdue", ACT_ASK, no_debt, "owes-nothing", 0 },
	{ "5.1: in dispute", ACT_ASK, disputed, "disputed", 0 },
	{ "5.1: on hold", ACT_ASK, held, "held", 0 },
	{ "5.1: VIP", ACT_ASK, vip, "vip", 0 },
	{ "C2: no collections policy", ACT_ASK, no_ladder, "no-ladder", 0 },
	{ "a reseller's debtor", ACT_ASK, resellers, NULL, 0 },
	{ "a reseller's debtor, our dispute", ACT_ASK, resellers_disputed,
	    "disputed", 0 },
	{ "a reseller's debtor, our hold", ACT_ASK, resellers_held, "held",
	    0 },
	{ "a reseller's debtor, gone", ACT_ASK, resellers_gone, "gone", 0 },
	{ "a reseller's debtor, one person", ACT_APPROVE,
	    resellers_one_person, "same-person", 0 },
	{ "E19: step 3", ACT_ASK, step_three, "too-early", 0 },
	{ "E19: no step", ACT_ASK, step_none, "too-early", 0 },
	{ "E19: step 5", ACT_ASK, step_five, NULL, 0 },
	{ "5.1: first reminder not given", ACT_ASK, no_reminder,
	    "notice-missing", 0 },
	{ "5.1: second reminder not given", ACT_ASK, no_second,
	    "notice-missing", 0 },
	{ "5.1: final notice not given", ACT_ASK, no_final, "notice-missing",
	    0 },
	{ "5.1: minimum notice, a day short", ACT_ASK, final_nine_days,
	    "notice-short", 0 },
	{ "5.1: minimum notice, given today", ACT_ASK, final_today,
	    "notice-short", 0 },
	{ "5.1: minimum notice, from the end of a dispute", ACT_ASK,
	    resumed_now, "notice-short", 0 },
	{ "5.1: minimum notice, nine days since a hold", ACT_ASK,
	    resumed_nine_days, "notice-short", 0 },
	{ "5.1: minimum notice, ten days since a hold", ACT_ASK,
	    resumed_long_ago, NULL, 0 },
	{ "unknown state", ACT_ASK, state_unknown, "unknown", 0 },
	{ "unknown kind", ACT_ASK, kind_unknown, "unknown", 0 },
	{ "800040: is suspended", ACT_ASK, suspended, "suspended", 0 },
	{ "800040: is pending", ACT_ASK, pending, "pending", 0 },
	{ "800096: is expired", ACT_ASK, expired, "gone", 0 },
	{ "800096: is disabled", ACT_ASK, disabled, "gone", 0 },
	{ "2011: is deleted", ACT_ASK, deleted, "gone", 0 },
	{ "900278: operation queued", ACT_ASK, queued, "queued", 0 },
	{ "E21: plan with Azure inside", ACT_ASK, azure_two, "azure-inside",
	    0 },
	{ "E21: plan, nobody knows", ACT_ASK, azure_unknown, "azure-unknown",
	    0 },
	{ "E21: plan with nothing inside", ACT_ASK, azure_none, NULL, 0 },
	{ "E20: term not known", ACT_ASK, no_term, "no-term", 0 },
	{ "term is over", ACT_ASK, past_term, "past-term", 0 },
	{ "term's last day", ACT_ASK, last_day, NULL, 0 },
	{ "legacy, term not known", ACT_ASK, legacy_no_term, NULL, 0 },
	{ "legacy, term over", ACT_ASK, legacy_past_term, NULL, 0 },

	{ "by another person, in time", ACT_APPROVE, nothing, NULL, 0 },
	{ "nobody approves", ACT_APPROVE, approver_nobody, "approver-right",
	    0 },
	{ "approver without the right", ACT_APPROVE, approver_without_right,
	    "approver-right", 0 },
	{ "approver in a role that may not", ACT_APPROVE, approver_helpdesk,
	    "approver-role", 0 },
	{ "two persons: the asker himself", ACT_APPROVE, same_agent,
	    "same-person", 0 },
	{ "two persons: another login, one address", ACT_APPROVE, same_mail,
	    "same-address", 0 },
	{ "two persons: approver without address", ACT_APPROVE,
	    approver_no_mail, NULL, 0 },
	{ "two persons: asker without address", ACT_APPROVE, asker_no_mail,
	    NULL, 0 },
	{ "at the very end of its time", ACT_APPROVE, on_the_second,
	    "too-late", 1 },
	{ "before it was asked", ACT_APPROVE, a_clock_behind, "too-late", 1 },
	{ "the asker's right has ended", ACT_APPROVE, asker_left, "right",
	    1 },
	{ "paid meanwhile", ACT_APPROVE, no_debt, "owes-nothing", 1 },
	{ "disputed meanwhile", ACT_APPROVE, disputed, "disputed", 1 },
	{ "held meanwhile", ACT_APPROVE, held, "held", 1 },
	{ "VIP meanwhile", ACT_APPROVE, vip, "vip", 1 },
	{ "suspended meanwhile", ACT_APPROVE, suspended, "suspended", 1 },
	{ "changed: another end of term", ACT_APPROVE, another_term,
	    "changed", 1 },
	{ "changed: no auto-renew any more", ACT_APPROVE, another_renewal,
	    "changed", 1 },
	{ "changed: a change was scheduled", ACT_APPROVE, another_change,
	    "changed", 1 },
	{ "changed: another debt", ACT_APPROVE, another_debt, "changed", 1 },
	{ "changed: another kind", ACT_APPROVE, another_kind, "changed", 1 },
	{ "changed: by the provider now", ACT_APPROVE, another_way,
	    "changed", 1 },

	{ "one person restores", ACT_RESTORE, nothing, NULL, 0 },
	{ "restore without the right", ACT_RESTORE, asker_without_right,
	    "right", 0 },
	{ "restore in a role that may not", ACT_RESTORE, asker_helpdesk,
	    "role", 0 },
	{ "restore, not set up", ACT_RESTORE, not_set_up, "not-set-up", 0 },
	{ "not suspended by us", ACT_RESTORE, not_ours, "not-ours", 0 },
	{ "no image of before", ACT_RESTORE, no_image, "no-image", 0 },
	{ "5: restore, expired", ACT_RESTORE, expired, "gone", 0 },
	{ "5: restore, disabled", ACT_RESTORE, disabled, "gone", 0 },
	{ "5: restore, deleted", ACT_RESTORE, deleted, "gone", 0 },
	{ "5: restore, term over", ACT_RESTORE, past_term, "past-term", 0 },
	{ "E22: Microsoft's own reasons", ACT_RESTORE, microsofts,
	    "microsofts", 0 },
	{ "restore, active by now", ACT_RESTORE, is_active, NULL, 0 },
	{ "restore, owes still and disputes", ACT_RESTORE, still_owes, NULL,
	    0 },
	{ "restore of a plan", ACT_RESTORE, plan, NULL, 0 },
};

START_TEST(guard)
{
	struct suspension_facts f = guards[_i].act == ACT_RESTORE ?
	    a_suspended() : a_debtor();
	struct suspension_verdict v;

	if (guards[_i].act == ACT_APPROVE)
		f = asked(f);
	guards[_i].change(&f);
	v = decide(&f);
	same_text(guards[_i].name, v.refused.code == NULL ? "allowed" :
	    v.refused.code, guards[_i].refused == NULL ? "allowed" :
	    guards[_i].refused);
	ck_assert_msg(guards[_i].act != ACT_APPROVE ||
	    v.is_over == guards[_i].is_over, "%s: over %d", guards[_i].name,
	    v.is_over);
}
END_TEST

START_TEST(every_refusal_has_its_test)
{
	for (int i = 0; suspension_refusals[i] != NULL; i++) {
		int n = 0;

		for (int g = 0; g < LEN(guards); g++)
			n += str_same(guards[g].refused,
			    suspension_refusals[i]);
		ck_assert_msg(n > 0, "no guard is tested that refuses with %s",
		    suspension_refusals[i]);
	}
	for (int g = 0; g < LEN(guards); g++)
		ck_assert_msg(guards[g].refused == NULL || word_find(
		    suspension_refusals, guards[g].refused) != WORD_UNKNOWN,
		    "%s is not listed", guards[g].refused);
}
END_TEST

/* "code", "code=2026-12-13", "code/30", in their order. */
static const char *
told(const struct suspension_note *at, int n, const char *const *known)
{
	struct buf b;

	buf_init(&b, &sc, 4096);
	for (int i = 0; i < n; i++) {
		char day[DATE_TEXT];

		ck_assert_msg(word_find(known, at[i].code) != WORD_UNKNOWN,
		    "%s is not listed", at[i].code);
		buf_fmt(&b, "%s%s", i == 0 ? "" : " ", at[i].code);
		if (at[i].day != DAY_UNKNOWN) {
			date_text(at[i].day, day);
			buf_fmt(&b, "=%s", day);
		}
		if (at[i].n != 0)
			buf_fmt(&b, "/%d", (int)at[i].n);
	}
	return b.at;
}

GUARD(legacy, f->kind = SUBSCRIPTION_LEGACY)
GUARD(legacy_term, f->kind = SUBSCRIPTION_LEGACY; f->term_ends = TODAY + 89)
GUARD(legacy_china, f->kind = SUBSCRIPTION_LEGACY; f->cloud = CLOUD_CHINA)
GUARD(renews_perhaps, f->auto_renew = WORD_UNKNOWN)
GUARD(trial, f->is_trial = FLAG_YES)
GUARD(old, f->told_at = NOW - (int64_t)3 * DAY_MS)
GUARD(nearly_over, f->term_ends = TODAY + 13)
GUARD(legacy_termed, f->kind = SUBSCRIPTION_LEGACY; f->term_ends = TODAY;
    f->suspended_at = NOW - (int64_t)9 * DAY_MS)
GUARD(legacy_long_ago, f->kind = SUBSCRIPTION_LEGACY;
    f->suspended_at = NOW - (int64_t)90 * DAY_MS)

static const struct {
	const char	*name;
	enum suspension_act	act;
	void		(*change)(struct suspension_facts *);
	const char	*then, *mind;
} shown[] = {
	{ "E20: new commerce", ACT_ASK, nothing, "blocked "
	    "billed-until=2026-12-13 renew-off lost=2027-04-12/120", "" },
	{ "E20: does not renew", ACT_ASK, another_renewal, "blocked "
	    "billed-until=2026-12-13 lost=2027-04-12/120", "" },
	{ "E20: renews perhaps", ACT_ASK, renews_perhaps, "blocked "
	    "billed-until=2026-12-13 renew-off lost=2027-04-12/120", "" },
	{ "E20: changes are scheduled", ACT_ASK, another_change, "blocked "
	    "billed-until=2026-12-13 renew-off "
	    "changes-dropped=1970-01-01 lost=2027-04-12/120", "" },
	{ "E20: nobody knows of changes", ACT_ASK, changes_perhaps, "blocked "
	    "billed-until=2026-12-13 renew-off changes-maybe "
	    "lost=2027-04-12/120", "" },
	{ "5: legacy", ACT_ASK, legacy,
	    "blocked billing-stops deleted=2026-12-03/90", "" },
	{ "5: legacy in China", ACT_ASK, legacy_china,
	    "blocked billing-stops deleted=2026-11-03/60", "" },
	{ "5: legacy, its term ends first", ACT_ASK, legacy_term,
	    "blocked billing-stops deleted-term=2026-12-02", "" },
	{ "5: legacy, its term ended before", ACT_ASK, legacy_past_term,
	    "blocked billing-stops deleted=2026-12-03/90", "" },
	{ "Azure plan", ACT_ASK, azure_none, "stops", "" },
	{ "refused, but shown", ACT_ASK, vip, "blocked "
	    "billed-until=2026-12-13 renew-off lost=2027-04-12/120", "" },
	{ "a trial", ACT_ASK, trial, "blocked billed-until=2026-12-13 "
	    "renew-off lost=2027-04-12/120", "trial" },
	{ "what we know is old", ACT_ASK, old, "blocked "
	    "billed-until=2026-12-13 renew-off lost=2027-04-12/120",
	    "old-facts=2026-09-01" },
	{ "its term ends soon", ACT_ASK, nearly_over, "blocked "
	    "billed-until=2026-09-17 renew-off lost=2027-01-15/120",
	    "term-soon=2026-09-17" },
	{ "the provider decides", ACT_ASK, provider_ready, "blocked "
	    "billed-until=2026-12-13 renew-off lost=2027-04-12/120",
	    "provider-decides" },
	{ "restored, new commerce", ACT_RESTORE, nothing,
	    "works-again renew-back", "" },
	{ "restored, legacy", ACT_RESTORE, legacy,
	    "works-again billed-again", "" },
	{ "restored, owes still", ACT_RESTORE, still_owes,
	    "works-again renew-back", "still-owes" },
	{ "restored, active by now", ACT_RESTORE, is_active,
	    "works-again renew-back", "is-active" },
	{ "5: restored on the term's last day", ACT_RESTORE, legacy_termed,
	    "works-again billed-again", "too-late-perhaps=2026-09-04" },
	{ "5: restored on the 90th day", ACT_RESTORE, legacy_long_ago,
	    "works-again billed-again", "too-late-perhaps=2026-09-04" },
};

START_TEST(consequences)
{
	struct suspension_facts f = shown[_i].act == ACT_RESTORE ?
	    a_suspended() : a_debtor();
	struct suspension_verdict v;

	shown[_i].change(&f);
	v = decide(&f);
	same_text(shown[_i].name, told(v.then, v.nthen, suspension_thens),
	    shown[_i].then);
	same_text(shown[_i].name, told(v.mind, v.nmind, suspension_minds),
	    shown[_i].mind);
}
END_TEST

/* A day later it is the same request; and it ends in time. */
START_TEST(basis)
{
	struct suspension_facts f = a_debtor();
	struct suspension_verdict v;

	f.kind = SUBSCRIPTION_LEGACY;
	v = decide(&f);
	same_text("legacy", v.basis,
	    "legacy microsoft debt=5 blocked billing-stops deleted=90");
	ck_assert_int_eq(v.expires_at, NOW + (int64_t)72 * HOUR);
	f = asked(f);
	f.now += HOUR - 1;
	ck_assert_ptr_null(decide(&f).refused.code);
	legacy_term(&f);
	same_text("legacy, to its term", decide(&f).basis, "legacy microsoft "
	    "debt=5 blocked billing-stops deleted-term=2026-12-02");
	f = a_debtor();
	same_text("new commerce", decide(&f).basis, "nce microsoft debt=5 "
	    "blocked billed-until=2026-12-13 renew-off lost=2027-04-12");
	f.now += (int64_t)DAY_MS;
	same_text("tomorrow", decide(&f).basis, "nce microsoft debt=5 "
	    "blocked billed-until=2026-12-13 renew-off lost=2027-04-12");
}
END_TEST

/* What stops it can be told with its day and number. */
START_TEST(refusals_say_when)
{
	struct suspension_facts f = a_debtor();
	struct suspension_verdict v;

	steps[3] = TODAY - 9;
	v = decide(&f);
	ck_assert_int_eq(v.refused.day, TODAY + 1);
	ck_assert_int_eq(v.refused.n, 10);
	f = a_debtor();
	steps[2] = 0;
	ck_assert_int_eq(decide(&f).refused.n, 2);
	f = a_debtor();
	azure_two(&f);
	ck_assert_int_eq(decide(&f).refused.n, 2);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("suspension");
	int failed;

	load();
	tcase_add_loop_test(t, guard, 0, LEN(guards));
	tcase_add_test(t, every_refusal_has_its_test);
	tcase_add_loop_test(t, consequences, 0, LEN(shown));
	tcase_add_test(t, basis);
	tcase_add_test(t, refusals_say_when);
	failed = run_case("suspension", t);
	scope_end(&whole);
	return failed;
}
