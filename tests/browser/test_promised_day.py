"""The queue in front of the agent: each plan in its place, and what an escalation does to it."""

import pytest
from playwright.sync_api import expect

from clew.core import clock
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models import Target
from clew.routing.tests.promising import content, in_force, react
from clew.tickets.models import Ticket
from config.control import run_tick
from tests import cast
from tests.browser.test_workspace import listening, maya, opened, server  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]
PLANS = ("boost", "free", "enterprise", "scale")


def opened_by(plan):
    ada = cast.person(f"{plan.capitalize()} Quist")
    cast.account(f"Company {plan}", members=(ada,), plan=plan)
    return cast.ticket(f"From {plan}", requester=ada)


def subjects(page):
    return page.locator(".row__link")


def test_the_queue_follows_plans_and_escalations(opened, maya):  # noqa: F811
    in_force(content(calendar="always"))
    delivery = cast.team("Delivery")
    tickets = {plan: opened_by(plan) for plan in PLANS}
    refresh_targets(ticket.pk for ticket in tickets.values())
    page = opened(maya, "/inbox/unassigned")
    expect(subjects(page)).to_have_text(
        ["From enterprise", "From scale", "From boost", "From free"]
    )
    page.goto(page.url.replace("/inbox/unassigned", f"/tickets/{tickets['boost'].number}"))
    listening(page)
    page.keyboard.press("Shift+E")
    expect(page.locator("[data-for-target=engineering]")).to_contain_text("Reply due within 48 h")
    page.get_by_role("combobox", name="Team").select_option(str(delivery.pk))
    note = page.get_by_role("textbox", name="Internal note")
    note.fill("The importer drops rows. I saw the same.")
    note.press("ControlOrMeta+Enter")
    expect(page.get_by_role("region", name="Escalation")).to_be_visible()
    react()
    page.keyboard.press("u")
    expect(subjects(page).first).to_have_text("From boost")
    expect(page.locator(".row").first).to_contain_text("Escalated to Engineering")
    late = Ticket.objects.get(pk=tickets["scale"].pk).due_at
    run_tick((late + (late - clock.now()) / 100).isoformat())
    react()
    page.reload()
    expect(page.locator(".row", has_text="From scale")).to_contain_text("first reply")
    assert Target.objects.get(ticket=tickets["scale"]).state == "breached"
