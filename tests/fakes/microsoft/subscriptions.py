"""What customers bought, in Partner Center: its whole life by hand and by time, its status by the API (DOMAIN 5, 6.4)."""

import json

from server import guid, iso

OF_CUSTOMER = "/v1/customers/{customer}/subscriptions"
ONE = OF_CUSTOMER + "/{sub}"
STATUSES = ("none", "active", "pending", "suspended", "expired", "disabled", "deleted")
TURNS = {("active", "suspended"), ("suspended", "active"), ("active", "deleted")}
# What a PATCH may change besides; what it leaves out of the renewal falls back, silently.
WRITABLE, RENEWAL = ("quantity", "friendlyName", "billingCycle"), ("autoRenewEnabled", "scheduledNextTermInstructions")
# Neither is kept from what is sent.
OURS = ("attributes", "status", "suspensionReasons", *WRITABLE, *RENEWAL)
DAY, LEGACY_DAYS, DISABLED_DAYS, GONE_DAYS = 86400, 90, 30, 120


class Exact(str):
    """A number to be written with just these digits (PartnerApi.render)."""

    def __new__(cls, digits):
        return super().__new__(cls, "\ue000" + digits)


class Subscriptions:
    """Part of PartnerCenter (`pc`). `rows` is {(tenant, id): row}, as the API has it. `lost` is what PATCHes left out of
    the object that they took, or changed without a right to: (id, member). A `reason` is the word for our own suspension;
    `together`: does the renewal come back with the status? Else it must be asked for after it. `later`: so many seconds
    more have gone by for them."""

    routes = (("GET", OF_CUSTOMER, "bought.list"), ("GET", ONE, "bought.get"), ("PATCH", ONE, "bought.patch"),
              ("GET", ONE + "/azureEntitlements", "bought.inside"))

    def __init__(self, pc):
        self.pc, self.rows, self.lost = pc, {}, []
        self.since, self.queued, self.azure = {}, {}, {}
        self.reason, self.together, self.later = "PartnerSuspended", False, 0

    # ---- by hand

    def add(self, tenant, name, offer, **members):
        with self.pc.lock:
            sub, now = members.pop("id", None) or guid(), self.pc.now()
            self.rows[tenant, sub] = {
                "id": sub, "offerId": offer, "offerName": name, "friendlyName": name, "productType": {
                    "id": "OnlineServicesNCE", "displayName": "OnlineServicesNCE"},
                "quantity": 15, "unitType": "Licenses", "creationDate": iso(now), "effectiveStartDate": iso(now),
                "commitmentEndDate": iso(now + 365 * DAY), "status": "active", "autoRenewEnabled": True,
                "isTrial": False, "isMicrosoftProduct": True, "billingType": "license", "billingCycle": "monthly",
                "termDuration": "P1Y", "partnerId": "4847383", "suspensionReasons": [], "contractType": "subscription",
                "orderId": guid()[:12], "publisherName": "Microsoft", **members,
                "attributes": {"etag": guid(), "objectType": "Subscription"}}
            self.since[sub] = now
            return sub

    def row(self, sub):
        return next(row for (_, id), row in self.rows.items() if id == sub)

    def set(self, sub, **members):
        """Somebody changes it in the portal."""
        with self.pc.lock:
            self.write(self.row(sub), members)
        return {}

    def queue(self, sub, secs=DAY):
        """An operation is pending that long: 900278."""
        self.queued[sub] = self.pc.now() + secs
        return {}

    def active_azure(self, sub, n):
        """So many Azure subscriptions in this plan are active: 900115."""
        self.azure[sub] = n
        return {}

    def write(self, row, members):
        if members.get("status", row["status"]) != row["status"]:
            self.since[row["id"]] = self.pc.now()
        row.update(members, attributes={"etag": guid(), "objectType": "Subscription"})

    # ---- by time

    def kind(self, row):
        return "azure-plan" if row["offerId"].startswith("DZH318Z0BPS6:") else "nce" if ":" in row["offerId"] else "legacy"

    def age(self, row):
        """What was left suspended is lost: a legacy licence after 90 days or its term, new commerce after its term."""
        if row["status"] not in ("suspended", "disabled"):
            return row
        now, end = self.pc.now() + self.later, self.pc.day(row.get("commitmentEndDate")) or float("inf")
        if self.kind(row) == "legacy":
            since = self.since[row["id"]]
            is_over, is_gone = False, now >= (min(end, since + LEGACY_DAYS * DAY) if end >= since else
                                              since + LEGACY_DAYS * DAY)
        else:
            is_over, is_gone = now >= end + DISABLED_DAYS * DAY, now >= end + GONE_DAYS * DAY
        if is_gone or (is_over and row["status"] == "suspended"):
            self.write(row, {"status": "deleted" if is_gone else "disabled"})
        return row

    # ---- by the API

    def find(self, customer, sub):
        if (customer, sub) not in self.rows:
            self.pc.no_code(20003)
        return self.age(self.rows[customer, sub])

    def shown(self, row):
        return recased(row, str.upper) if self.pc.style.names == "pascal" else row

    def list(self, request, customer):
        return self.pc.collection(request, [self.shown(self.age(row)) for (of, _), row in self.rows.items()
                                            if of == customer])

    def get(self, request, customer, sub):
        return self.pc.ok(self.shown(self.find(customer, sub)))

    def inside(self, request, customer, sub):
        """The Azure subscriptions of a plan, and one that is over; where nobody said how many, they are not shown."""
        self.find(customer, sub)
        if sub not in self.azure:
            self.pc.no_code(900308)
        return self.pc.collection(request, [
            {"id": guid(), "friendlyName": "Microsoft Azure", "status": status, "subscriptionId": sub}
            for status in ["deleted"] + ["active"] * self.azure.get(sub, 0)])

    def patch(self, request, customer, sub):
        """The whole object comes back with its new members."""
        row, given = self.find(customer, sub), self.taken(request)
        self.match(request.header("If-Match"), row)
        status = str(given.get("status", row["status"])).lower()
        if str(given.get("id")).lower() != sub.lower() or status not in STATUSES:
            self.pc.no_code(3000)
        changed = [m for m in (*WRITABLE, *RENEWAL) if m.lower() in given and given[m.lower()] != row.get(m)]
        self.may(row, status, changed, given)
        self.forget(row, given)
        self.write(row, {"status": status, **self.effect(row, status, given)})
        self.pc.note_created("subscription", id=sub, status=status, renews=row["autoRenewEnabled"])
        self.pc.happened("update_subscription", "subscription", customer)
        return self.pc.ok(self.shown(row))

    def taken(self, request):
        """Members in small letters; numbers with each of their digits."""
        try:
            found = json.loads(request.body.decode("utf-8"), parse_float=Exact)
        except ValueError:
            found = None
        if not isinstance(found, dict) or len({k.lower() for k in found}) != len(found):
            self.pc.no(400, 3000, "The body is no JSON object, or has a member twice")
        return {k.lower(): v for k, v in found.items()}

    def match(self, etag, row):
        if not etag or not (etag.startswith('"') and etag.endswith('"')):
            self.pc.no(412, 412, "The header If-Match is missing or has no quotes")
        if etag.strip('"') != row["attributes"]["etag"]:
            self.pc.no_code(2055)

    def may(self, row, status, changed, given):
        """Refuses, in Partner Center's order as far as anybody knows."""
        pc, sub, was = self.pc, row["id"], row["status"]
        if was == "deleted":
            pc.no_code(2011)
        if self.queued.get(sub, 0) > pc.now():
            pc.no_code(900278)
        if (was, status) not in TURNS and (was, status) != ("active", "active"):
            pc.no_code(2001 if "quantity" in changed else 800091 if was == status == "suspended" and changed else 800040)
        if was == "suspended" and set(changed) & set(WRITABLE):
            pc.no_code(2001 if "quantity" in changed else 800091)
        if was == "suspended" and set(row["suspensionReasons"]) - {self.reason}:
            pc.no_code(800040)
        if status == "suspended" and self.kind(row) == "azure-plan" and self.azure.get(sub):
            pc.no_code(900115)
        if status == "deleted" and pc.now() > (pc.day(row.get("cancellationAllowedUntilDate")) or 0):
            pc.no_code(900117)
        if given.get(RENEWAL[1].lower()) is not None and RENEWAL[1] in changed and not given.get(RENEWAL[0].lower()):
            pc.no_code(3000)

    def forget(self, row, given):
        """What nobody may change is what it was; what was left out is gone."""
        for member in [m for m in row if m not in OURS]:
            if member.lower() not in given:
                row.pop(member)
            elif alike(given[member.lower()]) == alike(self.shown({"x": row[member]}).popitem()[1]):
                continue
            self.lost.append((row["id"], member))

    def effect(self, row, status, given):
        wrote = {m: given[m.lower()] for m in WRITABLE if m.lower() in given}
        renews, scheduled = bool(given.get(RENEWAL[0].lower())), recased(given.get(RENEWAL[1].lower()), str.lower)
        if self.kind(row) != "legacy" and (status == "suspended" or (row["status"] == "suspended" and
                                                                     not self.together)):
            renews, scheduled = False, None
        return {**wrote, RENEWAL[0]: renews, RENEWAL[1]: scheduled, "suspensionReasons":
                [self.reason] if status == "suspended" else []}


def recased(value, how):
    """With names whose first letter is so."""
    if isinstance(value, dict):
        return {how(k[:1]) + k[1:]: recased(v, how) for k, v in value.items()}
    return [recased(v, how) for v in value] if isinstance(value, list) else value


def alike(value):
    return json.dumps(value, sort_keys=True)
