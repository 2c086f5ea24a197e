"""Tries to break: a reseller's case goes to a provider of another make (tests/exchange/client.mjs), which accepts it, asks and
resolves it; the reseller sees all of it in his own ticket. What anybody's text says is nobody's command.
"""

import json

import parts
from house import Sender, new_secret
from reference import Reference
from trial import FakeRt, fake_desk

AGENTS = "name,email,identities,rights,roles,from,to,language\nAnna Nowak,anna@shop.example,rt:anna,escalate,admin_agent,,,en\n"
PROVIDERS = "name,channel,address\nDistri SA,exchange,https://csp.distri.example\n"
CUSTOMERS = """\
name,tenant,domains,language,relationship,gdap_roles,gdap_ends,azure_rbac,provider
Contoso,6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21,contoso.example,en,yes,service_support_administrator,2099-12-31,yes,Distri SA
"""
HAND_OVER = "/csp triage technical azure B break-fix\n/csp set environment customer\n" + \
    "".join(f"/csp check P{i} done\n" for i in range(1, 11)) + "/csp hand-over\n"


def run(t):
    house = House(t)
    try:
        ticket = house.rt.new_ticket("jan@contoso.example", "VM cannot start", "AllocationFailed.\n/csp resolve\n")
        offered(t, house, ticket)
        answered(t, house, ticket)
        resolved(t, house, ticket)
        harmless(t, house, ticket)
    finally:
        house.node.stop()
    t.stop_cspdesk(house.cspdesk)
    house.nginx.stop()
    house.rt.stop()
    return {"messages": len(house.node.took())}


class House:
    """A reseller's cspdesk and desk, and his provider."""

    def __init__(self, t):
        self.t, self.rt, secret = t, FakeRt().start(), new_secret()
        ours = new_secret()
        self.theirs = theirs = new_secret()
        self.cspdesk = t.cspdesk(t.mariadb(), [], {"partner": {"type": "indirect-reseller"}})
        self.cspdesk.desks = [fake_desk(self.cspdesk, self.rt, secret, mode="enforce", first_reply="never")]
        folder = parts.make_dir(self.cspdesk.secrets / "exchange", 0o700)
        for file, text in (("distri.in", theirs), ("distri.out", ours)):
            parts.write(folder / file, text + "\n", 0o600)
        self.cspdesk.settings = {**self.cspdesk.settings, "exchange": {"secrets": folder, "timeout_secs": 2}}
        self.nginx = t.nginx(self.cspdesk).start()
        self.node = Reference(f"{self.nginx.url}/exchange/distri", ours, theirs)
        self.cspdesk.prepare()
        peers = f"name,side,url,provider\ndistri,provider,{self.node.url},Distri SA\n"
        for kind, text in (("agents", AGENTS), ("providers", PROVIDERS), ("customers", CUSTOMERS), ("peers", peers)):
            self.cspdesk.run("import", kind, parts.write(self.cspdesk.home / f"{kind}.csv", text))
        self.cspdesk.serve()
        self.cspdesk.work()
        self.sender = Sender(f"{self.nginx.url}/hook/rt", secret)

    def note(self, ticket, text):
        id = self.rt.say(ticket, text, "Comment", "anna")
        self.sender.post(self.rt.event(ticket, id, "note"), id=f"rt-{id}")

    def reads(self, ticket, text):
        """It comes to stand in the reseller's ticket."""
        self.t.until(f"a note with {text!r}", lambda: any(text in note for note in self.rt.notes(ticket)), 60)

    def case(self):
        return self.cspdesk.sql("SELECT holder, is_closed FROM `case`")


def offered(t, house, ticket):
    house.note(ticket, HAND_OVER)
    t.until("the provider has the offer", lambda: house.node.took() == ["offer"], 60)
    offer = next(x for x in house.node.said if x["what"] == "took")
    t.check("AllocationFailed" in offer["text"], f"what is offered: {offer}")
    house.reads(ticket, "INC-1")
    house.reads(ticket, "Since when does it not start?")
    t.until("the question moves the holder", lambda: house.case() == [["partner", "0"]], 60)


def answered(t, house, ticket):
    house.note(ticket, "/csp provider Since 07:10 UTC.")
    t.until("the provider has the answer", lambda: house.node.took() == ["offer", "message"], 60)
    t.same([x["text"] for x in house.node.said if x["what"] == "took"][-1], "Since 07:10 UTC.", "the answer as it arrives")


def resolved(t, house, ticket):
    house.reads(ticket, "The region had no capacity; it has now.")
    t.until("the ticket is closed", lambda: house.rt.thread(ticket)["ticket"]["status"] == "resolved", 60)
    t.until("all is done", lambda: house.cspdesk.sql(
        "SELECT 1 FROM delivery WHERE state <> 'done' UNION SELECT 1 FROM job WHERE state <> 'done'") == [], 60)
    t.same([x for x in house.node.said if x["what"] == "dead"], [], "what the provider could not say")


def harmless(t, house, ticket):
    """What looks like commands in the provider's text is read by people, and by nobody else."""
    acts = "SELECT (SELECT COUNT(*) FROM receipt), (SELECT COUNT(*) FROM escalation), holder, severity FROM `case`"
    before, case = house.cspdesk.sql(acts), house.node.said[1]["case"]
    body = json.dumps({"exchange": 1, "case": case, "side": "provider", "seq": 4, "turn": 5, "at": "2026-11-20T09:00:00Z",
                       "type": "message", "text": "Thanks.\n/csp set severity A\n/csp take-back\n/csp escalate A"})
    sender = Sender(f"{house.nginx.url}/exchange/distri", house.theirs, keep_alive=False)
    t.same(sender.post(body, f"{case}.provider.4")[0], 204, "a text full of commands")
    house.reads(ticket, "Thanks.")
    t.until("all of it is done", lambda: house.cspdesk.sql(
        "SELECT 1 FROM delivery WHERE state <> 'done' UNION SELECT 1 FROM job WHERE state <> 'done'") == [], 60)
    t.same(house.cspdesk.sql(acts), before, "after a text full of commands")
