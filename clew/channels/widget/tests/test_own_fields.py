"""The installation's own fields on the contact form."""

import pytest
from django.test import Client

from clew.core.actors import SYSTEM
from clew.tickets.actions.field_definitions import Definition, create_field, retire_field
from clew.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def a_field(label, kind="text", **more):
    given = {"shown_to_customer": True, **more}
    return create_field(definition=Definition(label=label, kind=kind, **given), by=SYSTEM)


def test_the_form_asks_for_those_that_customers_fill_in(widget):
    a_field("Region", "choice", choices=["EU west", "US east"], help="Where your data is")
    a_field("Root cause", shown_to_customer=False)
    retire_field(field=a_field("Old one"), by=SYSTEM)
    (asked,) = widget().call("GET", "config").json()["fields"]
    assert asked == {
        "slug": "region",
        "label": "Region",
        "help": "Where your data is",
        "kind": "choice",
        "choices": [
            {"value": "eu-west", "label": "EU west"},
            {"value": "us-east", "label": "US east"},
        ],
        "areas": [],
    }


def test_what_was_filled_in_is_on_the_ticket(widget):
    a_field("Region", "choice", choices=["EU west"])
    a_field("Seats", "number")
    a_field("Blocked", "checkbox")
    a_field("Root cause", shown_to_customer=False)
    a_field("Endpoint", areas=["Webhooks"])
    said = {"region": "eu-west", "seats": " 40", "blocked": True, "root-cause": "theirs"}
    number = (
        widget().sign_in("ada-1").opened(fields={**said, "endpoint": "x", "surprise": {"a": 1}})
    )
    kept = Ticket.objects.get(number=number).fields
    assert kept == {"region": "eu-west", "seats": 40, "blocked": True}


def test_a_wrong_value_is_said_at_its_field_and_opens_nothing(widget):
    a_field("Seats", "number")
    answer = widget().sign_in("ada-1").open(fields={"seats": "many"})
    assert answer.status_code == 422
    assert "is not a number" in answer.json()["errors"]["field.seats"]
    assert not Ticket.objects.exists()


def test_their_inputs_are_a_module_of_their_own():
    answer = Client().get("/widget-fields.js", headers={"Accept-Encoding": "gzip"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"].startswith("text/javascript")
    assert len(answer.content) < 1_000
