"""All about one error."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from clew.events.errors.listing import accounts_counted, days_of
from clew.events.errors.records import Affected, OneError, Share
from clew.events.everybody import column_of_group, read

LATEST = 1000  # occurrences looked at for shares and tickets
PARTS = ("version", "sdk", "browser", "system")


def one_error(
    environment_id: int, fingerprint: int, *, account_index: int | None = None
) -> OneError | None:
    bound = _bound(environment_id, fingerprint)
    rows = read("errors/one", {"accounts": accounts_counted(account_index)}, bound)
    if not rows:
        return None
    times, people, accounts, first_at, last_at = rows[0]
    latest = read("errors/latest", {}, {**bound, "at": last_at})[0]
    return OneError(
        fingerprint=fingerprint, type=latest[0], value=latest[1], times=times, people=people,
        accounts=accounts, first_at=first_at, last_at=last_at, latest_uuid=latest[2],
        latest_distinct_id=latest[3], latest_person_id=latest[4],
        latest_properties=orjson.loads(latest[5]),
    )  # fmt: skip


def days_of_error(environment_id: int, fingerprint: int, *, since: datetime) -> dict[date, int]:
    """Days (UTC) on which it happened."""
    return days_of(environment_id, [fingerprint], since=since)[0][fingerprint]


def people_affected(environment_id: int, fingerprint: int, *, limit: int = 10) -> list[Affected]:
    """By ``person_id``, whoever saw it last first."""
    return _affected("person_id", "1", environment_id, fingerprint, limit)


def accounts_affected(
    environment_id: int, fingerprint: int, index: int, *, limit: int = 10
) -> list[Affected]:
    """By the group's key."""
    column = column_of_group(index)
    return _affected(column, f"notEmpty({column})", environment_id, fingerprint, limit)


def shares(environment_id: int, fingerprint: int, *, limit: int = 8) -> dict[str, list[Share]]:
    """What the latest occurrences have in common, by part; the most frequent first."""
    bound = {**_bound(environment_id, fingerprint), "latest": LATEST}
    rows = read("errors/shares", {}, bound)
    counted = [Counter(row[at] for row in rows if row[at]) for at in range(len(PARTS))]
    return {
        part: [Share(value, times) for value, times in counts.most_common(limit)]
        for part, counts in zip(PARTS, counted, strict=True)
    }


def moments_by_person(environment_id: int, fingerprint: int) -> dict[UUID, Sequence[datetime]]:
    bound = {**_bound(environment_id, fingerprint), "latest": LATEST}
    return {row[0]: row[1] for row in read("errors/moments", {}, bound)}


def _affected(
    who: str, filters: str, environment_id: int, fingerprint: int, limit: int
) -> list[Affected]:
    bound = {**_bound(environment_id, fingerprint), "limit": limit}
    rows = read("errors/affected", {"who": who, "filters": filters}, bound)
    return [Affected(*row) for row in rows]


def _bound(environment_id: int, fingerprint: int) -> dict[str, Any]:
    return {"environment_id": environment_id, "fingerprint": fingerprint}
