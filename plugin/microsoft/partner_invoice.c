/* An amount is read from its digits: a number of JSON has no currency. */
#include "microsoft/partner_invoice.h"

#include "microsoft/partner_page.h"
#include "microsoft/partner_read.h"

#include "base/money.h"
#include "policy/date.h"

#include <string.h>
#include <strings.h>

enum { LONGEST_NUMBER = 64 };

enum err
partner_invoice_story(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	memset(ret, 0, sizeof(*ret));
	return partner_ask(sc, READ_INVOICES, NULL, task->got, task->ngot,
	    &ret->call);
}

/* Rounded half away from 0, should there be more digits than that money has. */
static int
minor_of(struct scope *sc, const char *s, const char *currency, int64_t *ret)
{
	int is_below = *s == '-', digits = money_digits(currency);
	const char *point = strchr(s + is_below, '.');
	size_t part = point == NULL ? 0 : strlen(point + 1);
	int up = 0;

	s += is_below;
	if (part > (size_t)digits) {
		up = point[1 + digits] >= '5';
		s = str_copy(sc, s, (size_t)(point - s) +
		    (size_t)(digits == 0 ? 0 : digits + 1));
	}
	if (!money_parse(s, currency, ret))
		return 0;
	*ret += up;
	if (is_below)
		*ret = -*ret;
	return 1;
}

static int
begins(const char *s, const char *word)
{
	return s != NULL && strncasecmp(s, word, strlen(word)) == 0;
}

/*
 * "Credit Note" has the page "Invoice resources"; its samples, and Microsoft's
 * own library, have "adjustment_note" and "void_note". The last is the name of
 * an invoice that is void, too: then it amends none.
 */
static void
read_kind(struct scope *sc, const struct cJSON *j, struct partner_invoice *v)
{
	const char *type = told_text(sc, j, "documentType");
	int is_void = begins(type, "void");
	int is_gone = begins(told_text(sc, j, "status"), "void");

	v->is_credit = begins(type, "credit") || begins(type, "adjustment") ||
	    (is_void && v->amends != NULL);
	if (v->is_credit && v->total > 0)
		v->total = -v->total;
	/* "Negative if a payment was received"; what is not, was none. */
	v->paid = v->paid < 0 ? -v->paid : 0;
	if (is_gone && v->is_credit)
		v->total = 0;
	else if (is_gone || (is_void && !v->is_credit))
		v->paid = v->total;
}

/*
 * 0: it cannot be taken for an invoice. An amendment names what it amends by
 * where it stands, too.
 */
static int
read_one(struct scope *sc, const struct cJSON *j, const char *amends,
    struct partner_invoice *ret)
{
	const char *total = told_text(sc, j, "totalCharges");
	const char *paid = told_text(sc, j, "paidAmount");
	int64_t at = told_time(sc, j, "invoiceDate");

	*ret = (struct partner_invoice){ .number = told_text(sc, j, "id"),
	    .currency = told_text(sc, j, "currencyCode"),
	    .amends = told_text(sc, j, "amendsOf"), .day = date_of(at) };
	if (ret->number == NULL || strlen(ret->number) > LONGEST_NUMBER ||
	    at == 0 || ret->currency == NULL ||
	    !money_is_currency(ret->currency) || total == NULL ||
	    !minor_of(sc, total, ret->currency, &ret->total) ||
	    (paid != NULL && !minor_of(sc, paid, ret->currency, &ret->paid)))
		return 0;
	if (ret->amends == NULL || *ret->amends == '\0' ||
	    strlen(ret->amends) > LONGEST_NUMBER)
		ret->amends = amends;
	read_kind(sc, j, ret);
	return 1;
}

static int
keep_node(struct scope *sc, const struct cJSON *j, void *row)
{
	(void)sc;
	*(const struct cJSON **)row = j;
	return 1;
}

static const struct cJSON *
first_amendment(const struct cJSON *j)
{
	const struct cJSON *list = told_at(j, "amendments");

	return list != NULL && json_is_array(list) ? json_first(list) : NULL;
}

static int
count(const struct cJSON *const *node, int n)
{
	int all = n;

	for (int i = 0; i < n; i++)
		for (const struct cJSON *it = first_amendment(node[i]);
		    it != NULL; it = json_next(it))
			all++;
	return all;
}

static void
add(struct scope *sc, const struct cJSON *j, const char *amends,
    struct list *to, int *odd)
{
	struct partner_invoice *all = (void *)(uintptr_t)to->at;

	if (read_one(sc, j, amends, &all[to->n]))
		to->n++;
	else
		++*odd;
}

enum err
partner_invoices(struct scope *sc, const struct api_reply *got, int ngot,
    struct list *ret, int *ret_odd)
{
	struct partner_rows rows = { .size = sizeof(const struct cJSON *),
	    .fill = keep_node };
	const struct cJSON *const *node;
	enum err e = partner_page_read(sc, got, ngot, &rows);
	struct list all = { 0 };

	if (e != E_OK)
		return e;
	node = rows.row;
	all.at = scope_alloc(sc, sizeof(struct partner_invoice) *
	    (size_t)(count(node, rows.n) + 1));
	*ret_odd = 0;
	for (int i = 0; i < rows.n; i++) {
		add(sc, node[i], NULL, &all, ret_odd);
		for (const struct cJSON *it = first_amendment(node[i]);
		    it != NULL; it = json_next(it))
			add(sc, it, told_text(sc, node[i], "id"), &all,
			    ret_odd);
	}
	*ret = all;
	return E_OK;
}
