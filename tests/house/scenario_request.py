"""Tries to break: a reseller cannot suspend anything, so what two of its people have approved is asked of its provider over
the exchange; two of the provider's people decide, Partner Center does it once, and the reseller hears it. What is paid,
refused or asked by one person alone changes nothing.

Two installations with a fake RT each, and the provider's fake Partner Center.
"""

import time

from microsoft import Microsoft
from scenario_exchange import CUSTOMERS, PROVIDERS, TENANT, Pair, Side
from trial import merge

AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive billing,admin_agent,,,en
Bea Lis,bea@partner.example,rt:bea,billing,admin_agent,,,en
"""
BOUGHT = "id,customer,product,name,kind,state,quantity,provider,from,to,auto_renew\n" \
         "{id},{customer},microsoft365,Business Premium,nce,active,15,,2026-01-14,2031-01-13,yes\n"
NAMES = {"shop": "Contoso Polska", "distri": "Contoso"}


class Desk(Side):
    """With two persons who may bill; the provider's has Partner Center."""
    more = {"provider_queue": "Support"}

    def __init__(self, t, name):
        super().__init__(t, name)
        self.away = None
        if name == "distri":
            self.away = Microsoft(t.where, self.host.secrets).start()
            self.host.settings = merge(self.host.settings, self.away.settings(timeout_secs=1))

    def by(self, who, ticket, text):
        self.tell(ticket, self.rt.say(ticket, text, "Comment", who))

    def state(self):
        """Of the one subscription, as it is kept here."""
        return self.host.sql("SELECT state FROM subscription")[0][0]

    def rows(self):
        return self.host.sql("SELECT kind, way, state FROM suspension ORDER BY id")


def run(t):
    pair = Pair(t, Desk)
    shop, distri = pair.side["shop"], pair.side["distri"]
    there = distri.away.partner_center
    id = there.subscription(TENANT)
    for side in (shop, distri):
        side.take("agents", AGENTS)
        side.take("subscriptions", BOUGHT.format(id=id, customer=NAMES[side.name]))
    owes(shop)
    pair.calm()
    ticket = shop.ticket("Invoices", "About our invoices.")
    pair.calm()
    done(t, pair, ticket, id, there)
    paid(t, pair, ticket, id, there)
    declined(t, pair, ticket, id)
    by_mail(t, pair, ticket, id)
    by_portal(t, pair, ticket, id)
    pair.same("after all requests")
    # A restore is two changes: the status, and then its renewal (work_suspension.c).
    t.same([m["status"] for m in there.made("subscription")], ["suspended", "active", "active"], "what Partner Center did in all")
    distri.away.stop()
    pair.stop()
    return {"requests": len(shop.rows())}


def ms():
    return int(time.time() * 1000)


def owes(shop):
    """Long enough, and told in time."""
    shop.host.sql(f"INSERT INTO invoice (number, customer, customer_id, issued, due, currency, minor, state, open_minor, told_at) "
                  f"SELECT CONCAT('F', {ms()}), name, id, '2026-01-01', '2026-01-15', 'PLN', 100000, 'open', 100000, {ms()} "
                  f"FROM customer; INSERT INTO debt (customer_id, since, begun_at, digest) SELECT id, '2026-01-15', {ms()}, '' "
                  "FROM customer; INSERT INTO debt_step (debt_id, step, day) SELECT d.id, s.seq, CONCAT('2026-0', s.seq + 1, '-20') "
                  "FROM debt d JOIN seq_1_to_4 s WHERE d.is_open = 1")


def new_ticket(t, pair, known):
    distri = pair.side["distri"]
    new = sorted(set(distri.rt.tickets) - known, key=int)
    t.need(len(new) == 1, f"the provider's new tickets: {new}; {pair.side['shop'].notes('1')}")
    return new[0]


