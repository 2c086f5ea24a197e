"""A fake Request Tracker that fails on demand.

Speaks what cspdesk uses of RT 5 with hooks/rt: GET /REST/2.0/cspdesk/ticket/ID, its attachments, /changes, /open and
/about, tickets?query=Subject LIKE ..., POST ticket, ticket/ID/comment and /correspond, PUT ticket/ID. Standard library
only; shares no code with cspdesk.

    rt = FakeRt().start()
    ticket = rt.new_ticket("jan@contoso.example", "Teams", "it does not work")
    rt.fail("comment", "hang", secs=5)          # the next comment: written, then no answer for 5 s
    rt.requests                                 # what was asked, when
"""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
import urllib.parse

from fake import Fake, FakeHandler

FIELDS = ("CSP class", "CSP product", "CSP severity", "CSP tier", "CSP holder", "CSP vehicle", "CSP Microsoft number")
SILENT = ("EmailRecord", "CommentEmailRecord")


class FakeRt(Fake):
    def __init__(self, user="cspdesk", token="fake-1-2-3", first=1):
        super().__init__(user, token)
        self.tickets, self.handler = {}, Handler
        self.next_ticket, self.next_transaction = first, 100
        self.page = 500     # tickets at most in a page of /open
        # what /about says; `hook` is called with (ticket, transaction) after each change of a ticket made over REST
        self.about_user, self.extension, self.hook_secret, self.hook_url, self.hook_fault = user, "9.9", None, None, None
        self.queues, self.fields = {"Support": [], "Microsoft": []}, list(FIELDS)
        self.hook = lambda ticket, transaction: None
        self.files, self.tells_files = {}, True     # {attachment: (ticket, transaction, name, type, bytes, size)}

    # ---- what happens in the desk

    def new_ticket(self, email, subject, text, organisation=None):
        with self.lock:
            number, self.next_ticket = str(self.next_ticket), self.next_ticket + 1
            self.tickets[number] = {"subject": subject, "email": email, "organisation": organisation,
                                    "created": stamp(self.now()), "status": "new", "queue": "Support", "priority": "0",
                                    "owner": "Nobody", "transactions": []}
            self.say(number, text, "Create")
            return number

    def say(self, ticket, text, kind="Correspond", by="customer"):
        """Writes a message and returns its transaction's id; `by` is "customer" or an agent's login."""
        with self.lock:
            number, self.next_transaction = str(self.next_transaction), self.next_transaction + 1
            self.tickets[str(ticket)]["transactions"].append(
                {"id": number, "type": kind, "text": text, "by": by, "at": self.now()})
            return number

    def attach(self, ticket, transaction, name, kind, content, says=None):
        """A file of that message, of which RT tells that it has so many bytes; returns its id."""
        with self.lock:
            number = str(900 + len(self.files))
            self.files[number] = (str(ticket), str(transaction), name, kind, content,
                                  len(content) if says is None else says)
            return number

    def event(self, ticket, transaction, event="message"):
        """The body of the hook that RT would send for it; its id is rt-TRANSACTION."""
        return json.dumps({"desk": "rt", "event": event, "id": f"rt-{transaction}", "initiator": "x@y.example",
                           "occurred_at": stamp(self.now()), "schema": "csp.event/1", "ticket": {"id": str(ticket)},
                           "transaction": {"id": str(transaction), "type": "Correspond"}})

    def transactions(self, ticket, by=None):
        with self.lock:
            return [t for t in self.tickets[str(ticket)]["transactions"] if by in (None, t["by"])]

    def notes(self, ticket):
        """What cspdesk has written into it, oldest first."""
        return [t["text"] for t in self.transactions(ticket, "cspdesk")]

    # ---- documents

    def thread(self, ticket):
        with self.lock:
            t = self.tickets[ticket]
            return {"schema": "csp.thread/1", "desk_version": "fake", "now": stamp(self.now()),
                    "last": t["transactions"][-1]["id"],
                    "requestor": t["email"] and {"id": "45", "name": t["email"], "email": t["email"], "real_name": None,
                                  "organisation": t["organisation"], "language": None, "outside": True},
                    "ticket": {"id": ticket, "queue": t["queue"], "subject": t["subject"], "status": t["status"],
                               "status_class": "inactive" if t["status"] == "resolved" else "active", "priority": t["priority"], "owner": t["owner"],
                               "created": t["created"], "updated": stamp(self.now()), "merged_into": None, "fields": t.get("fields", {}),
                               "refers_to": []},
                    "transactions": [self.entry(t, x) for x in t["transactions"]],
                    **({"attachments": [
                        {"id": f"{of}-{n}", "name": name, "type": kind, "bytes": size}
                        for n, (where, of, name, kind, _, size) in self.files.items() if where == ticket]}
                       if self.tells_files else {})}

    def entry(self, ticket, x):
        own, agent = x["by"] == "cspdesk", x["by"] not in ("cspdesk", "customer")
        name = self.user if own else x["by"] if agent else ticket["email"]
        return {"id": x["id"], "type": x["type"], "created": stamp(x["at"]), "field": None, "old": None, "new": None,
                "via": "REST" if own else "Web" if agent else "Email", "automatic": None, "content": x["text"],
                "content_type": "text/plain", "truncated": False,
                "author": {"id": "31" if own else "12" if agent else "45", "name": name,
                           "email": None if own or agent else name, "privileged": own or agent,
                           "requestor": not own and not agent, "system": False}}

    def about(self, nonce):
        key = base64.b64decode(self.hook_secret.removeprefix("whsec_")) if self.hook_secret else None
        with self.lock:
            own = [n for n, t in self.tickets.items() if t["subject"] == "cspdesk doctor" and t["email"] is None]
        return {"schema": "csp.about/1", "desk_version": "fake", "extension": self.extension, "now": stamp(self.now()),
                "user": self.about_user, "queues": self.queues, "fields": self.fields,
                "hook": {"url": self.hook_url, "fault": self.hook_fault,
                         "proof": key and hmac.new(key, f"csp.about.{nonce}".encode(), hashlib.sha256).hexdigest()},
                "ticket": own[-1] if own else None}

    def own_ticket(self, queue, subject, requestor=None, text=None):
        """As our integration user makes one; its fields can be written."""
        number = self.new_ticket(requestor, subject, text)
        with self.lock:
            self.tickets[number].update(queue=queue, fields={f: [] for f in self.fields})
            self.tickets[number]["transactions"][0]["by"] = "cspdesk"
        return number

    def search(self, query):
        """By words of the subject, the one query that cspdesk makes."""
        words = re.fullmatch(r"Subject LIKE '([^']*)'", query["query"][0])[1]
        with self.lock:
            found = [{"id": n, "type": "ticket", "Subject": t["subject"]}
                     for n, t in sorted(self.tickets.items(), key=lambda x: int(x[0])) if words in t["subject"]]
        return {"items": found, "count": len(found), "total": len(found), "page": 1, "pages": 1}

    def changes(self, query):
        after, limit = int(query.get("after", ["0"])[0]), int(query.get("limit", ["500"])[0])
        old = self.now() - int(query.get("overlap", ["60"])[0])
        since = query.get("since", [""])[0]
        with self.lock:
            rows = sorted((int(x["id"]), number, x) for number, t in self.tickets.items() for x in t["transactions"])
        found, last, next_ = [], after, after
        for number, ticket, x in rows:
            if number <= after:
                continue
            if len(found) == limit:
                return self.page_of(found, last, next_, True)
            last = number
            next_ = number if x["at"] <= old else next_
            if x["by"] != "cspdesk" and x["type"] not in SILENT and stamp(x["at"]) >= since:
                found.append({"transaction": str(number), "ticket": ticket, "created": stamp(x["at"])})
        return self.page_of(found, last, next_, False)

    def page_of(self, found, last, next_, more):
        return {"schema": "csp.changes/1", "now": stamp(self.now()), "changes": found, "last": str(last),
                "next": str(next_), "more": more}

    def open(self, query):
        after, limit = int(query["after"][0]), min(int(query["limit"][0]), self.page)
        with self.lock:
            rows = sorted((int(n), t) for n, t in self.tickets.items() if int(n) > after and t["status"] != "resolved")
        found = [{"transaction": t["transactions"][0]["id"], "ticket": str(n), "created": t["created"]}
                 for n, t in rows[:limit]]
        last = found[-1]["ticket"] if found else after
        return self.page_of(found, last, last, len(rows) > limit)


