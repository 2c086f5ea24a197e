/* The commands' edge: reads all, answers once, complains in one sentence. */
#include "policy/decide_command.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/decide.h"
#include "policy/triage.h"

#include <string.h>
#include <unistd.h>

enum { EXIT_GOOD = 0, EXIT_BAD = 2 };

struct front {
	const char	*name;
	size_t		 most;		/* bytes of input */
	enum err	(*answer)(struct scope *, const char *dir,
			    const struct buf *in, const char **ret);
};

static enum err
read_all(struct scope *sc, const struct front *f, FILE *in, struct buf *b)
{
	char part[8192];
	size_t n;

	buf_init(b, sc, f->most);
	while (!b->full && (n = fread(part, 1, sizeof(part), in)) > 0)
		buf_add(b, part, n);
	if (ferror(in))
		return scope_fail(sc, E_GONE, "the input cannot be read");
	if (b->full)
		return scope_fail(sc, E_LIMIT, "the input is larger than %zu "
		    "bytes", f->most);
	return E_OK;
}

static const char *
usual_dir(void)
{
	return access("conf/policy/policy.conf", R_OK) == 0 ? "conf/policy" :
	    "/etc/cspdesk/policy";
}

/* One line, whatever bytes the input brought into the sentence. */
static void
complain(struct scope *sc, const struct front *f, FILE *err)
{
	for (char *c = sc->why; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	fprintf(err, "cspdesk %s: %s\n", f->name, sc->why);
}

static enum err
run(struct scope *sc, const struct front *f, const char *dir, FILE *in,
    FILE *out)
{
	const char *text;
	struct buf b;
	enum err e;

	if ((e = read_all(sc, f, in, &b)) != E_OK ||
	    (e = f->answer(sc, dir == NULL ? usual_dir() : dir, &b, &text))
	    != E_OK)
		return e;
	if (fprintf(out, "%s\n", text) < 0 || fflush(out) != 0)
		return scope_fail(sc, E_GONE, "the answer cannot be written");
	return E_OK;
}

static int
front_main(const struct front *f, const char *dir, FILE *in, FILE *out,
    FILE *err)
{
	struct scope sc;
	int code = EXIT_GOOD;

	scope_begin(&sc, clock_now());
	if (run(&sc, f, dir, in, out) != E_OK) {
		complain(&sc, f, err);
		code = EXIT_BAD;
	}
	scope_end(&sc);
	return code;
}

static enum err
answer_facts(struct scope *sc, const char *dir, const struct buf *in,
    const char **ret)
{
	const struct policy *p;
	struct decision d;
	struct facts f;
	enum err e;

	if ((e = policy_load(sc, dir, &p)) != E_OK ||
	    (e = facts_parse(sc, in->at, in->len, &f)) != E_OK)
		return e;
	decide(sc, p, &f, &d);
	*ret = decision_json(sc, &d);
	return E_OK;
}

static enum err
answer_ticket(struct scope *sc, const char *dir, const struct buf *in,
    const char **ret)
{
	size_t first = strcspn(in->at, "\n");
	const struct triage_words *words;
	struct triage t;
	enum err e;

	if (!str_utf8(in->at, in->len))
		return scope_fail(sc, E_SHAPE, "the ticket is not UTF-8");
	if ((e = triage_load(sc, dir, &words)) != E_OK)
		return e;
	triage(sc, words, str_copy(sc, in->at, first),
	    in->at + first + (in->at[first] == '\n'), 0, &t);
	*ret = triage_json(sc, &t);
	return E_OK;
}

int
decide_command(const char *dir, FILE *in, FILE *out, FILE *err)
{
	static const struct front f = { "decide", FACTS_BYTES, answer_facts };

	return front_main(&f, dir, in, out, err);
}

int
triage_command(const char *dir, FILE *in, FILE *out, FILE *err)
{
	static const struct front f = { "triage", 8 << 20, answer_ticket };

	return front_main(&f, dir, in, out, err);
}
