"""Journeys of what machines send: nothing wakes, nothing loops, nothing is lost."""

from datetime import timedelta
from pathlib import Path

import pytest

from clew.channels.email.machines.absence import away_now
from clew.channels.email.machines.nature import Nature, nature_of
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.mail import parse
from clew.channels.email.tests.posting import ADA, answered, names, parsed, post, refile
from clew.core import clock
from clew.core.actors import Actor
from clew.tickets.actions import set_status
from clew.tickets.models import Delivery, DeliveryState, Ticket
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("our_address")]
CORPUS = Path(__file__).parents[4] / "tests/mail/corpus/machines"
ROBOT = "watch@kiln.example"
IN_CORPUS = "4b7c9a52-6f0e-4d0a-9a76-0d1c2b3e4f50"


def test_a_storm_is_ten_tickets_and_a_number_and_each_mail_can_be_recovered():
    alert = Nature("auto-generated")
    rows = [post(sender=ROBOT, subject=f"Disk {at} full", nature=alert) for at in range(25)]
    assert Ticket.objects.count() == 10
    assert {row.reason for row in rows[10:]} == {"storm"}
    newest = rows[9].ticket
    assert {row.ticket for row in rows[10:]} == {newest}
    note = newest.messages.get(public=False)
    assert note.body.startswith("+15 mails like this since ")
    assert not Delivery.objects.exists()
    again = refile(rows[20], parsed(sender=ROBOT, subject="Disk 20 full"), recovered=True)
    assert again.outcome == "ticket"


def test_two_helpdesks_that_acknowledge_each_other_fall_silent():
    """The other one sets no header, begins no thread, and counts in its subject."""
    for case in range(25):
        post(sender="care@rook.example", subject=f"[Case-{case}] We have your request {case}")
    assert Delivery.objects.count() <= 10
    assert Ticket.objects.count() == 10
    assert InboundMail.objects.filter(reason="storm").count() == 15


def test_an_absence_is_kept_beside_the_ticket_and_wakes_nothing():
    first = post()
    delivery = answered(first)
    ticket = first.ticket
    set_status(ticket=ticket, status="pending", by=Actor.staff(cast.staff()))
    until = clock.now().date() + timedelta(days=9)
    row = post(
        text="I am away.",
        subject="Automatic reply: Export stops",
        in_reply_to=[f"{delivery.stable_id}@clew.example"],
        nature=Nature("out-of-office", until=until),
    )
    ticket.refresh_from_db()
    assert (row.outcome, row.ticket, ticket.status) == ("reply", ticket, "pending")
    assert away_now(ticket.requester).until == until


@pytest.mark.parametrize(
    "name", ["33-postfix-dsn", "43-qmail", "44-exim", "47-exchange-text", "50-german-bounce"]
)
def test_a_bounce_marks_the_reply_and_a_forged_one_nothing(name):
    raw = (CORPUS / f"{name}.eml").read_bytes()
    forged = read(raw)
    address = forged[1].bounce.recipients[0].address
    delivery = answered(post(sender=address))
    row = post(forged[0], nature=forged[1])
    delivery.refresh_from_db()
    assert (row.outcome, row.reason, row.ticket) == ("suppressed", "bounce", None)
    assert delivery.state == DeliveryState.WAITING
    delivery.state, delivery.sent_at = DeliveryState.SENT, clock.now()
    delivery.save()
    mail, nature = read(raw.replace(IN_CORPUS.encode(), str(delivery.stable_id).encode()))
    if name == "50-german-bounce":  # in base64
        mail, nature = read(raw, said=str(delivery.stable_id))
    row = post(mail, nature=nature)
    delivery.refresh_from_db()
    assert (row.reason, row.ticket) == ("bounce", delivery.message.ticket)
    assert delivery.state == DeliveryState.BOUNCED
    assert Ticket.objects.count() == 1


def read(raw, said=""):
    mail = parse(raw)
    if said:
        mail.text = mail.text.replace(IN_CORPUS, said)
    return mail, nature_of(mail, envelope_from="", own_mark="ours")


def test_a_list_brings_a_persons_words_and_gets_no_automatic_answer():
    row = post(sender=ADA, to=names("ops@lists.tallow.example"), nature=Nature("bulk"))
    assert row.outcome == "ticket"
    assert not row.message.is_automatic
    assert not Delivery.objects.exists()


def test_a_mail_of_a_person_is_acknowledged_once():
    first = post()
    delivery = Delivery.objects.get()
    assert (delivery.address, delivery.message.author_kind) == (ADA, "system")
    answered(first)
    post(subject="Re: Export stops", in_reply_to=[f"{delivery.stable_id}@clew.example"])
    assert Delivery.objects.filter(message__author_kind="system").count() == 1
