"""A process that has imported Clew and waits; each start is a copy of it, without the importing.

Importing is most of what a start costs, and nothing can be lost while it lasts.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import psutil

from tests.serving import CODE, Served, environment


class Child:
    """As much of a subprocess as the trial needs."""

    returncode = -1  # nobody knows: it is a child of the nursery

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._process = psutil.Process(pid)

    def poll(self) -> int | None:
        """A killed one holds its files until the last of its threads has ended."""
        return None if self._process.is_running() else self.returncode

    def send_signal(self, how: int) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            self._process.send_signal(how)

    def wait(self, timeout: float | None = None) -> int:
        until = time.monotonic() + (timeout or 60)
        while self.poll() is None:
            if time.monotonic() > until:
                raise TimeoutError(f"process {self.pid} does not end")
            time.sleep(0.02)
        return self.returncode


class Born(Served):
    """Served by copies of a nursery's process."""

    nursery: subprocess.Popen[str] | None = None

    def launch(self) -> "Born":
        if self.nursery is None or self.nursery.poll() is not None:
            self.prepare()
        assert self.nursery is not None
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write("start\n")
        self.nursery.stdin.flush()
        self.process = Child(int(self.nursery.stdout.readline()))  # type: ignore[assignment]
        return self

    def prepare(self) -> None:
        where = f"postgresql://postgres:@/clew?host={self.data_dir.resolve() / 'postgres'}"
        log = (self.data_dir.parent / f"{self.data_dir.name}.log").open("a")
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "bench.killing.nursery", str(self.port), *self.arguments],
            cwd=self.code,
            env=environment(self.data_dir, **self.extra) | {"DATABASE_URL": where},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )

    def close(self) -> None:
        """The next start gets a nursery with the settings as they are then."""
        if self.nursery is not None:
            self.nursery.kill()
            self.nursery.wait(60)
        self.nursery = None


def main(port: str, *arguments: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import_module("django").setup()
    import_module("clew.cli.commands")
    del os.environ["DATABASE_URL"]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for _ in sys.stdin:
        if pid := os.fork():
            print(pid, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        code = import_module("clew.cli.main").main(["up", "--port", port, *arguments])
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    if Path.cwd() != CODE:
        sys.exit("Start it where Clew's code is.")
    main(*sys.argv[1:])
