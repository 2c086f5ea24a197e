"""Microsoft Graph, as much of it as service health and delegated administration need. Health is each tenant's own."""

import re
import urllib.parse

from server import Fake, Refusal, Reply, guid, iso
from tokens import TokenError, is_app, is_for

HEALTH = "/v1.0/admin/serviceAnnouncement"
RIGHTS = {"list_health": "ServiceHealth.Read.All", "list_issues": "ServiceHealth.Read.All", "get_issue":
          "ServiceHealth.Read.All", "list_messages": "ServiceMessage.Read.All",
          "list_gdap": "DelegatedAdminRelationship.Read.All"}
SERVICES = {"Exchange": "Exchange Online", "SharePoint": "SharePoint Online", "microsoftteams": "Microsoft Teams",
            "OrgLiveID": "Identity Service", "Intune": "Microsoft Intune", "DynamicsCRM": "Dynamics 365 Apps"}
# What a filter may ask: path eq true|'text', path ge TIME.
TERM = re.compile(r"([\w/]+)\s+(eq|ne|ge|le|gt|lt)\s+(?:'([^']*)'|(\S+))")


class Graph(Fake):
    """`issues` and `messages` are lists of (tenant, row); a row's tenant None is everybody's."""

    routes = (("GET", HEALTH + "/healthOverviews", "list_health"), ("GET", HEALTH + "/issues", "list_issues"),
              ("GET", HEALTH + "/issues/{id}", "get_issue"), ("GET", HEALTH + "/messages", "list_messages"),
              ("GET", "/v1.0/tenantRelationships/delegatedAdminRelationships", "list_gdap"))
    back_door = ("incident", "resolve")

    def __init__(self, keyring):
        super().__init__()
        self.keyring, self.issues, self.messages, self.gdap, self.page_size = keyring, [], [], [], 100

    # ---- what happens

    def incident(self, service="Exchange Online", title="Some users cannot send mail", tenant=None, **members):
        """Microsoft tells of an incident; returns it."""
        with self.lock:
            at = iso(self.now())
            row = {"id": f"EX{len(self.issues) + 700001}", "title": title, "service": service, "feature": "E-Mail",
                   "featureGroup": "E-Mail and calendar access", "classification": "incident", "origin": "microsoft",
                   "status": "serviceDegradation", "isResolved": False, "highImpact": None, "impactDescription": title,
                   "startDateTime": at, "endDateTime": None, "lastModifiedDateTime": at, "details": [], "posts": [
                       {"createdDateTime": at, "postType": "regular", "description": {
                           "contentType": "html", "content": f"<p>{title}</p>"}}], **members}
            self.issues.append((tenant, row))
            return row

    def resolve(self, id):
        with self.lock:
            for _, row in self.issues:
                if row["id"] == id:
                    row.update(status="serviceRestored", isResolved=True, endDateTime=iso(self.now()),
                               lastModifiedDateTime=iso(self.now()))
        return {}

    def message(self, title, services=("Exchange Online",), tenant=None):
        with self.lock:
            at = iso(self.now())
            self.messages.append((tenant, {
                "id": f"MC{len(self.messages) + 500001}", "title": title, "services": list(services), "category":
                "planForChange", "severity": "normal", "isMajorChange": False, "startDateTime": at, "endDateTime": at,
                "lastModifiedDateTime": at, "body": {"contentType": "html", "content": f"<p>{title}</p>"}}))

    def delegate(self, customer, name, roles, days=730, extends="P180D", status="active"):
        """A customer gave us rights (GDAP); `roles` are ids of role templates."""
        self.gdap.append({
            "id": f"{guid()}-{guid()}", "displayName": f"cspdesk {name}", "duration": f"P{days}D", "status": status,
            "customer": {"tenantId": customer, "displayName": name}, "autoExtendDuration": extends,
            "accessDetails": {"unifiedRoles": [{"roleDefinitionId": r} for r in roles]}, "createdDateTime":
            iso(self.now()), "activatedDateTime": iso(self.now()), "lastModifiedDateTime": iso(self.now()),
            "endDateTime": iso(self.now() + days * 86400), "@odata.etag": f'W/"{guid()}"'})

    # ---- who asks

    def call(self, request, name, arguments):
        try:
            claims = self.keyring.read(request.header("Authorization"), self.now())
        except TokenError as e:
            said = {"missing": "Access token is empty.", "expired": "Lifetime validation failed, the token is expired."}
            self.no(401, "InvalidAuthenticationToken", said.get(e.why, "IDX14100: JWT is not well formed."))
        if not is_for(claims, "graph"):
            self.no(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.")
        given = claims.get("roles", ()) if is_app(claims) else claims["scp"].split()
        if RIGHTS[name] not in given:
            self.no(403, "Forbidden" if name == "list_gdap" else "UnknownError", "The required permissions are missing "
                    f"from the access token: {RIGHTS[name]}.")
        request.tenant = claims["tid"]
        return super().call(request, name, arguments)

    # ---- lists

    def own(self, request, rows):
        return [row for tenant, row in rows if tenant in (None, request.tenant)]

    def list_health(self, request):
        live = {i["service"]: i["status"] for i in self.own(request, self.issues) if not i["isResolved"]}
        rows = [{"id": id, "service": name, "status": live.get(name, "serviceOperational")}
                for id, name in SERVICES.items()]
        if request.query.get("$expand") == "issues":
            rows = [{**row, "issues": [i for i in self.own(request, self.issues) if i["service"] == row["service"]]}
                    for row in rows]
        return self.page(request, rows, "healthOverviews")

    def list_issues(self, request):
        return self.page(request, self.own(request, self.issues), "issues")

    def get_issue(self, request, id):
        for row in self.own(request, self.issues):
            if row["id"] == id:
                return Reply(200, row)
        return self.no(404, "ResourceNotFound", f"The issue '{id}' was not found.")

    def list_messages(self, request):
        return self.page(request, self.own(request, self.messages), "messages")

    def list_gdap(self, request):
        return self.page(request, self.gdap, "delegatedAdminRelationships")

    def page(self, request, rows, what):
        rows = [row for row in rows if self.fits(row, request.query.get("$filter", ""))]
        top, skip = request.query.get("$top", "1000"), request.query.get("$skip", "0")
        if not top.isdigit() or not 1 <= int(top) <= 1000 or not skip.isdigit():
            self.no(400, "BadRequest", "Invalid value for $top or $skip.")
        size, first = min(int(top), self.page_size, self.preferred(request)), int(skip)
        answer = {"@odata.context": f"https://graph.microsoft.com/v1.0/$metadata#{what}",
                  "value": rows[first:first + size]}
        if first + size < len(rows):
            query = urllib.parse.urlencode({**request.query, "$skip": first + size}, safe="$")
            answer["@odata.nextLink"] = f"{self.url}{request.raw_path}?{query}"
        return Reply(200, answer)

    def preferred(self, request):
        """How many rows of a page the header Prefer asks for."""
        said = request.header("Prefer")
        found = re.fullmatch(r"odata\.maxpagesize=(\d+)", said) if said else None
        if said and not (found and 1 <= int(found[1]) <= 1000):
            self.no(400, "BadRequest", f"Invalid preference: '{said}'.")
        return int(found[1]) if found else 1000

    def fits(self, row, text):
        return all(self.holds(row, term.strip()) for term in filter(None, re.split(r"\s+and\s+", text)))

    def holds(self, row, term):
        found = TERM.fullmatch(term)
        if not found:
            self.no(400, "BadRequest", f"Invalid filter clause: '{term}'.")
        value = row
        for name in found[1].split("/"):
            if not isinstance(value, dict) or name not in value:
                self.no(400, "BadRequest", f"Could not find a property named '{name}'.")
            value = value[name]
        words = {"true": True, "false": False, "null": None}
        wanted = found[3] if found[3] is not None else words.get(found[4], found[4])
        if found[2] in ("eq", "ne"):
            return (value == wanted) == (found[2] == "eq")
        value, wanted = value or "", str(wanted)
        return {"ge": value >= wanted, "le": value <= wanted, "gt": value > wanted, "lt": value < wanted}[found[2]]

    # ---- refusing

    def no(self, status, code, message):
        raise Refusal(self.error(status, code, message))

    def error(self, status, code, message, headers=None):
        key = guid()
        return Reply(status, {"error": {"code": code, "message": message, "innerError": {
            "date": iso(self.now(), 0, ""), "request-id": key, "client-request-id": key}}}, headers)

    def no_route(self, request, known):
        return self.error(405 if known else 404, "ResourceNotFound", "Resource not found for the segment.")

    def throttled(self, secs):
        return self.error(429, "TooManyRequests", "Too many requests.", {"Retry-After": int(secs)})

    def broken(self, status):
        return self.error(status, "InternalServerError", "Internal server error.")
