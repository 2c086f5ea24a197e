"""Tries to break: Partner Center is told where its notifications go, once, by `cspdesk hook install partner-center`.

What is planned is only said; what is there already stays; another program's address is not taken over unasked; an answer
that is lost does not count, what stands there afterwards does; and the test that Partner Center then sends really comes
through nginx and serve, signed, and is proven. A fake Partner Center and a certificate host over TLS.
"""

import json

from microsoft import Microsoft
from trial import run_program
from wire import ask

URL, OTHER = "https://desk.example/hook/partner-center", "https://other.example/csp"


def run(t):
    house = House(t)
    try:
        for story in (unready, planned, installed, again, elsewhere, poorer, unarrived, lost, refused, shut):
            story(t, house)
        t.stop_cspdesk(house.cspdesk)
    finally:
        house.microsoft.stop()
    return {"changes": len(house.microsoft.partner_center.made("registration"))}


class House:
    def __init__(self, t):
        self.t, self.microsoft = t, Microsoft(t.where, t.where / "secrets").start()
        self.hooks, self.away = self.microsoft.partner_center.hooks, self.microsoft.partner_center
        self.cspdesk = t.cspdesk(t.mariadb(), [], {
            "work": {"lease_secs": 60}, **self.microsoft.settings(timeout_secs=20), **self.microsoft.notification_settings(max_age_days=7), "doctor": {
                "url": "https://desk.example"}}, secrets=t.where / "secrets")
        self.cspdesk.prepare()
        self.front = t.nginx(self.cspdesk).start()
        self.cspdesk.start(works=1)
        self.hooks.send = self.deliver
        self.hooks.MOST_PER_MINUTE = 100

    def deliver(self, url, event):
        """As Partner Center does, but for the name: desk.example is our nginx."""
        body = json.dumps(event).encode()
        path = url.removeprefix("https://desk.example")
        return ask(self.front.url + path, self.microsoft.notifier.headers(body), "POST", body)[0]

    def program(self, *args):
        return run_program([self.cspdesk.binary, *args, "-c", self.cspdesk.conf])

    def hook(self, verb, *args):
        return self.program("hook", verb, "partner-center", *args)

    def doctor(self):
        rows = json.loads(self.program("doctor", "microsoft", "--json")[1])["checks"]
        row = next(c for c in rows if c["name"] == "registration")
        return row["health"], row["says"]

    def writes(self):
        return len(self.away.made("registration"))

    def setting(self, group, **members):
        self.cspdesk.settings[group] = {**self.cspdesk.settings.get(group, {}), **members}
        self.cspdesk.write_conf()


def unready(t, house):
    """Without a person's consent, or notifications, nothing is asked; no desk's options are taken for its own."""
    rc, out, err = house.hook("install")
    t.check(rc == 1 and "cspdesk token set" in err and not out, f"without a person: {rc} {err!r}")
    house.cspdesk.run("token", "set", stdin=house.microsoft.refresh_token + "\n")
    house.setting("notifications", accept=False)
    rc, _, err = house.hook("install")
    t.check(rc != 0 and "set notifications.accept" in err, f"without notifications.accept: {rc} {err!r}")
    house.setting("notifications", accept=True)
    rc, _, err = house.hook("install", "--url", "http://desk.example/hook/partner-center")
    t.check(rc != 0 and "must begin with https://" in err, f"an open address: {rc} {err!r}")
    rc, _, err = house.hook("remove")
    t.check(rc != 0 and "takes no registration back" in err, f"remove: {rc} {err!r}")
    t.same(house.away.asked(path="registration"), [], "requests before all is ready")


def planned(t, house):
    t.same(house.doctor()[0], "warning", "doctor without a registration")
    rc, out, _ = house.hook("status")
    t.check(rc == 1 and "has no registration" in out, f"status of none: {rc} {out!r}")
    rc, out, err = house.hook("install", "--dry-run")
    t.check(rc == 0 and f"would be registered: {URL}\n" in out and "would be added:" in out and not err,
            f"dry run: {rc} {out!r} {err!r}")
    t.same((house.hooks.row, house.hooks.asked), (None, []), "what a dry run changed and tested")


def installed(t, house):
    rc, out, err = house.hook("install")
    t.check(rc == 0 and f"registered: {URL}\n" in out and "done\nits test arrived: 200" in out, f"install: {out!r} {err!r}")
    row = house.hooks.row
    t.same((row["WebhookUrl"], row["SignatureTokenToMsSignatureHeader"]), (URL, True), "what is registered")
    t.check({"subscription-updated", "test-created", "granular-admin-relationship-expired"} <= set(row["WebhookEvents"]) and
            "invoice-ready" not in row["WebhookEvents"], f"events: {row['WebhookEvents']}")
    t.until("the test is proven", lambda: house.cspdesk.sql("SELECT event FROM notice") == [["test-created"]], 40)
    asked = house.away.asked(path="registration")
    t.check(all(r["status"] in (200, 404) for r in asked), f"statuses: {[(r['method'], r['status']) for r in asked]}")
    health, says = house.doctor()
    t.check(health == "ok" and URL in says, f"doctor of a registration: {health} {says}")
    t.same(house.hook("status")[0], 0, "status of a registration")


