"""A fake Zammad that keeps state, runs triggers, and fails on demand.

Written from Zammad's documents and from what its source says about them, not from the adapter. Standard library only;
shares no code with cspdesk. What it does as the real one does, because cspdesk must bear it:

- webhooks are jobs in one queue with the mails; the body is made when the job runs, not when the event happened;
- a job has one id for its five attempts, with growing waits; whatever is not 2xx is tried again, then lost;
- triggers run in the order of their names, once a ticket and transaction, after the commit;
- an article of type email that an agent makes is mailed, internal or not;
- a mail whose From is an agent's address is made by that agent's user, and an answer to an internal article becomes
  internal: anybody can write such a mail;
- attributes that Zammad does not know are dropped without a word; an owner who may not work in the new group is taken
  off the ticket; a merge that failed answers 200.

    desk = FakeZammad().start()
    eva = desk.agent("eva@msp.example", "Eva", "Lang")
    ticket = desk.mail("jan@contoso.example", "Teams", "it does not work")
    desk.note(ticket, eva, "/csp why")
    desk.run_jobs()             # what the background worker has to do now; start(work=True) does it by itself
"""

import hashlib
import threading

from fake import Fake
from fake_zammad_api import Api
from fake_zammad_jobs import Jobs
from fake_zammad_words import (ADMIN, ADMINS, AGENTS, BUILT_IN, CUSTOMERS, PERMISSIONS, PRIORITIES, STATES, SYSTEM,
                               TYPES, id_of, stamp)


