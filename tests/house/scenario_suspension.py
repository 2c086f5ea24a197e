"""Tries to break: what two persons have decided about a subscription is done at Partner Center once, and undone once,
whatever the way there loses, cuts or refuses and whoever is killed when; nothing else of it is changed, nothing is sent
once it may not be, and what is not known is never told.

A fake RT, Partner Center over TLS. The requests are written as two commands write them (scenario_suspend.py has those).
"""

import collections
import json
import re
import time

import parts
from house import HouseError, new_secret
from microsoft import CONTOSO, FABRIKAM, Microsoft
from subscriptions import Exact
from trial import FakeRt, fake_desk, run_program

OPEN = 253402300799000
AGENTS = ("name,email,identities,rights,roles,from,to,language\nAnna,anna@partner.example,rt:anna,billing,billing_admin,,,\n"
          "Bea,bea@partner.example,rt:bea,billing,billing_admin,,,\n")
ACCOUNTS = "name,tenant,type,cloud\nReseller,7a1c0e0a-5d1b-4c55-9a34-0d4f5a1c7e99,indirect-reseller,commercial\n"
AT_ONCE, SOON, REACH_SECS = 20, 30, 3
# The debtors in the storm: each has a ticket of his own, so that none gets a thousand notes.
STORMED = {f"Storm{n}": f"5707{n:04}-0d1e-4c55-9a34-0d4f5a1c7e21" for n in range(AT_ONCE)}
CUSTOMERS = (f"name,tenant,domains,account\nContoso,{CONTOSO},contoso.example,\nFabrikam,{FABRIKAM},fabrikam.example,Reseller\n"
             + "".join(f"{name},{tenant},{name.lower()}.example,\n" for name, tenant in STORMED.items()))
POINTS = ("suspension.claim", "suspension.claimed", "suspension.before", "suspension.settle", "suspension.settled",
          "service.send", "service.answered")
NEXT_TERM = {"product": {"productId": "CFQ7TTC0LCHC", "skuId": "0002", "billingCycle": "Annual"}, "quantity": 20}
AZURE, LEGACY = "DZH318Z0BPS6:0001:DZH318Z0BML6", "195416c1-3447-423a-b37b-ee59a99a19c4"
REFUSALS = ((400, 2055, "Etag is no longer valid"), (412, 412, "Precondition failed"), (409, 900278, "Operation pending"))


def run(t):
    house = House(t)
    for story in (by_notes, plain, refused, pending, the_same_id, stopped, elsewhere, watched):
        story(t, house)
        house.mend()
    counts = Storm(t, house).blow(*((500, 500) if t.soak else (30, 30)))
    house.stop()
    return counts


def ms():
    return int(time.time() * 1000)