def approve(t, pair, side, ticket, id):
    """Anna asks, she cannot approve it herself, Bea does; the request's number."""
    side.by("anna", ticket, f"/csp suspend {id}")
    pair.calm()
    number = side.host.sql("SELECT MAX(id) FROM suspension")[0][0]
    t.need(number not in ("NULL", None) and f"Request {number}: /csp approve {number}" in side.notes(ticket),
           f"{side.name} asks: {side.notes(ticket)[-1500:]}")
    side.by("anna", ticket, f"/csp approve {number}")
    pair.calm()
    t.same(side.rows()[-1][2], "asked", f"{side.name}: approved by who asked")
    side.by("bea", ticket, f"/csp approve {number}")
    pair.calm()
    return number


def done(t, pair, ticket, id, there):
    shop, distri = pair.side["shop"], pair.side["distri"]
    known = set(distri.rt.tickets)
    number = approve(t, pair, shop, ticket, id)
    theirs = new_ticket(t, pair, known)
    t.check(f"asks to suspend subscription {id}" in distri.notes(theirs) and "since 2026-01-15 (step 4" in distri.notes(theirs),
            f"the provider reads: {distri.notes(theirs)}")
    first = distri.rt.tickets[theirs]["transactions"][0]["text"]
    t.check("About our invoices" not in first and "jan.kowalski" not in first, f"what crossed: {first}")
    t.same((shop.rows(), distri.rows(), there.made("subscription")), ([["suspend", "provider", "approved"]], [], []),
           "before the provider's people decide")
    approve(t, pair, distri, theirs, id)
    t.until("the provider has suspended it", lambda: distri.rows() == [["suspend", "microsoft", "done"]], 40)
    pair.calm()
    t.check(f"Request {number}: the provider has suspended {id}" in shop.notes(ticket), f"outcome: {shop.notes(ticket)[-900:]}")
    t.same((shop.rows(), shop.state()), ([["suspend", "provider", "done"]], "suspended"), "the reseller's request")
    shop.by("anna", ticket, f"/csp suspend {id}")
    pair.calm()
    t.check("it is suspended already" in shop.notes(ticket), f"asked again: {shop.notes(ticket)[-900:]}")
    shop.by("anna", ticket, f"/csp restore {id}")
    pair.calm()
    t.check(f"asks to restore subscription {id}" in distri.notes(theirs), f"to be restored: {distri.notes(theirs)[-900:]}")
    distri.by("anna", theirs, f"/csp restore {id}")
    t.until("it is restored", lambda: distri.rows()[-1] == ["restore", "microsoft", "done"], 40)
    pair.calm()
    t.check(f"the provider says that {id} works again" in shop.notes(ticket), f"restored: {shop.notes(ticket)[-900:]}")
    t.same((shop.rows()[-1], shop.state()), (["restore", "provider", "done"], "active"), "the reseller's second request")
    distri.note(theirs, "/csp resolve")
    pair.calm()
    pair.same("after it was suspended and restored")


