/*
 * How Partner Center is read: times, words, errors and service requests. Whole
 * conversations are in tests/golden/partner-center.
 */
#include "same.h"

#include "microsoft/allowed.h"
#include "microsoft/partner_case.h"
#include "microsoft/partner_error.h"
#include "microsoft/told.h"
#include "policy/words.h"

static struct api_reply
reply(int status, const char *body)
{
	return (struct api_reply){ .status = status, .body = body,
	    .len = strlen(body) };
}

static const struct {
	const char	*text;
	int64_t		 ms;
} times[] = {
	{ "2026-08-20T07:14:02", 1787210042000 },
	{ "2026-08-20T07:14:02Z", 1787210042000 },
	{ "2026-08-20T07:14:02.3", 1787210042300 },
	{ "2026-08-20T07:14:02.31Z", 1787210042310 },
	{ "2026-08-20T07:14:02.3105266Z", 1787210042310 },
	{ "2026-08-20T07:14:02.3105266+00:00", 1787210042310 },
	{ "2026-08-20T09:14:02.31+02:00", 1787210042310 },
	{ "2026-08-20T01:44:02.31-05:30", 1787210042310 },
	{ "0001-01-01T00:00:00", 0 },
	{ "0001-01-01T00:00:00Z", 0 },
	{ "2026-08-20", 0 },
	{ "2026-02-30T07:14:02Z", 0 },
	{ "2026-08-20T07:14:02.31+0200", 0 },
	{ "2026-08-20T07:14:02.31 later", 0 },
	{ "2026-08-20T7:14:02Z", 0 },
	{ "yesterday", 0 },
};

START_TEST(reads_times)
{
	int64_t got = told_clock(&sc, times[_i].text);

	ck_assert_msg(got == times[_i].ms, "%s: got %lld", times[_i].text,
	    (long long)got);
}
END_TEST

static const char *const words[] = { "none", "open", "attention_needed",
    NULL };
static const struct {
	const char	*json;
	int		 want;
} worded[] = {
	{ "{\"a\":\"open\"}", 1 },
	{ "{\"A\":\"Open\"}", 1 },
	{ "{\"a\":2}", 2 },
	{ "{\"a\":\"2\"}", 2 },
	{ "{\"a\":\"AttentionNeeded\"}", 2 },
	{ "{\"a\":null,\"A\":\"none\"}", 0 },
	{ "{\"a\":3}", -1 },
	{ "{\"a\":-1}", -1 },
	{ "{\"a\":\"opened\"}", -1 },
	{ "{\"a\":\"\"}", -1 },
	{ "{\"a\":true}", -1 },
	{ "{}", -1 },
	{ "\xef\xbb\xbf{\"a\":0}", 0 },
};

START_TEST(reads_words)
{
	struct api_reply r = reply(200, worded[_i].json);
	const struct cJSON *j;

	same_outcome(worded[_i].json, told_parse(&sc, &r, &j), E_OK, "");
	ck_assert_msg(told_word(&sc, j, "a", words) == worded[_i].want,
	    "%s: got %d", worded[_i].json, told_word(&sc, j, "a", words));
}
END_TEST

static const struct {
	const char	*id, *path;	/* path NULL: it is refused */
} ids[] = {
	{ "618040512345678", "618040512345678" },
	{ "8-4000000000001", "8-4000000000001" },
	{ "a.b", "a.b" },
	{ "1?x=y#z", "1%3Fx%3Dy%23z" },
	{ "1%2f", "1%252f" },
	{ "\xc5\xbc 1\r\n", "%C5%BC%201%0D%0A" },
	{ "..", NULL },
	{ "../customers", NULL },
	{ "a\\b", NULL },
	{ ".", NULL },
	{ "", NULL },
	{ NULL, NULL },
};

START_TEST(makes_paths)
{
	const char *path = NULL;
	enum err e = told_path(&sc, ids[_i].id, &path);

	same_outcome(ids[_i].id, e, ids[_i].path == NULL ? E_SHAPE : E_OK,
	    "\"");
	same_text(ids[_i].id, path, ids[_i].path);
}
END_TEST

