"""Tries to break: whatever all kinds of people write, forge, import, repeat or kill, nothing is suspended that two persons
with the right to bill did not decide, each with a right that held then; one human with two logins or accounts is one.

tests/walk takes the steps with the real turn in the real database, two of them at a time, and is killed now and then; a
worker makes the ladder's steps and changes subscriptions at a fake Partner Center; forged hooks and notifications, imports
and days come in between. What was tried is counted and printed.
"""

import collections
import datetime
import itertools
import json
import random
import re
import shutil
import subprocess
import time

import parts
from clock import Clock
from house import TOP, Sender, ask, new_secret
from microsoft import Microsoft
from trial import FakeRt, fake_desk, run_program

PROGRAM = TOP / "build" / "release" / "tests" / "walk" / "walk"
CUSTOMERS, DAY = 24, datetime.timedelta(days=1)
LADDER = """\
ladder = { steps = ( { step = 1; days = 1; }, { step = 3; days = 2; }, { step = 4; days = 3; } );
	between_days = 1; notice_days = 1; calendar = "24x7"; vip_notices = true; needs_published = false;
	last_call_term_days = 14; last_call_suspended_day = 80; };
"""
HEADER = "name,email,identities,rights,roles,from,to,language\n"
# name: (the human behind it, what import says); Ania is Anna by another account, which has her address in capitals.
PEOPLE = {
    "Anna Nowak": ("anna", "anna@partner.example,walk:anna walk:anna2,{},admin_agent,,,en"),
    "Ania N": ("anna", "ANNA@Partner.example,walk:ania,{},admin_agent,,,en"),
    "Piotr Lis": ("piotr", "piotr@partner.example,walk:piotr,{},admin_agent,,,en"),
    "Ewa Zych": ("ewa", "ewa@partner.example,walk:ewa,{},admin_agent,,,en"),
    "Jan Bury": ("jan", "jan@partner.example,walk:jan,{},helpdesk_agent,,,en"),
    "Marta Wilk": ("marta", "marta@partner.example,walk:marta,{},admin_agent,,,en")}
OTHER = {"Jan Bury": "escalate", "Marta Wilk": "lead"}
ROWS = ("SELECT s.id, s.kind, s.state, s.subscription, a.name, s.asked_at, IFNULL(b.name, ''), IFNULL(s.approved_at, 0) FROM "
        "suspension s JOIN agent a ON a.id = s.asked_by LEFT JOIN agent b ON b.id = s.approved_by")


def run(t):
    t.need(subprocess.run(["make", "-s", "walk"], cwd=TOP, capture_output=True, check=False).returncode == 0, "make walk")
    house = House(t)
    house.to_the_last_step()
    actions, chunk = (100000, 1000) if t.soak else (5000, 200)
    for i in itertools.count():         # a walker that is killed takes fewer steps
        if sum(house.tried.values()) >= actions:
            break
        house.day()
        house.money()
        house.rights(i)
        house.forge()
        house.walk(chunk, is_killed=i % 3 == 2)
        house.judge()
    counts = house.tell()
    house.stop()
    return counts


