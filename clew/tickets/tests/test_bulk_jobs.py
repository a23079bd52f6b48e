from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import facts_about
from clew.people.models import Team
from clew.tickets import bulk
from clew.tickets.bulk import starting
from clew.tickets.changes import Change, ChangeField, checked_change, vocabulary
from clew.tickets.models import BulkJob, Ticket
from clew.tickets.queries import conversation
from clew.tickets.tasks import run_bulk_job
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    return cast.staff()


@pytest.fixture
def by(maya):
    return Actor.staff(maya)


@pytest.fixture
def tickets():
    return [cast.ticket(f"Invoice {n} is wrong") for n in range(4)]


def change(by, *changes, tickets=None):
    chosen = Ticket.objects.all() if tickets is None else tickets
    return bulk.change_many(tickets=chosen, environment=cast.environment(), changes=changes, by=by)


def test_a_few_tickets_are_changed_at_once_and_undone_as_a_whole(by, tickets, maya):
    tickets[3].tags = ["old"]
    tickets[3].save()
    changes = [
        checked_change("assignee", "me"),
        checked_change("tags.add", "refund"),
        checked_change("tags.remove", "old"),
        checked_change("severity", "high"),
    ]
    job = change(by, *changes)
    assert (job.state, job.total, job.done, job.failed) == ("done", 4, 4, 0)
    assert job.title == "Assign to me; Add tag refund; Remove tag old; Set severity to High"
    for ticket in Ticket.objects.all():
        assert (ticket.assignee, ticket.tags, ticket.severity) == (maya, ["refund"], "high")
    told = [line.text for entry in conversation(tickets[3]) for line in entry.changes]
    assert told == [
        "Maya Lindholm took the ticket",
        "Added tag refund",
        "Removed tag old",
        "Changed severity from Medium to High",
    ]
    back = bulk.undo(job=job, by=by)
    assert (back.state, back.done) == ("done", 4)
    assert bulk.undo(job=job, by=by) == back
    assert [each.tags for each in Ticket.objects.order_by("pk")] == [[], [], [], ["old"]]
    assert not Ticket.objects.exclude(severity="medium", assignee=None).exists()


def test_one_refused_ticket_is_listed_with_its_reason_and_can_be_tried_again(by, tickets):
    Ticket.objects.filter(pk=tickets[1].pk).update(status="closed")
    job = change(by, checked_change("tags.add", "vip"), checked_change("status", "pending"))
    assert (job.done, job.failed) == (3, 1)
    [failure] = job.items.filter(state="failed")
    assert failure.ticket_id == tickets[1].pk
    assert "closed" in failure.reason
    refused = Ticket.objects.get(pk=tickets[1].pk)
    assert refused.tags == []  # all of its changes, or none
    assert "vip" not in str(facts_about(f"ticket/{refused.number}"))
    Ticket.objects.filter(pk=refused.pk).update(status="open")
    again = bulk.retry_failed(job=job, by=by)
    assert (again.total, again.done, again.failed) == (1, 1, 0)
    refused.refresh_from_db()
    assert (refused.tags, refused.status) == (["vip"], "pending")


def test_what_is_so_already_is_not_undone(by, tickets):
    Ticket.objects.filter(pk=tickets[0].pk).update(severity="high")
    job = change(by, checked_change("severity", "high"))
    assert job.done == 4
    assert job.items.filter(state="same").count() == 1
    bulk.undo(job=job, by=by)
    assert Ticket.objects.filter(severity="high").count() == 1


def test_a_ticket_that_became_unreadable_in_between_is_a_failure(by, tickets, maya):
    hidden = Team.objects.create(name="Legal", slug="legal", private=True)
    job = bulk.start(
        tickets=Ticket.objects.all(),
        environment=cast.environment(),
        changes=[checked_change("severity", "low")],
        by=by,
    )
    Ticket.objects.filter(pk=tickets[2].pk).update(team=hidden)
    assert not bulk.run(job.pk)
    job.refresh_from_db()
    assert (job.done, job.failed) == (3, 1)
    assert "no longer see" in job.items.get(state="failed").reason
    assert Ticket.objects.get(pk=tickets[2].pk).severity == "medium"


def test_who_left_or_became_a_light_agent_changes_nothing_more(by, tickets, maya):
    job = bulk.start(
        tickets=Ticket.objects.all(),
        environment=cast.environment(),
        changes=[checked_change("severity", "low")],
        by=by,
    )
    maya.role = "light"
    maya.save()
    bulk.run(job.pk)
    job.refresh_from_db()
    assert job.failed == 4
    assert not Ticket.objects.filter(severity="low").exists()


def test_the_tickets_are_chosen_when_it_starts(by, tickets):
    job = bulk.start(
        tickets=Ticket.objects.filter(severity="medium"),
        environment=cast.environment(),
        changes=[checked_change("severity", "low")],
        by=by,
    )
    late = cast.ticket("Came later")
    bulk.run(job.pk)
    assert Ticket.objects.filter(severity="low").count() == 4
    assert Ticket.objects.get(pk=late.pk).severity == "medium"


