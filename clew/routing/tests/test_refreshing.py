"""Targets as they are stored, from real facts of real actions."""

from datetime import timedelta

import pytest

from clew.core.actors import SYSTEM, Actor
from clew.core.models import FactRecord
from clew.people.models import Group
from clew.routing.actions.refreshing import refresh_targets
from clew.routing.models import LedgerEntry, Standing, Target
from clew.routing.passing_time import notice_customers, wake_targets
from clew.routing.tests.promising import HOUR, MONDAY, at, content, in_force, react, target
from clew.tickets.actions import (
    add_note,
    receive_message,
    reply,
    set_property,
    set_status,
)
from clew.tickets.actions.automatic import remind_customer
from clew.tickets.models import Ticket
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policies():
    return in_force()


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm")


def opened(plan="scale", when=MONDAY, **fields):
    person = cast.person()
    account = cast.account(members=(person,), plan=plan)
    Group.objects.filter(pk=account.pk).update(plan=plan)
    with at(when):
        ticket = cast.ticket(requester=person, **fields)
        react()
    ticket.refresh_from_db()
    return ticket


def kinds(ticket):
    rows = LedgerEntry.objects.filter(ticket=ticket).order_by("position")
    return [(row.metric, row.instance, row.kind) for row in rows]


def test_a_new_ticket_is_promised_a_reply_by_its_plan():
    ticket = opened("scale")
    run = target(ticket)
    assert (run.state, run.target_minutes, run.due_at) == ("running", 1440, MONDAY + 24 * HOUR)
    assert (ticket.due_at, ticket.due_metric) == (run.due_at, "first_reply")
    assert ticket.due_from == MONDAY
    assert Standing.objects.get(ticket=ticket).plan == "scale"


def test_only_a_public_reply_of_ours_meets_it(maya):
    ticket = opened("scale")
    with at(MONDAY + HOUR):
        add_note(ticket=ticket, staff=maya, body="Looking.")
        set_status(ticket=ticket, status="open", by=Actor.staff(maya))
        set_status(ticket=ticket, status="pending", by=Actor.staff(maya))
        remind_customer(ticket, at=MONDAY + HOUR)
        react()
    assert target(ticket).state == "running"
    with at(MONDAY + 2 * HOUR):
        reply(ticket=ticket, staff=maya, body="Found it.", status="pending")
        react()
    run = target(ticket)
    assert (run.state, run.fulfilled_at) == ("fulfilled", MONDAY + 2 * HOUR)
    ticket.refresh_from_db()
    assert ticket.due_at is None


def test_the_customers_next_words_start_the_next_reply(maya):
    ticket = opened("boost")
    with at(MONDAY + HOUR):
        reply(ticket=ticket, staff=maya, body="Try this.", status="pending")
    with at(MONDAY + 3 * HOUR):
        receive_message(ticket=ticket, person=ticket.requester, body="No luck.", channel="widget")
        react()
    run = target(ticket, "next_reply")
    assert (run.state, run.started_at) == ("running", MONDAY + 3 * HOUR)
    assert run.due_at == MONDAY + 51 * HOUR


def test_a_held_reply_counts_when_it_leaves(maya):
    from clew.tickets.actions.held import hold_reply, release_due

    ticket = opened("scale")
    with at(MONDAY + HOUR):
        hold_reply(ticket=ticket, staff=maya, body="Soon.", seconds=10)
        react()
        assert target(ticket).state == "running"
    with at(MONDAY + 2 * HOUR):
        release_due()
        react()
    assert target(ticket).fulfilled_at == MONDAY + 2 * HOUR


def test_refreshing_again_writes_nothing(maya, django_assert_max_num_queries):
    ticket = opened("scale")
    before = kinds(ticket), FactRecord.objects.count()
    with at(MONDAY + HOUR), django_assert_max_num_queries(14) as queries:
        assert refresh_targets([ticket.pk]) == 0
    writing = [each["sql"] for each in queries.captured_queries if "INSERT" in each["sql"]]
    assert not writing
    assert (kinds(ticket), FactRecord.objects.count()) == before


