/*
 * The commands of a known agent: a table of kinds, each a few lines. What a
 * command needs beyond being known (the right to escalate, a role that may
 * waive) is asked here; whether the author is an agent was asked before.
 */
#include "turn_do.h"

#include "base/str.h"
#include "case_check.h"
#include "case_clock.h"
#include "case_facts.h"
#include "explain.h"
#include "policy/words.h"

#include <string.h>

enum {
	ANSWER_BYTES = 32768,
	COMMAND_DEEDS = 4,	/* of one command at most: do_triage() */
	CALLER_DEEDS = 4	/* advice, receipt, reopened, and the fields */
};
_Static_assert(COMMAND_MOST * COMMAND_DEEDS + 1 + PACKET_NOTES + CALLER_DEEDS <=
    TURN_EVENT_DEEDS, "a note full of commands, and its answer");

void
answer_add(struct errand *r, const char *text)
{
	buf_fmt(&r->answer, "%s%s", r->answer.len == 0 ? "" : "\n", text);
}

void
answer(struct errand *r, const char *key, const char *const *pairs)
{
	answer_add(r, text_fill(r->t->sc, r->t->texts, r->t->desk->language,
	    key, pairs));
}

void
tell(struct errand *r, enum told what, const char *value)
{
	struct deed *d;

	if (value == NULL)
		return;
	d = deed_add(r->t, DEED_TELL, r->ev);
	d->name = told_names[what];
	d->value = value;
	d->agent = r->by->agent;
	r->t->state.told[what] = value;
	r->t->state.told_by[what] = (struct told_by){ r->by->name,
	    r->t->sc->now };
	answer(r, "done.set", PAIRS("name", told_names[what], "value", value));
}

static void
do_triage(struct errand *r)
{
	tell(r, TOLD_CLASS, word_at(words_class, r->c->class));
	tell(r, TOLD_TOPIC, word_at(words_topic, r->c->topic));
	tell(r, TOLD_PRODUCT, word_at(words_product, r->c->product));
	tell(r, TOLD_SEVERITY, word_at(words_severity, r->c->severity));
	turn_outside_severity(r, word_at(words_severity, r->c->severity));
}

static void
do_customer(struct errand *r)
{
	struct turn *t = r->t;
	struct customer who;
	enum err e = t->find_customer == NULL ? E_GONE :
	    t->find_customer(t, r->c->text, &who);

	/* A database that is away is no answer: the turn is taken again. */
	if (e != E_OK && e != E_GONE)
		t->failed = e;
	if (e != E_OK) {
		answer(r, "done.no-customer", PAIRS("name", r->c->text));
		return;
	}
	t->state.who = who;
	t->state.row.customer = who.id;
	tell(r, TOLD_CUSTOMER, who.name);
}

static void
do_set(struct errand *r)
{
	static const struct {
		enum told		 what;
		const char *const	*words;
	} fields[FIELD__MAX] = {
		[FIELD_VERSION] = { TOLD_VERSION, words_version },
		[FIELD_PUBLISHER] = { TOLD_PUBLISHER, words_publisher },
		[FIELD_ENVIRONMENT] = { TOLD_ENVIRONMENT, words_environment },
		[FIELD_ON_CALL] = { TOLD_ON_CALL, words_flag },
	};

	if (r->c->field == FIELD_CUSTOMER)
		do_customer(r);
	else if (r->c->field == FIELD_SUBSCRIPTION)
		tell(r, TOLD_SUBSCRIPTION, r->c->text);
	else if (r->c->field == FIELD_SERVICE)
		tell(r, TOLD_SERVICE, r->c->text);
	else if (r->c->field >= FIELD_IMPACT)
		tell_words(r, TOLD_IMPACT + (r->c->field - FIELD_IMPACT));
	else
		tell(r, fields[r->c->field].what,
		    word_at(fields[r->c->field].words, r->c->value));
}

