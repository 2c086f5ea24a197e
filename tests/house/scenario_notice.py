"""Tries to break: notifications of Partner Center, which anybody may send to a public address.

Only what Microsoft's certificate has signed may count, and `serve` may not touch the network to find out. Certificates and
signatures are made by the openssl program; a host of the test hands the certificates out, over TLS, and can lie about them.
"""

import base64
import datetime
import http.server
import json
import re
import ssl
import subprocess
import threading

import parts
from house import ask, free_port
from trial import import_customers, run_program

CN, HOOK = "pcnotifications-dispatch.microsoft.com", "/hook/partner-center"
TENANT, OWNED = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21", "a4c1340d-6911-4758-bba3-0c4c6007d161"
CAP = 8
CA = "basicConstraints=critical,CA:TRUE\n"


class Issuer:
    """Keys and certificates in a folder, by the openssl program."""

    def __init__(self, where):
        self.where = where
        where.mkdir()
        self.key("root")
        self.ssl("req", "-x509", "-new", "-key", "root.key", "-subj", "/O=Test/CN=Test Root", "-days", "30", "-out",
                 "root.pem")
        self.root = parts.write(where.parent / "root.pem", (where / "root.pem").read_text(), 0o644)

    def ssl(self, *args, stdin=None):
        return subprocess.run(["openssl", *map(str, args)], cwd=self.where, input=stdin, capture_output=True,
                              check=True).stdout

    def key(self, name):
        self.ssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", f"{name}.key")

    def cert(self, name, subject, issuer, extensions="", *options):
        """A key and NAME.pem, signed by ISSUER; the certificate as DER."""
        self.key(name)
        (self.where / f"{name}.ext").write_text(extensions)
        self.ssl("req", "-new", "-key", f"{name}.key", "-subj", subject, "-out", f"{name}.csr")
        self.ssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-extfile",
                 f"{name}.ext", "-out", f"{name}.pem", *(options or ("-days", "30")))
        return self.ssl("x509", "-in", f"{name}.pem", "-outform", "DER")

    def expired(self, name, subject, issuer, extensions):
        """The same, for a day that is long gone."""
        self.key(name)
        (self.where / f"{name}.ext").write_text(extensions)
        self.ssl("req", "-new", "-key", f"{name}.key", "-subj", subject, "-out", f"{name}.csr")
        (self.where / "index").write_text("")
        (self.where / "ca.conf").write_text("[ca]\ndefault_ca=c\n[c]\ndatabase=index\nnew_certs_dir=.\nrand_serial=yes\n"
                                            "policy=p\ndefault_md=sha256\n[p]\ncommonName=supplied\n")
        self.ssl("ca", "-batch", "-notext", "-config", "ca.conf", "-cert", f"{issuer}.pem", "-keyfile", f"{issuer}.key",
                 "-in", f"{name}.csr", "-extfile", f"{name}.ext", "-out", f"{name}.pem", "-startdate", "20200101000000Z", "-enddate",
                 "20200201000000Z")
        return self.ssl("x509", "-in", f"{name}.pem", "-outform", "DER")

    def sign(self, name, body):
        return base64.b64encode(self.ssl("dgst", "-sha256", "-sign", f"{name}.key", stdin=body)).decode()


