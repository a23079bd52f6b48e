"""The people of a group, whoever was seen last first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import F
from django.http import Http404

from clew.events.records import StoredEvent
from clew.people import queries as people
from clew.people.models import Person
from clew.people.requests import StaffRequest
from clew.web.customers.headline import job
from clew.web.customers.moments import Who
from clew.web.customers.subject import Subject, address
from clew.web.customers.text import clean

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    note: str
    url: str
    last_seen_at: datetime | None


def members_of(request: StaffRequest, subject: Subject) -> dict[str, Any]:
    if subject.group is None:
        raise Http404("Only a group has people.")
    cursor = request.GET.get("cursor", "")
    try:
        page = people.people_of(subject.group, cursor, SHOWN)
    except ValidationError as error:
        raise BadRequest("This is not a place in the list.") from error
    more = f"{subject.urls['people']}?{urlencode({'cursor': page.next_cursor})}"
    return {
        "people": [_member(person) for person in page.items],
        "is_first_page": not cursor,
        "next_url": more if page.next_cursor else "",
    }


def people_behind(
    reader: people.Reader, subject: Subject, found: Iterable[StoredEvent]
) -> dict[str, Who]:
    """By distinct id, in two statements."""
    used = {event.distinct_id for event in found}
    known = people.persons_visible_to(reader).filter(
        distinct_ids__environment_id=subject.whose.environment_id,
        distinct_ids__distinct_id__in=used,
    )
    rows = known.annotate(used=F("distinct_ids__distinct_id")).values_list("used", "pk")
    persons = people.persons_visible_to(reader).in_bulk([pk for _, pk in rows])
    return {used: _who(persons[pk]) for used, pk in rows}


def _member(person: Person) -> Member:
    email = person.email if person.name else ""
    note = ", ".join(part for part in (job(person.properties), clean(email, 60)) if part)
    kind = "Identified" if person.is_identified else "Anonymous"
    name = clean(person.display_name, 80)
    return Member(name, note or kind, address(person), person.last_seen_at)


def _who(person: Person) -> Who:
    return Who(clean(person.display_name, 60), address(person))
