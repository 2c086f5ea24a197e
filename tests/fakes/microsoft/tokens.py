"""Access tokens as Microsoft's login makes them: JWT, RS256, in the form of version 1.0.

What a token says is read back from its own text, after its signature held; nothing is remembered beside it.
"""

import base64
import json

import ca
from server import guid

PARTNER_CENTER_APP = "fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd"
ARM_APP = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
# What an API lets stand in `aud`, in each cloud.
PARTNER_CENTER = ("https://api.partnercenter.microsoft.com", PARTNER_CENTER_APP)
AUDIENCES_OF = {
    "commercial": {
        "arm": ("https://management.azure.com", "https://management.core.windows.net", ARM_APP),
        "partner-center": PARTNER_CENTER,
        "graph": ("https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"),
        # Still given out, and wanted by none of our fakes (DOMAIN 6.2).
        "old-graph": ("https://graph.windows.net",)},
    "us-government": {
        "arm": ("https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net"),
        "partner-center": PARTNER_CENTER, "graph": ("https://graph.microsoft.us",)},
}
# Of either.
AUDIENCES = {api: tuple(a for cloud in AUDIENCES_OF.values() for a in cloud.get(api, ()))
             for api in AUDIENCES_OF["commercial"]}


class TokenError(Exception):
    """`why` is one of: missing, malformed, signature, expired, early."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def split_jwt(text):
    """(header, claims, what was signed, signature) of any JWT; TokenError if it is none."""
    try:
        head, body, signature = text.split(".")
        return json.loads(decode(head)), json.loads(decode(body)), f"{head}.{body}".encode(), decode(signature)
    except (ValueError, TypeError):
        raise TokenError("malformed") from None


class Keyring:
    """Makes and reads tokens. Signatures that held are remembered by the token's whole text."""

    def __init__(self, authority):
        self.certificate, self.key = authority.issue("login-signs", "/CN=accounts.accesscontrol.windows.net")
        self.scratch, self.good = authority.where / "token.sig", set()

    def make(self, claims):
        head = {"typ": "JWT", "alg": "RS256", "x5t": "fake", "kid": "fake"}
        text = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
        token = f"{text}.{encode(ca.sign(self.key, text.encode()))}"
        self.good.add(token)
        return token

    def read(self, header, now):
        """The claims of what stands in an Authorization header."""
        kind, _, token = (header or "").partition(" ")
        if kind.lower() != "bearer" or not token.strip():
            raise TokenError("missing")
        token = token.strip()
        _, claims, signed, signature = split_jwt(token)
        if token not in self.good:
            if not ca.holds(self.certificate, signed, signature, self.scratch):
                raise TokenError("signature")
            self.good.add(token)
        if not claims["nbf"] - 300 <= now:
            raise TokenError("early")
        if now >= claims["exp"]:
            raise TokenError("expired")
        return claims


def is_for(claims, api):
    """Is the token made out for this API?"""
    return claims.get("aud", "").rstrip("/") in AUDIENCES[api]


def is_app(claims):
    """Does a program speak for itself, without a person?"""
    return "scp" not in claims


def object_id(who, tenant):
    """The directory's own id of a program or a person in a tenant."""
    return guid("object", who, tenant)
