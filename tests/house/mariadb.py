"""Private MariaDB servers: one, or a Galera cluster of several on loopback."""

import os
import pathlib
import re
import shutil

import parts
from parts import HouseError, Process, command, make_dir, write

ESCAPES = {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


class Mariadb:
    """A mariadbd of our own in DIR/NAME.

    Made on first start, kept afterwards; listens on the unix socket `socket` only, root has no password there,
    and nobody else can reach it. `durable=True` flushes every commit, as a machine that holds deliveries
    must; False is for data that a test may lose. `settings` adds to the server's configuration.
    """
    syncs = True        # False: written to the kernel is enough, which a process that is killed cannot undo

    def __init__(self, where, name, galera=None, durable=True, settings=None):
        self.home, self.name, self.galera, self.durable = pathlib.Path(where).resolve() / name, name, galera, durable
        self.settings = settings or {}
        self.socket = parts.socket_path(self.home / "run" / "db.sock")
        self.process = None

    def start(self, wait=True, options=()):
        """Returns when it answers; with wait=False as soon as it runs."""
        self._write_config()
        if not (self.home / "made").exists():
            self._initialise()
        env = self.galera.environment() if self.galera else None
        self.process = Process(self.home, self.name, ["mariadbd", *self._defaults(), *options], env=env, last=True)
        if wait:
            self.await_ready()
        return self

    def await_ready(self, secs=60):
        self.process.await_ready(self.answers, secs)

    def answers(self):
        try:
            return self.sql("SELECT 1") == [["1"]]
        except HouseError:
            return False

    def stop(self):
        return self.process.stop(60)

    def kill(self):
        """SIGKILL, as a power cut does it to a process."""
        return self.process.kill()

    def sql(self, text, db=None):
        """Runs statements as root; rows as lists of strings, NULL as None (also the string 'NULL')."""
        out = command(["mariadb", "--no-defaults", "--batch", "--skip-column-names", "--default-character-set=utf8mb4",
                       "--user=root", f"--socket={self.socket}", *([db] if db else [])], stdin=text)
        return [[_value(v) for v in line.split("\t")] for line in out.split("\n")[:-1]]

    def recover_position(self):
        """How far a stopped Galera node had got, from its own tables."""
        log = self.home / "log" / "recover.log"
        command(["mariadbd", *self._defaults(), "--wsrep-recover", f"--log-error={log}"])
        found = re.findall(r"Recovered position: \S+:(-?\d+)", log.read_text())
        return int(found[-1]) if found else -1

    def _defaults(self):
        return [f"--defaults-file={self.home / 'my.cnf'}"]

    def _initialise(self):
        shutil.rmtree(self.home / "data", ignore_errors=True)
        command(["mariadb-install-db", *self._defaults(), "--auth-root-authentication-method=normal", "--skip-test-db",
                 "--wsrep-on=OFF"])
        write(self.home / "made", "")

    def _write_config(self):
        make_dir(self.home)
        make_dir(self.home / "log")
        make_dir(self.home / "run", 0o700)       # whoever reaches the socket is root there
        values = {
            # a tmpdir of its own: a server that starts deletes temporary tables of others in a shared one
            "datadir": self.home / "data", "tmpdir": make_dir(self.home / "tmp"), "socket": self.socket,
            "skip-networking": 1, "skip-name-resolve": 1,
            "character-set-server": "utf8mb4", "collation-server": "utf8mb4_general_ci", "max_allowed_packet": "64M",
            "max_prepared_stmt_count": 65536,       # units has 64 workers, each of which prepares all statements
            "innodb_buffer_pool_size": "64M", "innodb_log_file_size": "64M", "innodb_buffer_pool_dump_at_shutdown": 0,
            "innodb_flush_log_at_trx_commit": int(self.durable), "innodb_doublewrite": int(self.durable),
            **({} if self.syncs else {"innodb_flush_method": "nosync", "debug_no_sync": 1}),
            **(self.galera.settings(self) if self.galera else {}), **self.settings}
        write(self.home / "my.cnf", "[mariadbd]\n" + "".join(f"{k} = {v}\n" for k, v in values.items()))


def _value(text):
    if text == "NULL":
        return None
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[0]), text)


