/*
 * What comes of a suspension or a restore, and what to mind: as codes with
 * days (DOMAIN 5).
 */
#include "billing/suspension_in.h"

#include "base/str.h"
#include "policy/words.h"

enum { BASIS_BYTES = 1000, HOUR_MS = 60 * 60 * 1000 };

const char *const suspension_thens[] = {
	"blocked", "billing-stops", "deleted", "deleted-term", "billed-until",
	"renew-off", "changes-dropped", "changes-maybe", "lost", "stops",
	"works-again", "billed-again", "renew-back", NULL
};
const char *const suspension_minds[] = {
	"trial", "old-facts", "reasons", "still-owes", "is-active",
	"too-late-perhaps", "provider-decides", "term-soon", NULL
};

static void
add(struct suspension_note *to, int *n, const char *code, int64_t day,
    int64_t count)
{
	if (*n == SUSPENSION_NOTES)
		BUG("no room for %s", code);
	to[(*n)++] = (struct suspension_note){ .code = code, .day = day,
	    .n = count };
}

static void
then(const struct look *l, const char *code, int64_t day, int64_t n)
{
	add(l->v->then, &l->v->nthen, code, day, n);
}

static void
mind(const struct look *l, const char *code, int64_t day, int64_t n)
{
	add(l->v->mind, &l->v->nmind, code, day, n);
}

static int64_t
deleted_days(const struct look *l)
{
	return l->f->cloud == CLOUD_CHINA ? l->p->deleted_days_china :
	    l->p->deleted_days;
}

/*
 * A licence of the old kind that is suspended since then is deleted on this
 * day: so many days later, or at the end of its term if that comes first (5).
 */
static int64_t
deleted_on(const struct look *l, int64_t since)
{
	int64_t day = since + deleted_days(l);

	return l->f->term_ends >= since && l->f->term_ends < day ?
	    l->f->term_ends : day;
}

static void
foresee_legacy(const struct look *l)
{
	int64_t day = deleted_on(l, l->today);

	then(l, "blocked", DAY_UNKNOWN, 0);
	then(l, "billing-stops", DAY_UNKNOWN, 0);
	if (day == l->f->term_ends)
		then(l, "deleted-term", day, 0);
	else
		then(l, "deleted", day, deleted_days(l));
}

/* DOMAIN 5: new commerce; E20. */
static void
foresee_term(const struct look *l)
{
	const struct suspension_facts *f = l->f;
	int64_t after = l->p->expired_days + l->p->disabled_days;

	then(l, "billed-until", f->term_ends, 0);
	if (f->auto_renew != FLAG_NO)
		then(l, "renew-off", DAY_UNKNOWN, 0);
	if (f->is_scheduled == FLAG_YES) {
		then(l, "changes-dropped", date_of(f->read_at), 0);
		l->v->then[l->v->nthen - 1].text = f->scheduled;
	} else if (f->is_scheduled != FLAG_NO) {
		then(l, "changes-maybe", DAY_UNKNOWN, 0);
	}
	then(l, "lost", f->term_ends == DAY_UNKNOWN ? DAY_UNKNOWN :
	    f->term_ends + after, after);
}

static void
foresee_suspension(const struct look *l)
{
	const struct suspension_facts *f = l->f;

	switch (f->kind) {
	case SUBSCRIPTION_LEGACY:
		foresee_legacy(l);
		break;
	case SUBSCRIPTION_NCE:
		then(l, "blocked", DAY_UNKNOWN, 0);
		foresee_term(l);
		break;
	case SUBSCRIPTION_AZURE_PLAN:
		then(l, "stops", DAY_UNKNOWN, 0);
		break;
	}
	if (f->is_trial == FLAG_YES)
		mind(l, "trial", DAY_UNKNOWN, 0);
	if (f->kind == SUBSCRIPTION_NCE && f->term_ends != DAY_UNKNOWN &&
	    f->ladder != NULL &&
	    f->term_ends - l->today < f->ladder->call_term_days)
		mind(l, "term-soon", f->term_ends, 0);
}

static void
foresee_restore(const struct look *l)
{
	const struct suspension_facts *f = l->f;
	int64_t day = deleted_on(l, date_of(f->suspended_at));

	then(l, "works-again", DAY_UNKNOWN, 0);
	if (f->kind == SUBSCRIPTION_LEGACY)
		then(l, "billed-again", DAY_UNKNOWN, 0);
	if (f->kind == SUBSCRIPTION_NCE)
		then(l, "renew-back", DAY_UNKNOWN, 0);
	if (f->debt.id != 0)
		mind(l, "still-owes", DAY_UNKNOWN, 0);
	if (f->state == BOUGHT_ACTIVE)
		mind(l, "is-active", DAY_UNKNOWN, 0);
	if (f->kind == SUBSCRIPTION_LEGACY && f->suspended_at != 0 &&
	    day <= l->today)
		mind(l, "too-late-perhaps", day, 0);
}

/*
 * A day that is counted from the deed's own is not a part of it, nor what may
 * or may not be: that it is not so makes nothing worse.
 */
static const char *
basis_of(struct scope *sc, const struct look *l)
{
	const struct suspension_verdict *v = l->v;
	struct buf b;

	buf_init(&b, sc, BASIS_BYTES);
	buf_fmt(&b, "%s %s debt=%lld", l->f->kind == WORD_UNKNOWN ? "-" :
	    words_subscription[l->f->kind], v->by_provider ? "provider" :
	    "microsoft", (long long)l->f->debt.id);
	for (int i = 0; i < v->nthen; i++) {
		const struct suspension_note *n = &v->then[i];
		char day[DATE_TEXT];

		if (str_same(n->code, "changes-maybe"))
			continue;
		buf_fmt(&b, " %s", n->code);
		if (n->text != NULL) {
			buf_fmt(&b, "=%s", n->text);
		} else if (n->day != DAY_UNKNOWN && (n->n == 0 ||
		    l->f->kind != SUBSCRIPTION_LEGACY)) {
			date_text(n->day, day);
			buf_fmt(&b, "=%s", day);
		} else if (n->n > 0) {
			buf_fmt(&b, "=%lld", (long long)n->n);
		}
	}
	return b.at;
}

void
suspension_foresee(struct scope *sc, const struct look *l)
{
	if (l->f->act == ACT_RESTORE)
		foresee_restore(l);
	else
		foresee_suspension(l);
	if (l->v->by_provider)
		mind(l, "provider-decides", DAY_UNKNOWN, 0);
	if (l->f->state == BOUGHT_SUSPENDED && l->f->reasons != NULL &&
	    *l->f->reasons != '\0') {
		mind(l, "reasons", date_of(l->f->read_at), 0);
		l->v->mind[l->v->nmind - 1].text = l->f->reasons;
	}
	if (l->f->now - l->f->told_at > l->p->facts_hours * HOUR_MS) {
		mind(l, "old-facts", date_of(l->f->told_at), 0);
		l->v->is_to_be_read = 1;
	}
	l->v->basis = basis_of(sc, l);
}
