"""Escalating by keyboard: what is refused keeps its words, and a slip is taken back."""

import pytest
from playwright.sync_api import expect

from clew.core.actors import SYSTEM, Actor
from clew.routing.actions.escalating import escalate
from clew.routing.escalation_options import CUSTOMER_MACRO
from clew.tickets.actions import set_team
from clew.tickets.actions.macros import MacroWords, create_macro
from clew.tickets.models import Ticket
from tests import cast
from tests.browser.test_workspace import hana, listening, maya, opened, server  # noqa: F401

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume:Warning"),
]


def test_by_keyboard_with_a_refusal_and_an_undo(opened, maya):  # noqa: F811
    ticket, delivery = cast.ticket(), cast.team("Delivery")
    set_team(ticket=ticket, team=cast.team("Support"), by=SYSTEM)
    page = opened(maya, f"/tickets/{ticket.number}")
    page.keyboard.press("Shift+E")
    note = page.get_by_role("textbox", name="Internal note")
    expect(note).to_be_focused()
    page.get_by_role("combobox", name="Team").select_option(str(delivery.pk))
    note.focus()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("alert")).to_contain_text("An escalation needs an internal note")
    note.fill("The importer drops rows. I saw the same.")
    page.reload()  # what was written is not lost
    page.keyboard.press("Shift+E")
    expect(note).to_have_value("The importer drops rows. I saw the same.")
    page.get_by_role("combobox", name="Team").select_option(str(delivery.pk))
    note.focus()
    page.keyboard.press("ControlOrMeta+Enter")
    strip = page.get_by_role("region", name="Escalation")
    expect(strip).to_contain_text("Escalated to engineering")
    expect(page.locator("[popovertarget=team-menu]")).to_have_text("Delivery")
    page.keyboard.press("z")
    expect(strip).to_be_hidden()
    expect(page.locator("[popovertarget=team-menu]")).to_have_text("Support")
    page.keyboard.press("Shift+E")
    expect(note).to_have_value("The importer drops rows. I saw the same.")


def test_somebody_else_sees_it_and_ends_it(opened, maya, hana):  # noqa: F811
    ticket, delivery = cast.ticket(), cast.team("Delivery")
    page = opened(hana, f"/tickets/{ticket.number}")
    listening(page)
    note = "The importer drops rows. I saw the same."
    by = Actor.staff(maya)
    escalate(ticket=ticket, to="engineering", team=delivery, note=note, by=by)
    strip = page.get_by_role("region", name="Escalation")
    expect(strip).to_contain_text("Maya Lindholm")
    strip.get_by_role("button", name="De-escalate").click()
    page.keyboard.type("In release 9")
    page.keyboard.press("Enter")  # no outcome by surprise
    expect(page.locator("#toasts")).to_contain_text("choose an outcome")
    strip.get_by_role("button", name="De-escalate").click()
    page.get_by_role("button", name="Fixed").click()
    expect(strip).to_be_hidden()
    expect(page.get_by_role("log")).to_contain_text("ended the escalation to engineering")
    assert not Ticket.objects.get().escalated_to


def test_the_customer_is_told_by_whoever_escalated(opened, maya):  # noqa: F811
    ticket, delivery = cast.ticket(), cast.team("Delivery")
    words = MacroWords(name=CUSTOMER_MACRO.default, text="You hear from us by {{write.when}}.")
    create_macro(words=words, owner=None, by=SYSTEM)
    by = Actor.staff(maya)
    escalate(ticket=ticket, to="engineering", team=delivery, note="I saw the same.", by=by)
    page = opened(maya, f"/tickets/{ticket.number}")
    page.get_by_role("button", name="Tell the customer").click()
    message = page.get_by_label("Message", exact=True)
    expect(message).to_have_value("You hear from us by {{write.when}}.")
    expect(message).to_be_focused()
    assert not ticket.messages.filter(public=True, author_kind="staff").exists()
