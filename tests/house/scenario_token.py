"""Tries to break: tokens for Microsoft's APIs, as `cspdesk doctor microsoft` asks for every kind of them.

By secret and by a certificate that openssl made, by both versions of the login; a person's token is given once, kept
sealed, replaced with every use, and refused with a sentence for the administrator in every way that the login has. An
indirect reseller asks Partner Center nothing, and nothing secret stands in the database or in any output.
"""

import contextlib
import json
import threading
import time

import parts
from microsoft import CLIENT, PARTNER, PERSON, Microsoft
from trial import run_program

APIS = ("azure support", "partner center", "service requests", "graph")
TOKENS = ("azure token", "partner center token", "person's token", "graph token")


def run(t):
    house = House(t)
    try:
        before(t, house)
        consent(t, house)
        versions(t, house)
        refusals(t, house)
        storms(t, house)
        keys(t, house)
        crowd(t, house)
        killed(t, house)
        unused(t, house)
        partners(t, house)
        certificate(t, house)
        forgotten(t, house)
        nothing_told(t, house)
    finally:
        house.microsoft.stop()
    return {"tokens given": len(house.microsoft.login.made("token")), "outputs searched": len(house.said)}


class House:
    """A cspdesk without desks, whose Microsoft is fake."""

    def __init__(self, t):
        self.t, self.said = t, []
        self.cspdesk = t.cspdesk(t.mariadb(), [])
        self.microsoft = Microsoft(t.where, self.cspdesk.secrets).start()
        self.key = self.secret("refresh.key", "00112233445566778899aabbccddeeff" * 2 + "\n")
        self.good = self.microsoft.settings(refresh_key_file=self.key)["microsoft"]
        self.cspdesk.settings["microsoft"] = self.good
        self.cspdesk.prepare()

    def secret(self, name, text):
        parts.make_dir(self.cspdesk.secrets, 0o700)
        return parts.write(self.cspdesk.secrets / name, text, 0o600)

    def program(self, *args, stdin=None):
        rc, out, err = run_program([self.cspdesk.binary, *args, "-c", self.cspdesk.conf], stdin=stdin)
        self.said.append(out + err)
        return rc, out, err

    def doctor(self, name="microsoft"):
        """{name: check} of what doctor found."""
        _, out, err = self.program("doctor", name, "--json")
        self.t.check(not err and out, f"doctor complains: {err!r}")
        return {c["name"]: c for c in json.loads(out)["checks"]}

    @contextlib.contextmanager
    def setting(self, group="microsoft", **members):
        before = dict(self.cspdesk.settings.get(group, {}))
        both = {**before, **members}
        self.cspdesk.settings[group] = {k: v for k, v in both.items() if v is not None}
        self.cspdesk.write_conf()
        yield
        self.cspdesk.settings[group] = before
        self.cspdesk.write_conf()

    def row(self):
        """Of the stored token: what its key is called, its sealed text, how often it changed, who asks with it."""
        rows = self.cspdesk.sql("SELECT key_id, sealed, version, busy_until FROM refresh_token")
        return rows[0] if rows else []


def healthy(t, house, what, names=TOKENS + APIS):
    found = house.doctor()
    for name in names:
        t.check(found[name]["health"] == "ok", f"{what}: {name}: {found[name]['says']}")
    return found


def before(t, house):
    """No person has consented: all else is reached, and what to do is said."""
    found = healthy(t, house, "without a person", ("azure support", "partner center", "graph"))
    t.same(found["person"]["health"], "fault", "nobody has consented")
    t.check("cspdesk token set" in found["person"]["says"], f"nobody: {found['person']['says']}")
    t.same(found["person's token"]["health"], "untried", "the token of nobody")
    for words, text in (("no refresh token", ""), ("more than one word", "two words"),
                        ("more than one word", "line\nline")):
        rc, out, err = house.program("token", "set", stdin=text)
        t.check(rc == 2 and words in err and not out, f"token set of {text!r}: {rc} {err!r}")
    rc, _, err = house.program("token", "show")
    t.check(rc == 1 and "no person has consented" in err, f"token show of nothing: {rc} {err!r}")
    t.same(house.program("token", "forget")[0], 1, "token forget of nothing")
    t.same(house.program("token", "set", "0.Asecret")[0], 2, "a token as an argument")


def consent(t, house):
    rc, out, err = house.program("token", "set", stdin=house.microsoft.refresh_token + "\n")
    t.need(rc == 0 and not err, f"token set: {rc} {err!r}")
    t.check(PARTNER in out and "doctor microsoft" in out, f"token set says {out!r}")
    healthy(t, house, "with a person")
    key, sealed, version, busy = house.row()
    t.check(int(version) >= 2 and busy == "0", f"the token was not replaced after its use: {version} {busy}")
    healthy(t, house, "with the person's next token")
    t.check(house.row()[1] != sealed, "the sealed text stays after a use")
    _, out, _ = house.program("token", "show")
    t.check(key in out and PARTNER in out and "in 90 days" in out, f"token show: {out!r}")