class House:
    def __init__(self, t):
        self.t, self.rt, self.ids = t, FakeRt().start(), 0
        self.away = Microsoft(t.where, t.where / "secrets").start()
        self.there, self.bought = self.away.partner_center, self.away.partner_center.bought
        self.there.style.bom = True
        self.host = t.cspdesk(t.mariadb(), [], {"work": {"lease_secs": 3, "backoff_max_ms": 500},
                                                **self.away.settings(timeout_secs=1)}, secrets=t.where / "secrets")
        self.host.desks = [fake_desk(self.host, self.rt, new_secret(), mode="enforce", timeout_secs=1, sweep_secs=1)]
        self.host.prepare()
        for name, tenant in STORMED.items():
            self.there.customer(tenant, name, f"{name.lower()}.example")
        for kind, text in (("agents", AGENTS), ("accounts", ACCOUNTS), ("customers", CUSTOMERS)):
            self.host.run("import", kind, parts.write(t.where / f"{kind}.csv", text))
        self.sql("UPDATE agent_right SET starts = starts - 500000000")
        self.agents = dict(self.sql("SELECT id, starts FROM agent_right JOIN agent ON id = agent_id ORDER BY id"))
        self.customers, self.tickets = dict(self.sql("SELECT name, id FROM customer")), {}
        self.debtor("Contoso")
        self.debtor("Fabrikam")

    def sql(self, text):
        """Again where the worker's commits and ours have stopped each other."""
        for _ in range(20):
            try:
                return self.host.sql(text)
            except HouseError as e:
                if "ERROR 1213" not in str(e):
                    raise
        raise HouseError(f"deadlock upon deadlock: {text}")

    def debtor(self, name):
        """A ticket of his, and what he owes."""
        id = self.customers[name]
        self.tickets[name] = ticket = self.rt.new_ticket(f"jan@{name.lower()}.example", "Overdue", "Pay, please.")
        self.sql(f"INSERT INTO `case` (id, desk, ticket, version, is_closed, opened_at, updated_at, customer_id) "
                 f"VALUES ({id}, 'rt', '{ticket}', 0, 0, 0, 0, {id})")
        self.owes(name)

    def owes(self, name):
        id = self.customers[name]
        self.sql(f"INSERT INTO invoice (number, customer, customer_id, issued, due, currency, minor, state, open_minor, "
                 f"told_at) VALUES ('{name} {ms()}', '{name}', {id}, '2026-01-01', '2026-01-15', 'PLN', 100000, 'open', "
                 f"100000, {ms()})")
        self.sql(f"INSERT INTO debt (customer_id, since, begun_at, digest) VALUES ({id}, '2026-01-15', {ms()}, '')")

        for step, day in enumerate(("2026-01-18", "2026-01-25", "2026-02-04", "2026-02-20"), 1):
            self.sql(f"INSERT INTO debt_step (debt_id, step, day) SELECT MAX(id), {step}, '{day}' FROM debt")

    def notes(self, customer="Contoso"):
        return [x["text"] for x in self.rt.transactions(self.tickets[customer], by="cspdesk") if x["type"] == "Comment"]

    def says(self, who, text, *wanted):
        """An agent's note, and cspdesk's answer to it."""
        seen = len(self.notes())
        self.rt.say(self.tickets["Contoso"], text, kind="Comment", by=who)
        self.t.until(f"{who}: {text}: an answer with {wanted}",
                     lambda: all(x in "\n".join(self.notes()[seen:]) for x in wanted), SOON)

    def told(self, text, times=1):
        """So many notes say it, when all that is news was told."""
        self.t.until(f"it is told: {text}", lambda: sum(text in n for n in self.notes()) >= times, SOON)
        self.t.same(sum(text in n for n in self.notes()), times, f"notes with {text!r}")

    def pays(self, name):
        id = self.customers[name]
        self.sql(f"UPDATE invoice SET state = 'paid', open_minor = 0 WHERE customer_id = {id}")
        self.sql(f"UPDATE debt SET is_open = NULL, ended_at = {ms()} WHERE customer_id = {id}")

    def buys(self, tenant=CONTOSO, **members):
        """A subscription with what cspdesk knows nothing of."""
        return self.there.subscription(tenant, **{"scheduledNextTermInstructions": NEXT_TERM, "odd": {"Deep": [None, ""]},
                                                   "price": Exact("1.10"), "number": 2 ** 70 + self.ids, **members})

    def wants(self, kind, sub, customer="Contoso", of=None):
        """A request that Anna made, and Bea approved; a restore is Anna's alone."""
        self.ids += 1
        (anna, since), (bea, later) = self.agents.items()
        if kind == "restore":
            bea, later = anna, since
            of = of or int(self.sql(f"SELECT MAX(id) FROM suspension WHERE subscription = '{sub}' AND kind = 'suspend'")[0][0])
        now, id = ms(), self.customers[customer]
        row = {"id": self.ids, "case_id": id, "customer_id": id, "subscription": sub, "kind": kind, "way": "microsoft",
               "state": "approved", "basis": "-", "of_id": of, "asked_by": anna, "asked_starts": since, "asked_ends": OPEN,
               "asked_email": "anna@partner.example", "asked_at": now, "expires_at": now + 60000, "approved_by": bea,
               "approved_starts": later, "approved_ends": OPEN, "approved_email": None, "approved_at": now, "due_at": now}
        self.sql(f"INSERT INTO suspension ({', '.join(row)}) VALUES "
                 f"({', '.join('NULL' if v is None else repr(v) for v in row.values())})")
        return self.ids

    def state(self, id):
        return self.sql(f"SELECT state FROM suspension WHERE id = {id}")[0][0]

    def row(self, id):
        names = ("state", "why", "note", "told", "tries", "answers", "before_image", "after_image")
        return dict(zip(names, self.sql(f"SELECT {', '.join(names)} FROM suspension WHERE id = {id}")[0]))

    def ends(self, id, state="done", secs=SOON):
        self.t.until(f"request {id} is over", lambda: self.state(id) not in ("asked", "approved", "sending"), secs)
        row = self.row(id)
        self.t.same(row["state"], state, f"request {id}, which says {row['why']}, {row['note']}")
        return row

    def patches(self, sub):
        return self.there.asked("PATCH", sub)

    def effects(self, sub):
        return [(m["status"], m["renews"]) for m in self.there.made("subscription") if m["id"] == sub]

    def request_ids(self, sub):
        return [p["headers"]["MS-RequestId"] for p in self.patches(sub)]

    def mend(self):
        self.away.mend()
        self.there.orders.clear()
        self.host.kill("work1")

    def stop(self):
        self.t.stop_cspdesk(self.host)
        self.rt.stop()
        self.away.stop()


