/* Reads and checks the file of people; pure. */
#include "store/people_csv.h"

#include "base/clock.h"
#include "base/csv.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

#define HEADER	"name,email,identities,rights,roles,from,to,language"
enum { NAME, EMAIL, IDENTITIES, RIGHTS, ROLES, FROM, TO, LANGUAGE };
enum { MOST_PEOPLE = 5000, MOST_BYTES = 191, DATE_BYTES = 10,
    DAY = 24 * 60 * 60 * SECOND };

const char *const right_words[] = {
	"escalate", "waive", "billing", "lead", NULL
};
_Static_assert(LEN(right_words) == RIGHT__MAX + 1, "every right has a word");

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
read_identity(struct scope *sc, const struct people_file *f, char *word,
    struct identity *ret)
{
	char *colon = strchr(word, ':');
	const struct people_source *s = NULL;

	if (colon == NULL || colon[1] == '\0')
		return str_fmt(sc, "the identity %s is not like desk:login",
		    word);
	*colon = '\0';
	for (int i = 0; s == NULL && i < f->nsources; i++)
		if (str_same(f->sources[i].desk, word))
			s = &f->sources[i];
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
read_identities(struct scope *sc, const struct people_file *f,
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
read_rights(struct scope *sc, const struct csv_row *r, struct person_row *p)
{
	int n, nroles;
	char **rights = split(sc, r->col[RIGHTS], &n);
	char **roles = split(sc, r->col[ROLES], &nroles);
	const char *fault = check_roles(sc, roles, nroles, n);

	for (int i = 0; fault == NULL && i < n; i++) {
		int right = word_find(right_words, rights[i]);

		if (right == WORD_UNKNOWN)
			return str_fmt(sc, "the right %s is not escalate, "
			    "waive, billing or lead", rights[i]);
		if (p->wants[right])
			return str_fmt(sc, "the right %s is there twice",
			    rights[i]);
		p->wants[right] = 1;
		p->role[right] = nroles == 0 ? NULL :
		    roles[nroles == 1 ? 0 : i];
	}
	return fault;
}

/* A day as its first millisecond. 0: it is none. */
static int
read_day(const char *s, int64_t *ret)
{
	struct scope tmp;
	int good;

	scope_begin(&tmp, 0);
	good = strlen(s) == DATE_BYTES && clock_parse(&tmp, s, ret) == E_OK;
	scope_end(&tmp);
	return good;
}

static const char *
read_days(const struct csv_row *r, struct person_row *p)
{
	p->to = RIGHT_OPEN;
	if ((*r->col[FROM] != '\0' && !read_day(r->col[FROM], &p->from)) ||
	    (*r->col[TO] != '\0' && !read_day(r->col[TO], &p->to)))
		return "a date is not like 2026-11-20";
	if (p->to < p->from)
		return "the last day is before the first";
	if (p->to < RIGHT_OPEN - DAY)
		p->to += DAY;
	else
		p->to = RIGHT_OPEN;
	return NULL;
}

static const char *
or_null(const char *s)
{
	return *s == '\0' ? NULL : s;
}

/* What is wrong with a row by itself, or NULL. */
static const char *
read_row(struct scope *sc, const struct people_file *f,
    const struct csv_row *r, struct person_row *p)
{
	const char *fault;

	*p = (struct person_row){ .line = r->line, .name = r->col[NAME],
	    .email = or_null(r->col[EMAIL]),
	    .language = or_null(r->col[LANGUAGE]) };
	if (*p->name == '\0' || strlen(p->name) > MOST_BYTES)
		return "the name is empty or longer than 191 bytes";
	if (p->email != NULL && (strchr(p->email, '@') == NULL ||
	    strlen(p->email) > MOST_BYTES))
		return "the email is not an address";
	if (p->language != NULL && !str_same(p->language, "en") &&
	    !str_same(p->language, "pl"))
		return "the language is not en or pl";
	if ((fault = read_identities(sc, f, r->col[IDENTITIES], p)) != NULL ||
	    (fault = read_rights(sc, r, p)) != NULL)
		return fault;
	return read_days(r, p);
}

/* The line that has the same name already, or 0. */
static int
line_of(const struct person_row *people, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (str_same(people[i].name, name))
			return people[i].line;
	return 0;
}

enum err
people_read(struct scope *sc, const struct people_file *f,
    struct person_row **ret, int *ret_n)
{
	struct csv_row *rows;
	struct person_row *p;
	struct buf faults;
	int n, line;
	enum err e;

	if ((e = csv_parse(sc, f->csv, &rows, &n)) != E_OK ||
	    (e = csv_check(sc, rows, n, HEADER)) != E_OK)
		return e;
	if (n - 1 > MOST_PEOPLE)
		return scope_fail(sc, E_LIMIT, "more than %d people",
		    MOST_PEOPLE);
	p = scope_alloc(sc, sizeof(*p) * (size_t)n);
	buf_init(&faults, sc, sizeof(sc->why) - 1);
	for (int i = 0; i < n - 1; i++) {
		const char *fault = read_row(sc, f, &rows[i + 1], &p[i]);

		if (fault == NULL && (line = line_of(p, i, p[i].name)) != 0)
			fault = str_fmt(sc, "the same name is in line %d",
			    line);
		if (fault != NULL)
			buf_fmt(&faults, "%sline %d: %s", faults.len == 0 ?
			    "" : "\n", p[i].line, fault);
	}
	*ret = p;
	*ret_n = n - 1;
	return faults.len == 0 ? E_OK :
	    scope_fail(sc, E_SHAPE, "%s", faults.at);
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
