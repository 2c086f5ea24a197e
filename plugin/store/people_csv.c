/* Reads and checks the file of people; pure. */
#include "store/people_csv.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

enum { MOST_BYTES = 191, MOST_LIST = 4096, DATE_BYTES = 10,
    DAY = 24 * 60 * 60 * SECOND };

const char *const right_words[] = {
	"escalate", "waive", "billing", "lead", NULL
};
_Static_assert(LEN(right_words) == RIGHT__MAX + 1, "every right has a word");

static const char *
check_email(struct scope *sc, const char **cell)
{
	(void)sc;
	return strchr(*cell, '@') == NULL ? "not an address" : NULL;
}

/* All must be there: an empty list takes away what a person has. */
const struct import_column people_columns[PERSON_COLUMNS] = {
	[PERSON_NAME]       = { .name = "name",
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[PERSON_EMAIL]      = { .name = "email", .flags = IMPORT_MUST,
	    .fault = check_email },
	[PERSON_IDENTITIES] = { .name = "identities", .flags = IMPORT_MUST,
	    .most = MOST_LIST },
	[PERSON_RIGHTS]     = { .name = "rights", .flags = IMPORT_MUST },
	[PERSON_ROLES]      = { .name = "roles", .flags = IMPORT_MUST },
	[PERSON_FROM]       = { .name = "from", .flags = IMPORT_MUST,
	    .fault = import_day },
	[PERSON_TO]         = { .name = "to", .flags = IMPORT_MUST,
	    .fault = import_day },
	[PERSON_LANGUAGE]   = { .name = "language", .flags = IMPORT_MUST,
	    .words = import_languages },
};

/* The words of a list in the scope; NULL ends them. */
static char **
split(struct scope *sc, const char *list, int *ret_n)
{
	char *save = NULL, *copy = str_dup(sc, list);
	char **words = scope_alloc(sc, sizeof(*words) *
	    (strlen(list) / 2 + 2));

	*ret_n = 0;
	for (char *w = strtok_r(copy, " \t\r\n", &save); w != NULL;
	    w = strtok_r(NULL, " \t\r\n", &save))
		words[(*ret_n)++] = w;
	return words;
}

/* "rt:anna". What is wrong with it, or NULL. */
static const char *
read_identity(struct scope *sc, const struct people_sources *f, char *word,
    struct identity *ret)
{
	char *colon = strchr(word, ':');
	const struct people_source *s = NULL;

	if (colon == NULL || colon[1] == '\0')
		return str_fmt(sc, "the identity %s is not like desk:login",
		    word);
	*colon = '\0';
	for (int i = 0; s == NULL && i < f->n; i++)
		if (str_same(f->at[i].desk, word))
			s = &f->at[i];
	if (s == NULL)
		return str_fmt(sc, "no desk %s is configured", word);
	if (s->user != NULL && strcasecmp(s->user, colon + 1) == 0)
		return str_fmt(sc, "%s is cspdesk's own user at the desk %s, "
		    "not a person", colon + 1, word);
	if (strlen(colon + 1) > MOST_BYTES)
		return str_fmt(sc, "a login is longer than %d bytes",
		    MOST_BYTES);
	*ret = (struct identity){ s->desk, colon + 1 };
	return NULL;
}

static const char *
read_identities(struct scope *sc, const struct people_sources *f,
    const char *list, struct person_row *p)
{
	int n;
	char **words = split(sc, list, &n);
	const char *fault = NULL;

	p->identities = scope_alloc(sc, sizeof(*p->identities) *
	    (size_t)(n + 1));
	for (int i = 0; fault == NULL && i < n; i++)
		fault = read_identity(sc, f, words[i],
		    &p->identities[p->nidentities++]);
	return fault;
}

static const char *
check_roles(struct scope *sc, char **roles, int n, int nrights)
{
	if (n > 1 && n != nrights)
		return str_fmt(sc, "there are %d roles for %d rights; write "
		    "none, one for all, or one for each", n, nrights);
	for (int i = 0; i < n; i++)
		if (word_find(words_role, roles[i]) == WORD_UNKNOWN)
			return str_fmt(sc, "%s is not a role in Partner "
			    "Center like admin_agent", roles[i]);
	return NULL;
}

static const char *
read_rights(struct scope *sc, const struct import_line *l,
    struct person_row *p)
{
	int n, nroles;
	char **rights = split(sc, l->cell[PERSON_RIGHTS], &n);
	char **roles = split(sc, l->cell[PERSON_ROLES], &nroles);

	for (int i = 0; i < n; i++) {
		int right = word_find(right_words, rights[i]);

		if (right == WORD_UNKNOWN)
			return str_fmt(sc, "the right %s is not escalate, "
			    "waive, billing or lead", rights[i]);
		if (p->wants[right])
			return str_fmt(sc, "the right %s is there twice",
			    rights[i]);
		p->wants[right] = 1;
		if (nroles == 1 || nroles == n)
			p->role[right] = roles[nroles == 1 ? 0 : i];
	}
	return NULL;
}

static const char *
read_roles(struct scope *sc, const struct import_line *l)
{
	int n, nroles;
	char **roles = split(sc, l->cell[PERSON_ROLES], &nroles);

	split(sc, l->cell[PERSON_RIGHTS], &n);
	return check_roles(sc, roles, nroles, n);
}

/* A day that was checked, as its first millisecond. */
static int64_t
day_of(struct scope *sc, const char *s)
{
	int64_t ms = 0;

	if (clock_parse(sc, s, &ms) != E_OK)
		BUG("day %s was checked", s);
	return ms;
}

static void
read_days(struct scope *sc, const struct import_line *l,
    struct person_row *p)
{
	const char *from = l->cell[PERSON_FROM], *to = l->cell[PERSON_TO];

	p->from = *from == '\0' ? 0 : day_of(sc, from);
	p->to = *to == '\0' ? RIGHT_OPEN : day_of(sc, to);
	p->to = p->to < RIGHT_OPEN - DAY ? p->to + DAY : RIGHT_OPEN;
}

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

static void
read_person(struct scope *sc, struct import *im, struct import_line *l,
    struct person_row *p)
{
	const char *fault;

	*p = (struct person_row){ .line = l, .name = l->cell[PERSON_NAME],
	    .email = or_null(l->cell[PERSON_EMAIL]),
	    .language = or_null(l->cell[PERSON_LANGUAGE]) };
	if ((fault = read_identities(sc, im->arg, l->cell[PERSON_IDENTITIES],
	    p)) != NULL)
		import_fault(sc, im, l, PERSON_IDENTITIES, "%s", fault);
	if ((fault = read_rights(sc, l, p)) != NULL)
		import_fault(sc, im, l, PERSON_RIGHTS, "%s", fault);
	if ((fault = read_roles(sc, l)) != NULL)
		import_fault(sc, im, l, PERSON_ROLES, "%s", fault);
	import_order(sc, im, l, PERSON_FROM, PERSON_TO);
	if (!l->wrong)
		read_days(sc, l, p);
}

void
people_check(struct scope *sc, struct import *im, struct import_line *l)
{
	struct person_row *people = im->own;

	if (people == NULL)
		im->own = people = scope_alloc(sc, sizeof(*people) *
		    (size_t)im->n);
	read_person(sc, im, l, &people[l - im->lines]);
}

int
person_keeps(const struct person_row *p, enum right right, const char *role,
    int64_t starts, int64_t now)
{
	if (!p->wants[right] || ((role != NULL || p->role[right] != NULL) &&
	    !str_same(role, p->role[right])))
		return 0;
	/* What runs cannot have begun at another time. */
	return starts <= now ? p->from <= now : p->from == starts;
}
