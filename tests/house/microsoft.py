"""Microsoft's side of a house, all of it fake: the login and each API on a port of its own, over TLS.

Everything has one certificate of an authority that is made here; `settings` is what cspdesk.conf says to reach it.
Each fake (tests/fakes/microsoft) is an attribute and may be told to fail, asked what was made, and moved by hand.
"""

import json
import os
import sys

import parts
from parts import TOP
from tunnel import Tunnel

sys.path.append(str(TOP / "tests" / "fakes" / "microsoft"))
import ca
import certificates
import notifications
import tokens
from graph import Graph
from login import Login
from partner_center import PartnerCenter
from support import Support

PARTNER = "3b33e682-00c3-41ee-9dd2-a548adf56438"
# The customers of the tests, and an Azure subscription of each.
CONTOSO, FABRIKAM = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21", "b1a7c3de-84f2-4d0e-8a0b-2f6f3c9d5e10"
SUBSCRIPTIONS = {CONTOSO: "0a1b2c3d-0000-4000-8000-000000000001", FABRIKAM: "0a1b2c3d-0000-4000-8000-000000000002"}
CLIENT, PERSON = "0a1b2c3d-0000-4000-8000-00000000000c", "ewa.nowak@partner.example"
CONTACT = {"contact_first_name": "Ewa", "contact_last_name": "Nowak", "contact_email": "csp-desk@partner.example",
           "contact_time_zone": "Central European Standard Time", "contact_country": "POL",
           "contact_language": "en-us", "contact_sender": "csp-desk@partner.example"}
# Where each API really is (DOMAIN 6.1), by its setting.
PARTNER_CENTER, CHINA = "api.partnercenter.microsoft.com", "login.partner.microsoftonline.cn"
HOSTS = {"commercial": {"authority": "login.microsoftonline.com", "arm": "management.azure.com",
                        "partner_center": PARTNER_CENTER, "graph": "graph.microsoft.com"},
         "us-government": {"authority": "login.microsoftonline.us", "arm": "management.usgovcloudapi.net",
                           "partner_center": PARTNER_CENTER, "graph": "graph.microsoft.us"}}
# What every note begins with, where people could take the fakes for the real one.
FAKE = "Microsoft is a fake here"


