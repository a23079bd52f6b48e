"""Escalating from the ticket page: panel, strip, deed, and the way back."""

import json

import pytest
from django.test import Client

from clew.core.actors import SYSTEM
from clew.people.models import Team
from clew.routing.models import Escalation
from clew.tickets import actions
from clew.tickets.models import Area, Macro, Ticket
from tests import cast

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NOTE = "**Why:** needs the logs\n\n**Steps taken:** ran it\n\n**Observations:** the same"


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def browser(maya):
    client = Client()
    client.force_login(maya)
    return client


@pytest.fixture
def delivery():
    return cast.team("Delivery")


@pytest.fixture
def ticket():
    found = cast.ticket(area="Data and imports")
    actions.set_team(ticket=found, team=cast.team("Support"), by=SYSTEM)
    return found


@pytest.fixture
def path(ticket):
    return f"/tickets/{ticket.number}/escalation"


@pytest.fixture
def escalated(browser, path, delivery):
    given = {"to": "engineering", "team": delivery.pk, "note": NOTE}
    return browser.post(path, given, headers=HTMX)


def toast(answer):
    return json.loads(answer.headers["X-Clew-Toast"])


def undo(browser, answer):
    found = toast(answer)["undo"]
    return browser.post(found["url"], found["fields"], headers=HTMX)


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_the_page_shows_it_right_after_the_click(browser, escalated, ticket, delivery):
    assert escalated.status_code == 200
    page = escalated.content.decode()
    assert f'data-escalated="engineering {delivery.pk}"' in page
    assert "<b>Maya Lindholm</b> escalated to engineering (Delivery): needs the logs" in page
    assert toast(escalated)["text"] == f"#{ticket.number} is escalated to engineering"
    assert "Escalated to engineering" in browser.get(f"/tickets/{ticket.number}").content.decode()


def test_a_refusal_says_what_is_missing(browser, path, ticket):
    answer = browser.post(path, {"to": "", "team": "", "note": ""}, headers=HTMX)
    assert answer.status_code == 422
    for words in ("support or engineering", "Choose the team", "needs an internal note"):
        assert words in answer.content.decode()
    assert fresh(ticket).escalated_to == ""


def test_the_panel_proposes_the_owner_of_the_area(browser, path, delivery):
    area = cast.area()
    Area.objects.filter(pk=area.pk).update(team=delivery)
    page = browser.get(f"{path}/panel").content.decode()
    assert f'value="engineering" data-team="{delivery.pk}"' in page
    assert "Owns “Data and imports”" in page
    assert "**Why:**" in page


def test_the_panel_tells_light_agents_who_can(path):
    client = Client()
    client.force_login(cast.light_agent())
    page = client.get(f"{path}/panel").content.decode()
    assert "granted for a limited time" in page
    assert "<form" not in page


def test_the_strip_says_to_whom_by_whom_and_why(browser, path, escalated):
    page = browser.get(path).content.decode()
    for words in ("Escalated to engineering", "Delivery", "Maya Lindholm", "needs the logs"):
        assert words in page
    assert "Goes back to team Support" in page


def test_there_is_no_strip_without_an_escalation(browser, path):
    assert not browser.get(path).content.strip()


def test_telling_the_customer_is_offered_until_somebody_did(browser, path, ticket, maya, escalated):
    macro = Macro.objects.get(name="Passed on to the engineers")
    assert f'data-escalation-tell="{macro.pk}"' in browser.get(path).content.decode()
    actions.reply(ticket=fresh(ticket), staff=maya, body="Our engineers have it.")
    assert "data-escalation-tell" not in browser.get(path).content.decode()


def test_it_ends_with_an_outcome_and_the_end_is_undone(browser, path, ticket, escalated, delivery):
    assert browser.post(f"{path}/end", {}, headers=HTMX).status_code == 422
    ended = browser.post(f"{path}/end", {"outcome": "fixed", "words": "In 9"}, headers=HTMX)
    assert 'data-escalated=""' in ended.content.decode()
    assert fresh(ticket).team.name == "Support"
    assert toast(undo(browser, ended))["text"] == "Escalated again"
    assert (fresh(ticket).escalated_to, fresh(ticket).team) == ("engineering", delivery)


def test_escalating_is_undone(browser, ticket, escalated):
    back = undo(browser, escalated)
    assert 'data-escalated=""' in back.content.decode()
    assert (fresh(ticket).escalated_to, fresh(ticket).team.name) == ("", "Support")


def test_the_team_changes_and_changes_back(browser, path, ticket, escalated, delivery):
    billing = cast.team("Billing")
    given = {"to": "engineering", "team": billing.pk, "note": ""}
    changed = browser.post(f"{path}/target", given, headers=HTMX)
    assert fresh(ticket).team == billing
    undo(browser, changed)
    assert fresh(ticket).team == delivery
    assert Escalation.objects.get().state == "open"


def test_another_team_gets_no_door(browser, ticket, path):
    Team.objects.filter(name="Support").update(private=True)
    found = Escalation.objects.count()
    for where in (path, f"{path}/panel"):
        assert browser.get(where).status_code == 404
    for where in (path, f"{path}/target", f"{path}/end"):
        assert browser.post(where, {"note": NOTE}).status_code == 404
    assert Escalation.objects.count() == found


def test_the_team_has_them_as_its_view(browser, maya, ticket, escalated, delivery):
    def shown(view):
        return ticket.subject in browser.get(f"/inbox/{view}").content.decode()

    assert shown("escalated")
    assert not shown("escalated-to-us")
    maya.teams.add(delivery)
    assert shown("escalated-to-us")
    assert shown("escalated-team-delivery")
    assert browser.get("/inbox/escalated-team-nobody").status_code == 404
    browser.post(f"/tickets/{ticket.number}/escalation/end", {"outcome": "fixed"})
    assert not shown("escalated")


def test_the_panel_says_what_is_promised_then(browser, path):
    page = browser.get(f"{path}/panel").content.decode()
    assert page.count("Reply due within 8 h: ") == len(("engineering", "support"))
