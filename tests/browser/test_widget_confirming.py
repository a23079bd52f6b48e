"""Under an answer the widget asks whether it helped."""

import pytest
from playwright.sync_api import expect

from clew.tickets.actions import reply
from clew.tickets.models import Ticket
from tests import cast
from tests.browser.test_widget import fresh_limits, host, key, opened, write  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_customer_says_that_it_is_solved(chromium, host, key):  # noqa: F811
    with opened(chromium, host.serve(key)) as page:
        write(page, "The export stops at 10 rows")
        page.get_by_role("button", name="Send to support").click()
        expect(page.get_by_text("The answer appears here.")).to_be_visible()
        expect(page.get_by_text("Did this help?")).to_be_hidden()
        ticket = Ticket.objects.get()
        reply(ticket=ticket, staff=cast.staff(), body="Raise the limit.", status="pending")
        expect(page.get_by_text("Did this help?")).to_be_visible(timeout=12_000)
        page.get_by_role("button", name="I still need help").click()
        expect(page.get_by_label("Your reply")).to_be_focused()
        page.get_by_role("button", name="This solved it").click()
        expect(page.get_by_text("Solved", exact=True)).to_be_visible()
        expect(page.get_by_text("Did this help?")).to_be_hidden()
        ticket.refresh_from_db()
        assert ticket.status == "solved"
