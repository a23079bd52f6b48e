"""The support engineer's day by keyboard: inbox, ticket, reply, note, solve, undo; and live."""

import asyncio
import contextlib
import re
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from clew.core import live
from clew.core.actors import Actor
from clew.events import store
from clew.tickets.actions import add_note, assign, receive_message, reply, set_status
from clew.tickets.models import Ticket
from tests import cast
from tests.browser.waiting import wait_until
from tests.serving import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Static files are read by WhiteNoise, which knows no async.
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


def conninfo() -> str:
    known = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    parts = {name: known[key] for name, key in named.items() if known[key]}
    return psycopg.conninfo.make_conninfo(**parts, port=known["PORT"] or None)


async def serve(port: int, ready: threading.Event, stop: threading.Event) -> None:
    """Until ``stop``."""
    await live.start(conninfo())
    config = uvicorn.Config(
        get_asgi_application(),
        port=port,
        log_level="error",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0.02)
    ready.set()
    await asyncio.to_thread(stop.wait)
    await live.stop()
    server.should_exit = True
    await task


@pytest.fixture
def server(transactional_db) -> Iterator[str]:
    """The real pages with live updates, on the test's own database."""
    store.migrate()
    port, ready, stop = free_port(), threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(serve(port, ready, stop)))
    thread.start()
    assert ready.wait(20)
    yield f"http://localhost:{port}"
    stop.set()
    thread.join(20)


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm")


@pytest.fixture
def hana():
    return cast.staff("Hana Fitzroy")


@pytest.fixture
def opened(server, chromium: Browser, monkeypatch) -> Iterator[object]:
    """``opened(staff, path)``: a page of a browser where they are signed in."""
    # Playwright's loop runs in this thread, and Django would take it for an async context.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    problems: list[str] = []
    contexts = []

    def open_page(staff, path: str, **options) -> Page:
        client = Client()
        client.force_login(staff)
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if is_policy(said) else None)
        page.goto(server + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def is_policy(said) -> bool:
    return "Content Security Policy" in said.text


def listening(page: Page) -> None:
    """Live updates reach this page from now on."""
    with contextlib.suppress(Exception):
        wait_until(page, "navigator.locks.query().then(({held}) => held.length)")
    time.sleep(0.5)


def cursor(page: Page):
    return page.locator(".row[data-cursor] .row__link")


def test_a_day_by_keyboard(opened, maya):
    first, second = cast.ticket("Login loops"), cast.ticket("Export stuck")
    page = opened(maya, "/inbox/unassigned")
    page.keyboard.press("j")
    expect(cursor(page)).to_have_text("Login loops")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(f"/tickets/{first.number}"))
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()

    page.keyboard.press("r")
    page.keyboard.type("It was the **identity** provider.")
    expect(page.get_by_text(re.compile(r"Draft saved \d\d:\d\d"))).to_be_visible()
    page.keyboard.press("Control+Enter")
    log = page.get_by_role("log")
    expect(log.get_by_text("It was the identity provider.")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value("")
    expect(page.get_by_role("button", name="Assignee: Maya Lindholm")).to_be_visible()

    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("Told them.")
    page.keyboard.press("Control+Enter")
    note = log.get_by_role("article", name="Internal note by Maya Lindholm")
    expect(note).to_contain_text("Told them.")

    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(f"/tickets/{second.number}"))
    expect(page.get_by_text(f"#{first.number} is solved")).to_be_visible()
    first.refresh_from_db()
    assert first.status == "solved"
    page.keyboard.press("z")
    expect(page.get_by_text("Undone")).to_be_visible()
    first.refresh_from_db()
    assert first.status == "open"

    page.keyboard.press("u")
    expect(page).to_have_url(re.compile("/inbox/unassigned"))
    expect(cursor(page)).to_have_count(0)  # the ticket it stood on is no longer here


def test_menus_work_with_arrows_and_give_the_focus_back(opened, maya):
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}?view=open")
    page.keyboard.press("s")
    expect(page.locator("#status-menu [aria-pressed=true]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#status-menu [value=pending]")).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator("#status-menu summary")).to_be_focused()
    page.keyboard.press("e")  # solves nothing while a menu is open
    page.keyboard.press("Escape")
    status = page.get_by_role("button", name=re.compile("^Status:"))
    expect(status).to_be_focused()
    page.keyboard.press("s")
    page.locator("#status-menu summary").press("Enter")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Status: On hold until")).to_be_visible()
    page.keyboard.press("t")
    page.keyboard.type("webhooks, eu-west")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove tag eu-west")).to_be_visible()
    page.get_by_role("button", name="Remove tag eu-west").click()
    expect(page.get_by_role("button", name="Remove tag eu-west")).to_have_count(0)
    page.get_by_label("Subject").fill("A better subject")
    page.get_by_label("Subject").press("Enter")
    expect(page.get_by_text("Subject changed", exact=True)).to_be_visible()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.tags, ticket.subject) == (
        "hold",
        ["webhooks"],
        "A better subject",
    )


