"""Azure Resource Manager, as much of it as its Support provider needs: tokens, roles, versions, operations, pages.

subscription() says which there are, whose, with what plan and who may do what. The provider itself is support.py.
"""

import datetime
import re
import urllib.parse

import arm_rules
from server import Fake, Refusal, Reply, guid
from tokens import TokenError, is_app, is_for

VERSIONS = ("2024-04-01", "2020-04-01")
AUXILIARY_MOST = 3
READERS = ("Reader", "Support Request Contributor", "Contributor", "Owner")
WRITERS = READERS[1:]
PLANS = {"ProDirect": "Professional Direct", "Premier": "Premier", "Unified": "Unified"}


class Arm(Fake):
    """`settle_secs` is how long an operation takes, when `asynchronous` is set; its first `polls` polls find it
    running in any case."""

    ignore_case = True

    def __init__(self, keyring):
        super().__init__()
        self.keyring, self.subscriptions, self.operations = keyring, {}, {}
        self.asynchronous, self.settle_secs, self.polls, self.retry_after = False, 0.3, 1, 1

    def subscription(self, sub, tenant, plan="ProDirect", partner=None, roles=None):
        """`tenant` owns it. `partner` is the tenant whose token must come along when a CSP opens tickets and whose
        plan it is; None: the owner's own plan. `roles` is {object id (tokens.object_id): role}."""
        with self.lock:
            self.subscriptions[sub.lower()] = {"tenant": tenant, "plan": plan, "partner": partner,
                                               "roles": dict(roles or {})}

    # ---- before every route

    def call(self, request, name, arguments):
        self.check_version(request)
        claims = self.claims_of(request, "Authorization")
        request.claims, request.auxiliary = claims, self.auxiliary_of(request)
        if "sub" in arguments:
            self.check_subscription(request, arguments["sub"], claims, name)
        return super().call(request, name, arguments)

    def check_version(self, request):
        given = request.query.get("api-version")
        if not given:
            self.no(400, "MissingApiVersionParameter",
                    "The api-version query parameter (?api-version=) is required for all requests.")
        if given not in VERSIONS:
            self.no(400, "InvalidResourceType", f"The resource type could not be found in the namespace "
                    f"'Microsoft.Support' for api version '{given}'. The supported api-versions are "
                    f"'{','.join(VERSIONS)}'.")
        request.version = given

    def claims_of(self, request, header):
        try:
            claims = self.keyring.read(request.header(header), self.now())
        except TokenError as e:
            code = {"missing": "AuthenticationFailed", "expired": "ExpiredAuthenticationToken"}
            self.no_token(code.get(e.why, "InvalidAuthenticationToken"), SAYS[e.why])
        if not is_for(claims, "arm"):
            self.no_token("InvalidAuthenticationTokenAudience", f"The access token has been obtained for wrong "
                          f"audience or resource '{claims.get('aud')}'. It should exactly match with one of the allowed "
                          f"audiences 'https://management.core.windows.net/','https://management.azure.com'.")
        return claims

    def auxiliary_of(self, request):
        """The tenants whose tokens came along; each must be as good as the main one."""
        header = request.header("x-ms-authorization-auxiliary")
        given = [t.strip() for t in header.split(",")] if header else []
        if len(given) > AUXILIARY_MOST:
            self.no(400, "InvalidAuxiliaryTokens", f"The request has {len(given)} auxiliary tokens; at most "
                    f"{AUXILIARY_MOST} are allowed.")
        tenants = []
        for token in given:
            try:
                claims = self.keyring.read(token, self.now())
            except TokenError as e:
                self.no(401, "InvalidAuxiliaryTokens", f"Authentication failed for auxiliary token: {SAYS[e.why]}")
            if not is_for(claims, "arm"):
                self.no(401, "InvalidAuxiliaryTokens", "Authentication failed for auxiliary token: wrong audience.")
            tenants.append(claims["tid"])
        return tenants

    def check_subscription(self, request, sub, claims, name):
        if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", sub):
            self.no(400, "InvalidSubscriptionId", f"The provided subscription identifier '{sub}' is malformed or "
                    "invalid.")
        known = self.subscriptions.get(sub.lower())
        if known is None:
            self.no(404, "SubscriptionNotFound", f"The subscription '{sub}' could not be found.")
        if claims["tid"] != known["tenant"]:
            self.no_token("InvalidAuthenticationTokenTenant", f"The access token is from the wrong issuer "
                          f"'https://sts.windows.net/{claims['tid']}/'. It must match the tenant "
                          f"'https://sts.windows.net/{known['tenant']}/' associated with this subscription.")
        action = self.actions.get(name, "read")
        role = known["roles"].get(claims["oid"])
        if role not in (READERS if action.endswith("read") else WRITERS):
            self.no(403, "AuthorizationFailed", f"The client '{claims['appid']}' with object id '{claims['oid']}' does "
                    f"not have authorization to perform action 'Microsoft.Support/{action}' over scope "
                    f"'/subscriptions/{sub}' or the scope is invalid. If access was recently granted, please refresh "
                    "your credentials.")
        request.subscription, request.as_app = known, is_app(claims)

    def body(self, request, rules, inside=None):
        """The body, or its object `inside`, if `rules` (arm_rules.py) let it pass."""
        if request.media_type() != "application/json":
            self.no(415, "UnsupportedMediaType", f"The content media type '{request.media_type() or '<null>'}' is not "
                    "supported. Only 'application/json' is supported.")
        document = request.document()
        if document is None:
            self.no(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.")
        found = document
        if inside:
            found = document.get(inside)
            if not isinstance(found, dict):
                self.no(400, "InvalidRequestContent", f"The required property '{inside}' is missing.", inside)
        member, why = arm_rules.first_wrong(found, rules, f"{inside}." if inside else "")
        if why:
            self.no(400, "InvalidRequestContent", f"The request content was invalid: {why}", member)
        return found

    # ---- operations that take a while

    def begin(self, request, sub, do):
        """Answers 202; `do` is carried out when its time has come, whoever asks or not."""
        name = guid()
        base = f"{self.url}/subscriptions/{sub}/providers/Microsoft.Support"
        self.operations[name] = {"name": name, "due": self.now() + self.settle_secs, "polls": self.polls, "do": do,
                                 "base": base, "version": request.version, "result": None, "error": None}
        return self.accepted(self.operations[name])

    def accepted(self, operation):
        at = "?api-version=" + operation["version"]
        return Reply(202, headers={
            "Location": f"{operation['base']}/operationResults/{operation['name']}{at}", "Azure-AsyncOperation":
            f"{operation['base']}/operationsStatus/{operation['name']}{at}", "Retry-After": self.retry_after})

    def settle(self):
        """Carries out what is due."""
        for operation in self.operations.values():
            do = operation["do"]
            if do and self.now() >= operation["due"]:
                operation["do"] = None
                try:
                    operation["result"] = do()
                except Refusal as refusal:
                    operation["error"] = refusal.reply

    def poll(self, name):
        self.settle()
        operation = self.operations.get(name)
        if operation is None:
            self.no(404, "NotFound", f"The operation '{name}' was not found.")
        operation["polls"] -= 1
        return operation, operation["do"] is not None or operation["polls"] >= 0

    def get_status(self, request, sub, operation):
        """Azure-AsyncOperation: always 200, its state in the body."""
        found, runs = self.poll(operation)
        answer = {"id": f"/subscriptions/{sub}/providers/Microsoft.Support/operationsStatus/{operation}",
                  "name": operation, "status": "InProgress" if runs else "Failed" if found["error"] else "Succeeded"}
        if not runs and found["error"]:
            answer.update(found["error"].document)
        return Reply(200, answer, {"Retry-After": self.retry_after} if runs else {})

    def get_result(self, request, sub, operation):
        """Location: 202 until it is there, then what the request itself would have answered."""
        found, runs = self.poll(operation)
        return self.accepted(found) if runs else found["error"] or found["result"]

    # ---- pages

    def page(self, request, rows, size, most):
        """`rows` from $skiptoken on, $top of them; nextLink while there are more."""
        top = request.query.get("$top", str(size))
        if not top.isdigit() or not 1 <= int(top) <= most:
            self.no(400, "InvalidQueryParameter", f"The value of $top must be from 1 to {most}.", "$top")
        start = request.query.get("$skiptoken", "0")
        if not start.isdigit():
            self.no(400, "InvalidQueryParameter", "The value of $skiptoken is invalid.", "$skiptoken")
        first, last = int(start), int(start) + int(top)
        answer = {"value": rows[first:last]}
        if last < len(rows):
            query = urllib.parse.urlencode({**request.query, "$skiptoken": last}, safe="$")
            answer["nextLink"] = f"{self.url}{request.raw_path}?{query}"
        return Reply(200, answer)

    def filtered(self, request, rows, terms):
        """`terms` is {name: property}; understood are NAME eq 'text' and NAME ge TIME, joined by and."""
        for term in filter(None, re.split(r"\s+and\s+", request.query.get("$filter", ""))):
            found = re.fullmatch(r"(\w+)\s+(eq|ge)\s+(?:'([^']*)'|(\S+))", term.strip())
            if not found or found[1] not in terms or (found[2] == "ge") != bool(found[4]):
                self.no(400, "InvalidQueryParameter", f"The filter '{term}' is not supported.", "$filter")
            name = terms[found[1]]
            if found[2] == "eq":
                rows = [r for r in rows if str(r["properties"].get(name, "")).lower() == found[3].lower()]
            else:
                if arm_rules.moment(found[4]):
                    self.no(400, "InvalidQueryParameter", f"The time '{found[4]}' is invalid.", "$filter")
                rows = [r for r in rows if instant(r["properties"][name]) >= instant(found[4])]
        return rows

    # ---- refusing

    def no(self, status, code, message, target=None, headers=None):
        raise Refusal(self.error(status, code, message, target, headers))

    def no_token(self, code, message):
        self.no(401, code, message, headers={
            "WWW-Authenticate": f'Bearer authorization_uri="https://login.windows.net/", error="invalid_token", '
                                f'error_description="{message}"'})

    def error(self, status, code, message, target=None, headers=None):
        about = {"code": code, "message": message, **({"target": target} if target else {})}
        return Reply(status, {"error": about}, {"x-ms-request-id": guid(), "x-ms-correlation-request-id": guid(),
                                                **(headers or {})})

    def no_route(self, request, known):
        if known:
            return self.error(405, "MethodNotAllowed", f"The requested resource does not support http method "
                              f"'{request.method}'.")
        return self.error(404, "NotFound", f"No HTTP resource was found that matches '{request.path}'.")

    def throttled(self, secs):
        return self.error(429, "TooManyRequests", "The request is being throttled as the limit has been reached for "
                          "operation type - Write_ObservationWindow_00:01:00.", headers={"Retry-After": int(secs)})

    def broken(self, status):
        return self.error(status, "InternalServerError", "Encountered internal server error.")


SAYS = {"missing": "Authentication failed. The 'Authorization' header is missing.",
        "malformed": "The access token is invalid.", "signature": "The access token has an invalid signature.",
        "expired": "The access token expiry UTC time is earlier than current UTC time.",
        "early": "The access token is not valid yet."}


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
