"""Ownership by keyboard: the table, a file before it is taken, the palette, an expert's view."""

import re

import pytest
from playwright.sync_api import expect

from clew.core.actors import SYSTEM
from clew.people.models import Role
from clew.routing.actions.ownership import add_owned_area
from clew.routing.actions.product_groups import set_sme
from clew.routing.models import ProductGroup, Region
from clew.routing.queries.ownership import owner_of
from clew.routing.seeded_groups import seed_groups
from clew.tickets.models import Area, Ticket
from tests import cast
from tests.browser.test_workspace import maya, opened, server  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


@pytest.fixture
def lead():
    seed_groups(ProductGroup.objects, Region.objects)
    Area.objects.all().delete()
    cast.team()
    rules = {"label": "exports", "group": "data", "pages": "/exports/*"}
    add_owned_area(name="Exports", texts={"team": "Delivery", **rules}, by=SYSTEM)
    add_owned_area(name="Docs", texts={}, by=SYSTEM)
    return cast.staff("Liv Lead", role=Role.LEAD)


def test_the_table_is_changed_by_keyboard(opened, lead):  # noqa: F811
    page = opened(lead, "/settings/ownership")
    expect(page.get_by_label("Product group of Exports")).to_have_value("Data")
    label = page.get_by_label("Label of Exports")
    label.fill("files")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Label of Docs")).to_be_focused()
    page.keyboard.type("docs")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Label of Docs")).to_have_value("")
    page.get_by_label("Pages of Docs").fill("docs")
    expect(page.locator("[data-dirty]").last).to_be_attached()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet.")
    wrong = page.get_by_label("Pages of Docs")
    expect(wrong).to_be_focused()
    expect(wrong).to_have_value("docs")
    expect(page.get_by_label("Label of Exports")).to_have_value("files")
    wrong.fill("/docs/*")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Exports, Docs are saved")
    assert owner_of("Docs").page_rules == ("/docs/*",)
    assert str(owner_of("Exports").group) == "Data"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Label of Exports")).to_have_value("exports")


def test_a_file_is_shown_before_it_is_taken(opened, lead):  # noqa: F811
    page = opened(lead, "/settings/ownership/import")
    page.get_by_label("Rows").fill("Area\tTeam\nExports\tNobodies\n")
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_role("region", name="Mistakes")).to_contain_text("Line 2")
    page.get_by_label("Rows").fill("Area\tKeywords\nExports\tparquet\nReplay\tplayer\n")
    page.get_by_role("button", name="Preview changes").click()
    expect(page.get_by_role("region", name="What changes")).to_contain_text("2 areas change.")
    page.get_by_role("button", name="Change 2 areas").click()
    expect(page.get_by_label("Keywords of Replay")).to_have_value("player")


def test_the_palette_says_who_owns_a_page(opened, lead):  # noqa: F811
    page = opened(lead, "/inbox/open")
    page.keyboard.press("Control+k")
    page.keyboard.type("https://app.heron.example/exports/42")
    answer = page.get_by_role("group", name="Who owns this").get_by_role("option")
    expect(answer).to_contain_text("Delivery")
    answer.click()
    expect(page).to_have_url(re.compile(r"/ownership\?q=Exports"))
    expect(page.get_by_role("article")).to_contain_text("Answers first")


def test_an_expert_finds_their_tickets_and_classifies_one(opened, lead, maya):  # noqa: F811
    data, europe = ProductGroup.objects.get(slug="data"), Region.objects.get(slug="europe")
    set_sme(group=data, region=europe, staff=maya, by=SYSTEM)
    cast.ticket("Exports are empty", area="Exports")
    lost = cast.ticket("Where is it?")
    page = opened(maya, "/inbox/my-groups")
    expect(page.locator(".row")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Unclassified")).first.click()
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Shift+P")
    page.get_by_role("button", name="Exports").click()
    expect(page.locator(".row:not([data-gone])")).to_have_count(0)
    assert Ticket.objects.get(pk=lost.pk).area == "Exports"
