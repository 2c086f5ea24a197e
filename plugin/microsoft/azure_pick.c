/* Words are runs of letters and digits; other alphabets count as letters. */
#include "microsoft/azure_pick.h"

#include "microsoft/told.h"

#include <string.h>
#include <strings.h>

enum { SAME_NAME = 10000, SAME_TYPE = 1000, ONE_WORD = 20, MOST_EXTRA = 19 };

static const char root[] = "/providers/Microsoft.Support/services/";
static const char below[] = "/problemClassifications/";
static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

/* Of problems for which none is made: Azure's own words for them. */
static const char general[] = "other general listed";

/* The rest of an id behind its root, and behind its name; NULL: no such. */
static const char *
behind(const char *id, const char *start)
{
	size_t n;

	if (id == NULL || strncasecmp(id, start, strlen(start)) != 0)
		return NULL;
	id += strlen(start);
	n = strspn(id, letters);
	return n == 0 ? NULL : id + n;
}

int
azure_pick_is_service(const char *id)
{
	const char *rest = behind(id, root);

	return rest != NULL && *rest == '\0';
}

int
azure_pick_is_problem(const char *id)
{
	const char *rest = behind(id, root);

	rest = rest == NULL ? NULL : behind(rest, below);
	return rest != NULL && *rest == '\0';
}

static size_t
word(const char *s)
{
	size_t n = 0;

	while ((s[n] >= '0' && s[n] <= '9') || (s[n] >= 'a' && s[n] <= 'z') ||
	    (s[n] >= 'A' && s[n] <= 'Z') || (unsigned char)s[n] >= 0x80)
		n++;
	return n;
}

/* To the beginning of the next word, or to the end. */
static const char *
next_word(const char *s)
{
	s += word(s);
	while (*s != '\0' && word(s) == 0)
		s++;
	return s;
}

static const char *
first_word(const char *s)
{
	return s == NULL ? "" : word(s) > 0 ? s : next_word(s);
}

static int
has_word(const char *text, const char *w, size_t n)
{
	for (text = first_word(text); *text != '\0'; text = next_word(text))
		if (word(text) == n && strncasecmp(text, w, n) == 0)
			return 1;
	return 0;
}

/* 0: nothing in common. */
static int
likeness(const char *words, const char *name)
{
	int same = 0, extra = 0;

	if (words != NULL && strcasecmp(words, name) == 0)
		return SAME_NAME;
	for (const char *w = first_word(words); *w != '\0'; w = next_word(w))
		same += has_word(name, w, word(w));
	for (const char *w = first_word(name); *w != '\0'; w = next_word(w))
		extra += !has_word(words, w, word(w));
	if (same == 0)
		return 0;
	return same * ONE_WORD - (extra > MOST_EXTRA ? MOST_EXTRA : extra);
}

/* "Microsoft.Compute/virtualMachines" of a resource's id; NULL: no such. */
static const char *
type_of(struct scope *sc, const char *resource)
{
	static const char mark[] = "/providers/";
	const char *at = NULL, *s = resource;
	size_t n;

	while (s != NULL && (s = strcasestr(s, mark)) != NULL)
		at = s += strlen(mark);
	if (at == NULL || at[n = strcspn(at, "/")] == '\0')
		return NULL;
	return str_copy(sc, at, n + 1 + strcspn(at + n + 1, "/"));
}

static int
has_type(const struct cJSON *list, const char *type)
{
	if (type == NULL || !json_is_array(list))
		return 0;
	for (const struct cJSON *it = json_first(list); it != NULL;
	    it = json_next(it))
		if (json_value(it) != NULL &&
		    strcasecmp(json_value(it), type) == 0)
			return 1;
	return 0;
}

struct pick {
	struct scope	*sc;
	const char	*words, *type;
	int		(*is_id)(const char *);
	const char	*best;
	int		 worth;		/* of the best */
};

static void
weigh(struct pick *p, const struct cJSON *it)
{
	const char *id = told_text(p->sc, it, "id");
	const char *name = told_text(p->sc, it, "properties.displayName");
	int worth;

	if (name == NULL || !p->is_id(id))
		return;
	worth = likeness(p->words, name);
	if (has_type(told_at(it, "properties.resourceTypes"), p->type))
		worth += SAME_TYPE;
	if (worth > p->worth) {
		p->worth = worth;
		p->best = id;
	}
}

static enum err
pick(struct pick *p, const struct azure_pages *pages)
{
	const struct cJSON *it;
	const char *next;
	enum err e;

	for (int i = 0; i < pages->n; i++) {
		if ((e = azure_page(p->sc, &pages->page[i], &it, &next))
		    != E_OK)
			return e;
		for (; it != NULL; it = json_next(it))
			weigh(p, it);
	}
	return E_OK;
}

enum err
azure_pick_service(struct scope *sc, const struct azure_pages *pages,
    const char *words, const char *resource, const char **ret)
{
	struct pick p = { sc, words, type_of(sc, resource),
	    azure_pick_is_service, NULL, 0 };
	enum err e = pick(&p, pages);

	*ret = p.best;
	return e;
}

enum err
azure_pick_problem(struct scope *sc, const struct azure_pages *pages,
    const char *words, const char **ret)
{
	const char *const tries[] = { words, general };
	struct pick p = { .sc = sc, .is_id = azure_pick_is_problem };
	enum err e = E_OK;

	for (int i = 0; e == E_OK && p.best == NULL && i < LEN(tries); i++) {
		p.words = tries[i];
		e = pick(&p, pages);
	}
	/* Anything that has a name, which is the first. */
	if (e == E_OK && p.best == NULL) {
		p.worth = -1;
		e = pick(&p, pages);
	}
	*ret = p.best;
	return e;
}
