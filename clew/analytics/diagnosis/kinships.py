"""Who the ids belong to, who else has their email, and what was refused: PostgreSQL's part."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import orjson
from django.db.models.functions import Lower

from clew.analytics.diagnosis.evidence import Aside, Case, Known, Refused
from clew.core.bulk import fetch
from clew.people.models import DistinctId, Person

PEOPLE = 500  # of one account
SAME_EMAIL = 50  # other persons
STRANGERS = 300  # ids seen in the same session or at the same address
IDS_OF_OTHERS = 2_000
NAMED = 40  # ids that are looked for in what was set aside
_SET_ASIDE = """
SELECT received_at, reason, start FROM (
    SELECT received_at, reason, left(raw, 4000) AS start FROM events_quarantinedevent
    WHERE environment_id = %s AND received_at BETWEEN %s AND %s
    ORDER BY received_at DESC LIMIT 1000
) AS latest
WHERE start LIKE ANY (%b::text[]) LIMIT 100
"""
_REFUSED = """
(SELECT happened_at, kind, distinct_id, other_id, event_uuid::text FROM people_identitywarning
 WHERE person_id = ANY (%b::uuid[]) AND happened_at BETWEEN %b AND %b
 ORDER BY happened_at DESC LIMIT 200)
UNION
(SELECT happened_at, kind, distinct_id, other_id, event_uuid::text FROM people_identitywarning
 WHERE environment_id = %b AND other_id = ANY (%b::text[]) AND other_id <> ''
 AND happened_at BETWEEN %b AND %b ORDER BY happened_at DESC LIMIT 200)
ORDER BY happened_at DESC
"""


def of_person(person: Person, ids: list[str]) -> list[Known]:
    """They and everybody else with their email."""
    return [_known(person, ids), *_with_emails(person.environment_id, [person])]


def of_unknown(person: Person, ids: list[str]) -> list[Known]:
    """They alone: nobody else has their email."""
    return [_known(person, ids)]


def of_ids(environment_id: int, ids: list[str]) -> list[Known]:
    """The people of an account by the ids seen in it, and everybody else with their emails."""
    by_person = _by_person(environment_id, ids)
    people = list(Person.objects.living().filter(pk__in=list(by_person)[:PEOPLE]))
    found = [_known(each, by_person[each.pk]) for each in people]
    return [*found, *_with_emails(environment_id, people)]


def strangers(environment_id: int, case: Case) -> list[Known]:
    """Whose the other ids are that were seen in the same sessions, at the same addresses, or in
    refused calls.
    """
    named = (each for call in case.refused for each in (call.distinct_id, call.other_id))
    places = (place.distinct_id for place in (*case.sessions, *case.addresses))
    seen = [each for each in (*named, *places) if each]
    new = [each for each in dict.fromkeys(seen) if each not in case.owners][:STRANGERS]
    if not new:
        return []
    by_person = _by_person(environment_id, new)
    people = {person.pk: person for person in Person.objects.filter(pk__in=list(by_person))}
    owned = {each for ids in by_person.values() for each in ids}
    nameless = [Known(each, distinct_ids=(each,), ours=False) for each in new if each not in owned]
    return [_known(people[pk], ids, ours=False) for pk, ids in by_person.items()] + nameless


def joined(people: Iterable[Known]) -> tuple[Known, ...]:
    """One of each person, with all ids that were found; ours wins."""
    found: dict[str, Known] = {}
    for person in people:
        known = found.get(person.id)
        if known is None:
            found[person.id] = person
        else:
            ids = tuple(dict.fromkeys((*known.distinct_ids, *person.distinct_ids)))
            found[person.id] = replace(known, distinct_ids=ids)
    return tuple(found.values())


def refusals(environment_id: int, case: Case) -> tuple[Refused, ...]:
    """Of our people, and of others whose calls named one of our ids."""
    people = [UUID(person.id) for person in case.ours]
    ids = [each for each in case.own_ids if each]
    if not people and not ids:
        return ()
    window = [case.since, case.until]
    rows = fetch(_REFUSED, [people, *window, environment_id, ids, *window])
    return tuple(Refused(*row) for row in rows)


def set_aside(environment_id: int, case: Case, group_keys: Iterable[str]) -> tuple[Aside, ...]:
    """Events of these ids or groups that could not be stored."""
    latest = [use.distinct_id for use in case.own_uses]
    names = [*group_keys, *dict.fromkeys([*latest, *sorted(case.own_ids)])][:NAMED]
    patterns = [_quoted(name) for name in names if name]
    if not patterns:
        return ()
    rows = fetch(_SET_ASIDE, [environment_id, case.since, case.until, patterns])
    return tuple(_aside(*row) for row in rows)


def is_any_set_aside(
    environment_id: int, names: Iterable[str], since: datetime, until: datetime
) -> bool:
    """Of many ids and groups at once, so that each need not be looked for."""
    patterns = [_quoted(each) for each in names if each]
    return bool(fetch(_SET_ASIDE, [environment_id, since, until, patterns]))


def _with_emails(environment_id: int, people: list[Person]) -> list[Known]:
    emails = {person.email.strip().lower() for person in people} - {""}
    if not emails:
        return []
    ours = [person.pk for person in people]
    same = Person.objects.living().filter(environment=environment_id).alias(low=Lower("email"))
    others = list(same.filter(low__in=emails).exclude(pk__in=ours)[:SAME_EMAIL])
    if not others:
        return []
    ids = DistinctId.objects.filter(person__in=others).order_by("-pk")[:IDS_OF_OTHERS]
    by_person: dict[UUID, list[str]] = {}
    for row in ids:
        by_person.setdefault(row.person_id, []).append(row.distinct_id)
    return [_known(each, by_person.get(each.pk, []), ours=False) for each in others]


def _by_person(environment_id: int, ids: list[str]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    known = DistinctId.objects.filter(environment=environment_id, distinct_id__in=ids)
    for distinct_id, person_id in known.values_list("distinct_id", "person_id"):
        found.setdefault(person_id, []).append(distinct_id)
    return found


def _known(person: Person, ids: Iterable[str], *, ours: bool = True) -> Known:
    email, identified = person.email, person.is_identified
    return Known(str(person.pk), person.display_name, email, identified, tuple(ids), ours)


def _quoted(name: str) -> str:
    """The id as it stands in JSON, for LIKE."""
    text = orjson.dumps(name).decode()
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return f"%{text}%"


def _aside(at: datetime, reason: str, raw: str) -> Aside:
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError:
        event = {}
    name = event.get("event") if isinstance(event, dict) else ""
    return Aside(at, reason, str(name or ""))