def by_notes(t, house):
    """As people do it: one asks and sees what will come, another one approves; what came of it is told once."""
    house.host.work()
    sub = house.buys()
    house.host.run("import", "subscriptions", parts.write(t.where / "bought.csv", "id,customer,product,name,kind,state,from,"
                   f"to,auto_renew\n{sub},Contoso,microsoft365,Basic,nce,active,2026-01-14,2031-01-13,yes\n"))
    before = shown(house, sub)
    house.says("anna", f"/csp suspend {sub}", "Request 1:", "/csp approve 1")
    house.rt.say(house.tickets["Contoso"], "We will pay soon.", kind="Correspond", by="customer")
    house.says("anna", "/csp approve 1", "is not approved")
    t.same((house.state(1), house.patches(sub)), ("asked", []), "what one person can do")
    house.says("bea", "/csp approve 1", "Request 1 is approved")
    house.ids = 1
    house.ends(1)
    house.told("is suspended, as was read afterwards")
    t.same(shown(house, sub)["status"], "suspended", "Partner Center's status")
    explain = lambda: house.host.run("explain", f"rt/{house.tickets['Contoso']}")
    t.check("step 5 of the collections policy" in explain(), f"explain while it is suspended: {explain()}")
    house.says("bea", "/csp restore Basic", "Request 2:")
    house.ids = 2
    house.ends(2)
    house.told("works again, as was read afterwards")
    t.same(shown(house, sub), before, "all of it when it is restored")
    t.check("Request 1 to suspend" in explain() and "step 4 of the collections policy" in explain(), f"explain: {explain()}")


def shown(house, sub):
    """As Partner Center shows it, but for what changes with each change."""
    return {k: v for k, v in house.bought.row(sub).items() if k != "attributes"}


