"""The lane diagram as it is drawn: places in per cent from left, rows from the top."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clew.analytics.diagnosis.check import several
from clew.analytics.diagnosis.lanes import Lane, Lanes, Mark, Sign, Stretch
from clew.analytics.diagnosis.sdks import is_client, is_server
from clew.analytics.diagnosis.words import at, day, listed
from clew.web.customers.text import clean

ROW = 44  # pixels; static/diagnosis/lanes.css knows it too
THIN = 0.35  # per cent; a moment is still seen
APART = 1.9  # per cent between marks of one lane
EDGE = 0.02  # of the whole, left free on both sides
SHORT = timedelta(hours=1)  # no diagram shows less
DATES = timedelta(days=4)  # from here on ticks are days
TICKS = 5
ID, NAME = 60, 40  # letters
SIGNS = {
    Sign.IDENTIFY: "Identified",
    Sign.ALIAS: "Alias",
    Sign.MERGE: "Merged on purpose",
    Sign.REFUSED: "Refused",
    Sign.RESET: "Reset",
}
REFUSALS = {
    "cannot_merge_already_identified": "both were identified people",
    "cannot_merge_with_illegal_distinct_id": "that is no real id",
}


@dataclass(frozen=True, slots=True)
class Span:
    x: float
    width: float
    side: str  # client, server or other
    words: str


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    sign: str
    name: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    who: str
    libs: str
    ours: bool
    starts: bool  # the first lane of another person
    y: int
    spans: tuple[Span, ...]
    points: tuple[Point, ...]
    lane: Lane

    @property
    def events(self) -> int:
        return sum(span.events for span in self.lane.spans)

    @property
    def sessions(self) -> int:
        return len({span.session for span in self.lane.spans} - {""})


@dataclass(frozen=True, slots=True)
class Join:
    """A line between two lanes, where a call named both."""

    x: float
    top: int
    bottom: int
    sign: str


@dataclass(frozen=True, slots=True)
class Drawing:
    rows: tuple[Row, ...]
    joins: tuple[Join, ...]
    ticks: tuple[tuple[float, str], ...]
    asked: float | None  # where the ticket opened
    left_out: int

    @property
    def height(self) -> int:
        return ROW * len(self.rows)

    @property
    def has_marks(self) -> bool:
        return any(row.points for row in self.rows)

    @property
    def signs(self) -> list[tuple[str, str]]:
        """Those that are drawn, for the legend."""
        drawn = {point.sign for row in self.rows for point in row.points}
        return [(str(sign), name) for sign, name in SIGNS.items() if str(sign) in drawn]

    @property
    def sentence(self) -> str:
        people = len({row.lane.person or row.id for row in self.rows})
        marks = sum(len(row.points) for row in self.rows)
        whose = f"{several(len(self.rows), 'id')} of {several(people, 'person', 'people')}"
        return f"{whose} by time, with {several(marks, 'mark')}."


@dataclass(frozen=True, slots=True)
class Scale:
    since: datetime
    until: datetime

    def place(self, moment: datetime) -> float:
        share = (moment - self.since) / (self.until - self.since)
        return round(100 * (EDGE + (1 - 2 * EDGE) * min(1.0, max(0.0, share))), 2)


def drawing(lanes: Lanes, asked_at: datetime | None) -> Drawing | None:
    """``asked_at``: when the ticket opened. None where there is nothing to draw."""
    since, until = lanes.since, lanes.until
    if since is None or until is None:
        return None
    if asked_at is not None and until < asked_at < until + (until - since) / 4:
        until = asked_at
    missing = max(timedelta(0), SHORT - (until - since))
    scale = Scale(since - missing / 2, until + missing / 2)
    rows = tuple(_rows(lanes.lanes, scale))
    shown = asked_at is not None and scale.since <= asked_at <= scale.until
    return Drawing(
        rows,
        tuple(_joins(rows)),
        tuple(_ticks(scale)),
        scale.place(asked_at) if shown and asked_at else None,
        lanes.left_out,
    )


def _rows(lanes: Sequence[Lane], scale: Scale) -> Iterator[Row]:
    before = None
    for number, lane in enumerate(lanes):
        whose = lane.person or lane.distinct_id
        yield Row(
            id=clean(lane.distinct_id, ID),
            who=clean(lane.name, NAME) or "Nobody yet",
            libs=listed(lane.libs) or "no events",
            ours=lane.ours,
            starts=number > 0 and whose != before,
            y=number * ROW,
            spans=tuple(_span(each, scale) for each in lane.spans),
            points=tuple(_points(lane, scale)),
            lane=lane,
        )
        before = whose


def _span(span: Stretch, scale: Scale) -> Span:
    x = scale.place(span.first_at)
    width = max(THIN, round(scale.place(span.last_at) - x, 2))
    side = "server" if is_server(span.lib) else "client" if is_client(span.lib) else "other"
    session = f", session {clean(span.session, 20)}" if span.session else ""
    sdk = f"{span.lib or 'unknown SDK'} {span.lib_version}".strip()
    times = f"{at(span.first_at)} to {at(span.last_at)}"
    return Span(x, width, side, f"{sdk}{session}: {several(span.events, 'event')}, {times}")


def _points(lane: Lane, scale: Scale) -> Iterator[Point]:
    """Marks that would cover each other stand side by side."""
    before = -APART
    for mark in lane.marks:
        before = min(99.0, max(scale.place(mark.at), before + APART))
        name, words = SIGNS[mark.sign], _words(lane, mark)
        yield Point(round(before, 2), str(mark.sign), name, mark.at, words)


def _words(lane: Lane, mark: Mark) -> str:
    own, other = clean(lane.distinct_id, ID), clean(mark.other_id, ID)
    match mark.sign:
        case Sign.IDENTIFY:
            joined = f"; {other} became theirs" if other and other != own else ""
            return f"identify() as {own}{joined}"
        case Sign.ALIAS:
            return f"alias(): {other} is to be another id of {own}"
        case Sign.MERGE:
            return f"$merge_dangerously: {other} became part of {own}"
        case Sign.RESET:
            return f"The device went on as {own}; before, it was {other}"
    why = REFUSALS.get(mark.why, mark.why.replace("_", " "))
    return f"{own} and {other or 'another id'} were not joined: {why}"


def _joins(rows: Sequence[Row]) -> Iterator[Join]:
    places = {row.lane.distinct_id: row.y + ROW // 2 for row in rows}
    for row in rows:
        for point, mark in zip(row.points, row.lane.marks, strict=True):
            there = places.get(mark.other_id)
            here = places[row.lane.distinct_id]
            if there is not None and there != here:
                yield Join(point.x, min(here, there), max(here, there), point.sign)


def _ticks(scale: Scale) -> Iterable[tuple[float, str]]:
    length = scale.until - scale.since
    seen = set()
    for number in range(TICKS):
        moment = scale.since + length * number / (TICKS - 1)
        label = day(moment) if length >= DATES else at(moment).removesuffix(" UTC")
        if label not in seen:
            seen.add(label)
            yield scale.place(moment), label
