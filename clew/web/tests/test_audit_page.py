"""The audit log shows what was done, to admins only."""

import pytest

from clew.core.actors import Actor
from clew.people import staff_actions
from clew.people.models import Role
from clew.tickets.actions import set_status
from tests import cast

pytestmark = pytest.mark.django_db


def test_it_says_who_did_what_to_what(client):
    admin = cast.staff("Ada Admin", role=Role.ADMIN)
    ticket = cast.ticket()
    staff_actions.set_role(staff=cast.staff("Bo"), role=Role.LEAD, by=Actor.staff(admin))
    set_status(ticket=ticket, status="pending", by=Actor.staff(admin))
    client.force_login(admin)
    page = client.get("/settings/audit").content.decode()
    assert "Changed Bo from agent to lead" in page
    assert "Ada Admin" in page
    assert f'href="/tickets/{ticket.number}"' in page
    assert "Changed status from New to Pending" in page
    found = client.get("/settings/audit?q=role changed").content.decode()
    assert "Changed Bo from agent to lead" in found
    assert "Changed status" not in found


def test_older_facts_are_a_page_away(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("clew.core.audit.PAGE", 2)
    admin = cast.staff("Ada Admin", role=Role.ADMIN)
    teams = [
        staff_actions.create_team(name=name, by=Actor.staff(admin)) for name in ("A1", "B2", "C3")
    ]
    client.force_login(admin)
    with django_assert_max_num_queries(12):
        first = client.get("/settings/audit").content.decode()
    assert teams[2].name in first
    assert "Older" in first
    assert client.get("/settings/audit?before=nonsense").status_code == 400


@pytest.mark.parametrize("role", [Role.LIGHT, Role.AGENT, Role.LEAD])
def test_others_are_told_who_may_see_it(client, role):
    client.force_login(cast.staff("Stranger", role=role))
    answer = client.get("/settings/audit")
    assert answer.status_code == 403
    assert "owners and admins" in answer.content.decode()
