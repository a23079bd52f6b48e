"""A customer's whole diagnosis by keyboard: marks of the lane diagram, then a funnel."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.signing_in import sign_in

pytestmark = pytest.mark.browser
EMAIL = "wren@saltmarsh.example"
TOLD = [  # hours ago, id, event, SDK, other
    (90, "wren-device", "signed up", "web", {}),
    (89, "wren", "$identify", "web", {"$anon_distinct_id": "wren-device"}),
    (80, "wren", "report opened", "web", {}),
    (70, EMAIL, "$identify", "posthog-python", {"$anon_distinct_id": "tmp-9"}),
    (60, "wren", "$create_alias", "posthog-python", {"alias": EMAIL}),
    (50, EMAIL, "report sent", "posthog-python", {}),
]


@pytest.fixture(scope="module")
def wren(clew):
    headers = {"Authorization": f"Bearer {clew.token()}"}
    asked = httpx.post(f"{clew.url}/api/v1/capture-keys", json={"name": "wren"}, headers=headers)
    now = datetime.now(UTC)
    batch = [
        {
            "event": event, "distinct_id": who, "uuid": str(uuid4()),
            "timestamp": (now - timedelta(hours=hours)).isoformat(),
            "properties": {"$lib": lib, "$lib_version": "3.5.0"} | more,
            **({"$set": {"email": EMAIL}} if event == "$identify" else {}),
        }
        for hours, who, event, lib, more in TOLD
    ]  # fmt: skip
    answer = httpx.post(f"{clew.url}/batch/", json={"api_key": asked.json()["key"], "batch": batch})
    assert answer.status_code == 200, answer.text
    clew.clew("drain")
    known = httpx.get(
        f"{clew.url}/api/v1/customers/person", params={"distinct_id": "wren"}, headers=headers
    ).json()
    return clew, known["person"]["id"]


def test_marks_by_arrow_keys_and_a_funnel_by_typing(chromium, wren):
    clew, person = wren
    page = chromium.new_context().new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    sign_in(page, clew)
    page.goto(f"{clew.url}/customers/diagnosing/person/{person}")

    said = page.locator("[data-lanes-said]")
    page.locator(".lanes__point").first.focus()
    expect(said).to_contain_text("identify() as wren; wren-device became theirs")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("were not joined")
    page.keyboard.press("End")
    expect(said).to_contain_text(f"identify() as {EMAIL}")
    assert page.locator('.lanes__point[tabindex="0"]').count() == 1

    page.get_by_label("Step 1", exact=True).fill("signed up")
    page.get_by_label("Step 2", exact=True).fill("report opened")
    page.get_by_role("button", name="Add step").press("Enter")
    third = page.get_by_label("Step 3", exact=True)
    expect(third).to_be_focused()
    page.keyboard.type("report sent")
    page.keyboard.press("Enter")
    result = page.locator("#funnel-result")
    expect(result).to_contain_text("1 if split people were one")
    expect(result).to_contain_text(f"same email: {EMAIL}")
    assert page.url.endswith(person)  # the page stays; only the part is asked
    assert wrong == []
    page.context.close()
