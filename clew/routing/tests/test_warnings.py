"""Who is told what before a target breaches, and when it did: each thing once."""

from datetime import timedelta

import pytest

from clew.core.actors import Actor
from clew.core.models import FactRecord
from clew.core.options import set_options
from clew.coverage.models import OutOfOffice
from clew.people.models import Group, Notification, Role
from clew.routing.actions.escalating import escalate
from clew.routing.passing_time import wake_targets
from clew.routing.policies.presets import preset_content
from clew.routing.tests.promising import HOUR, MONDAY, at, content, in_force, react, target
from clew.tickets.actions import assign, receive_message, reply, set_status, set_team
from tests import cast

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def policies():
    return in_force()


@pytest.fixture
def maya():
    return cast.staff("Maya Lindholm")


def opened(plan="enterprise", when=MONDAY):
    person = cast.person()
    account = cast.account(members=(person,), plan=plan)
    Group.objects.filter(pk=account.pk).update(plan=plan)
    with at(when):
        ticket = cast.ticket(requester=person)
        react()
    ticket.refresh_from_db()
    return ticket


def tick(moment):
    with at(moment):
        wake_targets()
        react()


def warnings():
    found = FactRecord.objects.filter(name="routing.TargetWarned").order_by("id")
    return [(row.payload["hours"], row.recorded_at) for row in found]


def told(staff, kind):
    rows = Notification.objects.filter(staff=staff, kind=kind)
    return [row.text for row in rows], sum(row.count for row in rows)


def test_three_two_and_one_hour_before_and_each_once(maya):
    ticket = opened()
    assign(ticket=ticket, staff=maya, by=Actor.staff(maya))
    for minutes in range(0, 8 * 60 + 10, 7):
        tick(MONDAY + minutes * MINUTE)
    due = MONDAY + 8 * HOUR
    assert [hours for hours, _ in warnings()] == [3, 2, 1]
    assert all(due - hours * HOUR <= when < due for hours, when in warnings())
    assert told(maya, "target_warning") == (
        [f"First reply due within an hour: {ticket}"],
        3,
    )
    assert told(maya, "target_breached") == ([f"First reply is overdue: {ticket}"], 1)
    assert target(ticket).warned == [3, 2, 1]
    assert target(ticket).wakes_at is None


def test_of_several_that_passed_only_the_nearest_is_told():
    opened()
    tick(MONDAY + 6 * HOUR + 30 * MINUTE)
    assert [hours for hours, _ in warnings()] == [2]
    tick(MONDAY + 6 * HOUR + 40 * MINUTE)
    assert [hours for hours, _ in warnings()] == [2]
    tick(MONDAY + 7 * HOUR)
    assert [hours for hours, _ in warnings()] == [2, 1]


def test_hours_are_those_of_the_calendar():
    friday = MONDAY + timedelta(days=4, hours=9)  # 18:00, so 6 hours are left of the week
    opened(when=friday)
    tick(friday + 5 * HOUR)
    assert [hours for hours, _ in warnings()] == [3]  # 8 - 5; the weekend does not count
    tick(friday + 30 * HOUR)
    assert [hours for hours, _ in warnings()] == [3, 2]
    tick(friday + 53 * HOUR)
    assert [hours for hours, _ in warnings()] == [3, 2]


def test_what_stands_still_does_not_warn(maya):
    ticket = opened("enterprise")
    with at(MONDAY + HOUR):
        reply(ticket=ticket, staff=maya, body="Try.", status="open")
        receive_message(ticket=ticket, person=ticket.requester, body="No.", channel="widget")
        set_status(ticket=ticket, status="pending", by=Actor.staff(maya))
        react()
    assert target(ticket, "next_reply").state == "paused"
    tick(MONDAY + 8 * HOUR + 30 * MINUTE)
    assert warnings() == []


def test_a_ticket_warns_three_times_at_most(maya):
    ticket = opened()
    for hours in (5, 6, 7):
        tick(MONDAY + hours * HOUR)
    with at(MONDAY + 7 * HOUR + 30 * MINUTE):
        reply(ticket=ticket, staff=maya, body="Try.")
        receive_message(ticket=ticket, person=ticket.requester, body="No.", channel="widget")
        react()
    for minutes in range(0, 9 * 60, 30):
        tick(MONDAY + 8 * HOUR + minutes * MINUTE)
    assert len(warnings()) == 3
    assert target(ticket, "next_reply").state == "breached"


