"""A sender that never stops, remembers what was acknowledged, and mixes in what is broken."""

import gzip
import random
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
import orjson

READ = """
import sys, chdb
connection = chdb.connect(sys.argv[1])
found = connection.query("SELECT hex(uuid) FROM clew.events WHERE lib != 'clew'", "TabSeparated")
sys.stdout.buffer.write(found.bytes())
"""
TOGETHER = 10  # events in one batch
# What comes instead of a sound batch, and the statuses that are right for it.
BROKEN = {
    "not JSON": (lambda body: body[:-2], {400}),
    "cut in the middle": (lambda body: body[: len(body) // 2], {400}),
    "gzip that ends early": (lambda body: gzip.compress(body)[:-9], {400}),
    "gzip with a wrong byte": (lambda body: _turned(gzip.compress(body)), {400}),
    "of wrong types": (lambda body: orjson.dumps({**orjson.loads(body), "batch": 7}), {400}),
    "an event without a name": (lambda body: body.replace(b'"event":"told"', b'"x":1', 1), {400}),
    "no token": (lambda body: body.replace(b'"api_key"', b'"key"'), {401}),
    "larger than the limit": (lambda body: body + b" " * (20 * 2**20 + 1), {413}),
    "nothing": (lambda _body: b"", {400}),
    "bytes": (lambda _body: bytes(range(256)), {400}),
}


def _turned(packed: bytes) -> bytes:
    middle = len(packed) // 2
    return packed[:middle] + bytes([packed[middle] ^ 0xFF]) + packed[middle + 1 :]


@dataclass
class Sender:
    """``broken_share`` of what it sends is one of ``BROKEN``."""

    url: str
    key: str
    broken_share: float = 0.01
    pause: float = 0.03  # seconds between two batches of one thread
    threads: int = 2
    acknowledged: set[str] = field(default_factory=set)
    beside_a_fault: set[str] = field(default_factory=set)  # kept, though answered 400
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)  # answers that are not as documented
    _stopping: threading.Event = field(default_factory=threading.Event)
    _running: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._running = [
            threading.Thread(target=self._run, args=(seed,)) for seed in range(self.threads)
        ]
        for thread in self._running:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._running:
            thread.join()

    def batch(self) -> tuple[list[str], bytes]:
        uuids = [str(uuid.uuid4()) for _ in range(TOGETHER)]
        events = [{"event": "told", "distinct_id": f"u{each[:2]}", "uuid": each} for each in uuids]
        return uuids, orjson.dumps({"api_key": self.key, "batch": events})

    def _run(self, seed: int) -> None:
        chosen = random.Random(seed)
        with httpx.Client(base_url=self.url, timeout=60, trust_env=False) as client:
            while not self._stopping.wait(self.pause):
                if chosen.random() < self.broken_share:
                    self._send_broken(client, chosen.choice(list(BROKEN)))
                else:
                    self._send(client)

    def _send(self, client: httpx.Client) -> None:
        uuids, body = self.batch()
        answer = self._answer(client, body)
        if answer is None:
            return
        if answer.status_code == 200:
            self.acknowledged.update(uuids)
        elif answer.status_code != 503 or "retry-after" not in answer.headers:
            self.wrong.append(f"sound: {answer.status_code} {answer.text[:80]}")

    def _send_broken(self, client: httpx.Client, how: str) -> None:
        breaking, right = BROKEN[how]
        uuids, body = self.batch()
        answer = self._answer(client, breaking(body))
        if answer is None:
            return
        if how == "an event without a name" and answer.status_code == 400:
            self.beside_a_fault.update(uuids[1:])
        if answer.status_code not in right | {503}:
            self.wrong.append(f"{how}: {answer.status_code} {answer.text[:80]}")

    def _answer(self, client: httpx.Client, body: bytes) -> httpx.Response | None:
        try:
            answer = client.post("/batch", content=body)
        except httpx.TransportError:
            self.statuses[0] += 1
            return None
        self.statuses[answer.status_code] += 1
        return answer

    def wait_for(self, status: int, within: float) -> float:
        """Until this status comes once more; returns how many seconds that took."""
        before, began = self.statuses[status], time.monotonic()
        while self.statuses[status] <= before:
            assert time.monotonic() - began < within, f"no {status}: {dict(self.statuses)}"
            time.sleep(0.02)
        return time.monotonic() - began


def stored_in(events: Path) -> Counter[str]:
    """Uuids in an event store that nobody has open, read by a process of its own."""
    command = [sys.executable, "-c", READ, str(events)]
    out = subprocess.run(command, capture_output=True, check=True).stdout
    return Counter(str(uuid.UUID(hex=line)) for line in out.decode().split())
