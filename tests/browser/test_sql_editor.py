"""The SQL page without a mouse: written, run, sorted, copied, kept; nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.signing_in import sign_in

pytestmark = pytest.mark.browser
MANY = "SELECT number, if(number % 2, NULL, number) AS even FROM"
NUMBERS = "(SELECT arrayJoin(range(20000)) AS number) LIMIT 20000"


@pytest.fixture
def page(chromium, clew):
    context = chromium.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    sign_in(page, clew)
    page.goto(f"{clew.url}/insights/sql")
    expect(page.get_by_role("button", name="Insert persons")).to_be_visible()  # the schema is here
    page.keyboard.press("ControlOrMeta+a")
    yield page
    context.close()
    assert wrong == []


def test_names_are_completed_and_mistakes_underlined(page):
    keys = page.keyboard
    keys.type("SELECT name FROM per")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Customers; whoever was")
    keys.press("Enter")
    assert page.get_by_label("SQL query").input_value() == "SELECT name FROM persons"
    keys.type(" WHERE nme = 1")
    keys.press("Escape")
    keys.press("ControlOrMeta+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Did you mean name?")
    expect(page.locator("mark.sql-wrong")).to_have_text("nme")


def test_many_rows_are_sorted_copied_and_the_query_is_kept(page):
    keys = page.keyboard
    keys.insert_text(f"{MANY} {NUMBERS}")
    keys.press("ControlOrMeta+Enter")
    expect(page.get_by_text("20,000 rows in")).to_be_visible()
    keys.press("Escape")  # leaves the editor
    keys.press("v")  # the rows
    keys.press("Shift+Tab")
    keys.press("Enter")  # the last column up
    keys.press("Enter")  # and down; NULL stays last
    keys.press("Tab")
    keys.press("Control+End")
    expect(page.locator("td:focus")).to_have_text("NULL")
    keys.press("Control+Home")
    keys.press("ArrowRight")
    expect(page.locator("td:focus")).to_have_text("19998")
    keys.press("r")
    expect(page.get_by_text("Row copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "19998\t19998"
    assert page.locator(".sql-grid tr").count() < 200  # of twenty thousand

    keys.press("ControlOrMeta+s")
    keys.type("Even numbers")
    keys.press("Enter")
    page.wait_for_url("**/insights/sql/*")
    keys.press("e")
    keys.press("ControlOrMeta+End")
    keys.type(" -- mine")
    page.reload()
    assert page.get_by_label("SQL query").input_value() == f"{MANY} {NUMBERS} -- mine"
    expect(page.get_by_text("Not saved")).to_be_visible()