def again(t, house):
    before = house.writes()
    rc, out, _ = house.hook("install")
    t.check(rc == 0 and "nothing to change" in out and "its test arrived" in out, f"again: {rc} {out!r}")
    t.same(house.writes(), before, "changes by a second installation")
    house.hooks.MOST_PER_MINUTE = 0
    rc, out, err = house.hook("install")
    t.check(rc == 0 and "no test was sent" in out, f"too many tests: {rc} {out!r} {err!r}")
    house.hooks.MOST_PER_MINUTE = 100


def elsewhere(t, house):
    """Another program's address and events: taken over only if that is asked for, and its events stay."""
    house.hooks.row.update(WebhookUrl=OTHER, WebhookEvents=["invoice-ready"])
    before = house.writes()
    rc, _, err = house.hook("install")
    t.check(rc != 0 and OTHER in err and "--force" in err, f"somebody else's: {rc} {err!r}")
    t.same(house.writes(), before, "changes without --force")
    rc, out, _ = house.hook("status")
    t.check(rc == 1 and OTHER in out and f"that is not {URL}" in out and "missing: " in out, f"status: {rc} {out!r}")
    health, says = house.doctor()
    t.check(health == "warning" and OTHER in says, f"doctor: {health} {says}")
    rc, out, _ = house.hook("install", "--force")
    t.check(rc == 0 and f"changed: {URL}, before {OTHER}" in out, f"forced: {rc} {out!r}")
    t.check("invoice-ready" in house.hooks.row["WebhookEvents"] and house.hooks.row["WebhookUrl"] == URL, "what is there")


def poorer(t, house):
    house.hooks.row["WebhookEvents"].remove("subscription-updated")
    rc, out, _ = house.hook("install")
    t.check(rc == 0 and "added: subscription-updated\n" in out and "changed" not in out, f"an event lacks: {rc} {out!r}")
    t.check("subscription-updated" in house.hooks.row["WebhookEvents"], "the event is there again")


def unarrived(t, house):
    """The registration stands; that its test does not arrive is said."""
    house.hooks.send = lambda url, event: 502
    rc, out, err = house.hook("install")
    t.check(rc == 1 and "did not arrive" in err and "502" in err, f"a test that does not arrive: {rc} {out!r} {err!r}")
    house.hooks.send = house.deliver


def lost(t, house):
    """The answer to what was written is cut anywhere, or none comes."""
    for keep in (0, 40, 300, None):
        house.hooks.row = None
        house.away.fail("cut", "/registration$", method="POST", keep=keep, effect=True)
        rc, out, err = house.hook("install")
        t.check(rc == 0 and "done\n" in out, f"an answer cut at {keep}: {rc} {out!r} {err!r}")
        t.same(house.hooks.row["WebhookUrl"], URL, f"registered, cut at {keep}")
    house.hooks.row = None
    house.away.fail("cut", "/registration$", method="POST", keep=0, effect=False)
    rc, _, err = house.hook("install")
    t.check(rc == 1 and "does not show the registration" in err, f"a request that was lost: {rc} {err!r}")
    t.same((house.hook("install")[0], house.hooks.row["WebhookUrl"]), (0, URL), "once more")


def refused(t, house):
    """Partner Center's own words, in each case; nothing is written after a refusal."""
    before = house.writes()
    house.away.refuse_next(403, 900150, "The role lacks this right", "registration")
    rc, _, err = house.hook("install")
    t.check(rc == 1 and "900150" in err, f"no right: {rc} {err!r}")
    for kind in ("throttle", "broken", "gateway", "garbage", "refuse"):
        house.away.fail(kind, "/registration$", method="GET", secs=1)
        rc, _, err = house.hook("install")
        t.check(rc in (1, 2) and err.startswith("cspdesk:"), f"{kind}: {rc} {err!r}")
    t.same(house.writes(), before, "changes after refusals")


def shut(t, house):
    """An indirect reseller has none: nobody is asked."""
    before = house.away.connections
    house.setting("partner", type="indirect-reseller")
    house.setting("notifications", accept=False)
    for verb in ("install", "status"):
        rc, _, err = house.hook(verb)
        t.check(rc != 0 and ("shut to this type" in err or "notifications.accept" in err), f"{verb} of a reseller: {err!r}")
    t.same((house.doctor()[0], house.away.connections), ("untried", before), "doctor, and connections by a reseller")
