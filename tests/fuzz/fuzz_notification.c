/*
 * Hostile notifications: three lines of headers (Authorization, certificate,
 * algorithm), then the body.
 */
#include "microsoft/notification.h"

#include "base/str.h"

#include <string.h>

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static const struct notification_place place = { "certificates.example",
	"/cert/" };

/* What the fetcher relies on. */
static void
check_claim(const struct notification_claim *c)
{
	static const char before[] = "https://certificates.example/cert/";

	if (strncmp(c->url, before, strlen(before)) != 0 ||
	    strlen(c->url) > NOTIFICATION_URL || strstr(c->url, "..") != NULL ||
	    strpbrk(c->url, "?#%@\\ ") != NULL)
		BUG("may be fetched: %s", c->url);
	if (c->signature.len > NOTIFICATION_SIGNATURE)
		BUG("a signature of %zu bytes", c->signature.len);
}

/* What the columns of its row hold. */
static void
check_read(enum err e, const struct notification *n)
{
	if (strlen(n->key) != SHA256_HEX - 1)
		BUG("no key");
	if (e == E_OK && strlen(n->event) > NOTIFICATION_EVENT)
		BUG("an event of %zu bytes", strlen(n->event));
	if (n->tenant != NULL && strlen(n->tenant) != 36)
		BUG("a tenant of %zu bytes", strlen(n->tenant));
	if (n->subscription != NULL &&
	    strlen(n->subscription) > NOTIFICATION_ID)
		BUG("a subscription of %zu bytes", strlen(n->subscription));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct notification_claim claim;
	struct notification n;
	struct scope sc;
	char *line[4];

	scope_begin(&sc, 0);
	line[0] = str_copy(&sc, (const char *)data, len);
	for (int i = 1; i < 4; i++) {
		line[i] = line[i - 1] + strcspn(line[i - 1], "\n");
		if (*line[i] != '\0')
			*line[i]++ = '\0';
	}
	if (notification_claim(&sc, &place, &(struct notification_headers){
	    line[0], NULL, line[1], line[2] }, &claim) == E_OK)
		check_claim(&claim);
	check_read(notification_read(&sc, (struct bytes){
	    (const unsigned char *)line[3], strlen(line[3]) }, &n), &n);
	scope_end(&sc);
	return 0;
}
