"""Partner Center's webhook: its registration, and the test event that it sends when asked."""

from server import guid

EVENTS = ("subscription-updated", "invoice-ready", "usagerecords-thresholdExceeded", "azure-fraud-event-detected",
          "new-commerce-migration-completed", "reseller-relationship-accepted-by-customer",
          "granular-admin-relationship-approved", "granular-admin-relationship-activated",
          "granular-admin-relationship-terminated", "granular-admin-relationship-expired", "test-created",
          "referral-created", "referral-updated")
ROOT = "/webhooks/v1/registration"


class Hooks:
    """Part of PartnerCenter (`pc`). `send` is called with (url, event) for a test event and returns the HTTP status of
    the answer; a Sender of notifications.py may stand there."""

    routes = (("GET", ROOT, "hooks.get"), ("POST", ROOT, "hooks.post"), ("PUT", ROOT, "hooks.put"),
              ("GET", ROOT + "/events", "hooks.events"), ("POST", ROOT + "/validationEvents", "hooks.validate"),
              ("GET", ROOT + "/validationEvents/{id}", "hooks.result"))
    MOST_PER_MINUTE = 2

    def __init__(self, pc):
        self.pc, self.row, self.results, self.asked = pc, None, {}, []
        self.send = lambda url, event: None

    def get(self, request):
        return self.pc.ok(self.row) if self.row else self.pc.no_code(1000)

    def events(self, request):
        return self.pc.ok(list(EVENTS))

    def post(self, request):
        if self.row:
            self.pc.no(409, 409, "A registration exists; update it")
        return self.write(request)

    def put(self, request):
        return self.write(request) if self.row else self.pc.no_code(1000)

    def write(self, request):
        given = self.pc.document(request)
        url, events = given.get("webhookurl"), given.get("webhookevents")
        if not isinstance(url, str) or not url.startswith("https://") or not isinstance(events, list) or \
                not events or any(e not in EVENTS for e in events):
            self.pc.no_code(3000)
        before = self.row or {"SubscriberId": guid()}
        self.row = {**before, "WebhookUrl": url, "WebhookEvents": events,
                    "SignatureTokenToMsSignatureHeader": bool(given.get("signaturetokentomssignatureheader"))}
        self.pc.note_created("registration", url=url, events=events)
        return self.pc.ok(self.row)

    def validate(self, request):
        """Sends test-created; so often, and no oftener."""
        now = self.pc.now()
        self.asked = [at for at in self.asked if at > now - 60]
        if len(self.asked) >= self.MOST_PER_MINUTE:
            return self.pc.throttled(60)
        if not self.row:
            self.pc.no_code(1000)
        self.asked.append(now)
        key = guid()
        status = self.send(self.row["WebhookUrl"], {
            "EventName": "test-created", "ResourceUri":
            f"https://api.partnercenter.microsoft.com{ROOT}/validationEvents/{key}", "ResourceName": "test", "AuditUri": None, "ResourceChangeUtcDate": self.pc.date(now)})
        self.results[key] = {"correlationId": key, "partnerId": self.pc.tenant, "status": "completed", "callbackUrl":
                             self.row["WebhookUrl"], "results": [{"responseCode": str(status), "responseMessage": ""}]}
        return self.pc.ok({"correlationId": key})

    def result(self, request, id):
        return self.pc.ok(self.results[id]) if id in self.results else self.pc.no_code(1000)
