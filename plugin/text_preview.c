/* Sample values by {name}; a name that is missing here is shown as "?". */
#include "text_preview.h"

#include "base/str.h"
#include "texts_in.h"

#include <string.h>

enum { MOST_NAMES = 16, PREVIEW_BYTES = 16384, PRICE_MINOR = 25000 };

enum sample_kind { AS_IS, OF_TEXTS, OF_DATES, OF_MONEY };

/* The first row with that name, in that group or in any, is taken. */
static const struct sample {
	const char		*group, *name;
	enum sample_kind	 kind;
	const char		*value;
} samples[] = {
	{ "terms", "from", OF_DATES, "2026-01-01" },
	{ "terms", "to", OF_DATES, "2026-12-31" },
	{ "page", "number", AS_IS, "3" },
	{ "page", "published", OF_DATES, "2026-11-21" },
	{ "page", "today", OF_DATES, "2026-11-24" },
	{ "bill", "number", AS_IS, "G012345678" },
	{ "billing", "price", AS_IS, "..." },
	{ "billing", "state", OF_TEXTS, "bought.active" },
	{ "billing", "term", AS_IS, "" },
	{ "billing", "renewal", OF_TEXTS, "billing.renews" },
	{ "billing", "from", OF_DATES, "2026-03-01" },
	{ "billing", "to", OF_DATES, "2027-02-28" },
	{ "billing", "at", OF_DATES, "2026-11-20" },
	{ "billing", "due", OF_DATES, "2026-11-01" },
	{ "billing", "number", AS_IS, "FV/2026/10/17" },
	{ "billing", "what", OF_TEXTS, "fact.provider" },
	{ "billing", "route", OF_TEXTS, "route.product-portal" },
	{ "bill", "account", AS_IS, " (Reseller PL)" },
	{ "bill", "issued", OF_DATES, "2026-08-08" },
	{ "bill", "due", OF_DATES, "2026-10-07" },
	{ "bill", "source", OF_TEXTS, "source.partner-center-api" },
	{ "bill", "when", OF_TEXTS, "bill.today" },
	{ "explain", "at", AS_IS, "2026-11-20 09:30 (Europe/Warsaw)" },
	{ "explain", "text", AS_IS, "..." },
	{ "explain", "customer", AS_IS, "Contoso" },
	{ "explain", "since", OF_DATES, "2026-10-31" },
	{ "explain", "day", OF_DATES, "2026-11-20" },
	{ "explain", "step", AS_IS, "3" },
	{ "explain", "invoice", AS_IS, "FV/2026/10/17" },
	{ "explain", "ticket", AS_IS, "17" },
	{ "explain", "why", AS_IS, "..." },
	{ "explain", "status", OF_TEXTS, "there.open" },
	{ "explain", "unit", OF_TEXTS, "fate.consumed" },
	{ "explain", "name", AS_IS, "Anna Nowak" },
	{ "explain", "vehicle", OF_TEXTS, "vehicle.premier" },
	{ "explain", "from", OF_TEXTS, "note.nothing" },
	{ "explain", "to", OF_TEXTS, "flag.yes" },
	{ "explain", "age", AS_IS, ", 3 h" },
	{ "explain", "source", OF_TEXTS, "source.import" },
	{ "health", "number", AS_IS, "EX226792" },
	{ "health", "service", AS_IS, "Exchange Online" },
	{ "health", "since", AS_IS, "2026-11-20 09:30 (Europe/Warsaw)" },
	{ "health", "at", AS_IS, "2026-11-20 11:15 (Europe/Warsaw)" },
	{ "health", "title", AS_IS, "Some users cannot send mail" },
	{ "health", "tickets", AS_IS, "17, 21" },
	{ "health", "text", AS_IS, "EX226792 (Exchange Online)" },
	{ "health", "source", OF_TEXTS, "source.graph" },
	{ "health", "product", OF_TEXTS, "product.microsoft365" },
	{ "performer", "name", AS_IS, "Fabrikam" },
	{ "provider", "name", AS_IS, "Business Premium" },
	{ "provider", "from", OF_DATES, "2026-12-01" },
	{ "provider", "to", OF_DATES, "2026-10-31" },
	{ "provider", "id", AS_IS, "a4c1340d-6911-4758-bba3-0c4c6007d161" },
	{ "reply", "path", OF_TEXTS, "path.own-azure" },
	{ "reply", "link", AS_IS, "\nhttps://portal.azure.com" },
	{ "reply", "what", AS_IS, "auto-submitted" },
	{ "reply", "why", OF_TEXTS, "reply.today" },
	{ "charge", "number", AS_IS, "2" },
	{ "charge", "first", AS_IS, "1" },
	{ "charge", "told", AS_IS, "50" },
	{ "charge", "counted", AS_IS, "60" },
	{ "charge", "name", AS_IS, "Anna Nowak" },
	{ "charge", "from", OF_MONEY, "EUR" },
	{ "charge", "word", AS_IS, "1,2,3" },
	{ "charge", "near", AS_IS, "120.00" },
	{ "shown", "by", AS_IS, "jan@contoso.example" },
	{ "shown", "why", OF_TEXTS, "shown.closed" },
	{ "microsoft", "by", AS_IS, "Microsoft" },
	{ "debt", "why", AS_IS, "INV 7" },
	{ "debt", "contact", AS_IS, "billing@contoso.example" },
	{ "debt", "name", AS_IS, "jan@contoso.example" },
	{ "reminder", "customer", AS_IS, "Contoso" },
	{ "reminder", "contact", AS_IS, "+48 22 000 00 00" },
	{ "reminder", "number", AS_IS, "FV/17" },
	{ "reminder", "day", OF_DATES, "2026-12-03" },
	{ "reminder", "url", AS_IS, "https://csp.partner.example/terms" },
	{ "debt", "day", OF_DATES, "2026-12-03" },
	{ "attach", "name", AS_IS, "error.log" },
	{ "attach", "names", AS_IS, "\"error.log\", \"screen.png\"" },
	{ "attach", "number", AS_IS, "10" },
	{ "attach", "url", AS_IS, "https://desk.example/Ticket/12/" },
	{ "attach", "why", AS_IS, "HTTP 400" },
	{ "explain", "file", AS_IS, "error.log" },
	{ "explain", "state", OF_TEXTS, "file.sent" },
	{ NULL, "bytes", AS_IS, "20480" },
	{ NULL, "digest", AS_IS, "9f86d081884c7d65..." },
	{ "handover", "text", AS_IS, "jan***" },
	{ "handover", "what", OF_TEXTS, "finding.password" },
	{ "handover", "where", OF_TEXTS, "packet.description" },
	{ "handover", "path", OF_TEXTS, "path.partner-center" },
	{ "handover", "url", AS_IS, "https://portal.azure.com" },
	{ "exchange", "text", AS_IS, "..." },
	{ "exchange", "reference", AS_IS, "17" },
	{ "exchange", "peer", AS_IS, "fabrikam" },
	{ "request", "subscription", AS_IS,
	    "3f1c0000-0000-4000-8000-000000000001" },
	{ "request", "tenant", AS_IS,
	    "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21" },
	{ "request", "since", AS_IS, "2026-10-01" },
	{ "request", "step", AS_IS, "4" },
	{ "request", "provider", AS_IS, "Distri SA" },
	{ "request", "address", AS_IS, "csp@distri.example" },
	{ "request", "text", AS_IS, "..." },
	{ "request", "number", AS_IS, "17" },
	{ "request", "peer", AS_IS, "fabrikam" },
	{ "request", "why", AS_IS, "..." },
	{ "request", "ticket", AS_IS, "1042" },
	{ "exchange", "type", AS_IS, "message" },
	{ "exchange", "why", AS_IS, "the peer answered 422: no such type" },
	{ "exchange", "url", AS_IS, "https://desk.fabrikam.example/a/1" },
	{ "suspend", "state", OF_TEXTS, "suspend-state.asked" },
	{ "suspend", "why", OF_TEXTS, "suspend-no.disputed" },
	{ "suspend", "name", AS_IS, "Business Premium" },
	{ "suspend", "id", AS_IS, "a4c1340d-6911-4758-bba3-0c4c6007d161" },
	{ "suspend", "at", AS_IS, "2026-11-23 11:30 (Europe/Warsaw)" },
	{ "suspend", "number", AS_IS, "17" },
	{ "suspend", "word", AS_IS, "Business" },
	{ "suspend", "ticket", AS_IS, "1042" },
	{ "suspend", "names", AS_IS, "Business Premium (a4c1340d-6911-4758-"
	    "bba3-0c4c6007d161)" },
	{ "suspend-then", "day", OF_DATES, "2027-02-21" },
	{ "suspend-mind", "day", OF_DATES, "2026-12-04" },
	{ "suspend-then", "text", AS_IS, "20, CFQ7TTC0LCHC, P1Y" },
	{ "suspend-mind", "text", AS_IS, "Fraud" },
	{ "suspend-no", "day", OF_DATES, "2026-12-03" },
	{ "suspend-then", "number", AS_IS, "90" },
	{ "suspend-no", "number", AS_IS, "10" },
	{ "explain", "approver", AS_IS, "Jan Lis" },
	{ "explain", "id", AS_IS, "a4c1340d-6911-4758-bba3-0c4c6007d161" },
	{ "explain", "end", OF_TEXTS, "suspend-state.done" },
	{ "held", "who", OF_TEXTS, "ball.provider" },
	{ "held", "time", AS_IS, "26:05" },
	{ "hand", "named", AS_IS, "Distri SA" },
	{ "hand", "provider", AS_IS, "Tatra IT" },
	{ "debt", "customer", AS_IS, "Contoso" },
	{ "linked", "by", AS_IS, "help@fabrikam.example" },
	{ "linked", "provider", AS_IS, "Fabrikam" },
	{ "linked", "text", AS_IS, "..." },
	{ "linked", "ticket", AS_IS, "1042" },
	{ "linked", "why", AS_IS, "404" },
	{ "microsoft", "text", AS_IS, "..." },
	{ "microsoft", "why", AS_IS, "RequestNotAllowed" },
	{ NULL, "amount", OF_MONEY, "EUR" },
	{ NULL, "at", AS_IS, "2026-11-20 09:30 (Europe/Warsaw)" },
	{ NULL, "by", OF_TEXTS, "by.domain" },
	{ NULL, "calendar", OF_TEXTS, "calendar.business-hours" },
	{ NULL, "channel", OF_TEXTS, "channel.partner-center-portal" },
	{ NULL, "check", OF_TEXTS, "check.P2" },
	{ NULL, "class", OF_TEXTS, "class.technical" },
	{ NULL, "command", AS_IS, "check" },
	{ NULL, "domain", AS_IS, "contoso.com" },
	{ NULL, "due", AS_IS, "2026-11-23 11:30 (Europe/Warsaw)" },
	{ NULL, "fact", OF_TEXTS, "fact.azure_rbac" },
	{ NULL, "holder", OF_TEXTS, "holder.partner" },
	{ NULL, "mark", OF_TEXTS, "mark.waived" },
	{ NULL, "name", AS_IS, "Contoso" },
	{ NULL, "names", AS_IS, "Anna Nowak" },
	{ NULL, "near", AS_IS, "check" },
	{ NULL, "number", AS_IS, "2611210040001234" },
	{ NULL, "offer", AS_IS, "basic" },
	{ NULL, "outcome", OF_TEXTS, "would.allow" },
	{ NULL, "price", OF_TEXTS, "price.included" },
	{ NULL, "priority", AS_IS, "70" },
	{ NULL, "product", OF_TEXTS, "product.azure" },
	{ NULL, "provider", AS_IS, "Distri SA" },
	{ NULL, "queue", AS_IS, "Support" },
	{ NULL, "route", OF_TEXTS, "route.provider" },
	{ NULL, "rule", AS_IS, "technical-azure" },
	{ NULL, "severity", AS_IS, "B" },
	{ NULL, "target", AS_IS, "240" },
	{ NULL, "ticket", AS_IS, "desk/1042" },
	{ NULL, "tier", AS_IS, "tier-2" },
	{ NULL, "topic", OF_TEXTS, "topic.break-fix" },
	{ NULL, "used", AS_IS, "168" },
	{ NULL, "usage", AS_IS, "/csp check P1 ..." },
	{ NULL, "value", AS_IS, "B" },
	{ NULL, "vehicle", OF_TEXTS, "vehicle.azure-plan" },
	{ NULL, "version", AS_IS, "3" },
	{ NULL, "warning", OF_TEXTS, "warning.gdap-ends-soon" },
	{ NULL, "word", AS_IS, "chekc" },
	{ NULL, "words", AS_IS, "azure, vm" },
	{ NULL, "zone", AS_IS, "Europe/Warsaw" },
};

