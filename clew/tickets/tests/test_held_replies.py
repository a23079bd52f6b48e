"""A reply leaves after a while, and until then nobody outside has a trace of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from clew.channels.widget.presenting import conversation as widget_conversation
from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import facts_about
from clew.core.models import FactRecord
from clew.tickets import actions
from clew.tickets.models import Attachment, Delivery, Draft, Message
from clew.tickets.queries import attachment_by_secret, public_messages
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def ticket():
    return cast.ticket()


def held(ticket, maya, **more):
    return actions.hold_reply(ticket=ticket, staff=maya, body="Found it.", seconds=10, **more)


def waiting_file():
    return Attachment.objects.create(
        filename="a.txt", content_type="text/plain", size=1, digest="0" * 64, created_at=clock.now()
    )


def later(seconds):
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


def state(ticket):
    ticket.refresh_from_db()
    return (ticket.status, ticket.assignee_id, ticket.snippet, ticket.message_count)


def names(ticket):
    return [recorded.fact.name.split(".")[1] for recorded in facts_about(f"ticket/{ticket.number}")]


def test_a_held_reply_is_nothing_but_a_row(ticket, maya, outbox_channel):
    before = state(ticket)
    message = held(ticket, maya, status="pending")
    assert state(ticket) == before
    assert (message.public, message.is_held, message.is_note) == (False, True, False)
    assert message not in public_messages(ticket)
    assert len(widget_conversation(ticket)["messages"]) == 1
    assert Delivery.objects.count() == 0
    assert "MessagePosted" not in names(ticket)[2:]


def test_it_leaves_when_its_time_is_over_and_not_before(ticket, maya, outbox_channel):
    held(ticket, maya, status="pending")
    assert actions.release_due() == 0
    with later(11):
        assert actions.release_due() == 1
        message = ticket.messages.last()
        assert (message.public, message.is_held) == (True, False)
        assert message.created_at == clock.now()
        assert actions.release_due() == 0
    assert state(ticket) == ("pending", maya.pk, "Found it.", 2)
    assert names(ticket)[-3:] == ["MessagePosted", "Assigned", "StatusChanged"]
    assert Delivery.objects.get().address == ticket.requester.email
    assert len(widget_conversation(ticket)["messages"]) == 2


def test_what_the_customer_wrote_meanwhile_stands_before_it(ticket, maya, outbox_channel):
    held(ticket, maya)
    with later(5):
        actions.receive_message(
            ticket=ticket, person=ticket.requester, body="One more thing", channel="widget"
        )
    with later(11):
        actions.release_due()
    assert [each.body for each in public_messages(ticket)][1:] == ["One more thing", "Found it."]


def test_taken_back_it_is_a_draft_and_the_ticket_as_it_was(ticket, maya, outbox_channel):
    before = state(ticket)
    message = held(ticket, maya, status="solved")
    draft = actions.take_back(ticket=ticket, message=message, by=Actor.staff(maya))
    assert state(ticket) == before
    assert (draft.body, draft.kind, draft.staff) == ("Found it.", "reply", maya)
    with later(11):
        assert actions.release_due() == 0
    assert ticket.messages.count() == 1
    assert Delivery.objects.count() == 0


def test_its_files_come_back_with_it(ticket, maya):
    file = waiting_file()
    message = held(ticket, maya, attachments=[file])
    draft = actions.take_back(ticket=ticket, message=message, by=Actor.staff(maya))
    assert list(draft.files.all()) == [file]
    file.refresh_from_db()
    assert file.message is None


def test_a_reply_begun_since_follows_the_text_that_came_back(ticket, maya):
    message = held(ticket, maya)
    begun = actions.save_draft(ticket=ticket, staff=maya, kind="reply", body="And more", known=0)
    draft = actions.take_back(ticket=ticket, message=message, by=Actor.staff(maya))
    assert draft.body == "Found it.\n\nAnd more"
    assert draft.version > begun.version


def test_only_its_author_takes_it_back_and_only_in_time(ticket, maya, outbox_channel):
    message = held(ticket, maya)
    with pytest.raises(PermissionDenied, match="Only Maya"):
        actions.take_back(ticket=ticket, message=message, by=Actor.staff(cast.staff("Oskar Berg")))
    with later(11):
        actions.release_due()
    with pytest.raises(ValidationError, match="left already"):
        actions.take_back(ticket=ticket, message=message, by=Actor.staff(maya))
    assert Message.objects.filter(pk=message.pk, public=True).exists()


def test_what_would_be_refused_then_is_refused_now(ticket, maya):
    with pytest.raises(ValidationError):
        held(ticket, maya, status="hold")
    with pytest.raises(PermissionDenied):
        held(ticket, cast.light_agent())
    assert ticket.messages.count() == 1


def test_a_move_of_somebody_else_does_not_keep_it_here(ticket, maya, outbox_channel):
    held(ticket, maya, status="hold", hold_until=clock.now() + timedelta(seconds=5))
    with later(11):
        assert actions.release_due() == 1
    assert state(ticket)[0] == "open"


def test_on_a_ticket_closed_meanwhile_the_text_goes_back_to_its_author(ticket, maya):
    held(ticket, maya)
    type(ticket).objects.filter(pk=ticket.pk).update(status="closed", solved_at=clock.now())
    with later(11):
        assert actions.release_due() == 0
    assert Draft.objects.get(staff=maya).body == "Found it."
    assert ticket.messages.count() == 1


def test_files_of_a_held_reply_open_for_no_customer(ticket, maya, outbox_channel):
    file = waiting_file()
    held(ticket, maya, attachments=[file])
    with pytest.raises(Attachment.DoesNotExist):
        attachment_by_secret(file.secret)
    with later(11):
        actions.release_due()
    assert attachment_by_secret(file.secret) == file


def test_no_fact_that_leaves_says_what_is_held(ticket, maya):
    held(ticket, maya)
    assert "Found it." not in str(list(FactRecord.objects.values_list("payload", flat=True)))