static const struct {
	int		 status;
	const char	*body;
	enum err	 err;
	const char	*says;
	int64_t		 wait_ms;
} errors[] = {
	{ 200, "{}", E_OK, "", 0 },
	{ 204, "", E_OK, "", 0 },
	{ 403, "{\"code\":20002,\"description\":\"x\",\"data\":[],"
	    "\"source\":\"PartnerFD\"}", E_DENIED, "Partner Center answered "
	    "403 with 20002: this customer has no reseller relationship", 0 },
	{ 403, "{\"code\":\"900124\",\"description\":\"x\"}", E_DENIED,
	    "Partner Center answered 403 with 900124: our company has not", 0 },
	{ 401, "{\"Code\":900421,\"Description\":\"x\"}", E_DENIED,
	    "Partner Center answered 401 with 900421: the user's token", 0 },
	{ 400, "\xef\xbb\xbf{\"code\":\"2055\",\"description\":\"Etag is no "
	    "longer valid\"}", E_BUSY, "Partner Center answered 400 with "
	    "2055: somebody else changed it", 0 },
	{ 404, "{\"code\":60003}", E_GONE, "Partner Center answered 404 with "
	    "60003: no such tenant", 0 },
	{ 400, "{\"code\":\"4711\",\"description\":\"Title is too long\"}",
	    E_SHAPE, "Partner Center answered 400 with 4711: Title is too "
	    "long", 0 },
	{ 400, "{\"error\":{\"code\":\"BadRequest\",\"message\":\"no\","
	    "\"target\":\"t\"}}", E_SHAPE, "Partner Center answered 400 with "
	    "BadRequest: no", 0 },
	{ 404, "{\"type\":\"about:blank\",\"title\":\"Not Found\","
	    "\"status\":404,\"detail\":\"No request 15\"}", E_GONE,
	    "Partner Center answered 404: No request 15", 0 },
	{ 429, "{\"statusCode\":429,\"message\":\"Rate limit is exceeded. "
	    "Try again in 57 seconds.\"}", E_BUSY, "Partner Center answered "
	    "429: Rate limit is exceeded", 57000 },
	{ 429, "{\"message\":\"Try again in 99999999999 seconds.\"}", E_BUSY,
	    "Partner Center answered 429: Try", 0 },
	{ 429, "{\"message\":\"Try again in seconds.\"}", E_BUSY,
	    "Partner Center answered 429: Try", 0 },
	{ 409, "{\"code\":900278}", E_BUSY, "Partner Center answered 409", 0 },
	{ 403, "{\"code\":\"900115\"}", E_DENIED, "Partner Center answered 403 "
	    "with 900115: Azure subscriptions of this plan are active", 0 },
	{ 400, "{\"code\":2011}", E_SHAPE, "Partner Center answered 400 with "
	    "2011: it is deleted", 0 },
	{ 503, "<html>", E_BUSY, "Partner Center answered 503: <html>", 0 },
	{ 401, "", E_DENIED, "Partner Center answered 401: ", 0 },
	{ 302, "", E_SHAPE, "Partner Center answered 302: ", 0 },
};

START_TEST(reads_errors)
{
	struct api_reply r = reply(errors[_i].status, errors[_i].body);
	int64_t wait_ms = partner_error_wait(&sc, &r);

	same_outcome(errors[_i].body, partner_error(&sc, API_PARTNER_CENTER,
	    &r), errors[_i].err, errors[_i].says);
	ck_assert_msg(wait_ms == errors[_i].wait_ms, "%s: waits %lld",
	    errors[_i].body, (long long)wait_ms);
}
END_TEST

START_TEST(retry_after_counts_first)
{
	struct api_reply r = reply(429, "{\"message\":\"Try again in 57 "
	    "seconds.\"}");

	r.retry_ms = 9000;
	ck_assert_int_eq(partner_error_wait(&sc, &r), 9000);
}
END_TEST

