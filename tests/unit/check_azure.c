/*
 * What Azure's errors say, which service and problem words mean, and what
 * becomes of long texts. Whole conversations are in tests/golden/azure.
 */
#include "same.h"

#include "microsoft/arm_error.h"
#include "microsoft/azure_body.h"
#include "microsoft/azure_files.h"
#include "microsoft/azure_pick.h"
#include "microsoft/told.h"

static struct api_reply
reply(int status, const char *body)
{
	return (struct api_reply){ .status = status, .body = body,
	    .len = strlen(body) };
}

static const struct {
	int		 status;
	const char	*body;
	enum err	 want;
	const char	*says;
} errors[] = {
	{ 200, "", E_OK, "" },
	{ 204, "", E_OK, "" },
	{ 401, "{\"error\":{\"code\":\"InvalidAuthenticationToken\","
	    "\"message\":\"bad\"}}", E_DENIED, "Azure answered 401: "
	    "InvalidAuthenticationToken: Azure does not accept our token" },
	{ 401, "", E_DENIED, "Azure answered 401: Azure does not accept our "
	    "token: is our program consented to in the customer's tenant?: "
	    "nothing else" },
	{ 403, "{\"Error\":{\"Code\":\"InvalidSupportPlan\"}}", E_DENIED,
	    "Azure answered 403: InvalidSupportPlan: the customer's support "
	    "plan does not allow" },
	{ 403, "{\"error\":{\"code\":\"Odd\",\"message\":\"no\"}}", E_DENIED,
	    "Azure answered 403: our program lacks a right: it takes the role "
	    "Support Request Contributor" },
	{ 404, "{\"error\":{\"code\":\"ResourceNotFound\"}}", E_GONE,
	    "Azure answered 404: ResourceNotFound" },
	{ 409, "{\"code\":\"Conflict\",\"message\":\"taken\"}", E_BUSY,
	    "Azure answered 409: Conflict: taken" },
	{ 429, "slow down", E_BUSY, "Azure answered 429: slow down" },
	{ 500, "{\"error\":{\"code\":\"Inter", E_BUSY, "Azure answered 500: "
	    "{\"error\":{\"code\":\"Inter" },
	{ 400, "\xef\xbb\xbf{\"error\":{\"code\":\"BadRequest\",\"message\":"
	    "\"two things\",\"details\":[{\"code\":\"A\",\"message\":\"x\"},"
	    "{\"code\":\"B\"}]}}", E_SHAPE, "Azure answered 400: BadRequest: "
	    "two things (A: x; B)" },
	{ 400, "{\"error\":{\"details\":7}}", E_SHAPE, "Azure answered 400: "
	    "{\"error\"" },
	{ 302, "<html>", E_SHAPE, "Azure answered 302: <html>" },
};

START_TEST(says)
{
	struct api_reply r = reply(errors[_i].status, errors[_i].body);

	same_outcome(errors[_i].body, arm_error(&sc, &r), errors[_i].want,
	    errors[_i].says);
}
END_TEST

START_TEST(refuses)
{
	static const int open[] = { 200, 202, 302, 408, 409, 412, 425, 429,
	    500, 502, 503, 504 };
	static const int refused[] = { 400, 401, 403, 404, 405, 415, 422 };

	for (int i = 0; i < LEN(open); i++)
		ck_assert_int_eq(told_is_refusal(open[i]), 0);
	for (int i = 0; i < LEN(refused); i++)
		ck_assert_int_eq(told_is_refusal(refused[i]), 1);
}
END_TEST

#define SERVICES	"/providers/Microsoft.Support/services/"
#define ROW(id, name, types)	"{\"id\":\"" SERVICES id "\",\"properties" \
	    "\":{\"displayName\":\"" name "\",\"resourceTypes\":[" types "]}}"
#define PROBLEM(id, name)	"{\"id\":\"" SERVICES "vm/problemClassificati" \
	    "ons/" id "\",\"properties\":{\"displayName\":\"" name "\"}}"
#define DISK	"\"MICROSOFT.COMPUTE/DISKS\""
#define A_VM	"\"MICROSOFT.COMPUTE/VIRTUALMACHINES\""
#define OF	"/subscriptions/s/resourceGroups/g/providers/"

