"""Policies and the queue go by the health of the ticket's account."""

import pytest

from clew.analytics.models import Health
from clew.core.actors import SYSTEM
from clew.people.actions.accounts import know
from clew.people.models import Group
from clew.routing.health_uses import is_on, switch
from clew.routing.models import Standing
from clew.routing.passing_time import notice_customers
from clew.routing.queue_options import CHURN_RISK
from clew.routing.tests.promising import HOUR, MONDAY, at, content, in_force, react, target
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket():
    given = content()
    (policy,) = given["policies"]
    poor = {"all": [{"field": "account.$health_band", "operator": "is", "value": "poor"}]}
    policy["priorities"].insert(
        0, {"priority": "high", "reason": "In poor health", "conditions": poor}
    )
    quick = {"metric": "first_reply", "when": {"priority": ["high"]}, "minutes": 60}
    policy["targets"].insert(0, quick | {"calendar": "always"})
    in_force(given)
    person = cast.person()
    cast.account(members=(person,), plan="scale")
    with at(MONDAY):
        made = cast.ticket(requester=person)
        react()
    made.refresh_from_db()
    return made


def healthy(ticket, score, band):
    account = Group.objects.get(pk=ticket.account_id)
    known = {"environment": account.environment, "score": score, "band": band}
    Health.objects.update_or_create(group=account, defaults=known | {"scored_at": MONDAY})
    know(account.environment_id, {account.pk: {"$health": score, "$health_band": band}})


def test_a_policy_that_asks_for_health_follows_it(ticket):
    healthy(ticket, 90, "healthy")
    with at(MONDAY + HOUR):
        notice_customers()
    ticket.refresh_from_db()
    assert (ticket.priority, target(ticket).target_minutes) == ("normal", 1440)
    healthy(ticket, 12, "poor")
    with at(MONDAY + 2 * HOUR):
        assert notice_customers() == 1
    ticket.refresh_from_db()
    assert (ticket.priority, target(ticket).target_minutes) == ("high", 60)
    assert Standing.objects.get(ticket=ticket).priority_reason == "In poor health"
    with at(MONDAY + 3 * HOUR):
        assert notice_customers() == 0


def test_poor_health_comes_first_once_an_admin_says_so(ticket):
    healthy(ticket, 12, "poor")
    before = CHURN_RISK.value()
    with at(MONDAY + HOUR):
        notice_customers()
        ticket.refresh_from_db()
        rank = ticket.queue_rank
        switch(on=True, by=SYSTEM)
        assert (is_on(), CHURN_RISK.value()) == (True, f"{before}, account.$health_band=poor")
    ticket.refresh_from_db()
    assert ticket.queue_rank < rank
    switch(on=False, by=SYSTEM)
    assert CHURN_RISK.value() == before
