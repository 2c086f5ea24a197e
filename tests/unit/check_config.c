/*
 * cspdesk.conf: a file that is right, and the same with one thing changed.
 * The sample that ships must show every setting at its default.
 */
#include "tmp.h"

#include "base/clock.h"
#include "config.h"
#include "policy/words.h"

#define SAMPLE	"conf/cspdesk.conf"
#define SECRET	"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

enum { ALL = NEEDS_APP_DB | NEEDS_ADMIN_DB | NEEDS_HOOK_SECRETS |
    NEEDS_TOKENS };

#define DESK \
	"{ name = \"rt\"; kind = \"rt\"; url = \"http://127.0.0.1/rt\";\n" \
	"user = \"csp\"; token_file = \"token\";\n" \
	"secrets = ( { file = \"hook\"; } ); }"
#define GOOD \
	"database = { password_file = \"app\"; " \
	"admin_password_file = \"admin\"; };\n" \
	"desks = (\n" DESK "\n);\n"

/* The file with what it needs beside it. */
static const char *
write_all(const char *text)
{
	const char *dir = tmp_dir();

	tmp_write(dir, "app", "app password\n");
	tmp_write(dir, "admin", "admin password\n");
	tmp_write(dir, "token", "1-28-00ff\n");
	tmp_write(dir, "hook", SECRET "\n");
	return tmp_write(dir, "c.conf", text);
}

START_TEST(good)
{
	const char *path = write_all(GOOD);
	const struct desk_settings *d;
	struct config c;

	same_outcome("good", config_load(&sc, path, ALL, &c), E_OK, "");
	same_text("file", c.file, path);
	same_text("password", c.db.password, "app password");
	same_text("admin", c.admin.password, "admin password");
	same_text("account", c.admin.user, "cspdesk_admin");
	same_text("socket", c.serve.socket, "/run/cspdesk/serve.sock");
	ck_assert_int_eq(c.serve.max_body, 8388608);
	ck_assert_int_eq(c.ndesks, 1);
	ck_assert_ptr_null(config_desk(&c, "other"));
	d = config_desk(&c, "rt");
	ck_assert_ptr_eq(d, &c.desks[0]);
	ck_assert_ptr_eq(d->desk, desk_find("rt"));
	ck_assert_int_eq(d->mode, MODE_OBSERVE);
	same_text("token", d->conf.token, "1-28-00ff");
	same_text("url", d->conf.url, "http://127.0.0.1/rt");
	same_text("language", d->language, "en");
	ck_assert_int_eq(d->nsecrets, 1);
	ck_assert_int_eq(d->secrets[0].until, INT64_MAX);
	ck_assert_uint_eq(d->secrets[0].key.len, 32);
	ck_assert_int_eq(d->secrets[0].key.at[31], 31);
}
END_TEST

