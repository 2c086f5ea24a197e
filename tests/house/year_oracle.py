"""What must happen in the year (year.py) by the collections policy (DOMAIN 5.1), day by day: an oracle of its own, which
shares nothing with the program but the numbers below, and what the people do, who go by what they see.

A day has five parts, PARTS; in each some things are done and some must follow, in no order but that of a customer.
"""

import collections
import dataclasses
import datetime
import zoneinfo

from year import ASKED, BANK, DAY, FIRST, LAST, LEAVE, NEVER, bank_day, money, present, works

# The policy that the house runs with: when each step comes, and what must lie between.
STEP_DAYS = {1: 3, 2: 10, 3: 20, 4: 30}
BETWEEN, NOTICE_DAYS, CALL_DAYS, APPROVE_HOURS = 3, 10, 14, 84
NOTICES = {1: "reminder", 2: "second reminder", 3: "final notice"}
# The parts of a day and when they begin there: nobody is at work yet, the ladder, people, the bank's file, people again.
ZONE = zoneinfo.ZoneInfo("Europe/Warsaw")
NIGHT, MORNING, WORK, FILE, EVENING = "night", "morning", "work", "file", "evening"
PARTS = {NIGHT: datetime.time(8, 59), MORNING: datetime.time(9), WORK: datetime.time(10), FILE: datetime.time(14),
         EVENING: datetime.time(16)}


def moment(day, part):
    """When that part of a day begins, in UTC."""
    return datetime.datetime.combine(day, PARTS[part], ZONE).astimezone(datetime.timezone.utc)


@dataclasses.dataclass
class Did:
    """Something that is done to the system: an import, a note of an agent, a customer's mail."""
    who: str            # a login; "customer"; "accounting"
    customer: object
    what: str
    sub: str = None     # of a suspension
    text: str = None


@dataclasses.dataclass
class Part:
    """The things that follow from what is done, in order: [(customer, code, detail)]."""
    does: list = dataclasses.field(default_factory=list)
    follows: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Request:
    sub: str
    by: str
    day: datetime.date

    def expires(self):
        return moment(self.day, WORK) + datetime.timedelta(hours=APPROVE_HOURS)


