"""Are the fakes of Partner Center, Graph and the certificate host honest? Each refusal, each way of writing an answer
and each forgery that our tests rely on is really there; signatures and certificates are judged by the openssl program.
"""

import base64
import json
import time
import urllib.parse

from asker import Asker
from microsoft import CONTOSO, FABRIKAM, PARTNER, Microsoft, ca, notifications
from wire import ask
from certificates import KINDS
from subscriptions import Exact

GRAPH = "https://graph.microsoft.com"
REQUEST = {"Attributes": {"ObjectType": "ServiceRequest"}}
OK = {"good", "renewed", "chained", "stray"}     # kinds that openssl calls valid, with the authority between at hand


def run(t):
    ms = Microsoft(t.where, t.where / "secrets").start()
    asker = Asker(t, ms)
    number = ms.partner_center.cases.add("Mailbox moves stall", "Moves stay at 10 %", CONTOSO)
    refused = headers(t, ms, asker, number) + tokens_of(t, ms, asker, number) + bodies(t, ms, asker, number)
    requests(t, ms, asker, number)
    once(t, ms, asker, number)
    pages(t, ms, asker)
    refused += subscriptions(t, ms, asker)
    hooks(t, ms, asker)
    refused += graph(t, ms, asker)
    forged = certificates(t, ms, asker) + signatures(t, ms)
    ms.stop()
    return {"refusals": refused, "certificates and forgeries": forged}


def refused(t, what, answer, status, code):
    """In Partner Center's shape; the code may be text or number."""
    t.same([answer[0], str((answer[2] or {}).get("code")), (answer[2] or {}).get("source")],
           [status, str(code), "PartnerFD"], f"Partner Center, {what}")
    return 1


# ---- Partner Center

def headers(t, ms, asker, number):
    path, bad = f"/v1/servicerequests/{number}", 0
    for what, change, status in (
            ("no MS-RequestId", {"MS_RequestId": None}, 400), ("MS-RequestId is no GUID", {"MS_RequestId": "7"}, 400),
            ("no MS-CorrelationId", {"MS_CorrelationId": None}, 400),
            ("no contract version", {"MS_Contract_Version": None}, 400),
            ("another answer wanted", {"Accept": "*"}, 406)):
        bad += refused(t, what, asker.pc(path, **change), status, 3000)
    bad += refused(t, "another type", asker.pc(path, "PATCH", REQUEST, Content_Type="text/plain"), 415, 3000)
    bad += refused(t, "an unknown path", asker.pc("/v1/nothing"), 404, 1000)
    bad += refused(t, "an unknown method", asker.pc(path, "DELETE"), 405, 405)
    t.same(asker.pc(path, ValidateMfa="true")[1]["ismfacompliant"], "true", "MFA is reported when asked")
    return bad


def tokens_of(t, ms, asker, number):
    path, pc = f"/v1/servicerequests/{number}", "https://api.partnercenter.microsoft.com"
    rows = (("no token", None, 401, 401),
            ("Graph's old audience", ms.person_token("https://graph.windows.net"), 401, 900420),
            ("a person without MFA", ms.person_token(amr=["pwd"]), 401, 900421),
            ("the program alone", ms.token(PARTNER, pc), 403, 900329),
            ("a customer's token", ms.token(CONTOSO, pc), 403, 900308),
            ("a token of yesterday", ms.person_token(exp=1), 401, 401))
    for what, token, status, code in rows:
        refused(t, what, asker.pc(path, Authorization=token and f"Bearer {token}"), status, code)
    alone = asker.pc("/v1/customers", Authorization=f"Bearer {ms.token(PARTNER, pc)}")
    t.same(alone[0], 200, "the program lists customers")
    return len(rows)


