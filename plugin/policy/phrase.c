/*
 * Matching phrases. They lie sorted by the first letter, so that a word of
 * the text meets a few dozen of them and not all; the time for a text grows
 * with its length alone.
 */
#include "policy/phrase.h"

#include "base/str.h"

#include <string.h>

enum { SLIP_LETTERS = 6 };

static int
initial(const struct pattern *p)
{
	char c = p->text == NULL ? '0' : p->text[0];

	return c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ?
	    c - '0' + 26 : PHRASE_INITIALS - 1;
}

/* Fills in the kind of word by its signs, which are cut off. */
static const char *
read_signs(char *s, struct pattern *ret)
{
	size_t n = strlen(s);

	*ret = (struct pattern){ .kind = PATTERN_WORD };
	if (str_same(s, "_")) {
		ret->kind = PATTERN_ANY;
	} else if (s[0] == '#') {
		ret->kind = PATTERN_NUMBER;
		if (!str_int(s + 1, &ret->least) || ret->least < 0)
			return "has no number behind #";
	}
	if (s[n - 1] == '!') {
		ret->exactly = 1;
		s[--n] = '\0';
	}
	if (n > 0 && s[n - 1] == '*') {
		ret->kind = PATTERN_STEM;
		s[--n] = '\0';
		if (n < 2)
			return "has less than two letters before *";
	}
	return NULL;
}

/* One written word may be several, as "e-mail*"; the last one has the sign. */
static const char *
add_written(struct scope *sc, char *s, struct phrase *ret)
{
	struct pattern p;
	struct tokens t;
	const char *bad = read_signs(s, &p);
	int literal = p.kind == PATTERN_WORD || p.kind == PATTERN_STEM;

	tokens_init(&t, sc, strlen(s));
	if (bad == NULL && literal)
		tokens_add(&t, s, strlen(s), 0);
	if (bad == NULL && literal && t.n == 0)
		bad = "has a word without letters and digits";
	for (int i = 0; bad == NULL && i < (literal ? t.n : 1); i++) {
		struct pattern *w = &ret->word[ret->n];

		if (ret->n++ == PHRASE_WORDS)
			return "has too many words";
		*w = p;
		if (!literal)
			continue;
		w->text = t.at[i].text;
		w->len = t.at[i].len;
		if (i < t.n - 1)
			w->kind = PATTERN_WORD;
	}
	return bad;
}

const char *
phrase_parse(struct scope *sc, const char *says, struct phrase *ret)
{
	const char *bad = NULL;
	char *rest = str_dup(sc, says), *s;

	ret->says = str_dup(sc, says);
	ret->n = 0;
	while (bad == NULL && (s = strsep(&rest, " \t")) != NULL)
		if (*s != '\0')
			bad = add_written(sc, s, ret);
	if (bad == NULL && ret->n == 0)
		bad = "is empty";
	if (bad == NULL && (ret->word[0].kind == PATTERN_ANY ||
	    ret->word[ret->n - 1].kind == PATTERN_ANY))
		bad = "begins or ends with _";
	return bad;
}

void
phrases_index(struct scope *sc, struct phrases *ps)
{
	int k = 0;

	ps->by = scope_alloc(sc, (size_t)(ps->n + 1) * sizeof(*ps->by));
	for (int c = 0; c < PHRASE_INITIALS; c++) {
		ps->first[c] = k;
		for (int i = 0; i < ps->n; i++)
			if (initial(&ps->at[i].word[0]) == c)
				ps->by[k++] = &ps->at[i];
	}
	ps->first[PHRASE_INITIALS] = k;
}

static int
same_pattern(const struct pattern *a, const struct pattern *b)
{
	return a->kind == b->kind && a->len == b->len &&
	    a->least == b->least &&
	    (a->len == 0 || memcmp(a->text, b->text, a->len) == 0);
}

static int
same_phrase(const struct phrase *a, const struct phrase *b)
{
	if (a->fact != b->fact || a->n != b->n)
		return 0;
	for (int i = 0; i < a->n; i++)
		if (!same_pattern(&a->word[i], &b->word[i]))
			return 0;
	return 1;
}

