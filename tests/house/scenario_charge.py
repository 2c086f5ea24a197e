"""Tries to break: work is charged by the price that its customer was shown and by no other, once, whoever is killed when;
the export adds up to the last digit of each currency, as Python's decimal says, and nothing in it runs in a spreadsheet.
"""

import collections
import csv
import datetime
import decimal
import io
import re
import time
import zoneinfo

import parts
from house import HouseError, Sender, new_secret
from trial import FakeRt, fake_desk, import_customers, run_program

AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate,admin_agent,,,en
=Ben Kos,ben@partner.example,rt:ben,billing,,,,en
"""
# customer, his offer's price, its step
PRICED = (("Zloty", "per-hour", "173.33", "PLN", 0), ("Quarters", "per-hour", "200.00", "PLN", 15),
          ("Yen", "per-hour", "24399", "JPY", 7), ("Dinar", "per-hour", "26.865", "KWD", 30),
          ("Unidad", "per-hour", "1.0593", "CLF", 6), ("=1+Evil; -2", "per-incident", "89.99", "EUR", 0),
          ("Gratis", "free", None, None, 0), ("Abo", "included", None, None, 0))
DIGITS = {"PLN": 2, "EUR": 2, "JPY": 0, "KWD": 3, "CLF": 4}
MOST = 40       # charges in a note; two corrections fit beside them
POINTS = ("lane.planned", "db.commit", "db.committed", "lane.settled", "job.written")
TEXTS = ("a printer", "=1+1", "+48 22 5", "-2 users", "@SUM(A1)", "a;=cmd|' /C calc'!A0", 'said "hi", left', "żółw")
WARSAW = zoneinfo.ZoneInfo("Europe/Warsaw")


def run(t):
    rt, secret = FakeRt().start(), new_secret()
    try:
        return stories(House(t, rt, secret))
    finally:
        rt.stop()


def stories(house):
    t, host = house.t, house.host
    house.publish(PRICED)
    tickets = {name: house.open(f"jan@c{i}.example") for i, (name, *_) in enumerate(PRICED)}
    house.rest("the terms are shown")
    t.same(house.sql("SELECT COUNT(*) FROM terms_shown WHERE shown_at IS NOT NULL"), [[str(len(PRICED))]], "who was told")
    many(house, tickets)
    corrections(house, tickets)
    never_shown(house)
    kills = killed(house, tickets["Yen"])
    other_terms(house, tickets["Zloty"])
    by_the_database(house)
    lines = judged(house)
    days(house)
    t.stop_cspdesk(host)
    return {"charges": len(lines), "kills": kills, "seed": t.seed}


class House:
    def __init__(self, t, rt, secret):
        self.t, self.rt = t, rt
        self.host = host = t.cspdesk(t.mariadb(), [], {"work": {"lease_secs": 4}})
        host.desks = [fake_desk(host, rt, secret, mode="enforce", timeout_secs=1)]
        host.start()
        import_customers(host, "name,domains,language\n" + "".join(
            f"{name},c{i}.example,en\n" for i, (name, *_) in enumerate(PRICED)) + "Nobody,never.example,en\n")
        host.run("import", "agents", parts.write(t.where / "agents.csv", AGENTS))
        self.nginx = t.nginx(host).start()
        self.sender, self.sql = Sender(f"{self.nginx.url}/hook/rt", secret), host.sql
        self.wanted = collections.defaultdict(dict)     # {ticket: {number: row of the oracle}}
        self.terms = 0

    def publish(self, priced):
        offers = []
        for i, (name, kind, amount, currency, step) in enumerate(priced):
            price = f'kind = "{kind}"; ' + (f'amount = "{amount}"; currency = "{currency}"; ' if amount else "") + \
                (f"step_minutes = {step};" if step else "")
            offers.append(f'{{ name = "offer{i}"; title = {{ en = "A"; pl = "B"; }}; types = ( "break-fix" ); hours = {{ '
                          f'zone = "UTC"; always = true; }}; contact = ( {{ way = "email"; value = "a@b.example"; }} ); '
                          f'price = {{ {price} }}; customers = ( "{name}" ); }}')
        file = parts.write(self.host.home / "terms.conf", f"offers = ( {', '.join(offers)} );")
        self.host.run("terms", "publish", file)
        self.terms += 1

    def hook(self, ticket, transaction, event="note", name=None):
        got = self.sender.post(self.rt.event(ticket, transaction, event), id=name or f"rt-{transaction}")
        self.t.check(got[0] == 204, f"a hook was answered {got}")

    def open(self, sender):
        ticket = self.rt.new_ticket(sender, "Teams", "Hello, Teams does not work.")
        # RT tells whole seconds: it shall not look older than cspdesk at this desk
        self.rt.tickets[ticket]["created"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2))
        self.hook(ticket, self.rt.transactions(ticket)[0]["id"], "created")
        return ticket

    def say(self, ticket, text, by="anna"):
        transaction = self.rt.say(ticket, text, "Comment", by)
        self.hook(ticket, transaction)
        return transaction

    def note(self, ticket, text, by="anna"):
        """What an agent writes, and what cspdesk answers to it."""
        before = len(self.rt.notes(ticket))
        self.say(ticket, text, by)
        self.rest(f"the answer to {text[:40]!r}")
        return "\n".join(self.rt.notes(ticket)[before:])

    def rest(self, what, secs=60):
        self.t.until(what, lambda: self.sql("SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + (SELECT COUNT(*) "
                                            "FROM job WHERE state IN ('ready', 'claimed'))") == [["0"]], secs)

    def want(self, ticket, priced, quantity, text, agent="Anna Nowak"):
        """The oracle: what Python's decimal says of it."""
        name, kind, amount, currency, step = priced
        number, counted = len(self.wanted[ticket]) + 1, quantity
        cost = decimal.Decimal("0.00")
        if kind == "per-hour":
            counted = -(-quantity // max(step, 1)) * max(step, 1)
            cost = (decimal.Decimal(amount) * counted / 60).quantize(
                decimal.Decimal(1).scaleb(-DIGITS[currency]), decimal.ROUND_HALF_UP)
        elif kind == "per-incident":
            cost = decimal.Decimal(amount) * quantity
        self.wanted[ticket][number] = {
            "customer": name, "agent": agent, "kind": "incidents" if kind == "per-incident" else "minutes",
            "quantity": str(quantity), "counted": str(counted), "unit_price": amount or "", "amount": f"{cost:f}",
            "currency": currency or "", "price": kind, "terms": str(self.terms), "correction_of": "", "text": text}
        return number

    def export(self, *args):
        return run_program([self.host.binary, "export", "charges", *args, "-c", self.host.conf])


def quantities(dice, kind, n):
    return [dice.randint(1, 3 if kind == "per-incident" else 900) for _ in range(n)]


def written(dice, kind, n):
    if kind == "per-incident":
        return f"{n} incident{'s' if n > 1 else ''}"
    return dice.choice([f"{n}m", f"{n} min"] + ([f"{n // 60}h{n % 60}m", f"{n // 60}h {n % 60}m"] if n >= 60 else []) +
                       ([f"{n / 60:g}h".replace(".", dice.choice(".,"))] if n % 15 == 0 else []))


def many(house, tickets):
    """Notes full of charges, their hooks twice."""
    t, dice = house.t, house.t.dice
    for priced in PRICED:
        ticket, lines = tickets[priced[0]], []
        for n in quantities(dice, priced[1], MOST):
            text = dice.choice(TEXTS)
            house.want(ticket, priced, n, text)
            lines.append(f"/csp charge {written(dice, priced[1], n)} {text}")
        transaction = house.say(ticket, "\n".join(lines))
        house.hook(ticket, transaction)
        house.hook(ticket, transaction, "note", f"again-{transaction}")
    house.rest("all is charged")
    for name, ticket in tickets.items():
        notes = "\n".join(house.rt.notes(ticket))
        t.same(len(re.findall(r"^Charge \d+ of this ticket: ", notes, re.M)), MOST, f"charges that {name}'s note tells of")


def corrections(house, tickets):
    """By who charged it, by billing, by nobody else; never upwards."""
    t = house.t
    ticket = tickets["Quarters"]
    for number, to, by, says in ((1, "0.01", "anna", "corrects charge 1"), (1, "0", "ben", "PLN\u00a00.00 instead of PLN\u00a00.01"),
                                 (2, "999999", "anna", "only lowers"), (1, "0.01", "ben", "only lowers"),
                                 (41, "0", "anna", "is a correction"), (99, "0", "ben", "There is no charge 99")):
        answer = house.note(ticket, f"/csp charge correct {number} {to} =a mistake", by)
        t.check(says in answer, f"correct {number} to {to} by {by}: {answer!r}")
    first = house.wanted[ticket][1]
    for number, amount, agent in ((41, decimal.Decimal("0.01") - decimal.Decimal(first["amount"]), "Anna Nowak"),
                                  (42, decimal.Decimal("-0.01"), "=Ben Kos")):
        house.wanted[ticket][number] = {**first, "agent": agent, "kind": "correction", "quantity": "", "counted": "",
                                        "amount": f"{amount:f}", "correction_of": "1", "text": "=a mistake"}
    mine = house.note(tickets["Yen"], "/csp charge 7m by Ben", "ben")
    house.want(tickets["Yen"], PRICED[2], 7, "by Ben", "=Ben Kos")
    number = len(house.wanted[tickets["Yen"]])
    t.check(f"Charge {number} of this ticket" in mine, f"a charge by who may bill: {mine!r}")
    answer = house.note(tickets["Yen"], f"/csp charge correct {number} 0 x", "anna")
    t.check("somebody with the right billing" in answer, f"anna corrects ben: {answer!r}")


def never_shown(house):
    """Who was shown nothing pays nothing, however it is asked for; the note says how to show it."""
    t = house.t
    ticket = house.open("no-reply@never.example")
    house.rest("nobody is told")
    for text in ("/csp charge 30m x", "/csp charge 1 incident x", "/csp charge 10.00 PLN x"):
        answer = house.note(ticket, text)
        t.check("/csp terms shows them; then charge again" in answer, f"{text}: {answer!r}")
    answer = house.note(ticket, "/csp terms\n/csp charge 30m x")
    t.check("No support terms are in force" in answer, f"no terms for him: {answer!r}")
    house.rt.say(ticket, "/csp charge 30m I am the customer")
    t.same(house.sql(f"SELECT COUNT(*) FROM charge x JOIN `case` c ON c.id = x.case_id WHERE c.ticket = '{ticket}'"),
           [["0"]], "charges of who was shown nothing")


def other_terms(house, ticket):
    """A new price counts from when it was shown; other amounts never do."""
    t = house.t
    more = ("Zloty", "per-incident", "300.00", "PLN", 0)
    house.publish([more])
    for text, says in (("/csp charge 1 incident x", "none for an incident"), ("/csp charge 1.00 EUR x", "in another currency"),
                       ("/csp charge 1386.65 PLN x", "a fixed amount is no more")):
        answer = house.note(ticket, text)
        t.check(says in answer, f"{text}: {answer!r}")
    house.terms -= 1
    answer = house.note(ticket, "/csp charge 60m by the old price")
    house.want(ticket, PRICED[0], 60, "by the old price")
    t.check("By version 1 of the terms" in answer, f"as long as the new is not shown: {answer!r}")
    # an earlier try that a person dropped is no evidence, and in nobody's way
    house.sql("INSERT INTO terms_shown (case_id, version, offer, language, job_id, planned_at) SELECT case_id, 2, offer, 'pl', "
              "(SELECT MAX(id) FROM job WHERE state = 'done'), 0 FROM terms_shown s JOIN `case` c ON c.id = s.case_id "
              f"WHERE c.ticket = '{ticket}'")
    answer = house.note(ticket, "/csp terms\n/csp charge 60m by the old price\n/csp terms")
    house.want(ticket, PRICED[0], 60, "by the old price")
    for says in ("was shown version 1 of the terms", "What holds for him now: version 2", "They go to jan@c0.example",
                 "They are on their way to him"):
        t.check(says in answer, f"no {says!r} in {answer!r}")
    replies = [x for x in house.rt.transactions(ticket, "cspdesk") if x["type"] == "Correspond"]
    t.check(len(replies) == 2 and "PLN\u00a0300.00 per incident" in replies[1]["text"], f"replies: {replies}")
    t.same(house.sql("SELECT s.version, offer, shown_at IS NOT NULL FROM terms_shown s JOIN `case` c ON c.id = s.case_id "
                     f"WHERE c.ticket = '{ticket}' ORDER BY version"), [["1", "offer0", "1"], ["2", "offer0", "1"]],
           "the evidence")
    answer = house.note(ticket, "/csp charge 30m x\n/csp charge 1 incident by the new price\n/csp terms")
    house.terms += 1
    house.want(ticket, more, 1, "by the new price")
    for says in ("and none for time", "By version 2 of the terms", "That is what holds for him now."):
        t.check(says in answer, f"no {says!r} in {answer!r}")


def by_the_database(house):
    """Whatever a program says: nothing is charged by terms that nobody was shown, and nothing is changed afterwards."""
    t = house.t
    for column, value in (("terms", 2), ("offer", "'offer5'"), ("shown_case", 999)):
        row = {"terms": 1, "offer": "'offer1'", "shown_case": "case_id", column: value}
        try:
            house.sql("INSERT INTO charge (case_id, number, agent_id, message, line, made_at, day, kind, amount, currency, "
                      f"price, shown_case, terms, offer, text) SELECT case_id, 900, agent_id, 'x', 1, 0, 0, 'amount', 5, 'PLN', "
                      f"price, {row['shown_case']}, {row['terms']}, {row['offer']}, '' FROM charge WHERE offer = 'offer1' "
                      "AND number = 1")
            t.check(False, f"{column} = {value} can be charged")
        except HouseError as e:
            t.check("foreign key constraint" in str(e), f"{column} = {value}: {e}")
    got = house.sql("SELECT DISTINCT privilege_type FROM information_schema.table_privileges WHERE table_name = 'charge' AND "
                    "grantee LIKE '%cspdesk_app%' ORDER BY 1")
    t.same(got, [["INSERT"], ["SELECT"]], "what the program may do with charges")


def killed(house, ticket):
    """The only worker is killed on its way; every line counts once, and its number is told once."""
    t, kills = house.t, 0
    for i, point in enumerate(POINTS):
        host = house.host
        host.term("work1")
        host.wait("work1")
        worker = host.work("work1", {"CSPDESK_FAULT": f"{point}:1"})
        for n in (i + 1, i + 60):
            house.want(ticket, PRICED[2], n, point)
        house.say(ticket, "".join(f"/csp charge {n}m {point}\n" for n in (i + 1, i + 60)))
        end = time.monotonic() + 20
        while worker.running() and time.monotonic() < end:
            time.sleep(0.02)
        t.check(not worker.running(), f"{point} was not arrived at")
        kills += not worker.running()
        host.kill("work1")
        host.work("work1")
        house.rest(f"killed at {point}")
    notes = "\n".join(house.rt.notes(ticket))
    for number in house.wanted[ticket]:
        t.same(len(re.findall(rf"^Charge {number} of this ticket: ", notes, re.M)), 1, f"notes of charge {number}")
    return kills


def defused(text):
    return re.sub(r"(^|[\t\r\n,;])( *)([=+@-])", r"\1\2'\3", text)


def judged(house):
    """Line by line and by sums as the oracle has it; no cell of a text begins a formula, however the file is split."""
    t = house.t
    rc, out, err = house.export()
    t.same((rc, err), (0, ""), "export")
    lines = list(csv.DictReader(io.StringIO(out)))
    today = {datetime.datetime.now(WARSAW).date().isoformat(), (datetime.datetime.now(WARSAW) -
                                                                datetime.timedelta(hours=1)).date().isoformat()}
    got, sums, wanted = collections.defaultdict(dict), collections.Counter(), collections.Counter()
    for line in lines:
        t.check(line.pop("day") in today, f"its day: {line}")
        line.pop("offer")
        got[line.pop("ticket").removeprefix("rt/")][int(line.pop("number"))] = line
        sums[line["currency"]] += decimal.Decimal(line["amount"])
    for ticket, rows in house.wanted.items():
        t.same(sorted(got[ticket]), sorted(rows), f"numbers of ticket {ticket}")
        for number, row in rows.items():
            row = {**row, **{name: defused(row[name]) for name in ("customer", "agent", "text")}}
            t.same(got[ticket].get(number), row, f"charge {number} of ticket {ticket}")
            wanted[row["currency"]] += decimal.Decimal(row["amount"])
    t.same(sorted(got), sorted(house.wanted), "tickets")
    t.same({k: str(v) for k, v in sums.items()}, {k: str(v) for k, v in wanted.items()}, "sums")
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(out), delimiter=separator):
            for cell in row:
                t.check(not re.match(r" *[=+@-]", cell) or re.fullmatch(r"-\d+(\.\d+)?", cell), f"a formula: {cell!r}")
    return lines


def days(house):
    t, today = house.t, datetime.datetime.now(WARSAW).date()
    head, all_of_it = house.export("--from", "2999-01-01")[1], house.export()[1]
    t.same(head, all_of_it.split("\n")[0] + "\n", "a day without charges")
    near = (today - datetime.timedelta(1)).isoformat(), (today + datetime.timedelta(1)).isoformat()
    t.same(house.export("--from", near[0], "--to", near[1])[1], all_of_it, "these days")
    t.same(house.export("--to", "2026-01-01")[1], head, "before")
    for args, says in ((("--from", "1.11.2026"), "is no day like"), (("--from", near[1], "--to", near[0]), "is before --from"),
                       (("--to", "2026-02-30"), "is no day like")):
        rc, out, err = house.export(*args)
        t.check(rc == 2 and out == "" and says in err, f"export charges {args}: {rc} {out!r} {err!r}")
    got = run_program([house.host.binary, "export", "customers", "--from", near[0], "-c", house.host.conf])
    t.same(got[0], 2, "customers have no days")
