/*
 * cspdesk doctor: asks every outside party and says in one line each what is
 * well, what is not, and what to do. Checks are rows in the order in which
 * they are asked; a row whose forerunner failed is not tried.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "base/http.h"
#include "config.h"
#include "store/peer.h"

/*
 * What the desk does not tell keeps nobody from trying; what was not tried
 * does.
 */
enum health {
	HEALTH_OK, HEALTH_WARNING, HEALTH_FAULT, HEALTH_UNTRIED, HEALTH_UNTOLD
};

struct finding {
	const char	*desk;		/* or "@PEER"; NULL: of the house */
	const char	*name;
	enum health	 health;
	const char	*says;		/* without a full stop */
	const char	*mend;		/* what to do, or NULL */
};

struct cJSON;

enum { MOST_FINDINGS = 2000, MOST_ANSWERS = 8, DOCTOR_TOKENS = 4 };

/* In place of a desk's name: only Microsoft's side. */
#define DOCTOR_MICROSOFT	"microsoft"

/* What doctor learned of the desk that it is at. */
struct bedside {
	char		 nonce[33];
	struct desk_conf conf;		/* with the token, once it is read */
	struct http_call first;		/* its first answer */
	struct reply	 got[MOST_ANSWERS];
	int		 ngot;
	struct about	 about;
	const char	*ticket;	/* the test ticket */
	int64_t		 hooks;		/* that came of it before the note */
	const char	*said;		/* the answer to the last write */
	struct thread	 thread;	/* as read last */
};

struct doctor {
	/* Filled in by the caller. */
	struct scope		*sc;
	const char		*file;		/* the configuration */
	const char		*only;	/* this desk or "@PEER", NULL: all */
	int			 write, no_write, json;

	struct config		 config;
	int			 needs;		/* secrets that were read */
	struct db		*db;
	struct http		*http;
	const struct texts	*texts;
	const struct policy	*policy;
	const struct desk_settings *desk;	/* NULL: at no desk */
	const struct peer	*peer;		/* NULL: at no peer */
	const char		*peer_desk;	/* "@NAME" of it */
	const struct cJSON	*hello;		/* what it answered */
	struct bedside		 at;
	const char		*token[DOCTOR_TOKENS];	/* Microsoft's */
	const char		*says, *mend;	/* of the check under way */
	struct finding		 found[MOST_FINDINGS];
	int			 n;
	int			 is_bad_setup;	/* cspdesk check would fail */
};

struct check {
	const char	*name;
	enum health	(*run)(struct doctor *);
	const char	*after[3];	/* names of earlier rows */
	int		 is_setup;	/* a fault here is a bad setup */
};

/* The rows; the last has no name. */
extern const struct check doctor_house[], doctor_database[], doctor_desk[],
    doctor_trials[], doctor_microsoft[], doctor_peer[];

/* Everything, printed line by line, or as JSON. Exit code 0, 1 or 2. */
int	doctor_run(struct doctor *);

/* How a check ends: its sentence, and what to do about it. */
enum health	doctor_say(struct doctor *, enum health, const char *mend,
		    const char *, ...) PRINTF(4, 5);
#define doctor_ok(d, ...)	doctor_say(d, HEALTH_OK, NULL, __VA_ARGS__)
#define doctor_untried(d, ...)	doctor_say(d, HEALTH_UNTRIED, NULL, __VA_ARGS__)
#define doctor_untold(d, ...)	doctor_say(d, HEALTH_UNTOLD, NULL, __VA_ARGS__)
#define doctor_warn(d, mend, ...) \
	doctor_say(d, HEALTH_WARNING, mend, __VA_ARGS__)
#define doctor_fault(d, mend, ...) \
	doctor_say(d, HEALTH_FAULT, mend, __VA_ARGS__)

/* A call that is waited for; its outcome is in `ret`. */
void		doctor_call(struct doctor *, const struct call *,
		    const char *ca_file, struct http_call *ret);
/* The fault of a call that got no answer, said with its mend. */
enum health	doctor_no_answer(struct doctor *, const struct http_call *);
/* How long the certificate of an answer counts. */
enum health	doctor_certificate(struct doctor *, const struct http_call *);
/* The rest of the adapter's questions, and what they come to. */
enum err	doctor_about(struct doctor *) MUST_USE;
/* The row of Partner Center's notifications. */
enum health	doctor_see_notices(struct doctor *);
/* Whether each case will find its account and its provider. */
enum health	doctor_see_accounts(struct doctor *);
enum health	doctor_see_providers(struct doctor *);
/* Whether those who owe us are known, and hear of it. */
enum health	doctor_see_debts(struct doctor *);
/* Whether Microsoft's invoices to the partner will be paid in time. */
enum health	doctor_see_bills(struct doctor *);
/* Whether customers can read the collections policy that is lived. */
enum health	doctor_see_ladder(struct doctor *);
/* The fault of a database that failed, said with its mend. */
enum health	doctor_db_fault(struct doctor *);

#endif
