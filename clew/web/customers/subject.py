"""Whose page it is: one person or one group, and the addresses of the parts of their page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from clew.events.records import StoredEvent, Whose
from clew.events.whose import whose_of
from clew.events.writer.normalising import OWN_LIB
from clew.people import queries as people
from clew.people.models import Group, Person
from clew.people.requests import StaffRequest
from clew.tickets import queries as tickets
from clew.tickets.models.tickets import TicketQuerySet

PARTS = ("counts", "ruler", "timeline", "errors", "traces", "tickets", "people", "event", "trace",
         "newer", "notes", "usage")  # fmt: skip


def address(customer: Person | Group, part: str = "") -> str:
    """The customer's page, or a part of it. A key may be anything, so it is quoted whole."""
    if isinstance(customer, Person):
        where = f"person/{customer.pk}"
    else:
        where = f"group/{quote(customer.type.name, safe='')}/{quote(customer.key, safe='')}"
    return f"/customers/{part}/{where}" if part else f"/customers/{where}"


@dataclass(frozen=True)
class Subject:
    customer: Person | Group
    whose: Whose
    distinct_ids: list[str] = field(default_factory=list)  # of a person, oldest first

    @property
    def person(self) -> Person | None:
        return self.customer if isinstance(self.customer, Person) else None

    @property
    def group(self) -> Group | None:
        return self.customer if isinstance(self.customer, Group) else None

    @cached_property  # each row of a timeline asks
    def urls(self) -> dict[str, str]:
        return {part: address(self.customer, part) for part in PARTS}

    def tickets_for(self, reader: people.Reader) -> TicketQuerySet:
        if isinstance(self.customer, Person):
            return tickets.tickets_of_person(reader, self.customer)
        return tickets.tickets_of_account(reader, self.customer)

    def owns(self, event: StoredEvent) -> bool:
        """Whether it is this customer's, and not Clew's own note under one of their ids."""
        if self.whose.group is None:
            return event.distinct_id in self.distinct_ids and event.lib != OWN_LIB
        return event.group_keys[self.whose.group[0]] in self.whose.group_keys


def subject_for(request: StaffRequest, **where: Any) -> Subject:
    """Raises Http404, also for what is hidden. A person brings their own environment along."""
    try:
        if "person_id" in where:
            return _person(request, where["person_id"])
        group = people.group_for(request.user, environment=request.environment, **where)
    except (Person.DoesNotExist, Group.DoesNotExist):
        raise Http404("There is no such customer in this environment.") from None
    group = group.merged_into or group
    return Subject(group, whose_of(group))


def _person(request: StaffRequest, person_id: UUID) -> Subject:
    person = people.person_for(request.user, id=person_id)
    whose = whose_of(person)
    return Subject(person, whose, list(whose.distinct_ids))


def part_of_a_page(
    view: Callable[[StaffRequest, Subject], HttpResponse],
) -> Callable[..., HttpResponse]:
    """The view of one part; the same for persons and groups."""

    @require_GET
    @wraps(view)
    def found(request: StaffRequest, **where: Any) -> HttpResponse:
        return view(request, subject_for(request, **where))

    return found
