/*
 * Patterns as rows, from the surest to the vaguest: what one has taken no
 * later one takes again. Numbers count only when their check digits fit.
 */
#include "preflight.h"

#include "base/str.h"

#include <ctype.h>
#include <regex.h>
#include <string.h>
#include <strings.h>

enum { GROUPS = 6, MOST_SPANS = 400, LEAST_NAME = 4, SHOWN = 3,
    PIECE = 1000, OVERLAP = 200 };

const char *const finding_words[FINDING__MAX + 1] = {
	[FINDING_PRIVATE_KEY] = "private-key", [FINDING_TOKEN] = "token",
	[FINDING_CONNECTION] = "connection-string",
	[FINDING_SIGNATURE] = "signature",
	[FINDING_CLIENT_SECRET] = "client-secret", [FINDING_KEY] = "key",
	[FINDING_PASSWORD] = "password", [FINDING_CUSTOMER] = "customer",
	[FINDING_ADDRESS] = "address", [FINDING_IBAN] = "iban",
	[FINDING_CARD] = "card", [FINDING_PESEL] = "pesel",
	[FINDING_NIP] = "nip", [FINDING_PHONE] = "phone",
	[FINDING__MAX] = NULL
};

int
finding_is_secret(enum finding_kind kind)
{
	return kind <= FINDING_PASSWORD;
}

/* The digits of a number, up to `max` of them. */
static int
digits_of(const char *s, size_t len, int max, int *ret)
{
	int n = 0;

	for (size_t i = 0; i < len && n < max; i++)
		if (isdigit((unsigned char)s[i]))
			ret[n++] = s[i] - '0';
	return n;
}

static int
weighted(const int *digit, const int *weight, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++)
		sum += digit[i] * weight[i];
	return sum;
}

/* These say how much of what matched counts; 0: nothing. */

static size_t
check_pesel(const char *s, size_t len)
{
	static const int weight[] = { 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1 };
	int d[11], month, day;

	if (digits_of(s, len, 11, d) != 11)
		return 0;
	/* The century is added to the month in twenties. */
	month = (d[2] * 10 + d[3]) % 20;
	day = d[4] * 10 + d[5];
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 &&
	    weighted(d, weight, 11) % 10 == 0 ? len : 0;
}

static size_t
check_nip(const char *s, size_t len)
{
	static const int weight[] = { 6, 5, 7, 2, 3, 4, 5, 6, 7 };
	int d[10];

	return digits_of(s, len, 10, d) == 10 &&
	    weighted(d, weight, 9) % 11 == d[9] ? len : 0;
}

static int
is_luhn(const int *d, int n)
{
	int sum = 0;

	for (int i = 0; i < n; i++) {
		int x = d[n - 1 - i] * (i % 2 + 1);

		sum += x > 9 ? x - 9 : x;
	}
	return sum % 10 == 0;
}

/*
 * Issuers and their lengths. Microsoft's own case numbers have 16 digits and
 * begin with the year: the newer 2-series counts only if it is grouped.
 */
static size_t
check_card(const char *s, size_t len)
{
	int d[19], n = digits_of(s, len, 19, d), first;

	if (n < 15 || !is_luhn(d, n))
		return 0;
	first = d[0] * 10 + d[1];
	if (n == 15)
		return first == 34 || first == 37 ? len : 0;
	if (n != 16)
		return 0;
	if (first >= 22 && first <= 27)
		return len > 16 ? len : 0;
	return d[0] == 4 || (first >= 51 && first <= 55) || first == 60 ||
	    first == 65 ? len : 0;
}

/* How many letters and digits the IBAN of a country has. */
static int
iban_size(const char *country)
{
	static const struct {
		char	country[3];
		int	size;
	} rows[] = {
		{ "PL", 28 }, { "DE", 22 }, { "GB", 22 }, { "FR", 27 },
		{ "ES", 24 }, { "IT", 27 }, { "NL", 18 }, { "BE", 16 },
		{ "AT", 20 }, { "CH", 21 }, { "CZ", 24 }, { "SK", 24 },
		{ "LT", 20 }, { "LV", 21 }, { "EE", 20 }, { "SE", 24 },
		{ "NO", 15 }, { "DK", 18 }, { "FI", 18 }, { "IE", 22 },
		{ "PT", 25 }, { "HU", 28 }, { "RO", 24 }, { "UA", 29 },
	};

	for (int i = 0; i < LEN(rows); i++)
		if (strncmp(rows[i].country, country, 2) == 0)
			return rows[i].size;
	return 0;
}

