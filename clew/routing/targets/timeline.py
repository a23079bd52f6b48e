"""Which status a ticket had when, and what that makes of a target's open time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from clew.routing.policies.rules import TargetRule


@dataclass(frozen=True)
class Stretch:
    """A time in which a clock ran, or stood still because of ``status``. No end: it lasts."""

    start: datetime
    end: datetime | None
    status: str
    is_paused: bool


@dataclass(frozen=True)
class Measured:
    """``due_at`` None: paused, or never. ``left``: minutes of open time, once it goes on."""

    due_at: datetime | None
    is_paused: bool
    left: float


class Timeline:
    def __init__(self, opened_at: datetime, status: str) -> None:
        self._marks: list[tuple[datetime, str]] = [(opened_at, status)]

    @property
    def status(self) -> str:
        return self._marks[-1][1]

    def becomes(self, status: str, at: datetime) -> None:
        if status != self.status:
            self._marks.append((at, status))

    def stretches(self, start: datetime, pauses: frozenset[str]) -> Iterator[Stretch]:
        """From ``start`` on; neighbours in which the clock does the same are one."""
        began, status, is_paused = start, self.status, self.status in pauses
        marks = self._since(start) if pauses else []
        for index, (at, found) in enumerate(marks):
            stands = found in pauses
            if index == 0:
                status, is_paused = found, stands
            elif stands != is_paused or (stands and found != status):
                if at > began:
                    yield Stretch(began, at, status, is_paused)
                began, status, is_paused = max(at, began), found, stands
        yield Stretch(began, None, status, is_paused)

    def _since(self, start: datetime) -> list[tuple[datetime, str]]:
        """The mark that holds at ``start``, and those after it."""
        first = len(self._marks) - 1
        while first > 0 and self._marks[first][0] > start:
            first -= 1
        return self._marks[first:]

    def measured(self, rule: TargetRule, start: datetime) -> Measured:
        """When the target is used up, counted from ``start`` without the pauses.

        A target that a pause meets exactly at its end is not over: it has no time left.
        """
        left: float = rule.minutes
        for stretch in self.stretches(start, rule.pauses):
            if stretch.is_paused:
                if stretch.end is None:
                    break
                continue
            due = rule.hours.add(stretch.start, left)
            if stretch.end is None:
                return Measured(due, is_paused=False, left=left)
            if due is not None and due < stretch.end:
                return Measured(due, is_paused=self.status in rule.pauses, left=0)
            left = max(0.0, left - rule.hours.open_minutes(stretch.start, stretch.end))
        return Measured(None, is_paused=True, left=left)

    def paused(
        self, rule: TargetRule, start: datetime, end: datetime
    ) -> list[tuple[Stretch, float]]:
        """The pauses between two times, each with the open minutes that did not count."""
        found: list[tuple[Stretch, float]] = []
        if not rule.pauses:
            return found
        for stretch in self.stretches(start, rule.pauses):
            if stretch.is_paused and stretch.start < end:
                until = min(stretch.end or end, end)
                open_minutes = rule.hours.open_minutes(stretch.start, until)
                found.append((stretch, open_minutes))
        return found
