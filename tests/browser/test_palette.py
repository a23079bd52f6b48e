"""The palette by keyboard: search, open, narrow down, run a command."""

import re

import pytest
from playwright.sync_api import expect

from clew.tickets.actions import add_note
from tests import cast
from tests.browser.test_workspace import maya, opened, server  # noqa: F401  fixtures
from tests.browser.waiting import wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


def chosen(page):
    return page.locator("#palette [aria-selected=true]")


def test_words_lead_to_a_ticket_and_are_marked(opened, maya):  # noqa: F811
    wanted = cast.ticket("Exports stop", "They say nothing.")
    add_note(ticket=wanted, staff=maya, body="Probably the gateway of the region.")
    cast.ticket("Login loops")
    page = opened(maya, "/inbox/open")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search tickets, customers and commands")
    expect(box).to_be_focused()
    expect(chosen(page)).to_have_count(1)
    page.keyboard.type("gateway")
    expect(chosen(page)).to_contain_text("Exports stop")
    expect(chosen(page)).to_contain_text("In an internal note")
    expect(chosen(page).locator("mark")).to_have_text("gateway")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("palette-option"))
    page.keyboard.press("End")
    expect(chosen(page)).to_contain_text("on the search page")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/tickets/{wanted.number}"))
    wait_until(page, "localStorage.getItem('clew:tickets')")
    page.get_by_role("link", name="Back to").click()
    page.wait_for_url("**/inbox/**")
    page.keyboard.press("Control+k")
    lately = page.get_by_role("group", name="Lately open")
    expect(lately.get_by_role("option")).to_contain_text("Exports stop")
    expect(page.get_by_role("group", name="Searched lately")).to_contain_text("gateway")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_operators_complete_and_results_follow(opened, maya):  # noqa: F811
    cast.ticket("Exports stop")
    page = opened(maya, "/inbox/open")
    page.keyboard.press("/")
    page.keyboard.type("exports sta")
    status = page.get_by_role("option", name=re.compile("status:"))
    expect(status).to_be_visible()
    while "status:" not in chosen(page).inner_text():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    box = page.locator("#palette input")
    expect(box).to_have_value("exports status:")
    expect(chosen(page)).to_contain_text("status:new")
    page.keyboard.press("Enter")
    expect(box).to_have_value("exports status:new ")
    expect(chosen(page)).to_contain_text("Exports stop")
    box.fill("stauts:new")
    expect(page.locator("#palette")).to_contain_text("Did you mean “status:”?")
    page.keyboard.press("Enter")
    expect(box).to_have_value("status:new")


def test_commands_do_what_their_keys_and_buttons_do(opened, maya):  # noqa: F811
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}?view=open")
    page.keyboard.press("Control+k")
    page.keyboard.type(">assign to me")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Assignee: Maya Lindholm")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("set status pending")
    page.keyboard.press("Enter")  # before the answer: it is done when the answer comes
    expect(page.get_by_role("button", name="Status: Pending. Change (S)")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type(">theme dark")
    expect(chosen(page)).to_contain_text("Theme: Dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.status) == (maya, "pending")
