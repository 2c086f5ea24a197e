/*
 * The ladder of DOMAIN 5.1, day by day: its steps, every guard by its name,
 * E19, and what the policy may say about it.
 */
#include "policy_with.h"

#include "base/clock.h"
#include "base/zone.h"
#include "policy/ladder.h"
#include "policy/words.h"

/*
 * 2026-11-02 is a Monday; the 11th is a holiday. Warsaw is an hour ahead of
 * Greenwich, and two from 28 March 2027 on, Easter Sunday.
 */
#define SINCE	"2026-11-02"
#define DAWN	"2026-11-02T00:00:00Z"

#define HOUR	((int64_t)3600 * SECOND)

static const struct ladder *ladder;
static const struct calendars *calendars;

static int64_t
day(const char *text)
{
	int64_t ret = DAY_UNKNOWN;

	ck_assert_msg(text == NULL || date_parse(&sc, text, &ret), "%s", text);
	return ret;
}

static const char *
written(int64_t d)
{
	char *text = scope_alloc(&sc, DATE_TEXT);

	if (d == DAY_UNKNOWN)
		return "-";
	date_text(d, text);
	return text;
}

/* "2026-11-05" at ten by that calendar, or an instant. */
static int64_t
moment(const struct calendar *c, const char *text)
{
	int64_t ms = 0;

	if (strlen(text) == strlen(SINCE))
		return zone_instant(calendar_zone(c), day(text), 10 * 60);
	ck_assert_msg(clock_parse(&sc, text, &ms) == E_OK, "%s", text);
	return ms;
}

static const char *
when(const struct calendar *c, int64_t ms)
{
	return ms == LADDER_NEVER ? "-" : str_fmt(&sc, "%.16s",
	    calendar_text(&sc, c, ms));
}

static void
load(void)
{
	const struct policy *p;

	setup();
	same_outcome("policy", policy_load(&sc, "conf/policy", &p), E_OK, "");
	same_outcome("calendars", calendars_load(&sc, "conf/policy",
	    &calendars), E_OK, "");
	same_outcome("check", ladder_check(&sc, p, calendars), E_OK, "");
	ladder = policy_ladder(&sc, p);
	ck_assert_msg(ladder != NULL, "the policy that ships has a ladder");
}

/* A debtor in one row; steps are the days on which they were made. */
struct debtor {
	const char	*today;
	const char	*steps[LADDER_STEPS];
	const char	*held_until, *resumed, *calendar;
	int		 disputed, held, vip, no_contact, paid, unpublished;
	struct { int kind; const char *since, *ends; } stopped;
};

static struct ladder_facts
facts_of(const struct debtor *d)
{
	int64_t *steps = scope_alloc(&sc, LADDER_STEPS * sizeof(*steps));
	struct ladder_stopped *s = scope_alloc(&sc, sizeof(*s));
	struct ladder_facts f = { .since = day(SINCE),
	    .step_day = steps, .disputed = d->disputed, .held = d->held,
	    .vip = d->vip, .has_contact = !d->no_contact, .is_paid = d->paid,
	    .held_until = d->held_until == NULL ? 0 : day(d->held_until),
	    .resumed = d->resumed == NULL ? 0 : day(d->resumed),
	    .is_published = !d->unpublished, .stopped = s,
	    .nstopped = d->stopped.since != NULL };

	f.calendar = calendar_find(calendars, d->calendar == NULL ?
	    ladder->calendar : d->calendar);
	f.now = moment(f.calendar, d->today);
	for (int i = 1; i < LADDER_STEPS; i++)
		if (d->steps[i] != NULL) {
			steps[i] = day(d->steps[i]);
			f.step = i;
		}
	if (f.nstopped > 0)
		*s = (struct ladder_stopped){ d->stopped.kind,
		    day(d->stopped.since), day(d->stopped.ends) };
	return f;
}

#define ONE	{ [1] = "2026-11-05" }
#define TWO	{ [1] = "2026-11-05", [2] = "2026-11-12" }
#define THREE	{ [1] = "2026-11-05", [2] = "2026-11-12", [3] = "2026-11-23" }
#define FOUR	{ [1] = "2026-11-05", [2] = "2026-11-12", \
		  [3] = "2026-11-23", [4] = "2026-12-03" }
