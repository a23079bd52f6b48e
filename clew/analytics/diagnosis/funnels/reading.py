"""What a customer's people did of a funnel, and others who may be the same people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from clickhouse_connect.driver.exceptions import ClickHouseError

from clew.analytics.diagnosis import kinships
from clew.analytics.diagnosis.evidence import Case, Known, Place
from clew.analytics.diagnosis.funnels.counting import step_conditions
from clew.analytics.diagnosis.funnels.funnel import Funnel
from clew.analytics.diagnosis.funnels.splits import Walker, places_of
from clew.analytics.diagnosis.funnels.walking import Touch
from clew.analytics.diagnosis.reading import read_account, read_person
from clew.analytics.diagnosis.sdks import is_server
from clew.analytics.metrics.matching import text_sql
from clew.events.store import event_store
from clew.people.models import DistinctId, Group, Membership, Person

log = structlog.get_logger(__name__)
SECONDS = 5
TOUCHES = 20_000  # events, the latest
MEMBERS = 500
IDS = 5_000
VALUE = 200  # characters

DONE = """
SELECT timestamp, {mask} AS steps, distinct_id, event, lib, session_id, ip,
       JSONExtractString(properties_text, '$device_id'), {value}, toString(uuid)
FROM events
WHERE environment_id = {{environment_id:UInt32}}
  AND distinct_id IN {{ids:Array(String)}}
  AND timestamp >= {{since:DateTime64(3, 'UTC')}} AND timestamp <= {{until:DateTime64(3, 'UTC')}}
  AND steps > 0
ORDER BY timestamp DESC
LIMIT {{limit:UInt32}}
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """``is_whole`` is False where the event store did not answer in time, or had too much."""

    walkers: tuple[Walker, ...]
    is_whole: bool = True


def read(customer: Person | Group, funnel: Funnel, *, about_at: datetime | None = None) -> Seen:
    environment_id = customer.environment_id
    if isinstance(customer, Person):
        case = read_person(customer, about_at=about_at)
        people = list(case.people)
    else:
        case = read_account(customer, about_at=about_at)
        people = list(kinships.joined([*_members(customer), *case.people]))
    people = _with_every_id(people)
    ids = [each for person in people for each in person.distinct_ids][:IDS]
    touches = _done(funnel, environment_id, ids)
    if touches is None:
        return Seen((), is_whole=False)
    walkers = tuple(_walkers(people, case, touches))
    return Seen(walkers, is_whole=len(touches) < TOUCHES and not case.unread)


def _members(group: Group) -> list[Known]:
    """Also those whose events do not say it."""
    found = Membership.objects.filter(group=group, person__merged_into__isnull=True)
    latest = found.select_related("person").order_by("-last_seen_at", "-id")[:MEMBERS]
    people = [each.person for each in latest]
    return [Known(str(p.pk), p.display_name, p.email, p.is_identified) for p in people]


def _with_every_id(people: list[Known]) -> list[Known]:
    """What somebody did before they were known counts too."""
    known = [UUID(person.id) for person in people if _is_uuid(person.id)]
    rows = DistinctId.objects.filter(person__in=known).order_by("pk")[:IDS]
    ids: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        ids[str(row.person_id)].append(row.distinct_id)
    ours_first = sorted(people, key=lambda person: not person.ours)
    return [
        replace(person, distinct_ids=tuple(dict.fromkeys((*ids[person.id], *person.distinct_ids))))
        for person in ours_first
    ]


def _walkers(people: list[Known], case: Case, touches: list[Touch]) -> Iterable[Walker]:
    done: dict[str, list[Touch]] = defaultdict(list)
    for touch in touches:
        done[touch.distinct_id].append(touch)
    sessions, addresses = _by_id(case.sessions), _by_id(case.addresses)
    devices = _by_id(Place(d.device_id, d.distinct_id, d.lib) for d in case.details if d.device_id)
    for person in people:
        own = tuple(sorted((t for each in person.distinct_ids for t in done[each]), key=_at))
        places = places_of(own)
        yield Walker(
            person,
            own,
            sessions=places["sessions"].union(*(sessions[each] for each in person.distinct_ids)),
            devices=places["devices"].union(*(devices[each] for each in person.distinct_ids)),
            addresses=places["addresses"].union(*(addresses[each] for each in person.distinct_ids)),
        )


def _at(touch: Touch) -> datetime:
    return touch.at


def _by_id(places: Iterable[Place]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if not is_server(place.lib):
            found[place.distinct_id].add(place.value)
    return found


def _done(funnel: Funnel, environment_id: int, ids: list[str]) -> list[Touch] | None:
    bound: dict[str, Any] = {
        "environment_id": environment_id, "ids": ids, "limit": TOUCHES,
        "since": funnel.since, "until": funnel.until,
    }  # fmt: skip
    conditions = step_conditions(funnel, bound)
    mask = " + ".join(f"{1 << place} * ({one})" for place, one in enumerate(conditions))
    value = text_sql(funnel.breakdown, bound, "v") if funnel.breakdown else "NULL"
    try:
        with event_store().reader() as client:
            rows = client.query(
                DONE.format(mask=mask, value=value),
                parameters=bound,
                settings={"max_execution_time": SECONDS},
            ).result_rows
    except ClickHouseError as error:
        log.warning("funnel.not_read", error=str(error)[:300])
        return None
    return [_touch(row) for row in rows]


def _touch(row: Sequence[Any]) -> Touch:
    at, steps, distinct_id, event, lib, session, ip, device, value, uuid = row
    cut = None if value is None else value[:VALUE]
    return Touch(at, steps, distinct_id, event, lib, session, ip, device, cut, uuid)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