def bodies(t, ms, asker, number):
    path, bad = f"/v1/servicerequests/{number}", 0
    for what, body in (("no object type", {"Status": "closed"}), ("no JSON", "x"),
                       ("another id", {**REQUEST, "Id": "1"}), ("an unknown status", {**REQUEST, "Status": "done"}),
                       ("an unknown severity", {**REQUEST, "Severity": 9})):
        bad += refused(t, what, asker.pc(path, "PATCH", body), 400, 3000)
    bad += refused(t, "no such request", asker.pc("/v1/servicerequests/1"), 404, 1000)
    bad += refused(t, "another customer's", asker.pc(f"/v1/customers/{FABRIKAM}/servicerequests/{number}"), 404, 1000)
    bad += refused(t, "a stranger's", asker.pc(f"/v1/customers/{PARTNER}/servicerequests"), 404, 60003)
    filters = ({"Field": "Title", "Value": "x", "Operator": "equals"}, {"Field": "Status", "Value": "new",
                                                                        "Operator": "equals"})
    for f in filters:
        bad += refused(t, f"the filter {f}", asker.pc("/v1/servicerequests?" + urllib.parse.urlencode(
            {"filter": json.dumps(f)})), 400, 3000)
    ms.partner_center.refuse_next(409, 900278, "Operation pending")
    bad += refused(t, "what a test orders", asker.pc(path), 409, 900278)
    ms.partner_center.style.codes = "number"
    t.same(asker.pc("/v1/servicerequests/1")[2]["code"], 1000, "a code as a number")
    ms.partner_center.style.codes = "text"
    return bad


def requests(t, ms, asker, number):
    """A request is read and changed, in every way of writing."""
    pc, path = ms.partner_center, f"/v1/customers/{CONTOSO}/servicerequests/{number}"
    pc.cases.engineer_says(number, "Please send the move report")
    row = asker.pc(path)[2]
    t.same([row["status"], row["severity"], row["notes"][0]["text"], row["lastClosedDate"]],
           ["attention_needed", "moderate", "Please send the move report", "0001-01-01T00:00:00"], "a request")
    pc.style.enums, pc.style.bom = "number", True
    row = asker.pc(path)[2]
    t.same([row["status"], row["severity"]], [3, 2], "a request with numbers and a mark before it")
    pc.style.enums, pc.style.bom = "text", False
    dates = {len(asker.pc(path)[2]["createdDate"]) for _ in range(8)}
    t.check(len(dates) >= 4, f"odd dates: {dates}")
    sample = {"Title": None, "Severity": "unknown", "Status": "none", "LastClosedDate": "0001-01-01T00:00:00",
              "NewNote": {"Text": "Attached in the portal"}, **REQUEST}     # as the documents send it
    row = asker.pc(path, "PATCH", sample)[2]
    t.same([row["status"], row["notes"][-1]["text"]], ["attention_needed", "Attached in the portal"], "a note")
    t.same(asker.pc(path, "PATCH", {**REQUEST, "status": 2})[2]["status"], "closed", "closed, by a number")
    t.check(not asker.pc(path)[2]["lastClosedDate"].startswith("0001"), "when it was closed")
    refused(t, "closed again", asker.pc(path, "PATCH", {**REQUEST, "Status": "Closed"}), 400, 800040)
    t.same(asker.pc(path, "PATCH", {**REQUEST, "Status": "Open"})[2]["status"], "open", "opened again")
    pc.style.quiet = True
    t.same(asker.pc(path, "PATCH", {**REQUEST, "Severity": "critical"})[::2], (200, None), "a change without an answer")
    pc.style.quiet = False
    t.same(asker.pc(path)[2]["severity"], "critical", "what it did")
    other = pc.cases.add("Of a colleague", by="jan@partner.example")
    refused(t, "a colleague's", asker.pc(f"/v1/servicerequests/{other}"), 404, 1000)
    whole = asker.pc(f"/v1/servicerequests/{other}", IncludeOrganizationRequests="true")
    t.same(whole[0], 200, "a colleague's, asked for")


def once(t, ms, asker, number):
    """MS-RequestId: a repeat changes nothing, another content is refused."""
    path, key = f"/v1/servicerequests/{number}", "7f3a0f2e-53a1-4d7e-9a59-6b1b6a0d4c11"
    note, before = {**REQUEST, "NewNote": {"Text": "once"}}, len(ms.partner_center.made("note"))
    ms.partner_center.fail("cut", method="PATCH", keep=0)
    try:
        asker.pc(path, "PATCH", note, MS_RequestId=key)
        t.check(False, "a cut connection answered")
    except OSError:
        t.same(len(ms.partner_center.made("note")), before + 1, "notes after the cut")
    t.same([asker.pc(path, "PATCH", note, MS_RequestId=key)[0] for _ in range(2)], [200, 200], "the same again")
    t.same(len(ms.partner_center.made("note")), before + 1, "notes after two repeats")
    refused(t, "the same id for something else", asker.pc(path, "PATCH", {**REQUEST, "Status": "closed"},
                                                          MS_RequestId=key), 400, 3000)
    ms.partner_center.fail("throttle", secs=57)
    status, got, body = asker.pc(path)
    t.same([status, got["retry-after"], body], [429, "57", {
        "statusCode": 429, "message": "Rate limit is exceeded. Try again in 57 seconds."}], "429 in its own shape")


