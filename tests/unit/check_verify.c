/*
 * Proof of origin: Standard Webhooks over the raw bytes, and a signature of
 * the body alone. One row is right; each other row changes one thing about it.
 */
#include "same.h"

#include "base/clock.h"
#include "web/verify.h"

#include <glob.h>

enum { SKEW = 300, SENT = 1772442905 };

static const unsigned char key[] = {
	0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
	20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
};
static const char other_key[] = "another key of enough bytes";

#define ID	"rt-40917-1"
#define TIME	"1772442905"
#define GOOD	"v1,9J6nOPu0Wq+RdolzMh5JdxuqrTKiltshIPEPlSmCdYk="
#define WRONG	"v1,AAAAAPu0Wq+RdolzMh5JdxuqrTKiltshIPEPlSmCdYk="

static const char body[] =
    "{\"schema\":\"msp.event/1\",\"desk\":\"rt\",\"desk_version\":\"6.0.0\","
    "\"event\":\"ticket.message\",\"occurred_at\":\"2026-03-02T09:15:04Z\","
    "\"actor\":{\"kind\":\"customer\",\"id\":\"2210\","
    "\"login\":\"jan.mueller@contoso.example\","
    "\"email\":\"jan.mueller@contoso.example\"},"
    "\"ticket\":{\"id\":\"812\",\"number\":\"812\","
    "\"title\":\"Teams & Exchange down\","
    "\"url\":\"https://rt.msp.example/Ticket/Display.html?id=812\","
    "\"queue\":\"Microsoft\",\"state\":\"open\",\"priority\":\"50\","
    "\"owner\":\"eva\",\"created_at\":\"2026-03-02T09:02:11Z\","
    "\"updated_at\":\"2026-03-02T09:15:04Z\",\"tags\":[],"
    "\"fields\":{\"MS entitlement\":[\"premier\"]}},"
    "\"customer\":{\"id\":\"2210\","
    "\"email\":\"jan.mueller@contoso.example\",\"name\":\"Jan Mueller\","
    "\"organisation\":\"Contoso GmbH\"},"
    "\"message\":{\"id\":\"40917\",\"visibility\":\"public\","
    "\"direction\":\"in\",\"format\":\"text/plain\","
    "\"body\":\"Still broken.\"},\"changes\":[]}";

/* A desk with up to two secrets; `until` is relative to SENT, in ms. */
struct secrets {
	int		 right, other;	/* is it there? */
	int64_t		 right_until;
};

static const struct secrets one = { 1, 0, INT64_MAX };

static enum err
verify(const struct secrets *s, const struct request *rq, struct proven *ret)
{
	static const struct desk desk = { .proof = &proof_standard_webhooks };
	struct hook_secret list[2];
	struct desk_settings d = { .desk = &desk, .secrets = list };

	if (s->other)
		list[d.nsecrets++] = (struct hook_secret){
		    { (const void *)other_key, strlen(other_key) }, INT64_MAX };
	if (s->right)
		list[d.nsecrets++] = (struct hook_secret){
		    { key, sizeof(key) }, s->right_until };
	enum err e = verify_headers(&sc, desk.proof, SKEW, rq);

	return e == E_OK ? verify_origin(&sc, &d, rq, ret) : e;
}

