"""What Clew itself knows of an account: asked by policies, views and macros, never shadowed."""

import pytest
from django.contrib.auth.models import AnonymousUser

from clew.core.actors import SYSTEM
from clew.core.models import FactRecord
from clew.people.actions.account_values import set_account_values
from clew.people.actions.accounts import know
from clew.people.models import Group
from clew.routing.passing_time import notice_customers
from clew.routing.tests.promising import MONDAY, at, content, in_force, react, target
from clew.tickets import conditions
from clew.tickets.macros.values import render_for
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    given = content()
    asked = {"all": [{"field": "account.$health", "operator": "lt", "value": 40}]}
    poor = {"priority": "high", "reason": "poor health", "conditions": asked}
    given["policies"][0]["priorities"].insert(0, poor)
    in_force(given)
    person = cast.person()
    account = cast.account(members=(person,), plan="scale")
    Group.objects.filter(pk=account.pk).update(plan="scale", properties={"$health": 1, "mrr": 5})
    with at(MONDAY):
        ticket = cast.ticket(requester=person)
        react()
    ticket.refresh_from_db()
    return ticket


def knows(ticket, **known):
    values = {f"${key}": value for key, value in known.items()}
    know(ticket.environment_id, {ticket.account_id: values})


def test_a_policy_asks_what_clew_knows_and_not_a_property_of_that_name(ticket):
    assert ticket.priority == "normal"
    knows(ticket, health=30)
    with at(MONDAY):
        assert notice_customers() == 1
    ticket.refresh_from_db()
    assert ticket.priority == "high"
    told = FactRecord.objects.filter(name="routing.CustomerChanged").latest("id").payload
    assert told["properties"]["account"] == {"$health": 30, "mrr": 5}


def test_a_plan_given_by_hand_moves_the_targets(ticket):
    assert target(ticket).target_minutes == 24 * 60
    account = Group.objects.select_related("type").get(pk=ticket.account_id)
    set_account_values(group=account, values={"plan": "enterprise"}, by=SYSTEM)
    with at(MONDAY):
        assert notice_customers() == 1
    assert target(ticket).target_minutes == 8 * 60


@pytest.mark.parametrize(
    ("field", "operator", "value", "holds"),
    [
        ("account.$mrr", "gt", 1000, True),
        ("account.$mrr", "lt", 1000, False),
        ("account.$csm", "is", ["ada okafor"], True),
        ("account.$risk", "not_set", "", True),
        ("account.$health", "set", "", False),
    ],
)
def test_a_view_asks_what_clew_knows(ticket, field, operator, value, holds):
    knows(ticket, mrr=1200, csm="Ada Okafor")
    asked = {"all": [{"field": field, "operator": operator, "value": value}]}
    found = Ticket.objects.filter(conditions.parse(asked).q(AnonymousUser()))
    assert found.exists() is holds


def test_it_is_offered_by_its_name():
    assert conditions.FIELDS["account.$mrr"].label == "MRR"
    assert conditions.field_named("account.$health").label == "Health score"


def test_a_macro_says_what_clew_knows(ticket):
    knows(ticket, mrr=1200, csm="Ada Okafor")
    text = "{{account.$csm}} {{account.$mrr}} {{account.mrr}} {{account.$health}}"
    made = render_for(text, Ticket.objects.get(pk=ticket.pk), staff=None)
    assert made.markdown == "Ada Okafor 1200 5 {{account.$health}}"
