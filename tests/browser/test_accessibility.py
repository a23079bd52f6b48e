"""No page has a violation that axe can find, light or dark, wide or narrow."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.signing_in import sign_in
from tests.serving import Served, open_folder, served

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent.parent / "node/node_modules/axe-core/axe.min.js"
STRICT = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
SETTINGS = [
    "profile",
    "security",
    "notifications",
    "general",
    "health",
    "macros",
    "metrics",
    "metrics/new",
    "macros/new",
    "areas",
    "away",
    "assignment",
    "assignment/billing",
    "accounts",
    "calendars",
    "calendars/new",
    "calendars/coverage",
    "fields",
    "fields/new",
    "views",
    "tags",
    "staff",
    "staff/2",
    "teams",
    "teams/billing",
    "tokens",
    "keys",
    "keys/1",
    "mail",
    "quarantine",
    "dead-letters",
    "audit",
]
SIZES = {"wide": {"width": 1440, "height": 900}, "narrow": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def demo():
    """A Clew with the demo company in it."""
    with open_folder() as path, served(path / "data", "--demo") as server:
        server.wait_for_output("Sign in:", within=180)
        yield server


@pytest.fixture(scope="module")
def signed_in(chromium: Browser, demo: Served):
    context = chromium.new_context()
    sign_in(context.new_page(), demo)
    state = context.storage_state()
    context.close()
    return state


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(f"axe.run(document, {STRICT}).then(result => result.violations)")
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found
        for node in one["nodes"][:3]
    ]


def addresses(page: Page, demo: Served) -> dict[str, str]:
    """A page of each kind; ticket and customer are the first ones the lists show."""
    page.goto(f"{demo.url}/inbox/open")
    ticket = page.locator("a[href^='/tickets/']:not([href='/tickets/new'])").first
    found = {"inbox": "/inbox/open", "ticket": ticket.get_attribute("href")}
    page.goto(f"{demo.url}/customers/?list=people")
    person = page.locator("main a[href^='/customers/person/']").first.get_attribute("href")
    page.goto(demo.url + person)
    page.wait_for_load_state("networkidle")
    group = page.locator("main a[href^='/customers/group/']").first.get_attribute("href")
    found |= {"customers": "/customers/", "person": person, "group": group}
    found |= {"new ticket": "/tickets/new", "search": "/search?q=export"}
    found |= {name: f"/{name}" for name in ("insights", "insights/errors", "insights/sql")}
    found |= {"people": "/customers/?list=people"}
    found |= {"drafts": "/drafts", "nothing found": "/search?q=zzqqxx"}
    found |= {"notifications": "/notifications", "new view": "/views/new?from=solved"}
    found |= {"grouped": "/inbox/open?group=severity&filter=status:is:open"}
    return found


def settings_addresses() -> dict[str, str]:
    return {f"settings {name}": f"/settings/{name}" for name in SETTINGS}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_signed_in_pages(chromium: Browser, demo: Served, signed_in, scheme, size):
    context = chromium.new_context(
        storage_state=signed_in, color_scheme=scheme, viewport=SIZES[size]
    )
    page = context.new_page()
    found = {}
    visited = addresses(page, demo)
    if (size, scheme) in {("wide", "light"), ("narrow", "dark")}:  # each width and scheme once
        visited |= settings_addresses()
    for name, address in visited.items():
        answer = page.goto(demo.url + address)
        assert answer.ok, f"{name}: {address} answered {answer.status}"
        page.wait_for_timeout(500)  # fragments arrive; the live stream keeps the network busy
        found[name] = violations(page)
    context.close()
    assert not any(found.values()), "\n".join(
        f"{name}: {each}" for name, list_ in found.items() for each in list_
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door(chromium: Browser, demo: Served, scheme):
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{demo.url}/sign-in/")
    assert violations(page) == []
    context.close()