#define GONE	{ [1] = "2026-11-05", [2] = "2026-11-12", \
		  [3] = "2026-11-23", [4] = "2026-12-03", [5] = "2026-12-04" }
#define ENDED	{ [1] = "2026-11-05", [5] = "2026-11-06", [6] = "2026-11-10" }

static const struct {
	const char	*name;
	struct debtor	 d;
	enum ladder_do	 act;
	int		 step;
	const char	*next;		/* as the day begins, if it is one */
	const char	*why;
} cases[] = {
	{ "step 1: not on the due day", { .today = SINCE },
	    LADDER_WAIT, 1, "2026-11-05", NULL },
	{ "step 1: reminder at +3", { .today = "2026-11-05" },
	    LADDER_NOTICE, 1, "2026-11-12", NULL },
	{ "step 2: not before +10", { .today = "2026-11-10", .steps = ONE },
	    LADDER_WAIT, 2, "2026-11-12", NULL },
	{ "step 2: second reminder at +10", { .today = "2026-11-12",
	    .steps = ONE }, LADDER_NOTICE, 2, "2026-11-23", NULL },
	{ "step 3: +20 is a Sunday", { .today = "2026-11-22", .steps = TWO },
	    LADDER_WAIT, 3, "2026-11-23", NULL },
	{ "step 3: +20 is a Sunday, switch: every day", { .today =
	    "2026-11-22", .steps = TWO, .calendar = "24x7" },
	    LADDER_NOTICE, 3, "2026-12-02", NULL },
	{ "step 3: final notice on the Monday", { .today = "2026-11-23",
	    .steps = TWO }, LADDER_NOTICE, 3, "2026-12-03", NULL },
	{ "a holiday puts a notice off", { .today = "2026-11-11",
	    .steps = ONE, .calendar = NULL }, LADDER_WAIT, 2, "2026-11-12",
	    NULL },
	{ "step 4: +30 is too early after the final notice", { .today =
	    "2026-12-02", .steps = THREE }, LADDER_WAIT, 4, "2026-12-03",
	    NULL },
	{ "step 4: two persons are asked (E19)", { .today = "2026-12-03",
	    .steps = THREE }, LADDER_ASK, 4, NULL, NULL },
	{ "step 5 is made by people alone", { .today = "2027-12-03",
	    .steps = FOUR }, LADDER_WAIT, 0, NULL, NULL },

	{ "guard, dispute: no reminder", { .today = "2026-11-05",
	    .disputed = 1 }, LADDER_WAIT, 0, NULL, "disputed" },
	{ "guard, dispute: no second reminder", { .today = "2026-11-12",
	    .steps = ONE, .disputed = 1 }, LADDER_WAIT, 0, NULL, "disputed" },
	{ "guard, dispute: no final notice", { .today = "2026-11-23",
	    .steps = TWO, .disputed = 1 }, LADDER_WAIT, 0, NULL, "disputed" },
	{ "guard, dispute: nobody is asked to suspend", { .today =
	    "2026-12-03", .steps = THREE, .disputed = 1 }, LADDER_WAIT, 0,
	    NULL, "disputed" },
	{ "guard, hold: no notice", { .today = "2026-11-12", .steps = ONE,
	    .held = 1 }, LADDER_WAIT, 0, NULL, "held" },
	{ "guard, hold: nobody is asked to suspend", { .today = "2026-12-03",
	    .steps = THREE, .held = 1 }, LADDER_WAIT, 0, NULL, "held" },
	{ "guard, hold: its last day counts", { .today = "2026-12-10",
	    .steps = THREE, .held = 1, .held_until = "2026-12-10" },
	    LADDER_WAIT, 0, "2026-12-11", "held" },
	{ "guard, hold: notice runs anew after it", { .today = "2026-12-11",
	    .steps = THREE, .held = 1, .held_until = "2026-12-10" },
	    LADDER_WAIT, 4, "2026-12-21", NULL },
	{ "guard, dispute: notice runs anew after it", { .today =
	    "2026-12-11", .steps = THREE, .resumed = "2026-12-08" },
	    LADDER_WAIT, 4, "2026-12-18", NULL },
	{ "guard, hold that was before the final notice", { .today =
	    "2026-12-03", .steps = THREE, .resumed = "2026-11-20" },
	    LADDER_ASK, 4, NULL, NULL },
	{ "guard, VIP: notices go on", { .today = "2026-11-23", .steps = TWO,
	    .vip = 1 }, LADDER_NOTICE, 3, "2026-12-03", NULL },
	{ "guard, VIP: the lead is told instead", { .today = "2026-12-03",
	    .steps = THREE, .vip = 1 }, LADDER_ASK, 4, NULL, "vip" },
	{ "guard, contact: no reminder counts as given", { .today =
	    "2026-11-05", .no_contact = 1 }, LADDER_WAIT, 1, "2026-11-06",
	    "no-contact" },
	{ "guard, contact: nor a second one", { .today = "2026-11-12",
	    .steps = ONE, .no_contact = 1 }, LADDER_WAIT, 2, "2026-11-13",
	    "no-contact" },
	{ "guard, contact: nor the final notice", { .today = "2026-11-23",
	    .steps = TWO, .no_contact = 1 }, LADDER_WAIT, 3, "2026-11-24",
	    "no-contact" },
	{ "guard, minimum notice: counted from the day it was given",
	    { .today = "2026-12-31", .steps = { [1] = "2026-11-05",
	    [2] = "2026-11-12", [3] = "2026-12-28" } }, LADDER_WAIT, 4,
	    "2027-01-07", NULL },
	{ "guard, S4: no final notice by what nobody could read", { .today =
	    "2026-11-23", .steps = TWO, .unpublished = 1 }, LADDER_WAIT, 3,
	    "2026-11-24", "not-published" },
	{ "guard, S4: nobody is asked by what changed since", { .today =
	    "2026-12-03", .steps = THREE, .unpublished = 1 }, LADDER_WAIT, 4,
	    "2026-12-04", "not-published" },
	{ "guard, S4: reminders need no policy", { .today = "2026-11-12",
	    .steps = ONE, .unpublished = 1 }, LADDER_NOTICE, 2, "2026-11-23",
	    NULL },

	{ "after a standstill the first step comes first", { .today =
	    "2027-03-01" }, LADDER_NOTICE, 1, "2027-03-04", NULL },
	{ "after a standstill not two notices a day", { .today =
	    "2027-03-01", .steps = { [1] = "2027-03-01" } }, LADDER_WAIT, 2,
	    "2027-03-04", NULL },
	{ "after a standstill the minimum notice stays", { .today =
	    "2027-03-08", .steps = { [1] = "2027-03-01", [2] = "2027-03-04",
	    [3] = "2027-03-08" } }, LADDER_WAIT, 4, "2027-03-18", NULL },

	{ "hours: before they come to work", { .today =
	    "2026-11-05T07:59:59Z" }, LADDER_WAIT, 1, "2026-11-05", NULL },
	{ "hours: as they come", { .today = "2026-11-05T08:00:00Z" },
	    LADDER_NOTICE, 1, "2026-11-12", NULL },
	{ "hours: down over the morning", { .today =
	    "2026-11-05T15:59:59Z" }, LADDER_NOTICE, 1, "2026-11-12", NULL },
	{ "hours: down until the evening", { .today =
	    "2026-11-05T16:00:00Z" }, LADDER_WAIT, 1, "2026-11-06", NULL },
	{ "hours: the night before its day in Greenwich", { .today =
	    "2026-11-11T23:30:00Z", .steps = ONE }, LADDER_WAIT, 2,
	    "2026-11-12", NULL },
	{ "hours: always", { .today = "2026-11-04T23:59:59Z",
	    .calendar = "24x7" }, LADDER_WAIT, 1, "2026-11-05", NULL },
	{ "hours: always, at night", { .today = "2026-11-05T00:00:00Z",
	    .calendar = "24x7" }, LADDER_NOTICE, 1, "2026-11-12", NULL },
	{ "hours: over Easter and the leap", { .today =
	    "2027-03-26T16:00:00Z" }, LADDER_WAIT, 1, "2027-03-30", NULL },
	{ "hours: before the first morning of summer", { .today =
	    "2027-03-30T06:59:59Z" }, LADDER_WAIT, 1, "2027-03-30", NULL },
	{ "hours: the first morning of summer", { .today =
	    "2027-03-30T07:00:00Z" }, LADDER_NOTICE, 1, "2027-04-02", NULL },
	{ "hours: nobody is asked at night", { .today =
	    "2026-12-02T23:30:00Z", .steps = THREE }, LADDER_WAIT, 4,
	    "2026-12-03", NULL },
	{ "hours: a hold is over when its day is there", { .today =
	    "2026-12-10T23:30:00Z", .steps = TWO, .held = 1, .held_until =
	    "2026-12-10" }, LADDER_WAIT, 3, "2026-12-11", NULL },
	{ "hours: a hold's last evening", { .today = "2026-12-10T22:30:00Z",
	    .steps = TWO, .held = 1, .held_until = "2026-12-10" },
	    LADDER_WAIT, 0, "2026-12-11", "held" },
	{ "hours: no last call at night", { .today = "2026-12-17T05:00:00Z",
	    .steps = GONE, .stopped = { SUBSCRIPTION_NCE, "2026-12-04",
	    "2026-12-31" } }, LADDER_WAIT, 0, "2026-12-17", NULL },
	{ "hours: paid is paid", { .today = "2026-12-05T02:00:00Z",
	    .steps = THREE, .paid = 1 }, LADDER_END, 6, NULL, NULL },

	{ "step 6: paid before anything", { .today = "2026-11-04",
	    .paid = 1 }, LADDER_END, 6, NULL, NULL },
	{ "step 6: paid on the day of suspension", { .today = "2026-12-03",
	    .steps = THREE, .paid = 1 }, LADDER_END, 6, NULL, NULL },
	{ "step 6: paid in a dispute", { .today = "2026-12-03",
	    .steps = THREE, .paid = 1, .disputed = 1 }, LADDER_END, 6, NULL,
	    NULL },
	{ "step 6: only once", { .today = "2026-12-03", .steps = ENDED,
	    .paid = 1 }, LADDER_WAIT, 0, NULL, "paid" },

	{ "step 7: before the last call, new commerce", { .today =
	    "2026-12-10", .steps = GONE, .stopped = { SUBSCRIPTION_NCE,
	    "2026-12-04", "2026-12-31" } }, LADDER_WAIT, 0, "2026-12-17",
	    NULL },
	{ "step 7: 14 days before the term ends", { .today = "2026-12-17",
	    .steps = GONE, .stopped = { SUBSCRIPTION_NCE, "2026-12-04",
	    "2026-12-31" } }, LADDER_LAST_CALL, 7, "2026-12-18", NULL },
	{ "step 7: day 80 of a legacy one", { .today = "2027-02-22",
	    .steps = GONE, .stopped = { SUBSCRIPTION_LEGACY, "2026-12-04",
	    NULL } }, LADDER_LAST_CALL, 7, "2027-02-23", NULL },
	{ "step 7: a legacy one whose term ends first", { .today =
	    "2026-12-17", .steps = GONE, .stopped = { SUBSCRIPTION_LEGACY,
	    "2026-12-04", "2026-12-31" } }, LADDER_LAST_CALL, 7,
	    "2026-12-18", NULL },
	{ "step 7: a legacy one whose term had ended", { .today =
	    "2026-12-17", .steps = GONE, .stopped = { SUBSCRIPTION_LEGACY,
	    "2026-12-04", "2026-12-03" } }, LADDER_WAIT, 0, "2027-02-22",
	    NULL },
	{ "step 7: only once", { .today = "2027-02-23", .steps = { [4] =
	    "2026-12-03", [7] = "2027-02-22" }, .stopped = {
	    SUBSCRIPTION_LEGACY, "2026-12-04", NULL } }, LADDER_WAIT, 0, NULL,
	    NULL },
	{ "step 7: in a dispute agents hear it", { .today = "2026-12-17",
	    .steps = GONE, .disputed = 1, .stopped = { SUBSCRIPTION_NCE,
	    "2026-12-04", "2026-12-31" } }, LADDER_LAST_CALL, 7,
	    "2026-12-18", "disputed" },
	{ "step 7: paid, and nobody restored it", { .today = "2026-12-17",
	    .steps = ENDED, .paid = 1, .stopped = { SUBSCRIPTION_NCE,
	    "2026-12-04", "2026-12-31" } }, LADDER_LAST_CALL, 7,
	    "2026-12-18", "paid" },
	{ "step 7: an Azure plan is not lost by a day", { .today =
	    "2027-12-17", .steps = GONE, .stopped = {
	    SUBSCRIPTION_AZURE_PLAN, "2026-12-04", NULL } }, LADDER_WAIT, 0,
	    NULL, NULL },
};

