/*
 * What the checks of suspensions in a turn share: a debtor's case, what he
 * has, and who writes.
 */
#ifndef TESTS_UNIT_TALK_SUSPENSION_H
#define TESTS_UNIT_TALK_SUSPENSION_H

#include "turn_play.h"

#include "billing/suspension.h"
#include "bought.h"
#include "policy/date.h"
#include "store/subscription.h"

#define GUID	"a4c1340d-6911-4758-bba3-0c4c6007d161"
#define MAIL	"b4c1340d-6911-4758-bba3-0c4c6007d162"
#define OTHER	"c4c1340d-6911-4758-bba3-0c4c6007d163"
#define PLAN	"d4c1340d-6911-4758-bba3-0c4c6007d164"
enum { BEA = 8, TODAY = 20780 /* 2026-11-23 */, HOUR = 3600000 };
#define NOW	((int64_t)TODAY * DAY_MS + 9 * HOUR)

static const struct suspension_policy *numbers;
static const struct microsoft_settings used = { .label = "",
    .tenant = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21" };
static struct owned owned[4];
static struct suspension requests[8];
static int nrequests, has_no_tenant;
static struct debt debt;
static enum err database;

static inline enum err
find_bought(struct turn *t, struct bought *ret)
{
	*ret = (struct bought){ t->state.who.id, { LEN(owned), owned },
	    requests, nrequests, 41 };
	return database;
}

/* Fabrikam has owed since long, and all notices were given. */
static inline void
set_up(void)
{
	const struct owned what[] = {
		{ MAIL, "Business", 1, SUBSCRIPTION_LEGACY, "active",
		    TODAY - 300, TODAY + 65, NULL, NOW, -1, NULL, NULL, NULL,
		    0 },
		{ GUID, "Business Premium", 1, SUBSCRIPTION_NCE, "active",
		    TODAY - 200, TODAY + 100, "yes", NOW, -1, NULL, NULL,
		    NULL, 0 },
		{ OTHER, "Teams", 1, SUBSCRIPTION_NCE, "active", TODAY - 200,
		    TODAY + 100, "no", NOW, -1, NULL, NULL, NULL, 0 },
		{ PLAN, "Teams", 0, SUBSCRIPTION_AZURE_PLAN, "active",
		    DAY_UNKNOWN, DAY_UNKNOWN, NULL, NOW, -1, NULL, NULL, NULL,
		    0 },
	};

	memcpy(owned, what, sizeof(owned));
	nrequests = has_no_tenant = 0;
	database = E_OK;
	sc.now = NOW;
	debt = (struct debt){ .id = 5, .customer = 3, .since = TODAY - 30,
	    .ends = DAY_UNKNOWN, .step = 4, .shown_day = { 0, TODAY - 27,
	    TODAY - 20, TODAY - 10, TODAY } };
}

static inline struct case_state
a_debtors_case(void)
{
	struct case_state s = a_case();

	s.who = (struct customer){ .id = 3, .name = "Fabrikam",
	    .tenant = has_no_tenant ? NULL :
	    "4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04" };
	s.row.customer = 3;
	s.debt = debt.id == 0 ? NULL : &debt;
	return s;
}

static inline void
open_turn(enum mode mode)
{
	begin(mode, a_debtors_case());
	turn.suspension = numbers;
	turn.find_bought = find_bought;
	turn.microsoft = &used;
}

static inline struct author
bea(int rights)
{
	struct author a = agent(rights);

	a.agent = BEA;
	a.name = "Bea";
	a.email = "bea@partner.example";
	a.login = "bea";
	return a;
}

/* What Anna asked an hour ago, in this case, as it would be asked today. */
static inline struct suspension
asked(int64_t id, const char *of)
{
	return (struct suspension){ .id = id, .case_id = 1, .customer = 3,
	    .subscription = of, .state = SUSPENSION_ASKED,
	    .basis = str_same(of, MAIL) ?
	    "legacy microsoft debt=5 blocked billing-stops "
	    "deleted-term=2027-01-27" :
	    "nce microsoft debt=5 blocked billed-until=2027-03-03 renew-off "
	    "lost=2027-07-01", .asked_by = ANNA,
	    .asked_name = "Anna", .asked_email = "anna@partner.example",
	    .asker_may = 1, .asked_at = NOW - HOUR, .expires_at = NOW + HOUR,
	    .desk = "rt", .ticket = "812" };
}

static inline void nothing(void) { }
static inline void no_debt(void) { debt.id = 0; }
static inline void is_over(void) { debt.ends = TODAY; }
static inline void disputed(void) { debt.disputed.at = 1; }
static inline void held(void) { debt.held.at = 1; }
static inline void is_vip(void) { debt.is_vip = 1; }
static inline void early(void) { debt.step = 3; }
static inline void not_shown(void) { debt.shown_day[3] = 0; }
static inline void shown_late(void) { debt.shown_day[3] = TODAY - 9; }
static inline void suspended(void) { owned[1].state = "suspended"; }
static inline void
by_microsoft(void)
{
	suspended();
	owned[1].reasons = "Fraud";
	owned[1].read_at = NOW;
}
static inline void old(void) { owned[1].told_at = NOW - 3 * DAY_MS; }
static inline void
no_tenant(void)
{
	old();
	has_no_tenant = 1;
}
static inline void
scheduled(void)
{
	owned[1].scheduled = "20, CFQ7TTC0LCHC, P1Y";
	owned[1].read_at = NOW - DAY_MS;
}
static inline void unscheduled(void) { owned[1].scheduled = ""; }
static inline void trial(void) { owned[1].trial = "yes"; }
static inline void is_open(void)
{
	requests[nrequests] = asked(40, GUID);
	requests[nrequests++].ticket = "777";
}
static inline void empty_plan(void) { owned[3].azure_active = 0; }
static inline void full_plan(void) { owned[3].azure_active = 3; }

static inline void here(void) { requests[nrequests++] = asked(40, GUID); }
static inline void
done(const char *image)
{
	suspended();
	requests[nrequests] = asked(39, GUID);
	requests[nrequests].state = SUSPENSION_DONE;
	requests[nrequests].before = image;
	requests[nrequests++].ended_at = NOW - (int64_t)DAY_MS;
}
static inline void ours(void) { done("{}"); }
static inline void
load_suspension(void)
{
	load_house();
	if (suspension_policy_load(&whole, "conf/policy", &numbers) == E_OK)
		return;
	fprintf(stderr, "%s\n", whole.why);
	exit(1);
}

#endif
