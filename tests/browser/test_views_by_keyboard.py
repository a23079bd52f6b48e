"""Views: built by keyboard with nested conditions, shared by address, grouped, exported."""

import csv
import re

import pytest
from playwright.sync_api import expect

from clew.core.actors import Actor
from clew.people.models import Role
from clew.tickets.actions import create_view, set_property
from tests import cast
from tests.browser.test_workspace import hana, maya, opened, server  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Static files are read by WhiteNoise, which knows no async.
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]
CRITICAL = {"all": [{"field": "severity", "operator": "is", "value": ["critical"]}]}


def critical(subject, by):
    ticket = cast.ticket(subject)
    set_property(ticket=ticket, field="severity", value="critical", by=Actor.staff(by))
    return ticket


def test_a_nested_view_is_built_by_keyboard(opened, maya):  # noqa: F811
    critical("Webhooks stop", maya)
    cast.ticket("How do I export?")
    page = opened(maya, "/views/new?from=open")
    page.get_by_label("Name").press_sequentially("Fires")
    expect(page.locator("#preview h2")).to_have_text("2 tickets fit now")
    page.locator("#nest-c").focus()
    page.keyboard.press("Enter")
    field = page.locator('[name="c.1.0.field"]')
    expect(field).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)
    field.focus()
    page.keyboard.type("Severity")
    values = page.locator("#row-c\\.1\\.0")
    expect(values.get_by_role("checkbox", name="Critical")).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#preview h2")).to_have_text("1 ticket fits now")
    page.get_by_label("Name").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/fires")
    expect(page.locator(".row__link")).to_have_text(["Webhooks stop"])
    rail = page.get_by_role("link", name=re.compile("Fires"))
    expect(rail).to_contain_text("1")


def test_an_address_is_shared_and_a_personal_view_is_not(opened, maya, hana):  # noqa: F811
    found = critical("Webhooks stop", maya)
    cast.ticket("How do I export?")
    create_view(staff=maya, by=Actor.staff(maya), name="Own", conditions=CRITICAL)
    page = opened(maya, "/inbox/open")
    page.keyboard.press("f")
    field = page.get_by_label("Field", exact=True)
    expect(field).to_be_focused()
    field.select_option("severity")
    page.locator("#filter").get_by_role("checkbox", name="Critical").check()
    page.get_by_role("button", name="Add filter").click()
    page.wait_for_url("**/inbox/open?filter=*")
    expect(page.locator("#view-count")).to_have_text("1")
    address = page.url.split("/", 3)[3]
    theirs = opened(hana, f"/{address}")
    expect(theirs.locator(".row__link")).to_have_text(["Webhooks stop"])
    expect(theirs.get_by_role("link", name="Remove filter: Severity is Critical")).to_be_visible()
    theirs.locator(".row__link").click()
    theirs.wait_for_url(f"**/tickets/{found.number}?view=open&filter=*")
    theirs.keyboard.press("u")
    theirs.wait_for_url("**/inbox/open?filter=*")
    theirs.goto(theirs.url.split("/inbox")[0] + "/inbox/own")
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Not found")


def test_groups_and_an_export(opened, maya, tmp_path):  # noqa: F811
    critical("Webhooks stop", maya)
    cast.ticket("How do I export?")
    page = opened(maya, "/inbox/open")
    page.get_by_role("button", name="Group").click()
    page.locator("#group-menu").get_by_role("link", name="Severity").click()
    page.wait_for_url("**/inbox/open?group=severity")
    expect(page.locator(".inbox__group h2")).to_have_text(["Critical", "Medium"])
    page.get_by_role("button", name="This view").click()
    page.get_by_role("button", name="Export as CSV").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
    download.value.save_as(tmp_path / "tickets.csv")
    with (tmp_path / "tickets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Subject"] for row in rows] == ["Webhooks stop", "How do I export?"]


def test_a_lead_arranges_everybodys_rail(opened, hana):  # noqa: F811
    lead = cast.staff("Liv Lead", role=Role.LEAD)
    for name in ("First", "Second"):
        create_view(
            staff=lead, by=Actor.staff(lead), name=name, scope="shared", conditions=CRITICAL
        )
    page = opened(lead, "/settings/views")
    page.get_by_role("button", name="Move Second up").click()
    page.get_by_role("button", name="Use this order for everybody").click()
    page.wait_for_load_state()
    theirs = opened(hana, "/inbox/open")
    names = theirs.locator("#rail-counts .nav__label")
    expect(names).to_have_text(
        [
            *("Unassigned", "Mine", "My product groups", "Unclassified", "All open"),
            *("Escalated", "Escalated to us", "Recently solved", "Second", "First"),
        ]
    )
