/*
 * What of a message asks for a change of a subscription, and what became of
 * it. Who may act on that is nobody's affair here.
 */
#include "exchange/exchange.h"

#include "base/str.h"
#include "policy/words.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_TEXT = 10 };

const char *const exchange_wishes[WISH__MAX + 1] = {
	[WISH_SUSPEND] = "suspend", [WISH_RESTORE] = "restore",
	[WISH_WITHDRAW] = "withdraw", [WISH__MAX] = NULL
};
static const char *const answers[] = { "refused", "done", NULL };

static const char *
member(const struct exchange_message *m, const char *of, const char *name)
{
	const struct cJSON *j = json_at(m->all, of);

	return j == NULL ? NULL : json_text(j, name);
}

static int
has(const struct exchange_message *m, const char *name)
{
	const struct cJSON *j = json_at(m->all, name);

	return j != NULL && json_kind(j) == JSON_OBJECT;
}

static int
is_day(const char *s)
{
	return s == NULL || (strlen(s) == DAY_TEXT &&
	    strspn(s, "0123456789-") == DAY_TEXT);
}

static int
is_step(const char *s)
{
	return s == NULL || (strlen(s) == 1 && *s >= '1' && *s <= '8');
}

/* What is wrong with the parts of `of`; *ret_at: with which. */
static const char *
fault_of(const struct exchange_message *m, const char *of,
    const char **ret_at)
{
	const char *subscription = member(m, of, "subscription");

	*ret_at = "kind";
	if (word_find(exchange_wishes, member(m, of, "kind")) == WORD_UNKNOWN)
		return "is none of suspend, restore, withdraw";
	*ret_at = "subscription";
	if (subscription == NULL || !exchange_is_uuid(subscription))
		return "is no UUID in small letters";
	*ret_at = "since";
	if (!is_day(member(m, of, "since")))
		return "is no day like 2026-11-20";
	*ret_at = "step";
	return is_step(member(m, of, "step")) ? NULL : "is none of 1 to 8";
}

const char *
exchange_request_fault(struct scope *sc, const struct exchange_message *m,
    const char **ret_at)
{
	static const struct { const char *name; enum exchange_side by; } of[] =
	    { { "request", SIDE_RESELLER }, { "answer", SIDE_PROVIDER } };
	const char *part, *why;

	for (int i = 0; i < 2; i++) {
		if (!has(m, of[i].name))
			continue;
		*ret_at = of[i].name;
		if (m->side != of[i].by)
			return "is not this side's to say";
		if ((why = fault_of(m, of[i].name, &part)) != NULL) {
			*ret_at = str_fmt(sc, "%s/%s", of[i].name, part);
			return why;
		}
	}
	*ret_at = "answer/is";
	return has(m, "answer") && word_find(answers, member(m, "answer",
	    "is")) == WORD_UNKNOWN ? "is none of done, refused" : NULL;
}

int
exchange_request(const struct exchange_message *m,
    struct exchange_request *ret)
{
	const char *step = member(m, "request", "step");

	if (!has(m, "request"))
		return 0;
	*ret = (struct exchange_request){ .kind = (enum exchange_wish)
	    word_find(exchange_wishes, member(m, "request", "kind")),
	    .subscription = member(m, "request", "subscription"),
	    .since = member(m, "request", "since"),
	    .step = step == NULL ? 0 : *step - '0' };
	return 1;
}

int
exchange_answer(const struct exchange_message *m, struct exchange_answer *ret)
{
	if (!has(m, "answer"))
		return 0;
	*ret = (struct exchange_answer){ .kind = (enum exchange_wish)
	    word_find(exchange_wishes, member(m, "answer", "kind")),
	    .subscription = member(m, "answer", "subscription"),
	    .is_done = word_find(answers, member(m, "answer", "is")) == 1 };
	return 1;
}

/* {"kind":..} of what is told; NULL ones are left out. */
static const char *
json_of(struct scope *sc, enum exchange_wish kind, const char *subscription,
    const char *const *more)
{
	enum { MOST = 1024 };
	struct json_out out;

	json_begin(&out, sc, MOST);
	json_open(&out, NULL, '{');
	json_put(&out, "kind", exchange_wishes[kind]);
	json_put(&out, "subscription", str_lower(sc, subscription));
	for (; *more != NULL; more += 2)
		if (more[1] != NULL)
			json_put(&out, more[0], more[1]);
	json_close(&out);
	return json_end(&out);
}

const char *
exchange_request_json(struct scope *sc, const struct exchange_request *r)
{
	return json_of(sc, r->kind, r->subscription, (const char *const[]){
	    "step", r->step == 0 ? NULL : str_fmt(sc, "%d", r->step),
	    "since", r->since, NULL });
}

const char *
exchange_answer_json(struct scope *sc, const struct exchange_answer *a)
{
	return json_of(sc, a->kind, a->subscription, (const char *const[]){
	    "is", answers[a->is_done], NULL });
}