static const struct {
	const char	*name, *from, *to;
	const char	*why;	/* NULL: it is fine; "@:" is "FILE:" */
} files[] = {
	{ "no desk", DESK, "", NULL },
	{ "finance", "desks", "finance = { desk = \"rt\"; queue = \"F\"; "
	    "warn_days = \"30 0 -5\"; net_days = 30; };\ndesks", NULL },
	{ "finance of no desk", "desks", "finance = { desk = \"tr\"; "
	    "queue = \"F\"; };\ndesks",
	    "@:2: finance.desk: no desk is called \"tr\"" },
	{ "finance without a queue", "desks", "finance = { desk = \"rt\"; "
	    "};\ndesks", "@:2: finance: queue must be set" },
	{ "finance: days that rise", "desks", "finance = { warn_days = "
	    "\"1 7\"; };\ndesks",
	    "@:2: finance.warn_days: must fall from day to day" },
	{ "finance: no days", "desks", "finance = { warn_days = \"7,1\"; "
	    "};\ndesks", "@:2: finance.warn_days: must be days from 365" },
	{ "finance: at once", "desks", "finance = { net_days = 0; };\ndesks",
	    "@:2: finance.net_days: " },
	{ "a list of groups", DESK, DESK ",\n{ name = \"rt-2\"; kind = \"rt\"; "
	    "url = \"https://b\"; user = \"u\"; token_file = \"token\"; "
	    "secrets = [ { file = \"hook\"; } ]; }", "@:6: syntax error" },
	{ "two desks", DESK, DESK ",\n{ name = \"rt-2\"; kind = \"rt\"; "
	    "url = \"https://b\"; user = \"u\"; token_file = \"token\"; "
	    "secrets = ( { file = \"hook\"; } ); }", NULL },
	{ "two of one name", DESK, DESK ",\n" DESK,
	    "@:6: desks[1].name: there are two desks with this name" },
	{ "collections", "desks", "collections = { desk = \"rt\"; queue = "
	    "\"C\"; terms_url = \"https://x.example/terms\"; };\ndesks",
	    NULL },
	{ "collections of no desk", "desks", "collections = { desk = "
	    "\"tr\"; };\ndesks", "@:2: collections.desk: no desk tr is "
	    "configured" },
	{ "terms where nobody can trust them", "desks", "collections = { "
	    "terms_url = \"http://x.example/terms\"; };\ndesks",
	    "@:2: collections.terms_url: must begin with https://" },
	{ "no desks", "desks", "desk", "@:2: desk: no such setting" },
	{ "desks is missing", "desks = (\n" DESK "\n);", "",
	    "@: desks = ( { ... } ) must be there" },
	{ "desks is a group", "desks = (\n" DESK "\n);", "desks = { };",
	    "@: desks = ( { ... } ) must be there" },
	{ "a desk is a number", DESK, "7",
	    "@:3: desks[0]: must be a group { ... }" },
	{ "no name", "name = \"rt\";", "",
	    "@:3: desks[0]: name must be set: Name in /hook/NAME" },
	{ "Microsoft's", "\"rt\"", "\"microsoft\"",
	    "@:3: desks[0].name: stands for Microsoft itself" },
	{ "capitals", "\"rt\"", "\"RT\"",
	    "@:3: desks[0].name: may have a-z, 0-9 and - only" },
	{ "a slash", "\"rt\"", "\"a/b\"", "@:3: desks[0].name: may have" },
	{ "unknown desk", "kind = \"rt\"", "kind = \"tr\"",
	    "@:3: desks[0].kind: no such help desk is built in" },
	{ "no scheme", "http://127", "127",
	    "@:3: desks[0].url: must begin with http:// or https://" },
	{ "another scheme", "http:", "ftp:", "@:3: desks[0].url: must begin" },
	{ "slash at the end", "1/rt", "1/rt/",
	    "@:3: desks[0].url: must not end with /" },
	{ "https", "http:", "https:", NULL },
	{ "mode", "user", "mode = \"notes\"; user", NULL },
	{ "no such mode", "user", "mode = \"loud\"; user",
	    "@:4: desks[0].mode: must be one of \"observe\", \"notes\", "
	    "\"enforce\"" },
	{ "Polish", "user", "language = \"pl\"; user", NULL },
	{ "German", "user", "language = \"de\"; user",
	    "@:4: desks[0].language: must be one of \"en\", \"pl\"" },
	{ "no secrets", "secrets = ( { file = \"hook\"; } );", "",
	    "@:3: desks[0]: needs secrets = (" },
	{ "empty secrets", "{ file = \"hook\"; }", "",
	    "@:3: desks[0]: needs secrets = (" },
	{ "secret without file", "file = \"hook\";", "",
	    "@:5: desks[0].secrets[0]: file must be set" },
	{ "secret with an end", "\"hook\";", "\"hook\"; until = "
	    "\"2027-01-01\";", NULL },
	{ "no such day", "\"hook\";", "\"hook\"; until = \"2027-02-29\";",
	    "@:5: desks[0].secrets[0].until: \"2027-02-29\" is not a time" },
	{ "no such token", "\"token\"", "\"tokens\"", "cannot read " },
	{ "lease just long enough", "user", "timeout_secs = 27; user", NULL },
	{ "lease too short", "user", "timeout_secs = 28; user",
	    "@:3: desks[0]: twice timeout_secs (28) and work.grace_secs (5) "
	    "are more than work.lease_secs (60)" },
	{ "shorter lease", "desks", "work = { lease_secs = 44; };\ndesks",
	    "@:4: desks[0]: twice timeout_secs (20)" },
	{ "no such group", "desks", "server = { };\ndesks",
	    "@:2: server: no such setting" },
	{ "no such member", "desks", "serve = { process = 4; };\ndesks",
	    "@:2: serve.process: no such setting" },
	{ "out of bounds", "desks", "serve = { processes = 0; };\ndesks",
	    "@:2: serve.processes: 0 is outside 1..64" },
	{ "group is a number", "desks", "work = 5;\ndesks",
	    "@:2: work: must be a group { ... }" },
	{ "partner", "desks", "partner = { type = \"indirect-reseller\"; "
	    "cloud = \"china\"; };\ndesks", NULL },
	{ "nothing is kept long", "desks", "retention = { bodies_days = 1; "
	    "dedupe_days = 3; payloads_days = 1; jobs_days = 1; dead_days = 3; "
	    "cases_days = 30; receipts_days = 365; };\ndesks", NULL },
	{ "proof for ever", "desks", "retention = { cases_days = 9999; "
	    "receipts_days = 0; };\ndesks", NULL },
	{ "dead letters for ever", "desks", "retention = { dead_days = 0; };"
	    "\ndesks", NULL },
	{ "body without a row", "desks", "retention = { bodies_days = 46; };\n"
	    "desks", "@:2: retention.bodies_days: bodies_days (46 days) is "
	    "longer than dedupe_days (45): a body goes before its row" },
	{ "a host with a path", "desks", "notifications = { "
	    "certificate_host = \"a/b\"; };\ndesks", "@:2: "
	    "notifications.certificate_host: must be a host, or host:port" },
	{ "an open path", "desks", "notifications = { "
	    "certificate_path = \"cert\"; };\ndesks", "@:2: "
	    "notifications.certificate_path: must begin with /" },
	{ "a reseller who is told", "desks", "partner = { type = "
	    "\"indirect-reseller\"; };\nnotifications = { accept = true; };\n"
	    "desks", "@:3: notifications: accept must be false: an indirect "
	    "reseller" },
	{ "keys that end before an old change", "desks", "notifications = { "
	    "accept = true; max_age_days = 45; };\ndesks", "@:2: "
	    "notifications: max_age_days (45) must be less than "
	    "retention.dedupe_days (45)" },
	{ "Microsoft's name", "\"rt\"; kind", "\"partner-center\"; kind",
	    "@:3: desks[0].name: /hook/partner-center is Microsoft's" },
	{ "row before its body", "desks", "retention = { dedupe_days = 13; };\n"
	    "desks", "@:2: retention.dedupe_days: bodies_days (14 days) is "
	    "longer than dedupe_days (13)" },
	{ "text without a job", "desks",
	    "retention = { payloads_days = 91; };\ndesks",
	    "@:2: retention.payloads_days: payloads_days (91 days) is longer "
	    "than jobs_days (90)" },
	{ "dead key", "desks", "retention = { dead_days = 44; };\ndesks",
	    "@:2: retention.dead_days: dedupe_days (45 days) is longer than "
	    "dead_days (44)" },
	{ "short proof", "desks", "retention = { receipts_days = 364; };\n"
	    "desks", "@:2: retention.receipts_days: 364 is less than 365; 0 "
	    "keeps" },
	{ "proof before the case", "desks", "retention = { cases_days = 2556; "
	    "};\ndesks", "@:2: retention.cases_days: cases_days (2556 days) is "
	    "longer than receipts_days (2555)" },
	{ "keys as long as the skew", "desks", "serve = { skew_secs = 86400; };"
	    "\nretention = { bodies_days = 2; dedupe_days = 2; };\ndesks",
	    "@:3: retention.dedupe_days: keys are kept for "
	    "retention.dedupe_days (2), which must be longer than twice "
	    "serve.skew_secs (172800 s): set it to 3 at least" },
	{ "longer than the skew", "desks", "serve = { skew_secs = 86399; };\n"
	    "retention = { bodies_days = 2; dedupe_days = 2; };\ndesks",
	    NULL },
	{ "few answered", "desks", "retention = { answered_days = 1; };\n"
	    "desks", "@:2: retention.answered_days: 1 is outside 2..36500" },
	{ "no such partner", "desks", "partner = { type = \"retail\"; };\n"
	    "desks", "@:2: partner.type: must be one of \"direct-bill\"" },
};

