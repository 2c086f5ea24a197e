"""What goes wrong on the way, as a test orders it."""

import re

# kind: is the effect there?
KINDS = {
    "late": True,           # answered `secs` later
    "cut": True,            # the answer ends after `keep` bytes (None: half of it)
    "hang": True,           # no answer for `secs`, then the connection closes
    "refuse": False,        # the connection closes; nothing was done
    "throttle": False,      # 429 with Retry-After: `secs`
    "broken": False,        # `status` in the API's own shape
    "gateway": False,       # 502 and a page of HTML
    "garbage": True,        # 200 and something that is no JSON
}


class Fault:
    """Meets requests whose method and path fit: the `nth` of them (1: the next) and `times` - 1 after it (None: all).
    `effect` says whether the request is carried out all the same."""

    def __init__(self, kind, path="", method=None, nth=1, times=1, effect=None, secs=0.0, keep=None, status=500):
        self.kind, self.path, self.method = kind, re.compile(path, re.I), method
        self.skip, self.left = nth - 1, times
        self.effect = KINDS[kind] if effect is None else effect
        self.secs, self.keep, self.status = secs, keep, status

    def meets(self, method, path):
        if self.left == 0 or self.method not in (None, method) or not self.path.search(path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.left = None if self.left is None else self.left - 1
        return True


class Faults:
    """All that was ordered; storm() throws dice for each request besides. Not locked: its fake is."""

    def __init__(self):
        self.orders, self.dice, self.share, self.kinds = [], None, 0.0, ()
        self.secs = 0.0

    def order(self, kind, *args, **more):
        self.orders.append(Fault(kind, *args, **more))

    def storm(self, dice, share, kinds=tuple(KINDS), secs=0.2):
        """Each request fails with this chance, cut at a random byte; `secs` for all that waits."""
        self.dice, self.share, self.kinds, self.secs = dice, share, tuple(kinds), secs

    def clear(self):
        self.__init__()

    def take(self, method, path):
        for fault in self.orders:
            if fault.meets(method, path):
                return fault
        if self.dice is None or self.dice.random() >= self.share:
            return None
        kind = self.dice.choice(self.kinds)
        return Fault(kind, secs=1 if kind == "throttle" else self.secs, keep=self.dice.randrange(2000),
                     effect=self.dice.random() < 0.5 if kind in ("cut", "hang", "broken") else None,
                     status=self.dice.choice((500, 502, 503, 504)))
