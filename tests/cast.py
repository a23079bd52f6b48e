"""Invented people for tests: a customer of an invented company, and those who answer her."""

from datetime import UTC, datetime
from typing import Any

from clew.core.actors import SYSTEM, Actor
from clew.people.identity.ids import person_uuid
from clew.people.models import (
    DistinctId,
    Environment,
    Group,
    GroupType,
    Membership,
    Person,
    Role,
    Staff,
    Team,
)
from clew.tickets.actions import open_ticket
from clew.tickets.actions.areas import add_area
from clew.tickets.models import Area, Ticket

JOINED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def _known(kind: type[Any], asked: dict[str, Any], new: dict[str, Any]) -> tuple[Any, bool]:
    """As ``get_or_create``, without a savepoint: nobody else makes it meanwhile."""
    found = kind.objects.filter(**asked).first()
    return found or kind.objects.create(**asked | new), found is None


def environment(name: str = "production") -> Environment:
    found, _ = _known(Environment, {"name": name}, {"is_default": name == "production"})
    return found


def staff(name: str = "Maya Lindholm", role: str = Role.AGENT, **fields: Any) -> Staff:
    email = f"{name.split(maxsplit=1)[0].lower()}@clew.example"
    found = Staff.objects.filter(email=email).first()
    return found or Staff.objects.create_user(email, name=name, role=role, **fields)


def light_agent() -> Staff:
    return staff("Lumi Light", role=Role.LIGHT)


def team(name: str = "Delivery") -> Team:
    return _known(Team, {"name": name, "slug": name.lower()}, {})[0]


def area(name: str = "Data and imports") -> Area:
    """Those of every installation are gone after a test that emptied all tables."""
    found = Area.objects.filter(name=name).first()
    return found or add_area(name=name, by=SYSTEM)


def person(name: str = "Ada Quist", *, inside: Environment | None = None, **fields: Any) -> Person:
    inside = inside or environment()
    distinct_id = name.split(maxsplit=1)[0].lower()
    known = {
        "environment": inside,
        "name": name,
        "email": f"{distinct_id}@heron.example",
        "is_identified": True,
        "created_at": JOINED,
    }
    found, created = _known(Person, {"id": person_uuid(inside.pk, distinct_id)}, known | fields)
    if created:
        DistinctId.objects.create(environment=inside, distinct_id=distinct_id, person=found)
    return found


def account(name: str = "Heron", *, members: tuple[Person, ...] = (), plan: str = "scale") -> Group:
    inside = members[0].environment if members else environment()
    kind, _ = _known(
        GroupType,
        {"environment": inside, "name": "company"},
        {"index": 0, "is_account": True},
    )
    group, _ = _known(
        Group,
        {"environment": inside, "type": kind, "key": name.lower()},
        {"name": name, "plan": plan, "created_at": JOINED},
    )
    for member in members:
        _known(Membership, {"person": member, "group": group}, {"last_seen_at": JOINED})
    return group


def ticket(
    subject: str = "Webhooks arrive twice", body: str = "Since this morning.", **fields: Any
) -> Ticket:
    requester = fields.pop("requester", None) or person()
    given = {
        "environment": requester.environment,
        "requester": requester,
        "channel": "widget",
        "by": Actor.customer(requester),
    }
    return open_ticket(subject=subject, body=body, **(given | fields))
