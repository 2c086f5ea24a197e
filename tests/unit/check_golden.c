/*
 * What desks send reads as it is written down beside it, for every adapter:
 *
 *	hooks/DESK/golden/NAME.event.http	a hook, see events.expect
 *	hooks/DESK/golden/NAME.thread.json	the first answer to a re-read,
 *	.../NAME.thread-2.json			and those that follow it
 *	hooks/DESK/golden/changes.json		the answer to a sweep
 *
 * A case without its .expect fails, and so does one that reads differently;
 * the message shows what was read. GOLDEN=write writes them down.
 */
#include "same.h"

#include "base/clock.h"
#include "base/json.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_FILE = 1 << 20, MAX_TEXT = 1 << 16, MOST_ANSWERS = 8 };

static const char *const fields[] = { "CSP class", "CSP Microsoft number" };
static const struct desk_conf conf = {
	"desk", "https://desk.example", "cspdesk", "1-28-00ff", fields,
	LEN(fields)
};

/* The adapter under test, and its folder. */
static const struct desk *desk;
static const char *folder;

static const char *const kinds[EVENT__MAX] = {
	[EVENT_CREATED] = "created", [EVENT_MESSAGE] = "message",
	[EVENT_NOTE] = "note", [EVENT_UPDATED] = "updated",
	[EVENT_CLOSED] = "closed", [EVENT_MERGED] = "merged",
	[EVENT_DELETED] = "deleted",
};
static const char *const authors[] = {
	[AUTHOR_UNKNOWN] = "unknown", [AUTHOR_CUSTOMER] = "customer",
	[AUTHOR_AGENT] = "agent", [AUTHOR_SYSTEM] = "system",
	[AUTHOR_SELF] = "self",
};
static const char *const vias[] = {
	[VIA_UNKNOWN] = "-", [VIA_UI] = "ui", [VIA_API] = "api",
	[VIA_MAIL] = "mail",
};

static const char *
or_dash(const char *s)
{
	return s == NULL ? "-" : s;
}

static void
print_time(struct buf *b, const char *name, int64_t ms)
{
	char text[CLOCK_TEXT];

	clock_text(ms, text);
	buf_fmt(b, "%s %s\n", name, text);
}

/* A text on one line. */
static void
print_text(struct buf *b, const char *name, const char *text)
{
	if (text == NULL)
		return;
	buf_fmt(b, "    %s%s", name, *text == '\0' ? "" : " ");
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			buf_puts(b, "\\n");
		else
			buf_add(b, text, 1);
	}
	buf_puts(b, "\n");
}

static void
print_event(struct buf *b, const struct event *ev)
{
	char at[CLOCK_TEXT];

	clock_text(ev->at, at);
	buf_fmt(b, "%s %s %s by %s %s %s %s via %s%s%s\n", at, ev->id,
	    kinds[ev->kind], authors[ev->by], or_dash(ev->author.id),
	    or_dash(ev->author.login),
	    or_dash(ev->author.email), vias[ev->via],
	    ev->is_html ? " html" : "", ev->is_cut ? " cut" : "");
	if (ev->field != NULL)
		buf_fmt(b, "    %s: %s to %s\n", ev->field, or_dash(ev->was),
		    or_dash(ev->is));
	print_text(b, "automatic", ev->automatic);
	print_text(b, "text", ev->text);
}

static void
print_file(struct buf *b, const char *ticket, const struct desk_file *f)
{
	struct call c;

	same_outcome(f->id, desk->file(&sc, &conf, ticket, f->id, &c), E_OK,
	    "");
	buf_fmt(b, "file %s of %s %s, %s, %lld bytes\n    %s %s\n    %s\n",
	    f->id, or_dash(f->message), f->name, or_dash(f->type),
	    (long long)f->bytes, c.method, c.url,
	    or_dash(desk->file_link(&sc, &conf, ticket, f)));
}

static void
print_thread(struct buf *b, const struct thread *t)
{
	const struct person *p = &t->requestor;

	buf_fmt(b, "ticket %s of %s\nsubject %s\nqueue %s\nstatus %s, %s\n",
	    t->ticket, or_dash(t->version), or_dash(t->subject), t->queue,
	    t->status, t->is_closed ? "closed" : "not closed");
	buf_fmt(b, "priority %s\nowner %s\nmerged into %s\n", t->priority,
	    or_dash(t->owner), or_dash(t->merged_into));
	print_time(b, "created", t->created);
	buf_fmt(b, "requestor %s %s %s, %s, %s, %s\n", or_dash(p->id),
	    or_dash(p->login), or_dash(p->email), or_dash(p->name),
	    or_dash(p->organisation), or_dash(p->language));
	for (int i = 0; i < t->nfields; i++)
		print_text(b, t->fields[i].name, t->fields[i].value);
	for (int i = 0; i < t->nlinks; i++)
		buf_fmt(b, "refers to %s\n", t->links[i]);
	ck_assert(t->nfiles == 0 || t->tells_files);
	for (int i = 0; i < t->nfiles; i++)
		print_file(b, t->ticket, &t->files[i]);
	for (int i = 0; i < t->nevents; i++)
		print_event(b, &t->events[i]);
}

static char *
read_file(const char *path, size_t *ret_len)
{
	char *text = NULL;
	enum err e = str_file(&sc, path, MAX_FILE, &text, ret_len);

	ck_assert_msg(e == E_OK, "%s", sc.why);
	return text;
}

