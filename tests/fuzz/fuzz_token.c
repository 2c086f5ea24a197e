/*
 * Hostile answers of the login (replies.h): what comes of them is a token
 * that fits into a header and a time, or a sentence; and of an answer that
 * may have a token in it the sentence says nothing.
 */
#include "replies.h"

#include "microsoft/token.h"

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static const struct token_ask asked = {
	.authority = "https://a", .issuer = "https://a", .client_id = "c",
	.secret = "s", .tenant = "t", .audience = "https://b", .id = "i"
};

static void
check_given(const struct token_given *g)
{
	if (g->token == NULL || g->secs < 1 || g->secs > 86400)
		BUG("a token for %lld s", (long long)g->secs);
	for (const char *s = g->token; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~')
			BUG("a token with byte %d", *s);
}

static void
check_one(struct scope *sc, const struct api_reply *r)
{
	static const char fixed[] = "the login answers 200 without a token "
	    "and its time; see microsoft.authority";
	struct token_given g = { 0 };
	enum err e;

	sc->why[0] = '\0';
	e = token_read(sc, &asked, r, &g);
	if (e == E_OK)
		check_given(&g);
	else if (r->status == 200 && !str_same(sc->why, fixed))
		BUG("it says too much: %s", sc->why);
	else if (sc->why[0] == '\0')
		BUG("an error without a sentence");
	if (e == E_OK)
		(void)token_claim(sc, g.token, "roles");
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct api_reply got[MOST_REPLIES] = { { 0 } };
	struct scope sc;
	int n;

	scope_begin(&sc, 0);
	n = split(&sc, data, len, got);
	for (int i = 0; i < n; i++)
		check_one(&sc, &got[i]);
	scope_end(&sc);
	return 0;
}
