"""What leaves, from which address, in which thread, how fast; over real SMTP."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from clew.channels.email import addressing, transport
from clew.channels.email.channel import EmailChannel
from clew.channels.email.compose import compose
from clew.channels.email.models import InboundMail, MailAddress, Unsubscribed
from clew.channels.email.outgoing import signing_actions, unsent
from clew.channels.email.outgoing.speaking import address_for
from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.options import set_options
from clew.tickets import deliveries
from clew.tickets.actions import follow, receive_message, reply, store_upload
from clew.tickets.actions.automatic import remind_customer
from clew.tickets.models import Delivery
from tests import cast

pytestmark = pytest.mark.django_db


def our_address(address, **fields):
    at = clock.now()
    return MailAddress.objects.create(address=address, created_at=at, changed_at=at, **fields)


def answered(ticket, body="On it.", **more):
    message = reply(ticket=ticket, staff=cast.staff(), body=body, **more)
    deliveries.send_due()
    return message


def option(**values):
    set_options(values={f"email.{key}": str(value) for key, value in values.items()}, by=SYSTEM)


@pytest.fixture
def at_noon(monkeypatch):
    """The clock stands still, at the beginning of a minute; ``move`` moves it."""
    now = [clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)]
    monkeypatch.setattr(clock, "now", lambda: now[0])

    def move(**delta):
        now[0] += timedelta(**delta)

    return move


def test_a_ticket_speaks_from_where_its_mail_came_to_then_its_team_then_the_default():
    ticket = cast.ticket()
    assert address_for(ticket) is None
    default = our_address("hello@heron.example", is_default=True)
    assert address_for(ticket) == default
    of_team = our_address("delivery@heron.example", team=cast.team())
    ticket.team = cast.team()
    assert address_for(ticket) == of_team
    came_to = our_address("billing@heron.example")
    ticket.context["mail_to"] = "Billing+invoices@heron.example"
    assert address_for(ticket) == came_to


def test_the_address_of_the_ticket_is_on_all_of_the_mail(mailbox):
    words = {"name": "Kite Care", "signature": "*Kite*"}
    our_address("care@kite.example", is_default=True, quotes_history=False, **words)
    ticket = cast.ticket(body="My words")
    row = answered(ticket).deliveries.get()
    [mail] = mailbox.mails
    assert mail["From"] == '"Maya Lindholm (Kite Care)" <care@kite.example>'
    back = mail["Reply-To"].addresses[0].addr_spec
    assert back.startswith("care+t")
    assert back.endswith("@kite.example")
    assert addressing.ticket_number(back) == ticket.number
    assert mailbox.envelopes[0].mail_from == back
    assert mail["Message-ID"] == f"<{row.stable_id}@kite.example>"
    text = mail.get_body(["plain"]).get_content()
    assert "*Kite*" in text
    assert "My words" not in text


def test_every_attempt_is_the_same_mail_whatever_changes_in_between(mailbox, at_noon):
    file = store_upload(file=ContentFile(b"x" * 90, name="a.bin"), by=Actor.staff(cast.staff()))
    ticket = cast.ticket()
    follow(ticket=ticket, by=SYSTEM, email="boss@heron.example")
    our_address("care@kite.example", is_default=True)
    signing_actions.activate_key(
        key=signing_actions.make_key(domain="kite.example", by=SYSTEM), by=SYSTEM
    )
    row = answered(ticket, attachments=[file]).deliveries.first()
    Delivery.objects.update(state="waiting")  # as if we had died before marking it
    at_noon(minutes=5)
    our_address("billing@heron.example", team=cast.team())
    ticket.team = cast.team()
    ticket.save()
    deliveries.send_due()
    mails = [envelope.content for envelope in mailbox.envelopes]
    assert mails[:2] == mails[2:]
    assert f"<{row.stable_id}@kite.example>".encode() in b"".join(mails)
    assert all(mail.startswith(b"DKIM-Signature:") for mail in mails)


def test_answers_stand_below_what_the_customers_own_program_called_its_mail(mailbox):
    ticket = cast.ticket()
    first = answered(ticket).deliveries.get()
    for header_id in ("1@mail.heron.example", "bad id"):
        message = receive_message(
            ticket=ticket, person=ticket.requester, body="More", channel="email"
        )
        InboundMail.objects.create(
            source="api", size=1, digest="x", received_at=message.created_at,
            header_id=header_id, message=message,
        )  # fmt: skip
    answered(ticket)
    mail = mailbox.mails[-1]
    ours = f"<{first.stable_id}@heron.example>"
    assert mail["References"].split() == [ours, "<1@mail.heron.example>"]
    assert mail["In-Reply-To"] == "<1@mail.heron.example>"
    assert mail["Thread-Topic"] == "Webhooks arrive twice"
    assert mail["Thread-Index"] == mailbox.mails[0]["Thread-Index"]


def test_automatic_mail_says_so_quotes_nothing_and_leaves_followers_alone(mailbox, settings):
    settings.CLEW_BASE_URL = "https://help.heron.example"
    ticket = cast.ticket(body="My words")
    follow(ticket=ticket, by=SYSTEM, email="boss@heron.example")
    remind_customer(ticket, at=clock.now())
    deliveries.send_due()
    [mail] = mailbox.mails
    assert mail["To"] == "ada@heron.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "My words" not in str(mail)
    message = ticket.messages.last()
    message.mail = {"auto": "auto-replied"}
    message.save()
    assert compose(message.deliveries.get())["Auto-Submitted"] == "auto-replied"
    Unsubscribed.objects.create(address="ada@heron.example", created_at=clock.now())
    assert EmailChannel().addresses(ticket, message) == []


def test_who_follows_hears_who_else_does_and_how_to_stop(mailbox):
    ticket = cast.ticket()
    follow(ticket=ticket, by=SYSTEM, email="boss@heron.example")
    answered(ticket)
    asked, copy = sorted(mailbox.mails, key=lambda mail: mail["To"])
    assert asked["List-Unsubscribe"] is None
    assert "<mailto:help+u" in copy["List-Unsubscribe"]
    assert copy["List-Unsubscribe-Post"] is None, "one click needs https"
    assert asked["Cc"] is None
    assert "Also sent to boss@heron.example." in asked.get_body(["plain"]).get_content()
    assert "Also sent to ada@heron.example." in copy.get_body(["html"]).get_content()
    assert "Get no more" not in asked.get_body(["plain"]).get_content()
    assert "/m/unsubscribe/" in copy.get_body(["plain"]).get_content()


def test_a_whole_batch_goes_through_one_connection(mailbox):
    ticket = cast.ticket()
    for body in ("One", "Two", "Three"):
        reply(ticket=ticket, staff=cast.staff(), body=body)
    deliveries.send_due()
    assert len(mailbox.mails) == 3
    assert mailbox.connections == 1


@pytest.mark.parametrize("goodbye", ["", "421 4.7.0 Enough for one connection"])
def test_a_server_that_ends_connections_gets_the_next_mail_by_another(mailbox, goodbye):
    mailbox.most, mailbox.goodbye = 2, goodbye
    ticket = cast.ticket()
    for number in range(5):
        reply(ticket=ticket, staff=cast.staff(), body=f"Part {number}")
    deliveries.send_due()
    assert [row.attempts for row in Delivery.objects.filter(state="sent")] == [1] * 5
    assert (len(mailbox.mails), mailbox.connections) == (5, 3)


def test_a_mail_that_had_begun_is_not_sent_a_second_time_at_once(mailbox):
    mailbox.refuse_data = "421 4.3.2 Closing"
    reply(ticket=cast.ticket(), staff=cast.staff(), body="One")
    deliveries.send_due()
    assert Delivery.objects.get().state == "failed"
    assert mailbox.connections == 1


def test_a_server_that_knows_whole_mailboxes_only_gets_those(mailbox):
    mailbox.refuse_sender = "550 5.7.60 Not a mailbox of yours"
    row = answered(cast.ticket()).deliveries.get()
    assert row.state == "sent"
    assert mailbox.envelopes[0].mail_from == "help@heron.example"
    mailbox.refuse_sender, mailbox.refuse_sender_late = "", "550 5.7.60 May not send as this sender"
    assert answered(cast.ticket()).deliveries.get().state == "sent"
    option(return_path_of_ticket=False)
    answered(cast.ticket())
    assert [each.mail_from for each in mailbox.envelopes[1:]] == ["help@heron.example"] * 2


def test_we_never_write_to_ourselves(mailbox):
    ticket = cast.ticket(requester=cast.person("Bo Bare", email="Help+x@heron.example"))
    follow(ticket=ticket, by=SYSTEM, email="help@heron.example")
    follow(ticket=ticket, by=SYSTEM, email="boss@heron.example")
    assert [row.address for row in answered(ticket).deliveries.all()] == ["boss@heron.example"]


def test_one_domain_waits_while_others_do_not(mailbox, at_noon):
    option(per_domain_and_minute=2)
    ticket = cast.ticket()
    for number in range(5):
        reply(ticket=ticket, staff=cast.staff(), body=f"Part {number}")
    other = cast.ticket(requester=cast.person("Bo Bare", email="bo@fjord.example"))
    reply(ticket=other, staff=cast.staff(), body="Hello")
    assert deliveries.send_due() == 3, "the others wait"
    assert [mail["To"] for mail in mailbox.mails] == ["ada@heron.example"] * 2 + [
        "bo@fjord.example"
    ]
    waiting = Delivery.objects.filter(state="waiting").order_by("next_attempt_at", "pk")
    assert [row.attempts for row in waiting] == [0, 0, 0]
    minutes = [(row.next_attempt_at - clock.now()).total_seconds() / 60 for row in waiting]
    assert minutes == [1, 1, 2]
    for _ in range(2):
        at_noon(minutes=1)
        deliveries.send_due()
    assert len(mailbox.mails) == 6
    assert not Delivery.objects.exclude(state="sent").exists()


def test_what_leaves_is_in_seven_bits_and_short_lines(mailbox):
    answered(cast.ticket(body="Größe " * 400), body="日本語のテキスト" * 300 + "\n" + "x" * 3000)
    raw = mailbox.envelopes[0].content
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    text = mailbox.mails[0].get_body(["plain"]).get_content()
    assert "日本語のテキスト" * 300 in text


def test_given_up_mail_is_listed_for_admins_and_tried_again(client, mailbox):
    mailbox.refuse_recipient = "550 5.1.1 No such user"
    row = answered(cast.ticket()).deliveries.get()
    bounced = answered(cast.ticket(subject="Came back")).deliveries.get()
    Delivery.objects.filter(pk=bounced.pk).update(state="bounced", error="The mailbox is full.")
    client.force_login(cast.staff())
    assert client.get("/settings/mail/unsent").status_code == 403
    client.force_login(cast.staff("Olga Owner", role="owner"))
    page = client.get("/settings/mail/unsent").content.decode()
    assert "The mailbox is full." in page
    assert "550 5.1.1 No such user" in page
    assert "1 given up, 1 came back" in page
    mailbox.refuse_recipient = ""
    client.post("/settings/mail/unsent/attempts")
    client.post(f"/settings/mail/unsent/{bounced.pk}/attempts")
    deliveries.send_due()
    row.refresh_from_db()
    bounced.refresh_from_db()
    assert (row.state, bounced.state, len(mailbox.mails)) == ("sent", "sent", 2)
    assert unsent.unsent_for(cast.staff("Olga Owner")).rows == []


def test_without_a_server_the_file_is_what_would_have_been_sent(settings, tmp_path):
    settings.EMAIL_URL, settings.CLEW_DATA_DIR = "", tmp_path
    row = answered(cast.ticket()).deliveries.get()
    row.refresh_from_db()
    [file] = (tmp_path / "mail").iterdir()
    assert file.read_bytes() == transport.as_sent(compose(row))
