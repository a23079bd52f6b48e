"""What the event writer hands over, and what it gets back."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct

GroupColumns = tuple[str, str, str, str, str]

NO_GROUPS: GroupColumns = ("", "", "", "", "")


class PersonMode(StrEnum):
    """How an event relates to its person; stored with the event."""

    FULL = "full"
    # Sent with $process_person_profile false: it neither makes nor changes a person.
    PROPERTYLESS = "propertyless"
    # Sent as propertyless, but the id had long been a person's: the event is theirs.
    FORCE_UPGRADE = "force_upgrade"


# Structs, because there is one for each event: a frozen dataclass takes ten times as long to make.
class Incoming(Struct, frozen=True):
    """One captured event, in the order it was accepted.

    ``set``, ``set_once`` and ``unset`` are the event's *top-level* forms; the same keys inside
    ``properties`` are read here too, and the top level wins. ``groups`` is ``$groups``.
    ``person_processing`` is false when the event said ``$process_person_profile: false``.
    """

    environment_id: int
    uuid: UUID
    event: str
    distinct_id: str
    timestamp: datetime
    properties: dict[str, Any] = {}
    set: dict[str, Any] = {}
    set_once: dict[str, Any] = {}
    unset: list[str] = []
    groups: dict[str, str] = {}
    person_processing: bool = True


class Resolved(Struct, frozen=True):
    """Whose event it is. ``person_id`` is always given, even where no person row exists."""

    person_id: UUID
    person_mode: PersonMode
    group_columns: GroupColumns
    is_customer: bool
