"""Callers who ask again, with the same key, until they have heard that it is done."""

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx

from bench.killing.world import World

AGAIN = {409, 425, 429, 500, 502, 503, 504}
PATIENCE = 240.0  # seconds without a success, and something is wrong


class Gate:
    """Closed while everything is counted."""

    def __init__(self) -> None:
        self.open, self.over = threading.Event(), threading.Event()
        self.open.set()
        self._busy, self._lock = 0, threading.Condition()

    def __enter__(self) -> None:
        self.open.wait()
        with self._lock:
            self._busy += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._busy -= 1
            self._lock.notify_all()

    def close(self, within: float = PATIENCE) -> None:
        """Wait until everybody has heard what they asked for."""
        self.open.clear()
        with self._lock:
            if not self._lock.wait_for(lambda: self._busy == 0, within):
                raise AssertionError(f"{self._busy} callers still wait for an answer")


class Client(threading.Thread):
    pause = (0.1, 0.9)  # seconds between two turns

    def __init__(self, world: World, gate: Gate, seed: int) -> None:
        super().__init__(name=type(self).__name__, daemon=True)
        self.world, self.gate, self.told = world, gate, world.told
        self.luck = random.Random(f"{self.name} {seed}")
        self.http = httpx.Client(timeout=20, trust_env=False, verify=False)

    def run(self) -> None:
        while not self.gate.over.is_set():
            with self.gate:
                try:
                    self.turn()
                except Exception as error:  # noqa: BLE001  told at the end
                    self.told.odd.append(f"{self.name}: {type(error).__name__}: {error}")
            time.sleep(self.luck.uniform(*self.pause))

    def turn(self) -> None:
        raise NotImplementedError

    def mark(self, kind: str) -> str:
        return f"{kind}{self.luck.getrandbits(64):016x}"

    def insist(self, once: Callable[[], Any]) -> Any:
        """``once`` returns None when it has to be asked again."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if (answer := once()) is not None:
                self.told.ack()
                return answer
            time.sleep(self.luck.uniform(0.05, 0.4))
        raise AssertionError("no answer")

    def api(self, method: str, path: str, body: Any = None, key: str = "") -> dict[str, Any]:
        headers = self.world.headers | ({"Idempotency-Key": key} if key else {})
        return self.call(method, f"/api/v1{path}", body, headers)

    def call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        def once() -> dict[str, Any] | None:
            try:
                url = f"{self.world.url}{path}"
                answer = self.http.request(method, url, json=body, headers=headers)
            except httpx.HTTPError:
                return None
            if answer.status_code in AGAIN:
                if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
                    time.sleep(1)
                return None
            if not answer.is_success:
                raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
            found: dict[str, Any] = answer.json()
            return found

        found: dict[str, Any] = self.insist(once)
        return found
