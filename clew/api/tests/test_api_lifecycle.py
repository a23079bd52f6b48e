"""Statuses over the API obey the same table as the pages."""

from datetime import timedelta

import pytest

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.tickets.actions import set_status
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def number():
    return cast.ticket().number


def patched(agent, number, **changes):
    return agent.patch(f"/tickets/{number}", changes)


def test_on_hold_has_a_date_and_a_reason(agent, number):
    until = (clock.now() + timedelta(days=3)).isoformat()
    answer = patched(agent, number, status="hold", hold_until=until, reason="the vendor").json()
    assert answer["status"] == "hold"
    assert answer["hold_until"].startswith(until[:19])
    assert answer["status_changed_at"]
    later = (clock.now() + timedelta(days=5)).isoformat()
    assert patched(agent, number, hold_until=later).json()["hold_until"].startswith(later[:19])
    assert patched(agent, number, status="open").json()["hold_until"] is None


@pytest.mark.parametrize("days", [None, -1, 32])
def test_a_date_out_of_reach_is_refused_with_its_field(agent, number, days):
    until = None if days is None else (clock.now() + timedelta(days=days)).isoformat()
    answer = patched(agent, number, status="hold", hold_until=until)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "hold_until"


def test_a_date_goes_with_on_hold_only(agent, number):
    until = (clock.now() + timedelta(days=3)).isoformat()
    assert patched(agent, number, status="open", hold_until=until).status_code == 422


def test_a_refused_move_answers_409_in_words(agent, number):
    patched(agent, number, status="open")
    for status, words in (("new", "new only once"), ("closed", "closes solved tickets by itself")):
        set_status(ticket=Ticket.objects.get(number=number), status="pending", by=SYSTEM)
        answer = patched(agent, number, status=status)
        assert answer.status_code == 409
        assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    "changes", [{"status": "open"}, {"tags": ["x"]}, {"severity": "low"}, {"assignee": None}]
)
def test_a_closed_ticket_is_final(agent, number, changes):
    set_status(ticket=Ticket.objects.get(number=number), status="closed", by=SYSTEM)
    answer = patched(agent, number, **changes)
    assert answer.status_code == 409
    assert "Open a follow-up" in answer.json()["detail"]
    for public in (True, False):
        words = {"body": "One more thing", "public": public}
        assert agent.post(f"/tickets/{number}/messages", words).status_code == 409
