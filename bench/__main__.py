"""Every benchmark, one after the other, into docs/performance.md.

make bench                          about an hour on 2 cores; nothing else should run meanwhile
make bench PEERS=1                  the peers too, on this machine in the same run
make bench ONLY="Growth, Workspace" these sections; the page keeps the others as they are
make bench QUICK=1                  small sizes, to see that it works; writes nothing

Data that takes long to make is kept in .cache/bench and used again. A section that fails loses
nothing of the others: it is named at the end, and the page keeps what it had.
"""

import json
import os
import platform
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import plots
from bench.page import PARTLY, Page

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
# Commands run in ROOT, and their paths begin there: ROOT's own may hold a space.
KEPT = ".cache/bench"
CURVES, PEERS = f"{KEPT}/growth.json", f"{KEPT}/peers.json"
QUICKLY = os.environ.get("QUICK") == "1"
# A steady pace first: the store still merges for a while after a run at full speed.
FULL = {
    "Capture at 15,000 events/s": "bench/capture.py --seconds 15 --sizes --paces 15000",
    "Capture": "bench/capture.py --seconds 15 --paces",
    "Growth": f"-m bench.growth --keep {KEPT}/growth --out {CURVES}",
    "Workspace": f"-m bench.workspace --keep {KEPT}/workspace",
    "Search": f"-m bench.searching --keep {KEPT}/workspace",
    "Live": "-m bench.live",
    "Writing": f"-m bench.writing --keep {KEPT}/writing",
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
    "Capture at 15,000 events/s": "bench/capture.py --seconds 2 --sizes --paces 15000",
    "Capture": "bench/capture.py --seconds 2 --sizes 100 --paces",
    "Growth": "-m bench.growth --tickets 1000 2000 --events 0.1 0.2 --rounds 10",
    "Workspace": "-m bench.workspace --tickets 1000 --rounds 10",
    "Search": "-m bench.searching --tickets 1000 --rounds 10",
    "Live": "-m bench.live --agents 30 --changes 5 --seconds 5",
    "Writing": "-m bench.writing --tickets 1000 --count 40",
    "Mixed": "-m bench.mixed --rate 300 --steady 6 --burst 6 --agents 5",
    "Pages": "-m bench.pages --rounds 10 --people 500 --tickets 500",
    "Targets": "-m bench.targets --tickets 1000",
    "Analytics": "-m bench.analytics --events 200000 --only",
    "Dashboard": "-m bench.dashboard --events 200000 --people 2000",
    "Diagnosis": "-m bench.diagnosis --people 6000 --rounds 10",
    "Calendars": "-m bench.calendars --rounds 2000",
    "Mail": "-m bench.email --messages 200 --backlog 200",
    "Mail that goes out": "-m bench.outgoing --mails 100",
    "Server": "-m bench.server",
}
WITH_PEERS = {"Peers": f"-m bench.peers --out {PEERS}"}
QUICK_WITH_PEERS = {"Peers": "-m bench.peers --tickets 1000 --seconds 2"}
QUICK_PEERS_DIR = {"PEERS_DIR": f"{KEPT}/quick-peers"}  # the large corpus stays loaded


def asked() -> dict[str, str]:
    every, peers = (QUICK, QUICK_WITH_PEERS) if QUICKLY else (FULL, WITH_PEERS)
    if os.environ.get("PEERS") == "1":
        every = every | peers
    only = [name.strip() for name in os.environ.get("ONLY", "").split(",") if name.strip()]
    if unknown := set(only) - set(every):
        raise SystemExit(f"No section {', '.join(sorted(unknown))}; there are {', '.join(every)}.")
    return {name: command for name, command in every.items() if name in (only or every)}


def run(command: str) -> tuple[str, int]:
    """Its figures, and how it ended."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command.split()],
        cwd=ROOT,
        env=os.environ | (QUICK_PEERS_DIR if QUICKLY else {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stderr, flush=True)
    lines = done.stdout.splitlines()
    return "\n".join(line for line in lines if "event_store_migration" not in line), done.returncode


def machine() -> str:
    model = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "chdb-core", "psycopg"))
    return (
        f"{cores} cores ({model[1] if model else platform.machine()}),"
        f" {memory / 1024**3:.0f} GB, Python {platform.python_version()}, {packages},"
        " PostgreSQL 18 and ClickHouse embedded"
    )


def drawn(name: str) -> str:
    images = ROOT / "docs" / "images"
    if name == "Growth":
        return plots.growth_of(json.loads((ROOT / CURVES).read_text()), images)
    if name == "Peers":
        return plots.peers_of(json.loads((ROOT / PEERS).read_text()), images)
    return ""


def write(page: Page, name: str, command: str, found: str, seconds: float) -> None:
    when = f"{datetime.now(UTC):%d %B %Y}, {seconds:.0f} s"
    page.replace(name, f"`python {command}`, {when}\n\n```\n{found}\n```", drawn(name))
    page.write()  # each section as soon as it is there: a run is long


def main() -> None:
    (ROOT / KEPT).mkdir(parents=True, exist_ok=True)
    page, failed = Page(PAGE, machine()), []
    for name, command in asked().items():
        print(f"{name} …", flush=True)
        began = time.monotonic()
        found, status = run(command)
        print(found, flush=True)
        if status:
            failed.append(name)
        if status in {0, PARTLY} and not QUICKLY:
            write(page, name, command, found, time.monotonic() - began)
    if failed:
        raise SystemExit(f"These failed; what they said stands above: {', '.join(failed)}.")
    print("Benchmarks are done.")


if __name__ == "__main__":
    main()
