"""Customers in a real browser, with what an SDK sent: list, person, group, and what goes wrong."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.signing_in import sign_in

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=document.title='owned'>"
FRAME = {
    "filename": "src/deliver.ts",
    "function": "deliver",
    "lineno": 118,
    "in_app": True,
    "context_line": "throw new WebhookTimeout()",
}


def send(clew, key, events):
    now = datetime.now(UTC)
    batch = [
        {
            "event": name,
            "distinct_id": who,
            "uuid": str(uuid4()),
            "timestamp": (now - timedelta(minutes=minutes)).isoformat(),
            "properties": {key: value for key, value in properties.items() if key != "$set"},
            "$set": properties.get("$set", {}),
        }
        for minutes, who, name, properties in events
    ]
    answer = httpx.post(f"{clew.url}/batch/", json={"api_key": key, "batch": batch})
    assert answer.status_code == 200, answer.text
    clew.clew("drain")


def story():
    group = {"$groups": {"company": "tideline"}}
    yield 6000, "iris-device", "$pageview", {"$pathname": "/start"} | group
    yield (
        5999,
        "iris",
        "$identify",
        {
            "$anon_distinct_id": "iris-device",
            "$set": {"name": "Iris Vance", "email": "iris@tideline.example", "job_title": "Owner"}
            | {f"setting_{n}": n for n in range(12)},
        },
    )
    yield 5998, "iris", "$groupidentify", {
        "$group_type": "company", "$group_key": "tideline", "$group_set": {"name": "Tideline"},
    }  # fmt: skip
    for n in range(90):
        yield 200 + n * 30, "iris", f"step {n}", group
    for n in range(6):
        yield 60, "iris", "endpoint.test", group | {"n": n}
    listed = [{"type": "WebhookTimeout", "value": "10 s", "stacktrace": {"frames": [FRAME]}}]
    yield 30, "iris", "$exception", {"$exception_list": listed} | group
    yield 10, "iris", HOSTILE, {HOSTILE: HOSTILE, "link": "javascript:alert(1)"} | group


@pytest.fixture(scope="module")
def told(clew):
    token = clew.token()
    asked = httpx.post(
        f"{clew.url}/api/v1/capture-keys",
        json={"name": "shop"},
        headers={"Authorization": f"Bearer {token}"},
    )
    key = asked.json()["key"]
    send(clew, key, story())
    return clew, key


@pytest.fixture(scope="module")
def signed_in(chromium, told):
    context = chromium.new_context()
    sign_in(context.new_page(), told[0])
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(chromium, signed_in):
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, storage_state=signed_in)
    yield context.new_page()
    context.close()


def open_iris(page: Page, clew):
    page.goto(f"{clew.url}/customers/?q=iris@tideline")
    page.get_by_role("link", name="Iris Vance").click()
    expect(page.get_by_role("heading", name="Iris Vance")).to_be_visible()


def test_a_customer_is_found_by_typing_and_opened_by_keys(page, told):
    clew, _ = told
    page.goto(f"{clew.url}/customers/")
    page.get_by_role("searchbox").press_sequentially("iris-dev")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Iris Vance")).to_be_visible()


def test_a_list_is_filtered_saved_deleted_and_brought_back(page, told):
    clew, _ = told
    page.goto(f"{clew.url}/customers/?list=people")
    page.keyboard.press("f")
    page.get_by_label("Field").select_option("email")
    page.get_by_label("Operator").select_option("contains")
    page.get_by_label("Words").fill("tideline")
    page.get_by_role("button", name="Add filter").click()
    expect(page.get_by_text("Email contains tideline")).to_be_visible()
    page.keyboard.press("Shift+C")
    page.get_by_role("checkbox", name="First seen").check()
    page.get_by_role("button", name="Move First seen up").click()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.locator("thead th").nth(-2)).to_have_text("First seen")
    page.get_by_role("button", name="Save as list").first.click()
    page.get_by_label("Name", exact=True).fill("Tideline people")
    page.get_by_role("button", name="Save list").click()
    tab = page.locator(".roster__bar").get_by_role("link", name="Tideline people")
    expect(tab).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="This list").click()
    page.get_by_role("button", name="Delete list").click()
    page.get_by_role("button", name="Undo").click()
    expect(tab).to_have_attribute("aria-current", "page")


def test_the_timeline_opens_filters_and_goes_on(page, told):
    clew, _ = told
    open_iris(page, clew)
    feed = page.locator("#feed")
    expect(feed.get_by_text("6 times")).to_be_visible()
    feed.get_by_text("WebhookTimeout").click()
    expect(feed.get_by_text("throw new WebhookTimeout()")).to_be_visible()
    page.locator("#customer").evaluate("element => element.scrollTo(0, 1e6)")
    expect(feed.get_by_text("step 60", exact=True)).to_be_attached()
    page.get_by_role("link", name=re.compile("^Errors")).click()
    expect(feed.get_by_text("step 1", exact=True)).to_have_count(0)
    expect(page).to_have_url(re.compile("show=errors"))
    expect(page.locator("#count-errors")).to_have_text("1")


def test_what_products_send_stays_text(page, told):
    clew, _ = told
    open_iris(page, clew)
    page.locator("#feed").get_by_text(HOSTILE).first.click()
    expect(page.locator(".detail").get_by_text("javascript:alert(1)")).to_be_visible()
    assert page.locator("#customer img").count() == 0
    assert page.locator("#customer a[href^=javascript]").count() == 0
    assert "owned" not in page.title()


def test_a_property_is_found_by_name(page, told):
    clew, _ = told
    open_iris(page, clew)
    aside = page.locator("aside")
    aside.get_by_role("searchbox").fill("setting_7")
    expect(aside.locator(".kv > div:visible")).to_have_count(1)
    aside.get_by_role("searchbox").fill("no such thing")
    expect(aside.get_by_text("No property has this")).to_be_visible()


def test_a_part_that_fails_says_so_alone_and_comes_back(page, told):
    clew, _ = told
    page.route("**/customers/timeline/**", lambda route: route.fulfill(status=500, body=""))
    open_iris(page, clew)
    expect(page.locator("#feed").get_by_text("could not be loaded")).to_be_visible()
    expect(page.locator("#ruler .ruler__bars")).to_be_visible()
    page.unroute("**/customers/timeline/**")
    page.locator("#feed").get_by_role("button", name="Try again").click()
    expect(page.locator("#feed").get_by_text("endpoint.test")).to_be_visible()


def test_new_events_wait_behind_a_button(page, told):
    clew, key = told
    open_iris(page, clew)
    expect(page.locator("#feed").get_by_text("endpoint.test")).to_be_visible()
    send(clew, key, [(0, "iris", "just now", {"$groups": {"company": "tideline"}})])
    page.evaluate("htmx.trigger(document.querySelector('[data-newer]'), 'look')")
    page.get_by_role("button", name="1 new event").click()
    expect(page.locator("#feed").get_by_text("just now", exact=True)).to_be_visible()


def test_a_group_shows_its_people(page, told):
    clew, _ = told
    open_iris(page, clew)
    page.get_by_role("link", name="Tideline").first.click()
    expect(page.get_by_role("heading", name="Tideline")).to_be_visible()
    expect(page.locator("aside").get_by_role("link", name="Iris Vance")).to_be_visible()
    expect(page.locator("#feed").get_by_text("endpoint.test")).to_be_visible()


def test_on_a_phone_nothing_scrolls_sideways(chromium, told, signed_in):
    clew, _ = told
    context = chromium.new_context(viewport={"width": 390, "height": 844}, storage_state=signed_in)
    page = context.new_page()
    for address in ("/customers/", None):
        if address:
            page.goto(clew.url + address)
        else:
            open_iris(page, clew)
            page.locator("#feed").get_by_text("WebhookTimeout").click()
            expect(page.locator(".lines")).to_be_visible()
        wide = "element => element.scrollWidth - element.clientWidth"
        assert page.locator("main > .scroll").evaluate(wide) <= 1
    context.close()


def test_a_note_is_written_by_keyboard_and_taken_back(page, told):
    clew, _ = told
    open_iris(page, clew)
    expect(page.locator("#feed").get_by_text("endpoint.test")).to_be_visible()  # scripts are there
    page.keyboard.press("n")
    page.keyboard.type("Prefers calls after **14:00**")
    page.keyboard.press("Control+Enter")
    notes = page.get_by_role("region", name="Notes")
    expect(notes.locator("strong", has_text="14:00")).to_be_visible()
    expect(page.get_by_role("button", name="Write a note")).to_be_focused()
    notes.get_by_role("button", name="Edit").click()
    expect(notes.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Prefers mail")
    page.keyboard.press("Control+Enter")
    expect(notes.get_by_text("Prefers mail")).to_be_visible()
    notes.get_by_role("button", name="Delete").click()
    expect(notes.get_by_text("Prefers mail")).to_have_count(0)
    page.keyboard.press("z")
    expect(notes.get_by_text("Prefers mail")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(notes.get_by_role("textbox")).to_have_count(0)