class Host:
    """Hands out what `answers` has for a path: (status, headers, bytes); remembers who asked for what."""

    def __init__(self, tls=None):
        self.answers, self.asked, host = {}, [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                host.asked.append(self.path)
                status, headers, body = host.answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.name = "127.0.0.1:%d" % self.server.server_address[1]
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def gives(self, path, body, status=200, **headers):
        self.answers[path] = (status, headers, body)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Office:
    def __init__(self, t):
        self.t, self.number = t, 0
        self.ca = Issuer(t.where / "keys")
        self.ca.cert("between", "/O=Microsoft Corporation/CN=Test Issuer 01", "root", CA)
        self.ca.cert("tls", "/CN=127.0.0.1", "root", "subjectAltName=IP:127.0.0.1\n")
        self.issuers = Host()
        self.issuers.gives("/between.cer", self.ca.ssl("x509", "-in", "between.pem", "-outform", "DER"))
        self.aia = f"authorityInfoAccess=caIssuers;URI:http://{self.issuers.name}/between.cer\n"
        self.host = Host((self.ca.where / "tls.pem", self.ca.where / "tls.key"))
        self.host.gives("/cert/good.cer", self.ca.cert("good", f"/CN={CN}", "between", self.aia))
        self.cspdesk = t.cspdesk(t.mariadb(), [], {"notifications": {
            "accept": True, "certificate_host": self.host.name, "ca_file": self.ca.root, "issuer_hosts":
            self.issuers.name, "timeout_secs": 2, "max_body": 4096, "max_unproven": CAP}})
        self.nginx = t.nginx(self.cspdesk).start()
        self.cspdesk.start(works=0)
        import_customers(self.cspdesk)

    def stop(self):
        self.host.stop()
        self.issuers.stop()

    def event(self, name="subscription-updated", days=0, **other):
        """The bytes of a notification like no other."""
        self.number += 1
        when = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
        return json.dumps({"EventName": name, "ResourceUri": f"http://api.partnercenter.microsoft.com/webhooks/v1/customers/"
                           f"{TENANT}/subscriptions/{OWNED}", "ResourceName": "subscription", "AuditUri": None,
                           "ResourceChangeUtcDate": f"{when:%Y-%m-%dT%H:%M:%S}.{self.number:07d}+00:00", **other}).encode()

    def post(self, body, signer="good", cert="good", **headers):
        """Status and text; a header that is None is left out, '_' in its name stands for '-'."""
        sent = {"Content-Type": "application/json; charset=utf-8", "Authorization":
                f"Signature {self.ca.sign(signer, body)}", "X-MS-Certificate-Url":
                f"https://{self.host.name}/cert/{cert}.cer", "X-MS-Signature-Algorithm": "rsa-sha256",
                **{k.replace("_", "-"): v for k, v in headers.items()}}
        status, _, text = ask(self.nginx.url + HOOK, {k: v for k, v in sent.items() if v is not None}, "POST", body)
        return status, text.decode()

    def sql(self, text):
        return self.cspdesk.sql(text)

    def count(self, table):
        return int(self.sql(f"SELECT COUNT(*) FROM {table}")[0][0])

    def waiting(self):
        return self.count("unproven")

    def state(self):
        """All that a notification may touch, and what it never may."""
        return [self.sql(f"SELECT * FROM {table} ORDER BY 1") for table in
                ("notice", "unproven", "due", "customer", "subscription", "delivery", "`case`")]

    def doctor(self):
        """(health, sentence) of the hook's row."""
        text = run_program([self.cspdesk.binary, "doctor", "--json", "-c", self.cspdesk.conf])[1]
        row = next(c for c in json.loads(text)["checks"] if c["name"] == "partner center hook")
        return row["health"], row["says"]

    def metric(self, name):
        found = re.search(rf"^cspdesk_{re.escape(name)} (\d+)$", ask(self.nginx.url + "/metrics")[2].decode(), re.M)
        return int(found[1]) if found else None

    def settle(self, what):
        """One worker, until nothing waits."""
        self.cspdesk.work("work1")
        self.t.until(f"{what}: settled", lambda: self.waiting() == 0)
        self.cspdesk.term("work1")
        self.cspdesk.wait("work1")


def run(t):
    office = Office(t)
    try:
        for story in (at_the_door, promoted, known, replayed, forged, old, test_created, refused_certificates, deleted, not_yet,
                      crowded, killed, renewed, expires, erased):
            story(t, office)
        t.stop_cspdesk(office.cspdesk)
    finally:
        office.stop()


def at_the_door(t, o):
    """What the headers alone rule out; nobody is asked, nothing is kept."""
    before, body, good = o.state(), o.event(), f"{o.host.name}/cert/good.cer"
    t.same(o.doctor(), ("warning", "no notification has ever come"), "doctor before the first")
    for what, wanted, headers in (
            ("no signature", 401, {"Authorization": None}),
            ("another scheme", 401, {"Authorization": "Bearer abc"}),
            ("no base64", 401, {"Authorization": "Signature a?c"}),
            ("no certificate", 400, {"X_MS_Certificate_Url": None}),
            ("no algorithm", 400, {"X_MS_Signature_Algorithm": None}),
            ("SHA-1", 401, {"X_MS_Signature_Algorithm": "rsa-sha1"}),
            ("http", 401, {"X_MS_Certificate_Url": f"http://{good}"}),
            ("another host", 401, {"X_MS_Certificate_Url": f"https://{o.issuers.name}/cert/good.cer"}),
            ("a host behind it", 401, {"X_MS_Certificate_Url": f"https://{o.host.name}@{o.issuers.name}/cert/good.cer"}),
            ("another folder", 401, {"X_MS_Certificate_Url": f"https://{o.host.name}/other/good.cer"}),
            ("a way out", 401, {"X_MS_Certificate_Url": f"https://{o.host.name}/cert/../good.cer"})):
        status, text = o.post(body, **headers)
        t.same(status, wanted, f"{what}: {text}")
    t.same(o.post(b"x" * 4097)[0], 413, "a body that is too large")
    t.same(o.post(b"")[0], 400, "no body")
    t.same(ask(o.nginx.url + HOOK)[0], 405, "GET")
    t.same((o.state(), o.host.asked, o.issuers.asked), (before, [], []), "after what the headers rule out")
    for result, wanted in (("headers", 9), ("malformed", 3), ("too-large", 1)):
        got = o.metric(f'hooks_total{{desk="partner-center",result="{result}"}}')
        t.same(got, wanted, f"hooks_total of {result}")


def promoted(t, o):
    """Waits, once, until its certificate and that one's issuer are fetched; serve has asked nobody."""
    body = o.event()
    for what in ("first", "again"):
        status, text = o.post(body)
        t.same((status, text), (200, ""), f"unproven, {what}")
    t.same((o.waiting(), o.count("notice"), o.count("due"), o.host.asked), (1, 0, 0, []), "while it waits")
    o.settle("the first")
    t.same((o.host.asked, o.issuers.asked), (["/cert/good.cer"], ["/between.cer"]), "what was fetched")
    t.same(o.sql("SELECT event, tenant, subscription, is_old, note, body FROM notice"),
           [["subscription-updated", TENANT, OWNED, "0", None, None]], "what is kept")
    t.same(o.sql("SELECT what, tenant, subscription FROM due"), [["subscription", TENANT, OWNED]], "what is due")
    t.same(o.sql("SELECT one, n FROM tally WHERE name = 'notice'"), [["proven", "1"]], "what is counted")


def known(t, o):
    """With its certificate there it is kept at once, by either header; nobody is asked."""
    before = len(o.host.asked)
    body = o.event("granular-admin-relationship-expired")
    t.same(o.post(body)[0], 200, "Authorization")
    body = o.event("reseller-relationship-accepted-by-customer")
    signature = f"Signature {o.ca.sign('good', body)}"
    t.same(o.post(body, Authorization="Basic eDp5", X_MS_Signature=signature)[0], 200, "x-ms-signature")
    t.same((o.waiting(), o.count("notice"), len(o.host.asked)), (0, 3, before), "two that are proven at once")
    t.same(sorted(o.sql("SELECT what, subscription FROM due")), [["access", ""], ["customer", ""], ["subscription", OWNED]],
           "what is due")


def replayed(t, o):
    body = o.event()
    t.same(o.post(body)[0], 200, "the first time")
    before = o.state()
    for what, again in (("the same", body), ("signed anew, other blanks", body.replace(b", ", b",  "))):
        t.same(o.post(again)[0], 200, f"replay: {what}")
        t.same(o.state(), before, f"after a replay: {what}")


def forged(t, o):
    """A signature that does not fit changes nothing, as long as the certificate was fetched lately."""
    before, body, other = o.state(), o.event(), o.event()
    o.ca.key("forger")
    wrong = f"Signature {o.ca.sign('good', other)}"
    for what, status in (("another key", o.post(body, signer="forger")[0]),
                         ("another body", o.post(body, Authorization=wrong)[0]),
                         ("a byte more", o.post(other + b" ", Authorization=wrong)[0])):
        t.same(status, 401, f"forged: {what}")
    t.same(o.state(), before, "after forgeries")


def old(t, o):
    """Of an old change nothing comes but that it is read again."""
    before = o.state()
    t.same(o.post(o.event(days=30))[0], 200, "old")
    t.same(o.sql("SELECT is_old FROM notice ORDER BY id DESC LIMIT 1"), [["1"]], "an old one")
    t.same(o.state()[3:], before[3:], "customers, subscriptions, deliveries and cases after an old one")


def test_created(t, o):
    due = o.count("due")
    health, says = o.doctor()
    t.check(health == "ok" and "test at never, certificate until 20" in says, f"doctor: {health} {says}")
    t.same(o.post(o.event("test-created", ResourceUri="http://api/webhooks/v1/registration/validationEvents/1"))[0], 200,
           "test-created")
    t.same(o.post(b"[]")[0], 200, "proven, but not understood")
    t.same(o.sql("SELECT note, body FROM notice WHERE event IS NULL"), [["the notification is not a JSON object", "[]"]],
           "what we do not understand is kept")
    t.same(o.count("due"), due, "due after a test")
    t.same(o.doctor(), ("warning", "1 notifications are proven, but not understood"), "doctor after one of those")
    o.sql("DELETE FROM notice WHERE event IS NULL")
    health, says = o.doctor()
    t.check(health == "ok" and "test at 20" in says, f"doctor after a test: {health} {says}")
    t.check(o.metric("notice_last_timestamp_seconds") > 1.7e9, "when the last came")
    t.same((o.metric("partner_center_due"), o.metric("notices_unproven")), (due, 0), "what is due, what waits")


def refused_certificates(t, o):
    """The right host hands out something else: whoever signed with it has changed nothing, and is refused from then on."""
    big = o.ca.cert("big", f"/CN={CN}", "between", o.aia)
    o.host.gives("/cert/another.cer", o.ca.cert("another", "/CN=login.microsoft.com", "between", o.aia))
    o.host.gives("/cert/self.cer", o.ca.ssl("req", "-x509", "-new", "-key", "forger.key", "-subj",
                                            f"/O=Microsoft Corporation/CN={CN}", "-outform", "DER"))
    o.host.gives("/cert/past.cer", o.ca.expired("past", f"/CN={CN}", "between", o.aia))
    o.host.gives("/cert/moved.cer", b"", 302, Location=f"https://{o.host.name}/elsewhere.cer")
    o.host.gives("/elsewhere.cer", o.host.answers["/cert/good.cer"][2])
    o.host.gives("/cert/big.cer", big + b"\0" * (10 << 20))
    o.host.gives("/cert/page.cer", b"<html>sign in</html>")
    before, kept = o.state(), o.sql("SELECT * FROM certificate WHERE url LIKE '%good%'")
    kinds = (("another", "another", "is not " + CN), ("self", "forger", "not trusted: self"), ("past", "past", "has expired"),
             ("moved", "good", "answers 302"), ("big", "big", "has more than 65536 bytes"),
             ("page", "good", "no certificate"), ("gone", "good", "answers 404"))
    for what, signer, _ in kinds:
        t.same(o.post(o.event(), signer, what)[0], 200, f"{what}: it waits")
    o.settle("what must not be believed")
    t.same(o.state(), before, "after certificates that must not be believed")
    for what, signer, why in kinds:
        note = o.sql(f"SELECT note FROM certificate WHERE url LIKE '%/{what}.cer'")
        t.check(note and why in note[0][0], f"{what}: the note is {note}, wanted {why}")
        t.same(o.post(o.event(), signer, what)[0], 401, f"{what}: again")
        o.sql(f"DELETE FROM certificate WHERE url LIKE '%/{what}.cer'")
    t.check("/elsewhere.cer" not in o.host.asked, f"a redirect was followed: {o.host.asked}")
    t.same(o.sql("SELECT * FROM certificate"), kept, "certificates in the end")


def deleted(t, o):
    """A certificate is as it should be, but did not sign what waits for it."""
    before = o.state()
    o.host.gives("/cert/second.cer", o.host.answers["/cert/good.cer"][2])
    t.same(o.post(o.event(), "forger", "second")[0], 200, "it waits")
    o.settle("forged and unproven")
    t.same(o.state(), before, "after one that was deleted")


def not_yet(t, o):
    """The host fails for a while: what waits is proven later."""
    before = o.count("notice")
    good = o.host.answers["/cert/good.cer"]
    o.host.gives("/cert/late.cer", b"", 503)
    t.same(o.post(o.event(), cert="late")[0], 200, "it waits")
    o.cspdesk.work("work1")
    t.until("it was tried twice", lambda: o.host.asked.count("/cert/late.cer") > 1)
    t.same(o.waiting(), 1, "it waits on")
    o.host.answers["/cert/late.cer"] = good
    t.until("it is proven", lambda: o.count("notice") == before + 1 and o.waiting() == 0)
    o.cspdesk.term("work1")
    o.cspdesk.wait("work1")


def crowded(t, o):
    """Room for so many that cannot be proven; who can is not kept out. Two workers fetch once."""
    before = o.count("notice")
    o.host.gives("/cert/third.cer", o.host.answers["/cert/good.cer"][2])
    for i in range(CAP):
        t.same(o.post(o.event(), cert="third")[0], 200, f"unproven {i}")
    status, text = o.post(o.event(), cert="third")
    t.check(status == 422 and "wait for their certificate already" in text, f"too many: {status} {text}")
    t.same((o.waiting(), o.post(o.event())[0]), (CAP, 200), "one that is proven at once")
    o.cspdesk.work("work1")
    o.cspdesk.work("work2")
    t.until("two workers", lambda: o.waiting() == 0)
    for name in ("work1", "work2"):
        o.cspdesk.term(name)
        o.cspdesk.wait(name)
    t.same((o.count("notice") - before, o.host.asked.count("/cert/third.cer")), (CAP + 1, 1), "kept, and fetched")


def killed(t, o):
    """kill -9 of the worker at every step: the next one finishes, and each is kept once."""
    for n, place in enumerate(("certificate.claimed", "certificate.fetched", "certificate.judged", "certificate.saved",
                               "certificate.promoted")):
        before, cert = o.count("notice"), f"kill{n}"
        o.host.gives(f"/cert/{cert}.cer", o.host.answers["/cert/good.cer"][2])
        t.same([o.post(o.event(), cert=cert)[0] for _ in range(2)], [200, 200], f"{place}: two wait")
        o.cspdesk.work("work1", {"CSPDESK_FAULT": f"{place}:1"})
        t.same(o.cspdesk.wait("work1"), -9, f"killed at {place}")
        t.same((o.waiting(), o.count("notice")), (2, before), f"{place}: before the next worker")
        o.sql("UPDATE certificate SET due_at = 0")       # as after the dead one's lease
        o.settle(place)
        t.same(o.count("notice"), before + 2, f"{place}: kept")


def renewed(t, o):
    """Microsoft renews the certificate under the same URL: it is fetched again, once what we have is not fresh."""
    before = o.count("notice")
    body = o.event()
    o.host.gives("/cert/good.cer", o.ca.cert("newer", f"/CN={CN}", "between", o.aia))
    t.same(o.post(body, "newer")[0], 401, "while the old one is fresh")
    o.sql("UPDATE certificate SET judged_at = judged_at - 3700000 WHERE url LIKE '%/good.cer'")
    t.same((o.post(o.event())[0], o.count("notice")), (200, before + 1), "the old one counts until it is known")
    t.same((o.post(body, "newer")[0], o.waiting()), (200, 1), "the new one waits")
    o.settle("renewed")
    t.same(o.count("notice"), before + 2, "the new one is proven")
    t.same((o.post(o.event())[0], o.post(o.event(), "newer")[0]), (401, 200), "old and new from then on")
    # One that has ended by itself does not count any longer, and is fetched again at once.
    o.sql("UPDATE certificate SET not_after = judged_at + 1 WHERE url LIKE '%/good.cer'")
    t.same((o.post(o.event(), "newer")[0], o.waiting()), (200, 1), "ended: it waits")
    o.settle("ended")
    t.same(o.count("notice"), before + 4, "after it was fetched again")


def expires(t, o):
    """What nobody could prove in time goes, and is counted."""
    before = o.count("notice")
    o.host.gives("/cert/never.cer", b"", 503)
    t.same(o.post(o.event(), cert="never")[0], 200, "it waits")
    o.sql("UPDATE unproven SET received_at = received_at - 86500000")
    o.settle("too old")
    t.same(o.count("notice"), before, "notices after it went")
    t.same(o.sql("SELECT n FROM tally WHERE name = 'notice' AND one = 'expired'"), [["1"]], "what is counted")


def erased(t, o):
    """cspdesk erase customer leaves nothing of his here."""
    o.post(o.event(), cert="never")
    o.cspdesk.run("erase", "customer", "Contoso Polska", "--now")
    left = str([o.sql(f"SELECT * FROM {table}") for table in ("notice", "unproven", "due", "customer")])
    t.check(TENANT not in left and OWNED not in left, f"after cspdesk erase: {left[:300]}")
    t.check(o.count("notice") > 0, "the keys that refuse repeats are still there")