def test_reply_and_note_are_two_drafts_that_survive(opened, maya):
    ticket = cast.ticket()
    path = f"/tickets/{ticket.number}?view=open"
    page = opened(maya, path)
    message = page.get_by_label("Message", exact=True)
    message.fill("For Ada")
    page.get_by_text("Internal note", exact=True).click()
    expect(message).to_have_value("")
    message.fill("For us")
    page.reload()
    expect(message).to_have_value("For Ada")
    page.get_by_text("Internal note", exact=True).click()
    expect(message).to_have_value("For us")


def test_a_reply_without_a_connection_waits_and_goes_by_itself(opened, maya):
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}?view=open")
    message = page.get_by_label("Message", exact=True)
    page.route("**/messages", lambda route: route.abort())
    message.fill("Every word of this matters")
    page.get_by_role("button", name=re.compile("^Send")).click()
    waiting = page.get_by_role("article", name="Message that is being sent")
    expect(waiting).to_contain_text("Every word of this matters")
    expect(waiting).to_contain_text("No connection. It is kept here")
    expect(message).to_have_value("")
    page.unroute("**/messages")
    page.reload()
    reply = page.get_by_role("article", name="Reply by Maya Lindholm")
    expect(reply).to_contain_text("Every word of this matters")
    expect(waiting).to_have_count(0)
    assert ticket.messages.count() == 2


def test_a_reply_that_is_refused_comes_back(opened, maya):
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}?view=open")
    message = page.get_by_label("Message", exact=True)
    page.route("**/messages", lambda route: route.fulfill(status=500, body="no"))
    message.fill("Every word of this matters")
    message.press("Control+Enter")
    alert = page.get_by_role("alert").filter(has_text="draft")
    expect(alert).to_contain_text("The reply is not sent. It is saved as a draft.")
    expect(message).to_have_value("Every word of this matters")


def test_send_and_set_pending_and_the_preview(opened, maya):
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}?view=open")
    page.get_by_label("Message", exact=True).fill("Does *this* help?")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("region", name="Preview").locator("em")).to_have_text("this")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Other ways to send").click()
    page.get_by_role("button", name="Send as Pending").click()
    expect(page.get_by_role("button", name="Status: Pending. Change (S)")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_role("button", name="Status: New. Change (S)")).to_be_visible()


GIVE = """([kind, name]) => {
  const data = new DataTransfer();
  data.items.add(new File(["x"], name, {type: "image/png"}));
  const target = document.querySelector(kind === "paste" ? ".composer__text" : ".ticket__scroll");
  const given = kind === "paste" ? {clipboardData: data} : {dataTransfer: data};
  const options = {bubbles: true, cancelable: true, ...given};
  target.dispatchEvent(kind === "paste" ? new ClipboardEvent(kind, options)
    : new DragEvent(kind, options));
}"""


def test_files_go_with_the_message(opened, maya):
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}?view=open")
    picked = [
        {"name": name, "mimeType": "text/plain", "buffer": b"a log"}
        for name in ("first.log", "second.log")
    ]
    page.locator("input[type=file]").set_input_files(picked)
    expect(page.get_by_role("button", name="Remove first.log")).to_be_visible()
    expect(page.locator(".composer progress")).to_have_count(0)
    page.get_by_role("button", name="Remove first.log").click()
    page.evaluate(GIVE, ["paste", "pasted.png"])
    page.evaluate(GIVE, ["drop", "dropped.png"])
    expect(page.get_by_role("button", name=re.compile("Remove .*png"))).to_have_count(2)
    expect(page.locator(".composer progress")).to_have_count(0)
    page.get_by_label("Message", exact=True).fill("See the log")
    page.get_by_label("Message", exact=True).press("Control+Enter")
    expect(page.get_by_role("log").get_by_role("link", name="second.log")).to_be_visible()
    names = {file.filename for file in ticket.messages.last().attachments.all()}
    assert names == {"second.log", "pasted.png", "dropped.png"}


def test_many_at_once_and_back(opened, maya):
    tickets = [cast.ticket(f"Number {index}") for index in range(3)]
    page = opened(maya, "/inbox/open")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("toolbar", name="2 tickets selected")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_text("2 tickets are solved")).to_be_visible()
    expect(page.locator(".row")).to_have_count(1)
    expect(page.get_by_role("toolbar", name=re.compile("selected"))).to_have_count(0)
    page.keyboard.press("z")
    expect(page.locator(".row")).to_have_count(3)
    assert {each.status for each in Ticket.objects.all()} == {"new"}
    page.keyboard.press("j")
    page.keyboard.press("Shift+A")
    expect(page.get_by_text(re.compile("is assigned to Maya Lindholm"))).to_be_visible()
    assert Ticket.objects.filter(assignee=maya).count() == 1
    assert len(tickets) == 3


