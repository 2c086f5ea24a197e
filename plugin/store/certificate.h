/*
 * The certificates that notifications are signed with, by their URL. `work`
 * makes the rows and fetches; `serve` only looks.
 */
#ifndef STORE_CERTIFICATE_H
#define STORE_CERTIFICATE_H

#include "store/db.h"

#include "base/crypto.h"

struct certificate {
	const char	*url;
	struct bytes	 der;		/* at is NULL: there never was one */
	int64_t		 not_after;	/* ms */
	int64_t		 judged_at;	/* ms; 0: nothing was ever fetched */
	int		 tries;		/* since then; of a claim, with it */
	const char	*note;		/* why the last fetch brought none */
};

/* Nothing known of the URL is a certificate without anything, and E_OK. */
enum err certificate_find(struct scope *, struct db *, const char *url,
	    struct certificate *ret) MUST_USE;

/* Is there one that is good at `at` (ms)? */
int	 certificate_is_good(const struct certificate *, int64_t at);
/*
 * Does what we know of the URL settle what came at `at`? If not, it has to be
 * fetched (again): it never was, it has ended since, or that is longer ago
 * than `recheck` (ms).
 */
int	 certificate_settles(const struct certificate *, int64_t at,
	    int64_t recheck);

/*
 * Takes the URL until then (ms), so that one worker fetches it. E_GONE: not
 * due, another has it, or it is new and `most` others were never good.
 * Commits by itself.
 */
enum err certificate_claim(struct scope *, struct db *,
	    struct certificate *, int64_t until, int most) MUST_USE;

/* How a fetch ended. Each commits by itself. */
enum err certificate_save(struct scope *, struct db *,
	    const struct certificate *) MUST_USE;
/* What is there is not it; an earlier one stays as good as it is. */
enum err certificate_refuse(struct scope *, struct db *, const char *url,
	    const char *why) MUST_USE;
/* Nothing was learned; it is asked for again at `due` (ms). */
enum err certificate_later(struct scope *, struct db *, const char *url,
	    int64_t due, const char *why) MUST_USE;

/*
 * Forgets those that are not good, were judged before `before` (ms), and that
 * nothing waits for.
 */
enum err certificate_forget(struct scope *, struct db *, int64_t before)
	    MUST_USE;

#endif
