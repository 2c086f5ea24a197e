"""Tries to break: a whole year of one partner with 200 customers, some of whom pay late, dispute, wait or never pay. What
cspdesk did, day by day, is what the collections policy says (year_oracle.py), and what a person read once in
tests/golden/year.txt: nobody hears a notice twice or before the partner is at work, nobody is suspended without two
persons, in a dispute or on hold, and everyone who pays is restored.

The clock is set to the days on which something can happen; GOLDEN=write writes the timeline anew.
"""

import datetime
import json
import os
import re
import shutil

import parts
from clock import Clock
from house import TOP, Sender, new_secret
from microsoft import Microsoft
from told import told
from trial import FakeRt, fake_desk
from year import AGENTS, DAY, FIRST, LAST, Year
from year_oracle import (APPROVE_HOURS, BETWEEN, CALL_DAYS, MORNING, NIGHT, NOTICE_DAYS, STEP_DAYS, ZONE, days, moment,
                         timeline)

GOLDEN = TOP / "tests" / "golden" / "year.txt"
# The program's own policy may change; the year's is that of the oracle.
LADDER = """\
ladder = {{
	steps = ( {steps} );
	between_days = {between}; notice_days = {notice}; calendar = "business-hours"; vip_notices = true;
	needs_published = true; last_call_term_days = {call}; last_call_suspended_day = 80;
}};
"""
# What is under way, or waits for this moment or an earlier one.
IDLE = ("SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + (SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed')) + "
        "(SELECT COUNT(*) FROM timer WHERE due_at <= {now}) + (SELECT COUNT(*) FROM opening WHERE state = 'ready') + "
        "(SELECT COUNT(*) FROM suspension WHERE state IN ('approved', 'sending') OR is_news = 1)")
# What can be read in a debtor's ticket, by the text that it is made from: (code, public, key)
TELLS = (
    ("ticket", True, "debt.first"), ("reminder", True, "reminder.step-1"), ("second reminder", True, "reminder.step-2"),
    ("final notice", True, "reminder.step-3"), ("paid", True, "reminder.thanks"), ("paid", True, "reminder.thanks-restore"),
    ("last call", True, "reminder.last-call"), ("last call, to agents", False, "debt.call"),
    ("people are asked", False, "debt.ask"), ("the lead is asked", False, "debt.ask-vip"), ("people are asked to restore", False, "debt.restore"),
    ("no contact", False, "debt.no-contact"),
    ("disputed", False, "debt.disputed"), ("dispute settled", False, "debt.undisputed"),
    ("held", False, "debt.held"), ("held", False, "debt.held-until"), ("hold ended", False, "debt.unheld"),
    ("suspension asked for", False, "suspend.asked"), ("not asked for", False, "suspend.not-asked"),
    ("approved", False, "suspend.approved"), ("not approved", False, "suspend.not-approved"),
    ("suspended", False, "suspend.done"), ("request expired", False, "suspend.expired"),
    ("request withdrawn", False, "suspend.withdrawn"), ("restore asked for", False, "suspend.restoring"),
    ("restored", False, "suspend.restored"), ("not a command", False, "who.customer"),
    ("answered", True, "wall.reply"),
)

# Why something came to nothing, and what the note must say then.
REASONS = {"he asked for it himself": "suspend-no.same-person", "he has no right to bill": "suspend-no.approver-right",
           "is Azure used in it?": "suspend-no.azure-unknown", "paid": "suspend-why.paid", "disputed": "suspend-why.disputed"}


def run(t):
    house = House(t)
    for day, happens in days(house.year):
        for part in happens:
            house.live(day, part, happens)
    house.idle()
    counts = house.judge()
    house.stop()
    golden(t, timeline(Year()))
    return counts


def golden(t, text):
    """What was lived, as people read it."""
    if os.environ.get("GOLDEN") == "write" and not t.failures:
        GOLDEN.write_text(text, encoding="utf-8")
    (t.where / "year.txt").write_text(text, encoding="utf-8")
    t.check(text == GOLDEN.read_text(encoding="utf-8"), f"the year is not {GOLDEN.relative_to(TOP)}: see {t.where}/year.txt")