static const char *
sample_value(struct scope *sc, const struct texts *t, const char *language,
    const struct sample *s)
{
	switch (s->kind) {
	case AS_IS:
		break;
	case OF_TEXTS:
		return text_or(sc, t, language, s->value, "?");
	case OF_DATES:
		return text_date(sc, language, s->value);
	case OF_MONEY:
		return text_money(sc, language, PRICE_MINOR, s->value);
	}
	return s->value;
}

/* Of "{name}" in a text of that key. */
static const char *
sample_of(struct scope *sc, const struct texts *t, const char *language,
    const char *key, const char *name)
{
	const char *group = str_copy(sc, key, strcspn(key, "."));

	for (int i = 0; i < LEN(samples); i++)
		if (str_same(samples[i].name, name) &&
		    (samples[i].group == NULL ||
		    str_same(samples[i].group, group)))
			return sample_value(sc, t, language, &samples[i]);
	return "?";
}

/* Name, value, name, value, ..., NULL for all {names} of a text. */
static const char *const *
sample_pairs(struct scope *sc, const struct texts *t, const char *language,
    const struct text *text)
{
	const char **pairs = scope_alloc(sc, sizeof(*pairs) *
	    (2 * MOST_NAMES + 1));
	int n = 0;
	size_t len;

	for (int i = 0; i < LOCALE_FORMS && text->form[i] != NULL; i++)
		for (const char *s = text->form[i]; n < 2 * MOST_NAMES &&
		    (s = texts_next_name(s, &len)) != NULL; s += len) {
			pairs[n++] = str_copy(sc, s + 1, len - 2);
			pairs[n] = sample_of(sc, t, language, text->key,
			    pairs[n - 1]);
			n++;
		}
	return pairs;
}

const char *
text_preview(struct scope *sc, const struct texts *t, const char *language,
    const char *key)
{
	static const int64_t numbers[] = { 0, 1, 2, 5, 12, 22 };
	const struct text *text = texts_find(
	    &t->language[locale_find(language) - locales], key);
	const char *const *pairs = sample_pairs(sc, t, language, text);
	struct buf b;

	if (!text->counted)
		return text_fill(sc, t, language, key, pairs);
	buf_init(&b, sc, PREVIEW_BYTES);
	for (int i = 0; i < LEN(numbers); i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : "\n", text_count(sc, t,
		    language, key, numbers[i], pairs));
	return b.at;
}