static void
mark(struct errand *r, const char *word)
{
	struct deed *d = deed_add(r->t, DEED_CHECK, r->ev);

	d->name = word_at(words_check, r->c->check);
	d->value = word;
	d->text = r->c->text;
	d->agent = r->by->agent;
	r->t->state.check[r->c->check] = word_find(words_mark, word);
	r->t->state.check_by[r->c->check] = (struct told_by){ r->by->name,
	    r->t->sc->now };
	r->t->state.check_text[r->c->check] = r->c->text;
	answer(r, "done.mark", PAIRS("check", d->name, "mark",
	    text_fill(r->t->sc, r->t->texts, r->t->desk->language,
	    str_fmt(r->t->sc, "mark.%s", word), NULL)));
}

static void
do_check(struct errand *r)
{
	mark(r, "done");
}

static void
do_waive(struct errand *r)
{
	const char *check = word_at(words_check, r->c->check);

	if (r->by->may_waive &&
	    policy_may_waive(r->t->policy, check, r->by->roles))
		mark(r, "waived");
	else
		answer(r, "done.may-not-waive", PAIRS("check", check));
}

static void
do_tier(struct errand *r)
{
	answer_add(r, turn_to_tier(r->t, r->ev, (int)r->c->number));
}

/* The decision is of its day; what is said of the checks is of today. */
static void
do_why(struct errand *r)
{
	const struct turn *t = r->t;
	const char *text;

	if (t->state.last.decision == NULL)
		answer(r, "explain.none", NULL);
	else if (explain(t->sc, t->texts, t->desk->language, &t->state.last,
	    &text) == E_OK)
		answer_add(r, text);
	text = checks_tell(&(struct clock_words){ t->sc, t->texts,
	    t->desk->language }, clocks_calendars(t->clocks), &t->state);
	if (*text != '\0')
		answer_add(r, text);
	text = turn_health_tell(t);
	if (*text != '\0')
		answer_add(r, text);
	text = held_tell(&(struct clock_words){ t->sc, t->texts,
	    t->desk->language }, &t->state);
	if (*text != '\0')
		answer_add(r, text);
	text = turn_debt_tell(t);
	if (*text != '\0')
		answer_add(r, text);
}

void
close_ticket(struct errand *r)
{
	struct order o = { .kind = ORDER_SET,
	    .status = r->t->desk->closed_status };

	if (turn_request_waits(r))
		return;
	if (r->t->desk->mode == MODE_ENFORCE) {
		deed_order(r->t, r->ev, &o);
		turn_exchange_close(r->t, r->ev);
	}
	answer(r, r->t->desk->mode == MODE_ENFORCE ? "done.resolved" :
	    "done.not-in-mode", NULL);
}

/* What became of a unit must be known before nobody looks any more. */
static void
do_resolve(struct errand *r)
{
	if (str_same(r->t->state.unit, "reserved"))
		answer(r, "done.unit-open", NULL);
	else
		close_ticket(r);
}

static void
do_duplicate(struct errand *r)
{
	if (r->c->text != NULL)
		deed_order(r->t, r->ev, &(struct order){ .kind = ORDER_LINK,
		    .link = r->c->text });
	give_back(r);
	close_ticket(r);
}

static void
do_help(struct errand *r)
{
	answer(r, "command.help", NULL);
	answer(r, "debt.help", NULL);
	answer(r, "suspend.help", NULL);
}

static void
do_bad(struct errand *r)
{
	answer(r, r->c->key, r->c->pairs);
}

