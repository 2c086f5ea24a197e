"""Tries to break: a case is decided by what Microsoft itself says of its customer when that is newer than what was
imported, and its receipt says so; nobody is asked about who has no open case, an indirect reseller asks no Partner Center,
neither does the reseller's account of a partner who is direct-bill elsewhere.

A fake RT, Partner Center and Graph over TLS.
"""

import json

import parts
from house import Sender, new_secret
from microsoft import CONTOSO, FABRIKAM, PARTNER, Microsoft
from trial import FakeRt, fake_desk, run_program

AGENTS = "name,email,identities,rights,roles,from,to,language\nAnna Nowak,anna@partner.example,rt:anna,,admin_agent,,,en\n"
CUSTOMERS = f"""\
name,tenant,domains,relationship,gdap_roles,gdap_ends,azure_rbac
Contoso,{CONTOSO},contoso.example,no,reports_reader,2026-01-31,yes
Fabrikam,{FABRIKAM},fabrikam.example,yes,reports_reader,2026-01-31,yes
"""
SUPPORT, OF_NO_INTEREST = "f023fd81-a637-4b56-95fd-791ac0226033", "74ef975b-6605-40af-a5d2-b9539d836353"
GDAP = "delegatedAdminRelationships"
FACTS = ("SELECT r.facts, r.sources FROM receipt r JOIN `case` c ON c.id = r.case_id WHERE c.ticket = '{}' "
         "ORDER BY r.version DESC, r.place DESC LIMIT 1")


def run(t):
    house = House(t)
    told(t, house)
    elsewhere(t, house)
    imported_later(t, house)
    withheld(t, house)
    notified(t, house)
    stranger(t, house)
    erased(t, house)
    house.stop()
    house.away.stop()
    reseller(t, House(t, partner={"type": "indirect-reseller"}))
    return {"asked": len(house.away.partner_center.requests)}


class House:
    def __init__(self, t, **settings):
        name = f"{settings['partner']['type'] if settings else 'direct'}"
        where = t.where / name
        parts.make_dir(where)
        self.t, self.rt, self.secret = t, FakeRt().start(), new_secret()
        self.away = Microsoft(where, where / "secrets").start()
        self.host = t.cspdesk(t.mariadb(f"mariadb-{name}"), [], {"work": {"poll_ms": 50}, **settings,
                                                                 **self.away.settings(facts_secs=1, health_secs=int(bool(settings)))},
                              name=name, secrets=where / "secrets")
        self.host.desks = [fake_desk(self.host, self.rt, self.secret, timeout_secs=1)]
        self.host.prepare()
        self.host.serve()
        self.sql = self.host.sql
        self.front = t.nginx(self.host, name=name).start()
        self.sender = Sender(f"{self.front.url}/hook/rt", self.secret)
        self.take("agents", AGENTS)
        self.take("customers", CUSTOMERS)

    def take(self, kind, text):
        self.host.run("import", kind, parts.write(self.t.where / f"{kind}.csv", text))

    def stop(self):
        self.t.stop_cspdesk(self.host)
        self.rt.stop()

    def asks(self):
        """Waits until Microsoft was asked once more, from beginning to end."""
        before = self.told_at("relationship_at")
        self.t.until("Microsoft is asked again", lambda: self.told_at("relationship_at") > before, 40)

    def told_at(self, column):
        rows = self.sql(f"SELECT m.{column} FROM customer_microsoft m JOIN customer c ON c.id = m.customer_id "
                        f"WHERE c.tenant = '{CONTOSO}'")
        return int(rows[0][0] or 0) if rows else 0

    def decides(self, sender="jan@contoso.example"):
        """The customer's facts and the sources of what is decided for a new ticket."""
        self.ticket = ticket = self.rt.new_ticket(sender, "Mail", "Outlook does not start for anybody")
        id = self.rt.say(ticket, "Who looks at this?", "Comment", "anna")
        self.sender.post(self.rt.event(ticket, id, "note"), id=f"rt-{id}")
        self.t.until(f"a decision for ticket {ticket}", lambda: self.sql(FACTS.format(ticket)), 40)
        facts, sources = self.sql(FACTS.format(ticket))[0]
        return json.loads(facts)["customer"], {x["fact"]: (x["source"], x.get("at")) for x in json.loads(sources)}


def told(t, house):
    house.away.graph.delegate(CONTOSO, "Contoso", [SUPPORT, OF_NO_INTEREST])
    house.away.graph.delegate(FABRIKAM, "Fabrikam", ["62e90394-69f5-4237-9190-012177145e10"])
    house.away.graph.page_size = 1
    house.host.work()
    t.same(house.decides()[1]["customer.gdap"][0], "import", "the source while the case is new")
    t.until("Microsoft has told of both", lambda: house.told_at("gdap_at") and house.told_at("relationship_at"), 40)
    customer, sources = house.decides()
    t.same(customer["reseller_relationship"], True, "Partner Center's word over an older import")
    t.same((customer["gdap"]["roles"], customer["gdap"]["auto_extend"]), (["service_support_administrator"], True), "GDAP")
    t.same([sources[f"customer.{f}"][0] for f in ("reseller_relationship", "gdap")], ["partner-center-api", "graph"],
           "where they come from")
    t.check(sources["customer.gdap"][1] is not None, f"when it was told: {sources}")
    t.same(house.away.partner_center.asked(path=FABRIKAM), [], "requests about a customer without an open case")
    asked = house.away.partner_center.requests
    t.same({r["method"] for r in asked} | {r["method"] for r in house.away.graph.requests}, {"GET"}, "methods")
    t.same({r["status"] for r in asked}, {200}, "what Partner Center answered")


