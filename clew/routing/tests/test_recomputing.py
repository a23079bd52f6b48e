"""A new version of the policies comes to every unsolved ticket, after a look at what it does."""

import pytest

from clew.core.actors import SYSTEM, Actor
from clew.core.models import FactRecord
from clew.people.models import Group
from clew.routing.actions import recomputing
from clew.routing.actions.policies import follow_calendars, put_policies
from clew.routing.models import PolicyVersion, RecomputeJob, Standing, Target
from clew.routing.queries.comparing import preview_recompute
from clew.routing.tests.promising import HOUR, MONDAY, at, content, in_force, react, target
from clew.tickets.actions import set_status
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policies():
    return in_force()


@pytest.fixture
def tickets():
    person = cast.person()
    cast.account(members=(person,), plan="scale")
    with at(MONDAY):
        made = [cast.ticket(f"Ticket {n}", requester=person) for n in range(4)]
        react()
    return made


def test_a_dry_run_says_what_would_change_and_stores_nothing(tickets):
    with at(MONDAY + 2 * HOUR):
        found = preview_recompute(content(scale=1))
    assert (found["tickets"], found["target"], found["breached"]) == (4, 4, 4)
    example = found["examples"][0]
    assert example["subject"] == "Ticket 0"
    [changed] = example["targets"]
    assert changed["before"]["target_minutes"] == 1440
    assert changed["after"]["state"] == "breached"
    assert PolicyVersion.objects.count() == 1
    assert target(tickets[0]).target_minutes == 1440


def test_a_version_that_changes_nothing_is_none(tickets):
    assert put_policies(content=content(), note="Same", by=SYSTEM) is None
    assert not RecomputeJob.objects.exists()


def test_a_new_version_reaches_every_unsolved_ticket(tickets):
    set_status(ticket=tickets[0], status="solved", by=Actor("token", "1", "t"))
    with at(MONDAY + 2 * HOUR):
        react()
        version = put_policies(content=content(scale=12), note="Quicker", by=SYSTEM)
        assert target(tickets[1]).due_at == MONDAY + 24 * HOUR
        react("job_id")
    job = version.jobs.get()
    assert (job.state, job.total, job.done, job.changed, job.failed) == ("done", 3, 3, 3, 0)
    assert target(tickets[1]).due_at == MONDAY + 12 * HOUR
    assert target(tickets[1]).version == version.pk
    assert target(tickets[0]).target_minutes == 1440  # what is settled stays
    fact = FactRecord.objects.get(name="routing.PoliciesChanged")
    assert fact.payload["note"] == "Quicker"


def test_what_was_breached_under_the_old_policy_stays_so(tickets):
    from clew.routing.passing_time import wake_targets

    with at(MONDAY + 25 * HOUR):
        wake_targets()
        put_policies(content=content(scale=100), note="Slower", by=SYSTEM)
        react()
    assert target(tickets[0]).breached_at == MONDAY + 24 * HOUR


def test_a_job_goes_on_where_its_worker_died(tickets, monkeypatch):
    monkeypatch.setattr(recomputing, "AT_ONCE", 3)
    with at(MONDAY + HOUR):
        version = put_policies(content=content(scale=12), note="Quicker", by=SYSTEM)
        job = version.jobs.get()
        assert recomputing.run_piece(job.pk)
        job.refresh_from_db()
        assert (job.state, job.done) == ("working", 3)
        assert not recomputing.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.share) == ("done", 4, 1.0)


def test_a_ticket_that_fails_is_listed(tickets, monkeypatch):
    from clew.routing.actions import refreshing

    def breaks(*_):
        raise ValueError("a broken history")

    monkeypatch.setattr(refreshing, "outcome_of", breaks)
    version = put_policies(content=content(scale=12), note="Quicker", by=SYSTEM)
    recomputing.run(version.jobs.get().pk)
    job = version.jobs.get()
    assert job.failed == 4
    assert job.failures[0] == {
        "number": tickets[0].number,
        "reason": "ValueError: a broken history",
    }


def test_a_cancelled_job_leaves_the_rest(tickets):
    version = put_policies(content=content(scale=12), note="Quicker", by=SYSTEM)
    job = version.jobs.get()
    assert recomputing.cancel_recompute(job=job, by=SYSTEM)
    assert not recomputing.run(job.pk)
    assert target(tickets[0]).target_minutes == 1440


def test_a_newer_version_takes_over(tickets):
    with at(MONDAY + HOUR):
        first = put_policies(content=content(scale=12), note="One", by=SYSTEM)
        second = put_policies(content=content(scale=6), note="Two", by=SYSTEM)
        react("job_id")
    assert first.jobs.get().state == "replaced"
    assert second.jobs.get().state == "done"
    assert target(tickets[0]).target_minutes == 360


def test_a_dry_run_of_everything_is_a_job(tickets):
    with at(MONDAY + HOUR):
        job = recomputing.start_dry_run(content=content(scale=12), by=SYSTEM)
        react("job_id")
    job.refresh_from_db()
    assert (job.state, job.changed, job.found["due"]) == ("done", 4, 4)
    assert target(tickets[0]).target_minutes == 1440
    assert Target.objects.count() == 4


def test_another_property_that_policies_name_is_put_on_record(tickets):
    from clew.routing.passing_time import notice_customers

    Group.objects.update(properties={"seats": 12})
    assert notice_customers() == 0
    changed = content()
    changed["policies"][0]["priorities"].insert(
        0,
        {
            "priority": "low",
            "reason": "few seats",
            "conditions": {"all": [{"field": "account.seats", "operator": "lt", "value": 20}]},
        },
    )
    put_policies(content=changed, note="Seats", by=SYSTEM)
    notice_customers()
    react()
    assert {standing.priority_reason for standing in Standing.objects.all()} == {"few seats"}


def test_a_holiday_moves_what_goes_by_its_calendar(tickets):
    from datetime import date

    from clew.coverage.actions.calendar_days import put_day
    from clew.coverage.models import Calendar

    def free(slug):
        put_day(
            calendar=Calendar.objects.get(slug=slug),
            day=date(2026, 3, 3),
            name="Founders' day",
            slots=[],
            by=Actor.staff(cast.staff("Lena Ruiz", role="admin")),
        )
        react()

    with at(MONDAY + HOUR):
        follow_calendars(note="As they are kept", by=SYSTEM)
        before = PolicyVersion.objects.count()
        free("always")  # no target goes by it
        assert PolicyVersion.objects.count() == before
        free("weekdays-24h")
    assert "Weekdays" in PolicyVersion.objects.first().note
    assert target(tickets[0]).due_at == MONDAY + 48 * HOUR