def pages(t, ms, asker):
    pc = ms.partner_center
    for n in range(5):
        pc.cases.add(f"more {n}", customer=FABRIKAM)
    pc.style.size, seen, calls = 2, [], 0
    path, sent = f"/v1/customers/{FABRIKAM}/servicerequests?size=40", {}
    while path:
        status, _, page = asker.pc(path, **sent)
        seen, calls = seen + [r["title"] for r in page["items"]], calls + 1
        follow = page["links"].get("next")
        path = follow and "/v1" + follow["uri"]
        sent = {h["key"].replace("-", "_"): h["value"] for h in (follow or {}).get("headers", ())}
    t.same([seen, calls], [[f"more {n}" for n in range(5)], 3], "three pages")
    bad = asker.pc(f"/v1/customers/{FABRIKAM}/servicerequests", MS_ContinuationToken="fake-2")
    refused(t, "a continuation without seekOperation", bad, 400, 3000)
    pc.happened("update_subscription", "subscription", CONTOSO)
    refused(t, "audit records without a day", asker.pc("/v1/auditrecords"), 400, 3000)
    day = time.strftime("%Y-%m-%d", time.gmtime())
    t.same(asker.pc(f"/v1/auditrecords?startDate={day}")[2]["totalCount"], 1, "audit records of today")


def subscriptions(t, ms, asker):
    """Suspended and active again, by all that is refused on the way."""
    pc, path = ms.partner_center, f"/v1/customers/{CONTOSO}/subscriptions/"
    next_term = {"quantity": 20, "product": {"productId": "CFQ7TTC0LCHC", "billingCycle": "Annual"}}
    sub = pc.subscription(CONTOSO, scheduledNextTermInstructions=next_term, price=Exact("1.10"), odd=2 ** 70)
    row = asker.pc(path + sub)[2]
    body = asker.last
    t.check(b'"price": 1.10,' in body and b": 1180591620717411303424" in body, f"digits: {body}")
    etag, changed = f'"{row["attributes"]["etag"]}"', {**row, "status": "suspended"}
    t.same(asker.pc(path + sub, "PATCH", changed)[0], 412, "without If-Match")
    t.same(asker.pc(path + sub, "PATCH", changed, If_Match=etag.strip('"'))[0], 412, "If-Match without quotes")
    whole = body.replace(b'"status": "active"', b'"Status": "Suspended"')
    row = asker.pc(path + sub, "PATCH", whole, If_Match=etag)[2]
    renewal = lambda row: [row["status"], row["autoRenewEnabled"], row["scheduledNextTermInstructions"]]
    t.same(renewal(row), ["suspended", False, None], "suspended: what new commerce forgets")
    t.same(pc.bought.lost, [], "what the whole object lost")
    refused(t, "an old etag", asker.pc(path + sub, "PATCH", row, If_Match=etag), 400, 2055)
    n = 1

    def change(sub, **members):
        row = {**asker.pc(path + sub)[2], **members}
        return asker.pc(path + sub, "PATCH", {k: v for k, v in row.items() if v != "left out"},
                        If_Match=f'"{row["attributes"]["etag"]}"')

    n += refused(t, "suspended again", change(sub, status="suspended"), 400, 800040)
    n += refused(t, "renewed while suspended", change(sub, autoRenewEnabled=True), 400, 800091)
    n += refused(t, "more while suspended", change(sub, quantity=16), 400, 2001)
    pc.bought.set(sub, suspensionReasons=["PartnerSuspended", "Fraud"])
    n += refused(t, "active against Microsoft's reason", change(sub, status="active"), 400, 800040)
    pc.bought.set(sub, suspensionReasons=["PartnerSuspended"])
    row = change(sub, status="active", autoRenewEnabled=True, scheduledNextTermInstructions=next_term)[2]
    t.same(renewal(row), ["active", False, None], "active: renewal is asked for afterwards")
    n += refused(t, "scheduled without renewal", change(sub, scheduledNextTermInstructions=next_term), 400, 3000)
    row = change(sub, autoRenewEnabled=True, scheduledNextTermInstructions=next_term)[2]
    t.same(renewal(row), ["active", True, next_term], "renewed again")
    row = change(sub, autoRenewEnabled="left out", scheduledNextTermInstructions="left out")[2]
    t.same(renewal(row), ["active", False, None], "what is left out falls back")
    return n + ages(t, ms, asker, change)


