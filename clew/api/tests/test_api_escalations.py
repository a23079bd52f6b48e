"""Escalations over the API."""

import pytest

from clew.core.actors import SYSTEM
from clew.routing.models import Escalation
from clew.tickets import actions
from clew.tickets.models import Message, Ticket
from tests import cast
from tests.programs import caller

pytestmark = pytest.mark.django_db
NOTE = "The importer drops rows after 50,000. I saw the same."


@pytest.fixture
def agent():
    return caller("agent")


@pytest.fixture
def ticket():
    found = cast.ticket()
    actions.set_team(ticket=found, team=cast.team("Support"), by=SYSTEM)
    return found


@pytest.fixture
def path(ticket):
    return f"/tickets/{ticket.number}/escalations"


@pytest.fixture
def given():
    return {"to": "engineering", "team": cast.team("Delivery").slug, "note": NOTE}


def test_a_ticket_is_escalated_and_comes_back(agent, ticket, path, given):
    made = agent.post(path, given).json()
    assert made["to"] == "engineering"
    assert (made["team"]["slug"], made["previous_team"]["slug"]) == ("delivery", "support")
    assert (made["state"], made["reason"], made["by"]) == ("open", NOTE, "Robot")
    assert Message.objects.get(pk=made["note"]).body == NOTE
    shown = agent.get(f"/tickets/{ticket.number}").json()
    assert shown["team"]["slug"] == "delivery"
    ended = agent.post(path, method="delete").json()
    assert (ended["state"], ended["ended_by"]) == ("ended", "Robot")
    assert Ticket.objects.get().team.slug == "support"
    assert [each["id"] for each in agent.get(path).json()["items"]] == [made["id"]]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"note": ""}, "internal note"),
        ({"note": "  "}, "internal note"),
        ({"team": ""}, "Choose the team"),
        ({"team": "nobody"}, "no team “nobody”"),
        ({"to": "sales"}, "support or engineering"),
    ],
)
def test_what_is_missing_is_said(agent, path, given, wrong, said):
    answer = agent.post(path, given | wrong)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert not Escalation.objects.exists()


def test_without_a_note_at_all_it_is_refused_with_400(agent, path, given):
    del given["note"]
    for body in (given, given | {"note": None}):
        answer = agent.post(path, body)
        kind = answer.headers["Content-Type"]
        assert (answer.status_code, kind) == (400, "application/problem+json")


def test_a_team_is_found_by_its_id_too(agent, path, given):
    made = agent.post(path, given | {"team": cast.team("Delivery").pk, "reason": "Logs"}).json()
    assert (made["team"]["slug"], made["reason"]) == ("delivery", "Logs")


def test_one_at_a_time(agent, path, given):
    assert agent.post(path, given).status_code == 201
    answer = agent.post(path, given)
    assert (answer.status_code, "escalated already" in answer.json()["detail"]) == (409, True)
    agent.post(path, method="delete")
    assert agent.post(path, method="delete").status_code == 409


def test_the_same_key_escalates_once(agent, path, given):
    first = agent.post(path, given, key="once").json()
    assert agent.post(path, given, key="once").json() == first
    assert Escalation.objects.count() == 1


def test_one_is_ended_by_its_id(agent, path, given):
    made = agent.post(path, given).json()
    outcome = f"{path}/{made['id']}?outcome=bug_linked&words=Issue+12"
    ended = agent.post(outcome, method="delete").json()
    assert (ended["outcome"], ended["words"]) == ("bug_linked", "Issue 12")
    again = agent.post(f"{path}/{made['id']}", method="delete")
    assert (again.status_code, again.json()["outcome"]) == (200, "bug_linked")
    assert agent.post(f"{path}/999", method="delete").status_code == 404


def test_it_is_in_the_open_document(agent):
    paths = agent.get("/openapi.json").json()["paths"]
    assert {"get", "post", "delete"} <= set(paths["/api/v1/tickets/{number}/escalations"])