def test_new_tickets_wait_behind_the_pill_and_shown_rows_follow(opened, maya, hana):
    first = cast.ticket("First")
    page = opened(maya, "/inbox/unassigned")
    listening(page)
    expect(page.locator(".row")).to_have_count(1)
    cast.ticket("Second")
    cast.ticket("Third")
    pill = page.get_by_role("button", name="2 new tickets")
    expect(pill).to_be_visible()
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator("#view-count")).to_have_text("3")
    page.keyboard.press(".")
    expect(page.locator(".row")).to_have_count(3)
    expect(pill).to_be_hidden()
    assign(ticket=first, staff=hana, by=Actor.staff(hana))
    row = page.locator(f"#row-{first.number}")
    expect(row.get_by_label("Assigned to Hana Fitzroy")).to_be_visible()
    expect(row).to_have_attribute("data-gone", "")
    expect(page.locator("#view-count")).to_have_text("2")


def test_what_others_write_appears_and_what_i_type_stays(opened, maya, hana):
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}?view=open")
    listening(page)
    message = page.get_by_label("Message", exact=True)
    message.fill("Half a sen")
    message.press("ArrowLeft")
    reply(ticket=ticket, staff=hana, body="Hana was faster")
    log = page.get_by_role("log")
    expect(log.get_by_text("Hana was faster")).to_be_visible()
    receive_message(ticket=ticket, person=ticket.requester, body="Great", channel="email")
    add_note(ticket=ticket, staff=hana, body="Watching")
    set_status(ticket=ticket, status="pending", by=Actor.staff(hana))
    expect(log.get_by_text("Watching")).to_be_visible()
    expect(page.get_by_role("button", name="Status: Pending. Change (S)")).to_be_visible()
    expect(message).to_have_value("Half a sen")
    expect(message).to_be_focused()
    assert message.evaluate("field => field.selectionStart") == len("Half a se")


def test_the_list_goes_on_while_scrolling(opened, maya):
    for index in range(60):
        cast.ticket(f"Number {index}")
    page = opened(maya, "/inbox/open")
    expect(page.locator(".row")).to_have_count(30)
    page.locator(".row").last.scroll_into_view_if_needed()
    page.locator("#list").evaluate("list => list.scrollTo(0, list.scrollHeight)")
    expect(page.locator(".row")).to_have_count(60)


def test_the_customer_panel_fails_alone_and_tries_again(opened, maya):
    ticket = cast.ticket()
    page = opened(maya, "/inbox/open")
    page.route("**/customer?*", lambda route: route.fulfill(status=500))
    page.get_by_role("link", name="Webhooks arrive twice").click()
    panel = page.get_by_role("complementary", name="Customer")
    expect(panel.get_by_role("alert")).to_contain_text("The customer did not load.")
    expect(page.get_by_role("log").get_by_text("Since this morning.")).to_be_visible()
    page.unroute("**/customer?*")
    panel.get_by_role("button", name="Try again").click()
    expect(panel.get_by_role("heading", name=ticket.requester.name)).to_be_visible()


def test_staff_open_a_ticket(opened, maya):
    cast.person("Ada Quist")
    page = opened(maya, "/inbox/unassigned")
    page.keyboard.press("c")
    page.get_by_label("Email").press_sequentially("quist")
    page.get_by_role("button", name=re.compile("Ada Quist")).click()
    expect(page.get_by_label("Email")).to_have_value("ada@heron.example")
    page.get_by_label("Subject").fill("Called about an invoice")
    page.get_by_label("What they need").fill("Number 77 is missing.")
    page.get_by_role("button", name="Open ticket").click()
    expect(page.get_by_role("log").get_by_text("Number 77 is missing.")).to_be_visible()


def test_a_phone_selects_by_face_and_switches_panes(opened, maya):
    cast.ticket()
    page = opened(maya, "/inbox/open", has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".row__who > .avatar").tap()
    expect(page.get_by_role("toolbar", name="1 ticket selected")).to_be_visible()
    page.get_by_role("link", name="Webhooks arrive twice").tap()
    page.get_by_text("Ada Quist").first.tap()
    expect(page.get_by_role("complementary", name="Customer")).to_be_visible()
    expect(page.get_by_role("log")).to_be_hidden()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_a_phone_opens_the_composer_and_keeps_it_open(opened, maya):
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}", has_touch=True)
    page.set_viewport_size({"width": 390, "height": 844})
    text = page.get_by_label("Message", exact=True)
    send = page.get_by_role("button", name="Send", exact=False).first
    expect(send).to_be_hidden()
    text.tap()
    expect(send).to_be_visible()
    page.locator(".composer").get_by_text("Internal note").tap()
    text.fill("Ask Delivery first.")
    page.get_by_role("button", name="Add note").tap()
    expect(page.get_by_role("log").get_by_text("Ask Delivery first.")).to_be_visible()
    page.get_by_role("log").tap()
    expect(page.get_by_role("button", name="Add note")).to_be_hidden()


def test_the_focus_stays_where_a_change_was_made(opened, maya):
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}")
    page.keyboard.press("s")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Status: Pending. Change (S)")).to_be_focused()
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Status: New. Change (S)")).to_be_focused()
