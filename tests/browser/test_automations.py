"""An admin writes a rule, tries it on past tickets, turns it on, and puts rules in order."""

import pytest
from playwright.sync_api import expect

from clew.people.models import Role
from clew.routing.models import Firing, Rule
from clew.routing.tests.rule_acts import rule
from tests import cast
from tests.browser import test_settings_journeys, test_workspace
from tests.browser.test_accessibility import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]
server = test_workspace.server  # the fixture
desk = test_settings_journeys.desk  # likewise


def test_a_rule_is_written_tried_and_turned_on(desk):
    cast.ticket("Exports are slow", severity="high")
    cast.ticket("A question")
    page = desk(cast.staff("Ada Admin", role=Role.ADMIN), "/settings/automations/new")
    page.get_by_label("Name", exact=True).fill("Mark urgent")
    page.get_by_role("button", name="Condition", exact=True).click()
    expect(page.get_by_label("Field", exact=True)).to_be_visible()
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)  # now it listens
    page.get_by_label("Field", exact=True).select_option("severity")
    page.get_by_label("High", exact=True).check()
    page.get_by_role("button", name="Add an action").click()
    page.get_by_label("What it does").select_option("tags.add")
    page.get_by_label("Add tags").fill("urgent")
    page.get_by_role("button", name="Add an action").click()
    page.get_by_label("What it does").nth(1).select_option("notify")
    page.get_by_label("Tell", exact=True).select_option("admins")
    page.get_by_label("What it says").fill("Look now")
    page.get_by_role("button", name="Try it").click()
    found = page.locator("#dry-run")
    expect(found).to_contain_text("It would have fired on 1 of 2 tickets.")
    expect(found).to_contain_text("Added tag urgent, told the admins")
    assert violations(page) == []
    assert not Firing.objects.exists()
    page.get_by_role("button", name="Create and turn on").click()
    expect(page.get_by_role("button", name="Turn off")).to_be_visible()
    made = Rule.objects.get()
    assert made.runs
    assert made.actions[1] == {"field": "notify", "value": {"to": "admins", "text": "Look now"}}


def test_a_rule_is_dragged_to_its_place(desk):
    rule("One"), rule("Two"), rule("Three")
    page = desk(cast.staff("Ada Admin", role=Role.ADMIN), "/settings/automations")
    rows = page.locator("[data-rule]")
    rows.nth(2).drag_to(rows.nth(0), target_position={"x": 20, "y": 4})
    expect(rows.nth(0)).to_contain_text("Three")
    expect(page.get_by_role("button", name="Move Three up")).to_be_disabled()
    assert violations(page) == []
    assert list(Rule.objects.values_list("name", flat=True)) == ["Three", "One", "Two"]
