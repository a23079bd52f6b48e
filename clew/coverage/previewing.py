"""What a calendar would do: its week as bars, and when something would be due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from clew.core import clock
from clew.coverage.drawing import Row, monday_of, week_of
from clew.coverage.hours import ClosedSpan, Hours

LISTED = 6  # stretches that did not count, named one by one
HOURS = 8.0  # asked about at first


@dataclass(frozen=True)
class Asked:
    start: datetime
    hours: float
    week: date  # any day of it
    own_clock: bool  # the reader's, not the calendar's


@dataclass(frozen=True)
class Stretch:
    name: str
    start: str
    end: str


@dataclass(frozen=True)
class Preview:
    rows: list[Row]
    zone: str  # of the drawing
    calendar_zone: str
    reader_zone: str
    asked: Asked
    due: str  # "" for never
    due_there: str  # by the calendar's clock, "" when it is the reader's
    started: str
    paused: list[Stretch]
    more: int  # stretches beside those
    why: str


def preview(hours: Hours, reader: ZoneInfo, asked: Asked, now: datetime) -> Preview:
    zone, there = (reader if asked.own_clock else ZoneInfo(hours.zone)), ZoneInfo(hours.zone)
    due = hours.add(asked.start, asked.hours * 60)
    spans = hours.closed_spans(asked.start, due) if due else []
    return Preview(
        rows=week_of(hours, zone, monday_of(asked.week), now),
        zone=zone.key,
        calendar_zone=there.key,
        reader_zone=reader.key,
        asked=asked,
        due=said(due, reader) if due else "",
        due_there=said(due, there) if due and _differ(due, reader, there) else "",
        started=said(asked.start, reader),
        paused=[_stretch(span, reader) for span in spans[:LISTED]],
        more=max(len(spans) - LISTED, 0),
        why=not_counted(spans),
    )


def not_counted(spans: list[ClosedSpan]) -> str:
    """``"weekend and Boxing Day not counted"``; empty when every minute did."""
    names = list(dict.fromkeys(span.name for span in spans))
    if not names:
        return ""
    listed = ", ".join(names[:-1]) + (" and " if names[1:] else "") + names[-1]
    return f"{listed} not counted"


def said(at: datetime, zone: tzinfo) -> str:
    wall = at.astimezone(zone)
    year = "" if wall.year == clock.now().year else f" {wall.year}"
    return f"{wall:%a} {wall.day} {wall:%b}{year} {wall:%H:%M}"


def whole_minute(at: datetime) -> datetime:
    return at.astimezone(UTC) - timedelta(seconds=at.second, microseconds=at.microsecond)


def _stretch(span: ClosedSpan, zone: tzinfo) -> Stretch:
    return Stretch(span.name, said(span.start, zone), said(span.end, zone))


def _differ(at: datetime, one: tzinfo, two: tzinfo) -> bool:
    return at.astimezone(one).utcoffset() != at.astimezone(two).utcoffset()
