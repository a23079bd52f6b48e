"""The dashboard in a real browser: drawn, read as a table, and opened by keyboard."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.signing_in import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def busy(clew):
    """Three people used the product on some of the last days; one signed up."""
    asked = httpx.post(
        f"{clew.url}/api/v1/capture-keys",
        json={"name": "insights"},
        headers={"Authorization": f"Bearer {clew.token()}"},
    )
    now = datetime.now(UTC)
    batch = [
        {
            "event": "signed_up" if who == "nell" and ago == 4 else "report opened",
            "distinct_id": who, "uuid": str(uuid4()),
            "properties": {"$set": {"email": f"{who}@heron.example"}},
            "timestamp": (now - timedelta(days=ago)).isoformat(),
        }
        for who, days in {"nell": (4, 2, 0), "omar": (9, 2), "pia": (2, 0)}.items()
        for ago in days
    ]  # fmt: skip
    answer = httpx.post(f"{clew.url}/batch/", json={"api_key": asked.json()["key"], "batch": batch})
    assert answer.status_code == 200, answer.text
    clew.clew("drain")
    return clew


def test_the_dashboard_is_drawn_and_read_and_leads_to_customers(chromium, busy):
    context = chromium.new_context(color_scheme="light")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    sign_in(page, busy)
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/insights")
    figure = page.locator("figure[data-chart=lines]")
    expect(figure.locator("canvas")).to_be_visible()
    guess = re.compile("Guessed from your events: .*signups by “signed.up”")  # others' too
    expect(page.get_by_text(guess)).to_be_visible()

    ink = "() => getComputedStyle(document.body).color"
    light = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ink) != light
    expect(figure.locator("canvas")).to_have_count(1)  # drawn anew, not twice

    page.keyboard.press("t")
    table = figure.get_by_role("table", name="Active customers")
    expect(table).to_be_visible()
    last = table.get_by_role("row").last
    with page.expect_download() as saved:
        figure.get_by_role("button", name="Active customers: table, picture, numbers").click()
        figure.get_by_role("button", name="Save numbers as CSV").click()
    lines = saved.value.path().read_text().splitlines()
    assert lines[0] == "Day,That day,7 days,30 days"
    assert lines[-1].split(",")[1:] == [
        cell.replace(",", "") for cell in last.get_by_role("cell").all_inner_texts()
    ]
    last.get_by_role("link").last.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Customers behind:")).to_be_visible()
    assert wrong == []
    context.close()