def plain(t, house):
    """There and back: every member is as it was, in each way of writing; our own record says what it was."""
    house.host.work()
    for names, together, offer in (("camel", False, None), ("pascal", True, None), ("camel", False, LEGACY)):
        house.there.style.names, house.bought.together = names, together
        sub = house.buys(**({"offer": offer, "scheduledNextTermInstructions": None} if offer else {}))
        before = shown(house, sub)
        row = house.ends(house.wants("suspend", sub))
        t.same(shown(house, sub)["status"], "suspended", "Partner Center's status")
        t.same((row["told"], row["note"]), (None, None), "what is told of a suspension")
        t.check("1.10" in row["before_image"] and str(before["number"]) in row["before_image"], "digits of the image")
        t.same(known(house, sub), ["suspended", "yes" if offer else "no"], "what we know of it")
        row = house.ends(house.wants("restore", sub))
        t.same(shown(house, sub), before, f"all of it, when it is restored ({names})")
        t.same(row["told"], None, "what is told of a restore")
        t.same(known(house, sub), ["active", "yes"], "what we know of it")
        t.same(len(house.effects(sub)), 2 if together or offer else 3, "changes there")
        body = house.patches(sub)[0]["body"].decode()
        t.check('"price":1.10' in body.replace("P", "p") and f'umber":{before["number"]}' in body, f"digits: {body}")
    t.same(house.bought.lost, [], "what a change left out or made another")
    house.there.style.names = "camel"
    id = house.wants("suspend", sub)
    house.ends(id)
    house.sql(f"UPDATE suspension SET state = 'withdrawn' WHERE id = {id}")
    row = house.ends(house.wants("suspend", sub))
    t.same((row["told"], bool(row["before_image"])), ("already", True), "suspended before we came")


def known(house, sub):
    return house.sql(f"SELECT state, auto_renew FROM subscription WHERE guid = '{sub}'")[0]


def refused(t, house):
    """What Microsoft refuses for sure is told with what to do, and has changed nothing."""
    house.host.work()
    subs = [house.buys() for _ in range(4)] + [house.there.subscription(CONTOSO, "Azure plan", AZURE)]
    house.there.refuse_next(409, 27009, "Parent not active", subs[0], "PATCH")
    house.bought.set(subs[1], status="deleted")
    house.there.refuse_next(403, 900308, "Insufficient privileges", subs[2], "PATCH")
    house.bought.set(subs[3], status="suspended", suspensionReasons=["Fraud"])
    house.bought.active_azure(subs[4], 2)
    ids = [house.wants("suspend", sub) for sub in subs]
    for id, says in zip(ids, ("27009", '"deleted"', "900308", None, "900115")):
        row = house.ends(id, "refused" if says else "done")
        t.check(says is None or (row["why"] == "microsoft" and says in row["note"]), f"refused: {row}")
    row = house.ends(house.wants("restore", subs[3]), "refused")
    t.check('"Fraud"' in row["note"], f"a reason of Microsoft's (E22): {row['note']}")
    nowhere = house.ends(house.wants("suspend", "0" * 8 + subs[0][8:]), "refused")
    t.check(nowhere["why"] == "unreached" and "20003" in nowhere["note"], f"not there: {nowhere}")
    t.same([house.effects(sub) for sub in subs], [[]] * 5, "changes there")
    house.ends(house.wants("suspend", subs[0]))
    house.bought.set(subs[0], quantity=9)
    row = house.ends(house.wants("restore", subs[0]))
    t.same(row["told"], "quantity", "what came back different")


def pending(t, house):
    """Another operation is under way there (900278): it is told once and waits, as what was never sent; it goes on then, is
    withdrawn at once, or is refused in the end."""
    house.host.work()
    on, paid, late = subs = [house.buys() for _ in range(3)]
    for sub in subs:
        house.bought.queue(sub)
    ids = [house.wants("suspend", sub) for sub in subs]
    for n, id in enumerate(ids, 1):
        waits(t, house, id)
        house.told(f"Request {id} ", 1)
    notes = sum("waits, and nothing was changed" in n for n in house.notes())
    t.same(notes, 3, "notes that it waits")
    again(house, ids[0])
    waits(t, house, ids[0])
    house.bought.queue(on, 0)
    again(house, ids[0])
    house.ends(ids[0])
    t.same(shown(house, on)["status"], "suspended", "its status in the end")
    house.sql(f"UPDATE suspension SET asked_at = asked_at - 200000000, approved_at = approved_at - 200000000 WHERE id = {ids[2]}")
    again(house, ids[2])
    row = house.ends(ids[2], "refused")
    t.check(row["why"] == "microsoft" and "900278" in row["note"], f"too long: {row}")
    house.says("anna", "/csp dispute wrong price", "In dispute")
    row = house.ends(ids[1], "withdrawn")
    t.same((row["why"], house.effects(paid)), ("disputed", []), "withdrawn while it waits")
    house.says("anna", "/csp dispute end it was right", "The dispute has ended")
    t.same(sum("waits, and nothing was changed" in n for n in house.notes()), 3, "notes that it waits, in the end")


