"""An HTTP proxy on loopback that leads to fakes by the names of the real hosts, and to nobody else.

A program that is told only this proxy asks for Microsoft's own addresses; who was asked for stands in `asked`.
"""

import socket
import socketserver
import threading


class Tunnel:
    """`ways` is {"host:port": port on loopback}; any other name is refused, and asked for all the same."""

    def __init__(self, ways=()):
        self.ways, self.asked, self.lock, tunnel = dict(ways), [], threading.Lock(), self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                tunnel.one(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads, request_queue_size = True, 128

            def handle_error(self, request, client_address):
                """A client that has gone."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def one(self, client):
        method, _, rest = client.rfile.readline().decode("latin-1").partition(" ")
        name = rest.partition(" ")[0]
        while client.rfile.readline().strip():
            """The headers are not for us."""
        with self.lock:
            self.asked.append(name)
        if method != "CONNECT" or name not in self.ways:
            client.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.ways[name])) as far:
            client.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            there = threading.Thread(target=pump, args=(client.connection, far), daemon=True)
            there.start()
            pump(far, client.connection)
            there.join()

    def hosts(self):
        """The names that were asked for, each once."""
        with self.lock:
            return sorted({name.rpartition(":")[0] for name in self.asked})

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def pump(source, target):
    """Everything, until its end, which is handed on, too."""
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        """One of them has gone; so is the other, in a moment."""
    try:
        target.shutdown(socket.SHUT_WR)
    except OSError:
        """It was faster."""
