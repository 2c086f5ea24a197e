"""The REST API of the fake Zammad: /api/v1, as far as help desks' neighbours use it."""

import json
import re
import urllib.parse

from fake import FakeHandler
from fake_zammad_words import AGENTS, CUSTOMERS, PRIORITIES, ROLES, SENDERS, STATES, SYSTEM, TYPES, id_of, stamp

# (method, path, what the fake calls it, a permission that the token needs)
ROUTES = (
    ("GET", r"users/me", "me", None),
    ("GET", r"users/search", "users", "ticket.agent"),
    ("GET", r"users/(\d+)", "user", "ticket.agent"),
    ("GET", r"organizations/search", "organizations", "ticket.agent"),
    ("GET", r"organizations/(\d+)", "organization", "ticket.agent"),
    ("GET", r"groups", "groups", "admin.group"),
    ("GET", r"roles", "roles", "admin.role"),
    ("GET", r"ticket_states", "states", "ticket.agent"),
    ("GET", r"ticket_priorities", "priorities", "ticket.agent"),
    ("GET", r"version", "version", "admin"),
    ("GET", r"tickets/search", "search", "ticket.agent"),
    ("GET", r"tickets/(\d+)", "ticket", "ticket.agent"),
    ("POST", r"tickets", "create", "ticket.agent"),
    ("PUT", r"tickets/(\d+)", "set", "ticket.agent"),
    ("GET", r"ticket_articles/by_ticket/(\d+)", "articles", "ticket.agent"),
    ("POST", r"ticket_articles", "article", "ticket.agent"),
    ("GET", r"ticket_attachment/(\d+)/(\d+)/(\d+)", "file", "ticket.agent"),
    ("GET", r"ticket_history/(\d+)", "history", "ticket.agent"),
    ("PUT", r"ticket_merge/(\d+)/(\w+)", "merge", "ticket.agent"),
    ("GET", r"tags", "tags", "ticket.agent"),
    ("POST", r"tags/add", "tag-add", "ticket.agent"),
    ("DELETE", r"tags/remove", "tag-remove", "ticket.agent"),
    ("GET", r"links", "links", "ticket.agent"),
    ("POST", r"links/add", "link", "ticket.agent"),
    ("GET", r"(webhooks|triggers)", "list", "admin.%s"),
    ("POST", r"(webhooks|triggers)", "make", "admin.%s"),
    ("GET", r"(webhooks|triggers)/(\d+)", "show", "admin.%s"),
    ("PUT", r"(webhooks|triggers)/(\d+)", "change", "admin.%s"),
    ("DELETE", r"(webhooks|triggers)/(\d+)", "remove", "admin.%s"),
    ("GET", r"http_logs/(\w+)", "log", "admin.webhook"),
    ("GET", r"object_manager_attributes", "attributes", "admin.object"),
    ("POST", r"object_manager_attributes", "attribute-make", "admin.object"),
    ("PUT", r"object_manager_attributes/(\d+)", "attribute-change", "admin.object"),
    ("DELETE", r"object_manager_attributes/(\d+)", "attribute-remove", "admin.object"),
    ("POST", r"object_manager_attributes_execute_migrations", "migrate", "admin.object"),
    ("POST", r"object_manager_attributes_discard_changes", "discard", "admin.object"),
)
ABOUT_A_TICKET = ("ticket", "set", "articles", "history", "merge", "file")


class Refused(Exception):
    """What the API answers with 4xx; args: status, sentence."""


def allowed(held, wanted):
    """"admin" holds every "admin.x"."""
    return wanted in held or wanted.split(".", maxsplit=1)[0] in held


def role(desk, number):
    groups = {str(g): ["full"] for g in desk.groups} if number == AGENTS else {}
    return {"id": number, "name": ROLES[number], "active": True, "group_ids": groups,
            "default_at_signup": number == CUSTOMERS}


