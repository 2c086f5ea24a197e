/*
 * One conversation with a service of Microsoft's, as tests/golden/README.md
 * describes it: a task, answers, and what the service's story makes of them.
 */
#ifndef TESTS_UNIT_TALK_H
#define TESTS_UNIT_TALK_H

#include "same.h"

#include "base/clock.h"
#include "microsoft/service.h"

struct talk_answer {
	struct api_reply reply;
	int		 is_lost;	/* the story is told again */
	const char	*text;		/* as it is written down */
};

struct talk {
	service_story		*story;
	const char		*head;	/* as it is written down */
	struct service_task	 task;
	struct service_contact	 contact;
	struct talk_answer	 answers[2 * SERVICE_CALLS];
	int			 nanswers;
};

enum talk_type { TALK_TEXT, TALK_TIME, TALK_FLAG };

static const struct {
	const char	*name;
	enum talk_type	 type;
	size_t		 offset;	/* in the whole talk */
} talk_members[] = {
#define TALK_TASK(name, type) { #name, type, offsetof(struct talk, task.name) }
#define TALK_CONTACT(name, type) { "contact." #name, type, \
	    offsetof(struct talk, contact.name) }
	TALK_TASK(customer, TALK_TEXT),
	TALK_TASK(subscription, TALK_TEXT),
	TALK_TASK(name, TALK_TEXT),
	TALK_TASK(number, TALK_TEXT),
	TALK_TASK(title, TALK_TEXT),
	TALK_TASK(text, TALK_TEXT),
	TALK_TASK(service, TALK_TEXT),
	TALK_TASK(problem, TALK_TEXT),
	TALK_TASK(resource, TALK_TEXT),
	TALK_TASK(began, TALK_TIME),
	TALK_TASK(is_24x7, TALK_FLAG),
	TALK_TASK(may_diagnose, TALK_FLAG),
	TALK_TASK(severity, TALK_TEXT),
	TALK_TASK(message, TALK_TEXT),
	TALK_TASK(subject, TALK_TEXT),
	TALK_TASK(sender, TALK_TEXT),
	TALK_TASK(file, TALK_TEXT),
	TALK_TASK(content, TALK_TEXT),
	TALK_TASK(wanted, TALK_TEXT),
	TALK_TASK(before, TALK_TEXT),
	TALK_TASK(after, TALK_TEXT),
	TALK_CONTACT(first_name, TALK_TEXT),
	TALK_CONTACT(last_name, TALK_TEXT),
	TALK_CONTACT(email, TALK_TEXT),
	TALK_CONTACT(phone, TALK_TEXT),
	TALK_CONTACT(more_emails, TALK_TEXT),
	TALK_CONTACT(by_phone, TALK_FLAG),
	TALK_CONTACT(time_zone, TALK_TEXT),
	TALK_CONTACT(country, TALK_TEXT),
	TALK_CONTACT(language, TALK_TEXT),
#undef TALK_TASK
#undef TALK_CONTACT
};

static inline service_story *
talk_story(const struct service *s, const char *name)
{
	const struct { const char *name; service_story *story; } stories[] = {
		{ "open", s->open }, { "read", s->read }, { "say", s->say },
		{ "change", s->change }, { "close", s->close },
		{ "file", s->file },
	};

	for (int i = 0; i < LEN(stories); i++)
		if (str_same(stories[i].name, name))
			return stories[i].story;
	return NULL;
}

/* "\n" in the file is a line's end. */
static inline char *
talk_value(const char *s)
{
	char *value = str_dup(&sc, s), *to = value;

	for (; *s != '\0'; s++)
		if (s[0] == '\\' && s[1] == 'n') {
			*to++ = '\n';
			s++;
		} else
			*to++ = *s;
	*to = '\0';
	return value;
}

static inline enum err
talk_set(struct talk *t, const char *name, const char *value)
{
	int64_t ms = 0;

	for (int i = 0; i < LEN(talk_members); i++) {
		char *at = (char *)t + talk_members[i].offset;

		if (!str_same(talk_members[i].name, name))
			continue;
		if (talk_members[i].type == TALK_TEXT)
			*(const char **)(void *)at = talk_value(value);
		else if (talk_members[i].type == TALK_FLAG)
			*(int *)(void *)at = str_same(value, "yes");
		else if (clock_parse(&sc, value, &ms) == E_OK)
			*(int64_t *)(void *)at = ms;
		else
			return E_SHAPE;
		return E_OK;
	}
	return scope_fail(&sc, E_SHAPE, "\"%s\" is nothing that a task has",
	    name);
}

