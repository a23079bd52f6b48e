"""An installation's own fields through the API."""

import pytest

from clew.core.actors import SYSTEM
from clew.tickets.actions.field_definitions import Definition, create_field
from tests import cast

REGION = {"label": "Region", "kind": "choice", "choices": ["EU west", "US east"]}


@pytest.fixture
def region(db):
    definition = Definition(label="Region", kind="choice", choices=["EU west", "US east"])
    return create_field(definition=definition, by=SYSTEM)


def test_admins_make_them_and_everybody_lists_them(admin, agent):
    assert agent.post("/ticket-fields", REGION).status_code == 403
    made = admin.post("/ticket-fields", {**REGION, "required_on": ["solved"]})
    assert made.status_code == 201
    (listed,) = agent.get("/ticket-fields").json()["items"]
    assert listed == made.json()
    assert listed["slug"] == "region"
    assert listed["choices"][0] == {"value": "eu-west", "label": "EU west", "retired": False}
    again = admin.post("/ticket-fields", REGION)
    assert again.status_code == 422
    assert "There is a field of this name" in again.content.decode()


def test_tickets_carry_and_change_them(agent, region, ada):
    opened = agent.post(
        "/tickets",
        {"message": "Hello", "requester": {"distinct_id": "ada"}, "fields": {"region": "EU west"}},
    ).json()
    assert opened["fields"] == {"region": "eu-west"}
    url = f"/tickets/{opened['number']}"
    assert agent.patch(url, {"fields": {"region": "us-east"}}).json()["fields"] == {
        "region": "us-east"
    }
    wrong = agent.patch(url, {"fields": {"region": "Moon"}})
    assert wrong.status_code == 422
    assert "is not one of its choices" in wrong.content.decode()
    assert agent.patch(url, {"fields": {"region": None}}).json()["fields"] == {}


def test_solving_waits_for_what_must_be_filled_in(agent, region):
    region.required_on = ["solved"]
    region.save()
    url = f"/tickets/{cast.ticket().number}"
    refused = agent.patch(url, {"status": "solved"})
    assert refused.status_code in {409, 422}
    assert "Fill in “Region” before solving." in refused.content.decode()
    both = agent.patch(url, {"status": "solved", "fields": {"region": "eu-west"}})
    assert both.json()["status"] == "solved"
