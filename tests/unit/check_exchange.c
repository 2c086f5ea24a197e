/*
 * The exchange: what may stand in a message, who may say what, and that both
 * sides end equal whatever came late, twice or in another order.
 */
#include "same.h"

#include "exchange/exchange.h"
#include "base/str.h"
#include "policy/words.h"

#include <stdlib.h>
#include <string.h>

#define CASE	"5b1e6c1e-3c0a-4e07-9a53-0d8f6a1f2f10"
#define HEAD	"{\"exchange\":1,\"case\":\"" CASE "\",\"side\":\"reseller\"," \
		"\"seq\":1,\"turn\":1,\"at\":\"2026-11-20T09:00:00Z\","
#define OFFER	HEAD "\"type\":\"offer\",\"title\":\"VM\",\"text\":\"off\""

static enum err
parse(const char *body, struct exchange_message *ret, const char **ret_at)
{
	return exchange_parse(&sc, body, strlen(body), ret, ret_at);
}

START_TEST(good)
{
	struct exchange_message m;
	const char *at;

	ck_assert_int_eq(parse(OFFER ",\"severity\":\"B\",\"holder\":"
	    "\"provider\",\"customer\":{\"tenant\":\"t\",\"name\":null},"
	    "\"checks\":{\"P1\":\"no incident\"},\"product\":null}", &m, &at),
	    E_OK);
	ck_assert_int_eq(m.type, EXCHANGE_OFFER);
	ck_assert_int_eq(m.holder, BALL_PROVIDER);
	ck_assert_str_eq(m.severity, "B");
	ck_assert_int_eq(m.at, 1795338000000LL - 172800000LL);
	ck_assert_str_eq(exchange_text(&m, "customer.tenant"), "t");
	ck_assert_ptr_null(exchange_text(&m, "customer.name"));
	ck_assert_str_eq(exchange_id(&sc, &m), CASE ".reseller.1");
	ck_assert_int_eq(parse("{\"exchange\":1,\"type\":\"hello\"}", &m,
	    &at), E_OK);
	ck_assert_int_eq(m.type, EXCHANGE_HELLO);
}
END_TEST

START_TEST(there_and_back)
{
	const struct exchange_part own[] = { { "text", "off \"1\"", NULL },
	    { "title", "VM", NULL }, { "class", NULL, NULL },
	    { "customer", NULL, "{\"tenant\":\"t\"}" }, { NULL, NULL, NULL } };
	struct exchange_message m = { EXCHANGE_OFFER, CASE, SIDE_RESELLER, 1,
	    1, 1795165200000LL, BALL_PROVIDER, "A", NULL }, got;
	const char *json = exchange_json(&sc, &m, own), *at;

	ck_assert_int_eq(parse(json, &got, &at), E_OK);
	ck_assert_int_eq(got.at, m.at);
	ck_assert_str_eq(exchange_text(&got, "text"), "off \"1\"");
	ck_assert_str_eq(exchange_text(&got, "customer.tenant"), "t");
	ck_assert_ptr_null(exchange_text(&got, "class"));
}
END_TEST

/* What is asked, and what is answered, come out as they went in. */
START_TEST(requests)
{
	const struct exchange_request r = { WISH_SUSPEND, CASE, "2026-10-01",
	    4 };
	const struct exchange_answer a = { WISH_RESTORE, CASE, 1 };
	struct exchange_message m = { EXCHANGE_MESSAGE, CASE, SIDE_RESELLER,
	    1, 1, 1795165200000LL, WORD_UNKNOWN, NULL, NULL }, got;
	struct exchange_request asked;
	struct exchange_answer answered;
	const char *at;

	ck_assert_int_eq(parse(exchange_json(&sc, &m,
	    (struct exchange_part[]){ { "text", "x", NULL }, { "request",
	    NULL, exchange_request_json(&sc, &r) }, { NULL, NULL, NULL } }),
	    &got, &at), E_OK);
	ck_assert(exchange_request(&got, &asked));
	ck_assert(!exchange_answer(&got, &answered));
	ck_assert_int_eq(asked.kind, WISH_SUSPEND);
	ck_assert_int_eq(asked.step, 4);
	ck_assert_str_eq(asked.subscription, CASE);
	ck_assert_str_eq(asked.since, "2026-10-01");
	m.side = SIDE_PROVIDER;
	ck_assert_int_eq(parse(exchange_json(&sc, &m,
	    (struct exchange_part[]){ { "text", "x", NULL }, { "answer",
	    NULL, exchange_answer_json(&sc, &a) }, { NULL, NULL, NULL } }),
	    &got, &at), E_OK);
	ck_assert(exchange_answer(&got, &answered));
	ck_assert(!exchange_request(&got, &asked));
	ck_assert_int_eq(answered.kind, WISH_RESTORE);
	ck_assert_int_eq(answered.is_done, 1);
}
END_TEST

