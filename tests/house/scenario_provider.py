"""Tries to break the hand-over to a provider who is reached by e-mail, with a real RT and a local mail catcher: the
complete packet arrives there and no secret does, the provider's answer comes back by mail as a note and moves the
holder, what others mail moves nothing, and the customer gets nothing of it.
"""

import email
import email.policy

from trial import RtHouse, import_customers

PROVIDER, CUSTOMER = "help@distri.example", "jan.kowalski@contoso.example"
TENANT = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21"
FILES = {
    "providers": "name,channel,address,language\n" + f"Distri SA,email,{PROVIDER},pl\n",
    "agents": "name,email,identities,rights,roles,from,to,language\n"
              "Anna Nowak,anna@partner.example,rt:anna,escalate,admin_agent,,,\n",
}
CUSTOMERS = f"name,tenant,domains,provider\nContoso Polska,{TENANT},contoso.example,Distri SA\n"
TEXT = f"""Our VM in Azure does not start: error AllocationFailed.
The password: Sekret-77x! and write to {CUSTOMER}.
"""
SETTINGS = {"partner": {"type": "indirect-reseller"}}
DESK = {"mode": "enforce", "first_reply": "never", "default_queue": "Support", "provider_queue": "Providers"}


def run(t):
    house = RtHouse(t, SETTINGS, **DESK).start()
    house.rt.rest("POST", "queue", {"Name": "Providers", "CorrespondAddress": "providers@rtlab.example"}, user="root")
    import_all(t, house.cspdesk)
    story = Story(t, house)
    for part in (story.handed, story.answered, story.others, story.closed):
        part()
    t.stop_cspdesk(house.cspdesk)
    return {"mails": len(story.mails())}


def import_all(t, cspdesk):
    for what, text in FILES.items():
        file = t.where / f"{what}.csv"
        file.write_text(text)
        cspdesk.run("import", what, file)
    import_customers(cspdesk, CUSTOMERS)


class Story:
    def __init__(self, t, house):
        self.t, self.house, self.rt = t, house, house.rt
        self.ticket = self.rt.mail(f"Jan Kowalski <{CUSTOMER}>", "Support", "VM of Jan Kowalski is down", TEXT)
        t.until("the advice", lambda: house.notes(self.ticket), 20)
        self.linked = None

    def mails(self, to=None):
        """What RT has sent, oldest first: (to, subject, text)."""
        found = []
        for file in sorted((self.rt.home / "mail").iterdir()):
            mail = email.message_from_bytes(file.read_bytes().split(b"\n", 1)[1], policy=email.policy.default)
            found.append((str(mail["To"]), str(mail["Subject"]), mail.get_body(("plain", "html")).get_content()))
        return [m for m in found if to is None or to in m[0]]

    def noted(self, words, what):
        """Waits for the note that has those words, and returns it."""
        found = []
        self.t.until(what, lambda: found.extend(n["content"] for n in self.house.notes(self.ticket)
                                                if words in n["content"]) or found, 20)
        return found[0] if found else ""

    def column(self, name):
        return self.house.cspdesk.sql(f"SELECT {name} FROM `case` WHERE ticket = '{self.ticket}'")[0][0]

    def holder(self, wanted):
        self.t.until(f"the holder is {wanted}", lambda: self.column("holder") == wanted, 20)

    def handed(self):
        self.before = len(self.mails(CUSTOMER))
        self.rt.comment(self.ticket, "/csp triage technical azure B\n/csp set impact 40 people cannot work\n/csp hand-over")
        self.noted("linked ticket of Distri SA is", "the linked ticket's number")
        self.linked = int(self.house.cspdesk.sql("SELECT ticket FROM opening")[0][0])
        self.t.until("the packet at the catcher", lambda: self.packets(), 20)
        to, subject, text = self.packets()[0]
        for words in (f"zgłoszenie {self.ticket}", TENANT, "AllocationFailed", "40 people cannot work", "Azure",
                      "B (moderate", "anna@partner.example"):
            self.t.check(words in text, f"the packet lacks {words!r}: {text}")
        self.t.check(f"#{self.linked}]" in subject, f"the packet's subject: {subject}")
        self.subject = subject
        self.holder("provider")

    def packets(self):
        return [m for m in self.mails(PROVIDER) if "AllocationFailed" in m[2]]

    def reply(self, sender, text, headers=None):
        got = self.rt.mail(sender, "Providers", f"Re: {self.subject}", text, headers)
        self.t.same(got, self.linked, f"the ticket of the mail from {sender}")

    def answered(self):
        """His mail is a note: no command, no marker; and only a known agent's words go back to him."""
        self.reply(f"Distri <{PROVIDER}>", "/csp take-back\nWe restarted the cluster. [csp #1]\n> the packet\n> all of it\n")
        note = self.noted("We restarted the cluster", "the provider's answer")
        self.t.check("> /csp take-back" in note and "(csp #1]" in note and "all of it" not in note, f"the note: {note}")
        self.holder("partner")
        self.t.same(self.house.cspdesk.sql("SELECT (SELECT COUNT(*) FROM held_back), "
                                           "(SELECT COUNT(*) FROM escalation WHERE state = 'open')"), [["0", "1"]],
                    "what the provider's /csp did")
        self.rt.comment(self.ticket, "/csp provider It is down again; password: Sekret-77x!\n/csp case DS-4711")
        self.t.until("the agent's words at the catcher", lambda: any("down again" in m[2] for m in self.mails(PROVIDER)), 20)
        self.holder("provider")
        self.t.same(self.column("number"), "DS-4711", "the provider's number")

    def others(self):
        """A machine and a stranger are told; neither moves anything."""
        self.reply(f"Distri <{PROVIDER}>", "I am out of office.", {"Auto-Submitted": "auto-replied"})
        self.noted("out of office", "the automatic mail")
        self.reply("Eve <eve@stranger.example>", "Please close it all.")
        self.noted("Please close it all", "the stranger's mail")
        self.t.same(self.column("holder"), "provider", "the holder after a machine and a stranger")
        self.reply("Ola <ola@distri.example>", "A colleague of his: it runs.")
        self.noted("it runs", "the provider's colleague")
        self.holder("partner")
        self.t.same(self.house.cspdesk.sql("SELECT ticket FROM `case`"), [[str(self.ticket)]], "cases")
        self.t.same([x["type"] for x in self.rt.thread(self.linked) if x["creator"] == "cspdesk"],
                    ["Create", "Correspond", "Correspond"], "what cspdesk wrote into the linked ticket")
        self.t.same(len(self.mails(CUSTOMER)), self.before, "mails to the customer")

    def closed(self):
        self.rt.comment(self.ticket, "/csp resolve")
        for number in (self.ticket, self.linked):
            self.t.until(f"ticket {number} is resolved", lambda n=number: self.rt.rest("GET", f"ticket/{n}")["Status"] ==
                         "resolved", 20)
        held = [r[0] for r in self.house.cspdesk.sql("SELECT holder FROM clock ORDER BY started_at")]
        self.t.same(held[:5], ["partner", "provider", "partner", "provider", "partner"], "who held it")
        for words in ("Sekret-77x", CUSTOMER, "Kowalski"):
            self.t.check(not any(words in s + x for _, s, x in self.mails(PROVIDER)), f"{words!r} has left the house")
        for words in ("restarted", "out of office", "it runs"):
            self.t.check(not any(words in m[2] for m in self.mails(CUSTOMER)), f"the customer was mailed {words!r}")
