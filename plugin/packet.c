/* The parts of a packet, and how they become one text. */
#include "packet.h"

#include "base/str.h"

#include <string.h>
#include <strings.h>

enum { TEXT_BYTES = 65536, HIDE_LEAST = 3 };

const char *const packet_words[PACKET__MAX + 1] = {
	[PACKET_TITLE] = "title", [PACKET_PRODUCT] = "product",
	[PACKET_SEVERITY] = "severity", [PACKET_ON_CALL] = "on-call",
	[PACKET_CUSTOMER] = "customer", [PACKET_TENANT] = "tenant",
	[PACKET_SUBSCRIPTION] = "subscription",
	[PACKET_VEHICLE] = "vehicle", [PACKET_PROVIDER] = "provider",
	[PACKET_CONTACT] = "contact", [PACKET_REPORTED] = "reported",
	[PACKET_BEGAN] = "began", [PACKET_IMPACT] = "impact",
	[PACKET_DESCRIPTION] = "description", [PACKET_STEPS] = "steps",
	[PACKET_THREAD] = "thread", [PACKET_FILES] = "files",
	[PACKET__MAX] = NULL
};

/* What people wrote in their own words. */
static const enum packet_part written[] = {
	PACKET_TITLE, PACKET_BEGAN, PACKET_IMPACT, PACKET_DESCRIPTION,
	PACKET_STEPS, PACKET_THREAD
};

static int
is_long(enum packet_part part)
{
	return part >= PACKET_IMPACT;
}

/* Blanks that an editor may drop, or that it may have put there. */
static size_t
blanks(const char *s)
{
	size_t n = 0;

	for (;;) {
		size_t more = strspn(s + n, " \t\r");

		if (more == 0 && strncmp(s + n, "\xc2\xa0", 2) == 0)
			more = 2;
		if (more == 0)
			return n;
		n += more;
	}
}

static void
calm_line(struct buf *b, const char *s, size_t len)
{
	static const char command[] = "/csp", marker[] = "[csp #";
	size_t n = sizeof(marker) - 1;

	if (strncasecmp(s + blanks(s), command, sizeof(command) - 1) == 0)
		buf_puts(b, "> ");
	for (size_t i = 0; i < len; i++)
		buf_add(b, strncasecmp(s + i, marker, n) == 0 ? "(" : s + i,
		    1);
}

const char *
packet_calm(struct scope *sc, const char *text)
{
	struct buf b;

	/* A line of one byte may get two more. */
	buf_init(&b, sc, 3 * strlen(text) + 3);
	for (const char *s = text; *s != '\0';) {
		size_t len = strcspn(s, "\n");

		calm_line(&b, s, len);
		s += len;
		if (*s == '\n') {
			buf_puts(&b, "\n");
			s++;
		}
	}
	return b.at;
}

/* A letter or digit, or a part of a character of other alphabets. */
static int
is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Whole words only, and none that is nearly nothing. */
static const char *
hide(struct scope *sc, const char *text, const char *what)
{
	size_t n = what == NULL ? 0 : strlen(what);
	struct buf b;

	if (n < HIDE_LEAST)
		return text;
	buf_init(&b, sc, strlen(text) + 1);
	for (const char *s = text; *s != '\0';) {
		if (strncasecmp(s, what, n) == 0 && !is_letter(s[n]) &&
		    (s == text || !is_letter(s[-1]))) {
			buf_puts(&b, "***");
			s += n;
		} else {
			buf_add(&b, s++, 1);
		}
	}
	return b.at;
}

const char *
packet_hide(struct scope *sc, const char *text,
    const struct preflight_person *who)
{
	return hide(sc, hide(sc, text, who->email), who->name);
}

void
packet_check(struct scope *sc, struct packet *p,
    const struct preflight_person *who, struct preflight *ret)
{
	struct preflight_part part[LEN(written)];

	for (int i = 0; i < LEN(written); i++)
		part[i] = (struct preflight_part){ packet_words[written[i]],
		    p->is[written[i]] };
	preflight_run(sc, part, LEN(written), who, ret);
	for (int i = 0; i < LEN(written); i++)
		if (part[i].text != NULL)
			p->is[written[i]] = packet_calm(sc,
			    preflight_clean(sc, part[i].text));
}

const char *
packet_text(struct scope *sc, const struct texts *texts, const char *language,
    const struct packet *p)
{
	struct buf b;

	buf_init(&b, sc, TEXT_BYTES);
	for (int i = 0; i < PACKET__MAX; i++) {
		const char *name = text_fill(sc, texts, language,
		    str_fmt(sc, "packet.%s", packet_words[i]), NULL);

		if (p->is[i] == NULL)
			continue;
		if (is_long(i))
			buf_fmt(&b, "\n%s:\n%s\n", name, p->is[i]);
		else
			buf_fmt(&b, "%s: %s\n", name, p->is[i]);
	}
	return b.at;
}
