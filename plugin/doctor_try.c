/*
 * What only trying shows: a test ticket of our own, a note, a field and the
 * status on it, and whether the desk's hook comes back. What came of it is
 * read from the ticket again, as everywhere.
 */
#include "doctor.h"

#include "base/clock.h"
#include "base/str.h"
#include "texts.h"

#include <string.h>
#include <unistd.h>

enum { POLL_USEC = 100000 };

static enum err
reread(struct doctor *d)
{
	const struct desk *desk = d->desk->desk;
	struct reply got[MOST_ANSWERS];
	struct http_call a;
	struct call c = { 0 };
	int n = 0;

	while (n < MOST_ANSWERS && desk->read(d->sc, &d->at.conf,
	    d->at.ticket, got, n, &c)) {
		doctor_call(d, &c, d->desk->ca_file, &a);
		if (a.e != E_OK)
			return scope_fail(d->sc, a.e, "%s: %s", a.url, a.why);
		got[n++] = (struct reply){ a.status, a.reply, a.len };
	}
	return desk->thread(d->sc, &d->at.conf, d->at.ticket, got, n,
	    &d->at.thread);
}

static enum err
send(struct doctor *d, const struct call *c)
{
	struct http_call a;
	struct reply r;

	doctor_call(d, c, d->desk->ca_file, &a);
	if (a.e != E_OK)
		return scope_fail(d->sc, a.e, "%s: %s", a.url, a.why);
	r = (struct reply){ a.status, a.reply, a.len };
	d->at.said = str_copy(d->sc, r.body, str_utf8_cut(r.body, 120));
	return desk_status(d->sc, &r);
}

/* Gives an order for the test ticket and reads it again. */
static enum err
give(struct doctor *d, struct order *o)
{
	struct call c = { 0 };
	enum err e;

	o->ticket = d->at.ticket;
	if ((e = d->desk->desk->write(d->sc, &d->at.conf, o, &c)) != E_OK ||
	    (e = send(d, &c)) != E_OK)
		return e;
	return reread(d);
}

/* A desk may answer 200 to what it did not do; then it is quoted. */
static enum health
cannot(struct doctor *d, enum err e, const char *what)
{
	return doctor_fault(d, d->desk->desk->probe->mend[MEND_RIGHTS],
	    "%s on test ticket %s: %s%s", what, d->at.ticket,
	    e != E_OK ? "" : "it was not done; the desk said: ",
	    e != E_OK ? d->sc->why : d->at.said);
}

static const char *
test_queue(const struct doctor *d)
{
	return *d->desk->doctor_queue != '\0' ? d->desk->doctor_queue :
	    d->desk->default_queue;
}

static enum err
make_ticket(struct doctor *d)
{
	struct call c = { 0 };
	enum err e;

	d->desk->desk->probe->make(d->sc, &d->at.conf, test_queue(d), &c);
	if ((e = send(d, &c)) != E_OK)
		return e;
	d->at.ngot = 0;
	return doctor_about(d);
}

static enum health
try_ticket(struct doctor *d)
{
	const char *queue = test_queue(d);
	enum err e;

	if (d->no_write)
		return doctor_untried(d, "not tried: --no-write");
	if (d->desk->mode == MODE_OBSERVE && !d->write)
		return doctor_untried(d, "not tried: in mode observe only "
		    "with --write");
	if (*queue == '\0')
		return doctor_untried(d, "not tried: neither doctor_queue nor "
		    "default_queue is set");
	if (d->at.about.ticket == NULL && make_ticket(d) != E_OK)
		return doctor_fault(d, d->desk->desk->probe->mend[MEND_RIGHTS],
		    "no test ticket can be made in queue \"%s\": %s", queue,
		    d->sc->why);
	d->at.ticket = d->at.about.ticket;
	if (d->at.ticket == NULL)
		return doctor_fault(d, "See the log of the desk", "the desk "
		    "made a test ticket, but does not show it");
	if ((e = reread(d)) != E_OK)
		return cannot(d, e, "reading");
	return doctor_ok(d, "%s, \"%s\" in queue \"%s\"", d->at.ticket,
	    DESK_TEST_SUBJECT, d->at.thread.queue);
}

static int
has_note(const struct thread *th, const char *mark)
{
	for (int i = th->nevents - 1; i >= 0; i--)
		if (th->events[i].kind == EVENT_NOTE &&
		    th->events[i].by == AUTHOR_SELF &&
		    th->events[i].text != NULL &&
		    strstr(th->events[i].text, mark) != NULL)
			return 1;
	return 0;
}

static enum err
count_hooks(struct doctor *d, int64_t *ret)
{
	struct db_row row;
	enum err e = db_one(d->sc, d->db, STMT_DOCTOR_HOOKS, DB_ARGS(
	    db_text(d->desk->conf.name), db_text(d->at.ticket)), &row);

	*ret = e == E_OK ? db_num(&row, 0) : 0;
	return e;
}

