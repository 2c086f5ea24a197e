/*
 * How the exchange is spoken (hooks/exchange/), and the peers' secrets. Who
 * the peers are stands in the database: store/peer.h.
 *
 * In the folder `secrets` NAME.in proves what the peer NAME sends us, NAME.out
 * signs what we send it. Each line is a secret. While one is changed there are
 * several: any of NAME.in proves, all of NAME.out sign.
 */
#ifndef CONFIG_EXCHANGE_H
#define CONFIG_EXCHANGE_H

#include "base/conf.h"
#include "base/crypto.h"

struct config;

enum { EXCHANGE_SECRETS = 4 };		/* of one file */

struct exchange_keys {
	const char	*peer;
	/* With NEEDS_EXCHANGE_IN and NEEDS_EXCHANGE_OUT: */
	struct bytes	 in[EXCHANGE_SECRETS], out[EXCHANGE_SECRETS];
	int		 nin, nout;	/* 0: there is no good file */
};

struct exchange_settings {
	const char	*secrets;	/* folder; "": none, or absent */
	const char	*ca_file;	/* "": the system's */
	int64_t		 answer_secs, max_skew_secs, timeout_secs, rate;

	struct exchange_keys *keys;
	int		 nkeys;
	/*
	 * Sentences about files that do not count. Their peers are silent and
	 * deaf; the others and the desks go on.
	 */
	const char	**faults;
	int		 nfaults;
};

extern const struct setting exchange_rows[];

/* After `work`. E_SHAPE: file:line, and what to set. */
enum err exchange_load(struct scope *, const struct config_setting_t *root,
	    int needs, struct config *) MUST_USE;

/* Writes the faults to the log; `who` is serve or work. */
void	exchange_log(const struct exchange_settings *, const char *who);

/* NULL: no file is called so. */
const struct exchange_keys *exchange_keys_of(const struct exchange_settings *,
	    const char *peer);

#endif