class House:
    def __init__(self, t):
        self.t, self.dice, self.today = t, random.Random(t.seed), datetime.date(2027, 3, 1)
        self.clock = Clock(t.where, self.today)
        self.rt, self.microsoft = FakeRt().start(), Microsoft(t.where, t.where / "cspdesk" / "secrets", clock=self.clock).start()
        self.rt.queues["Billing"] = []
        self.clock.follow(self.rt)
        t.binary = self.clock.program(TOP / "build" / "release" / "cspdesk")
        self.walker = self.clock.program(PROGRAM)
        self.secret = new_secret()
        self.cspdesk = t.cspdesk(t.mariadb(durable=False), [], {
            **self.microsoft.settings(), "policy": self.policy(), "collections": {"desk": "rt", "queue": "Billing", "look_secs": 1}})
        # Debtors have their tickets in rt; the walk is in another desk, to which nothing is sent.
        self.cspdesk.desks = [fake_desk(self.cspdesk, self.rt, self.secret, name=name, mode="enforce") for name in ("rt", "walk")]
        self.cspdesk.prepare()
        self.cspdesk.run("queue", "pause", "walk")
        self.held, self.tried, self.killed, self.invoices = collections.defaultdict(list), collections.Counter(), 0, 0
        self.rights(0)
        self.customers()
        self.cspdesk.serve()
        self.cspdesk.work("work1")
        self.cspdesk.work("work2")
        self.front = t.nginx(self.cspdesk).start()
        self.sender = Sender(f"{self.front.url}/hook/rt", self.secret, keep_alive=False)

    def policy(self):
        folder = parts.make_dir(self.t.where / "cspdesk") / "policy"
        shutil.copytree(TOP / "conf" / "policy", folder)
        parts.write(folder / "ladder.conf", LADDER)
        return folder

    def take(self, kind, text):
        self.cspdesk.run("import", kind, parts.write(self.cspdesk.home / f"{kind}.csv", text))

    def customers(self):
        """Everybody has a ticket by his own number, something to suspend, and something to pay."""
        numbers = range(1, CUSTOMERS + 1)
        rows = [f"C{n},{tenant(n)},c{n:03d}.example,en,billing@c{n:03d}.example,{'yes' if n == 3 else 'no'}\n" for n in numbers]
        self.take("customers", "name,tenant,domains,language,billing_contact,vip\n" + "".join(rows))
        rows = [f"{guid(n)},C{n},microsoft365,,{'nce' if n % 3 else 'legacy'},active,15,2026-12-01,2028-11-30,yes\n" for n in numbers]
        self.take("subscriptions", "id,customer,product,name,kind,state,quantity,from,to,auto_renew\n" + "".join(rows))
        for n in numbers:
            self.microsoft.partner_center.customer(tenant(n), f"C{n}", f"c{n:03d}.example")
            legacy = {} if n % 3 else {"offer": "031c9e47-4802-4248-838e-778fb1d2cc05",
                                       "productType": {"id": "OnlineServices", "displayName": "OnlineServices"}}
            self.microsoft.partner_center.subscription(tenant(n), id=guid(n), **legacy)
        self.bill(numbers)

    def bill(self, numbers):
        """A new invoice, due yesterday."""
        rows = []
        for n in numbers:
            self.invoices += 1
            rows.append(f"C{n},I-{self.invoices}-{n},{self.today - 15 * DAY},{self.today - DAY},EUR,100.00\n")
        self.take("invoices", "customer,number,issued,due,currency,amount\n" + "".join(rows))

    def to_the_last_step(self):
        """Days go by until the ladder asks people to suspend."""
        for step in (1, 3, 4):
            self.day()
            self.t.until(f"step {step}", lambda step=step: self.cspdesk.sql(
                f"SELECT COUNT(*) FROM debt_step WHERE step = {step}") == [[str(CUSTOMERS)]], 60)

    # ---- what comes in between

    def day(self):
        self.today += DAY
        self.clock.move(self.today)

    def money(self):
        """Some pay all they owe, and some who owe nothing are late again."""
        some = self.dice.sample(range(1, CUSTOMERS + 1), 3)
        rows = [f"{number},P-{number},{self.today},EUR,100.00\n" for number, in self.cspdesk.sql(
            "SELECT number FROM invoice WHERE open_minor > 0") if int(number.split("-")[2]) in some]
        self.take("payments", "invoice,reference,day,currency,amount\n" + "".join(rows))
        owing = {int(number.split("-")[2]) for number, in self.cspdesk.sql("SELECT number FROM invoice WHERE open_minor > 0")}
        self.bill([n for n in range(1, CUSTOMERS + 1) if n not in owing and self.dice.random() < 0.5])
        self.tried["accounting", "payments"] += len(rows)

    def rights(self, i):
        """Who may bill changes: Ewa comes and goes, and now and then only one human is left, with both his accounts."""
        may = {"Anna Nowak", "Ania N"} | ({"Piotr Lis"} if i % 5 != 4 else set()) | ({"Ewa Zych"} if i % 3 == 1 else set())
        begins = self.now()
        self.take("agents", HEADER + "".join(f"{name},{row.format('billing' if name in may else OTHER.get(name, ''))}\n"
                                             for name, (_, row) in PEOPLE.items()))
        for name in PEOPLE:
            spans = self.held[name]
            if name in may and (not spans or spans[-1][1]):
                spans.append([begins, None])
            elif name not in may and spans and not spans[-1][1]:
                spans[-1][1] = self.now()
        self.tried["import", "rights"] += 1

    def now(self):
        return int(self.clock.now() * 1000)

    def forge(self):
        """Hooks with and without a proof, notifications and tokens that say that somebody approved."""
        last = self.cspdesk.sql("SELECT IFNULL(MAX(id), 1) FROM suspension")[0][0]
        ticket, at = str(self.dice.randint(1, CUSTOMERS)), int(self.clock.now())
        says = {"desk": "rt", "schema": "csp.event/1", "event": "note", "ticket": {"id": ticket}, "command": "approve",
                "transaction": {"id": "1", "type": "Comment", "content": f"/csp approve {last}", "agent": "piotr"}}
        got = [("a hook that says more", self.sender.post(json.dumps({**says, "id": f"f-{at}"}), id=f"f-{at}", ts=at)[0])]
        for what, url, headers in (
                ("an unsigned hook", "hook/rt", {}), ("a hook signed by somebody else", "hook/rt", {
                    "webhook-id": f"g-{at}", "webhook-timestamp": str(at), "webhook-signature": "v1,AAAA"}),
                ("a forged notification", "hook/partner-center", {"Authorization": "Signature AAAA"}),
                ("a message of no peer", "exchange/nobody", {}),
                ("a token", f"api/v1/suspensions/{last}/approve", {"Authorization": "Bearer csp_AAAAAAAAAAAAAAAA"}),
                ("a user's name", f"panel/suspensions/{last}/approve", {"CSPDESK_USER": "piotr", "CSPDESK-USER": "piotr"})):
            got.append((what, ask(f"{self.front.url}/{url}", {"Content-Type": "application/json", **headers}, "POST",
                                  json.dumps(says).encode())[0]))
        for what, status in got:
            self.tried[what, "approve"] += 1
            self.t.check(status == 204 if "says more" in what else 400 <= status < 500, f"{what} is answered {status}")

        for args in (("suspend", guid(1)), ("approve", last), ("import", "suspensions", self.cspdesk.home / "agents.csv")):
            self.tried["a command line", args[0]] += 1
            self.t.check(run_program([self.cspdesk.binary, *args, "-c", self.cspdesk.conf])[0] == 2, f"cspdesk {args[0]} is a command")

    def walk(self, actions, is_killed):
        """Two at a time; what each did is read from what it printed."""
        both = []
        for _ in range(2):
            out = open(self.t.where / f"walk{len(both)}.out", "w+", encoding="utf-8")
            argv = [self.walker, self.cspdesk.conf, str(self.dice.randrange(10**9)), str(actions // 2), str(CUSTOMERS)]
            both.append((subprocess.Popen(parts.as_daemon(argv), stdout=out, stderr=subprocess.PIPE, text=True), out))
        if is_killed:
            time.sleep(self.dice.random())      # whenever it is, what holds must hold
            both[0][0].kill()
            self.cspdesk.kill("work2")
            self.killed += 2
        for process, out in both:
            said = process.communicate(timeout=600)[1]
            self.t.check(process.returncode == 0 or (is_killed and process.returncode == -9), f"walk: {process.returncode} {said[-300:]}")
            out.seek(0)
            self.tried.update(tuple(row.rstrip("\n").split("\t")) for row in out if "\t" in row)
            out.close()
        if is_killed:
            self.cspdesk.work("work2")

    # ---- what must hold

    def judge(self):
        rows = self.cspdesk.sql(ROWS)
        may_be = collections.Counter()
        for number, kind, state, sub, asked, asked_at, approved, approved_at in rows:
            what = f"request {number} ({kind}, {state}) by {asked} and {approved or 'nobody'}"
            self.t.check(self.might(asked, asked_at), f"{what}: who asked had no right to bill")
            if kind == "suspend" and (approved or state in ("approved", "sending", "done")):
                may_be[sub] += state in ("sending", "done")
                self.t.check(self.might(approved, approved_at), f"{what}: who approved had no right to bill")
                self.t.check(approved and PEOPLE[asked][0] != PEOPLE[approved][0], f"{what}: fewer than two persons")
        done = collections.Counter(r["path"].rsplit("/", 1)[1] for r in self.microsoft.partner_center.asked("PATCH", status=200)
                                   if json.loads(r["body"]).get("status", "").lower() == "suspended")
        for sub, times in done.items():
            self.t.check(times <= may_be[sub], f"{sub} was suspended {times} times, decided {may_be[sub]} times")
        self.done, self.rows = sum(done.values()), rows

    def might(self, name, at):
        return any(a <= int(at) and (b is None or int(at) < b) for a, b in self.held.get(name, ()))

    def tell(self):
        """Nothing was shown if nobody ever got so far, or a kind was never tried."""
        states = collections.Counter((row[1], row[2]) for row in self.rows)
        self.t.check(self.done >= 3, f"only {self.done} were suspended by two persons: the walk does not get far enough")
        who = sorted({w for w, _ in self.tried})
        print("tried:", *(f"  {w}: " + ", ".join(f"{what} {n}" for (of, what), n in sorted(self.tried.items()) if of == w)
                          for w in who), sep="\n")
        print("requests:", ", ".join(f"{kind} {state} {n}" for (kind, state), n in sorted(states.items())))
        return {"actions": sum(self.tried.values()), "requests": len(self.rows), "suspended": self.done, "killed": self.killed,
                "seed": self.t.seed}

    def stop(self):
        self.t.stop_cspdesk(self.cspdesk)
        self.front.stop()
        self.rt.stop()
        self.microsoft.stop()


def tenant(n):
    return f"c5000000-0000-4000-8000-{n:012d}"


def guid(n):
    return f"50b00000-0000-4000-8000-{n:012d}"