class Debtor:
    """One customer's year; every method is a part of his day and adds to it."""

    def __init__(self, customer, invoices):
        self.c, self.invoices, self.paid = customer, invoices, set()
        self.has_contact, self.suspended = customer.contact, set()
        self.expired = False            # a request did, for want of a second person
        self.over()

    def over(self):
        """Nothing is overdue any more."""
        self.since, self.steps, self.requests, self.done = None, {}, [], set()
        self.disputed, self.held, self.held_until, self.resumed = False, False, None, None

    # ---- what he owes, and when he pays

    def open(self, day):
        return [i for i in self.invoices if i.issued <= day and i.number not in self.paid]

    def overdue(self, day):
        return [i for i in self.open(day) if i.due < day]

    def pays(self, day):
        """The invoices that he pays on that day: all that he has, or none."""
        unpaid = self.open(day)
        late = next((i for i in unpaid if i.due.month in self.c.late), None)
        if late is None:
            return unpaid if day.day == BANK else []
        after = self.c.late[late.due.month]
        if after == ASKED:
            return unpaid if any(r.day == day for r in self.requests) else []
        return unpaid if after != NEVER and day == bank_day(late.due + DAY * after) else []

    def day_of(self, days):
        return self.since + DAY * days

    # ---- night and morning: what time alone brings

    def night(self, day, part):
        """Nobody hears of anything but of what is over by the hour."""
        for r in list(self.requests):
            if moment(day, NIGHT) >= r.expires():
                self.requests.remove(r)
                self.expired = True
                part.follows.append((self.c, "request expired", None))

    def morning(self, day, part):
        if self.since is None and self.overdue(day):
            self.since = self.overdue(day)[0].due
        if self.since is None:
            return
        if "ticket" not in self.done and works(day) and day >= self.day_of(STEP_DAYS[1]):
            self.done.add("ticket")
            part.follows.append((self.c, "ticket", None))
        if self.held and self.held_until is not None and day > self.held_until:
            self.held, self.resumed = False, self.held_until + DAY
        self.last_call(day, part)
        if not self.disputed and not self.held:
            self.climb(day, part)

    def climb(self, day, part):
        step = next((s for s in STEP_DAYS if s not in self.steps), None)
        if step is None or not works(day) or day < self.first_day(step):
            return
        if step < 4 and not self.has_contact:
            if "no contact" not in self.done:
                self.done.add("no contact")
                part.follows.append((self.c, "no contact", None))
            return
        self.steps[step] = day
        what = NOTICES[step] if step < 4 else "the lead is asked" if self.c.vip else "people are asked"
        part.follows.append((self.c, what, self.overdue(day)))

    def first_day(self, step):
        first = self.day_of(STEP_DAYS[step])
        for day in self.steps.values():
            first = max(first, day + DAY * BETWEEN)
        if step == 4:
            first = max(first, max(self.steps[3], self.resumed or self.steps[3]) + DAY * NOTICE_DAYS)
        return first

    def last_call(self, day, part):
        """Once, when what is suspended is nearly lost."""
        if self.suspended and "last call" not in self.done and self.c.kind == "nce" and works(day) and \
                day >= self.c.term_ends - DAY * CALL_DAYS:
            self.done.add("last call")
            part.follows += [(self.c, "last call", None), (self.c, "last call, to agents", None)]

    # ---- the day: what people do, and what follows

    def work(self, day, part):
        if self.since is None:
            return
        if self.people_settle(day, part):
            self.climb(day, part)       # the policy goes on at once
        if 4 not in self.steps or self.c.vip:
            return
        if not self.disputed and not self.held and not self.requests:
            self.ask(day, part)
        else:
            self.approve(day, part)

    def people_settle(self, day, part):
        """Disputes and holds, each on its day or the next on which somebody works; has one ended?"""
        has_ended = False
        for name, days, what, code in self.settlements():
            if name not in self.done and works(day) and day >= self.day_of(days):
                self.done.add(name)
                self.settle(name, day)
                part.does.append(Did("marta" if "hold" in name else "jan", self.c, what))
                part.follows.append((self.c, code, None))
                has_ended |= name.startswith("un")
        return has_ended

    def settlements(self):
        if self.c.dispute and self.c.dispute[0] != ASKED:
            yield "dispute", self.c.dispute[0], "/csp dispute the quantity is wrong", "disputed"
        if self.c.dispute and self.disputed or "undispute" in self.done:
            yield "undispute", self.c.dispute[1], "/csp dispute end it was right", "dispute settled"
        if self.c.hold:
            begins, until, ends = self.c.hold
            last = f"{self.day_of(until)} " if until else ""
            yield "hold", begins, f"/csp hold {last}they wait for a grant", "held"
            if ends:
                yield "unhold", ends, "/csp hold end", "hold ended"

    def settle(self, name, day):
        if name == "dispute":
            self.disputed = True
        elif name == "undispute":
            self.disputed, self.resumed = False, day
        elif name == "hold":
            self.held, until = True, self.c.hold[1]
            self.held_until = self.day_of(until) if until else None
        else:
            self.held, self.resumed = False, day

    def ask(self, day, part):
        """The first who is there; after a request expired for want of a second person only if there are two."""
        there = present(day)
        wanted = [s for s in self.c.guids if s not in self.suspended]
        if self.resumed is not None and day < self.resumed + DAY * NOTICE_DAYS:
            return      # he has as long again to pay
        if not wanted or len(there) < (2 if self.expired else 1) or "refused" in self.done:
            return
        for sub in wanted:
            part.does.append(Did(there[0], self.c, "suspend", sub))
            if self.c.kind == "azure-plan":
                self.done.add("refused")
                part.follows.append((self.c, "not asked for", "is Azure used in it?"))
                continue
            self.requests.append(Request(sub, there[0], day))
            part.follows.append((self.c, "suspension asked for", "by " + there[0]))
            self.mischief(there[0], sub, part)
        if self.c.dispute and self.c.dispute[0] == ASKED and "dispute" not in self.done:
            self.disputed = True
            self.done.add("dispute")
            part.does.append(Did("jan", self.c, "/csp dispute the quantity is wrong"))
            part.follows += [(self.c, "disputed", None), (self.c, "request withdrawn", "disputed")]
            self.requests.clear()

    def mischief(self, asker, sub, part):
        """Who must not approve, and tries."""
        for story, who, code, why in (("approves his own request", asker, "not approved", "he asked for it himself"),
                                      ("without the right", "jan", "not approved", "he has no right to bill"),
                                      ("by mail", "customer", "not a command", None)):
            if story in self.c.story:
                part.does.append(Did(who, self.c, "approve", sub))
                part.follows.append((self.c, code, why))
                if who == "customer":
                    part.follows.append((self.c, "answered", None))

    def approve(self, day, part):
        for r in list(self.requests):
            other = next((who for who in present(day) if who != r.by), None)
            if other is not None and day > r.day:
                self.requests.remove(r)
                self.suspended.add(r.sub)
                part.does.append(Did(other, self.c, "approve", r.sub))
                part.follows += [(self.c, "approved", "by " + other), (self.c, "suspended", None)]

    # ---- the bank's file

    def file(self, day, part):
        """Payments, and what accounting learnt of him."""
        if self.c.contact_day is not None and self.since is not None and not self.has_contact and \
                works(day) and day >= self.day_of(self.c.contact_day):
            self.has_contact = True
            part.does.append(Did("accounting", self.c, "contact"))
            self.climb(day, part)
        paid = self.pays(day)
        if not paid:
            return
        self.paid |= {i.number for i in paid}
        for i in paid:
            part.does.append(Did("accounting", self.c, "payment", text=i.number))
        if "ticket" not in self.done:
            self.over()
            return
        for _ in self.requests:
            part.follows.append((self.c, "request withdrawn", "paid"))
        part.follows.append((self.c, "paid", paid))
        if self.suspended:
            part.follows.append((self.c, "people are asked to restore", None))
        self.over()

    def evening(self, day, part):
        """What is paid is restored by whoever is there."""
        if self.since is None and self.suspended and present(day):
            for sub in sorted(self.suspended):
                part.does.append(Did(present(day)[0], self.c, "restore", sub))
                part.follows += [(self.c, "restore asked for", "by " + present(day)[0]), (self.c, "restored", None)]
            self.suspended.clear()


