/*
 * The shipped texts as people will read them: all filled in, none forgotten
 * in the other language, no slips that a reader stumbles over.
 */
#include "same.h"

#include "locales.h"
#include "text_preview.h"

static const struct texts *
shipped(void)
{
	const struct texts *t = NULL;

	same_outcome("conf/messages", texts_load(&sc, "conf/messages", NULL,
	    &t), E_OK, "");
	return t;
}

START_TEST(every_name_has_a_sample)
{
	const struct texts *t = shipped();
	const char *key;

	for (int i = 0; (key = texts_key(t, i)) != NULL; i++)
		for (int k = 0; k < LOCALES; k++) {
			const char *text = text_preview(&sc, t,
			    locales[k].name, key);
			const char *mark = strchr(text, '?');

			ck_assert_msg(strchr(text, '{') == NULL &&
			    (mark == NULL || mark[1] == '\0'),
			    "%s: %s: not filled in: %s", locales[k].name, key,
			    text);
		}
}
END_TEST

static const struct {
	const char	*key, *language, *want;
} previews[] = {
	{ "note.customer", "en", "Customer: Contoso (by its mail domain)" },
	{ "note.customer", "pl",
	    "Klient: Contoso (według domeny pocztowej)" },
	{ "terms.between", "pl", "Od 1 stycznia 2026 do 31 grudnia 2026" },
	{ "price.per-hour", "en", "€250.00 per hour" },
	{ "explain.response", "en",
	    "First answer expected within 0 minutes (business hours).\n"
	    "First answer expected within 1 minute (business hours).\n"
	    "First answer expected within 2 minutes (business hours).\n"
	    "First answer expected within 5 minutes (business hours).\n"
	    "First answer expected within 12 minutes (business hours).\n"
	    "First answer expected within 22 minutes (business hours)." },
};

START_TEST(preview)
{
	same_text(previews[_i].key, text_preview(&sc, shipped(),
	    previews[_i].language, previews[_i].key), previews[_i].want);
}
END_TEST

/* Names that are the same in Polish; a group's ends with a dot. */
static const char *const alike[] = {
	"product.", "vehicle.", "publisher.microsoft", "route.microsoft",
	"route.msrc", "channel.partner-center-portal",
	"channel.services-hub-portal", "holder.microsoft", "ball.microsoft",
	"kind.agent", "done.set", "done.mark",
};

static int
may_be_alike(const char *key)
{
	for (int i = 0; i < LEN(alike); i++) {
		size_t n = strlen(alike[i]);

		if (strncmp(key, alike[i], n) == 0 &&
		    (key[n] == '\0' || alike[i][n - 1] == '.'))
			return 1;
	}
	return 0;
}

START_TEST(polish_is_not_english)
{
	const struct texts *t = shipped();
	const char *key;

	for (int i = 0; (key = texts_key(t, i)) != NULL; i++) {
		const char *en = text_preview(&sc, t, "en", key);

		ck_assert_msg(may_be_alike(key) || !str_same(en,
		    text_preview(&sc, t, "pl", key)),
		    "%s: not translated: %s", key, en);
	}
}
END_TEST

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

START_TEST(blanks)
{
	const char *language = locales[_i].name, *key;
	const struct texts *t = shipped();

	for (int i = 0; (key = texts_key(t, i)) != NULL; i++) {
		const char *s = text_preview(&sc, t, language, key);

		ck_assert_msg(!is_blank(*s), "%s: %s begins with a blank",
		    language, key);
		for (; *s != '\0'; s++)
			ck_assert_msg(!is_blank(s[0]) || !is_blank(s[1]),
			    "%s: %s: a blank too many before \"%s\"",
			    language, key, s);
	}
}
END_TEST

/* How words begin that lost their accents; " at its end: a whole word. */
static const char *const bare[] = {
	"zgloszen", "wlascic", "wlasn", "wazn", "mozn", "mozliw", "mozesz",
	"moze\"", "uzytkown", "rozwiaz", "wiadomos", "dostepn",
	"prosze\"", "srodowisk", "sciezk", "blad", "bled", "uslug", "obslug",
	"jezyk", "platnos", "klientow\"", "agentow", "czesc", "wiecej", "juz\"",
	"jesli", "gdyz\"", "rowniez", "ktor", "sie\"", "nastepn", "zostal\"",
	"zostalo", "zadnych",
	"zaden", "dziekuj", "sprawe\"", "czlonk",
	"bezplat", "godzine\"", "przeniesc", "posredni",
};

static int
begins(const char *text, const char *bad)
{
	size_t n = strcspn(bad, "\"");
	int whole = bad[n] == '"';

	return strncmp(text, bad, n) == 0 && (!whole ||
	    strchr(" .,;:!?)\"\n", text[n]) != NULL);
}

/* The word in `text` that lost its accents, or NULL. */
static const char *
bare_word(const char *text)
{
	for (const char *s = text; *s != '\0'; s++)
		for (int i = 0; i < LEN(bare); i++)
			if ((s == text || strchr(" (\"\n", s[-1]) != NULL) &&
			    begins(s, bare[i]))
				return s;
	return NULL;
}

START_TEST(polish_has_its_accents)
{
	const struct texts *t = shipped();
	const char *key;

	for (int i = 0; (key = texts_key(t, i)) != NULL; i++) {
		const char *text = str_lower(&sc, text_preview(&sc, t, "pl",
		    key));
		const char *word = bare_word(text);

		ck_assert_msg(word == NULL, "%s: without accents: %s", key,
		    word);
	}
}
END_TEST

/* The check itself. */
START_TEST(accents_are_missed)
{
	static const char *const bad[] = {
		"zgloszenie", "to jest wazne", "prosze napisać", "prosze.",
		"(wlasciciel", "nie sie",
	};
	static const char *const good[] = {
		"zgłoszenie", "proszek", "siedem", "ważne",
	};

	for (int i = 0; i < LEN(bad); i++)
		ck_assert_msg(bare_word(bad[i]) != NULL, "%s", bad[i]);
	for (int i = 0; i < LEN(good); i++)
		ck_assert_msg(bare_word(good[i]) == NULL, "%s", good[i]);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("text_words");

	tcase_add_test(t, every_name_has_a_sample);
	tcase_add_loop_test(t, preview, 0, LEN(previews));
	tcase_add_test(t, polish_is_not_english);
	tcase_add_loop_test(t, blanks, 0, LOCALES);
	tcase_add_test(t, polish_has_its_accents);
	tcase_add_test(t, accents_are_missed);
	return run_case("text_words", t);
}
