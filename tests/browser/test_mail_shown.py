"""Mail as an agent meets it: folded, unfolded by keyboard, and harmless."""

import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import expect

from clew.channels.email.display import shown
from clew.channels.email.parsing.mail import parse
from clew.tickets.actions import receive_message
from clew.tickets.arriving import Arriving
from clew.tickets.models import Message
from clew.tickets.originals import Original
from tests import cast
from tests.browser.test_workspace import maya, opened, server  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]
QUOTED = """<p>Still <b>broken</b>.</p>{more}<div class="gmail_quote"><div class="gmail_attr">
On Sat, Nov 21, 2026 at 10:22 AM Support &lt;s@clew.example&gt; wrote:</div>
<blockquote class="gmail_quote">Does it still happen?</blockquote></div>"""
HOSTILE = """<script>top.stolen = 1</script><img src=x onerror="top.stolen = 2">
<svg onload="top.stolen = 3"></svg><iframe srcdoc="<script>top.stolen = 4</script>"></iframe>
<meta http-equiv="refresh" content="0;url=https://evil.example/">
<base href="https://evil.example/"><style>* {{ display: none }}</style>
<form action="https://evil.example/"><input autofocus onfocus="top.stolen = 5"></form>
<a href="javascript:top.stolen = 6">here</a><p style="position:fixed;inset:0">Over all</p>"""


def mail_on_a_ticket(more: str = "") -> Message:
    mail = EmailMessage()
    mail["From"] = "Ada Quist <ada@heron.example>"
    mail["Subject"] = "Export"
    mail.set_content("x")
    mail.set_content(QUOTED.format(more=more), subtype="html")
    parsed = parse(mail.as_bytes())
    body, html = shown(parsed, {})
    ticket = cast.ticket()
    marks = {"inbound": 1, "folded": parsed.folded, "remote_images": parsed.remote_images}
    return receive_message(
        ticket=ticket,
        person=ticket.requester,
        body=body,
        channel="email",
        original=Original.mail(mail.as_bytes()),
        arriving=Arriving(html=html, mail=marks),
    )


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A server elsewhere, which notes who calls."""
    calls: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            while True:
                try:
                    caller, address = listening.accept()
                except OSError:
                    return
                calls.append(str(address))
                caller.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield listening.getsockname()[1], calls
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_a_quote_is_unfolded_and_folded_by_keyboard(opened, maya):  # noqa: F811
    message = mail_on_a_ticket()
    page = opened(maya, f"/tickets/{message.ticket.number}")
    card = page.locator(f"#m-{message.pk}")
    expect(card.locator(".msg__body")).to_contain_text("Still broken.")
    expect(card).not_to_contain_text("Does it still happen?")

    unfold = card.get_by_role("button", name="Show whole mail")
    unfold.press("Enter")
    expect(card.frame_locator("iframe").get_by_text("Does it still happen?")).to_be_visible()
    expect(card.locator(".msg__body")).to_be_hidden()
    card.get_by_role("button", name="Show less").press("Enter")
    expect(card.locator(".msg__body")).to_be_visible()
    expect(unfold).to_be_focused()

    card.get_by_role("button", name="More").press("Enter")
    page.get_by_role("button", name="Show whole mail").last.press("Enter")
    expect(card.frame_locator("iframe").get_by_text("Does it still happen?")).to_be_visible()


def test_nobody_elsewhere_hears_of_it_until_somebody_clicks(opened, maya, listener):  # noqa: F811
    port, calls = listener
    message = mail_on_a_ticket(f'<img src="https://127.0.0.1:{port}/b.png" width="300">')
    page = opened(maya, f"/tickets/{message.ticket.number}")
    card = page.locator(f"#m-{message.pk}")
    expect(card.get_by_text("1 remote picture blocked")).to_be_visible()
    card.get_by_role("button", name="Show whole mail").click()
    expect(card.frame_locator("iframe").get_by_text("Does it still happen?")).to_be_visible()
    assert calls == []

    with page.expect_request(lambda request: request.url.endswith("/b.png")):
        card.get_by_role("button", name="Show remote pictures").click()
    expect(card.frame_locator("iframe").locator("img")).to_have_count(1)


def test_hostile_html_runs_nothing_and_goes_nowhere(opened, maya):  # noqa: F811
    message = mail_on_a_ticket(HOSTILE)
    page = opened(maya, f"/tickets/{message.ticket.number}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    card = page.locator(f"#m-{message.pk}")
    expect(card.get_by_text("Over all")).to_be_visible()
    card.get_by_role("button", name="Show whole mail").click()
    frame = card.frame_locator("iframe")
    expect(frame.get_by_text("Over all")).to_be_visible()
    frame.get_by_text("here").click()
    assert frame.locator("body").evaluate("() => window.origin") == "null"
    assert page.evaluate("() => window.stolen") is None
    assert not [url for url in asked if "evil.example" in url]
    assert page.url.endswith(f"/tickets/{message.ticket.number}")