def test_an_escalated_ticket_is_warned_of_one_reply_not_of_two(maya):
    in_force(preset_content())
    ticket = opened()
    with at(MONDAY):
        escalate(
            ticket=ticket,
            to="support",
            team=cast.team("Support"),
            note="Why: stuck. Steps taken: logs. Observations: the same.",
            by=Actor.staff(maya),
        )
        react()
    for hours in (5, 6, 7):
        tick(MONDAY + hours * HOUR)
    assert target(ticket, "escalated_reply").due_at == target(ticket).due_at
    assert [hours for hours, _ in warnings()] == [3, 2, 1]


def test_a_target_shorter_than_a_threshold_does_not_begin_with_a_warning():
    in_force(content(enterprise=2))
    opened()
    tick(MONDAY + MINUTE)
    assert warnings() == []
    tick(MONDAY + 61 * MINUTE)
    assert [hours for hours, _ in warnings()] == [1]


def test_an_admin_chooses_the_hours(maya):
    set_options(values={"routing.warning_hours": "4; half"}, by=Actor.staff(maya))
    opened()
    tick(MONDAY + 4 * HOUR)
    tick(MONDAY + 7 * HOUR)
    assert [hours for hours, _ in warnings()] == [4]


def test_a_team_hears_it_when_nobody_has_it():
    noor, oskar = cast.staff("Noor Haddad"), cast.staff("Oskar Bello")
    lumi, lead = cast.light_agent(), cast.staff("Lena Ruiz", role=Role.LEAD)
    team = cast.team("Delivery")
    for each in (noor, oskar, lumi):
        each.teams.add(team)
    OutOfOffice.objects.create(
        staff=oskar,
        starts_at=MONDAY - HOUR,
        ends_at=MONDAY + 48 * HOUR,
        created_at=MONDAY - HOUR,
    )
    ticket = opened()
    set_team(ticket=ticket, team=team, by=Actor.staff(lead))
    tick(MONDAY + 5 * HOUR)
    who = Notification.objects.filter(kind="target_warning").values_list("staff__name", flat=True)
    assert list(who) == ["Noor Haddad"]


def test_a_deputy_hears_it_for_who_is_away(maya):
    noor = cast.staff("Noor Haddad")
    ticket = opened()
    assign(ticket=ticket, staff=maya, by=Actor.staff(noor))
    OutOfOffice.objects.create(
        staff=maya,
        starts_at=MONDAY + HOUR,
        ends_at=MONDAY + 48 * HOUR,
        deputy=noor,
        created_at=MONDAY,
    )
    tick(MONDAY + 5 * HOUR)
    assert told(noor, "target_warning")[1] == 1
    assert told(maya, "target_warning")[1] == 0


def test_leads_hear_of_an_unknown_plan_once():
    lead = cast.staff("Lena Ruiz", role=Role.LEAD)
    agent = cast.staff("Oskar Bello")
    ticket = opened("")
    assert ticket.plan_unknown
    tick(MONDAY + HOUR)
    assert told(lead, "plan_unknown") == ([f"Nobody knows the plan of Ada Quist: {ticket}"], 1)
    assert told(agent, "plan_unknown") == ([], 0)


def test_a_requester_without_account_may_count_as_free(maya):
    set_options(values={"routing.plan_without_account": "free"}, by=Actor.staff(maya))
    with at(MONDAY):
        ticket = cast.ticket(requester=cast.person("Bo Lind"))
        react()
    ticket.refresh_from_db()
    assert not ticket.plan_unknown
    assert ticket.due_at is None


def test_nobody_is_told_of_what_came_in_long_ago(maya):
    person = cast.person()
    cast.account(members=(person,), plan="enterprise")
    with at(MONDAY + timedelta(days=30)):
        ticket = cast.ticket(requester=person, created_at=MONDAY)
        assign(ticket=ticket, staff=maya, by=Actor.staff(maya), at=MONDAY)
        react()
    assert target(ticket).breached_at == MONDAY + 8 * HOUR
    assert not Notification.objects.filter(kind="target_breached").exists()
