/*
 * The hand-over packet: what a person copies into a portal where no request
 * can be made by program. Pure; what it holds are parts, in the order in which
 * they are told.
 */
#ifndef PACKET_H
#define PACKET_H

#include "preflight.h"
#include "texts.h"

enum packet_part {
	PACKET_TITLE, PACKET_PRODUCT, PACKET_SEVERITY, PACKET_ON_CALL,
	PACKET_CUSTOMER, PACKET_TENANT, PACKET_SUBSCRIPTION, PACKET_VEHICLE,
	PACKET_PROVIDER, PACKET_CONTACT, PACKET_REPORTED, PACKET_BEGAN,
	PACKET_IMPACT, PACKET_DESCRIPTION, PACKET_STEPS, PACKET_THREAD,
	PACKET_FILES, PACKET__MAX
};
/* "title", ..; texts have packet.WORD, and lack.WORD of portal_parts. */
extern const char *const packet_words[PACKET__MAX + 1];

struct packet {
	const char	*is[PACKET__MAX];	/* NULL: not known */
	int		 lacks;			/* bits of parts */
};

/*
 * What people wrote may stand in a note of ours, and be copied into another:
 * no line of it is a command, and nothing in it is a marker.
 */
const char *packet_calm(struct scope *, const char *text);
/* "***" in the place of his name and his address, in any letter case. */
const char *packet_hide(struct scope *, const char *text,
	    const struct preflight_person *);
/*
 * Looks at what people wrote. Then the secrets are taken out of it, and the
 * packet is fit to be shown.
 */
void	packet_check(struct scope *, struct packet *,
	    const struct preflight_person *, struct preflight *ret);
/* To be copied: every part that is known, with its name. */
const char *packet_text(struct scope *, const struct texts *,
	    const char *language, const struct packet *);

#endif
