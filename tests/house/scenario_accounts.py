"""Tries to break: a partner that is direct-bill in one account of Partner Center and a reseller in another asks Microsoft for
customers of the first alone, and hands those of the other over to its provider, in one installation and at one time.

A fake RT, a fake Azure Support, and a provider of another make (tests/exchange/client.mjs).
"""

import parts
from house import new_secret
from microsoft import CONTOSO, FABRIKAM, SUBSCRIPTIONS
from reference import Reference
from scenario_microsoft import READY, SOON, SUBSCRIPTION, House

ACCOUNTS = "name,tenant,type,cloud\nReseller,7a1c0e0a-5d1b-4c55-9a34-0d4f5a1c7e99,indirect-reseller,commercial\n"
PROVIDERS = "name,channel,address\nDistri SA,exchange,https://csp.distri.example\n"
CUSTOMERS = f"""\
name,tenant,domains,language,relationship,gdap_roles,gdap_ends,azure_rbac,account,provider
Contoso,{CONTOSO},contoso.example,en,yes,service_support_administrator,2027-12-31,yes,,
Fabrikam,{FABRIKAM},fabrikam.example,en,yes,service_support_administrator,2027-12-31,yes,Reseller,Distri SA
"""
ESCALATE = READY + SUBSCRIPTION + "/csp escalate via premier\n"


def run(t):
    ours, theirs = new_secret(), new_secret()
    folder = parts.make_dir(parts.make_dir(t.where / "secrets", 0o700) / "exchange", 0o700)
    for file, text in (("distri.in", theirs), ("distri.out", ours)):
        parts.write(folder / file, text + "\n", 0o600)
    house = House(t, exchange={"secrets": folder, "timeout_secs": 2})
    node = Reference(f"{house.front.url}/exchange/distri", ours, theirs)
    try:
        peers = f"name,side,url,provider,relay\ndistri,provider,{node.url},Distri SA,no\n"
        for kind, text in (("accounts", ACCOUNTS), ("providers", PROVIDERS), ("customers", CUSTOMERS), ("peers", peers)):
            house.host.run("import", kind, parts.write(t.where / f"{kind}.csv", text))
        house.host.work()
        counted = both(t, house, node)
    finally:
        node.stop()
    house.stop()
    return counted


def both(t, house, node):
    direct = house.ticket(ESCALATE)
    sold = house.ticket(ESCALATE.replace(SUBSCRIPTIONS[CONTOSO], SUBSCRIPTIONS[FABRIKAM]) + "/csp hand-over\n",
                        "olivia@fabrikam.example")
    house.says(direct, "Microsoft's ticket: ")
    house.says(sold, "Its number there: INC-1")
    t.same({s for s, _ in house.azure.tickets}, {SUBSCRIPTIONS[CONTOSO]}, "subscriptions of tickets at Microsoft")
    offer = [x for x in node.said if x["what"] == "took"][0]
    t.same((offer["type"], "AllocationFailed" in offer["text"]), ("offer", True), "what the provider took first")
    t.same((house.unit(direct), house.unit(sold), house.balance()), (["consumed"], [None], ["5", "0"]), "units of both")
    house.note(direct, "/csp hand-over")
    house.says(direct, "This case is escalated already.")
    second = house.ticket(READY + "/csp hand-over\n")
    house.says(second, "(nobody-above)")
    house.says(sold, "Since when does it not start?")
    house.note(sold, "/csp provider Since this morning.")
    t.until("the provider resolves it", lambda: house.rt.thread(sold)["ticket"]["status"] == "resolved", SOON)
    t.same([house.rt.thread(n)["ticket"]["status"] for n in (direct, second)], ["new", "new"], "the other account's tickets")
    types = house.sql("SELECT k.ticket, JSON_VALUE(r.facts, '$.partner.type') FROM receipt r JOIN `case` k ON k.id = r.case_id "
                      "WHERE JSON_VALUE(r.facts, '$.request.actor.kind') = 'agent' GROUP BY 1, 2 ORDER BY 1")
    t.same(types, sorted([[direct, "direct-bill"], [second, "direct-bill"], [sold, "indirect-reseller"]]),
           "what the partner was for each")
    return {"tickets": 3, "at Microsoft": len(house.azure.tickets)}
