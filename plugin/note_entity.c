/* The entities that editors of help desks write: Latin-1 and punctuation. */
#include "note_text.h"

#include <stdlib.h>
#include <string.h>

enum { LATIN1_FIRST = 160, REPLACEMENT = 0xfffd };

/* U+00A0 to U+00FF, in their order. */
static const char *const latin1[] = {
	"nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect",
	"uml", "copy", "ordf", "laquo", "not", "shy", "reg", "macr", "deg",
	"plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil",
	"sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
	"Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig",
	"Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute",
	"Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc",
	"Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc",
	"Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc",
	"atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute",
	"ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
	"ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash",
	"ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
};
_Static_assert(LEN(latin1) == 256 - LATIN1_FIRST, "Latin-1 is complete");

static const struct {
	const char	*name;
	unsigned	 code;
} others[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
	{ "apos", '\'' }, { "ndash", 0x2013 }, { "mdash", 0x2014 },
	{ "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "sbquo", 0x201a },
	{ "ldquo", 0x201c }, { "rdquo", 0x201d }, { "bdquo", 0x201e },
	{ "bull", 0x2022 }, { "hellip", 0x2026 }, { "euro", 0x20ac },
	{ "trade", 0x2122 }, { "OElig", 0x152 }, { "oelig", 0x153 },
	{ "Scaron", 0x160 }, { "scaron", 0x161 }, { "Yuml", 0x178 },
};

static unsigned
by_number(const char *s, size_t len)
{
	int base = len > 1 && (s[1] == 'x' || s[1] == 'X') ? 16 : 10;
	const char *at = s + (base == 16 ? 2 : 1);
	unsigned code = 0;

	if (at == s + len)
		return 0;
	for (; at < s + len; at++) {
		const char *digits = "0123456789abcdefABCDEF";
		const char *d = strchr(digits, *at);
		int value = d == NULL ? base : (int)(d - digits);

		value -= value > 15 ? 6 : 0;
		if (value >= base)
			return 0;
		if (code < 0x110000)
			code = code * (unsigned)base + (unsigned)value;
	}
	if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return REPLACEMENT;
	return code;
}

static int
is_name(const char *name, const char *s, size_t len)
{
	return strlen(name) == len && memcmp(name, s, len) == 0;
}

unsigned
note_entity(const char *s, size_t len)
{
	if (len > 0 && *s == '#')
		return by_number(s, len);
	for (int i = 0; i < LEN(latin1); i++)
		if (is_name(latin1[i], s, len))
			return LATIN1_FIRST + (unsigned)i;
	for (int i = 0; i < LEN(others); i++)
		if (is_name(others[i].name, s, len))
			return others[i].code;
	return 0;
}
