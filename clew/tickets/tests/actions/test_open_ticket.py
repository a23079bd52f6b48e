from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.tickets.facts import MessagePosted, TicketOpened
from tests import cast

pytestmark = pytest.mark.django_db


def test_numbers_start_at_1001_and_rise():
    first, second = cast.ticket(), cast.ticket()
    assert first.number >= 1001
    assert second.number > first.number


def test_a_ticket_begins_with_the_customers_words():
    ticket = cast.ticket(body="Since **this morning**.")
    (message,) = ticket.messages.all()
    assert message.public
    assert message.is_from_customer
    assert message.author_name == "Ada Quist"
    assert message.body_html == "<p>Since <strong>this morning</strong>.</p>\n"
    assert ticket.status == "new"
    assert ticket.snippet == "Since this morning."
    assert ticket.waits_for_us


def test_a_missing_subject_is_made_from_the_words():
    body = "**Webhooks** arrive twice. " * 10
    subject = cast.ticket(subject="  ", body=body).subject
    assert subject.startswith("Webhooks arrive twice.")
    assert subject.endswith("…")
    assert len(subject) <= 80


def test_the_account_is_the_one_the_requester_was_seen_in():
    ada = cast.person()
    heron = cast.account(members=(ada,))
    assert cast.ticket(requester=ada).account == heron
    assert cast.ticket(requester=cast.person("Bo Alone")).account is None


def test_opening_is_recorded_with_its_person():
    ticket = cast.ticket(distinct_id="ada")
    opened, posted = [entry.fact for entry in facts_about(f"ticket/{ticket.number}")]
    assert isinstance(opened, TicketOpened)
    assert (opened.distinct_id, opened.person_id) == ("ada", str(ticket.requester_id))
    assert isinstance(posted, MessagePosted)


def test_imported_tickets_keep_their_time():
    then = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)
    ticket = cast.ticket(created_at=then, by=SYSTEM)
    ticket.refresh_from_db()
    assert ticket.created_at == ticket.updated_at == ticket.messages.get().created_at == then
    assert {entry.at for entry in facts_about(f"ticket/{ticket.number}")} == {then}


@pytest.mark.parametrize(
    "fields",
    [{"body": " \n"}, {"body": "x" * 100_001}, {"severity": "urgent"}, {"kind": "rant"}],
)
def test_what_cannot_be_a_ticket_is_refused_in_words(fields):
    with pytest.raises(ValidationError):
        cast.ticket(**fields)


def test_tags_are_tidy():
    assert cast.ticket(tags=["EU West", "eu-west", " webhooks\n", ""]).tags == [
        "eu-west",
        "webhooks",
    ]


def test_a_nul_in_the_words_is_no_reason_to_lose_them():
    ticket = cast.ticket(subject="a\x00b", body="c\x00d", context={"x": ["y\x00"]})
    assert (ticket.subject, ticket.messages.get().body) == ("ab", "cd")
    assert ticket.context == {"x": ["y"]}
