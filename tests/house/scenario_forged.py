"""Tries to break: notifications of Partner Center, good and forged, as the fake of its sender makes them. What is good
is kept once, by each way of signing; of what is forged nothing stays, whatever the certificate host hands out.
"""

import time

from house import ask
from microsoft import CONTOSO, Microsoft, notifications
from trial import import_customers

HOOK, SUB = "/hook/partner-center", "a4c1340d-6911-4758-bba3-0c4c6007d161"
TABLES = "notice, unproven, due, customer, subscription, delivery, `case`"


def run(t):
    house = House(t)
    good(t, house)
    forged = forgeries(t, house)
    t.check(not house.host.asked(path="/elsewhere/"), "no redirect was followed")
    t.stop_cspdesk(house.cspdesk)
    house.microsoft.stop()
    return {"forgeries": forged}


class House:
    def __init__(self, t):
        self.t, self.n = t, 0
        self.microsoft = Microsoft(t.where, t.where / "cspdesk" / "secrets").start()
        self.host, self.sender = self.microsoft.certificates, self.microsoft.notifier
        self.cspdesk = t.cspdesk(t.mariadb(), [], self.microsoft.notification_settings())
        self.nginx = t.nginx(self.cspdesk).start()
        self.cspdesk.start(works=1)
        import_customers(self.cspdesk)

    def event(self):
        """A body like no other."""
        self.n += 1
        return notifications.event(CONTOSO, SUB, time.time() - self.n)

    def post(self, headers, body):
        return ask(self.nginx.url + HOOK, headers, "POST", body)[0]

    def state(self):
        return self.cspdesk.sql(f"CHECKSUM TABLE {TABLES}")

    def count(self, table):
        return int(self.cspdesk.sql(f"SELECT COUNT(*) FROM {table}")[0][0])

    def settle(self, what):
        self.t.until(f"{what}: nothing waits", lambda: self.count("unproven") == 0)


def good(t, house):
    """Directly under a root, under an authority between that the certificate names, and in the other header."""
    for n, (kind, place) in enumerate((("good", "Authorization"), ("good", "x-ms-signature"),
                                       ("chained", "Authorization"), ("renewed", "Authorization")), 1):
        body = house.event()
        headers = house.sender.headers(body, kind, place)
        t.same([house.post(headers, body) for _ in range(2)], [200, 200], f"{kind} in {place}, and again")
        house.settle(kind)
        t.same(house.count("notice"), n, f"{kind} in {place}: kept once")


def forgeries(t, house):
    before, refused = house.state(), {}
    for what, headers, body in house.sender.forgeries(house.event()):
        refused[what] = house.post(headers, body)
        house.settle(what)
        t.same(house.state(), before, f"after {what}")
    late = {what: status for what, status in refused.items() if status not in (400, 401)}
    t.check(set(late.values()) <= {200}, f"answers to forgeries: {late}")
    t.check(len(late) < len(refused) / 2, f"refused only after its certificate was fetched: {sorted(late)}")
    return len(refused)
