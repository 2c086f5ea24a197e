"""One partner's year 2027 as data: 200 customers, what they are billed, when they pay, and who works when.

Everything is drawn from one fixed seed, so the year is always the same; nothing here knows what cspdesk will do about it
(year_oracle.py) or how it is asked (scenario_year.py).
"""

import dataclasses
import datetime
import random

DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2027, 1, 1), datetime.date(2027, 12, 31)
ISSUED, DUE, BANK = 1, 15, 12       # days of the month; on BANK pays who pays in time
SHOPS = ("Piekarnia", "Stolarnia", "Kancelaria", "Hurtownia", "Apteka", "Drukarnia", "Przychodnia", "Pracownia",
         "Cukiernia", "Księgarnia")
TREES = ("Kłos", "Brzoza", "Rzepka", "Sowa", "Jaśmin", "Wrzos", "Dąb", "Żuraw", "Łąka", "Świerk")
PLACES = ("Harbour", "Maple", "Northgate", "Silver", "Bridge", "Orchard", "Lantern", "Granite", "Willow", "Meadow")
TRADES = ("Traders", "Dental", "Logistics", "Books", "Motors", "Textiles", "Bakery", "Studios", "Tools", "Garden")

# Who works in billing, and when they are on leave (first and last day). Jan may not: he has no right to bill.
BILLING = ("anna", "piotr", "ewa")
LEAVE = {"anna": [(datetime.date(2027, 2, 8), datetime.date(2027, 2, 19))],
         "piotr": [(datetime.date(2027, 7, 5), datetime.date(2027, 7, 25))],
         "ewa": [(datetime.date(2027, 7, 12), datetime.date(2027, 8, 8))]}
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,billing,admin_agent,,,en
Piotr Lis,piotr@partner.example,rt:piotr,billing,admin_agent,,,en
Ewa Zych,ewa@partner.example,rt:ewa,billing,admin_agent,,,en
Marta Wilk,marta@partner.example,rt:marta,lead,admin_agent,,,en
Jan Bury,jan@partner.example,rt:jan,escalate,helpdesk_agent,,,en
"""
HOLIDAYS = {datetime.date(2027, m, d) for m, d in (
    (1, 1), (1, 6), (3, 28), (3, 29), (5, 1), (5, 3), (5, 16), (5, 27), (8, 15), (11, 1), (11, 11), (12, 24), (12, 25),
    (12, 26))}


def works(day):
    """Does the partner work on that day?"""
    return day.weekday() < 5 and day not in HOLIDAYS


def present(day):
    """Who of billing is there, in an order that changes with the weeks."""
    if not works(day):
        return []
    turn = day.isocalendar()[1] % len(BILLING)
    return [who for who in BILLING[turn:] + BILLING[:turn]
            if not any(a <= day <= b for a, b in LEAVE.get(who, ()))]


@dataclasses.dataclass
class Customer:
    """`late` is {month: days after the due day, ASKED or NEVER}; days of a dispute or hold count from that day, too."""
    n: int
    name: str
    language: str
    currency: str
    story: str = ""             # what is special about him
    kind: str = "nce"           # nce, legacy or azure-plan
    subs: int = 1
    vip: bool = False
    contact: bool = True
    contact_day: int = None     # when accounting learns whom to write to
    late: dict = dataclasses.field(default_factory=dict)
    dispute: tuple = None       # (first day or ASKED, day on which it is settled)
    hold: tuple = None          # (first day, last day or None, day on which somebody ends it or None)

    @property
    def domain(self):
        return f"c{self.n:03d}.example"

    @property
    def email(self):
        return f"billing@{self.domain}"

    @property
    def tenant(self):
        return f"c5000000-0000-4000-8000-{self.n:012d}"

    @property
    def guids(self):
        return [f"50b00000-0000-4000-8{i:03d}-{self.n:012d}" for i in range(self.subs)]

    @property
    def term_ends(self):
        return datetime.date(2027, 11, 30) if NEVER in self.late.values() else datetime.date(2028, 6, 30)


@dataclasses.dataclass
class Invoice:
    customer: Customer
    number: str
    issued: datetime.date
    due: datetime.date
    minor: int


ASKED, NEVER = "on the day on which suspension is asked for", "never"
# Who has a story of his own.
STORIES = (
    ("is suspended and restored", {"late": {1: 50}}),
    ("is suspended, with a legacy licence", {"late": {2: 45}, "kind": "legacy"}),
    ("has an Azure plan, which is not suspended while Azure is used", {"late": {3: 50}, "kind": "azure-plan"}),
    ("disputes, is right, and pays", {"late": {3: 80}, "dispute": (14, 40)}),
    ("disputes while suspension is asked for", {"late": {4: 60}, "dispute": (ASKED, 50)}),
    ("is on hold until a day", {"late": {4: 75}, "hold": (13, 30, None)}),
    ("is on hold until somebody ends it", {"late": {5: 70}, "hold": (12, None, 28)}),
    ("pays while suspension is asked for", {"late": {5: ASKED}}),
    ("meets one who is alone in July", {"late": {6: 60}}),
    ("meets one who is alone in July, too", {"late": {6: 66}, "kind": "legacy"}),
    ("is a VIP and very late", {"late": {7: 50}, "vip": True}),
    ("is a VIP and late", {"late": {9: 12}, "vip": True}),
    ("has no address at first", {"late": {8: 70}, "contact": False, "contact_day": 20}),
    ("never pays again", {"late": {6: NEVER}}),
    ("has two subscriptions", {"late": {9: 55}, "subs": 2}),
    ("meets one who approves his own request", {"late": {3: 52}}),
    ("approves his own suspension by mail", {"late": {10: 45}}),
    ("is approved by somebody without the right", {"late": {4: 48}}),
)
# How many are late in how many months of the year, by how many days.
HABITS = ((26, (1, 3), (1, 9)), (12, (1, 2), (11, 19)), (7, (1, 1), (21, 29)), (8, (1, 1), (36, 62)))
CUSTOMERS, LATE_UNTIL = 200, 10     # after that month only a story is late, so that the year ends well


class Year:
    """`customers`, and `invoices` in the order in which they are issued."""

    def __init__(self):
        dice = random.Random(2027)
        self.customers = [self._customer(i + 1) for i in range(CUSTOMERS)]
        order = list(self.customers)
        dice.shuffle(order)
        for (story, more), c in zip(STORIES, order):
            c.story = story
            for name, value in more.items():
                setattr(c, name, value)
        self._habits(dice, order[len(STORIES):])
        self.invoices = [Invoice(c, f"2027/{month:02d}/{c.n:03d}", datetime.date(2027, month, ISSUED),
                                 datetime.date(2027, month, DUE), 20000 + int(dice.random() * 80000) * 11)
                         for month in range(1, 13) for c in self.customers]

    @staticmethod
    def _customer(n):
        """Two of them by turns in Polish and in English."""
        a, b = divmod((n - 1) // 2, 10)
        if n % 2:
            return Customer(n, f"{SHOPS[a]} {TREES[b]}", "pl", "PLN")
        return Customer(n, f"{PLACES[a]} {TRADES[b]}", "en", "EUR" if n % 4 else "PLN", kind="nce" if n % 6 else "legacy")

    @staticmethod
    def _habits(dice, rest):
        at = 0
        for people, months, days in HABITS:
            for c in rest[at:at + people]:
                for _ in range(between(dice, *months)):
                    c.late[between(dice, 1, LATE_UNTIL)] = between(dice, *days)
            at += people


def between(dice, first, last):
    return first + int(dice.random() * (last - first + 1))


def bank_day(day):
    """What is paid on some day stands in the bank's file of the next Tuesday."""
    return day + DAY * ((1 - day.weekday()) % 7)


def money(minor, currency):
    return f"{minor // 100}.{minor % 100:02d} {currency}"