START_TEST(move)
{
	static const char *const does[] = { "wait", "notice", "ask",
	    "last call", "end" };
	struct ladder_facts f = facts_of(&cases[_i].d);
	const char *next = cases[_i].next;
	struct ladder_move got;

	if (next != NULL)
		next = str_fmt(&sc, "%s %s", next, f.calendar ==
		    calendar_find(calendars, "24x7") ? "00:00" : "09:00");
	ladder_next(ladder, &f, &got);
	same_text(cases[_i].name, str_fmt(&sc, "%s, step %d, next %s, %s",
	    does[got.act], got.step, when(f.calendar, got.next), got.why ==
	    NULL ? "-" : got.why), str_fmt(&sc, "%s, step %d, next %s, %s",
	    does[cases[_i].act], cases[_i].step, next == NULL ? "-" : next,
	    cases[_i].why == NULL ? "-" : cases[_i].why));
}
END_TEST

/* What happens in a year, if it is looked at first then and every `hours`. */
static const char *
climbed(const char *calendar, const char *first, int hours)
{
	struct debtor d = { .today = first, .calendar = calendar };
	struct ladder_facts f = facts_of(&d);
	int64_t done[LADDER_STEPS] = { 0 };
	struct ladder_move m;
	struct buf b;

	buf_init(&b, &sc, 4096);
	f.step_day = done;
	for (int i = 0; i < 365 * 24; i += hours, f.now += hours * HOUR) {
		ladder_next(ladder, &f, &m);
		if (m.act == LADDER_WAIT)
			continue;
		buf_fmt(&b, "%d %s, ", m.step, when(f.calendar, f.now));
		done[m.step] = calendar_day(f.calendar, f.now);
		f.step = m.step;
	}
	return b.at;
}

