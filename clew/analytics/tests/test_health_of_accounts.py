"""Scores of all accounts, from real events and tickets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from clew.analytics.health.actions import weigh
from clew.analytics.health.past import score_past
from clew.analytics.health.previewing import tried_on, would_be
from clew.analytics.health.queries import band_counts, health_of, healths_of, history_of
from clew.analytics.health.running import marks_now, score_accounts
from clew.analytics.health.storing import Marks
from clew.analytics.health.weighing import chosen, form_values, read_form
from clew.analytics.models import Health, HealthDay, HealthRun
from clew.core.actors import SYSTEM
from clew.core.models import FactRecord
from clew.events.store.rows import insert, instant
from clew.people.models import Account, Group
from clew.tickets import conditions
from clew.tickets.models import Ticket
from clew.tickets.queries import EVERYTHING, row_page
from clew.tickets.queries.columns import COLUMNS
from tests import cast
from tests.programs import caller
from tests.stops import stopped

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def events(account, *names, days=1, person=1, lib="web", times=1, mode="full"):
    return [
        {
            "environment_id": account.environment_id,
            "distinct_id": f"p{person}",
            "timestamp": instant(NOW - timedelta(days=days)),
            "uuid": uuid4(),
            "event": name,
            "person_id": UUID(int=person),
            "person_mode": mode,
            "properties_text": "{}",
            "received_at": instant(NOW),
            "group_0": account.key,
            "lib": lib,
        }
        for name in names
        for _ in range(times)
    ]


@pytest.fixture
def house(store):
    """Heron does well, Osprey stopped, Wren was never seen; Crane became part of Heron."""
    with time_machine.travel(NOW, tick=False):
        heron, osprey = cast.account("Heron"), cast.account("Osprey")
        cast.account("Wren")
        crane = cast.account("Crane")
        Group.objects.filter(pk=crane.pk).update(merged_into=heron)
        Group.objects.exclude(key="wren").update(last_seen_at=NOW)
        Account.objects.create(group=heron, environment=heron.environment, seats=4, updated_at=NOW)
        rows = [
            *events(heron, "export", "import", times=12),
            *events(heron, "$groupidentify", person=9, mode="propertyless"),
            *events(heron, "export", days=10, times=20),
            *events(crane, "export", person=2),
            *events(heron, "ticket opened", person=3, lib="clew"),
            *events(osprey, "export", days=10, times=30),
            *events(osprey, "payment_failed", days=3, times=2, lib="server"),
        ]
        insert(store, rows, token=str(uuid4()))
        yield cast.environment()


def parts_of(name):
    return {part["kind"]: part for part in Health.objects.get(group__key=name).parts}


def bands():
    return {health.group.key: health.band for health in Health.objects.select_related("group")}


def test_every_part_says_its_number_and_what_it_is_compared_with(house):
    score_accounts(house)
    heron, osprey = parts_of("heron"), parts_of("osprey")
    assert heron["activity"]["reason"] == "2 of 4 seats active in 7 days (50%), healthy from 40%"
    assert heron["trend"]["reason"].startswith("26 events in 7 days, 30% more than in the week")
    assert heron["payment"]["reason"] == "No failed payment in 30 days, healthy up to 0"
    assert osprey["payment"]["reason"] == "2 failed payments in 30 days, poor at 2 or more"
    assert osprey["trend"]["score"] == 0
    assert osprey["errors"]["score"] is None
    assert "left out" in osprey["errors"]["reason"]
    assert bands() == {"heron": "healthy", "osprey": "fair"}


def test_a_stop_leaves_it_to_the_next_run(house):
    with stopped():
        assert score_accounts(house) == 0
    assert not Health.objects.exists()
    assert HealthRun.objects.get().finished_at is None
    assert score_accounts(house) == 2


def test_the_first_scoring_is_no_news_and_the_second_writes_nothing(house):
    assert score_accounts(house) == 2
    assert score_accounts(house) == 0
    assert not FactRecord.objects.filter(name="analytics.HealthChanged").exists()
    known = Account.objects.get(group__key="heron").known
    assert (known["$health"], known["$health_band"]) == (
        Health.objects.get(group__key="heron").score,
        "healthy",
    )
    assert HealthDay.objects.count() == 2
    assert HealthRun.objects.get().done == 3


def test_another_band_is_news_with_its_reasons_and_a_week_ago_is_known(house):
    score_accounts(house)
    before = Health.objects.get(group__key="heron").score
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        for subject in ("Down", "Still down"):
            ticket = cast.ticket(subject, "Help", requester=cast.person("Ada Quist"))
            heron = Group.objects.get(key="heron")
            Ticket.objects.filter(pk=ticket.pk).update(account=heron, severity="critical")
        score_accounts(house)
        heron = Health.objects.select_related("group").get(group__key="heron")
        assert heron.before == before
        (fact,) = FactRecord.objects.filter(
            name="analytics.HealthChanged", payload__group_key="heron"
        )
        assert (fact.payload["before"], fact.payload["after"]) == ("healthy", heron.band)
        assert any("2 unsolved tickets" in reason for reason in fact.payload["reasons"])
        days = history_of(heron.group).days
        assert [score for _, score in days[-9:]] == [before] * 8 + [heron.score]
        agent = cast.staff()
        for item, found in (
            ({"field": "account_health", "operator": "lt", "value": 80}, 2),
            ({"field": "account_health_band", "operator": "is", "value": ["healthy"]}, 0),
            ({"field": "account_health_band", "operator": "set"}, 2),
        ):
            q = conditions.parse({"all": [item]}).q(agent)
            assert Ticket.objects.filter(q).count() == found


def test_a_merged_account_goes_by_its_survivor_and_loses_its_own_score(house):
    score_accounts(house)
    heron, osprey, crane = (Group.objects.get(key=key) for key in ("heron", "osprey", "crane"))
    assert health_of(crane).group_id == heron.pk
    assert set(healths_of([heron, crane, osprey])) == {heron.pk, crane.pk, osprey.pk}
    Group.objects.filter(pk=osprey.pk).update(merged_into=heron)
    score_accounts(house)
    assert bands().keys() == {"heron"}


def test_other_weights_are_tried_first_and_then_scored_without_news(house):
    score_accounts(house)
    form = form_values(chosen(house))
    form |= {name: "0" for name in form if name.startswith("weight-")}
    wanted, marks = read_form(form | {"weight-payment": "10"}), Marks(80, 60)
    assert would_be(house, wanted, marks).by_band == {"healthy": 1, "fair": 0, "poor": 1}
    flat = read_form(form | {"weight-payment": "10", "healthy-payment": "2", "poor-payment": "4"})
    assert would_be(house, flat, marks).by_band == {"healthy": 2, "fair": 0, "poor": 0}
    assert tried_on(Group.objects.get(key="osprey"), flat).total == 100
    assert band_counts(house)["fair"] == 1
    assert weigh(environment=house, wanted=flat, marks=marks, by=SYSTEM)
    score_accounts(house)
    assert bands() == {"heron": "healthy", "osprey": "healthy"}
    assert not FactRecord.objects.filter(name="analytics.HealthChanged").exists()
    assert FactRecord.objects.get(name="analytics.HealthPartsChanged").payload["changed"]["Tickets"]
    assert not weigh(environment=house, wanted=flat, marks=marks_now(), by=SYSTEM)


def test_an_admin_weighs_tries_and_takes_back(house, client):
    client.force_login(cast.staff("Ann Admin", role="admin"))
    score_accounts(house)
    assert b"2 of 4 seats active" in client.get("/settings/health?account=heron").content
    form = form_values(chosen(house)) | {"healthy_from": "90", "fair_from": "10"}
    form |= {"weight-errors": "0", "account": "osprey"}
    assert b"2 failed payments" in client.post("/settings/health/preview", form).content
    saved = client.post("/settings/health", form, headers={"HX-Request": "true"})
    assert "Health is saved" in saved["X-Clew-Toast"]
    assert (marks_now(), chosen(house)[3].weight) == (Marks(90, 10), 0)
    wrong = client.post(
        "/settings/health", form | {"poor-errors": "3"}, headers={"HX-Request": "true"}
    )
    assert (wrong.status_code, b"below" in wrong.content) == (422, True)
    client.post("/settings/health/reset", headers={"HX-Request": "true"})
    assert (marks_now(), chosen(house)[3].is_default) == (Marks(80, 60), True)
    client.post("/settings/health/uses/queue", {"on": "1"}, headers={"HX-Request": "true"})
    assert b"checked" in client.get("/settings/health").content.partition(b"data-health-use")[2]
    client.force_login(cast.staff("Bo Agent"))
    assert client.get("/settings/health").status_code == 403


def test_the_api_tells_the_score_its_reasons_and_its_history(house):
    score_accounts(house)
    program = caller("agent")
    said = program.get("/accounts/crane/health", days=7).json()
    assert (said["key"], said["health"]["band"]) == ("heron", "healthy")
    assert {"reason", "score", "weight"} <= said["health"]["parts"][0].keys()
    assert [day["score"] for day in said["history"]] == [said["health"]["score"]]
    assert program.get("/accounts/wren/health").json()["health"] is None
    assert program.get("/accounts/nobody/health").status_code == 404


def test_days_that_are_over_are_scored_from_what_was_then(house):
    Group.objects.update(created_at=NOW - timedelta(days=20))
    score_past(house, days=30, every=3)
    score_accounts(house)
    osprey = Health.objects.select_related("group").get(group__key="osprey")
    known = [score for _, score in history_of(osprey.group).days]
    assert known[-31] is None  # it was not there yet
    assert known[-8] is not None
    assert known[-8] > known[-1] == osprey.score
    assert osprey.before == known[-8]


def test_a_list_of_tickets_may_show_health(house, django_assert_num_queries):
    score_accounts(house)
    requester = cast.person("Ada Quist")
    for key in ("heron", "wren"):
        ticket = cast.ticket(key, "Help", requester=requester)
        Ticket.objects.filter(pk=ticket.pk).update(account=Group.objects.get(key=key))
    view, agent = replace(EVERYTHING, columns=("account_health",)), cast.staff()
    with django_assert_num_queries(1):
        shown = {
            ticket.subject: COLUMNS["account_health"].of(ticket)
            for ticket in row_page(agent, house, view).items
        }
    score = Health.objects.get(group__key="heron").score
    assert shown == {"heron": f"{score}, healthy", "wren": ""}
