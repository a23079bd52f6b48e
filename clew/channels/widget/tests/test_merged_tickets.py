"""Merging joins what staff read. It opens nobody's words to another customer, nor to who claims."""

import pytest

from clew.channels.email.compose import compose
from clew.core.actors import SYSTEM, Actor
from clew.tickets.actions import merge_tickets, reply, set_status
from clew.tickets.models import Delivery, Ticket
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def ticket():
    return lambda number: Ticket.objects.get(number=number)


@pytest.fixture
def merged(maya, ticket):
    def merge(survivor, other, **more):
        by = Actor.staff(maya)
        return merge_tickets(survivor=ticket(survivor), others=[ticket(other)], by=by, **more)

    return merge


def read(browser, number):
    answer = browser.call("GET", f"tickets/{number}")
    return [each["body"] for each in answer.json()["messages"]]


def shown(browser):
    return str(browser.call("GET", "tickets").json())


def test_writing_on_a_merged_ticket_opens_no_door_to_the_survivor(widget, maya, merged, ticket):
    ada, bo = (widget().sign_in(name, proof=True) for name in ("ada", "bo"))
    hers = ada.opened("Our secret roadmap")
    his = bo.opened("Mine is private too")
    merged(hers, his)
    assert bo.say(his, "Any news?").status_code == 201
    reply(ticket=ticket(hers), staff=maya, body="For Ada only.")
    assert bo.numbers() == [his]
    assert bo.call("GET", f"tickets/{hers}").status_code == 404
    assert read(bo, his) == ["Mine is private too", "Any news?"]
    assert read(ada, hers) == ["Our secret roadmap", "For Ada only."]


def test_a_list_shows_nobody_the_last_words_of_another_customer(widget, merged):
    ada, bo = (widget().sign_in(name, proof=True) for name in ("ada", "bo"))
    hers = ada.opened("Our secret roadmap")
    his = bo.opened("Mine is private too")
    merged(hers, his)
    assert "Mine is private" not in shown(ada)
    bo.say(his, "Private as well")
    assert "Private as well" not in shown(ada)
    assert "roadmap" not in shown(bo)


def test_a_mail_quotes_the_words_of_who_gets_it(widget, maya, merged, ticket):
    ada, bo = (widget().sign_in(name, proof=True) for name in ("ada", "bo"))
    hers = ada.opened("Our roadmap", email="ada@heron.example")
    his = bo.opened("Mine", email="bo@northwind.example")
    merged(hers, his)
    bo.say(his, "Private as well")
    message = reply(ticket=ticket(hers), staff=maya, body="For Ada only.")
    mail = compose(Delivery.objects.get(message=message)).as_string()
    assert "Our roadmap" in mail
    assert "Private as well" not in mail


def test_who_was_let_in_and_the_first_read_each_other(widget, maya, merged, ticket):
    ada, bo = (widget().sign_in(name, proof=True) for name in ("ada", "bo"))
    hers, his = ada.opened("One"), bo.opened("Two", email="bo@heron.example")
    merged(hers, his, follow=["bo@heron.example"])
    bo.say(his, "Me too")
    reply(ticket=ticket(hers), staff=maya, body="For both.")
    assert read(bo, his) == ["Two", "Me too", "For both."]
    assert read(ada, hers) == ["One", "Me too", "For both."]


def test_a_claimed_id_hears_nothing_after_a_merge(widget, maya, merged, ticket):
    """They wrote as Ada without proof; staff took it for her second ticket."""
    ada, claims = widget().sign_in("ada", proof=True), widget().sign_in("ada")
    hers, theirs = ada.opened("My export"), claims.opened("Please look at my export")
    assert ticket(hers).requester == ticket(theirs).requester
    merged(hers, theirs)
    reply(ticket=ticket(hers), staff=maya, body="The password is in the vault.")
    ada.say(hers, "Thanks, found it")
    claims.say(theirs, "And?")
    assert read(claims, theirs) == ["Please look at my export", "And?"]
    assert claims.numbers() == [theirs]


def test_a_follow_up_of_another_customer_is_theirs(widget, maya, merged, ticket):
    ada = widget().sign_in("ada", proof=True)
    bo = widget().sign_in("bo", proof=True)
    hers = ada.opened("Our secret roadmap", email="ada@heron.example")
    his = bo.opened("Mine", email="bo@northwind.example")
    merged(hers, his)
    set_status(ticket=ticket(hers), status="solved", by=Actor.staff(maya))
    set_status(ticket=ticket(hers), status="closed", by=SYSTEM)
    assert bo.say(his, "Still broken").status_code == 201
    new = ticket(max(bo.numbers()))
    assert new.requester == ticket(his).requester
    assert (new.reply_address, new.subject) == ("bo@northwind.example", "Mine")
    assert new.number not in ada.numbers()