START_TEST(year)
{
	same_text("business hours", climbed(NULL, DAWN, 1),
	    "1 2026-11-05 09:00, 2 2026-11-12 09:00, 3 2026-11-23 09:00, "
	    "4 2026-12-03 09:00, ");
	same_text("always", climbed("24x7", DAWN, 1), "1 2026-11-05 00:00, "
	    "2 2026-11-12 00:00, 3 2026-11-22 00:00, 4 2026-12-02 00:00, ");
	same_text("looked at once a week", climbed(NULL, SINCE, 7 * 24),
	    "1 2026-11-09 10:00, 2 2026-11-16 10:00, 3 2026-11-23 10:00, "
	    "4 2026-12-07 10:00, ");
	same_text("after a standstill, into summer", climbed(NULL,
	    "2027-03-18T20:00:00Z", 1), "1 2027-03-19 09:00, "
	    "2 2027-03-22 09:00, 3 2027-03-25 09:00, 4 2027-04-05 09:00, ");
	same_text("nobody looks but at night", climbed(NULL,
	    "2026-11-02T20:00:00Z", 24), "");
}
END_TEST

/* The day that a notice names is the day on which it happens. */
START_TEST(said_before)
{
	struct debtor d = { .today = "2026-11-05" };
	struct ladder_facts f = facts_of(&d);

	same_text("second", written(ladder_day(ladder, &f, 2)), "2026-11-12");
	same_text("final", written(ladder_day(ladder, &f, 3)), "2026-11-23");
	same_text("request", written(ladder_day(ladder, &f, 4)),
	    "2026-12-03");
	f.step = 4;
	same_text("done", written(ladder_day(ladder, &f, 4)), "-");
}
END_TEST

