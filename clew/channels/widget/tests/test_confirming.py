"""A customer says that the answer solved it, or that it did not."""

import pytest

from clew.core.actors import SYSTEM
from clew.tickets.actions import reply, set_status
from clew.tickets.models import Ticket
from clew.tickets.queries import conversation
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(widget):
    """Ada's browser and her ticket, which waits for her."""
    ada = widget().sign_in("ada-1")
    ticket = Ticket.objects.get(number=ada.opened("Help"))
    reply(ticket=ticket, staff=cast.staff(), body="Try this.", status="pending")
    return ada, ticket


def confirmed(browser, ticket):
    return browser.call("POST", f"tickets/{ticket.number}/confirmation", {})


def test_only_an_answered_ticket_that_waits_asks(asked):
    ada, ticket = asked
    assert ada.call("GET", f"tickets/{ticket.number}").json()["asks_if_solved"]
    set_status(ticket=ticket, status="open", by=SYSTEM)
    assert not ada.call("GET", f"tickets/{ticket.number}").json()["asks_if_solved"]


def test_a_customer_who_confirms_solves_it(asked):
    ada, ticket = asked
    answer = confirmed(ada, ticket)
    assert answer.status_code == 200
    shown = answer.json()["ticket"]
    assert (shown["status"], shown["asks_if_solved"]) == ("solved", False)
    ticket.refresh_from_db()
    assert ticket.solved_at
    told = [change.text for entry in conversation(ticket) for change in entry.changes]
    assert told[-1].endswith("confirmed that it is solved")
    assert confirmed(ada, ticket).status_code == 200
    assert ada.say(ticket.number, "It is back").status_code == 201
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_nobody_elses_ticket_can_be_confirmed(asked, widget):
    _, ticket = asked
    stranger = widget().sign_in("ada-1")
    assert confirmed(stranger, ticket).status_code == 404
    assert confirmed(widget(), ticket).status_code == 401
    ticket.refresh_from_db()
    assert ticket.status == "pending"


@pytest.mark.parametrize(("status", "words"), [("closed", "closed"), ("new", "Nobody has")])
def test_what_cannot_be_confirmed_says_so(widget, status, words):
    ada = widget().sign_in("ada-1")
    ticket = Ticket.objects.get(number=ada.opened("Help"))
    set_status(ticket=ticket, status=status, by=SYSTEM)
    answer = confirmed(ada, ticket)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_confirming_is_slowed_down_like_any_writing(asked):
    ada, ticket = asked
    answers = {confirmed(ada, ticket).status_code for _ in range(125)}
    assert answers == {200, 429}