class Api(FakeHandler):
    LIE = (201, {"id": 1})
    UNAUTHORIZED = {"error": "Authentication required", "error_human": "Authentication required"}
    NOT_FOUND = {"error": "No route matches", "error_human": "No route matches"}
    INTERNAL = {"error": "Please contact your administrator.",
                "error_human": "Error ID 4fZ1Kd4w: Please contact your administrator."}

    def do_GET(self):
        self.handle_request()

    do_POST = do_PUT = do_DELETE = do_GET

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        what, permission, args = self.route(url.path)
        ticket = args[0] if what in ABOUT_A_TICKET else None
        try:
            said = json.loads(body) if body else {}
            self.query = dict(urllib.parse.parse_qsl(url.query))
            if what == "article" and isinstance(said, dict):
                ticket = str(said.get("ticket_id"))
            self.desk.note_request(self.command, what, ticket)
            self.check_token(permission, args)
            if what is None:
                return self.answer(404, self.NOT_FOUND)
            fault = self.desk.take_fault(what, ticket)
            if fault is None:
                return self.answer(*self.do(what, args, said))
            return self.misbehave(fault, lambda: self.do(what, args, said))
        except Refused as e:
            return self.answer(e.args[0], {"error": e.args[1], "error_human": e.args[1]})
        except json.JSONDecodeError:
            return self.answer(400, {"error": "Error occurred while parsing request parameters"})

    def route(self, path):
        for method, pattern, what, permission in ROUTES:
            found = re.fullmatch("/api/v1/" + pattern, path)
            if found and method == self.command:
                return what, permission, found.groups()
        return None, None, ()

    def check_token(self, permission, args):
        """Who asks, and may he: both the token and its user need the permission."""
        token = (self.headers.get("Authorization") or "").removeprefix("Token token=")
        if token not in self.desk.tokens:
            raise Refused(401, "Authentication required")
        self.by, granted = self.desk.tokens[token]
        if permission is None:
            return
        wanted = permission % args[0][:-1] if "%s" in permission else permission
        if not allowed(granted, wanted) or not self.desk.may(self.by, wanted):
            raise Refused(403, "Not authorized")

    def do(self, what, args, said):
        with self.desk.lock:
            return getattr(self, "do_" + what.replace("-", "_"))(said, *args)

    def find_ticket(self, number):
        try:
            found = self.desk.tickets[int(number)]
        except (KeyError, ValueError, TypeError):
            raise Refused(404, f"Couldn't find Ticket with 'id'={number}") from None
        if str(found["group_id"]) not in self.desk.users[self.by]["group_ids"]:
            raise Refused(403, "Not authorized")
        return found

    # ---- documents

    def expanded(self, row, kind):
        """Names instead of ids beside the ids, as ?expand=true gives them; a user is named by the login."""
        out = {k: v for k, v in row.items() if k not in ("tags", "links")}
        for name in ("owner_id", "customer_id", "created_by_id", "updated_by_id", "origin_by_id"):
            if row.get(name):
                out[name[:-3]] = self.desk.users[row[name]]["login"]
        if kind == "ticket":
            out["group"] = self.desk.groups[row["group_id"]]["name"]
            out["state"], out["priority"] = STATES[row["state_id"]][0], PRIORITIES[row["priority_id"]]
            if row["organization_id"]:
                out["organization"] = self.desk.organizations[row["organization_id"]]["name"]
            out["create_article_type"] = TYPES[row["create_article_type_id"]]
            out["create_article_sender"] = SENDERS[row["create_article_sender_id"]]
        else:
            out["type"], out["sender"] = TYPES[row["type_id"]], SENDERS[row["sender_id"]]
        return out

    def user(self, number):
        u = self.desk.users[number]
        out = {k: v for k, v in u.items() if k not in ("password", "last_login", "login_failed")}
        if u["organization_id"]:
            out["organization"] = self.desk.organizations[u["organization_id"]]["name"]
        return out

    def assets(self, ticket, articles):
        """Everything that those point to, by kind and id."""
        rows = [ticket, *articles]
        people = {r[n] for r in rows for n in ("owner_id", "customer_id", "created_by_id", "updated_by_id",
                                               "origin_by_id") if r.get(n)} | {SYSTEM}
        users = {str(p): self.user(p) for p in people}
        roles = {r for p in people for r in self.desk.users[p]["role_ids"]}
        organizations = {u["organization_id"] for u in users.values() if u["organization_id"]}
        tickets = [ticket, *(self.desk.tickets[n] for _, n in ticket["links"] if n in self.desk.tickets)]
        return {"Ticket": {str(t["id"]): {k: v for k, v in t.items() if k not in ("tags", "links")} for t in tickets},
                "TicketArticle": {str(a["id"]): self.expanded(a, "article") for a in articles},
                "User": users, "Group": {str(g): row for g, row in self.desk.groups.items()},
                "Organization": {str(o): self.desk.organizations[o] for o in organizations},
                "Role": {str(r): role(self.desk, r) for r in roles}}

    # ---- reading

    def do_file(self, said, ticket, article, number):
        found = self.find_ticket(ticket)
        if int(article) not in found["article_ids"] or (int(article), int(number)) not in self.desk.files:
            raise Refused(404, "Couldn't find the attachment")
        return 200, self.desk.files[int(article), int(number)]

    def do_me(self, said):
        u = self.user(self.by)
        if self.query.get("expand") == "true":
            groups = {self.desk.groups[int(g)]["name"]: access for g, access in u["group_ids"].items()}
            u = {**u, "groups": groups, "roles": [ROLES[r] for r in u["role_ids"]]}
        return 200, u

    def do_user(self, said, number):
        if int(number) not in self.desk.users:
            raise Refused(404, f"Couldn't find User with 'id'={number}")
        return 200, self.user(int(number))

    def do_users(self, said):
        wanted = self.query.get("query", "").split(":")[-1].lower()
        return 200, [self.user(u["id"]) for u in self.desk.users.values() if wanted in u["email"].lower()]

    def do_organization(self, said, number):
        if int(number) not in self.desk.organizations:
            raise Refused(404, f"Couldn't find Organization with 'id'={number}")
        return 200, self.desk.organizations[int(number)]

    def do_organizations(self, said):
        wanted = self.query.get("query", "").split(":")[-1].lower()
        return 200, [o for o in self.desk.organizations.values() if wanted in (o["name"] + " " + o["domain"]).lower()]

    def do_groups(self, said):
        return 200, list(self.desk.groups.values())

    def do_roles(self, said):
        return 200, [role(self.desk, r) for r in ROLES]

    def do_states(self, said):
        return 200, [{"id": i, "name": n, "state_type": t, "active": True} for i, (n, t) in STATES.items()]

    def do_priorities(self, said):
        return 200, [{"id": i, "name": n, "active": True} for i, n in PRIORITIES.items()]

    def do_version(self, said):
        return 200, {"version": "6.4.1"}

    def do_ticket(self, said, number):
        t = self.find_ticket(number)
        if self.query.get("all") == "true":
            articles = [self.desk.articles[a] for a in t["article_ids"]]
            return 200, {"ticket_id": t["id"], "ticket_article_ids": t["article_ids"], "tags": t["tags"],
                         "links": self.links_of(t), "mentions": [], "assets": self.assets(t, articles),
                         "form_meta": {}}
        if self.query.get("expand") == "true":
            return 200, self.expanded(t, "ticket")
        return 200, {k: v for k, v in t.items() if k not in ("tags", "links")}

    def do_articles(self, said, number):
        return 200, [self.expanded(self.desk.articles[a], "article") for a in self.find_ticket(number)["article_ids"]]

    def do_history(self, said, number):
        t = self.find_ticket(number)
        own = [h for h in self.desk.history if (h["object"], h["o_id"]) == ("Ticket", t["id"]) or
               (h.get("related_object"), h.get("related_o_id")) == ("Ticket", t["id"])]
        people = {h["created_by_id"] for h in own}
        return 200, {"history": own, "assets": {"User": {str(p): self.user(p) for p in people},
                                                "Ticket": {str(t["id"]): {"id": t["id"], "number": t["number"]}}}}

    def links_of(self, t):
        return [{"link_type": kind, "link_object": "Ticket", "link_object_value": number}
                for kind, number in sorted(t["links"])]

    def do_tags(self, said):
        return 200, {"tags": self.find_ticket(self.query.get("o_id"))["tags"]}

    def do_links(self, said):
        return 200, {"links": self.links_of(self.find_ticket(self.query.get("link_object_value"))), "assets": {}}

    def do_search(self, said):
        """Without Elasticsearch a query is looked for in words; conditions go to the database."""
        limit, page = min(int(self.query.get("limit", 50)), 200), int(self.query.get("page", 1))
        may_see = self.desk.users[self.by]["group_ids"]
        found = [t for t in self.desk.tickets.values() if str(t["group_id"]) in may_see and self.is_wanted(t)]
        found.sort(key=lambda t: (t.get(self.query.get("sort_by", "updated_at")) or "", t["id"]),
                   reverse=self.query.get("order_by", "desc") == "desc")
        found = found[(page - 1) * limit:page * limit]
        if self.query.get("expand") == "true":
            return 200, [self.expanded(t, "ticket") for t in found]
        assets = {str(t["id"]): {"id": t["id"], "updated_at": t["updated_at"]} for t in found}
        return 200, {"tickets": [t["id"] for t in found], "tickets_count": len(found), "assets": {"Ticket": assets}}

    def is_wanted(self, t):
        query = self.query.get("query", "").lower()
        if query and query not in t["title"].lower() and query != t["number"]:
            return False
        conditions = {}
        for name, value in self.query.items():
            parts = re.fullmatch(r"condition\[ticket\.(\w+)\]\[(\w+)\](\[\])?", name)
            if parts:
                conditions.setdefault(parts[1], {})[parts[2]] = value
        for attribute, c in conditions.items():
            have, wanted = t.get(attribute), c.get("value")
            if c.get("operator") == "after (absolute)" and not (have and have > wanted) or \
                    c.get("operator") == "before (absolute)" and not (have and have < wanted) or \
                    c.get("operator") == "contains" and wanted.lower() not in (have or "").lower() or \
                    c.get("operator") == "is" and str(have) != wanted or \
                    c.get("operator") == "is not" and str(have) == wanted:
                return False
        return True

    # ---- writing

    def do_article(self, said):
        t = self.find_ticket(said.get("ticket_id"))
        self.desk.update(t["id"], {}, self.by, self.article_of(said))
        return 201, self.expanded(self.desk.articles[t["article_ids"][-1]], "article")

    def article_of(self, said):
        """Unknown members are dropped; a body is the least there must be."""
        if said.get("body") is None:
            raise Refused(422, 'Need at least article: { body: "some text" }')
        out = {k: v for k, v in said.items() if k in ("body", "subject", "to", "cc", "content_type", "internal",
                                                      "in_reply_to", "reply_to", "origin_by_id")}
        out["type_id"] = said.get("type_id") or id_of(TYPES, said.get("type", "note"))
        out["sender_id"] = said.get("sender_id") or id_of(SENDERS, said.get("sender", "Agent"))
        if None in (out["type_id"], out["sender_id"]):
            raise Refused(422, "No value found for the type or sender of the article")
        if out.get("internal") is None:
            out["internal"] = False
        return out

    def attributes_of(self, said):
        """group, state, priority, owner and customer may be named; a name that nobody has is refused."""
        out = {k: v for k, v in said.items() if k not in ("article", "number", "id")}
        for name, find in (("group", lambda v: next((g for g, r in self.desk.groups.items() if r["name"] == v), None)),
                           ("state", lambda v: id_of(STATES, v)), ("priority", lambda v: id_of(PRIORITIES, v)),
                           ("owner", self.desk.user_by), ("customer", self.desk.user_by)):
            if name in out:
                value = out.pop(name)
                out[name + "_id"] = find(value) if value else SYSTEM
                if out[name + "_id"] is None:
                    raise Refused(422, f"No lookup value found for '{name}': {json.dumps(value)}")
        return out

    def do_set(self, said, number):
        t = self.find_ticket(number)
        article = self.article_of(said["article"]) if said.get("article") else None
        self.desk.update(t["id"], self.attributes_of(said), self.by, article)
        return 200, self.expanded(t, "ticket") if self.query.get("expand") == "true" else \
            {k: v for k, v in t.items() if k not in ("tags", "links")}

    def do_create(self, said):
        customer = said.get("customer_id", "")
        wanted = self.attributes_of(said)
        if isinstance(customer, str) and customer.startswith("guess:"):
            wanted["customer_id"] = self.desk.customer(customer[6:])
        number = self.desk.create(wanted, self.article_of(said.get("article") or {}), self.by)
        return 201, self.expanded(self.desk.tickets[number], "ticket")

    def do_merge(self, said, source, number):
        target = next((t for t in self.desk.tickets.values() if t["number"] == number), None)
        if target is None:
            return 200, {"result": "failed", "message": "The target ticket number could not be found."}
        if int(source) not in self.desk.tickets:
            return 200, {"result": "failed", "message": "The source ticket could not be found."}
        self.desk.merge(int(source), target["id"], self.by)
        return 200, {"result": "success", "target_ticket": {"id": target["id"]}, "source_ticket": {"id": int(source)}}

    def do_tag_add(self, said):
        t = self.find_ticket(said.get("o_id"))
        if said["item"] not in t["tags"]:
            t["tags"].append(said["item"])
            t["updated_at"] = stamp()
            self.desk.log("added", "Ticket", t["id"], self.by, attribute="tag", value_to=said["item"])
        return 201, True

    def do_tag_remove(self, said):
        t, item = self.find_ticket(said.get("o_id")), said.get("item")
        if item in t["tags"]:
            t["tags"].remove(item)
            self.desk.log("removed", "Ticket", t["id"], self.by, attribute="tag", value_to=item)
        return 201, True

    def do_link(self, said):
        """The target by its id, the source by its number."""
        source = next((t for t in self.desk.tickets.values() if t["number"] == said.get("link_object_source_number")),
                      None)
        if source is None:
            raise Refused(422, "No such object")
        target = self.find_ticket(said.get("link_object_target_value"))
        other = {"normal": "normal", "parent": "child", "child": "parent"}[said.get("link_type", "normal")]
        target["links"].add((other, source["id"]))
        source["links"].add((said.get("link_type", "normal"), target["id"]))
        return 201, {"id": 1, "link_type_id": 1}

    # ---- what an administrator makes

    def rows(self, kind):
        return getattr(self.desk, kind)

    def row(self, kind, number):
        if int(number) not in self.rows(kind):
            raise Refused(404, f"Couldn't find {kind[:-1].title()} with 'id'={number}")
        return self.rows(kind)[int(number)]

    def do_list(self, said, kind):
        return 200, list(self.rows(kind).values())

    def do_show(self, said, kind, number):
        return 200, self.row(kind, number)

    def check_made(self, kind, said, number=None):
        if not said.get("name"):
            raise Refused(422, "Missing required value for field 'name'!")
        if any(r["name"] == said["name"] and r["id"] != number for r in self.rows(kind).values()):
            raise Refused(422, "This object already exists.")
        if kind == "webhooks" and not re.match(r"https?://[^/ ]+", said.get("endpoint", "")):
            raise Refused(422, "The provided endpoint is invalid, no http or https protocol was specified.")
        hook = said.get("perform", {}).get("notification.webhook", {}).get("webhook_id")
        if kind == "triggers" and hook is not None and int(hook) not in self.desk.webhooks:
            raise Refused(422, "The webhook of this trigger does not exist")

    def do_make(self, said, kind):
        self.check_made(kind, said)
        number = self.desk.number(kind)
        none = {"custom_payload": None} if kind == "webhooks" else {}
        self.rows(kind)[number] = {"active": True, "note": "", **none, **said, "id": number, "created_by_id": self.by,
                                   "updated_by_id": self.by, "created_at": stamp(), "updated_at": stamp()}
        return 201, self.rows(kind)[number]

    def do_change(self, said, kind, number):
        row = self.row(kind, number)
        self.check_made(kind, {**row, **said}, int(number))
        row.update({k: v for k, v in said.items() if k != "id"}, updated_at=stamp(), updated_by_id=self.by)
        if kind == "webhooks" and not row.get("customized_payload"):
            row["custom_payload"] = None
        return 200, row

    def do_remove(self, said, kind, number):
        row = self.row(kind, number)
        if kind == "webhooks" and any(t["perform"].get("notification.webhook", {}).get("webhook_id") == row["id"]
                                      for t in self.desk.triggers.values()):
            raise Refused(422, "Cannot delete! This webhook is referenced by Trigger")
        del self.rows(kind)[int(number)]
        return 200, {}

    def do_log(self, said, facility):
        """The newest first."""
        log = [row for row in self.desk.jobs.log if row["facility"] == facility]
        return 200, log[::-1][:int(self.query.get("limit", 50))]

    # Attributes of tickets become columns only when the migrations are executed.

    def shown_attribute(self, a):
        return {k: v for k, v in a.items() if k not in ("live", "default")}

    def do_attributes(self, said):
        return 200, [self.shown_attribute(a) for a in self.desk.attributes.values()]

    def do_attribute_make(self, said):
        if said.get("name") in self.desk.attributes:
            raise Refused(422, "already exists")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", said.get("name", "")) or said["name"].endswith(("_id", "_ids")):
            raise Refused(422, "Name may only contain lowercase letters, and can't end with _id")
        option = {"default": "", "null": True, "options": {}, "relation": "", **(said.get("data_option") or {})}
        if said.get("data_type") == "input" and (not option.get("type") or not option.get("maxlength")):
            raise Refused(422, "Data option type and maxlength must be given for data type input")
        number = self.desk.number("attribute")
        a = {"id": number, "object": said["object"], "name": said["name"], "display": said.get("display"),
             "data_type": said["data_type"], "data_option": option, "active": said.get("active", True),
             "screens": said.get("screens", {}), "position": said.get("position", 1550), "editable": True,
             "to_create": True, "to_migrate": True, "to_delete": False, "live": False, "default": option["default"]}
        self.desk.attributes[said["name"]] = a
        return 201, self.shown_attribute(a)

    def attribute(self, number):
        for a in self.desk.attributes.values():
            if a["id"] == int(number):
                return a
        raise Refused(404, f"Couldn't find ObjectManager::Attribute with 'id'={number}")

    def do_attribute_change(self, said, number):
        a = self.attribute(number)
        a.update({k: v for k, v in said.items() if k in ("display", "data_option", "active", "screens", "position")},
                 to_migrate=True)
        return 200, self.shown_attribute(a)

    def do_attribute_remove(self, said, number):
        a = self.attribute(number)
        if a["to_create"]:
            del self.desk.attributes[a["name"]]
        else:
            a.update(to_delete=True, to_migrate=True)
        return 200, {}

    def do_migrate(self, said):
        for a in list(self.desk.attributes.values()):
            if a["to_delete"]:
                del self.desk.attributes[a["name"]]
            elif not a["live"]:
                for t in self.desk.tickets.values():
                    t.setdefault(a["name"], a["default"])
            a.update(live=not a["to_delete"], to_create=False, to_migrate=False)
        return 200, {}

    def do_discard(self, said):
        for a in list(self.desk.attributes.values()):
            if a["to_create"]:
                del self.desk.attributes[a["name"]]
            a.update(to_delete=False, to_migrate=False)
        return 200, {}