static const char *const service_pages[] = {
	"{\"value\":[" ROW("bill", "Billing", "") ","
	    ROW("lin", "Virtual Machine running Linux", A_VM) ","
	    ROW("win", "Virtual Machine running Windows", A_VM) "]}",
	"{\"value\":[" ROW("disk", "Azure Disk Storage", DISK) ","
	    ROW("file", "Azure File Storage", "") ",{\"id\":\"/x\","
	    "\"properties\":{\"displayName\":\"App Service\"}},7,{},"
	    ROW("sql", "SQL Database", "7") "]}",
};

static const struct {
	const char	*words, *resource, *want;
} services[] = {
	{ "billing", NULL, "bill" },
	{ "Virtual machine windows", NULL, "win" },
	{ "Windows", NULL, "win" },
	{ "virtual machine", NULL, "lin" },
	{ NULL, OF "Microsoft.Compute/disks/d1", "disk" },
	{ "windows", OF "Microsoft.Compute/virtualMachines/v1", "win" },
	{ "windows", OF "Microsoft.Compute/disks/d1", "disk" },
	{ "SQL database", OF "Microsoft.Compute/virtualMachines/v1", "sql" },
	{ "azure storage", NULL, "disk" },
	{ "sql", OF "Microsoft.Compute/virtualMachines/v1/providers/"
	    "Microsoft.Insights/x/y", "sql" },
	{ "app service", NULL, NULL },
	{ "Vir", NULL, NULL },
	{ "", "", NULL },
	{ NULL, NULL, NULL },
};

/* The last part of an id. */
static const char *
tail(const char *id)
{
	return id == NULL ? NULL : strrchr(id, '/') + 1;
}

START_TEST(picks_service)
{
	struct api_reply r[] = { reply(200, service_pages[0]),
	    reply(200, service_pages[1]) };
	struct azure_pages pages = { r, LEN(r) };
	const char *id;

	same_outcome("pages", azure_pick_service(&sc, &pages,
	    services[_i].words, services[_i].resource, &id), E_OK, "");
	same_text(services[_i].words, tail(id), services[_i].want);
}
END_TEST

static const struct {
	const char	*words, *page, *want;
} problems[] = {
	{ "cannot start", "{\"value\":[" PROBLEM("a", "Cannot connect") ","
	    PROBLEM("b", "VM stopped / Cannot start my VM") "]}", "b" },
	{ "b\xc5\x82\xc4\x85" "d", "{\"value\":[" PROBLEM("a", "Cannot") ","
	    PROBLEM("b", "My problem is not listed above") "]}", "b" },
	{ NULL, "{\"value\":[" PROBLEM("a", "Cannot connect") ","
	    PROBLEM("b", "Other") "]}", "b" },
	{ "nothing", "{\"value\":[" PROBLEM("a", "Cannot connect") ","
	    PROBLEM("b", "Cannot start") "]}", "a" },
	{ "x", "{\"value\":[]}", NULL },
	{ "x", "{\"value\":[{\"id\":\"" SERVICES "vm/problemClassifications/.."
	    "\",\"properties\":{\"displayName\":\"x\"}}]}", NULL },
};

START_TEST(picks_problem)
{
	struct api_reply r = reply(200, problems[_i].page);
	struct azure_pages pages = { &r, 1 };
	const char *id;

	same_outcome("page", azure_pick_problem(&sc, &pages,
	    problems[_i].words, &id), E_OK, "");
	same_text(problems[_i].words, tail(id), problems[_i].want);
}
END_TEST

START_TEST(knows_ids)
{
	ck_assert(azure_pick_is_service(SERVICES "b89a6ac2-0000"));
	ck_assert(!azure_pick_is_service(SERVICES));
	ck_assert(!azure_pick_is_service(SERVICES "a/b"));
	ck_assert(!azure_pick_is_service(SERVICES "a?x=1"));
	ck_assert(!azure_pick_is_service("virtual machine"));
	ck_assert(!azure_pick_is_service(NULL));
	ck_assert(azure_pick_is_problem(SERVICES "a/problemClassifications/b"));
	ck_assert(!azure_pick_is_problem(SERVICES "a/problemClassifications/"));
	ck_assert(!azure_pick_is_problem(SERVICES "a"));
}
END_TEST

static const struct service_contact contact = {
	.first_name = "Ewa", .last_name = "Nowak", .email = "a@b.example",
	.time_zone = "UTC", .country = "pol", .language = "PT-BR"
};

static struct service_task
a_ticket(void)
{
	return (struct service_task){ .subscription = "s", .name = "csp-1",
	    .contact = &contact, .title = "It is down", .text = "Help",
	    .severity = "C", .is_24x7 = 1 };
}

