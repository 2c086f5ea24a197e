/*
 * Microsoft Entra's built-in roles: Graph tells template ids, policy and facts
 * have names (service_support_administrator).
 */
#ifndef MICROSOFT_ENTRA_ROLE_H
#define MICROSOFT_ENTRA_ROLE_H

/* NULL: a role that nobody asks for here. Case does not count. */
const char	*entra_role(const char *template_id);

#endif
