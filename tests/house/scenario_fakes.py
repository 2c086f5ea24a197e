"""Are the fakes of Microsoft honest? Microsoft's own client works with the fake of Azure Support and understands its
refusals, and every refusal and fault that our tests rely on is really given.
"""

import http.client
import json
import os
import subprocess
import time

from asker import AT, Asker
from house import TOP
from microsoft import CLIENT, CONTOSO, FABRIKAM, PARTNER, PERSON, SUBSCRIPTIONS, Microsoft, ca, tokens

VENDOR = TOP / "var" / "vendor" / "node_modules"
ARM, SUB = "https://management.azure.com", SUBSCRIPTIONS[CONTOSO]
SUPPORT = f"/subscriptions/{SUB}/providers/Microsoft.Support"


def run(t):
    ms = Microsoft(t.where, t.where / "secrets").start()
    asker = Asker(t, ms)
    calls = sum(vendor(t, ms, version, slow) for version in (None, "2024-04-01") for slow in (False, True))
    refused = login(t, ms, asker) + azure(t, ms, asker)
    azure_names(t, ms, asker)
    azure_plans(t, ms, asker)
    azure_files(t, asker)
    faults(t, ms, asker)
    ms.stop()
    return {"calls of the vendor's client": calls, "refusals": refused}


# ---- the vendor's client

def vendor(t, ms, version, slow):
    ms.azure.asynchronous = slow
    asker, name = Asker(t, ms), f"csp-{version or 'own'}-{'slow' if slow else 'fast'}"
    job = {"url": ms.azure.url, "tokens": {"main": asker.main, "partner": asker.partner}, "subscription": SUB,
           "version": version, "ticket": name, "began": "2026-08-21T07:10:00Z"}
    before = len(ms.azure.requests)
    done = subprocess.run(["node", TOP / "tests" / "vendor" / "azure_support.js"], input=json.dumps(job), text=True,
                          capture_output=True, timeout=60, env={**os.environ, "NODE_PATH": str(VENDOR),
                                                               "NODE_EXTRA_CA_CERTS": str(ms.authority.certificate)})
    t.need(done.returncode == 0, f"@azure/arm-support, {name}: {done.stderr.strip()[-800:]}")
    understood(t, name, json.loads(done.stdout))
    asked = ms.azure.requests[before:]
    t.same({r["query"]["api-version"] for r in asked}, {version or "2020-04-01"}, f"{name}: the version asked for")
    t.same(any(r["status"] == 202 for r in asked), slow, f"{name}: was there an operation to follow")
    t.same(len([c for c in ms.azure.made("ticket") if c["name"] == name]), 1, f"{name}: tickets made")
    ms.azure.asynchronous = False
    return len(asked)


def understood(t, name, seen):
    """What the client made of each answer."""
    made = seen["made"]
    t.check(seen["operations"] and len(seen["services"]) >= 8, f"{name}: operations and services")
    t.same([made["name"], made["title"], made["severity"], made["status"], made["require24X7Response"]],
           [name, "VM cannot start after resize", "moderate", "Open", False], f"{name}: the ticket that was made")
    t.same([made["serviceLevelAgreement"]["slaMinutes"], made["supportPlanType"], made["problemStartTime"],
            made["problemClassificationDisplayName"]],
           [240, "ProDirect", "2026-08-21T07:10:00.000Z", seen["problems"][0]["displayName"]], f"{name}: its rest")
    t.check(made["supportTicketId"].isdigit() and made["createdDate"][:2] == "20", f"{name}: number and date")
    t.same([seen["free"]["nameAvailable"], seen["taken"]["nameAvailable"], seen["taken"]["reason"]],
           [True, False, "Name is already in use"], f"{name}: its name before and after")
    t.same(seen["read"], made, f"{name}: read again")
    t.check(name in [row["name"] for row in seen["listed"]], f"{name}: in the list, page by page")
    t.same([row["name"] for row in seen["open"]], [name], f"{name}: the open ones")
    t.same([seen["changed"]["severity"], seen["changed"]["contactDetails"]["lastName"]], ["critical", "Kowalska"],
           f"{name}: changed")
    t.same([seen["messageFree"]["nameAvailable"], seen["said"]["subject"], seen["said"]["communicationDirection"]],
           [True, "Zażółć", "outbound"], f"{name}: a communication")
    t.same([[m["name"] for m in seen["messages"]], seen["web"], seen["messageRead"]],
           [["m1"], seen["messages"], seen["said"]], f"{name}: communications read")
    t.same([seen["refused"]["unknown"], seen["refused"]["word"]],
           [[404, "ResourceNotFound"], [400, "InvalidRequestContent"]], f"{name}: refusals that the client understood")
    t.same(seen["closed"]["status"], "Closed", f"{name}: closed")


