/* The vocabulary, and nothing else. */
#include "policy/words.h"

#include <stddef.h>
#include <string.h>

const char *const words_class[] = {
	"commercial", "technical", "security", NULL
};
const char *const words_topic[] = {
	"break-fix", "how-to", "configuration", "billing", "quota", "transfer",
	"seats", "activation", "membership", NULL
};
const char *const words_product[] = {
	"azure", "microsoft365", "dynamics365", "power-platform", "entra-id",
	"on-premises", "partner-center", "other", NULL
};
const char *const words_severity[] = { "A", "B", "C", NULL };

int
word_find(const char *const *list, const char *word)
{
	for (int i = 0; word != NULL && list[i] != NULL; i++)
		if (strcmp(list[i], word) == 0)
			return i;
	return WORD_UNKNOWN;
}

const char *
word_at(const char *const *list, int index)
{
	return index < 0 ? NULL : list[index];
}
