"""What reads of the event store give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from clew.events.capture.timestamps import EPOCH

MILLISECOND = timedelta(milliseconds=1)


class Kind(StrEnum):
    """What a timeline shows."""

    ALL = "all"
    EVENTS = "events"
    ERRORS = "errors"
    LLM = "llm"


@dataclass(frozen=True, slots=True)
class Whose:
    """A person by all their distinct ids, or a group by its type's index (0 to 4) and key.

    ``also`` are the keys of groups of the same type that were merged into this one. ``own``: with
    what Clew itself recorded under these ids, which tells of tickets that not everybody reads.
    """

    environment_id: int
    distinct_ids: Sequence[str] = ()
    group: tuple[int, str] | None = None
    also: Sequence[str] = ()
    own: bool = False

    @property
    def group_keys(self) -> list[str]:
        return [self.group[1], *self.also] if self.group else []


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended. ``str()`` it into a link; :meth:`read` it back."""

    timestamp: datetime
    uuid: UUID

    def __str__(self) -> str:
        return f"{(self.timestamp - EPOCH) // MILLISECOND}.{self.uuid.hex}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises ValueError on anything but what ``str()`` gave."""
        milliseconds, _, uuid = text.partition(".")
        try:
            return cls(EPOCH + int(milliseconds) * MILLISECOND, UUID(uuid))
        except OverflowError as error:
            raise ValueError(text) from error


@dataclass(frozen=True, slots=True)
class StoredEvent:
    uuid: UUID
    event: str
    timestamp: datetime
    distinct_id: str
    person_id: UUID
    session_id: str
    lib: str
    lib_version: str
    group_keys: tuple[str, str, str, str, str]  # by group type index; empty = not in one
    properties: dict[str, Any]

    @property
    def kind(self) -> Kind:
        if self.event == "$exception":
            return Kind.ERRORS
        return Kind.LLM if self.event.startswith("$ai_") else Kind.EVENTS


@dataclass(frozen=True, slots=True)
class Timeline:
    """``next`` is empty on the last page."""

    events: list[StoredEvent]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """The same error over and over, by its fingerprint; type and value are the latest's.

    ``exceptions`` is the latest ``$exception_list`` as sent.
    """

    type: str
    value: str
    times: int
    people: int  # by person, as stored: the job after a merge corrects it
    first_at: datetime
    last_at: datetime
    latest_uuid: UUID
    latest_distinct_id: str
    fingerprint: int
    latest_properties: dict[str, Any]

    @property
    def exceptions(self) -> list[dict[str, Any]]:
        found = self.latest_properties.get("$exception_list")
        entries = found if isinstance(found, list) else []
        return [entry for entry in entries if isinstance(entry, dict)]


@dataclass(frozen=True, slots=True)
class LlmTrace:
    """One ``$ai_trace_id``. ``cost_usd`` is None when no event said what it cost."""

    trace_id: str
    first_at: datetime
    last_at: datetime
    distinct_id: str
    models: list[str]
    generations: int
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    latency_seconds: float
    failures: int
    latest_properties: dict[str, Any]  # of the latest $ai_generation; empty without one

    @property
    def latest_input(self) -> Any:
        return self.latest_properties.get("$ai_input")

    @property
    def latest_output(self) -> Any:
        return self.latest_properties.get("$ai_output_choices")


@dataclass(frozen=True, slots=True)
class Counts:
    """``first_at`` and ``last_at`` are None when nothing was ever captured."""

    events: int
    errors: int
    llm_traces: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class DayOfActivity:
    day: date
    events: int
    errors: int