# ---- the login

def login(t, ms, asker):
    secret = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": ms.client_secret}
    v1, v2 = {**secret, "resource": ARM + "/"}, {**secret, "scope": ARM + "/.default"}
    _, _, answer = asker.login(v1, version=1)
    t.same([type(answer[k]) for k in ("expires_in", "expires_on", "not_before")], [str] * 3, "numbers of version 1")
    t.same(type(asker.login(v2)[2]["expires_in"]), int, "the number of version 2")
    _, claims, _, _ = tokens.split_jwt(answer["access_token"])
    t.same([claims["aud"], claims["tid"], claims["appid"]], [ARM + "/", CONTOSO, CLIENT], "what the token says")
    rows = (
        ("a wrong secret", {**v2, "client_secret": "x"}, CONTOSO, 401, 7000215),
        ("no secret", {**v2, "client_secret": ""}, CONTOSO, 401, 7000218),
        ("no scope", secret, CONTOSO, 400, 900144),
        ("a scope without .default", {**v2, "scope": ARM + "/user_impersonation"}, CONTOSO, 400, 1002012),
        ("two scopes", {**v2, "scope": f"{ARM}/.default https://graph.microsoft.com/.default"}, CONTOSO, 400, 70011),
        ("an API that nobody has", {**v2, "scope": "https://api.example/.default"}, CONTOSO, 400, 500011),
        ("another client", {**v2, "client_id": SUB}, CONTOSO, 400, 700016),
        ("an unknown tenant", v2, SUB, 400, 90002),
        ("no tenant at all", v2, "x", 400, 900023),
        ("another grant", {**v2, "grant_type": "password"}, CONTOSO, 400, 70003),
        ("an unknown refresh token", {**v2, "grant_type": "refresh_token", "refresh_token": "0.A"}, PARTNER, 400,
         70000),
    )
    for what, form, tenant, status, code in rows:
        said(t, what, asker.login(form, tenant), status, code)
    return len(rows) + refreshing(t, ms, asker, v2) + asserting(t, ms, asker)


def said(t, what, answer, status, code):
    got = answer[0], answer[2].get("error_codes"), answer[2].get("error_description", "")[:7 + len(str(code))]
    t.same(got, (status, [code], f"AADSTS{code}:"), f"login, {what}")


def refreshing(t, ms, asker, v2):
    form = {**v2, "grant_type": "refresh_token", "refresh_token": ms.refresh_token}
    status, _, answer = asker.login(form, PARTNER)
    t.same([status, answer.get("scope")], [200, "user_impersonation"], "a refresh token is taken")
    said(t, "the refresh token again", asker.login(form, PARTNER), 400, 70000)
    ms.refresh_token = answer["refresh_token"]
    ms.login.forget(PERSON)
    said(t, "the next one, too old", asker.login({**form, "refresh_token": ms.refresh_token}, PARTNER), 400, 700082)
    ms.login.refuse(50076)
    said(t, "MFA wanted", asker.login(form, PARTNER), 400, 50076)
    return 3


def asserting(t, ms, asker):
    """A client assertion signed by the openssl program; each change breaks it."""
    certificate, key = ms.authority.issue("client", "/CN=cspdesk")
    other, other_key = ms.authority.issue("stranger", "/CN=cspdesk")
    client, now, n = SUB, int(time.time()), [0]
    ms.login.app(client, certificate=certificate, tenants={CONTOSO: {"arm": ()}})
    said_by = ca.must("x509", "-in", certificate, "-noout", "-fingerprint", "-sha256").decode()
    thumb = tokens.encode(bytes.fromhex(said_by.strip().split("=")[1].replace(":", "")))

    def attempt(signer=key, head=None, **claims):
        n[0] += 1
        parts = ({"alg": "RS256", "typ": "JWT", "x5t#S256": thumb, **(head or {})},
                 {"aud": f"{ms.login.url}/{CONTOSO}/oauth2/v2.0/token", "iss": client, "sub": client, "jti": str(n[0]),
                  "nbf": now, "exp": now + 600, **claims})
        text = ".".join(tokens.encode(json.dumps(p).encode()) for p in parts)
        return asker.login({"grant_type": "client_credentials", "client_id": client, "scope": ARM + "/.default",
                            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                            "client_assertion": f"{text}.{tokens.encode(ca.sign(signer, text.encode()))}"})

    t.same(attempt()[0], 200, "a client assertion")
    rows = (("another key", attempt(other_key), 700027), ("no signature method", attempt(head={"alg": "none"}), 700027),
            ("another certificate's name", attempt(head={"x5t#S256": "AAAA"}), 700027),
            ("too late", attempt(exp=now - 1), 700024), ("too early", attempt(nbf=now + 900), 700024),
            ("for another login", attempt(aud="https://login.example/"), 700023),
            ("of another client", attempt(iss=CLIENT), 700021), ("used before", attempt(jti="1"), 50027))
    for what, answer, code in rows:
        said(t, f"assertion, {what}", answer, 401, code)
    return len(rows)


