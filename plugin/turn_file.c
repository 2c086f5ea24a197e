/*
 * /csp attach: which files of the ticket go along, and what became of them.
 * Nothing leaves the desk that an agent with the right to escalate has not
 * named; `cspdesk work` fetches what is named, and puts it into the ticket
 * that is open at Microsoft, or tells of it for the packet.
 */
#include "turn_do.h"

#include "attached.h"
#include "base/str.h"
#include "outside.h"
#include "packet.h"

#include <string.h>
#include <strings.h>

enum { LIST_BYTES = 4000, SHOWN = 20 };

/* That a deed is about. */
struct files {
	struct case_file	*at;
	int			 n;
};

static struct files
room_for(const struct turn *t, int most)
{
	return (struct files){ scope_alloc(t->sc, sizeof(struct case_file) *
	    (size_t)(most + 1)), 0 };
}

static struct list
as_list(const struct files *f)
{
	return (struct list){ .n = f->n, .at = f->at };
}

static const char *
say(const struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

/* Whoever named it: its name in a note of ours is no command or marker. */
static const char *
shown(const struct turn *t, const char *name)
{
	char *s = str_dup(t->sc, packet_calm(t->sc, name));

	for (char *c = s; *c != '\0'; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	return s;
}

static int
can_read(const struct turn *t)
{
	return t->thread->tells_files && t->desk->desk->file != NULL;
}

static const struct case_file *
named(const struct turn *t, const char *id)
{
	const struct case_file *f = t->state.files.at;

	for (int i = 0; i < t->state.files.n; i++)
		if (str_same(f[i].id, id))
			return &f[i];
	return NULL;
}

/*
 * Was it there when the agent wrote his note? What a customer sends later
 * under the same name is not what the agent has seen.
 */
static int
was_there(const struct errand *r, const struct desk_file *f)
{
	const struct thread *th = r->t->thread;
	int is_past = 0;

	for (int i = 0; i < th->nevents; i++) {
		if (is_past && str_same(th->events[i].id, f->message))
			return 0;
		is_past |= str_same(th->events[i].id, r->ev->id);
	}
	return 1;
}

/* The newest of that name; `ret_n`: how many have it. */
static const struct desk_file *
find(const struct errand *r, const char *name, int *ret_n)
{
	const struct thread *th = r->t->thread;
	const struct desk_file *found = NULL;

	*ret_n = 0;
	for (int i = 0; i < th->nfiles; i++)
		if (strcasecmp(th->files[i].name, name) == 0 &&
		    was_there(r, &th->files[i])) {
			found = &th->files[i];
			(*ret_n)++;
		}
	return found;
}

/* Empty: there are none. */
static const char *
names(const struct errand *r)
{
	const struct thread *th = r->t->thread;
	struct buf b;
	int n = 0;

	buf_init(&b, r->t->sc, LIST_BYTES);
	for (int i = 0; i < th->nfiles && n <= SHOWN; i++) {
		if (!was_there(r, &th->files[i]))
			continue;
		if (n++ < SHOWN)
			buf_fmt(&b, "%s\"%s\"", n == 1 ? "" : ", ",
			    shown(r->t, th->files[i].name));
	}
	if (n > SHOWN)
		buf_puts(&b, " ...");
	return b.at;
}

/* In the case as it is after this: in the place of what it was, or last. */
static void
keep(struct turn *t, const struct case_file *f)
{
	struct files all = room_for(t, t->state.files.n);
	int i = 0;

	all.n = t->state.files.n;
	if (all.n > 0)
		memcpy(all.at, t->state.files.at, sizeof(*f) * (size_t)all.n);
	while (i < all.n && !str_same(all.at[i].id, f->id))
		i++;
	all.at[i] = *f;
	all.n += i == all.n;
	t->state.files = as_list(&all);
}

/* The escalation whose ticket takes files now; 0: none. */
static int64_t
open_there(const struct turn *t)
{
	return turn_file_way(t) == FILES_NOW ? t->state.outside->escalation :
	    0;
}

static void
take(struct errand *r, const struct desk_file *found, struct files *ret)
{
	static const char *const keys[] = { [FILES_BY_HAND] = "attach.by-hand",
	    [FILES_LATER] = "attach.later", [FILES_NOW] = "attach.now" };
	struct turn *t = r->t;
	const char *name = shown(t, found->name);
	int is_secret = attached_is_secret(found->name);
	struct case_file *f = &ret->at[ret->n++];

	*f = (struct case_file){ .case_id = t->state.row.id, .id = found->id,
	    .name = str_copy(t->sc, found->name, str_utf8_cut(found->name,
	    FILE_NAME_MOST)), .type = found->type == NULL ? NULL :
	    str_copy(t->sc, found->type, str_utf8_cut(found->type,
	    FILE_TYPE_MOST)), .bytes = -1, .agent = r->by->agent,
	    .by = r->by->name, .named_at = t->sc->now, .due_at = t->sc->now,
	    .escalation = is_secret ? 0 : open_there(t), .is_told = 1 };
	keep(t, f);
	if (is_secret) {
		answer(r, "attach.secret", PAIRS("name", name));
		return;
	}
	if (!turn_is_shared(t) || t->state.exchange->ours == SIDE_PROVIDER)
		answer(r, keys[turn_file_way(t)], PAIRS("name", name));
	if (turn_is_shared(t))
		answer(r, "exchange.file-goes", PAIRS("name", name));
}

static int
count(const struct turn *t)
{
	const struct case_file *f = t->state.files.at;
	int n = 0;

	for (int i = 0; i < t->state.files.n; i++)
		n += f[i].state != FILE_FAILED;
	return n;
}

/* NULL: it may go; else what the agent is told. */
static const char *
fault(const struct turn *t, const struct desk_file *f)
{
	const struct case_file *was = named(t, f->id);
	const char *why = attached_fault(&t->microsoft->files, f->name,
	    f->type, f->bytes, was != NULL ? 0 : count(t));

	if (why != NULL)
		return str_fmt(t->sc, "attach.%s", why);
	if (was == NULL || was->escalation == 0)
		return NULL;
	if (was->escalation == open_there(t) && was->state == FILE_SENT)
		return "attach.there";
	return was->due_at != 0 ? "attach.on-its-way" : NULL;
}

static void
attach(struct errand *r, const char *name, struct files *ret)
{
	struct turn *t = r->t;
	const struct attached_limits *l = &t->microsoft->files;
	int n;
	const struct desk_file *f = find(r, name, &n);
	const char *why, *all = names(r);

	if (f == NULL) {
		answer(r, *all == '\0' ? "attach.none" : "attach.unknown",
		    PAIRS("name", shown(t, name), "names", all));
		return;
	}
	if (n > 1)
		answer(r, "attach.newest", PAIRS("name", shown(t, f->name)));
	if ((why = fault(t, f)) == NULL)
		take(r, f, ret);
	else
		answer(r, why, PAIRS("name", shown(t, f->name), "bytes",
		    str_fmt(t->sc, "%lld", (long long)l->max_bytes),
		    "number", str_fmt(t->sc, "%lld",
		    (long long)l->per_case)));
}

/* A word, or what stands between quotes; moves on behind it. */
static const char *
next_name(struct scope *sc, const char **at)
{
	const char *s = *at + strspn(*at, " \t");
	int is_quoted = *s == '"';
	size_t n;

	s += is_quoted;
	n = strcspn(s, is_quoted ? "\"" : " \t");
	*at = s + n + (is_quoted && s[n] == '"');
	return n == 0 ? NULL : str_copy(sc, s, n);
}

/* All of it may be one name with blanks that nobody quoted. */
static void
attach_all(struct errand *r, struct files *ret)
{
	const char *at = r->c->text, *name;
	int n;

	*ret = room_for(r->t, (int)strlen(at));
	if (find(r, at, &n) != NULL) {
		attach(r, at, ret);
		return;
	}
	while (*(at += strspn(at, " \t")) != '\0')
		if ((name = next_name(r->t->sc, &at)) != NULL)
			attach(r, name, ret);
}

static void
file_deed(struct turn *t, const struct event *ev, const char *what,
    const struct files *files)
{
	struct deed *d = deed_add(t, DEED_FILES, ev);

	d->name = what;
	d->files = as_list(files);
}

/* What is on its way, or there, stays. */
static void
drop_all(struct errand *r)
{
	struct turn *t = r->t;
	const struct case_file *f = t->state.files.at;
	struct files left = room_for(t, t->state.files.n);

	for (int i = 0; i < t->state.files.n; i++)
		if (f[i].escalation != 0)
			left.at[left.n++] = f[i];
	t->state.files = as_list(&left);
	file_deed(t, r->ev, "drop", &(struct files){ NULL, 0 });
	answer(r, "attach.dropped", NULL);
}

void
do_attach(struct errand *r)
{
	struct files files = { NULL, 0 };

	if (!r->by->may_escalate) {
		answer(r, "attach.may-not", NULL);
	} else if (str_same(r->c->text, "-")) {
		drop_all(r);
	} else if (!can_read(r->t)) {
		answer(r, "attach.cannot", NULL);
	} else {
		attach_all(r, &files);
		if (files.n > 0)
			file_deed(r->t, r->ev, "put", &files);
	}
}

void
turn_send_files(struct turn *t, const struct event *ev)
{
	int64_t there = open_there(t);
	const struct list all = t->state.files;
	const struct case_file *f = all.at;
	struct files files = room_for(t, all.n);

	for (int i = 0; there != 0 && i < all.n; i++) {
		struct case_file *to = &files.at[files.n];

		if (f[i].escalation == there || attached_is_secret(f[i].name))
			continue;
		*to = f[i];
		to->escalation = there;
		to->due_at = t->sc->now;
		keep(t, to);
		files.n++;
	}
	if (files.n > 0)
		file_deed(t, ev, "put", &files);
}

void
turn_share_files(struct turn *t, const struct event *ev)
{
	const struct list all = t->state.files;
	const struct case_file *f = all.at;
	struct files files = room_for(t, all.n);

	for (int i = 0; i < all.n; i++) {
		struct case_file *to = &files.at[files.n];

		if (f[i].escalation != 0 || f[i].due_at != 0 ||
		    attached_is_secret(f[i].name))
			continue;
		*to = f[i];
		to->due_at = t->sc->now;
		keep(t, to);
		files.n++;
	}
	if (files.n > 0)
		file_deed(t, ev, "put", &files);
}

static const char *
link_of(const struct turn *t, const struct case_file *f)
{
	const struct desk_file there = { .id = f->id, .name = f->name };
	const struct desk *d = t->desk->desk;
	const char *url = d->file_link == NULL ? NULL : d->file_link(t->sc,
	    &t->desk->conf, t->thread->ticket, &there);

	return url == NULL ? "-" : url;
}

static const char *
bytes_of(const struct turn *t, const struct case_file *f)
{
	return str_fmt(t->sc, "%lld", (long long)f->bytes);
}

/* For the agent what is told in the packet already is no news. */
void
turn_file_news(struct turn *t, const struct event *ev)
{
	const struct case_file *f = named(t, ev->is);
	const char *const *pairs;
	int is_told;

	if (f == NULL)
		return;
	is_told = turn_is_shared(t) && f->digest != NULL &&
	    f->state != FILE_FAILED && !attached_is_secret(f->name);
	pairs = PAIRS("name", shown(t, f->name), "bytes", bytes_of(t, f),
	    "digest", f->digest == NULL ? "-" : f->digest, "url",
	    link_of(t, f), "why", f->why == NULL ? "" :
	    packet_calm(t->sc, f->why));
	if (f->state == FILE_SENT)
		deed_note(t, ev, say(t, "attach.sent", pairs));
	else if (f->state == FILE_FAILED)
		deed_note(t, ev, say(t, "attach.failed", pairs));
	else if (f->state == FILE_READ && is_told)
		deed_note(t, ev, say(t, "exchange.file-told", pairs));
	else if (f->state == FILE_READ && !turn_is_shared(t) &&
	    turn_file_way(t) == FILES_BY_HAND)
		deed_note(t, ev, say(t, "attach.read", pairs));
	if (is_told)
		turn_exchange_file(t, ev, f, shown(t, f->name), link_of(t,
		    f));
}

const char *
turn_packet_files(const struct turn *t)
{
	const struct case_file *f = t->state.files.at;
	struct buf b;

	buf_init(&b, t->sc, LIST_BYTES * 2);
	for (int i = 0; i < t->state.files.n; i++) {
		buf_fmt(&b, "- %s", shown(t, f[i].name));
		if (f[i].digest != NULL)
			buf_fmt(&b, ", %s bytes, SHA-256 %s",
			    bytes_of(t, &f[i]), f[i].digest);
		buf_fmt(&b, "\n  %s\n", link_of(t, &f[i]));
	}
	return b.len == 0 ? NULL : str_trim(b.at);
}

void
turn_put_files(const struct turn *t, struct buf *b)
{
	const struct case_file *f = t->state.files.at;

	for (int i = 0; i < t->state.files.n; i++)
		if (attached_is_secret(f[i].name))
			buf_fmt(b, "- %s\n", say(t, "attach.looks-secret",
			    PAIRS("name", shown(t, f[i].name))));
	if (t->state.files.n > 0)
		buf_fmt(b, "%s\n", say(t, "attach.unseen", NULL));
}
