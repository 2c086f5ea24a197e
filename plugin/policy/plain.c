/*
 * Which lines of a mail are its sender's own. One pass, line by line: what a
 * line is called by its first words moves a small machine between "own" and
 * reasons to leave lines out. Knows no word of any language.
 */
#include "policy/plain.h"

#include "base/str.h"

#include <string.h>

enum { LINE_LOOK = 240, SIGN_OFF_REST = 4, THANKS_REST = 2, SAID = 4 };

const char *const words_line[] = {
	"sign-off", "thanks", "disclaimer", "banner", "reply", "wrote",
	"forward", "header", "subject", "after", NULL
};

enum state { STATE_OWN, STATE_BANNER, STATE_SIGNED, STATE_QUOTED };

/* Where we are in a mail. */
struct mail {
	const struct phrases	*phrases;
	int			 fact;
	struct tokens		 look;		/* words of one line */
	enum state		 state;
	int			 forward;	/* what comes is forwarded */
	int			 headers;	/* inside a block of headers */
	int			 said;		/* words that counted so far */
	struct buf		 out;
};

struct line {
	const char	*at;
	size_t		 len;
	const char	*next;
};

static struct line
line_at(const char *s)
{
	size_t n = strcspn(s, "\n");
	struct line l = { s, n, s[n] == '\0' ? s + n : s + n + 1 };

	while (l.len > 0 && strchr(" \t\r", l.at[l.len - 1]) != NULL)
		l.len--;
	while (l.len > 0 && strchr(" \t*", l.at[0]) != NULL) {
		l.at++;
		l.len--;
	}
	return l;
}

/* Reads the words of a line; says how it begins, or -1. */
static int
look_at(struct mail *m, const struct line *l)
{
	const struct phrase *best[PHRASE_FACTS];

	tokens_clear(&m->look);
	tokens_add(&m->look, l->at, l->len > LINE_LOOK ? LINE_LOOK : l->len, 0);
	if (m->look.n == 0)
		return -1;
	phrases_at(m->phrases, &m->look, 0, best);
	return best[m->fact] == NULL ? -1 : best[m->fact]->means;
}

/* How many words stand behind the phrase that begins the line? */
static int
rest_of(const struct mail *m)
{
	const struct phrase *best[PHRASE_FACTS];

	phrases_at(m->phrases, &m->look, 0, best);
	return m->look.n - best[m->fact]->n;
}

/* A header is a header only with a colon right behind its name. */
static int
is_header(struct mail *m, const struct line *l)
{
	const char *colon = memchr(l->at, ':', l->len < 24 ? l->len : 24);
	struct line name = *l;

	if (colon == NULL)
		return 0;
	name.len = (size_t)(colon - l->at);
	return look_at(m, &name) == LINE_HEADER && rest_of(m) == 0;
}

/* Does a line with words follow that is a header, too? */
static int
header_follows(struct mail *m, const struct line *l)
{
	struct line next = line_at(l->next);

	if (next.len == 0 && *next.next != '\0')
		next = line_at(next.next);
	return is_header(m, &next);
}

/* "On Monday Ann wrote:", told by its end; one more word is an ending's. */
static int
is_wrote(struct mail *m, const struct line *l)
{
	const struct phrase *best[PHRASE_FACTS];

	if (l->len == 0 || l->at[l->len - 1] != ':' || l->len > LINE_LOOK)
		return 0;
	look_at(m, l);
	for (int i = 0; i < m->look.n; i++) {
		phrases_at(m->phrases, &m->look, i, best);
		if (best[m->fact] != NULL &&
		    best[m->fact]->means == LINE_WROTE &&
		    i + best[m->fact]->n >= m->look.n - 1)
			return 1;
	}
	return 0;
}

/* The line that mail programs put before a signature. */
static int
is_dashes(const struct line *l)
{
	return l->len == 2 && memcmp(l->at, "--", 2) == 0;
}

static void
begin_part(struct mail *m, int own)
{
	m->state = own ? STATE_OWN : STATE_QUOTED;
	m->said = 0;
}

/* Moves the machine by the way a line begins; 1: the line itself is out. */
static int
turn(struct mail *m, int how)
{
	switch ((enum line_kind)how) {
	case LINE_SIGN_OFF:
		if (rest_of(m) <= SIGN_OFF_REST)
			m->state = STATE_SIGNED;
		return m->state == STATE_SIGNED;
	case LINE_THANKS:
		if (rest_of(m) <= THANKS_REST && m->said >= SAID)
			m->state = STATE_SIGNED;
		return m->state == STATE_SIGNED;
	case LINE_DISCLAIMER:
		m->state = STATE_SIGNED;
		return 1;
	case LINE_BANNER:
		m->state = STATE_BANNER;
		return 1;
	case LINE_REPLY:
		begin_part(m, m->forward);
		return 1;
	case LINE_FORWARD:
		m->forward = 1;
		begin_part(m, 1);
		return 1;
	case LINE_AFTER:
		begin_part(m, 1);
		return 0;
	case LINE_WROTE:
	case LINE_HEADER:
	case LINE_SUBJECT:
		return 0;
	}
	return 0;
}

/* Lines that end what was before them, whatever it was; 1: line is out. */
static int
begins_part(struct mail *m, const struct line *l)
{
	int header = is_header(m, l);

	if (m->headers && header)
		return 1;
	m->headers = header && header_follows(m, l);
	if (m->headers)
		begin_part(m, m->forward);
	else if (is_wrote(m, l))
		begin_part(m, 0);
	else
		return 0;
	return 1;
}

static int
is_own(struct mail *m, const struct line *l)
{
	int how;

	if (l->len > 0 && l->at[0] == '>')
		return 0;
	if (m->state == STATE_BANNER && l->len == 0)
		m->state = STATE_OWN;
	if (l->len == 0 || begins_part(m, l))
		return 0;
	if (m->state == STATE_QUOTED)
		return 0;
	how = look_at(m, l);
	if (m->state != STATE_OWN && how != LINE_FORWARD && how != LINE_AFTER)
		return 0;
	if (is_dashes(l))
		m->state = STATE_SIGNED;
	return !(how >= 0 && turn(m, how)) && m->state == STATE_OWN;
}

const char *
plain_own(struct scope *sc, const struct phrases *phrases, int fact,
    const char *text, int is_forward, size_t max)
{
	struct mail m = { .phrases = phrases, .fact = fact,
	    .forward = is_forward };
	struct line l = line_at(text);

	tokens_init(&m.look, sc, LINE_LOOK);
	buf_init(&m.out, sc, max);
	for (; (*l.at != '\0' || l.next != l.at) && !m.out.full;
	    l = line_at(l.next)) {
		while (m.forward && l.len > 0 && strchr("> ", *l.at) != NULL) {
			l.at++;
			l.len--;
		}
		if (is_own(&m, &l)) {
			m.said += m.look.n;
			buf_add(&m.out, l.at, l.len);
		}
		buf_puts(&m.out, "\n");
	}
	return m.out.at;
}

int
plain_is_forward(struct scope *sc, const struct phrases *phrases, int fact,
    const char *subject)
{
	struct mail m = { .phrases = phrases, .fact = fact };
	struct line l = line_at(subject);

	tokens_init(&m.look, sc, LINE_LOOK);
	return look_at(&m, &l) == LINE_SUBJECT;
}