const struct phrase *
phrases_twin(const struct phrases *ps, const struct phrase *p)
{
	int c = initial(&p->word[0]);

	for (int k = ps->first[c]; k < ps->first[c + 1]; k++)
		if (ps->by[k]->id < p->id && same_phrase(ps->by[k], p))
			return ps->by[k];
	return NULL;
}

/* Are two words the same but for one slip of the pen? */
static int
is_slip(const char *a, size_t na, const char *b, size_t nb)
{
	size_t i = 0;

	if (na > nb)
		return is_slip(b, nb, a, na);
	if (nb - na > 1 || a[0] != b[0])
		return 0;
	while (i < na && a[i] == b[i])
		i++;
	if (na < nb)
		return memcmp(a + i, b + i + 1, na - i) == 0;
	if (i == na || memcmp(a + i + 1, b + i + 1, na - i - 1) == 0)
		return 1;
	return i + 1 < na && a[i] == b[i + 1] && a[i + 1] == b[i] &&
	    memcmp(a + i + 2, b + i + 2, na - i - 2) == 0;
}

static int
slips_into(const struct pattern *p, const struct token *t)
{
	if (p->exactly || p->len < SLIP_LETTERS || t->len < SLIP_LETTERS)
		return 0;
	if (p->kind == PATTERN_WORD)
		return is_slip(p->text, p->len, t->text, t->len);
	/* Not in a stem's last letter: that would make all stems shorter. */
	for (size_t n = p->len - 1; n <= p->len + 1 && n <= t->len; n++)
		if (p->text[p->len - 1] == t->text[n - 1] &&
		    is_slip(p->text, p->len, t->text, n))
			return 1;
	return 0;
}

static int
is_word(const struct pattern *p, const struct token *t)
{
	switch (p->kind) {
	case PATTERN_WORD:
		return p->len == t->len && memcmp(p->text, t->text,
		    t->len) == 0;
	case PATTERN_STEM:
		return p->len <= t->len && memcmp(p->text, t->text,
		    p->len) == 0;
	case PATTERN_NUMBER:
		return t->number >= p->least;
	case PATTERN_ANY:
		return 1;
	}
	BUG("kind of pattern %d", p->kind);
}

/* Does the phrase go on as it should behind its first word? */
static int
goes_on(const struct phrase *p, const struct tokens *t, int i)
{
	if (i + p->n > t->n)
		return 0;
	for (int k = 1; k < p->n; k++) {
		const struct token *w = &t->at[i + k];

		if (w->gap != GAP_NONE)
			return 0;
		if (!is_word(&p->word[k], w) && !slips_into(&p->word[k], w))
			return 0;
	}
	return 1;
}

typedef int match_fn(const struct pattern *, const struct token *);

/* Phrases of one initial; says whether any begins with the word. */
static int
scan(const struct phrases *ps, int c, const struct tokens *t, int i,
    match_fn *matches, const struct phrase *ret[PHRASE_FACTS])
{
	int known = 0;

	for (int k = ps->first[c]; k < ps->first[c + 1]; k++) {
		const struct phrase *p = ps->by[k];
		const struct phrase **best = &ret[p->fact];

		if (!matches(&p->word[0], &t->at[i]))
			continue;
		known = 1;
		if ((*best == NULL || p->n > (*best)->n) && goes_on(p, t, i))
			*best = p;
	}
	return known;
}

void
phrases_at(const struct phrases *ps, const struct tokens *t, int i,
    const struct phrase *ret[PHRASE_FACTS])
{
	const struct token *w = &t->at[i];
	struct pattern head = { .text = w->text };
	int c = initial(&head);

	for (int f = 0; f < PHRASE_FACTS; f++)
		ret[f] = NULL;
	if (w->number >= 0)
		scan(ps, initial(&(struct pattern){ 0 }), t, i, is_word, ret);
	if (scan(ps, c, t, i, is_word, ret) == 0 && w->len >= SLIP_LETTERS)
		scan(ps, c, t, i, slips_into, ret);
}
