"""A calendar is drawn while it is typed."""

import re

import pytest
from playwright.sync_api import expect

from clew.people.models import Role
from tests import cast
from tests.browser import test_settings_journeys, test_workspace

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]
server = test_workspace.server  # fixtures
desk = test_settings_journeys.desk


def test_hours_and_due_time_follow_what_is_typed(desk):
    page = desk(cast.staff("Ada Admin", role=Role.ADMIN), "/settings/calendars/new")
    page.get_by_label("Name", exact=True).fill("Night desk")
    page.get_by_label("Time zone").fill("UTC")
    page.get_by_label("Monday", exact=True).fill("22-6")
    page.get_by_role("button", name="Monday's hours until Friday").click()
    week = page.get_by_role("list", name="The week by the clock of UTC").get_by_role("listitem")
    expect(week.nth(1)).to_contain_text("00:00\u201306:00, 22:00\u201324:00")
    page.get_by_label("From").fill("2026-11-20T23:00")
    page.get_by_label("hours", exact=True).fill("8")
    expect(page.get_by_text("Due Mon 23 Nov")).to_be_visible()
    page.get_by_role("button", name="Create calendar").click()
    expect(page).to_have_url(re.compile(r"/settings/calendars/night-desk$"))
    page.get_by_label("Public holidays of").select_option("GB")
    page.get_by_label("Region").select_option("SCT")
    page.get_by_role("button", name="Use these holidays").click()
    expect(page.get_by_text("Saint Andrew's Day").first).to_be_visible()
