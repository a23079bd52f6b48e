import json

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db


def toast(response):
    return json.loads(response["X-Clew-Toast"])


def path(ticket, verb):
    return f"/tickets/{ticket.number}/{verb}"


CHANGES = [
    ("status", {"status": "pending"}, "status", "pending", "new"),
    ("severity", {"severity": "critical"}, "severity", "critical", "medium"),
    ("area", {"area": "Webhooks"}, "area", "Webhooks", ""),
    ("subject", {"subject": "A better one"}, "subject", "A better one", "Webhooks arrive twice"),
    ("tags", {"add": "eu-west, urgent"}, "tags", ["eu-west", "urgent"], []),
]


@pytest.mark.parametrize("change", CHANGES, ids=[each[0] for each in CHANGES])
def test_a_change_shows_and_can_be_undone(send, ticket, change):
    verb, data, field, after, before = change
    response = send(path(ticket, verb), data)
    ticket.refresh_from_db()
    assert response.status_code == 200
    assert b'id="head"' in response.content
    assert getattr(ticket, field) == after
    undo = toast(response)["undo"]
    assert send(undo["url"], undo["fields"]).status_code == 200
    ticket.refresh_from_db()
    assert getattr(ticket, field) == before


def test_assignee_and_team_can_be_set_and_undone(send, ticket, maya):
    team = cast.team()
    for verb, data in (("assignee", {"assignee": maya.pk}), ("team", {"team": team.pk})):
        undo = toast(send(path(ticket, verb), data))["undo"]
        ticket.refresh_from_db()
        assert getattr(ticket, verb) in {maya, team}
        send(undo["url"], undo["fields"])
        ticket.refresh_from_db()
        assert getattr(ticket, verb) is None


def test_toasts_say_names_in_any_script(send, ticket):
    agent = cast.staff("Żaneta Łęcka")
    response = send(path(ticket, "assignee"), {"assignee": agent.pk})
    assert toast(response)["text"] == f"#{ticket.number} is assigned to Żaneta Łęcka"


@pytest.mark.parametrize(
    ("verb", "data", "words"),
    [
        ("status", {"status": "nonsense"}, "nonsense"),
        ("subject", {"subject": " "}, "Write a subject."),
        ("assignee", {"assignee": "987654"}, "This person cannot take tickets any more."),
    ],
)
def test_what_cannot_be_is_refused_in_words(send, ticket, verb, data, words):
    response = send(path(ticket, verb), data)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_light_agent_cannot_be_given_a_ticket(send, ticket):
    response = send(path(ticket, "assignee"), {"assignee": cast.light_agent().pk})
    assert response.status_code == 422
    assert "cannot answer customers" in response.content.decode()


@pytest.mark.parametrize("change", CHANGES, ids=[each[0] for each in CHANGES])
def test_light_agents_change_nothing(send, light, ticket, change):
    verb, data, field, _, before = change
    response = send(path(ticket, verb), data, client=light)
    assert response.status_code == 403
    assert "agent role" in response.content.decode()
    ticket.refresh_from_db()
    assert getattr(ticket, field) == before


@pytest.mark.parametrize("change", CHANGES, ids=[each[0] for each in CHANGES])
def test_strangers_change_nothing(send, ticket, change):
    verb, data, field, _, before = change
    assert send(path(ticket, verb), data, client=Client()).status_code == 401
    ticket.refresh_from_db()
    assert getattr(ticket, field) == before


def test_without_javascript_the_page_comes_back(agent, ticket):
    response = agent.post(path(ticket, "status"), {"status": "open"})
    assert (response.status_code, response["Location"]) == (302, f"/tickets/{ticket.number}")


def test_looking_changes_nothing(agent, ticket):
    assert agent.get(path(ticket, "status")).status_code == 405


def test_many_tickets_are_solved_and_brought_back_together(send, ticket):
    other = cast.ticket(subject="Another")
    chosen = {"number": [ticket.number, other.number]}
    response = send("/tickets/bulk", {**chosen, "field": "status", "value": "solved"})
    assert response.status_code == 204
    assert toast(response)["text"] == "2 tickets are solved"
    undo = toast(response)["undo"]
    send(undo["url"], undo["fields"])
    for each in (ticket, other):
        each.refresh_from_db()
        assert each.status == "new"


def test_many_tickets_are_assigned_and_given_back(send, ticket, maya):
    chosen = {"number": [ticket.number], "field": "assignee", "value": maya.pk}
    response = send("/tickets/bulk", chosen)
    assert toast(response)["text"] == f"#{ticket.number} is assigned to Maya Lindholm"
    undo = toast(response)["undo"]
    assert send(undo["url"], undo["fields"]).status_code == 204
    ticket.refresh_from_db()
    assert ticket.assignee is None


@pytest.mark.parametrize("data", [{}, {"number": "x"}, {"number": "99"}, {"all": 1, "view": "x"}])
def test_a_bulk_change_of_nothing_is_refused(send, data):
    assert send("/tickets/bulk", {**data, "field": "status", "value": "open"}).status_code == 422


def test_followers_are_me_and_colleagues_of_the_customer(send, agent, ticket):
    for who in ("me", "bo@heron.example"):
        assert send(path(ticket, "followers"), {"add": who}).status_code == 200
    assert {str(each.staff or each.email) for each in ticket.followers.all()} == {
        "Maya Lindholm",
        "bo@heron.example",
    }
    page = agent.get(f"/tickets/{ticket.number}").content.decode()
    assert "Followers: 2. Change" in page
    undo = toast(send(path(ticket, "followers"), {"remove": "me"}))["undo"]
    send(undo["url"], undo["fields"])
    assert ticket.followers.count() == 2


@pytest.mark.parametrize("data", [{}, {"add": "nonsense"}, {"add": "a@b.example", "remove": "me"}])
def test_a_follower_is_an_address(send, ticket, data):
    assert send(path(ticket, "followers"), data).status_code == 422
    assert not ticket.followers.exists()


def test_a_light_agent_follows_but_sends_copies_to_nobody(send, light, ticket):
    assert send(path(ticket, "followers"), {"add": "me"}, client=light).status_code == 200
    data = {"add": "bo@heron.example"}
    assert send(path(ticket, "followers"), data, client=light).status_code == 403
    assert ticket.followers.count() == 1
