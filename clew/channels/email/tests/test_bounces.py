import pytest

from clew.channels.email import addressing
from clew.channels.email.machines.bounces import note_bounce
from clew.channels.email.machines.nature import Bounce, FailedRecipient
from clew.channels.email.tests.machinery import ADA, came_in, sent_reply
from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import run_reaction
from clew.people.models import Notification, NotificationMail, Role
from clew.tickets.actions import retry_delivery, set_status
from clew.tickets.models import DeliveryState, Status
from tests import cast
from tests.reactions import waiting_reactions

pytestmark = pytest.mark.django_db
GONE = "smtp; 550 5.1.1 user unknown"


def failed(delivery=None, *, address=ADA, action="failed", status="5.1.1", said=GONE):
    original = f"{delivery.stable_id}@somewhere.example" if delivery else "abc@x.example"
    return Bounce(original, [FailedRecipient(address, action, status, said)])


def react():
    for fact_id, key in waiting_reactions("telling_of_bounces"):
        run_reaction(fact_id, key)


def test_the_exact_delivery_is_marked_with_the_reason_in_words_and_its_author_is_told():
    delivery = sent_reply()
    ticket = note_bounce(came_in(envelope_from=""), failed(delivery))
    delivery.refresh_from_db()
    assert ticket == delivery.message.ticket
    assert delivery.state == DeliveryState.BOUNCED
    assert delivery.error.startswith("There is no such mailbox (5.1.1): ")
    react()
    told = Notification.objects.get()
    assert (told.staff, told.kind) == (cast.staff(), "bounced")
    assert told.text == f"A message to {ADA} came back: {ticket}"
    assert told.mail_due_at is not None


def test_a_bounce_that_comes_twice_tells_once_and_wakes_nothing():
    delivery = sent_reply()
    ticket = delivery.message.ticket
    set_status(ticket=ticket, status=Status.SOLVED, by=Actor.staff(cast.staff()))
    for _ in range(2):
        note_bounce(came_in(envelope_from=""), failed(delivery))
    react()
    ticket.refresh_from_db()
    assert ticket.status == Status.SOLVED
    assert ticket.messages.count() == 2
    assert Notification.objects.get().count == 1


def test_delayed_is_noted_and_nobody_is_woken():
    delivery = sent_reply()
    note_bounce(came_in(), failed(delivery, action="delayed", status="4.4.1", said="no answer"))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert delivery.error == (
        "Delayed: they still try. Their mail server does not answer (4.4.1): no answer"
    )
    react()
    assert not Notification.objects.exists()


def test_a_forged_bounce_changes_nothing():
    delivery = sent_reply()
    number = delivery.message.ticket.number
    raw = f"Reply-To: help+t{number}-0123456789abcdef@x.example\n".encode()
    assert note_bounce(came_in(raw=raw, envelope_from=""), failed()) is None
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_a_reply_that_is_nobodys_is_told_to_those_who_lead():
    delivery = sent_reply()
    lead = cast.staff("Lea Lead", role=Role.LEAD)
    type(delivery.message).objects.filter(pk=delivery.message_id).update(staff=None)
    type(delivery.message.ticket).objects.update(assignee=None)
    note_bounce(came_in(envelope_from=""), failed(delivery))
    react()
    assert [each.staff for each in Notification.objects.all()] == [lead]


def test_a_server_that_gave_the_mail_another_id_is_understood_by_the_tickets_address():
    delivery = sent_reply()
    ours = addressing.reply_address(delivery.message.ticket.number)
    note_bounce(
        came_in(raw=f"Reply-To: <{ours}>\n".encode(), envelope_from="eve@x.example"), failed()
    )
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT  # a person can write that
    note_bounce(came_in(raw=f"Reply-To: <{ours}>\n".encode(), envelope_from=""), failed())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BOUNCED


def test_of_a_mailbox_we_read_only_the_topmost_return_path_counts():
    delivery = sent_reply()
    ours = addressing.reply_address(delivery.message.ticket.number)
    forged = f"Return-Path: <eve@x.example>\nReturn-Path: <>\nReply-To: <{ours}>\n"
    note_bounce(came_in(raw=forged.encode()), failed())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    note_bounce(came_in(raw=f"Return-Path: <>\nReply-To: <{ours}>\n".encode()), failed())
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.BOUNCED


def test_a_mailbox_behind_the_one_we_wrote_to_is_noted_only():
    delivery = sent_reply()
    note_bounce(came_in(), failed(delivery, address="ada@private.example"))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert delivery.error.startswith("It was passed on to ada@private.example, and came back.")


def test_what_came_back_can_be_sent_again():
    delivery = sent_reply()
    note_bounce(came_in(), failed(delivery))
    assert retry_delivery(delivery=delivery, by=Actor.staff(cast.staff()))
    assert delivery.state == DeliveryState.WAITING


def test_a_notification_that_came_back_says_so():
    mail = NotificationMail.objects.create(
        staff=cast.staff(), digest=False, next_attempt_at=clock.now(), created_at=clock.now()
    )
    assert note_bounce(came_in(), failed(mail, address="maya@clew.example")) is None
    mail.refresh_from_db()
    assert mail.error.startswith("It came back. There is no such mailbox")


def test_the_page_says_what_came_back(client):
    delivery = sent_reply()
    note_bounce(came_in(), failed(delivery))
    client.force_login(cast.staff())
    page = client.get(f"/tickets/{delivery.message.ticket.number}").content.decode()
    assert f"Came back from {ADA}. There is no such mailbox (5.1.1)" in page
    assert "Send again" in page
