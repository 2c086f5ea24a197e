/*
 * Indirect providers and how they are reached, one a line:
 *
 *   name,channel,address,language,response_minutes,from,to
 *   Distri SA,email,csp@distri.example,pl,240,2026-01-01,
 *
 * The address is a mail address for the channel email and an https URL for
 * the others. Days are UTC and both count; without them it always holds.
 */
#ifndef STORE_PROVIDER_H
#define STORE_PROVIDER_H

#include "store/import.h"

extern const struct import_kind provider_kind;

#endif
