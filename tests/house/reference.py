"""The reference client of the exchange, as scenarios use it."""

import json
import os
import subprocess
import threading

from house import TOP, free_port


class Reference:
    """tests/exchange/client.mjs: a provider of another make, on a port of its own."""

    def __init__(self, url, secret_in, secret_out):
        port = free_port()
        job = {"port": port, "url": url, "in": [secret_in], "out": [secret_out]}
        self.popen = subprocess.Popen(
            ["node", TOP / "tests" / "exchange" / "client.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "NODE_PATH": str(TOP / "var" / "vendor" / "node_modules")})
        self.popen.stdin.write(json.dumps(job))
        self.popen.stdin.close()
        self.said = [json.loads(self.popen.stdout.readline())]          # it listens
        threading.Thread(target=lambda: self.said.extend(map(json.loads, self.popen.stdout)), daemon=True).start()
        self.url = f"http://127.0.0.1:{port}/exchange/us"

    def took(self):
        """The types that it took, in its order."""
        return [x["type"] for x in self.said if x["what"] == "took"]

    def stop(self):
        self.popen.terminate()
        self.popen.wait(20)
