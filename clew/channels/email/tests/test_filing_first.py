"""First journeys of a mail to a ticket: new, a reply by its address, twice."""

import pytest

from clew.channels.email import addressing
from clew.channels.email.tests.posting import ADA, OURS, heard, names, parsed, post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("our_address")]


def test_a_mail_is_a_ticket_of_who_sent_it():
    row = post(text="It stops.\n\nSince Monday.")
    ticket = row.ticket
    assert (row.outcome, row.reason) == ("ticket", "")
    assert (ticket.subject, ticket.channel, ticket.status) == ("Export stops", "email", "new")
    assert (ticket.requester.email, ticket.requester.name) == (ADA, "Ada")
    assert (ticket.reply_address, ticket.verified) == (ADA, True)
    assert ticket.context["mail_to"] == OURS
    message = row.message
    assert message.body == "It stops.\n\nSince Monday."
    assert message.author_name == "Ada"
    assert message.created_at == row.received_at == ticket.created_at
    assert message.mail["address"] == ADA
    assert message.mail["verdict"] == "pass"
    assert bytes(message.original.content).startswith(b"Subject: x")
    assert row.raw is None


def test_a_reply_to_its_address_is_on_the_ticket():
    first = post()
    to = names(addressing.reply_address(first.ticket.number))
    second = post(text="Still.", to=to, subject="Re: Export stops")
    assert (second.outcome, second.ticket) == ("reply", first.ticket)
    assert heard(first.ticket)[1:] == ["Still."]
    assert "unverified_participant" not in second.message.mail


def test_the_same_mail_twice_is_one():
    mail = parsed()
    first, second = post(mail), post(mail)
    assert (second.outcome, second.reason) == ("duplicate", "same_message")
    assert second.ticket == first.ticket
    assert len(heard(first.ticket)) == 1