class Galera:
    """A cluster of n MariaDB nodes on loopback ports; `nodes` are Mariadb objects with a socket each.

    start() bootstraps a new cluster, or an old one from the node that had got furthest, and returns when all
    nodes are synced. A node that was stopped or killed comes back with its own start(). State is copied by
    rsync; its script is not in mariadb-server-core, so `packages test` unpacks it into var/wsrep.
    """
    PROVIDER = pathlib.Path("/usr/lib/galera/libgalera_smm.so")

    def __init__(self, where, n, durable=True, settings=None):
        self.name = pathlib.Path(where).name
        self.ports = {}
        self.nodes = [Mariadb(where, f"node{i + 1}", self, durable, settings) for i in range(n)]
        for node in self.nodes:
            self.ports[node.name] = [parts.free_port() for _ in range(3)]

    def start(self, secs=90):
        first = self._most_advanced()
        self._mark_safe(first)
        first.start(options=["--wsrep-new-cluster"])
        joiners = [n for n in self.nodes if n is not first]
        for node in joiners:
            node.start(wait=False)
        for node in joiners:
            node.await_ready()
        parts.await_true(f"{len(self.nodes)} nodes to be synced", self.synced, secs)
        return self

    def stop(self):
        for node in reversed(self.nodes):
            if node.process and node.process.running():
                node.stop()

    def synced(self):
        return all(self.status(n, "local_state_comment") == "Synced" and self.size(n) == len(self.nodes)
                   for n in self.nodes)

    def size(self, node):
        """How many nodes this one sees, itself included."""
        return int(self.status(node, "cluster_size"))

    def status(self, node, what):
        return node.sql(f"SHOW GLOBAL STATUS LIKE 'wsrep_{what}'")[0][1]

    def environment(self):
        return {"PATH": f"{parts.TOP / 'var' / 'wsrep'}:{os.environ['PATH']}:/usr/sbin:/sbin"}

    def settings(self, node):
        """What makes a node of this server; asked for by Mariadb when it writes its configuration."""
        if not self.PROVIDER.exists():
            raise HouseError("galera-4 is not installed; run tests/house/packages test")
        group, ist, sst = self.ports[node.name]
        peers = ",".join(f"127.0.0.1:{p[0]}" for p in self.ports.values())
        return {
            "binlog_format": "ROW", "default_storage_engine": "InnoDB", "innodb_autoinc_lock_mode": 2,
            "wsrep_on": "ON", "wsrep_provider": self.PROVIDER, "wsrep_cluster_name": self.name,
            "wsrep_cluster_address": f"gcomm://{peers}", "wsrep_node_name": node.name,
            "wsrep_node_address": f"127.0.0.1:{group}", "wsrep_node_incoming_address": "127.0.0.1",
            "wsrep_sst_method": "rsync", "wsrep_sst_receive_address": f"127.0.0.1:{sst}",
            "wsrep_provider_options": f"\"gmcast.listen_addr=tcp://127.0.0.1:{group};ist.recv_addr=127.0.0.1:{ist};"
                                      "gcache.size=32M;evs.keepalive_period=PT0.5S;evs.suspect_timeout=PT2S;"
                                      "evs.inactive_timeout=PT5S\""}

    def _most_advanced(self):
        old = [n for n in self.nodes if (n.home / "data" / "grastate.dat").exists()]
        return max(old, key=_position) if old else self.nodes[0]

    @staticmethod
    def _mark_safe(node):
        state = node.home / "data" / "grastate.dat"
        if state.exists():
            write(state, state.read_text().replace("safe_to_bootstrap: 0", "safe_to_bootstrap: 1"), 0o660)


def _position(node):
    """Sequence number from grastate.dat; after a crash it is -1 there and only the tables know."""
    state = (node.home / "data" / "grastate.dat").read_text()
    seqno = int(re.search(r"seqno:\s*(-?\d+)", state)[1])
    return seqno if seqno >= 0 else node.recover_position()
