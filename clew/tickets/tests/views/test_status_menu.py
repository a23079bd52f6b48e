"""The status menu, the days of On hold, and what a closed ticket shows."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.tickets.actions import set_status
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db


def page_of(client, ticket):
    return client.get(f"/tickets/{ticket.number}").content.decode()


def offered(page):
    menu = page[page.index('id="status-menu"') : page.index('id="severity-menu"')]
    return re.findall(r'name="status" value="(\w+)"', menu)


def moved(send, ticket, **data):
    return send(f"/tickets/{ticket.number}/status", data)


@pytest.mark.parametrize(
    ("status", "choices"),
    [
        ("new", ["new", "open", "hold", "pending", "solved"]),
        ("open", ["open", "pending", "hold", "solved"]),
        ("solved", ["open", "pending", "hold", "solved"]),
    ],
)
def test_the_menu_offers_only_what_is_allowed(agent, ticket, status, choices):
    set_status(ticket=ticket, status=status, by=SYSTEM)
    assert sorted(offered(page_of(agent, ticket))) == sorted(choices)


def test_a_day_means_its_morning_and_shows_in_the_head(agent, send, ticket):
    day = (clock.now() + timedelta(days=3)).date()
    response = moved(send, ticket, status="hold", wake=str(day), reason="the vendor")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.hold_until.date(), ticket.hold_until.hour) == ("hold", day, 8)
    words = f"On hold until {day:%a} {day.day} {day:%b}"
    assert words in response.content.decode()
    toast = json.loads(response["X-Clew-Toast"])
    assert toast["text"].endswith(words[1:])
    assert words in page_of(agent, ticket)
    other = str(day + timedelta(days=2))
    moved(send, ticket, status="hold", hold_until=other)
    ticket.refresh_from_db()
    assert str(ticket.hold_until.date()) == other


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"status": "hold"}, "Choose when the ticket wakes up"),
        ({"status": "hold", "hold_until": "2020-01-01"}, "in the future"),
        ({"status": "hold", "hold_until": "9999-12-31"}, "31 days at most"),
        ({"status": "hold", "hold_until": "soon"}, "Choose the day"),
        ({"status": "hold", "hold_until": "2026-02-31"}, "Choose the day"),
        ({"status": "closed"}, "Clew closes solved tickets by itself"),
    ],
)
def test_a_refused_move_says_why(send, ticket, data, words):
    response = moved(send, ticket, **data)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_undo_is_of_ones_own_last_move(send, ticket, maya):
    toast = json.loads(moved(send, ticket, status="solved")["X-Clew-Toast"])
    assert toast["undo"]["fields"] == {"status": "new", "undo": "1"}
    set_status(ticket=ticket, status="open", by=Actor.staff(cast.staff("Oskar Bello")))
    late = send(toast["undo"]["url"], toast["undo"]["fields"])
    assert late.status_code == 422
    assert "Somebody changed the status since" in late.content.decode()


def test_a_closed_ticket_has_no_composer_and_offers_a_follow_up(agent, send, ticket):
    set_status(ticket=ticket, status="closed", by=SYSTEM)
    page = page_of(agent, ticket)
    assert 'id="composer"' not in page
    assert "This ticket is closed." in page
    assert "status-menu" not in page
    response = agent.post(f"/tickets/{ticket.number}/follow-ups")
    new = Ticket.objects.latest("pk")
    assert (response.status_code, response.url) == (302, f"/tickets/{new.number}")
    assert new.requester == ticket.requester
    assert f"#{ticket.number}" in page_of(agent, new)
    for verb, data in (("tags", {"add": "x"}), ("severity", {"severity": "low"})):
        assert send(f"/tickets/{ticket.number}/{verb}", data).status_code == 422


def test_light_agents_and_strangers_open_no_follow_up(light, ticket):
    set_status(ticket=ticket, status="closed", by=SYSTEM)
    assert "An agent can open a follow-up" in page_of(light, ticket)
    path = f"/tickets/{ticket.number}/follow-ups"
    assert light.post(path).status_code == 403
    assert Client().post(path).status_code in {302, 401, 403}
    assert Ticket.objects.count() == 1