class House:
    def __init__(self, t):
        self.t, self.year = t, Year()
        self.clock = Clock(t.where, FIRST - DAY)
        self.rt, self.microsoft = FakeRt(), Microsoft(t.where, t.where / "cspdesk" / "secrets", clock=self.clock)
        self.rt.queues["Billing"] = []
        self.rt.start()
        self.microsoft.start()
        self.clock.follow(self.rt)
        t.binary = self.clock.program(TOP / "build" / "release" / "cspdesk")
        secret = new_secret()
        self.cspdesk = t.cspdesk(t.mariadb(durable=False), [], {
            **self.microsoft.settings(), "policy": self.policy(), "collections": {"desk": "rt", "queue": "Billing", "look_secs": 1}})
        self.cspdesk.desks = [fake_desk(self.cspdesk, self.rt, secret, mode="enforce")]
        self.cspdesk.prepare()
        self.begin()
        self.cspdesk.serve()
        for i in range(4):      # a day begins when one of them looks around
            self.cspdesk.work(f"work{i}")
        self.front = t.nginx(self.cspdesk).start()
        self.sender = Sender(f"{self.front.url}/hook/rt", secret)
        self.shapes = {language: shapes(language) for language in ("en", "pl")}
        # what every message told; what was paid; [from, to] of disputes and holds by customer; days that were lived
        self.read, self.paid, self.quiet, self.days = {}, set(), {}, set()

    def policy(self):
        folder = parts.make_dir(self.t.where / "cspdesk") / "policy"
        shutil.copytree(TOP / "conf" / "policy", folder)
        steps = ", ".join(f"{{ step = {s}; days = {d}; }}" for s, d in STEP_DAYS.items())
        suspension = folder / "suspension.conf"
        parts.write(suspension, re.sub(r"approve_hours = \d+", f"approve_hours = {APPROVE_HOURS}", suspension.read_text()))
        parts.write(folder / "ladder.conf", LADDER.format(steps=steps, between=BETWEEN, notice=NOTICE_DAYS, call=CALL_DAYS))
        return folder

    def begin(self):
        """Everybody and everything that is there on the first day."""
        self.cspdesk.run("terms", "publish", TOP / "conf" / "terms.conf")
        self.cspdesk.run("token", "set", stdin=self.microsoft.refresh_token + "\n")
        self.take("agents", AGENTS)
        self.customers(self.year.customers)
        rows = [f"{guid},{c.name},microsoft365,,{c.kind},active,15,,2026-12-01,{c.term_ends},yes\n"
                for c in self.year.customers for guid in c.guids]
        self.take("subscriptions", "id,customer,product,name,kind,state,quantity,provider,from,to,auto_renew\n" + "".join(rows))
        for c in self.year.customers:
            self.microsoft.partner_center.customer(c.tenant, c.name, c.domain)
            for guid in c.guids:
                self.sells(c, guid)

    def customers(self, some):
        rows = [f"{c.name},{c.tenant},{c.domain},{c.language},{c.email if c.contact else ''},{'yes' if c.vip else 'no'}\n" for c in some]
        self.take("customers", "name,tenant,domains,language,billing_contact,vip\n" + "".join(rows))

    def take(self, kind, text):
        self.cspdesk.run("import", kind, parts.write(self.cspdesk.home / f"{kind}.csv", text))

    def stop(self):
        self.t.stop_cspdesk(self.cspdesk)
        self.front.stop()
        self.rt.stop()
        self.microsoft.stop()
    def sells(self, c, guid):
        """What Partner Center has of it."""
        kinds = {"legacy": {"offer": "031c9e47-4802-4248-838e-778fb1d2cc05",
                            "productType": {"id": "OnlineServices", "displayName": "OnlineServices"}},
                 "azure-plan": {"name": "Azure plan", "offer": "DZH318Z0BPS6:0001:DZH318Z0BMJX"}}
        self.microsoft.partner_center.subscription(c.tenant, id=guid, commitmentEndDate=f"{c.term_ends}T00:00:00Z",
                                                   **kinds.get(c.kind, {}))

    # ---- a part of a day

    def live(self, day, part, all_day):
        """Nothing, if it is a part like any other; but a minute before a morning nothing of it may have happened."""
        happens = all_day[part]
        if not happens.does and not happens.follows and not (part == NIGHT and all_day[MORNING].follows):
            return
        self.idle()
        before = {c.n: len(self.told(c)) for c, _, _ in happens.follows}
        at = moment(day, part)
        self.clock.move(at.date(), at.hour, at.minute)
        self.days.add(day)
        self.accounting(day, [d for d in happens.does if d.who == "accounting"])
        for did in happens.does:
            if did.who != "accounting":
                self.write(did)
        for n, wanted in by_customer(happens.follows).items():
            self.follows(day, part, wanted, before[n])

    def follows(self, day, part, wanted, before):
        """So many things more are told in his ticket, and it is those."""
        c = wanted[0][0]
        seen = lambda: self.told(c)[before:]
        codes = sorted(code for _, code, _ in wanted)
        self.t.until(f"{day} {part}, {c.name}: {codes}", lambda: len(seen()) >= len(codes))
        last = self.rt.notes(self.ticket(c))[-2:] if self.ticket(c) else []
        self.t.need(sorted(seen()) == codes, f"{day} {part}, {c.name}: {sorted(seen())}, wanted {codes}; last: {last}")

        for _, code, detail in wanted:
            self.says(c, f"{day} {part}, {c.name}: {code}", detail)

    def says(self, c, what, detail):
        """A reason stands in the newest notes, and every invoice in the newest reply."""
        if isinstance(detail, str) and detail in REASONS:
            reason = told("en")[REASONS[detail]].split(".")[0]
            self.t.check(any(reason in n for n in self.rt.notes(self.ticket(c))[-3:]), f"{what}: nothing says {reason!r}")
        elif isinstance(detail, list) and ("notice" in what or "reminder" in what):
            reply = [x["text"] for x in self.rt.transactions(self.ticket(c), "cspdesk") if x["type"] == "Correspond"][-1]
            self.t.check(all(i.number in reply for i in detail), f"{what}: not every invoice stands in {reply!r}")

    def idle(self):
        """Nothing waits any more, before time goes on."""
        self.t.until("nothing waits", lambda: self.cspdesk.sql(IDLE.format(now=int(self.clock.now() * 1000))) == [["0"]])

    def accounting(self, day, dids):
        """The files of that day, and nothing if there are none."""
        rows = [f"{i.customer.name},{i.number},{i.issued},{i.due},{i.customer.currency},{i.minor / 100:.2f}\n"
                for d in dids if d.what == "invoices" for i in self.year.invoices if i.issued == day]
        if rows:
            self.take("invoices", "customer,number,issued,due,currency,amount\n" + "".join(rows))
        rows = [f"{i.number},B-{i.number},{day},{i.customer.currency},{i.minor / 100:.2f}\n"
                for d in dids if d.what == "payment" for i in self.year.invoices if i.number == d.text]
        if rows:
            self.take("payments", "invoice,reference,day,currency,amount\n" + "".join(rows))
        self.paid |= {d.text for d in dids if d.what == "payment"}
        for d in dids:
            if d.what == "contact":
                d.customer.contact = True
                self.rt.tickets[self.ticket(d.customer)]["email"] = d.customer.email
                self.customers([d.customer])

    # ---- people

    def write(self, did):
        """A note of an agent, or a customer's mail, in the debtor's ticket."""
        ticket, text = self.ticket(did.customer), did.what
        if did.what in ("suspend", "restore"):
            text = f"/csp {did.what} {did.sub}"
        elif did.what == "approve":
            text = f"/csp approve {self.request(did)}"
        self.hush(did)
        is_mail = did.who == "customer"
        number = self.rt.say(ticket, text, "Correspond" if is_mail else "Comment", did.who)
        said = self.sender.post(self.rt.event(ticket, number), id=f"rt-{number}", ts=int(self.clock.now()))
        self.t.need(said[0] == 204, f"a hook: {said}")

    def hush(self, did):
        """When nothing may be suspended, for judge()."""
        spans, now = self.quiet.setdefault(did.customer.n, []), self.clock.now()
        until = re.match(r"/csp hold (\d{4}-\d\d-\d\d)", did.what)
        if re.match(r"/csp (dispute|hold) end", did.what):
            spans[-1][1] = now
        elif re.match(r"/csp (dispute|hold)", did.what):
            end = datetime.datetime.fromisoformat(until[1] + "T23:59:59").replace(tzinfo=ZONE).timestamp() if until else float("inf")
            spans.append([now, end])

    def request(self, did):
        """The number that the note about this subscription tells, as a person reads it."""
        notes = lambda: [n for n in self.rt.notes(self.ticket(did.customer)) if did.sub in n]
        return parts.await_true("a request's number", lambda: re.findall(r"/csp approve (\d+)", "\n".join(notes())), 30)[-1]

    def ticket(self, c):
        """The newest one that is his."""
        with self.rt.lock:
            found = [n for n, x in self.rt.tickets.items() if c.name in x["subject"]]
        return max(found, key=int) if found else None

    # ---- what can be read in the desk

    def told(self, c):
        """The codes of all that was told in his tickets, oldest first."""
        with self.rt.lock:
            tickets = sorted((int(n), list(x["transactions"])) for n, x in self.rt.tickets.items() if c.name in x["subject"])
        return [code for _, transactions in tickets for x in transactions if x["by"] == "cspdesk"
                for code in self.codes(c, x)]

    def codes(self, c, x):
        """What a message tells, each read once."""
        if x["id"] not in self.read:
            public = x["type"] != "Comment"
            self.read[x["id"]] = list(dict.fromkeys(
                code for code, is_public, shape in self.shapes[c.language if public else "en"]
                if is_public == public and shape.search(x["text"])))
            self.t.check(self.read[x["id"]], f"nobody knows what this is, to {c.name}: {x['text'][:300]!r}")
        return self.read[x["id"]]

    # ---- what must hold, whatever the oracle says

    def judge(self):
        """No notice twice; two persons, and no dispute or hold, behind each suspension; who has paid is restored."""
        replies = 0
        for number, ticket in self.rt.tickets.items():
            public = [re.sub(r"\[csp #\d+\]", "", x["text"]) for x in ticket["transactions"]
                      if x["by"] == "cspdesk" and x["type"] != "Comment"]
            replies += len(public)
            self.t.same(len(set(public)), len(public), f"different replies of ticket {number}")
        changes = [(r["path"].rsplit("/", 1)[1], json.loads(r["body"])["status"], r["at"])
                   for r in self.microsoft.partner_center.asked("PATCH", status=200)]
        owner = {guid: c for c in self.year.customers for guid in c.guids}
        for guid, status, at in changes:
            if status == "suspended":
                self.rightful(owner[guid], guid, at)
        suspended = {guid for guid, status, _ in changes if status == "suspended"}
        rows = {guid: row for (_, guid), row in self.microsoft.partner_center.bought.rows.items()}
        for guid in suspended:
            owes = [i for i in self.year.invoices if i.customer is owner[guid] and i.number not in self.paid and i.due < LAST]
            self.t.same((rows[guid]["status"], rows[guid]["autoRenewEnabled"]), ("suspended", False) if owes else ("active", True),
                        f"{owner[guid].name} in the end")
        return {"days": len(self.days), "notices": replies, "suspended": len([1 for c in changes if c[1] == "suspended"])}

    def rightful(self, c, guid, at):
        """Two persons had decided it by then, and nothing was in its way."""
        by = self.cspdesk.sql("SELECT a.name, b.name FROM suspension s JOIN agent a ON a.id = s.asked_by JOIN agent b ON b.id = "
                              f"s.approved_by WHERE s.subscription = '{guid}' AND s.kind = 'suspend' AND s.state = 'done' AND "
                              f"s.approved_at <= {at * 1000:.0f}")
        self.t.check(by and all(a != b for a, b in by), f"{c.name} was suspended by {by}")
        self.t.check(not any(a <= at < b for a, b in self.quiet.get(c.n, ())), f"{c.name} was suspended in a dispute or on hold")


def shapes(language):
    """The texts of TELLS as expressions: their first sentence, with anything for its values."""
    texts, found = told(language), []
    for code, public, key in TELLS:
        parts_ = re.split(r"\{[\w-]+\}", texts[key].split("\\n")[0])
        found.append((code, public, re.compile(".*?".join(map(re.escape, parts_)))))
    return found


def by_customer(follows):
    of = {}
    for row in follows:
        of.setdefault(row[0].n, []).append(row)
    return of
