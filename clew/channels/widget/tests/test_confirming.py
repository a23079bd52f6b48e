"""A customer says that the answer solved it, or that it did not."""

import pytest

from clew.channels.widget import reactions
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import run_reaction
from clew.core.models import FactRecord
from clew.tickets.actions import follow_up_by_staff, reply, set_status
from clew.tickets.actions.links import link_tickets
from clew.tickets.models import Ticket
from clew.tickets.queries import conversation
from tests import cast

SHOWN = "a_follow_up_is_read_where_the_first_ticket_was"
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


def test_a_follow_up_by_staff_is_read_where_the_first_ticket_was(asked, widget):
    ada, ticket = asked
    set_status(ticket=ticket, status="closed", by=SYSTEM)
    new = follow_up_by_staff(ticket=ticket, staff=cast.staff())
    reply(ticket=new, staff=cast.staff(), body="It is fixed for good.")
    for _ in range(2):
        for row in FactRecord.objects.filter(name="tickets.TicketsLinked"):
            run_reaction(row.pk, f"{reactions.__name__}.{SHOWN}")
    shown = ada.call("GET", f"tickets/{new.number}").json()["messages"]
    assert [message["body"] for message in shown] == ["It is fixed for good."]
    bo = widget().sign_in("bo-1")
    other = Ticket.objects.get(number=bo.opened("Help me too"))
    link_tickets(ticket=new, other=other, kind="follow_up", by=Actor.staff(cast.staff()))
    run_reaction(FactRecord.objects.latest("pk").pk, f"{reactions.__name__}.{SHOWN}")
    assert bo.numbers() == [other.number], "a link alone shows nobody anything"


def test_confirming_is_slowed_down_like_any_writing(asked):
    ada, ticket = asked
    answers = {confirmed(ada, ticket).status_code for _ in range(125)}
    assert answers == {200, 429}
