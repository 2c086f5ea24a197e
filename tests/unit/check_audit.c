/* Partner Center's audit log: what is asked, and what is read again. */
#include "same.h"

#include "base/clock.h"
#include "microsoft/audit.h"

#define TENANT	"4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04"
#define RECORD(who, what, at, how) "{\"customerId\":\"" who "\"," \
	"\"userPrincipalName\":\"ewa@partner.example\",\"resourceType\":\"" \
	what "\",\"resourceNewValue\":\"{}\",\"operationType\":\"x\"," \
	"\"operationDate\":\"" at "\",\"operationStatus\":\"" how "\"}"
#define LIST(rows, more) "{\"totalCount\":1,\"items\":[" rows "]" more \
	",\"attributes\":{\"objectType\":\"Collection\"}}"
#define MORE	",\"links\":{\"next\":{\"uri\":\"/auditrecords?size=1\"," \
	"\"method\":\"GET\",\"headers\":[{\"key\":\"MS-ContinuationToken\"," \
	"\"value\":\"abc\"}]}}"

static struct api_reply
reply(int status, const char *body)
{
	return (struct api_reply){ .status = status, .body = body,
	    .len = strlen(body) };
}

static int64_t
ms(const char *text)
{
	int64_t at = 0;

	ck_assert_int_eq(clock_parse(&sc, text, &at), E_OK);
	return at;
}

static enum err
tell(int64_t since, const struct api_reply *got, int n, struct api_call *ret)
{
	const struct service_task task = { .began = since, .got = got,
	    .ngot = n };
	struct service_step step;
	enum err e = audit_story(&sc, &task, &step);

	*ret = step.call;
	return e;
}

START_TEST(asks)
{
	struct api_reply got[2];
	struct api_call c;

	sc.now = ms("2026-11-21T12:00:00Z");
	same_outcome("first", tell(ms("2026-11-20T23:00:00Z"), got,
	    0, &c), E_OK, "");
	same_text("method", c.method, "GET");
	same_text("url", c.url, "/v1/auditrecords?startDate=2026-11-20");
	ck_assert(c.api == API_PARTNER_CENTER && c.as == AS_APP);
	same_outcome("long ago", tell(0, got, 0, &c), E_OK, "");
	same_text("url", c.url, "/v1/auditrecords?startDate=2026-08-23");
	got[0] = reply(200, LIST("", MORE));
	same_outcome("next", tell(0, got, 1, &c), E_OK, "");
	same_text("url", c.url,
	    "/v1/auditrecords?size=1&seekOperation=Next");
	same_text("token", c.header[0].value, "abc");
	got[1] = reply(200, LIST("", ""));
	same_outcome("all", tell(0, got, 2, &c), E_OK, "");
	ck_assert_ptr_null(c.method);
	got[1] = got[0];
	same_outcome("a circle", tell(0, got, 2, &c), E_LIMIT, "");
}
END_TEST

START_TEST(refused)
{
	static const struct { int status; const char *body; enum err want; }
	    rows[] = {
		{ 401, "{\"code\":900420,\"description\":\"x\"}", E_DENIED },
		{ 429, "{\"statusCode\":429,\"message\":\"Try again in 57 "
		  "seconds.\"}", E_BUSY },
		{ 500, "", E_BUSY }, { 200, "<html>", E_SHAPE },
	};
	struct api_call c;

	for (int i = 0; i < LEN(rows); i++) {
		struct api_reply got = reply(rows[i].status, rows[i].body);

		same_outcome(rows[i].body, tell(0, &got, 1, &c),
		    rows[i].want, "");
	}
}
END_TEST

START_TEST(rows)
{
	const struct api_reply got[] = {
		reply(200, "\xef\xbb\xbf" LIST(
		    RECORD("4D3CF487-70F4-4E1E-9FF1-B2BFCE8D9F04",
		    "subscription", "2026-11-20T10:00:00.1234567", "succeeded")
		    "," RECORD(TENANT, "invoice", "2026-11-20T10:00:01Z",
		    "succeeded") "," RECORD(TENANT, "order",
		    "2026-11-20T10:00:02Z", "failed") "," RECORD(TENANT,
		    "license", "2026-11-20T08:59:59Z", "succeeded"), MORE)),
		reply(200, LIST(RECORD(TENANT, "granular_admin_relationship",
		    "2026-11-20T09:00:00Z", "progress") "," RECORD(TENANT,
		    "GranularAdminAccessAssignment", "", "succeeded") ","
		    RECORD("", "customer", "2026-11-20T10:00:00Z",
		    "succeeded") "," RECORD(TENANT, "customer",
		    "2026-11-20T10:00:00Z", "succeeded"), "")),
	};
	static const enum notification_about want[] = { ABOUT_SUBSCRIPTION,
	    ABOUT_ACCESS, ABOUT_ACCESS, ABOUT_CUSTOMER };
	struct audit_row *r;
	int n;

	same_outcome("rows", audit_rows(&sc, ms("2026-11-20T09:00:00Z"), got,
	    2, &r, &n), E_OK, "");
	ck_assert_int_eq(n, LEN(want));
	for (int i = 0; i < n; i++) {
		ck_assert_int_eq(r[i].about, want[i]);
		same_text("tenant", r[i].tenant, TENANT);
	}
	ck_assert_int_eq(r[0].at, ms("2026-11-20T10:00:00Z") + 123);
	ck_assert_int_eq(r[2].at, 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("audit");

	tcase_add_test(t, asks);
	tcase_add_test(t, refused);
	tcase_add_test(t, rows);
	return run_case("audit", t);
}
