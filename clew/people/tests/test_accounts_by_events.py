from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from clew.core.actors import Actor
from clew.core.facts import facts_about
from clew.people import queries
from clew.people.actions.account_values import set_account_values, set_owner
from clew.people.actions.accounts import know, take_figures
from clew.people.facts import PlanChanged
from clew.people.identity import IdentityCache, Incoming, resolve
from clew.people.models import Account, AccountSource, Group, PlanChange, Role, Staff
from clew.people.queries.accounts import account_details

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def production():
    return queries.default_environment()


@pytest.fixture
def ada():
    return Staff.objects.create(email="ada@clew.example", name="Ada Okafor", role=Role.AGENT)


@pytest.fixture
def describe(production):
    """Tell Clew about groups, several in one chunk."""
    cache = IdentityCache()

    def of(kind="company", **groups):
        events = [
            Incoming(
                environment_id=production.pk,
                uuid=uuid4(),
                event="$groupidentify",
                distinct_id="srv",
                timestamp=START + timedelta(minutes=minutes),
                properties={"$group_type": kind, "$group_key": key, "$group_set": properties},
            )
            for minutes, (key, properties) in enumerate(groups.items())
        ]
        resolve(events, cache=cache)
        found = Group.objects.filter(type__name=kind, key__in=groups)
        return found.get() if len(groups) == 1 else list(found)

    return of


def test_an_accounts_values_follow_its_properties(describe, ada):
    acme = describe(acme={"plan": "pro", "mrr": "1,200.50", "seats": 40, "csm": "ada okafor",
                          "trial_end": "2026-04-01", "region": "EU"})  # fmt: skip
    details = account_details(acme)
    assert details.values == {
        "plan": "pro",
        "mrr": Decimal("1200.50"),
        "seats": 40,
        "region": "EU",
        "trial_ends_at": datetime(2026, 4, 1, tzinfo=UTC),
    }
    assert details.owners["csm"].staff == ada
    assert details.known == {
        "$mrr": 1200.5,
        "$seats": 40,
        "$region": "EU",
        "$csm": "Ada Okafor",
        "$trial_ends_at": "2026-04-01T00:00:00+00:00",
    }
    acme = describe(acme={"csm": "Bo Lind", "mrr": "none of your business"})
    details = account_details(acme)
    assert str(details.owners["csm"]) == "Bo Lind"
    assert "mrr" not in details.values
    assert "$mrr" not in details.known


def test_groups_of_another_type_have_no_values(describe):
    describe(acme={"plan": "pro"})
    project = describe(kind="project", apollo={"plan": "big", "mrr": 5})
    assert project.plan == "big"
    assert not Account.objects.filter(pk=project.pk).exists()


def test_a_chunk_of_accounts_costs_a_fixed_number_of_statements(
    describe, django_assert_max_num_queries
):
    describe(a={"plan": "pro"})
    with django_assert_max_num_queries(20) as counted:
        describe(**{f"k{n}": {"plan": "pro", "mrr": n, "csm": f"Owner {n}"} for n in range(1, 60)})
    first = len(counted)
    with django_assert_max_num_queries(first):
        describe(**{f"m{n}": {"plan": "x", "mrr": n, "csm": f"Owner {n}"} for n in range(1, 200)})
    assert Account.objects.filter(mrr__gt=0).count() == 58 + 1 + 199


def test_an_account_whose_values_stay_is_not_written(describe):
    acme = describe(acme={"plan": "pro", "mrr": 5})
    before = Account.objects.get(pk=acme.pk).updated_at
    describe(acme={"colour": "blue"})
    assert Account.objects.get(pk=acme.pk).updated_at == before


def test_what_was_given_wins_over_events_until_it_is_taken_back(describe, ada):
    acme = describe(acme={"plan": "pro", "mrr": 5})
    by = Actor.staff(ada)
    undo = set_account_values(group=acme, values={"plan": "enterprise", "mrr": "99"}, by=by)
    set_owner(group=acme, kind="csm", staff=ada, by=by)
    acme = describe(acme={"plan": "scale", "mrr": 7, "csm": "Bo Lind"})
    details = account_details(acme)
    assert (acme.plan, details.values["mrr"]) == ("enterprise", 99)
    assert details.owners["csm"].staff == ada
    assert details.given == {"plan", "mrr", "csm"}
    set_account_values(group=acme, values=undo, by=by)
    acme.refresh_from_db()
    assert (acme.plan, account_details(acme).values["mrr"]) == ("scale", 7)


def test_each_plan_is_kept_and_a_change_is_told(describe, ada):
    acme = describe(acme={"plan": "free"})
    describe(acme={"plan": "pro"})
    set_account_values(group=acme, values={"plan": "enterprise"}, by=Actor.staff(ada))
    kept = PlanChange.objects.filter(group=acme).order_by("pk")
    assert [(one.before, one.after, one.by_name) for one in kept] == [
        ("", "free", ""),
        ("free", "pro", ""),
        ("pro", "enterprise", "Ada Okafor"),
    ]
    told = [one.fact for one in facts_about(f"account/{acme.pk}")]
    plans = [fact for fact in told if isinstance(fact, PlanChanged)]
    assert [(fact.before, fact.after) for fact in plans] == [("free", "pro"), ("pro", "enterprise")]
    assert plans[0].group_key == "acme"


def test_a_metric_can_be_a_source(describe, production):
    AccountSource.objects.create(
        environment=production, field="seats_used", kind="metric", name="people"
    )
    acme = describe(acme={"seats_used": 3})
    take_figures(production.pk, "people", {acme.pk: 41.0})
    take_figures(production.pk, "another", {acme.pk: 7.0})
    describe(acme={"seats_used": 4})
    assert account_details(acme).values["seats_used"] == 41
    take_figures(production.pk, "people", {acme.pk: None})
    assert "seats_used" not in account_details(acme).values


def test_what_others_know_is_merged_and_stays(describe, production):
    acme = describe(acme={"mrr": 5})
    know(production.pk, {acme.pk: {"$health": 72, "$health_band": "fair"}})
    describe(acme={"mrr": 6})
    know(production.pk, {acme.pk: {"$health_band": None}})
    assert account_details(acme).known == {"$mrr": 6, "$health": 72}