def test_a_plan_corrected_later_recomputes_from_the_beginning():
    ticket = opened("")
    assert ticket.plan_unknown
    assert target(ticket).target_minutes == 8 * 60  # the safest paid target
    Group.objects.update(plan="Scale")
    with at(MONDAY + HOUR):
        assert notice_customers() == 1
    ticket.refresh_from_db()
    run = target(ticket)
    assert (run.target_minutes, run.due_at) == (1440, MONDAY + 24 * HOUR)
    assert not ticket.plan_unknown
    with at(MONDAY + 2 * HOUR):
        assert notice_customers() == 0


def test_an_upgrade_may_make_it_late_at_once():
    ticket = opened("scale")
    Group.objects.update(plan="enterprise")
    with at(MONDAY + 9 * HOUR):
        notice_customers()
    run = target(ticket)
    assert (run.state, run.breached_at) == ("breached", MONDAY + 9 * HOUR)
    assert run.due_at == MONDAY + 8 * HOUR


def test_a_property_that_a_policy_names_changes_the_priority():
    ticket = opened("scale")
    assert ticket.priority == "normal"
    Group.objects.update(properties={"mrr": 9000, "colour": "green"})
    with at(MONDAY + HOUR):
        notice_customers()
    ticket.refresh_from_db()
    assert ticket.priority == "high"
    assert Standing.objects.get(ticket=ticket).priority_reason == "pays much"
    fact = FactRecord.objects.filter(name="tickets.PropertyChanged").get()
    assert fact.payload["reason"] == "pays much"
    known = FactRecord.objects.filter(name="routing.CustomerChanged").latest("id")
    assert known.payload["properties"] == {"person": {}, "account": {"mrr": 9000}}


def test_a_priority_set_by_hand_stays(maya):
    ticket = opened("enterprise")
    assert ticket.priority == "high"
    set_property(ticket=ticket, field="priority", value="low", by=Actor.staff(maya))
    react()
    ticket.refresh_from_db()
    assert ticket.priority == "low"
    assert Standing.objects.get(ticket=ticket).priority_by == "person"


def test_a_breach_is_on_record_once():
    ticket = opened("enterprise")
    for minutes in (0, 5, 10):
        with at(MONDAY + 8 * HOUR + timedelta(minutes=minutes, seconds=1)):
            wake_targets()
            refresh_targets([ticket.pk])
    facts = FactRecord.objects.filter(name="routing.TargetBreached")
    assert [row.payload["metric"] for row in facts] == ["first_reply"]
    assert facts[0].recorded_at == MONDAY + 8 * HOUR
    ticket.refresh_from_db()
    assert ticket.due_state == "breached"


def test_what_is_stored_is_what_is_derived_anew(maya):
    ticket = opened("scale")
    with at(MONDAY + HOUR):
        reply(ticket=ticket, staff=maya, body="One.")
        react()
    with at(MONDAY + 2 * HOUR):
        receive_message(ticket=ticket, person=ticket.requester, body="Two.", channel="widget")
        react()
    with at(MONDAY + 60 * HOUR):
        wake_targets()
    stored = kinds(ticket), list(Target.objects.values_list("metric", "state", "due_at"))
    LedgerEntry.objects.all().delete()
    Target.objects.all().delete()
    Standing.objects.all().delete()
    with at(MONDAY + 60 * HOUR):
        refresh_targets([ticket.pk])
    assert (kinds(ticket), list(Target.objects.values_list("metric", "state", "due_at"))) == stored
    assert FactRecord.objects.filter(name="routing.TargetBreached").count() == 1


def test_history_that_comes_in_late_rewrites_the_ledger(maya):
    ticket = opened("enterprise")
    with at(MONDAY + 9 * HOUR):
        wake_targets()
        assert target(ticket).state == "breached"
        reply(ticket=ticket, staff=maya, body="Said before.", created_at=MONDAY + HOUR)
        react()
    run = target(ticket)
    assert (run.state, run.breached_at) == ("fulfilled", None)
    positions = LedgerEntry.objects.filter(ticket=ticket).values_list("position", flat=True)
    assert sorted(positions) == list(range(len(positions)))