/* Newest first; the second answers the first and quotes it to its end. */
static const char noted[] =
    "{\"id\":\"15\",\"status\":1,\"severity\":2,\"notes\":["
    "{\"createdByName\":\"Ann\",\"createdDate\":\"2026-08-21T09:00:02\","
    "\"text\":\"Yes.\\r\\nIs it?\\r\\n\\r\\n(Our reference: m1)\\r\\n\"},"
    "{\"createdByName\":\"Account\",\"createdDate\":\"2026-08-21T09:00:01\","
    "\"text\":\"Is it?\\r\\n\\r\\n(Our reference: m1)\\r\\n\"},"
    "{\"createdDate\":\"2026-08-21T09:00:00\",\"text\":\"Hello (Our "
    "reference: m0)\"},"
    "{\"createdDate\":\"2026-08-20T08:00:00\",\"text\":\"Hi\\n(Our "
    "reference: m0 and more)\"},"
    "{\"createdDate\":\"2026-08-20T09:00:00\",\"text\":\"\"}]}";

START_TEST(knows_our_notes)
{
	struct api_reply r = reply(200, noted);
	struct service_case c;

	same_outcome("notes", partner_case(&sc, "15", &r, &c), E_OK, "");
	ck_assert_int_eq(c.nmessages, 4);
	ck_assert(!c.messages[0].is_ours && !c.messages[1].is_ours);
	ck_assert(c.messages[1].by == NULL);
	ck_assert(c.messages[2].is_ours);
	same_text("name", c.messages[2].id, "m1");
	same_text("text", c.messages[2].text, "Is it?");
	ck_assert(!c.messages[3].is_ours);
	ck_assert(strncmp(c.messages[3].id, "note-", 5) == 0);
	ck_assert(strstr(c.messages[3].text, "(Our reference: m1)") != NULL);
	ck_assert(partner_case_has(&sc, &c, "m1"));
	ck_assert(partner_case_has(&sc, &c, "m0"));
	ck_assert(!partner_case_has(&sc, &c, "m2"));
	ck_assert(!partner_case_has(&sc, &c, "m"));
}
END_TEST

/* Its date may be written otherwise next time. */
START_TEST(names_notes_alike)
{
	struct api_reply r = reply(200, noted), again;
	struct service_case a, b;

	again = reply(200, changed(noted, "09:00:02", "09:00:02.4170000Z"));
	same_outcome("one", partner_case(&sc, "15", &r, &a), E_OK, "");
	same_outcome("two", partner_case(&sc, "15", &again, &b), E_OK, "");
	same_text("id", a.messages[3].id, b.messages[3].id);
	again = reply(200, changed(noted, "Yes.", "Yes!"));
	same_outcome("three", partner_case(&sc, "15", &again, &b), E_OK, "");
	ck_assert(strcmp(a.messages[3].id, b.messages[3].id) != 0);
}
END_TEST

static const struct {
	const char	*name, *body;
	enum err	 err;
	const char	*says;
} refused[] = {
	{ "another", "{\"id\":\"16\"}", E_SHAPE, "$.id is not the service" },
	{ "none", "{}", E_SHAPE, "$.id is not the service" },
	{ "list", "[]", E_SHAPE, "$.id is not the service" },
	{ "half", "{\"id\":\"15\",\"no", E_SHAPE,
	    "Microsoft answered 200, not JSON" },
	{ "empty", "", E_SHAPE, "Microsoft answered 200, not JSON" },
};

START_TEST(refuses_what_is_no_request)
{
	struct api_reply r = reply(200, refused[_i].body);
	struct service_case c;

	same_outcome(refused[_i].name, partner_case(&sc, "15", &r, &c),
	    refused[_i].err, refused[_i].says);
}
END_TEST

