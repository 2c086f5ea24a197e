"""A private nginx that loads the files which ship in conf/nginx."""

import pathlib
import signal
import socket

import parts
from parts import HouseError, Process, TOP, command, make_dir, write

SHIPPED = TOP / "conf" / "nginx"


class Nginx:
    """nginx on 127.0.0.1:port with cspdesk's shipped configuration under DIR/nginx.

    Nothing is changed in the shipped files but the socket, the address and the log directory. With `rt_socket` RT
    answers everything that is not cspdesk's. `extra` is more text for the server block. With `tls`, files of a
    certificate for localhost and of its key, it is at `tls_url`, too.
    """

    def __init__(self, where, port, cspdesk_socket, rt_socket=None, extra="", workers=1, tls=None):
        self.home, self.port, self.url = pathlib.Path(where).resolve() / "nginx", port, f"http://127.0.0.1:{port}"
        self.cspdesk_socket, self.rt_socket, self.extra, self.workers = cspdesk_socket, rt_socket, extra, workers
        self.tls, self.tls_port = tls, parts.free_port() if tls else None
        self.tls_url = f"https://localhost:{self.tls_port}"
        self.access_log = self.home / "log" / "cspdesk.log"
        self.process = None

    def start(self):
        self.check_port()
        self.render()
        self.process = Process(self.home, "nginx", self._nginx())
        self.process.await_ready(self.answers)
        return self

    def stop(self):
        return self.process.stop()

    def kill(self):
        return self.process.kill()

    def reload(self):
        """Renders again and lets nginx change over without losing a request."""
        self.render()
        command([*self._nginx(), "-t"])
        self.process.signal(signal.SIGHUP)

    def answers(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def render(self):
        for name in (".", "log", "run", "cspdesk.d"):
            make_dir(self.home / name)
        for name in ("cspdesk.params", "cspdesk.locations"):
            write(self.home / name, (SHIPPED / name).read_text())
        write(self.home / "cspdesk.conf", self._cspdesk_conf())
        write(self.home / "nginx.conf", MAIN.format(home=self.home, workers=self.workers))
        desk = RT_LOCATION.format(socket=self.rt_socket) if self.rt_socket else ""
        write(self.home / "cspdesk.d" / "desk.conf", desk + self.extra)

    def _cspdesk_conf(self):
        text = (SHIPPED / "cspdesk.conf").read_text()
        for shipped, ours in (("/run/cspdesk/serve.sock", str(self.cspdesk_socket)),
                              ("listen 127.0.0.1:8080;", f"listen 127.0.0.1:{self.port};{self._listen_tls()}"),
                              ("/var/log/nginx/", f"{self.home}/log/")):
            if shipped not in text:
                raise HouseError(f"conf/nginx/cspdesk.conf no longer says {shipped!r}; adapt tests/house/nginx.py")
            text = text.replace(shipped, ours)
        return text

    def _listen_tls(self):
        return f" listen 127.0.0.1:{self.tls_port} ssl; ssl_certificate {self.tls[0]}; ssl_certificate_key {self.tls[1]};" \
            if self.tls else ""

    def _nginx(self):
        return ["/usr/sbin/nginx", "-e", "stderr", "-p", self.home, "-c", self.home / "nginx.conf"]

    def check_port(self):
        parts.stop_leftover(self.home / "run" / "nginx.pid")
        if self.answers():
            raise HouseError(f"port {self.port} on 127.0.0.1 is in use by another program; "
                             f"choose another one, as in: PORT={self.port + 1} make run")


MAIN = """\
daemon off;
worker_processes {workers};
pid {home}/run/master;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {home}/run/body; fastcgi_temp_path {home}/run/fastcgi;
    proxy_temp_path {home}/run/proxy; uwsgi_temp_path {home}/run/uwsgi; scgi_temp_path {home}/run/scgi;
    access_log {home}/log/other.log;
    include cspdesk.conf;
}}
"""

# HTTP_HOST with the port (Debian's fastcgi_params lose it), or RT sees another site and refuses forms.
RT_LOCATION = """\
location / {{
    client_max_body_size 64m;
    fastcgi_pass unix:{socket};
    fastcgi_read_timeout 60s;
    fastcgi_param SCRIPT_NAME     "";
    fastcgi_param PATH_INFO       $uri;
    fastcgi_param QUERY_STRING    $query_string;
    fastcgi_param REQUEST_METHOD  $request_method;
    fastcgi_param REQUEST_URI     $request_uri;
    fastcgi_param CONTENT_TYPE    $content_type;
    fastcgi_param CONTENT_LENGTH  $content_length;
    fastcgi_param SERVER_PROTOCOL $server_protocol;
    fastcgi_param SERVER_NAME     $server_name;
    fastcgi_param SERVER_PORT     $server_port;
    fastcgi_param REMOTE_ADDR     $remote_addr;
    fastcgi_param HTTP_HOST       $http_host;
}}
"""
