"""Every benchmark, one after the other, into docs/performance.md.

make bench            about half an hour on 2 cores; nothing else should run meanwhile
make bench QUICK=1    small sizes, to see that it works; writes nothing
"""

import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FULL = {
    # First: the store still merges for a while after a run at full speed.
    "Capture at 15,000 events/s": [
        "bench/capture.py",
        "--seconds",
        "15",
        "--sizes",
        "--paces",
        "15000",
    ],
    "Capture": ["bench/capture.py", "--seconds", "15"],
    "Pages": ["-m", "bench.pages", "--rounds", "100"],
    "Workspace": ["-m", "bench.workspace"],
    "Search": ["-m", "bench.searching"],
    "Targets": ["-m", "bench.targets"],
    "Analytics": ["-m", "bench.analytics", "--events", "10000000", "--only"],
    "Dashboard": ["-m", "bench.dashboard"],
    "Calendars": ["-m", "bench.calendars"],
    "Mail": ["-m", "bench.email"],
    "Server": ["-m", "bench.server"],
    "Diagnosis": ["-m", "bench.diagnosis"],
}
QUICK = {
    "Targets": ["-m", "bench.targets", "--tickets", "1000"],
    "Dashboard": ["-m", "bench.dashboard", "--events", "200000", "--people", "2000"],
    "Analytics": ["-m", "bench.analytics", "--events", "200000", "--only"],
    "Capture": ["bench/capture.py", "--seconds", "2", "--sizes", "100"],
    "Pages": ["-m", "bench.pages", "--rounds", "10", "--people", "500", "--tickets", "500"],
    "Calendars": ["-m", "bench.calendars", "--rounds", "2000"],
    "Mail": ["-m", "bench.email", "--messages", "200", "--backlog", "200"],
    "Diagnosis": ["-m", "bench.diagnosis", "--people", "6000", "--rounds", "10"],
    "Server": ["-m", "bench.server"],
}
EXPLAINED = (Path(__file__).parent / "explained.md").read_text()


def run(command: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return "\n".join(
        line for line in done.stdout.splitlines() if "event_store_migration" not in line
    )


def machine() -> str:
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    packages = ", ".join(f"{name} {version(name)}" for name in ("django", "chdb-core", "psycopg"))
    return (
        f"{datetime.now(UTC):%d %B %Y}, {cores} cores, {memory / 1024**3:.0f} GB, "
        f"Python {platform.python_version()}, {packages}, PostgreSQL 18 and ClickHouse embedded."
    )


def main() -> None:
    quick = os.environ.get("QUICK") == "1"
    parts = [EXPLAINED.replace("{machine}", machine())]
    for name, command in (QUICK if quick else FULL).items():
        began = time.monotonic()
        print(f"{name} …", flush=True)
        figures = run(command)
        print(figures)
        said = " ".join(["python", *command])
        took = f"{time.monotonic() - began:.0f} s"
        parts.append(f"\n## {name}\n\n`{said}`, {took}\n\n```\n{figures}\n```\n")
    if not quick:
        (ROOT / "docs" / "performance.md").write_text("".join(parts))
    print("Benchmarks are done.")


if __name__ == "__main__":
    main()
