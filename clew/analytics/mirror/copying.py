"""Copies rows that changed, and at first all of them. Each step may be repeated.

A trigger noted the key of each changed row in the transaction that changed it. A copy always takes
the row as it is now, under a version higher than any before; what is gone gets a tombstone. So it
does not matter in which order changes were noted or committed.
"""

from collections import defaultdict
from collections.abc import Sequence

import orjson
import structlog
from clickhouse_connect.driver.exceptions import DatabaseError
from django.db import transaction

from clew.analytics.mirror.registered import MIRRORED, Mirrored
from clew.analytics.models import ChangedRow, MirrorState
from clew.core import clock
from clew.core.bulk import fetch
from clew.core.jobs import stopping
from clew.events.store import event_store
from clew.events.store.rows import HOPELESS
from clew.events.store.topology import Topology

log = structlog.get_logger(__name__)
AT_ONCE = 5_000  # rows
ONE_COPIER = 0x636C6577_20  # advisory lock
_TAKE = """
    DELETE FROM analytics_changed WHERE id IN (
        SELECT id FROM analytics_changed ORDER BY id LIMIT %b::int FOR UPDATE SKIP LOCKED
    ) RETURNING "table", key
"""
_VERSION = "SELECT nextval(pg_get_serial_sequence('analytics_changed', 'id'))"


def mirror_changes() -> int:
    """Copy everything that waits; returns how many rows. Nothing while another process does.

    A process that stops does so after the piece it is at, not after hours of an import.
    """
    copied = 0
    for mirrored in MIRRORED.values():
        copied += _copy_all(mirrored)
    while not stopping.is_set() and (taken := _copy_noted()):
        copied += taken
    return copied


def backlog() -> int:
    """Rows that changed and are not copied yet."""
    return ChangedRow.objects.count()


@transaction.atomic
def _copy_noted() -> int:
    if not _alone():
        return 0
    keys: dict[str, set[str]] = defaultdict(set)
    for table, key in fetch(_TAKE, [AT_ONCE]):
        keys[table].add(key)
    for table, changed in keys.items():
        if table in MIRRORED:
            _copy(MIRRORED[table], sorted(changed))
    return sum(map(len, keys.values()))


def _copy_all(mirrored: Mirrored) -> int:
    """The first copy, or one of new columns: in steps, each of which is kept."""
    copied = 0
    while not stopping.is_set() and (taken := _copy_next(mirrored)) is not None:
        copied += taken
    return copied


@transaction.atomic
def _copy_next(mirrored: Mirrored) -> int | None:
    state = MirrorState.objects.filter(pk=mirrored.name).first()
    if state and state.version == mirrored.version and state.copied_at:
        return None
    if not _alone():
        return None
    if state is None or state.version != mirrored.version:
        _empty(mirrored)
        state = MirrorState(table=mirrored.name, version=mirrored.version)
    after = f"{mirrored.key} > %b::{mirrored.key_type}" if state.copied_to else "true"
    sql = f"{mirrored.select} AND {after} ORDER BY {mirrored.key} LIMIT %b::int"
    bounds = [state.copied_to] if state.copied_to else []
    rows = fetch(sql, [_version(), *bounds, AT_ONCE])
    _insert(mirrored, [line for _, line in rows])
    state.copied_to = rows[-1][0] if rows else state.copied_to
    state.copied_at = clock.now() if len(rows) < AT_ONCE else None
    state.save()
    return len(rows)


def _copy(mirrored: Mirrored, keys: Sequence[str]) -> None:
    version = _version()
    wanted = f"{mirrored.key} = ANY(%b::text[]::{mirrored.key_type}[])"
    rows = dict(fetch(f"{mirrored.select} AND {wanted}", [version, list(keys)]))
    gone = [key for key in keys if key not in rows]
    tombstones = [_tombstone(mirrored, key, version) for key in gone]
    _insert(mirrored, [*rows.values(), *tombstones])


def _tombstone(mirrored: Mirrored, key: str, version: int) -> str:
    named: int | str = int(key) if mirrored.key_type == "bigint" else key
    return orjson.dumps({"id": named, "version": version, "is_deleted": 1}).decode()


def _insert(mirrored: Mirrored, lines: Sequence[str]) -> None:
    """A row that the event store can never take is left out; all others are stored."""
    if not lines:
        return
    try:
        with event_store().writer() as client:
            client.raw_insert(
                mirrored.store, insert_block="\n".join(lines).encode(), fmt="JSONEachRow"
            )
    except DatabaseError as error:
        if error.code not in HOPELESS:
            raise
        if len(lines) == 1:
            log.warning("mirror.row_refused", table=mirrored.name, error=str(error)[:500])
            return
        middle = len(lines) // 2
        _insert(mirrored, lines[:middle])
        _insert(mirrored, lines[middle:])


def _empty(mirrored: Mirrored) -> None:
    store = event_store()
    with store.writer() as client:
        client.command(f"TRUNCATE TABLE {Topology(store.cluster).local(mirrored.store)}")


def _version() -> int:
    return int(fetch(_VERSION, [])[0][0])


def _alone() -> bool:
    """Until the end of the transaction."""
    return bool(fetch("SELECT pg_try_advisory_xact_lock(%b::bigint)", [ONE_COPIER])[0][0])
