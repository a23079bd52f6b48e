"""A whole Clew, started as a user starts it: ``clew up`` in a process of its own."""

import atexit
import contextlib
import functools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

CODE = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder that other users may pass through."""
    with tempfile.TemporaryDirectory(prefix="clew-test-", ignore_cleanup_errors=True) as name:
        path = Path(name)
        path.chmod(0o755)
        yield path


def environment(data_dir: Path, **extra: str) -> dict[str, str]:
    """The environment of a user's shell, without what the test session itself set."""
    ours = {"DATABASE_URL", "CLEW_TEST_DATABASE", "CLEW_DATA_DIR", "CLEW_SECRET_KEY", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "CLEW_DATA_DIR": str(data_dir), **extra}


@dataclass
class Served:
    data_dir: Path
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ("--no-demo",)
    code: Path = CODE  # the working directory; its packages are found first
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def launch(self) -> "Served":
        """Start the process and do not wait for it."""
        log = (self.data_dir.parent / f"{self.data_dir.name}.log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "clew", "up", "--port", str(self.port), *self.arguments],
            cwd=self.code,
            env=environment(self.data_dir, **self.extra),
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return self

    def start(self, within: float = 180) -> "Served":
        """Start the process and wait until it can work."""
        process = self.launch().process
        assert process is not None
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return self
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"Clew did not start:\n{self.output()}")

    def stop(self, how: int = signal.SIGTERM, within: float = 30) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(within)

    def output(self) -> str:
        return (self.data_dir.parent / f"{self.data_dir.name}.log").read_text()

    def wait_for_output(self, words: str, within: float) -> None:
        deadline = time.monotonic() + within
        while words not in self.output():
            assert time.monotonic() < deadline, f"{words!r} was not said:\n{self.output()}"
            time.sleep(0.2)

    def clew(self, *arguments: str) -> str:
        """Run a command against this installation and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "clew", *arguments],
            cwd=self.code,
            env=environment(self.data_dir, **self.extra),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"clew {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def python(self, script: str) -> str:
        """Run a line of Python on this installation's database, and return what it printed."""
        program = (
            "import os, django; from clew.cli.installation import Installation; "
            "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings'); "
            f"Installation().join(); {script}"
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=self.code,
            env=environment(self.data_dir, **self.extra),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout.strip()

    def token(self, scope: str = "admin") -> str:
        return self.clew("token", "create", "--name", "tests", "--scope", scope)


@contextlib.contextmanager
def served(data_dir: Path, *arguments: str, **extra: str) -> Iterator[Served]:
    """As it is after its first start, which ``Served`` itself goes through."""
    if not data_dir.exists() and "CLEW_TEST_ONLY" not in extra:  # which is said at the first
        subprocess.run(["cp", "-a", _started_once(), data_dir], check=True)
    server = Served(data_dir, free_port(), extra, arguments or ("--no-demo",))
    try:
        yield server.start()
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()


@functools.cache
def _started_once() -> Path:
    """What a first start leaves behind: most of its time goes into the migrations."""
    kept = contextlib.ExitStack()
    atexit.register(kept.close)
    server = Served(kept.enter_context(open_folder()) / "data", free_port())
    server.start()
    server.stop()
    return server.data_dir
