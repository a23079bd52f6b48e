"""What somebody would try who wants to read, to speak for others, or to have us write to others."""

import pytest

from clew.channels.email import addressing
from clew.channels.email.filing.forwarded_text import forwarded_in
from clew.channels.email.parsing.parsed import Address
from clew.channels.email.tests.posting import (
    ADA,
    DISPROVEN,
    EVE,
    UNKNOWN,
    answered,
    heard,
    names,
    post,
)
from clew.core.actors import Actor
from clew.people.models import Person
from clew.tickets.models import Delivery, Ticket, TicketLink
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("our_address", "unanswered")]
MAYA = "maya@clew.example"


def test_no_proof_can_be_guessed():
    first = post()
    number = first.ticket.number
    of_another = addressing.reply_address(number + 1).partition("-")[2].partition("@")[0]
    for guess in ("0" * 16, "f" * 16, of_another):
        row = post(to=names(f"help+t{number}-{guess}@clew.example"), sender=EVE)
        assert (row.outcome, row.reason) == ("quarantined", "forged_token")
    for near in (f"help+t{number}@clew.example", f"help+{number}@clew.example"):
        assert post(to=names(near), sender=EVE).ticket != first.ticket
    assert len(heard(first.ticket)) == 1


def test_the_proof_of_a_note_is_none_of_a_reply_and_the_other_way_round():
    first, maya = post(), cast.staff()
    note = addressing.note_address(first.ticket.number, maya)
    swapped = note.replace("+n", "+t")
    assert post(to=names(swapped), sender=MAYA).reason == "forged_token"
    public = addressing.reply_address(first.ticket.number).replace("+t", "+n")
    assert post(to=names(public), sender=MAYA).reason == "forged_token"


@pytest.mark.parametrize("verdict", [UNKNOWN, DISPROVEN])
def test_a_forged_answer_to_a_strangers_mail_says_nothing_on_their_ticket(verdict):
    first = post(message_id="first@post.example")
    row = post(sender=EVE, in_reply_to=["first@post.example"], verdict=verdict)
    assert row.ticket != first.ticket
    assert row.ticket.requester != first.ticket.requester


def test_who_names_any_number_is_not_linked_with_it():
    first = post()
    row = post(sender=EVE, subject=f"[#{first.ticket.number}] Let me in")
    assert row.outcome == "ticket"
    assert not TicketLink.objects.filter(ticket=row.ticket).exists()


def test_an_event_of_the_public_key_makes_nobody_a_participant():
    """Anybody can send ``$set email`` for whom they like."""
    ada = cast.person()
    ticket = cast.ticket(requester=ada, reply_address=ADA, by=Actor.customer(ada))
    Person.objects.filter(pk=ada.pk).update(email=EVE)
    row = post(sender=EVE, subject=f"Re: [#{ticket.number}] Webhooks arrive twice")
    assert row.ticket != ticket
    token = post(sender=EVE, to=names(addressing.reply_address(ticket.number)))
    assert token.message.mail["unverified_participant"] is True


def test_a_forged_reply_leads_our_next_answer_to_nobody_else():
    first = post()
    to = names(addressing.reply_address(first.ticket.number))
    row = post(to=to, reply_to=names(EVE), cc=names(EVE), verdict=DISPROVEN)
    assert row.message.mail["claims_customer"] is True
    delivery = answered(first)
    assert (delivery.address, Delivery.objects.filter(address=EVE).exists()) == (ADA, False)


@pytest.mark.parametrize("name", ["Maya Lindholm", "maya@clew.example", "Clew"])
def test_a_name_gives_no_rights(name):
    cast.staff()
    first = post()
    to = names(addressing.reply_address(first.ticket.number))
    row = post(from_=Address(name, EVE), to=to, recovered=True)
    assert row.message.author_kind == "customer"
    assert row.message.mail["address"] == EVE


def test_headers_of_ours_in_a_strangers_mail_are_nothing():
    headers = [
        ("X-Clew-Ticket", "1"),
        ("X-Clew-Staff", MAYA),
        ("X-Forwarded-To", "help@clew.example"),
        ("Delivered-To", "=?utf-8?q?help=40clew.example?="),
    ]
    row = post(sender=EVE, headers=headers)
    assert (row.outcome, row.ticket.requester.email) == ("ticket", EVE)


def test_a_subject_cannot_become_a_header():
    row = post(subject="Export\r\nBcc: all@heron.example")
    assert row.ticket.subject == "Export Bcc: all@heron.example"


@pytest.mark.parametrize("count", [1, 5000])
def test_endless_references_cost_little(count, django_assert_max_num_queries):
    references = [f"{each}@{'x' * 900}.example" for each in range(count)]
    with django_assert_max_num_queries(110):
        row = post(references=references, in_reply_to=["\x00", "", *references])
    assert row.outcome == "ticket"


def test_five_thousand_recipients_with_a_token_each_are_one_question():
    first = post()
    number = first.ticket.number
    to = names(*(f"help+t{number}-{each:016x}@clew.example" for each in range(5000)))
    assert post(to=to, sender=EVE).reason == "forged_token"
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "From: " * 20_000,
        "From: a@b.example\n" * 5_000,
        ">" * 50_000 + "\n" + "Subject: x\n" * 1000,
        "-" * 100_000,
    ],
)
def test_a_hostile_forward_takes_no_time(text):
    found = forwarded_in(text)
    assert found is None or found.sender.address == "a@b.example"