def ages(t, ms, asker, change):
    """What refuses by what it is, and what time does."""
    pc, path = ms.partner_center, f"/v1/customers/{CONTOSO}/subscriptions/"
    old, new = pc.subscription(CONTOSO, offer="195416c1-3447-423a-b37b-ee59a99a19c4"), pc.subscription(CONTOSO)
    azure = pc.subscription(CONTOSO, "Azure plan", "DZH318Z0BPS6:0001:DZH318Z0BML6", billingType="usage")
    pc.bought.active_azure(azure, 1)
    n = refused(t, "an Azure plan in use", change(azure, status="suspended"), 403, 900115)
    pc.bought.queue(new, 60)
    n += refused(t, "an operation is pending", change(new, status="suspended"), 409, 900278)
    pc.bought.queue(new, 0)
    n += refused(t, "deleted too late", change(new, status="deleted"), 400, 900117)
    n += refused(t, "no such subscription", asker.pc(path + new[:-4] + "0000"), 404, 20003)
    change(old, status="suspended")
    change(new, status="suspended")
    states = lambda: [asker.pc(path + sub)[2]["status"] for sub in (old, new)]
    for days, wanted in ((0, ["suspended"] * 2), (89, ["suspended"] * 2), (91, ["deleted", "suspended"]),
                         (396, ["deleted", "disabled"]), (486, ["deleted"] * 2)):
        pc.bought.later = days * 86400
        t.same(states(), wanted, f"left suspended for {days} days")
    n += refused(t, "active after its end", change(old, status="active"), 400, 2011)
    pc.bought.later = 0
    pc.style.names = "pascal"
    t.same(asker.pc(path + azure)[2]["Attributes"]["ObjectType"], "Subscription", "names in capitals")
    pc.style.names = "camel"
    change(azure, price="left out", offerName="left out")
    t.same(pc.bought.lost[-1:], [(azure, "offerName")], "what a PATCH left out is remembered")
    pc.reseller("484e548c-f5f3-4528-93a9-c16c6373cb59", "Tatra IT", "4847384", [CONTOSO])
    names = [r["name"] for r in asker.pc(f"/v1/customers/{CONTOSO}/relationships")[2]["items"]]
    t.same(names, ["Tatra IT"], "a customer's indirect resellers")
    return n


def hooks(t, ms, asker):
    """A registration, and its test event signed as Microsoft's."""
    got, root = [], "/webhooks/v1/registration"
    refused(t, "no registration yet", asker.pc(root), 404, 1000)
    wish = {"WebhookUrl": "https://desk.example/hook/partner-center", "WebhookEvents": ["subscription-updated"],
            "SignatureTokenToMsSignatureHeader": True}
    refused(t, "an unknown event", asker.pc(root, "POST", {**wish, "WebhookEvents": ["x"]}), 400, 3000)
    t.same(asker.pc(root, "POST", wish)[2]["WebhookUrl"], wish["WebhookUrl"], "registered")
    ms.partner_center.hooks.send = lambda url, event: got.append((url, event["EventName"])) or 200
    t.same([asker.pc(root + "/validationEvents", "POST")[0] for _ in range(3)], [200, 200, 429], "two tests a minute")
    t.same(got, [(wish["WebhookUrl"], "test-created")] * 2, "what was sent")


# ---- Graph

