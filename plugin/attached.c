/* Names are judged by their last extension, as Windows does. */
#include "attached.h"

#include "base/str.h"

#include <string.h>
#include <strings.h>

enum { MOST_NAME = 100, MOST_EXTENSION = 16 };

static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

/* Extensions, and the beginnings of whole names, of keys and passwords. */
static const char secret_ends[] = "pfx p12 pem key ppk kdbx kdb jks keystore "
    "pvk asc gpg rdp ovpn env";
static const char *const secret_names[] = {
	"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".env", ".netrc",
	".pgpass", "credentials", "passwords", "hasla", "has\305\202a"
};

/* Windows drops dots and blanks at the end of a name. */
static size_t
name_len(const char *name)
{
	size_t n = strlen(name);

	while (n > 0 && (name[n - 1] == '.' || name[n - 1] == ' '))
		n--;
	return n;
}

/* What stands behind the last dot; `ret_len` 0: nothing. */
static const char *
extension(const char *name, size_t *ret_len)
{
	size_t n = name_len(name), i = n;

	while (i > 0 && name[i - 1] != '.')
		i--;
	*ret_len = i == 0 ? 0 : n - i;
	return name + i;
}

static int
is_in(const char *words, const char *s, size_t len)
{
	for (size_t n; *(words += strspn(words, " ")) != '\0'; words += n) {
		n = strcspn(words, " ");
		if (len > 0 && n == len && strncasecmp(words, s, n) == 0)
			return 1;
	}
	return 0;
}

/* Its extension or its declared type, without what follows a ";". */
static int
is_kind(const char *words, const char *name, const char *type)
{
	size_t len;
	const char *end = extension(name, &len);

	return is_in(words, end, len) || (type != NULL &&
	    is_in(words, type, strcspn(type, "; ")));
}

const char *
attached_fault(const struct attached_limits *l, const char *name,
    const char *type, int64_t bytes, int n)
{
	if (is_kind(l->refused, name, type) || (*l->allowed != '\0' &&
	    !is_kind(l->allowed, name, type)))
		return "kind";
	if (bytes > l->max_bytes)
		return "large";
	return n >= l->per_case ? "many" : NULL;
}

int
attached_is_secret(const char *name)
{
	size_t len;
	const char *end = extension(name, &len);

	if (is_in(secret_ends, end, len))
		return 1;
	for (int i = 0; i < LEN(secret_names); i++)
		if (strncasecmp(name, secret_names[i],
		    strlen(secret_names[i])) == 0)
			return 1;
	return 0;
}

const char *
attached_name(struct scope *sc, const char *id, const char *name)
{
	size_t len, most = MOST_NAME - strlen(id) - 1;
	const char *end = extension(name, &len);
	char *s = str_copy(sc, name, name_len(name));

	if (strlen(s) > most) {
		len = len == 0 || len > MOST_EXTENSION ? 0 : len + 1;
		s = str_fmt(sc, "%.*s%.*s", (int)(most - len), name, (int)len,
		    end - 1);
	}
	for (char *c = s; *c != '\0'; c++)
		if (strchr(plain, *c) == NULL)
			*c = '_';
	return str_fmt(sc, "%s-%s", id, s);
}