static const struct {
	const char	*body, *at, *why;
} refused[] = {
	{ "[]", NULL, "is a JSON object" },
	{ "{", NULL, "" },
	{ "{\"exchange\":2,\"type\":\"hello\"}", "/exchange", "no version" },
	{ "{\"exchange\":\"1\"}", "/exchange", "no version" },
	{ "{\"exchange\":1}", "/type", "is missing" },
	{ "{\"exchange\":1,\"type\":\"x\"}", "/type", "a word that" },
	{ "{\"exchange\":1,\"type\":1}", "/type", "a word that" },
	{ "{\"exchange\":1,\"type\":\"offer\"}", "/case", "no UUID" },
	{ HEAD "\"type\":\"offer\",\"text\":\"x\"}", "/title", "is missing" },
	{ HEAD "\"type\":\"offer\",\"title\":\"x\"}", "/text", "is missing" },
	{ OFFER ",\"note\":\"x\"}", "/note", "is no member" },
	{ OFFER ",\"internal\":true}", "/internal", "is no member" },
	{ OFFER ",\"text\":\"y\"}", "/text", "twice" },
	{ OFFER ",\"reference\":\"T-1\\n/csp\"}", "/reference",
	    "has a character" },
	{ OFFER ",\"reference\":\"Zg\xc5\x82-1\"}", "/reference",
	    "has a character" },
	{ OFFER ",\"subscription\":\"../../x\"}", "/subscription",
	    "has a character" },
	{ OFFER ",\"product\":\"Azure\"}", "/product", "has a character" },
	{ OFFER ",\"reference\":17}", "/reference", "is a number, not a text" },
	{ OFFER ",\"customer\":{\"phone\":\"1\"}}", "/customer/phone",
	    "is no member" },
	{ OFFER ",\"customer\":\"x\"}", "/customer", "is a text, not an obj" },
	{ OFFER ",\"checks\":{\"P11\":\"1\"}}", "/checks/P11", "is no member" },
	{ OFFER ",\"checks\":{\"P1\":1}}", "/checks/P1", "is no text" },
	{ OFFER ",\"holder\":\"me\"}", "/holder", "a word that" },
	{ OFFER ",\"request\":{\"kind\":\"delete\",\"subscription\":\"" CASE
	    "\"}}", "/request/kind", "is none of" },
	{ OFFER ",\"request\":{\"kind\":\"suspend\",\"subscription\":"
	    "\"../x\"}}", "/request/subscription", "is no UUID" },
	{ OFFER ",\"request\":{\"kind\":\"suspend\",\"subscription\":\""
	    CASE "\",\"since\":\"soon\"}}", "/request/since", "is no day" },
	{ OFFER ",\"request\":{\"kind\":\"suspend\",\"subscription\":\""
	    CASE "\",\"step\":\"9\"}}", "/request/step", "is none of" },
	{ OFFER ",\"request\":{\"kind\":\"suspend\",\"subscription\":\""
	    CASE "\",\"now\":\"1\"}}", "/request/now", "is no member" },
	{ OFFER ",\"request\":{}}", "/request/kind", "is none of" },
	{ OFFER ",\"answer\":{}}", "/answer", "is no member" },
	{ HEAD "\"type\":\"message\",\"text\":\"x\",\"answer\":{\"kind\":"
	    "\"suspend\",\"subscription\":\"" CASE "\",\"is\":\"done\"}}",
	    "/answer", "is not this side's" },
	{ OFFER ",\"severity\":\"D\"}", "/severity", "a word that" },
	{ HEAD "\"side\":\"provider\",\"type\":\"offer\",\"title\":\"a\","
	    "\"text\":\"b\"}", "/side", "twice" },
	{ "{\"exchange\":1,\"type\":\"accept\",\"case\":\"" CASE "\","
	    "\"seq\":1,\"turn\":1,\"at\":\"2026-11-20T09:00:00Z\"}", "/side",
	    "is missing" },
	{ "{\"exchange\":1,\"type\":\"accept\",\"case\":\"" CASE "\","
	    "\"seq\":0,\"turn\":1}", "/seq", "no number" },
	{ "{\"exchange\":1,\"type\":\"accept\",\"case\":\"" CASE "\","
	    "\"seq\":1,\"turn\":1,\"at\":\"now\"}", "/at", "no time" },
};