static int
mod97(int rest, char c)
{
	return isdigit((unsigned char)c) ? (rest * 10 + c - '0') % 97 :
	    (rest * 100 + c - 'A' + 10) % 97;
}

static size_t
check_iban(const char *s, size_t len)
{
	char sign[40];
	int n = 0, size = iban_size(s), rest = 0;
	size_t used = 0;

	for (; used < len && n < size; used++)
		if (s[used] != ' ')
			sign[n++] = s[used];
	if (size == 0 || n < size)
		return 0;
	for (int i = 0; i < n; i++)
		rest = mod97(rest, sign[(i + 4) % n]);
	return rest == 1 ? used : 0;
}

/* A Polish account as people write it there, without the country. */
static size_t
check_account(const char *s, size_t len)
{
	int d[26], rest = 0;

	if (digits_of(s, len, 26, d) != 26)
		return 0;
	for (int i = 2; i < 26; i++)
		rest = mod97(rest, (char)('0' + d[i]));
	rest = mod97(mod97(rest, 'P'), 'L');
	rest = mod97(mod97(rest, (char)('0' + d[0])), (char)('0' + d[1]));
	return rest == 1 ? len : 0;
}

static size_t
check_phone(const char *s, size_t len)
{
	int d[16], n = digits_of(s, len, 16, d);

	return n >= 9 && n <= 15 ? len : 0;
}

/* No word of a language: a digit or a sign is in it. */
static size_t
check_strange(const char *s, size_t len)
{
	while (len > 0 && strchr(".,;:!?)", s[len - 1]) != NULL)
		len--;
	for (size_t i = 0; i < len; i++)
		if (strchr("0123456789!@#$%^&*_+=?~/\\", s[i]) != NULL)
			return len;
	return 0;
}

/* What stands alone behind "password:" is one, whatever it looks like. */
static size_t
check_password(const char *s, size_t len)
{
	const char *next = s + len + strspn(s + len, " \t\r\"'");

	if (*next == '\0' || *next == '\n' || *next == ',' || *next == ';')
		return len;
	return check_strange(s, len);
}

/* To the end of the block, or of the text. */
static size_t
check_block(const char *s, size_t len)
{
	const char *end = strstr(s + len, "-----END ");

	if (end == NULL)
		return strlen(s);
	return (size_t)(end - s) + strcspn(end, "\n");
}

#define EDGE	"(^|[^A-Za-z0-9])"
#define NUMBER	"(^|[^A-Za-z0-9.-])"
#define END	"($|[^A-Za-z0-9-])"

