/* What the files of this adapter share; see desk.h for what they promise. */
#ifndef HOOKS_ZAMMAD_H
#define HOOKS_ZAMMAD_H

#include "desk.h"

#include "base/json.h"

enum { ZAMMAD_DEPTH = 32, ZAMMAD_MAX_EVENTS = 5000 };

/* A call of the API with our token; `path` begins with a slash. */
struct call	zammad_call(struct scope *, const struct desk_conf *,
		    const char *method, const char *path);
/* A value for a query. */
const char	*zammad_encode(struct scope *, const char *);

/* Is it an id? 1 to 20 digits, of which the first is no 0. */
int		 zammad_is_id(const char *);
/* An id that came as a number or as a text; NULL: there is none. */
const char	*zammad_id(struct scope *, const struct cJSON *,
		    const char *path);
/* A text or a number as text; NULL: neither, or an empty text. */
const char	*zammad_text(struct scope *, const struct cJSON *,
		    const char *path);
/* "2026-03-02T09:15:03.990Z" with its milliseconds. E_SHAPE names `path`. */
enum err	 zammad_time(struct scope *, const struct cJSON *,
		    const char *path, int64_t *ret) MUST_USE;
/* The attribute of what people call "CSP class": csp_class. */
const char	*zammad_attribute(struct scope *, const char *name);
/* A member by its whole name; unlike json_at() it may be null. */
const struct cJSON *zammad_member(const struct cJSON *, const char *name);

/* The answers that make a thread, parsed. */
struct zammad_book {
	struct scope		*sc;
	const struct desk_conf	*conf;
	const char		*ticket;
	const struct cJSON	*all;		/* articles and assets */
	const struct cJSON	*history;
	const struct cJSON	*names;		/* the ticket, expanded */
	const struct cJSON	*state;		/* asked for, or NULL */
};

int		 zammad_read(struct scope *, const struct desk_conf *,
		    const char *ticket, const struct reply *got, int ngot,
		    struct call *ret);
enum err	 zammad_thread(struct scope *, const struct desk_conf *,
		    const char *ticket, const struct reply *got, int ngot,
		    struct thread *ret) MUST_USE;

/* Fills in the events; the rest of the thread is there already. */
enum err	 zammad_events(const struct zammad_book *, struct thread *)
		    MUST_USE;

/* The thread's files: attachments of its articles. */
enum err	 zammad_files(const struct zammad_book *, struct thread *)
		    MUST_USE;
enum err	 zammad_file(struct scope *, const struct desk_conf *,
		    const char *ticket, const char *id, struct call *ret)
		    MUST_USE;
const char	*zammad_file_link(struct scope *, const struct desk_conf *,
		    const char *ticket, const struct desk_file *);

/* Who the user with this id is; with NULL for `id`: nobody we know. */
enum author_kind zammad_author(const struct zammad_book *, const char *id);
struct person	 zammad_person(const struct zammad_book *, const char *id);

enum err	 zammad_write(struct scope *, const struct desk_conf *,
		    const struct order *, struct call *ret) MUST_USE;

void		 zammad_sweep(struct scope *, const struct desk_conf *,
		    const char *cursor, int64_t since, int64_t overlap_secs,
		    struct call *ret);
void		 zammad_open(struct scope *, const struct desk_conf *,
		    const char *cursor, struct call *ret);
enum err	 zammad_swept(struct scope *, const struct desk_conf *,
		    const struct reply *, struct changes *ret) MUST_USE;

enum err	zammad_open_ticket(struct scope *, const struct desk_conf *,
		    const struct new_ticket *, struct call *ret) MUST_USE;
enum err	zammad_opened(struct scope *, const struct reply *,
		    const char **ret_ticket) MUST_USE;
void		zammad_search(struct scope *, const struct desk_conf *,
		    const char *mark, struct call *ret);
enum err	zammad_found(struct scope *, const struct reply *,
		    const char *mark, const char **ret_ticket) MUST_USE;

#endif