START_TEST(bad)
{
	struct exchange_message m;
	const char *at;

	ck_assert_int_ne(parse(refused[_i].body, &m, &at), E_OK);
	ck_assert_pstr_eq(at, refused[_i].at);
	ck_assert_msg(strstr(sc.why, refused[_i].why) != NULL, "%s", sc.why);
}
END_TEST

START_TEST(too_long)
{
	char *body = calloc(1, EXCHANGE_BYTES + 2);
	struct exchange_message m;
	const char *at;

	memset(body, ' ', EXCHANGE_BYTES + 1);
	ck_assert_int_eq(parse(body, &m, &at), E_LIMIT);
	free(body);
}
END_TEST

static enum err
put(struct exchange_case *c, enum exchange_type type, enum exchange_side side,
    int64_t seq, int64_t turn)
{
	struct exchange_message m = { .type = type, .side = side, .seq = seq,
	    .turn = turn, .holder = WORD_UNKNOWN };
	int won;

	return exchange_put(&sc, c, &m, &won);
}

START_TEST(who_says_what)
{
	struct exchange_case c;

	exchange_case_init(&c);
	ck_assert_int_eq(put(&c, EXCHANGE_ACCEPT, SIDE_RESELLER, 1, 1),
	    E_DENIED);
	ck_assert_int_eq(put(&c, EXCHANGE_MESSAGE, SIDE_RESELLER, 1, 1),
	    E_DENIED);
	ck_assert_int_eq(put(&c, EXCHANGE_OFFER, SIDE_PROVIDER, 1, 1),
	    E_DENIED);
	ck_assert_int_eq(put(&c, EXCHANGE_OFFER, SIDE_RESELLER, 1, 2),
	    E_DENIED);
	ck_assert_int_eq(put(&c, EXCHANGE_OFFER, SIDE_RESELLER, 1, 1), E_OK);
	ck_assert_int_eq(put(&c, EXCHANGE_OFFER, SIDE_RESELLER, 1, 1), E_SEEN);
	ck_assert_int_eq(put(&c, EXCHANGE_OFFER, SIDE_RESELLER, 2, 2),
	    E_DENIED);
	ck_assert_int_eq(put(&c, EXCHANGE_WITHDRAW, SIDE_PROVIDER, 1, 2),
	    E_DENIED);
	ck_assert_int_eq(put(&c, EXCHANGE_ACCEPT, SIDE_PROVIDER, 2, 3),
	    E_GONE);
	ck_assert_int_eq(put(&c, EXCHANGE_ACCEPT, SIDE_PROVIDER, 1, 3),
	    E_DENIED);
	ck_assert_int_eq(put(&c, EXCHANGE_ACCEPT, SIDE_PROVIDER, 1, 2), E_OK);
	ck_assert_int_eq(put(&c, EXCHANGE_RETURN, SIDE_RESELLER, 2, 3),
	    E_DENIED);
	ck_assert_int_eq(put(&c, EXCHANGE_HELLO, SIDE_RESELLER, 2, 3),
	    E_DENIED);
	ck_assert_int_eq(c.state.is, CASE_ACCEPTED);
}
END_TEST

/* It is taken back before the provider's answer is read: of equal turns. */
START_TEST(crossed)
{
	struct exchange_case a, b;

	exchange_case_init(&a);
	ck_assert_int_eq(put(&a, EXCHANGE_OFFER, SIDE_RESELLER, 1, 1), E_OK);
	b = a;
	ck_assert_int_eq(put(&a, EXCHANGE_WITHDRAW, SIDE_RESELLER, 2, 2),
	    E_OK);
	ck_assert_int_eq(put(&b, EXCHANGE_ACCEPT, SIDE_PROVIDER, 1, 2), E_OK);
	ck_assert_int_eq(put(&a, EXCHANGE_ACCEPT, SIDE_PROVIDER, 1, 2), E_OK);
	ck_assert_int_eq(put(&b, EXCHANGE_WITHDRAW, SIDE_RESELLER, 2, 2),
	    E_OK);
	ck_assert_int_eq(a.state.is, CASE_WITHDRAWN);
	ck_assert_int_eq(b.state.is, CASE_WITHDRAWN);
}
END_TEST