START_TEST(file)
{
	const char *path = write_all(changed(GOOD, files[_i].from,
	    files[_i].to));
	const char *why = files[_i].why == NULL ? "" : files[_i].why;
	struct config c;

	if (why[0] == '@')
		why = str_fmt(&sc, "%s%s", path, why + 1);
	same_outcome(files[_i].name, config_load(&sc, path, ALL, &c),
	    *why == '\0' ? E_OK : *why == '/' ? E_SHAPE : E_GONE, why);
}
END_TEST

/* The overlap of a sweep asks for old keys again, as a repeat does. */
START_TEST(keys_outlive_the_overlap)
{
	const char *path = write_all(changed(changed(GOOD, "user",
	    "overlap_secs = 86400; user"), "desks", "retention = { "
	    "bodies_days = 1; dedupe_days = 1; };\ndesks"));
	struct config c;

	same_outcome("a day", config_load(&sc, path, ALL, &c), E_SHAPE,
	    str_fmt(&sc, "%s:2: retention.dedupe_days: keys are kept for "
	    "retention.dedupe_days (1), which must be longer than "
	    "overlap_secs of rt (86400 s): set it to 2 at least", path));
}
END_TEST

/* And the longest that any desk repeats fits into the default. */
START_TEST(every_desk_states_its_repeats)
{
	for (int i = 0; desks[i] != NULL; i++) {
		ck_assert_msg(desks[i]->retry_secs > 0, "%s: no retry_secs; "
		    "hooks/desk.h", desks[i]->kind);
		ck_assert_msg(desks[i]->retry_secs < 45 * 86400, "%s repeats "
		    "longer than retention.dedupe_days", desks[i]->kind);
	}
}
END_TEST

