"""Partner Center's notifications: signed as Microsoft signs them, and forged in every way that we could think of."""

import base64
import json

import ca
from certificates import KINDS
from server import iso

API = "https://api.partnercenter.microsoft.com"


def event(customer, subscription, at, name="subscription-updated", **members):
    """The body, as bytes, of an event about a subscription; `at` in seconds."""
    return json.dumps({
        "EventName": name, "ResourceUri":
        f"{API}/webhooks/v1/customers/{customer}/subscriptions/{subscription}".replace("https", "http"),
        "ResourceName": "subscription", "AuditUri": None, "ResourceChangeUtcDate": iso(at, 7, "+00:00"),
        **members}, separators=(",", ":")).encode()


class Sender:
    """Signs with the keys of a Certificates host."""

    def __init__(self, host):
        self.host = host

    def headers(self, body, kind="good", place="Authorization", **change):
        """Of a POST with this body; `kind` names certificate and key, a change of None leaves a header out."""
        key = self.host.pair(kind if kind in KINDS else "good")[1]
        signed = "Signature " + base64.b64encode(ca.sign(key, body)).decode()
        sent = {"Content-Type": "application/json; charset=utf-8", place: signed,
                "X-MS-Certificate-Url": self.host.address(kind), "X-MS-Signature-Algorithm": "rsa-sha256"}
        sent.update({name.replace("_", "-"): value for name, value in change.items()})
        return {name: value for name, value in sent.items() if value is not None}

    def forgeries(self, body):
        """(what it is, headers, body) of deliveries that must change nothing. Those from "other certificate" on have a
        signature that holds under the key of the certificate that they name."""
        good = self.headers(body)
        sha1 = "Signature " + base64.b64encode(ca.must("dgst", "-sha1", "-sign", self.host.pair("good")[1],
                                                       stdin=body)).decode()
        foreign = self.headers(body, "untrusted")["Authorization"]
        host = self.host.url.removeprefix("https://")

        def at(url):
            return {**good, "X-MS-Certificate-Url": url}

        yield "no signature", {k: v for k, v in good.items() if k != "Authorization"}, body
        yield "an empty signature", {**good, "Authorization": "Signature "}, body
        yield "no base64", {**good, "Authorization": "Signature ***"}, body
        yield "another scheme", {**good, "Authorization": good["Authorization"].replace("Signature", "Bearer")}, body
        yield "another body", good, body.replace(b"subscription-updated", b"subscription-Updated")
        yield "a byte more", good, body + b" "
        yield "another key", {**good, "Authorization": foreign}, body
        yield "SHA-1, said", {**good, "Authorization": sha1, "X-MS-Signature-Algorithm": "rsa-sha1"}, body
        yield "SHA-1, not said", {**good, "Authorization": sha1}, body
        yield "no algorithm", {k: v for k, v in good.items() if k != "X-MS-Signature-Algorithm"}, body
        yield "no certificate", {k: v for k, v in good.items() if k != "X-MS-Certificate-Url"}, body
        yield "plain http", at(self.host.address().replace("https:", "http:")), body
        yield "another host", at("https://certificates.example/cert/good.cer"), body
        yield "a host behind a name", at(f"https://{host}@certificates.example/cert/good.cer"), body
        yield "another path", at(self.host.address().replace("/cert/", "/elsewhere/")), body
        yield "a path that climbs", at(f"{self.host.url}/cert/../elsewhere/good.cer"), body
        for what, kind in (("other certificate of Microsoft's", "other"), ("a similar name", "similar"),
                           ("an expired certificate", "expired"), ("one of tomorrow", "early"),
                           ("another issuer", "somebody"), ("an issuer nobody trusts", "untrusted"),
                           ("an issuer of a stray host", "stray")):
            yield what, self.headers(body, kind), body
        for what, kind in (("a redirect", "redirect"), ("10 MB", "huge"), ("no certificate there", "garbage"),
                           ("nothing there", "nothing")):
            yield what, self.headers(body, kind), body
