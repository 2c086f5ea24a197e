"""The host where Partner Center's notifications say that their certificate lies, and every certificate that must not be
believed."""

import ca
from server import Fake, Reply

NAME = "pcnotifications-dispatch.microsoft.com"
ISSUER = "/C=US/O=Microsoft Corporation/CN=Microsoft RSA TLS CA 01"
MIDDLE = "/C=US/O=Microsoft Corporation/CN=Microsoft TLS Issuing CA"
STRAY = "http://certificates.example/middle.cer"
HUGE = 10 * 1024 * 1024
# kind: (issuer, whose name, days from now that it is valid)
KINDS = {
    "good": ("microsoft", NAME, (-1, 10)), "renewed": ("microsoft", NAME, (-1, 10)),
    "other": ("microsoft", "mail.microsoft.com", (-1, 10)),     # Microsoft's, for something else
    "similar": ("microsoft", NAME + ".example", (-1, 10)),
    "expired": ("microsoft", NAME, (-10, -1)), "early": ("microsoft", NAME, (1, 10)),
    "somebody": ("tests", NAME, (-1, 10)),                      # under a good root, but not Microsoft's
    "untrusted": ("untrusted", NAME, (-1, 10)),                 # only calls itself Microsoft
    "chained": ("middle", NAME, (-1, 10)),                      # by an authority between, and it says where that is
    "stray": ("middle", NAME, (-1, 10)),                        # the same, but says a host of somebody else's
}


class Certificates(Fake):
    """`trusted` is the file of roots that a receiver believes in, which is not the root of the certificate called
    "untrusted"; `middle` is the authority between of "chained"."""

    routes = (("GET", "/cert/{name}", "get"), ("GET", "/elsewhere/{name}", "get"), ("GET", "/issuer/middle.cer",
                                                                                        "get_issuer"))

    def __init__(self, authority):
        super().__init__()
        where = authority.where
        issuer = ca.Authority(where / "microsoft", ISSUER)
        self.issuers = {"microsoft": issuer, "tests": authority, "untrusted": ca.Authority(where / "untrusted", ISSUER),
                        "middle": ca.Authority(where / "middle", MIDDLE, authority)}
        self.files, self.middle = {}, self.issuers["middle"].certificate
        self.trusted = where / "trusted.pem"
        self.trusted.write_bytes(authority.certificate.read_bytes() + issuer.certificate.read_bytes())

    def address(self, kind="good"):
        """Where it is; besides the kinds above: redirect, huge, garbage, nothing."""
        return f"{self.url}/cert/{NAME if kind == 'good' else kind}.cer"

    def pair(self, kind):
        """Its (certificate, key), made when they are first wanted."""
        with self.lock:
            if kind not in self.files:
                issuer, name, days = KINDS[kind]
                above = {"chained": f"{self.url}/issuer/middle.cer", "stray": STRAY}.get(kind)
                self.files[kind] = self.issuers[issuer].issue(kind, f"/CN={name}", days=days, above=above)
            return self.files[kind]

    def get_issuer(self, request):
        """The authority between, for who follows the certificate's own word."""
        return Reply(200, raw=ca.must("x509", "-in", self.middle, "-outform", "DER"),
                     headers={"Content-Type": "application/pkix-cert"})

    def get(self, request, name):
        kind = name.removesuffix(".cer")
        kind = "good" if kind == NAME else kind
        if kind == "redirect":
            return Reply(302, headers={"Location": self.address().replace("/cert/", "/elsewhere/")})
        special = {"huge": lambda: b"\x30" * HUGE, "garbage": lambda: b"no certificate"}
        if kind in special:
            body = special[kind]()
        elif kind in KINDS:
            body = ca.must("x509", "-in", self.pair(kind)[0], "-outform", "DER")
        else:
            return Reply(404, raw=b"<Error><Code>BlobNotFound</Code></Error>",
                         headers={"Content-Type": "application/xml"})
        return Reply(200, raw=body, headers={"Content-Type": "application/x-x509-ca-cert"})