static const struct {
	const char	*name, *id, *time, *signature;
	enum err	 want;
	const char	*why;
} requests[] = {
	{ "as sent", ID, TIME, GOOD, E_OK, "" },
	{ "second of two", ID, TIME, WRONG " " GOOD, E_OK, "" },
	{ "first of two", ID, TIME, GOOD " " WRONG, E_OK, "" },
	{ "other versions beside it", ID, TIME, "v1a,AAAA v2,AAAA " GOOD, E_OK,
	    "" },
	{ "blanks around", ID, TIME, "  " GOOD "  ", E_OK, "" },
	{ "another signature", ID, TIME, WRONG, E_DENIED, "no signature fits" },
	{ "v1a only", ID, TIME, "v1a,9J6nOPu0Wq+RdolzMh5JdxuqrTKiltshIPEPlSm"
	    "CdYk=", E_DENIED, "no signature fits" },
	{ "V1", ID, TIME, "V1,9J6nOPu0Wq+RdolzMh5JdxuqrTKiltshIPEPlSmCdYk=",
	    E_DENIED, "no signature fits" },
	{ "no version", ID, TIME, "9J6nOPu0Wq+RdolzMh5JdxuqrTKiltshIPEPlSmCd"
	    "Yk=", E_DENIED, "no signature fits" },
	{ "without padding", ID, TIME, "v1,9J6nOPu0Wq+RdolzMh5JdxuqrTKiltsh"
	    "IPEPlSmCdYk", E_DENIED, "no signature fits" },
	{ "half of it", ID, TIME, "v1,9J6nOPu0Wq+RdolzMh5Jdw==", E_DENIED,
	    "no signature fits" },
	{ "version only", ID, TIME, "v1,", E_DENIED, "no signature fits" },
	{ "empty", ID, TIME, "", E_DENIED, "no signature fits" },
	{ "another id", "rt-40917-2", TIME, GOOD, E_DENIED,
	    "no signature fits" },
	{ "another time", ID, "1772442906", GOOD, E_DENIED,
	    "no signature fits" },
	{ "a zero before the time", ID, "01772442905", GOOD, E_DENIED,
	    "no signature fits" },
	{ "no id", NULL, TIME, GOOD, E_DENIED, "the headers webhook-id" },
	{ "no time", ID, NULL, GOOD, E_DENIED, "the headers webhook-id" },
	{ "no signature", ID, TIME, NULL, E_DENIED, "the headers webhook-id" },
	{ "empty id", "", TIME, GOOD, E_SHAPE, "webhook-id must be 1 to 120" },
	{ "blank in the id", "a b", TIME, GOOD, E_SHAPE, "webhook-id must be" },
	{ "newline in the id", "a\nb", TIME, GOOD, E_SHAPE,
	    "webhook-id must be" },
	{ "no ASCII", "\xc4\x85", TIME, GOOD, E_SHAPE, "webhook-id must be" },
	{ "a time with words", ID, "1772442905 s", GOOD, E_SHAPE,
	    "webhook-timestamp is not in seconds" },
	{ "a fraction", ID, "1772442905.0", GOOD, E_SHAPE,
	    "webhook-timestamp is not in seconds" },
	{ "empty time", ID, "", GOOD, E_SHAPE,
	    "webhook-timestamp is not in seconds" },
	{ "milliseconds", ID, "1772442905000", GOOD, E_SHAPE,
	    "webhook-timestamp is not in seconds" },
	{ "before 1970", ID, "-1772442905", GOOD, E_DENIED,
	    "webhook-timestamp is 3544885810 s from our clock" },
};

START_TEST(request)
{
	struct request rq = { .webhook_id = requests[_i].id,
	    .webhook_timestamp = requests[_i].time,
	    .webhook_signature = requests[_i].signature,
	    .body = body, .len = strlen(body) };
	struct proven pv = { 0 };

	ck_assert_uint_eq(rq.len, 787);
	sc.now = (int64_t)SENT * SECOND;
	same_outcome(requests[_i].name, verify(&one, &rq, &pv),
	    requests[_i].want, requests[_i].why);
	if (requests[_i].want == E_OK) {
		same_text("id", pv.id, ID);
		ck_assert_ptr_eq(pv.body, body);
		ck_assert_uint_eq(pv.len, 787);
	} else {
		ck_assert_ptr_null(pv.id);
	}
}
END_TEST

static const struct request good = {
	.webhook_id = ID, .webhook_timestamp = TIME, .webhook_signature = GOOD,
	.body = body, .len = sizeof(body) - 1
};

