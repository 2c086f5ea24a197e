"""The provider Microsoft.Support of Azure Resource Manager: tickets and what is written in them.

What the documents leave open is an attribute. engineer_says(), assign(), set_ticket() are the other side of a ticket.
Files are support_files.py.
"""

import re

import arm_rules
from arm import PLANS, Arm
from server import Reply, guid, iso
from support_catalog import WITHOUT_PLAN, Catalog
from support_files import Files

SLA_MINUTES = {"minimal": 480, "moderate": 240, "critical": 60, "highestcriticalimpact": 15}
ROOT = "/subscriptions/{sub}/providers/Microsoft.Support"
TICKET = ROOT + "/supportTickets/{name}"


class Support(Arm):
    """`tickets` is {(subscription, name): row}; `again` says what a PUT of a known name with the same content is:
    "same" (200 and the ticket) or "conflict". Other content is a conflict in any case."""

    routes = (
        ("GET", "/providers/Microsoft.Support/operations", "list_operations"),
        ("GET", "/providers/Microsoft.Support/services", "list_services"),
        ("GET", "/providers/Microsoft.Support/services/{service}", "get_service"),
        ("GET", "/providers/Microsoft.Support/services/{service}/problemClassifications", "list_problems"),
        ("GET", "/providers/Microsoft.Support/services/{service}/problemClassifications/{problem}", "get_problem"),
        ("POST", ROOT + "/checkNameAvailability", "check_ticket_name"),
        ("GET", ROOT + "/supportTickets", "list_tickets"),
        ("PUT", TICKET, "put_ticket"), ("GET", TICKET, "get_ticket"), ("PATCH", TICKET, "patch_ticket"),
        ("POST", TICKET + "/checkNameAvailability", "check_message_name"),
        ("GET", TICKET + "/communications", "list_messages"),
        ("PUT", TICKET + "/communications/{message}", "put_message"),
        ("GET", TICKET + "/communications/{message}", "get_message"),
        ("GET", ROOT + "/operationsStatus/{operation}", "get_status"),
        ("GET", ROOT + "/operationResults/{operation}", "get_result"),
        *Files.routes,
    )
    actions = {"put_ticket": "supportTickets/write", "patch_ticket": "supportTickets/write",
               "put_message": "supportTickets/communications/write", **Files.actions}
    back_door = ("engineer_says", "assign", "set_ticket", "list_made")

    def __init__(self, keyring):
        super().__init__(keyring)
        self.catalog, self.files = Catalog(), Files(self)
        self.tickets, self.again, self.refusals = {}, "same", []

    # ---- the catalog

    def list_operations(self, request):
        names = ("services/read", "services/problemClassifications/read", "supportTickets/read",
                 "supportTickets/write", "supportTickets/communications/read", "supportTickets/communications/write")
        return Reply(200, {"value": [{"name": f"Microsoft.Support/{n}", "display": {
            "provider": "Microsoft Support", "resource": n.rsplit("/", 1)[0], "operation": n, "description": n}}
            for n in names]})

    def list_services(self, request):
        return Reply(200, {"value": self.catalog.services()})

    def get_service(self, request, service):
        return self.one_of(self.catalog.services(), service)

    def list_problems(self, request, service):
        rows = self.catalog.classifications(service)
        return Reply(200, {"value": rows}) if rows is not None else self.no(404, "NotFound", f"No service '{service}'.")

    def get_problem(self, request, service, problem):
        return self.one_of(self.catalog.classifications(service) or [], problem)

    def one_of(self, rows, name):
        for row in rows:
            if row["name"].lower() == name.lower():
                return Reply(200, row)
        return self.no(404, "ResourceNotFound", f"The resource '{name}' was not found.")

    # ---- names

    def check_ticket_name(self, request, sub):
        asked = self.body(request, arm_rules.NAME_CHECK)
        self.check_type(asked, "supportTickets")
        return self.available(asked, (sub.lower(), asked["name"].lower()) in self.tickets or
                              self.pending(sub, asked["name"]))

    def check_message_name(self, request, sub, name):
        asked, ticket = self.body(request, arm_rules.NAME_CHECK), self.ticket(sub, name)
        self.check_type(asked, "communications")
        return self.available(asked, asked["name"].lower() in ticket["messages"])

    def check_type(self, asked, kind):
        if asked["type"] != f"Microsoft.Support/{kind}":
            self.no(400, "BadRequest", f"The type '{asked['type']}' is not the one of this resource.", "type")

    def available(self, asked, taken):
        if taken:
            return Reply(200, {"nameAvailable": False, "reason": "Name is already in use",
                               "message": "Name not available"})
        if not is_name(asked["name"]):
            return Reply(200, {"nameAvailable": False, "reason": "Name is invalid", "message": "Name not available"})
        return Reply(200, {"nameAvailable": True, "reason": None, "message": None})

    def check_name(self, name):
        if not is_name(name):
            self.no(400, "InvalidResourceName", f"The resource name '{name}' is invalid.")

    # ---- a ticket is made

    def pending(self, sub, name):
        self.settle()
        return next((o for o in self.operations.values() if o["do"] and o.get("for") == (sub.lower(), name.lower())),
                    None)

    def put_ticket(self, request, sub, name):
        self.check_name(name)
        wanted = self.body(request, arm_rules.TICKET_2020 if request.version == "2020-04-01" else arm_rules.TICKET,
                           "properties")
        self.check_contact(wanted["contactDetails"])
        known, runs = self.tickets.get((sub.lower(), name.lower())), self.pending(sub, name)
        before = known or runs
        if before:
            if before["wanted"] != wanted or self.again == "conflict":
                self.no(409, "Conflict", f"The support ticket name '{name}' is already in use.", "supportTicketName")
            return Reply(200, self.show(known)) if known else self.accepted(runs)
        service, problem = self.check_catalog(wanted)
        self.files.check_workspace(sub, wanted.get("fileWorkspaceName"))
        plan, made_by = self.plan_of(request), request.claims["appid"]

        def make():
            self.check_plan(plan, service)
            return Reply(200, self.show(self.make_ticket(sub, name, wanted, (service, problem, plan, made_by))))

        if not self.asynchronous:
            return make()
        answer = self.begin(request, sub, make)
        list(self.operations.values())[-1].update({"for": (sub.lower(), name.lower()), "wanted": wanted})
        return answer

    def check_contact(self, contact):
        if contact["preferredContactMethod"] == "phone" and not contact.get("phoneNumber"):
            self.no(400, "InvalidRequestContent", "The phone number is required if the preferred contact method is "
                    "phone.", "phoneNumber")

    def check_catalog(self, wanted):
        service, problem = self.catalog.find(wanted["serviceId"], wanted["problemClassificationId"])
        if service is None:
            self.no(400, "InvalidServiceId", f"The service '{wanted['serviceId']}' does not exist.", "serviceId")
        if problem is None:
            self.no(400, "InvalidProblemClassificationId", f"The problem classification "
                    f"'{wanted['problemClassificationId']}' does not exist for this service.",
                    "problemClassificationId")
        return service, problem

    def plan_of(self, request):
        """A CSP's plan counts when its token came along; a CSP's customer has none of its own."""
        of = request.subscription
        return of["plan"] if of["partner"] is None or of["partner"] in request.auxiliary else "CSP"

    def check_plan(self, plan, service):
        """The sentence is the real one (github.com/Azure/azure-sdk-for-net/issues/24662), its code is not known. It
        comes as the end of the operation where there is one."""
        if self.refusals:
            self.no(*self.refusals.pop(0))
        if plan not in PLANS and service not in WITHOUT_PLAN:
            self.no(403, "InvalidSupportPlan", f"Your support plan type is {plan}. To create and update support "
                    "tickets, and add communication operations, you need access to our high tier-support plans.")

    def refuse_next(self, status, code, message):
        """The next ticket is refused so: at once, or by its operation."""
        with self.lock:
            self.refusals.append((status, code, message))

    def make_ticket(self, sub, name, wanted, about):
        service, problem, plan, made_by = about
        at = iso(self.now())
        given = {k: v for k, v in wanted.items() if v is not None}
        row = {"id": f"/subscriptions/{sub}/providers/Microsoft.Support/supportTickets/{name}", "name": name,
               "type": "Microsoft.Support/supportTickets", "wanted": wanted, "messages": {}, "engineer": None,
               "properties": {
                   "require24X7Response": False, **given, "supportTicketId": self.new_number(),
                   "problemClassificationDisplayName": problem, "serviceDisplayName": service, "status": "Open",
                   "serviceLevelAgreement": {
                       "startTime": at, "expirationTime": iso(self.now() + 60 * SLA_MINUTES[wanted["severity"]]),
                       "slaMinutes": SLA_MINUTES[wanted["severity"]]},
                   "supportPlanType": plan, "supportPlanDisplayName": PLANS.get(plan, "Basic"),
                   "createdDate": at, "modifiedDate": at}}
        self.tickets[(sub.lower(), name.lower())] = row
        self.note_created("ticket", name=name, subscription=sub, number=row["properties"]["supportTicketId"],
                          app=made_by, title=wanted["title"])
        return row

    def new_number(self):
        """Sixteen digits beginning with the date, as the portal's."""
        return f"{iso(self.now())[2:10].replace('-', '')}{len(self.tickets) + 40000000:010d}"[:16]

    # ---- a ticket is read and changed

    def ticket(self, sub, name):
        self.settle()
        row = self.tickets.get((sub.lower(), name.lower()))
        if row is None:
            self.no(404, "ResourceNotFound", f"The Resource 'Microsoft.Support/supportTickets/{name}' was not found.")
        return row

    def show(self, row):
        engineer = {"supportEngineer": {"emailAddress": row["engineer"]}}
        return {k: row[k] for k in ("id", "name", "type")} | {"properties": row["properties"] | engineer}

    def get_ticket(self, request, sub, name):
        return Reply(200, self.show(self.ticket(sub, name)))

    def list_tickets(self, request, sub):
        self.settle()
        rows = [self.show(r) for (of, _), r in self.tickets.items() if of == sub.lower()]
        rows = self.filtered(request, rows, {"Status": "status", "CreatedDate": "createdDate", "ServiceId": "serviceId",
                                             "ProblemClassificationId": "problemClassificationId"})
        return self.page(request, rows, 25, 100)

    def patch_ticket(self, request, sub, name):
        row, change = self.ticket(sub, name), self.body(request, arm_rules.UPDATE)
        of = row["properties"]
        if row["engineer"] and change.get("severity") not in (None, of["severity"]):
            self.no(400, "BadRequest", "The severity cannot be changed while a support engineer is actively working "
                    "on the support ticket. Add a communication to request it.", "severity")
        if row["engineer"] and change.get("status") == "closed":
            self.no(400, "BadRequest", "The status cannot be changed to closed while a support engineer is actively "
                    "working on the support ticket. Add a communication to request it.", "status")
        contact = {**of["contactDetails"], **(change.pop("contactDetails", None) or {})}
        self.check_contact(contact)
        status = change.pop("status", None)
        of.update({k: v for k, v in change.items() if v is not None}, contactDetails=contact,
                  modifiedDate=iso(self.now()))
        if status:
            of["status"] = status.capitalize()
        self.note_created("change", name=name, severity=of["severity"], status=of["status"])
        return Reply(200, self.show(row))

    # ---- what is written in it

    def put_message(self, request, sub, name, message):
        self.check_name(message)
        row, wanted = self.ticket(sub, name), self.body(request, arm_rules.COMMUNICATION, "properties")
        if request.as_app and not wanted.get("sender"):
            self.no(400, "InvalidRequestContent", "The sender is required when called by a service principal.",
                    "sender")
        known = row["messages"].get(message.lower())
        if known:
            if known["wanted"] != wanted or self.again == "conflict":
                self.no(409, "Conflict", f"The communication name '{message}' is already in use.", "communicationName")
            return Reply(200, self.show_message(known))
        sender = wanted.get("sender") or request.claims.get("upn")

        def make():
            self.note_created("message", name=message, ticket=name, body=wanted["body"])
            return Reply(200, self.show_message(self.add_message(row, message, wanted, "outbound", sender)))

        return self.begin(request, sub, make) if self.asynchronous else make()

    def add_message(self, row, name, wanted, direction, sender):
        """Microsoft's "outbound" is what the customer wrote."""
        if name.lower() not in row["messages"]:
            row["messages"][name.lower()] = {
                "id": f"{row['id']}/communications/{name}", "name": name, "type": "Microsoft.Support/communications",
                "wanted": wanted, "properties": {
                    "subject": wanted["subject"], "body": wanted["body"], "communicationType": "web",
                    "communicationDirection": direction, "sender": sender, "createdDate": iso(self.now())}}
            row["properties"]["modifiedDate"] = iso(self.now())
        return row["messages"][name.lower()]

    def show_message(self, message):
        return {k: message[k] for k in ("id", "name", "type", "properties")}

    def get_message(self, request, sub, name, message):
        self.settle()
        return self.one_of([self.show_message(m) for m in self.ticket(sub, name)["messages"].values()], message)

    def list_messages(self, request, sub, name):
        rows = [self.show_message(m) for m in self.ticket(sub, name)["messages"].values()]
        rows = self.filtered(request, rows, {"CommunicationType": "communicationType", "CreatedDate": "createdDate"})
        return self.page(request, rows, 10, 10)

    # ---- the other side, for tests

    def engineer_says(self, subscription, name, text, subject="RE: your support request", kind="web"):
        with self.lock:
            row = self.ticket(subscription, name)
            row["engineer"] = row["engineer"] or "engineer@support.example"
            message = self.add_message(row, guid(), {"subject": subject, "body": text}, "inbound", row["engineer"])
            message["properties"]["communicationType"] = kind
            return self.show_message(message)

    def assign(self, subscription, name, engineer="engineer@support.example"):
        """None: nobody works on it any more."""
        with self.lock:
            self.ticket(subscription, name)["engineer"] = engineer
            return self.show(self.ticket(subscription, name))

    def set_ticket(self, subscription, name, **properties):
        with self.lock:
            row = self.ticket(subscription, name)
            row["properties"].update(properties, modifiedDate=iso(self.now()))
            return self.show(row)

    def list_made(self):
        return {"created": self.created, "tickets": [self.show(r) for r in self.tickets.values()]}


def is_name(text):
    """Resource Manager's rule for the name of any resource."""
    return bool(re.fullmatch(r"[^<>*%&:?#\\/+\x00-\x1f]{1,260}", text)) and text[-1] not in " ." and text[0] != " "
