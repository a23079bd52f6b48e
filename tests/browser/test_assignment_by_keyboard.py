"""Being away, taking the next ticket, asking why, and bringing in billing."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.coverage.absences import Absence
from clew.coverage.actions.away import go_away
from clew.routing.models import Standing, TeamAssignment
from clew.tickets.actions import assign
from clew.tickets.actions.queueing import QueuePlace, set_queue
from clew.tickets.models import Ticket
from tests import cast
from tests.browser.test_workspace import hana, listening, maya, opened, server  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


def test_a_ticket_for_somebody_away_goes_to_the_deputy(opened, maya, hana):  # noqa: F811
    ben = cast.staff("Ben Ruiz")
    ends = clock.now() + timedelta(days=9)
    absence = Absence(starts_at=clock.now(), ends_at=ends, deputy=ben)
    go_away(staff=hana, absence=absence, by=Actor.staff(hana))
    ticket = cast.ticket()
    assign(ticket=ticket, staff=maya, by=SYSTEM)
    page = opened(maya, f"/tickets/{ticket.number}")
    page.keyboard.press("a")
    choice = page.locator("#assignee-menu").get_by_role("button", name=hana.name)
    expect(choice).to_contain_text("Away until")
    expect(choice).to_contain_text("deputy Ben Ruiz")
    choice.click()
    toast = page.locator("#toasts")
    expect(toast).to_contain_text(f"{hana.name}, who is away until")
    expect(page.locator("[popovertarget=assignee-menu]")).to_have_attribute("data-away", "")
    toast.get_by_role("button", name="Give it to Ben Ruiz").click()
    expect(page.locator("[popovertarget=assignee-menu]")).to_contain_text("Ben Ruiz")
    page.keyboard.press("z")
    expect(page.locator("[popovertarget=assignee-menu]")).to_contain_text(hana.name)


def test_the_next_ticket_by_key_and_back(opened, maya):  # noqa: F811
    first, second = cast.ticket("Comes first"), cast.ticket("Comes second")
    set_queue({first.pk: QueuePlace(queue_rank=1), second.pk: QueuePlace(queue_rank=2)})
    page = opened(maya, "/inbox/unassigned")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(f"**/tickets/{first.number}?**")
    expect(page.locator("#toasts")).to_contain_text(f"#{first.number} is yours")
    expect(page.locator("[popovertarget=assignee-menu]")).to_contain_text(maya.name)
    page.keyboard.press("z")
    expect(page.locator("[popovertarget=assignee-menu]")).to_contain_text("Unassigned")
    page.get_by_role("button", name="Take next").click()
    page.wait_for_url(f"**/tickets/{second.number}?**")
    assert Ticket.objects.get(pk=second.pk).assignee == maya


def test_why_a_row_is_where_it_is(opened, maya):  # noqa: F811
    ticket = cast.ticket()
    due = clock.now() + timedelta(hours=3)
    shown = {"due_at": due, "due_from": clock.now(), "due_state": "running"}
    set_queue({ticket.pk: QueuePlace(queue_rank=1, due_metric="next_reply", **shown)})
    Standing.objects.update_or_create(
        ticket=ticket, defaults={"reasons": ["Top customer"], "derived_at": clock.now()}
    )
    page = opened(maya, "/inbox/unassigned")
    fuse = page.locator(".row__sla").bounding_box()
    page.mouse.move(fuse["x"] + 10, fuse["y"] + 5)
    page.mouse.move(fuse["x"] + 12, fuse["y"] + 6)
    why = page.locator(".why-box")
    expect(why).to_contain_text("1st of 1 in queue order of this view")
    expect(why).to_contain_text(re.compile("Top customer · next reply due in [23] h"))
    page.mouse.move(5, 5)
    expect(why).to_be_hidden()
    page.keyboard.press("w")
    expect(why).to_contain_text("Top customer")


def test_billing_is_brought_in(opened, maya):  # noqa: F811
    team, bea = cast.team("Billing"), cast.staff("Bea Ledger")
    bea.teams.add(team)
    TeamAssignment.objects.create(team=team, is_billing=True)
    ticket = cast.ticket()
    page = opened(maya, f"/tickets/{ticket.number}")
    page.get_by_role("button", name="More", exact=True).first.click()
    page.get_by_role("button", name="Add billing…").click()
    page.get_by_role("textbox", name="Internal note").fill("Charged twice in March.")
    page.get_by_role("button", name="Add billing", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Bea Ledger follows")
    expect(page.get_by_role("log")).to_contain_text("Charged twice in March.")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value(
        re.compile("Hi Ada,.*billing specialists", re.DOTALL)
    )
    assert Ticket.objects.get().kind == "billing"
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("log")).to_contain_text("Note deleted")
    assert Ticket.objects.get().kind == "support"