def stamp(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


class Handler(FakeHandler):
    LIE = (201, ["Comments added"])
    ROUTES = (("GET", r"/REST/2\.0/cspdesk/ticket/(\d+)", "thread"), ("GET", r"/REST/2\.0/cspdesk/changes", "changes"),
              ("GET", r"/REST/2\.0/cspdesk/ticket/(\d+)/attachment/\d+", "file"),
              ("GET", r"/REST/2\.0/cspdesk/open", "open"), ("GET", r"/REST/2\.0/cspdesk/about", "about"),
              ("POST", r"/REST/2\.0/ticket", "make"), ("GET", r"/REST/2\.0/tickets", "search"),
              ("POST", r"/REST/2\.0/ticket/(\d+)/comment", "comment"),
              ("POST", r"/REST/2\.0/ticket/(\d+)/correspond", "correspond"),
              ("PUT", r"/REST/2\.0/ticket/(\d+)", "set"))

    def do_GET(self):
        self.handle_request()

    do_POST = do_PUT = do_GET

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        what, ticket = self.route(url.path)
        self.desk.note_request(self.command, what, ticket)
        if self.headers.get("Authorization") != f"token {self.desk.token}":
            return self.answer(401, self.UNAUTHORIZED)
        if what is None or (ticket and ticket not in self.desk.tickets):
            return self.answer(404, self.NOT_FOUND)
        fault = self.desk.take_fault(what, ticket)
        if fault is None:
            return self.answer(*self.do(what, ticket, body, url.query))
        return self.misbehave(fault, lambda: self.do(what, ticket, body, url.query))

    def route(self, path):
        for method, pattern, what in self.ROUTES:
            found = re.fullmatch(pattern, path)
            if found and method == self.command:
                return what, found[1] if found.groups() else None
        return None, None

    def do(self, what, ticket, body, query):
        if what == "thread":
            return 200, self.desk.thread(ticket)
        if what == "file":
            found = self.desk.files.get(self.path.rsplit("/", 1)[1])
            return (200, found[4]) if found and found[0] == ticket else (404, self.NOT_FOUND)
        if what == "changes":
            return 200, self.desk.changes(urllib.parse.parse_qs(query))
        if what == "open":
            return 200, self.desk.open(urllib.parse.parse_qs(query))
        if what == "about":
            return 200, self.desk.about(urllib.parse.parse_qs(query)["nonce"][0])
        if what == "search":
            return 200, self.desk.search(urllib.parse.parse_qs(query))
        said = json.loads(body)
        if what == "make":
            return 201, {"id": self.desk.own_ticket(said["Queue"], said["Subject"], said.get("Requestor"),
                                                    said.get("Content"))}
        if what == "set":
            return 200, self.set(ticket, said)
        number = self.desk.say(ticket, said["Content"], "Comment" if what == "comment" else "Correspond", "cspdesk")
        threading.Thread(target=self.desk.hook, args=(ticket, number), daemon=True).start()
        return 201, ["Comments added" if what == "comment" else "Correspondence added"]

    def set(self, ticket, said):
        with self.desk.lock:
            for name, value in said.items():
                if name == "CustomFields":
                    self.desk.tickets[ticket]["fields"].update({k: v or [] for k, v in value.items()})
                else:
                    self.desk.tickets[ticket][name.lower()] = value
        return [f"{name} changed" for name in said]
