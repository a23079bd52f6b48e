"""Views over the API: what a program may list, page through and count."""

import pytest

from clew.core.actors import Actor
from clew.people.models import Role
from clew.tickets.actions import create_view, set_property
from tests import cast

CRITICAL = {"all": [{"field": "severity", "operator": "is", "value": ["critical"]}]}


@pytest.fixture
def lead(db):
    return cast.staff("Liv Lead", role=Role.LEAD)


def made(staff, name, scope="shared", **given):
    by = Actor.staff(staff)
    return create_view(staff=staff, by=by, name=name, scope=scope, conditions=CRITICAL, **given)


def test_views_are_listed_without_anybodys_own(agent, lead):
    made(lead, "Fires", description="Now", sort="created")
    made(lead, "Delivery fires", "team", team=cast.team())
    made(lead, "Mine alone", "personal")
    views = {view["slug"]: view for view in agent.get("/views").json()["items"]}
    assert {"open", "unassigned", "fires", "delivery-fires"} <= views.keys()
    assert "mine-alone" not in views
    assert views["fires"]["conditions"] == CRITICAL
    assert (views["fires"]["scope"], views["delivery-fires"]["team"]) == ("shared", "Delivery")


def test_a_views_tickets_come_in_its_order_and_are_counted(agent, lead):
    first, second, third = (cast.ticket() for _ in range(3))
    for ticket in (third, first):
        set_property(ticket=ticket, field="severity", value="critical", by=Actor.staff(lead))
    made(lead, "Fires", sort="created")
    page = agent.get("/views/fires/tickets?limit=1").json()
    assert [ticket["number"] for ticket in page["items"]] == [first.number]
    rest = agent.get(f"/views/fires/tickets?cursor={page['next_cursor']}").json()
    assert [ticket["number"] for ticket in rest["items"]] == [third.number]
    assert rest["next_cursor"] is None
    assert agent.get("/views/fires/count").json() == {"count": 2}
    assert agent.get("/views/open/count?filter=severity:is:medium").json() == {"count": 1}
    assert second.number


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/views/nope/tickets", 404),
        ("/views/mine-alone/count", 404),
        ("/views/open/tickets?filter=nope:is:x", 422),
        ("/views/open/tickets?cursor=nope", 422),
    ],
)
def test_what_is_not_there_or_cannot_be_read_is_said(agent, lead, path, status):
    made(lead, "Mine alone", "personal")
    assert agent.get(path).status_code == status
