"""Reads what the checks look at: one person, or one account. A few queries, each bounded.

A question the event store does not answer in time leaves its evidence out and is named in
``Case.unread``; the checks that need it then say nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import cache

from clew.analytics.diagnosis import kinships
from clew.analytics.diagnosis.asking import Asking
from clew.analytics.diagnosis.evidence import (
    Call,
    Case,
    Detail,
    FlagCall,
    Known,
    Place,
    Refused,
    Use,
    Version,
)
from clew.analytics.diagnosis.lanes import Stretch
from clew.analytics.diagnosis.sdks import is_server
from clew.core import clock
from clew.events.records import Whose
from clew.events.whose import whose_of
from clew.people.models import Group, Person

WINDOW = timedelta(days=90)
AFTERWARDS = timedelta(days=14)  # what came after the ticket is looked at so long
AHEAD = timedelta(days=1)  # clocks that are ahead date events in the future
USES, DAYS, CALLS, FLAGS, PLACES, DETAILS = 2_000, 5_000, 500, 500, 600, 400  # rows
IDS = 1_000  # distinct ids of one person
SESSIONS, ADDRESSES = 100, 20  # asked about
VERSIONS, RECENT, REMEMBERED = 300, timedelta(days=30), 600  # rows, and seconds
STRETCHES = 1_000  # spans of the lane diagram
LATEST = 10_000  # events whose properties are read


def read_person(
    person: Person, *, about_at: datetime | None = None, is_silent: bool = False
) -> Case:
    """``is_silent``: ``quiet_among`` found that they sent nothing."""
    whose = whose_of(person)
    ids = list(whose.distinct_ids)[-IDS:]
    whose = replace(whose, distinct_ids=ids)
    kin_of = partial(kinships.of_person, person, ids)
    return _read(whose, about_at, lambda _: kin_of(), is_account=False, is_silent=is_silent)


def read_unknown(
    person: Person, ids: list[str], versions: tuple[Version, ...], *, about_at: datetime
) -> Case:
    """Of somebody of whom nothing is known but their ids; see ``quiet``. No statement."""
    people = tuple(kinships.of_unknown(person, ids[-IDS:]))
    return replace(_blank(about_at), people=people, versions=versions)


def read_unknown_account(versions: tuple[Version, ...], *, about_at: datetime) -> Case:
    """Of one that nobody sent anything of; see ``quiet``. No statement."""
    return replace(_blank(about_at), is_account=True, versions=versions)


def _blank(about_at: datetime) -> Case:
    since, until = window(about_at)
    own_host = str(settings.CLEW_BASE_URL)
    return Case(clock.now(), about_at, since, until, own_host)


def window(about_at: datetime) -> tuple[datetime, datetime]:
    """What is looked at of a ticket that was opened then."""
    until = min(clock.now(), about_at + AFTERWARDS) + AHEAD
    return until - WINDOW, until


def read_account(group: Group, *, about_at: datetime | None = None) -> Case:
    kin_of = partial(kinships.of_ids, group.environment_id)
    return _read(whose_of(group), about_at, kin_of, is_account=True)


def read_stretches(case: Case, environment_id: int) -> list[Stretch]:
    """For the lane diagram of a case that was read: its ids by session."""
    ids = list(dict.fromkeys(use.distinct_id for use in case.uses))
    asking = Asking(environment_id, case.since, case.until)
    rows = asking("stretches", Whose(environment_id, ids), limit=STRETCHES) if ids else []
    return [Stretch(*row) for row in rows]


def _read(
    whose: Whose,
    about_at: datetime | None,
    kin_of: Callable[[list[str]], list[Known]],
    *,
    is_account: bool,
    is_silent: bool = False,
) -> Case:
    case = _blank(about_at or clock.now())
    asking = Asking(whose.environment_id, case.since, case.until)
    own = [] if is_silent else [_use(row) for row in asking("uses", whose, limit=USES)]
    people = kin_of(list(dict.fromkeys(use.distinct_id for use in own)))
    others = [each for person in people if not person.ours for each in person.distinct_ids][:IDS]
    theirs = asking("uses", Whose(whose.environment_id, others), limit=USES) if others else []
    uses = (*own, *(replace(_use(row), ours=False) for row in theirs))
    case = replace(case, is_account=is_account, people=tuple(people), uses=uses)
    return _with_more(case, whose, others, asking)


def _with_more(case: Case, whose: Whose, others: list[str], asking: Asking) -> Case:
    if not case.uses and "uses" not in asking.unread:
        return _never_seen(case, whose, asking)
    everybody = Whose(whose.environment_id, [*whose.distinct_ids, *others])
    wider = whose if whose.group else everybody
    days = _days(asking("days", whose, limit=DAYS))
    flags = asking("flags", wider, limit=FLAGS, around=case.about_at)
    if whose.group and others:
        flags += asking("flags", everybody, limit=FLAGS, around=case.about_at)
    found = replace(
        case,
        calls=tuple(_call(row) for row in asking("calls", wider, limit=CALLS)),
        flags=tuple(_flag(row) for row in flags),
        details=_details(asking, whose, days),
        days=days,
        versions=versions_seen(whose.environment_id, case.now, asking),
        sessions=_places(case, asking, "sessions", "sessions", SESSIONS),
        addresses=_places(case, asking, "addresses", "ips", ADDRESSES),
    )
    return _with_identities(found, whose, asking)


def _never_seen(case: Case, whose: Whose, asking: Asking) -> Case:
    """Whoever sent nothing has no days, calls or flags either, so these are not asked for."""
    found = replace(case, versions=versions_seen(whose.environment_id, case.now, asking))
    return _with_identities(found, whose, asking)


def _with_identities(found: Case, whose: Whose, asking: Asking) -> Case:
    refused = kinships.refusals(whose.environment_id, found)
    calls = (*found.calls, *_calls_of_others(refused, found.calls, asking))
    found = replace(found, refused=refused, calls=calls)
    strangers = kinships.strangers(whose.environment_id, found)
    return replace(
        found,
        people=kinships.joined([*found.people, *strangers]),
        aside=kinships.set_aside(whose.environment_id, found, whose.group_keys),
        unread=frozenset(asking.unread),
    )


def _calls_of_others(
    refused: Iterable[Refused], known: Iterable[Call], asking: Asking
) -> Iterator[Call]:
    """Refused calls that named one of our ids, and stand under somebody else's."""
    unknown = {each.uuid for each in refused} - {call.uuid for call in known}
    if unknown:
        rows = asking("calls_by_uuid", None, uuids=sorted(unknown), limit=CALLS)
        yield from map(_call, rows)


