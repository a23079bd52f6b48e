"""A ticket put to sleep, woken by the clock, refused and closed: by keys alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from clew.core.actors import SYSTEM
from clew.tickets.actions import set_status
from clew.tickets.models import Ticket
from clew.tickets.templatetags.ticket_words import wake_day
from config.control import run_tick
from tests import cast
from tests.browser.test_workspace import listening, maya, opened, server  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


def status_of(page):
    return page.locator("[popovertarget=status-menu]")


def test_a_ticket_sleeps_until_a_day_and_wakes_in_front_of_the_agent(opened, maya):  # noqa: F811
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}")
    listening(page)
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("is on hold until")
    ticket.refresh_from_db()
    expect(status_of(page)).to_contain_text(f"On hold until {wake_day(ticket.hold_until)}")
    expect(page.get_by_role("log")).to_contain_text("Maya Lindholm put it on hold until")
    run_tick((ticket.hold_until + timedelta(minutes=1)).isoformat())
    expect(status_of(page)).to_have_text("Open")
    expect(page.get_by_role("log")).to_contain_text("Clew woke it up as planned")


def test_a_refused_move_says_why_and_a_solved_one_comes_back(opened, maya):  # noqa: F811
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}")
    page.keyboard.press("h")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
    reason = page.get_by_label("What it waits for")
    for _ in range(8):  # days, then the parts of the date
        page.keyboard.press("Tab")
        if reason.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type("the vendor")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Choose when the ticket wakes up")
    page.keyboard.press("e")
    page.wait_for_url("**/inbox/open")
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Undone")
    assert Ticket.objects.get().status == "new"


def test_a_closed_ticket_says_so_and_goes_on_in_a_follow_up(opened, maya):  # noqa: F811
    ticket = cast.ticket()
    set_status(ticket=ticket, status="closed", by=SYSTEM)
    page = opened(maya, f"/tickets/{ticket.number}")
    page.keyboard.press("h")
    expect(page.locator("#toasts")).to_contain_text("closed for good. Open a follow-up.")
    page.get_by_role("button", name="Open a follow-up").last.press("Enter")
    expect(page.get_by_role("log")).to_contain_text(f"Follow-up of #{ticket.number}")
    page.keyboard.press("r")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
