"""From an agent's reply to a mail in the customer's mailbox, over real SMTP."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.files.base import ContentFile

from clew.channels.email import addressing
from clew.core import clock
from clew.core.actors import Actor
from clew.tickets import deliveries
from clew.tickets.actions import add_note, follow, receive_message, reply, store_upload
from clew.tickets.models import Delivery
from tests import cast
from tests.serving import free_port

pytestmark = pytest.mark.django_db


def sent_reply(ticket, body="Look at **this**.", **more):
    message = reply(ticket=ticket, staff=cast.staff(), body=body, **more)
    deliveries.send_due()
    return message


def test_the_reply_arrives_with_the_right_headers(mailbox):
    ticket = cast.ticket()
    message = sent_reply(ticket)
    [mail] = mailbox.mails
    row = message.deliveries.get()
    assert row.state == "sent"
    assert mail["To"] == "ada@heron.example"
    assert mail["From"] == '"Maya Lindholm (Heron Support)" <help@heron.example>'
    assert mail["Subject"] == f"Re: [#{ticket.number}] Webhooks arrive twice"
    assert mail["Message-ID"] == f"<{row.stable_id}@heron.example>"
    assert mail["In-Reply-To"] is None
    assert mail["X-Clew-Loop"] == addressing.installation()
    assert mail["Auto-Submitted"] is None
    assert mail["Reply-To"].addresses[0].addr_spec == addressing.reply_address(ticket.number)
    assert addressing.ticket_number(mail["Reply-To"]) == ticket.number
    assert mailbox.envelopes[0].mail_from == addressing.reply_address(ticket.number)


def test_it_reads_well_as_text_and_as_html(mailbox):
    sent_reply(cast.ticket(body="Since <this> morning."))
    [mail] = mailbox.mails
    text = mail.get_body(["plain"]).get_content()
    html = mail.get_body(["html"]).get_content()
    assert text.startswith("Look at **this**.")
    assert "> Since <this> morning." in text
    assert "<strong>this</strong>" in html
    assert "Since &lt;this&gt; morning." in html
    assert "<script" not in html


def test_later_replies_refer_to_the_first_and_the_newest(mailbox):
    ticket = cast.ticket()
    ids = []
    for number in range(13):
        row = sent_reply(ticket, body=f"Part {number}").deliveries.get()
        ids.append(f"<{row.stable_id}@heron.example>")
    last = mailbox.mails[-1]
    references = last["References"].split()
    assert last["In-Reply-To"] == ids[-2]
    assert references == [ids[0], *ids[3:-1]]
    assert len(references) == 10


def test_attachments_go_along(mailbox):
    file = ContentFile(b"%PDF-1.7 x", name="Größe.pdf")
    upload = store_upload(file=file, by=Actor.staff(cast.staff()))
    sent_reply(cast.ticket(), attachments=[upload])
    [part] = mailbox.mails[0].iter_attachments()
    assert part.get_filename() == "Größe.pdf"
    assert part.get_content() == b"%PDF-1.7 x"


def test_followers_who_are_customers_get_a_copy_and_notes_reach_nobody(mailbox):
    ticket = cast.ticket()
    follow(ticket=ticket, by=Actor.staff(cast.staff()), email="boss@heron.example")
    follow(ticket=ticket, by=Actor.staff(cast.staff()), email="ADA@heron.example")
    follow(ticket=ticket, by=Actor.staff(cast.staff()), staff=cast.staff("Otto Brandt"))
    add_note(ticket=ticket, staff=cast.staff(), body="The secret plan")
    sent_reply(ticket)
    assert sorted(mail["To"] for mail in mailbox.mails) == [
        "ada@heron.example",
        "boss@heron.example",
    ]
    assert not any("secret plan" in str(mail) for mail in mailbox.mails)


def test_a_customer_without_an_address_gets_no_mail(mailbox):
    nobody = cast.person("Bo Bare", email="")
    odd = cast.person("Cy Odd", email="cy@heron.example\nBcc: all@heron.example")
    for requester in (nobody, odd):
        assert not sent_reply(cast.ticket(requester=requester)).deliveries.exists()
    assert mailbox.mails == []


def known_as(person, email):
    """What an event with the public capture key does."""
    type(person).objects.filter(pk=person.pk).update(email=email)


def test_a_customer_is_answered_where_they_asked_to_be(mailbox):
    sent_reply(cast.ticket(reply_address="typed@elsewhere.example"))
    assert [mail["To"] for mail in mailbox.mails] == ["typed@elsewhere.example"]


def test_what_a_person_is_known_by_later_does_not_turn_replies_around(mailbox):
    ticket = cast.ticket()
    known_as(ticket.requester, "eve@elsewhere.example")
    sent_reply(ticket)
    assert [mail["To"] for mail in mailbox.mails] == ["ada@heron.example"]


def test_without_an_address_at_the_opening_the_first_reply_fixes_it(mailbox):
    ticket = cast.ticket(requester=cast.person("Bo Bare", email=""))
    known_as(ticket.requester, "bo@fjord.example")
    ticket.requester.refresh_from_db()
    sent_reply(ticket)
    known_as(ticket.requester, "eve@elsewhere.example")
    ticket.requester.refresh_from_db()
    sent_reply(ticket)
    assert [mail["To"] for mail in mailbox.mails] == ["bo@fjord.example", "bo@fjord.example"]


def test_a_follow_up_is_answered_where_the_first_ticket_was(mailbox):
    ticket = cast.ticket(reply_address="typed@elsewhere.example", verified=True)
    ticket.status = "closed"
    ticket.save()
    follow_up = receive_message(
        ticket=ticket, person=ticket.requester, body="Again", channel="widget"
    ).ticket
    sent_reply(follow_up)
    assert follow_up.verified
    assert [mail["To"] for mail in mailbox.mails] == ["typed@elsewhere.example"]


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Re: RE: Export", "Export"),
        ("AW: [#7] Re[2]: Export", "Export"),
        ("Regarding exports", "Regarding exports"),
        ("Export\r\nBcc: all@heron.example", "Export Bcc: all@heron.example"),
        ("Ünïcode " + "x" * 250, "Ünïcode " + "x" * 250),
        ("\x00\x0b\u2028odd", "odd"),
    ],
)
def test_subjects_are_one_line_with_one_re(mailbox, subject, shown):
    ticket = cast.ticket()
    ticket.subject = subject.replace("\x00", "")
    ticket.save(update_fields=["subject"])
    sent_reply(ticket)
    [mail] = mailbox.mails
    assert mail["Subject"] == f"Re: [#{ticket.number}] {shown}"
    assert mail["Bcc"] is None
    assert mailbox.envelopes[0].rcpt_tos == ["ada@heron.example"]


def test_names_and_file_names_cannot_add_headers(mailbox):
    evil = "Eve\r\nBcc: all@heron.example\r\n\r\nBody"
    upload = store_upload(file=ContentFile(b"x", name="a.txt"), by=Actor.staff(cast.staff()))
    upload.filename = 'a"\r\nBcc: all@heron.example.txt'
    upload.content_type = "text/x\r\nX-Evil: yes"
    upload.save()
    message = reply(ticket=cast.ticket(), staff=cast.staff(), body=".", attachments=[upload])
    message.author_name = evil
    message.save()
    deliveries.send_due()
    [mail] = mailbox.mails
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].addr_spec == "help@heron.example"
    head = mailbox.envelopes[0].content.split(b"\r\n\r\n")[0]
    assert not re.search(rb"^(Bcc|X-Evil)", head, re.MULTILINE)
    [part] = mail.iter_attachments()
    assert part["X-Evil"] is None
    assert part["Bcc"] is None


def test_a_refused_address_is_given_up_with_the_servers_words(mailbox):
    mailbox.refuse_recipient = "550 5.1.1 No such user here"
    row = sent_reply(cast.ticket()).deliveries.get()
    assert row.state == "dead"
    assert row.error == "The mail server refused the address: 550 5.1.1 No such user here"


def test_a_busy_server_is_asked_again_and_gets_the_mail_once(mailbox, monkeypatch):
    mailbox.refuse_data = "451 4.3.0 Try later"
    row = sent_reply(cast.ticket()).deliveries.get()
    assert row.state == "failed"
    assert row.error == "The mail server refused the message: 451 4.3.0 Try later"
    mailbox.refuse_data = ""
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    deliveries.send_due()
    deliveries.send_due()
    row.refresh_from_db()
    assert (row.state, len(mailbox.mails)) == ("sent", 1)
    assert mailbox.mails[0]["Message-ID"] == f"<{row.stable_id}@heron.example>"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("smtp://127.0.0.1:{closed}", "cannot be reached"),
        ("smtp://clew-no-such-host.invalid", "cannot be reached"),
        ("smtps://127.0.0.1:{open}?timeout=2", "No secure connection"),
        ("smtp+starttls://127.0.0.1:{open}", "cannot do what EMAIL_URL asks"),
        ("smtp://user:pass@127.0.0.1:{open}", "cannot do what EMAIL_URL asks"),
        ("pop3://127.0.0.1", "EMAIL_URL must start with"),
    ],
)
def test_faults_on_the_way_are_said_in_words(mailbox, settings, url, words):
    opened = settings.EMAIL_URL.split(":")[2].split("?")[0]
    settings.EMAIL_URL = url.format(open=opened, closed=free_port())
    row = sent_reply(cast.ticket()).deliveries.get()
    assert words in row.error
    assert mailbox.mails == []
    assert row.state == "failed", "it goes out once the setting is right"


def test_without_a_server_mail_is_a_file_and_a_second_attempt_replaces_it(settings, tmp_path):
    settings.EMAIL_URL = ""
    settings.CLEW_DATA_DIR = tmp_path
    row = sent_reply(cast.ticket()).deliveries.get()
    Delivery.objects.update(state="waiting")
    deliveries.send_due()
    [file] = (tmp_path / "mail").iterdir()
    assert file.name == f"{row.stable_id}.eml"
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["To"] == "ada@heron.example"


def test_the_newest_words_of_the_customer_are_quoted_shortly(mailbox):
    ticket = cast.ticket()
    long = "\n".join(f"line {number}" for number in range(40))
    receive_message(ticket=ticket, person=ticket.requester, body=long, channel="widget")
    sent_reply(ticket)
    text = mailbox.mails[0].get_body(["plain"]).get_content()
    quoted = [line for line in text.splitlines() if line.startswith(">")]
    assert quoted == [*(f"> line {number}" for number in range(8)), "> …"]


def test_a_signature_stands_below_in_place_of_the_name(mailbox):
    maya = cast.staff()
    maya.signature = "**Maya**, Heron Support <script>"
    maya.save()
    sent_reply(cast.ticket())
    [mail] = mailbox.mails
    text = mail.get_body(("plain",)).get_content()
    assert "-- \n**Maya**, Heron Support" in text.replace("\r\n", "\n")
    html = mail.get_body(("html",)).get_content()
    assert "<strong>Maya</strong>, Heron Support" in html
    assert "<script>" not in html