static const struct pattern {
	enum finding_kind	 kind;
	const char		*is;	/* POSIX extended */
	int			 flags;
	int			 group;	/* of it counts */
	size_t			(*check)(const char *, size_t);
} patterns[] = {
	{ FINDING_PRIVATE_KEY,
	    "-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----", 0, 0,
	    check_block },
	{ FINDING_TOKEN, "eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}"
	    "(\\.[A-Za-z0-9_-]+)?", 0, 0, NULL },
	{ FINDING_TOKEN, EDGE "(gh[pousr]_[A-Za-z0-9]{30,}|github_pat_"
	    "[A-Za-z0-9_]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|"
	    "glpat-[A-Za-z0-9_-]{20,}|sk_live_[A-Za-z0-9]{16,})", 0, 2, NULL },
	{ FINDING_TOKEN, "bearer +([A-Za-z0-9._~+/-]{20,}=*)", REG_ICASE, 1,
	    NULL },
	{ FINDING_CONNECTION, "(AccountKey|SharedAccessKey|SharedSecret|"
	    "AccessKey)=([A-Za-z0-9+/]{20,}=*)", REG_ICASE, 2, NULL },
	{ FINDING_SIGNATURE, "[?&;]sig=([A-Za-z0-9%+/_-]{20,}=*)", REG_ICASE,
	    1, NULL },
	{ FINDING_CLIENT_SECRET, "(^|[^A-Za-z0-9_~.-])([A-Za-z0-9_~.-]{3}"
	    "[0-9]Q~[A-Za-z0-9_~.-]{31,34})", 0, 2, NULL },
	{ FINDING_KEY, "(^|[^A-Za-z0-9+/=])([A-Za-z0-9+/]{86}==)", 0, 2,
	    NULL },
	{ FINDING_KEY, "(api[ _-]?key|client[ _-]?secret|(access|refresh)"
	    "[ _-]?token|(secret|access)[ _-]?key|shared[ _-]?secret|"
	    "klucz api)[\"']? *(:|=>|=| is | to ) *[\"']?"
	    "([^[:space:]\"']{8,})", REG_ICASE, 5, check_strange },
	{ FINDING_PASSWORD, "://[^/[:space:]:@]+:([^/[:space:]@]{3,})@", 0, 1,
	    NULL },
	{ FINDING_PASSWORD, "(password|passwd|passcode|passphrase|pwd|"
	    "has(l|ł|Ł)o)[\"']? *[:=] *[\"']?([^[:space:]\"',;]{4,})",
	    REG_ICASE, 3, check_password },
	{ FINDING_PASSWORD, "(password|passcode|has(l|ł|Ł)o) (is|to|jest)"
	    ":? +[\"']?([^[:space:]\"']{6,})", REG_ICASE, 4, check_strange },
	{ FINDING_ADDRESS, "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+"
	    "(\\.[A-Za-z0-9-]+)+", 0, 0, NULL },
	{ FINDING_IBAN, EDGE "([A-Z]{2}[0-9]{2}( ?[A-Z0-9]){11,30})", 0, 2,
	    check_iban },
	{ FINDING_IBAN, NUMBER "([0-9]{2}( ?[0-9]{4}){6})" END, 0, 2,
	    check_account },
	{ FINDING_CARD, NUMBER "([0-9]{4}([ -]?[0-9]{4}){3}|[0-9]{4}[ -]?"
	    "[0-9]{6}[ -]?[0-9]{5})" END, 0, 2, check_card },
	{ FINDING_PESEL, NUMBER "([0-9]{11})" END, 0, 2, check_pesel },
	{ FINDING_NIP, NUMBER "([0-9]{3}-[0-9]{3}-[0-9]{2}-[0-9]{2}|"
	    "[0-9]{3}-[0-9]{2}-[0-9]{2}-[0-9]{3})" END, 0, 2, check_nip },
	{ FINDING_NIP, EDGE "(NIP|VAT)[ :]*(PL)?([0-9]{10})" END, REG_ICASE,
	    4, check_nip },
	{ FINDING_PHONE, NUMBER "(\\+[0-9][0-9 ().-]{6,18}[0-9])", 0, 2,
	    check_phone },
	{ FINDING_PHONE, EDGE "(tel|phone|telefon|mobile|kom)[.: ]+"
	    "([0-9(][0-9 ().-]{6,18}[0-9])", REG_ICASE, 3, check_phone },
	{ FINDING_PHONE, NUMBER "([0-9]{3}[ -][0-9]{3}[ -][0-9]{3})" END, 0,
	    2, check_phone },
};

/* Where something stands in a text. */
struct span {
	size_t			 from, len;
	enum finding_kind	 kind;
};

struct spans {
	struct span	 at[MOST_SPANS];	/* in the order of the text */
	int		 n;
};

/* What is taken already is not taken again. */
static void
take(struct spans *all, size_t from, size_t len, enum finding_kind kind)
{
	int i = 0;

	while (i < all->n && all->at[i].from + all->at[i].len <= from)
		i++;
	if (len == 0 || all->n == MOST_SPANS ||
	    (i < all->n && all->at[i].from < from + len))
		return;
	memmove(&all->at[i + 1], &all->at[i],
	    (size_t)(all->n++ - i) * sizeof(all->at[0]));
	all->at[i] = (struct span){ from, len, kind };
}

/* Where a piece that begins there ends: with its line, or at a blank. */
static size_t
piece_end(const char *text, size_t from)
{
	size_t len = strcspn(text + from, "\n"), cut = PIECE;

	if (len <= PIECE)
		return from + len;
	while (cut > 0 && text[from + cut] != ' ')
		cut--;
	return from + (cut == 0 ? PIECE : cut);
}

/* The next one begins; what a cut would part stands whole in one of them. */
static size_t
piece_next(const char *text, size_t from, size_t end)
{
	size_t next = end - OVERLAP;

	if (text[end] == '\n')
		return end + 1;
	if (text[end] == '\0' || end - from <= 2 * OVERLAP)
		return end;
	while (next < end && text[next] != ' ')
		next++;
	return next;
}

/* What reached the end of a piece goes on as far as there is no blank. */
static size_t
whole(const char *text, size_t at, size_t len, size_t end)
{
	return at + len < end ? len :
	    len + strcspn(text + end, " \t\r\n\"'<>,;");
}

