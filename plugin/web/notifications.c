/* The story of one notification, from bytes to a committed row. */
#include "web/notifications.h"

#include "base/clock.h"
#include "base/crypto_x509.h"
#include "base/fault.h"
#include "microsoft/notification.h"
#include "store/certificate.h"
#include "store/notice.h"
#include "web/counts.h"

enum { TX_TRIES = 10, DAY_SECS = 86400, STORED = 200, CROWDED = 422 };

struct take {
	const struct notify_settings	*settings;
	struct notification_claim	 claim;
	struct notice			 notice;
};

static enum err
claim(const struct config *c, struct scope *sc, const struct request *rq,
    struct notification_claim *ret)
{
	const struct notification_place place = {
	    c->notify.certificate_host, c->notify.certificate_path };
	const struct notification_headers h = { rq->authorization,
	    rq->ms_signature, rq->ms_certificate_url, rq->ms_algorithm };

	return notification_claim(sc, &place, &h, ret);
}

enum err
notifications_admit(const struct config *c, struct scope *sc,
    const struct request *rq, int64_t len)
{
	struct notification_claim ignored;
	enum err e;

	if (!c->notify.accept)
		return scope_fail(sc, E_GONE, "notifications.accept is not "
		    "set");
	if ((e = claim(c, sc, rq, &ignored)) != E_OK)
		return e;
	if (len > c->notify.max_body)
		return scope_fail(sc, E_LIMIT, "a notification of %lld bytes, "
		    "%lld are accepted", (long long)len,
		    (long long)c->notify.max_body);
	return len > 0 ? E_OK : scope_fail(sc, E_SHAPE, "the body is empty");
}

static enum err
keep(struct scope *sc, struct db *db, void *arg)
{
	const struct take *t = arg;

	return notice_add(sc, db, &t->notice, t->settings->max_age_days *
	    DAY_SECS * SECOND);
}

/*
 * Only what we have is asked, never the network. A signature that does not
 * fit is refused, unless the certificate may have been renewed since.
 */
static enum err
store(struct scope *sc, struct db *db, struct take *t, enum count *ret)
{
	int64_t recheck = t->settings->recheck_secs * SECOND;
	struct certificate c;
	enum err e = certificate_find(sc, db, t->claim.url, &c);

	if (e != E_OK)
		return e;
	*ret = COUNT_STORED;
	if (certificate_is_good(&c, sc->now) && x509_signed(c.der,
	    t->notice.body, t->claim.signature))
		return db_tx(sc, db, TX_TRIES, keep, t);
	*ret = COUNT_SIGNATURE;
	if (certificate_settles(&c, sc->now, recheck))
		return scope_fail(sc, E_DENIED, certificate_is_good(&c,
		    sc->now) ? "the signature does not fit the certificate" :
		    "the certificate that it names is not Microsoft's");
	*ret = COUNT_UNPROVEN;
	e = unproven_add(sc, db, &t->notice, c.der.at != NULL,
	    t->settings->max_unproven);
	FAULT("serve.unproven");
	return e;
}

static enum count
count_of(enum err e, enum count done)
{
	switch (e) {
	case E_OK:
		return done;
	case E_SEEN:
		return COUNT_REPEATED;
	case E_DENIED:
		return COUNT_SIGNATURE;
	case E_LIMIT:
		return COUNT_CROWDED;
	case E_BUSY:
	case E_UNSURE:
		return COUNT_DATABASE;
	case E_SHAPE:
	case E_GONE:
	case E_BROKEN:
	case E__MAX:
		break;
	}
	return COUNT_BROKEN;
}

enum err
notifications_take(struct scope *sc, const struct house *h,
    const struct request *rq, struct answer *ret)
{
	struct take t = { .settings = &h->config->notify };
	enum count done = COUNT_BROKEN;
	enum err e = claim(h->config, sc, rq, &t.claim);

	if (e != E_OK)
		return e;
	t.notice = (struct notice){ .url = t.claim.url,
	    .base64 = t.claim.base64, .request = sc->id, .at = sc->now,
	    .body = { (const unsigned char *)rq->body, rq->len } };
	if ((e = db_ready(sc, h->db)) == E_OK)
		e = store(sc, h->db, &t, &done);
	FAULT("serve.committed");
	counts_add(h->counts, NOTIFY_NAME, count_of(e, done));
	/* Microsoft wants 200; 413 would say that this one is too large. */
	*ret = answer_as(sc, e, e == E_OK || e == E_SEEN ? STORED :
	    e == E_LIMIT ? CROWDED : err_info[e].status);
	return e;
}
