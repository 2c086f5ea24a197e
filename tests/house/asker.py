"""Speaks to the fakes of Microsoft as our program would, with a change here and there."""

import json
import urllib.parse
import uuid

from microsoft import CONTOSO, PARTNER
from wire import ask

AT = "?api-version=2024-04-01"


class Asker:
    """Each call returns (status, headers with names in lower case, document). A header of None is left out; `last` has
    the bytes of the answer."""

    def __init__(self, t, ms):
        self.t, self.ms = t, ms
        self.main, self.partner, self.person = ms.token(CONTOSO), ms.token(PARTNER), ms.person_token()

    def ask(self, url, method="GET", body=None, **headers):
        sent = {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
        sent = {k: v for k, v in sent.items() if v is not None}
        if not isinstance(body, (str, bytes, type(None))):
            body = json.dumps(body)
        status, got, self.last = ask(url, sent, method, body, trusted=self.ms.authority.certificate)
        text = self.last
        return status, got, json.loads(text.removeprefix(b"\xef\xbb\xbf")) if text else None

    def azure(self, path, method="GET", body=None, **headers):
        path += "" if "api-version" in path else AT if "?" not in path else AT.replace("?", "&")
        return self.ask(self.ms.azure.url + path, method, body, **{
            "Authorization": f"Bearer {self.main}", "x-ms-authorization-auxiliary": f"Bearer {self.partner}",
            **headers})

    def pc(self, path, method="GET", body=None, **headers):
        """Partner Center, by the person with MFA."""
        return self.ask(self.ms.partner_center.url + path, method, body, **{
            "Authorization": f"Bearer {self.person}", "MS-RequestId": str(uuid.uuid4()), "MS-CorrelationId":
            str(uuid.uuid4()), "MS-Contract-Version": "v1", "Accept": "application/json", **headers})

    def login(self, form, tenant=CONTOSO, version=2):
        path = f"/{tenant}/oauth2/v2.0/token" if version == 2 else f"/{tenant}/oauth2/token"
        return self.ask(self.ms.login.url + path, "POST", urllib.parse.urlencode(form),
                        Content_Type="application/x-www-form-urlencoded")

    def refused(self, what, answer, status, code):
        """Was it refused in Resource Manager's shape?"""
        got = answer[0], ((answer[2] or {}).get("error") or {}).get("code")
        self.t.same(got, (status, code), what)
        return 1
