/*
 * Hostile messages of a peer, one a line, each put into the same case: what
 * is taken fits its columns, and what is refused changes nothing.
 */
#include "exchange/exchange.h"

#include "base/str.h"
#include "policy/words.h"
#include "store/delivery.h"

#include <string.h>

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

/* The answer's pointer is there if it is needed, and is one. */
static void
check_refusal(enum err e, const char *at)
{
	if ((e == E_DENIED) != (at != NULL))
		BUG("%s with pointer %s", err_info[e].name,
		    at == NULL ? "none" : at);
	if (at != NULL && *at != '/')
		BUG("a pointer %s", at);
}

static void
check_message(struct scope *sc, const struct exchange_message *m)
{
	const char *id = exchange_id(sc, m);

	if (strlen(id) > EXCHANGE_ID || EXCHANGE_ID > DELIVERY_KEY ||
	    strlen(m->case_id) != 36)
		BUG("an id %s", id);
	if (m->seq < 1 || m->turn < 1)
		BUG("seq %lld, turn %lld", (long long)m->seq,
		    (long long)m->turn);
	if (m->severity != NULL &&
	    word_find(words_severity, m->severity) == WORD_UNKNOWN)
		BUG("severity %s", m->severity);
	if (m->type == EXCHANGE_OFFER && (exchange_text(m, "title") == NULL ||
	    exchange_text(m, "text") == NULL))
		BUG("an offer of nothing");
}

static void
check_put(struct scope *sc, struct exchange_case *c,
    const struct exchange_message *m)
{
	struct exchange_case was = *c;
	int won;
	enum err e = exchange_put(sc, c, m, &won);

	if (e != E_OK && memcmp(&was, c, sizeof(was)) != 0)
		BUG("%s changed the case", err_info[e].name);
	if (e == E_OK && (c->seq[m->side] != was.seq[m->side] + 1 ||
	    c->turn < was.turn))
		BUG("the case went back");
	if (e == E_OK && exchange_put(sc, c, m, &won) != E_SEEN)
		BUG("a repeat counts");
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct exchange_message m;
	struct exchange_case c;
	struct scope sc;
	const char *at;
	char *line, *save = NULL;

	scope_begin(&sc, 0);
	exchange_case_init(&c);
	for (line = strtok_r(str_copy(&sc, (const char *)data, len), "\n",
	    &save); line != NULL; line = strtok_r(NULL, "\n", &save)) {
		enum err e = exchange_parse(&sc, line, strlen(line), &m, &at);

		check_refusal(e, at);
		if (e != E_OK || m.type == EXCHANGE_HELLO)
			continue;
		check_message(&sc, &m);
		check_put(&sc, &c, &m);
	}
	scope_end(&sc);
	return 0;
}
