"""Priority by hand and back, severity corrected, and what the ticket page says of its targets."""

import json
import re
from datetime import timedelta

import pytest
import time_machine

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.options import set_options
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models import PolicyVersion, Standing, Target
from clew.routing.policies.presets import preset_content
from clew.tickets.actions import reply, set_status
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client):
    client.force_login(cast.staff())
    return client


@pytest.fixture
def ticket():
    """By plan, with one more target: who says high severity waits four hours at most."""
    PolicyVersion.objects.all().delete()
    content = preset_content()
    quick = {"metric": "first_reply", "when": {"severity": ["high"]}, "minutes": 240,
             "calendar": "always"}  # fmt: skip
    content["policies"][0]["targets"].insert(0, quick)
    PolicyVersion.objects.create(content=content, created_at=clock.now())
    person = cast.person()
    cast.account(members=(person,))
    made = cast.ticket(requester=person)
    refresh_targets([made.pk])
    made.refresh_from_db()
    return made


def post(client, ticket, part, **fields):
    path = f"/tickets/{ticket.number}/{part}"
    response = client.post(path, fields, headers={"HX-Request": "true"})
    ticket.refresh_from_db()
    said = response.headers.get("X-Clew-Toast")
    return json.loads(said) if said else response


def menu(client, ticket):
    return client.get(f"/tickets/{ticket.number}/priority").content.decode()


def test_the_menu_says_the_reason(agent, ticket):
    assert ticket.priority == "high"
    assert "<b>High</b>: Enterprise or Scale plan" in menu(agent, ticket)


def test_a_priority_by_hand_stays_until_it_is_left_to_the_policy(agent, ticket):
    toast = post(agent, ticket, "priority", priority="low")
    assert toast["text"].startswith("Priority is low")
    assert toast["undo"]["fields"] == {"priority": "policy"}
    refresh_targets([ticket.pk])
    ticket.refresh_from_db()
    assert ticket.priority == "low"
    assert Standing.objects.get(ticket=ticket).priority_by == "person"
    assert "<b>Low</b>, set by hand." in menu(agent, ticket)
    toast = post(agent, ticket, "priority", priority="policy")
    assert ticket.priority == "high"
    assert toast["undo"]["fields"] == {"priority": "low"}
    page = agent.get(f"/tickets/{ticket.number}").content.decode()
    assert "changed priority from High to Low" in page
    assert "left the priority to the policy" in page


def test_a_corrected_severity_says_what_it_did(agent, ticket):
    toast = post(agent, ticket, "severity", severity="high")
    assert toast["text"].startswith("Severity is high. Target is now 4 h: due ")
    assert toast["undo"]["fields"] == {"severity": "medium"}
    assert (ticket.due_at - ticket.due_from).total_seconds() == 4 * 3600
    toast = post(agent, ticket, "severity", severity="medium")
    assert "Target is now 24 h: due " in toast["text"]


def test_a_severity_that_no_target_asks_for_says_only_itself(agent, ticket):
    assert post(agent, ticket, "severity", severity="low")["text"] == "Severity is low"


@pytest.mark.parametrize("part", ["priority", "severity"])
def test_nonsense_is_refused(agent, ticket, part):
    assert post(agent, ticket, part, **{part: "utter"}).status_code == 422


def test_light_agents_look_only(client, ticket):
    client.force_login(cast.light_agent())
    assert post(client, ticket, "priority", priority="low").status_code == 403
    assert post(client, ticket, "priority", priority="policy").status_code == 403
    assert post(client, ticket, "severity", severity="low").status_code == 403
    assert "By policy" not in menu(client, ticket)
    assert ticket.priority == "high"


def test_targets_explain_themselves_and_tell_how_we_know(agent, ticket):
    page = agent.get(f"/tickets/{ticket.number}/targets").content.decode()
    assert "First reply" in page
    assert "Scale plan → 24 h in Weekdays, 24 hours" in page
    assert "How we know" in page
    assert "Started" in page


def test_a_reply_after_the_breach_is_met_late(agent, ticket):
    due = Target.objects.get(ticket=ticket, metric="first_reply").due_at
    with time_machine.travel(due + timedelta(hours=2), tick=False):
        refresh_targets([ticket.pk])
        reply(ticket=ticket, staff=cast.staff("Late Lee"), body="Here it is.")
        refresh_targets([ticket.pk])
        page = agent.get(f"/tickets/{ticket.number}/targets").content.decode()
    steps = re.findall(r"<li><span>(.*?)</span>", page)
    assert [each for each in steps if each.startswith(("Breached", "Met"))][-1] == "Met late"


def test_a_settled_target_stays_readable(agent, ticket):
    set_status(ticket=ticket, status="solved", by=SYSTEM)
    refresh_targets([ticket.pk])
    page = agent.get(f"/tickets/{ticket.number}/targets").content.decode()
    assert "No longer counts" in page
    assert "the ticket was solved" in page


def test_a_ticket_without_targets_says_why(agent):
    page = agent.get(f"/tickets/{cast.ticket().number}/targets").content.decode()
    assert "No target on this ticket" in page


def test_guidelines_are_the_installations_own(agent, ticket):
    path = f"/tickets/{ticket.number}/severity/guide"
    assert "Production is down" in agent.get(path).content.decode()
    set_options(values={"routing.severity_critical": "The shop is shut"}, by=SYSTEM)
    assert "The shop is shut" in agent.get(path).content.decode()