static void (*const errands[COMMAND__MAX])(struct errand *) = {
	[COMMAND_BAD] = do_bad,
	[COMMAND_TRIAGE] = do_triage,
	[COMMAND_CHECK] = do_check,
	[COMMAND_WAIVE] = do_waive,
	[COMMAND_SET] = do_set,
	[COMMAND_TIER] = do_tier,
	[COMMAND_ESCALATE] = do_escalate,
	[COMMAND_CASE] = do_case,
	[COMMAND_RELEASE] = do_release,
	[COMMAND_MICROSOFT] = do_microsoft,
	[COMMAND_ATTACH] = do_attach,
	[COMMAND_WHY] = do_why,
	[COMMAND_PACKET] = do_packet,
	[COMMAND_HAND_OVER] = do_hand_over,
	[COMMAND_TAKE_BACK] = do_take_back,
	[COMMAND_PROVIDER] = do_provider,
	[COMMAND_RESELLER] = do_reseller,
	[COMMAND_ACCEPT] = do_accept,
	[COMMAND_DECLINE] = do_decline,
	[COMMAND_RESOLVE] = do_resolve,
	[COMMAND_DUPLICATE] = do_duplicate,
	[COMMAND_BUG] = do_bug,
	[COMMAND_SUSPEND] = do_suspend,
	[COMMAND_APPROVE] = do_approve,
	[COMMAND_RESTORE] = do_restore,
	[COMMAND_DONE] = do_answered,
	[COMMAND_REFUSED] = do_answered,
	[COMMAND_TERMS] = do_terms,
	[COMMAND_CHARGE] = do_charge,
	[COMMAND_DISPUTE] = do_dispute,
	[COMMAND_HOLD] = do_hold,
	[COMMAND_HELP] = do_help,
};

void
turn_commands(struct turn *t, const struct event *ev, const struct author *by,
    const struct commands *all)
{
	struct errand r = { .t = t, .ev = ev, .by = by };

	buf_init(&r.answer, t->sc, ANSWER_BYTES);
	for (int i = 0; i < all->n; i++) {
		r.c = &all->cmd[i];
		errands[r.c->kind](&r);
	}
	/* What was left out may have begun in the middle of a character. */
	if (r.answer.full)
		r.answer.at[str_utf8_cut(r.answer.at, ANSWER_BYTES - 1)] =
		    '\0';
	if (r.answer.len > 0)
		deed_note(t, ev, r.answer.at);
	turn_packet(&r);
}

static void
set_flag(int *fact, const char *const *words, const char *told)
{
	if (told != NULL)
		*fact = word_find(words, told);
}

int
turn_mark(const struct turn *t, int check)
{
	return case_fact_is_fresh(t->policy, str_fmt(t->sc, "checks.%s",
	    words_check[check]), t->state.check_by[check].at, t->sc->now) ?
	    t->state.check[check] : WORD_UNKNOWN;
}

void
turn_facts(const struct turn *t, int roles, struct facts *ret)
{
	const char *const *told = t->state.told;
	struct case_provider provider;

	case_facts(t->sc, &(struct case_source){ t->policy, t->partner,
	    &t->state.who, t->triage, &t->held, t->held_told, t->state.debt,
	    t->state.debt_told }, ret);
	ret->request.roles = roles;
	set_flag(&ret->issue.class, words_class, told[TOLD_CLASS]);
	set_flag(&ret->issue.topic, words_topic, told[TOLD_TOPIC]);
	set_flag(&ret->issue.product, words_product, told[TOLD_PRODUCT]);
	set_flag(&ret->issue.severity, words_severity, told[TOLD_SEVERITY]);
	set_flag(&ret->issue.version, words_version, told[TOLD_VERSION]);
	ret->issue.publisher = word_publisher(ret->issue.product);
	set_flag(&ret->issue.publisher, words_publisher, told[TOLD_PUBLISHER]);
	set_flag(&ret->issue.environment, words_environment,
	    told[TOLD_ENVIRONMENT]);
	set_flag(&ret->customer.on_call, words_flag, told[TOLD_ON_CALL]);
	for (int i = 0; i < CHECKS; i++)
		ret->checks.mark[i] = turn_mark(t, i);
	if (ret->checks.mark[CHECK_HEALTH] == WORD_UNKNOWN)
		ret->checks.mark[CHECK_HEALTH] = turn_health_mark(t);
	turn_provider(t, ret->issue.product, &provider);
	ret->customer.provider_known = provider.name != NULL;
	ret->customer.provider = provider.name;
	ret->customer.provider_way = provider.way;
}