def waits(t, house, id):
    """Until it was tried, and waits for an hour."""
    t.until(f"request {id} waits", lambda: house.sql(f"SELECT COUNT(*) FROM suspension WHERE id = {id} AND why = 'pending' AND "
                                                     f"due_at > {ms() + 3000000}") == [["1"]], SOON)
    row = house.row(id)
    t.same((row["state"], row["before_image"], row["tries"]), ("approved", None, "0"), f"request {id}, which waits")


def again(house, id):
    """An hour later."""
    house.sql(f"UPDATE suspension SET due_at = {ms()} WHERE id = {id}")


def the_same_id(t, house):
    """No answer: the same MS-RequestId. An answer, whatever it says: another one (DOMAIN 6.3)."""
    house.host.work()
    sub = house.buys()
    for kind, more in (("hang", {"secs": 2, "effect": False}), ("broken", {"status": 503}), ("throttle", {"secs": 1})):
        house.there.fail(kind, sub, method="PATCH", **more)
    house.ends(house.wants("suspend", sub))
    a, b, c, d = house.request_ids(sub)
    t.check(a == b and len({b, c, d}) == 3, f"request ids after no answer, 503 and 429: {(a, b, c, d)}")
    house.there.refuse_next(400, 2055, "Etag is no longer valid", sub, "PATCH")
    house.there.refuse_next(412, 412, "Precondition failed", sub, "PATCH")
    house.ends(house.wants("restore", sub))
    t.check(len(set(house.request_ids(sub))) == len(house.patches(sub)) - 1, "request ids after stale etags")
    t.same(house.effects(sub), [("suspended", False), ("active", False), ("active", True)], "changes there")


def stopped(t, house):
    """He pays at the last moment, or when nobody knows whether it was done."""
    house.host.work()
    for change, back, why in (
            ("UPDATE customer SET vip = 'yes'", "UPDATE customer SET vip = NULL", "vip"),
            # What he was asked to pay is paid; what he owes now is later than the last step.
            ("UPDATE invoice SET due = '2026-02-20'", "UPDATE invoice SET due = '2026-01-15'", "paid")):
        sub = house.buys()
        house.there.fail("late", sub, method="GET", secs=0.8)
        id = house.wants("suspend", sub)
        t.until("it is read", lambda: house.there.asked("GET", sub), SOON)
        house.sql(change)
        t.same((house.ends(id, "withdrawn")["why"], house.patches(sub)), (why, []), "spared before it was sent")
        house.sql(back)
    subs = [house.buys() for _ in range(3)]
    house.there.fail("late", subs[0], method="GET", secs=0.8)
    for sub, effect in zip(subs[1:], (True, False)):
        house.there.fail("hang", sub, method="PATCH", secs=2, effect=effect)
        house.there.fail("late", sub, method="GET", nth=2, secs=0.5)
    first = house.wants("suspend", subs[0])
    t.until("it is read", lambda: house.there.asked("GET", subs[0]), SOON)
    house.pays("Contoso")
    row = house.ends(first, "withdrawn")
    t.same((row["why"], house.patches(subs[0])), ("paid", []), "paid before it was sent")
    house.owes("Contoso")
    ids = [house.wants("suspend", sub) for sub in subs[1:]]
    t.until("both are sent", lambda: all(house.patches(sub) for sub in subs[1:]), SOON)
    house.pays("Contoso")
    house.ends(ids[0])
    row = house.ends(ids[1], "withdrawn")
    t.same((row["why"], len(house.patches(subs[2]))), ("paid", 1), "paid when it was sent and got lost")
    t.same([house.bought.row(sub)["status"] for sub in subs], ["active", "suspended", "active"], "what is suspended there")
    house.ends(house.wants("restore", subs[1], of=ids[0]))
    house.owes("Contoso")