class FakeZammad(Fake):
    def __init__(self, user="cspdesk@msp.example", token="fake-zammad-token", first=4711, wait_secs=0.05):
        super().__init__(user, token)
        self.handler = Api
        self.users, self.organizations, self.groups = {}, {}, {}
        self.tickets, self.articles, self.history = {}, {}, []
        self.files = {}     # {(article, attachment): bytes}
        self.webhooks, self.triggers, self.attributes, self.tokens = {}, {}, {}, {}
        self.next_id = {"ticket": first, "article": 9107}
        self.jobs = Jobs(self, wait_secs)
        for name in ("Users", "Microsoft", "Tier 2"):
            self.group(name)
        self.user_add(SYSTEM, "-", "", "", "", (), active=False)
        self.user_add(ADMIN, "admin@msp.example", "admin@msp.example", "Ada", "Min", (ADMINS, AGENTS))
        self.me = self.agent(user, "CSP", "Desk")
        self.tokens = {token: (self.me, ("ticket.agent",)), "fake-admin-token": (ADMIN, ("admin", "ticket.agent"))}

    def start(self, port=0, work=False):
        super().start(port)
        if work:
            threading.Thread(target=self.jobs.work, daemon=True).start()
        return self

    def run_jobs(self):
        """Runs what is due; returns how many jobs ran."""
        return self.jobs.run_due()

    # ---- people and places

    def number(self, kind):
        self.next_id[kind] = self.next_id.get(kind, 0) + 1
        return self.next_id[kind]

    def user_add(self, number, login, email, first, last, roles, organisation=None, active=True):
        now = stamp()
        self.users[number] = {
            "id": number, "login": login, "email": email, "firstname": first, "lastname": last, "active": active,
            "organization_id": organisation, "role_ids": list(roles), "organization_ids": [], "image": None,
            "image_source": None, "phone": "", "fax": "", "mobile": "", "department": None, "street": "", "zip": "",
            "city": "", "country": "", "address": None, "vip": False, "verified": False, "note": "", "web": "",
            "source": None, "out_of_office": False, "out_of_office_start_at": None, "out_of_office_end_at": None,
            "out_of_office_replacement_id": None, "preferences": {"locale": "en-us"}, "last_login": None,
            "login_failed": 0, "password": "", "group_ids": {}, "created_by_id": SYSTEM, "updated_by_id": SYSTEM,
            "created_at": now, "updated_at": now}
        if AGENTS in roles:
            self.users[number]["group_ids"] = {str(g): ["full"] for g in self.groups}
        self.next_id["user"] = max(number, self.next_id.get("user", 0))
        return number

    def agent(self, email, first, last):
        with self.lock:
            return self.user_add(self.number("user"), email, email, first, last, (AGENTS,), self.organisation("MSP AG"))

    def customer(self, email, organisation=None, locale=None):
        """The user with that address; made if there is none, as a mail from an unknown address does it."""
        with self.lock:
            found = self.user_by(email)
            if found is None:
                found = self.user_add(self.number("user"), email, email, email.split("@", maxsplit=1)[0].title(), "",
                                      (CUSTOMERS,))
            if organisation:
                self.users[found]["organization_id"] = self.organisation(organisation)
            if locale:
                self.users[found]["preferences"]["locale"] = locale
            return found

    def user_by(self, email):
        return next((u["id"] for u in self.users.values() if email.lower() in (u["email"].lower(), u["login"].lower())),
                    None)

    def organisation(self, name, domain=""):
        for o in self.organizations.values():
            if o["name"] == name:
                return o["id"]
        number, now = self.number("organization"), stamp()
        self.organizations[number] = {"id": number, "name": name, "domain": domain, "domain_assignment": bool(domain),
                                      "shared": True, "active": True, "vip": False, "note": "", "created_by_id": SYSTEM,
                                      "updated_by_id": SYSTEM, "created_at": now, "updated_at": now}
        return number

    def group(self, name):
        number, now = self.number("group"), stamp()
        self.groups[number] = {"id": number, "name": name, "active": True, "assignment_timeout": None,
                               "email_address_id": None, "signature_id": None, "follow_up_possible": "yes",
                               "follow_up_assignment": True, "note": "", "created_by_id": SYSTEM,
                               "updated_by_id": SYSTEM, "created_at": now, "updated_at": now}
        return number

    def rename_group(self, number, name):
        self.groups[number]["name"] = name

    def may(self, user, permission):
        """Does the user have it, as himself ("admin" means every "admin.x")?"""
        held = [p for r in self.users[user]["role_ids"] for p in PERMISSIONS[r]]
        return permission in held or permission.split(".", maxsplit=1)[0] in held

    # ---- what happens in the desk

    def mail(self, sender, subject, text, ticket=None, content_type="text/plain", answers=None, automatic=False):
        """A mail that the postmaster takes; returns the ticket's id. `answers`: the article that it answers."""
        with self.lock:
            by = self.customer(sender)
            article = {"type_id": id_of(TYPES, "email"), "sender_id": 1 if self.may(by, "ticket.agent") else 2,
                       "came_by_mail": True, "from": sender, "to": "help@msp.example",
                       "subject": subject, "body": text, "content_type": content_type,
                       "internal": answers is not None and self.articles[answers]["internal"],
                       "message_id": f"<{self.next_id['article']}@{sender.split('@')[-1]}>",
                       "preferences": {"is-auto-response": automatic, "send-auto-response": not automatic}}
            if ticket is None:
                return self.create({"title": subject, "customer_id": by}, article, by)
            changes = {"state_id": 2} if self.tickets[ticket]["state_id"] != 1 else {}
            self.update(ticket, changes, by, article)
            return ticket

    def attach(self, article, name, kind, content):
        """A file of an article that is there; returns its id."""
        with self.lock:
            number = self.number("attachment")
            self.files[article, number] = content
            self.articles[article]["attachments"] += [{"id": number, "filename": name, "size": str(len(content)),
                                                       "preferences": {"Content-Type": kind}}]
            return number

    def web(self, by, subject, text):
        """A ticket by the customer's own form."""
        return self.create({"title": subject, "customer_id": by},
                           {"type_id": id_of(TYPES, "web"), "sender_id": 2, "body": text, "subject": subject}, by)

    def note(self, ticket, by, text, internal=True, content_type="text/plain"):
        """In the pages of the desk; returns the article's id."""
        self.update(ticket, {}, by, {"type_id": id_of(TYPES, "note"), "body": text, "internal": internal,
                                     "content_type": content_type})
        return self.tickets[ticket]["article_ids"][-1]

    def reply(self, ticket, by, text):
        customer = self.users[self.tickets[ticket]["customer_id"]]["email"]
        self.update(ticket, {}, by, {"type_id": id_of(TYPES, "email"), "body": text, "internal": False, "to": customer})
        return self.tickets[ticket]["article_ids"][-1]

    def show(self, article, by, internal):
        """Turns an article's visibility, as the pages allow."""
        with self.lock:
            a = self.articles[article]
            self.log("updated", "Ticket::Article", article, by, attribute="internal",
                     value_from=str(a["internal"]).lower(), value_to=str(internal).lower(),
                     related_o_id=a["ticket_id"], related_object="Ticket")
            a.update(internal=internal, updated_by_id=by, updated_at=stamp())
            self.tickets[a["ticket_id"]].update(updated_at=stamp(), updated_by_id=by)
            self.jobs.evaluate(a["ticket_id"], "update", set(), None, by)

    def destroy(self, ticket):
        with self.lock:
            for article in self.tickets.pop(ticket)["article_ids"]:
                del self.articles[article]

    # ---- changes, as one transaction each

    def create(self, wanted, article, by):
        with self.lock:
            number, now = self.number("ticket"), stamp()
            self.tickets[number] = {
                "id": number, "number": f"2026{number}", "title": "-", "group_id": 1, "owner_id": SYSTEM,
                "customer_id": by, "state_id": 1, "priority_id": 2, "organization_id": None, "note": None, "type": None,
                "pending_time": None, "escalation_at": None, "first_response_at": None, "close_at": None,
                "last_contact_at": now, "last_contact_customer_at": None, "last_contact_agent_at": None,
                "preferences": {}, "created_at": now, "updated_at": now, "created_by_id": by, "updated_by_id": by,
                "article_count": 0, "article_ids": [], "tags": [], "links": set(), "time_unit": None,
                "create_article_type_id": article.get("type_id", 10), "create_article_sender_id": 2,
                **{name: a["default"] for name, a in self.attributes.items() if a["live"]}}
            t = self.tickets[number]
            t.update({k: v for k, v in wanted.items() if self.knows(k)})
            t["organization_id"] = self.users[t["customer_id"]]["organization_id"]
            self.log("created", "Ticket", number, by)
            t["create_article_sender_id"] = self.articles[self.add_article(number, article, by)]["sender_id"]
            self.jobs.evaluate(number, "create", set(), t["article_ids"][-1], by)
            return number

    def update(self, ticket, wanted, by, article=None):
        with self.lock:
            t, changed = self.tickets[ticket], set()
            for name, value in wanted.items():
                if self.knows(name) and t.get(name) != value:
                    self.change(t, name, value, by)
                    changed.add(name)
            if "group_id" in changed and str(t["group_id"]) not in self.users[t["owner_id"]]["group_ids"]:
                self.change(t, "owner_id", SYSTEM, by)
            made = self.add_article(ticket, article, by) if article else None
            if changed or made:
                t.update(updated_at=stamp(), updated_by_id=by)
                self.jobs.evaluate(ticket, "update", changed, made, by)

    def knows(self, name):
        return name in BUILT_IN or self.attributes.get(name, {}).get("live", False)

    def change(self, t, name, value, by):
        shown = {"group_id": lambda i: self.groups[i]["name"], "state_id": lambda i: STATES[i][0],
                 "priority_id": lambda i: PRIORITIES[i],
                 "owner_id": lambda i: " ".join(self.users[i][n] for n in ("firstname", "lastname")).strip() or "-"}
        text = shown.get(name, lambda v: "" if v is None else str(v))
        ids = {"id_from": t.get(name), "id_to": value} if name.endswith("_id") else {}
        self.log("updated", "Ticket", t["id"], by, attribute=name.removesuffix("_id"), value_from=text(t.get(name)),
                 value_to=text(value), **ids)
        t[name] = value
        if name == "state_id":
            t["close_at"] = stamp() if STATES[value][0] == "closed" else t["close_at"]

    def add_article(self, ticket, wanted, by):
        t, number, now = self.tickets[ticket], self.number("article"), stamp()
        sender = wanted.get("sender_id") or (1 if self.may(by, "ticket.agent") else 2)
        a = {"id": number, "ticket_id": ticket, "type_id": 10, "sender_id": sender, "from": self.users[by]["login"],
             "to": None, "cc": None, "reply_to": None, "subject": None, "in_reply_to": None, "message_id": None,
             "references": None, "content_type": "text/plain", "body": "", "internal": False, "preferences": {},
             "attachments": [], "origin_by_id": None, "time_unit": None, "created_at": now, "updated_at": now,
             "created_by_id": by, "updated_by_id": by}
        a.update({k: v for k, v in wanted.items() if k in a})
        if a["message_id"]:
            a["message_id_md5"] = hashlib.md5(a["message_id"].encode(), usedforsecurity=False).hexdigest()
        self.articles[number] = a
        t["article_ids"].append(number)
        t["article_count"] += 1
        t["last_contact_at"] = now
        self.log("created", "Ticket::Article", number, by, related_o_id=ticket, related_object="Ticket")
        if TYPES[a["type_id"]] == "email" and a["sender_id"] == 1 and not wanted.get("came_by_mail"):
            a["message_id"] = a["message_id"] or f"<{number}@msp.example>"
            self.jobs.add_mail(number, a["to"])
        return number

    def log(self, kind, what, number, by, **more):
        self.history.append({"id": len(self.history) + 1, "o_id": number, "type": kind, "object": what,
                             "created_at": stamp(), "created_by_id": by, **more})

    def merge(self, source, target, by):
        """All articles go to the target, their history does not; the source stays as a shell in state merged."""
        with self.lock:
            s, t = self.tickets[source], self.tickets[target]
            for article in s["article_ids"]:
                self.articles[article]["ticket_id"] = target
            t["article_ids"] = sorted(t["article_ids"] + s["article_ids"])
            s["article_ids"] = []
            self.add_article(source, {"type_id": id_of(TYPES, "note"), "body": "merged"}, by)
            self.log("merged_into", "Ticket", source, by, id_to=target, value_to=t["number"], id_from=source,
                     value_from=s["number"])
            self.log("received_merge", "Ticket", target, by, id_to=target, value_to=t["number"], id_from=source,
                     value_from=s["number"])
            s["links"].add(("parent", target))
            t["links"].add(("child", source))
            self.change(s, "state_id", id_of(STATES, "merged"), by)
            self.change(s, "owner_id", SYSTEM, by)
            for ticket in (source, target):
                self.tickets[ticket].update(updated_at=stamp(), updated_by_id=by,
                                            article_count=len(self.tickets[ticket]["article_ids"]))
                self.jobs.evaluate(ticket, "update", {"state_id"} if ticket == source else set(), None, by)

    # ---- what tests ask

    def articles_of(self, ticket, by=None):
        with self.lock:
            return [dict(self.articles[a]) for a in self.tickets[ticket]["article_ids"]
                    if by in (None, self.articles[a]["created_by_id"])]

    def notes(self, ticket):
        """The bodies that cspdesk wrote, oldest first."""
        return [a["body"] for a in self.articles_of(ticket, self.me)]

    @property
    def mails(self):
        """(address, body) of every mail that went out."""
        return list(self.jobs.mails)

    @property
    def deliveries(self):
        """Every attempt of a webhook: a dict with id, trigger, attempt, status, body."""
        return list(self.jobs.deliveries)
