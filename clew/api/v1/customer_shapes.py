"""Customers as JSON. Fields are added, never renamed."""

from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from ninja import Schema
from pydantic import Field

from clew.api.v1.ticket_shapes import TicketSummary
from clew.events.records import ErrorGroup, LlmTrace, StoredEvent
from clew.people.models import Group, Person


class PersonSummary(Schema):
    kind: Literal["person"] = "person"
    id: UUID
    name: str
    email: str
    is_identified: bool
    created_at: datetime
    last_seen_at: datetime | None

    @classmethod
    def of(cls, person: Person, **more: Any) -> Self:
        return cls(
            id=person.pk,
            name=person.name,
            email=person.email,
            is_identified=person.is_identified,
            created_at=person.created_at,
            last_seen_at=person.last_seen_at,
            **more,
        )


class PersonShape(PersonSummary):
    properties: dict[str, Any]
    distinct_ids: list[str]


class GroupSummary(Schema):
    kind: Literal["group"] = "group"
    type: str
    key: str
    name: str
    plan: str
    is_account: bool
    created_at: datetime
    last_seen_at: datetime | None

    @classmethod
    def of(cls, group: Group, **more: Any) -> Self:
        return cls(
            type=group.type.name,
            key=group.key,
            name=group.display_name,
            plan=group.plan,
            is_account=group.type.is_account,
            created_at=group.created_at,
            last_seen_at=group.last_seen_at,
            **more,
        )


class GroupShape(GroupSummary):
    properties: dict[str, Any]


class EventShape(Schema):
    uuid: UUID
    event: str
    timestamp: datetime
    distinct_id: str
    properties: dict[str, Any]

    @classmethod
    def of(cls, event: StoredEvent) -> Self:
        return cls(**{name: getattr(event, name) for name in cls.model_fields})


class ErrorShape(Schema):
    type: str
    value: str
    times: int
    people: int = Field(description="How many people it happened to")
    first_at: datetime
    last_at: datetime
    latest_uuid: UUID
    latest_distinct_id: str
    exceptions: list[dict[str, Any]] = Field(description="The latest $exception_list as sent")

    @classmethod
    def of(cls, group: ErrorGroup) -> Self:
        return cls(**{name: getattr(group, name) for name in cls.model_fields})


class LlmTraceShape(Schema):
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
    latest_input: Any
    latest_output: Any

    @classmethod
    def of(cls, trace: LlmTrace) -> Self:
        return cls(**{name: getattr(trace, name) for name in cls.model_fields})


class NextCursors(Schema):
    """Send one back as ``<section>_cursor``; null on a section's last page."""

    people: str | None = None
    events: str | None = None
    errors: str | None = None
    llm_traces: str | None = None
    tickets: str | None = None


class ProfileShape(Schema):
    groups: list[GroupSummary]
    people: list[PersonSummary]
    events: list[EventShape]
    errors: list[ErrorShape]
    llm_traces: list[LlmTraceShape]
    tickets: list[TicketSummary]
    usage_metrics: list[dict[str, Any]]
    next_cursors: NextCursors


class PersonProfile(ProfileShape):
    person: PersonShape


class GroupProfile(ProfileShape):
    group: GroupShape


class CustomerFilters(Schema):
    search: str = Field("", description="Part of a name, email, distinct id or group key")
    environment: str = ""
    cursor: str = ""
    limit: int = 50


class Who(Schema):
    id: str = ""
    distinct_id: str = ""
    email: str = ""
    environment: str = ""


class CustomersPage(Schema):
    items: list[PersonSummary | GroupSummary]
    next_cursor: str | None
