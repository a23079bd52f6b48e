"""Writing to customers and to each other: tools, names, pictures, undo, drafts, questions."""

import base64
import re
import time
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from clew.channels.widget.presenting import conversation
from clew.core import clock
from clew.core.models import Setting
from clew.tickets.actions import add_note, release_due
from clew.tickets.models import Delivery, Draft
from clew.tickets.sending_options import SEND_DELAY
from tests import cast
from tests.browser.test_workspace import hana, listening, maya, opened, server  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]

# One grey pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
PASTE = """(text) => {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "shot.png", {type: "image/png"}));
  const options = {bubbles: true, cancelable: true, clipboardData: data};
  document.querySelector(".composer__text").dispatchEvent(new ClipboardEvent("paste", options));
}"""


def message(page):
    return page.get_by_label("Message", exact=True)


def test_the_toolbar_writes_and_the_preview_shows(opened, maya):  # noqa: F811
    page = opened(maya, f"/tickets/{cast.ticket().number}")
    message(page).fill("Try this")
    message(page).press("ControlOrMeta+a")
    message(page).press("ControlOrMeta+b")
    expect(message(page)).to_have_value("**Try this**")
    message(page).press("ControlOrMeta+b")
    expect(message(page)).to_have_value("Try this")
    message(page).press("ControlOrMeta+i")
    expect(message(page)).to_have_value("_Try this_")
    message(page).press("End")
    page.get_by_role("button", name="Code block", exact=True).click()
    page.keyboard.type("python")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("def f():")
    page.get_by_role("button", name="Bold").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    page.keyboard.press("Enter")
    shown = page.get_by_role("region", name="Preview")
    expect(shown.locator("em")).to_have_text("Try this")
    expect(shown.locator(".hl-k")).to_have_text("def")


def test_naming_somebody_in_a_note_and_nobody_in_a_reply(opened, maya, hana):  # noqa: F811
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}")
    people = page.get_by_role("listbox", name="People to name")
    page.keyboard.press("r")
    page.keyboard.type("@Ha")
    expect(people).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("@Ha")
    expect(people.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(message(page)).to_have_value(f"@{hana.name} ")
    page.keyboard.type("can you look?")
    page.keyboard.press("ControlOrMeta+Enter")
    note = page.get_by_role("article", name="Internal note by Maya Lindholm")
    expect(note.locator(".mention")).to_have_text(f"@{hana.name}")
    assert list(ticket.messages.last().mentions.all()) == [hana]


def test_a_pasted_picture_stands_in_the_message(opened, maya):  # noqa: F811
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}")
    message(page).fill("Here it is:")
    page.evaluate(PASTE, base64.b64encode(PIXEL).decode())
    expect(message(page)).to_have_value(re.compile(r"!\[shot\.png\]\(attachment:[\w-]+\)"))
    message(page).press("ControlOrMeta+Enter")
    picture = page.get_by_role("log").get_by_role("img", name="shot.png")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 1)
    assert "<img" not in conversation(ticket)["messages"][-1]["body_html"]


def test_a_reply_is_taken_back_before_anybody_saw_it(opened, maya, hana):  # noqa: F811
    Setting.objects.filter(key=SEND_DELAY.key).update(value=60)
    ticket = cast.ticket()
    page, theirs = (opened(staff, f"/tickets/{ticket.number}") for staff in (maya, hana))
    listening(theirs)
    message(page).fill("It was the export.")
    message(page).press("ControlOrMeta+Enter")
    expect(page.get_by_text(re.compile(r"^Sending in \d\d s"))).to_be_visible()
    expect(theirs.get_by_text(re.compile(r"^Sending in \d\d s"))).to_be_visible()
    assert len(conversation(ticket)["messages"]) == 1  # what the widget would show
    page.locator(".msg__held").get_by_role("button", name="Undo").click()
    expect(message(page)).to_have_value("It was the export.")
    expect(theirs.get_by_role("log").get_by_text("It was the export.")).to_have_count(0)
    message(page).press("ControlOrMeta+Enter")
    expect(page.get_by_text(re.compile(r"^Sending in \d\d s"))).to_be_visible()
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        release_due()
    expect(page.locator(".msg__held")).to_have_count(0)
    assert len(conversation(ticket)["messages"]) == 2
    assert Delivery.objects.count() == 1


def arrived(words):
    """On the server."""
    until = time.monotonic() + 10
    while not Draft.objects.filter(body__contains=words).exists():
        assert time.monotonic() < until, words
        time.sleep(0.05)


def test_a_draft_goes_from_one_browser_to_another(opened, maya):  # noqa: F811
    ticket = cast.ticket()
    laptop = opened(maya, f"/tickets/{ticket.number}")
    message(laptop).fill("Begun on the laptop")
    expect(laptop.get_by_text(re.compile(r"Draft saved \d\d:\d\d"))).to_be_visible()
    message(laptop).blur()
    arrived("Begun")
    phone = opened(maya, f"/tickets/{ticket.number}")
    expect(message(phone)).to_have_value("Begun on the laptop")
    message(phone).fill("Begun on the laptop, goes on here")
    message(phone).blur()
    arrived("goes on")
    message(laptop).fill("Meanwhile")
    offer = laptop.get_by_text(re.compile("A newer draft"))
    expect(offer).to_be_visible()
    expect(message(laptop)).to_have_value("Meanwhile")
    laptop.get_by_role("button", name="Use it").click()
    expect(message(laptop)).to_have_value("Begun on the laptop, goes on here")
    message(laptop).press("ControlOrMeta+Enter")
    expect(laptop.get_by_role("article", name="Reply by Maya")).to_contain_text("goes on here")
    expect(message(laptop)).to_have_value("")
    assert not Draft.objects.exists()


def test_words_of_a_note_are_not_sent_by_mistake(opened, maya):  # noqa: F811
    ticket = cast.ticket()
    secret = "Their contract ends in March and sales will not renew it, so go easy."
    add_note(ticket=ticket, staff=maya, body=secret)
    page = opened(maya, f"/tickets/{ticket.number}")
    message(page).fill(secret)
    message(page).press("ControlOrMeta+Enter")
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("This text was written as an internal note.")
    expect(message(page)).to_have_value(secret)
    page.keyboard.press("Escape")
    expect(message(page)).to_be_focused()
    message(page).press("ControlOrMeta+Enter")
    question.get_by_role("button", name="Send it to the customer").click()
    expect(page.get_by_role("article", name="Reply by Maya Lindholm")).to_contain_text(secret)
