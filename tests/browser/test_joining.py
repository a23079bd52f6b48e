"""Merging, splitting, linking and bulk actions, as somebody at the keyboard meets them."""

import re
import threading

import pytest
from django.db import connection
from playwright.sync_api import expect
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.tickets import bulk
from clew.tickets.actions import receive_message
from clew.tickets.models import BulkJob, Ticket
from tests import cast
from tests.browser.test_workspace import maya, opened, server  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


def test_two_tickets_become_one_and_two_again(opened, maya):  # noqa: F811
    first = cast.ticket("Webhooks arrive twice", "First words.")
    second = cast.ticket("Webhooks again", "Second words.")
    page = opened(maya, "/inbox/unassigned")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+M")
    dialog = page.get_by_role("dialog", name="Merge tickets")
    expect(dialog.get_by_text("It can be undone for 10 minutes.")).to_be_visible()
    dialog.get_by_role("button", name="Merge 2 tickets").press("Enter")
    expect(page.get_by_text(f"2 tickets are one: #{first.number}")).to_be_visible()
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.get_by_text("The tickets are apart again")).to_be_visible()
    expect(page.locator(".row")).to_have_count(2)

    page.goto(page.url.replace("/inbox/unassigned", f"/tickets/{second.number}"))
    page.keyboard.press("Shift+M")
    expect(dialog.get_by_label("Merge it with")).to_be_focused()
    page.keyboard.type(str(first.number))
    expect(dialog.get_by_role("button", name=re.compile(f"#{first.number}"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Merge 2 tickets")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/tickets/{first.number}$"))
    expect(page.get_by_text("Second words.")).to_be_visible()
    page.goto(page.url.replace(str(first.number), str(second.number)))
    expect(page).to_have_url(re.compile(rf"/tickets/{first.number}$"))
    page.get_by_role("link", name=f"from #{second.number}").click()
    expect(page.get_by_text("This ticket was merged.")).to_be_visible()


def test_a_message_becomes_a_ticket_of_its_own(opened, maya):  # noqa: F811
    first = cast.ticket("Webhooks arrive twice", "First words.")
    receive_message(ticket=first, person=first.requester, body="Also, an invoice.", channel="email")
    page = opened(maya, f"/tickets/{first.number}")
    message = page.get_by_role("article").filter(has_text="Also, an invoice.")
    message.hover()
    message.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Move to a new ticket…").click()
    dialog = page.get_by_role("dialog", name="Move to a new ticket")
    expect(dialog.get_by_label("Subject")).to_have_value("Also, an invoice.")
    dialog.get_by_label("Subject").press("Enter")
    expect(page.get_by_role("heading", name="Also, an invoice.")).to_be_attached()
    expect(page.get_by_label("Links").get_by_text("Related to")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(re.compile(rf"/tickets/{first.number}$"))
    expect(page.get_by_text("Also, an invoice.")).to_be_visible()


def test_a_duplicate_is_linked_and_can_be_solved_at_once(opened, maya):  # noqa: F811
    first, second = cast.ticket("Webhooks arrive twice"), cast.ticket("Webhooks again")
    page = opened(maya, f"/tickets/{second.number}")
    page.keyboard.press("l")
    dialog = page.get_by_role("dialog", name=f"Link #{second.number}")
    dialog.get_by_label("This ticket is").select_option("A duplicate of")
    dialog.get_by_label("Ticket", exact=True).fill("arrive")
    dialog.get_by_role("button", name=re.compile("arrive twice")).click()
    dialog.get_by_role("button", name="Link ticket").click()
    links = page.get_by_label("Links")
    expect(links.get_by_text("Duplicate of")).to_be_visible()
    links.get_by_role("button", name=f"Solve #{second.number}").click()
    expect(page.get_by_text(f"#{second.number} is solved")).to_be_visible()
    page.goto(page.url.replace(str(second.number), str(first.number)))
    expect(links.get_by_text("Has the duplicate")).to_be_visible()
    links.get_by_role("button", name=f"Remove the link to #{second.number}").click()
    expect(links).to_have_count(0)
    page.keyboard.press("z")
    expect(links.get_by_text("Has the duplicate")).to_be_visible()


def test_sixty_tickets_with_a_bar_a_failure_and_the_way_back(opened, maya, monkeypatch):  # noqa: F811
    for number in range(60):
        cast.ticket(f"Export {number} stops")
    page = opened(maya, "/inbox/unassigned")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="Select all 60").click()
    page.keyboard.press("p")
    page.get_by_role("button", name="High").click()
    bar = page.locator(".working")
    expect(bar.get_by_text("Set severity to High")).to_be_visible()
    expect(bar.get_by_text("0 of 60 tickets")).to_be_visible()
    job = BulkJob.objects.get()
    assert ProcrastinateJob.objects.filter(task_name="tickets.run_bulk_job").exists()
    gone = Ticket.objects.order_by("pk")[7]
    Ticket.objects.filter(pk=gone.pk).update(status="closed")
    monkeypatch.setattr("clew.tickets.bulk.running.PIECE", 30)
    working(bulk.run_piece, job)
    expect(bar.get_by_text("30 of 60 tickets, 1 not changed")).to_be_visible()
    working(bulk.run_piece, job)
    expect(page.get_by_text("59 tickets have severity High")).to_be_visible()
    expect(bar).to_have_count(0)

    page.goto(page.url.replace("/inbox/unassigned", f"/bulk/{job.pk}"))
    expect(page.get_by_role("cell", name=re.compile(f"#{gone.number}"))).to_be_visible()
    expect(page.get_by_role("cell", name=re.compile("closed for good"))).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Undo: Set severity to High")).to_be_visible()
    working(bulk.run, BulkJob.objects.get(undoes=job))
    expect(page.get_by_text("59 tickets are as before")).to_be_visible()
    assert not Ticket.objects.filter(severity="high").exists()


def working(run, job):
    """As a worker does it, in a thread and connection of its own."""

    def work():
        run(job.pk)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
