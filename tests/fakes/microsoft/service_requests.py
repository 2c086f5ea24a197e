"""Service requests of Partner Center: made in the portal by people, read and changed by the API."""

import json

from server import Reply

STATUS = ("none", "open", "closed", "attention_needed")
SEVERITY = ("unknown", "critical", "moderate", "minimal")
OF_CUSTOMER = "/v1/customers/{customer}/servicerequests"


class ServiceRequests:
    """Part of PartnerCenter (`pc`). `rows` is {number: row}; a row's `by` is the person who made it."""

    routes = (
        ("GET", OF_CUSTOMER, "cases.list_customer"), ("GET", OF_CUSTOMER + "/{number}", "cases.get"),
        ("PATCH", OF_CUSTOMER + "/{number}", "cases.patch"), ("GET", "/v1/servicerequests", "cases.list_own"),
        ("GET", "/v1/servicerequests/{number}", "cases.get"),
        ("PATCH", "/v1/servicerequests/{number}", "cases.patch"),
    )
    for_person = {name for _, _, name in routes}

    def __init__(self, pc):
        self.pc, self.rows = pc, {}

    # ---- in the portal

    def add(self, title, description="", customer=None, by="ewa.nowak@partner.example", severity="moderate", **more):
        """Somebody makes a request; returns its number."""
        with self.pc.lock:
            number, now = f"6{len(self.rows) + 18040512345678:014d}", self.pc.now()
            self.rows[number] = {"id": number, "title": title, "description": description, "customer": customer,
                                 "by": by, "severity": severity, "status": "open", "created": now, "modified": now,
                                 "closed": None, "notes": [], "productName": "Microsoft 365", "productId": "15960",
                                 "countryCode": "PL", **more}
            return number

    def engineer_says(self, number, text, status="attention_needed"):
        with self.pc.lock:
            self.note(self.rows[number], "Microsoft Support", text)
            self.change(self.rows[number], status=status)
        return {}

    def set(self, number, **members):
        with self.pc.lock:
            self.change(self.rows[number], **members)
        return {}

    def note(self, row, by, text):
        row["notes"].append({"by": by, "at": self.pc.now(), "text": text})

    def change(self, row, **members):
        row.update(members, modified=self.pc.now())
        row["closed"] = row["closed"] or self.pc.now() if row["status"] == "closed" else None

    # ---- by the API

    def short(self, row):
        """As a list has it."""
        pc = self.pc
        return {"title": row["title"], "severity": pc.enum(SEVERITY, row["severity"]), "id": row["id"],
                "status": pc.enum(STATUS, row["status"]),
                "primaryContact": {"lastName": "Nowak", "firstName": "Ewa", "email": row["by"]},
                "createdDate": pc.date(row["created"]), "lastModifiedDate": pc.date(row["modified"]),
                "lastClosedDate": pc.date(row["closed"]), "attributes": {"objectType": "ServiceRequest"}}

    def whole(self, row):
        return {**self.short(row), "description": row["description"], "supportTopicId": "32444671",
                "supportTopicName": "Cannot manage my profile",
                "organization": {"id": row["customer"] or self.pc.tenant, "name": "Fabrikam Sp. z o.o."},
                "productName": row["productName"], "productId": row["productId"], "countryCode": row["countryCode"],
                "fileLinks": [], "notes": [{"createdByName": n["by"], "createdDate": self.pc.date(n["at"]),
                                            "text": n["text"]} for n in row["notes"]],
                "attributes": {"etag": f"W{len(row['notes'])}", "objectType": "ServiceRequest"}}

    def list_customer(self, request, customer):
        return self.list(request, lambda row: row["customer"] == customer)

    def list_own(self, request):
        return self.list(request, lambda row: row["by"] == request.claims["upn"])

    def list(self, request, belongs):
        rows = [row for row in self.rows.values() if belongs(row)]
        if "filter" in request.query:
            rows = [row for row in rows if row["status"] == self.status_of(request.query["filter"])]
        return self.pc.collection(request, [self.short(row) for row in rows])

    def status_of(self, text):
        """The one filter that there is: by equal Status."""
        try:
            given = json.loads(text)
            wanted = (given["Field"].lower(), given["Operator"].lower(), given["Value"].lower())
        except (ValueError, KeyError, TypeError, AttributeError):
            wanted = ()
        if wanted[:2] != ("status", "equals") or wanted[2] not in STATUS:
            self.pc.no_code(3000)
        return wanted[2]

    def find(self, request, number, customer):
        """A customer's request; without one our person's own, or with the header anybody's of the organisation."""
        row = self.rows.get(number)
        everybody = request.header("IncludeOrganizationRequests") == "true"
        if row is None or (row["customer"] != customer if customer else
                           row["by"] != request.claims["upn"] and not everybody):
            self.pc.no_code(1000)
        return row

    def get(self, request, number, customer=None):
        return self.pc.ok(self.whole(self.find(request, number, customer)))

    def patch(self, request, number, customer=None):
        row, given = self.find(request, number, customer), self.pc.document(request)
        if (given.get("attributes") or {}).get("objecttype") != "ServiceRequest" or \
                given.get("id") not in (None, number):
            self.pc.no_code(3000)
        note, members = given.get("newnote") or {}, {}
        for name, words, nothing in (("status", STATUS, "none"), ("severity", SEVERITY, "unknown")):
            word = self.word(given.get(name), words)
            if word not in (None, nothing):
                members[name] = word
        if row["status"] == "closed" and members.get("status") == "closed":
            self.pc.no_code(800040)
        text = note.get("text")
        if text:
            self.note(row, "Account", text)
            self.pc.note_created("note", number=number, text=text)
        self.change(row, **members)
        self.pc.note_created("change", number=number, **members)
        return Reply(200) if self.pc.style.quiet else self.pc.ok(self.whole(row))

    def word(self, given, words):
        """An enum comes as its text or its number."""
        if given is None:
            return None
        word = words[given] if isinstance(given, int) and 0 <= given < len(words) else str(given).lower()
        word = {"attentionneeded": "attention_needed"}.get(word, word)
        if word not in words:
            self.pc.no_code(3000)
        return word