/* Each subcommand reads only the secrets that it needs. */
static const struct {
	const char	*secret;
	int		 needs;
} needs[] = {
	{ "app", NEEDS_APP_DB }, { "admin", NEEDS_ADMIN_DB },
	{ "hook", NEEDS_HOOK_SECRETS }, { "token", NEEDS_TOKENS },
};

START_TEST(only_what_is_needed)
{
	const char *path = write_all(GOOD), *why;
	const char *secret = str_fmt(&sc, "%.*s/%s",
	    (int)(strrchr(path, '/') - path), path, needs[_i].secret);
	struct config c;

	ck_assert_int_eq(chmod(secret, 0644), 0);
	why = str_fmt(&sc, "%s can be read by others", secret);
	same_outcome("needed", config_load(&sc, path, needs[_i].needs, &c),
	    E_SHAPE, why);
	same_outcome("not needed", config_load(&sc, path,
	    ALL & ~needs[_i].needs, &c), E_OK, "");
	same_outcome("nothing", config_load(&sc, path, NEEDS_NOTHING, &c),
	    E_OK, "");
}
END_TEST

static const struct {
	const char	*name, *text;
	size_t		 bytes;		/* 0: refused */
	const char	*why;
} secrets[] = {
	{ "base64", SECRET, 32, "" },
	{ "plain", "123456789012345678901234", 24, "" },
	{ "short", "12345678901234567890123", 0, "the secret has 23 bytes" },
	{ "short base64", "whsec_AAECAwQFBgc=", 0, "the secret has 8 bytes" },
	{ "not base64", "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
	    0, "what follows whsec_ is not base64" },
	{ "nothing behind", "whsec_", 0, "what follows whsec_ is not base64" },
};

START_TEST(hook_secret)
{
	const char *path = write_all(GOOD);
	const char *dir = str_copy(&sc, path,
	    (size_t)(strrchr(path, '/') - path));
	struct config c;

	tmp_write(dir, "hook", secrets[_i].text);
	same_outcome(secrets[_i].name, config_load(&sc, path, ALL, &c),
	    secrets[_i].bytes > 0 ? E_OK : E_SHAPE, str_fmt(&sc,
	    "%s/hook: %s", dir, secrets[_i].why));
	if (secrets[_i].bytes > 0)
		ck_assert_uint_eq(c.desks[0].secrets[0].key.len,
		    secrets[_i].bytes);
}
END_TEST

START_TEST(no_file)
{
	struct config c;

	same_outcome("none", config_load(&sc, "/nowhere/c.conf", ALL, &c),
	    E_GONE, "/nowhere/c.conf: cannot be read: No such file or "
	    "directory");
}
END_TEST

static char *
read_text(const char *path)
{
	char *text = NULL;

	same_outcome(path, str_file(&sc, path, 1 << 20, &text, NULL), E_OK,
	    "");
	return text;
}

/* "#name = value;" without its #; other comments have a blank behind it. */
static const char *
uncommented(const char *text)
{
	char *copy = str_dup(&sc, text);

	for (char *s = copy; (s = strchr(s, '#')) != NULL; s++)
		if (s[1] != ' ' && s[1] != '\n')
			*s = ' ';
	return copy;
}

