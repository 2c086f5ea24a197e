"""The peer that accepting is measured against: php-fpm with tests/bench/hook.php behind nginx, on cspdesk's table."""

import base64
import pathlib
import subprocess

from house import TOP, HouseError, Nginx, Process, free_port
from parts import make_dir, socket_path, write

SCRIPT = TOP / "tests" / "bench" / "hook.php"


class Peer:
    """One php-fpm with a static pool for each of `ways`, and an nginx in front of each pool.

    A way is (processes, kept): kept connections occupy their processes also when idle, so such a pool is nobody
    else's. start() fills `fronts`, an nginx per way.
    """

    def __init__(self, where, cspdesk, secret, ways):
        self.home = pathlib.Path(where) / "php"
        self.sockets = {(n, kept): socket_path(self.home / "run" / f"fpm{n}{'k' if kept else 'c'}.sock")
                        for n, kept in ways}
        self.cspdesk, self.secret, self.process, self.fronts = cspdesk, secret, None, {}

    def start(self):
        for name in (".", "run", "log"):
            make_dir(self.home / name)
        write(self.home / "config.php", self._config(), 0o600)
        write(self.home / "fpm.conf", GLOBAL + "".join(POOL.format(name=s.stem, size=way[0], socket=s)
                                                       for way, s in self.sockets.items()))
        for socket in self.sockets.values():
            socket.unlink(missing_ok=True)
        self.process = Process(self.home, "php-fpm", [fpm(), "--nodaemonize", "--fpm-config", self.home / "fpm.conf",
                                                      *(word for line in INI for word in ("-d", line))])
        self.process.await_ready(lambda: all(s.exists() for s in self.sockets.values()))
        self.fronts = {way: self._front(way, socket).start() for way, socket in self.sockets.items()}
        return self

    def _front(self, way, socket):
        processes, kept = way
        return TunedNginx(self.home / socket.stem, socket, processes if kept else 0,
                          f"fastcgi_param SCRIPT_FILENAME {SCRIPT};\n"
                          f"fastcgi_param HOOK_CONFIG {self.home / 'config.php'};\n")

    def _config(self):
        password = (self.cspdesk.secrets / "app.password").read_text().strip()
        key = base64.b64decode(self.secret.removeprefix("whsec_")).hex()
        return (f"<?php return ['dsn' => 'mysql:unix_socket={self.cspdesk.mariadb.socket};dbname=cspdesk;"
                f"charset=utf8mb4', 'user' => 'cspdesk_app', 'password' => '{password}', 'key' => hex2bin('{key}')];\n")


class TunedNginx(Nginx):
    """The shipped configuration with another number of idle connections (0: none are kept) and `params` more."""

    def __init__(self, where, socket, keepalive, params=""):
        super().__init__(make_dir(where), free_port(), socket)
        self.keepalive, self.params = keepalive, params

    def render(self):
        super().render()
        self._change("cspdesk.conf", "keepalive 32;", f"keepalive {self.keepalive};" if self.keepalive else "")
        if not self.keepalive:
            self._change("cspdesk.params", "fastcgi_keep_conn on;", "fastcgi_keep_conn off;")
        with open(self.home / "cspdesk.params", "a", encoding="utf-8") as params:
            params.write(self.params)

    def _change(self, name, shipped, ours):
        text = (self.home / name).read_text()
        if shipped not in text:
            raise HouseError(f"conf/nginx/{name} no longer says {shipped!r}; adapt tests/bench/peer.py")
        write(self.home / name, text.replace(shipped, ours))


def fpm():
    """Debian has the version in the name."""
    found = sorted(pathlib.Path("/usr/sbin").glob("php-fpm*"))
    if not found:
        raise HouseError("php-fpm is not installed; run tests/house/packages bench")
    return found[-1]


def version():
    return subprocess.run([fpm(), "-v"], capture_output=True, text=True).stdout.split()[1]


# What one sets for speed; nothing is looked up on disk, nothing is logged per request.
INI = ("opcache.enable=1", "opcache.validate_timestamps=0", "opcache.jit=tracing", "opcache.jit_buffer_size=16M",
       "expose_php=0", "enable_post_data_reading=0", "zend.assertions=-1", "output_buffering=0")

GLOBAL = """\
[global]
error_log = /dev/stderr
log_level = warning
"""

POOL = """
[{name}]
listen = {socket}
listen.backlog = 1024
listen.mode = 0600
pm = static
pm.max_children = {size}
pm.max_requests = 0
"""