def elsewhere(t, house):
    """A reseller's account asks Partner Center nothing; whoever has no right any more sends nothing."""
    before = len(house.there.requests)
    id = house.wants("suspend", house.there.subscription(FABRIKAM), "Fabrikam")
    bea = list(house.agents)[1]
    house.host.work()
    t.same(house.ends(id, "refused")["why"], "account", "a reseller's account")
    house.host.kill("work1")
    id = house.wants("suspend", house.buys())
    ends = f"UPDATE agent_right SET ends = %d WHERE agent_id = {bea} AND right_name = 'billing'"
    house.sql("SET FOREIGN_KEY_CHECKS = 0; " + ends % ms())
    house.host.work()
    t.same(house.ends(id, "withdrawn")["why"], "right", "a right that has ended")
    house.sql("SET FOREIGN_KEY_CHECKS = 0; " + ends % OPEN)
    t.same(len(house.there.requests), before, "requests to Partner Center")


def watched(t, house):
    """cspdesk doctor says what waits, and why; metrics count what was done."""
    says = lambda: next((c["health"], c["says"]) for c in json.loads(run_program(
        [house.host.binary, "doctor", "microsoft", "--json", "--no-write", "-c", house.host.conf])[1])["checks"]
        if c["name"] == "suspensions")
    t.check(says()[1].startswith("none waits; only reading is tried"), f"nothing waits: {says()}")
    house.there.fail("broken", "/subscriptions/", times=None, status=503)
    house.host.work()
    id = house.wants("suspend", house.buys())
    t.until("it is tried", lambda: house.row(id)["note"], SOON)
    t.check("1 under way" in says()[1], f"one waits: {says()}")
    hour = 3600 * 1000
    house.sql(f"SET FOREIGN_KEY_CHECKS = 0; UPDATE suspension SET asked_at = asked_at - {hour}, approved_at = approved_at - "
              f"{hour}, asked_starts = asked_starts - {hour}, approved_starts = approved_starts - {hour} WHERE id = {id}")
    state, text = says()
    t.check(state == "warning" and "since 60 minutes: Partner Center answered 503" in text, f"it waits for long: {state}, {text}")
    house.there.mend()
    house.ends(id)
    counted = lambda: house.sql("SELECT other FROM tally WHERE name = 'job' AND desk = 'microsoft' AND one = 'suspend'")
    t.until("it is counted", lambda: {"done", "again", "refused"} <= {x for x, in counted()}, SOON)