START_TEST(none)
{
	struct debtor d = { .today = "2027-11-05" };
	struct ladder_facts f = facts_of(&d);
	struct ladder_move m;

	ladder_next(NULL, &f, &m);
	ck_assert_int_eq(m.act, LADDER_WAIT);
	f.is_paid = 1;
	ladder_next(NULL, &f, &m);
	ck_assert_int_eq(m.act, LADDER_END);
}
END_TEST

START_TEST(vip_without_notices)
{
	struct debtor d = { .today = "2026-11-05", .vip = 1 };
	struct ladder_facts f = facts_of(&d);
	struct ladder own = *ladder;
	struct ladder_move m;

	own.vip_notices = 0;
	ladder_next(&own, &f, &m);
	ck_assert_int_eq(m.act, LADDER_WAIT);
	same_text("why", m.why, "vip");
}
END_TEST

/* What lies between two steps counts from the last that was made. */
START_TEST(step_left_out)
{
	struct debtor d = { .today = "2027-03-01", .steps = {
	    [1] = "2027-03-01" } };
	struct ladder_facts f = facts_of(&d);
	struct ladder own = *ladder;
	struct ladder_move m;

	own.days[2] = -1;
	ladder_next(&own, &f, &m);
	ck_assert_int_eq(m.act, LADDER_WAIT);
	ck_assert_int_eq(m.step, 3);
	same_text("next", when(f.calendar, m.next), "2027-03-04 09:00");
}
END_TEST

