"""One operation, measured in a closed loop: by one client, then by four at once for a while.

Beside each call of the single client stands the time of a fixed piece of Python, because the
machine's speed changes within seconds: figures are compared at equal ``calibration``.
"""

import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from multiprocessing.synchronize import Barrier
from typing import Any

from bench.peers.asking import Asker, WrongAnswer

WARM_UPS, CALLS, CLIENTS = 5, 30, 4
CALLS_OF_A_CLIENT = 100_000  # numbers of calls lie this far apart, so that no two are the same
MOST_ERRORS = 50
FORKING = multiprocessing.get_context("fork")  # operations are closures

Operation = Callable[[Asker, int], object]
SignIn = Callable[[], Asker]


@dataclass
class Figures:
    """Milliseconds, but for ``rate`` (answers a second from four clients) and ``bytes``."""

    p50: float
    p95: float
    calibration: float
    bytes: int  # of bodies on the wire, for one call
    rate: float = 0.0
    p50_of_four: float = 0.0
    p95_of_four: float = 0.0
    calibration_of_four: float = 0.0  # before and after, idle
    errors: int = 0
    load: float = field(default_factory=lambda: os.getloadavg()[0])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Worked:
    """What one of several clients has to tell."""

    took: list[float]
    errors: int
    seconds: float


def calibrate(clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds of a fixed piece of work. By ``time.thread_time`` also beside other work."""
    began = clock()
    sum(number * number for number in range(300_000))
    return (clock() - began) * 1000


def measured(
    operation: Operation, sign_in: SignIn, *, seconds: float, first_call: int = 0
) -> Figures:
    """``first_call`` keeps a second measurement from repeating the calls of the first."""
    figures = alone(operation, sign_in(), first_call)
    if seconds:
        beforehand = statistics.median(calibrate() for _ in range(7))
        told = together(operation, sign_in, seconds, first_call)
        afterwards = statistics.median(calibrate() for _ in range(7))
        took = [each for worked in told for each in worked.took]
        figures.rate = round(len(took) / max(worked.seconds for worked in told), 1)
        figures.p50_of_four, figures.p95_of_four = spread(took)
        figures.calibration_of_four = round((beforehand + afterwards) / 2, 1)
        figures.errors += sum(worked.errors for worked in told)
    return figures


def alone(operation: Operation, client: Asker, first_call: int) -> Figures:
    """A call that fails is counted, like those of the four; all of them may not."""
    took, speeds, errors, received = [], [], 0, 0
    for place in range(WARM_UPS + CALLS):
        speeds.append(calibrate())
        before, began = client.wire, time.perf_counter()
        failed = _failures(operation, client, first_call + place)
        milliseconds = (time.perf_counter() - began) * 1000
        errors += failed
        if not failed and place >= WARM_UPS:
            took.append(milliseconds)
            received = client.wire - before
    client.close()
    if not took:
        raise WrongAnswer("every call failed")
    median, slow = spread(took)
    speed = round(statistics.median(speeds), 1)
    return Figures(median, slow, speed, received, errors=errors)


def spread(took: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    if not took:
        return 0.0, 0.0
    ordered = sorted(took)
    slow = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return round(statistics.median(ordered), 1), round(slow, 1)


def together(
    operation: Operation, sign_in: SignIn, seconds: float, first_call: int
) -> list[Worked]:
    told: Any = FORKING.Queue()
    start = FORKING.Barrier(CLIENTS)
    calls = [first_call + (which + 1) * CALLS_OF_A_CLIENT for which in range(CLIENTS)]
    clients = [
        FORKING.Process(
            target=_work, args=(operation, sign_in, call, seconds, start, told), daemon=True
        )
        for call in calls
    ]
    for each in clients:
        each.start()
    found = [told.get(timeout=seconds + 300) for _ in clients]
    for each in clients:
        each.join()
    return found


def _work(  # noqa: PLR0917
    operation: Operation, sign_in: SignIn, call: int, seconds: float, start: Barrier, told: Any
) -> None:
    client = sign_in()
    errors = _failures(operation, client, call)
    start.wait()
    took: list[float] = []
    began = time.perf_counter()
    while time.perf_counter() - began < seconds and errors <= MOST_ERRORS:
        call += 1
        asked_at = time.perf_counter()
        failed = _failures(operation, client, call)
        if not failed:
            took.append((time.perf_counter() - asked_at) * 1000)
        errors += failed
    told.put(Worked(took, errors, time.perf_counter() - began))


def _failures(operation: Operation, client: Asker, call: int) -> int:
    try:
        operation(client, call)
    except Exception as error:  # noqa: BLE001  any fault of the operation is counted
        print(f"  call {call}: {str(error)[:300]}", file=sys.stderr, flush=True)
        return 1
    return 0