class Microsoft:
    """start() before the configuration is written. `secrets` is cspdesk's directory of them, made here if needed.
    `refresh_token` is what a person with MFA consented to; `cspdesk token set` takes it. With `cloud` the fakes take
    themselves for that cloud's real hosts: no address is configured but that of a proxy, `tunnel`, which leads there.
    `clock` (clock.py) is theirs, and their certificates are good for a year of it."""

    def __init__(self, where, secrets, plan="ProDirect", cloud=None, clock=None):
        self.where, self.secrets, self.plan, self.cloud, self.tunnel = where, secrets, plan, cloud, None
        ahead, days = (clock.ahead(), 400) if clock else (0, 10)
        self.authority = ca.Authority(where / "microsoft-ca", ahead=ahead, days=days + 20)
        parts.own(self.authority.certificate)
        self.authority.certificate.chmod(0o644)
        names = {"localhost", "127.0.0.1", CHINA, *HOSTS["commercial"].values(), *HOSTS["us-government"].values()}
        self.certificate = self.authority.issue("server", "/CN=localhost", names, days=(-1, days), key=ca.SMALL)
        self.login = Login(self.authority)
        self.azure = Support(self.login.keyring)
        self.partner_center = PartnerCenter(self.login.keyring, PARTNER)
        self.graph = Graph(self.login.keyring)
        self.certificates = certificates.Certificates(self.authority)
        self.notifier = notifications.Sender(self.certificates)
        self.fakes = {"authority": self.login, "arm": self.azure, "partner_center": self.partner_center,
                      "graph": self.graph, "certificates": self.certificates}
        if clock:
            clock.follow(*self.fakes.values())
        self.client_secret = "fake-" + os.urandom(12).hex()
        self._introduce()

    def _introduce(self):
        """Who is known at the login, and what they may do."""
        reads = ("ServiceHealth.Read.All", "ServiceMessage.Read.All")
        customers = {tenant: {"arm": (), "graph": reads} for tenant in SUBSCRIPTIONS}
        self.login.app(CLIENT, self.client_secret, tenants={
            PARTNER: {"arm": (), "graph": ("DelegatedAdminRelationship.Read.All",), "partner-center": ()},
            **customers})
        self.refresh_token = self.login.person(PERSON, PARTNER, CLIENT)
        for tenant, sub in SUBSCRIPTIONS.items():
            self.azure.subscription(sub, tenant, self.plan, PARTNER, {
                tokens.object_id(CLIENT, tenant): "Support Request Contributor",
                tokens.object_id(PERSON, PARTNER): "Support Request Contributor"})
        for tenant, name, domain in ((CONTOSO, "Contoso Polska sp. z o.o.", "contoso.example"),
                                     (FABRIKAM, "Fabrikam Ltd", "fabrikam.example")):
            self.partner_center.customer(tenant, name, domain)

    def start(self):
        hosts = HOSTS.get(self.cloud, {})
        for name, fake in self.fakes.items():
            fake.start(self.certificate, host=hosts.get(name))
        if self.cloud:
            self.login.only(self.cloud)
            self.tunnel = Tunnel({f"{host}:443": self.fakes[name].port for name, host in hosts.items()})
        return self

    def stop(self):
        for fake in self.fakes.values():
            fake.stop()
        if self.tunnel:
            self.tunnel.stop()

    def save(self):
        """Tickets and service requests, for the next run in the same place."""
        rows = {"tickets": [[*key, row] for key, row in self.azure.tickets.items()],
                "requests": self.partner_center.cases.rows}
        (self.where / "microsoft.json").write_text(json.dumps(rows), encoding="utf-8")

    def load(self):
        file = self.where / "microsoft.json"
        if file.exists():
            rows = json.loads(file.read_text(encoding="utf-8"))
            self.azure.tickets = {(sub, name): row for sub, name, row in rows["tickets"]}
            self.partner_center.cases.rows = rows["requests"]
        return self

    def mend(self):
        for fake in self.fakes.values():
            fake.mend()

    def storm(self, dice, share, **more):
        """Each request to any of them fails with this chance, in any way that there is (fault.py)."""
        for fake in self.fakes.values():
            fake.faults.storm(dice, share, **more)

    def settings(self, **other):
        """The configuration that reaches them, as a group to be merged over the defaults."""
        parts.make_dir(self.secrets, 0o700)
        secret = parts.write(self.secrets / "microsoft.secret", self.client_secret + "\n", 0o600)
        key = self.secrets / "refresh.key"
        if not key.exists():
            parts.write(key, os.urandom(32).hex() + "\n", 0o600)
        return {"microsoft": {
            "tenant": PARTNER, "client_id": CLIENT, "secret_file": secret, "refresh_key_file": key, "ca_file": self.authority.certificate,
            "timeout_secs": 2, "label": FAKE, **CONTACT, **self.ways(), **other}}

    def ways(self):
        """How they are reached: by an address each, or by their real names through the proxy."""
        return {"proxy": self.tunnel.url} if self.tunnel else \
            {name: self.fakes[name].url for name in ("authority", "arm", "partner_center", "graph")}

    def notification_settings(self, **other):
        """The configuration that takes notifications signed by the fake certificate host's keys."""
        host = self.certificates.url.removeprefix("https://")
        self.certificates.trusted.chmod(0o644)
        return {"notifications": {"accept": True, "certificate_host": host, "issuer_hosts": host,
                                  "ca_file": parts.own(self.certificates.trusted), "timeout_secs": 2, **other}}

    def token(self, tenant, api="https://management.azure.com", **claims):
        """An access token of the program, for checks that speak to a fake themselves."""
        now = int(self.login.now())
        return self.login.keyring.make({"aud": api, "iss": f"https://sts.windows.net/{tenant}/", "iat": now, "nbf": now,
                                        "exp": now + 3599, "appid": CLIENT, "tid": tenant, "ver": "1.0",
                                        "oid": tokens.object_id(CLIENT, tenant), "idtyp": "app", **claims})

    def person_token(self, api="https://api.partnercenter.microsoft.com", **claims):
        """One of the person who consented, with MFA."""
        return self.token(PARTNER, api, **{"idtyp": "user", "scp": "user_impersonation", "upn": PERSON,
                                           "amr": ["pwd", "mfa"], **claims})
