/* The command's edge: reads all, answers once, complains in one sentence. */
#include "policy/decide_command.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/decide.h"

#include <unistd.h>

enum { EXIT_GOOD = 0, EXIT_BAD = 2 };

static enum err
read_all(struct scope *sc, FILE *in, struct buf *b)
{
	char part[8192];
	size_t n;

	buf_init(b, sc, FACTS_BYTES);
	while (!b->full && (n = fread(part, 1, sizeof(part), in)) > 0)
		buf_add(b, part, n);
	if (ferror(in))
		return scope_fail(sc, E_GONE, "facts cannot be read");
	if (b->full)
		return scope_fail(sc, E_LIMIT, "facts are larger than %d "
		    "bytes", FACTS_BYTES);
	return E_OK;
}

static const char *
usual_dir(void)
{
	return access("conf/policy/policy.conf", R_OK) == 0 ? "conf/policy" :
	    "/etc/cspdesk/policy";
}

static enum err
answer(struct scope *sc, const char *dir, FILE *in, const char **ret)
{
	const struct policy *p;
	struct decision d;
	struct facts f;
	struct buf text;
	enum err e;

	if ((e = policy_load(sc, dir, &p)) != E_OK)
		return e;
	if ((e = read_all(sc, in, &text)) != E_OK)
		return e;
	if ((e = facts_parse(sc, text.at, text.len, &f)) != E_OK)
		return e;
	decide(sc, p, &f, &d);
	*ret = decision_json(sc, &d);
	return E_OK;
}

/* One line, whatever bytes the input brought into the sentence. */
static void
complain(struct scope *sc, FILE *err)
{
	for (char *c = sc->why; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	fprintf(err, "cspdesk decide: %s\n", sc->why);
}

int
decide_command(const char *dir, FILE *in, FILE *out, FILE *err)
{
	const char *text;
	struct scope sc;
	int code = EXIT_GOOD;

	scope_begin(&sc, clock_now());
	if (answer(&sc, dir == NULL ? usual_dir() : dir, in, &text) != E_OK)
		code = EXIT_BAD;
	else if (fprintf(out, "%s\n", text) < 0 || fflush(out) != 0) {
		scope_fail(&sc, E_GONE, "the decision cannot be written");
		code = EXIT_BAD;
	}
	if (code != EXIT_GOOD)
		complain(&sc, err);
	scope_end(&sc);
	return code;
}