static void
has(const char *body, const char *part)
{
	ck_assert_msg(strstr(body, part) != NULL, "no %s in %s", part, body);
}

/* A character is never cut, and a sign shows that something is missing. */
START_TEST(cuts)
{
	struct service_task task = a_ticket();
	const char *body;
	struct buf b;

	buf_init(&b, &sc, 1 << 20);
	buf_puts(&b, "\n ");
	for (int i = 0; i < 20000; i++)
		buf_puts(&b, i == 100 ? "\t" : "\xc5\x82");
	task.title = task.text = b.at;
	same_outcome("long", azure_body_open(&sc, &task, "s", "p", &body),
	    E_OK, "");
	ck_assert(str_utf8(body, strlen(body)));
	ck_assert_msg(strlen(body) < 33000, "%zu", strlen(body));
	has(body, "\xc5\x82 \xc5\x82");
	has(body, "\xc5\x82\xe2\x80\xa6\",\"description\":\"\\n \xc5\x82");
	has(body, "\xc5\x82\xe2\x80\xa6\",\"severity\":\"minimal\"");
	has(body, "\"require24X7Response\":false");
	has(body, "\"preferredSupportLanguage\":\"pt-br\"");
	has(body, "\"country\":\"POL\"");
}
END_TEST

static const struct {
	const char	*member;	/* of the contact, by its offset */
	size_t		 at;
	const char	*value, *says;
} lacking[] = {
	{ "first name", offsetof(struct service_contact, first_name), "",
	    "our contact for Microsoft has no first name" },
	{ "email", offsetof(struct service_contact, email), NULL,
	    "our contact for Microsoft has no e-mail address" },
	{ "time zone", offsetof(struct service_contact, time_zone), NULL,
	    "our contact for Microsoft has no time zone" },
	{ "no country", offsetof(struct service_contact, country), NULL,
	    "our contact for Microsoft has no country" },
	{ "country", offsetof(struct service_contact, country), "PL",
	    "our contact's country \"PL\" is not of three letters" },
};

START_TEST(lacks)
{
	struct service_task task = a_ticket();
	struct service_contact c = contact;
	const char *body;

	*(const char **)(void *)((char *)&c + lacking[_i].at) =
	    lacking[_i].value;
	task.contact = &c;
	same_outcome(lacking[_i].member, azure_body_open(&sc, &task, "s", "p",
	    &body), E_SHAPE, lacking[_i].says);
}
END_TEST

static const struct {
	const char	*name;
	struct service_task task;
	const char	*says;
} bad[] = {
	{ "title", { .text = "x", .severity = "C" }, "the ticket has no t" },
	{ "text", { .title = "x", .severity = "C" }, "the ticket has no t" },
	{ "severity", { .title = "x", .text = "x", .severity = "D" },
	    "\"D\" is no severity: A, B or C" },
	{ "no severity", { .title = "x", .text = "x" },
	    "\"\" is no severity: A, B or C" },
	{ "phone", { .title = "x", .text = "x", .severity = "A" },
	    "our contact for Microsoft has no telephone number" },
	{ "resource", { .title = "x", .text = "x", .severity = "B",
	    .resource = "/subscriptions/other/resourceGroups/g" },
	    "the resource /subscriptions/other/resourceGroups/g is not of" },
};

START_TEST(refuses_ticket)
{
	struct service_task task = bad[_i].task;
	const char *body;

	task.contact = &contact;
	task.subscription = "s";
	same_outcome(bad[_i].name, azure_body_open(&sc, &task, "s", "p",
	    &body), E_SHAPE, bad[_i].says);
}
END_TEST

/* Azure never ends its work; we stop looking while there are answers left. */
START_TEST(stops_looking)
{
	struct api_reply got[SERVICE_CALLS];
	struct service_task task = a_ticket();
	struct service_step step;
	int64_t waited = 0;
	enum err e;

	task.service = SERVICES "a";
	task.problem = SERVICES "a/problemClassifications/b";
	task.got = got;
	for (int i = 0; i < LEN(got); i++)
		got[i] = reply(200, "{\"status\":\"InProgress\"}");
	got[0] = reply(404, "");
	got[1] = reply(200, "{\"nameAvailable\":true}");
	got[2] = reply(202, "");
	got[2].location = "https://azure.example/operation";
	while ((e = service_azure.open(&sc, &task, &step)) == E_OK) {
		ck_assert_int_lt(task.ngot++, SERVICE_CALLS);
		waited += step.wait_ms;
	}
	same_outcome("for ever", e, E_BUSY, "Azure is still at work");
	ck_assert(step.refused == NULL);
	ck_assert_msg(waited > 20 * 60 * 1000, "%lld", (long long)waited);
}
END_TEST