def graph(t, ms, asker):
    for n in range(3):
        ms.graph.incident(title=f"incident {n}")
    ms.graph.incident(title="of another tenant", tenant=FABRIKAM)
    ms.graph.delegate(CONTOSO, "Contoso", ["62e90394-69f5-4237-9190-012177145e10"])
    root, rights = ms.graph.url + "/v1.0", ["ServiceHealth.Read.All"]
    token = ms.token(CONTOSO, GRAPH, roles=rights)

    def ask(path, with_token=token):
        return asker.ask(root + path, Authorization=f"Bearer {with_token}")

    ms.graph.page_size = 2
    first = ask("/admin/serviceAnnouncement/issues?$filter=isResolved%20eq%20false")[2]
    rest = asker.ask(first["@odata.nextLink"], Authorization=f"Bearer {token}")[2]
    t.same([r["title"] for r in first["value"] + rest["value"]], ["incident 0", "incident 1", "incident 2"], "issues")
    ms.graph.page_size = 100
    states = {r["service"]: r["status"] for r in ask("/admin/serviceAnnouncement/healthOverviews")[2]["value"]}
    t.same([states["Exchange Online"], states["Microsoft Teams"]], ["serviceDegradation", "serviceOperational"],
           "health")
    gdap = ask("/tenantRelationships/delegatedAdminRelationships?$filter=status%20eq%20'active'",
               ms.token(PARTNER, GRAPH, roles=["DelegatedAdminRelationship.Read.All"]))[2]["value"]
    t.same([gdap[0]["customer"]["tenantId"], gdap[0]["autoExtendDuration"]], [CONTOSO, "P180D"], "GDAP")
    rows = (("Resource Manager's token", ask("/admin/serviceAnnouncement/issues", asker.main), 401),
            ("no right", ask("/admin/serviceAnnouncement/messages"), 403),
            ("a filter of its own", ask("/admin/serviceAnnouncement/issues?$filter=colour%20eq%20'red'"), 400),
            ("too long a page", ask("/admin/serviceAnnouncement/issues?$top=1001"), 400),
            ("an unknown issue", ask("/admin/serviceAnnouncement/issues/EX1"), 404))
    for what, answer, status in rows:
        t.same([answer[0], "innerError" in answer[2]["error"]], [status, True], f"Graph, {what}")
    return len(rows)


# ---- notifications

def certificates(t, ms, asker):
    """What openssl says of each, with the roots that a receiver trusts and the authority between."""
    host, n = ms.certificates, 0
    for kind in KINDS:
        status, _, body = ask_raw(ms, host.address(kind))
        file = t.where / f"{kind}.pem"
        file.write_bytes(ca.must("x509", "-inform", "DER", stdin=body))
        valid = ca.openssl("verify", "-CAfile", host.trusted, "-untrusted", host.middle, file)[0] == 0
        about = ca.must("x509", "-in", file, "-noout", "-subject", "-issuer").decode().replace(" ", "")
        named = "CN=pcnotifications-dispatch.microsoft.com\n" in about and "O=MicrosoftCorporation" in about
        t.same([status, valid and named], [200, kind in OK], f"the certificate {kind}: {about}")
        n += 1
    alone = ca.openssl("verify", "-CAfile", host.trusted, t.where / "chained.pem")
    t.check(alone[0] != 0, "chained without the authority between")
    found = ca.must("x509", "-in", t.where / "chained.pem", "-noout", "-text").decode()
    t.check(host.url + "/issuer/middle.cer" in found, "where the authority between is")
    t.same(ask_raw(ms, host.url + "/issuer/middle.cer")[0], 200, "the authority between")
    t.same(ask_raw(ms, host.address("redirect"))[0], 302, "a redirect")
    t.same(len(ask_raw(ms, host.address("huge"))[2]), 10 << 20, "10 MB")
    t.same([ask_raw(ms, host.address("garbage"))[0], ask_raw(ms, host.address("nothing"))[0]], [200, 404], "the others")
    return n


def ask_raw(ms, url):
    return ask(url, trusted=ms.authority.certificate)


def signatures(t, ms):
    """The good one holds; a forgery fails for openssl, or names a certificate that must not be believed."""
    body = notifications.event(CONTOSO, "a4c1340d-6911-4758-bba3-0c4c6007d161", time.time())
    t.same(judge(t, ms, ms.notifier.headers(body), body), "holds", "the good notification")
    other = ms.notifier.headers(body, place="x-ms-signature")
    t.same(judge(t, ms, other, body, "x-ms-signature"), "holds", "its other header")
    n = 0
    for what, headers, sent in ms.notifier.forgeries(body):
        t.check(judge(t, ms, headers, sent) != "holds", f"the forgery holds: {what}")
        n += 1
    return n


def judge(t, ms, headers, body, place="Authorization"):
    """A receiver in a few lines: what is wrong, or "holds"."""
    scheme, _, text = headers.get(place, "").partition(" ")
    url, method = headers.get("X-MS-Certificate-Url", ""), headers.get("X-MS-Signature-Algorithm")
    try:
        signature = base64.b64decode(text, validate=True)
    except ValueError:
        return "no base64"
    if scheme != "Signature" or not signature or method != "rsa-sha256" or url != ms.certificates.address():
        return "headers"
    return "holds" if ca.holds(ms.certificates.pair("good")[0], body, signature, t.where / "judge.sig") else "signature"
