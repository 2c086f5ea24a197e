"""One story for every help desk: what its people do and what can be seen in it, in the same words.

Both classes have the same members; a new desk gets a class like them. `name` is the one in /hook/NAME, settings() the
entry of `desks` in cspdesk.conf, login(who) what an import calls that person there. ours(ticket) is what cspdesk wrote: a
list of (kind, text), kind "note" or "reply"; a desk that mails what should stay inside answers "reply" for it.
`files` that came with the first message are (name, type, bytes).
"""

import json
import urllib.error
import urllib.request

import parts
import wire
from house import Mariadb, Nginx, free_port, new_secret, rt_desk
from rt import Rt
from trial import FakeZammad, hub_signature

AGENT, STRANGER = "anna", "piotr"       # piotr works at the desk, but no import ever named him
QUEUE, MICROSOFT = "Support", "Microsoft"


class RtDesk:
    """A real RT with an nginx of its own."""

    name = "rt"
    closed = "resolved"
    tells_fields = True     # by a hook

    def __init__(self, trial, front):
        self.mariadb = Mariadb(trial.where, "mariadb-rt", durable=False)
        port = free_port()
        self.rt = Rt(trial.where, self.mariadb, f"http://127.0.0.1:{port}", f"{front.url}/hook/{self.name}")
        (trial.where / "desk").mkdir()
        self.nginx = Nginx(trial.where / "desk", port, "/nobody", self.rt.socket)

    def make(self):
        self.mariadb.start()
        self.rt.prepare()

    def install(self, cspdesk):
        self.rt.start()
        self.nginx.start()

    def settings(self):
        return rt_desk(self.rt, self.name)

    def secret(self):
        return self.rt.secret_file.read_text().split("\n")[0].strip()

    def login(self, who):
        return who

    def create(self, sender, subject, text, files=()):
        return str(self.rt.mail(sender, QUEUE, subject, text, files=files))

    def mail(self, sender, ticket, text, answers=None):
        self.rt.mail(sender, QUEUE, "x", text, ticket=ticket)

    def note(self, ticket, text, who=AGENT):
        self.rt.comment(ticket, text, user=who)

    def reply(self, ticket, text, who=AGENT):
        self.rt.reply(ticket, text, user=who)

    def move(self, ticket, queue, who=AGENT):
        self.rt.rest("PUT", f"ticket/{ticket}", json={"Queue": queue}, user=who)

    def write_field(self, ticket, field, value):
        self.rt.rest("PUT", f"ticket/{ticket}", json={"CustomFields": {field: value}}, user=AGENT)

    def read(self, ticket):
        """queue, status, fields, links of a ticket as the desk has them."""
        got = self.rt.rest("GET", f"ticket/{ticket}?fields[Queue]=Name", user="root")
        links = [link["id"] for link in got.get("_hyperlinks", []) if link.get("ref") == "refers-to"]
        return {"queue": got["Queue"]["Name"], "status": got["Status"], "links": [str(i) for i in links],
                "fields": {f["name"]: (f["values"] or [""])[0] for f in got["CustomFields"]}}

    def ours(self, ticket):
        kinds = {"Comment": "note", "Correspond": "reply"}
        return [(kinds[x["type"]], x["content"]) for x in self.rt.thread(ticket) if x["creator"] == "cspdesk"]

    def number(self, ticket):
        return ticket

    def repeat(self, url, delivery, other_body):
        """The same hook again; RT is our own sender: its repeats are equal, byte for byte."""
        return wire.Sender(url, self.secret()).post(delivery["body"], id=delivery["id"])[0]

    def turn_internal(self, ticket):
        """The newest public message of an agent is turned into an internal note."""
        self.mariadb.sql("UPDATE Transactions SET Type = 'Comment' WHERE ObjectType = 'RT::Ticket' AND Type = 'Correspond' "
                         f"AND ObjectId = {ticket} ORDER BY id DESC LIMIT 1", "rt5")

    def stop(self):
        self.nginx.stop()
        self.rt.stop()