START_TEST(stops_paging)
{
	struct api_reply got[SERVICE_CALLS];
	struct service_task task = a_ticket();
	struct service_step step;
	enum err e;

	task.got = got;
	for (int i = 0; i < LEN(got); i++)
		got[i] = reply(200, "{\"value\":[],\"nextLink\":\"https://x"
		    "\"}");
	got[0] = reply(200, "{\"properties\":{\"status\":\"Open\"}}");
	while ((e = service_azure.read(&sc, &task, &step)) == E_OK)
		ck_assert_int_lt(task.ngot++, SERVICE_CALLS);
	same_outcome("for ever", e, E_LIMIT, "Azure's list has more than 31");
}
END_TEST

/* Bytes, and of which pieces the body of each request tells. */
static const struct {
	size_t		 len;
	const char	*announced;	/* NULL: refused */
	int		 pieces;
} files[] = {
	{ 1, "\"chunkSize\":1,\"fileSize\":1,\"numberOfChunks\":1", 1 },
	{ AZURE_FILE_MOST / 2, "\"chunkSize\":2621440,\"fileSize\":2621440,"
	    "\"numberOfChunks\":1", 1 },
	{ AZURE_FILE_MOST / 2 + 1, "\"chunkSize\":2621440,\"fileSize\":"
	    "2621441,\"numberOfChunks\":2", 2 },
	{ AZURE_FILE_MOST, "\"chunkSize\":2621440,\"fileSize\":5242880,"
	    "\"numberOfChunks\":2", 2 },
	{ AZURE_FILE_MOST + 1, NULL, 0 },
	{ 0, NULL, 0 },
};

/* What a piece's body carries, at its place in the content. */
static void
same_piece(const struct service_task *task, const char *body, int i)
{
	size_t from = (size_t)i * AZURE_FILE_MOST / 2;
	size_t left = task->content_len - from;
	struct bytes b = { (const unsigned char *)task->content + from,
	    left < AZURE_FILE_MOST / 2 ? left : AZURE_FILE_MOST / 2 };

	ck_assert_msg(str_same(body, str_fmt(&sc, "{\"content\":\"%s\","
	    "\"chunkIndex\":%d}", crypto_to_base64(&sc, b), i)),
	    "piece %d: %.60s", i, body);
}

START_TEST(sends_pieces)
{
	struct api_reply got[8] = { reply(404, "") };
	struct service_task task = { .subscription = "s", .number = "1",
	    .file = "f", .got = got, .content_len = files[_i].len };
	char *content = scope_alloc(&sc, files[_i].len + 1);
	struct service_step step;
	int pieces = 0;

	for (size_t i = 0; i < files[_i].len; i++)
		content[i] = (char)(i * 31 >> 3);
	task.content = content;
	got[1] = reply(201, str_fmt(&sc, "{\"properties\":{\"fileSize\":"
	    "%zu}}", files[_i].len));
	for (int i = 2; i < LEN(got); i++)
		got[i] = reply(204, "");
	for (;; task.ngot++) {
		ck_assert(service_azure.file(&sc, &task, &step) == E_OK);
		if (step.call.method == NULL)
			break;
		if (task.ngot == 1)
			ck_assert_msg(strstr(step.call.body,
			    files[_i].announced) != NULL, "%s",
			    step.call.body);
		if (task.ngot > 1)
			same_piece(&task, step.call.body, pieces++);
	}
	ck_assert_int_eq(step.refused == NULL, files[_i].announced != NULL);
	ck_assert_int_eq(pieces, files[_i].pieces);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("azure");

	tcase_add_loop_test(t, says, 0, LEN(errors));
	tcase_add_test(t, refuses);
	tcase_add_loop_test(t, picks_service, 0, LEN(services));
	tcase_add_loop_test(t, picks_problem, 0, LEN(problems));
	tcase_add_test(t, knows_ids);
	tcase_add_test(t, cuts);
	tcase_add_loop_test(t, lacks, 0, LEN(lacking));
	tcase_add_loop_test(t, refuses_ticket, 0, LEN(bad));
	tcase_add_test(t, stops_looking);
	tcase_add_test(t, stops_paging);
	tcase_add_loop_test(t, sends_pieces, 0, LEN(files));
	return run_case("azure", t);
}
