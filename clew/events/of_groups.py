"""Errors and traces of a group, in two steps: thousands of people lie all over the store.

First what a page shows is chosen by columns that stand in the order of groups; then only that is
read, by distinct ids and moments.
"""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import orjson

from clew.events.records import ErrorGroup, Whose
from clew.people.queries.reachable import persons_by_distinct_id

Rows = Sequence[Sequence[Any]]
# Chosen before; events without a trace id are known by whose they are, and when.
CHOSEN_TRACES = """timestamp >= {first_at:DateTime64(3, 'UTC')}
    AND timestamp <= {last_at:DateTime64(3, 'UTC')}
    AND (trace_id IN {traces:Array(String)}
        OR (empty(trace_id) AND distinct_id IN {lone_ids:Array(String)}
            AND timestamp IN {lone_at:Array(DateTime64(3, 'UTC'))}))
    AND """


class Read(Protocol):
    def __call__(self, file: str, whose: Whose, /, *, these: str = "", **values: Any) -> Rows: ...


def errors_of_group(read: Read, whose: Whose, *, limit: int, skip: int) -> list[ErrorGroup]:
    rows = read("group_errors", whose, limit=limit, skip=skip)
    if not rows:
        return []
    owners = Whose(whose.environment_id, distinct_ids=sorted({row[5] for row in rows}))
    moments, fingerprints = [row[4] for row in rows], [row[0] for row in rows]
    latest = read("errors_at", owners, moments=moments, fingerprints=fingerprints)
    known = {row[0]: row for row in latest}
    persons = persons_by_distinct_id(whose.environment_id, {one for row in rows for one in row[2]})
    return [_error(row, known[row[0]], persons) for row in rows if row[0] in known]


def _error(row: Sequence[Any], latest: Sequence[Any], persons: dict[str, UUID]) -> ErrorGroup:
    return ErrorGroup(
        type=latest[1],
        value=latest[2],
        times=row[1],
        people=len({persons.get(one, one) for one in row[2]}),
        first_at=row[3],
        last_at=row[4],
        latest_uuid=latest[3],
        latest_distinct_id=row[5],
        fingerprint=row[0],
        latest_properties=orjson.loads(latest[4]),
    )


def traces_of_group(read: Read, whose: Whose, *, limit: int, skip: int) -> Rows:
    """Rows of ``llm_traces``."""
    chosen = read("group_traces", whose, limit=limit, skip=skip)
    if not chosen or whose.group is None:
        return []
    ids = sorted({one for row in chosen for one in row[3]})
    found = read(
        "llm_traces", Whose(whose.environment_id, distinct_ids=ids),
        these=f"{CHOSEN_TRACES}group_{int(whose.group[0])} IN {{keys:Array(String)}}",
        keys=whose.group_keys,
        first_at=min(row[4] for row in chosen), last_at=max(row[5] for row in chosen),
        traces=[row[0] for row in chosen if row[0]],
        lone_ids=[row[1] for row in chosen if not row[0]],
        lone_at=[row[2] for row in chosen if not row[0]],
    )  # fmt: skip
    return found[:limit]
