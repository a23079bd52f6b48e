"""Targets in rows and in a ticket's head, drawn from the ticket's own row."""

from datetime import timedelta

import pytest

from clew.core import clock
from clew.tickets.actions.queueing import QueuePlace, set_queue
from tests import cast

pytestmark = pytest.mark.django_db


def promised(ticket, minutes, **fields):
    at = clock.now() + timedelta(minutes=minutes)
    given = {"due_metric": "next_reply", "due_state": "running", "queue_rank": 1} | fields
    place = QueuePlace(due_at=at, due_from=at - timedelta(hours=1), **given)
    set_queue({ticket.pk: place})
    ticket.refresh_from_db()


def test_a_row_shows_the_fuse_and_when_exactly(agent, ticket):
    promised(ticket, 11.9)
    page = agent.get("/inbox/open").content.decode()
    assert 'data-sla="due" style="--left:0.2"' in page
    assert "<b>12m</b> <small>next reply</small>" in page
    assert 'title="Next reply due ' in page


def test_a_row_made_before_is_not_shown_when_time_has_passed(agent, ticket, monkeypatch):
    promised(ticket, 30)
    assert "<b>30m</b>" in agent.get("/inbox/open").content.decode()
    later = clock.now() + timedelta(minutes=48)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = agent.get("/inbox/open").content.decode()
    assert "<b>18m over</b>" in page
    assert 'data-sla="breached"' in page


def test_marks_of_escalated_tickets_and_unknown_plans(agent, ticket):
    page = agent.get("/inbox/open").content.decode()
    assert "row__escalated" not in page
    promised(ticket, 90, escalated_to="engineering", plan_unknown=True)
    for path in ("/inbox/open", f"/tickets/{ticket.number}"):
        page = agent.get(path).content.decode()
        assert "Escalated to" in page
        assert "Set the plan on the account" in page


def test_the_head_shows_the_next_target(agent, ticket):
    promised(ticket, 11.9)
    page = agent.get(f"/tickets/{ticket.number}").content.decode()
    assert "<b>12 min left</b>" in page
    assert "How it counts" in page


def test_the_head_is_drawn_anew_when_only_the_target_changed(agent, ticket):
    def rev():
        page = agent.get(f"/tickets/{ticket.number}/conversation").content.decode()
        return page.split(' data-rev="', 1)[1].split('"')[0]

    before = rev()
    promised(ticket, 60)
    assert rev() != before


def test_solved_tickets_have_no_room_for_clocks(agent, ticket):
    assert "data-clocks" in agent.get("/inbox/open").content.decode()
    assert "data-clocks" not in agent.get("/inbox/solved").content.decode()
    assert cast.ticket()
