/* What the files of this adapter share; see desk.h for what they promise. */
#ifndef HOOKS_RT_H
#define HOOKS_RT_H

#include "desk.h"

#include "base/shape.h"

/* A call of RT's REST2 with our token; `path` begins with a slash. */
struct call	rt_call(struct scope *, const struct desk_conf *,
		    const char *method, const char *path);

/* Fills in the thread's files, if our extension tells them. */
enum err	rt_files(const struct piece *doc, struct thread *) MUST_USE;
enum err	rt_file(struct scope *, const struct desk_conf *,
		    const char *ticket, const char *id, struct call *ret)
		    MUST_USE;
const char	*rt_file_link(struct scope *, const struct desk_conf *,
		    const char *ticket, const struct desk_file *);

void		rt_sweep(struct scope *, const struct desk_conf *,
		    const char *cursor, int64_t since, int64_t overlap_secs,
		    struct call *ret);
void		rt_open(struct scope *, const struct desk_conf *,
		    const char *cursor, struct call *ret);
enum err	rt_swept(struct scope *, const struct desk_conf *,
		    const struct reply *, struct changes *ret) MUST_USE;

enum err	rt_open_ticket(struct scope *, const struct desk_conf *,
		    const struct new_ticket *, struct call *ret) MUST_USE;
enum err	rt_opened(struct scope *, const struct reply *,
		    const char **ret_ticket) MUST_USE;
void		rt_search(struct scope *, const struct desk_conf *,
		    const char *mark, struct call *ret);
enum err	rt_found(struct scope *, const struct reply *,
		    const char *mark, const char **ret_ticket) MUST_USE;

#endif
