"""The ruler over a timeline: one bar a day, its red part the errors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from clew.events.records import DayOfActivity

MARKS = 4  # dates written under the bars


@dataclass(frozen=True, slots=True)
class Bar:
    day: date
    events: int  # errors are not among them
    errors: int
    height: int  # per cent of the tallest day, for what is not an error
    error_height: int
    is_today: bool

    @property
    def total(self) -> int:
        return self.events + self.errors

    @property
    def label(self) -> str:
        return f"{self.day.day} {self.day:%b}"


@dataclass(frozen=True, slots=True)
class Ruler:
    bars: list[Bar]

    @property
    def total(self) -> int:
        return sum(bar.total for bar in self.bars)

    @property
    def errors(self) -> int:
        return sum(bar.errors for bar in self.bars)

    @property
    def marks(self) -> list[str]:
        step = max(1, len(self.bars) // (MARKS - 1))
        labels = [bar.label for bar in self.bars[: -step // 2 : step]]
        return [*labels[: MARKS - 1], "Today"]

    @property
    def sentence(self) -> str:
        """What the drawing says, for those who cannot see it."""
        if not self.total:
            return f"No activity in the last {len(self.bars)} days."
        busiest = max(self.bars, key=lambda bar: bar.total)
        errors = f"{self.errors:,} of them errors" if self.errors else "no errors"
        return (
            f"{self.total:,} events in the last {len(self.bars)} days, {errors};"
            f" most of them on {busiest.label} ({busiest.total:,})."
        )


def ruler(tallies: Iterable[DayOfActivity], *, today: date, days: int) -> Ruler:
    """``tallies`` may leave out days without events."""
    by_day = {tally.day: (tally.events, tally.errors) for tally in tallies}
    dates = [today - timedelta(days=back) for back in range(days - 1, -1, -1)]
    top = max((sum(by_day.get(day, (0, 0))) for day in dates), default=0) or 1
    return Ruler([_bar(day, *by_day.get(day, (0, 0)), top=top, today=today) for day in dates])


def _bar(day: date, events: int, errors: int, *, top: int, today: date) -> Bar:
    return Bar(day, events, errors, _share(events, top), _share(errors, top), day == today)


def _share(count: int, top: int) -> int:
    """A day with anything on it is never invisible."""
    return max(4, round(100 * count / top)) if count else 0
