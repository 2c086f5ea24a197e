/* Partner Center's registration, in every way in which it is written. */
#include "same.h"

#include "microsoft/registration.h"

#include <string.h>

#define OURS	"Partner Center's registration has no WebhookUrl"
#define LIST	"Partner Center's list of events "

static const struct {
	const char	*name;
	int		 status;
	const char	*body;
	enum err	 err;
	const char	*url;		/* or the sentence */
	int		 n;
} reads[] = {
	{ "one", 200, "{\"WebhookUrl\":\"https://a/b\",\"WebhookEvents\":"
	    "[\"test-created\",\"x\",\"x\"]}", E_OK, "https://a/b", 2 },
	{ "small letters, and a mark", 200, "\xef\xbb\xbf{\"webhookUrl\":"
	    "\"https://a\",\"webhookEvents\":[]}", E_OK, "https://a", 0 },
	{ "no events", 200, "{\"WebhookUrl\":\"https://a\"}", E_OK,
	    "https://a", 0 },
	{ "none", 404, "{\"code\":1000,\"description\":\"Not found\"}", E_OK,
	    NULL, 0 },
	{ "no address", 200, "{\"WebhookEvents\":[]}", E_SHAPE, OURS, 0 },
	{ "odd events", 200, "{\"WebhookUrl\":\"https://a\","
	    "\"WebhookEvents\":[7]}", E_SHAPE, LIST "has something", 0 },
	{ "no right", 403, "{\"code\":\"900150\",\"description\":\"x\"}",
	    E_DENIED, "Partner Center answered 403 with 900150", 0 },
	{ "half", 200, "{\"WebhookUrl\":\"htt", E_SHAPE,
	    "Microsoft answered 200, not JSON", 0 },
};

static struct api_reply
reply(int status, const char *body)
{
	return (struct api_reply){ .status = status, .body = body,
	    .len = strlen(body) };
}

START_TEST(read)
{
	struct api_reply r = reply(reads[_i].status, reads[_i].body);
	struct registration is;
	enum err e = registration_read(&sc, &r, &is);

	if (reads[_i].err != E_OK) {
		same_outcome(reads[_i].name, e, reads[_i].err, reads[_i].url);
		return;
	}
	same_outcome(reads[_i].name, e, E_OK, "");
	same_text(reads[_i].name, is.url, reads[_i].url);
	ck_assert_int_eq(is.events.n, reads[_i].n);
}
END_TEST

/* What is there stays; of what is offered, what we read is added. */
START_TEST(wants)
{
	struct api_reply there = reply(200, "{\"WebhookUrl\":\"https://a\","
	    "\"WebhookEvents\":[\"invoice-ready\",\"test-created\"]}");
	struct api_reply list = reply(200, "[\"test-created\","
	    "\"referral-created\",\"subscription-updated\"]");
	struct event_names offered, all;
	struct registration is;

	same_outcome("is", registration_read(&sc, &there, &is), E_OK, "");
	same_outcome("offers", registration_offers(&sc, &list, &offered), E_OK,
	    "");
	all = registration_wants(&sc, &offered, &is);
	same_text("lacks", registration_lacks(&sc, &is, &all),
	    "subscription-updated");
	same_text("body", registration_body(&sc, "https://b", &all),
	    "{\"WebhookUrl\":\"https://b\",\"WebhookEvents\":["
	    "\"invoice-ready\",\"test-created\",\"subscription-updated\"],"
	    "\"SignatureTokenToMsSignatureHeader\":true}");
	is.events = all;
	ck_assert_ptr_null(registration_lacks(&sc, &is, &all));
	list = reply(200, "{}");
	same_outcome("no list", registration_offers(&sc, &list, &offered),
	    E_SHAPE, LIST "is no list");
}
END_TEST

static const struct {
	const char	*body;
	int		 is_over, is_well;
	const char	*says;
} results[] = {
	{ "{\"status\":\"completed\",\"results\":[{\"responseCode\":\"OK\","
	    "\"responseMessage\":\"\"}]}", 1, 1, "OK" },
	{ "{\"status\":\"completed\",\"results\":[{\"responseCode\":200}]}",
	    1, 1, "200" },
	{ "{\"status\":\"completed\",\"results\":[{\"responseCode\":\"OK\"},"
	    "{\"responseCode\":\"502\",\"responseMessage\":\"bad\"}]}", 1, 0,
	    "502 bad" },
	{ "{\"status\":\"completed\",\"results\":[]}", 1, 0, "nothing" },
	{ "{\"status\":\"inProgress\"}", 0, 0, "nothing" },
};

START_TEST(tested)
{
	struct api_reply r = reply(200, results[_i].body);
	struct registration_result got;

	same_outcome(r.body, registration_result(&sc, &r, &got), E_OK, "");
	ck_assert_msg(got.is_over == results[_i].is_over &&
	    got.is_well == results[_i].is_well, "%s", r.body);
	same_text(r.body, got.says, results[_i].says);
}
END_TEST

START_TEST(test_ids)
{
	struct api_reply good = reply(200, "{\"correlationId\":\"04af-1\"}");
	struct api_reply bad = reply(200, "{\"correlationId\":\"../x\"}");
	const char *id;

	same_outcome("id", registration_test(&sc, &good, &id), E_OK, "");
	same_text("id", id, "04af-1");
	same_outcome("a way out", registration_test(&sc, &bad, &id), E_SHAPE,
	    "\"../x\" is no id");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("registration");

	tcase_add_loop_test(t, read, 0, LEN(reads));
	tcase_add_test(t, wants);
	tcase_add_loop_test(t, tested, 0, LEN(results));
	tcase_add_test(t, test_ids);
	return run_case("registration", t);
}