class ZammadDesk:
    """The fake Zammad, with its own background worker."""

    name = "zammad"
    closed = "closed"
    tells_fields = False

    def __init__(self, trial, front):
        self.trial, self.hook_url, self.hook_secret = trial, f"{front.url}/hook/{self.name}", new_secret()[6:]
        self.desk = FakeZammad()
        self.people = {AGENT: self.desk.agent("anna@partner.example", "Anna", "Nowak"),
                       STRANGER: self.desk.agent("piotr@partner.example", "Piotr", "Zieliński")}
        self.desk.rename_group(1, QUEUE)

    def make(self):
        self.desk.start(work=True)
        where = parts.make_dir(self.trial.where / "zammad", 0o700)
        self.files = {name: parts.write(where / name, text + "\n", 0o600) for name, text in (
            ("token", self.desk.token), ("admin-token", "fake-admin-token"), ("secret", self.hook_secret))}

    def install(self, cspdesk):
        cspdesk.run("hook", "install", self.name, "--url", self.hook_url, "--token-file", self.files["admin-token"])

    def settings(self):
        return {"name": self.name, "kind": "zammad", "url": self.desk.url, "user": self.desk.user,
                "token_file": self.files["token"], "secrets": [{"file": self.files["secret"]}], "mode": "notes",
                "language": "en", "sweep_secs": 10, "overlap_secs": 30, "timeout_secs": 10}

    def secret(self):
        return self.hook_secret

    def login(self, who):
        return self.desk.users[self.people[who]]["login"]

    def create(self, sender, subject, text, files=()):
        with self.desk.lock:
            ticket = self.desk.mail(address(sender), subject, text)
            for file in files:
                self.desk.attach(self.desk.tickets[ticket]["article_ids"][0], *file)
        return str(ticket)

    def mail(self, sender, ticket, text, answers=None):
        """An answer to an internal article becomes internal, whoever writes it."""
        internal = [a["id"] for a in self.desk.articles_of(int(ticket)) if a["internal"]]
        self.desk.mail(address(sender), "x", text, ticket=int(ticket),
                       answers=internal[-1] if answers == "note" and internal else None)

    def note(self, ticket, text, who=AGENT):
        self.desk.note(int(ticket), self.people[who], text)

    def reply(self, ticket, text, who=AGENT):
        self.desk.reply(int(ticket), self.people[who], text)

    def move(self, ticket, queue, who=AGENT):
        group = next(g for g, row in self.desk.groups.items() if row["name"] == queue)
        self.desk.update(int(ticket), {"group_id": group}, self.people[who])

    def write_field(self, ticket, field, value):
        self.desk.update(int(ticket), {attribute(field): value}, self.people[AGENT])

    def read(self, ticket):
        admin = self._get(f"tickets/{ticket}?expand=true")
        links = self._get(f"links?link_object=Ticket&link_object_value={ticket}")["links"]
        return {"queue": admin["group"], "status": admin["state"], "links": [str(k["link_object_value"]) for k in links],
                "fields": {f: admin.get(attribute(f)) or "" for f in FIELDS}}

    def ours(self, ticket):
        """Whatever is of type email went to the customer, internal or not."""
        return [("note" if a["internal"] and a["type_id"] == 10 else "reply", a["body"])
                for a in self.desk.articles_of(int(ticket), self.desk.me)]

    def number(self, ticket):
        return self.desk.tickets[int(ticket)]["number"]

    def repeat(self, url, delivery, other_body):
        """Zammad makes the body anew for every attempt; the id stays."""
        body = delivery["body"] if not other_body else delivery["body"].replace(b'"state":"new"', b'"state":"open"')
        if other_body and body == delivery["body"]:
            body += b" "
        request = urllib.request.Request(url, body, method="POST", headers={
            "X-Zammad-Delivery": delivery["id"], "X-Zammad-Trigger": "msp.created",
            "X-Hub-Signature": hub_signature(self.hook_secret, body)})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as e:
            return e.code

    def turn_internal(self, ticket):
        own = self.desk.articles_of(int(ticket), self.people[AGENT])
        self.desk.show([a["id"] for a in own if not a["internal"]][-1], self.people[AGENT], True)

    def stop(self):
        self.desk.stop()

    def _get(self, path):
        request = urllib.request.Request(f"{self.desk.url}/api/v1/{path}",
                                         headers={"Authorization": "Token token=fake-admin-token"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())


FIELDS = ("CSP class", "CSP product", "CSP severity", "CSP tier", "CSP holder", "CSP vehicle", "CSP Microsoft number")


def attribute(field):
    """What cspdesk calls the object attribute for a field of that name."""
    return field.lower().replace(" ", "_")


def address(sender):
    return sender[sender.find("<") + 1:].rstrip(">")
