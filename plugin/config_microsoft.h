/*
 * How Microsoft's side is reached, and whom Microsoft answers. Without
 * `tenant` no API is used; without `contact_email` there is no contact.
 */
#ifndef CONFIG_MICROSOFT_H
#define CONFIG_MICROSOFT_H

#include "attached.h"
#include "base/conf.h"
#include "base/crypto.h"
#include "microsoft/service.h"

struct config;

enum token_version { TOKEN_V1, TOKEN_V2 };

struct microsoft_settings {
	const char	*tenant;	/* the partner's; "": no API is used */
	const char	*client_id;
	const char	*secret_file, *certificate_file;	/* one is "" */
	const char	*refresh_key_file;	/* "": no person's token */
	int		 token_version;	/* enum token_version */
	/* The cloud's, unless the file has others; without / at the end. */
	const char	*authority, *url[API__MAX];
	const char	*ca_file, *proxy;	/* "": the system's; none */
	int64_t		 timeout_secs, poll_secs, facts_secs, in_flight;
	int64_t		 health_secs;	/* 0: nobody is asked */
	int		 contact_method;	/* 0 email, 1 phone */
	/*
	 * Where email is "" there is none; else it is whole, but for phone and
	 * more_emails, which are NULL if they are not set.
	 */
	struct service_contact contact;
	const char	*sender;	/* our address in Azure's messages */
	struct attached_limits files;	/* what may leave the desk */
	const char	*label;		/* begins every note; "": nothing */
	int		 closes_there;	/* when the desk's is resolved */
	int		 resolves_here;	/* when Microsoft's is closed */

	/* With NEEDS_MICROSOFT: */
	const char	*secret;	/* NULL: there is a certificate */
	const char	*certificate;	/* PEM, with its key; or NULL */
	struct bytes	 refresh_key;	/* 32 bytes, or none */
};

extern const struct setting microsoft_rows[];

/*
 * Reads the group; `cloud` is words_cloud's. E_SHAPE: file:line, and what to
 * set. E_GONE: a secret's file cannot be read.
 */
enum err microsoft_load(struct scope *, const struct config_setting_t *root,
	    int needs, struct config *) MUST_USE;

#endif