def elsewhere(t, house):
    """Fabrikam belongs to an account in which the partner is a reseller: its cases are a reseller's, and Microsoft is asked
    about Contoso only."""
    house.take("accounts", "name,tenant,type,cloud\nReseller,7a1c0e0a-5d1b-4c55-9a34-0d4f5a1c7e99,indirect-reseller,commercial\n")
    house.take("customers", "name,account\nFabrikam,Reseller\n")
    _, sources = house.decides("jan@fabrikam.example")
    t.same(sources["partner.type"][0], "account", "who says what the partner is")
    said = house.host.run("explain", house.ticket)
    t.check("indirect reseller (account Reseller)" in said, f"explain says {said!r}")
    own = parts.write(t.where / "own.csv", f"name,tenant,type,cloud\nOwn,{PARTNER},direct-bill,commercial\n")
    rc, _, err = run_program([house.host.binary, "import", "accounts", own, "-c", house.host.conf])
    t.check(rc == 2 and "own.csv:2:2: tenant: it is microsoft.tenant" in err, f"the first account's tenant: {rc} {err!r}")
    house.asks()
    house.asks()
    asked = [r for fake in (house.away.partner_center, house.away.graph) for r in fake.requests if FABRIKAM in str(r)]
    t.same(asked, [], "what is asked about a customer of the reseller's account")


def imported_later(t, house):
    """The later of both counts: an import, until Microsoft is asked again."""
    house.sql("UPDATE customer SET told_at = told_at + 86400000 WHERE name = 'Contoso'")
    customer, sources = house.decides()
    t.same((customer["reseller_relationship"], customer["gdap"]["roles"]), (False, ["reports_reader"]), "a later import")
    t.same(sources["customer.gdap"][0], "import", "its source")
    house.sql("UPDATE customer SET told_at = told_at - 86400000 WHERE name = 'Contoso'")
    t.same(house.decides()[1]["customer.gdap"][0], "graph", "the source of what was told later")


def withheld(t, house):
    """Without the right to read GDAP the rest is told, and what was known of it grows old."""
    house.away.graph.fail("broken", GDAP, times=None, status=403)
    house.asks()
    before, at = house.told_at("relationship_at"), house.told_at("gdap_at")
    house.asks()
    t.check(house.told_at("relationship_at") > before, "the relationship is told again")
    t.same(house.told_at("gdap_at"), at, "when GDAP was told")
    house.away.mend()


def stranger(t, house):
    """Who is no customer any more, and gave no rights, is not one; what is told of GDAP then is its end."""
    house.away.partner_center.customer(CONTOSO, "Contoso", "contoso.example", relationship="none")
    house.away.graph.gdap.clear()
    house.asks()
    house.asks()
    customer, _ = house.decides()
    t.same((customer["reseller_relationship"], customer["gdap"]["roles"]), (False, []), "a stranger")


def notified(t, house):
    """What changed, somebody told us: subscriptions are read, and of other hints nothing stays."""
    mail = house.away.partner_center.subscription(CONTOSO, "Business Premium")
    azure = house.away.partner_center.subscription(CONTOSO, "Azure plan", "DZH318Z0BPS6:0001:DZH318Z0BML6",
                                                   billingType="usage", status="suspended")
    for what, tenant in (("subscription", CONTOSO), ("customer", CONTOSO), ("access", ""), ("subscription", FABRIKAM[::-1])):
        house.sql(f"INSERT INTO due (what, tenant, subscription, poked_at, due_at) VALUES ('{what}', '{tenant}', '', 1, 0)")
    t.until("all hints are taken", lambda: house.sql("SELECT COUNT(*) FROM due") == [["0"]], 40)
    t.same(sorted(house.sql("SELECT guid, name, kind, state, IFNULL(quantity, '-') FROM subscription")),
           sorted([[mail, "Business Premium", "nce", "active", "15"], [azure, "Azure plan", "azure-plan", "suspended", "-"]]),
           "what Contoso bought")


def erased(t, house):
    house.host.run("erase", "customer", "Contoso", "--force")
    t.same(house.sql("SELECT COUNT(*) FROM customer_microsoft"), [["0"]], "what is left of an erased customer")


def reseller(t, house):
    """The second worker begins with an open case, so its first look would ask, before it decides anything. Of service
    health only Graph is asked, and where that refuses, nobody."""
    house.away.graph.fail("broken", "serviceAnnouncement", times=None, status=403)
    house.host.work()
    house.decides()
    house.host.term("work1")
    house.host.wait("work1")
    house.host.work("work2")
    house.decides()
    t.same(house.sql("SELECT COUNT(*) FROM customer_microsoft"), [["0"]], "customers that a reseller asks about")
    t.until("Graph has refused", lambda: house.sql("SELECT COUNT(note) FROM health") == [["1"]], 40)
    asked = {name: {r["path"].rpartition("/")[2] for r in f.requests} for name, f in house.away.fakes.items() if f.requests}
    t.same(asked, {"authority": {"token"}, "graph": {"issues"}}, "what a reseller asks")
    house.stop()
    house.away.stop()
