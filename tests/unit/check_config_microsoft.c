/* Group `microsoft`: whole, absent, and each way to be half of it. */
#include "tmp.h"

#include "config.h"
#include "microsoft/cloud.h"
#include "policy/words.h"

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define TENANT "3b33e682-00c3-41ee-9dd2-a548adf56438"
#define CONTACT \
	"contact_email = \"desk@partner.example\";\n" \
	"contact_first_name = \"Ewa\"; contact_last_name = \"Nowak\";\n" \
	"contact_time_zone = \"UTC\"; contact_country = \"POL\";\n" \
	"contact_language = \"en-us\";\n"
#define GOOD \
	"partner = { cloud = \"us-government\"; };\n" \
	"microsoft = { tenant = \"" TENANT "\";\n" \
	"client_id = \"0a1b2c3d-0000-4000-8000-00000000000c\";\n" \
	"secret_file = \"secret\"; refresh_key_file = \"key\";\n" \
	"arm = \"https://127.0.0.1:1/\";\n" CONTACT "};\n" \
	"desks = ( );\n"

static const char *
write_all(const char *text)
{
	const char *dir = tmp_dir();

	tmp_write(dir, "secret", "hush\n");
	tmp_write(dir, "key", KEY "\n");
	tmp_write(dir, "short", "00ff\n");
	tmp_write(dir, "both", "-----BEGIN\nline\n-----END\n");
	return tmp_write(dir, "c.conf", text);
}

START_TEST(good)
{
	struct config c;
	const struct microsoft_settings *m = &c.microsoft;

	same_outcome("good", config_load(&sc, write_all(GOOD),
	    NEEDS_MICROSOFT, &c), E_OK, "");
	same_text("secret", m->secret, "hush");
	ck_assert_ptr_null(m->certificate);
	ck_assert_uint_eq(m->refresh_key.len, 32);
	same_text("arm", m->url[API_ARM], "https://127.0.0.1:1");
	same_text("graph", m->url[API_GRAPH], "https://graph.microsoft.us");
	same_text("login", m->authority, "https://login.microsoftonline.us");
	same_text("sender", m->sender, "desk@partner.example");
	same_text("first", m->contact.first_name, "Ewa");
	ck_assert_ptr_null(m->contact.phone);
	ck_assert_ptr_null(m->contact.more_emails);
	ck_assert(!m->contact.by_phone);
}
END_TEST

static const struct {
	const char	*name, *from, *to;
	const char	*why;		/* behind the file; NULL: it is fine */
} files[] = {
	{ "nothing", "microsoft", "retention = { }; m", ":2: m: no such" },
	{ "a certificate", "secret_file = \"secret\"",
	    "certificate_file = \"both\"", "@/both: no certificate in it" },
	{ "both", "refresh", "certificate_file = \"both\"; refresh",
	    ":2: microsoft: one of secret_file and certificate_file" },
	{ "neither", "secret_file = \"secret\";", "",
	    ":2: microsoft: one of secret_file and certificate_file" },
	{ "no tenant", "tenant = \"" TENANT "\";", "",
	    ":2: microsoft: tenant must be set" },
	{ "no client", "client_id", "proxy = \"http://p\"; #",
	    ":2: microsoft: client_id must be set" },
	{ "a name", TENANT, "contoso.example", ":2: microsoft.tenant: must "
	    "be the tenant's id" },
	{ "long", TENANT, TENANT "0", ":2: microsoft.tenant: must" },
	{ "no first name", "contact_first_name = \"Ewa\";", "",
	    ":2: microsoft: contact_first_name must be set" },
	{ "no contact", CONTACT, "", ":2: microsoft: contact_email and" },
	{ "two letters", "POL", "PL", ":8: microsoft.contact_country: must" },
	{ "a language", "en-us", "English",
	    ":9: microsoft.contact_language: must" },
	{ "no address", "desk@", "desk at ",
	    ":6: microsoft.contact_email: is not" },
	{ "phone", "contact_country", "contact_method = \"phone\"; "
	    "contact_country", ":2: microsoft: contact_phone must be set" },
	{ "in the clear", "https://127", "http://127",
	    ":5: microsoft.arm: must begin with https://" },
	{ "a proxy", "arm", "proxy = \"http://p.example:3128\"; arm", NULL },
	{ "no scheme", "https://127", "127", ":5: microsoft.arm: must" },
	{ "slow", "arm", "timeout_secs = 60; arm", ":2: microsoft: twice "
	    "timeout_secs (60)" },
	{ "often", "arm", "poll_secs = 59; arm", ":5: microsoft.poll_secs:" },
};