def versions_seen(environment_id: int, now: datetime, asking: Asking) -> tuple[Version, ...]:
    """Of the whole environment, and so remembered for a while: many ask at once after an import."""
    key = f"diagnosis-versions-{environment_id}"
    known = cache.get(key)
    if known is None:
        known = asking("versions", None, limit=VERSIONS, since=now - RECENT, until=now)
        if "versions" not in asking.unread:
            cache.set(key, known, REMEMBERED)
    return tuple(Version(*row) for row in known)


def _places(case: Case, asking: Asking, name: str, of: str, limit: int) -> tuple[Place, ...]:
    """A server's address and a script's session say nothing about people."""
    uses = (use for use in case.own_uses if not is_server(use.lib))
    values = list(dict.fromkeys(value for use in uses for value in getattr(use, of)))[:limit]
    rows = asking(name, None, values=values, limit=PLACES) if values else []
    return tuple(Place(*row) for row in rows)


def _details(asking: Asking, whose: Whose, days: dict[str, dict[date, int]]) -> tuple[Detail, ...]:
    by_day: dict[date, int] = defaultdict(int)
    for counted in days.values():
        for day, count in counted.items():
            by_day[day] += count
    total, since = 0, None
    for day in sorted(by_day, reverse=True):
        total += by_day[day]
        if total > LATEST and since is not None:
            break
        since = day
    if since is None:
        return ()
    start = datetime.fromisoformat(f"{since}T00:00:00+00:00")
    rows = asking("details", whose, limit=DETAILS, since=start)
    return tuple(Detail(*row) for row in rows)


def _use(row: Sequence[Any]) -> Use:
    low, middle, high = row[10]
    ahead, spread = middle / 1000, (high - low) / 1000
    return Use(*[*row[:8], tuple(row[8]), tuple(row[9]), ahead, spread])


def _call(row: Sequence[Any]) -> Call:
    return Call(*[*row[:5], str(row[5])])


def _flag(row: Sequence[Any]) -> FlagCall:
    at, distinct_id, flag, value, lib = row
    return FlagCall(at, distinct_id, flag, value.strip('"') or "nothing", lib)


def _days(rows: list[Sequence[Any]]) -> dict[str, dict[date, int]]:
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for event, day, count in rows:
        found[event][day] = count
    return dict(found)