# ---- Azure Support

def wanted(asker, **change):
    """The body of a ticket that is good, but for the change; None leaves a member out."""
    service = next(s for s in asker.ms.azure.catalog.services() if "Linux" in s["properties"]["displayName"])
    problem = asker.ms.azure.catalog.classifications(service["name"])[0]
    contact = {"firstName": "Ewa", "lastName": "Nowak", "preferredContactMethod": "email",
               "primaryEmailAddress": "csp-desk@partner.example", "country": "POL",
               "preferredTimeZone": "Central European Standard Time", "preferredSupportLanguage": "en-us"}
    contact.update(change.pop("contact", {}))
    body = {"serviceId": service["id"], "problemClassificationId": problem["id"], "title": "VM cannot start",
            "description": "Since 07:10 UTC", "severity": "moderate", "advancedDiagnosticConsent": "Yes",
            "contactDetails": {k: v for k, v in contact.items() if v is not None}, **change}
    return {"properties": {k: v for k, v in body.items() if v is not None}}


def azure(t, ms, asker):
    good, bad, denied = wanted(asker), 0, "InvalidAuthenticationToken"
    ticket = SUPPORT + "/supportTickets/refused"

    def put(change=None, path=ticket, **headers):
        return asker.azure(path, "PUT", good if change is None else change, **headers)

    graph = ms.token(CONTOSO, "https://graph.microsoft.com")
    expired = ms.login.keyring.make({**tokens.split_jwt(asker.main)[1], "nbf": 1, "exp": 2})
    forged = asker.main[:-20] + asker.main[-20:].swapcase()
    four = ", ".join([f"Bearer {asker.partner}"] * 4)
    rows = (
        ("no token", put(Authorization=None), 401, "AuthenticationFailed"),
        ("a forged token", put(Authorization=f"Bearer {forged}"), 401, denied),
        ("an old token", put(Authorization=f"Bearer {expired}"), 401, "ExpiredAuthenticationToken"),
        ("Graph's token", put(Authorization=f"Bearer {graph}"), 401, denied + "Audience"),
        ("the partner's token", put(Authorization=f"Bearer {asker.partner}"), 401, denied + "Tenant"),
        ("a forged auxiliary token", put(x_ms_authorization_auxiliary=f"Bearer {forged}"), 401,
         "InvalidAuxiliaryTokens"),
        ("four auxiliary tokens", put(x_ms_authorization_auxiliary=four), 400, "InvalidAuxiliaryTokens"),
        ("no version", put(path=ticket + "?api-version="), 400, "MissingApiVersionParameter"),
        ("a version of tomorrow", put(path=ticket + "?api-version=2030-01-01"), 400, "InvalidResourceType"),
        ("another subscription", put(path=ticket.replace(SUB, CLIENT)), 404, "SubscriptionNotFound"),
        ("no subscription", put(path=ticket.replace(SUB, "x")), 400, "InvalidSubscriptionId"),
        ("a name with a bad sign", put(path=SUPPORT + "/supportTickets/a%3Cb"), 400, "InvalidResourceName"),
        ("a text for JSON", put("nothing"), 400, "InvalidRequestContent"),
        ("another type", put(Content_Type="text/plain"), 415, "UnsupportedMediaType"),
        ("an unknown service", put(wanted(asker, serviceId="/x")), 400, "InvalidServiceId"),
        ("an unknown problem", put(wanted(asker, problemClassificationId="/x")), 400, "InvalidProblemClassificationId"),
        ("an unknown workspace", put(wanted(asker, fileWorkspaceName="x")), 404, "ResourceNotFound"),
        ("an unknown path", asker.azure(SUPPORT + "/nothing"), 404, "NotFound"),
        ("an unknown method", asker.azure(ticket, "POST", {}), 405, "MethodNotAllowed"),
        ("a page of 101", asker.azure(SUPPORT + "/supportTickets?$top=101"), 400, "InvalidQueryParameter"),
        ("a filter by title", asker.azure(SUPPORT + "/supportTickets?$filter=Title%20eq%20'x'"), 400,
         "InvalidQueryParameter"),
    )
    for what, answer, status, code in rows:
        bad += asker.refused(f"Azure, {what}", answer, status, code)
    for change in bodies():
        bad += asker.refused(f"Azure, {change}", put(wanted(asker, **change)), 400, "InvalidRequestContent")
    t.same(asker.azure(ticket)[0], 404, "what was refused is not there")
    return bad + azure_roles(ms, asker, put)


