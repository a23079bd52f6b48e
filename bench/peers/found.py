"""What a run finds, on disk from its first figure on: a fault loses nothing that was measured."""

import contextlib
import json
import os
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.peers.comparing import ratios


class Found:
    """``told`` is the JSON of the run so far, which ``out`` holds."""

    def __init__(self, out: Path | None, *, tickets: int, seconds: float, rounds: int) -> None:
        self._out, self._began = out, time.monotonic()
        self.told: dict[str, Any] = {
            "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
            "tickets": tickets,
            "seconds": seconds,
            "rounds": rounds,
            "cores": os.cpu_count(),
            "versions": {},
            "products": {},
            "ratios": {},
            "faults": [],
        }

    def operation(self, product: str, operation: str, figures: dict[str, Any]) -> None:
        self._of(product)["operations"][operation] = figures
        self._write()

    def part(self, product: str, part: str, figures: Any) -> None:
        self._of(product)[part] = figures
        self._write()

    @contextlib.contextmanager
    def going_on(self, what: str) -> Iterator[None]:
        """A fault inside is told at the end of the run, and ends nothing else."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  whatever it is, the others are measured
            traceback.print_exc()
            said = str(error).partition("\n")[0][:200]
            self.told["faults"].append(f"{what}: {type(error).__name__} {said}".rstrip())
            self._write()

    def _of(self, product: str) -> dict[str, Any]:
        found: dict[str, Any] = self.told["products"].setdefault(product, {"operations": {}})
        return found

    def _write(self) -> None:
        self.told["ratios"] = ratios(self.told["products"])
        self.told["took"] = round(time.monotonic() - self._began)
        if self._out:
            self._out.write_text(json.dumps(self.told, indent=1))
