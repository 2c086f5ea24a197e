/* Which files may leave the desk, and what they are called at Microsoft. */
#include "same.h"

#include "attached.h"

static const struct attached_limits some = { 1000, 2,
    "exe ps1 application/x-msdownload", "" };
static const struct attached_limits only = { 1000, 2, "exe",
    "txt log image/png" };

static const struct {
	const struct attached_limits *limits;
	const char	*name, *type;
	int64_t		 bytes;
	int		 n;
	const char	*want;
} files[] = {
	{ &some, "error.log", "text/plain", 1000, 1, "-" },
	{ &some, "error.log", NULL, 0, 0, "-" },
	{ &some, "error", NULL, 1, 0, "-" },
	{ &some, "error.log", NULL, 1001, 0, "large" },
	{ &some, "error.log", NULL, 1, 2, "many" },
	{ &some, "setup.exe", NULL, 1, 0, "kind" },
	{ &some, "setup.EXE", NULL, 1, 0, "kind" },
	{ &some, "setup.exe.", NULL, 1, 0, "kind" },
	{ &some, "setup.exe. .", NULL, 1, 0, "kind" },
	{ &some, "photo.png.ps1", NULL, 1, 0, "kind" },
	{ &some, ".exe", NULL, 1, 0, "kind" },
	{ &some, "exe", NULL, 1, 0, "-" },
	{ &some, "exe.txt", NULL, 1, 0, "-" },
	{ &some, "setup.exec", NULL, 1, 0, "-" },
	{ &some, "a.txt", "application/x-msdownload", 1, 0, "kind" },
	{ &some, "a.txt", "Application/X-MSDownload; a=b", 1, 0, "kind" },
	{ &some, "a.txt", "application/x", 1, 0, "-" },
	{ &only, "a.txt", NULL, 1, 0, "-" },
	{ &only, "a.png", "image/png", 1, 0, "-" },
	{ &only, "a.png", NULL, 1, 0, "kind" },
	{ &only, "a", NULL, 1, 0, "kind" },
	{ &only, "a.exe", "image/png", 1, 0, "kind" },
};

START_TEST(goes)
{
	const char *why = attached_fault(files[_i].limits, files[_i].name,
	    files[_i].type, files[_i].bytes, files[_i].n);

	same_text(files[_i].name, why == NULL ? "-" : why, files[_i].want);
}
END_TEST

START_TEST(smells)
{
	static const char *const bad[] = { "server.pfx", "KEY.PEM", "id_rsa",
	    "id_rsa.old", "vault.kdbx", ".env", "prod.env", "x.ppk.",
	    "passwords.xlsx" };
	static const char *const good[] = { "server.log", "pem.txt", "env",
	    "key.png", "rsa_id.txt", "environment.txt" };

	for (int i = 0; i < LEN(bad); i++)
		ck_assert_msg(attached_is_secret(bad[i]), "%s", bad[i]);
	for (int i = 0; i < LEN(good); i++)
		ck_assert_msg(!attached_is_secret(good[i]), "%s", good[i]);
}
END_TEST

static const struct {
	const char	*name, *want;
} names[] = {
	{ "error.log", "53-71-error.log" },
	{ "B\xc5\x82\xc4\x85" "d 1.log", "53-71-B____d_1.log" },
	{ "../../a b?.txt", "53-71-.._.._a_b_.txt" },
	{ "", "53-71-" },
	{ "a\nb", "53-71-a_b" },
	{ "end. .", "53-71-end" },
};

START_TEST(is_called)
{
	same_text(names[_i].name, attached_name(&sc, "53-71", names[_i].name),
	    names[_i].want);
}
END_TEST

/* Whatever is cut off, the extension stays, unless it is none. */
START_TEST(is_cut)
{
	char *name = scope_alloc(&sc, 501);
	const char *got;

	memset(name, 'x', 500);
	ck_assert_uint_eq(strlen(attached_name(&sc, "1-2", name)), 100);
	memcpy(name + 496, ".log", 4);
	got = attached_name(&sc, "1-2", name);
	ck_assert_uint_eq(strlen(got), 100);
	same_text("its end", got + 96, ".log");
	memcpy(name + 100, ".log", 4);
	memset(name + 496, 'x', 4);
	got = attached_name(&sc, "1-2", name);
	ck_assert_uint_eq(strlen(got), 100);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("attached");

	tcase_add_loop_test(t, goes, 0, LEN(files));
	tcase_add_test(t, smells);
	tcase_add_loop_test(t, is_called, 0, LEN(names));
	tcase_add_test(t, is_cut);
	return run_case("attached", t);
}
