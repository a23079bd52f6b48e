"""Views and rules over an installation's own fields."""

from datetime import timedelta

import pytest

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.people.models import Role
from clew.tickets.actions.field_definitions import Definition, create_field
from clew.tickets.conditions import field_named, parse
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db


def a_field(label, kind, **more):
    return create_field(definition=Definition(label=label, kind=kind, **more), by=SYSTEM)


def found(asker, field, operator, value=None):
    condition = {"all": [{"field": field, "operator": operator, "value": value}]}
    rows = Ticket.objects.filter(parse(condition).q(asker))
    return set(rows.values_list("subject", flat=True))


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm", role=Role.AGENT)


def with_values(slug, values):
    for subject, value in values.items():
        cast.ticket(subject, fields={slug: value} if value is not None else {})


def test_choices(maya):
    a_field("Region", "choice", choices=["EU west", "US east"])
    with_values("region", {"one": "EU west", "two": "US east", "none": None})
    assert found(maya, "field.region", "is", ["eu-west"]) == {"one"}
    assert found(maya, "field.region", "is", ["eu-west", "us-east"]) == {"one", "two"}
    assert found(maya, "field.region", "is_not", ["eu-west"]) == {"two", "none"}
    assert found(maya, "field.region", "not_set") == {"none"}


def test_numbers_texts_and_boxes(maya):
    a_field("Seats", "number")
    a_field("Contract", "text")
    a_field("Escalated", "checkbox")
    cast.ticket("big", fields={"seats": "120", "contract": "C-77 north", "escalated": True})
    cast.ticket("small", fields={"seats": 3})
    assert found(maya, "field.seats", "gt", 100) == {"big"}
    assert found(maya, "field.seats", "is", 3) == {"small"}
    assert found(maya, "field.contract", "contains", "c-77") == {"big"}
    assert found(maya, "field.contract", "not_set") == {"small"}
    assert found(maya, "field.escalated", "yes") == {"big"}
    assert found(maya, "field.escalated", "no") == {"small"}


def test_days_and_people(maya):
    a_field("Renewal", "date")
    a_field("Escalated to", "person")
    today = clock.now().date()
    with_values(
        "renewal",
        {
            "soon": (today - timedelta(days=1)).isoformat(),
            "old": (today - timedelta(days=40)).isoformat(),
            "none": None,
        },
    )
    cast.ticket("hers", fields={"escalated-to": maya.pk})
    assert found(maya, "field.renewal", "within", "7d") == {"soon"}
    assert found(maya, "field.renewal", "ago", "7d") == {"old"}
    assert found(
        maya, "field.renewal", "after", today.replace(year=today.year + 1).isoformat()
    ) == (set())
    assert found(maya, "field.escalated-to", "is", ["me"]) == {"hers"}


def test_a_field_there_is_not(maya):
    assert field_named("field.weather") is None