def test_a_worker_that_dies_has_done_a_piece_or_not(by, tickets, monkeypatch):
    job = bulk.start(
        tickets=Ticket.objects.all(),
        environment=cast.environment(),
        changes=[checked_change("tags.add", "once")],
        by=by,
    )
    monkeypatch.setattr("clew.tickets.bulk.running.PIECE", 2)
    assert bulk.run_piece(job.pk)
    with monkeypatch.context() as dying:
        dying.setattr("clew.tickets.bulk.running._count", _dies)
        with pytest.raises(KeyboardInterrupt):
            bulk.run_piece(job.pk)
    assert Ticket.objects.filter(tags=["once"]).count() == 2
    assert not bulk.run(job.pk)
    facts = [fact for ticket in tickets for fact in facts_about(f"ticket/{ticket.number}")]
    assert sum("TagsChanged" in fact.fact.name for fact in facts) == 4


def _dies(*_):
    raise KeyboardInterrupt


def test_cancelling_keeps_what_is_done_and_that_can_be_undone(by, tickets, monkeypatch):
    monkeypatch.setattr("clew.tickets.bulk.running.PIECE", 3)
    job = bulk.start(
        tickets=Ticket.objects.all(),
        environment=cast.environment(),
        changes=[checked_change("severity", "low")],
        by=by,
    )
    bulk.run_piece(job.pk)
    with pytest.raises(ValidationError, match="still working"):
        bulk.undo(job=job, by=by)
    assert bulk.cancel(job=job, by=by)
    assert not bulk.cancel(job=job, by=by)
    assert not bulk.run(job.pk)
    assert Ticket.objects.filter(severity="low").count() == 3
    bulk.undo(job=job, by=by)
    assert not Ticket.objects.filter(severity="low").exists()


def test_nothing_chosen_and_nothing_to_change_are_said(by):
    with pytest.raises(ValidationError, match="no ticket"):
        change(by, checked_change("severity", "low"), tickets=Ticket.objects.none())
    with pytest.raises(ValidationError, match="no ticket"):
        change(by, checked_change("severity", "low"))
    cast.ticket()
    with pytest.raises(ValidationError, match="what to change"):
        change(by)
    assert not BulkJob.objects.exists()


def test_light_agents_start_nothing(tickets):
    with pytest.raises(PermissionDenied):
        change(Actor.staff(cast.light_agent()), checked_change("severity", "low"))


def test_many_tickets_cost_few_statements(by, django_assert_max_num_queries):
    for n in range(20):
        cast.ticket(f"Copy {n}")
    changes = [checked_change("assignee", "me"), checked_change("severity", "high")]
    with django_assert_max_num_queries(32):  # however many tickets
        change(by, *changes)


def test_what_breaks_one_ticket_breaks_no_other(by, tickets, monkeypatch):
    def breaks(ticket, *_):
        if ticket.pk == tickets[1].pk:
            Ticket.objects.filter(pk=ticket.pk).update(status=None)  # the database refuses
        return Change("severity", "low")

    field = ChangeField("fragile", "Fragile", lambda value: value, breaks, lambda _: "Break")
    monkeypatch.setitem(vocabulary._fields, "fragile", field)
    job = change(by, checked_change("fragile", 1))
    assert (job.state, job.done, job.failed) == ("done", 3, 1)
    assert "Something went wrong" in job.items.get(state="failed").reason


def test_own_jobs_and_those_of_others(by, tickets, maya):
    job = change(by, checked_change("severity", "low"))
    assert bulk.may_see(maya, job)
    assert not bulk.may_see(cast.staff("Oskar Bello"), job)
    assert bulk.may_see(cast.staff("Ines Admin", role="admin"), job)


def test_what_a_dead_process_left_half_done_is_done_by_the_next(by, tickets, monkeypatch):
    monkeypatch.setattr(starting, "run_piece", lambda _: False)  # as if it was killed before it
    job = change(by, checked_change("tags.add", "vip"))
    assert bulk.go_on_with_jobs() == 0, "whoever asked may be at it"
    BulkJob.objects.update(created_at=clock.now() - starting.LEFT_BEHIND - timedelta(seconds=1))
    assert bulk.go_on_with_jobs() == 1
    assert bulk.go_on_with_jobs() == 0, "it is queued already"
    [queued] = ProcrastinateJob.objects.filter(task_name=starting.RUNNING)
    run_bulk_job(**queued.args)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 4)
    assert [each.tags for each in Ticket.objects.all()] == [["vip"]] * 4


def test_a_large_job_is_queued_in_the_transaction_that_stores_it(by, tickets, monkeypatch):
    monkeypatch.setattr(starting, "AT_ONCE", 3)
    monkeypatch.setattr(starting, "_finished_if_few", lambda job: job)  # killed after its commit
    job = change(by, checked_change("tags.add", "vip"))
    assert job.state == "waiting"
    assert ProcrastinateJob.objects.filter(args__job_id=str(job.pk)).exists()
