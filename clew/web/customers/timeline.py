"""Moments as days of rows; what repeats becomes one row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo

from clew.web.customers import times
from clew.web.customers.moments import Moment
from clew.web.customers.wording import Words

_TIMES_SHOWN = 24  # of a repeated event


@dataclass(slots=True)
class Entry:
    """One row: a moment, or the same thing several times, newest first."""

    moments: list[Moment] = field(default_factory=list)

    @property
    def newest(self) -> Moment:
        return self.moments[0]

    @property
    def words(self) -> Words:
        return self.newest.words

    @property
    def count(self) -> int:
        return len(self.moments)

    @property
    def earlier(self) -> list[Moment]:
        return self.moments[1 : _TIMES_SHOWN + 1]

    @property
    def unlisted(self) -> int:
        return max(0, self.count - 1 - _TIMES_SHOWN)

    @property
    def others(self) -> int:
        """How many people besides the newest one did the same; for group pages."""
        return len({moment.who for moment in self.moments if moment.who} - {self.newest.who})

    @property
    def side(self) -> str:
        """What all of them have in common."""
        sides = {moment.words.side for moment in self.moments}
        return self.words.side if len(sides) == 1 else ""


@dataclass(slots=True)
class Day:
    date: date
    heading: str  # empty when the page before this one already showed it
    entries: list[Entry] = field(default_factory=list)


def days(
    moments: Sequence[Moment], *, zone: tzinfo, today: date, shown: date | None = None
) -> list[Day]:
    """``moments`` is newest first; ``shown`` is the day the page before ended on."""
    found: list[Day] = []
    for moment in moments:
        when = moment.at.astimezone(zone).date()
        if not found or found[-1].date != when:
            heading = "" if when == shown else times.day_heading(when, today)
            found.append(Day(when, heading))
        _place(found[-1].entries, moment)
    return found


def _place(entries: list[Entry], moment: Moment) -> None:
    """The same as the row before joins it; the same error joins its row anywhere in the day."""
    candidates = entries if moment.name == "$exception" else entries[-1:]
    for entry in candidates:
        if _same(entry.newest, moment):
            entry.moments.append(moment)
            return
    entries.append(Entry([moment]))


def _same(one: Moment, other: Moment) -> bool:
    if one.ticket or other.ticket or one.trace_id or one.name != other.name:
        return False
    if one.words.sentence != other.words.sentence:
        return False
    return one.name != "$exception" or one.words.sub == other.words.sub
