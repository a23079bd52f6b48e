"""Mail in, an answer out over real SMTP, and the customer's reply in the same conversation."""

import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from clew.channels.email.intake.processing import process_due
from clew.channels.email.intake.storing import store
from clew.channels.email.models import InboundMail
from clew.tickets import deliveries
from clew.tickets.models import Ticket
from tests.browser.test_workspace import listening, maya, opened, server  # noqa: F401
from tests.mail_server import Mailbox, mail_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


@pytest.fixture
def mailbox(settings):
    with mail_server() as box:
        settings.EMAIL_URL = box.url
        settings.CLEW_MAIL_FROM = "Heron support <help@heron.example>"
        yield box


def ada_writes(subject: str, text: str, to: str, **headers: str) -> InboundMail:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ada Quist <ada@reed.example>", to, subject
    mail["Message-ID"] = f"<{len(text)}@post.reed.example>"
    mail["Date"] = "Fri, 20 Nov 2026 10:30:00 +0100"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    mail.add_alternative(f"<p>{text.replace(chr(10), '<br>')}</p>", subtype="html")
    raw = mail.as_bytes().replace(b"\n", b"\r\n")
    row = store(raw, source="smtp", envelope_from="ada@reed.example", process=False)
    process_due()
    row.refresh_from_db()
    return row


def answer_in(mailbox: Mailbox, words: str) -> EmailMessage:
    """The mail that says so, among what Clew says by itself."""
    deliveries.send_due()
    said = [mail.get_body(("plain",)).get_content() for mail in mailbox.mails]
    [place] = [index for index, each in enumerate(said) if words in each]
    return mailbox.mails[place]


def test_mail_in_answer_out_reply_in_the_same_thread(mailbox, opened, maya):  # noqa: F811
    inbox = opened(maya, "/inbox/open")
    listening(inbox)
    first = ada_writes("The export stops", "It stops at row 10.", "help@heron.example")
    assert first.outcome == "ticket"
    pill = inbox.get_by_role("button", name="1 new ticket")
    row = inbox.get_by_role("link", name="The export stops")
    expect(pill.or_(row).first).to_be_visible()
    if pill.is_visible():
        pill.click()
    row.click()
    log = inbox.get_by_role("log")
    expect(log.get_by_text("It stops at row 10.")).to_be_visible()
    listening(inbox)

    inbox.keyboard.press("r")
    expect(inbox.get_by_label("Message", exact=True)).to_be_focused()
    inbox.keyboard.type("Fixed in **this** release. Does it work now?")
    inbox.keyboard.press("Control+Enter")
    expect(log.get_by_text("Does it work now?")).to_be_visible()
    ticket = Ticket.objects.get()
    said = ticket.messages.filter(staff=maya, public=True)
    for _ in range(200):  # the page shows it before the server has it
        if said.exists():
            break
        inbox.wait_for_timeout(50)
    mail = answer_in(mailbox, "Does it work now?")
    assert "ada@reed.example" in mail["To"]
    assert mail["Subject"] == f"Re: [#{ticket.number}] The export stops"
    [to] = mail["Reply-To"].addresses
    assert re.fullmatch(rf"help\+t{ticket.number}-[0-9a-f]{{16}}@heron\.example", to.addr_spec)

    text = "It does, thank you!\n\nOn Fri, 20 Nov 2026, Heron wrote:\n> Does it work now?\n"
    ids = {"In_Reply_To": mail["Message-ID"], "References": mail["Message-ID"]}
    second = ada_writes(f"AW: {mail['Subject']}", text, to.addr_spec, **ids)
    assert (second.outcome, second.ticket) == ("reply", ticket)
    expect(log.get_by_text("It does, thank you!")).to_be_visible()
    expect(log.get_by_text("Heron wrote:")).not_to_be_visible()  # folded: it stands above
    assert Ticket.objects.count() == 1
