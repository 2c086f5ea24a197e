/*
 * Who speaks the exchange with us, one a line of the file (import peers):
 *
 *   name,side,url,provider,desk,queue,requestor,language,relay,auto_accept,
 *       rate,from,to
 *   distri,provider,https://csp.distri.example/exchange/ours,Distri SA,,,,pl,
 *       no,,60,2026-01-01,
 *   shop,reseller,https://desk.shop.example/exchange/distri,,rt,Partners,
 *       csp@shop.example,en,,known,,,
 *
 * A peer that is a provider of ours needs its name in the file of providers;
 * one that is a reseller needs the desk, the queue and the requestor of the
 * tickets that its offers become. Its secrets are files (config_exchange.h).
 * Days are UTC and both count; without them it always holds.
 */
#ifndef STORE_PEER_H
#define STORE_PEER_H

#include "exchange/exchange.h"
#include "store/import.h"

enum { PEER_NAME = 31 };	/* bytes; '@' and it are a delivery's desk */

/* Which offers are accepted by themselves: those of customers that are ours to
   support; all; or an agent says so of each. */
enum peer_accept { ACCEPT_KNOWN, ACCEPT_ALL, ACCEPT_ASK };
extern const char *const peer_accepts[];	/* NULL-ended */

/* Texts are NULL where nothing is said. */
struct peer {
	const char		*name;
	enum exchange_side	 side;		/* what it is to us */
	const char		*url;		/* its /exchange/OURNAME */
	const char		*provider;	/* SIDE_PROVIDER */
	/* SIDE_RESELLER: */
	const char		*desk, *queue, *requestor;
	const char		*language;
	int			 relay;		/* not told: no */
	enum peer_accept	 accept;	/* not told: ask */
	int64_t			 rate;		/* 0: exchange.rate */
	const char		*starts, *ends;
};

extern const struct import_kind peer_kind;

/* All, in the order of their names. */
enum err peer_list(struct scope *, struct db *, struct peer **ret,
	    int *ret_n) MUST_USE;
/* E_GONE: nobody is called so. */
enum err peer_find(struct scope *, struct db *, const char *name,
	    struct peer *ret) MUST_USE;
/* By name or by days alone; they do not ask the database. */
const struct peer *peer_named(const struct peer *, int n, const char *name);
int	 peer_holds(const struct peer *, int64_t now);
/* May a peer be called so? [a-z0-9-], at most PEER_NAME. */
int	 peer_is_name(const char *);

#endif
