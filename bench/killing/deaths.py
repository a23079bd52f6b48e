"""Ways to die, with weight on the moments that are worst."""

import contextlib
import random
import signal
import time

import psutil

from bench.killing.nursery import Born
from bench.killing.world import World

WAYS = {"after an answer": 35, "under load": 20, "while starting": 20, "while stopping": 12,
        "with PostgreSQL": 13}  # fmt: skip

STARTS_IN = 8.0  # seconds of a processor, from nothing to a little after it is ready
IMPORTS_IN = 4.0  # of that, before it opens anything
MIGRATES_IN = (4.05, 5.5)  # about when


def kill_server(world: World, luck: random.Random) -> str:
    """How; the first of two at once, where Clew is killed again while it starts."""
    way = luck.choices([*WAYS], [*WAYS.values()])[0]
    process = world.server.process
    assert process is not None
    if way == "after an answer":
        time.sleep(luck.uniform(0.1, 3.0))
        with world.told.heard:
            world.told.heard.wait(5)
        time.sleep(luck.choice([0, 0, luck.uniform(0, 0.02)]))
    elif way == "while starting":
        world.server.stop(signal.SIGKILL)
        world.server.launch()
        has_worked(world, luck.uniform(0.05, STARTS_IN - spared(world)))
    else:
        time.sleep(luck.uniform(0.1, 3.0))
    if way == "while stopping":
        process.send_signal(signal.SIGTERM)
        time.sleep(luck.uniform(0, 1.5))
    if way == "with PostgreSQL":
        kill_all([psutil.Process(process.pid), *postgres(world)])
    else:
        with contextlib.suppress(ProcessLookupError):
            world.server.stop(signal.SIGKILL)
    assert world.server.process is not None
    world.server.process.wait(30)
    return way


def kill_migrating(world: World, luck: random.Random) -> None:
    """With migrations that are not applied, and nobody asking for anything."""
    world.server.launch()
    has_worked(world, luck.uniform(*MIGRATES_IN) - spared(world))
    with contextlib.suppress(ProcessLookupError):
        world.server.stop(signal.SIGKILL)


def spared(world: World) -> float:
    return IMPORTS_IN if isinstance(world.server, Born) else 0.0


def has_worked(world: World, seconds: float) -> None:
    """Wait until the process has used that much of a processor, on a busy machine too."""
    assert world.server.process is not None
    process, until = psutil.Process(world.server.process.pid), time.monotonic() + 60
    with contextlib.suppress(psutil.NoSuchProcess):
        while sum(process.cpu_times()[:2]) < seconds and time.monotonic() < until:
            time.sleep(0.02)


def kill_postgres(world: World, luck: random.Random) -> str:
    way = luck.choice(["PostgreSQL under load", "PostgreSQL after an answer"])
    time.sleep(luck.uniform(0.3, 3.0))
    if way == "PostgreSQL after an answer":
        with world.told.heard:
            world.told.heard.wait(5)
    kill_all(postgres(world))
    return way


def postgres(world: World) -> list[psutil.Process]:
    """The postmaster and all its children."""
    with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
        pid = int((world.server.data_dir / "postgres/postmaster.pid").read_text().split()[0])
        postmaster = psutil.Process(pid)
        if "postgres" in postmaster.name():
            return [postmaster, *postmaster.children(recursive=True)]
    return []


def kill_all(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)