def days(year):
    """Each day on which something is done or must follow: (day, {part: Part})."""
    of = collections.defaultdict(list)
    for i in year.invoices:
        of[i.customer.n].append(i)
    debtors = [Debtor(c, of[c.n]) for c in year.customers]
    day = FIRST
    while day <= LAST:
        parts = {name: Part() for name in PARTS}
        for name, part in parts.items():
            for d in debtors:
                getattr(d, name)(day, part)
        if any(i.issued == day for i in year.invoices):
            parts[FILE].does.append(Did("accounting", None, "invoices"))
        if any(p.does or p.follows for p in parts.values()):
            yield day, parts
        day += DAY


def timeline(year):
    """All of it as people read it: who is special, who is on leave, and then a line for each thing."""
    stories = [f"# {c.name} {c.story}.\n" for c in year.customers if c.story]
    leaves = [f"# {who} is on leave from {a} to {b}.\n" for who, spans in LEAVE.items() for a, b in spans]
    lines = [line(day, name, *row) for day, parts in days(year) for name, part in parts.items() for row in part.follows]
    return "".join([*stories, *leaves, "\n", *lines])


def line(day, part, c, code, detail):
    """2027-02-15 Mon 09:00  Piekarnia Kłos          final notice: 2 invoices, 1234.50 PLN"""
    if isinstance(detail, list):
        detail = f"{len(detail)} invoice{'s' * (len(detail) > 1)}, {money(sum(i.minor for i in detail), c.currency)}"
    said = "" if detail is None else f" {detail}" if detail.startswith("by ") else f": {detail}"
    return f"{day} {day:%a} {PARTS[part]:%H:%M}  {c.name:<24}{code}{said}\n"