START_TEST(refuses_too_many_notes)
{
	struct api_reply r = reply(200, str_fmt(&sc, "{\"id\":\"15\","
	    "\"notes\":[%s]}", many("{\"text\":\"x\"}", 2001)));
	struct service_case c;

	same_outcome("notes", partner_case(&sc, "15", &r, &c), E_LIMIT,
	    "$.notes has 2001 entries");
}
END_TEST

/*
 * Every type, cloud and API, and the unknown ones. By API: ARM, Partner
 * Center, Graph.
 */
static const struct {
	const char	*type, *cloud;
	const char	*why[API__MAX];
} gates[] = {
	{ "direct-bill", "commercial", { NULL, NULL, NULL } },
	{ "direct-bill", "us-government", { NULL, NULL, NULL } },
	{ "direct-bill", "china", { "china-azure", "china", NULL } },
	{ "direct-bill", NULL,
	    { "cloud-unknown", "cloud-unknown", "cloud-unknown" } },
	{ "indirect-provider", "commercial", { NULL, NULL, NULL } },
	{ "indirect-provider", "us-government", { NULL, NULL, NULL } },
	{ "indirect-provider", "china", { "china-azure", "china", NULL } },
	{ "indirect-provider", NULL,
	    { "cloud-unknown", "cloud-unknown", "cloud-unknown" } },
	{ "indirect-reseller", "commercial",
	    { "reseller-azure", "reseller", NULL } },
	{ "indirect-reseller", "us-government",
	    { "reseller-azure", "reseller", NULL } },
	{ "indirect-reseller", "china",
	    { "reseller-azure", "reseller", NULL } },
	{ "indirect-reseller", NULL,
	    { "reseller-azure", "reseller", "cloud-unknown" } },
	{ NULL, "commercial",
	    { "type-unknown", "type-unknown", "type-unknown" } },
	{ NULL, "us-government",
	    { "type-unknown", "type-unknown", "type-unknown" } },
	{ NULL, "china",
	    { "type-unknown", "type-unknown", "type-unknown" } },
	{ NULL, NULL,
	    { "type-unknown", "type-unknown", "type-unknown" } },
};

START_TEST(keeps_the_gate)
{
	int type = word_find(words_partner, gates[_i].type);
	int cloud = word_find(words_cloud, gates[_i].cloud);
	const char *name = str_fmt(&sc, "%s %s", gates[_i].type == NULL ? "-" :
	    gates[_i].type, gates[_i].cloud == NULL ? "-" : gates[_i].cloud);

	for (int api = 0; api < API__MAX; api++) {
		same_text(name, service_allowed(type, cloud, api),
		    gates[_i].why[api]);
		if (facts_allowed(type, api) != NULL)
			same_text(name, facts_allowed(type, api),
			    gates[_i].why[api]);
	}
	ck_assert(gates[_i].type == NULL || (facts_allowed(type,
	    API_PARTNER_CENTER) != NULL) ==
	    str_same(gates[_i].type, "indirect-reseller"));
}
END_TEST

/* A word that is added to either list must get its rows here. */
START_TEST(gates_are_all)
{
	int types = 1, clouds = 1;

	while (words_partner[types - 1] != NULL)
		types++;
	while (words_cloud[clouds - 1] != NULL)
		clouds++;
	ck_assert_int_eq(LEN(gates), types * clouds);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("partner center");

	tcase_add_loop_test(t, reads_times, 0, LEN(times));
	tcase_add_loop_test(t, reads_words, 0, LEN(worded));
	tcase_add_loop_test(t, makes_paths, 0, LEN(ids));
	tcase_add_loop_test(t, reads_errors, 0, LEN(errors));
	tcase_add_test(t, retry_after_counts_first);
	tcase_add_test(t, knows_our_notes);
	tcase_add_test(t, names_notes_alike);
	tcase_add_loop_test(t, refuses_what_is_no_request, 0, LEN(refused));
	tcase_add_test(t, refuses_too_many_notes);
	tcase_add_loop_test(t, keeps_the_gate, 0, LEN(gates));
	tcase_add_test(t, gates_are_all);
	return run_case("partner_center", t);
}