/* Cuts the next line off; NULL: there is none. */
static inline char *
talk_line(const char **at)
{
	size_t n = strcspn(*at, "\n");
	char *line;

	if (**at == '\0')
		return NULL;
	line = str_copy(&sc, *at, n);
	*at += n + ((*at)[n] == '\n');
	return line;
}

static inline int
talk_is_mark(const char *s)
{
	return (*s == '>' || *s == '<' || *s == '=' || *s == '!') &&
	    s[1] == ' ';
}

static inline enum err
talk_head(struct talk *t, const struct service *s, const char **at)
{
	enum err e = E_OK;
	char *line;

	while (e == E_OK && !talk_is_mark(*at) &&
	    (line = talk_line(at)) != NULL) {
		size_t n = strcspn(line, " ");

		if (*line == '#' || *line == '\0')
			continue;
		if (t->story == NULL) {
			if ((t->story = talk_story(s, line)) == NULL)
				e = scope_fail(&sc, E_SHAPE, "it has no "
				    "story \"%s\"", line);
			continue;
		}
		e = talk_set(t, str_copy(&sc, line, n),
		    line + n + (line[n] == ' '));
	}
	return e;
}

/* "202", "location URL", "retry MS", each on a line of its own. */
static inline void
talk_answer_head(struct talk_answer *a, const char *line)
{
	int64_t n = 0;

	if (strncmp(line, "location ", 9) == 0)
		a->reply.location = str_dup(&sc, line + 9);
	else if (strncmp(line, "retry ", 6) == 0 && str_int(line + 6, &n))
		a->reply.retry_ms = n;
	else if (str_int(line, &n))
		a->reply.status = (int)n;
}

static inline void
talk_answer(struct talk *t, const char **at)
{
	struct talk_answer *a = &t->answers[t->nanswers++];
	const char *begin = *at, *body;

	if (**at == '!') {
		a->is_lost = 1;
		talk_line(at);
		a->text = str_copy(&sc, begin, (size_t)(*at - begin));
		return;
	}
	do
		talk_answer_head(a, talk_line(at) + 2);
	while (**at == '<' && (*at)[1] == ' ' &&
	    ((*at)[2] < '0' || (*at)[2] > '9'));
	body = *at;
	while (!talk_is_mark(*at) && talk_line(at) != NULL)
		continue;
	a->reply.len = (size_t)(*at - body);
	if (a->reply.len > 0 && body[a->reply.len - 1] == '\n')
		a->reply.len--;
	a->reply.body = str_copy(&sc, body, a->reply.len);
	a->text = str_copy(&sc, begin, (size_t)(*at - begin));
}

/* E_SHAPE: it is none. What is expected in it is not kept. */
static inline enum err
talk_read(const struct service *s, const char *text,
    struct talk *ret)
{
	const char *at = text;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	ret->task.contact = &ret->contact;
	if ((e = talk_head(ret, s, &at)) != E_OK)
		return e;
	ret->head = str_copy(&sc, text, (size_t)(at - text));
	if (ret->task.content != NULL)
		ret->task.content_len = strlen(ret->task.content);
	while (*at != '\0')
		if (*at != '<' && *at != '!')
			talk_line( &at);
		else if (ret->nanswers == LEN(ret->answers))
			return scope_fail(&sc, E_SHAPE, "too many answers");
		else
			talk_answer(ret, &at);
	return ret->story != NULL ? E_OK : scope_fail(&sc, E_SHAPE,
	    "no story's name in its first line");
}

static inline void
talk_call(struct buf *b, const struct service_step *s)
{
	static const char *const apis[API__MAX] = {
		[API_ARM] = "arm", [API_PARTNER_CENTER] = "partner-center",
		[API_GRAPH] = "graph",
	};
	const struct api_call *c = &s->call;

	buf_fmt(b, "> %s %s %s\n", c->method, apis[c->api], c->url);
	buf_fmt(b, "> as %s for %s%s\n", c->as == AS_APP ? "app" : "user",
	    c->tenant == NULL ? "our tenant" : c->tenant,
	    c->is_auxiliary ? ", and our tenant's token" : "");
	if (s->wait_ms != 0)
		buf_fmt(b, "> after %lld\n", (long long)s->wait_ms);
	for (int i = 0; i < c->nheaders; i++)
		buf_fmt(b, "> %s: %s\n", c->header[i].name,
		    c->header[i].value);
	if (c->keep_ms != 0)
		buf_fmt(b, "> its answer keeps %lld\n",
		    (long long)c->keep_ms);
	if (c->body != NULL)
		buf_fmt(b, "> %s\n", c->body);
}

