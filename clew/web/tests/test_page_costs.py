"""How many statements the pages of the desk cost, however much is on them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.core.actors import Actor
from clew.tickets.actions import add_note, assign, follow, reply
from tests import cast

pytestmark = pytest.mark.django_db

TICKET_PAGE, INBOX, RAIL = 13, 7, 5
SEARCH = 12
SEARCH_BYTES = 30_000  # of the next page; it travels in a fifth of them


@pytest.fixture
def maya(client):
    found = cast.staff()
    client.force_login(found)
    return found


def statements(client, path):
    """The least of a few times: some things, such as the company's name, a process asks for anew
    every few seconds.
    """
    return min(_statements(client, path) for _ in range(3))


def _statements(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_ticket_page(client, maya):
    ticket = cast.ticket()
    path = f"/tickets/{ticket.number}"
    assert statements(client, path) <= TICKET_PAGE
    for number in range(4):
        cast.ticket()
        reply(ticket=ticket, staff=maya, body=f"Reply {number}")
        add_note(ticket=ticket, staff=maya, body=f"Note {number}")
        maya.teams.add(cast.team(f"Team {number}"))
    follow(ticket=ticket, by=Actor.staff(maya), email="ben@heron.example")
    assert statements(client, path) <= TICKET_PAGE


def test_the_inbox(client, maya):
    assert statements(client, "/inbox/open") <= INBOX
    for number in range(6):
        who = cast.person(f"Person {number}")
        cast.account(f"Company {number}", members=(who,))
        assign(ticket=cast.ticket(requester=who), staff=maya, by=Actor.staff(maya))
    assert statements(client, "/inbox/open") <= INBOX


def test_the_rail(client, maya):
    assert statements(client, "/rail/counts") <= RAIL


def test_the_search(client, maya):
    for number in range(25):
        cast.ticket(f"Export {number} stops", "The export stops at some row, every time")
    assert statements(client, "/search?q=export") <= SEARCH
    results = client.get("/search?q=export", headers={"HX-Request": "true"})
    assert len(results.content) <= SEARCH_BYTES
