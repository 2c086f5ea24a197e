"""The whole chain in two real RTs: a reseller's customer writes a mail, the reseller hands it over, the provider escalates
to the fake Microsoft, whose answer reaches the reseller; both resolve, and on both sides the time adds up.
"""

import copy
import threading

import parts
from house import new_secret
from microsoft import FABRIKAM, SUBSCRIPTIONS, Microsoft
from trial import RtHouse, told

SUB, SOON = SUBSCRIPTIONS[FABRIKAM], 60
OLIVIA = "Olivia Brown <olivia.brown@fabrikam.example>"
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en
"""
PROVIDERS = "name,channel,address\nDistri SA,exchange,https://csp.distri.example\n"
PEERS = "name,side,url,provider,desk,queue,requestor,relay,auto_accept\n"
FILES = {
    "shop": {"providers": PROVIDERS,
             "customers": f"name,tenant,domains,language,provider,channel\n"
                          f"Fabrikam,{FABRIKAM},fabrikam.example,en,Distri SA,exchange\n",
             "peers": PEERS + "distri,provider,{url}/exchange/shop,Distri SA,,,,yes,\n"},
    "distri": {"customers": "name,tenant,domains,language,relationship,gdap_roles,gdap_ends,azure_rbac\n"
                            f"Fabrikam,{FABRIKAM},,en,yes,service_support_administrator,2031-12-31,yes\n",
               "entitlements": "name,vehicle,plan,customer,from,to,units,fee\n"
                               "azure,azure-plan,prodirect,Fabrikam,2026-01-01,2031-12-31,3,included\n",
               "peers": PEERS + "shop,reseller,{url}/exchange/distri,,rt,Support,desk@shop.example,,known\n"}}
TYPES = {"shop": "indirect-reseller", "distri": "indirect-provider"}
CHECKED = "/csp set environment customer\n" + "".join(f"/csp check P{i} done\n" for i in range(1, 11))


def run(t):
    shop, distri = begin(t, Side(t, "shop"), Side(t, "distri"))
    ours, theirs = story(t, shop, distri)
    for side, ticket in ((shop, ours), (distri, theirs)):
        adds_up(t, side, ticket)
        side.stop()
    return {"notes": sum(len(s.rt.newest_notes("cspdesk")) for s in (shop, distri))}


def begin(t, shop, distri):
    """They know each other, and both stand."""
    for one, other in ((shop, distri), (distri, shop)):
        secret = new_secret()
        one.keep(f"{other.name}.out", secret)
        other.keep(f"{one.name}.in", secret)
    starters = [threading.Thread(target=one.begin, args=(other.front.url,)) for one, other in ((shop, distri),
                                                                                             (distri, shop))]
    for thread in starters:
        thread.start()
    for thread in starters:
        thread.join()
    return shop, distri


class Side(RtHouse):
    """One installation with an RT of its own, in a directory of its own; its checks are the trial's."""

    def __init__(self, t, name, files=None, more=None):
        """`files` are imported beside FILES, or in their place; `more`: a function of the directory, settings."""
        own = copy.copy(t)
        own.where, own.check, self.name, self.microsoft = t.where / name, t.check, name, None
        parts.make_dir(own.where)
        self.folder = parts.make_dir(parts.make_dir(parts.make_dir(own.where / "cspdesk") / "secrets", 0o700) /
                                     "exchange", 0o700)
        self.files = {"agents": AGENTS, **FILES[name], **(files or {})}
        settings = {"partner": {"type": TYPES[name]}, "exchange": {"secrets": self.folder, "timeout_secs": 2},
                    **(more(own.where) if more else {})}
        if name == "distri":
            self.microsoft = Microsoft(own.where, own.where / "cspdesk" / "secrets").start()
            settings = {**settings, **self.microsoft.settings(contact_phone="+48123456789")}
        super().__init__(own, settings, mode="enforce", language="en")

    def keep(self, file, secret):
        parts.write(self.folder / file, secret + "\n", 0o600)

    def begin(self, other):
        self.start()
        for kind, text in self.files.items():
            file = parts.write(self.trial.where / f"{kind}.csv", text.replace("{url}", other))
            self.cspdesk.run("import", kind, file)

    def says(self, ticket, text):
        """The note that has it."""
        found = lambda: [n["content"] for n in self.notes(ticket) if text in n["content"]]
        self.trial.until(f"a note of {self.name}'s ticket {ticket} says {text!r}", found, SOON)
        return (found() or [""])[0]

    def status(self, ticket):
        return self.rt.rest("GET", f"ticket/{ticket}", user="root")["Status"]

    def holder(self, ticket):
        return self.cspdesk.sql(f"SELECT holder FROM `case` WHERE ticket = '{ticket}'")[0][0]

    def stop(self):
        self.trial.stop_cspdesk(self.cspdesk)
        if self.microsoft:
            self.microsoft.stop()


