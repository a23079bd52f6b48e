"""Two people at one desk: who is there, replies that cross, and being told."""

import re

import pytest
from playwright.sync_api import expect

from clew.core.actors import Actor
from clew.core.facts import run_reaction
from clew.core.models import FactRecord
from clew.tickets.actions import assign, receive_message
from tests import cast
from tests.browser.test_workspace import hana, listening, maya, opened, server  # noqa: F401
from tests.reactions import waiting_reactions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


def react():
    """What the worker does after commit; the test's server has none."""
    facts = set(FactRecord.objects.values_list("pk", flat=True))  # jobs outlive other tests
    for fact_id, key in waiting_reactions("notifying"):
        if fact_id in facts:
            run_reaction(fact_id, key)


def test_who_is_there_and_who_writes(opened, maya, hana):  # noqa: F811
    ticket = cast.ticket("Export stuck")
    mine = opened(maya, f"/tickets/{ticket.number}")
    inbox = opened(maya, "/inbox/open")
    listening(mine)
    listening(inbox)
    here = mine.locator("#presence")
    expect(here).to_be_empty()
    theirs = opened(hana, f"/tickets/{ticket.number}")
    expect(here).to_contain_text("Hana is viewing")
    expect(theirs.locator("#presence")).to_contain_text("Maya is viewing")
    before = mine.get_by_role("button", name=re.compile("Solve")).bounding_box()
    theirs.keyboard.press("r")
    theirs.keyboard.type("One moment")
    expect(here).to_contain_text("Hana is writing a reply…")
    expect(inbox.locator(".row__typing")).to_have_text(re.compile("Hana is writing"))
    assert mine.get_by_role("button", name=re.compile("Solve")).bounding_box() == before
    theirs.keyboard.press("ControlOrMeta+a")
    theirs.keyboard.press("Delete")
    expect(here).to_contain_text("Hana is viewing")
    expect(inbox.locator(".row__typing")).to_have_count(0)
    theirs.goto(theirs.url.partition("/tickets")[0] + "/inbox/open")
    expect(here).to_be_empty()


def test_a_reply_that_crosses_another_asks_first(opened, maya, hana):  # noqa: F811
    ticket = cast.ticket("Export stuck")
    mine = opened(maya, f"/tickets/{ticket.number}")
    listening(mine)
    mine.keyboard.press("r")
    mine.keyboard.type("It is stuck because of the filter.")
    receive_message(
        ticket=ticket, person=ticket.requester, body="Never mind, it works.", channel="email"
    )
    expect(mine.locator("#thread")).to_contain_text("Never mind")
    mine.keyboard.press("ControlOrMeta+Enter")
    question = mine.get_by_role("alertdialog", name="Ada Quist wrote again while you were writing")
    expect(question).to_contain_text("Never mind, it works.")
    expect(question.get_by_role("button", name="Look first")).to_be_focused()
    mine.keyboard.press("Enter")
    expect(question).to_have_count(0)
    text = mine.locator("#composer textarea")
    expect(text).to_be_focused()
    expect(text).to_have_value("It is stuck because of the filter.")
    mine.keyboard.press("ControlOrMeta+Enter")
    expect(mine.locator("#thread")).to_contain_text("because of the filter")
    expect(question).to_have_count(0)


def test_a_notification_comes_live_and_is_read_with_its_ticket(opened, maya, hana):  # noqa: F811
    first, second = cast.ticket("Export stuck"), cast.ticket("Login loops")
    page = opened(maya, "/inbox/open")
    listening(page)
    bell = page.locator("#bell")
    expect(bell.locator(".nav__count")).to_be_hidden()
    assign(ticket=first, staff=maya, by=Actor.staff(hana))
    react()
    expect(bell).to_contain_text("1")
    expect(page).to_have_title(re.compile(r"^\(1\) All open"))
    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/notifications"))
    listening(page)
    expect(page.locator(".told[data-unread]")).to_have_count(1)
    assign(ticket=second, staff=maya, by=Actor.staff(hana))
    react()
    expect(page.get_by_role("button", name="1 new notification")).to_be_visible()
    expect(page.locator(".told")).to_have_count(1)  # nothing moves by itself
    page.keyboard.press(".")
    expect(page.locator(".told")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator(".told[data-unread]")).to_have_count(1)
    expect(page).to_have_title(re.compile(r"^\(1\) Notifications"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/tickets/{first.number}"))
    expect(page.locator("#bell .nav__count")).to_be_hidden()
    expect(page).to_have_title(re.compile("^#"))