START_TEST(every_byte_counts)
{
	struct request rq = good;
	struct proven pv;
	char *other = str_dup(&sc, body);

	sc.now = (int64_t)SENT * SECOND;
	other[_i] ^= 1;
	rq.body = other;
	same_outcome("changed", verify(&one, &rq, &pv), E_DENIED, "no sig");
}
END_TEST

START_TEST(length_counts)
{
	struct request rq = good;
	struct proven pv;

	sc.now = (int64_t)SENT * SECOND;
	rq.len--;
	same_outcome("shorter", verify(&one, &rq, &pv), E_DENIED, "no sig");
	rq.len += 2;		/* with the NUL behind it */
	same_outcome("longer", verify(&one, &rq, &pv), E_DENIED, "no sig");
	rq.len = 0;
	same_outcome("empty", verify(&one, &rq, &pv), E_DENIED, "no sig");
}
END_TEST

static const struct {
	int		 off;		/* our clock, ms after SENT */
	enum err	 want;
	const char	*why;
} clocks[] = {
	{ 0, E_OK, "" },
	{ 300 * SECOND, E_OK, "" },
	{ 300 * SECOND + 999, E_OK, "" },
	{ 301 * SECOND, E_DENIED, "webhook-timestamp is 301 s from our clock, "
	    "300 are allowed" },
	{ -300 * SECOND, E_OK, "" },
	{ -300 * SECOND - 1, E_DENIED, "webhook-timestamp is -301 s" },
	{ -301 * SECOND, E_DENIED, "webhook-timestamp is -301 s" },
	{ 86400 * SECOND, E_DENIED, "webhook-timestamp is 86400 s" },
};

START_TEST(skew)
{
	struct proven pv;

	sc.now = (int64_t)SENT * SECOND + clocks[_i].off;
	same_outcome(str_fmt(&sc, "%d ms", clocks[_i].off), verify(&one, &good,
	    &pv), clocks[_i].want, clocks[_i].why);
}
END_TEST

static const struct {
	const char	*name;
	struct secrets	 secrets;
	enum err	 want;
} desks_secrets[] = {
	{ "right", { 1, 0, INT64_MAX }, E_OK },
	{ "other and right", { 1, 1, INT64_MAX }, E_OK },
	{ "other", { 0, 1, 0 }, E_DENIED },
	{ "none", { 0, 0, 0 }, E_DENIED },
	{ "right, ends in a moment", { 1, 1, 1 }, E_OK },
	{ "right, ended now", { 1, 1, 0 }, E_DENIED },
	{ "right, ended before", { 1, 1, -1 }, E_DENIED },
};

START_TEST(secret)
{
	struct secrets s = desks_secrets[_i].secrets;
	struct proven pv;

	sc.now = (int64_t)SENT * SECOND;
	if (s.right_until != INT64_MAX)
		s.right_until += sc.now;
	same_outcome(desks_secrets[_i].name, verify(&s, &good, &pv),
	    desks_secrets[_i].want, "no signature fits");
}
END_TEST

/* Beyond 16 signatures nothing is computed for a stranger. */
START_TEST(many_signatures)
{
	struct request rq = good;
	struct proven pv;
	struct buf b;

	sc.now = (int64_t)SENT * SECOND;
	buf_init(&b, &sc, 10000);
	for (int i = 0; i < 15 + _i; i++)
		buf_puts(&b, WRONG " ");
	buf_puts(&b, GOOD);
	rq.webhook_signature = b.at;
	same_outcome("many", verify(&one, &rq, &pv),
	    _i == 0 ? E_OK : E_DENIED, "no signature fits");
}
END_TEST

START_TEST(id_lengths)
{
	struct request rq = good;
	struct proven pv;

	sc.now = (int64_t)SENT * SECOND;
	rq.webhook_id = str_fmt(&sc, "%0120d", 0);
	same_outcome("120", verify(&one, &rq, &pv), E_DENIED, "no sig");
	rq.webhook_id = str_fmt(&sc, "%0121d", 0);
	same_outcome("121", verify(&one, &rq, &pv), E_SHAPE, "webhook-id");
}
END_TEST

