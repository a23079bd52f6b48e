"""All about one error."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from clew.events import queries
from clew.events.errors.listing import accounts_counted, days_of
from clew.events.errors.records import Affected, OneError, Share
from clew.events.everybody import column_of_group, read

LATEST = 2000  # occurrences looked at for shares and tickets
# What the latest occurrences are counted by; a property is read from the text as sent.
SHARES = {
    "version": "error_version",
    "sdk": "trim(concat(lib, ' ', lib_version))",
    "browser": "JSONExtractString(properties_text, '$browser')",
    "system": "JSONExtractString(properties_text, '$os')",
}


def one_error(
    environment_id: int, fingerprint: int, *, account_index: int | None = None
) -> OneError | None:
    pieces = {"accounts": accounts_counted(account_index)}
    rows = read("errors/one", pieces, _bound(environment_id, fingerprint))
    if not rows:
        return None
    latest = queries.event_by_uuid(environment_id, rows[0][8])
    return OneError(*rows[0], latest.properties if latest else {})


def days_of_error(environment_id: int, fingerprint: int) -> dict[date, int]:
    """Days (UTC) on which it happened."""
    return days_of(environment_id, [fingerprint])[0][fingerprint]


def people_affected(environment_id: int, fingerprint: int, *, limit: int = 10) -> list[Affected]:
    """By ``person_id``, whoever saw it last first."""
    return _affected("person_id", "1", environment_id, fingerprint, limit)


def accounts_affected(
    environment_id: int, fingerprint: int, index: int, *, limit: int = 10
) -> list[Affected]:
    """By the group's key."""
    column = column_of_group(index)
    return _affected(column, f"notEmpty({column})", environment_id, fingerprint, limit)


def shares(environment_id: int, fingerprint: int, what: str, *, limit: int = 8) -> list[Share]:
    bound = {**_bound(environment_id, fingerprint), "latest": LATEST, "limit": limit}
    return [Share(*row) for row in read("errors/shares", {"what": SHARES[what]}, bound)]


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