START_TEST(file)
{
	const char *path = write_all(changed(GOOD, files[_i].from,
	    files[_i].to));
	const char *why = files[_i].why == NULL ? "" : files[_i].why;
	struct config c;

	/* "@" is the folder, anything else stands behind the file. */
	why = *why == '@' ? str_fmt(&sc, "%.*s%s", (int)(strrchr(path, '/') -
	    path), path, why + 1) : str_fmt(&sc, "%s%s", path, why);
	same_outcome(files[_i].name, config_load(&sc, path, NEEDS_MICROSOFT,
	    &c), files[_i].why == NULL ? E_OK : E_SHAPE, why);
}
END_TEST

START_TEST(absent)
{
	struct config c;

	same_outcome("absent", config_load(&sc, write_all("desks = ( );"),
	    NEEDS_MICROSOFT, &c), E_OK, "");
	same_text("tenant", c.microsoft.tenant, "");
	ck_assert_ptr_null(c.microsoft.secret);
	same_outcome("a contact", config_load(&sc, write_all("microsoft = {\n"
	    CONTACT "};\ndesks = ( );"), NEEDS_MICROSOFT, &c), E_OK, "");
	same_text("email", c.microsoft.contact.email, "desk@partner.example");
}
END_TEST

/* Secrets are read by those who need them, and only if others cannot. */
START_TEST(secrets)
{
	const char *path = write_all(GOOD);
	const char *secret = str_fmt(&sc, "%.*s/secret",
	    (int)(strrchr(path, '/') - path), path);
	struct config c;

	ck_assert_int_eq(chmod(secret, 0644), 0);
	same_outcome("needed", config_load(&sc, path, NEEDS_MICROSOFT, &c),
	    E_SHAPE, str_fmt(&sc, "%s can be read by others", secret));
	same_outcome("not", config_load(&sc, path, NEEDS_NOTHING, &c), E_OK,
	    "");
	path = write_all(changed(GOOD, "\"key\"", "\"short\""));
	same_outcome("short", config_load(&sc, path, NEEDS_MICROSOFT, &c),
	    E_SHAPE, str_fmt(&sc, "%.*s/short: it must be a line of 64",
	    (int)(strrchr(path, '/') - path), path));
}
END_TEST

/* Each cloud has every address, over TLS, and no two share a login. */
START_TEST(clouds)
{
	for (int i = 0; words_cloud[i] != NULL; i++) {
		const struct cloud *c = cloud_at(i);

		for (int api = 0; api < API__MAX; api++) {
			ck_assert(strncmp(c->url[api], "https://", 8) == 0);
			ck_assert(strncmp(c->audience[api], "https://", 8) ==
			    0);
		}
		for (int k = 0; k < i; k++)
			ck_assert(!str_same(c->authority,
			    cloud_at(k)->authority));
	}
	same_text("arm", cloud_at(CLOUD_US_GOVERNMENT)->url[API_ARM],
	    "https://management.usgovcloudapi.net");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("config of microsoft");

	tcase_add_test(t, good);
	tcase_add_loop_test(t, file, 0, LEN(files));
	tcase_add_test(t, absent);
	tcase_add_test(t, secrets);
	tcase_add_test(t, clouds);
	return run_case("config_microsoft", t);
}
