"""An admin goes through suspended mail by keyboard, and checks an address."""

import pytest
from playwright.sync_api import expect

from clew.channels.email.models import AddressCheck, BlockedSender, InboundMail
from clew.channels.email.setup import checks
from clew.channels.email.tests.test_suspended import suspended
from clew.people.models import Role
from clew.tickets.models import Ticket
from tests import cast
from tests.browser import test_settings_journeys, test_workspace
from tests.browser.test_accessibility import violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]
server = test_workspace.server  # the fixture
desk = test_settings_journeys.desk  # likewise


def test_suspended_mail_is_gone_through_by_keyboard(desk):
    for name in ("ana", "bo", "cy"):
        suspended(sender=f"{name}@heron.example", subject=f"From {name}", digest=name)
    page = desk(cast.staff("Ada Admin", role=Role.ADMIN), "/settings/mail/suspended")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(3)
    for key in ("j", "x", "d"):
        page.keyboard.press(key)
    expect(rows).to_have_count(2)
    page.keyboard.press("z")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).get_by_role("link")).to_be_focused()  # its place is kept
    for key in ("j", "b"):
        page.keyboard.press(key)
    expect(page.get_by_text("bo@heron.example blocked")).to_be_visible()
    assert BlockedSender.objects.get().pattern == "bo@heron.example"
    for key in ("j", "Shift+R"):
        page.keyboard.press(key)
    page.get_by_label("Address of who really wrote it").fill("dee@heron.example")
    assert violations(page) == []
    page.get_by_label("Address of who really wrote it").press("Enter")
    expect(rows).to_have_count(2)
    assert Ticket.objects.get().requester.email == "dee@heron.example"
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Text only: nothing in it is run")).to_be_visible()
    page.get_by_role("button", name="Drop").click()
    expect(rows).to_have_count(1)
    assert InboundMail.objects.filter(outcome="suppressed").count() == 1


def test_a_check_goes_on_by_itself(desk, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    page = desk(cast.staff("Ada Admin", role=Role.ADMIN), "/settings/mail")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("It is on its way to your mail server.")).to_be_visible()
    checks.run(AddressCheck.objects.get())
    expect(page.get_by_text("Check host and port in EMAIL_URL")).to_be_visible()
    expect(page.get_by_text("Something does not work")).to_be_visible()
    assert violations(page) == []