static enum health
try_note(struct doctor *d)
{
	const char *mark = str_fmt(d->sc, "[%s]", d->at.nonce);
	struct order o = { .kind = ORDER_NOTE, .text = str_fmt(d->sc,
	    "%s %s", text_fill(d->sc, d->texts, d->desk->language,
	    "doctor.note", NULL), mark) };
	enum err e;

	/* Without a database nothing arrives, which others tell. */
	if (count_hooks(d, &d->at.hooks) != E_OK)
		d->at.hooks = 0;
	e = give(d, &o);
	if (e != E_OK || !has_note(&d->at.thread, mark))
		return cannot(d, e, "an internal note");
	return doctor_ok(d, "an internal note was written");
}

static const char *
field_of(const struct thread *th, const char *name)
{
	for (int i = 0; i < th->nfields; i++)
		if (str_same(th->fields[i].name, name))
			return th->fields[i].value == NULL ? "" :
			    th->fields[i].value;
	return NULL;
}

/* The field of Microsoft's number takes any text; it is emptied again. */
static enum health
try_field(struct doctor *d)
{
	const char *name = d->desk->field[DESK_NUMBER];
	const char *const values[] = { str_copy(d->sc, d->at.nonce, 12), "" };
	enum err e;

	if (*name == '\0')
		return doctor_untried(d, "not tried: fields.number is empty");
	for (int i = 0; i < LEN(values); i++) {
		struct desk_field f = { name, values[i] };
		struct order o = { .kind = ORDER_SET, .fields = &f,
		    .nfields = 1 };

		e = give(d, &o);
		if (e != E_OK || !str_same(values[i],
		    field_of(&d->at.thread, name)))
			return cannot(d, e, str_fmt(d->sc, "field \"%s\"",
			    name));
	}
	return doctor_ok(d, "\"%s\" was written and emptied", name);
}

/* No hook came: does its address lead to us at all, as seen from here? */
static enum health
no_hook(struct doctor *d, const char *mend)
{
	const char *url = d->at.about.hook_url;
	struct call c = { .method = "POST", .url = url, .body = "{}" };
	struct http_call a;

	if (url == NULL)
		return doctor_fault(d, mend, "no hook came within %lld s",
		    (long long)d->config.doctor.wait_secs);
	doctor_call(d, &c, d->config.doctor.ca_file, &a);
	if (a.e != E_OK)
		return doctor_fault(d, mend, "no hook came within %lld s; the "
		    "desk sends them to %s, where from here nobody answers: "
		    "%s", (long long)d->config.doctor.wait_secs, url, a.why);
	if (a.status != 401)
		return doctor_fault(d, mend, "no hook came within %lld s; the "
		    "desk sends them to %s, which answers %d and not as "
		    "cspdesk does", (long long)d->config.doctor.wait_secs,
		    url, a.status);
	return doctor_fault(d, mend, "no hook came within %lld s; %s answers "
	    "from here: see whether the desk's host reaches it and has "
	    "restarted since its extension was installed",
	    (long long)d->config.doctor.wait_secs, url);
}

/* The note of try_note() has gone out by now; its hook is due. */
static enum health
try_hook(struct doctor *d)
{
	int64_t until = clock_steady() +
	    d->config.doctor.wait_secs * SECOND, n;

	do {
		if (count_hooks(d, &n) != E_OK)
			return doctor_db_fault(d);
		if (n > d->at.hooks)
			return doctor_ok(d, "the note's hook came back");
		usleep(POLL_USEC);
	} while (clock_steady() < until);
	return no_hook(d, d->desk->desk->probe->mend[MEND_HOOK]);
}

/* Whatever it was, it is open, and then it is closed. */
static enum health
try_status(struct doctor *d)
{
	const char *const values[] = { d->desk->desk->probe->opened,
	    d->desk->closed_status };
	enum err e;

	for (int i = d->at.thread.is_closed ? 0 : 1; i < LEN(values); i++) {
		struct order o = { .kind = ORDER_SET, .status = values[i] };

		e = give(d, &o);
		if (e != E_OK || !str_same(d->at.thread.status, values[i]))
			return cannot(d, e, str_fmt(d->sc, "status \"%s\"",
			    values[i]));
	}
	return doctor_ok(d, "the test ticket is %s", d->at.thread.status);
}

const struct check doctor_trials[] = {
	{ "test ticket", try_ticket, { "user", "queues" }, 0 },
	{ "note", try_note, { "test ticket", "policy and texts" }, 0 },
	{ "field", try_field, { "test ticket", "fields" }, 0 },
	{ "hook arrives", try_hook, { "note", "hook",
	    "database write" }, 0 },
	{ "status", try_status, { "test ticket" }, 0 },
	{ NULL, NULL, { NULL }, 0 }
};