static void
write_down(const char *path, const struct buf *got)
{
	FILE *f = fopen(path, "we");

	ck_assert_msg(f != NULL && fwrite(got->at, 1, got->len, f) == got->len
	    && fclose(f) == 0, "cannot write %s", path);
}

static void
as_written(const char *path, const char *end, const struct buf *got)
{
	path = str_fmt(&sc, "%.*s.expect", (int)(strlen(path) - strlen(end)),
	    path);
	if (str_same(getenv("GOLDEN"), "write"))
		write_down(path, got);
	same_text(path, got->at, read_file(path, NULL));
}

/* The ticket that the answer is about: its own word for it. */
static const char *
ticket_of(const struct reply *got)
{
	const struct cJSON *j = NULL;
	const char *id;

	ck_assert(json_parse(&sc, got->body, got->len, 32, &j) == E_OK);
	id = json_text(j, "ticket.id");
	return id != NULL ? id : str_fmt(&sc, "%lld",
	    (long long)json_int(j, "ticket_id", 0));
}

/* "NAME.thread.json" is followed by "NAME.thread-2.json". */
static const char *
answer_path(const char *path, int n)
{
	size_t len = strlen(path) - strlen(".json");

	return n == 1 ? path : str_fmt(&sc, "%.*s-%d.json", (int)len, path, n);
}

static void
thread_case(struct buf *b, const char *path)
{
	struct reply got[MOST_ANSWERS] = { { 200, NULL, 0 } };
	const char *ticket;
	struct thread t;
	struct call c;
	int n = 1;

	got[0].body = read_file(path, &got[0].len);
	ticket = ticket_of(&got[0]);
	for (; n < MOST_ANSWERS && desk->read(&sc, &conf, ticket, got, n, &c);
	    n++) {
		got[n].status = 200;
		got[n].body = read_file(answer_path(path, n + 1),
		    &got[n].len);
	}
	same_outcome(path, desk->thread(&sc, &conf, ticket, got, n, &t), E_OK,
	    "");
	print_thread(b, &t);
	as_written(path, ".thread.json", b);
	b->len = 0;
}

/* The head's id, by the header that the adapter names, and the body. */
static void
event_case(struct buf *b, const char *path)
{
	char *head = read_file(path, NULL), *body = strstr(head, "\r\n\r\n");
	const char *name = str_fmt(&sc, "\r\n%s: ", desk->proof->id);
	char *id = strstr(head, name);
	struct proven pv = { 0 };
	struct poke p;

	ck_assert_msg(body != NULL && id != NULL && id < body, "%s", path);
	id += strlen(name);
	id[strcspn(id, "\r")] = '\0';
	pv = (struct proven){ id, body + 4, strlen(body + 4) };
	same_outcome(path, desk->poke(&sc, &pv, &p), E_OK, "");
	buf_fmt(b, "%s ticket %s key %s\n", path + strlen(folder), p.ticket,
	    p.key);
}

static void
each(const char *pattern, void (*run)(struct buf *, const char *),
    struct buf *b)
{
	glob_t g = { 0 };

	ck_assert_msg(glob(pattern, 0, NULL, &g) == 0, "no %s: run from the "
	    "project's top", pattern);
	for (size_t i = 0; i < g.gl_pathc; i++)
		run(b, g.gl_pathv[i]);
	globfree(&g);
}

static void
choose(int i)
{
	desk = desks[i];
	folder = str_fmt(&sc, "hooks/%s/golden/", desk->kind);
}

START_TEST(threads)
{
	struct buf b;

	choose(_i);
	buf_init(&b, &sc, MAX_TEXT);
	each(str_fmt(&sc, "%s*.thread.json", folder), thread_case, &b);
}
END_TEST

START_TEST(events)
{
	struct buf b;

	choose(_i);
	buf_init(&b, &sc, MAX_TEXT);
	each(str_fmt(&sc, "%s*.event.http", folder), event_case, &b);
	as_written(str_fmt(&sc, "%sevents", folder), "", &b);
}
END_TEST

START_TEST(changes)
{
	struct reply got = { 200, NULL, 0 };
	const char *path;
	struct changes c;
	struct buf b;

	choose(_i);
	path = str_fmt(&sc, "%schanges.json", folder);
	got.body = read_file(path, &got.len);
	same_outcome(path, desk->swept(&sc, &conf, &got, &c), E_OK, "");
	buf_init(&b, &sc, MAX_TEXT);
	buf_fmt(&b, "next %s more %s\n", or_dash(c.next), or_dash(c.more));
	for (int i = 0; i < c.n; i++)
		buf_fmt(&b, "ticket %s key %s%s%s\n", c.pokes[i].ticket,
		    c.pokes[i].key, c.pokes[i].stamp == NULL ? "" : " stamp ",
		    c.pokes[i].stamp == NULL ? "" : c.pokes[i].stamp);
	as_written(path, ".json", &b);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("golden");
	int n = 0;

	while (desks[n] != NULL)
		n++;
	tcase_add_loop_test(t, threads, 0, n);
	tcase_add_loop_test(t, events, 0, n);
	tcase_add_loop_test(t, changes, 0, n);
	return run_case("golden", t);
}