def bodies():
    """Every required member missing, and each word that is none."""
    yield from ({name: None} for name in wanted_members())
    yield from ({"contact": {name: None}} for name in (
        "firstName", "lastName", "preferredContactMethod", "primaryEmailAddress", "preferredTimeZone", "country",
        "preferredSupportLanguage"))
    yield from ({"severity": "A"}, {"advancedDiagnosticConsent": "yes"}, {"require24X7Response": "true"},
                {"problemStartTime": "yesterday"}, {"problemStartTime": "2026-08-21T07:10:00"}, {"colour": "red"},
                {"technicalTicketDetails": {}}, {"contact": {"country": "PL"}}, {"contact": {"country": "XXX"}},
                {"contact": {"preferredTimeZone": "Europe/Warsaw"}}, {"contact": {"preferredSupportLanguage": "pl-pl"}},
                {"contact": {"preferredContactMethod": "phone"}}, {"contact": {"primaryEmailAddress": "nobody"}},
                {"contact": {"additionalEmailAddresses": "a@b.example"}})


def wanted_members():
    return ("serviceId", "title", "description", "problemClassificationId", "severity", "contactDetails",
            "advancedDiagnosticConsent")


def azure_roles(ms, asker, put):
    """A Reader reads and writes nothing; a stranger does neither."""
    roles = ms.azure.subscriptions[SUB]["roles"]
    who = tokens.object_id(CLIENT, CONTOSO)
    kept, roles[who] = roles[who], "Reader"
    asker.t.same(asker.azure(SUPPORT + "/supportTickets")[0], 200, "a Reader lists")
    bad = asker.refused("a Reader writes", put(), 403, "AuthorizationFailed")
    del roles[who]
    bad += asker.refused("a stranger lists", asker.azure(SUPPORT + "/supportTickets"), 403, "AuthorizationFailed")
    roles[who] = kept
    return bad


def azure_names(t, ms, asker):
    """A name is made once; what the engineer does changes what may be done."""
    ticket, good = SUPPORT + "/supportTickets/Twice", wanted(asker)
    t.same([asker.azure(ticket, "PUT", good)[0] for _ in range(2)], [200, 200], "the same ticket twice")
    asker.refused("another one by its name", asker.azure(ticket.replace("Twice", "twice"), "PUT",
                                                         wanted(asker, title="x")), 409, "Conflict")
    t.same(len([c for c in ms.azure.made("ticket") if c["name"].lower() == "twice"]), 1, "tickets of that name")
    message = {"properties": {"subject": "s", "body": "b"}}
    asker.refused("a program without a sender", asker.azure(ticket + "/communications/m", "PUT", message), 400,
                  "InvalidRequestContent")
    ms.azure.engineer_says(SUB, "twice", "Please send the log.")
    for n in range(11):
        message["properties"].update(sender="a@b.example", body=str(n))
        asker.azure(f"{ticket}/communications/m{n}", "PUT", message)
    _, _, first = asker.azure(ticket + "/communications")
    _, _, rest = asker.ask(first["nextLink"], Authorization=f"Bearer {asker.main}")
    t.same([len(first["value"]), len(rest["value"]), "nextLink" in rest], [10, 2, False], "two pages of communications")
    t.same(first["value"][0]["properties"]["communicationDirection"], "inbound", "who wrote first")
    asker.refused("severity under an engineer", asker.azure(ticket, "PATCH", {"severity": "critical"}), 400,
                  "BadRequest")
    asker.refused("closed under an engineer", asker.azure(ticket, "PATCH", {"status": "closed"}), 400, "BadRequest")
    ms.azure.assign(SUB, "twice", None)
    closed = asker.azure(ticket, "PATCH", {"status": "closed"})[2]
    t.same(closed["properties"]["status"], "Closed", "closed without one")


