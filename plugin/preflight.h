/*
 * What a person should look at before a text goes to Microsoft: secrets,
 * personal data, and how the customer is reached, who is not to be the
 * contact (DOMAIN 2.2, P9). Pure. Nothing is changed by looking; only
 * preflight_clean() takes secrets out, and says where.
 */
#ifndef PREFLIGHT_H
#define PREFLIGHT_H

#include "base/scope.h"

/* Secrets come first. */
enum finding_kind {
	FINDING_PRIVATE_KEY,
	FINDING_TOKEN,		/* JWT, bearer, those with a known beginning */
	FINDING_CONNECTION,	/* the key in a connection string */
	FINDING_SIGNATURE,	/* of a shared access URL */
	FINDING_CLIENT_SECRET,	/* of an app registration */
	FINDING_KEY,		/* any other key or token that says so */
	FINDING_PASSWORD,
	FINDING_CUSTOMER,	/* the customer's name or address */
	FINDING_ADDRESS,	/* an e-mail address */
	FINDING_IBAN,
	FINDING_CARD,
	FINDING_PESEL,
	FINDING_NIP,
	FINDING_PHONE,
	FINDING__MAX
};
/* "private-key", ..; texts have finding.WORD. */
extern const char *const finding_words[FINDING__MAX + 1];
int	finding_is_secret(enum finding_kind);

struct finding {
	enum finding_kind	 kind;
	const char		*where;		/* name of the part */
	const char		*cut;		/* may be shown to anybody */
};

/* What would be sent, part by part; text NULL: there is none. */
struct preflight_part {
	const char	*name, *text;
};

/* The customer's contact; either may be NULL. */
struct preflight_person {
	const char	*name, *email;
};

enum { PREFLIGHT_MOST = 40, PREFLIGHT_BYTES = 65536 };

struct preflight {
	struct finding	 found[PREFLIGHT_MOST];
	int		 n;
	int		 nsecrets;	/* of them */
	int		 is_full;	/* there are more */
};

/*
 * Part by part, in the order of the text. The same thing twice in a part is
 * found once. Of a part the first PREFLIGHT_BYTES are looked at.
 */
void	preflight_run(struct scope *, const struct preflight_part *, int n,
	    const struct preflight_person *, struct preflight *ret);
/* As much of it, with "[removed: password]" in the place of each secret. */
const char *preflight_clean(struct scope *, const char *text);

#endif
