"""Mail in, an answer out over real SMTP, and the customer's reply in the same conversation."""

import re
import time
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.signing_in import sign_in
from tests.mail_server import Mailbox, mail_server
from tests.serving import Served, open_folder, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def mailbox():
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def desk(mailbox):
    extra = {"EMAIL_URL": mailbox.url, "CLEW_MAIL_FROM": "Heron support <help@heron.example>"}
    with open_folder() as path, served(path / "data", "--no-demo", **extra) as server:
        yield server


def ada_writes(desk: Served, subject: str, text: str, to: str, **headers: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ada Quist <ada@reed.example>", to, subject
    mail["Message-ID"] = f"<{abs(hash(text))}@post.reed.example>"
    mail["Date"] = "Fri, 20 Nov 2026 10:30:00 +0100"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    mail.add_alternative(f"<p>{text.replace(chr(10), '<br>')}</p>", subtype="html")
    raw = mail.as_bytes().replace(b"\n", b"\r\n")
    desk.python(
        "from clew.channels.email.intake.storing import store; "
        f"store(bytes.fromhex('{raw.hex()}'), source='smtp', envelope_from='ada@reed.example')"
    )


def answer_in(mailbox: Mailbox, words: str, within: float = 40) -> EmailMessage:
    """The mail that says so, among what Clew says by itself."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        for mail in list(mailbox.mails):
            if words in mail.get_body(("plain",)).get_content():
                return mail
        time.sleep(0.1)
    said = [mail.get_body(("plain",)).get_content() for mail in mailbox.mails]
    raise AssertionError(f"No mail says {words!r}, only {said}")


def test_mail_in_answer_out_reply_in_the_same_thread(
    chromium: Browser, desk: Served, mailbox: Mailbox
):
    context = chromium.new_context()
    agent = context.new_page()
    sign_in(agent, desk)
    expect(agent.get_by_text("Everything has an owner")).to_be_visible()

    ada_writes(desk, "The export stops", "It stops at row 10.", "help@heron.example")
    pill = agent.get_by_role("button", name="1 new ticket")
    row = agent.get_by_role("link", name="The export stops")
    expect(pill.or_(row).first).to_be_visible(timeout=20_000)
    if pill.is_visible():
        pill.click()
    row.click()
    log = agent.get_by_role("log")
    expect(log.get_by_text("It stops at row 10.")).to_be_visible()
    expect(agent.get_by_role("heading", name="The export stops")).to_be_visible()

    agent.keyboard.press("r")
    expect(agent.get_by_label("Message", exact=True)).to_be_focused()
    agent.keyboard.type("Fixed in **this** release. Does it work now?")
    agent.keyboard.press("Control+Enter")
    expect(log.get_by_text("Does it work now?")).to_be_visible(timeout=20_000)
    mail = answer_in(mailbox, "Does it work now?")
    assert "ada@reed.example" in mail["To"]
    assert mail["Subject"].startswith("Re: [#")
    [to] = mail["Reply-To"].addresses
    assert re.fullmatch(r"help\+t\d+-[0-9a-f]{16}@heron\.example", to.addr_spec)

    ada_writes(
        desk,
        f"AW: {mail['Subject']}",
        "It does, thank you!\n\nOn Fri, 20 Nov 2026, Heron support wrote:\n> Does it work now?",
        to.addr_spec,
        In_Reply_To=mail["Message-ID"],
        References=mail["Message-ID"],
    )
    reply = log.get_by_text("It does, thank you!")
    expect(reply).to_be_visible(timeout=20_000)
    expect(agent.get_by_role("heading", name="The export stops")).to_be_visible()
    count = desk.python(
        "from clew.tickets.models import Ticket; print(Ticket.objects.filter(channel='email')"
        ".count(), Ticket.objects.get(channel='email').messages.filter(author_kind='customer')"
        ".count())"
    )
    assert count == "1 2"
    context.close()