def versions(t, house):
    """Both endpoints, and the other cloud's audiences."""
    asked = len(house.microsoft.login.asked(path="/oauth2/token$"))
    with house.setting(token_version="v1"):
        healthy(t, house, "version 1")
    t.same(len(house.microsoft.login.asked(path="/oauth2/token$")) - asked, 4, "questions of version 1")
    with house.setting("partner", cloud="us-government"):
        healthy(t, house, "US Government", TOKENS)
    aims = {m["aud"] for m in house.microsoft.login.made("token")[-4:]}
    t.check("https://management.usgovcloudapi.net" in aims and "https://graph.microsoft.us" in aims,
            f"audiences of US Government: {aims}")


# AADSTS number: what the administrator reads.
REFUSALS = {50076: "second factor", 65001: "consented", 7000215: "client secret is wrong"}


def refusals(t, house):
    login = house.microsoft.login
    for code, words in REFUSALS.items():
        login.refuse(code, times=None)
        found = house.doctor()
        login.orders.clear()
        for name in TOKENS:
            says = found[name]["says"]
            t.check(found[name]["health"] == "fault" and f"AADSTS{code}" in says and words in says,
                    f"{name} refused with {code}: {found[name]['health']}: {says}")
        t.same(house.row()[3], "0", f"who asks after {code}")
    healthy(t, house, "after all refusals")
    no_mfa = login.person("olga@partner.example", PARTNER, CLIENT, mfa=False)
    good = house.microsoft.refresh_token = login.person(PERSON, PARTNER, CLIENT)
    house.program("token", "set", stdin=no_mfa)
    found = house.doctor()["person's token"]
    t.check(found["health"] == "fault" and "second factor" in found["says"], f"without MFA: {found}")
    house.program("token", "set", stdin=good)
    healthy(t, house, "with MFA again")


def storms(t, house):
    """No answer, half of one, and such that are none: nothing is lost, and nothing of a token is said."""
    login = house.microsoft.login
    login.keeps_old = True      # as Microsoft does: else an answer that was lost would end the person's token
    for kind, more in (("cut", {"effect": True}), ("cut", {"effect": True, "keep": 900}), ("throttle", {"secs": 1}),
                       ("garbage", {})):
        login.fail(kind, "token$", times=4, **more)
        found = house.doctor()
        login.mend()
        for name in TOKENS:
            t.check(found[name]["health"] == "fault", f"{name} with {kind}: {found[name]}")
        t.same(house.row()[3], "0", f"who asks after {kind}")
    healthy(t, house, "after all that")
    login.keeps_old = False


def keys(t, house):
    """Sealed with another key it is of no use, and nothing happens to it."""
    row = house.row()
    other = house.secret("other.key", "ff" * 32 + "\n")
    with house.setting(refresh_key_file=other):
        found = house.doctor()["person"]
        t.check(found["health"] == "fault" and "another key" in found["says"], f"with another key: {found}")
        t.check("is not that of" in house.program("token", "show")[1], "token show is silent about another key")
    t.same(house.row(), row, "the stored token after another key")
    with house.setting(refresh_key_file=None):
        t.same(house.doctor()["person"]["health"], "untried", "without a key")
        t.same(house.program("token", "set", stdin="0.A")[0], 2, "token set without a key")
    house.cspdesk.sql("UPDATE refresh_token SET used_at = used_at - 61 * 86400000")
    found = house.doctor()
    t.check(found["person"]["health"] == "warning" and "61 days" in found["person"]["says"],
            f"not used for long: {found['person']}")
    t.same(house.doctor()["person"]["health"], "ok", "used by doctor itself")


