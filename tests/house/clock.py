"""A clock that a scenario sets: cspdesk and its fakes live on its day, everything else on today's.

libfaketime (Debian: libfaketime) answers cspdesk's questions for the time of day; what measures time-outs and leases goes
on as it is, and MariaDB, nginx and RT know nothing of it.
"""

import datetime
import os
import pathlib
import time

import parts

UTC = datetime.timezone.utc


class Clock:
    """It stands at `day` (a date) and `hour` (UTC) first, and runs on from there."""

    LIBRARY = "/usr/$LIB/faketime/libfaketime.so.1"    # the loader puts the machine's own folder there

    def __init__(self, where, day, hour=6):
        self.where, self.file, self.followers = where, where / "clock", []
        self.pids = parts.write(where / "clock.pids", "")
        parts.last_words.append(self.sweep)
        self.move(day, hour)

    def move(self, day, hour=6, minute=0):
        """That time of that day is now, for everybody at once."""
        at = datetime.datetime.combine(day, datetime.time(hour, minute), UTC).timestamp()
        self.offset = at - time.time()
        new = parts.write(self.where / "clock.new", f"{self.offset:+.3f}s\n")
        os.replace(new, self.file)
        for fake in self.followers:
            fake.skew = self.offset

    def now(self):
        return time.time() + self.offset

    def ahead(self):
        return self.offset

    def follow(self, *fakes):
        """Their time is this clock's from now on."""
        self.followers += fakes
        for fake in fakes:
            fake.skew = self.offset

    def program(self, binary):
        """A script that runs the program by this clock, whoever starts it."""
        env = {"LD_PRELOAD": self.LIBRARY, "FAKETIME_TIMESTAMP_FILE": self.file, "FAKETIME_NO_CACHE": 1,
               "FAKETIME_DONT_FAKE_MONOTONIC": 1, "TZ": "UTC"}
        said = " ".join(f"'{k}={v}'" for k, v in env.items())
        return parts.write(self.where / f"{pathlib.Path(binary).name}-by-clock",
                           f"#!/bin/sh\necho $$ >> '{self.pids}'\nexec env {said} '{binary}' \"$@\"\n", 0o755)

    def sweep(self):
        """Removes what libfaketime keeps of a process that was killed: two files, named after its pid."""
        for pid in self.pids.read_text().split() if self.pids.exists() else []:
            if not parts.start_time(pid):
                for name in ("faketime_shm_", "sem.faketime_sem_"):
                    pathlib.Path("/dev/shm", name + pid).unlink(missing_ok=True)
