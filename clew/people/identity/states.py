"""What identity rules know of a person and of a group: values, never rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

# "Last seen" is shown in minutes, so it is written once a minute and not with every event.
SEEN_STEP = timedelta(minutes=1)

GroupName = tuple[str, str]  # (type, key)


@dataclass(frozen=True, slots=True)
class PersonState:
    id: UUID
    created_at: datetime
    is_identified: bool
    properties: dict[str, Any]  # never changed in place
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GroupState:
    name: GroupName
    created_at: datetime
    properties: dict[str, Any]  # never changed in place
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IdentityRefusal:
    """Something an event asked for and did not get; kept as an IdentityWarning."""

    kind: str
    event_uuid: UUID
    person_id: UUID | None
    distinct_id: str
    other_id: str
    happened_at: datetime


def is_news(seen: datetime, last: datetime | None) -> bool:
    """Is this sighting late enough after the last one to be worth writing down?"""
    return last is None or (seen > last and seen - last >= SEEN_STEP)
