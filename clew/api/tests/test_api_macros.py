"""Macros and product areas over the API."""

import pytest

from clew.core.actors import SYSTEM
from clew.people.models import Role
from clew.tickets.actions.areas import add_area, retire_area
from clew.tickets.actions.macros import MacroWords, create_macro
from clew.tickets.models import Macro
from tests import cast

GIVEN = {
    "name": "Links, please",
    "text": "Hi {{customer.first_name}}, {{write.detail}}",
    "actions": [{"field": "tags.add", "value": ["bug"]}],
}


@pytest.fixture
def ticket(ada):
    return cast.ticket(requester=ada)


@pytest.fixture
def macro(admin):
    return admin.post("/macros", GIVEN).json()["id"]


def test_an_admin_token_writes_macros(admin):
    answer = admin.post("/macros", GIVEN)
    assert answer.status_code == 201
    made = answer.json()
    assert made["name"] in [each["name"] for each in admin.get("/macros").json()["items"]]
    path = f"/macros/{made['id']}"
    changed = admin.post(path, {"kind": "note"}, method="patch").json()
    assert (changed["kind"], changed["text"]) == ("note", GIVEN["text"])
    assert admin.post(path, {}, method="delete").status_code == 204
    assert admin.get(path).status_code == 404


def test_an_agent_token_reads_them_only(agent, macro):
    assert agent.get(f"/macros/{macro}").status_code == 200
    assert agent.post("/macros", GIVEN).status_code == 403
    assert agent.post(f"/macros/{macro}", {"name": "x"}, method="patch").status_code == 403
    assert agent.post(f"/macros/{macro}", {}, method="delete").status_code == 403


def test_what_is_wrong_is_said(admin):
    answer = admin.post("/macros", GIVEN | {"text": "{{user.name}}"})
    assert answer.status_code == 422
    assert "There is no variable {{user.name}}" in answer.text


def test_personal_macros_are_nobody_elses(admin):
    lead = cast.staff("Lena Lead", role=Role.LEAD)
    own = create_macro(words=MacroWords(name="Mine", text="x"), owner=lead, by=SYSTEM)
    assert admin.get(f"/macros/{own.pk}").status_code == 404


def test_using_one_says_and_does_it(agent, ticket, macro):
    path = f"/tickets/{ticket.number}/macros/{macro}"
    refused = agent.post(path, {})
    assert refused.status_code == 422
    assert "{{write.detail}} is not known" in refused.text
    done = agent.post(path, {"values": {"write.detail": "which page?"}})
    assert done.status_code == 201
    assert done.json()["message"]["body"] == "Hi Ada, which page?"
    assert done.json()["tags"] == ["bug"]


def test_a_hidden_ticket_or_macro_is_not_there(agent, ticket, macro):
    assert agent.post(f"/tickets/999999/macros/{macro}", {}).status_code == 404
    Macro.objects.filter(pk=macro).update(active=False)
    assert agent.post(f"/tickets/{ticket.number}/macros/{macro}", {}).status_code == 404


def test_areas_in_the_order_they_are_offered(agent):
    retire_area(area=add_area(name="Looms", by=SYSTEM), by=SYSTEM)
    items = agent.get("/areas").json()["items"]
    assert items[0]["name"] == "Account and sign-in"
    assert (items[-1]["name"], items[-1]["active"]) == ("Looms", False)
