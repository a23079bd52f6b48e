"""Every benchmark, one after the other, into docs/performance.md.

make bench                          about an hour on 2 cores; nothing else should run meanwhile
make bench PEERS=1                  the peers too, on this machine in the same run
make bench ONLY="Growth, Workspace" these sections; the page keeps the others as they are
make bench QUICK=1                  small sizes, to see that it works; writes nothing

Data that takes long to make is kept in .cache/bench and used again.
"""

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import plots
from bench.page import Page

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
KEPT = ROOT / ".cache" / "bench"
CURVES, PEERS = KEPT / "growth.json", KEPT / "peers.json"
# Capture first: the store still merges for a while after a run at full speed.
FULL = {
    "Capture at 15,000 events/s": "bench/capture.py --seconds 15 --sizes --paces 15000",
    "Capture": "bench/capture.py --seconds 15",
    "Growth": f"-m bench.growth --keep {KEPT / 'growth'} --out {CURVES}",
    "Workspace": f"-m bench.workspace --keep {KEPT / 'workspace'}",
    "Search": f"-m bench.searching --keep {KEPT / 'workspace'}",
    "Live": "-m bench.live",
    "Writing": f"-m bench.writing --keep {KEPT / 'writing'}",
    "Mixed": "-m bench.mixed",
    "Pages": "-m bench.pages --rounds 100",
    "Targets": "-m bench.targets",
    "Analytics": "-m bench.analytics --events 10000000 --only",
    "Dashboard": "-m bench.dashboard",
    "Diagnosis": "-m bench.diagnosis",
    "Calendars": "-m bench.calendars",
    "Mail": "-m bench.email",
    "Mail that goes out": "-m bench.outgoing",
    "Server": "-m bench.server",
}
QUICK = {
    "Capture": "bench/capture.py --seconds 2 --sizes 100",
    "Growth": "-m bench.growth --tickets 1000 2000 --events 0.1 0.2 --rounds 10",
    "Live": "-m bench.live --agents 30 --changes 5 --seconds 5",
    "Pages": "-m bench.pages --rounds 10 --people 500 --tickets 500",
    "Targets": "-m bench.targets --tickets 1000",
    "Analytics": "-m bench.analytics --events 200000 --only",
    "Dashboard": "-m bench.dashboard --events 200000 --people 2000",
    "Diagnosis": "-m bench.diagnosis --people 6000 --rounds 10",
    "Calendars": "-m bench.calendars --rounds 2000",
    "Mail": "-m bench.email --messages 200 --backlog 200",
    "Server": "-m bench.server",
}
WITH_PEERS = {"Peers": f"-m bench.peers --out {PEERS}"}


def asked() -> dict[str, str]:
    if os.environ.get("QUICK") == "1":
        return QUICK
    every = FULL | (WITH_PEERS if os.environ.get("PEERS") == "1" else {})
    only = [name.strip() for name in os.environ.get("ONLY", "").split(",") if name.strip()]
    if unknown := set(only) - set(every):
        raise SystemExit(f"No section {', '.join(sorted(unknown))}; there are {', '.join(every)}.")
    return {name: command for name, command in every.items() if name in (only or every)}


def figures(command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command}:\n{done.stdout}{done.stderr}")
    return "\n".join(
        line for line in done.stdout.splitlines() if "event_store_migration" not in line
    )


def machine() -> str:
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "chdb-core", "psycopg"))
    return (
        f"{cores} cores, {memory / 1024**3:.0f} GB, Python {platform.python_version()}, {packages},"
        " PostgreSQL 18 and ClickHouse embedded"
    )


def drawn(name: str) -> str:
    """What stands above the figures of a section."""
    images = ROOT / "docs" / "images"
    if name == "Growth" and CURVES.exists():
        return plots.growth_of(json.loads(CURVES.read_text()), images)
    if name == "Peers" and PEERS.exists():
        return plots.peers_of(json.loads(PEERS.read_text()), images)
    return ""


def main() -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    page = Page(PAGE, machine())
    for name, command in asked().items():
        began = time.monotonic()
        print(f"{name} …", flush=True)
        found = figures(command)
        print(found, flush=True)
        if os.environ.get("QUICK") == "1":
            continue
        said = "python " + command.replace(f"{ROOT}/", "")
        when = f"{datetime.now(UTC):%d %B %Y}, {time.monotonic() - began:.0f} s"
        page.replace(name, f"{drawn(name)}`{said}`, {when}\n\n```\n{found}\n```")
        page.write()  # each section as soon as it is there: a run is long
    print("Benchmarks are done.")


if __name__ == "__main__":
    main()
