/*
 * The partner's people: who a login of a desk is, and what they may do now.
 * Rights are dated and never deleted; sql/002_people.sql says how the database
 * holds an escalation to them.
 */
#ifndef STORE_PEOPLE_H
#define STORE_PEOPLE_H

#include "policy/facts.h"
#include "store/import.h"

enum right {
	RIGHT_ESCALATE,		/* to Microsoft and to a provider */
	RIGHT_WAIVE,		/* a check, with a reason */
	RIGHT_BILLING,		/* ask for and approve suspensions */
	RIGHT_LEAD,		/* gets what nobody else may decide */
	RIGHT__MAX
};
extern const char *const right_words[];		/* NULL-ended */

#define RIGHT_OPEN	INT64_C(253402300799000)	/* no end is known */

/* A right that holds now; an escalation is stored with both times. */
struct right_row {
	int64_t	 starts, ends;	/* ms; `ends` is the first when it is over */
	int	 role;		/* words_role, or WORD_UNKNOWN */
};

struct agent {
	int64_t		 id;
	const char	*name;
	const char	*email;			/* or NULL */
	const char	*language;		/* "en", "pl", or NULL */
	struct right_row right[RIGHT__MAX];	/* see agent_may() */
};

/*
 * Who wrote as `external_id` (the login that the desk shows) at a desk, with
 * the rights that hold at sc->now. E_GONE: nobody that we know.
 */
enum err person_find(struct scope *, struct db *, const char *desk,
	    const char *external_id, struct agent *ret) MUST_USE;
int	 agent_may(const struct agent *, enum right);

/* A desk whose logins may be imported, and the one that is no person. */
struct people_source {
	const char	*desk;
	const char	*user;			/* our integration user */
};

/* Names of all who have the right lead now: struct list of const char *. */
enum err people_leads(struct scope *, struct db *, struct list *ret) MUST_USE;

/* What people_kind takes as its `arg`. */
struct people_sources {
	const struct people_source	*at;
	int				 n;
};

/*
 * cspdesk import agents, with the columns of people_csv.h. For a listed
 * person, a right that is not listed any more ends now, and a login not listed
 * any more is nobody's; a person who is not listed keeps both. Rights never
 * begin in the past.
 */
extern const struct import_kind people_kind;

#endif
