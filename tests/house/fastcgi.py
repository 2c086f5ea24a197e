"""A request straight to serve's socket, past nginx: any method, any parameter, any claimed length."""

import socket
import struct

import wire


def fastcgi_request(path, method, uri, body=b"", headers=None, length=None, timeout=10):
    """(status, text of headers and body). `length` is what CONTENT_LENGTH claims, if not the body's."""
    params = {"REQUEST_METHOD": method, "CSPDESK_PATH": uri, "CSPDESK_USER": "",
              "CONTENT_LENGTH": str(len(body) if length is None else length)}
    params.update({"HTTP_" + name.upper().replace("-", "_"): value for name, value in (headers or {}).items()})
    pairs = b"".join(struct.pack(">II", len(k.encode()) | 1 << 31, len(v.encode()) | 1 << 31) + k.encode() +
                     v.encode() for k, v in params.items())
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(timeout)
        s.connect(str(path))
        s.sendall(wire._record(1, struct.pack(">HB5x", 1, 0)) + wire._record(4, pairs) + wire._record(4, b""))
        send_body(s, body)
        with s.makefile("rb") as answer:
            text = wire._stdout(answer).decode(errors="replace")
    status = text.partition("\r\n")[0].removeprefix("Status: ")
    return int(status.split()[0]), text


def send_body(s, body):
    """Serve may refuse and close before it has read all: then its answer is what counts."""
    try:
        for at in range(0, len(body), 32768):
            s.sendall(wire._record(5, body[at:at + 32768]))
        s.sendall(wire._record(5, b""))
    except (BrokenPipeError, ConnectionResetError):
        pass
