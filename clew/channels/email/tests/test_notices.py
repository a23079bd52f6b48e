"""Notifications to staff through a real SMTP server, with the clock moved."""

from datetime import UTC, datetime, time, timedelta

import pytest

from clew.channels.email import addressing
from clew.channels.email.notices import send_notices
from clew.channels.email.tests.posting import PROVEN, names, parsed, post
from clew.core import clock
from clew.core.actors import Actor
from clew.people.models import MailWhen, NotificationMail
from clew.people.notifications import Choices, Wanted, mark_read, notify, save_choices
from tests import cast
from tests.stops import stopped

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 20, tzinfo=UTC)
OFFICE = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
KINDS = ("assigned", "mentioned", "customer_replied", "follow_up_due")


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm", time_zone="Europe/Berlin", working_hours=OFFICE)


@pytest.fixture
def ticket():
    return cast.ticket("Webhooks arrive twice")


def choose(staff, mail, **more):
    save_choices(staff=staff, choices=Choices({kind: Wanted(mail=mail) for kind in KINDS}, **more))


def tell(staff, ticket, at, kind="customer_replied", key=""):
    return notify(
        staff=staff,
        kind=kind,
        subject=f"ticket/{ticket.number}",
        text=f"Ada Quist replied on {ticket}",
        url=ticket.get_absolute_url(),
        at=at,
        by=Actor("customer", "1", "Ada Quist"),
        key=key,
        snippet="It is worse now.",
    )


def minutes_from(start, count):
    """The schedule's every-minute run, as the clock goes on."""
    for minute in range(count):
        with clock.moved_to(start + timedelta(minutes=minute)):
            send_notices()


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def test_at_once_is_one_mail_for_each_thing(mailbox, settings, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    minutes_from(MONDAY, 3)
    [mail] = mailbox.mails
    assert mail["To"] == "maya@clew.example"
    assert mail["Subject"] == f"Ada Quist replied on #{ticket.number} Webhooks arrive twice"
    assert mail["List-Unsubscribe"] == f"<{settings.CLEW_BASE_URL}/settings/notifications>"
    assert f"{settings.CLEW_BASE_URL}/tickets/{ticket.number}" in text_of(mail)
    assert "It is worse now." in text_of(mail)
    assert "It is worse now." in mail.get_body(("html",)).get_content()
    assert mail["Message-ID"].startswith(f"<{NotificationMail.objects.get().stable_id}@")


def test_answering_it_is_a_note_on_its_ticket(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    minutes_from(MONDAY, 1)
    [mail] = mailbox.mails
    [to] = mail["Reply-To"].addresses
    assert addressing.token_in(to.addr_spec).is_of(maya)
    assert "internal note" in text_of(mail)
    row = post(
        parsed("Refund them.", sender=maya.email, to=names(to.addr_spec), subject="Re: …"),
        verdict=PROVEN,
    )
    assert (row.ticket, row.message.public, row.message.staff) == (ticket, False, maya)


def test_answering_at_its_id_alone_is_a_note_too(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    minutes_from(MONDAY, 1)
    said = mailbox.mails[0]["Message-ID"].strip("<>")
    row = post(parsed("Refund them.", sender=maya.email, in_reply_to=[said]), verdict=PROVEN)
    assert (row.ticket, row.message.public) == (ticket, False)


def test_of_several_tickets_answering_is_no_note(mailbox, maya, ticket):
    choose(maya, MailWhen.DIGEST, digest_at=time(14))
    tell(maya, ticket, MONDAY)
    tell(maya, cast.ticket("Export is empty"), MONDAY)
    minutes_from(datetime(2026, 11, 23, 13, 0, tzinfo=UTC), 1)
    assert mailbox.mails[0]["Reply-To"] is None


def test_a_digest_comes_at_its_time_with_what_is_still_unread(mailbox, maya, ticket):
    choose(maya, MailWhen.DIGEST, digest_at=time(14))
    other, third = cast.ticket("Export is empty"), cast.ticket("Invoice twice")
    tell(maya, ticket, MONDAY)
    tell(maya, ticket, MONDAY + timedelta(minutes=5))
    tell(maya, other, MONDAY, kind="assigned")
    read = tell(maya, third, MONDAY)
    with clock.moved_to(MONDAY + timedelta(minutes=10)):
        mark_read(staff=maya, ids=[read.pk])
    minutes_from(datetime(2026, 11, 23, 12, 58, tzinfo=UTC), 2)
    assert mailbox.mails == []
    minutes_from(datetime(2026, 11, 23, 13, 0, tzinfo=UTC), 3)  # 14:00 in Berlin
    [mail] = mailbox.mails
    assert mail["Subject"] == "2 unread notifications"
    assert "Customer replies" in text_of(mail)
    assert "Webhooks arrive twice (2)" in text_of(mail)
    assert "23 Nov, 11:25" in text_of(mail)
    assert "Invoice twice" not in text_of(mail)


def test_nothing_is_mailed_outside_working_hours(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    friday = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
    tell(maya, ticket, friday)
    minutes_from(friday, 2)
    minutes_from(datetime(2026, 11, 23, 7, 58, tzinfo=UTC), 2)
    assert mailbox.mails == []
    minutes_from(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), 2)
    assert len(mailbox.mails) == 1


def test_hours_that_changed_meanwhile_count(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    maya.working_hours = {"tue": ["10:00", "12:00"]}
    maya.save()
    minutes_from(MONDAY, 2)
    assert mailbox.mails == []
    minutes_from(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), 1)
    assert len(mailbox.mails) == 1


def test_who_reads_it_first_gets_no_mail(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    with clock.moved_to(MONDAY):
        mark_read(staff=maya)
    minutes_from(MONDAY, 2)
    assert mailbox.mails == []


def test_words_of_the_message_can_be_left_out(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE, snippets=False)
    tell(maya, ticket, MONDAY)
    minutes_from(MONDAY, 1)
    assert "worse" not in str(mailbox.mails[0])


def test_a_ticket_that_became_hidden_is_not_mailed(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    secret = cast.team("Legal")
    secret.private = True
    secret.save()
    ticket.team = secret
    ticket.save()
    minutes_from(MONDAY, 2)
    assert mailbox.mails == []
    assert NotificationMail.objects.get().dropped_at


def test_a_server_that_refuses_is_tried_again_under_the_same_id(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    mailbox.refuse_data = "451 Later"
    minutes_from(MONDAY, 1)
    mail = NotificationMail.objects.get()
    assert mail.sent_at is None
    assert "Later" in mail.error
    mailbox.refuse_data = ""
    minutes_from(MONDAY + timedelta(minutes=1), 2)
    [sent] = mailbox.mails
    assert str(mail.stable_id) in sent["Message-ID"]
    mail.refresh_from_db()
    assert mail.sent_at


def test_a_sender_that_died_leaves_its_mail_to_the_next(mailbox, maya, ticket):
    from clew.people.notifications import mails

    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    with clock.moved_to(MONDAY):
        mails.prepare_due()
        assert mails.lease_next()
        assert mails.lease_next() is None
    minutes_from(MONDAY + timedelta(minutes=1), 2)
    assert mailbox.mails == []
    minutes_from(MONDAY + timedelta(minutes=6), 2)
    assert len(mailbox.mails) == 1


def test_a_stop_leaves_them_to_the_next_start(mailbox, maya, ticket):
    choose(maya, MailWhen.AT_ONCE)
    tell(maya, ticket, MONDAY)
    with stopped():
        minutes_from(MONDAY, 3)
    assert not mailbox.mails
    minutes_from(MONDAY, 3)
    assert len(mailbox.mails) == 1