def azure_plans(t, ms, asker):
    """Without the partner's token there is no plan; in the background the operation fails, and nothing is made."""
    ticket = SUPPORT + "/supportTickets/planless"
    asker.refused("no partner's token", asker.azure(ticket, "PUT", wanted(asker), x_ms_authorization_auxiliary=None),
                  403, "InvalidSupportPlan")
    ms.azure.asynchronous, ms.azure.settle_secs = True, 0
    status, headers, _ = asker.azure(ticket, "PUT", wanted(asker), x_ms_authorization_auxiliary=None)
    t.same(status, 202, "accepted, for now")
    words = [asker.ask(headers["azure-asyncoperation"], Authorization=f"Bearer {asker.main}")[2] for _ in range(2)]
    t.same([w["status"] for w in words], ["InProgress", "Failed"], "the operation")
    t.same(words[1]["error"]["code"], "InvalidSupportPlan", "why")
    t.same(asker.azure(ticket)[0], 404, "no ticket came of it")
    other = ticket.replace(SUB, SUBSCRIPTIONS[FABRIKAM])
    asker.refused("another customer's subscription", asker.azure(other, "PUT", wanted(asker)), 401,
                  "InvalidAuthenticationTokenTenant")
    ms.azure.asynchronous, ms.azure.settle_secs = False, 0.3


def azure_files(t, asker):
    """A file in two pieces; a ticket that names it before it is whole is refused."""
    space = SUPPORT + "/fileWorkspaces/w1"
    t.same(asker.azure(space, "PUT")[0], 201, "a workspace")
    asker.refused("too large a piece", asker.azure(space + "/files/a.txt", "PUT", {"properties": {
        "chunkSize": 3 << 20, "fileSize": 3 << 20, "numberOfChunks": 1}}), 400, "BadRequest")
    t.same(asker.azure(space + "/files/a.txt", "PUT", {"properties": {"chunkSize": 4, "fileSize": 6,
                                                                      "numberOfChunks": 2}})[0], 201, "a file")
    upload = space + "/files/a.txt/upload"
    asker.refused("the second piece first", asker.azure(upload, "POST", {"content": "YWI=", "chunkIndex": 1}), 400,
                  "BadRequest")
    t.same(asker.azure(upload, "POST", {"content": "YWJjZA==", "chunkIndex": 0})[0], 204, "the first piece")
    half = asker.azure(SUPPORT + "/supportTickets/filed", "PUT", wanted(asker, fileWorkspaceName="w1"))
    asker.refused("a ticket with half a file", half, 400, "BadRequest")
    t.same(asker.azure(upload, "POST", {"content": "ZWY=", "chunkIndex": 1})[0], 204, "the second piece")
    t.same(asker.azure(SUPPORT + "/supportTickets/filed", "PUT", wanted(asker, fileWorkspaceName="w1"))[0], 200,
           "a ticket with the whole file")


def faults(t, ms, asker):
    """What is ordered goes wrong, once, and leaves what it says."""
    def put(name):
        try:
            status, _, document = asker.azure(f"{SUPPORT}/supportTickets/{name}", "PUT", wanted(asker))
            return status if document else "half an answer"
        except (OSError, ValueError, http.client.HTTPException) as e:
            return type(e).__name__

    rows = (("refuse", {}, False), ("cut", {"keep": 0}, True), ("cut", {"keep": 40}, True), ("cut", {}, True),
            ("broken", {}, False), ("broken", {"effect": True, "status": 503}, True), ("throttle", {"secs": 7}, False),
            ("gateway", {}, False), ("garbage", {}, True), ("hang", {"secs": 0.1}, True), ("late", {"secs": 0.1}, True))
    for n, (kind, more, is_there) in enumerate(rows):
        ms.azure.fail(kind, "supportTickets", method="PUT", **more)
        got = put(f"f{n}")
        t.check((got == 200) == (kind == "late"), f"{kind} {more}: answered {got}")
        made = [c for c in ms.azure.made("ticket") if c["name"] == f"f{n}"]
        t.same(bool(made), is_there, f"{kind} {more}: is it there")
        t.same(put(f"f{n}"), 200, f"{kind} {more}: the next one")
    ms.azure.fail("throttle", secs=7)
    _, headers, body = asker.azure(SUPPORT + "/supportTickets")
    t.same([headers["retry-after"], body["error"]["code"]], ["7", "TooManyRequests"], "how it throttles")
