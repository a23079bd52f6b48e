import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clew.core.actors import Actor
from clew.tickets.actions import add_tags, assign, set_status
from tests import cast

pytestmark = pytest.mark.django_db


def numbers(response):
    from re import findall

    return [int(number) for number in findall(r'data-number="(\d+)"', response.content.decode())]


def test_the_front_page_is_the_unassigned_view(agent):
    response = agent.get("/inbox", follow=True)
    assert response.redirect_chain[-1][0] == "/inbox/unassigned"
    assert b"Everything has an owner" in response.content


def test_a_row_says_who_from_where_what_and_whose(agent, ticket, maya):
    by = Actor.staff(maya)
    assign(ticket=ticket, staff=maya, by=by)
    add_tags(ticket=ticket, tags=["webhooks"], by=by)
    page = agent.get("/inbox/mine").content.decode()
    for said in ("Ada Quist", "Heron", "Webhooks arrive twice", "Since this morning.", "webhooks"):
        assert said in page
    assert "Assigned to Maya Lindholm" in page
    assert "Scale" in page


@pytest.mark.parametrize("view", ["unassigned", "open"])
def test_a_new_ticket_is_unassigned_and_open(agent, ticket, view):
    assert numbers(agent.get(f"/inbox/{view}")) == [ticket.number]


def test_a_solved_ticket_moves_to_recently_solved(agent, ticket, maya):
    set_status(ticket=ticket, status="solved", by=Actor.staff(maya))
    assert numbers(agent.get("/inbox/open")) == []
    assert numbers(agent.get("/inbox/solved")) == [ticket.number]


def test_a_view_nobody_made_does_not_exist(agent):
    assert agent.get("/inbox/nonsense").status_code == 404


def test_the_list_goes_on_from_its_cursor(agent):
    opened = [cast.ticket(subject=f"Number {index}").number for index in range(33)]
    first = agent.get("/inbox/open")
    assert numbers(first) == opened[:30]
    more = first.content.decode().split('inbox__more" hx-get="')[1].split('"')[0]
    assert more.startswith("/inbox/open/more?after=")
    assert numbers(agent.get(more)) == opened[30:]


def test_a_broken_cursor_is_a_sentence(agent):
    response = agent.get("/inbox/open/more?after=nonsense")
    assert (response.status_code, response.content.decode()) == (
        422,
        "Not a cursor. Start again without one.",
    )


def test_single_rows_come_marked_when_they_left_the_view(agent, ticket, maya):
    stays = cast.ticket(subject="Stays")
    set_status(ticket=ticket, status="solved", by=Actor.staff(maya))
    response = agent.get(f"/inbox/open/rows?number={ticket.number}&number={stays.number}")
    assert set(numbers(response)) == {ticket.number, stays.number}
    row = response.content.decode().split(f'id="row-{ticket.number}"')[1].split(">")[0]
    assert "data-gone" in row
    assert response.content.decode().count("data-gone") == 1


@pytest.mark.parametrize("query", ["", "?number=x", "?number=" + "9" * 30])
def test_rows_want_numbers(agent, query):
    assert agent.get(f"/inbox/open/rows{query}").status_code == 422


def test_another_environment_has_another_inbox(agent, ticket):
    staging = cast.environment("staging")
    elsewhere = cast.ticket(requester=cast.person("Sol Staging", inside=staging))
    assert numbers(agent.get("/inbox/open")) == [ticket.number]
    assert numbers(agent.get("/inbox/open?environment=staging")) == [elsewhere.number]


def statements(client, path):
    client.get(path)  # sessions and content types are warm
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


@pytest.mark.parametrize("path", ["/inbox/open", "/inbox/open/list", "/inbox/open/more"])
def test_more_rows_are_not_more_statements(agent, maya, path):
    cast.ticket(tags=["one"])
    few = statements(agent, path)
    for index in range(40):
        person = cast.person(f"Person{index} Quist")
        cast.account(f"Company {index}", members=(person,))
        made = cast.ticket(requester=person, tags=["one", "two"])
        assign(ticket=made, staff=cast.staff(f"Agent{index} Lind"), by=Actor.staff(maya))
    assert statements(agent, path) == few <= 12


def test_a_subject_cannot_inject_markup(agent):
    cast.ticket(subject="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    page = agent.get("/inbox/open").content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


PATHS = ["/inbox/open", "/inbox/open/list", "/inbox/open/more", "/inbox/open/rows?number=1"]


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_sent_to_sign_in(ticket, path):
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in")
    assert b"Webhooks" not in response.content
