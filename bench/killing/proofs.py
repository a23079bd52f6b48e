"""What must be true after a kill. Each proof says in words what is wrong; nothing is good."""

import time
from collections.abc import Iterator

import psutil

from bench.killing.faults import some
from bench.killing.files import files, files_of_mails
from bench.killing.left import hooks, mails_filed, outbox
from bench.killing.stored import counts, events_exactly, events_stored, facts_told, persons_exactly
from bench.killing.tickets import bulk, kept_mails, moved, searched, words
from bench.killing.world import World


def at_once(world: World) -> list[str]:
    """While the load goes on: acknowledged is stored, and nothing is there twice."""
    marks, mails = dict(world.told.marks), set(world.told.mails)
    moves = {number: list(done) for number, done in world.told.moves.items()}
    events = len(world.told.events)
    wrong = [*words(world, marks), *moved(world, moves), *processes(world)]
    wrong += some("mails that are gone", mails - kept_mails(world))
    wrong += files(world)
    stored, different = events_stored(world)
    waiting = world.rows("SELECT coalesce(sum(event_count), 0) FROM capture_log")[0][0]
    if stored != different:
        wrong.append(f"{stored - different} events are stored twice")
    if stored + waiting < events:
        again, _ = events_stored(world)  # a chunk may have gone from the log meanwhile
        if again + waiting < events:
            wrong.append(f"{events} events acknowledged, {again} stored and {waiting} waiting")
    return wrong


def processes(world: World) -> list[str]:
    """One Clew and one PostgreSQL on the data directory, and nothing else that works there."""
    where, ours, found = str(world.server.data_dir), [], {}
    for process in psutil.process_iter():
        try:
            line = process.cmdline()
        except psutil.Error:
            continue
        if "postgres" in (line or [""])[0] and f"{where}/postgres" in line and "-D" in line:
            found[process.pid] = process
        elif "initdb" in " ".join(line[:1]) and where in " ".join(line):
            ours.append(process.pid)
    # Its own processes bear its name for a moment, until they have one of theirs.
    postmasters = [pid for pid, each in found.items() if _parent(each) not in found]
    wrong = [] if len(postmasters) == 1 else [f"PostgreSQL runs {len(postmasters)} times"]
    return wrong + some("processes left behind", ours)


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return process.pid  # gone meanwhile: it was none to stay


WAITING = {
    "capture log": "SELECT count(*) FROM capture_log",
    "rows to copy": "SELECT count(*) FROM analytics_changed",
    "jobs": "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR (status = 'todo'"
    " AND attempts > 0) OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))",
    "facts": "SELECT count(*) FROM core_waitingfact",
    "replies": "SELECT count(*) FROM tickets_delivery WHERE state IN ('waiting', 'failed')",
    "webhooks": "SELECT count(*) FROM webhooks_webhookdelivery"
    " WHERE state IN ('waiting', 'failed')",
    "mails": "SELECT count(*) FROM email_inboundmail WHERE outcome = ''",
    "bulk jobs": "SELECT count(*) FROM tickets_bulkjob WHERE state IN ('waiting', 'working')",
}


def quiet(world: World, within: float = 180) -> list[str]:
    """Wait until nothing that is due is left to do."""
    until = time.monotonic() + within
    while left := {what: n for what, n in waiting(world) if n}:
        if time.monotonic() > until:
            return [f"still waiting after {within:.0f} s: {left}"]
        time.sleep(0.3)
    return []


def waiting(world: World) -> Iterator[tuple[str, int]]:
    for what, sql in WAITING.items():
        yield what, int(world.rows(sql)[0][0])


def in_full(world: World) -> list[str]:
    """With all callers answered and all work done."""
    told = world.told
    return [
        *words(world, told.marks),
        *moved(world, told.moves, exactly=True),
        *processes(world),
        *events_exactly(world),
        *persons_exactly(world),
        *counts(world),
        *facts_told(world),
        *outbox(world),
        *hooks(world),
        *mails_filed(world),
        *files_of_mails(world),
        *bulk(world),
        *searched(world),
        *locks(world),
        *told.odd,
    ]


def locks(world: World) -> list[str]:
    """Nothing of the dead still holds anything."""
    assert world.server.process is not None
    since = psutil.Process(world.server.process.pid).create_time() - 1
    old = world.rows(
        "SELECT pid, state, left(query, 80) FROM pg_stat_activity WHERE datname = 'clew'"
        " AND pid <> pg_backend_pid() AND extract(epoch FROM backend_start) < %s", since
    )  # fmt: skip
    held = world.rows("SELECT pid FROM pg_prepared_xacts AS x, pg_locks LIMIT 1")
    return [*some("connections of the dead", old), *some("prepared transactions", held)]