def crowd(t, house):
    """Many at once: one asks with the person's token, the others are told to wait, and it stays good."""
    crowd = [threading.Thread(target=house.doctor) for _ in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    t.check(not any(g["dead"] for g in house.microsoft.login.grants.values()), "a token was ended")
    healthy(t, house, "after a crowd")


def killed(t, house):
    """work dies with the answer in its hands: the old token is there still, and free again after a while."""
    login, (_, _, version, _) = house.microsoft.login, house.row()
    login.keeps_old = True      # as Microsoft does
    house.cspdesk.sql(f"UPDATE refresh_token SET used_at = {int(time.time() - 8 * 86400) * 1000}")
    house.cspdesk.work("dies", env={"CSPDESK_FAULT": "token.turn:1"})
    t.same(house.cspdesk.wait("dies"), -9, "work with a fault")
    t.same(house.row()[2], version, "changes of a token whose user died")
    says = house.doctor()["person's token"]["says"]
    t.check("somebody else asks" in says, f"while the dead one has it: {says}")
    house.cspdesk.sql("UPDATE refresh_token SET busy_until = busy_until - 60000")   # a minute later
    healthy(t, house, "after the death of work")
    login.keeps_old = False


def unused(t, house):
    """work uses a person's token that nobody used for a week, and no other; its log has nothing of it."""
    for days, grows in ((6, 0), (8, 1)):
        house.cspdesk.sql(f"UPDATE refresh_token SET used_at = {int(time.time() - days * 86400) * 1000}")
        version, name = int(house.row()[2]), f"work-{days}"
        house.cspdesk.sql("DELETE FROM worker")
        log = house.cspdesk.work(name).log
        t.until(f"{name} works", lambda: house.cspdesk.sql("SELECT name FROM worker"))
        if grows:
            t.until("the token is used by work", lambda: int(house.row()[2]) == version + 1)
        t.stop_cspdesk(house.cspdesk)
        t.same(int(house.row()[2]), version + grows, f"changes of a token that was not used for {days} days")
        house.said.append(log.read_text())
    t.check('"part":"token"' in house.said[-1] and '"as":"user"' in house.said[-1], f"no line: {house.said[-1][:300]}")


def partners(t, house):
    """What a type of partner or a cloud may not use is not even asked for a token."""
    login, made = house.microsoft.login, len(house.microsoft.partner_center.requests)
    for partner, cloud, shut in (("indirect-reseller", "commercial", ("azure", "partner center", "person's")),
                                 ("direct-bill", "china", ("person's",))):
        tokens = len(login.made("token"))
        with house.setting("partner", type=partner, cloud=cloud):
            found = house.doctor()
        for name in shut:
            name = next(n for n in TOKENS if n.startswith(name))
            t.check(found[name]["health"] == "untried" and "not used" in found[name]["says"],
                    f"{name} of {partner} in {cloud}: {found[name]}")
        if partner == "indirect-reseller":
            t.same(len(house.microsoft.partner_center.requests), made, "requests at Partner Center by a reseller")
            t.check(all("partnercenter" not in m["aud"] for m in login.made("token")[tokens:]),
                    "a reseller was given a token for Partner Center")


def certificate(t, house):
    """An assertion that openssl verifies; another certificate, and one without its key, are refused."""
    login, authority = house.microsoft.login, house.microsoft.authority
    file, key = authority.issue("client", "/CN=cspdesk")
    stranger, other_key = authority.issue("stranger", "/CN=stranger")
    login.apps[CLIENT].update(certificate=file, secret=None)
    both = house.secret("client.pem", file.read_text() + key.read_text())
    wrong = house.secret("stranger.pem", stranger.read_text() + other_key.read_text())
    mixed = house.secret("mixed.pem", file.read_text() + other_key.read_text())
    alone = house.secret("alone.pem", file.read_text())
    for version in ("v1", "v2"):
        with house.setting(secret_file=None, certificate_file=both, token_version=version):
            healthy(t, house, f"by certificate, {version}")
    with house.setting(secret_file=None, certificate_file=wrong):
        found = house.doctor()["azure token"]
        t.check("AADSTS700027" in found["says"], f"another certificate: {found}")
    for name, words in ((mixed, "its key is not that of"), (alone, "no private key")):
        with house.setting(secret_file=None, certificate_file=name):
            rc, _, err = house.program("check")
            t.check(rc == 2 and words in err, f"check of {name}: {rc} {err!r}")
    login.apps[CLIENT].update(certificate=None, secret=house.microsoft.client_secret)
    healthy(t, house, "by secret again")


def forgotten(t, house):
    t.same(house.program("token", "forget")[0], 0, "token forget")
    t.same(house.row(), [], "the stored token after forget")
    t.same(house.doctor()["person"]["health"], "fault", "the person after forget")
    house.program("token", "set", stdin=house.microsoft.login.person(PERSON, PARTNER, CLIENT))
    healthy(t, house, "with another person's token")


def nothing_told(t, house):
    """Every refresh token that ever was, the secret and the start of every access token."""
    hushed = [*house.microsoft.login.grants, house.microsoft.client_secret, "eyJ"]
    table = str(house.cspdesk.sql("SELECT * FROM refresh_token"))
    for where, text in [("the database", table), *((f"output {i}", s) for i, s in enumerate(house.said))]:
        found = [h for h in hushed if h in text]
        t.check(not found, f"{where} has {len(found)} secrets: {text[:200]!r}")
    t.check(len(hushed) > 20, f"only {len(hushed)} secrets were searched for")
