"""A ticket's facts as the history that its ledger is derived from. Pure: rows in, values out.

Facts tell what changed and what it was before, not how a ticket began: that is worked out from
the ticket as it is now, backwards.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from clew.routing.targets.reading import GONE, READERS, Reading, Row
from clew.routing.targets.vocabulary import Event, Happening, History, Situation

NAMES = [*READERS]  # of the facts that are read


class Version(NamedTuple):
    """A version of the policies, and since when it holds."""

    at: datetime
    id: int


class TicketRow(NamedTuple):
    """Of the ticket as it is now, what its history needs."""

    created_at: datetime
    status: str
    severity: str
    kind: str
    area: str
    channel: str
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """The history, and ``reading``: what else the facts say that is kept beside the ledger."""

    history: History
    reading: Reading


def told_by(
    ticket: TicketRow,
    rows: Iterable[Row],
    versions: Sequence[Version] = (),
    absorbed: Callable[[int], bool] = lambda _: False,
) -> Told:
    """``versions`` oldest first. ``absorbed`` says of a TicketAbsorbed, by its id, whether what
    it brought waits for our answer.
    """
    reading = Reading(ticket.created_at, absorbed)
    for row in sorted(rows):
        reading.take(row)
    values = _values_at_first(ticket, reading)
    history = History(
        opened_at=ticket.created_at,
        opened_by_customer=reading.first_words in {"", "customer"},
        situation=Situation(channel=ticket.channel, **values, **reading.opening),
        version=_version_at(ticket.created_at, versions),
        status=reading.opening_status or ("new" if reading.source else ticket.status),
        events=tuple(_with_versions(ticket.created_at, reading.events, versions)),
    )
    return Told(history, reading)


def _values_at_first(ticket: TicketRow, reading: Reading) -> dict[str, Any]:
    """Backwards from what the ticket says now: a renamed area or tag was always called so."""
    found: dict[str, Any] = {}
    for name, changes in reading.changed.items():
        value = getattr(ticket, name)
        for place, before in reversed(changes):
            _put(reading.events, place, name, value)
            value = before
        found[name] = value
    tags = frozenset(ticket.tags)
    for place, payload in reversed(reading.tags):
        _put(reading.events, place, "tags", tags)
        tags = tags - frozenset(payload["added"]) | frozenset(payload["removed"])
    return found | {"tags": tags}


def _put(events: list[Event], place: int, name: str, value: Any) -> None:
    events[place] = Event(events[place].at, Happening.CHANGE, {name: value})


def _version_at(opened_at: datetime, versions: Sequence[Version]) -> int:
    """The first judges what was there before it."""
    known = [version.id for version in versions if version.at <= opened_at]
    return known[-1] if known else versions[0].id if versions else 0


def _with_versions(
    opened_at: datetime, events: list[Event], versions: Sequence[Version]
) -> list[Event]:
    told = [event for event in events if event is not GONE]
    rules = [
        Event(each.at, Happening.RULES, each.id) for each in versions[1:] if each.at > opened_at
    ]
    return sorted([*told, *rules], key=lambda event: event.at) if rules else told
