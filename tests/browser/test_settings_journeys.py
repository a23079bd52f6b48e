"""What an admin sets, and where it is seen: fields, tags, profile, options. axe looks at each."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from clew.people.models import CaptureKey, Role, Staff
from clew.tickets.models import Ticket
from tests import cast
from tests.browser import test_workspace
from tests.browser.test_accessibility import violations
from tests.browser.test_widget import HostPage, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]
Open = Callable[..., Page]
server = test_workspace.server  # the fixture


@pytest.fixture
def ada() -> Staff:
    return cast.staff("Ada Admin", role=Role.ADMIN)


@pytest.fixture
def desk(server, chromium: Browser, monkeypatch) -> Iterator[Open]:
    """``desk(staff, path)``: a page where they are signed in. Nothing may break a policy."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

    problems: list[str] = []
    contexts = []

    def open_page(staff: Staff, path: str) -> Page:
        client = Client()
        client.force_login(staff)
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        named = {"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server}
        context.add_cookies([named])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if _is_policy(said) else None)
        page.goto(server + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def _is_policy(said) -> bool:
    return "Content Security Policy" in said.text


def test_a_field_from_its_making_to_the_solved_ticket(desk, ada, server, chromium):
    page = desk(ada, "/settings/fields/new")
    page.get_by_label("Name", exact=True).fill("Region")
    page.get_by_label("Kind").select_option("choice")
    page.get_by_label("Choices").fill("EU west\nUS east")
    expect(page.locator("#field-preview option")).to_have_text(["Not set", "EU west", "US east"])
    page.get_by_label("Solved").check()
    page.get_by_label("Customers fill it in").check()
    assert violations(page) == []
    page.get_by_role("button", name="Create field").click()
    expect(page.get_by_role("link", name="Region")).to_be_visible()
    assert violations(page) == []

    key = CaptureKey.objects.create(name="Web app", environment=cast.environment())
    host = HostPage(server)
    with opened(chromium, host.serve(key, 'data-distinct-id="ada"')) as product:
        product.get_by_role("button", name="Help").click()
        product.get_by_label("Message", exact=True).fill("It is slow")
        product.get_by_label("Region").select_option("US east")
        product.get_by_role("button", name="Send to support").click()
        expect(product.get_by_text("The answer appears here.")).to_be_visible()
    host.server.shutdown()
    ticket = Ticket.objects.get()
    assert ticket.fields == {"region": "us-east"}

    page.goto(f"{server}/tickets/{ticket.number}")
    expect(page.get_by_role("button", name="Region: US east. Change")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_label("Region", exact=True)).to_be_focused()
    page.get_by_label("Region", exact=True).select_option("")
    page.get_by_role("button", name="Save fields").click()
    expect(page.get_by_role("button", name="Region: US east. Change")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Solve")).click()
    expect(page.get_by_text("Fill in “Region” before solving.")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_role("button", name="Region: US east. Change")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Solve")).click()
    page.wait_for_url("**/inbox/**")
    assert Ticket.objects.get().status == "solved"


def test_tags_are_coloured_renamed_and_merged(desk, ada, server):
    ticket = cast.ticket(tags=["webhook", "hooks"])
    page = desk(ada, "/settings/tags")
    page.get_by_role("button", name="Edit webhook").click()
    editor = page.locator(".tag-editor:visible")
    editor.get_by_label("Name").fill("webhooks")
    editor.get_by_text("Violet").click()
    assert violations(page) == []
    editor.get_by_role("button", name="Save tag").click()
    expect(page.locator("td:nth-child(2) .tag[data-tone=violet]")).to_have_text("webhooks")
    for name in ("hooks", "webhooks"):
        page.get_by_label(f"Choose {name} for merging").check()
    page.get_by_label("Merge the chosen tags into").fill("webhooks")
    page.get_by_role("button", name="Merge tags").click()
    expect(page.get_by_text("Merged hooks into webhooks")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.tags == ["webhooks"]
    page.goto(f"{server}/tickets/{ticket.number}")
    expect(page.locator(".ticket__tags .tag[data-tone=violet]")).to_contain_text("webhooks")
    page.get_by_role("button", name="Remove tag webhooks").click()
    expect(page.locator(".ticket__tags .tag")).to_have_count(0)
    page.keyboard.press("t")
    page.keyboard.type("web")
    expect(page.locator("#tag-suggestions .tag[data-tone=violet]")).to_have_text("webhooks")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".ticket__tags .tag[data-tone=violet]")).to_contain_text("webhooks")


def test_a_profile_with_picture_and_hours(desk, ada):
    photo = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(photo, "JPEG")
    page = desk(ada, "/settings/profile")
    chosen = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    page.locator("[data-picture]").set_input_files(chosen)
    expect(page.locator(".rail__me img")).to_be_visible()
    page.get_by_label("Time zone").fill("Asia/Tokyo")
    expect(page.locator("[data-zone-time]")).to_contain_text("there now")
    page.get_by_label("Monday from").fill("09:00")
    page.get_by_label("Monday to").fill("17:00")
    page.get_by_role("button", name="until Friday").click()
    page.get_by_label("Signature", exact=True).fill("**Ada**, Ottergrid")
    expect(page.locator("#signature-preview strong")).to_have_text("Ada")
    assert violations(page) == []
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Profile saved")).to_be_visible()
    ada.refresh_from_db()
    assert set(ada.working_hours) == {"mon", "tue", "wed", "thu", "fri"}
    assert (ada.time_zone, ada.signature) == ("Asia/Tokyo", "**Ada**, Ottergrid")


def test_an_option_is_found_changed_and_in_the_audit_log(desk, ada, server):
    page = desk(ada, "/settings/profile")
    page.get_by_label("Find a setting").fill("solve pending")
    expect(page.locator(".found__item").first).to_contain_text("Solve pending tickets after")
    assert violations(page) == []
    page.get_by_label("Find a setting").press("Enter")
    page.wait_for_url("**/settings/general#option-*")
    field = page.get_by_label("Solve pending tickets after")
    expect(field).to_be_focused()
    field.fill("0.5")
    page.get_by_role("button", name="Save lifecycle").click()
    expect(page.get_by_text("Choose a whole number from")).to_be_visible()
    field.fill("9")
    page.get_by_role("button", name="Save lifecycle").click()
    expect(page.get_by_text("Changed by Ada Admin")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{server}/settings/audit?kind=settings")
    expect(page.get_by_text("Changed “Solve pending tickets after” from 7 to 9")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{server}/settings/general")
    page.get_by_role("button", name="Reset to default: Solve pending tickets after").click()
    expect(page.get_by_label("Solve pending tickets after")).to_have_value("7")