enum { SCHEDULES = 2000, MOST = 40 };

/* Two sides that write at random, and a line that loses all order. */
struct line {
	struct exchange_message	 sent[MOST];
	int			 n;
};

static void
say(struct exchange_case *c, enum exchange_side side, struct line *l)
{
	struct exchange_message *m = &l->sent[l->n];
	static const int of[SIDE__MAX][7] = {
		{ EXCHANGE_MESSAGE, EXCHANGE_STATE, EXCHANGE_FILE,
		    EXCHANGE_WITHDRAW, EXCHANGE_RESOLVE, EXCHANGE_REOPEN,
		    EXCHANGE_MESSAGE },
		{ EXCHANGE_ACCEPT, EXCHANGE_DECLINE, EXCHANGE_STATE,
		    EXCHANGE_MESSAGE, EXCHANGE_RETURN, EXCHANGE_RESOLVE,
		    EXCHANGE_REOPEN } };
	int won;

	if (l->n == MOST)
		return;
	*m = (struct exchange_message){ .type = side == SIDE_RESELLER &&
	    l->n == 0 ? EXCHANGE_OFFER : (enum exchange_type)
	    of[side][random() % 7], .holder = (int)(random() % (BALL__MAX + 1))
	    - 1, .severity = word_at(words_severity, (int)(random() % 4) - 1)
	    };
	exchange_next(c, side, m);
	ck_assert_int_eq(exchange_put(&sc, c, m, &won), E_OK);
	l->n++;
}

/* Any of them, perhaps again. */
static void
hear(struct exchange_case *c, const struct line *l)
{
	enum err e;
	int won;

	if (l->n == 0)
		return;
	e = exchange_put(&sc, c, &l->sent[random() % l->n], &won);
	ck_assert_msg(e == E_OK || e == E_SEEN || e == E_GONE, "%s", sc.why);
}

static void
hear_all(struct exchange_case *c, const struct line *l)
{
	enum err e;
	int won;

	for (int i = 0; i < l->n; i++) {
		e = exchange_put(&sc, c, &l->sent[i], &won);
		ck_assert_msg(e == E_OK || e == E_SEEN, "%s", sc.why);
	}
}

START_TEST(both_end_equal)
{
	struct exchange_case c[SIDE__MAX];
	static struct line l[SIDE__MAX];

	srandom((unsigned)_i);
	for (int i = 0; i < SIDE__MAX; i++) {
		exchange_case_init(&c[i]);
		l[i].n = 0;
	}
	say(&c[SIDE_RESELLER], SIDE_RESELLER, &l[SIDE_RESELLER]);
	for (int i = 0; i < 3 * MOST; i++) {
		int side = (int)(random() % 2);

		if (random() % 3 > 0)
			hear(&c[side], &l[!side]);
		else if (l[SIDE_PROVIDER].n > 0 || side == SIDE_RESELLER ||
		    c[side].state.is != WORD_UNKNOWN)
			say(&c[side], side, &l[side]);
	}
	hear_all(&c[SIDE_PROVIDER], &l[SIDE_RESELLER]);
	hear_all(&c[SIDE_RESELLER], &l[SIDE_PROVIDER]);
	ck_assert_mem_eq(&c[0].state, &c[1].state, sizeof(c[0].state));
	ck_assert_mem_eq(&c[0].holder, &c[1].holder, sizeof(c[0].holder));
	ck_assert_mem_eq(&c[0].severity, &c[1].severity,
	    sizeof(c[0].severity));
	ck_assert_int_eq(c[0].turn, c[1].turn);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("exchange");

	tcase_add_test(t, good);
	tcase_add_test(t, there_and_back);
	tcase_add_test(t, requests);
	tcase_add_loop_test(t, bad, 0, LEN(refused));
	tcase_add_test(t, too_long);
	tcase_add_test(t, who_says_what);
	tcase_add_test(t, crossed);
	tcase_add_loop_test(t, both_end_equal, 0, SCHEDULES);
	return run_case("exchange", t);
}
