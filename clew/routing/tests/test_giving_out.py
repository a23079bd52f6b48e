"""Tickets of a team find somebody: whose turn it is, why, and what waits until somebody is on."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from clew.core import clock
from clew.core.actors import SYSTEM, Actor
from clew.core.facts import facts_about, reactions_to, run_reaction
from clew.core.models import FactRecord
from clew.coverage.models import OutOfOffice
from clew.people.models import Role
from clew.routing.actions.assigning import assign_next, assign_waiting
from clew.routing.actions.assignment_settings import WayGiven, set_way
from clew.routing.models import (
    AreaOwnership,
    AssignmentSeat,
    AssignmentWait,
    ProductGroup,
    Region,
    Sme,
    Way,
)
from clew.tickets.actions import assign, set_status, set_team
from clew.tickets.history import words
from clew.tickets.models import Ticket
from tests import cast

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEEK = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture(autouse=True)
def noon():
    with clock.moved_to(NOON):
        yield


def people(count=3, team=None, **fields):
    made = [cast.staff(f"P{number} Person", **fields) for number in range(count)]
    for staff in made:
        staff.teams.add(team or cast.team())
    return made


def giving(way=Way.ROUND_ROBIN, *, capacity=0, out=(), capacities=None, team=None):
    team = team or cast.team()
    given = WayGiven(
        way=way,
        capacity=capacity,
        takes_part=[each.pk for each in team.members.all() if each not in out],
        capacities={each.pk: None for each in team.members.all()} | (capacities or {}),
    )
    set_way(team=team, given=given, by=SYSTEM)


def arrived(subject="A need", team=None, **fields):
    ticket = cast.ticket(subject, **fields)
    set_team(ticket=ticket, team=team or cast.team(), by=SYSTEM)
    assign_next(ticket)
    ticket.refresh_from_db()
    return ticket


def said(ticket):
    return [words(each) for each in facts_about(f"ticket/{ticket.number}")]


@pytest.mark.django_db
def test_by_hand_nobody_gets_anything():
    people()
    assert arrived().assignee is None
    giving(Way.MANUAL)
    assert arrived().assignee is None
    assert not AssignmentWait.objects.exists()


@pytest.mark.django_db
def test_a_ticket_that_comes_to_a_team_finds_somebody_by_itself():
    people()
    giving()
    ticket = cast.ticket()
    set_team(ticket=ticket, team=cast.team(), by=SYSTEM)
    for row in FactRecord.objects.order_by("pk"):
        for key in reactions_to(row.name):
            if key.startswith("clew.routing.assignment_reactions"):
                run_reaction(row.pk, key)
    ticket.refresh_from_db()
    assert ticket.assignee is not None


@pytest.mark.django_db
def test_in_turn_and_it_says_why():
    first, second, third = people(working_hours=WEEK)
    giving()
    got = [arrived().assignee for _ in range(6)]
    assert got == [first, second, third, first, second, third]
    ticket = arrived()
    assert said(ticket)[-1] == (
        "Clew assigned P0 Person by round robin: next in Delivery, working until 17:00"
    )


@pytest.mark.django_db
def test_light_agents_and_who_takes_no_part_get_nothing():
    first, second, _ = people()
    light = cast.staff("Lumi Light", role=Role.LIGHT)
    light.teams.add(cast.team())
    giving(out=[second])
    got = {arrived().assignee for _ in range(4)}
    assert light not in got
    assert second not in got
    assert first in got


@pytest.mark.django_db
def test_the_fewest_counts_new_and_open_and_not_what_waits():
    first, second = people(2)
    giving(Way.LEAST_LOADED)
    for _ in range(3):
        ticket = cast.ticket()
        assign(ticket=ticket, staff=second, by=Actor.staff(second))
        set_status(ticket=ticket, status="pending", by=Actor.staff(second))
    mine = cast.ticket()
    assign(ticket=mine, staff=first, by=Actor.staff(first))
    ticket = arrived()
    assert ticket.assignee == second
    assert said(ticket)[-1].endswith("with the fewest in Delivery: no tickets")


@pytest.mark.django_db
def test_who_is_full_is_passed_over_and_then_it_waits():
    first, second = people(2)
    giving(capacity=1, capacities={second.pk: 2})
    assert Counter(arrived().assignee for _ in range(3)) == {first: 1, second: 2}
    ticket = arrived()
    assert ticket.assignee is None
    wait = AssignmentWait.objects.get()
    assert wait.reason == ("everybody in Delivery who works now has as many tickets as they take")
    assert said(ticket)[-1] == f"Assigned it to nobody yet: {wait.reason}"
    done = Ticket.objects.filter(assignee=first).get()
    set_status(ticket=done, status="solved", by=Actor.staff(first))
    assert assign_waiting() == 1
    ticket.refresh_from_db()
    assert ticket.assignee == first
    assert not AssignmentWait.objects.exists()


@pytest.mark.django_db
def test_at_night_it_waits_and_in_the_morning_it_goes():
    (first,) = people(1, working_hours=WEEK)
    giving()
    with clock.moved_to(NOON + timedelta(hours=10)):
        ticket = arrived()
        assert ticket.assignee is None
        assert assign_waiting() == 0
        assert assign_waiting() == 0
        waits = [each for each in said(ticket) if each.startswith("Assigned it to nobody")]
        assert waits == ["Assigned it to nobody yet: nobody in Delivery works now"]
    with clock.moved_to(NOON + timedelta(hours=21)):
        assert assign_waiting() == 1
        ticket.refresh_from_db()
        assert ticket.assignee == first


@pytest.mark.django_db
def test_nobody_away_gets_anything():
    first, second = people(2)
    giving()
    gone = {"starts_at": NOON, "ends_at": NOON + timedelta(days=5), "created_at": NOON}
    OutOfOffice.objects.create(staff=first, **gone)
    assert {arrived().assignee for _ in range(3)} == {second}
    OutOfOffice.objects.create(staff=second, **gone)
    assert arrived().assignee is None
    assert AssignmentWait.objects.get().reason == "everybody in Delivery is away"


@pytest.mark.django_db
def test_what_was_taken_or_solved_meanwhile_waits_no_longer():
    (first,) = people(1, working_hours=WEEK)
    giving()
    with clock.moved_to(NOON + timedelta(hours=10)):
        taken, solved = arrived(), arrived()
        assign(ticket=taken, staff=first, by=Actor.staff(first))
        set_status(ticket=solved, status="solved", by=Actor.staff(first))
        assert assign_waiting() == 0
    assert not AssignmentWait.objects.exists()


@pytest.mark.django_db
def test_by_expert_who_works_now_else_in_turn():
    first, second = people(2)
    expert = cast.staff("Edda Expert", working_hours=WEEK)
    area = cast.area("Feature switches")
    group = ProductGroup.objects.create(name="Switches", slug="switches")
    AreaOwnership.objects.update_or_create(area=area, defaults={"group": group})
    region = Region.objects.create(name="North", slug="north")
    Sme.objects.create(group=group, region=region, staff=expert)
    giving(Way.SME)
    ticket = arrived(area="Feature switches")
    assert ticket.assignee == expert
    assert said(ticket)[-1].endswith("as expert for Switches, working until 17:00")
    with clock.moved_to(NOON + timedelta(hours=10)):
        ticket = arrived(area="Feature switches")
    assert ticket.assignee in {first, second}
    assert "as no expert for Switches works now" in said(ticket)[-1]


@pytest.mark.django_db
def test_settings_are_on_record_once_and_checked():
    people(2)
    giving(capacity=4)
    giving(capacity=4)
    facts = facts_about(f"team/{cast.team().pk}")
    changed = [each.fact for each in facts if each.fact.name == "routing.AssignmentChanged"]
    assert [(each.way, each.capacity) for each in changed] == [("round_robin", 4)]
    with pytest.raises(ValidationError):
        giving("lottery")
    with pytest.raises(ValidationError):
        giving(capacity=5000)


@pytest.mark.django_db
def test_turns_survive_a_new_way_and_back():
    first, second = people(2)
    giving()
    assert arrived().assignee == first
    giving(Way.LEAST_LOADED)
    giving()
    assert arrived().assignee == second
    assert AssignmentSeat.objects.exclude(last_turn_at=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_take_turns():
    made = people(4)
    giving()
    tickets = [cast.ticket(f"Ticket {number}") for number in range(12)]
    Ticket.objects.update(team=cast.team())

    def one(ticket):
        try:
            assign_next(Ticket.objects.get(pk=ticket.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, [*tickets, *tickets]))
    got = Counter(Ticket.objects.values_list("assignee", flat=True))
    assert got == {staff.pk: 3 for staff in made}


@pytest.mark.django_db(transaction=True)
def test_at_once_nobody_gets_more_than_they_take():
    made = people(3)
    giving(Way.LEAST_LOADED, capacity=2)
    tickets = [cast.ticket(f"Ticket {number}") for number in range(9)]
    Ticket.objects.update(team=cast.team())

    def one(ticket):
        try:
            assign_next(Ticket.objects.get(pk=ticket.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, tickets))
    got = Counter(Ticket.objects.values_list("assignee", flat=True))
    assert got == {staff.pk: 2 for staff in made} | {None: 3}
    assert AssignmentWait.objects.count() == 3
