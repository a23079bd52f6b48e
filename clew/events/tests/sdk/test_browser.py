"""The unmodified browser SDK in Chromium, against the real capture endpoints."""

import os

import pytest

from clew.events import queries
from clew.events.models import CaptureBatch, QuarantinedEvent
from clew.people.models import DistinctId, Person

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _orm_beside_playwright(monkeypatch):
    """Playwright keeps an event loop in this thread; the tests' own queries are fine."""
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.problems = []
    page.on("response", lambda seen: seen.status >= 400 and page.problems.append(seen.url))
    yield page
    context.close()


def visit(page, live, path="/shop"):
    page.goto(live.url + path)
    page.wait_for_function("window.ready === true")


def test_a_visitor_becomes_a_customer(live, page):
    visit(page, live)
    anonymous = page.evaluate("posthog.get_distinct_id()")
    page.click("#order")
    page.evaluate(
        """() => {
          posthog.capture("tea ordered", { cups: 2 })
          posthog.identify("ada", { email: "ada@tea.example" })
          posthog.group("company", "acme", { name: "Acme" })
          posthog.capture("tea poured")
        }"""
    )
    found = live.events(of="ada", wait_for=3)
    assert {"$identify", "$groupidentify", "tea poured"} <= set(found)
    assert found["tea poured"].group_keys[0] == "acme"
    before = live.events(of=anonymous, wait_for=2)
    assert {"$pageview", "tea ordered"} <= set(before)
    assert before["tea ordered"].properties["cups"] == 2
    assert "token" not in before["tea ordered"].properties
    person = Person.objects.get(email="ada@tea.example")
    ids = set(DistinctId.objects.filter(person=person).values_list("distinct_id", flat=True))
    assert {anonymous, "ada"} <= ids
    assert not QuarantinedEvent.objects.exists()
    assert not page.problems


def test_an_uncaught_exception_is_seen(live, page):
    visit(page, live)
    page.wait_for_function("Boolean(window.__PosthogExtensions__?.errorWrappingFunctions)")
    page.evaluate("posthog.identify('ada')")
    page.evaluate("setTimeout(() => { throw new TypeError('no kettle') }, 0)")
    page.wait_for_timeout(200)
    found = live.events(of="ada", wait_for=2)
    assert "$exception" in found
    (group,) = queries.errors_grouped(live.captured.whose("ada"))
    assert (group.type, group.value) == ("TypeError", "no kettle")
    assert group.exceptions[0]["stacktrace"]["frames"]


def test_leaving_the_page_loses_nothing(live, page):
    visit(page, live)
    page.evaluate("posthog.identify('ada'); posthog.capture('last words')")
    page.goto("about:blank")
    assert "last words" in live.events(of="ada", wait_for=2)


def test_unbatched_events_arrive(live, page):
    visit(page, live, "/unbatched")
    page.evaluate("posthog.identify('ada'); posthog.capture('tea poured')")
    assert "tea poured" in live.events(of="ada", wait_for=2)


def test_opting_out_is_respected(live, page):
    visit(page, live)
    anonymous = page.evaluate("posthog.get_distinct_id()")
    live.events(of=anonymous, wait_for=1)
    page.evaluate("posthog.opt_out_capturing(); posthog.capture('secret')")
    page.wait_for_timeout(4000)
    live.captured.write()
    assert "secret" not in {event.event for event in live.captured.events_of(anonymous)}
    assert not CaptureBatch.objects.exists()