/* The other scheme: HMAC-SHA1 of the body alone, in hex, and no time. */
extern const struct desk desk_zammad;

#define TOKEN		"zammad-test-key-0001"
#define HEX		"7c9284a4c1a4013d948d715e38639755cb0ca227"
#define HEX_UPPER	"7C9284A4C1A4013D948D715E38639755CB0CA227"
#define HEX_WRONG	"8c9284a4c1a4013d948d715e38639755cb0ca227"
#define SHORT		"{\"ticket\":{\"id\":1},\"article\":{}}"

static enum err
verify_body(const struct request *rq, struct proven *ret)
{
	struct hook_secret one_token = { { (const void *)TOKEN,
	    strlen(TOKEN) }, INT64_MAX };
	struct desk_settings d = { .desk = &desk_zammad,
	    .secrets = &one_token, .nsecrets = 1 };
	enum err e = verify_headers(&sc, desk_zammad.proof, SKEW, rq);

	return e == E_OK ? verify_origin(&sc, &d, rq, ret) : e;
}

static const struct {
	const char	*name, *signature, *body, *id;
	enum err	 want;
	const char	*why;
} bodies[] = {
	{ "as sent", "sha1=" HEX, SHORT, ID, E_OK, "" },
	{ "upper-case hex", "sha1=" HEX_UPPER, SHORT, ID, E_OK, "" },
	{ "another id", "sha1=" HEX, SHORT, "0d0c", E_OK, "" },
	{ "second of two", "sha1=" HEX_WRONG " sha1=" HEX, SHORT, ID, E_OK,
	    "" },
	{ "one digit changed", "sha1=" HEX_WRONG, SHORT, ID, E_DENIED,
	    "no signature fits" },
	{ "one byte changed", "sha1=" HEX, "{\"ticket\":{\"id\":2},"
	    "\"article\":{}}", ID, E_DENIED, "no signature fits" },
	{ "a newline behind it", "sha1=" HEX, SHORT "\n", ID, E_DENIED,
	    "no signature fits" },
	{ "a blank before it", "sha1=" HEX, " " SHORT, ID, E_DENIED,
	    "no signature fits" },
	{ "no body", "sha1=" HEX, "", ID, E_DENIED, "no signature fits" },
	{ "sha256=", "sha256=" HEX, SHORT, ID, E_DENIED, "no signature fits" },
	{ "SHA1=", "SHA1=" HEX, SHORT, ID, E_DENIED, "no signature fits" },
	{ "no prefix", HEX, SHORT, ID, E_DENIED, "no signature fits" },
	{ "prefix only", "sha1=", SHORT, ID, E_DENIED, "no signature fits" },
	{ "a digit less", "sha1=7c9284a4c1a4013d948d715e38639755cb0ca22",
	    SHORT, ID, E_DENIED, "no signature fits" },
	{ "a digit more", "sha1=" HEX "0", SHORT, ID, E_DENIED,
	    "no signature fits" },
	{ "two digits more", "sha1=" HEX "00", SHORT, ID, E_DENIED,
	    "no signature fits" },
	{ "half of it", "sha1=7c9284a4c1a4013d948d", SHORT, ID, E_DENIED,
	    "no signature fits" },
	{ "no hex", "sha1=zz9284a4c1a4013d948d715e38639755cb0ca227", SHORT,
	    ID, E_DENIED, "no signature fits" },
	{ "base64", "sha1=fJKEpMGkAT2UjXFeOGOXVcsMoic=", SHORT, ID, E_DENIED,
	    "no signature fits" },
	{ "empty header", "", SHORT, ID, E_DENIED, "no signature fits" },
	{ "no header", NULL, SHORT, ID, E_DENIED, "the headers X-Zammad-"
	    "Delivery and X-Hub-Signature are needed" },
	{ "no id", "sha1=" HEX, SHORT, NULL, E_DENIED, "the headers X-Zammad" },
	{ "empty id", "sha1=" HEX, SHORT, "", E_SHAPE, "X-Zammad-Delivery "
	    "must be 1 to 120" },
	{ "a blank in the id", "sha1=" HEX, SHORT, "a b", E_SHAPE,
	    "X-Zammad-Delivery must be" },
};

