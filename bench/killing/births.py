"""Kill a new Clew again and again before it is ready for the first time.

python -m bench.killing.births --kills 20 --seed 1 [--from DIR]

With ``--from`` a copy of an earlier release's data directory: what it holds must all be there
after the upgrade.
"""

import argparse
import contextlib
import random
import shutil
import signal
import sys
from pathlib import Path

import psutil
from psycopg.sql import SQL, Identifier

from bench.killing.deaths import has_worked, kill_all, postgres
from bench.killing.world import World, copied, world
from tests.serving import Served, free_port, open_folder

TAKES = 25.0  # seconds of a processor, from nothing to ready
FAST = 7.0  # of an upgrade
SCHEMA = (
    (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public' ORDER BY 1, 2"
    ),
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 2",
    (
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    ),
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT app, name, count(*) FROM django_migrations GROUP BY 1, 2 ORDER BY 1, 2",
)
OWN = {  # what each life writes by itself
    "django_migrations", "core_factrecord", "core_waitingfact", "procrastinate_jobs",
    "procrastinate_events", "procrastinate_workers", "analytics_changed", "analytics_mirrorstate",
    "capture_log", "people_enrolment", "people_invitation", "seen_event", "events_writerchunk",
}  # fmt: skip


def counted(world: World) -> dict[str, int]:
    tables = world.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    names = sorted(row[0] for row in tables if row[0] not in OWN)
    found = {}
    for name in names:
        sql = SQL("SELECT count(*) FROM {}").format(Identifier(name))
        found[name] = world.rows(sql.as_string(None))[0][0]
    return found


def described(world: World) -> list[list[tuple[object, ...]]]:
    return [world.rows(sql) for sql in SCHEMA]


def born(made: World, luck: random.Random, kills: int, seconds: float) -> None:
    """Killed ``kills`` times on the way, every second time with everything it had started."""
    for number in range(kills):
        made.server.launch()
        has_worked(made, luck.uniform(0.2, seconds))
        process = made.server.process
        assert process is not None
        if number % 2:
            with contextlib.suppress(psutil.NoSuchProcess):
                parent = psutil.Process(process.pid)
                kill_all([parent, *parent.children(recursive=True), *postgres(made)])
        with contextlib.suppress(ProcessLookupError):
            made.server.stop(signal.SIGKILL)
        process.wait(10)
    made.start(600)


def compare(folder: Path, luck: random.Random, kills: int, given: Path | None) -> list[str]:
    wrong, seen = [], {}
    for name, times in (("calm", 0), ("killed", kills)):
        where = folder / name
        where.mkdir()
        if given:
            copied(given, where / "data")
        with world(Served(where / "data", free_port())) as made:
            born(made, luck, times, FAST if given else TAKES)
            events = made.sql("SELECT count(), uniqExact(uuid) FROM events WHERE lib != 'clew'")
            seen[name] = described(made), counted(made), events
            assert made.server.stop(within=300) == 0
            shutil.rmtree(where)
    for what, calm, killed in zip(("schema", "rows", "events"), *seen.values(), strict=True):
        if calm != killed:
            wrong.append(f"{what}: {difference(calm, killed)}")
    return wrong


def difference(calm: object, killed: object) -> str:
    if isinstance(calm, dict) and isinstance(killed, dict):
        return str({k: (calm.get(k), killed.get(k)) for k in calm if calm[k] != killed.get(k)})
    pairs = zip(calm, killed, strict=True) if isinstance(calm, list) else []  # type: ignore[arg-type]
    return str([set(map(str, a)) ^ set(map(str, b)) for a, b in pairs])[:600]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--from", dest="given", type=Path)
    chosen = asked.parse_args()
    with open_folder() as folder:
        wrong = compare(folder, random.Random(chosen.seed), chosen.kills, chosen.given)
    print("\n".join(wrong) or f"killed {chosen.kills} times before it was ready; nothing differs")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