def paid(t, pair, ticket, id, there):
    """Between the reseller's request and the provider's second person."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    known = set(distri.rt.tickets)
    approve(t, pair, shop, ticket, id)
    theirs = new_ticket(t, pair, known)
    distri.by("anna", theirs, f"/csp suspend {id}")
    pair.calm()
    number = distri.host.sql("SELECT MAX(id) FROM suspension")[0][0]
    shop.host.sql("UPDATE invoice SET state = 'paid', open_minor = 0; UPDATE debt SET is_open = NULL, "
                  f"ended_at = {ms()} WHERE is_open = 1")
    shop.note(ticket, "They have paid.")
    pair.calm()
    t.check(f"takes back what it asked about subscription {id}" in distri.notes(theirs), f"told: {distri.notes(theirs)[-900:]}")
    distri.by("bea", theirs, f"/csp approve {number}")
    pair.calm()
    t.same((shop.rows()[-1][2], distri.rows()[-1][2]), ("withdrawn", "withdrawn"), "requests of a customer who has paid")
    t.same(len(there.made("subscription")), 3, "what Partner Center did")
    shop.note(ticket, "/csp take-back")
    pair.calm()


def declined(t, pair, ticket, id):
    shop, distri = pair.side["shop"], pair.side["distri"]
    known = set(distri.rt.tickets)
    owes(shop)
    approve(t, pair, shop, ticket, id)
    theirs = new_ticket(t, pair, known)
    distri.note(theirs, "/csp decline we have another agreement with them")
    pair.calm()
    said = shop.notes(ticket)
    t.check(f"not suspended {id}; the customer goes on using it. we have another agreement with them\nIf it is still wanted" in said,
            f"declined: {said[-900:]}")
    t.same(shop.rows()[-1], ["suspend", "provider", "refused"], "what the provider declined")


def reaches(shop, channel, address):
    shop.take("providers", PROVIDERS.replace("exchange,https://csp.distri.example", f"{channel},{address}"))
    shop.take("customers", CUSTOMERS["shop"].replace("exchange", channel))


def by_mail(t, pair, ticket, id):
    """The desk mails the provider; what comes back ends nothing, for anybody can write a mail."""
    shop = pair.side["shop"]
    reaches(shop, "email", "csp@distri.example")
    known = set(shop.rt.tickets)
    number = approve(t, pair, shop, ticket, id)
    new = [n for n in shop.rt.tickets if n not in known]
    t.need(len(new) == 1, f"the ticket from which the provider is mailed: {new}; {shop.notes(ticket)[-1500:]}")
    linked = shop.rt.tickets[new[0]]
    t.same(linked["email"], "csp@distri.example", "who is mailed")
    said = [x["text"] for x in linked["transactions"] if x["type"] == "Correspond"]
    t.check(len(said) == 1 and "Please suspend the subscription " + id in said[0] and f"request {number} in ticket {ticket}" in said[0],
            f"what is mailed: {said}")
    t.check(id not in linked["subject"] + linked["transactions"][0]["text"], f"before the mail: {linked}")
    shop.tell(new[0], shop.rt.say(new[0], f"It is done.\n/csp done {number}", "Correspond"))
    pair.calm()
    t.check("The provider (csp@distri.example) wrote in the linked ticket:\nIt is done." in shop.notes(ticket), shop.notes(ticket)[-900:])
    t.same(shop.rows()[-1], ["suspend", "provider", "approved"], "what a mail ends")
    answered(t, pair, ticket, f"/csp refused {number} they pay us in parts", "goes on using it. they pay us in parts", "refused")
    t.same((shop.state(), linked["status"]), ("active", "resolved"), "what was refused")
    answered(t, pair, ticket, f"/csp done {number}", f"Request {number} is over already", "refused")


def by_portal(t, pair, ticket, id):
    """People ask, and tell what came of it."""
    shop = pair.side["shop"]
    reaches(shop, "portal", "https://portal.distri.example")
    number = approve(t, pair, shop, ticket, id)
    said = shop.notes(ticket)
    t.check("Please ask Distri SA (-) for it:\nPlease suspend the subscription " + id in said and
            f"/csp done {number}, or /csp refused {number} REASON" in said, f"what to do: {said[-900:]}")
    other = shop.ticket("Something else", "It is about something else.")
    pair.calm()
    answered(t, pair, other, f"/csp done {number}", f"This ticket has no request {number}", "approved")
    answered(t, pair, ticket, "/csp resolve", f"Not closed: what the provider made of request {number}", "approved")
    answered(t, pair, ticket, f"/csp done {number} DST-77", f"Request {number}: the provider has suspended {id}", "done")
    t.same(shop.state(), "suspended", "what was asked in the portal")


def answered(t, pair, ticket, line, says, state):
    shop = pair.side["shop"]
    shop.by("bea", ticket, line)
    pair.calm()
    t.check(says in shop.notes(ticket), f"{line}: {shop.notes(ticket)[-900:]}")
    t.same(shop.rows()[-1], ["suspend", "provider", state], line)
