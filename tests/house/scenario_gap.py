"""Tries to break: the audit log of Partner Center, read for the time in which no notification came.

All that happened since it was complete last is to be read again, once each; it is complete up to a moment only when
every page up to that moment was read.
"""

import re

from house import ask
from microsoft import CONTOSO, FABRIKAM, Microsoft
from trial import import_customers, merge, run_program

LOG = "/v1/auditrecords"


class House:
    def __init__(self, t):
        self.t = t
        self.microsoft = Microsoft(t.where, t.where / "cspdesk" / "secrets").start()
        self.partner_center = self.microsoft.partner_center
        self.cspdesk = t.cspdesk(t.mariadb(), [], merge(self.microsoft.settings(), self.microsoft.notification_settings()))
        self.nginx = t.nginx(self.cspdesk).start()
        self.cspdesk.start(works=0)
        import_customers(self.cspdesk)

    def sql(self, text):
        return self.cspdesk.sql(text)

    def due(self):
        return sorted(tuple(r) for r in self.sql("SELECT what, tenant, subscription FROM due"))

    def place(self):
        complete_to, note = self.sql("SELECT complete_to, note FROM audit")[0]
        return int(complete_to), note

    def asked(self):
        return len(self.partner_center.asked(path=LOG))

    def turn(self):
        """The next turn is due now."""
        self.sql("UPDATE audit SET due_at = 0")

    def later(self, what, than):
        self.t.until(what, lambda: self.place()[0] > than)
        return self.place()[0]


def run(t):
    house = House(t)
    try:
        for story in (first, again, fails, killed, reseller):
            story(t, house)
        t.stop_cspdesk(house.cspdesk)
    finally:
        house.microsoft.stop()


def first(t, h):
    """Page by page, with a mark before each and dates of every kind; what changes nothing of ours is left out."""
    h.partner_center.style.size, h.partner_center.style.bom = 2, True
    for resource, customer in (("subscription", CONTOSO), ("order", CONTOSO), ("invoice", CONTOSO), ("customer", FABRIKAM),
                               ("customer", None), ("granular_admin_relationship", FABRIKAM), ("license", CONTOSO)):
        h.partner_center.happened("update", resource, customer)
    h.partner_center.happened("update", "customer", CONTOSO, operationStatus="failed")
    h.partner_center.happened("update", "subscription", FABRIKAM, at=h.partner_center.now() - 30 * 86400)
    for _ in range(70):     # more pages than any other story has steps
        h.partner_center.happened("update", "order", CONTOSO)
    t.same(h.place(), (0, None), "before the first turn")
    h.cspdesk.work("work1")
    h.cspdesk.work("work2")
    complete_to = h.later("the first turn", 0)
    t.same(h.due(), sorted([("subscription", CONTOSO, ""), ("customer", FABRIKAM, ""), ("access", FABRIKAM, "")]),
           "what is to be read again")
    t.check(h.asked() > 35, f"{h.asked()} pages were asked for")
    text = ask(h.nginx.url + "/metrics")[2].decode()
    found = re.search(r"^cspdesk_partner_center_complete_timestamp_seconds (\d+)$", text, re.M)
    t.same(int(found[1]) if found else None, complete_to // 1000, "what /metrics says")


def again(t, h):
    """From where it was complete; what was read meanwhile does not come back for it."""
    before, pages = h.place()[0], h.asked()
    h.sql("DELETE FROM due")
    h.sql("UPDATE audit SET complete_to = complete_to + 3600000")   # past the look back
    h.partner_center.happened("update", "subscription", FABRIKAM, at=h.partner_center.now() + 3600)
    h.turn()
    t.until("the second turn", lambda: h.due() and h.asked() > pages)
    t.same(h.due(), [("subscription", FABRIKAM, "")], "what is new")
    t.check(h.later("complete again", before) > before, "the place moved")


def fails(t, h):
    """Refused, or cut on a later page: nothing is complete that was not, and doctor says why."""
    for status, code in ((403, 900308), (500, 1)):
        h.sql("DELETE FROM due")
        before = h.place()[0]
        h.partner_center.refuse_next(status, code, "no", LOG + r".*")
        h.turn()
        t.until(f"{status}: it is told", lambda: h.place()[1] is not None)
        t.same((h.place()[0], h.due()), (before, []), f"{status}: the place, and what is due")
        text = run_program([h.cspdesk.binary, "doctor", "-c", h.cspdesk.conf])[1]
        row = next(line for line in text.splitlines() if "partner center hook" in line)
        t.check(str(code) in row or str(status) in row or "no notification" in row, f"doctor: {row}")
        h.turn()
        h.later(f"{status}: mended", before)
        t.same(h.place()[1], None, f"{status}: the note after that")


def killed(t, h):
    """kill -9 after the last page: the next turn finds it all again."""
    for name in ("work1", "work2"):
        h.cspdesk.term(name)
        h.cspdesk.wait(name)
    h.sql("DELETE FROM due")
    before = h.place()[0]
    h.turn()
    h.cspdesk.work("work3", {"CSPDESK_FAULT": "audit.read:1"})
    t.same(h.cspdesk.wait("work3"), -9, "killed")
    t.same((h.place(), h.due()), ((before, None), []), "after the kill")
    h.turn()
    h.cspdesk.work("work4")
    h.later("the next worker", before)
    t.check(("subscription", FABRIKAM, "") in h.due(), f"what is due then: {h.due()}")
    h.cspdesk.term("work4")
    h.cspdesk.wait("work4")


def reseller(t, h):
    """An indirect reseller asks Partner Center nothing, whatever is due."""
    h.cspdesk.settings["partner"] = {"type": "indirect-reseller"}
    h.cspdesk.settings["notifications"]["accept"] = False   # of whom notifications are refused by cspdesk check
    h.cspdesk.write_conf()
    h.turn()
    pages, before = h.asked(), h.place()
    h.cspdesk.work("work5")
    ticks = "SELECT COALESCE(MAX(seen_at), 0) FROM worker"
    seen = h.sql(ticks)
    t.until("the worker has looked around twice", lambda: h.sql(ticks) != seen)
    h.cspdesk.term("work5")
    h.cspdesk.wait("work5")
    t.same((h.asked(), h.place()), (pages, before), "what a reseller asks")
