"""Parsing in a process of its own: what breaks or blocks it harms no other mail."""

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import msgspec

from clew.channels.email.parsing.parsed import Parsed

SECONDS = 30.0
LENGTH = 8  # bytes of a length, before each message in both directions
PICTURES = 1 << 63  # added to the length of a mail: pictures from elsewhere stay in its HTML
MAX_BYTES = 200_000_000  # larger than CLEW_MAX_MAIL_BYTES should ever be
TRIES = 2  # a process that died meanwhile, of something else, is no fault of this mail
ROOT = Path(__file__).resolve().parents[4]


class ParsingError(Exception):
    """``reason`` is a slug of vocabulary.REASONS: unreadable, too_slow or too_large."""

    def __init__(self, reason: str, said: str) -> None:
        super().__init__(said)
        self.reason = reason


class Answer(msgspec.Struct):
    parsed: Parsed | None = None
    reason: str = ""
    said: str = ""


class Parser:
    """One process, one mail at a time."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._decoder = msgspec.msgpack.Decoder(Answer)

    def parse(self, raw: bytes, *, remote_pictures: bool = False) -> Parsed:
        if len(raw) > MAX_BYTES:
            raise ParsingError("too_large", f"It has {len(raw):,} bytes.")
        with self._lock:
            answer = self._asked(raw, PICTURES if remote_pictures else 0)
        if answer.parsed is None:
            raise ParsingError(answer.reason or "unreadable", answer.said)
        return answer.parsed

    def close(self) -> None:
        """It ends by itself when nothing more can come."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def forget(self) -> None:
        """After a fork: the process belongs to the parent."""
        self._lock = threading.Lock()
        if self._process:
            self._process.returncode = 0
        self._process = None

    def _asked(self, raw: bytes, how: int) -> Answer:
        for _ in range(TRIES):
            was_idle = self._process is not None
            process = self._running()
            is_late = threading.Event()
            watch = threading.Timer(self.seconds, _stop, (process, is_late))
            watch.daemon = True
            watch.start()
            try:
                return self._decoder.decode(_exchanged(process, raw, how))
            except (OSError, EOFError, msgspec.DecodeError):
                self._end()
                if is_late.is_set():
                    said = f"It took more than {self.seconds:.0f} seconds."
                    return Answer(reason="too_slow", said=said)
                if not was_idle:
                    break
            finally:
                watch.cancel()
        return Answer(reason="unreadable", said="Reading it ended the process that reads.")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = _started()
        return self._process

    def _end(self) -> None:
        if self._process:
            self._process.kill()
        self.close()


def _started() -> subprocess.Popen[bytes]:
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, "-m", "clew.channels.email.parsing.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_harmless() | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        start_new_session=True,  # an interrupt at the terminal is the parent's business
    )


def _harmless() -> dict[str, str]:
    """What Python needs, and no secret of ours: strangers write what that process reads."""
    kept = ("PYTHON", "LC_", "LD_", "COV_", "COVERAGE_")
    known = {"PATH", "HOME", "LANG", "TMPDIR", "TZ", "VIRTUAL_ENV"}
    return {
        name: value for name, value in os.environ.items() if name in known or name.startswith(kept)
    }


def _stop(process: subprocess.Popen[bytes], is_late: threading.Event) -> None:
    is_late.set()
    process.kill()


def _exchanged(process: subprocess.Popen[bytes], raw: bytes, how: int) -> bytes:
    assert process.stdin
    assert process.stdout
    process.stdin.write((len(raw) | how).to_bytes(LENGTH, "big"))
    process.stdin.write(raw)
    process.stdin.flush()
    size = process.stdout.read(LENGTH)
    if len(size) < LENGTH:
        raise EOFError
    return process.stdout.read(int.from_bytes(size, "big"))


_parser = Parser()
atexit.register(_parser.close)
os.register_at_fork(after_in_child=_parser.forget)


def parse_isolated(raw: bytes, *, remote_pictures: bool = False) -> Parsed:
    """Raises ParsingError. ``remote_pictures``: for the one reader who asked for them."""
    return _parser.parse(raw, remote_pictures=remote_pictures)