START_TEST(sample_loads)
{
	const char *text = read_text(SAMPLE);
	struct config c, all, none;

	same_outcome("as it is", config_load(&sc, SAMPLE, NEEDS_NOTHING, &c),
	    E_OK, "");
	ck_assert_int_eq(c.ndesks, 1);
	same_outcome("all lines", config_load(&sc, tmp_write(tmp_dir(),
	    "c.conf", uncommented(text)), NEEDS_NOTHING, &all), E_OK, "");
	same_outcome("no lines", config_load(&sc, tmp_write(tmp_dir(),
	    "c.conf", "desks = ( );"), NEEDS_NOTHING, &none), E_OK, "");
	ck_assert(memcmp(&c.work, &none.work, sizeof(c.work)) == 0);
	ck_assert(memcmp(&all.work, &none.work, sizeof(c.work)) == 0);
}
END_TEST

/* The examples, as they stand; scenario_examples lives in them. */
static const struct {
	const char	*file;
	int		 type, has_tenant;
} examples[] = {
	{ "direct-bill", PARTNER_DIRECT_BILL, 1 },
	{ "indirect-provider", PARTNER_PROVIDER, 1 },
	{ "indirect-reseller", PARTNER_RESELLER, 0 },
};

START_TEST(example_loads)
{
	const char *path = str_fmt(&sc, "conf/examples/%s.conf",
	    examples[_i].file);
	struct config c;

	same_outcome(path, config_load(&sc, path, NEEDS_NOTHING, &c), E_OK,
	    "");
	ck_assert_int_eq(c.partner.type, examples[_i].type);
	ck_assert_int_eq(*c.microsoft.tenant != '\0', examples[_i].has_tenant);
	ck_assert_int_eq(c.ndesks, 1);
}
END_TEST

/* What `cspdesk check --settings` prints. */
static char *
printed_settings(void)
{
	const char *path = tmp_write(tmp_dir(), "settings", "");

	fflush(stdout);
	ck_assert_ptr_nonnull(freopen(path, "w", stdout));
	config_print();
	fflush(stdout);
	return read_text(path);
}

/* The line that the sample must have for a printed one. */
static const char *
wanted_line(const char *printed)
{
	const char *name = str_copy(&sc, printed, strcspn(printed, " "));
	const char *preset = strstr(printed, "; default \"");
	const char *leaf = strrchr(name, '.') == NULL ? name :
	    strrchr(name, '.') + 1;
	size_t n;

	if (preset == NULL)
		return str_fmt(&sc, " %s = ", leaf);
	preset += strlen("; default \"");
	n = strcspn(preset, "\"");
	if (strstr(printed, "(number") != NULL ||
	    strstr(printed, "(true/false") != NULL)
		return str_fmt(&sc, "#%s = %.*s;", leaf, (int)n, preset);
	return str_fmt(&sc, "#%s = \"%.*s\";", leaf, (int)n, preset);
}

/* In the same order, so that each stands in its group. */
START_TEST(sample_shows_every_setting)
{
	const char *at = read_text(SAMPLE);
	char *save = NULL, *printed = printed_settings();
	int n = 0;

	for (char *line = strtok_r(printed, "\n", &save); line != NULL;
	    line = strtok_r(NULL, "\n", &save)) {
		const char *want;

		if (line[0] == ' ')
			continue;	/* the sentence */
		want = wanted_line(line);
		at = strstr(at, want);
		ck_assert_msg(at != NULL, "%s: no line \"%s\" behind the one "
		    "before it, for %s", SAMPLE, want, line);
		n++;
	}
	ck_assert_int_gt(n, 40);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("config");

	tcase_add_test(t, good);
	tcase_add_loop_test(t, file, 0, LEN(files));
	tcase_add_test(t, keys_outlive_the_overlap);
	tcase_add_test(t, every_desk_states_its_repeats);
	tcase_add_loop_test(t, only_what_is_needed, 0, LEN(needs));
	tcase_add_loop_test(t, hook_secret, 0, LEN(secrets));
	tcase_add_test(t, no_file);
	tcase_add_test(t, sample_loads);
	tcase_add_loop_test(t, example_loads, 0, LEN(examples));
	tcase_add_test(t, sample_shows_every_setting);
	return run_case("config", t);
}