static void
find_in_piece(const struct pattern *p, const regex_t *re, char *text,
    size_t from, size_t end, struct spans *all)
{
	regmatch_t m[GROUPS];
	char was = text[end];
	int found, flags = 0;

	for (;; flags = REG_NOTBOL) {
		size_t at, len;

		text[end] = '\0';
		found = regexec(re, text + from, GROUPS, m, flags) == 0;
		text[end] = was;
		if (!found)
			return;
		at = from + (size_t)m[p->group].rm_so;
		len = whole(text, at, (size_t)(m[p->group].rm_eo -
		    m[p->group].rm_so), end);
		take(all, at, p->check == NULL ? len :
		    p->check(text + at, len), p->kind);
		/* What ended one may begin the next. */
		from = at + (len == 0 ? 1 : len);
		if (from >= end)
			return;
	}
}

/*
 * Piece by piece: a pattern's time grows with the square of what it is given,
 * and a customer may send anything.
 */
static void
find_pattern(const struct pattern *p, char *text, struct spans *all)
{
	regex_t re;

	if (regcomp(&re, p->is, REG_EXTENDED | REG_NEWLINE | p->flags) != 0)
		BUG("the pattern %s", p->is);
	for (size_t from = 0, end; text[from] != '\0';
	    from = piece_next(text, from, end)) {
		end = piece_end(text, from);
		find_in_piece(p, &re, text, from, end, all);
	}
	regfree(&re);
}

static void
find_words(const char *text, const char *words, struct spans *all)
{
	size_t len = words == NULL ? 0 : strlen(words);

	for (const char *s = text; len >= LEAST_NAME &&
	    (s = strcasestr(s, words)) != NULL; s += len)
		take(all, (size_t)(s - text), len, FINDING_CUSTOMER);
}

/* Returns as much of the text as was looked at. Without `who` secrets only. */
static const char *
find_all(struct scope *sc, const char *text,
    const struct preflight_person *who, struct spans *ret)
{
	char *s = str_copy(sc, text, str_utf8_cut(text, PREFLIGHT_BYTES));
	int n = LEN(patterns), i = 0;

	ret->n = 0;
	for (; i < n && finding_is_secret(patterns[i].kind); i++)
		find_pattern(&patterns[i], s, ret);
	if (who == NULL)
		return s;
	find_words(s, who->email, ret);
	find_words(s, who->name, ret);
	for (; i < n; i++)
		find_pattern(&patterns[i], s, ret);
	return s;
}

static int
is_known(const struct preflight *p, int from, const struct finding *f)
{
	for (int i = from; i < p->n; i++)
		if (p->found[i].kind == f->kind &&
		    str_same(p->found[i].cut, f->cut))
			return !finding_is_secret(f->kind);
	return 0;
}

/* Of a secret nothing is shown, of the rest how it begins. */
static const char *
cut(struct scope *sc, const char *text, const struct span *s)
{
	size_t n = s->len < 2 * SHOWN ? 1 : SHOWN;

	if (finding_is_secret(s->kind))
		return "***";
	if (s->kind == FINDING_CUSTOMER)
		return str_copy(sc, text + s->from, s->len);
	return str_fmt(sc, "%.*s***", (int)str_utf8_cut(text + s->from, n),
	    text + s->from);
}

void
preflight_run(struct scope *sc, const struct preflight_part *part, int n,
    const struct preflight_person *who, struct preflight *ret)
{
	static const struct preflight_person nobody;
	struct spans *all = scope_alloc(sc, sizeof(*all));

	*ret = (struct preflight){ .n = 0 };
	for (int i = 0; i < n; i++) {
		int first = ret->n;

		if (part[i].text == NULL)
			continue;
		find_all(sc, part[i].text, who == NULL ? &nobody : who, all);
		for (int k = 0; k < all->n; k++) {
			struct finding f = { all->at[k].kind, part[i].name,
			    cut(sc, part[i].text, &all->at[k]) };

			if (is_known(ret, first, &f))
				continue;
			ret->nsecrets += finding_is_secret(f.kind);
			if (ret->n < PREFLIGHT_MOST)
				ret->found[ret->n++] = f;
			else
				ret->is_full = 1;
		}
	}
}

const char *
preflight_clean(struct scope *sc, const char *text)
{
	struct spans *all = scope_alloc(sc, sizeof(*all));
	size_t done = 0;
	struct buf b;

	text = find_all(sc, text, NULL, all);
	buf_init(&b, sc, strlen(text) + MOST_SPANS * 40);
	for (int i = 0; i < all->n; i++) {
		buf_add(&b, text + done, all->at[i].from - done);
		buf_fmt(&b, "[removed: %s]", finding_words[all->at[i].kind]);
		done = all->at[i].from + all->at[i].len;
	}
	/* Behind so many nobody looked: it is left out. */
	if (all->n < MOST_SPANS)
		buf_puts(&b, text + done);
	return b.at;
}