class Storm:
    """Every request may fail in any way, and the worker is killed at a point or anywhere."""

    def __init__(self, t, house):
        self.t, self.house, self.kills, self.ends = t, house, collections.Counter(), collections.Counter()
        for name in STORMED:
            house.debtor(name)
        self.subs, self.first = {house.buys(tenant): name for name, tenant in STORMED.items()}, house.ids + 1
        self.open, self.was, self.done = {}, {s: shown(house, s) for s in self.subs}, collections.Counter()

    def blow(self, most, kills):
        self.house.away.storm(self.t.dice, 0.3, secs=0.1)
        while self.kills.total() < kills:
            self.ask()
            self.kill_two()
        self.house.host.work()
        while self.done["restore"] < most and not self.t.failures:
            self.ask()
            time.sleep(0.1)
        self.house.away.mend()
        self.house.there.orders.clear()
        self.t.until("all are over", lambda: not self.settled(), 60)
        self.restore_all()
        self.told()
        self.house.mend()
        return self.judge()

    def settled(self):
        """Takes what is over out of `open`; what is left. For those that wait, an hour goes by."""
        self.house.sql(f"UPDATE suspension SET due_at = {ms()} WHERE why = 'pending' AND due_at > {ms() + 600000}")
        states = dict(self.house.sql("SELECT id, state FROM suspension WHERE state NOT IN ('approved', 'sending')"))
        for sub, (id, kind) in list(self.open.items()):
            if str(id) in states:
                self.open.pop(sub)
                self.ends[f"{kind} {states[str(id)]}"] += 1
                self.done[kind] += states[str(id)] == "done"
        return self.open

    def ask(self):
        """Each of them is suspended when it is active, and restored when it is not."""
        self.settled()
        for sub, name in self.subs.items():
            if sub not in self.open:
                kind = "suspend" if self.house.bought.row(sub)["status"] == "active" else "restore"
                self.open[sub] = self.house.wants(kind, sub, name), kind
                if self.t.dice.random() < 0.2:
                    self.house.there.refuse_next(*self.t.dice.choice(REFUSALS), sub, "PATCH")

    def kill_two(self):
        """Each at a point, or where it is when its time has come."""
        points = {name: self.t.dice.choice((*POINTS, None)) for name in ("work1", "work2")}
        workers = {name: self.house.host.work(name, {"CSPDESK_FAULT": f"{point}:{self.t.dice.randint(1, 4)}"} if point else
                                              None) for name, point in points.items()}
        end = time.monotonic() + (REACH_SECS if None not in points.values() else self.t.dice.uniform(0.5, 1.5))
        while any(w.running() for w in workers.values()) and time.monotonic() < end:
            self.ask()
            time.sleep(0.05)
        for name, worker in workers.items():
            self.kills["anywhere" if worker.running() else points[name]] += 1
            self.house.host.kill(name)

    def restore_all(self):
        for sub, name in self.subs.items():
            if self.house.bought.row(sub)["status"] == "suspended":
                self.open[sub] = self.house.wants("restore", sub, name), "restore"
        self.t.until("all are restored", lambda: not self.settled(), 30)

    def told(self):
        """Each end stands in its ticket once, however many workers died on the way."""
        ids = [int(r[0]) for r in self.house.sql(f"SELECT id FROM suspension WHERE id >= {self.first}")]
        counts = lambda: collections.Counter(re.findall(r"Request (\d+)(?! \([^)]*\) waits)\b", "\n".join(
            note for name in STORMED for note in self.house.notes(name))))
        self.t.until("all news is told", lambda: all(counts()[str(id)] for id in ids), 60)
        self.t.same({id: counts()[str(id)] for id in ids if counts()[str(id)] != 1}, {}, "requests that are not told once")

    def judge(self):
        """Each request that is done is one change of the status there; a renewal is given back once each time."""
        t, house = self.t, self.house
        for sub in self.subs:
            t.same(shown(house, sub), self.was[sub], "all of a subscription after the storm")
            done = [kind for kind, in house.sql(f"SELECT kind FROM suspension WHERE subscription = '{sub}' AND state = "
                                                "'done' ORDER BY id")]
            wanted = [x for kind in done for x in ((("suspended", False),) if kind == "suspend" else
                                                   (("active", False), ("active", True)))]
            t.same(house.effects(sub), wanted, "changes of it, and requests that are done")
        t.same(house.bought.lost, [], "what a change left out or made another")
        wrong = house.sql("SELECT COUNT(*) FROM suspension WHERE state NOT IN ('done', 'refused', 'withdrawn')")
        t.same(wrong, [["0"]], "requests that nobody ended")
        t.same(set(self.ends) - {"suspend done", "restore done", "suspend refused", "restore refused"}, set(), "other ends")
        print(f"kills: {dict(self.kills)}, ends: {dict(self.ends)}", flush=True)
        patches = house.there.asked("PATCH", "/subscriptions/")
        return {"suspended": self.done["suspend"], "restored": self.done["restore"], "kills": self.kills.total(),
                "refused": sum(n for end, n in self.ends.items() if "refused" in end), "PATCHes": len(patches),
                "not answered": sum(p["fault"] is not None for p in patches), "seed": t.seed}
