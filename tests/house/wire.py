"""The wire: Standard Webhooks signatures, posting hooks, and enough FastCGI to ask whether somebody is at home."""

import base64
import hashlib
import hmac
import http.client
import os
import socket
import ssl
import struct
import time
import urllib.parse
import uuid


def new_secret():
    return "whsec_" + base64.b64encode(os.urandom(24)).decode()


def sign(secret, id, ts, body):
    """The value of webhook-signature; a secret with whsec_ is base64, another one is the key itself."""
    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    digest = hmac.new(key, f"{id}.{ts}.".encode() + _bytes(body), hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


class Sender:
    """A desk's end of the wire: signs bodies and posts them, by default on one kept connection.

    post() returns (status, text). Connection errors are the caller's to see; after one the next post connects anew.
    """

    def __init__(self, url, secret, keep_alive=True, timeout=30):
        self.secret, self.keep_alive, self.timeout = secret, keep_alive, timeout
        self.url = urllib.parse.urlsplit(url)
        self.connection = None

    def post(self, body, id=None, ts=None, headers=None):
        """`headers` may replace any header, also the signature; a None leaves that header out."""
        id, ts = id or f"msg_{uuid.uuid4().hex}", int(time.time()) if ts is None else ts
        sent = {"Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": str(ts),
                "webhook-signature": sign(self.secret, id, ts, body), **(headers or {})}
        if not self.keep_alive:
            sent["Connection"] = "close"
        try:
            return self._exchange(_bytes(body), {k: v for k, v in sent.items() if v is not None})
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def _exchange(self, body, headers):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=self.timeout)
        self.connection.request("POST", self.url.path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        if answer.will_close:
            self.close()
        return answer.status, text


def post_hook(url, secret, body, id=None, ts=None, headers=None):
    """One hook on a connection of its own; (status, text)."""
    return Sender(url, secret, keep_alive=False).post(body, id, ts, headers)


def ask(url, headers=None, method="GET", body=None, timeout=30, trusted=None):
    """One request of a visitor on a connection of its own; (status, headers with names in lower case, bytes). An https
    URL is believed under the certificates of the file `trusted`."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout,
                                                 context=ssl.create_default_context(cafile=trusted))
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, headers or {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def fastcgi_get(path, uri, timeout=5, **params):
    """GET from a FastCGI server on a unix socket; (status, text of headers and body). OSError if it is not there."""
    params = {"REQUEST_METHOD": "GET", "CSPDESK_PATH": uri, "CONTENT_LENGTH": "0", "CSPDESK_USER": "", **params}
    pairs = b"".join(struct.pack(">II", len(k) | 1 << 31, len(v) | 1 << 31) + k.encode() + v.encode()
                     for k, v in params.items())
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(timeout)
        s.connect(str(path))
        s.sendall(_record(1, struct.pack(">HB5x", 1, 0)) + _record(4, pairs) + _record(4, b"") + _record(5, b""))
        with s.makefile("rb") as answer:
            text = _stdout(answer).decode(errors="replace")
    status = text.partition("\r\n")[0].removeprefix("Status: ") if text.startswith("Status:") else "200"
    return int(status.split()[0]), text


def _record(kind, content):
    return struct.pack(">BBHHBx", 1, kind, 1, len(content), 0) + content


def _stdout(answer):
    out = b""
    while True:
        header = answer.read(8)
        if len(header) < 8:
            raise ConnectionError("FastCGI server hung up before the end of its answer")
        _, kind, _, length, padding = struct.unpack(">BBHHBx", header)
        content = answer.read(length + padding)[:length]
        if kind == 3:
            return out
        if kind == 6:
            out += content


def _bytes(body):
    return body.encode() if isinstance(body, str) else body
