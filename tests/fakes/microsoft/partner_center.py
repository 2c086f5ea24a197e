"""Partner Center's REST API: customers, relationships, audit records and invoices; in files of their own subscriptions,
service requests and webhooks."""

import datetime
import json

from partner_api import PartnerApi
from partner_hooks import Hooks
from server import iso
from service_requests import ServiceRequests
from subscriptions import Subscriptions

CUSTOMER = "/v1/customers/{customer}"
AUDIT_DAYS = 90


class PartnerCenter(PartnerApi):
    routes = (
        ("GET", "/v1/customers", "list_customers"), ("GET", CUSTOMER, "get_customer"),
        ("GET", CUSTOMER + "/relationships", "list_resellers"),
        ("GET", "/v1/relationships", "list_relationships"), ("GET", "/v1/auditrecords", "list_audit"),
        ("GET", "/v1/invoices/summary", "get_summary"), ("GET", "/v1/invoices", "list_invoices"),
        ("GET", "/v1/invoices/{invoice}", "get_invoice"), ("GET", "/v1/profiles/mpn", "get_profile"),
        ("GET", "/v1/profiles/support", "get_support_profile"),
        ("GET", "/v1/serviceincidents/office", "list_incidents"),
        *Subscriptions.routes, *ServiceRequests.routes, *Hooks.routes,
    )
    for_person = {"list_resellers", "list_relationships", "get_invoice", "get_profile", "get_support_profile",
                  *ServiceRequests.for_person}
    back_door = ("refuse_next", "list_made")

    def __init__(self, keyring, tenant):
        super().__init__(keyring, tenant)
        self.cases, self.hooks, self.bought = ServiceRequests(self), Hooks(self), Subscriptions(self)
        self.customers, self.resellers = {}, {}
        self.audit, self.invoices, self.incidents = [], {}, []

    # ---- what there is

    def customer(self, tenant, name, domain, relationship="reseller"):
        self.customers[tenant] = {
            "id": tenant, "companyProfile": {"tenantId": tenant, "domain": domain, "companyName": name,
                                             "links": {}, "attributes": {"objectType": "CustomerCompanyProfile"}},
            "relationshipToPartner": relationship, "allowDelegatedAccess": True, "associatedPartnerID": None,
            "attributes": {"objectType": "Customer"}}

    def subscription(self, tenant, name="Microsoft 365 Business Premium", offer="CFQ7TTC0LCHC:0002:CFQ7TTC0K971",
                     **members):
        """A customer buys something; returns the subscription's id."""
        return self.bought.add(tenant, name, offer, **members)

    def reseller(self, tenant, name, mpn, customers=()):
        """An indirect reseller of ours, and whose it is."""
        self.resellers[tenant] = {"id": tenant, "name": name, "mpnId": mpn, "customers": list(customers)}

    def happened(self, operation, resource, customer=None, at=None, **more):
        """An audit record."""
        with self.lock:
            self.audit.append({
                "partnerId": self.tenant, "customerId": customer, "customerName": None, "userPrincipalName":
                "ewa.nowak@partner.example", "resourceType": resource, "resourceNewValue": "{}", "operationType":
                operation, "operationDate": at or self.now(), "operationStatus": "succeeded", "customizedData": [],
                "attributes": {"objectType": "AuditRecord"}, **more})

    def list_made(self):
        return {"created": self.created}

    # ---- customers and what they have

    def check_customer(self, tenant):
        if tenant not in self.customers:
            self.no_code(60003)
        if self.customers[tenant]["relationshipToPartner"] == "none":
            self.no_code(20002)

    def list_customers(self, request):
        return self.collection(request, list(self.customers.values()))

    def get_customer(self, request, customer):
        return self.ok(self.customers[customer])

    # ---- relationships

    def relation(self, row, kind):
        return {"id": row["id"], "name": row["name"], "relationshipType": kind, "state": "Active",
                "mpnId": row["mpnId"], "location": "PL", "attributes": {"objectType": "PartnerRelationship"}}

    def list_resellers(self, request, customer):
        return self.collection(request, [self.relation(r, "is_indirect_cloud_solution_provider_of")
                                         for r in self.resellers.values() if customer in r["customers"]])

    def list_relationships(self, request):
        kinds = {"IsIndirectCloudSolutionProviderOf": list(self.resellers.values()), "IsIndirectResellerOf": []}
        kind = request.query.get("relationship_type")
        if kind not in kinds:
            self.no_code(3000)
        return self.collection(request, [self.relation(r, "is_indirect_cloud_solution_provider_of")
                                         for r in kinds[kind]])

    # ---- records and money

    def list_audit(self, request):
        """From a day on, at most so many days back, to another day if one is told."""
        first = self.day(request.query.get("startDate"))
        last = self.day(request.query.get("endDate")) if request.query.get("endDate") else None
        if first is None or first < self.now() - (AUDIT_DAYS + 1) * 86400:
            self.no(400, 3000, f"startDate is missing or more than {AUDIT_DAYS} days back")
        rows = [r for r in self.audit if r["operationDate"] >= first and (last is None or r["operationDate"] <= last)]
        return self.collection(request, [{**r, "operationDate": self.date(r["operationDate"])} for r in rows])

    def day(self, text):
        try:
            at = datetime.datetime.fromisoformat((text or "").replace("Z", "+00:00"))
        except ValueError:
            return None
        return at.replace(tzinfo=at.tzinfo or datetime.timezone.utc).timestamp()

    def invoice(self, total, currency="PLN", days_ago=0, **more):
        """Microsoft bills the partner; returns the number. The list has no link to the PDF, one by its number has."""
        with self.lock:
            number, at = f"G{len(self.invoices) + 12345678:09d}", self.now() - days_ago * 86400
            self.invoices[number] = {
                "id": number, "invoiceDate": at, "billingPeriodStartDate": at - 38 * 86400, "billingPeriodEndDate":
                at - 8 * 86400, "totalCharges": total, "paidAmount": 0.0, "currencyCode": currency, "currencySymbol":
                {"PLN": "zł", "EUR": "€"}.get(currency, currency), "invoiceDetails": [{
                    "invoiceLineItemType": "billing_line_items", "billingProvider": "one_time"}], "amendments": [],
                "documentType": "invoice", "status": "active", "amendsOf": None, "invoiceType": "OneTime", **more}
            return number

    def credit(self, number, total, days_ago=0):
        """A credit note that corrects an invoice; it is listed, and stands in the invoice, too."""
        note = self.invoice(-total, self.invoices[number]["currencyCode"], days_ago, documentType="adjustment_note",
                            amendsOf=number)
        self.invoices[number]["amendments"].append(note)
        return note

    def pay(self, number, amount=None):
        """The partner's money came: negative, as Microsoft writes it."""
        row = self.invoices[number]
        row["paidAmount"] = -(row["totalCharges"] if amount is None else amount)

    def invoice_row(self, row):
        dates = {name: self.date(row[name]) for name in ("invoiceDate", "billingPeriodStartDate",
                                                         "billingPeriodEndDate")}
        return {**row, **dates, "amendments": [self.invoice_row(self.invoices[n]) for n in row["amendments"]],
                "attributes": {"objectType": "Invoice"}}

    def list_invoices(self, request):
        return self.collection(request, [self.invoice_row(i) for i in self.invoices.values()])

    def get_invoice(self, request, invoice):
        if invoice not in self.invoices:
            self.no_code(1000)
        link = {"uri": f"/invoices/{invoice}/documents/statement", "method": "GET", "headers": []}
        return self.ok({**self.invoice_row(self.invoices[invoice]), "pdfDownloadLink": link["uri"],
                        "links": {"self": {**link, "uri": f"/invoices/{invoice}"}}})

    def get_summary(self, request):
        open_amount = sum(i["totalCharges"] + i["paidAmount"] for i in self.invoices.values())
        return self.ok({"balanceAmount": open_amount, "currencyCode": "PLN", "currencySymbol": "zł", "accountingDate":
                        iso(self.now()), "details": [], "attributes": {"objectType": "InvoiceSummary"}})

    # ---- who we are

    def get_profile(self, request):
        number = request.query.get("mpnId", "4847383")
        if number not in ("4847383", *(r["mpnId"] for r in self.resellers.values())):
            self.no(404, 3000, "PartnerID not found")
        return self.ok({"partnerName": "Tatra IT", "mpnId": number, "profileType": "MpnProfile",
                        "attributes": {"objectType": "MpnProfile"}})

    def get_support_profile(self, request):
        return self.ok({"email": "support@partner.example", "telephone": "+48123456789",
                        "website": "https://support.partner.example", "profileType": "SupportProfile",
                        "attributes": {"objectType": "SupportProfile"}})

    def list_incidents(self, request):
        """By workload; a filter asks for those that are resolved, or not."""
        rows, text = self.incidents, request.query.get("filter")
        if text:
            try:
                said = json.loads(text)
            except ValueError:
                said = {}
            if said.get("Field") != "Resolved" or said.get("Operator") != "equals" or \
                    said.get("Value") not in ("true", "false"):
                self.no_code(3000)
            rows = [{**row, "incidents": [i for i in row["incidents"] if i["resolved"] == (said["Value"] == "true")]}
                    for row in rows]
        return self.collection(request, rows)