def story(t, shop, distri):
    """(the reseller's ticket, the provider's)"""
    ours = shop.rt.mail(OLIVIA, "Support", "VM does not start", "Error AllocationFailed since this morning.\n")
    shop.says(ours, told("en")["note.title"])
    shop.rt.comment(ours, f"/csp triage technical azure B break-fix\n/csp set subscription {SUB}\n"
                          "/csp set service Virtual Machine running Linux\n/csp hand-over")
    accepted = shop.says(ours, "Its number there: ")
    theirs = int(accepted.split("Its number there: ")[1].split()[0])
    distri.rt.comment(theirs, CHECKED + "/csp escalate via azure-plan")
    distri.says(theirs, "Microsoft's ticket: ")
    t.until("the reseller sees that Microsoft has it", lambda: shop.holder(ours) == "microsoft", SOON)
    name = distri.cspdesk.sql("SELECT name FROM outside")[0][0]
    number = distri.microsoft.azure.tickets[SUB, name]["properties"]["supportTicketId"]
    t.check(number in shop.says(ours, "Microsoft's number at the provider"), "Microsoft's number at the reseller's")
    distri.microsoft.azure.engineer_says(SUB, name, "Please resize to D4s_v5.")
    distri.cspdesk.sql("UPDATE outside SET due_at = 1000 WHERE due_at IS NOT NULL")
    shop.says(ours, "Microsoft, to the provider:\nPlease resize to D4s_v5.")
    t.until("the provider has the ball", lambda: shop.holder(ours) == "provider", SOON)
    distri.rt.comment(theirs, "/csp reseller Please try the new size.")
    shop.says(ours, "Please try the new size.")
    shop.rt.comment(ours, "/csp provider It works.")
    distri.says(theirs, "It works.")
    distri.rt.comment(theirs, "/csp resolve")
    t.until("both are resolved", lambda: (shop.status(ours), distri.status(theirs)) == ("resolved", "resolved"), SOON)
    # Azure lets nobody close what an engineer works on.
    distri.says(theirs, "Microsoft's ticket was not closed")
    return ours, theirs


def adds_up(t, side, ticket):
    """Nobody had it twice, at no time had it nobody, from the first holder until it was closed."""
    closed = "SELECT COUNT(*) FROM clock h JOIN `case` c ON c.id = h.case_id WHERE h.ended_at IS NULL AND c.ticket = "
    t.until(f"{side.name}: nobody has it any more", lambda: side.cspdesk.sql(f"{closed}'{ticket}'") == [["0"]], SOON)
    rows = side.cspdesk.sql("SELECT h.holder, h.started_at, h.ended_at FROM clock h JOIN `case` c ON c.id = h.case_id "
                            f"WHERE c.ticket = '{ticket}' ORDER BY h.started_at")
    spans = [(int(a), int(b)) for _, a, b in rows]
    t.same(sum(b - a for a, b in spans), spans[-1][1] - spans[0][0], f"{side.name}: the time of all holders")
    wanted = {"shop": ["partner", "provider", "microsoft", "provider", "partner", "provider"],
              "distri": ["partner", "microsoft", "partner", "reseller", "partner"]}[side.name]
    t.same([r[0] for r in rows][:len(wanted)], wanted, f"{side.name}: who had it, one after the other")
    said = side.cspdesk.run("explain", f"rt/{ticket}")
    t.check(said.count("Had by ") == len(set(r[0] for r in rows)), f"{side.name} tells: {said}")
