/*
 * JSON in and out; the only file that includes cJSON.
 *
 * Reading is strict before it is lenient: the bytes must be UTF-8 without
 * NUL, no deeper than asked, and one value only. Writing goes member by
 * member in the caller's order, without spaces, so that the same calls give
 * the same bytes.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/scope.h"
#include "base/str.h"

struct cJSON;

/* E_LIMIT: too deep. E_SHAPE: not JSON, says at which byte. */
enum err json_parse(struct scope *, const char *, size_t len, int max_depth,
	    const struct cJSON **ret) MUST_USE;

/*
 * Members by path ("ticket.id"). Absent, null and another type all answer
 * NULL (or the default), so a reader says only what it needs.
 */
const struct cJSON	*json_at(const struct cJSON *, const char *path);
const char	*json_text(const struct cJSON *, const char *path);
int		 json_true(const struct cJSON *, const char *path);
int64_t		 json_int(const struct cJSON *, const char *path, int64_t none);

/* Walks arrays and objects: for (it = json_first(a); it; it = json_next(it)) */
const struct cJSON	*json_first(const struct cJSON *);
const struct cJSON	*json_next(const struct cJSON *);
const char	*json_name(const struct cJSON *);	/* or NULL */
const char	*json_value(const struct cJSON *);	/* its text, or NULL */
int		 json_is_object(const struct cJSON *);
int		 json_is_array(const struct cJSON *);

/* What an item is; tells null from another type, unlike the readers above. */
enum json_kind {
	JSON_NULL, JSON_FLAG, JSON_NUMBER, JSON_TEXT, JSON_LIST, JSON_OBJECT
};
enum json_kind	 json_kind(const struct cJSON *);
/*
 * Refuses what the parser forgives: a byte order mark, raw control
 * characters, odd white space, numbers like 01, 1. or .5 (RFC 8259).
 * E_SHAPE says at which byte. For callers who promise strictness.
 */
enum err json_strict(struct scope *, const char *, size_t len) MUST_USE;

/*
 * An object's members as they are written, in their order: what nobody reads
 * goes on unchanged, with every digit of a number. E_SHAPE: no object, or not
 * strict.
 */
struct json_member {
	const char	*name;		/* read */
	const char	*raw;		/* its value, still JSON */
};
enum err json_members(struct scope *, const char *, size_t len,
	    int max_depth, struct json_member **ret, int *ret_n) MUST_USE;

/* One value? The order of members does not count; NULL is like null. */
int	 json_same(const struct cJSON *, const struct cJSON *);

/* An item of any kind as JSON text. */
const char	*json_print(struct scope *, const struct cJSON *);

/* A required text; E_SHAPE names the path. */
enum err json_need(struct scope *, const struct cJSON *, const char *path,
	    const char **ret) MUST_USE;

struct json_out {
	struct buf	 buf;
	char		 open[32];	/* closing characters, innermost last */
	int		 depth;
	int		 comma;
};

/* `max`: largest text in bytes. */
void	 json_begin(struct json_out *, struct scope *, size_t max);
/* `name` is NULL inside arrays and at the top; `what` is '{' or '['. */
void	 json_open(struct json_out *, const char *name, char what);
void	 json_close(struct json_out *);
void	 json_put(struct json_out *, const char *name, const char *text);
void	 json_put_int(struct json_out *, const char *name, int64_t);
void	 json_put_bool(struct json_out *, const char *name, int);
/* `raw` must be JSON already. */
void	 json_put_raw(struct json_out *, const char *name, const char *raw);
/* The text; everything must be closed. */
const char *json_end(struct json_out *);

#endif
