"""Events that came every day and stopped, while the customer went on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from clew.analytics.diagnosis.check import Check, Seen, fine, several, table
from clew.analytics.diagnosis.evidence import Case
from clew.analytics.diagnosis.finding import Weight
from clew.analytics.diagnosis.words import listed

BEFORE, AFTER = 10, 4  # active days before it stopped, and since
OFTEN = 8  # of the days before that had it, at least; one fewer where a release tells why
CHANCE = 0.002  # that so many days pass without it, had nothing changed
INNER = ("$set", "$identify", "$create_alias", "$groupidentify", "$feature_flag_called")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stopped:
    event: str
    last: date
    had: int  # days with it, of ``BEFORE``
    active_since: int  # days with something else
    releases: tuple[str, ...]  # that began then


def look(case: Case) -> Seen | None:
    active = sorted({day for counted in case.days.values() for day in counted})
    if len(active) < BEFORE + AFTER:
        return None
    found = [stopped for event in case.days if (stopped := _stopped(case, event, active))]
    if not found:
        return fine("No daily event has stopped")
    found.sort(key=lambda each: (not each.releases, each.last))
    rows = [
        (s.event, f"{s.last:%-d %b}", f"{s.had} of {BEFORE} days", s.active_since,
         listed(s.releases) or "none seen")
        for s in found
    ]  # fmt: skip
    first = found[0]
    after = f", when {first.releases[0]} came" if first.releases else ""
    return Seen(
        Weight.BAD if first.releases else Weight.WARN,
        f"{first.event} stopped on {first.last:%-d %b}{after}"
        if len(found) == 1
        else f"{several(len(found), 'event')} stopped{after}",
        f"{listed(s.event for s in found)} came almost daily, and then no more, while the customer"
        f" was active on {several(first.active_since, 'day')} since.",
        table("Event, Last, Before, Active days since, New then", rows),
    )


def _stopped(case: Case, event: str, active: list[date]) -> Stopped | None:
    days: Mapping[date, int] = case.days[event]
    last = max(days)
    if event in INNER or event.startswith("$ai_"):
        return None
    before = [day for day in active if day <= last][-BEFORE:]
    since = [day for day in active if day > last]
    had = sum(day in days for day in before)
    if len(before) < BEFORE or len(since) < AFTER or had < OFTEN - 1:
        return None
    if (1 - (had + 0.5) / (BEFORE + 1)) ** len(since) > CHANCE:
        return None
    releases = _releases(case, last, since[0])
    if had < OFTEN and not releases:
        return None
    return Stopped(event, last, had, len(since), releases)


def _releases(case: Case, last: date, next_active: date) -> tuple[str, ...]:
    """Versions of an SDK or of the product that began between the last event and the silence."""
    start, end = last - ONE_DAY, next_active + ONE_DAY
    seen: dict[str, date] = {}
    for use in case.own_uses:
        _earliest(seen, f"{use.lib} {use.lib_version}".strip(), use.first_at.date())
    for detail in case.details:
        if detail.release:
            _earliest(seen, f"release {detail.release}", detail.first_at.date())
    oldest = min(seen.values(), default=start)
    new = {name: day for name, day in seen.items() if start <= day <= end and day > oldest}
    return tuple(sorted(new, key=lambda name: new[name]))


def _earliest(seen: dict[str, date], name: str, day: date) -> None:
    seen[name] = min(day, seen.get(name, day))


CHECK = Check(
    slug="stopped-events",
    title="Events that stopped",
    asks="Did an event that came daily stop, perhaps after a release?",
    cause="A release renamed or removed the call, or an error before it keeps it from running.",
    fix="Compare the release that came then. Look for the event's name in the code, and at this"
    " customer's errors since that day.",
    look=look,
    needs=frozenset({"days"}),
)