static inline void
talk_text(struct buf *b, const char *name, const char *text)
{
	if (text == NULL)
		return;
	buf_fmt(b, "= %s ", name);
	for (; *text != '\0'; text++)
		if (*text == '\n')
			buf_puts(b, "\\n");
		else
			buf_add(b, text, 1);
	buf_puts(b, "\n");
}

static inline void
talk_time(struct buf *b, const char *name, int64_t ms)
{
	char text[CLOCK_TEXT];

	if (ms == 0)
		return;
	clock_text(ms, text);
	buf_fmt(b, "= %s %s\n", name, text);
}

static inline void
talk_case(struct buf *b, const struct service_case *c)
{
	static const char *const statuses[SERVICE__MAX] = {
		[SERVICE_UNKNOWN] = "unknown", [SERVICE_OPEN] = "open",
		[SERVICE_ATTENTION] = "attention",
		[SERVICE_CLOSED] = "closed",
	};

	talk_text(b, "number", c->number);
	buf_fmt(b, "= status %s\n", statuses[c->status]);
	talk_text(b, "status_word", c->status_word);
	talk_text(b, "severity", c->severity);
	talk_text(b, "title", c->title);
	talk_text(b, "engineer", c->engineer);
	talk_time(b, "created", c->created);
	talk_time(b, "modified", c->modified);
	talk_time(b, "closed", c->closed);
	for (int i = 0; i < c->nmessages; i++) {
		const struct service_message *m = &c->messages[i];

		buf_fmt(b, "= %s %s%s\n", m->is_ours ? "ours" : "theirs",
		    m->id == NULL ? "-" : m->id, m->is_html ? " html" : "");
		talk_time(b, "  at", m->at);
		talk_text(b, "  by", m->by);
		talk_text(b, "  subject", m->subject);
		talk_text(b, "  text", m->text);
	}
}

static inline void
talk_outcome(struct buf *b, enum err e,
    const struct service_step *s)
{
	if (e != E_OK)
		buf_fmt(b, "= %s: %s\n", err_info[e].name, sc.why);
	if (s->refused != NULL)
		talk_text(b, "refused:", s->refused);
	if (s->is_pending)
		buf_fmt(b, "= pending\n");
	if (e != E_OK && s->wait_ms != 0)
		buf_fmt(b, "= wait %lld\n", (long long)s->wait_ms);
	if (s->image != NULL) {
		talk_text(b, "image", s->image);
		talk_text(b, "lost", s->lost);
		talk_text(b, "why", s->lost_why);
	} else if (e == E_OK && s->refused == NULL) {
		talk_case(b, &s->found);
	}
}

/* The talk as it should be written down. */
static inline const char *
talk_run(struct talk *t)
{
	struct api_reply got[SERVICE_CALLS + 1];
	struct service_step step;
	struct buf b;
	enum err e;

	buf_init(&b, &sc, 1 << 20);
	buf_puts(&b, t->head);
	t->task.got = got;
	t->task.ngot = 0;
	for (int i = 0;; i++) {
		memset(&step, 0, sizeof(step));
		e = t->story(&sc, &t->task, &step);
		if (e != E_OK || step.call.method == NULL)
			break;
		talk_call(&b, &step);
		if (i == t->nanswers || t->task.ngot > SERVICE_CALLS) {
			buf_puts(&b, "= unanswered\n");
			return b.at;
		}
		buf_puts(&b, t->answers[i].text);
		if (t->answers[i].is_lost)
			t->task.ngot = 0;
		else
			got[t->task.ngot++] = t->answers[i].reply;
	}
	talk_outcome(&b, e, &step);
	return b.at;
}

/* The telling that gets answer `at`, with `fault` in its place. */
static inline enum err
talk_step(struct talk *t, int at, const struct api_reply *fault,
    struct service_step *ret)
{
	struct api_reply got[2 * SERVICE_CALLS];

	t->task.got = got;
	t->task.ngot = 0;
	for (int i = 0; i < at; i++)
		if (t->answers[i].is_lost)
			t->task.ngot = 0;
		else
			got[t->task.ngot++] = t->answers[i].reply;
	got[t->task.ngot++] = *fault;
	memset(ret, 0, sizeof(*ret));
	return t->story(&sc, &t->task, ret);
}

#endif