START_TEST(body_only)
{
	struct request rq = { .webhook_id = bodies[_i].id,
	    .webhook_signature = bodies[_i].signature,
	    .body = bodies[_i].body, .len = strlen(bodies[_i].body) };
	struct proven pv = { 0 };

	same_outcome(bodies[_i].name, verify_body(&rq, &pv), bodies[_i].want,
	    bodies[_i].why);
	same_text("id", pv.id, bodies[_i].want == E_OK ? bodies[_i].id : NULL);
}
END_TEST

/* The value of a header in a golden request; NULL for no name. */
static const char *
header(const char *head, const char *name)
{
	const char *s = name == NULL ? NULL : strstr(head, str_fmt(&sc,
	    "\r\n%s: ", name));

	if (name == NULL)
		return NULL;
	ck_assert_msg(s != NULL, "no %s", name);
	s += strlen(name) + 4;
	return str_copy(&sc, s, strcspn(s, "\r"));
}

/* Returns the length of the body. */
static size_t
verify_golden(const char *path, const struct proof *p,
    enum err (*verify_it)(const struct request *, struct proven *))
{
	struct request rq = { 0 };
	struct proven pv;
	char *text = NULL;
	int64_t at = 0;

	same_outcome(path, str_file(&sc, path, 1 << 20, &text, NULL), E_OK,
	    "");
	rq.webhook_id = header(text, p->id);
	rq.webhook_timestamp = header(text, p->timestamp);
	rq.webhook_signature = header(text, p->signature);
	rq.body = strstr(text, "\r\n\r\n") + 4;
	rq.len = strlen(rq.body);
	if (p->timestamp != NULL)
		ck_assert(str_int(rq.webhook_timestamp, &at));
	sc.now = at * SECOND;
	same_outcome(path, verify_it(&rq, &pv), E_OK, "");
	return rq.len;
}

static enum err
verify_one(const struct request *rq, struct proven *ret)
{
	return verify(&one, rq, ret);
}

static void
verify_all(const char *pattern, const struct proof *p,
    enum err (*verify_it)(const struct request *, struct proven *))
{
	glob_t g = { 0 };

	ck_assert_msg(glob(pattern, 0, NULL, &g) == 0, "no %s: run from the "
	    "project's top", pattern);
	for (size_t i = 0; i < g.gl_pathc; i++)
		verify_golden(g.gl_pathv[i], p, verify_it);
	globfree(&g);
}

START_TEST(golden)
{
	verify_all("hooks/rt/golden/*.event.http", &proof_standard_webhooks,
	    verify_one);
	verify_all("hooks/zammad/golden/*.event.http", desk_zammad.proof,
	    verify_body);
	ck_assert_uint_eq(verify_golden("hooks/zammad/golden/01-created.event"
	    ".http", desk_zammad.proof, verify_body), 7340);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("verify");

	tcase_add_loop_test(t, request, 0, LEN(requests));
	tcase_add_loop_test(t, every_byte_counts, 0, 20);
	tcase_add_test(t, length_counts);
	tcase_add_loop_test(t, skew, 0, LEN(clocks));
	tcase_add_loop_test(t, secret, 0, LEN(desks_secrets));
	tcase_add_loop_test(t, many_signatures, 0, 2);
	tcase_add_test(t, id_lengths);
	tcase_add_loop_test(t, body_only, 0, LEN(bodies));
	tcase_add_test(t, golden);
	return run_case("verify", t);
}
