"""The money's story in two real RTs: a reseller's debtor is reminded there, two of its people ask for the suspension, two of
the provider's decide, Partner Center does it once, and after his payment it is restored the same way.
"""

import re

from microsoft import FABRIKAM
from scenario_chain import SOON, TYPES, Side, begin
from scenario_money import AGENTS, SUB, Debts, asked, bought, collecting, pays, reminded, standing

BILLERS = AGENTS.replace("rt:anna,billing", "rt:anna,escalate billing")
CUSTOMERS = {
    "shop": "name,tenant,domains,language,provider,channel,billing_contact\n"
            f"Fabrikam,{FABRIKAM},fabrikam.example,en,Distri SA,exchange,olivia.brown@fabrikam.example\n",
    "distri": f"name,tenant,domains,language\nFabrikam,{FABRIKAM},,en\n"}


class Desk(Debts, Side):
    def __init__(self, t, name):
        super().__init__(t, name, {"agents": BILLERS, "customers": CUSTOMERS[name], "subscriptions": bought()},
                         collecting if name == "shop" else None)

    def rows(self):
        return self.cspdesk.sql("SELECT kind, way, state FROM suspension ORDER BY id")


def run(t):
    shop, distri = (Desk(t, name) for name in TYPES)
    there = distri.microsoft.partner_center
    there.subscription(FABRIKAM, "Business Premium", id=SUB)
    begin(t, shop, distri)
    distri.cspdesk.run("token", "set", stdin=distri.microsoft.refresh_token + "\n")
    shop.has = lambda: standing(there)
    ticket = reminded(t, shop)
    theirs = suspended(t, shop, distri, ticket)
    restored(t, shop, distri, ticket, theirs)
    t.same([m["status"] for m in there.made("subscription")][:2], ["suspended", "active"], "what Partner Center did")
    for side in (shop, distri):
        side.stop()
    return {"notes": sum(len(side.rt.newest_notes("cspdesk")) for side in (shop, distri)), "mails": len(shop.mails())}


def suspended(t, shop, distri, ticket):
    """The provider's ticket."""
    asked(t, shop, ticket)
    theirs = int(re.search(r"Its number there: (\d+)", shop.says(ticket, "Its number there: "))[1])
    distri.says(theirs, f"asks to suspend subscription {SUB}")
    t.same((shop.has(), distri.rows()), (("active", True), []), "before the provider's people decide")
    distri.rt.comment(theirs, f"/csp suspend {SUB}")
    number = re.search(r"/csp approve (\d+)", distri.says(theirs, "/csp approve "))[1]
    distri.rt.comment(theirs, f"/csp approve {number}", user="piotr")
    t.until("it is suspended", lambda: shop.has() == ("suspended", False), SOON)
    shop.says(ticket, f"the provider has suspended {SUB}")
    t.same((shop.rows(), distri.rows()), ([["suspend", "provider", "done"]], [["suspend", "microsoft", "done"]]), "both records")
    return theirs


def restored(t, shop, distri, ticket, theirs):
    pays(t, shop, ticket)
    shop.rt.comment(ticket, f"/csp restore {SUB}")
    distri.says(theirs, f"asks to restore subscription {SUB}")
    distri.rt.comment(theirs, f"/csp restore {SUB}")
    t.until("it is restored", lambda: shop.has() == ("active", True), SOON)
    shop.says(ticket, f"the provider says that {SUB} works again")
    t.until("both records", lambda: (shop.rows()[-1], distri.rows()[-1]) ==
            (["restore", "provider", "done"], ["restore", "microsoft", "done"]), SOON)
