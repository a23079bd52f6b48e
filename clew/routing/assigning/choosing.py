"""Whose turn it is, and why, in words. Pure: values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clew.routing.models.assignment import Way

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody of a team who answers customers. ``load``: their new and open tickets, all teams'.

    ``away`` and ``hours`` are words for when they are missing and while they are there.
    """

    staff_id: int
    name: str
    load: int = 0
    capacity: int = 0  # 0: no limit
    last_turn_at: datetime | None = None
    takes_part: bool = True
    works: bool = True
    away: str = ""
    hours: str = ""  # “working until 17:00”
    is_expert: bool = False
    is_member: bool = True  # of the team: an expert may be from outside

    @property
    def is_full(self) -> bool:
        return 0 < self.capacity <= self.load


@dataclass(frozen=True)
class Choice:
    """Nobody when ``staff_id`` is None; ``reason`` says why either way."""

    staff_id: int | None
    reason: str


def choose(way: str, team: str, people: Sequence[Candidate], *, experts: str = "") -> Choice:
    """``experts``: what the experts among them know, “Flags”; "" when there are none for it."""
    taking = [each for each in people if each.takes_part]
    working = [each for each in taking if each.works and not each.away]
    free = [each for each in working if not each.is_full]
    if way == Way.SME and (known := [each for each in free if each.is_expert]):
        found = min(known, key=_turn)
        return Choice(found.staff_id, _words(f"as expert for {experts}", found))
    own = [each for each in free if each.is_member]
    if not own:
        return Choice(None, _why_nobody(team, taking, working))
    found = min(own, key=_load if way == Way.LEAST_LOADED else _turn)
    return Choice(found.staff_id, _words(_how(way, team, found, experts), found))


def _how(way: str, team: str, found: Candidate, experts: str) -> str:
    if way == Way.LEAST_LOADED:
        return f"with the fewest in {team}: {_tickets(found.load)}"
    said = f"by round robin: next in {team}"
    if way == Way.SME:
        missing = f"no expert for {experts} works now" if experts else "there is no expert for it"
        return f"{said}, as {missing}"
    return said


def _words(how: str, found: Candidate) -> str:
    return ", ".join(filter(None, [how, found.hours]))


def _turn(each: Candidate) -> tuple[datetime, int]:
    return (each.last_turn_at or NEVER, each.staff_id)


def _load(each: Candidate) -> tuple[int, datetime, int]:
    return (each.load, *_turn(each))


def _tickets(count: int) -> str:
    return "1 ticket" if count == 1 else f"{count or 'no'} tickets"


def _why_nobody(team: str, taking: Sequence[Candidate], working: Sequence[Candidate]) -> str:
    taking, working = ([each for each in some if each.is_member] for some in (taking, working))
    if not taking:
        return f"nobody in {team} takes part in assignment"
    if working:
        return f"everybody in {team} who works now has as many tickets as they take"
    if all(each.away for each in taking):
        return f"everybody in {team} is away"
    return f"nobody in {team} works now"
