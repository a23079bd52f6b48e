"""Response targets as JSON. Fields are added, never renamed."""

from datetime import UTC, datetime
from typing import Protocol, Self

from ninja import Schema
from pydantic import Field

from clew.routing.targets.explaining import Explained, words


class ShownRun(Explained, Protocol):
    """A run as derived, or as stored."""

    @property
    def instance(self) -> int: ...
    @property
    def policy(self) -> str: ...
    @property
    def target_minutes(self) -> int: ...
    @property
    def calendar(self) -> str: ...
    @property
    def paused_minutes(self) -> int: ...


class TargetShape(Schema):
    metric: str = Field(
        description="first_reply, next_reply, periodic_update, escalated_reply, requester_wait,"
        " agent_work or resolution"
    )
    instance: int = Field(description="1 for the first run of this metric on the ticket, 2, …")
    policy: str | None = Field(description="Slug; null when the target was only given")
    target_minutes: int = Field(description="Of the calendar's open time")
    calendar: str = Field(description="Slug; “given” when it stood in the question")
    started_at: datetime
    paused_minutes: int = Field(description="Open minutes of the calendar that did not count")
    due_at: datetime | None = Field(
        description="null while paused, or when the calendar never has that much open time"
    )
    fulfilled_at: datetime | None
    breached_at: datetime | None
    state: str = Field(
        description="running, paused, fulfilled, breached or cancelled; a late reply leaves"
        " breached, with fulfilled_at"
    )
    explanation: str = Field(description="How due_at came about, in words; times in UTC")

    @classmethod
    def of(cls, run: ShownRun) -> Self:
        return cls(
            metric=str(run.metric),
            instance=run.instance,
            policy=run.policy or None,
            target_minutes=run.target_minutes,
            calendar=run.calendar,
            started_at=run.started_at.astimezone(UTC),
            paused_minutes=run.paused_minutes,
            due_at=_utc(run.due_at),
            fulfilled_at=_utc(run.fulfilled_at),
            breached_at=_utc(run.breached_at),
            state=run.state,
            explanation=words(run),
        )


def target_shape(run: ShownRun) -> TargetShape:
    """One of a ticket's ``targets[]``, or of a preview's."""
    return TargetShape.of(run)


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None
