"""An error from the list to its page, a ticket and the customers; a trace and its failed step."""

from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.signing_in import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def failing(clew):
    """Ines saw an error twice, and the assistant failed for her."""
    headers = {"Authorization": f"Bearer {clew.token()}"}
    url = f"{clew.url}/api/v1/capture-keys"
    key = httpx.post(url, json={"name": "errors"}, headers=headers).json()["key"]
    frames = [{"function": "render", "filename": "src/kiln.ts", "lineno": 4, "in_app": True}]
    thrown = {"type": "KilnError", "value": "Firing 7 stopped", "stacktrace": {"frames": frames}}
    run = {"$ai_trace_id": "kiln/1", "$ai_model": "halden"}
    failed = {"$ai_is_error": True, "$ai_error": "too hot", "$ai_latency": 2, "$ai_input": "Fire?"}
    sent = [
        ("$identify", {"$set": {"email": "ines@kiln.example", "name": "Ines Roth"}}),
        ("$exception", {"$exception_list": [thrown]}),
        ("$exception", {"$exception_list": [thrown | {"value": "Firing 8 stopped"}]}),
        ("$ai_trace", run | {"$ai_span_name": "kiln run", "$ai_latency": 3}),
        ("$ai_generation", run | failed | {"$ai_span_name": "fire", "$ai_span_id": "g"}),
    ]
    batch = [
        {"event": event, "distinct_id": "ines", "uuid": str(uuid4()), "properties": properties,
         "timestamp": datetime.now(UTC).isoformat()} for event, properties in sent
    ]  # fmt: skip
    answer = httpx.post(f"{clew.url}/batch/", json={"api_key": key, "batch": batch})
    assert answer.status_code == 200, answer.text
    clew.clew("drain")
    return clew


def test_an_error_and_a_trace_are_followed_by_keyboard(chromium, failing):
    context = chromium.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    sign_in(page, failing)
    page.goto(f"{failing.url}/insights/errors")
    page.get_by_label("Type or message of the error").fill("kiln")
    page.keyboard.press("Enter")
    page.wait_for_url("**/insights/errors?q=kiln")
    page.locator("h1").first.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="KilnError")).to_be_visible()
    expect(page.locator("figure canvas")).to_be_visible()
    expect(page.get_by_text("src/kiln.ts:4")).to_be_visible()
    expect(page.get_by_text("nobody who saw it opened one within a day")).to_be_visible()
    page.get_by_role("link", name="Show affected customers").click()
    expect(page.get_by_text("Customers behind:")).to_be_visible()
    expect(page.get_by_role("link", name="Ines Roth")).to_be_visible()

    page.goto(f"{failing.url}/insights/traces")
    page.get_by_label("Failed only").check()
    page.wait_for_url("**/insights/traces?failed=yes")
    page.get_by_role("link", name="“Fire?”").click()
    expect(page.get_by_role("heading", name="What failed")).to_be_visible()
    expect(page.locator(".step").nth(1)).to_contain_text("too hot")
    page.keyboard.press("u")
    page.wait_for_url("**/insights/traces")
    assert wrong == []
    context.close()
