/*
 * Every adapter that is built in, and the skeleton: the contract is whole, and
 * no answer of a desk, however odd, brings anything but an outcome.
 */
#include "same.h"

#include "base/clock.h"
#include "desk.h"

extern const struct desk desk_skeleton;

enum { MOST_CALLS = 8 };

static const struct desk_conf conf = {
	"desk", "https://desk.example", "cspdesk", "token-1", NULL, 0
};

/* The adapter at `i` of the list, and behind the list the skeleton. */
static const struct desk *
adapter(int i)
{
	int n = 0;

	while (desks[n] != NULL)
		n++;
	return i < n ? desks[i] : &desk_skeleton;
}

static int
adapters(void)
{
	int n = 0;

	while (desks[n] != NULL)
		n++;
	return n + 1;
}

START_TEST(contract)
{
	const struct desk *d = adapter(_i);

	ck_assert_msg(d->kind != NULL && d->proof != NULL, "kind, proof");
	ck_assert_msg(d->proof->id != NULL && d->proof->signature != NULL &&
	    d->proof->prefix != NULL, "%s: proof", d->kind);
	ck_assert_msg(d->queue_field != NULL && d->closed_status != NULL,
	    "%s: words", d->kind);
	ck_assert_msg(d->retry_secs > 0, "%s: retry_secs", d->kind);
	ck_assert_msg(d->poke != NULL && d->read != NULL &&
	    d->thread != NULL && d->write != NULL && d->sweep != NULL &&
	    d->swept != NULL, "%s: functions", d->kind);
	ck_assert_msg(d->probe == NULL || (d->probe->ask != NULL &&
	    d->probe->about != NULL && d->probe->make != NULL), "%s: probe",
	    d->kind);
}
END_TEST

static const struct reply odd[] = {
	{ 200, "", 0 },
	{ 200, "null", 4 },
	{ 200, "[]", 2 },
	{ 200, "{}", 2 },
	{ 200, "{\"schema\":1}", 12 },
	{ 200, "<html>busy</html>", 17 },
	{ 200, "\xff\xfe", 2 },
	{ 200, "{\"ticket\":[],\"history\":{},\"assets\":7}", 37 },
	{ 200, "[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]", 48 },
	{ 200, "[1e999]", 7 },
	{ 204, "", 0 },
	{ 301, "", 0 },
	{ 401, "{\"error\":\"no\"}", 14 },
	{ 404, "", 0 },
	{ 429, "", 0 },
	{ 502, "<html>", 6 },
};

/* A read ends, whatever is answered, and its thread is refused. */
START_TEST(odd_answers)
{
	const struct desk *d = adapter(_i / LEN(odd));
	const struct reply *r = &odd[_i % LEN(odd)];
	struct reply got[MOST_CALLS];
	struct call c = { 0 };
	struct thread t = { 0 };
	struct changes ch = { 0 };
	int n = 0;

	while (d->read(&sc, &conf, "17", got, n, &c)) {
		ck_assert_msg(n < MOST_CALLS, "%s: reads for ever", d->kind);
		ck_assert_ptr_nonnull(c.url);
		ck_assert_ptr_nonnull(c.method);
		got[n++] = *r;
	}
	ck_assert_int_gt(n, 0);
	ck_assert_int_ne(d->thread(&sc, &conf, "17", got, n, &t), E_OK);
	ck_assert_str_ne(sc.why, "");
	if (d->swept(&sc, &conf, r, &ch) == E_OK)
		ck_assert_msg(ch.n == 0 && ch.more == NULL,
		    "%s: changes in \"%s\"", d->kind, r->body);
}
END_TEST

static const char *const odd_ids[] = {
	"", "0x1", "-1", "1/../2", "1 ", "1?x=y", "999999999999999999999999",
	"\xc4\x85", "1\n2", "1;drop"
};

/* No id of a hook or an agent ever becomes part of a path. */
START_TEST(odd_tickets)
{
	const struct desk *d = adapter(_i / LEN(odd_ids));
	const char *id = odd_ids[_i % LEN(odd_ids)];
	struct order o = { .kind = ORDER_NOTE, .ticket = id, .text = "x" };
	struct thread t = { 0 };
	struct call c = { 0 };

	ck_assert_msg(!d->read(&sc, &conf, id, NULL, 0, &c),
	    "%s asks for \"%s\"", d->kind, id);
	ck_assert_int_ne(d->thread(&sc, &conf, id, NULL, 0, &t), E_OK);
	ck_assert_int_ne(d->write(&sc, &conf, &o, &c), E_OK);
}
END_TEST

static const struct order orders[] = {
	{ .kind = ORDER_NOTE, .ticket = "17", .text = "a \"note\"\n[csp #1]" },
	{ .kind = ORDER_SET, .ticket = "17", .queue = "Support & more" },
	{ .kind = ORDER_SET, .ticket = "17", .status = "closed" },
	{ .kind = ORDER_SET, .ticket = "17", .priority = "3", .owner = "" },
	{ .kind = ORDER_SET, .ticket = "17", .nfields = 1,
	    .fields = (struct desk_field[]){ { "CSP class", "technical" } } },
	{ .kind = ORDER_LINK, .ticket = "17", .link = "18" },
};

/* A call, or a sentence; never half of one. */
START_TEST(every_order)
{
	const struct desk *d = adapter(_i / LEN(orders));
	struct call c = { 0 };
	enum err e = d->write(&sc, &conf, &orders[_i % LEN(orders)], &c);

	if (e != E_OK) {
		ck_assert_str_ne(sc.why, "");
		return;
	}
	ck_assert_msg(strncmp(c.url, conf.url, strlen(conf.url)) == 0,
	    "%s writes to %s", d->kind, c.url);
	ck_assert_ptr_nonnull(c.method);
	ck_assert_ptr_nonnull(c.body);
	ck_assert_ptr_nonnull(strstr(c.auth, conf.token));
}
END_TEST

/* A hook that was proven can still be anything. */
START_TEST(odd_hooks)
{
	const struct desk *d = adapter(_i / LEN(odd));
	const struct reply *r = &odd[_i % LEN(odd)];
	struct proven pv = { "id-1", r->body, r->len };
	struct poke p = { 0 };

	ck_assert_int_ne(d->poke(&sc, &pv, &p), E_OK);
	ck_assert_str_ne(sc.why, "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("desks");
	int n = adapters();

	tcase_add_loop_test(t, contract, 0, n);
	tcase_add_loop_test(t, odd_answers, 0, n * LEN(odd));
	tcase_add_loop_test(t, odd_tickets, 0, n * LEN(odd_ids));
	tcase_add_loop_test(t, every_order, 0, n * LEN(orders));
	tcase_add_loop_test(t, odd_hooks, 0, n * LEN(odd));
	return run_case("desks", t);
}
