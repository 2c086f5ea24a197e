"""Tries to break: a socket that systemd hands over stays systemd's. While serve is away nobody is refused, who comes
waits; a socket that is not a unix socket is not taken.
"""

import os
import signal
import socket
import subprocess
import threading

import parts
import wire
from house import new_secret
from trial import FakeRt, fake_desk


def run(t):
    rt = FakeRt().start()
    cspdesk = t.cspdesk(t.mariadb(), [])
    cspdesk.desks = [fake_desk(cspdesk, rt, new_secret())]
    cspdesk.prepare()
    path = str(parts.socket_path(cspdesk.home / "run" / "handed.sock"))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        os.chmod(path, 0o666)
        listener.listen(64)
        turns = restarts(t, cspdesk, listener, path)
    tcp(t, cspdesk)
    rt.stop()
    return {"restarts": turns}


def start(cspdesk, listener):
    """serve as systemd starts it: the socket is descriptor 3, and the process is told that it is meant."""
    shell = f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" serve -c "$1" 3<&{listener.fileno()}'
    with open(cspdesk.home / "log" / "handed.log", "ab") as log:
        return subprocess.Popen(parts.as_daemon(["sh", "-c", shell, cspdesk.binary, cspdesk.conf]),
                                pass_fds=[listener.fileno()], stdout=log, stderr=log)


def restarts(t, cspdesk, listener, path):
    """Each time it is stopped somebody asks, and is answered by the next one."""
    turns = 3
    for turn in range(turns):
        answers = []
        asker = threading.Thread(target=lambda a=answers: a.append(wire.fastcgi_get(path, "/healthz")[0]))
        asker.start()       # nobody accepts yet
        child = start(cspdesk, listener)
        asker.join(20)
        t.same(answers, [200], f"who asked before start {turn + 1}")
        child.send_signal(signal.SIGTERM)
        t.same(child.wait(20), 0, "the end of serve")
        t.check(os.path.exists(path), "the socket's name is left alone")
    return turns


def tcp(t, cspdesk):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        child = start(cspdesk, listener)
        t.same(child.wait(20), 1, "the end of serve with a TCP socket")
    log = (cspdesk.home / "log" / "handed.log").read_text()
    t.check("must be a unix socket" in log, f"why: {log[-300:]}")
