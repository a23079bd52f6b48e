"""Fuses that burn, policies written and tried by keyboard, severity and priority changed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from clew.core import clock
from clew.people.models import Role
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models import PolicyVersion
from clew.routing.policies.presets import preset_content
from clew.tickets.actions.queueing import QueuePlace, set_queue
from tests import cast
from tests.browser.test_workspace import maya, opened, server  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Static files are read by WhiteNoise, which knows no async.
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


@pytest.fixture
def policies_in_force():
    """By plan; who says high severity waits four hours at most."""
    content = preset_content()
    quick = {"metric": "first_reply", "when": {"severity": ["high"]}, "minutes": 240,
             "calendar": "always"}  # fmt: skip
    content["policies"][0]["targets"].insert(0, quick)
    PolicyVersion.objects.all().delete()
    PolicyVersion.objects.create(content=content, created_at=clock.now())


@pytest.fixture
def ticket(policies_in_force):
    person = cast.person()
    cast.account(members=(person,))
    made = cast.ticket(requester=person)
    refresh_targets([made.pk])
    return made


def where_it_is_morning(now):
    """What is due tomorrow is said as a time of day."""
    east = (10 - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"


def test_a_fuse_burns_and_crossing_a_threshold_is_said_once(opened, maya):  # noqa: F811
    ticket, now = cast.ticket(), clock.now()
    maya.time_zone = where_it_is_morning(now)
    maya.save()
    place = QueuePlace(
        due_at=now + timedelta(minutes=70), due_from=now - timedelta(minutes=30),
        due_metric="first_reply", due_state="running", queue_rank=1,
    )  # fmt: skip
    set_queue({ticket.pk: place})
    page = opened(maya, "/settings/profile")
    page.clock.install(time=now)
    page.goto(page.url.replace("/settings/profile", "/inbox/open"))
    fuse, said = page.locator(".row__sla"), page.locator("#fuses-said")
    expect(fuse).to_have_attribute("data-sla", "ok")
    expect(fuse.locator("b")).to_have_text(re.compile(r"1h (9|10)m"))
    width = fuse.bounding_box()["width"]
    page.clock.fast_forward("00:30:00")
    expect(fuse).to_have_attribute("data-sla", "due")
    expect(fuse.locator("b")).to_have_text(re.compile(r"(39|40)m"))
    expect(said).to_have_text(f"#{ticket.number}: the first reply is due soon.")
    page.clock.fast_forward("00:58:00")
    expect(fuse).to_have_attribute("data-sla", "breached")
    expect(fuse.locator("b")).to_have_text(re.compile(r"1[78]m over"))
    expect(said).to_have_text(f"#{ticket.number}: the first reply is overdue.")
    page.evaluate("document.getElementById('fuses-said').textContent = ''")
    page.clock.fast_forward("00:10:00")
    expect(fuse.locator("b")).to_have_text(re.compile(r"2[78]m over"))
    expect(said).to_have_text("")
    assert fuse.bounding_box()["width"] == width


@pytest.mark.usefixtures("policies_in_force")
def test_a_policy_is_written_and_tried_by_keyboard(opened):  # noqa: F811
    page = opened(cast.staff("Ida Holm", role=Role.ADMIN), "/settings/policies")
    page.get_by_role("link", name="New policy").press("Enter")
    page.get_by_label("Name").press_sequentially("For partners")
    page.locator("#target-add").press("Enter")
    amount = page.locator("#t-0-amount")
    expect(amount).to_be_visible()
    amount.fill("2")
    page.locator("#add-c\\.0").press("Enter")
    value = page.locator('[name="c.0.0.value"]')
    expect(value).to_be_visible()
    value.fill("scale")
    page.get_by_label("Then").fill("+1h agent_reply")
    page.get_by_role("button", name="Work it out").press("Enter")
    expect(page.locator("#tried")).to_contain_text("First reply")
    expect(page.locator("#tried")).to_contain_text("2 h in")
    expect(amount).to_have_value("2")
    amount.press("Enter")
    expect(page.locator(".review__changes")).to_have_text("Added “For partners”")
    page.get_by_role("button", name="Put in force").press("Enter")
    expect(page.get_by_role("link", name="For partners")).to_be_visible()
    assert PolicyVersion.objects.first().content["policies"][0]["slug"] == "for-partners"


def test_a_corrected_severity_says_what_it_did_and_is_undone(opened, maya, ticket):  # noqa: F811
    page = opened(maya, f"/tickets/{ticket.number}")
    page.keyboard.press("p")
    page.locator("#severity-menu").get_by_role("button", name="High").press("Enter")
    toast = page.locator("#toasts")
    expect(toast).to_contain_text("Severity is high. Target is now 4 h: due ")
    page.locator("#head [popovertarget=targets]").click()
    expect(page.locator("#targets")).to_contain_text("high severity → 4 h")
    page.keyboard.press("Escape")
    toast.get_by_role("button", name="Undo").click()
    expect(page.locator("#head [popovertarget=severity-menu]")).to_have_text("Medium")


def test_a_priority_by_hand_and_back(opened, maya, ticket):  # noqa: F811
    page = opened(maya, f"/tickets/{ticket.number}")
    button, menu = page.locator("[popovertarget=priority-menu]"), page.locator("#priority-menu")
    button.click()
    expect(menu).to_contain_text("High: Enterprise or Scale plan")
    menu.get_by_role("button", name="Low").click()
    expect(button).to_have_text("Low priority")
    button.click()
    expect(menu).to_contain_text("Low, set by hand.")
    menu.get_by_role("button", name="By policy").click()
    expect(button).to_have_text("High priority")
    expect(page.locator("#thread")).to_contain_text("left the priority to the policy")