static enum err
load_with(const char *from, const char *to, const struct policy **ret)
{
	const char *dir = policy_with("ladder.conf", from, to);
	enum err e = policy_load(&sc, dir, ret);

	ck_assert_msg(e == E_OK, "%s: %s", to, sc.why);
	ladder = policy_ladder(&sc, *ret);
	return ladder_check(&sc, *ret, calendars);
}

START_TEST(other_calendar)
{
	const struct policy *p;

	same_outcome("no such", load_with("\"business-hours\"", "\"office\"",
	    &p), E_SHAPE, "");
	ck_assert_msg(strstr(sc.why, "ladder.conf:") != NULL &&
	    strstr(sc.why, "is no calendar") != NULL, "%s", sc.why);
	same_outcome("any day", load_with("\"business-hours\"",
	    "\"24x7\"", &p), E_OK, "");
}
END_TEST

START_TEST(fewer_steps)
{
	const struct policy *p;

	same_outcome("no reminders", load_with("{ step = 1; days = 3; },\n"
	    "\t\t{ step = 2; days = 10; },", "", &p), E_OK, "");
	same_text("from the final notice on", climbed(NULL, DAWN, 1),
	    "3 2026-11-23 09:00, 4 2026-12-03 09:00, ");
	same_outcome("nobody is asked", load_with("days = 20; },\n"
	    "\t\t{ step = 4; days = 30; }", "days = 20; }", &p), E_OK, "");
	same_text("to the final notice", climbed(NULL, DAWN, 1),
	    "1 2026-11-05 09:00, 2 2026-11-12 09:00, 3 2026-11-23 09:00, ");
}
END_TEST

/* A stored policy without the section is what it was before there was one. */
START_TEST(before_ladders)
{
	const struct policy *p, *without, *again;
	const char *text, *at;

	same_outcome("policy", policy_load(&sc, "conf/policy", &p), E_OK, "");
	text = policy_canonical(p);
	at = strstr(text, ",\"ladder\"");
	ck_assert_msg(at != NULL, "it is the last section of %s", text);
	text = str_fmt(&sc, "%.*s}", (int)(at - text), text);
	same_outcome("without", policy_compile(&sc, text, &without), E_OK, "");
	ck_assert(policy_ladder(&sc, without) == NULL);
	same_text("canonical", policy_canonical(without), text);
	ck_assert(strcmp(policy_hash(p), policy_hash(without)) != 0);
	same_outcome("with", policy_compile(&sc, policy_canonical(p), &again),
	    E_OK, "");
	ladder = policy_ladder(&sc, again);
	same_text("the stored ladder", climbed("24x7", DAWN, 1),
	    "1 2026-11-05 00:00, 2 2026-11-12 00:00, 3 2026-11-22 00:00, "
	    "4 2026-12-02 00:00, ");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ladder");

	tcase_add_checked_fixture(t, load, NULL);
	tcase_add_loop_test(t, move, 0, LEN(cases));
	tcase_add_test(t, year);
	tcase_add_test(t, said_before);
	tcase_add_test(t, none);
	tcase_add_test(t, vip_without_notices);
	tcase_add_test(t, step_left_out);
	tcase_add_test(t, other_calendar);
	tcase_add_test(t, fewer_steps);
	tcase_add_test(t, before_ladders);
	return run_case("ladder", t);
}
