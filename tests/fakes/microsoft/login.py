"""The login: tokens for a secret, a certificate or a refresh token, by its endpoints of version 1 and 2.

app() and person() say who is known where; consent and roles are per tenant and API, as in life. refuse() orders one of
ERRORS for the next requests.
"""

import pathlib
import re
import time

import ca
import tokens
from server import Fake, Refusal, Reply, guid, iso
from tokens import AUDIENCES, AUDIENCES_OF, TokenError, object_id, split_jwt

# AADSTS number: (status, error, its sentence)
ERRORS = {
    50076: (400, "invalid_grant", "Due to a configuration change made by your administrator, or because you moved to a "
            "new location, you must use multi-factor authentication to access '{resource}'."),
    50173: (400, "invalid_grant", "The provided grant has expired due to it being revoked, a fresh auth token is "
            "needed. The user might have changed or reset their password."),
    65001: (400, "invalid_grant", "The user or administrator has not consented to use the application with ID "
            "'{client}' named 'cspdesk'. Send an interactive authorization request for this user and resource."),
    70000: (400, "invalid_grant", "Provided grant is invalid or malformed."),
    70003: (400, "unsupported_grant_type", "The app requested an unsupported grant type '{grant}'."),
    70011: (400, "invalid_scope", "The provided request must include a 'scope' input parameter. The provided value "
            "for the input parameter 'scope' is not valid."),
    90002: (400, "invalid_request", "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID "
            "and are signing into the correct cloud."),
    500011: (400, "invalid_resource", "The resource principal named {resource} was not found in the tenant named "
             "{tenant}."),
    700016: (400, "unauthorized_client", "Application with identifier '{client}' was not found in the directory "
             "'{tenant}'."),
    50027: (401, "invalid_client", "JWT token is invalid or malformed."),
    700021: (401, "invalid_client", "Client assertion application identifier doesn't match 'client_id' parameter."),
    700023: (401, "invalid_client", "Client assertion audience claim does not match Realm issuer."),
    700024: (401, "invalid_client", "Client assertion is not within its valid time range."),
    700027: (401, "invalid_client", "The certificate with identifier used to sign the client assertion is not "
             "registered on application, or the assertion failed signature validation."),
    700082: (400, "invalid_grant", "The refresh token has expired due to inactivity. The token was issued on "
             "2026-01-01T00:00:00.0000000Z and was inactive for 90.00:00:00."),
    900144: (400, "invalid_request", "The request body must contain the following parameter: '{missing}'."),
    900023: (400, "invalid_request", "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid "
             "external domain."),
    1002012: (400, "invalid_scope", "The provided value for scope {resource} is not valid. Client credential flows "
              "must have a scope value with /.default suffixed to the resource identifier (application ID URI)."),
    7000215: (401, "invalid_client", "Invalid client secret provided. Ensure the secret being sent in the request is "
              "the client secret value, not the client secret ID, for a secret added to app '{client}'."),
    7000218: (401, "invalid_client", "The request body must contain the following parameter: 'client_assertion' or "
              "'client_secret'."),
    7000222: (401, "invalid_client", "The provided client secret keys for app '{client}' are expired."),
    7000229: (401, "invalid_client", "The client application {client} is missing service principal in the tenant {tenant}."),
}
SUBERRORS = {50076: "basic_action", 65001: "consent_required", 700082: "bad_token"}
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Login(Fake):
    """`lifetime` is a token's, in seconds. With `keeps_old`, a refresh token that was used stays good, as Microsoft
    lets it for a while; else using it again is refused."""

    routes = (("POST", "/{tenant}/oauth2/token", "version_1"), ("POST", "/{tenant}/oauth2/v2.0/token", "version_2"))
    back_door = ("refuse", "forget")

    def __init__(self, authority):
        super().__init__()
        self.keyring = tokens.Keyring(authority)
        self.scratch = authority.where / "assertion.sig"
        self.apps, self.grants, self.orders, self.jtis = {}, {}, [], set()
        self.lifetime, self.keeps_old = 3599, False
        self.hosts, self.audiences = HOSTS, AUDIENCES

    def only(self, cloud):
        """It is the login of that cloud, and knows no API of another."""
        self.hosts, self.audiences = (LOGINS[cloud],), AUDIENCES_OF[cloud]

    # ---- who is known

    def app(self, client, secret=None, certificate=None, tenants=None):
        """`tenants` is {tenant: {api: roles}}: where it is known, and what an administrator consented to there."""
        with self.lock:
            self.apps[client] = {"secret": secret, "certificate": certificate, "tenants": tenants or {}}

    def person(self, upn, tenant, client, mfa=True, scopes="user_impersonation"):
        """Somebody has consented once: returns the refresh token that the program then holds."""
        with self.lock:
            return self.give_refresh({"upn": upn, "tenant": tenant, "client": client, "mfa": mfa, "scopes": scopes})

    def give_refresh(self, grant):
        token = f"0.A{guid().replace('-', '')}.{guid().replace('-', '')}"
        self.grants[token] = {**grant, "used": False, "dead": None}
        return token

    def forget(self, upn, code=700082):
        """All refresh tokens of this person are refused from now on."""
        for grant in self.grants.values():
            if grant["upn"] == upn:
                grant["dead"] = code
        return {}

    def refuse(self, code, tenant=None, times=1):
        """The next requests (None: all) are refused with one of ERRORS."""
        with self.lock:
            self.orders.append({"code": code, "tenant": tenant, "left": times})
        return {}

    # ---- the two endpoints

    def version_1(self, request, tenant):
        form = self.open_form(request, tenant, ("grant_type", "client_id", "resource"))
        resource = form["resource"]
        given = self.give(request, tenant, form, resource)
        numbers = {"expires_in": given["exp"] - given["iat"], "ext_expires_in": given["exp"] - given["iat"],
                   "expires_on": given["exp"], "not_before": given["nbf"]}
        answer = {"token_type": "Bearer", **{k: str(v) for k, v in numbers.items()}, "resource": resource,
                  "access_token": self.keyring.make(given)}
        return Reply(200, self.add_person(answer, form, given))

    def version_2(self, request, tenant):
        form = self.open_form(request, tenant, ("grant_type", "client_id", "scope"))
        resource = self.resource_of(form, tenant)
        given = self.give(request, tenant, form, resource)
        answer = {"token_type": "Bearer", "expires_in": given["exp"] - given["iat"],
                  "ext_expires_in": given["exp"] - given["iat"], "access_token": self.keyring.make(given)}
        return Reply(200, self.add_person(answer, form, given))

    def add_person(self, answer, form, given):
        self.note_created("token", tenant=given["tid"], aud=given["aud"], app=given["appid"], upn=given.get("upn"))
        if form["grant_type"] == "refresh_token":
            answer["scope"] = given["scp"]
            answer["refresh_token"] = self.give_refresh(self.grants[form["refresh_token"]])
        return answer

    def open_form(self, request, tenant, needed):
        form = request.form()
        if request.media_type() != "application/x-www-form-urlencoded":
            form = {}       # that is how it reads another type
        for order in self.orders:
            if order["tenant"] in (None, tenant) and order["left"] != 0:
                order["left"] = None if order["left"] is None else order["left"] - 1
                self.no(order["code"], tenant, form)
        for name in needed:
            if not form.get(name):
                self.no(900144, tenant, form, missing=name)
        return form

    def resource_of(self, form, tenant):
        wanted = [s for s in form["scope"].split() if s not in ("openid", "profile", "offline_access")]
        found = re.fullmatch(r"(https://[^/]+|[0-9a-f-]{36})/(\S+)", wanted[0]) if len(wanted) == 1 else None
        if not found:
            self.no(70011, tenant, form)
        if form["grant_type"] == "client_credentials" and not found[2].endswith(".default"):
            self.no(1002012, tenant, form, resource=form["scope"])
        return found[1]

    # ---- what a token says

    def give(self, request, tenant, form, resource):
        """The claims of the token that is due; otherwise one of ERRORS."""
        if not any(tenant in app["tenants"] for app in self.apps.values()):
            self.no(90002 if re.fullmatch(r"[0-9a-f-]{36}|[\w.-]+\.\w+", tenant) else 900023, tenant, form)
        app = self.apps.get(form["client_id"])
        if app is None or tenant not in app["tenants"]:
            self.no(700016 if app is None or form["grant_type"] != "client_credentials" else 7000229, tenant, form)
        api = next((a for a, names in self.audiences.items() if resource.rstrip("/") in names), None)
        if api is None:
            self.no(500011, tenant, form, resource=resource)
        self.prove(request, tenant, form, app)
        grants = {"client_credentials": self.claims_of_app, "refresh_token": self.claims_of_person}
        if form["grant_type"] not in grants:
            self.no(70003, tenant, form)
        now = int(self.now())
        return {"aud": resource, "iss": f"https://sts.windows.net/{tenant}/", "iat": now, "nbf": now,
                "exp": now + self.lifetime, "appid": form["client_id"], "appidacr": "2" if app["certificate"] else "1",
                "tid": tenant, "uti": guid(), "ver": "1.0", **grants[form["grant_type"]](tenant, form, app, api)}

    def claims_of_app(self, tenant, form, app, api):
        who = object_id(form["client_id"], tenant)
        roles = app["tenants"][tenant].get(api)
        return {"oid": who, "sub": who, "idtyp": "app", **({"roles": list(roles)} if roles else {})}

    def claims_of_person(self, tenant, form, app, api):
        grant = self.grants.get(form.get("refresh_token"))
        if grant is None or grant["client"] != form["client_id"] or grant["used"] and not self.keeps_old:
            self.no(70000, tenant, form)
        if grant["dead"]:
            self.no(grant["dead"], tenant, form)
        if api not in app["tenants"][tenant]:
            self.no(65001, tenant, form)
        grant["used"] = True
        return {"oid": object_id(grant["upn"], grant["tenant"]), "sub": guid("sub", grant["upn"]),
                "upn": grant["upn"], "scp": grant["scopes"], "amr": ["pwd", "mfa"] if grant["mfa"] else ["pwd"]}

    # ---- who asks

    def prove(self, request, tenant, form, app):
        if form.get("client_assertion"):
            self.prove_assertion(request, tenant, form, app)
        elif not form.get("client_secret"):
            self.no(7000218, tenant, form)
        elif app["secret"] is None or form["client_secret"] != app["secret"]:
            self.no(7000215, tenant, form)

    def prove_assertion(self, request, tenant, form, app):
        """The JWT that a certificate signs, as Microsoft's "certificate credentials" page has it."""
        try:
            head, claims, signed, signature = split_jwt(form["client_assertion"])
        except TokenError:
            self.no(700027, tenant, form)
        if form.get("client_assertion_type") != BEARER or app["certificate"] is None:
            self.no(700027, tenant, form)
        if head.get("typ") != "JWT" or not self.names_certificate(head, app["certificate"]) or \
                not ca.holds(app["certificate"], signed, signature, self.scratch):
            self.no(700027, tenant, form)
        now = self.now()
        if not claims.get("nbf", now) - 300 <= now < claims.get("exp", 0) <= now + 24 * 3600:
            self.no(700024, tenant, form)
        path = request.raw_path
        if claims.get("aud", "") not in (self.url + path, *(f"https://{h}{path}" for h in self.hosts)):
            self.no(700023, tenant, form)
        if claims.get("iss") != form["client_id"] or claims.get("sub") != form["client_id"]:
            self.no(700021, tenant, form)
        if not claims.get("jti") or claims["jti"] in self.jtis:
            self.no(50027, tenant, form)
        self.jtis.add(claims["jti"])

    def names_certificate(self, head, certificate):
        """RS256 with the SHA-1 thumbprint in x5t, or with the SHA-256 one in x5t#S256."""
        known = {"x5t": "-sha1", "x5t#S256": "-sha256"}
        names = [n for n in known if n in head]
        if head.get("alg") != "RS256" or not names:
            return False
        return all(head[n] == thumbprint(certificate, known[n]) for n in names)

    # ---- refusing

    def no(self, code, tenant, form, **words):
        status, error, sentence = ERRORS[code]
        words = {"client": form.get("client_id"), "tenant": tenant, "grant": form.get("grant_type"),
                 "resource": form.get("resource") or form.get("scope"), **words}
        trace, correlation, at = guid(), guid(), time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(self.now()))
        description = (f"AADSTS{code}: {sentence.format(**words)} Trace ID: {trace} Correlation ID: {correlation} "
                       f"Timestamp: {at}")
        raise Refusal(Reply(status, {
            "error": error, "error_description": description, "error_codes": [code], "timestamp": at,
            "trace_id": trace, "correlation_id": correlation,
            "error_uri": f"https://login.microsoftonline.com/error?code={code}",
            **({"suberror": SUBERRORS[code]} if code in SUBERRORS else {})}))

    def throttled(self, secs):
        return Reply(429, {"error": "temporarily_unavailable", "error_description": "AADSTS90055: The server is busy.",
                           "error_codes": [90055]}, {"Retry-After": int(secs)})

    def broken(self, status):
        return Reply(status, {"error": "temporarily_unavailable", "error_description": "AADSTS90033: A transient "
                              "error has occurred. Please try again.", "error_codes": [90033], "timestamp":
                              iso(self.now())})


LOGINS = {"commercial": "login.microsoftonline.com", "us-government": "login.microsoftonline.us"}
HOSTS = tuple(LOGINS.values())


def thumbprint(certificate, digest):
    said = ca.must("x509", "-in", pathlib.Path(certificate), "-noout", "-fingerprint", digest).decode()
    return tokens.encode(bytes.fromhex(said.strip().split("=")[1].replace(":", "")))
