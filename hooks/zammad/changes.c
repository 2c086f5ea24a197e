/*
 * What changed, and which tickets are open: the search by conditions, which
 * asks Zammad's database, from the longest unchanged ticket on.
 *
 * A cursor is a ticket's updated_at: the next sweep asks from the overlap
 * before it. "+" before it says: from exactly there, for the next page. So
 * pages go on by time and not by number, because a ticket that is changed
 * meanwhile goes to the end and would move all others. Of more than PAGE
 * tickets changed in the same millisecond only PAGE are found.
 */
#include "zammad.h"

#include "base/clock.h"
#include "base/str.h"

#include <string.h>

enum { PAGE = 200, MAX_STAMP = 64 };

/* ISO 8601 with milliseconds. */
static const char *
time_text(struct scope *sc, int64_t ms)
{
	char text[CLOCK_TEXT];

	if (ms < 0)
		ms = 0;
	clock_text(ms, text);
	text[strlen(text) - 1] = '\0';		/* the Z */
	return str_fmt(sc, "%s.%03dZ", text, (int)(ms % SECOND));
}

/* The time that a cursor stands for; 0: it is none of ours. */
static int
read_cursor(const char *cursor, int64_t *ret)
{
	return cursor != NULL && str_int(cursor + (*cursor == '+'), ret) &&
	    *ret >= 0;
}

static struct call
search(struct scope *sc, const struct desk_conf *conf, const char *conditions,
    int64_t after)
{
	return zammad_call(sc, conf, "GET", str_fmt(sc,
	    "/tickets/search?condition%%5Bticket.updated_at%%5D%%5B"
	    "operator%%5D=after%%20%%28absolute%%29&"
	    "condition%%5Bticket.updated_at%%5D%%5Bvalue%%5D=%s%s"
	    "&sort_by=updated_at&order_by=asc&limit=%d&page=1&expand=true",
	    zammad_encode(sc, time_text(sc, after)), conditions, PAGE));
}

void
zammad_sweep(struct scope *sc, const struct desk_conf *conf,
    const char *cursor, int64_t since, int64_t overlap_secs,
    struct call *ret)
{
	int64_t after;

	if (!read_cursor(cursor, &after))
		after = since - overlap_secs * SECOND;
	else if (*cursor != '+')
		after -= overlap_secs * SECOND;
	*ret = search(sc, conf, "", after);
}

/*
 * States 4 to 6 are closed, merged and removed (db/seeds/ticket_states.rb).
 * Who made closed states of his own gets their tickets as well: read again,
 * they are closed cases.
 */
void
zammad_open(struct scope *sc, const struct desk_conf *conf,
    const char *cursor, struct call *ret)
{
	int64_t after;

	if (!read_cursor(cursor, &after))
		after = 0;
	*ret = search(sc, conf, "&condition%5Bticket.state_id%5D%5B"
	    "operator%5D=is%20not&condition%5Bticket.state_id%5D%5B"
	    "value%5D%5B%5D=4&condition%5Bticket.state_id%5D%5B"
	    "value%5D%5B%5D=5&condition%5Bticket.state_id%5D%5B"
	    "value%5D%5B%5D=6", after);
}

static enum err
read_change(struct scope *sc, const struct cJSON *j, struct poke *p,
    int64_t *ret_at)
{
	const char *stamp = json_text(j, "updated_at");
	enum err e = zammad_time(sc, j, "updated_at", ret_at);

	if (e != E_OK)
		return e;
	p->ticket = zammad_id(sc, j, "id");
	if (p->ticket == NULL || strlen(stamp) > MAX_STAMP)
		return scope_fail(sc, E_SHAPE, "a ticket that was found has "
		    "no id, or an updated_at of more than %d bytes",
		    MAX_STAMP);
	p->stamp = stamp;
	p->key = str_fmt(sc, "sweep-%s-%s", p->ticket, stamp);
	return E_OK;
}

static enum err
read_changes(struct scope *sc, const struct cJSON *list, struct changes *c)
{
	int64_t at = 0, first = 0;
	enum err e = E_OK;

	for (const struct cJSON *it = json_first(list);
	    e == E_OK && it != NULL; it = json_next(it)) {
		e = read_change(sc, it, &c->pokes[c->n], &at);
		if (c->n++ == 0)
			first = at;
	}
	if (e != E_OK || c->n == 0)
		return e;
	/* A next page begins with the last of this one, if it gets on. */
	c->next = str_fmt(sc, "%lld", (long long)at);
	if (c->n == PAGE)
		c->next = c->more = str_fmt(sc, "+%lld",
		    (long long)(at > first ? at - 1 : at));
	return E_OK;
}

enum err
zammad_swept(struct scope *sc, const struct desk_conf *conf,
    const struct reply *got, struct changes *ret)
{
	struct changes c = { 0 };
	const struct cJSON *j;
	int n = 0;
	enum err e;

	(void)conf;
	if ((e = desk_status(sc, got)) != E_OK ||
	    (e = json_parse(sc, got->body, got->len, ZAMMAD_DEPTH, &j))
	    != E_OK)
		return e;
	if (!json_is_array(j))
		return scope_fail(sc, E_SHAPE, "$ is no list of tickets");
	for (const struct cJSON *it = json_first(j); it != NULL;
	    it = json_next(it))
		n++;
	if (n > PAGE)
		return scope_fail(sc, E_LIMIT, "%d tickets on a page of %d", n,
		    PAGE);
	c.pokes = scope_alloc(sc, sizeof(*c.pokes) * (size_t)(n + 1));
	if ((e = read_changes(sc, j, &c)) != E_OK)
		return e;
	*ret = c;
	return E_OK;
}