def test_a_solved_ticket_owes_nothing(maya):
    ticket = opened("enterprise")
    with at(MONDAY + 9 * HOUR):
        wake_targets()
        set_status(ticket=ticket, status="solved", by=Actor.staff(maya))
        react()
    ticket.refresh_from_db()
    run = target(ticket)
    assert ticket.due_at is None
    assert (run.state, run.fulfilled_at, run.cancelled_at) == (
        "breached",
        None,
        MONDAY + 9 * HOUR,
    )


def test_a_thousand_tickets_are_a_few_statements(django_assert_max_num_queries):
    person = cast.person()
    cast.account(members=(person,), plan="scale")
    with at(MONDAY):
        ids = [cast.ticket(f"Ticket {n}", requester=person).pk for n in range(40)]
        with django_assert_max_num_queries(40) as few:
            refresh_targets(ids[:4])
        with django_assert_max_num_queries(len(few.captured_queries)):
            refresh_targets(ids[4:])
    assert Target.objects.count() == 40


def test_a_ticket_that_cannot_be_derived_fails_alone(monkeypatch):
    from clew.routing.actions import refreshing

    good, bad = opened("scale"), opened("scale")
    real = refreshing.outcome_of

    def breaks(told, status, last_message_by, world):
        if any("boom" in event.value["tags"] for event in told.history.events if event.value):
            raise ValueError("boom")
        return real(told, status, last_message_by, world)

    monkeypatch.setattr(refreshing, "outcome_of", breaks)
    from clew.tickets.actions import add_tags

    add_tags(ticket=bad, tags=["boom"], by=SYSTEM)
    Ticket.objects.update(due_at=None)
    piece = refreshing.refresh_piece([good.pk, bad.pk])
    assert list(piece.failed) == [bad.number]
    assert piece.changed == [good.number]


def test_a_clock_that_comes_back_takes_nothing_back():
    ticket = opened("enterprise")
    with at(MONDAY + 9 * HOUR):
        wake_targets()
    with at(MONDAY + HOUR):
        refresh_targets([ticket.pk])
    assert target(ticket).state == "breached"


def test_tickets_of_before_are_seen_by_the_sweep():
    person = cast.person()
    cast.account(members=(person,), plan="scale")
    with at(MONDAY):
        ticket = cast.ticket(requester=person)
    assert not Target.objects.exists()
    with at(MONDAY + 2 * HOUR):
        notice_customers()
    assert target(ticket).due_at == MONDAY + 24 * HOUR


def test_another_calendar_counts_other_hours():
    in_force(content("always"))
    friday = MONDAY + timedelta(days=4, hours=7)
    assert target(opened("scale", friday)).due_at == friday + 24 * HOUR


def test_the_history_tells_of_plans_and_breaches():
    from clew.core.facts import facts_about
    from clew.tickets.history import words

    ticket = opened("")
    Group.objects.update(plan="enterprise")
    with at(MONDAY + HOUR):
        notice_customers()
    with at(MONDAY + 9 * HOUR):
        wake_targets()
    said = [words(each) for each in facts_about(f"ticket/{ticket.number}")]
    assert "The customer's plan changed from unknown to Enterprise" in said
    assert "The target of the first reply was missed" in said
    assert sum("plan" in each for each in said if "Changed priority" not in each) == 1


def test_a_plan_noticed_while_the_clock_runs_counts_at_once():
    """The change is on record at the time that is derived for, not a moment after it."""
    person = cast.person()
    account = cast.account(members=(person,))
    Group.objects.filter(pk=account.pk).update(plan="free")
    ticket = cast.ticket(requester=person)
    refresh_targets([ticket.pk])
    assert not Target.objects.filter(ticket=ticket).exists()
    Group.objects.filter(pk=account.pk).update(plan="enterprise")
    assert notice_customers() == 1
    assert target(ticket).target_minutes == 480
    assert Standing.objects.get(ticket=ticket).plan == "enterprise"
