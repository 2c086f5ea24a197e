"""The whole house: MariaDB, RT, nginx and cspdesk in one directory.

For make run, house tests, crash tests and benches. One class per part, each usable alone:

    parts.py    Process (nothing outlives us), await_true, free_port      nginx.py    Nginx
    mariadb.py  Mariadb, Galera                                           rt.py       Rt
    wire.py     sign, post_hook, Sender, ask, fastcgi_get               cspdesk.py  Cspdesk
"""

import concurrent.futures
import pathlib

from cspdesk import BINARY, Cspdesk, libconfig, rt_desk
from mariadb import Galera, Mariadb
from nginx import Nginx
from parts import TOP, HouseError, Process, await_true, check_reachable, free_port, stop_everything
from rt import Rt
from wire import Sender, ask, fastcgi_get, new_secret, post_hook, sign

__all__ = ["BINARY", "Cspdesk", "Galera", "House", "HouseError", "Mariadb", "Nginx", "Process", "Rt", "Sender", "TOP",
           "ask", "await_true", "fastcgi_get", "free_port", "libconfig", "new_secret", "post_hook", "rt_desk", "sign",
           "stop_everything"]


class House:
    """RT (unless desk='none') and cspdesk behind one nginx, in `where`, which is kept from run to run.

    Attributes: mariadb (cspdesk's, durable), rt_mariadb, rt (both None without RT), nginx, cspdesk, url.
    `desk_settings` goes over the desk's entry of cspdesk.conf, `settings` over the rest. start() returns when
    everything answers; leaving the program stops it all. `say` gets a line per step.
    """

    def __init__(self, where, desk="rt", port=None, binary=BINARY, settings=None, desk_settings=None, rt_workers=4,
                 say=lambda line: None):
        self.where, self.say = pathlib.Path(where).resolve(), say
        port = port or free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.mariadb = Mariadb(self.where, "mariadb-cspdesk")
        self.rt_mariadb = self.rt = None
        desks = []
        if desk == "rt":
            self.rt_mariadb = Mariadb(self.where, "mariadb-rt", durable=False)
            self.rt = Rt(self.where, self.rt_mariadb, self.url, f"{self.url}/hook/rt", rt_workers)
            desks = [rt_desk(self.rt, **(desk_settings or {}))]
        self.cspdesk = Cspdesk(self.where, self.mariadb, binary, desks, settings)
        self.nginx = Nginx(self.where, port, self.cspdesk.socket, self.rt.socket if self.rt else None)

    def start(self):
        self.where.mkdir(parents=True, exist_ok=True)
        check_reachable(self.where)
        self.nginx.check_port()
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(Mariadb.start, filter(None, [self.mariadb, self.rt_mariadb])))
        self.say("MariaDB answers" if not self.rt else "two MariaDB answer, one for cspdesk and one for RT")
        if self.rt:
            self.rt.prepare()
            self.say("RT is set up: queues, people, cspdesk's extension")
        self.cspdesk.start()
        self.say("cspdesk serve and work run")
        if self.rt:
            self.rt.start()
        self.nginx.start()
        self.say(f"nginx answers on {self.url}")
        return self

    def stop(self):
        """Everything that runs, whoever started it in this program."""
        stop_everything()
