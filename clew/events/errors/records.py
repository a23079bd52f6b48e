"""What reads of errors are asked, and what they give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Order(StrEnum):
    LAST = "last"
    TIMES = "times"
    PEOPLE = "people"
    ACCOUNTS = "accounts"
    NEW = "first"


@dataclass(frozen=True, slots=True)
class ErrorsAsked:
    """``since`` bounds what is counted; ``new_since`` leaves out what was seen before it."""

    environment_id: int
    since: datetime
    account_index: int | None = None  # of the group type that is the customer's organisation
    account_keys: Sequence[str] = ()  # only theirs
    text: str = ""
    version: str = ""
    new_since: datetime | None = None
    order: Order = Order.LAST


@dataclass(frozen=True, slots=True)
class ListedError:
    """``first_at`` is the first ever; the other numbers are of the days asked for."""

    fingerprint: int
    type: str
    value: str
    times: int
    people: int
    accounts: int
    versions: list[str]
    first_at: datetime
    last_at: datetime
    by_day: dict[date, int]


@dataclass(frozen=True, slots=True)
class ErrorPage:
    errors: list[ListedError]
    total: int


@dataclass(frozen=True, slots=True)
class OneError:
    """All that was ever captured of it. ``latest_properties`` is of its latest event."""

    fingerprint: int
    type: str
    value: str
    times: int
    people: int
    accounts: int
    first_at: datetime
    last_at: datetime
    latest_uuid: UUID
    latest_distinct_id: str
    latest_person_id: UUID
    latest_properties: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Affected:
    """A person by id, or an account by its key."""

    who: Any
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the latest occurrences have this value."""

    value: str
    times: int
